"""Goods of orders: what is counted is held once, what is made to order is not counted at all."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.actor import HOLDER, SYSTEM
from marketplace.clock import now
from marketplace.db import db
from marketplace.money import Dong
from marketplace.orders.models import Order
from marketplace.orders.queries import lock_sub_order, show_cart
from marketplace.orders.services import carts, life
from marketplace.orders.services.counting import change_counting
from marketplace.orders.services.placing import place_order
from marketplace.orders.states import Method, SubOrderState
from marketplace.payments.services import by_hand, calling_off
from marketplace.payments.services.checking import broken
from marketplace.shops.errors import CountingFixed, NotCounted, OutOfStock
from marketplace.shops.models import Hold, Offer, Product, Shop, StockMove
from marketplace.shops.queries import find_goods, newest_goods
from marketplace.shops.queries.catalogue import Filters
from marketplace.shops.services.stock import count_stock, move_stock
from marketplace.shops.states import HoldState, MoveReason, SoldBy
from tests.factories import SELLER, make_checkout, make_order, make_product
from tests.money import credit, part_of, request_of, stock_of

LATER = timedelta(hours=2)


@pytest.fixture(autouse=True)
def _invariants_hold(session: Any) -> Any:
    yield
    db.session.flush()
    assert {name: found for name, found in broken().items() if found} == {}


def offer_of(product: Product) -> Offer:
    return db.session.execute(
        sa.select(Offer).where(Offer.product_id == product.id).execution_options(populate_existing=True)
    ).scalar_one()


def shop_of(product: Product) -> Shop:
    return db.session.get_one(Shop, product.shop_id)


def held(product: Product) -> int:
    active = sa.select(sa.func.coalesce(sa.func.sum(Hold.qty), 0)).where(Hold.state == HoldState.ACTIVE)
    return int(db.session.scalar(active.where(Hold.offer_id == offer_of(product).id)) or 0)


def traces() -> tuple[int, int]:
    """How many holds and moves there are at all."""
    return tuple(db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in (Hold, StockMove))  # type: ignore[return-value]


def switch(product: Product, *, made_to_order: bool) -> None:
    change_counting(offer_of(product), made_to_order=made_to_order, by=SELLER)


# --- counted ---


# B07
def test_own_open_order_is_counted_once_against_a_new_cart() -> None:
    product, phone = make_product(stock=5), "+84912345678"
    make_order(product, qty=3, phone=phone)

    with pytest.raises(OutOfStock) as refusal:
        carts.put_in_cart(None, product_slug=product.slug, qty=3)
    token = carts.put_in_cart(None, product_slug=product.slug, qty=1)
    for qty in (2, 1, 2):
        carts.change_quantity(token, product_slug=product.slug, qty=qty)
    held_by_a_cart = held(product)
    place_order(token, make_checkout(token, phone=phone))

    assert refusal.value.left == "2"
    assert held_by_a_cart == 3, "a cart holds nothing"
    assert (held(product), stock_of(product)) == (5, (5, 0))
    with pytest.raises(OutOfStock):
        make_order(product, phone=phone)


# --- made to order ---


def accept_and_deliver(order: Order) -> None:
    life.accept(lock_sub_order(part_of(order).id), by=SELLER)
    life.make_ready(lock_sub_order(part_of(order).id), by=SELLER)
    life.hand_over(lock_sub_order(part_of(order).id), by=SELLER)


def sell_for_cash(product: Product) -> SubOrderState:
    order = make_order(product, qty=7, method=Method.CASH)
    accept_and_deliver(order)
    by_hand.take_cash(part_of(order).id, amount_vnd=Dong(350_000), reason="", key="cash", by=SELLER)
    life.complete(lock_sub_order(part_of(order).id), by=SELLER)
    return part_of(order).state


def sell_by_transfer(product: Product) -> SubOrderState:
    order = make_order(product, qty=7)
    credit(request_of(order), 350_000)
    accept_and_deliver(order)
    return part_of(order).state


def cancel(product: Product) -> SubOrderState:
    order = make_order(product, qty=7)
    credit(request_of(order), 350_000)
    calling_off.call_off_by_buyer(part_of(order).id, because="thôi", by=HOLDER)
    return part_of(order).state


def decline(product: Product) -> SubOrderState:
    order = make_order(product, qty=7, method=Method.CASH)
    life.accept(lock_sub_order(part_of(order).id), by=SELLER)
    calling_off.decline(part_of(order).id, because="ốm", by=SELLER)
    return part_of(order).state


def expire(product: Product) -> SubOrderState:
    order = make_order(product, qty=7)
    calling_off.lapse(part_of(order).id, at=now() + LATER)
    return part_of(order).state


def revive(product: Product) -> SubOrderState:
    order = make_order(product, qty=7)
    calling_off.lapse(part_of(order).id, at=now() + LATER)
    credit(request_of(order), 350_000)
    return part_of(order).state


# B15
@pytest.mark.parametrize(
    ("deed", "end"),
    [
        (sell_for_cash, SubOrderState.COMPLETED),
        (sell_by_transfer, SubOrderState.HANDED_OVER),
        (cancel, SubOrderState.CANCELLED_BY_BUYER),
        (decline, SubOrderState.DECLINED_BY_SHOP),
        (expire, SubOrderState.EXPIRED),
        (revive, SubOrderState.PLACED),
    ],
)
def test_goods_made_to_order_leave_no_trace_in_the_stock(
    deed: Callable[[Product], SubOrderState], end: SubOrderState
) -> None:
    product = make_product(made_to_order=True, price_vnd=50_000)

    state = deed(product)

    assert state is end
    assert traces() == (0, 0)
    assert stock_of(product) == (0, 0)


# B15
@pytest.mark.parametrize("sold_by", list(SoldBy))
def test_goods_made_to_order_are_never_sold_out(sold_by: SoldBy) -> None:
    product = make_product(made_to_order=True, sold_by=sold_by, price_vnd=100_000)
    step = offer_of(product).step

    for _ in range(3):
        make_order(product, qty=9 * step)
    token = carts.put_in_cart(None, product_slug=product.slug, qty=9_500)

    assert [line.trouble for line in show_cart(token).lines] == [""]
    cards = [*newest_goods(limit=8), *find_goods(Filters(), page=1).cards]
    assert [(card.slug, card.sold_out) for card in cards] == [(product.slug, False)] * 2


# B15
def test_goods_made_to_order_have_no_stock_to_change() -> None:
    offer = offer_of(make_product(made_to_order=True))

    with pytest.raises(NotCounted):
        move_stock(offer.id, qty=5, reason=MoveReason.HARVEST, by=SELLER)
    with pytest.raises(NotCounted):
        count_stock(offer.id, counted=5, seen=0, by=SELLER)

    assert traces() == (0, 0)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(sa.text("UPDATE offer SET on_hand_qty = 1"))


# B15
def test_an_order_may_mix_what_is_counted_and_what_is_made_to_order() -> None:
    counted = make_product(stock=5)
    order = make_order(counted, make_product(made_to_order=True, shop=shop_of(counted)), qty=2)
    holding = (held(counted), [line.made_to_order for line in part_of(order).lines])

    credit(request_of(order), part_of(order).amount_vnd)

    assert holding == (2, [False, True])
    assert stock_of(counted) == (3, 3)
    assert traces() == (1, 2)


# B15
@pytest.mark.parametrize("made_to_order", [True, False])
def test_how_goods_are_sold_stays_while_buyers_wait_for_them(*, made_to_order: bool) -> None:
    product = make_product(stock=5, made_to_order=made_to_order)
    waiting, paid = make_order(product), make_order(product)
    credit(request_of(paid), 50_000)
    before = stock_of(product)

    for left in (2, 1):
        with pytest.raises(CountingFixed) as refusal:
            switch(product, made_to_order=not made_to_order)
        assert refusal.value.count == left
        calling_off.call_off_by_buyer(part_of(waiting if left == 2 else paid).id, because="thôi", by=HOLDER)

    assert before == ((0, 0) if made_to_order else (4, 3))
    assert offer_of(product).made_to_order is made_to_order
    switch(product, made_to_order=not made_to_order)
    assert offer_of(product).made_to_order is not made_to_order


# B15
def test_what_is_counted_no_more_leaves_the_stock_and_begins_again_from_none() -> None:
    product = make_product(stock=5)

    switch(product, made_to_order=True)
    there = stock_of(product)
    switch(product, made_to_order=False)

    assert there == stock_of(product) == (0, 0)
    moves = db.session.execute(sa.select(StockMove.qty, StockMove.reason).order_by(StockMove.id)).all()
    assert [tuple(move) for move in moves] == [(5, MoveReason.OPENING), (-5, MoveReason.TO_ORDER)]
    with pytest.raises(OutOfStock):
        make_order(product)


# B15 B06
@pytest.mark.parametrize("made_to_order", [True, False])
def test_late_money_finds_goods_sold_another_way_than_before(*, made_to_order: bool) -> None:
    product = make_product(stock=5, price_vnd=150_000, made_to_order=made_to_order)
    order = make_order(product, qty=2)
    calling_off.lapse(part_of(order).id, at=now() + LATER)
    switch(product, made_to_order=not made_to_order)
    if made_to_order:
        move_stock(offer_of(product).id, qty=3, reason=MoveReason.HARVEST, by=SYSTEM)

    credit(request_of(order), 300_000)

    assert part_of(order).state is SubOrderState.PLACED
    assert [line.made_to_order for line in part_of(order).lines] == [not made_to_order]
    assert stock_of(product) == ((1, 1) if made_to_order else (0, 0))
    calling_off.decline(part_of(order).id, because="ốm", by=SELLER)
    assert stock_of(product) == ((3, 3) if made_to_order else (0, 0))
