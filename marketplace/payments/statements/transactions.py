"""One row of a table: whether it is a transaction at all, and what it says."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from marketplace.payments.feeds.notice import Direction
from marketplace.payments.statements import errors
from marketplace.payments.statements.amounts import amount_of, balance_of, says_sign
from marketplace.payments.statements.dates import Moment, check_date, instant_of, moment_of, time_of
from marketplace.payments.statements.errors import BadRow
from marketplace.payments.statements.headers import is_header
from marketplace.payments.statements.rows import Cell, Line, StatementRow
from marketplace.payments.statements.texts import is_safe, text_of
from marketplace.payments.statements.words import IN_WORDS, OUT_WORDS, TOTAL
from marketplace.text import fold


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How the rows of this table are read."""

    columns: Mapping[str, int]
    today: datetime.date
    not_before: datetime.date | None
    fills_down: bool


def _cell(line: Line, rules: Rules, role: str) -> Cell:
    column = rules.columns.get(role, -1)
    return line[column] if 0 <= column < len(line) else ""


def _money_cells(line: Line, rules: Rules) -> list[Cell]:
    roles = ("credit", "debit") if "credit" in rules.columns else ("amount",)
    return [_cell(line, rules, role) for role in roles]


def repeats_header(line: Line, rules: Rules) -> bool:
    """Whether the columns are named again: some banks print the header on every page."""
    return not any(_has_digit(cell) for cell in _money_cells(line, rules)) and is_header(line)


def is_transaction(line: Line, rules: Rules) -> bool:
    """Whether the row is meant as a transaction, readable or not.

    Totals, balances and footers lack a date or an amount. What has both is a transaction whatever its memo says:
    a payer may write "so du" or "tong cong".
    """
    date, money = _cell(line, rules, "date"), _money_cells(line, rules)
    if _begins_as_total(date):
        return False
    has_date = _has_date(date)
    if (has_date or _has_digit(date)) and any(_says_something(cell) for cell in money):
        return has_date or any(_has_digit(cell) for cell in money)
    has_amount = any(_has_amount(cell) for cell in money)
    reference = _cell(line, rules, "reference")
    if has_amount and reference != "" and not _begins_as_total(reference):
        return True
    first = next((cell for cell in line if isinstance(cell, str) and cell), "")
    if _begins_as_total(first) or _begins_as_total(_cell(line, rules, "memo")):
        return False
    # A date alone is when the page was printed.
    return has_amount or (has_date and sum(cell != "" for cell in line) > 1)


def _begins_as_total(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(TOTAL.match(fold(cell[:100])))


def _says_something(cell: Cell) -> bool:
    try:
        return amount_of(cell) is not None
    except BadRow:
        return True


def _has_date(cell: Cell) -> bool:
    try:
        return moment_of(cell) is not None
    except BadRow as bad:
        return bad.reason == errors.SHORT_YEAR


def _has_amount(cell: Cell) -> bool:
    try:
        return amount_of(cell) is not None
    except BadRow as bad:
        return bad.reason != errors.BAD_AMOUNT


def _has_digit(cell: Cell) -> bool:
    return any(letter in "0123456789" for letter in text_of(cell))


def moment_in(line: Line, rules: Rules, above: Moment | None) -> Moment:
    """When the transaction was: the date of the row above where this bank leaves a repeated date out. Raises BadRow."""
    moment = moment_of(_cell(line, rules, "date"))
    if moment is None:
        if above is None or not rules.fills_down:
            raise BadRow(errors.NO_DATE)
        moment = Moment(above.date)
    return moment


def row_from(number: int, line: Line, rules: Rules, moment: Moment) -> StatementRow:
    """The row as a transaction. Raises BadRow: what cannot be read never becomes 0."""
    check_date(moment.date, today=rules.today, not_before=rules.not_before)
    direction, amount = _movement(line, rules)
    reference = text_of(_cell(line, rules, "reference")).strip()
    if rules.columns.get("reference") == rules.columns["date"]:
        # Vietcombank prints the document's number under the date, in one cell.
        reference = moment.rest
    memo, payer = text_of(_cell(line, rules, "memo")), text_of(_cell(line, rules, "payer")).strip()
    if not all(is_safe(text) for text in (memo, reference, payer)):
        raise BadRow(errors.BAD_TEXT)
    return StatementRow(
        row=number,
        date=moment.date,
        at=instant_of(moment.date, moment.time or time_of(_cell(line, rules, "time"))),
        direction=direction,
        amount_vnd=amount,
        memo=memo,
        reference=reference,
        balance_vnd=_balance(_cell(line, rules, "balance")),
        payer=payer,
    )


def _movement(line: Line, rules: Rules) -> tuple[Direction, int]:
    if "credit" not in rules.columns:
        return _movement_of_amount(_cell(line, rules, "amount"), line, rules)
    credit, debit = amount_of(_cell(line, rules, "credit")), amount_of(_cell(line, rules, "debit"))
    if credit is not None and debit is not None:
        raise BadRow(errors.TWO_AMOUNTS)
    if credit is not None:
        if credit < 0:
            raise BadRow(errors.WRONG_SIGN, found=text_of(_cell(line, rules, "credit")))
        return Direction.IN, credit
    if debit is None:
        raise BadRow(errors.NO_AMOUNT)
    if debit > 0 and says_sign(_cell(line, rules, "debit")):
        raise BadRow(errors.WRONG_SIGN, found=text_of(_cell(line, rules, "debit")))
    # Some banks print a minus in the debit column, some do not: it goes out either way.
    return Direction.OUT, abs(debit)


def _movement_of_amount(cell: Cell, line: Line, rules: Rules) -> tuple[Direction, int]:
    amount = amount_of(cell)
    if amount is None:
        raise BadRow(errors.NO_AMOUNT)
    if "side" not in rules.columns:
        return (Direction.IN if amount > 0 else Direction.OUT), abs(amount)
    told = text_of(_cell(line, rules, "side")).strip()
    word = told if told in ("+", "-") else fold(told)
    if word not in {"+", "-"} | IN_WORDS | OUT_WORDS:
        raise BadRow(errors.BAD_SIDE, found=told[:40])
    direction = Direction.IN if word == "+" or word in IN_WORDS else Direction.OUT
    if says_sign(cell) and (amount > 0) != (direction is Direction.IN):
        raise BadRow(errors.WRONG_SIGN, found=text_of(cell))
    return direction, abs(amount)


def _balance(cell: Cell) -> int | None:
    try:
        return balance_of(cell)
    except BadRow:
        # The balance only checks the rows; one that cannot be read costs the check, not the row.
        return None
