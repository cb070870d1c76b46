"""Plaques as paper: pages are drawn as a printer would, and the code is read as a phone would, by another's reader."""

import io
import random
import re

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from marketplace.pages.plaque_sheet import (
    CODE,
    SheetFacts,
    SheetWords,
    Words,
    code_svg,
    link_of,
    typed_address,
    write_plaques,
)

SITE = "https://chothon.example.vn"
WORDS = SheetWords(
    market="Chợ Thôn Song Phượng",
    scan=Words("Quét để đứng đúng chỗ này", "Scan to stand on this very spot"),
    type_it=Words("Vào chothon.example.vn/t và gõ số", "Go to chothon.example.vn/t"),
)
GATE = SheetFacts("123455", Words("Cổng làng", "The village gate"), Words("Làng dựng", "The modelled village"))
LONG = SheetFacts(
    "200006",
    Words("Bàn thờ Thành hoàng trong hậu cung đình Thu Quế, nơi giữ sắc phong " * 2, "The altar of the deity " * 6),
    Words("Đình Thu Quế và các nhà nghề quanh đình " * 3, ""),
)
DPI = 300
MM = DPI / 25.4


def pages(*plaques: SheetFacts, site: str = SITE) -> list[Image.Image]:
    file = pypdfium2.PdfDocument(write_plaques(plaques, WORDS, site_url=site))
    return [page.render(scale=DPI / 72).to_pil().convert("RGB") for page in file]


