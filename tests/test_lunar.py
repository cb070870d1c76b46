"""The lunar calendar as Viet Nam reckons it, against a table written by hand."""

from datetime import date, timedelta
from typing import Final

import pytest

from marketplace.lunar import Span, everyday, lunar_day, next_lunar_span

# The first day of each lunar year. In 2030 China begins a day later, in 1985 it began a month later, in 2007 a day.
TET: Final = {
    1985: date(1985, 1, 21),
    2007: date(2007, 2, 17),
    2020: date(2020, 1, 25),
    2021: date(2021, 2, 12),
    2022: date(2022, 2, 1),
    2023: date(2023, 1, 22),
    2024: date(2024, 2, 10),
    2025: date(2025, 1, 29),
    2026: date(2026, 2, 17),
    2027: date(2027, 2, 6),
    2028: date(2028, 1, 26),
    2029: date(2029, 2, 13),
    2030: date(2030, 2, 2),
    2031: date(2031, 1, 23),
    2032: date(2032, 2, 11),
    2033: date(2033, 1, 31),
    2034: date(2034, 2, 19),
    2035: date(2035, 2, 8),
}
# The month that comes twice, in the years that have one.
LEAP: Final = {2020: 4, 2023: 2, 2025: 6, 2028: 5, 2031: 3, 2033: 11}


@pytest.mark.parametrize(("year", "day"), TET.items())
def test_the_year_begins_when_viet_nam_says(year: int, day: date) -> None:
    assert everyday(year=year, month=1, day=1) == day
    found = lunar_day(day)
    assert (found.day, found.month, found.year, found.leap) == (1, 1, year, False)


@pytest.mark.parametrize("year", range(2020, 2035))
def test_a_month_comes_twice_in_the_right_years(year: int) -> None:
    days = (TET[year] + timedelta(days=n) for n in range((TET[year + 1] - TET[year]).days))

    doubled = {found.month for found in map(lunar_day, days) if found.leap}

    assert doubled == ({LEAP[year]} if year in LEAP else set())


def test_a_festival_is_kept_in_the_first_of_two_like_months() -> None:
    # 2031 has a third month and a leap third month.
    span = next_lunar_span(month=3, first=14, last=16, on=date(2031, 1, 23))

    assert span == Span(date(2031, 4, 5), date(2031, 4, 7))
    assert not lunar_day(span.first).leap


@pytest.mark.parametrize(
    ("on", "first"),
    [
        (date(2026, 11, 23), date(2027, 4, 20)),
        (date(2027, 4, 19), date(2027, 4, 20)),
        # While it lasts it is still this one.
        (date(2027, 4, 22), date(2027, 4, 20)),
        (date(2027, 4, 23), date(2028, 4, 8)),
        # Between 1 January and Tết the lunar year is still the old one.
        (date(2027, 1, 15), date(2027, 4, 20)),
    ],
)
def test_the_next_time_is_now_or_later(on: date, first: date) -> None:
    span = next_lunar_span(month=3, first=14, last=16, on=on)

    assert span.first == first
    assert span.days == 3


def test_the_end_of_the_year_comes_before_its_beginning() -> None:
    assert next_lunar_span(month=12, first=23, last=23, on=date(2027, 1, 15)).first == date(2027, 1, 30)
    assert next_lunar_span(month=12, first=23, last=23, on=date(2027, 1, 31)).first == date(2028, 1, 19)


def test_a_thirtieth_that_a_month_has_not_is_its_last_day() -> None:
    # The twelfth month of 2024's year (before Tết 2025) has 29 days.
    assert everyday(year=2024, month=12, day=30) == date(2025, 1, 28)
    assert everyday(year=2023, month=12, day=30) == date(2024, 2, 9)


def test_every_day_of_sixteen_years_comes_back() -> None:
    day = TET[2020]
    while day < TET[2035]:
        found = lunar_day(day)
        if not found.leap:
            assert everyday(year=found.year, month=found.month, day=found.day) == day
        day += timedelta(days=1)
