"""Codes are read from real pictures by a reader that did not draw them."""

import io
import struct
import zlib

import pillow_heif
import pytest
import qrcode
from PIL import Image

from marketplace.sandbox.errors import BadPicture, NoCodeInPicture, PictureTooLarge
from marketplace.sandbox.pictures import codes_in_picture

from .conftest import payload


def drawn(text: str) -> Image.Image:
    code = qrcode.QRCode(box_size=6)
    code.add_data(text)
    return code.make_image().get_image().convert("RGB")


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "HEIF"])
def test_a_code_is_read_from_each_kind_of_picture(kind: str) -> None:
    pillow_heif.register_heif_opener()

    assert list(codes_in_picture(saved(drawn(payload()), kind))) == [payload()]


def test_a_code_is_read_askew_small_and_upside_down() -> None:
    picture = drawn(payload()).rotate(187, expand=True, fillcolor="white").resize((420, 420))

    assert list(codes_in_picture(saved(picture, "JPEG", quality=60))) == [payload()]


@pytest.mark.parametrize("mode", ["RGBA", "P", "1", "LA"])
def test_a_code_on_glass_is_read_as_on_paper(mode: str) -> None:
    picture = drawn(payload()).convert("RGBA")
    dark = Image.new("RGBA", picture.size, (0, 0, 0, 255))
    dark.putalpha(picture.convert("L").point(lambda value: 255 - value))

    assert list(codes_in_picture(saved(dark if mode in ("RGBA", "LA") else picture.convert(mode), "PNG"))) == [
        payload()
    ]


def test_several_codes_in_one_picture_are_all_told() -> None:
    first, second = drawn(payload()), drawn(payload(account="0900000002"))
    sheet = Image.new("RGB", (first.width + second.width + 40, max(first.height, second.height)), "white")
    sheet.paste(first, (0, 0))
    sheet.paste(second, (first.width + 40, 0))

    assert set(codes_in_picture(saved(sheet, "PNG"))) == {payload(), payload(account="0900000002")}


def test_a_payable_code_goes_before_an_advertisement() -> None:
    first, second = drawn("https://cho.example/"), drawn(payload())
    sheet = Image.new("RGB", (first.width + second.width + 40, max(first.height, second.height)), "white")
    sheet.paste(first, (0, 0))
    sheet.paste(second, (first.width + 40, 0))

    assert list(codes_in_picture(saved(sheet, "PNG"))) == [payload()]


def test_a_code_that_cannot_be_paid_is_told_all_the_same() -> None:
    assert list(codes_in_picture(saved(drawn("https://cho.example/"), "PNG"))) == ["https://cho.example/"]


def test_a_picture_without_a_code_is_said_to_have_none() -> None:
    with pytest.raises(NoCodeInPicture):
        codes_in_picture(saved(Image.new("RGB", (300, 300), "white"), "PNG"))


@pytest.mark.parametrize(
    "data",
    [
        b"x",
        b"not a picture at all" * 100,
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        saved(Image.new("RGB", (50, 50)), "GIF"),
        saved(Image.new("RGB", (50, 50)), "TIFF"),
        saved(Image.new("RGB", (400, 400), "red"), "PNG")[:200],
        saved(Image.effect_noise((400, 400), 60), "JPEG")[:900],
    ],
    ids=["one byte", "text", "pdf", "svg", "gif", "tiff", "cut png", "cut jpeg"],
)
def test_what_is_no_whole_picture_of_a_known_kind_is_refused(data: bytes) -> None:
    with pytest.raises(BadPicture):
        codes_in_picture(data)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(10_000_000), 9)), (b"IEND", b"")]
    bomb = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )

    with pytest.raises(PictureTooLarge):
        codes_in_picture(bomb)
