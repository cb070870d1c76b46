"""What stands around the table: whose account it is, of which days, and the balances at its beginning and end."""

import datetime
import re
from dataclasses import dataclass
from typing import Final

from marketplace.payments.statements.amounts import balance_of
from marketplace.payments.statements.errors import BadRow
from marketplace.payments.statements.rows import Cell, Line
from marketplace.payments.statements.words import CLOSING, OPENING
from marketplace.text import fold

_LONGEST: Final = 300
_NUMBER: Final = re.compile(r"[0-9](?:[ .-]?[0-9]){4,23}(?![0-9])")
# Before the number, folded: its last words say what it is the number of.
_LABEL: Final = re.compile(
    r"(?:so tai khoan|so tk|stk|tai khoan so|tai khoan thanh toan|tai khoan|account number|account no|account)(?: vnd| so| no| number)?$"
)
_NOT_THIS_ACCOUNT: Final = re.compile(
    r"\b(?:(?:tai khoan|tk) (?:cu|doi ung|thu huong|nhan)|(?:ten|chu|loai) tai khoan|old account|counter account)\b"
)

# "Từ/ From 01/11/2026 Đến/ To 30/11/2026", folded.
_DATE: Final = r"([0-9]{1,2}) ([0-9]{1,2}) ([0-9]{4})"
_PERIOD: Final = re.compile(
    rf"\b(?:tu|from)(?: ngay| from| date)* {_DATE} (?:den|toi|to)(?: ngay| to| date)* {_DATE}(?![0-9])"
)


@dataclass(frozen=True, kw_only=True)
class Notes:
    """What one row beside the data says; "" and None for what it does not."""

    account: str = ""
    opening_vnd: int | None = None
    closing_vnd: int | None = None
    period: tuple[datetime.date, datetime.date] | None = None


def notes_of(line: Line) -> Notes:
    """What a row says that is no transaction."""
    account, opening, closing = "", None, None
    filled = [cell for cell in line if cell != ""]
    for at, cell in enumerate(filled):
        if not isinstance(cell, str) or len(cell) > _LONGEST:
            continue
        following = filled[at + 1] if at + 1 < len(filled) else ""
        for text in cell.splitlines():
            account = account or _account_of(text, following)
            folded = fold(text)
            # ACB prints "(-) Tổng tiền rút ra" between the two: each label has its own value.
            if opening is None and OPENING.match(folded):
                opening = _balance_of(text, filled[at + 1 :])
            elif closing is None and CLOSING.match(folded):
                closing = _balance_of(text, filled[at + 1 :])
    return Notes(account=account, opening_vnd=opening, closing_vnd=closing, period=_period_of(filled))


def _period_of(filled: list[Cell]) -> tuple[datetime.date, datetime.date] | None:
    """The days a title names, in one cell or in several beside each other."""
    shown = [cell.strftime("%d/%m/%Y") if isinstance(cell, datetime.date) else str(cell)[:_LONGEST] for cell in filled]
    named = _PERIOD.search(fold(" ".join(shown)))
    if not named:
        return None
    day, month, year, last_day, last_month, last_year = (int(number) for number in named.groups())
    try:
        first, last = datetime.date(year, month, day), datetime.date(last_year, last_month, last_day)
    except ValueError:
        return None
    return (first, last) if first <= last else None


def _account_of(text: str, following: Cell) -> str:
    number = _NUMBER.search(text)
    label = fold(text[: number.start()] if number else text)
    if not _LABEL.search(label) or _NOT_THIS_ACCOUNT.search(label):
        return ""
    if number:
        return _digits(number[0])
    if isinstance(following, float) and following.is_integer():
        following = int(following)
    alone = _NUMBER.match(str(following).strip())
    return _digits(alone[0]) if alone else ""


def _balance_of(text: str, following: list[Cell]) -> int | None:
    """The value behind a label's colon, or else the first number after it, before any other label."""
    _, colon, value = text.rpartition(":")
    candidates: list[Cell] = [value] if colon and value.strip() else []
    for cell in candidates or following:
        try:
            amount = balance_of(cell)
        except BadRow:
            return None
        if amount is not None:
            return amount
    return None


def _digits(number: str) -> str:
    return re.sub(r"[^0-9]", "", number)
