"""A complaint, as buyer, shop and the commune's team see it."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts.models import Role
from marketplace.db import db
from marketplace.money import Dong, write_dong
from marketplace.orders.models import Complaint, Order
from marketplace.orders.secrets import order_secret
from marketplace.orders.states import ComplaintState, Outcome
from marketplace.payments.models import Refund
from marketplace.shops.models import Shop
from tests.factories import make_order, make_product, make_shop, make_user
from tests.money import credit, part_of, request_of
from tests.people import open_browser, sign_in


@pytest.fixture
def shop(client: FlaskClient) -> Shop:
    """A shop, whose owner sits before `client`."""
    owner = make_user()
    shop = make_shop(owner=owner)
    sign_in(client, owner)
    return shop


@pytest.fixture
def order(shop: Shop) -> Order:
    order = make_order(make_product(shop=shop, price_vnd=150_000))
    credit(request_of(order), 150_000)
    db.session.commit()
    return order


@pytest.fixture
def buyer(app: Flask, order: Order) -> FlaskClient:
    browser = open_browser(app)
    assert browser.get(f"/don/{order.code}?khoa={order_secret(order.code, order.link_nonce)}").status_code == 303
    return browser


def complaint() -> Complaint:
    return db.session.scalars(sa.select(Complaint).execution_options(populate_existing=True)).one()


def complain(buyer: FlaskClient, order: Order) -> str:
    """The address of the complaint's page for its buyer."""
    page = f"/don/{order.code}/khieu-nai/1"
    assert buyer.post(page, data={"about": "bad_goods", "words": "Cam bị dập\nba quả"}).status_code == 303
    return page


def test_a_complaint_from_the_first_word_to_the_money(client: FlaskClient, buyer: FlaskClient, order: Order) -> None:
    assert "Có chuyện với phần này?" in buyer.get(f"/don/{order.code}").text
    page = complain(buyer, order)
    number = complaint().number
    assert f"Khiếu nại {number}: Chờ gian hàng trả lời" in buyer.get(f"/don/{order.code}").text

    slug = part_of(order).shop.slug
    assert number in client.get(f"/ban-hang/{slug}/khieu-nai").text
    desk = client.get(f"/ban-hang/{slug}/khieu-nai/{number}").text
    assert "Cam bị dập\nba quả" in desk
    settled = client.post(
        f"/ban-hang/{slug}/khieu-nai/{number}",
        data={"outcome": "money_back", "amount": "50.000", "words": "Xin lỗi, trả lại một phần"},
    )
    assert settled.status_code == 303

    # The promise is a debt at once, and both sides see it.
    refund = db.session.scalars(sa.select(Refund)).one()
    assert (refund.amount_vnd, complaint().promised_vnd) == (50_000, 50_000)
    shown = buyer.get(f"/don/{order.code}").text
    assert f"Hoàn lại {write_dong(Dong(50_000))}" in shown
    assert "Được bớt" in shown
    assert "Xin lỗi, trả lại một phần" in buyer.get(page).text

    assert buyer.post(f"{page}/{number}/dong-y").status_code == 303
    assert (complaint().state, complaint().outcome) == (ComplaintState.CLOSED, Outcome.MONEY_BACK)
    assert "Kết quả" in buyer.get(page).text


def test_the_commune_decides_what_shop_and_buyer_cannot(
    app: Flask, client: FlaskClient, buyer: FlaskClient, order: Order
) -> None:
    page = complain(buyer, order)
    number, slug = complaint().number, part_of(order).shop.slug
    client.post(f"/ban-hang/{slug}/khieu-nai/{number}", data={"outcome": "explained", "words": "Hàng vẫn tốt"})
    assert buyer.post(f"{page}/{number}/nho-xa", data={"because": " "}).status_code == 422
    assert buyer.post(f"{page}/{number}/nho-xa", data={"because": "Tôi có ảnh"}).status_code == 303
    moderator = open_browser(app)
    sign_in(moderator, make_user(role=Role.MODERATOR))
    assert number in moderator.get("/dieu-hanh/khieu-nai").text

    # More than was paid is refused, and nothing of the decision is kept.
    too_much = moderator.post(
        f"/dieu-hanh/khieu-nai/{number}", data={"outcome": "money_back", "amount": "150.001", "words": "Trả hết"}
    )
    assert too_much.status_code == 422
    assert "nhiều nhất là 150.000" in too_much.text
    assert complaint().state is ComplaintState.ESCALATED
    decided = {"outcome": "money_back", "amount": "150.000", "words": "Trả lại toàn bộ"}
    assert moderator.post(f"/dieu-hanh/khieu-nai/{number}", data=decided).status_code == 303

    assert complaint().state is ComplaintState.CLOSED
    assert db.session.scalars(sa.select(Refund)).one().amount_vnd == 150_000
    assert moderator.post(f"/dieu-hanh/khieu-nai/{number}", data=decided).status_code == 422


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Xin chọn một mục"),
        ({"outcome": "money_back", "words": "trả"}, "Xin ghi số tiền trả lại"),
        ({"outcome": "money_back", "amount": "năm chục", "words": "trả"}, "đồng"),
        ({"outcome": "beheaded", "words": "trả"}, "Xin chọn một mục"),
    ],
)
def test_a_half_filled_answer_says_what_is_missing(
    client: FlaskClient, buyer: FlaskClient, order: Order, typed: dict[str, str], said: str
) -> None:
    complain(buyer, order)

    answer = client.post(f"/ban-hang/{part_of(order).shop.slug}/khieu-nai/{complaint().number}", data=typed)

    assert answer.status_code == 422
    assert said in re.sub(r"\s+", " ", answer.text)
    assert complaint().state is ComplaintState.OPEN


# N02 N10
def test_a_complaint_is_its_order_s_alone(app: Flask, buyer: FlaskClient, order: Order) -> None:
    complain(buyer, order)
    other = make_order()
    db.session.commit()
    stranger = open_browser(app)
    stranger.get(f"/don/{other.code}?khoa={order_secret(other.code, other.link_nonce)}")

    assert stranger.get(f"/don/{order.code}/khieu-nai/1").status_code == 404
    assert (
        stranger.post(f"/don/{other.code}/khieu-nai/1/{complaint().number}/rut", data={"because": "x"}).status_code
        == 404
    )
    assert buyer.get(f"/don/{order.code}/khieu-nai/2").status_code == 404
    assert complaint().state is ComplaintState.OPEN
