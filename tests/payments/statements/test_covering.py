"""Which whole days a statement speaks for."""

from datetime import date, timedelta
from typing import Any

import pytest

from marketplace.payments.statements import errors
from marketplace.payments.statements.carrying import packed, unpacked
from marketplace.payments.statements.covering import days_covered, span_of
from marketplace.payments.statements.rows import Refused
from tests.payments.bringing import MONDAY, row, statement
from tests.payments.statements.files import credit_row, read, simple, xlsx


# E18
def test_a_statement_speaks_for_its_period_but_never_for_a_day_that_was_not_over() -> None:
    said = statement(row(0, 1, "a"), row(2, 2, "b"), first=-1, last=3)
    no_period = statement(row(0, 1, "a"), row(2, 2, "b"), period=None)

    assert span_of(said, brought_on=MONDAY + timedelta(days=9)) == (
        MONDAY - timedelta(days=1),
        MONDAY + timedelta(days=3),
    )
    assert span_of(no_period, brought_on=MONDAY + timedelta(days=9)) == (MONDAY, MONDAY + timedelta(days=2))
    assert span_of(no_period, brought_on=MONDAY + timedelta(days=2)) == (MONDAY, MONDAY + timedelta(days=1))
    assert span_of(no_period, brought_on=MONDAY) is None


# E09 E18: a cut statement speaks only for the days that it has whole.
def test_days_beside_an_unread_row_or_a_gap_are_not_spoken_for() -> None:
    rows = [row(day, 1_000, "a") for day in (0, 1, 3, 5)]
    brought_on = MONDAY + timedelta(days=9)

    def days(**changed: Any) -> list[int]:
        covered = days_covered(statement(*rows, period=None, **changed), brought_on=brought_on)
        return [(day - MONDAY).days for day in covered]

    assert days() == [0, 1, 2, 3, 4, 5]
    assert days(refused=[Refused(12, errors.NO_DATE)]) == [0, 4, 5]
    assert days(gaps=[Refused(13, errors.BALANCE_GAP)]) == [0]
    assert days(gaps=[Refused(15, errors.CLOSING_GAP)]) == []
    assert days(refused=[Refused(1, errors.NO_DATE)]) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "title",
    [
        ("Từ/ From: 01/11/2026 Đến/ To: 25/11/2026",),
        ("Từ ngày 01/11/2026 đến ngày 25/11/2026",),
        ("Từ ngày", date(2026, 11, 1), "", "Đến ngày", date(2026, 11, 25)),
        ("From date 1/11/2026 to date 25/11/2026",),
    ],
)
def test_the_period_in_the_title_is_read_and_carried(title: tuple[object, ...]) -> None:
    found = read(xlsx([title, *simple(credit_row())]))

    assert found.period == (date(2026, 11, 1), date(2026, 11, 25))
    assert unpacked(packed(found)) == found


@pytest.mark.parametrize(
    "title", ["Từ 31/02/2026 đến 01/03/2026", "Từ 25/11/2026 đến 01/11/2026", "Ngày in 25/11/2026"]
)
def test_what_is_no_period_is_none(title: str) -> None:
    assert read(xlsx([(title,), *simple(credit_row())])).period is None


# A title that a person typed wrong, or of another table: the rows are believed.
def test_a_period_that_does_not_hold_its_rows_or_reaches_far_back_is_bounded() -> None:
    elsewhere = statement(row(9, 1, "a"), first=0, last=1)
    endless = statement(row(0, 1, "a"), period=(date(1, 1, 1), date(9999, 12, 31)))

    assert span_of(elsewhere, brought_on=MONDAY + timedelta(days=20)) == (MONDAY + timedelta(days=9),) * 2
    assert span_of(endless, brought_on=MONDAY) == (date(2015, 1, 1), MONDAY - timedelta(days=1))
