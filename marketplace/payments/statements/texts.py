"""Cells as text."""

import datetime
import re
from typing import Final

from marketplace.payments.statements.rows import Cell, Line

# No bank's memo is near this; a text as long as a book is an attack on whoever lists it.
LONGEST_TEXT: Final = 2_000
# PostgreSQL keeps no NUL, and half a surrogate pair has no bytes.
_NO_TEXT: Final = re.compile("[\x00\ud800-\udfff]")


def text_of(cell: Cell) -> str:
    """A cell as the person sees it, untouched when it is text: a number without ".0", a date as 23/11/2026."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        return f"{cell:%d/%m/%Y %H:%M:%S}"
    if isinstance(cell, datetime.date):
        return f"{cell:%d/%m/%Y}"
    return str(cell)


def is_safe(text: str) -> bool:
    """Whether the text can be stored and shown."""
    return len(text) <= LONGEST_TEXT and not _NO_TEXT.search(text)


def words_of(line: Line) -> str:
    """The texts of a row, in one."""
    return " ".join(cell for cell in line if isinstance(cell, str) and cell)
