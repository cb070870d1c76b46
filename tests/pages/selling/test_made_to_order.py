"""Goods made to order at the desk and on the market: they are not counted, and never sold out."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from marketplace.accounts.actor import HOLDER
from marketplace.db import db
from marketplace.payments.services import calling_off
from marketplace.shops.models import Category, Offer, Product, Shop, StockMove
from marketplace.shops.states import ProductState
from tests.factories import make_order, make_product
from tests.money import part_of
from tests.pages.selling.desk import on_hand, post, product_fields, sign_in_owner

TO_ORDER = "Làm theo đơn"


def fields(product: Product, **changed: Any) -> dict[str, Any]:
    return product_fields(db.session.get_one(Category, product.category_id), name=product.name, **changed)


def is_made_to_order(product: Product) -> bool:
    return db.session.scalars(sa.select(Offer.made_to_order).where(Offer.product_id == product.id)).one()


# B15
def test_every_page_says_made_to_order_and_none_says_how_many(
    client: FlaskClient, shop: Shop, category: Category
) -> None:
    sign_in_owner(client, shop)

    made = post(client, f"/ban-hang/{shop.slug}/them-hang", **product_fields(category, counting="to_order", stock=""))
    assert made.status_code == 303
    client.post(f"{made.location}/mo-ban")
    product = db.session.execute(sa.select(Product)).scalar_one()
    client.post("/gio-hang/them", data={"hang": product.slug, "so_luong": "30"})

    pages = ["/", "/hang", f"/hang/{product.slug}", f"/gian-hang/{shop.slug}", "/gio-hang", "/dat-hang", made.location]
    pages += [f"/ban-hang/{shop.slug}/hang", f"{made.location}/kho"]
    for path in pages:
        page = client.get(path)
        assert page.status_code == 200, path
        assert TO_ORDER.lower() in page.text.lower(), path
        assert "Hết hàng" not in page.text, path
        assert "Còn " not in page.text.split("<main", 1)[1].split("</main>", 1)[0], path
    assert "Thêm vào giỏ" in client.get(f"/hang/{product.slug}").text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(StockMove)) == 0


# B15
def test_made_to_order_has_no_stock_page_to_write_in(client: FlaskClient, shop: Shop) -> None:
    product = make_product(shop=shop, made_to_order=True)
    sign_in_owner(client, shop)
    path = f"/ban-hang/{shop.slug}/hang/{product.slug}/kho"

    page = client.get(path).text
    answer = client.post(path, data={"reason": "harvest", "quantity": "5", "seen": "0"})

    assert 'name="quantity"' not in page
    assert answer.status_code == 422
    assert "không đếm trong kho" in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(StockMove)) == 0


# B15
def test_the_choice_is_refused_in_words_while_an_order_is_open(client: FlaskClient, shop: Shop) -> None:
    product = make_product(shop=shop, stock=5)
    order = make_order(product, qty=2)
    sign_in_owner(client, shop)
    path = f"/ban-hang/{shop.slug}/hang/{product.slug}"

    refused = post(client, path, **fields(product, counting="to_order", price="99.000"))
    left_alone = (is_made_to_order(product), on_hand(product), make_price(product))
    calling_off.call_off_by_buyer(part_of(order).id, because="thôi", by=HOLDER)
    saved = post(client, path, **fields(product, counting="to_order", price="99.000"))

    assert refused.status_code == 409
    assert 'id="counting-error"' in refused.text
    assert "còn 1 đơn chưa giao có món này" in refused.text
    assert left_alone == (False, (5, 3), 50_000), "nothing of the form is saved"
    assert saved.status_code == 303
    assert (is_made_to_order(product), on_hand(product), make_price(product)) == (True, (0, 0), 99_000)


def make_price(product: Product) -> int:
    return db.session.scalars(sa.select(Offer.price_vnd).where(Offer.product_id == product.id)).one()


# B15
def test_who_counts_again_is_led_to_the_stock(client: FlaskClient, shop: Shop) -> None:
    product = make_product(shop=shop, made_to_order=True)
    sign_in_owner(client, shop)
    path = f"/ban-hang/{shop.slug}/hang/{product.slug}"

    kept = post(client, path, **fields(product))
    still = is_made_to_order(product)
    saved = post(client, path, **fields(product, counting="counted"))

    assert (kept.location, still) == (path, True), "a form without the choice leaves it"
    assert saved.location == f"{path}/kho"
    assert is_made_to_order(product) is False
    assert "Hết hàng" in client.get(f"/hang/{product.slug}").text


# B15
@pytest.mark.parametrize("stock", ["", "abc"])
def test_what_is_counted_needs_a_number(client: FlaskClient, shop: Shop, category: Category, stock: str) -> None:
    sign_in_owner(client, shop)

    answer = post(client, f"/ban-hang/{shop.slug}/them-hang", **product_fields(category, stock=stock))

    assert answer.status_code == 422
    assert 'id="stock-error"' in answer.text


# B15
def test_a_draft_may_change_its_mind(client: FlaskClient, shop: Shop, category: Category) -> None:
    sign_in_owner(client, shop)
    made = post(client, f"/ban-hang/{shop.slug}/them-hang", **product_fields(category, counting="to_order"))
    product = db.session.execute(sa.select(Product)).scalar_one()
    assert product.state is ProductState.DRAFT

    post(client, made.location, **product_fields(category, counting="counted", stock="12"))
    counted = (is_made_to_order(product), on_hand(product))
    post(client, made.location, **product_fields(category, counting="to_order", stock="12"))

    assert counted == (False, (12, 12))
    assert (is_made_to_order(product), on_hand(product)) == (True, (0, 0))


# B15
def test_a_cart_takes_what_is_made_to_order_after_the_stock_is_gone(client: FlaskClient, shop: Shop) -> None:
    product = make_product(shop=shop, stock=2)
    client.post("/gio-hang/them", data={"hang": product.slug, "so_luong": "2"})
    sign_in_owner(client, shop)
    post(client, f"/ban-hang/{shop.slug}/hang/{product.slug}", **fields(product, counting="to_order"))

    page = client.get("/gio-hang").text

    assert TO_ORDER in page
    assert "Xin giảm số lượng" not in page
