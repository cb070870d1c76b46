"""Money on its way back, as seller and buyer see it."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace.db import db
from marketplace.orders.models import Order
from marketplace.orders.secrets import order_secret
from marketplace.payments.models import Refund
from marketplace.payments.states import RefundState, RequestState
from marketplace.payments.vietqr import decode
from marketplace.shops.models import Shop
from tests.factories import make_order, make_product, make_shop, make_user
from tests.money import credit, request_of
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
    """An order that was paid 5.000 ₫ too much."""
    order = make_order(make_product(shop=shop, price_vnd=150_000))
    credit(request_of(order), 155_000)
    db.session.commit()
    return order


@pytest.fixture
def buyer(app: Flask, order: Order) -> FlaskClient:
    browser = open_browser(app)
    assert browser.get(f"/don/{order.code}?khoa={order_secret(order.code, order.link_nonce)}").status_code == 303
    return browser


def refund() -> Refund:
    return db.session.scalars(sa.select(Refund).execution_options(populate_existing=True)).one()


ACCOUNT = {"bank": "000000", "number": "DEMO 0099", "holder": "Nguyễn Văn An"}


# C05 H03
def test_from_the_buyers_account_to_the_buyers_word(
    client: FlaskClient, buyer: FlaskClient, shop: Shop, order: Order
) -> None:
    assert "Ghi tài khoản để nhận lại tiền" in buyer.get(f"/don/{order.code}").text

    assert buyer.post(f"/don/{order.code}/hoan-tien/{refund().public_id}", data=ACCOUNT).status_code == 303
    desk = client.get(f"/ban-hang/{shop.slug}/hoan-tien/{refund().public_id}").text
    assert "DEMO0099" in desk
    assert "NGUYỄN VĂN AN" in desk
    assert refund().code in desk
    assert (
        client.post(
            f"/ban-hang/{shop.slug}/hoan-tien/{refund().public_id}/chuyen-khoan", data={"reference": "FT77"}
        ).status_code
        == 303
    )
    assert "Tôi đã nhận lại tiền" in buyer.get(f"/don/{order.code}").text
    assert buyer.post(f"/don/{order.code}/hoan-tien/{refund().public_id}/da-nhan").status_code == 303

    assert (refund().state, refund().reference) == (RefundState.CONFIRMED, "FT77")
    assert request_of(order).state is RequestState.PAID


# C30: what the seller scans pays the buyer, the right sum, with the refund's code.
def test_the_code_on_the_desk_pays_the_buyer(
    client: FlaskClient, buyer: FlaskClient, shop: Shop, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def keep_drawn(payload: str, label: str) -> str:
        drawn.append(payload)
        return ""

    buyer.post(f"/don/{order.code}/hoan-tien/{refund().public_id}", data=ACCOUNT)
    monkeypatch.setattr("marketplace.pages.refunds.qr.svg", keep_drawn)

    client.get(f"/ban-hang/{shop.slug}/hoan-tien/{refund().public_id}")

    (payload,) = drawn
    told = decode(payload)
    assert (told.bank_bin, told.account, told.amount, told.purpose) == ("000000", "DEMO0099", "5000", refund().code)


# P05 P06
def test_the_buyers_number_is_shown_only_while_it_is_owed(
    client: FlaskClient, buyer: FlaskClient, shop: Shop, order: Order
) -> None:
    buyer.post(f"/don/{order.code}/hoan-tien/{refund().public_id}", data=ACCOUNT)
    client.post(f"/ban-hang/{shop.slug}/hoan-tien/{refund().public_id}/chuyen-khoan", data={})

    assert "DEMO0099" not in client.get(f"/ban-hang/{shop.slug}/hoan-tien/{refund().public_id}").text
    assert "DEMO0099" not in buyer.get(f"/don/{order.code}").text


@pytest.mark.parametrize(
    "changed", [{"bank": "970436"}, {"number": "12-34"}, {"number": ""}, {"holder": ""}, {"bank": "x"}]
)
def test_a_wrong_account_is_refused_in_words(buyer: FlaskClient, order: Order, changed: dict[str, str]) -> None:
    answer = buyer.post(f"/don/{order.code}/hoan-tien/{refund().public_id}", data={**ACCOUNT, **changed})

    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert refund().to_last_four == ""


# N02
def test_a_stranger_finds_no_refund(app: Flask, shop: Shop, order: Order) -> None:
    stranger = open_browser(app)
    other = make_user()
    make_shop(owner=other)
    sign_in(stranger, other)
    public_id = refund().public_id

    assert stranger.get(f"/don/{order.code}/hoan-tien/{public_id}").status_code == 404
    assert stranger.post(f"/don/{order.code}/hoan-tien/{public_id}/da-nhan").status_code == 404
    assert stranger.get(f"/ban-hang/{shop.slug}/hoan-tien/{public_id}").status_code == 404
    for way in ("chuyen-khoan", "tien-mat", "chua-toi", "tai-khoan"):
        assert stranger.post(f"/ban-hang/{shop.slug}/hoan-tien/{public_id}/{way}", data=ACCOUNT).status_code == 404
    assert refund().state is RefundState.ASKED


# N02: a holder of one order has nothing to do with another's refund.
def test_another_orders_link_opens_no_refund(app: Flask, order: Order) -> None:
    mine = make_order()
    db.session.commit()
    browser = open_browser(app)
    browser.get(f"/don/{mine.code}?khoa={order_secret(mine.code, mine.link_nonce)}")

    assert browser.get(f"/don/{mine.code}/hoan-tien/{refund().public_id}").status_code == 404


def test_a_parked_credit_is_returned_from_the_desk(client: FlaskClient, shop: Shop) -> None:
    line = credit(request_of(make_order(make_product(shop=shop))), 70_000, "nhầm người")
    db.session.commit()

    asked = client.post(
        f"/ban-hang/{shop.slug}/tien/{line.public_id}/hoan", data={"amount": "70.000", "reason": "nhầm"}
    )
    assert asked.status_code == 303
    assert "70.000" in client.get(str(asked.location)).text
    assert client.post(f"/ban-hang/{shop.slug}/hoan-tien/{refund().public_id}/tien-mat", data={}).status_code == 303

    assert refund().state is RefundState.SENT


def test_a_bounced_refund_waits_again(client: FlaskClient, shop: Shop, order: Order) -> None:
    path = f"/ban-hang/{shop.slug}/hoan-tien/{refund().public_id}"
    client.post(path + "/chuyen-khoan", data={})

    assert client.post(path + "/chua-toi", data={"reason": ""}).status_code == 303
    assert refund().state is RefundState.SENT
    client.post(path + "/chua-toi", data={"reason": "sai số tài khoản"})

    assert refund().state is RefundState.AGREED
    assert "sai số tài khoản" in client.get(path).text


# C29
def test_a_wrong_link_is_undone_at_the_desk(client: FlaskClient, shop: Shop) -> None:
    order = make_order(make_product(shop=shop, price_vnd=150_000))
    line = credit(request_of(order), 150_000)
    db.session.commit()

    assert client.post(f"/ban-hang/{shop.slug}/khoan/{line.public_id}/go", data={"reason": ""}).status_code == 303
    assert request_of(order).state is RequestState.PAID
    client.post(f"/ban-hang/{shop.slug}/khoan/{line.public_id}/go", data={"reason": "ghép nhầm"})

    assert request_of(order).state is RequestState.OPEN
    assert "ghép nhầm" in client.get(f"/ban-hang/{shop.slug}/tien").text
