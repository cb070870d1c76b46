"""Ordering as a guest, page by page, without JavaScript."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts.actor import SYSTEM
from marketplace.db import db
from marketplace.limits import Tries
from marketplace.money import Dong
from marketplace.orders.models import Order
from marketplace.orders.queries import order_by_code
from marketplace.orders.states import Method, SubOrderState
from marketplace.payments.services.checking import broken
from marketplace.shops.models import Offer, Product
from marketplace.shops.services.stock import move_stock
from marketplace.shops.states import MoveReason, ProductState
from tests.digest import digest
from tests.factories import make_order, make_pickup_point, make_product, make_shop, make_user
from tests.money import part_of
from tests.people import open_browser, sign_in


@pytest.fixture
def client(app: Flask, session: Any) -> FlaskClient:
    """Each request has a context of its own, as on the real site."""
    return open_browser(app)


@pytest.fixture(autouse=True)
def _books_in_order(session: Any) -> Any:
    """Whatever pages did, the invariants hold."""
    yield
    assert {name: found for name, found in broken().items() if found} == {}


def fill_cart(client: FlaskClient, *slugs: str) -> None:
    for slug in slugs:
        answer = client.post("/gio-hang/them", data={"hang": slug, "so_luong": "1"})
        assert answer.status_code == 303, answer.text


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page) or re.search(
        rf'value="([^"]*)"[^>]* name="{name}"', page
    )
    assert found, name
    return found[1]


def checkout_fields(page: str, **changed: str) -> dict[str, str]:
    day = re.search(r'<option[^>]* value="(20[0-9-]{8})"', page)
    assert day
    return {
        "name": "Bà Hai", "phone": "0912 345 678", "fulfilment": "address", "address": "Số 3 ngõ Giếng", "wanted_on": day[1],
        "key": hidden(page, "key"), "seen": hidden(page, "seen"), **changed,
    }  # fmt: skip


def set_price(product: Product, price: int) -> None:
    db.session.execute(sa.update(Offer).where(Offer.product_id == product.id).values(price_vnd=Dong(price)))
    db.session.commit()


def orders() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Order)) or 0


def place(client: FlaskClient, *products: Product, **changed: str) -> Order:
    """A guest's order of these, through the pages."""
    fill_cart(client, *(product.slug for product in products))
    answer = client.post("/dat-hang", data=checkout_fields(client.get("/dat-hang").text, **changed))
    assert answer.status_code == 303, answer.text
    code = answer.location.split("/don/")[1].split("/")[0]
    return order_by_code(code)


def test_guest_buys_from_two_shops_and_sees_two_codes(client: FlaskClient) -> None:
    make_pickup_point()
    one, two = make_product(shop=make_shop(name="Nhà Một")), make_product(shop=make_shop(name="Nhà Hai"))
    db.session.commit()

    fill_cart(client, one.slug, two.slug)
    page = client.get("/dat-hang").text
    placed = client.post("/dat-hang", data=checkout_fields(page))

    assert placed.status_code == 303
    stack = client.get(placed.location)
    assert stack.status_code == 200
    assert stack.text.count('class="qr') == 2
    assert "Nhà Một" in stack.text
    assert "Nhà Hai" in stack.text


def test_pages_of_the_market_answer(client: FlaskClient) -> None:
    product = make_product()
    db.session.commit()

    paths = (
        "/",
        "/hang",
        f"/hang/{product.slug}",
        "/gian-hang",
        "/gio-hang",
        "/ve-cho",
        "/giup-do",
        "/nguon",
        "/di-tich",
    )
    for path in (*paths, "/en/hang"):
        assert client.get(path).status_code == 200, path


# --- the cart ---


# B11 S02
@pytest.mark.parametrize(
    "quantity",
    ["0", "-1", "1.5", "1e3", "１", "2147483648", "", " ", "1_000", "NaN", "Infinity", "+5", "1" * 400, "0x1", "²"],
)
def test_what_is_no_number_of_pieces_changes_no_cart(client: FlaskClient, quantity: str) -> None:
    product = make_product()
    db.session.commit()
    fill_cart(client, product.slug)
    unchanged = digest()

    put = client.post("/gio-hang/them", data={"hang": product.slug, "so_luong": quantity})
    changed = (
        client.post("/gio-hang/doi", data={"hang": product.slug, "so_luong": quantity}) if quantity != "0" else put
    )

    assert (put.status_code, changed.status_code) == (422, 422)
    assert digest() == unchanged


