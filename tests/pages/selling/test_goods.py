"""The goods at the desk: prices, stock, what is on sale."""

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from marketplace.db import db
from marketplace.shops.models import Category, Offer, Product, Shop, StockMove
from marketplace.shops.states import MoveReason, ProductState, SoldBy
from tests.factories import (
    make_order,
    make_product,
)
from tests.pages.selling.desk import BAD_NUMBERS, fresh, hidden, on_hand, owner_of, post, product_fields, sign_in_owner


@pytest.mark.parametrize("price", [*BAD_NUMBERS, "0", "500.000.000", "12.00", "mười nghìn"])
def test_bad_price_is_refused_in_words_and_nothing_changes(client: FlaskClient, shop: Shop, price: str) -> None:
    product = make_product(shop=shop, price_vnd=45_000)
    category = db.session.get_one(Category, product.category_id)
    sign_in_owner(client, shop)

    answer = post(client, f"/ban-hang/{shop.slug}/hang/{product.slug}", **product_fields(category, price=price))

    assert answer.status_code == 422
    assert 'id="price-error"' in answer.text
    offer = db.session.execute(sa.select(Offer).execution_options(populate_existing=True)).scalar_one()
    assert offer.price_vnd == 45_000


@pytest.mark.parametrize("quantity", [*BAD_NUMBERS, "0", "1.000"])
def test_bad_stock_quantity_is_refused_in_words_and_nothing_changes(
    client: FlaskClient, shop: Shop, quantity: str
) -> None:
    product = make_product(shop=shop, stock=10)
    sign_in_owner(client, shop)

    answer = client.post(
        f"/ban-hang/{shop.slug}/hang/{product.slug}/kho", data={"reason": "harvest", "quantity": quantity, "seen": "10"}
    )

    assert answer.status_code == 422
    assert 'id="quantity-error"' in answer.text
    assert on_hand(product) == (10, 10)


@pytest.mark.parametrize(
    ("reason", "quantity", "left"),
    [("harvest", "5", 15), ("spoiled", "3", 7), ("sold_elsewhere", "10", 0), ("counted", "0", 0)],
)
def test_stock_changes_by_moves_with_a_reason(
    client: FlaskClient, shop: Shop, reason: str, quantity: str, left: int
) -> None:
    product = make_product(shop=shop, stock=10)
    sign_in_owner(client, shop)
    path = f"/ban-hang/{shop.slug}/hang/{product.slug}/kho"
    page = client.get(path).text
    fields = {"reason": reason, "quantity": quantity, "seen": hidden(page, "seen")[0], "once": hidden(page, "once")[0]}

    first = client.post(path, data=fields)
    second = client.post(path, data=fields)

    assert first.status_code == second.status_code == 303
    assert on_hand(product) == (left, left), "sent twice, it is carried out once"
    newest = db.session.scalars(sa.select(StockMove).order_by(StockMove.id.desc())).first()
    assert newest is not None
    assert (newest.reason, newest.actor) == (MoveReason(reason), owner_of(shop).name)


# B08
def test_stock_below_what_buyers_hold_is_refused_in_words(client: FlaskClient, shop: Shop) -> None:
    product = make_product(shop=shop, stock=5, price_vnd=150_000)
    make_order(product, qty=3)
    sign_in_owner(client, shop)

    answer = client.post(
        f"/ban-hang/{shop.slug}/hang/{product.slug}/kho", data={"reason": "counted", "quantity": "2", "seen": "5"}
    )

    assert answer.status_code == 422
    assert "Không đặt được 2: khách đang giữ 3" in answer.text
    assert on_hand(product) == (5, 2)
    assert [move.qty for move in db.session.scalars(sa.select(StockMove))] == [5], "nothing was written"


def test_reason_of_an_order_cannot_be_given_by_hand(client: FlaskClient, shop: Shop) -> None:
    product = make_product(shop=shop, stock=5)
    sign_in_owner(client, shop)

    answer = client.post(
        f"/ban-hang/{shop.slug}/hang/{product.slug}/kho", data={"reason": "sold", "quantity": "2", "seen": "5"}
    )

    assert answer.status_code == 422
    assert on_hand(product) == (5, 5)


def test_product_is_put_on_sale_paused_and_removed(client: FlaskClient, shop: Shop, category: Category) -> None:
    sign_in_owner(client, shop)
    made = post(client, f"/ban-hang/{shop.slug}/them-hang", **product_fields(category))
    path = made.location
    product = db.session.execute(sa.select(Product)).scalar_one()
    assert product.state is ProductState.DRAFT
    assert client.get(f"/hang/{product.slug}").status_code == 404

    assert client.post(f"{path}/mo-ban").status_code == 303
    assert client.get(f"/hang/{product.slug}").status_code == 200
    assert client.post(f"{path}/tam-ngung").status_code == 303
    assert client.get(f"/hang/{product.slug}").status_code == 404
    assert "không lấy lại được" in client.get(f"{path}/bo").text
    assert fresh(product).state is ProductState.PAUSED
    assert client.post(f"{path}/bo").status_code == 303

    assert fresh(product).state is ProductState.REMOVED
    client.get(f"/ban-hang/{shop.slug}/hang")
    assert product.name not in client.get(f"/ban-hang/{shop.slug}/hang").text


def test_how_a_product_is_sold_is_fixed_once_it_was_on_sale(client: FlaskClient, shop: Shop) -> None:
    product = make_product(shop=shop, stock=7)
    category = db.session.get_one(Category, product.category_id)
    product.name_en = "Bean sprouts"
    sign_in_owner(client, shop)

    saved = post(
        client, f"/ban-hang/{shop.slug}/hang/{product.slug}",
        **product_fields(category, name=product.name, sold_by="weight", stock="999", price="20.000"),
    )  # fmt: skip

    assert saved.status_code == 303
    offer = db.session.execute(sa.select(Offer).execution_options(populate_existing=True)).scalar_one()
    assert (offer.sold_by, offer.price_vnd) == (SoldBy.PIECE, 20_000)
    assert on_hand(product) == (7, 7)
    assert fresh(product).name_en == "Bean sprouts", "the English name stays with its Vietnamese one"


def test_choice_outside_the_list_is_refused_in_our_words(client: FlaskClient, shop: Shop, category: Category) -> None:
    sign_in_owner(client, shop)

    answer = post(
        client, f"/ban-hang/{shop.slug}/them-hang",
        **{**product_fields(category), "category": "nothing", "sold_by": "gross", "step": "1", "pack_unit": "t"},
    )  # fmt: skip

    assert answer.status_code == 422
    assert "Not a valid choice" not in answer.text
    assert answer.text.count("Xin chọn một mục trong danh sách.") >= 4


def test_counted_goods_need_a_word_to_count_by(client: FlaskClient, shop: Shop, category: Category) -> None:
    sign_in_owner(client, shop)

    counted = post(client, f"/ban-hang/{shop.slug}/them-hang", **product_fields(category, unit=""))
    weighed = post(
        client,
        f"/ban-hang/{shop.slug}/them-hang",
        **product_fields(category, sold_by="weight", unit="", pack="", stock="1500"),
    )

    assert counted.status_code == 422
    assert 'id="unit-error"' in counted.text
    assert weighed.status_code == 303
    offer = db.session.execute(sa.select(Offer)).scalar_one()
    assert (offer.unit, offer.price_per, offer.step, offer.free_qty) == ("kg", 1000, 500, 1500)
