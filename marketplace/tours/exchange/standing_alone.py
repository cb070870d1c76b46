"""A tour that runs by itself: the pages visitors read, the viewer, tiles and sounds, for any web server.

The site's own page and JSON are fetched as a visitor would, and every address in them is made relative; what is named on
the way (styles, scripts and their parts, fonts, tiles, posters, sounds) is fetched too. Links into the market stay
links to the market. Nothing is sent to anybody: forms, counters and what asks the server (price and stock of the moment,
with what puts goods into a cart) are left out.
"""

import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urlsplit

from marketplace.errors import Conflict
from marketplace.text import N_
from marketplace.tours.exchange.packing import Pack

# Larger levels are four times the bytes.
WIDEST: Final = 4096
CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "media-src 'self' blob:; connect-src 'self' blob:; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'"
)
# The market's scripts: search, cart, live parts, saving on a phone. The tour has its own.
_LEFT_OUT_SCRIPTS: Final = ("site-", "site.", "offline-pack-")
_DROPPED: Final = frozenset(
    ("form", "script", "iframe", "share-button", "copy-button", "live-part", "nav", "offline-pack")
)
_VOID: Final = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_ASSETS: Final = ("/static/", "/media/")
# What the viewer would ask the market for at that moment: there is nobody to ask.
_ASKED: Final = frozenset(("fresh",))
# Files that a page may name wherever they lie: captions, pictures, sounds, films.
_FILES: Final = (".vtt", ".webp", ".jpg", ".png", ".svg", ".opus", ".m4a", ".mp3", ".mp4", ".webm")
_IN_CSS: Final = re.compile(r"url\(\s*[\"']?([^\"')]+)[\"']?\s*\)")
_IN_SCRIPT: Final = re.compile(r"[\"'](\./[\w./-]+\.(?:js|css|svg|json|wasm|woff2))[\"']")
WORDS: Final = {
    "vi": {
        "note": "Bản chạy riêng của chuyến dạo này, xuất ngày {day} từ",
        "price": "giá lúc xuất bản sao",
        "goods": "Giá là giá lúc xuất bản sao. Muốn mua, xin mở món hàng ở chợ.",
        "other": "English",
    },
    "en": {
        "note": "A stand-alone copy of this tour, made on {day} from",
        "price": "price when this copy was made",
        "goods": "Prices are those of the day this copy was made. To buy, open the item at the market.",
        "other": "Tiếng Việt",
    },
}  # fmt: skip
README: Final = """\
BẢN CHẠY RIÊNG CỦA MỘT CHUYẾN DẠO 360°

Bung tệp ZIP vào một thư mục của máy chủ web bất kỳ, rồi mở index.html (tiếng Anh: en/index.html).
Xem thử trên máy mình: python3 -m http.server trong thư mục này, rồi mở http://localhost:8000/.
Mở thẳng index.html từ ổ đĩa thì đọc được chữ và ảnh; cảnh 360° cần máy chủ web.
Ảnh lớn nhất là mức 4096 điểm. Tác giả và giấy phép nằm ở cuối trang; giấy phép phần mềm ở static/build/licences.txt.

A STAND-ALONE COPY OF A 360° TOUR

Unpack the ZIP into a folder of any web server and open index.html (English: en/index.html).
To try it on your own machine: python3 -m http.server in this folder, then open http://localhost:8000/.
Opened from the disk, index.html shows texts and pictures; the 360° view needs a web server.
Pictures go up to the 4096 level. Credits are at the end of the page; licences of software in static/build/licences.txt.
"""


class NotOnShow(Conflict):
    """Only what a reviewer has signed goes out as pages."""

    sentence = N_("Chuyến dạo này chưa công bố nên chưa xuất bản chạy riêng được.")


Fetch = Callable[[str], bytes | None]


def make_copy(pack: Pack, *, fetch: Fetch, page: str, site_url: str, day: str) -> None:
    """The copy of the tour whose page is at this path is in the pack. `fetch` gives what the site answers, or None."""
    copying = Copying(pack=pack, fetch=fetch, site_url=site_url, day=day)
    for language, prefix in (("vi", ""), ("en", "/en")):
        copying.add_page(prefix + page, language=language, market=site_url + prefix + page)
    copying.keep("/static/build/licences.txt")
    pack.put("README.txt", README.encode())


