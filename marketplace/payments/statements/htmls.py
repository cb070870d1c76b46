"""Tables of an HTML page: some banks call such a page .xls, because Excel opens it."""

import re
from html.parser import HTMLParser
from typing import Final

from marketplace.payments.statements.limits import MOST_COLUMNS, MOST_ROWS, check_size, trimmed
from marketplace.payments.statements.rows import Line, Sheet

_LINE_BREAKS: Final = re.compile(r"[\r\n\t]+")
_CELLS: Final = ("td", "th")
_UNSEEN: Final = ("script", "style", "head")
_MOST_ROWS_SPANNED: Final = 1_000


def sheet_of_html(text: str) -> Sheet:
    """All rows of all tables, one below the other as Excel shows them; cells over several columns or rows keep places.

    Nothing is fetched, and no entity is known but HTML's own.
    """
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end_row()
    check_size(reader.lines)
    return Sheet(name="", lines=reader.lines)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._columns = 1
        self._rows = 1
        self._unseen = 0
        # Column → how many more rows a cell from above still stands in it.
        self._spanned: dict[int, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "tr":
            self.end_row()
            self._row = []
        elif tag in _CELLS:
            self._end_cell()
            told = dict(attrs)
            self._columns = _number(told.get("colspan"), most=MOST_COLUMNS)
            self._rows = _number(told.get("rowspan"), most=_MOST_ROWS_SPANNED)
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _CELLS:
            self._end_cell()
        elif tag in ("tr", "table"):
            self.end_row()
            if tag == "table":
                self._spanned = {}

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._unseen:
            # A line break in the source is a space on the page.
            self._cell.append(_LINE_BREAKS.sub(" ", data))

    def end_row(self) -> None:
        """The open row, if any, is complete."""
        self._end_cell()
        if self._row is None:
            return
        self._skip_spanned(self._row)
        self.lines.append(trimmed(self._row))
        self._row = None
        if len(self.lines) > MOST_ROWS:
            check_size(self.lines)

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        text = "\n".join(" ".join(line.split()) for line in "".join(self._cell).split("\n")).strip()
        self._cell = None
        if self._row is None:
            self._row = []
        self._skip_spanned(self._row)
        for place in range(self._columns):
            if self._rows > 1:
                self._spanned[len(self._row)] = self._rows - 1
            self._row.append(text if place == 0 else "")

    def _skip_spanned(self, row: list[str]) -> None:
        while self._spanned.get(len(row), 0) > 0:
            self._spanned[len(row)] -= 1
            row.append("")


def _number(told: str | None, *, most: int) -> int:
    digits = (told or "").strip()
    return min(max(1, int(digits)), most) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 1
