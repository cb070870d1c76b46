"""Pictures of payloads: SVG for pages, PNG to save, and the card a buyer keeps in the phone's photos.

Everything is drawn here: a picture service would learn account, sum and memo, and its outage would stop sales.
Error correction is level M with a quiet zone of four modules (ISO/IEC 18004), as the team's fact sheet on VietQR
(2026-11-23, section 7) advises.
"""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Final

import qrcode
from PIL import Image, ImageDraw, ImageFont
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError

from marketplace.money import write_dong
from marketplace.text import N_

QUIET_MODULES: Final = 4

_SHORTEST_RUN: Final = 20

_CARD_WIDTH: Final = 1080
_CARD_CODE_WIDTH: Final = 960
_MARGIN: Final = 60
_LABEL_WIDTH: Final = 300
# Puts the smaller letters of a label on the line of its value.
_LABEL_DROP: Final = 8
_REGULAR: Final = "BeVietnamPro-400.ttf"
_BOLD: Final = "BeVietnamPro-600.ttf"
_TITLE: Final = "Bitter-750.ttf"
_INK: Final = "#141414"
_FAINT: Final = "#555555"
_WARNING: Final = "#a31515"
_WHITE: Final = "#ffffff"


@dataclass(frozen=True, kw_only=True)
class CardFacts:
    """What a saved picture shows: the code, and the same as text for whoever types it.

    `amount_vnd` and `code` are None where the payer chooses the sum and the memo. `what_to_do` is one sentence. A card
    of the demonstration village says that no real money should be sent.
    """

    payload: str
    shop: str
    bank: str
    account: str
    holder: str
    what_to_do: str
    amount_vnd: int | None = None
    code: str | None = None
    is_demo: bool = False


