"""A page of the site, written anew so that it stands alone: relative addresses, and nothing that asks a server."""

import html
from html.parser import HTMLParser
from typing import Final, Protocol

CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "media-src 'self' blob:; connect-src 'self' blob:; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'"
)
# The market's scripts: search, cart, live parts, saving on a phone. The tour has its own.
_LEFT_OUT_SCRIPTS: Final = ("site-", "site.", "offline-pack-")
_DROPPED: Final = frozenset(("form", "script", "iframe", "share-button", "copy-button", "live-part", "offline-pack"))
_VOID: Final = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
WORDS: Final = {
    "vi": {
        "note": "Bản chạy riêng của chuyến dạo này, xuất ngày {day} từ",
        "price": "giá lúc xuất bản sao",
        "goods": "Giá và số hàng còn là của lúc xuất bản sao. Muốn mua, xin mở món hàng ở chợ.",
        "other": "English",
    },
    "en": {
        "note": "A stand-alone copy of this tour, made on {day} from",
        "price": "price when this copy was made",
        "goods": "Prices and stock are those of the day this copy was made. To buy, open the item at the market.",
        "other": "Tiếng Việt",
    },
}  # fmt: skip


class Copying(Protocol):
    """The copy that a page becomes a part of (standing_alone.py)."""

    site_url: str
    day: str

    def relative(self, address: str, *, home: str, language: str, here: str | None = None) -> str | None: ...
    def page(self, address: str) -> str | None: ...


def up(home: str) -> str:
    """From a folder of the copy to its root."""
    return "../" * home.count("/")


class CopiedPage(HTMLParser):
    """Reads the site's page, and writes what of it stands alone: title, styles, the tour's scripts, and <main>."""

    def __init__(self, copying: Copying, name: str) -> None:
        super().__init__(convert_charrefs=False)
        self.copying = copying
        self.home, self.language = ("en/", "en") if name.startswith("en/") else ("", "vi")
        self.here = name.rpartition("/")[0] + "/" if "/" in name else ""
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
                if tag in _DROPPED or "crumbs" in (told.get("class") or ""):
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
        found = self._found(address)
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
                found = self._page(value) if name == "href" and tag == "a" else self._found(value)
                if found is None:
                    continue
                value = found
            told.append((name, value))
        return told

    def _found(self, address: str) -> str | None:
        return self.copying.relative(address, home=self.home, language=self.language, here=self.here)

    def _page(self, address: str) -> str:
        """Where a link leads: to a page or a file of the copy, else to the market."""
        path, mark, part = address.partition("#")
        name = self.copying.page(path)
        return up(self.here) + name + mark + part if name else self._found(address) or self.copying.site_url + address

    def _srcset(self, value: str) -> str:
        choices = []
        for choice in value.split(","):
            address, _, width = choice.strip().partition(" ")
            found = self._found(address)
            if found is not None:
                choices.append(f"{found} {width}".strip())
        return ", ".join(choices)

    def whole(self, market: str, other: str) -> str:
        """The page of the copy; `other` is the file of the same page in the other language."""
        words = WORDS[self.language]
        note = (
            f'<aside class="notice" data-kind="info"><div><p>{words["note"].format(day=self.copying.day)} '
            f'<a href="{html.escape(market)}">{html.escape(market)}</a>. {words["goods"]}</p>'
            f'<p><a href="{up(self.here)}{html.escape(other)}" lang="{"en" if not self.home else "vi"}">{words["other"]}</a></p></div></aside>'
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
