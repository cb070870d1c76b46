"""What kind of picture is this?"""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from marketplace.config import ROOT
from marketplace.media.gpano import GPano, Placing, read_gpano
from marketplace.media.looking import Kind, Look, look_at, pole_of, seam_of

DATA = ROOT / "tests" / "data" / "panoramas"
FULL = sorted(path for path in DATA.glob("*.jpg") if "partial" not in path.name)
PHOTOS = sorted((ROOT / "demo" / "pictures").glob("*.jpg"))


def look(path: Path, gpano: GPano | None = None) -> Look:
    with Image.open(path) as picture:
        return look_at(picture, width=picture.width, height=picture.height, gpano=gpano)


# facts/tours.md B5
@pytest.mark.parametrize("path", FULL, ids=[path.stem for path in FULL])
def test_a_real_turn_is_known_without_the_cameras_word(path: Path) -> None:
    seen = look(path)

    assert (seen.kind, seen.placing) == (Kind.FULL, None)


def test_there_are_enough_pictures_to_tell() -> None:
    assert (len(FULL) >= 11, len(PHOTOS) >= 20) == (True, True)


@pytest.mark.parametrize("path", PHOTOS, ids=[path.stem for path in PHOTOS])
def test_a_photo_is_never_taken_for_a_turn(path: Path) -> None:
    assert look(path).kind is Kind.ORDINARY

    with Image.open(path) as picture:
        height = picture.width // 2
        if picture.height < height:
            return
        cut = picture.crop((0, 0, picture.width, height))
        assert look_at(cut, width=cut.width, height=cut.height, gpano=None).kind is Kind.UNSURE


def test_a_wide_part_of_a_turn_is_asked_about() -> None:
    seen = look(DATA / "charles-street-partial.jpg")

    assert seen.kind is Kind.UNSURE
    assert "trọn một vòng" in seen.reasons[0]


def test_the_cameras_word_comes_first_and_names_north_and_tilt() -> None:
    told = read_gpano((DATA / "cerro-toco-gpano.xmp").read_bytes())
    # As wide as when it was scaled: the fields speak of 5376 pixels.
    seen = look(DATA / "cerro-toco-gpano.jpg", told)

    assert (seen.kind, seen.north, seen.pitch, seen.roll) == (Kind.FULL, 337.5, -1.8, 1.3)
    assert seen.placing is not None
    assert any("nghiêng" in warning for warning in seen.warnings)


def test_a_part_with_its_place_is_a_part() -> None:
    told = GPano(
        projection="equirectangular", full_width=1024, full_height=512, cropped_width=1024, cropped_height=370,
        left=0, top=70,
    )  # fmt: skip

    assert look(DATA / "charles-street-partial.jpg", told).kind is Kind.PARTIAL


def test_fields_that_do_not_fit_are_not_followed_and_that_is_said() -> None:
    told = GPano(
        projection="equirectangular", full_width=5376, full_height=2688, cropped_width=5376, cropped_height=2688
    )

    seen = look(DATA / "charles-street-partial.jpg", told)

    assert (seen.kind, seen.placing) == (Kind.UNSURE, None)
    assert any("không khớp" in warning for warning in seen.warnings)


@pytest.mark.parametrize(("heading", "yaw"), [(0, 0), (90, 90), (180, -180), (350, -10)])
def test_the_cameras_start_view_is_used(heading: float, yaw: float) -> None:
    told = GPano(projection="equirectangular", view_heading=heading, view_pitch=-95, view_hfov=200)

    assert look(FULL[0], told).view == (yaw, -90, None)


# The camera's north is known: both bearings are from there.
@pytest.mark.parametrize(("north", "heading", "yaw"), [(45, 45, 0), (315, 0, 45), (10, 350, -20), (0, 90, 90)])
def test_the_start_view_is_a_bearing_too(north: float, heading: float, yaw: float) -> None:
    told = GPano(projection="equirectangular", heading=north, view_heading=heading)

    assert look(FULL[0], told).view == (yaw, 0, None)


def test_a_part_is_first_seen_in_its_middle() -> None:
    told = GPano(
        projection="equirectangular", full_width=3000, full_height=1500, cropped_width=1024, cropped_height=370,
        left=75, top=300,
    )  # fmt: skip

    assert look(DATA / "charles-street-partial.jpg", told).view == (-109.6, 31.8, None)
    assert look(FULL[0]).view is None


# The sphere's seam may be anywhere: it is turned, and north and start view with it.
def test_a_part_over_the_seam_is_turned_to_the_front() -> None:
    told = GPano(
        projection="equirectangular", full_width=4096, full_height=2048, cropped_width=1024, cropped_height=370,
        left=3584, top=800, heading=100, view_heading=270, pitch=3,
    )  # fmt: skip

    seen = look(DATA / "charles-street-partial.jpg", told)

    # Its middle lies behind the camera, at a bearing of 280.
    assert seen.placing == Placing(4096, 2048, 1536, 800)
    assert (seen.kind, seen.north, seen.view, seen.pitch) == (Kind.PARTIAL, 280, (-10, 0, None), 0)
    assert any("nghiêng" in warning for warning in seen.warnings)


def test_a_dark_picture_is_named() -> None:
    with Image.open(FULL[0]) as picture:
        dark = picture.point(lambda value: value // 6)

    assert any("tối" in warning for warning in look_at(dark, width=1024, height=512, gpano=None).warnings)


def test_a_seam_and_a_broken_pole_are_seen() -> None:
    with Image.open(DATA / "mason-circle.jpg") as picture:
        whole = picture.convert("RGB")
    shifted = Image.new("RGB", whole.size)
    shifted.paste(whole.crop((200, 0, 1024, 512)), (0, 0))
    shifted.paste(whole.crop((400, 0, 600, 512)), (824, 0))
    striped = whole.copy()
    pen = ImageDraw.Draw(striped)
    for x in range(0, 1024, 8):
        pen.line((x, 500, x, 511), fill="white", width=4)

    assert seam_of(whole) < 1 < 2.2 < seam_of(shifted)
    assert pole_of(whole) < 0.45 < pole_of(striped)