@lru_cache(maxsize=256)
def svg(payload: str, *, label: str) -> str:
    """Draw a payload as an <svg> element to stand in a page; `label` is what is read aloud.

    It has no style attribute and no script, so the strictest content security policy lets it through.

    Raises ValueError for a payload no QR code can hold.
    """
    drawn = modules(payload)
    side = len(drawn) + 2 * QUIET_MODULES
    # One run of dark modules is one flat rectangle: a third of the size of one for each module.
    path = "".join(
        f"M{start + QUIET_MODULES} {row + QUIET_MODULES}h{length}v1h-{length}z"
        for row, line in enumerate(drawn)
        for start, length in dark_runs(line)
    )
    return (
        f'<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" '
        f'aria-label="{escape(label)}" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )


def png(payload: str, *, scale: int) -> bytes:
    """Draw a payload as a black and white PNG, `scale` pixels to a module, quiet zone included.

    Raises ValueError for a payload no QR code can hold, or a scale below 1.
    """
    return _as_png(_picture(payload, scale=scale))


def card_png(card: CardFacts, *, fonts: Path, say: Callable[[str], str] = str) -> bytes:
    """Draw the picture a buyer saves: the code, 1080 pixels wide with its margins, and below it the facts as text.

    `fonts` is the folder of the site's TrueType fonts; a font that is missing there is replaced by Pillow's own, which
    has no Vietnamese letters. `say` puts the labels into the reader's language.

    Raises ValueError for a payload no QR code can hold.
    """
    side = len(modules(card.payload)) + 2 * QUIET_MODULES
    code = _picture(card.payload, scale=_CARD_CODE_WIDTH // side)
    page = _Page(fonts)
    if card.is_demo:
        page.write(say(N_("DEMO: mẫu thử, xin đừng chuyển tiền thật")), font=_BOLD, size=40, fill=_WARNING)
    code_top = page.bottom
    page.bottom += code.height + _MARGIN // 3
    page.write(card.shop, font=_TITLE, size=56)
    page.bottom += _MARGIN // 3
    for label, value in _rows(card):
        page.write_row(say(label), value)
    page.bottom += _MARGIN // 3
    page.write(card.what_to_do, font=_REGULAR, size=36)
    picture = page.drawn()
    picture.paste(code, ((_CARD_WIDTH - code.width) // 2, code_top))
    return _as_png(picture)


def _rows(card: CardFacts) -> list[tuple[str, str]]:
    rows = [(N_("Ngân hàng"), card.bank), (N_("Số tài khoản"), card.account), (N_("Chủ tài khoản"), card.holder)]
    if card.amount_vnd is not None:
        rows.append((N_("Số tiền"), write_dong(card.amount_vnd)))
    if card.code is not None:
        rows.append((N_("Lời nhắn"), card.code))
    return rows


@lru_cache(maxsize=256)
def modules(payload: str, *, level: int = ERROR_CORRECT_M) -> tuple[tuple[bool, ...], ...]:
    """Give the code's modules, row by row, dark ones True, without quiet zone. `level` is qrcode's error correction.

    Raises ValueError for a payload no QR code can hold.
    """
    code = qrcode.QRCode(error_correction=level, box_size=1, border=0)
    # Cut into runs of digits and runs of capitals, a payload is up to a version smaller than in one piece.
    code.add_data(payload, optimize=_SHORTEST_RUN)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError) as too_long:
        message = f"no QR code holds {len(payload)} characters"
        raise ValueError(message) from too_long
    return tuple(tuple(bool(module) for module in line) for line in code.get_matrix())


def dark_runs(line: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Give where each run of dark modules begins and how long it is."""
    bits = "".join("1" if dark else "0" for dark in line)
    return [(run.start(), len(run[0])) for run in re.finditer("1+", bits)]


def _picture(payload: str, *, scale: int) -> Image.Image:
    if scale < 1:
        message = f"no module is {scale} pixels wide"
        raise ValueError(message)
    drawn = modules(payload)
    side = len(drawn) + 2 * QUIET_MODULES
    picture = Image.new("1", (side, side), color=1)
    for row, line in enumerate(drawn):
        for start, length in dark_runs(line):
            left, top = start + QUIET_MODULES, row + QUIET_MODULES
            picture.paste(0, (left, top, left + length, top + 1))
    return picture.resize((side * scale, side * scale), Image.Resampling.NEAREST)


def _as_png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


@dataclass(frozen=True)
class _Line:
    """One line of text and its place on the page, in pixels."""

    text: str
    left: int
    top: int
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont
    fill: str


class _Page:
    """A white page that grows downwards as lines are written; `bottom` is where the next one goes, in pixels."""

    def __init__(self, fonts: Path) -> None:
        self.bottom = _MARGIN
        self._fonts = fonts
        self._lines: list[_Line] = []

    def write(self, text: str, *, font: str, size: int, fill: str = _INK, left: int = _MARGIN) -> None:
        """Put a text on the page, in as many lines as its width needs."""
        letters = _font(self._fonts, font, size)
        for line in _wrapped(text, font=letters, width=_CARD_WIDTH - _MARGIN - left):
            self._lines.append(_Line(line, left, self.bottom, letters, fill))
            # Vietnamese capitals carry two marks above them and one below.
            self.bottom += size * 7 // 5

    def write_row(self, label: str, value: str) -> None:
        """Put a label and, to its right, what it names."""
        top = self.bottom
        self.bottom = top + _LABEL_DROP
        self.write(label, font=_REGULAR, size=32, fill=_FAINT)
        label_bottom, self.bottom = self.bottom, top
        self.write(value, font=_BOLD, size=40, left=_MARGIN + _LABEL_WIDTH)
        self.bottom = max(self.bottom, label_bottom)

    def drawn(self) -> Image.Image:
        """Draw what was written."""
        picture = Image.new("RGB", (_CARD_WIDTH, self.bottom + _MARGIN), color=_WHITE)
        pen = ImageDraw.Draw(picture)
        for line in self._lines:
            pen.text((line.left, line.top), line.text, font=line.font, fill=line.fill)
        return picture


def _wrapped(text: str, *, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: int) -> list[str]:
    """Break a text into lines no wider than `width` pixels: between words, and inside a word that is wider."""
    lines = [""]
    # Not at a no-break space: a sum stays on one line with its sign.
    for word in re.split(r"[ \t\r\n]+", text):
        together = f"{lines[-1]} {word}".strip(" ")
        if font.getlength(together) <= width:
            lines[-1] = together
            continue
        lines.append("")
        for letter in word:
            if lines[-1] and font.getlength(lines[-1] + letter) > width:
                lines.append("")
            lines[-1] += letter
    return [line for line in lines if line]


@lru_cache(maxsize=32)
def _font(folder: Path, name: str, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    try:
        return ImageFont.truetype(folder / name, size)
    except OSError:
        return ImageFont.load_default(size)