@dataclass
class Copying:
    """The copy while it is being made."""

    pack: Pack
    fetch: Fetch
    site_url: str
    day: str
    kept: dict[str, bool] = field(default_factory=dict)
    told_names: dict[str, str] = field(default_factory=dict)

    def add_page(self, path: str, *, language: str, market: str) -> None:
        """This page is index.html of its language."""
        body = self.fetch(path)
        assert body is not None, path
        home = "" if language == "vi" else f"{language}/"
        reader = _Page(self, home, language)
        reader.feed(body.decode())
        reader.close()
        self.pack.put(f"{home}index.html", reader.whole(market).encode())

    def keep(self, address: str) -> str | None:
        """A file of the site is in the copy, with all it names; its place there. None when the site has none."""
        path = urlsplit(address).path
        name = path.lstrip("/")
        if path not in self.kept:
            data = self.fetch(path)
            self.kept[path] = data is not None
            if data is not None:
                self.pack.put(name, data)
                folder = path.rsplit("/", 1)[0]
                if path.endswith(".css"):
                    self._keep_all(_IN_CSS.findall(data.decode()), folder)
                elif path.endswith(".js"):
                    self._keep_all(_IN_SCRIPT.findall(data.decode()), folder)
        return name if self.kept[path] else None

    def _keep_all(self, named: list[str], folder: str) -> None:
        for address in named:
            if not urlsplit(address).scheme and not address.startswith("#"):
                self.keep(address if address.startswith("/") else _joined(folder, address))

    def keep_json(self, address: str, *, home: str, language: str) -> str | None:
        """A JSON of the site is in the copy, its addresses made relative to the page; its place there."""
        path = urlsplit(address).path
        short = home + path.rsplit("/", 1)[-1]
        # Two of them may end in the same word.
        name = short if self.told_names.setdefault(short, path) == path else home + path.lstrip("/")
        if name not in self.kept:
            data = self.fetch(address)
            self.kept[name] = data is not None
            if data is not None:
                told = self._told(json.loads(data), "", home=home, language=language)
                self.pack.put(name, json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode())
        return name if self.kept[name] else None

    def _told(self, value: Any, key: str, *, home: str, language: str) -> Any:
        if isinstance(value, list):
            if key == "levels":
                value = [level for level in value if not _is_too_wide(level)] or value[:1]
            return [self._told(part, key, home=home, language=language) for part in value]
        if isinstance(value, dict):
            if isinstance(value.get("tiles"), str) and {"cols", "rows"} <= set(value):
                self._keep_tiles(value)
            told = {
                name: None if name in _ASKED else self._told(part, name, home=home, language=language)
                for name, part in value.items()
            }
            if told.get("price"):
                told["price"] = f"{told['price']} ({WORDS[language]['price']})"
            return told
        if not isinstance(value, str) or not value.startswith("/"):
            return value
        if key == "href":
            return self.site_url + value
        if "{col}" in value:
            return _up(home) + value.lstrip("/")
        return self.relative(value, home=home, language=language)

    def relative(self, address: str, *, home: str, language: str) -> str | None:
        """The address from the page to where the file lies in the copy; None when it is no file of the site."""
        path, mark, part = address.partition("#")
        if path.startswith(_ASSETS) or urlsplit(path).path.endswith(_FILES):
            name = self.keep(path)
        elif urlsplit(path).path.endswith(".json"):
            name = self.keep_json(path, home=home, language=language)
        else:
            name = None
        return None if name is None else _up(home) + name + mark + part

    def _keep_tiles(self, level: dict[str, Any]) -> None:
        for row in range(int(level["rows"])):
            for column in range(int(level["cols"])):
                # A part of a turn has not all of them.
                self.keep(level["tiles"].replace("{col}", str(column)).replace("{row}", str(row)))


