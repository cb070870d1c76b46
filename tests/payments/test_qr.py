import io
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from marketplace.payments.codes import check_symbol
from marketplace.payments.qr import QUIET_MODULES, CardFacts, card_png, png, svg
from marketplace.payments.vietqr import VietQR, encode, order_payload, stall_payload

ORDER = order_payload("970436", "0123456789", 150_000, "HQX7K2MQ4X" + check_symbol("7K2MQ4X"))
LONGEST_ORDER = order_payload("970436", "1234567890123456789", 499_999_999, "SEVQR HQX7K2MQ4XK")
PAYLOADS = [
    ORDER,
    LONGEST_ORDER,
    stall_payload("970418", "LOCPHAT68"),
    encode(VietQR(bank_bin="970436", account="0123456789", amount="180000", purpose="thanh toan don hang")),
    encode(VietQR(bank_bin="970436", account="1" * 19, bill_number="2" * 25, purpose="3" * 25, store_label="Quay 4")),
]
NO_FONTS = Path("/there/are/no/fonts")
DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")


def read(picture: Image.Image) -> list[str]:
    """What an independent reader finds in a picture."""
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def as_a_chat_sends_it(picture: Image.Image) -> Image.Image:
    """The picture 480 pixels wide, as a JPEG of quality 40."""
    small = picture.convert("RGB").resize((480, picture.height * 480 // picture.width), Image.Resampling.BILINEAR)
    buffer = io.BytesIO()
    small.save(buffer, format="JPEG", quality=40)
    return opened(buffer.getvalue())


def rasterised(drawing: str, *, scale: int = 8) -> Image.Image:
    """What a browser makes of the drawing's one path, read by the rules of SVG and not by our own code."""
    root = ElementTree.fromstring(drawing)  # noqa: S314  # we drew it
    side = int(root.attrib["viewBox"].split()[2])
    picture = Image.new("L", (side, side), color=255)
    path = root.find("{http://www.w3.org/2000/svg}path")
    assert path is not None
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path.attrib["d"])
    assert "".join(f"M{x} {y}h{w}v1h-{back}z" for x, y, w, back in runs) == path.attrib["d"]
    for x, y, width, back in runs:
        assert width == back
        picture.paste(0, (int(x), int(y), int(x) + int(width), int(y) + 1))
    return picture.resize((side * scale, side * scale), Image.Resampling.NEAREST)


def card(**changed: Any) -> CardFacts:
    facts: dict[str, Any] = {
        "payload": ORDER,
        "shop": "Vườn bưởi bà Thuỷ",
        "bank": "Vietcombank",
        "account": "0123456789",
        "holder": "NGUYEN THI THUY",
        "what_to_do": "Mở ứng dụng ngân hàng, quét mã, giữ nguyên lời nhắn.",
        "amount_vnd": 150_000,
        "code": "HQX7K2MQ4XK",
    }
    return CardFacts(**facts | changed)


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("scale", [2, 5, 12])
def test_the_png_reads_back(payload: str, scale: int) -> None:
    assert read(opened(png(payload, scale=scale))) == [payload]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_svg_reads_back(payload: str) -> None:
    assert read(rasterised(svg(payload, label="mã"))) == [payload]


def test_svg_and_png_have_the_same_modules() -> None:
    drawn = rasterised(svg(ORDER, label="mã"), scale=1)

    assert drawn.tobytes() == opened(png(ORDER, scale=1)).convert("L").tobytes()


def test_an_order_fits_into_a_small_code() -> None:
    # 37 modules (version 5) and the quiet zone: the fewer modules, the better old phones read it.
    assert 'viewBox="0 0 45 45"' in svg(ORDER, label="mã")
    assert 'viewBox="0 0 45 45"' in svg(LONGEST_ORDER, label="mã")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_four_modules_around_stay_white(payload: str) -> None:
    picture = opened(png(payload, scale=1)).convert("L")
    quiet, side = QUIET_MODULES, picture.width

    dark = picture.point(lambda light: 255 - light).getbbox()

    assert dark == (quiet, quiet, side - quiet, side - quiet)


def test_the_svg_may_stand_in_a_page_under_a_strict_policy() -> None:
    drawing = svg(ORDER, label='Mã của "Vườn <bà> & cháu\'s"')
    root = ElementTree.fromstring(drawing)  # noqa: S314  # we drew it

    assert root.attrib["class"] == "qr"
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == 'Mã của "Vườn <bà> & cháu\'s"'
    assert root.attrib["shape-rendering"] == "crispEdges"
    assert [child.tag.rpartition("}")[2] for child in root] == ["rect", "path"]
    assert not re.search(r"style|<script|\son\w+=", drawing)


@pytest.mark.parametrize("scale", [0, -1])
def test_a_scale_below_one_is_refused(scale: int) -> None:
    with pytest.raises(ValueError, match="pixels"):
        png(ORDER, scale=scale)


def test_what_no_code_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="no QR code holds"):
        svg("a" * 3_000, label="mã")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_card_is_read_also_after_a_chat_made_it_small(payload: str) -> None:
    picture = opened(card_png(card(payload=payload), fonts=NO_FONTS))

    assert read(picture) == [payload]
    assert read(as_a_chat_sends_it(picture)) == [payload]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_code_on_the_card_is_large_with_whole_pixels_and_a_quiet_zone(payload: str) -> None:
    picture = opened(card_png(card(payload=payload), fonts=NO_FONTS)).convert("L")
    side = opened(png(payload, scale=1)).width
    (found,) = zxingcpp.read_barcodes(picture)
    left, top = found.position.top_left.x, found.position.top_left.y
    modules = side - 2 * QUIET_MODULES
    width = found.position.top_right.x - left + 1
    scale = round(width / modules)

    assert picture.width == 1080
    assert picture.height > picture.width
    assert abs(width - scale * modules) <= 2
    assert scale * side >= 720
    edge = QUIET_MODULES * scale - 2
    strip = picture.crop((left - edge, top - edge, left - 2, top + width + edge))
    assert strip.getextrema() == (255, 255)


