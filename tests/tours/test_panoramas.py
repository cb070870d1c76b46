"""Cutting a 360° picture: nothing half made, nothing enlarged, nothing of the camera's notes."""

import math
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

from marketplace.media import panoramas
from marketplace.media.panoramas import (
    POSTERS,
    NotTwoToOne,
    PanoramaRefused,
    PanoramaTooSmall,
    PanoramaTooWide,
    View,
    cut_tiles,
    draw_posters,
    flat_view,
    levels_for,
    poster_name,
)
from marketplace.media.views import _TILE

GPS = 0x8825


def sphere(width: int) -> Image.Image:
    """A full turn whose red grows with the height and whose green and blue go round with the yaw."""
    height = width // 2
    rows = Image.linear_gradient("L").resize((width, height))
    around = Image.new("L", (width, 1))
    other = Image.new("L", (width, 1))
    for x in range(width):
        turn = 2 * math.pi * x / width
        around.putpixel((x, 0), round(127.5 + 127.5 * math.cos(turn)))
        other.putpixel((x, 0), round(127.5 + 127.5 * math.sin(turn)))
    return Image.merge("RGB", (rows, around.resize((width, height)), other.resize((width, height))))


@pytest.fixture(scope="module")
def whole() -> Image.Image:
    return sphere(2048)


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory, whole: Image.Image) -> Path:
    """A camera's file, with its position and name in it."""
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    exif.get_ifd(GPS)[2] = (21.0, 5.0, 30.0)
    path = tmp_path_factory.mktemp("photo") / "pano.jpg"
    whole.save(path, "JPEG", quality=95, exif=exif, comment=b"SECRET-COMMENT")
    return path


def opened(path: Path) -> Image.Image:
    """The picture, its file closed again."""
    with Image.open(path) as picture:
        picture.load()
        return picture