# B10
def test_more_than_there_is_is_refused_with_what_is_left(client: FlaskClient) -> None:
    product = make_product(stock=3)
    db.session.commit()
    fill_cart(client, product.slug)

    answer = client.post("/gio-hang/them", data={"hang": product.slug, "so_luong": "3"})

    assert answer.status_code == 409
    assert "chỉ còn 3" in answer.text
    assert client.post("/gio-hang/them", data={"hang": "khong-co", "so_luong": "1"}).status_code == 404


def test_an_unavailable_line_is_named_and_can_be_taken_out(client: FlaskClient) -> None:
    gone, short, good = (
        make_product(name="Bí xanh"),
        make_product(name="Cà tím", stock=2),
        make_product(name="Rau muống"),
    )
    db.session.commit()
    fill_cart(client, gone.slug, short.slug, good.slug)
    gone.become(ProductState.PAUSED)
    offer_id = db.session.scalar(sa.select(Offer.id).where(Offer.product_id == short.id))
    assert offer_id
    move_stock(offer_id, qty=-2, reason=MoveReason.SPOILED, by=SYSTEM)
    db.session.commit()

    page = client.get("/gio-hang").text
    assert "Món này hiện không bán nữa" in page
    assert "Xin xử lý các món có dấu đỏ" in page
    assert client.get("/dat-hang").location == "/gio-hang"

    for product in (gone, short):
        assert f'name="hang" value="{product.slug}"' in page
        client.post("/gio-hang/bo", data={"hang": product.slug})
    assert client.get("/dat-hang").status_code == 200


def test_taking_one_shop_out_keeps_the_rest(client: FlaskClient) -> None:
    one, two = make_product(shop=make_shop(name="Nhà Một")), make_product(shop=make_shop(name="Nhà Hai"))
    db.session.commit()
    fill_cart(client, one.slug, two.slug)

    shop = re.search(r'name="gian_hang" value="([^"]+)"', client.get("/gio-hang").text.split("Nhà Một")[1])
    assert shop
    client.post("/gio-hang/bo", data={"gian_hang": shop[1]})

    page = client.get("/gio-hang").text
    assert "Nhà Hai" in page
    assert "Nhà Một" not in page


# A10
def test_a_price_changed_in_the_cart_is_shown_old_and_new_before_anything_else(client: FlaskClient) -> None:
    product = make_product(price_vnd=50_000)
    db.session.commit()
    fill_cart(client, product.slug)
    set_price(product, 60_000)

    page = client.get("/gio-hang").text
    assert "50.000" in page
    assert "60.000" in page
    assert client.get("/dat-hang").status_code == 303
    client.post("/gio-hang/dong-y-gia")
    assert client.get("/dat-hang").status_code == 200


# --- checkout ---


# A10
def test_a_price_changed_after_the_page_places_nothing_until_it_was_seen(client: FlaskClient) -> None:
    product = make_product(price_vnd=50_000, name="Cà chua")
    db.session.commit()
    fill_cart(client, product.slug)
    fields = checkout_fields(client.get("/dat-hang").text)
    set_price(product, 60_000)

    refused = client.post("/dat-hang", data=fields)
    assert refused.status_code == 409
    assert re.search(r"Cà chua: <s>50\.000.₫</s> → <b>60\.000.₫</b>", refused.text)
    assert 'value="Bà Hai"' in refused.text
    assert orders() == 0

    again = client.post("/dat-hang", data={**fields, "seen": hidden(refused.text, "seen")})
    assert again.status_code == 303
    assert db.session.scalar(sa.select(Order.total_vnd)) == 60_000


def test_a_cart_changed_in_another_tab_is_shown_before_it_is_placed(client: FlaskClient) -> None:
    product = make_product(price_vnd=50_000)
    db.session.commit()
    fill_cart(client, product.slug)
    fields = checkout_fields(client.get("/dat-hang").text)
    client.post("/gio-hang/doi", data={"hang": product.slug, "so_luong": "3"})

    refused = client.post("/dat-hang", data=fields)

    assert refused.status_code == 409
    assert "Giỏ hàng vừa đổi" in refused.text
    assert orders() == 0


# S02
@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[
            ("name", ""),
            ("name", " "),
            ("name", "x" * 81),
            ("phone", ""),
            ("phone", "123"),
            ("phone", "０９１２３４５６７８"),
        ],
        *[
            ("phone", "0912 345 678; DROP"),
            ("address", ""),
            ("wanted_on", "2020-01-01"),
            ("wanted_on", ""),
            ("fulfilment", "bay"),
        ],
        *[
            ("email", "khong phai"),
            ("email", "a@b"),
            ("note", "x" * 501),
            ("key", ""),
            ("key", "ngắn"),
            ("seen", ""),
            ("seen", "x"),
        ],
    ],
)
def test_a_form_with_a_mistake_answers_422_and_keeps_what_was_typed(client: FlaskClient, name: str, value: str) -> None:
    product = make_product()
    db.session.commit()
    fill_cart(client, product.slug)
    fields = {**checkout_fields(client.get("/dat-hang").text), "note": "gọi trước khi giao"}
    unchanged = digest()

    answer = client.post("/dat-hang", data={**fields, name: value})

    assert answer.status_code == 422
    assert digest() == unchanged
    kept = {"Bà Hai": "name", "0912 345 678": "phone", "Số 3 ngõ Giếng": "address", "gọi trước khi giao": "note"}
    assert all(text in answer.text for text, field in kept.items() if field != name)


