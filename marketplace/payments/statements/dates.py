"""Dates and times as banks print them: day first, always. The month never comes first."""

import datetime
import re
from typing import Final

from marketplace.clock import VIETNAM
from marketplace.payments.statements import errors
from marketplace.payments.statements.errors import BadRow
from marketplace.payments.statements.rows import Cell

# No bank's electronic statement that a shop of this market may bring is older.
FIRST_DAY: Final = datetime.date(2015, 1, 1)
_EXCEL_EPOCH: Final = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's clock has no zone
# 2015-01-01 and 2100-01-01 as Excel counts days: a bare number outside is an amount or a document's number.
_SERIALS: Final = (42005, 73051)
_SHOWN: Final = 40

_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?![0-9])")
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])")
_TIME: Final = re.compile(
    r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,6})?)?(?![0-9:])(?: ?([AP])M\b)?", re.IGNORECASE
)
_BETWEEN: Final = re.compile(r"[\sT;,-]*")


class Moment:
    """A cell's date, its time of day if it has one, and what else stood in the cell."""

    __slots__ = ("date", "rest", "time")

    def __init__(self, date: datetime.date, time: datetime.time | None = None, rest: str = "") -> None:
        self.date = date
        # A date column printed by a computer says 00:00:00 when it does not know the time.
        self.time = time if time != datetime.time() else None
        self.rest = rest


def moment_of(cell: Cell) -> Moment | None:
    """The moment a cell tells, or None when it is empty. Raises BadRow when it tells something else."""
    if isinstance(cell, datetime.datetime):
        return Moment(cell.date(), cell.time().replace(microsecond=0))
    if isinstance(cell, datetime.date):
        return Moment(cell)
    if isinstance(cell, str):
        text = cell.strip()
        return _of_text(text) if text else None
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and _SERIALS[0] <= cell < _SERIALS[1]:
        # Excel's fractions of a day are not exact: to the second they are.
        instant = _EXCEL_EPOCH + datetime.timedelta(seconds=round(cell * 86_400))
        return Moment(instant.date(), instant.time())
    raise BadRow(errors.BAD_DATE, found=str(cell)[:_SHOWN])


def time_of(cell: Cell) -> datetime.time | None:
    """The time of day in a column of its own; None when there is none to read."""
    if isinstance(cell, datetime.datetime):
        return cell.time().replace(microsecond=0)
    if isinstance(cell, datetime.time):
        return cell.replace(microsecond=0)
    if isinstance(cell, str):
        match = _TIME.match(cell.strip())
        return _clock(match) if match else None
    if isinstance(cell, datetime.timedelta):
        seconds = round(cell.total_seconds())
    elif isinstance(cell, float) and 0 <= cell < 1:
        seconds = round(cell * 86_400)
    else:
        return None
    return (_EXCEL_EPOCH + datetime.timedelta(seconds=seconds)).time() if 0 <= seconds < 86_400 else None


def check_date(date: datetime.date, *, today: datetime.date, not_before: datetime.date | None = None) -> None:
    """Raises BadRow for a day that has not come, or that lies before the first possible one."""
    if date > today:
        raise BadRow(errors.FUTURE, found=write_date(date))
    first = max(FIRST_DAY, not_before or FIRST_DAY)
    if date < first:
        raise BadRow(errors.TOO_EARLY, found=write_date(date), first=write_date(first))


def instant_of(date: datetime.date, time: datetime.time | None) -> datetime.datetime | None:
    """The instant in UTC of a moment on Vietnam's clock; None without a time of day."""
    if time is None:
        return None
    return datetime.datetime.combine(date, time, VIETNAM).astimezone(datetime.UTC)


def write_date(date: datetime.date) -> str:
    """As people here write it: 23/11/2026."""
    return f"{date:%d/%m/%Y}"


def _of_text(text: str) -> Moment:
    match = _DAY_FIRST.match(text)
    if match:
        day, month, year = match[1], match[3], match[4]
    else:
        match = _YEAR_FIRST.match(text)
        if not match:
            raise BadRow(errors.BAD_DATE, found=text[:_SHOWN])
        year, month, day = match[1], match[2], match[3]
    if len(year) == 2:
        raise BadRow(errors.SHORT_YEAR, found=text[:_SHOWN])
    try:
        date = datetime.date(int(year), int(month), int(day))
    except ValueError:
        raise BadRow(errors.BAD_DATE, found=text[:_SHOWN]) from None
    after = text[match.end() :]
    between = _BETWEEN.match(after)
    assert between is not None
    clock = _TIME.match(after, between.end()) if between.end() else None
    if not clock:
        return Moment(date, None, after.strip())
    return Moment(date, _clock(clock), after[clock.end() :].strip())


def _clock(match: re.Match[str]) -> datetime.time | None:
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if match[4] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if match[4] in "pP" else 0)
    try:
        return datetime.time(hour, minute, second)
    except ValueError:
        return None