def read(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def words_of(plaque: SheetFacts) -> str:
    page = pypdfium2.PdfDocument(write_plaques([plaque], WORDS, site_url=SITE))[0]
    return re.sub(r"\s+", " ", page.get_textpage().get_text_bounded().replace("\u00a0", " "))


def test_each_plaque_is_an_a5_page_whose_code_is_its_link() -> None:
    gate, long = pages(GATE, LONG)

    assert (round(gate.width / MM), round(gate.height / MM)) == (148, 210)
    assert read(gate) == ["HTTPS://CHOTHON.EXAMPLE.VN/T/123455"]
    assert read(long) == ["HTTPS://CHOTHON.EXAMPLE.VN/T/200006"]


def test_the_page_says_name_number_and_what_to_do_in_both_languages() -> None:
    said = words_of(GATE)

    for words in (
        "Chợ Thôn Song Phượng", "Làng dựng · The modelled village", "Cổng làng", "The village gate", "Quét để đứng đúng chỗ này",
        "Scan to stand on this very spot", "Vào chothon.example.vn/t và gõ số", "Go to chothon.example.vn/t",
    ):  # fmt: skip
        assert words in said
    assert "12 34 55" in re.sub(" +", " ", said)


def test_every_vietnamese_letter_has_a_shape_and_other_letters_lose_their_marks() -> None:
    letters = "ẰẲẴẮẶẦẨẪẤẬỀỂỄẾỆỒỔỖỐỘỜỞỠỚỢỪỬỮỨỰỲỶỸÝỴĐ ằẳẵắặầẩẫấậềểễếệồổỗốộờởỡớợừửữứựỳỷỹýỵđ"
    facts = SheetFacts("123455", Words(letters, "Šumava 村 → ½"), Words("", ""))

    said = words_of(facts).replace(" ", "")

    assert letters.replace(" ", "") in said
    assert "Sumava?→½" in said


# The code is read from the page as printed: modules, quiet zone and ground are those of the paper.
def test_modules_are_over_a_millimetre_with_four_white_ones_around() -> None:
    page = pages(GATE)[0]
    found = zxingcpp.read_barcodes(page)[0].position
    width = (found.top_right.x - found.top_left.x) / MM

    modules = 29  # version 3: what level Q needs for 35 capitals
    module = width / modules
    assert 1.9 < module < 2.2
    assert abs((CODE - width) / 2 / module - 4) < 0.3
    left = round(found.top_left.x - 3.5 * module * MM)
    column = page.crop((left, round(found.top_left.y), left + 1, round(found.bottom_left.y)))
    assert column.getextrema() == ((255, 255),) * 3


def test_capitals_are_used_only_where_they_change_nothing() -> None:
    assert link_of(SITE, "123455") == "HTTPS://CHOTHON.EXAMPLE.VN/T/123455"
    assert link_of("http://127.0.0.1:5000", "123455") == "HTTP://127.0.0.1:5000/T/123455"
    assert link_of("https://xa.example.vn/cho-thon", "123455") == "https://xa.example.vn/cho-thon/t/123455"
    assert link_of("https://cho_thon.example.vn", "123455") == "https://cho_thon.example.vn/t/123455"
    assert typed_address(SITE) == "chothon.example.vn/t"
    page = pages(GATE, site="https://xa.example.vn/mot-dia-chi-that-la-dai-cua-cho-thon/lang-ta")[0]
    assert read(page) == ["https://xa.example.vn/mot-dia-chi-that-la-dai-cua-cho-thon/lang-ta/t/123455"]


def photo(page: Image.Image, *, code_mm: float, seed: int) -> Image.Image:
    """The page as a phone sees it from the side: 12 megapixels, turned by 25 degrees, out of focus, noisy, JPEG.

    The sheet is printed so small that its code is `code_mm` wide; the picture shows 60 cm of the wall.
    """
    chance = random.Random(seed)
    per_mm = 4000 / 600
    scale = code_mm / CODE * per_mm / MM
    sheet = page.resize((round(page.width * scale), round(page.height * scale)), Image.Resampling.LANCZOS)
    wall = Image.new("RGB", (1600, 1200), (176, 160, 138))
    left, top = (wall.width - sheet.width) // 2, (wall.height - sheet.height) // 2
    wall.paste(sheet, (left, top))
    # cos 25° narrower, and the far edge a tenth smaller, as at arm's length.
    wide, far = 0.906, 0.1
    width, height = wall.size
    edge = width * (1 / wide - 1) / 2
    corners = (
        (-edge, -far * height / 2), (-edge, height * (1 + far / 2)),
        (width + edge, height * (1 - far / 2)), (width + edge, far * height / 2),
    )  # fmt: skip
    tilted = wall.transform(
        wall.size, Image.Transform.QUAD, [at for corner in corners for at in corner], Image.Resampling.BICUBIC
    )
    blurred = tilted.rotate(chance.uniform(-8, 8), Image.Resampling.BICUBIC, fillcolor=(176, 160, 138))
    blurred = blurred.filter(ImageFilter.GaussianBlur(1.6))
    noise = Image.frombytes("L", blurred.size, chance.randbytes(blurred.width * blurred.height))
    noisy = Image.blend(blurred, Image.merge("RGB", (noise, noise, noise)), 0.12)
    dim = noisy.point(lambda value: round(value * 0.6))
    file = io.BytesIO()
    dim.save(file, "JPEG", quality=50)
    return Image.open(io.BytesIO(file.getvalue()))


@pytest.mark.parametrize("seed", range(4))
def test_a_phone_reads_it_at_four_centimetres_from_the_side(seed: int) -> None:
    seen = photo(pages(GATE)[0], code_mm=40, seed=seed)

    assert read(seen) == ["HTTPS://CHOTHON.EXAMPLE.VN/T/123455"]


def test_a_scratched_code_is_still_read() -> None:
    page = pages(GATE)[0]
    found = zxingcpp.read_barcodes(page)[0].position
    x, y = (found.top_left.x + found.bottom_right.x) // 2, (found.top_left.y + found.bottom_right.y) // 2
    # A sixth of the code in its middle: level M would give up.
    half = round((found.top_right.x - found.top_left.x) * 0.19)
    page.paste((251, 246, 234), (x - half, y - half, x + half, y + half))

    assert read(page) == ["HTTPS://CHOTHON.EXAMPLE.VN/T/123455"]


def test_sign_makers_get_vectors_of_the_same_code() -> None:
    drawing = code_svg(link_of(SITE, "123455"))
    side = int(re.findall(r'viewBox="0 0 (\d+) ', drawing)[0])
    picture = Image.new("1", (side, side), 1)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", drawing):
        picture.paste(0, (int(x), int(y), int(x) + int(length), int(y) + 1))

    assert 'width="60mm"' in drawing
    assert read(picture.resize((side * 8, side * 8)).convert("L")) == ["HTTPS://CHOTHON.EXAMPLE.VN/T/123455"]