# A02 N03
def test_extra_fields_set_nothing(client: FlaskClient) -> None:
    product = make_product(price_vnd=50_000)
    db.session.commit()
    extra = {
        "state": "completed",
        "paid_at": "2026-01-01",
        "price_vnd": "1",
        "total_vnd": "1",
        "buyer_id": "1",
        "version": "9",
    }

    order = place(client, product, **extra)

    assert (order.total_vnd, order.buyer_id, part_of(order).state) == (50_000, None, SubOrderState.PLACED)
    assert part_of(order).paid_at is None
    client.post(f"/don/{order.code}/huy/1", data={"version": "1", "state": "completed", "paid_at": "1"})
    assert part_of(order).state is SubOrderState.CANCELLED_BY_BUYER


# A12 A13
def test_the_same_page_sent_again_finds_the_same_order(client: FlaskClient) -> None:
    product = make_product()
    db.session.commit()
    fill_cart(client, product.slug)
    fields = checkout_fields(client.get("/dat-hang").text)

    answers = [client.post("/dat-hang", data=fields) for _ in range(3)]
    other = client.post("/dat-hang", data={**fields, "name": "Người Khác"})

    assert len({(answer.status_code, answer.location) for answer in answers}) == 1
    assert other.status_code == 422
    assert orders() == 1


# A14
def test_an_empty_cart_has_no_checkout(client: FlaskClient) -> None:
    product = make_product()
    db.session.commit()
    fill_cart(client, product.slug)
    fields = checkout_fields(client.get("/dat-hang").text)
    client.post("/gio-hang/bo", data={"hang": product.slug})

    assert client.get("/dat-hang").location == "/gio-hang"
    assert client.post("/dat-hang", data=fields).status_code == 409
    assert orders() == 0


# B12
def test_too_many_orders_of_one_phone_or_address_are_told_so(client: FlaskClient) -> None:
    products = [make_product() for _ in range(11)]
    db.session.commit()
    for product in products[:10]:
        place(client, product)

    fill_cart(client, products[10].slug)
    fields = checkout_fields(client.get("/dat-hang").text)
    refused = client.post("/dat-hang", data=fields)
    assert refused.status_code == 409
    assert "10 đơn chưa trả tiền" in refused.text
    assert 'value="Bà Hai"' in refused.text

    db.session.execute(sa.update(Tries).values(count=1_000))
    db.session.commit()
    assert client.post("/dat-hang", data={**fields, "phone": "0987654321"}).status_code == 429
    assert orders() == 10


# A11
def test_goods_that_ran_out_meanwhile_are_named_in_the_cart(client: FlaskClient) -> None:
    product = make_product(stock=1, name="Rượu nếp")
    db.session.commit()
    fill_cart(client, product.slug)
    fields = checkout_fields(client.get("/dat-hang").text)
    make_order(product)
    db.session.commit()

    answer = client.post("/dat-hang", data=fields)

    assert answer.status_code == 409
    assert "“Rượu nếp” chỉ còn 0" in answer.text


def test_a_member_finds_the_own_facts_and_later_the_own_order(client: FlaskClient) -> None:
    member = make_user(name="Ông Tư", phone="+84912000777")
    product = make_product()
    sign_in(client, member)

    fill_cart(client, product.slug)
    page = client.get("/dat-hang").text
    assert 'value="Ông Tư"' in page
    order = place(client, product)

    assert order.buyer_id == member.id
    assert order.code in client.get("/don-cua-toi").text


def test_a_cash_order_tells_the_shop_and_has_no_code_to_scan(client: FlaskClient) -> None:
    owner = make_user()
    shop = make_shop(owner=owner)
    product = make_product(shop=shop)
    db.session.commit()

    order = place(client, product, **{f"cach-{shop.slug}": "cash"})

    assert order.parts[0].method is Method.CASH
    told = db.session.execute(sa.text("SELECT title FROM notice WHERE user_id = :id"), {"id": owner.id}).scalars().all()
    assert told == ["Đơn mới %(code)s, trả tiền mặt"]
    assert 'class="qr' not in client.get(f"/don/{order.code}/thanh-toan").text