def apart(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two pictures, of 255."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


def test_a_whole_set_of_tiles_is_cut(photo: Path, tmp_path: Path) -> None:
    files = cut_tiles(photo, tmp_path / "pano")

    home = tmp_path / "pano" / files.key
    assert (files.width, files.levels) == (2048, (2048,))
    assert sorted(p.relative_to(home).as_posix() for p in home.rglob("*.webp")) == sorted(
        ["base.webp", "thumb.webp", *(f"2048/{column}_{row}.webp" for column in range(4) for row in range(2))]
    )
    assert opened(home / "base.webp").size == (1024, 512)
    assert opened(home / "thumb.webp").size == (320, 160)


def test_tiles_put_together_again_are_the_picture(photo: Path, whole: Image.Image, tmp_path: Path) -> None:
    files = cut_tiles(photo, tmp_path)

    again = Image.new("RGB", whole.size)
    for path in (tmp_path / files.key / "2048").iterdir():
        column, row = map(int, path.stem.split("_"))
        tile = opened(path)
        assert tile.size == (512, 512)
        again.paste(tile, (column * 512, row * 512))
    assert apart(again, whole) < 3


def test_a_wide_source_has_two_levels_of_the_same_picture(tmp_path: Path) -> None:
    source = tmp_path / "wide.jpg"
    sphere(2048).resize((5376, 2688)).save(source, "JPEG", quality=90)

    files = cut_tiles(source, tmp_path / "pano")

    home = tmp_path / "pano" / files.key
    assert (files.width, files.levels) == (4096, (2048, 4096))
    assert len(list((home / "4096").iterdir())) == 32
    fine = opened(home / "4096" / "2_2.webp").resize((256, 256))
    coarse = opened(home / "2048" / "1_1.webp").crop((0, 0, 256, 256))
    assert apart(fine, coarse) < 3


def test_nothing_of_the_camera_is_published(photo: Path, tmp_path: Path) -> None:
    assert b"SECRET-CAMERA" in photo.read_bytes()

    files = cut_tiles(photo, tmp_path)
    draw_posters(photo, tmp_path, view=View(0, 0, 90))

    made = list((tmp_path / files.key).rglob("*.webp"))
    assert len(made) == 10 + len(POSTERS)
    for path in made:
        assert not {"exif", "xmp", "icc_profile"} & set(opened(path).info)
        assert b"SECRET" not in path.read_bytes()


def test_the_same_picture_is_cut_once(photo: Path, tmp_path: Path) -> None:
    first = cut_tiles(photo, tmp_path)
    (tmp_path / first.key / "thumb.webp").unlink()

    assert cut_tiles(photo, tmp_path) == first
    assert not (tmp_path / first.key / "thumb.webp").exists()
    assert [p.name for p in tmp_path.iterdir()] == [first.key]


def test_half_made_is_never_served(photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []
    write = panoramas._write

    def full_disk(picture: Image.Image, path: Path, *, quality: int) -> None:
        if len(written) == 5:
            raise OSError("no space left on device")
        write(picture, path, quality=quality)
        written.append(path)

    monkeypatch.setattr(panoramas, "_write", full_disk)

    with pytest.raises(OSError, match="no space"):
        cut_tiles(photo, tmp_path)

    assert written
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("width", "levels"),
    [(2048, (2048,)), (1951, (2048,)), (3900, (2048,)), (3901, (2048, 4096)), (16384, (2048, 4096))],
)
def test_nothing_is_enlarged(width: int, levels: tuple[int, ...]) -> None:
    assert levels_for(width, width // 2) == levels


def test_what_is_no_full_turn_is_refused() -> None:
    with pytest.raises(NotTwoToOne) as refused:
        levels_for(4096, 1480)

    assert "4096 × 1480" in str(refused.value)


@pytest.mark.parametrize(("width", "refusal"), [(1950, PanoramaTooSmall), (16386, PanoramaTooWide)])
def test_too_small_and_too_wide_are_refused(width: int, refusal: type[PanoramaRefused]) -> None:
    with pytest.raises(refusal):
        levels_for(width, width // 2)


def test_a_bomb_is_refused_by_its_header(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.png"
    Image.new("1", (20000, 10000)).save(bomb)

    with pytest.raises(PanoramaTooWide):
        cut_tiles(bomb, tmp_path / "pano")


def test_the_widest_allowed_is_looked_at_without_a_warning(tmp_path: Path) -> None:
    source = tmp_path / "big.png"
    Image.new("1", (16384, 8000)).save(source)

    with pytest.raises(NotTwoToOne):
        cut_tiles(source, tmp_path / "pano")


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_what_is_no_picture_is_refused(content: bytes, tmp_path: Path) -> None:
    source = tmp_path / "pano.jpg"
    source.write_bytes(content)

    with pytest.raises(PanoramaRefused):
        cut_tiles(source, tmp_path / "pano")


def test_a_picture_cut_short_is_refused_and_leaves_nothing(photo: Path, tmp_path: Path) -> None:
    source = tmp_path / "short.jpg"
    source.write_bytes(photo.read_bytes()[:20000])

    with pytest.raises(PanoramaRefused):
        cut_tiles(source, tmp_path / "pano")

    assert not (tmp_path / "pano").exists()


@pytest.mark.parametrize(
    "view", [View(0, 0, 90), View(50, 10, 100), View(-120, -40, 80), View(179, 0, 60), View(-20, 45, 100)]
)
def test_the_middle_of_a_flat_picture_is_what_the_view_looks_at(whole: Image.Image, view: View) -> None:
    flat = flat_view(whole, view, size=(320, 180))

    x, y = (view.yaw / 360 + 0.5) * whole.width, (0.5 - view.pitch / 180) * whole.height
    wanted = whole.getpixel((int(x) % whole.width, int(y)))
    got = flat.getpixel((160, 90))
    assert isinstance(wanted, tuple)
    assert isinstance(got, tuple)
    assert all(abs(one - other) <= 4 for one, other in zip(wanted, got, strict=True))


def test_the_right_of_a_flat_picture_lies_to_the_right(whole: Image.Image) -> None:
    flat = flat_view(whole, View(yaw=0, pitch=0, hfov=90), size=(320, 180))

    # 90 degrees wide: the right edge looks at yaw 45, where the picture is a quarter past its middle.
    wanted = whole.getpixel((int(whole.width * (0.5 + 45 / 360)), whole.height // 2))
    got = flat.getpixel((319, 90))
    assert isinstance(wanted, tuple)
    assert isinstance(got, tuple)
    assert all(abs(one - other) <= 6 for one, other in zip(wanted, got, strict=True))


def test_a_view_over_the_seam_has_no_gap(whole: Image.Image) -> None:
    over_seam = flat_view(whole, View(yaw=180, pitch=0, hfov=100), size=(320, 180))
    turned = flat_view(ImageChops.offset(whole, whole.width // 2, 0), View(yaw=0, pitch=0, hfov=100), size=(320, 180))

    assert apart(over_seam, turned) < 1


def test_straight_up_and_down_nothing_is_black(whole: Image.Image) -> None:
    bright = whole.point(lambda value: 128 + value // 2)

    for pitch in (80, -80):
        flat = flat_view(bright, View(yaw=30, pitch=pitch, hfov=110), size=(320, 180))
        extremes: Any = flat.getextrema()
        assert all(least >= 100 for least, _ in extremes)


def test_posters_stand_beside_the_tiles_under_names_that_are_served(photo: Path, tmp_path: Path) -> None:
    files = cut_tiles(photo, tmp_path)
    view = View(yaw=-20, pitch=-47.5, hfov=100)

    names = draw_posters(photo, tmp_path, view=view)

    assert names == [poster_name(shape, view) for shape in POSTERS]
    assert names[0] == "poster-wide--200--475-1000.webp"
    for name, size in zip(names, POSTERS.values(), strict=True):
        assert opened(tmp_path / files.key / name).size == size
        assert _TILE.fullmatch(f"{files.key}/{name}")
    assert not list((tmp_path / files.key).glob("making-*"))


def test_another_view_gives_other_names() -> None:
    assert poster_name("wide", View(0, 0, 90)) != poster_name("wide", View(1, 0, 90))
