"""One transfer, told by several: it is one credit, however it is told (DESIGN.md, section 4)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.clock import now
from marketplace.db import db
from marketplace.money import Dong
from marketplace.orders.models import Order
from marketplace.payments.errors import WrongMoneyMoment
from marketplace.payments.models import BankLine, Refund, Telling
from marketplace.payments.services import by_hand, returning
from marketplace.payments.states import LineState, RefundState, RefundWay, RequestState, Teller
from tests.digest import digest
from tests.factories import SELLER, make_order
from tests.money import credit, request_of, tell

pytestmark = pytest.mark.usefixtures("books")

FT = "FT26327000000001"


@pytest.fixture
def order() -> Order:
    return make_order()


def lines() -> list[BankLine]:
    return list(db.session.scalars(sa.select(BankLine).order_by(BankLine.id).execution_options(populate_existing=True)))


def told_by(line: BankLine) -> list[Teller]:
    return list(db.session.scalars(sa.select(Telling.teller).where(Telling.line_id == line.id).order_by(Telling.id)))


# C03
@pytest.mark.parametrize("written", [FT, FT.lower(), "FT 26327 000000001"])
def test_a_transfer_told_by_webhook_and_statement_with_one_reference_is_one_credit(order: Order, written: str) -> None:
    request = request_of(order)
    first = credit(request, 150_000, reference=FT)

    again = tell(request, 150_000, "NGUYEN VAN AN chuyen tien", teller=Teller.STATEMENT, reference=written)

    assert again is None
    (line,) = lines()
    assert line.id == first.id
    assert told_by(line) == [Teller.SEPAY, Teller.STATEMENT]
    assert request_of(order).state is RequestState.PAID


# C03
def test_without_a_reference_the_code_in_the_memo_makes_it_one(order: Order) -> None:
    request = request_of(order)
    credit(request, 150_000, f"MBVCB.123.{request.code}.CT tu 1234500099", reference=FT)

    assert tell(request, 150_000, f"ND: {request.code.lower()}", teller=Teller.PASTE) is None

    assert told_by(lines()[0]) == [Teller.SEPAY, Teller.PASTE]


# C03: the reference comes with the second telling, and is known to the third.
def test_a_reference_that_comes_later_is_kept(order: Order) -> None:
    request = request_of(order)
    credit(request, 150_000, teller=Teller.PASTE)

    assert tell(request, 150_000, teller=Teller.SEPAY, reference=FT) is None
    assert tell(request, 150_000, "sao kê không có mã", teller=Teller.STATEMENT, reference=FT) is None

    assert [line.reference for line in lines()] == [FT]


# C06 E03
def test_two_real_transfers_told_by_both_are_two(order: Order) -> None:
    request = request_of(order)
    for reference in ("FT1", "FT2"):
        tell(request, 150_000, reference=reference)
    for reference in ("FT2", "FT1"):
        assert tell(request, 150_000, teller=Teller.STATEMENT, reference=reference) is None

    assert [(line.state, line.amount_vnd) for line in lines()] == [
        (LineState.MATCHED, 150_000),
        (LineState.PARKED, 150_000),
    ]
    assert request_of(order).state is RequestState.OVER_PAID


# E03: a multiset. A statement that shows three like rows, where a feed told of two, brings one more.
def test_of_like_rows_without_reference_each_is_counted_once(order: Order) -> None:
    request = request_of(order)
    for _ in range(2):
        tell(request, 20_000, "chuyen tien")

    told = [tell(request, 20_000, "chuyen tien", teller=Teller.STATEMENT) for _ in range(3)]

    assert [line is None for line in told] == [True, True, False]
    assert len(lines()) == 3


@pytest.mark.parametrize("other", ["amount", "day", "memo", "account"])
def test_what_differs_is_another_transfer(order: Order, other: str) -> None:
    request = request_of(order)
    elsewhere = request_of(make_order())
    credit(request, 150_000, "chuyen tien")

    second = tell(
        elsewhere if other == "account" else request,
        150_001 if other == "amount" else 150_000,
        "tien rau" if other == "memo" else "chuyen tien",
        teller=Teller.STATEMENT,
        at=now() - timedelta(days=1) if other == "day" else now(),
    )

    assert second is not None
    assert len(lines()) == 2


# C03: a transfer at midnight, told of today by a feed and booked tomorrow by the bank.
@pytest.mark.parametrize(("days", "reference", "lines_there"), [(1, FT, 1), (-1, FT, 1), (2, FT, 2), (1, "000123", 2)])
def test_a_long_reference_is_enough_on_the_day_beside(
    order: Order, days: int, reference: str, lines_there: int
) -> None:
    request = request_of(order)
    credit(request, 150_000, "chuyen tien", reference=reference)

    tell(request, 150_000, "TIEN HANG", teller=Teller.STATEMENT, reference=reference, at=now() + timedelta(days=days))

    assert len(lines()) == lines_there


# C03: without one the day must be the same, whatever the code says.
def test_a_code_alone_is_not_enough_on_the_day_beside(order: Order) -> None:
    request = request_of(order)
    credit(request, 150_000)

    tell(request, 150_000, teller=Teller.STATEMENT, at=now() + timedelta(days=1))

    assert len(lines()) == 2


# C06: never dropped, and not called a second payment to the buyer before a person has looked.
def test_the_same_payment_under_another_reference_asks_a_person(order: Order) -> None:
    request = request_of(order)
    credit(request, 150_000, reference="MBVCB.3278907687")

    second = credit(request, 150_000, teller=Teller.STATEMENT, reference="5243.65937")

    assert (second.state, second.parked_vnd) == (LineState.SUGGESTED, 150_000)
    assert request_of(order).state is RequestState.PAID
    assert list(db.session.scalars(sa.select(Refund))) == []


def test_a_person_says_that_it_is_the_same(order: Order) -> None:
    request = request_of(order)
    first = credit(request, 150_000, reference="MBVCB.3278907687")
    second = credit(request, 150_000, teller=Teller.STATEMENT, reference="5243.65937")

    by_hand.say_same_money(second.id, by=SELLER)

    assert (second.state, second.parked_vnd, second.replaced_by_id) == (LineState.REPLACED, 0, first.id)
    assert request_of(order).state is RequestState.PAID


# C29 INV-08: what is only another word about the same money is not sent back.
def test_saying_that_it_is_the_same_withdraws_the_refund_that_was_asked(order: Order) -> None:
    second = told_twice(order)
    refund = returning.ask_refund(second.id, amount_vnd=Dong(150_000), reason="hai lần", by=SELLER)

    by_hand.say_same_money(second.id, by=SELLER)

    assert (refund.state, second.state) == (RefundState.WITHDRAWN, LineState.REPLACED)


def test_what_was_given_back_already_was_money_of_its_own(order: Order) -> None:
    second = told_twice(order)
    refund = returning.ask_refund(second.id, amount_vnd=Dong(10_000), reason="hai lần", by=SELLER)
    returning.mark_sent(refund.id, way=RefundWay.BANK, reference="", by=SELLER)
    unchanged = digest()

    with pytest.raises(WrongMoneyMoment):
        by_hand.say_same_money(second.id, by=SELLER)

    assert digest() == unchanged


def told_twice(order: Order) -> BankLine:
    """A payment, and the line of another feed that looks like it."""
    credit(request_of(order), 150_000, reference="MBVCB.3278907687")
    return credit(request_of(order), 150_000, teller=Teller.STATEMENT, reference="5243.65937")


# C02: the key of each teller is its own.
def test_each_teller_repeating_itself_changes_nothing(order: Order) -> None:
    request = request_of(order)
    tellers = (Teller.SEPAY, Teller.CASSO, Teller.STATEMENT, Teller.PASTE)
    for teller in tellers:
        tell(request, 150_000, teller=teller, outside_key=f"{teller}:1", reference=FT)
    unchanged = digest()

    for teller in tellers * 3:
        assert tell(request, 150_000, teller=teller, outside_key=f"{teller}:1", reference=FT) is None

    assert digest() == unchanged
    assert len(lines()) == 1
