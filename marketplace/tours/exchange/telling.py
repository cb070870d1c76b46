"""Reading what other programs wrote: whatever is there, only plain words, angles on the sphere and web addresses come out.

Unlike our own document (content/reading.py) a strange field is not refused: it is not looked at.
"""

import json
import math
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urlsplit

from marketplace.media import flat
from marketplace.text import clean_line, clean_lines
from marketplace.tours.content import is_web_address
from marketplace.tours.exchange.errors import BadTourText

# A tour of two hundred scenes is a few hundred kilobytes.
MOST_BYTES: Final = 4_000_000
TITLE: Final = 120
SENTENCES: Final = 2000
_UNSEEN: Final = frozenset(("script", "style", "template", "noscript", "iframe", "object", "svg", "math"))
_BREAKING: Final = frozenset(("br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4"))


def read_json(body: bytes, *, name: str) -> Mapping[str, Any]:
    """The object that a strict JSON text holds. Raises BadTourText."""

    def no_number(word: str) -> float:
        raise BadTourText(name=name)

    if len(body) > MOST_BYTES:
        raise BadTourText(name=name)
    try:
        told = json.loads(body.decode("utf-8-sig"), parse_constant=no_number)
    except (ValueError, RecursionError):
        raise BadTourText(name=name) from None
    if not isinstance(told, dict):
        raise BadTourText(name=name)
    return told


def part(told: Any, name: str) -> Mapping[str, Any]:
    """The object under this name, or an empty one."""
    found = told.get(name) if isinstance(told, Mapping) else None
    return found if isinstance(found, dict) else {}


def each(told: Any, name: str, *, most: int) -> Sequence[Mapping[str, Any]]:
    """The objects of the list under this name, no more than `most`."""
    found = told.get(name) if isinstance(told, Mapping) else None
    return [thing for thing in found if isinstance(thing, dict)][:most] if isinstance(found, list) else []


def word(told: Mapping[str, Any], name: str) -> str:
    """The text under this name as it is, or ""."""
    found = told.get(name)
    return found if isinstance(found, str) else ""


def plain(told: Mapping[str, Any], name: str, most: int = TITLE) -> str:
    """The text under this name, its markup read as a person would see it, and no longer than `most` letters."""
    seen = _Seen()
    # A flood is cut off before it is read.
    seen.feed(word(told, name)[: most * 8])
    seen.close()
    text = "".join(seen.text)
    text = clean_line(text) if most == TITLE else clean_lines(text)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def number(told: Mapping[str, Any], name: str, otherwise: float) -> float:
    """The finite number under this name, or the other one."""
    found = told.get(name)
    if isinstance(found, bool) or not isinstance(found, (int, float)) or not -1e6 < found < 1e6:
        return otherwise
    return float(found)


def turned(degrees: float) -> float:
    """The same direction between -180 and 180."""
    return round(flat.turned(degrees), 3)


def within(value: float, low: float, high: float) -> float:
    """The value, or the border it went over."""
    return round(min(high, max(low, value)), 3)


def field_of(told: float) -> float:
    """How wide one looks, as our viewer can."""
    return within(told, 30, 120)


def web_link(told: Mapping[str, Any], name: str) -> str:
    """The address of a page on the web, or "": javascript:, data: and file: are none."""
    found = word(told, name).strip()[:500]
    return found if found and is_web_address(found) else ""


def is_elsewhere(address: str) -> bool:
    """Whether this names a place outside the file: another host, or a scheme of whatever kind."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return True
    return bool(parts.scheme or parts.netloc) or address.strip().startswith(("//", "\\\\"))


class _Seen(HTMLParser):
    """The words of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in _UNSEEN:
            self.unseen += 1
        elif tag in _BREAKING:
            self.text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.text.append(data)


def degrees(told: Mapping[str, Any], name: str, otherwise: float = 0.0) -> float:
    """The angle in radians under this name, in degrees."""
    return math.degrees(number(told, name, math.radians(otherwise)))
