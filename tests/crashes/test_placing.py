"""An order is saved, and the power goes before the buyer is told."""

import re

import sqlalchemy as sa

from benchmarks.buying import ready_to_buy
from benchmarks.servers import Server
from benchmarks.visiting import Visitor
from marketplace.db import db
from marketplace.orders.models import Order, SubOrder
from marketplace.shops.models import Product
from tests.money import stock_of
from tests.racing import saved_product
from tests.serving import Market, ask, look_anew


def orders_of(product: Product) -> list[str]:
    """The codes of this product's orders."""
    look_anew()
    parts = sa.select(SubOrder.order_id).where(SubOrder.shop_id == product.shop_id)
    return list(db.session.scalars(sa.select(Order.code).where(Order.id.in_(parts))))


# J04 A12: the browser shows an error; the buyer presses "reload", which sends the same page again.
def test_an_order_whose_answer_was_lost_is_found_again_and_can_be_paid(here: Market, healthy: Server) -> None:
    product = saved_product(price_vnd=150_000, stock=5)
    (page,) = ready_to_buy(healthy, [product.slug])

    with here.serving(crash_at="order-placed") as server:
        assert ask(server, page) is None
    codes = orders_of(product)
    assert len(codes) == 1
    assert stock_of(product) == (5, 4)

    answers = [ask(healthy, page) for _ in range(2)]

    assert [(answer.status, answer.location) for answer in answers if answer] == [
        (303, f"/don/{codes[0]}/thanh-toan")
    ] * 2
    assert orders_of(product) == codes
    assert stock_of(product) == (5, 4)

    # The browser holds the order now: its pay page shows what to scan.
    buyer = Visitor(healthy.port)
    again = buyer.send(page)
    shown = buyer.get(again.location)
    assert 'class="qr' in shown.text
    assert re.search(r"HQX[0-9A-Z]{8}", shown.text)
