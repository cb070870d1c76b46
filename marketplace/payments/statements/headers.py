"""Finds the row that names the columns, by its words and never by its place."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from marketplace.payments.statements.rows import Cell, Line
from marketplace.payments.statements.words import ROLES, WEAK
from marketplace.text import fold

# Titles above the table are long in some banks' files, but never longer.
LOOKED_AT: Final = 80
# Every role that means there is a table, and one of those that say how much.
NEEDED: Final = ("date", "memo")
AMOUNTS: Final = ("credit", "amount")

_PARTS: Final = re.compile(r"[/\n\r()\[\]|]")
_FOOTNOTE: Final = re.compile(r"[0-9]+$")
_RANKS: Final[Mapping[str, tuple[str, int]]] = {
    word: (role, rank) for role, words in ROLES.items() for rank, word in enumerate(words)
}
_LONGEST: Final = 120

# For each role of a row: how good its word is, and its column. The smallest wins.
_Found = dict[str, tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class Header:
    """Where the columns are named: rows from 1, columns from 0. A header of two rows ends at `last_row`."""

    row: int
    last_row: int
    columns: Mapping[str, int]


def find_header(lines: Sequence[Line]) -> Header | None:
    """The first header within the first rows of a table, or None."""
    looked_at = [roles_of(line) for line in lines[: LOOKED_AT + 1]]
    for at, found in enumerate(looked_at[:LOOKED_AT]):
        below = looked_at[at + 1] if at + 1 < len(looked_at) else {}
        # Below the Vietnamese words some files have the English ones, or "Ghi nợ" and "Ghi có" below "Số tiền".
        has_two_rows = bool(found) and len(below) > 1
        for roles, last in ((_merged(found, below), at + 1), (found, at))[0 if has_two_rows else 1 :]:
            if is_complete(roles):
                return Header(
                    row=at + 1, last_row=last + 1, columns={role: column for role, (_, column) in roles.items()}
                )
    return None


def is_complete(roles: Iterable[str]) -> bool:
    """Whether a table with these columns can be read: date, memo and how much."""
    known = set(roles)
    return known.issuperset(NEEDED) and not known.isdisjoint(AMOUNTS)


def is_header(line: Line) -> bool:
    """Whether the row names columns: some banks print the header again on every page."""
    roles = roles_of(line)
    return len({column for _, column in roles.values()}) >= len(NEEDED) + 1 and not _has_numbers(line)


def roles_of(line: Line) -> _Found:
    """The roles that a row's cells name."""
    found: _Found = {}
    for column, cell in enumerate(line):
        for role, rank in _roles_of_cell(cell):
            found[role] = min(found.get(role, (rank, column)), (rank, column))
    weak = {role for role in ("credit", "debit") if role in found and _is_weak(role, found[role], line)}
    if len(weak) == 1:
        del found[weak.pop()]
    if "side" in found:
        # One column that says "D/C" names both, and holds neither's amounts.
        for role in ("credit", "debit"):
            if role in found and found[role][1] == found["side"][1]:
                del found[role]
    return found


def _is_weak(role: str, ranked: tuple[int, int], line: Line) -> bool:
    rank, column = ranked
    # With its marks, "Nợ" or "Có", the word is clear.
    return ROLES[role][rank] in WEAK and str(line[column]).isascii()


def _roles_of_cell(cell: Cell) -> list[tuple[str, int]]:
    if not isinstance(cell, str) or not cell or len(cell) > _LONGEST:
        return []
    whole = fold(cell)
    if cell.replace(" ", "") == "+/-" or whole in ROLES["side"]:
        return [("side", 0)]
    parts = {_FOOTNOTE.sub("", fold(part)) for part in _PARTS.split(cell)}
    if "stt" in parts:
        return []
    return [ranked for part in parts for ranked in _roles_of_part(part)]


def _roles_of_part(part: str) -> list[tuple[str, int]]:
    if part in _RANKS:
        return [_RANKS[part]]
    # "Ngày giao dịch Transaction Date" in one cell without a sign between them, "Ghi có VND", "Ngày GD - Giờ GD".
    bare = part.removesuffix(" vnd")
    if bare in _RANKS:
        return [_RANKS[bare]]
    words = bare.split(" ")
    for at in range(1, len(words)):
        first, second = _RANKS.get(" ".join(words[:at])), _RANKS.get(" ".join(words[at:]))
        if first and second and first[0] == second[0]:
            return [min(first, second)]
    return []


def _merged(above: _Found, below: _Found) -> _Found:
    merged = dict(above)
    for role, ranked in below.items():
        # What stands over two columns ("Số tiền") is named better by the words under it.
        merged[role] = above.get(role, ranked)
    return merged


def _has_numbers(line: Line) -> bool:
    return any(not isinstance(cell, str) for cell in line)