class _Page(HTMLParser):
    """Reads the site's page, and writes what of it stands alone: title, styles, the tour's scripts, and <main>."""

    def __init__(self, copying: Copying, home: str, language: str) -> None:
        super().__init__(convert_charrefs=False)
        self.copying, self.home, self.language = copying, home, language
        self.title: list[str] = []
        self.head: list[str] = []
        self.main: list[str] = []
        self.body_class = ""
        self.where = ""
        self.dropping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if self.dropping:
            if tag == self.dropping[-1] and tag not in _VOID:
                self.dropping.append(tag)
            return
        match tag:
            case "title" if not self.where:
                self.where = "title"
            case "main":
                self.where = "main"
            case "body":
                self.body_class = told.get("class") or ""
            case "script" | "link" | "meta" if self.where != "main":
                self._head(tag, told)
            case _ if self.where == "main":
                if tag in _DROPPED:
                    self.dropping.append(tag)
                else:
                    self.main.append(self._tag(tag, attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.dropping and self.where == "main" and tag not in _DROPPED:
            self.main.append(self._tag(tag, attrs).removesuffix(">") + "/>")

    def handle_endtag(self, tag: str) -> None:
        if self.dropping:
            if tag == self.dropping[-1]:
                self.dropping.pop()
        elif tag in ("title", "main") and self.where == tag:
            self.where = "done" if tag == "main" else ""
        elif self.where == "main" and tag not in _VOID:
            self.main.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self.where == "title":
            self.title.append(data)
        elif self.where == "main" and not self.dropping:
            self.main.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def _head(self, tag: str, told: dict[str, str | None]) -> None:
        address = told.get("src") or told.get("href") or ""
        if tag == "script" and address and told.get("type") == "module":
            if not address.rsplit("/", 1)[-1].startswith(_LEFT_OUT_SCRIPTS):
                self._put_head('<script type="module" src="{}"></script>', address)
        elif tag == "link" and told.get("rel") in ("stylesheet", "icon"):
            media = f' media="{html.escape(told["media"] or "")}"' if told.get("media") else ""
            self._put_head(f'<link rel="{told["rel"]}" href="{{}}"{media}>', address)
        elif tag == "meta" and told.get("name") in ("description", "theme-color", "viewport"):
            self.head.append(self._tag(tag, list(told.items())))

    def _put_head(self, pattern: str, address: str) -> None:
        found = self.copying.relative(address, home=self.home, language=self.language)
        if found is not None:
            self.head.append(pattern.format(html.escape(found)))

    def _tag(self, tag: str, attrs: list[tuple[str, str | None]]) -> str:
        kept = [
            f" {name}" + ("" if value is None else f'="{html.escape(value)}"')
            for name, value in self._attributes(tag, attrs)
        ]
        return f"<{tag}{''.join(kept)}>"

    def _attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
        told: list[tuple[str, str | None]] = []
        for name, value in attrs:
            if name == "nonce" or name.startswith("on"):
                continue
            if name in ("srcset", "imagesrcset") and value:
                value = self._srcset(value)
            elif value and value.startswith("/"):
                found = self.copying.relative(value, home=self.home, language=self.language)
                if found is None and name == "href" and tag == "a":
                    found = self.copying.site_url + value
                if found is None:
                    continue
                value = found
            told.append((name, value))
        return told

    def _srcset(self, value: str) -> str:
        choices = []
        for choice in value.split(","):
            address, _, width = choice.strip().partition(" ")
            found = self.copying.relative(address, home=self.home, language=self.language)
            if found is not None:
                choices.append(f"{found} {width}".strip())
        return ", ".join(choices)

    def whole(self, market: str) -> str:
        """The page of the copy."""
        words = WORDS[self.language]
        other = "en/index.html" if not self.home else "../index.html"
        note = (
            f'<aside class="notice" data-kind="info"><div><p>{words["note"].format(day=self.copying.day)} '
            f'<a href="{html.escape(market)}">{html.escape(market)}</a>. {words["goods"]}</p>'
            f'<p><a href="{other}" lang="{"en" if not self.home else "vi"}">{words["other"]}</a></p></div></aside>'
        )
        return (
            f'<!doctype html>\n<html lang="{self.language}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{CSP}">\n<title>{"".join(self.title)}</title>\n'
            + "\n".join(self.head)
            + f'\n</head>\n<body class="{html.escape(self.body_class)}">\n<main id="main" tabindex="-1">\n'
            + "".join(self.main)
            + note
            + "\n</main>\n</body>\n</html>\n"
        )


def _up(home: str) -> str:
    return "../" * home.count("/")


def _joined(folder: str, address: str) -> str:
    parts = folder.split("/")
    for part in address.split("?")[0].split("#")[0].split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _is_too_wide(level: Any) -> bool:
    return isinstance(level, dict) and isinstance(level.get("width"), int) and level["width"] > WIDEST
