"""Cutting a 360° picture: nothing half made, nothing enlarged, nothing of the camera's notes."""

import math
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat

from marketplace.media import panoramas
from marketplace.media.gpano import Placing
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
    tiles_of,
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
    assert opened(home / "base.webp").size == (640, 320)
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


# L05
def test_nothing_of_the_camera_is_published(photo: Path, tmp_path: Path) -> None:
    assert b"SECRET-CAMERA" in photo.read_bytes()

    files = cut_tiles(photo, tmp_path)
    draw_posters(tmp_path / files.key, view=View(0, 0, 90))

    made = [path for path in (tmp_path / files.key).rglob("*") if path.is_file()]
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
    write = panoramas.write

    def full_disk(picture: Image.Image, path: Path, **how: Any) -> None:
        if len(written) == 5:
            raise OSError("no space left on device")
        write(picture, path, **how)
        written.append(path)

    monkeypatch.setattr(panoramas, "write", full_disk)

    with pytest.raises(OSError, match="no space"):
        cut_tiles(photo, tmp_path)

    assert written
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("width", "levels"),
    [
        (2048, (2048,)),
        (1951, (2048,)),
        (3900, (2048,)),
        (3901, (2048, 4096)),
        (7801, (2048, 4096)),
        (7802, (2048, 4096, 8192)),
        (16384, (2048, 4096, 8192)),
    ],
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

    assert list((tmp_path / "pano").iterdir()) == []


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


@pytest.mark.parametrize(
    ("pitch", "roll", "turn"),
    [(8.0, 0.0, 0.0), (0.0, -12.0, 0.0), (-6.0, 10.0, 0.0), (0.0, 0.0, -90.0), (-6.0, 10.0, 45.0)],
)
def test_a_levelled_and_turned_view_is_the_view_of_the_level_picture(pitch: float, roll: float, turn: float) -> None:
    level = sphere(512)
    # Another camera stood on the same spot and looked that much farther to the right.
    other = ImageChops.offset(level, -round(turn / 360 * 512), 0)
    leaning = Image.new("RGB", level.size)
    read, write = other.load(), leaning.load()
    assert read is not None
    assert write is not None
    tip, round_ = math.radians(pitch), math.radians(roll)
    for column in range(512):
        for row in range(256):
            yaw, up = 2 * math.pi * (column + 0.5) / 512 - math.pi, math.pi / 2 - math.pi * (row + 0.5) / 256
            left, high, ahead = -math.cos(up) * math.sin(yaw), math.sin(up), math.cos(up) * math.cos(yaw)
            left, high = (
                left * math.cos(round_) - high * math.sin(round_),
                left * math.sin(round_) + high * math.cos(round_),
            )
            high, ahead = high * math.cos(tip) - ahead * math.sin(tip), high * math.sin(tip) + ahead * math.cos(tip)
            x = int((math.atan2(-left, ahead) / (2 * math.pi) + 0.5) * 512) % 512
            y = min(255, int((0.5 - math.asin(max(-1.0, min(1.0, high))) / math.pi) * 256))
            write[column, row] = read[x, y]

    wanted = flat_view(level, View(35, 12, 80), size=(320, 180))
    got = flat_view(leaning, View(35, 12, 80, pitch, roll, turn), size=(320, 180))

    assert apart(got, wanted) < 3
    assert apart(flat_view(leaning, View(35, 12, 80), size=(320, 180)), wanted) > 3


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

    names = draw_posters(tmp_path / files.key, view=view)

    assert names == [poster_name(shape, view) for shape in POSTERS]
    assert names[0] == "poster-wide--200--475-1000.webp"
    for name, size in zip(names, POSTERS.values(), strict=True):
        assert opened(tmp_path / files.key / name).size == size
        assert _TILE.fullmatch(f"{files.key}/{name}")
    assert not list((tmp_path / files.key).glob("making-*"))


def test_another_view_gives_other_names() -> None:
    assert poster_name("wide", View(0, 0, 90)) != poster_name("wide", View(1, 0, 90))
    assert poster_name("wide", View(0, 0, 90)) != poster_name("wide", View(0, 0, 90, 2.5, 0))
    names = {poster_name("wide", View(0, 0, 90, *level)) for level in ((0, 0, 25), (0, 25, 0), (0, 0, -25), (2, 5, 0))}
    assert len(names) == 4
    assert all(_TILE.fullmatch(f"0123456789abcdef/{name}") for name in names)
    assert _TILE.fullmatch(f"0123456789abcdef/{poster_name('wide', View(0, 0, 90, -2.5, 1))}")


# facts/tours.md B4: a partial picture is placed on the sphere, and only its own tiles are written.
def test_a_part_of_a_turn_lies_where_it_belongs(whole: Image.Image, tmp_path: Path) -> None:
    # Columns 500 to 1700 and rows 300 to 700 of a whole of 2048 × 1024.
    source = tmp_path / "part.png"
    whole.crop((500, 300, 1700, 700)).save(source)

    files = cut_tiles(source, tmp_path / "pano", placing=Placing(2048, 1024, 500, 300))

    home = tmp_path / "pano" / files.key
    assert files.levels == (2048,)
    assert files.part == pytest.approx((500 / 2048, 300 / 1024, 1700 / 2048, 700 / 1024))
    assert tiles_of(2048, files.part) == [(column, row) for row in (0, 1) for column in (0, 1, 2, 3)]
    assert len(list((home / "2048").iterdir())) == 8
    assert apart(opened(home / "2048" / "1_0.webp").crop((0, 310, 512, 512)), whole.crop((512, 310, 1024, 512))) < 3
    base = opened(home / "base.webp")
    assert apart(base.crop((163, 100, 525, 212)), whole.resize((640, 320)).crop((163, 100, 525, 212))) < 3
    # What there is no picture of is one quiet colour.
    assert max(ImageStat.Stat(base.crop((0, 0, 640, 62))).stddev) < 2


def test_tiles_without_anything_are_not_written(whole: Image.Image, tmp_path: Path) -> None:
    source = tmp_path / "part.png"
    whole.crop((0, 0, 1000, 500)).save(source)

    files = cut_tiles(source, tmp_path / "pano", placing=Placing(4096, 2048, 1100, 600))

    names = {path.name for path in (tmp_path / "pano" / files.key / "4096").iterdir()}
    assert names == {f"{column}_{row}.webp" for column in (2, 3, 4) for row in (1, 2)}


def test_the_same_file_placed_elsewhere_is_another_panorama(whole: Image.Image, tmp_path: Path) -> None:
    source = tmp_path / "part.png"
    whole.crop((0, 0, 1000, 500)).save(source)
    places = [Placing(2048, 1024, 0, 0), Placing(2048, 1024, 700, 100)]

    keys = [cut_tiles(source, tmp_path / "pano", placing=placing).key for placing in places]

    assert len({*keys, panoramas.key_of(source)}) == 3


def test_the_work_is_told_tile_by_tile(photo: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    cut_tiles(photo, tmp_path, progress=lambda done, of: told.append((done, of)))

    assert told == [(number, 8) for number in range(1, 9)]


# L05: a profile of other colours is applied, and not published.
def test_a_wide_colour_profile_is_turned_into_plain_colours(whole: Image.Image, tmp_path: Path) -> None:
    source = tmp_path / "lab.jpg"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    whole.save(source, "JPEG", quality=95, icc_profile=profile)

    files = cut_tiles(source, tmp_path / "pano")

    tile = opened(tmp_path / "pano" / files.key / "2048" / "1_1.webp")
    assert "icc_profile" not in tile.info
    assert apart(tile, whole.crop((512, 512, 1024, 1024))) < 3
