"""Large JPEGs are read as they were written, and look as they would if they were read whole."""

import io
import struct
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms

from benchmarks.viewing.pictures import decibels
from marketplace.config import ROOT
from marketplace.media import pixels
from marketplace.media.panoramas import RECIPE, key_of
from marketplace.media.pixels import PanoramaRefused, parts_of, pixels_of

LIBRARY = ROOT / "demo" / "panoramas" / "peabody-library.jpg"
SIZE = (2048, 1024)
PART = (300, 200, 812, 712)


@pytest.fixture(autouse=True)
def all_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pixels, "LARGE", 0)


def rewritten(path: Path, **how: Any) -> Path:
    """The library again, written another way."""
    with Image.open(LIBRARY) as picture:
        how.setdefault("quality", 90)
        picture.convert(how.pop("mode", "RGB")).resize(SIZE).save(path, "JPEG", **how)
    return path


@pytest.mark.parametrize("subsampling", ["4:4:4", "4:2:2", "4:2:0"])
def test_planes_put_together_are_the_picture(tmp_path: Path, subsampling: str) -> None:
    source = rewritten(tmp_path / "a.jpg", subsampling=subsampling)

    by_part = parts_of(source, SIZE)

    assert isinstance(by_part, pixels._Planes)
    assert by_part.size == SIZE
    assert decibels(by_part.crop(PART), pixels_of(source, SIZE).crop(PART)) > 38


def test_parts_fit_together_without_a_seam() -> None:
    by_part = parts_of(LIBRARY, (4096, 2048))

    left, beside = by_part.crop((0, 0, 512, 512)), by_part.crop((256, 0, 768, 512))

    # What both show is the same to the last pixel at the edge.
    assert decibels(left.crop((256, 0, 512, 512)), beside.crop((0, 0, 256, 512))) > 45


def test_a_profile_of_colour_is_heeded_in_parts_too(tmp_path: Path) -> None:
    # sRGB with red and blue exchanged: nobody can overlook whether it was heeded.
    known = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    odd = known.replace(b"rXYZ", b"?XYZ").replace(b"bXYZ", b"rXYZ").replace(b"?XYZ", b"bXYZ")
    source = rewritten(tmp_path / "a.jpg", icc_profile=odd)
    plain = rewritten(tmp_path / "b.jpg")

    with_profile = parts_of(source, SIZE)

    assert decibels(with_profile.crop(PART), pixels_of(source, SIZE).crop(PART)) > 30
    assert decibels(with_profile.crop(PART), pixels_of(plain, SIZE).crop(PART)) < 25
    assert with_profile.mean_colour() != parts_of(plain, SIZE).mean_colour()


@pytest.mark.parametrize("how", [{"mode": "L"}, {"mode": "CMYK"}, {"keep_rgb": True}])
def test_jpegs_with_other_planes_are_read_whole(tmp_path: Path, how: dict[str, Any]) -> None:
    source = rewritten(tmp_path / "a.jpg", **how)

    by_part = parts_of(source, SIZE)

    assert isinstance(by_part, pixels._Whole)
    assert decibels(by_part.crop(PART), pixels_of(source, SIZE).crop(PART)) > 50


def test_a_torn_jpeg_is_refused(tmp_path: Path) -> None:
    whole = io.BytesIO(LIBRARY.read_bytes()).read()
    (tmp_path / "torn.jpg").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(PanoramaRefused):
        parts_of(tmp_path / "torn.jpg", (4096, 2048))


@pytest.mark.parametrize(
    ("of", "wanted", "decoded"),
    [
        ((8192, 4096), (8192, 4096), 8192 * 4096),
        ((8192, 4096), (4096, 2048), 4096 * 2048),
        ((11968, 5984), (8192, 4096), 11968 * 5984),
        ((16384, 8192), (768, 384), 2048 * 1024),
    ],
)
def test_a_jpeg_halves_itself_while_it_stays_large_enough(
    of: tuple[int, int], wanted: tuple[int, int], decoded: int
) -> None:
    assert pixels._decoded(of, wanted) == decoded


# L05: as the camera was held, so the picture is turned; the same corner is red whatever is written.
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_read_upright(tmp_path: Path, orientation: int) -> None:
    upright = Image.new("RGB", (400, 200), "grey")
    upright.paste("red", (0, 0, 100, 50))
    exif = Image.Exif()
    exif[0x0112] = orientation
    # What undoes the turn that is written.
    as_it_lies = upright.transpose(UNDONE[orientation]) if orientation > 1 else upright
    as_it_lies.save(tmp_path / "a.jpg", "JPEG", quality=95, exif=exif)

    with pixels.opened(tmp_path / "a.jpg") as picture:
        assert pixels.size_of(picture) == (400, 200)
    for read in (
        pixels_of(tmp_path / "a.jpg", (400, 200)),
        parts_of(tmp_path / "a.jpg", (400, 200)).crop((0, 0, 400, 200)),
    ):
        assert decibels(read, upright) > 30


UNDONE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}  # fmt: skip


def test_a_picture_that_was_cut_as_it_lies_is_another_one_upright(tmp_path: Path) -> None:
    lying = rewritten(tmp_path / "a.jpg", exif=with_orientation(3))

    assert len({key_of(lying), key_of(rewritten(tmp_path / "b.jpg", exif=with_orientation(1)))}) == 2
    assert key_of(LIBRARY) == sha256(LIBRARY.read_bytes() + RECIPE).hexdigest()[:16]


def with_orientation(number: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = number
    return exif


@pytest.mark.parametrize("exif", [b"Exif\0\0", b"Exif\0\0MM\0*\xff\xff\xff\xff", b"Exif\0\0" + b"\xff" * 60])
def test_notes_that_cannot_be_read_turn_nothing(tmp_path: Path, exif: bytes) -> None:
    source = rewritten(tmp_path / "a.jpg", exif=exif)

    with pixels.opened(source) as picture:
        assert pixels.size_of(picture) == SIZE


def test_sixteen_bits_of_grey_are_not_white(tmp_path: Path) -> None:
    with Image.open(LIBRARY) as picture:
        grey = picture.convert("L").resize(SIZE)
    deep = Image.frombytes("I;16", SIZE, b"".join(struct.pack("<H", value * 257) for value in grey.tobytes()))
    deep.save(tmp_path / "deep.png")

    assert decibels(pixels_of(tmp_path / "deep.png", SIZE), grey) > 45
