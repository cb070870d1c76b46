"""Plaques to print: one A5 page each, drawn as vectors, and the code alone as SVG for whoever makes signs.

The code is of level Q: a quarter of it may be scratched or wet. In capitals the short link fits qrcode's alphanumeric
mode, which makes it a version smaller; the site answers /T/… as /t/….
"""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from unicodedata import normalize
from urllib.parse import urlsplit

from fpdf import FPDF
from qrcode.constants import ERROR_CORRECT_Q

from marketplace.config import ROOT
from marketplace.payments.qr import QUIET_MODULES, dark_runs, modules
from marketplace.tours.plaque_numbers import show_number

# Millimetres.
WIDTH: Final = 148.0
HEIGHT: Final = 210.0
EDGE: Final = 12.0
CODE: Final = 76.0
# A sign maker may print it smaller, but no module under a millimetre.
SIGN: Final = 60.0

_FONTS: Final = ROOT / "frontend" / "gen"
_SEAL: Final = ROOT / "frontend" / "drawings" / "seal.svg"
_BODY, _STRONG, _HEADING = "BeVietnamPro-400", "BeVietnamPro-600", "Bitter-750"
_ALPHANUMERIC: Final = re.compile(r"[0-9A-Z $%*+\-./:]+")
# The pigments of tokens.css, on paper.
_SHELL: Final = (251, 246, 234)
_INK: Final = (37, 32, 26)
_QUIET: Final = (91, 81, 68)
_RED: Final = (165, 48, 29)
_WHITE: Final = (255, 255, 255)
_MM_PER_POINT: Final = 25.4 / 72


@dataclass(frozen=True)
class Words:
    """One sentence in both languages of the plaque."""

    vi: str
    en: str


@dataclass(frozen=True)
class SheetWords:
    """What stands on every plaque. `type_it` says where to type the number."""

    market: str
    scan: Words
    type_it: Words


@dataclass(frozen=True)
class SheetFacts:
    """What one plaque says: its number, the spot's name, and the tour or site it belongs to."""

    number: str
    name: Words
    place: Words


def link_of(site_url: str, number: str) -> str:
    """The short link as it stands in the code: in capitals where that changes nothing and makes the code smaller."""
    capitals = f"{site_url}/T/{number}".upper()
    has_path = bool(urlsplit(site_url).path.strip("/"))
    return capitals if not has_path and _ALPHANUMERIC.fullmatch(capitals) else f"{site_url}/t/{number}"


def typed_address(site_url: str) -> str:
    """Where the number is typed, as people read an address: "chothon.example/t"."""
    return site_url.split("://", 1)[-1] + "/t"


@lru_cache(maxsize=64)
def code_svg(link: str, *, side_mm: float = SIGN) -> str:
    """The code as an SVG file of its own, `side_mm` wide with its quiet zone; wider when a module would be under 1 mm."""
    drawn = modules(link, level=ERROR_CORRECT_Q)
    side = len(drawn) + 2 * QUIET_MODULES
    size = max(side_mm, float(side))
    path = "".join(
        f"M{start + QUIET_MODULES} {row + QUIET_MODULES}h{length}v1h-{length}z"
        for row, line in enumerate(drawn)
        for start, length in dark_runs(line)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size:g}mm" height="{size:g}mm" viewBox="0 0 {side} {side}">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{path}" fill="#000"/></svg>\n'
    )


def write_plaques(plaques: Iterable[SheetFacts], words: SheetWords, *, site_url: str) -> bytes:
    """An A5 page for each plaque, as the bytes of one PDF file."""
    sheet = _Sheet()
    for facts in plaques:
        sheet.add(facts, words, site_url=site_url)
    return bytes(sheet.pdf.output())


