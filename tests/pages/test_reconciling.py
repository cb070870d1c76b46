"""The page where books and world are held against each other."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace.clock import now, pretend, vietnam
from marketplace.db import db
from marketplace.orders.models import Order
from marketplace.payments.models import Break, Count
from marketplace.payments.states import BreakState, CountState
from marketplace.shops.models import Shop
from tests.factories import make_order, make_product, make_shop, make_user
from tests.money import request_of, tell
from tests.payments.bringing import MONDAY, at, bring, row, statement
from tests.people import open_browser, sign_in


@pytest.fixture
def shop(client: FlaskClient) -> Shop:
    owner = make_user(name="Bà Tư")
    shop = make_shop(owner=owner)
    sign_in(client, owner)
    return shop


@pytest.fixture
def order(shop: Shop) -> Order:
    """An order of that Monday's, with a transfer no statement of the days has."""
    with pretend(at(-3)):
        order = make_order(make_product(shop=shop, price_vnd=150_000))
    with pretend(at(0)):
        tell(request_of(order), 150_000)
    with pretend(at(5)):
        bring(order, statement(row(0, 20_000, "tien khac")))
    db.session.commit()
    return order


def only(kind: type[Break] | type[Count]) -> Break | Count:
    return db.session.scalars(sa.select(kind).execution_options(populate_existing=True)).one()  # type: ignore[return-value]


# E18
def test_a_break_says_what_how_old_whose_and_what_to_do(client: FlaskClient, shop: Shop, order: Order) -> None:
    page = client.get(f"/ban-hang/{shop.slug}/doi-soat").text

    assert "SePay báo có khoản này, nhưng sao kê của ngân hàng không có." in page
    assert "+150.000" in page
    assert "Bà Tư" in page
    assert "Tải lại sao kê cho đủ ngày 16/11/2026" in page
    assert "thấy lệch" in page
    assert f'href="/ban-hang/{shop.slug}/doi-soat"' in client.get(f"/ban-hang/{shop.slug}/tien").text


# E18
def test_a_break_is_explained_on_the_page_and_then_folded_away(client: FlaskClient, shop: Shop, order: Order) -> None:
    address = f"/ban-hang/{shop.slug}/doi-soat/khoan/{only(Break).public_id}/giai-thich"

    empty = client.post(address, data={"reason": " "})
    assert empty.status_code == 422
    assert "Xin ghi vì sao lệch" in empty.text
    assert only(Break).state is BreakState.OPEN

    assert client.post(address, data={"reason": "sao kê thiếu trang"}).status_code == 303

    assert (only(Break).state, only(Break).reason) == (BreakState.EXPLAINED, "sao kê thiếu trang")
    page = client.get(f"/ban-hang/{shop.slug}/doi-soat").text
    assert "một bên có, một bên không" not in page
    assert "sao kê thiếu trang" in page


# I15
def test_a_difference_is_shown_in_words_and_explained(client: FlaskClient, shop: Shop, order: Order) -> None:
    page = client.get(f"/ban-hang/{shop.slug}/doi-soat").text
    assert "Thiếu 150.000\N{NO-BREAK SPACE}₫ so với sổ" in page

    address = f"/ban-hang/{shop.slug}/doi-soat/lan-dem/{only(Count).public_id}/giai-thich"
    assert client.post(address, data={"reason": "sao kê thiếu trang"}).status_code == 303

    assert only(Count).state is CountState.EXPLAINED


# I15
def test_cash_is_counted_on_the_page(client: FlaskClient, shop: Shop) -> None:
    today = vietnam(now()).date()
    fresh = client.get(f"/ban-hang/{shop.slug}/doi-soat").text
    assert fresh.count(f'value="{today}"') == 2
    assert "Không có chỗ nào lệch." in fresh
    # Nobody without VNPay is asked about it.
    assert "Báo cáo đối soát của VNPay" not in fresh

    typed = {"cash_first": f"{today:%d/%m/%Y}", "cash_last": today.isoformat(), "cash_held": "45.000"}
    answer = client.post(f"/ban-hang/{shop.slug}/doi-soat/tien-mat", data=typed)

    assert answer.status_code == 303
    assert "Thừa 45.000\N{NO-BREAK SPACE}₫ so với sổ" in client.get(answer.location).text
    # Pressed twice it is one count.
    client.post(f"/ban-hang/{shop.slug}/doi-soat/tien-mat", data=typed)
    assert only(Count).state is CountState.OPEN


# I15 E07
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("cash_held", "1.5", "Xin ghi số tiền"),
        ("cash_held", "-5", "Xin ghi số tiền"),
        ("cash_first", "31/02/2026", "Xin ghi ngày/tháng/năm"),
        ("cash_first", "", "Xin điền mục này"),
        ("cash_last", "2099-01-01", "đến ngày không được sau hôm nay"),
    ],
)
def test_what_cannot_be_counted_is_said_at_the_field(
    client: FlaskClient, shop: Shop, name: str, value: str, said: str
) -> None:
    today = vietnam(now()).date()
    typed = {"cash_first": f"{today}", "cash_last": f"{today}", "cash_held": "45.000", name: value}

    answer = client.post(f"/ban-hang/{shop.slug}/doi-soat/tien-mat", data=typed)

    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.scalar(sa.select(Count.id)) is None


# I15
def test_vnpays_report_is_typed_in_two_numbers(client: FlaskClient, shop: Shop) -> None:
    client.post(f"/ban-hang/{shop.slug}/vnpay", data={"tmn_code": "CHOQUE01", "secret": "x" * 32})
    yesterday = vietnam(now()).date() - timedelta(days=1)

    answer = client.post(
        f"/ban-hang/{shop.slug}/doi-soat/vnpay",
        data={
            "vnpay_first": f"{yesterday}", "vnpay_last": f"{yesterday}", "vnpay_paid": "0", "vnpay_returned": "1.000",
        },
    )  # fmt: skip

    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "Khớp sổ" in page
    assert "Đã hoàn lại khách, theo báo cáo của VNPay" in page
    assert "Thừa 1.000\N{NO-BREAK SPACE}₫ so với sổ" in page


# N01
def test_anothers_breaks_and_counts_are_not_there(app: Flask, client: FlaskClient, shop: Shop, order: Order) -> None:
    other = make_shop(owner=make_user())
    stranger = open_browser(app)
    owner = make_user()
    own = make_shop(owner=owner)
    sign_in(stranger, owner)

    for word, kind in (("khoan", Break), ("lan-dem", Count)):
        public_id = only(kind).public_id
        for slug in (shop.slug, own.slug, other.slug):
            path = f"/ban-hang/{slug}/doi-soat/{word}/{public_id}/giai-thich"
            assert stranger.post(path, data={"reason": "không phải của tôi"}).status_code == 404
    assert stranger.get(f"/ban-hang/{shop.slug}/doi-soat").status_code == 404
    assert (only(Break).state, only(Count).state) == (BreakState.OPEN, CountState.OPEN)


# E18 I15
def test_the_imports_page_says_whether_it_agrees(client: FlaskClient, shop: Shop, order: Order) -> None:
    brought = client.get(f"/ban-hang/{shop.slug}/sao-ke").text
    address = brought.split(f'href="/ban-hang/{shop.slug}/sao-ke/')[1].split('"')[0]

    page = client.get(f"/ban-hang/{shop.slug}/sao-ke/{address}").text

    assert "chưa khớp với sổ của chợ" in page
    assert f"/ban-hang/{shop.slug}/doi-soat" in page
    assert f"{MONDAY:%d/%m/%Y}" in page
