"""What a first visit to the home page fetches: every file a browser needs, as it travels (brotli)."""

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin

from benchmarks.servers import Server
from benchmarks.visiting import Visitor

ACCEPTED: Final = "br, gzip"
_LINK: Final = re.compile(r"<link\b[^>]*>")
_SCRIPT: Final = re.compile(r'<script\b[^>]*\bsrc="([^"]+)"')
_FONT: Final = re.compile(r"url\(\s*[\"']?([^\"')]+\.woff2)[\"']?\s*\)")
# import … from "./x.js", import "./x.js", export … from "./x.js"; not import("./x.js"), which waits for a tap.
_IMPORT: Final = re.compile(r"\b(?:import|export)\b(?:[^\"'();]*?\bfrom)?\s*[\"'](\.{0,2}/[^\"']+)[\"']")
_PICTURE: Final = re.compile(r"<img\b[^>]*>")
_SYMBOLS: Final = re.compile(r'<use href="([^"#]+)#')


@dataclass
class FirstVisit:
    """Bytes on the wire by kind. `icons` (one SVG file of symbols, the tab's picture) stand beside the budget."""

    html: int = 0
    css: int = 0
    js: int = 0
    fonts: int = 0
    icons: int = 0
    files: dict[str, int] = field(default_factory=dict)
    pictures: int = 0
    lazy: int = 0
    sized: int = 0

    @property
    def total(self) -> int:
        """What the aim is about: HTML, CSS, JS and fonts."""
        return self.html + self.css + self.js + self.fonts

    @property
    def pictures_are_good(self) -> bool:
        """Every picture is sized, and at most the first row is fetched at once."""
        return self.sized == self.pictures and self.pictures - self.lazy <= 2


def first_visit(server: Server) -> FirstVisit:
    """Fetch home and everything it pulls in. All fonts a style sheet names are counted, also one no letter asks for."""
    visitor = Visitor(server.port)
    page = visitor.get("/", **{"Accept-Encoding": ACCEPTED})
    found = FirstVisit(html=page.wire_bytes)

    def fetch(address: str) -> tuple[int, str]:
        answer = visitor.get(address, **{"Accept-Encoding": ACCEPTED})
        found.files[address] = answer.wire_bytes
        return answer.wire_bytes, answer.text

    fonts: set[str] = set()
    for tag in _LINK.findall(page.text):
        address = _attribute(tag, "href")
        match _attribute(tag, "rel"):
            case "stylesheet":
                size, text = fetch(address)
                found.css += size
                fonts |= {urljoin(address, font) for font in _FONT.findall(text)}
            case "preload":
                fonts.add(address)
            case "icon" | "manifest":
                found.icons += fetch(address)[0]
    found.fonts = sum(fetch(font)[0] for font in sorted(fonts))
    waiting = _SCRIPT.findall(page.text)
    while waiting:
        address = waiting.pop()
        if address not in found.files:
            size, text = fetch(address)
            found.js += size
            waiting += [urljoin(address, more) for more in _IMPORT.findall(text)]
    found.icons += sum(fetch(symbols)[0] for symbols in sorted(set(_SYMBOLS.findall(page.text))))
    pictures = _PICTURE.findall(page.text)
    found.pictures = len(pictures)
    found.lazy = sum(_attribute(tag, "loading") == "lazy" for tag in pictures)
    found.sized = sum(bool(_attribute(tag, "width") and _attribute(tag, "height")) for tag in pictures)
    return found


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found[1] if found else ""
