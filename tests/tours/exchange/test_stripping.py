"""A file without the notes beside its pixels, byte for byte the same pixels."""

import contextlib
import io
import struct

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from marketplace.config import ROOT
from marketplace.media.gpano import read_gpano
from marketplace.tours.exchange.stripping import CannotStrip, kind_of, stripped
from tests.tours.exchange.making import as_jpeg, pixels

REAL = ROOT / "tests" / "data" / "panoramas"
XMP = (REAL / "cerro-toco-gpano.xmp").read_bytes()
SECRETS = (b"GPS", b"Nikon", b"2019:", b"secret", b"http://ns.adobe.com/exif", b"photoshop", b"Matthew")


def noted(kind: str) -> bytes:
    """A picture with place, camera, comment and panorama fields, and something behind its end."""
    exif = Image.Exif()
    exif[0x010F] = "Nikon secret"
    exif.get_ifd(0x8825).update({1: "N", 2: (21.0, 8.0, 30.5)})
    small = pixels().resize((256, 128))
    kept = io.BytesIO()
    more = {"comment": b"secret"} if kind == "JPEG" else {}
    if kind == "PNG":
        from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415

        notes = PngInfo()
        notes.add_text("Comment", "secret")
        notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
        small.save(kept, kind, exif=exif, pnginfo=notes)
    else:
        small.save(kept, kind, exif=exif.tobytes(), xmp=XMP, **more)
    return kept.getvalue() + b"PK\x03\x04secret behind"


def shape(data: bytes) -> list[object]:
    with Image.open(io.BytesIO(data)) as picture:
        return list(picture.convert("RGB").get_flattened_data())[::97]


# L05
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_only_pixels_and_panorama_fields_are_left(kind: str) -> None:
    data = noted(kind)
    before = read_gpano(XMP)

    bare = stripped(data)

    assert shape(bare) == shape(data)
    assert not [word for word in SECRETS if word in bare]
    with Image.open(io.BytesIO(bare)) as picture:
        assert not picture.getexif()
        packet = picture.info.get("xmp") or picture.info["XML:com.adobe.xmp"].encode()
    assert before is not None and before.heading is not None
    assert read_gpano(packet) == before
    assert stripped(bare) == bare


# L05: real files of cameras and programs, one of them with a second picture behind the first.
@pytest.mark.parametrize("path", sorted(REAL.glob("*.jpg")), ids=lambda path: path.stem)
def test_real_files_keep_their_pixels(path: object) -> None:
    data = (REAL / str(path)).read_bytes()

    bare = stripped(data)

    assert shape(bare) == shape(data)
    assert len(bare) <= len(data) + 600
    assert b"GPSLatitude" not in bare and b"Exif\x00" not in bare


# L05: only the orientation is kept: without it the pixels would lie on their side on another market.
@pytest.mark.parametrize("orientation", [3, 6, 8])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_how_the_camera_was_held_goes_along_and_nothing_else(kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x0110] = orientation, "A camera"
    exif[0x8825] = {1: "N", 2: (21.0, 9.0, 0.0)}
    file = io.BytesIO()
    Image.new("RGB", (64, 32), "teal").save(file, kind, exif=exif.tobytes())

    bare = stripped(file.getvalue())

    with Image.open(io.BytesIO(bare)) as picture:
        picture.load()
        assert dict(picture.getexif()) == {0x0112: orientation}
        assert not picture.getexif().get_ifd(0x8825)
    assert b"A camera" not in bare
    assert stripped(bare) == bare


def test_a_progressive_picture_and_a_profile_survive() -> None:
    profile = b"ICC bytes that nobody reads here" * 8
    data = as_jpeg(pixels().resize((512, 256)), progressive=True, icc_profile=profile, comment=b"secret")

    bare = stripped(data)

    assert shape(bare) == shape(data)
    assert profile in bare and b"secret" not in bare


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\x00\x04ab", b"\x89PNG\r\n\x1a\n", b"RIFF\x00\x00\x00\x00WEBP",
             b"RIFF" + struct.pack("<I", 30) + b"WEBPANIM" + struct.pack("<I", 6) + bytes(6)],
)  # fmt: skip
def test_what_is_not_laid_out_as_its_kind_is_not_stripped(data: bytes) -> None:
    with pytest.raises(CannotStrip):
        stripped(data)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP"]),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=5),
    st.integers(0, 9000),
)
def test_changed_bytes_are_stripped_or_refused(kind: str, changes: list[tuple[int, int]], cut: int) -> None:
    body = bytearray(NOTED[kind])
    for at, value in changes:
        body[at % len(body)] = value
    data = bytes(body if cut % 2 else body[:cut])

    with contextlib.suppress(CannotStrip):
        assert kind_of(stripped(data)) == kind_of(data)


NOTED = {kind: noted(kind) for kind in ("JPEG", "PNG", "WEBP")}
