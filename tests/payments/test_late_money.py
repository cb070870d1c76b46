"""Money that comes too late: for an order that was cancelled, or ran out of time."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.accounts.actor import SYSTEM
from marketplace.clock import now
from marketplace.db import db
from marketplace.money import Dong
from marketplace.notices.models import Notice
from marketplace.orders.models import Order
from marketplace.orders.states import SubOrderState
from marketplace.payments.queries import surplus_of_requests
from marketplace.payments.services import calling_off
from marketplace.payments.states import LineState, RequestState
from marketplace.shops.models import Product, Shop
from marketplace.shops.states import ShopState
from tests.factories import make_order, make_product, make_shop
from tests.money import credit, part_of, request_of, stock_of

pytestmark = pytest.mark.usefixtures("books")

LATER = timedelta(hours=2)


def surplus_of(order: Order) -> int:
    request = request_of(order)
    return surplus_of_requests([request.id]).get(request.id, Dong(0))


def is_paid(order: Order) -> bool:
    return request_of(order).state is RequestState.PAID and part_of(order).paid_at is not None


def expire(order: Order) -> None:
    assert calling_off.lapse(part_of(order).id, at=now() + LATER)


# C18
def test_money_for_a_cancelled_order_is_a_refund_due() -> None:
    order = make_order()
    calling_off.call_off_by_buyer(part_of(order).id, because="thôi", by=SYSTEM)

    line = credit(request_of(order), 150_000)

    assert (line.state, line.parked_vnd) == (LineState.PARKED, 150_000)
    assert surplus_of(order) == 150_000
    assert part_of(order).state is SubOrderState.CANCELLED_BY_BUYER
    assert part_of(order).paid_at is None


# C19 B06
def test_late_money_revives_the_order_once_while_goods_are_free() -> None:
    product = make_product(price_vnd=150_000, stock=1)
    order = make_order(product)
    expire(order)
    assert stock_of(product) == (1, 1)

    credit(request_of(order), 150_000)
    again = credit(request_of(order), 150_000)

    assert part_of(order).state is SubOrderState.PLACED
    assert stock_of(product) == (0, 0)
    assert (again.state, surplus_of(order)) == (LineState.PARKED, 150_000)


# C19 B05
@pytest.mark.parametrize("gone", ["sold", "suspended"])
def test_late_money_waits_when_the_goods_are_gone(gone: str) -> None:
    product = make_product(price_vnd=150_000, stock=1)
    order = make_order(product, email="ba.hai@example.vn")
    expire(order)
    if gone == "sold":
        make_order(product)
    else:
        _shop_of(product).become(ShopState.SUSPENDED, because="thử", by=SYSTEM)

    line = credit(request_of(order), 150_000)

    assert (line.state, line.parked_vnd) == (LineState.PARKED, 150_000)
    assert part_of(order).state is SubOrderState.EXPIRED
    assert request_of(order).state is RequestState.LAPSED
    titles = db.session.scalars(sa.select(Notice.title).where(Notice.email != "")).all()
    assert "Đơn %(code)s: tiền đến muộn" in titles


# C19
def test_money_after_the_late_window_and_late_short_money_wait() -> None:
    product = make_product(price_vnd=150_000, stock=9)
    late, short = make_order(product), make_order(product)
    for order in (late, short):
        expire(order)

    too_late = credit(request_of(late), 150_000, at=now() + timedelta(hours=25))
    too_little = credit(request_of(short), 149_999)

    assert {line.state for line in (too_late, too_little)} == {LineState.PARKED}
    assert (surplus_of(late), surplus_of(short)) == (150_000, 149_999)
    assert stock_of(product) == (9, 9)


# C13 B05
def test_a_split_with_a_late_part_pays_what_it_can() -> None:
    shop = make_shop()
    product = make_product(shop=shop, price_vnd=90_000, stock=1)
    gone, open_ = make_order(product), make_order(make_product(shop=shop, price_vnd=150_000))
    expire(gone)
    make_order(product)

    line = credit(request_of(open_), 240_000, f"{request_of(open_).code} {request_of(gone).code}")

    assert is_paid(open_)
    assert (line.state, line.parked_vnd, line.surplus_of_id) == (LineState.PARKED, 90_000, request_of(gone).id)


def _shop_of(product: Product) -> Shop:
    return db.session.execute(sa.select(Shop).where(Shop.id == product.shop_id)).scalar_one()
