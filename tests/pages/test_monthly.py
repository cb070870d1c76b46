"""A shop's month: it adds up to the ledger, ends at Vietnam's midnight, and holds no formula."""

import io
import random
import zipfile
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts.models import User
from marketplace.clock import VIETNAM, now, pretend, vietnam
from marketplace.db import db
from marketplace.money import Dong
from marketplace.payments.queries.monthly import (
    HANDS,
    differences,
    month_of,
    statement_of,
)
from marketplace.payments.services import by_hand, keeping, returning
from marketplace.payments.services.checking import broken
from marketplace.payments.states import RefundWay
from marketplace.shops.models import Product, Shop
from tests.factories import SELLER, make_order, make_product, make_shop, make_user
from tests.money import credit, request_of
from tests.payments.test_monthly import MIDNIGHT, NOVEMBER, OCTOBER, month, refund_of
from tests.people import open_browser, sign_in


@pytest.fixture
def shop(client: FlaskClient) -> Shop:
    """A shop, whose owner sits before `client`."""
    owner = make_user()
    shop = make_shop(owner=owner)
    sign_in(client, owner)
    return shop


@pytest.fixture
def product(shop: Shop) -> Product:
    return make_product(shop=shop, price_vnd=150_000)


def sheets(client: FlaskClient, shop: Shop, word: str) -> dict[str, list[list[Any]]]:
    answer = client.get(f"/ban-hang/{shop.slug}/so-thang/{word}.xlsx")
    assert answer.status_code == 200, answer.text
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    return {page.title: [[cell.value for cell in row] for row in page.iter_rows()] for page in book}


# I03
def test_a_thousand_rows_add_up_to_the_ledger(client: FlaskClient, shop: Shop, product: Product) -> None:
    chance = random.Random(1000)
    request = request_of(make_order(product))
    total = 0
    for _ in range(1_000):
        amount = chance.randrange(1, 10 ** chance.randrange(1, 10))
        line = credit(request, amount, "chuyen tien")
        total += amount
        match chance.randrange(6):
            case 0:
                by_hand.set_aside(line.id, reason="thử", by=SELLER)
            case 1:
                refund = returning.ask_refund(
                    line.id, amount_vnd=Dong(chance.randint(1, amount)), reason="thử", by=SELLER
                )
                returning.mark_sent(refund.id, way=RefundWay.CASH, reference="", by=SELLER)
                total -= refund.amount_vnd
    db.session.commit()

    statement = month(shop)

    assert len(statement.came) == 1_000
    assert statement.closing_vnd(*HANDS) == total == sum(row.received_vnd - row.returned_vnd for row in statement.came)
    came = sheets(client, shop, str(month_of(now())))["Tiền vào"]
    assert len(came) == 1_002
    for place in range(3, 10):
        if place != 5:
            assert came[-1][place] == sum(row[place] for row in came[1:-1])
    page = client.get(f"/ban-hang/{shop.slug}/so-thang").text
    assert page.count("SePay") == 1_000 and "Khớp với sổ" in page


# INV-03
@pytest.mark.parametrize(
    ("fault", "where"),
    [
        ("UPDATE entry SET account = 'parked:999' WHERE account LIKE 'parked:%' AND amount_vnd < 0", "parked"),
        ("UPDATE entry SET account = 'bank:999' WHERE account LIKE 'bank:%'", "hands"),
        ("UPDATE entry SET amount_vnd = amount_vnd + 1 WHERE account LIKE 'bank:%'", "line "),
        ("DELETE FROM entry WHERE account LIKE 'order:%'", "line "),
    ],
)
def test_a_ledger_that_says_otherwise_is_seen_on_page_and_file(
    fault: str, where: str, client: FlaskClient, shop: Shop, product: Product
) -> None:
    credit(request_of(make_order(product)), 150_007)
    assert not any(broken().values())
    db.session.execute(sa.text("SET LOCAL session_replication_role = replica"))
    db.session.execute(sa.text(fault))
    db.session.commit()

    wrong = differences(statement_of(shop.id, month_of(now())))

    assert any(name.startswith(where) for name in wrong)
    assert "chưa khớp với sổ" in client.get(f"/ban-hang/{shop.slug}/so-thang").text
    assert str(sheets(client, shop, str(month_of(now())))["Số dư"][-1][0]).startswith("Chưa khớp với sổ")


# --- the page and the file ---


# S04
def test_a_payment_before_and_one_after_midnight_are_in_different_months(
    client: FlaskClient, shop: Shop, product: Product
) -> None:
    before, after = MIDNIGHT - timedelta(minutes=1), MIDNIGHT + timedelta(minutes=1)
    for instant, amount in ((before, 150_000), (after, 149_000)):
        with pretend(instant):
            credit(request_of(make_order(product)), amount)
    db.session.commit()

    assert [row.received_vnd for row in month(shop, OCTOBER).came] == [150_000]
    assert [row.received_vnd for row in month(shop, NOVEMBER).came] == [149_000]
    assert month(shop, OCTOBER).closing_vnd("bank") == month(shop, NOVEMBER).opening_vnd("bank") == 150_000
    october, november = (sheets(client, shop, word)["Tiền vào"][1] for word in ("2025-10", "2025-11"))
    assert october[:2] == [datetime(2025, 10, 31, 23, 59, tzinfo=VIETNAM).replace(tzinfo=None)] * 2
    assert november[:2] == [datetime(2025, 11, 1, 0, 1, tzinfo=VIETNAM).replace(tzinfo=None)] * 2
    assert "23:59, 31/10/2025" in client.get(f"/ban-hang/{shop.slug}/so-thang?thang=2025-10").text


