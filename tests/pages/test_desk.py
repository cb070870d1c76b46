"""The seller's desk: orders step by step, and money that needs a person."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from marketplace.accounts.models import User
from marketplace.db import db
from marketplace.orders.models import Order
from marketplace.orders.states import Method, SubOrderState
from marketplace.payments.models import BankLine
from marketplace.payments.services.checking import broken
from marketplace.payments.states import LineState, RequestState
from marketplace.shops.models import Shop
from tests.digest import digest
from tests.factories import make_order, make_product, make_shop, make_user
from tests.money import credit, part_of, request_of, stock_of
from tests.people import open_browser, sign_in

CANARY = "<script>canh-bao(1)</script>\"'><img src=x onerror=canh-bao(2)>"
S = SubOrderState


@pytest.fixture(autouse=True)
def _books_in_order(session: Any) -> Any:
    yield
    assert {name: found for name, found in broken().items() if found} == {}


@pytest.fixture
def owner(session: Any) -> User:
    return make_user(name="Bà Tư")


@pytest.fixture
def shop(owner: User) -> Shop:
    return make_shop(name="Nhà Bà Tư", owner=owner)


@pytest.fixture
def client(app: Flask, shop: Shop, owner: User) -> FlaskClient:
    """The seller's browser."""
    browser = open_browser(app)
    sign_in(browser, owner)
    return browser


def order_at(shop: Shop, **facts: Any) -> Order:
    order = make_order(make_product(shop=shop, price_vnd=150_000), **facts)
    db.session.commit()
    return order


def desk(shop: Shop, order: Order) -> str:
    return f"/ban-hang/{shop.slug}/don/{part_of(order).public_id}"


def money(shop: Shop, line: BankLine) -> str:
    db.session.commit()
    return f"/ban-hang/{shop.slug}/tien/{line.public_id}"


def press(client: FlaskClient, shop: Shop, order: Order, step: str, version: int | None = None) -> TestResponse:
    seen = part_of(order).version if version is None else version
    return client.post(f"{desk(shop, order)}/{step}", data={"version": str(seen)}, follow_redirects=True)


def confirm(client: FlaskClient, shop: Shop, order: Order, **fields: str) -> TestResponse:
    """The seller's "Đã nhận tiền", with the key of a page drawn just now unless told otherwise."""
    key = re.search(r'name="key"[^>]*value="([^"]+)"', client.get(desk(shop, order)).text)
    sent = {"amount": "150.000", "reason": "", "key": key[1] if key else "k" * 12, **fields}
    return client.post(f"{desk(shop, order)}/da-nhan-tien", data=sent, follow_redirects=True)


def state_of(order: Order) -> SubOrderState:
    return part_of(order).state


# --- who may come ---


# N02 C28
def test_another_shops_parts_and_lines_are_not_there(app: Flask, client: FlaskClient, shop: Shop) -> None:
    theirs = make_shop()
    order, own = order_at(theirs), order_at(shop)
    line, parked = credit(request_of(order), 5, "lạ"), credit(request_of(own), 7, "lạ")
    missing, foreign = f"/ban-hang/{shop.slug}", f"/ban-hang/{theirs.slug}"
    unchanged = digest()

    for base in (missing, foreign):
        assert client.get(f"{base}/don/{part_of(order).public_id}").status_code == 404
        assert client.get(f"{base}/don/{part_of(order).public_id}/tu-choi").status_code == 404
        for action in ("nhan", "xong", "giao", "hoan-tat", "tu-choi", "da-nhan-tien"):
            fields = {"version": "1", "because": "x", "amount": "1", "reason": "x", "key": "k" * 12}
            assert client.post(f"{base}/don/{part_of(order).public_id}/{action}", data=fields).status_code == 404
        for action in ("ghep", "cung-mot-khoan", "de-rieng"):
            fields = {"part": part_of(own).public_id, "reason": "x"}
            assert client.post(f"{base}/tien/{line.public_id}/{action}", data=fields).status_code == 404
    assert client.get(f"{foreign}/don").status_code == client.get(f"{foreign}/tien").status_code == 404
    assert client.get(f"/ban-hang/don/{part_of(order).public_id}").status_code == 404
    for part in (part_of(order).public_id, "khong-co"):
        assert client.post(f"{money(shop, parked)}/ghep", data={"part": part, "reason": ""}).status_code == 404

    assert digest() == unchanged
    stranger = open_browser(app)
    assert stranger.get(desk(shop, own)).status_code == 303
    assert stranger.post(f"{desk(shop, own)}/nhan").status_code == 401


