"""Days of the Vietnamese lunar calendar.

It is reckoned for UTC+7, so it parts from the Chinese one now and then: Tết 2030 is a day earlier, Tết 1985 was a month
earlier. The reckoning is Hồ Ngọc Đức's (https://www.informatik.uni-leipzig.de/~duc/amlich/calrules.html), as the library
lunar-vn has it; tests/test_lunar.py holds it against a table of Tết days and leap months.
"""

from datetime import date, timedelta
from typing import NamedTuple

from lunar_vn import LunarDate, lunar_to_solar, solar_to_lunar


class Span(NamedTuple):
    """Days of our everyday calendar, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


def lunar_day(day: date) -> LunarDate:
    """Day, month, year and whether the month is a leap one."""
    return solar_to_lunar(day)


def everyday(*, year: int, month: int, day: int) -> date:
    """The day this lunar day falls on. A short month's 30th is its 29th. In a leap year the first of the two months."""
    found = lunar_to_solar(LunarDate(day=day, month=month, year=year))
    if lunar_day(found).day != day:
        return found - timedelta(days=1)
    return found


def next_lunar_span(*, month: int, first: int, last: int, on: date) -> Span:
    """The days from `first` to `last` of a lunar month that are not over on this day: now, or the next time."""
    year = lunar_day(on).year
    for candidate in (year, year + 1):
        span = Span(everyday(year=candidate, month=month, day=first), everyday(year=candidate, month=month, day=last))
        if span.last >= on:
            return span
    raise AssertionError("a lunar year is never longer than the next one's festival")
