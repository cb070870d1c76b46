"""Tables into one account's statement. Nothing is guessed: what is not clearly a transaction is refused with a reason."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from marketplace.payments.statements import errors
from marketplace.payments.statements.amounts import says_sign
from marketplace.payments.statements.balances import gaps_in
from marketplace.payments.statements.dates import Moment
from marketplace.payments.statements.errors import BadRow, UnreadableStatement
from marketplace.payments.statements.headers import Header, find_header, is_complete
from marketplace.payments.statements.rows import Line, Refused, Sheet, Statement, StatementRow
from marketplace.payments.statements.texts import words_of
from marketplace.payments.statements.titles import Notes, notes_of
from marketplace.payments.statements.transactions import Rules, is_transaction, moment_in, repeats_header, row_from
from marketplace.payments.statements.words import DATES_FILLED_DOWN, bank_of

# Rows beyond the table whose words may name the bank: below 200 titles there is nothing new.
_MOST_TITLES: Final = 200


@dataclass(kw_only=True)
class _Part:
    """What belongs to one account of a table."""

    account: str
    rows: list[StatementRow] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    opening_vnd: int | None = None
    closing_vnd: int | None = None
    period: tuple[datetime.date, datetime.date] | None = None

    @property
    def told(self) -> bool:
        """Whether any row of the table is its own."""
        return bool(self.rows or self.refused)

    def note(self, notes: Notes) -> None:
        """Keep the first opening balance, the last closing one and the first period."""
        self.period = self.period or notes.period
        if self.opening_vnd is None:
            self.opening_vnd = notes.opening_vnd
        if notes.closing_vnd is not None:
            self.closing_vnd = notes.closing_vnd


def statement_from(
    sheets: Sequence[Sheet],
    *,
    today: datetime.date,
    account: str = "",
    not_before: datetime.date | None = None,
    mapping: Mapping[str, int] | None = None,
) -> Statement:
    """The statement that the tables of a file hold.

    `account` picks one account of several; a file that names only others is refused, one that names none is read.
    `mapping` (role → column from 0) is taken instead of looking at the header. Raises UnreadableStatement.
    """
    if mapping is not None and not is_complete(mapping):
        raise UnreadableStatement(errors.BAD_MAPPING)
    headers = [(sheet, _header_of(sheet, mapping)) for sheet in sheets]
    found = [(sheet, header) for sheet, header in headers if header]
    if not found:
        raise UnreadableStatement(errors.NO_HEADER)
    read = [one for sheet, header in found for one in _statements_in(sheet, header, today=today, not_before=not_before)]
    if not read:
        raise UnreadableStatement(errors.NO_ROWS)
    return _only(_of_account(read, account))


def _of_account(read: Sequence[Statement], account: str) -> Sequence[Statement]:
    named = sorted({one.account for one in read if one.account})
    if account and named:
        picked = [one for one in read if one.account == account]
        if not picked:
            raise UnreadableStatement(errors.OTHER_ACCOUNT, found=", ".join(named), wanted=account)
        return picked
    if len(named) > 1:
        raise UnreadableStatement(errors.SEVERAL_ACCOUNTS, accounts=", ".join(named))
    return read


def _only(read: Sequence[Statement]) -> Statement:
    """The one statement; a second sheet that tells the same in English is left out, one that tells more is refused."""
    first = read[0]
    for other in read[1:]:
        if [_told(row) for row in other.rows] != [_told(row) for row in first.rows]:
            raise UnreadableStatement(errors.SEVERAL_SHEETS, count=len(read))
    return first


def _told(row: StatementRow) -> tuple[object, ...]:
    return row.date, row.signed_vnd, row.reference


def _header_of(sheet: Sheet, mapping: Mapping[str, int] | None) -> Header | None:
    header = find_header(sheet.lines)
    if mapping is None or not sheet.lines:
        return header
    row, last_row = (header.row, header.last_row) if header else (0, 0)
    return Header(row=row, last_row=last_row, columns=mapping)


def _statements_in(
    sheet: Sheet, header: Header, *, today: datetime.date, not_before: datetime.date | None
) -> list[Statement]:
    """One statement for each account of a table; none when it has no rows."""
    bank = bank_of(_words_around(sheet, header))
    rules = Rules(columns=header.columns, today=today, not_before=not_before, fills_down=bank in DATES_FILLED_DOWN)
    _refuse_amounts_without_sign(sheet, header)
    return [
        Statement(
            bank=bank,
            account=part.account,
            rows=part.rows,
            refused=part.refused,
            opening_vnd=part.opening_vnd,
            closing_vnd=part.closing_vnd,
            period=part.period,
            gaps=gaps_in(part.rows, opening_vnd=part.opening_vnd, closing_vnd=part.closing_vnd),
            mapping=dict(header.columns),
            header_row=header.row,
            sheet=sheet.name,
        )
        for part in _parts(sheet, header, rules)
    ]


def _parts(sheet: Sheet, header: Header, rules: Rules) -> list[_Part]:
    parts: dict[str, _Part] = {}
    current = _Part(account="")
    may_rename = True
    above: Moment | None = None
    for number, line in _filled(sheet):
        if header.row <= number <= header.last_row or repeats_header(line, rules):
            continue
        if number < header.row or not is_transaction(line, rules):
            notes = notes_of(line)
            if notes.account and may_rename:
                # The first number above a table names its account; later ones of the same title do not.
                current = _part_named(notes.account, parts, before=current)
                may_rename, above = False, None
            current.note(notes)
            continue
        parts.setdefault(current.account, current)
        may_rename = True
        try:
            # A date that cannot be read must not be filled down from the row above it.
            above, last = None, above
            above = moment_in(line, rules, last)
            current.rows.append(row_from(number, line, rules, above))
        except BadRow as bad:
            current.refused.append(Refused(number, bad.reason, bad.facts))
    return _all_named(list(parts.values()))


def _part_named(account: str, parts: dict[str, _Part], *, before: _Part) -> _Part:
    part = parts.setdefault(account, _Part(account=account))
    if not before.account and not before.told:
        # The title gave the balances before it gave the number.
        part.opening_vnd, part.closing_vnd = before.opening_vnd, before.closing_vnd
        part.period = before.period
    return part


def _all_named(parts: list[_Part]) -> list[_Part]:
    """Rows above the first account number are that account's if there is one, and nobody's if there are several."""
    told = [part for part in parts if part.told]
    nameless = next((part for part in told if not part.account), None)
    if nameless is None or len(parts) == 1:
        return told
    if len(told) > 1 or len(parts) > 2:
        raise UnreadableStatement(errors.SEVERAL_ACCOUNTS, accounts=", ".join(part.account or "?" for part in parts))
    nameless.account = next(part.account for part in parts if part.account)
    return [nameless]


def _filled(sheet: Sheet) -> Iterator[tuple[int, Line]]:
    return ((number, line) for number, line in enumerate(sheet.lines, start=1) if any(cell != "" for cell in line))


def _refuse_amounts_without_sign(sheet: Sheet, header: Header) -> None:
    """A single column of bare numbers may hold what went out too: then nothing in it may be booked."""
    if "credit" in header.columns or "side" in header.columns:
        return
    column = header.columns["amount"]
    below = sheet.lines[header.last_row :]
    if not any(says_sign(line[column]) for line in below if len(line) > column):
        raise UnreadableStatement(errors.NO_SIGN)


def _words_around(sheet: Sheet, header: Header) -> str:
    titles = [line for line in sheet.lines[: header.last_row] if len(line)][:_MOST_TITLES]
    return " ".join([sheet.name, *(words_of(line) for line in titles)])