def test_the_desk_is_the_sellers_only_shop(client: FlaskClient, shop: Shop, app: Flask) -> None:
    order = order_at(shop)

    assert client.get("/ban-hang").location == f"/ban-hang/{shop.slug}/don"
    assert order.code in client.get(f"/ban-hang/{shop.slug}/don").text
    assert client.get(f"/ban-hang/don/{part_of(order).public_id}").location == desk(shop, order)
    member = open_browser(app)
    sign_in(member, make_user())
    assert member.get(f"/ban-hang/{shop.slug}/don").status_code == 403


# --- step by step ---


def test_a_paid_order_goes_from_hand_to_hand(client: FlaskClient, shop: Shop) -> None:
    order = order_at(shop)
    assert "Nhận đơn" not in client.get(desk(shop, order)).text.split("<h2>Đã xảy ra")[0].split('class="facts"')[1]
    credit(request_of(order), 150_000)
    db.session.commit()

    for step, state in (("nhan", S.ACCEPTED), ("xong", S.READY), ("giao", S.HANDED_OVER), ("hoan-tat", S.COMPLETED)):
        assert press(client, shop, order, step).status_code == 200
        assert state_of(order) is state

    assert {change.actor for change in part_of(order).history[1:]} == {"Bà Tư"}


def test_an_unpaid_transfer_is_not_accepted_by_any_button(client: FlaskClient, shop: Shop) -> None:
    order = order_at(shop)
    unchanged = digest()

    page = press(client, shop, order, "nhan")

    assert "chưa nhận đủ tiền" in page.text
    for step in ("xong", "giao", "hoan-tat"):
        press(client, shop, order, step)
    assert client.post(f"{desk(shop, order)}/paid", data={}).status_code == 404
    assert digest() == unchanged


# A16
def test_the_second_of_two_tabs_is_told_and_changes_nothing(client: FlaskClient, shop: Shop) -> None:
    order = order_at(shop, method=Method.CASH)
    seen = part_of(order).version
    press(client, shop, order, "nhan", seen)
    unchanged = digest()

    for version in (seen, 999):
        assert "vừa được cập nhật ở nơi khác" in press(client, shop, order, "xong", version).text
    garbled = client.post(f"{desk(shop, order)}/xong", data={"version": "hai"}, follow_redirects=True)
    decline = client.post(
        f"{desk(shop, order)}/tu-choi", data={"version": str(seen), "because": "x"}, follow_redirects=True
    )

    assert "vừa được cập nhật ở nơi khác" in garbled.text
    assert "vừa được cập nhật ở nơi khác" in decline.text
    assert digest() == unchanged
    # What comes back is the page as it is now: its button works.
    press(client, shop, order, "xong")
    assert state_of(order) is S.READY


def test_the_live_desk_is_drawn_anew_only_when_something_is_new(client: FlaskClient, shop: Shop) -> None:
    order_at(shop)
    path = f"/ban-hang/{shop.slug}/don"
    seen = re.search(r'data-version="([^"]+)"', client.get(path).text)
    assert seen
    assert client.get(f"{path}?v={seen[1]}").status_code == 204

    order_at(shop)

    assert client.get(f"{path}?v={seen[1]}").status_code == 200


# A04
def test_declining_asks_for_a_reason_and_parks_the_money(client: FlaskClient, shop: Shop) -> None:
    order = order_at(shop)
    credit(request_of(order), 150_000)
    db.session.commit()
    path, version = f"{desk(shop, order)}/tu-choi", str(part_of(order).version)
    assert "Bạn phải hoàn lại đủ" in client.get(path).text

    silent = client.post(path, data={"version": version, "because": " "})
    assert (silent.status_code, state_of(order)) == (422, S.PLACED)
    assert "khách sẽ đọc được" in silent.text

    client.post(path, data={"version": version, "because": f"mưa hỏng rau {CANARY}"})
    assert state_of(order) is S.DECLINED_BY_SHOP
    page = client.get(f"/ban-hang/{shop.slug}/tien").text
    assert "150.000" in page
    assert "phải hoàn lại cho khách" in page
    assert request_of(order).code in page
    assert "<script>canh-bao" not in client.get(desk(shop, order)).text + page


# --- the thumb and cash ---