def test_the_page_shows_the_month_and_offers_the_others(client: FlaskClient, shop: Shop, product: Product) -> None:
    with pretend(now() - timedelta(days=70)):
        order = make_order(product)
        credit(request_of(order), 150_000)
    old = month_of(now() - timedelta(days=70))
    db.session.commit()

    page = client.get(f"/ban-hang/{shop.slug}/so-thang").text

    assert "Khớp với sổ" in page and "Tháng này chưa có khoản nào vào." in page
    assert f'<option value="{old}">' in page
    assert f'<option value="{month_of(now())}" selected>' in page
    assert order.code in client.get(f"/ban-hang/{shop.slug}/so-thang?thang={old}").text
    assert client.get(f"/en/ban-hang/{shop.slug}/so-thang?thang={old}").status_code == 200


def test_only_its_own_people_see_a_shops_month(app: Flask, client: FlaskClient, shop: Shop) -> None:
    word = str(month_of(now()))
    stranger = open_browser(app)
    sign_in(stranger, db.session.get_one(User, make_shop().owner_id))

    for address in (f"/ban-hang/{shop.slug}/so-thang", f"/ban-hang/{shop.slug}/so-thang/{word}.xlsx"):
        assert client.get(address).status_code == 200
        assert stranger.get(address).status_code == 404
        assert open_browser(app).get(address).status_code == 303


@pytest.mark.parametrize(("word", "status"), [("2026-13", 404), ("26-11", 404), ("2099-01", 422), ("nay", 404)])
def test_a_month_that_is_none_or_has_not_begun_is_refused(
    word: str, status: int, client: FlaskClient, shop: Shop
) -> None:
    page = client.get(f"/ban-hang/{shop.slug}/so-thang?thang={word}")
    file = client.get(f"/ban-hang/{shop.slug}/so-thang/{word}.xlsx")

    assert page.status_code == file.status_code == status
    assert ("chưa bắt đầu" if status == 422 else "Không có tháng này") in page.text


# O08 E12
@pytest.mark.parametrize(
    "memo", ["=1+1", "+84 chuyen tien", "-2", "@SUM(A1)", "\tx", '=HYPERLINK("http://a.b","x")', "https://a.b", "00123"]
)
def test_no_cell_of_the_file_is_a_formula(memo: str, client: FlaskClient, shop: Shop, product: Product) -> None:
    credit(request_of(make_order(product)), 7, memo)
    db.session.commit()

    answer = client.get(f"/ban-hang/{shop.slug}/so-thang/{month_of(now())}.xlsx")

    with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
        inside = "".join(parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/"))
    assert "<f>" not in inside and "hyperlink" not in inside
    page = openpyxl.load_workbook(io.BytesIO(answer.data))["Tiền vào"]
    assert (page["K2"].data_type, page["K2"].value) == ("s", memo)
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_file_has_numbers_as_numbers_dates_as_dates_and_a_head_that_stays(
    client: FlaskClient, shop: Shop, product: Product
) -> None:
    order = make_order(product)
    line = credit(request_of(order), 150_007)
    returning.mark_sent(refund_of(order).id, way=RefundWay.BANK, reference="=FT1", by=SELLER)
    db.session.commit()

    answer = client.get(f"/ban-hang/{shop.slug}/so-thang/{month_of(now())}.xlsx")

    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    page = book["Tiền vào"]
    assert page.freeze_panes == "A2"
    assert page["A2"].is_date and "h" in page["A2"].number_format
    assert abs(page["A2"].value - vietnam(line.at).replace(tzinfo=None)) < timedelta(seconds=1)
    assert (page["D2"].value, page["D2"].data_type, page["D2"].number_format) == (150_007, "n", "#,##0")
    assert (page["A3"].value, page["D3"].value, page["E3"].value, page["I3"].value) == ("Tổng", 150_007, 150_000, 7)
    assert page["F2"].value == f"{order.code}: 150.000\xa0₫"
    assert all(size.width >= 16 for size in page.column_dimensions.values())
    back = book["Hoàn cho khách"]
    assert [cell.value for cell in back[2]][1:] == ["chuyển khoản", 7, order.code, refund_of(order).code, "=FT1"]
    assert back["F2"].data_type == "s"


# P04
def test_a_memo_is_shown_only_until_it_is_blanked(client: FlaskClient, shop: Shop, product: Product) -> None:
    credit(request_of(order := make_order(product)), 150_000, f"NGUYEN VAN AN {request_of(order).code}")
    db.session.commit()
    address = f"/ban-hang/{shop.slug}/so-thang"
    assert "NGUYEN VAN AN" in client.get(address).text

    keeping.blank(before=now() + timedelta(days=1))
    db.session.commit()

    assert "NGUYEN VAN AN" not in client.get(address).text
    assert "NGUYEN" not in str(sheets(client, shop, str(month_of(now()))))
