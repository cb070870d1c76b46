"""A price reduced after the money came: the books say what was let off, and just that goes back."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.clock import now
from marketplace.db import db
from marketplace.money import Dong
from marketplace.orders.models import Order
from marketplace.orders.states import Method
from marketplace.payments.errors import NotPaidToReduce, ReductionTooLarge
from marketplace.payments.models import Refund
from marketplace.payments.services import by_hand, calling_off, returning
from marketplace.payments.services.reducing import reduce_price
from marketplace.payments.states import Direction, RefundState, RefundWay, RequestState
from tests.digest import digest
from tests.factories import SELLER, make_order
from tests.money import credit, part_of, request_of, tell

pytestmark = pytest.mark.usefixtures("books")


def refunds() -> list[tuple[RefundState, int]]:
    found = db.session.scalars(sa.select(Refund).order_by(Refund.id).execution_options(populate_existing=True))
    return [(refund.state, refund.amount_vnd) for refund in found]


def reduce(order: Order, amount: int) -> None:
    reduce_price(part_of(order).id, amount_vnd=Dong(amount), reason="cam bị dập", by=SELLER)
    db.session.flush()


# H01 INV-05 INV-08
@pytest.mark.parametrize("amount", [1, 50_000, 150_000])
def test_what_is_let_off_is_owed_and_sent_back(amount: int) -> None:
    order = make_order()
    credit(request_of(order), 150_000)

    reduce(order, amount)

    assert (part_of(order).due_vnd, part_of(order).paid_at is not None) == (150_000 - amount, True)
    assert (request_of(order).state, request_of(order).left_vnd) == (RequestState.OVER_PAID, 0)
    assert refunds() == [(RefundState.ASKED, amount)]

    refund = db.session.scalars(sa.select(Refund)).one()
    returning.mark_sent(refund.id, way=RefundWay.BANK, reference="FT1", by=SELLER)

    assert (request_of(order).state, part_of(order).paid_at is not None) == (RequestState.PAID, True)


# H02: twice, from an order paid in three credits; never more than was paid.
def test_it_comes_off_the_newest_credits_and_never_more_than_was_paid() -> None:
    order = make_order()
    for amount in (70_000, 50_000, 30_000):
        credit(request_of(order), amount)

    reduce(order, 40_000)
    reduce(order, 50_000)

    assert refunds() == [
        (RefundState.ASKED, 30_000),
        (RefundState.ASKED, 10_000),
        (RefundState.ASKED, 40_000),
        (RefundState.ASKED, 10_000),
    ]
    unchanged = digest()
    with pytest.raises(ReductionTooLarge):
        reduce(order, 60_001)
    with pytest.raises(ReductionTooLarge):
        reduce(order, 0)
    assert digest() == unchanged


# H08
def test_nothing_is_let_off_of_money_that_never_came() -> None:
    order = make_order()

    with pytest.raises(NotPaidToReduce):
        reduce(order, 10_000)


# G06
def test_of_a_cash_order_too() -> None:
    order = make_order(method=Method.CASH)
    by_hand.take_cash(part_of(order).id, amount_vnd=Dong(150_000), reason="", key="k", by=SELLER)

    reduce(order, 20_000)

    assert refunds() == [(RefundState.ASKED, 20_000)]
    assert part_of(order).paid_at is not None


# A04
def test_called_off_later_the_rest_is_owed_too() -> None:
    order = make_order()
    credit(request_of(order), 150_000)
    reduce(order, 20_000)

    calling_off.decline(part_of(order).id, because="hết hàng", by=SELLER)

    assert sum(amount for _, amount in refunds()) == 150_000
    assert request_of(order).state is RequestState.VOID


# C22: the bank takes the credit back before anything was returned: the order asks for the reduced price.
def test_a_reversal_leaves_the_reduced_price_to_pay() -> None:
    order = make_order()
    credit(request_of(order), 150_000, reference="FT1")
    reduce(order, 20_000)

    tell(
        request_of(order),
        150_000,
        "hoan giao dich",
        reference="FT1",
        direction=Direction.OUT,
        at=now() + timedelta(minutes=1),
    )

    assert (request_of(order).state, request_of(order).left_vnd) == (RequestState.OPEN, 130_000)
    assert refunds() == [(RefundState.WITHDRAWN, 20_000)]
    credit(request_of(order), 130_000, reference="FT2")
    assert request_of(order).state is RequestState.PAID
