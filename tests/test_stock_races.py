"""Stock at the same moment: a counted sheet is written, or goods become made to order, while others buy."""

import threading
import time
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.db import db, transaction
from marketplace.orders import queries as orders
from marketplace.orders.models import OrderLine
from marketplace.orders.services.counting import change_counting
from marketplace.shops.errors import CountingFixed, OutOfStock
from marketplace.shops.models import Offer
from marketplace.shops.queries.stock import stock_of_shop
from marketplace.shops.services import stock
from marketplace.shops.services.counting import Count, write_counts
from tests.factories import SELLER
from tests.money import stock_of
from tests.racing import at_once, buy, filled, only_refusals, saved_product, saved_shop, whole


# B16
def test_a_sheet_written_while_ten_orders_are_placed_locks_nobody_out_and_counts_right(
    race: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = saved_shop()
    goods = [saved_product(shop=shop, stock=100) for _ in range(5)]
    changes = dict(zip((product.slug for product in goods), (3, -2, 4, -1, 5), strict=True))
    taking, take = threading.Event(), stock.take_hold

    def take_slowly(*args: Any, **facts: Any) -> Any:
        hold = take(*args, **facts)
        taking.set()
        time.sleep(0.01)
        return hold

    monkeypatch.setattr("marketplace.orders.services.placing.take_hold", take_slowly)
    for turn in range(3):
        taking.clear()
        before = {stocked.slug: stocked for stocked in stock_of_shop(shop.id)}
        # Rows as a seller sorted them: neither in the order of ids nor in that of the carts.
        counts = [
            Count(
                row, product.slug, before[product.slug].on_hand_qty + changes[product.slug], before[product.slug].mark
            )
            for row, product in enumerate((goods[2], goods[4], goods[0], goods[3], goods[1]), 2)
        ]
        buyers = [buy(*filled(*(goods if number % 2 else goods[::-1]))) for number in range(10)]

        answers = at_once(race, lambda counts=counts: _write_when(taking, counts, shop.id), *buyers)  # type: ignore[misc]

        assert only_refusals(answers) == 0
        assert answers[0] == len(goods)
        for product in goods:
            had, change = before[product.slug], changes[product.slug]
            assert stock_of(product) == (had.on_hand_qty + change, had.free_qty + change - 10), turn


def _write_when(taking: threading.Event, counts: list[Count], shop_id: int) -> int:
    """The first goods of an order are held, and not yet the others."""
    taking.wait(10)
    with transaction():
        return write_counts(shop_id, counts, by=SELLER)


# B16
def test_two_sheets_of_one_count_at_once_are_written_once(race: Flask) -> None:
    shop = saved_shop()
    goods = [saved_product(shop=shop, stock=10) for _ in range(3)]
    marks = {stocked.slug: stocked.mark for stocked in stock_of_shop(shop.id)}
    counts = [Count(row, product.slug, 12, marks[product.slug]) for row, product in enumerate(goods, 2)]

    answers = at_once(
        race,
        *(whole(lambda rows=rows: write_counts(shop.id, rows, by=SELLER)) for rows in (counts, counts[::-1], counts)),  # type: ignore[misc]
    )

    assert only_refusals(answers) == 2
    assert [stock_of(product) for product in goods] == [(12, 12)] * 3


# B15
@pytest.mark.parametrize("made_to_order", [True, False])
def test_an_order_placed_while_its_goods_change_their_way_waits_and_finds_the_new_one(
    race: Flask, monkeypatch: pytest.MonkeyPatch, *, made_to_order: bool
) -> None:
    product = saved_product(stock=5, made_to_order=not made_to_order)
    offer = db.session.execute(sa.select(Offer).where(Offer.product_id == product.id)).scalar_one()
    looked, count = threading.Event(), orders.open_parts_with

    def slow(offer_id: int) -> int:
        found = count(offer_id)
        looked.set()
        time.sleep(0.3)
        return found

    monkeypatch.setattr(orders, "open_parts_with", slow)
    purchase = buy(*filled(product))

    def buy_then() -> object:
        looked.wait(10)
        return purchase()

    answers = at_once(race, lambda: _switch(offer.id, made_to_order=made_to_order), buy_then)

    # What is counted again begins from none: there is nothing to buy yet.
    assert only_refusals(answers, OutOfStock) == (0 if made_to_order else 1)
    lines = sa.select(OrderLine.made_to_order).where(OrderLine.offer_id == offer.id)
    assert db.session.scalars(lines).all() == ([True] if made_to_order else [])
    assert stock_of(product) == (0, 0)


# B15
def test_who_buys_while_goods_change_their_way_has_them_either_way(race: Flask) -> None:
    for turn in range(8):
        made_to_order = bool(turn % 2)
        product = saved_product(stock=5, made_to_order=not made_to_order)
        offer = db.session.execute(sa.select(Offer).where(Offer.product_id == product.id)).scalar_one()
        deeds = [buy(*filled(product)) for _ in range(3)]
        deeds.insert(turn % 4, lambda offer_id=offer.id, to=made_to_order: _switch(offer_id, made_to_order=to))  # type: ignore[misc]

        answers = at_once(race, *deeds)

        # Refused because somebody was faster, or done before the first; then nothing counted is left to buy.
        only_refusals(answers, CountingFixed, OutOfStock)
        ways = db.session.scalars(sa.select(OrderLine.made_to_order).where(OrderLine.offer_id == offer.id)).all()
        assert set(ways) <= {db.session.scalars(sa.select(Offer.made_to_order).where(Offer.id == offer.id)).one()}


def _switch(offer_id: int, *, made_to_order: bool) -> None:
    with transaction():
        change_counting(db.session.get_one(Offer, offer_id), made_to_order=made_to_order, by=SELLER)