# C26
def test_the_thumb_needs_a_reason_for_another_amount_and_counts_once(client: FlaskClient, shop: Shop) -> None:
    order = order_at(shop)

    refused = confirm(client, shop, order, amount="149.000")
    assert refused.status_code == 422
    assert "xin ghi lý do" in refused.text
    assert "149.000" in refused.text
    assert request_of(order).paid_vnd == 0

    for _ in range(2):
        confirm(client, shop, order, amount="149.000", reason="khách xin bớt", key="one-and-the-same")
    assert (request_of(order).state, request_of(order).left_vnd) == (RequestState.PART_PAID, 1_000)
    page = confirm(client, shop, order, amount="1.000")
    assert "Đã ghi là nhận tiền" in page.text
    assert request_of(order).state is RequestState.PAID
    assert "hoặc đơn đã đủ tiền" in confirm(client, shop, order).text


# S02
@pytest.mark.parametrize(
    "amount", ["", "0", "-1", "1.5", "1e5", "１５００００", "1_000", "NaN", "150.00", "9" * 20, "500000000"]
)
def test_what_is_no_amount_confirms_nothing(client: FlaskClient, shop: Shop, amount: str) -> None:
    order = order_at(shop)
    unchanged = digest()

    answers = [confirm(client, shop, order, amount=amount), confirm(client, shop, order, key="short")]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert digest() == unchanged


# G06
def test_cash_is_written_down_before_the_order_is_finished(client: FlaskClient, shop: Shop) -> None:
    order = order_at(shop, method=Method.CASH)
    press(client, shop, order, "nhan")
    press(client, shop, order, "giao")

    assert "xin ghi số tiền đã thu" in press(client, shop, order, "hoan-tat").text
    assert confirm(client, shop, order, amount="100.000").status_code == 422
    confirm(client, shop, order, amount="150.000")

    press(client, shop, order, "hoan-tat")
    assert state_of(order) is S.COMPLETED


# --- money that needs a person ---


# C08 C28
def test_parked_money_is_listed_with_its_reason_and_linked_once(client: FlaskClient, shop: Shop) -> None:
    order, other = order_at(shop), order_at(shop)
    line = credit(request_of(order), 150_000, f"chuyen tien {CANARY}")
    path = money(shop, line)

    page = client.get(f"/ban-hang/{shop.slug}/tien").text
    assert "Chỉ ghép khi có người xác nhận" in page
    assert "có vẻ là đơn này" in page
    assert "<script>canh-bao" not in page
    assert client.post(f"{path}/ghep", data={"part": ""}).status_code == 422
    linked = client.post(f"{path}/ghep", data={"part": part_of(order).public_id}, follow_redirects=True)
    again = client.post(f"{path}/ghep", data={"part": part_of(other).public_id}, follow_redirects=True)

    assert "Đã ghép tiền vào đơn" in linked.text
    assert "không còn tiền để ghép" in again.text
    assert (request_of(order).state, request_of(other).state) == (RequestState.PAID, RequestState.OPEN)
    assert "Không có khoản nào chờ xem" in again.text


def test_money_is_set_aside_only_with_a_reason(client: FlaskClient, shop: Shop) -> None:
    order = order_at(shop)
    line = credit(request_of(order), 170_000)
    path = money(shop, line)

    assert client.post(f"{path}/de-rieng", data={"reason": ""}).status_code == 422
    assert line.parked_vnd == 20_000
    client.post(f"{path}/de-rieng", data={"reason": "đã trả lại tiền mặt"})

    db.session.refresh(line)
    assert (line.state, line.parked_vnd, request_of(order).state) == (LineState.SET_ASIDE, 0, RequestState.PAID)


# C26 C27
def test_the_banks_line_after_the_thumb_becomes_one_with_it(client: FlaskClient, shop: Shop) -> None:
    order = order_at(shop)
    confirm(client, shop, order)
    line = credit(request_of(order), 150_000)
    path = money(shop, line)
    assert "Cùng một khoản tôi đã xác nhận" in client.get(f"/ban-hang/{shop.slug}/tien").text

    once = client.post(f"{path}/cung-mot-khoan", follow_redirects=True)
    twice = client.post(f"{path}/cung-mot-khoan", follow_redirects=True)

    assert "chỉ tính một lần" in once.text
    assert "đã được xử lý ở nơi khác" in twice.text
    assert (request_of(order).paid_vnd, request_of(order).state) == (150_000, RequestState.PAID)
    assert stock_of(make_product(shop=shop)) == (100, 100)


# O11
def test_the_desk_is_kept_by_no_cache(client: FlaskClient, shop: Shop) -> None:
    order = order_at(shop)

    for path in (
        f"/ban-hang/{shop.slug}/don",
        desk(shop, order),
        f"{desk(shop, order)}/tu-choi",
        f"/ban-hang/{shop.slug}/tien",
    ):
        for prefix in ("", "/en"):
            answer = client.get(prefix + path)
            assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store"), path
