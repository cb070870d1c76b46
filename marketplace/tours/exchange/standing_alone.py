"""A tour that runs by itself: the pages visitors read, the viewer, tiles and sounds, for any web server.

The site's own page and JSON are fetched as a visitor would, and every address in them is made relative; what is named on
the way (styles, scripts and their parts, fonts, tiles, posters, sounds) is fetched too. Links into the market stay
links to the market. Nothing is sent to anybody: forms, counters and what asks the server (price and stock of the moment,
with what puts goods into a cart) are left out.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from marketplace.errors import Conflict
from marketplace.text import N_
from marketplace.tours.exchange.copied_page import WORDS, CopiedPage, up
from marketplace.tours.exchange.packing import Pack

# Larger levels are four times the bytes.
WIDEST: Final = 4096
_ASSETS: Final = ("/static/", "/media/")
# What the viewer would ask the market for at that moment: there is nobody to ask.
_ASKED: Final = frozenset(("fresh",))
# Files that a page may name wherever they lie: captions, pictures, sounds, films.
_FILES: Final = (".vtt", ".webp", ".jpg", ".png", ".svg", ".opus", ".m4a", ".mp3", ".mp4", ".webm")
# Doors to scenes make so many pages at most; beyond them a scene is told from its start view.
MOST_PAGES: Final = 2_000
# Where scenes and the narrated walk lie, in words.
FOLDER: Final = "doc/"
_NO_NAME: Final = re.compile(r"[^a-z0-9_-]")
_IN_CSS: Final = re.compile(r"url\(\s*[\"']?([^\"')]+)[\"']?\s*\)")
_IN_SCRIPT: Final = re.compile(r"[\"'](\./[\w./-]+\.(?:js|css|svg|json|wasm|woff2))[\"']")
README: Final = """\
BẢN CHẠY RIÊNG CỦA MỘT CHUYẾN DẠO 360°

Bung tệp ZIP vào một thư mục của máy chủ web bất kỳ, rồi mở index.html (tiếng Anh: en/index.html).
Xem thử trên máy mình: python3 -m http.server trong thư mục này, rồi mở http://localhost:8000/.
Thư mục doc/ kể từng cảnh và lời dẫn bằng chữ, đi được từ cảnh này sang cảnh kia.
Mở thẳng index.html từ ổ đĩa thì đọc được chữ và ảnh; cảnh 360° cần máy chủ web.
Ảnh lớn nhất là mức 4096 điểm. Tác giả và giấy phép nằm ở cuối trang; giấy phép phần mềm ở static/build/licences.txt.

A STAND-ALONE COPY OF A 360° TOUR

Unpack the ZIP into a folder of any web server and open index.html (English: en/index.html).
To try it on your own machine: python3 -m http.server in this folder, then open http://localhost:8000/.
The folder doc/ tells each scene and the narrated walk in words, to be walked from one to the next.
Opened from the disk, index.html shows texts and pictures; the 360° view needs a web server.
Pictures go up to the 4096 level. Credits are at the end of the page; licences of software in static/build/licences.txt.
"""


class NotOnShow(Conflict):
    """Only what a reviewer has signed goes out as pages."""

    sentence = N_("Chuyến dạo này chưa công bố nên chưa xuất bản chạy riêng được.")


Fetch = Callable[[str], bytes | None]


def make_copy(pack: Pack, *, fetch: Fetch, page: str, parts: Sequence[str], site_url: str, day: str) -> None:
    """The copy of the tour whose page is at this path is in the pack, with the pages below it that `parts` name.

    `fetch` gives what the site answers, or None.
    """
    copying = Copying(pack=pack, fetch=fetch, site_url=site_url, day=day)
    for language, prefix in (("vi", ""), ("en", "/en")):
        home = "" if language == "vi" else f"{language}/"
        copying.names[prefix + page] = f"{home}index.html"
        copying.names |= {f"{prefix}{page}/{part}": f"{home}{FOLDER}{part}.html" for part in parts}
    copying.wanted |= copying.names
    while named := sorted(copying.wanted.keys() - copying.written):
        for address in named:
            copying.add_page(address)
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
    # Paths of the tour's own pages with their files; then every address of them that some page names, and what is done.
    names: dict[str, str] = field(default_factory=dict)
    wanted: dict[str, str] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)

    def add_page(self, address: str) -> None:
        """This page of the site is a file of the copy. Raises NotOnShow: the tour was put away or changed meanwhile."""
        self.written.add(address)
        body = self.fetch(address)
        if body is None:
            raise NotOnShow
        reader = CopiedPage(self, self.wanted[address])
        reader.feed(body.decode())
        reader.close()
        self.pack.put(self.wanted[address], reader.whole(self.site_url + address, self._other(address)).encode())

    def _other(self, address: str) -> str:
        """The same page in the other language."""
        return self.page(address.removeprefix("/en") if address.startswith("/en/") else "/en" + address) or ""

    def page(self, address: str) -> str | None:
        """The file of a page of the tour, which will be there; None for any other page of the site.

        A scene that one comes to through a door is told from there, and is a file of its own.
        """
        found = urlsplit(address)
        name = self.names.get(found.path)
        if name is None:
            return None
        asked = dict(parse_qsl(found.query))
        if name.endswith("index.html") or not asked.get("tu") or len(self.wanted) >= MOST_PAGES:
            self.wanted.setdefault(found.path, name)
            return name + (f"?{found.query}" if name.endswith("index.html") and found.query else "")
        came = _NO_NAME.sub("", f"{asked['tu']}-{asked.get('cua', '')}")
        return self.wanted.setdefault(f"{found.path}?{found.query}", name.replace(".html", f".tu-{came}.html"))

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
            return up(home) + value.lstrip("/")
        return self.relative(value, home=home, language=language)

    def relative(self, address: str, *, home: str, language: str, here: str | None = None) -> str | None:
        """The address from the page to where the file lies in the copy; None when it is no file of the site.

        The page lies in `here`, which is the `home` of its language unless it is told.
        """
        path, mark, part = address.partition("#")
        if path.startswith(_ASSETS) or urlsplit(path).path.endswith(_FILES):
            name = self.keep(path)
        elif urlsplit(path).path.endswith(".json"):
            name = self.keep_json(path, home=home, language=language)
        else:
            name = None
        return None if name is None else up(home if here is None else here) + name + mark + part

    def _keep_tiles(self, level: dict[str, Any]) -> None:
        for row in range(int(level["rows"])):
            for column in range(int(level["cols"])):
                # A part of a turn has not all of them.
                self.keep(level["tiles"].replace("{col}", str(column)).replace("{row}", str(row)))


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
