"""What a statement says, once read: rows, what could not be read and why, and how the file was understood."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from marketplace.payments.feeds.notice import Direction

# What calamine gives for a cell; text files give text only.
Cell = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta
Line = Sequence[Cell]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One table of a file. lines[0] is its row 1, blank rows included; short lines have no cells at their end."""

    name: str
    lines: Sequence[Line] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class StatementRow:
    """One movement on the account. `amount_vnd` is above zero in both directions.

    `row` is counted from 1, as the person sees it in the file. `at` is aware UTC, None when the file gives no time of
    day. `memo` is as the file has it, also when it begins with = + - or @: who writes it into a sheet neutralises it.
    """

    row: int
    date: datetime.date
    at: datetime.datetime | None
    direction: Direction
    amount_vnd: int
    memo: str = field(repr=False)
    reference: str = ""
    balance_vnd: int | None = None
    payer: str = field(repr=False, default="")

    @property
    def signed_vnd(self) -> int:
        """What the balance changed by."""
        return self.amount_vnd if self.direction is Direction.IN else -self.amount_vnd


@dataclass(frozen=True)
class Refused:
    """A row that was not read, or a place where the balance does not add up.

    `reason` is a Vietnamese sentence as in N_; a page translates it with gettext(reason, **facts).
    """

    row: int
    reason: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The reason in Vietnamese, with its facts filled in."""
        return self.reason % self.facts


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One account's statement.

    `bank` is the bank's short name or ""; `account` the number the file prints, "" when it prints none. `mapping` has
    the column (from 0) of each role that was found: give it back to read the next file of that bank alike.
    `header_row` is 0 when there is no header. `gaps` are places where the running balance does not add up. `period` is
    the first and the last day the file says it is of, None when it says none.
    """

    bank: str
    account: str
    rows: Sequence[StatementRow] = field(repr=False)
    refused: Sequence[Refused] = ()
    opening_vnd: int | None = None
    closing_vnd: int | None = None
    period: tuple[datetime.date, datetime.date] | None = None
    gaps: Sequence[Refused] = ()
    mapping: Mapping[str, int] = field(default_factory=dict)
    header_row: int = 0
    sheet: str = ""
