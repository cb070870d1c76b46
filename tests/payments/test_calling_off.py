"""Orders called off or run out, and what becomes of their money."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.accounts.actor import HOLDER
from marketplace.clock import now
from marketplace.db import db
from marketplace.notices.models import Notice
from marketplace.orders.models import SubOrder
from marketplace.orders.queries import lock_sub_order
from marketplace.orders.services import life
from marketplace.orders.states import Method, SubOrderState
from marketplace.payments import handlers
from marketplace.payments.models import Allocation
from marketplace.payments.services import calling_off
from marketplace.payments.states import LineState, RequestState
from tests.digest import digest
from tests.factories import SELLER, make_order, make_product, make_shop
from tests.money import credit, part_of, request_of, stock_of

pytestmark = pytest.mark.usefixtures("books")

LATER = timedelta(hours=2)


# A04
@pytest.mark.parametrize("end", [calling_off.call_off_by_buyer, calling_off.decline])
@pytest.mark.parametrize("paid", [(150_000,), (100_000, 50_000), (100_000,), (150_000, 150_000), (170_000,)])
def test_money_of_an_order_called_off_is_owed_in_the_same_breath(
    end: Callable[..., None], paid: tuple[int, ...]
) -> None:
    product = make_product(price_vnd=150_000, stock=5)
    order = make_order(product)
    lines = [credit(request_of(order), amount) for amount in paid]

    end(part_of(order).id, because="thôi", by=HOLDER)
    db.session.flush()

    assert [(line.state, line.parked_vnd) for line in lines] == [(LineState.PARKED, line.amount_vnd) for line in lines]
    assert {line.surplus_of_id for line in lines} == {request_of(order).id}
    request, part = request_of(order), part_of(order)
    assert (request.state, request.paid_vnd, part.paid_at) == (RequestState.VOID, 0, None)
    assert stock_of(product) == (5, 5)
    back = db.session.scalars(sa.select(Allocation.amount_vnd).where(Allocation.request_id == request.id)).all()
    assert sum(back) == 0


# A05 B04
def test_expiry_lets_the_goods_go_once_and_tells_once() -> None:
    product = make_product(price_vnd=150_000, stock=5)
    order = make_order(product, qty=2, email="ba.hai@example.vn")

    assert not calling_off.lapse(part_of(order).id, at=now() + timedelta(minutes=44))
    assert calling_off.lapse(part_of(order).id, at=now() + LATER)
    expired = digest()
    assert not calling_off.lapse(part_of(order).id, at=now() + LATER)

    assert digest() == expired
    assert stock_of(product) == (5, 5)
    assert (part_of(order).state, request_of(order).state) == (SubOrderState.EXPIRED, RequestState.LAPSED)
    mails = db.session.scalars(sa.select(Notice.title).where(Notice.email != "")).all()
    assert mails == ["Đơn %(code)s đã hết hạn"]


def test_a_part_payment_of_an_expired_order_is_owed() -> None:
    order = make_order()
    line = credit(request_of(order), 149_999)

    assert calling_off.lapse(part_of(order).id, at=now() + LATER)

    assert (line.state, line.parked_vnd, line.surplus_of_id) == (LineState.PARKED, 149_999, request_of(order).id)
    assert (request_of(order).state, request_of(order).paid_vnd) == (RequestState.LAPSED, 0)
    # The rest alone does not revive it: the first part is on its way back.
    assert credit(request_of(order), 1).state is LineState.PARKED


def test_a_cash_order_nobody_answered_expires_and_an_accepted_one_does_not() -> None:
    waiting, accepted = make_order(method=Method.CASH), make_order(method=Method.CASH)
    life.accept(lock_sub_order(part_of(accepted).id), by=SELLER)

    assert calling_off.lapse(part_of(waiting).id, at=now() + timedelta(days=3))
    assert not calling_off.lapse(part_of(accepted).id, at=now() + timedelta(days=3))


# A05 B04
def test_the_minutes_job_expires_what_is_overdue_and_nothing_else() -> None:
    overdue, paid, fresh = make_order(), make_order(), make_order()
    credit(request_of(paid), 150_000)
    _hold_until(now() - timedelta(seconds=1), overdue, paid)

    handlers.lapse_overdue(0)
    handlers.lapse_overdue(0)

    assert [part_of(order).state for order in (overdue, paid, fresh)] == [
        SubOrderState.EXPIRED,
        SubOrderState.PLACED,
        SubOrderState.PLACED,
    ]


# K03
def test_one_order_that_cannot_expire_does_not_keep_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    stuck, good = make_order(), make_order()
    _hold_until(now() - timedelta(hours=1), stuck)
    _hold_until(now() - timedelta(seconds=1), good)
    stuck_id, real = part_of(stuck).id, calling_off.lapse

    def lapse(sub_order_id: int, **told: Any) -> bool:
        if sub_order_id == stuck_id:
            raise RuntimeError("poison")
        return real(sub_order_id, **told)

    monkeypatch.setattr(calling_off, "lapse", lapse)
    handlers.lapse_overdue(0)

    assert part_of(good).state is SubOrderState.EXPIRED
    assert part_of(stuck).state is SubOrderState.PLACED


def test_three_quiet_days_after_the_goods_a_paid_order_is_complete() -> None:
    quiet, loud, unpaid = make_order(), make_order(), make_order(method=Method.CASH)
    for order in (quiet, loud):
        credit(request_of(order), 150_000)
    for order in (quiet, loud, unpaid):
        life.accept(lock_sub_order(part_of(order).id), by=SELLER)
        life.hand_over(lock_sub_order(part_of(order).id), by=SELLER)
    db.session.flush()
    _days_pass(4, part_of(quiet).id, part_of(unpaid).id)

    handlers.complete_quiet(0)

    assert [part_of(order).state for order in (quiet, loud, unpaid)] == [
        SubOrderState.COMPLETED,
        SubOrderState.HANDED_OVER,
        SubOrderState.HANDED_OVER,
    ]


def test_a_split_transfer_gives_back_only_the_part_called_off() -> None:
    shop = make_shop()
    one, two = (make_order(make_product(shop=shop, price_vnd=price)) for price in (150_000, 90_000))
    line = credit(request_of(one), 240_000, f"{request_of(one).code} {request_of(two).code}")

    calling_off.decline(part_of(one).id, because="hỏng", by=SELLER)

    assert (line.state, line.parked_vnd, line.surplus_of_id) == (LineState.PARKED, 150_000, request_of(one).id)
    assert request_of(two).state is RequestState.PAID


def _hold_until(instant: Any, *orders: Any) -> None:
    for order in orders:
        db.session.execute(sa.update(SubOrder).where(SubOrder.order_id == order.id).values(hold_until=instant))
    db.session.commit()


def _days_pass(days: int, *sub_order_ids: int) -> None:
    """The history of these parts is older now; the database would not let anybody else say so."""
    db.session.execute(sa.text("ALTER TABLE sub_order_change DISABLE TRIGGER sub_order_change_only_grows"))
    db.session.execute(
        sa.text("UPDATE sub_order_change SET at = at - make_interval(days => :days) WHERE sub_order_id = ANY(:ids)"),
        {"days": days, "ids": list(sub_order_ids)},
    )
    db.session.execute(sa.text("ALTER TABLE sub_order_change ENABLE TRIGGER sub_order_change_only_grows"))
    db.session.commit()