class _Sheet:
    """The file being written; `y` is how far down the page it is, in millimetres."""

    def __init__(self) -> None:
        self.pdf: Any = FPDF(unit="mm", format=(WIDTH, HEIGHT))
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margin(0)
        self.pdf.c_margin = 0
        for face in (_BODY, _STRONG, _HEADING):
            self.pdf.add_font(face, fname=_FONTS / f"{face}.ttf")
        self.y = 0.0

    def add(self, facts: SheetFacts, words: SheetWords, *, site_url: str) -> None:
        """One more page."""
        pdf = self.pdf
        pdf.add_page()
        pdf.set_fill_color(*_SHELL)
        pdf.rect(0, 0, WIDTH, HEIGHT, style="F")
        self._head(words.market, facts.place)
        self._name(facts.name)
        self._code(link_of(site_url, facts.number))
        self._foot(facts.number, words)

    def _head(self, market: str, place: Words) -> None:
        pdf, seal = self.pdf, 15.0
        pdf.image(io.BytesIO(_SEAL.read_bytes()), x=EDGE, y=9, w=seal, h=seal)
        self.y = 10.5
        left = EDGE + seal + 3.5
        self._write(market, _HEADING, 14, room=7.0, left=left, align="L")
        both = place.vi if not place.en or place.en == place.vi else f"{place.vi} · {place.en}"
        self._write(both, _BODY, 9.5, room=6.0, colour=_QUIET, left=left, align="L")
        self._double_rule(28.0)

    def _name(self, name: Words) -> None:
        """The spot's name, in the middle between the rule and the code."""
        vi = self._fit(name.vi, _HEADING, 27, lines=2, room=24.0)
        en = self._fit(name.en if name.en != name.vi else "", _STRONG, 13, lines=2, room=12.0)
        self.y = 31.5 + (38.0 - vi.height - en.height) / 2
        self._put(vi)
        self._put(en, colour=_QUIET)

    def _double_rule(self, y: float) -> None:
        pdf = self.pdf
        pdf.set_fill_color(*_RED)
        pdf.rect(EDGE, y, WIDTH - 2 * EDGE, 1.1, style="F")
        pdf.rect(EDGE, y + 2.0, WIDTH - 2 * EDGE, 0.4, style="F")

    def _code(self, link: str) -> None:
        left, top = (WIDTH - CODE) / 2, 73.0
        pdf = self.pdf
        pdf.set_fill_color(*_WHITE)
        pdf.set_draw_color(*_INK)
        pdf.set_line_width(0.5)
        pdf.rect(left - 1.5, top - 1.5, CODE + 3, CODE + 3, style="FD")
        pdf.image(io.BytesIO(code_svg(link).encode()), x=left, y=top, w=CODE, h=CODE)
        self.y = top + CODE + 5.0

    def _foot(self, number: str, words: SheetWords) -> None:
        self._write(words.scan.vi, _STRONG, 12, room=6.0)
        self._write(words.scan.en, _BODY, 10, colour=_QUIET, room=5.0)
        self.y += 1.0
        # Wider between the groups, so that they are read in pairs.
        self._write(show_number(number).replace(" ", "\u00a0\u00a0"), _HEADING, 38, colour=_RED, room=18.0)
        self.y += 1.0
        self._write(words.type_it.vi, _STRONG, 11, room=6.0)
        self._write(words.type_it.en, _BODY, 9.5, colour=_QUIET, room=5.0)
        self._double_rule(HEIGHT - 11.0)

    def _write(
        self,
        text: str,
        face: str,
        points: float,
        *,
        room: float,
        colour: tuple[int, int, int] = _INK,
        left: float = EDGE,
        align: str = "C",
    ) -> None:
        """Put one line on the page, smaller where it would be too wide, and go down by it."""
        self._put(self._fit(text, face, points, lines=1, room=room, left=left), colour=colour, align=align)

    def _fit(self, text: str, face: str, points: float, *, lines: int, room: float, left: float = EDGE) -> "_Block":
        """The text in so many lines and so much height at most, smaller where it would need more."""
        pdf, width = self.pdf, WIDTH - EDGE - left
        text = self._in_letters_of(face, text)
        size = points
        while text:
            pdf.set_font(face, size=size)
            # Vietnamese capitals carry two marks above them and one below.
            line_height = size * _MM_PER_POINT * 1.32
            broken = pdf.multi_cell(width, line_height, text, dry_run=True, output="LINES", align="L")
            if (len(broken) <= lines and len(broken) * line_height <= room) or size <= points / 2:
                return _Block(broken[:lines], face, size, line_height, left)
            size -= 0.5
        return _Block([], face, size, 0.0, left)

    def _put(self, block: "_Block", *, colour: tuple[int, int, int] = _INK, align: str = "C") -> None:
        pdf = self.pdf
        pdf.set_font(block.face, size=block.size)
        pdf.set_text_color(*colour)
        for line in block.lines:
            pdf.set_xy(block.left, self.y)
            pdf.cell(WIDTH - EDGE - block.left, block.line_height, line, align=align)
            self.y += block.line_height

    def _in_letters_of(self, face: str, text: str) -> str:
        """The text in letters this face has: another writing's letter loses its marks; what is left stands as "?"."""
        known = self.pdf.fonts[face.lower()].cmap
        written = []
        for letter in normalize("NFC", text):
            bare = letter if ord(letter) in known else normalize("NFKD", letter)[0]
            written.append(bare if ord(bare) in known else "?")
        return "".join(written)


@dataclass(frozen=True)
class _Block:
    """Lines of one size, and where they begin."""

    lines: list[str]
    face: str
    size: float
    line_height: float
    left: float

    @property
    def height(self) -> float:
        """How far down they reach, in millimetres."""
        return len(self.lines) * self.line_height
