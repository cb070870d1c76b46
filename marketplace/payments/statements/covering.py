"""Which whole days a statement speaks for: what it does not say of these was not there."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from marketplace.payments.statements import errors
from marketplace.payments.statements.dates import FIRST_DAY
from marketplace.payments.statements.rows import Refused, Statement, StatementRow

_A_DAY = timedelta(days=1)


def span_of(statement: Statement, *, brought_on: date) -> tuple[date, date] | None:
    """The first and the last whole day of the statement, both Vietnam's; None when it has none.

    They are the period it states, or else the days of its first and last row. The day on which it was brought was not
    over: of that it cannot know everything.
    """
    if statement.period is None and not statement.rows:
        return None
    days = [row.date for row in statement.rows]
    first, last = statement.period or (min(days), max(days))
    if days and not first <= min(days) <= max(days) <= last:
        # A period that does not hold its own rows is no period of this table.
        first, last = min(days), max(days)
    first, last = max(first, FIRST_DAY), min(last, brought_on - _A_DAY)
    return (first, last) if first <= last else None


def days_covered(statement: Statement, *, brought_on: date) -> list[date]:
    """The days of its span, without those near which a row was not read or the balance shows that rows are missing."""
    span = span_of(statement, brought_on=brought_on)
    if span is None:
        return []
    balance_gaps = [gap for gap in statement.gaps if gap.reason != errors.CLOSING_GAP]
    if statement.gaps and not balance_gaps and not statement.refused:
        # Something is missing, and nothing says where.
        return []
    unsure = set[date]()
    for doubt in (*statement.refused, *balance_gaps):
        first, last = _around(doubt, statement.rows, span)
        unsure.update(_days(first, last))
    return [day for day in _days(*span) if day not in unsure]


def _around(doubt: Refused, rows: Sequence[StatementRow], span: tuple[date, date]) -> tuple[date, date]:
    """The days between the rows that were read before and after this one; to an end of the span where there is none."""
    runs_on = not rows or rows[0].date <= rows[-1].date
    before = [row.date for row in rows if row.row < doubt.row][-1:] or [span[0] if runs_on else span[1]]
    after = [row.date for row in rows if row.row > doubt.row][:1] or [span[1] if runs_on else span[0]]
    here = [row.date for row in rows if row.row == doubt.row]
    days = [*before, *here, *after]
    return max(span[0], min(days)), min(span[1], max(days))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + count * _A_DAY for count in range((last - first).days + 1))