def test_the_card_shows_more_when_there_is_more_to_show() -> None:
    whole = opened(card_png(card(), fonts=NO_FONTS))
    stall = opened(
        card_png(card(payload=stall_payload("970436", "0123456789"), amount_vnd=None, code=None), fonts=NO_FONTS)
    )
    demo = opened(card_png(card(is_demo=True), fonts=NO_FONTS))

    assert stall.height < whole.height < demo.height
    assert read(demo) == [ORDER]


@pytest.mark.parametrize("fonts", [NO_FONTS, "with_letters"])
@pytest.mark.parametrize(
    "long", ["Hợp tác xã nông nghiệp hữu cơ và làng nghề truyền thống " * 4, "Nghiêng" * 40, "W" * 200, ""]
)
def test_long_texts_stay_on_the_card(fonts: Path | str, long: str, tmp_path: Path) -> None:
    folder = tmp_path
    if fonts == NO_FONTS:
        folder = NO_FONTS
    elif not DEJAVU.exists():
        pytest.skip("no font with Vietnamese letters on this machine")
    else:
        for name in ("BeVietnamPro-400.ttf", "BeVietnamPro-600.ttf", "Bitter-750.ttf"):
            (tmp_path / name).write_bytes(DEJAVU.read_bytes())

    picture = opened(card_png(card(shop=long, holder=long, what_to_do=long, bank=long), fonts=folder)).convert("L")

    margin = 50
    for edge in (
        (0, 0, margin, picture.height),
        (picture.width - margin, 0, picture.width, picture.height),
        (0, picture.height - margin, picture.width, picture.height),
    ):
        assert picture.crop(edge).getextrema() == (255, 255)
    assert read(picture) == [ORDER]
