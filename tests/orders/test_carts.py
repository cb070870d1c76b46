"""What a cart takes, and what it refuses."""

from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.money import Dong
from marketplace.orders.errors import (
    BadQuantity,
    TooManyLines,
)
from marketplace.orders.models import OrderLine
from marketplace.orders.queries import show_cart
from marketplace.orders.services import carts
from marketplace.orders.services.placing import place_order
from marketplace.orders.states import Method
from marketplace.payments.services.checking import broken
from marketplace.shops.errors import OutOfStock, ProductNotFound
from marketplace.shops.models import Offer, Product, Shop
from marketplace.shops.states import SoldBy
from tests.digest import digest
from tests.factories import make_checkout, make_product, make_shop
from tests.money import stock_of

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture(autouse=True)
def _invariants_hold(session: Any) -> Any:
    yield
    assert {name: found for name, found in broken().items() if found} == {}


def cart_of(*products: Product, qty: int = 1) -> str:
    token: str | None = None
    for product in products:
        token = carts.put_in_cart(token, product_slug=product.slug, qty=qty)
    assert token is not None
    return token


def offer_of(product: Product) -> Offer:
    return db.session.execute(sa.select(Offer).where(Offer.product_id == product.id)).scalar_one()


def count(model: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


# B10
def test_the_same_goods_twice_count_together() -> None:
    product = make_product(stock=5)
    token = cart_of(product, qty=3)
    unchanged = digest()

    with pytest.raises(OutOfStock) as refused:
        carts.put_in_cart(token, product_slug=product.slug, qty=3)

    assert (refused.value.wanted, refused.value.left) == (6, "5")
    assert digest() == unchanged
    assert carts.put_in_cart(token, product_slug=product.slug, qty=2) == token
    assert [line.qty for line in show_cart(token).lines] == [5]


# B11
@pytest.mark.parametrize("qty", [0, -1, 2**31, 2**63, 10_000])
def test_no_cart_takes_an_impossible_number_of_pieces(qty: int) -> None:
    product = make_product(stock=100)
    token = cart_of(product)
    unchanged = digest()

    with pytest.raises(BadQuantity):
        carts.put_in_cart(token, product_slug=product.slug, qty=qty)

    assert digest() == unchanged


def test_goods_by_weight_are_bought_in_steps() -> None:
    product = make_product(price_vnd=33_333, sold_by=SoldBy.WEIGHT, stock=5_000, step=100)

    token = cart_of(product, qty=700)
    with pytest.raises(BadQuantity):
        carts.put_in_cart(token, product_slug=product.slug, qty=50)
    with pytest.raises(OutOfStock):
        carts.put_in_cart(token, product_slug=product.slug, qty=4_400)
    order, _ = place_order(token, make_checkout(token, method=Method.CASH))

    line = db.session.execute(sa.select(OrderLine)).scalar_one()
    # 33.333 × 0,7 = 23.333,1: rounded once, half up.
    assert (line.qty, line.price_per, line.amount_vnd) == (700, 1000, 23_333)
    assert order.total_vnd == 23_333
    assert stock_of(product) == (5_000, 4_300)


def test_a_cart_has_a_last_line() -> None:
    shop = make_shop()
    token = cart_of(*(make_product(shop=shop) for _ in range(carts.MOST_LINES)))

    with pytest.raises(TooManyLines):
        carts.put_in_cart(token, product_slug=make_product(shop=shop).slug, qty=1)

    assert carts.count_lines(token) == carts.MOST_LINES


def test_goods_and_shops_leave_the_cart_alone() -> None:
    one, two = make_product(), make_product()
    token = cart_of(one, two)

    carts.take_out_shop(token, shop_slug=_shop_of(one).slug)
    assert [line.slug for line in show_cart(token).lines] == [two.slug]

    carts.change_quantity(token, product_slug=two.slug, qty=0)
    assert show_cart(token).lines == []
    carts.take_out(token, product_slug=two.slug)
    with pytest.raises(ProductNotFound):
        carts.change_quantity("nobody's", product_slug=two.slug, qty=1)


def test_a_changed_price_stays_marked_until_the_buyer_agrees() -> None:
    product = make_product(price_vnd=50_000)
    token = cart_of(product)
    offer_of(product).price_vnd = Dong(60_000)

    carts.change_quantity(token, product_slug=product.slug, qty=2)
    assert [line.price_changed for line in show_cart(token).lines] == [True]

    carts.agree_to_prices(token)
    assert [line.price_changed for line in show_cart(token).lines] == [False]


def _shop_of(product: Product) -> Shop:
    return db.session.execute(sa.select(Shop).where(Shop.id == product.shop_id)).scalar_one()
