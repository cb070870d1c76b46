"""Statements and balance alerts at the desk: shown first, imported once."""

import io
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook

from marketplace.clock import now, vietnam
from marketplace.db import db
from marketplace.orders.models import Order
from marketplace.payments import handlers
from marketplace.payments.models import BankLine, StatementImport, StatementLayout
from marketplace.payments.services import importing
from marketplace.payments.services.checking import broken
from marketplace.payments.states import Direction, ImportState, LineState, RequestState
from marketplace.shops.models import Shop
from marketplace.shops.queries import get_account
from tests.digest import digest
from tests.factories import make_account, make_order, make_product, make_shop, make_user
from tests.money import credit, request_of
from tests.people import open_browser, sign_in

HEAD = ["Ngày giao dịch", "Số tham chiếu", "Số tiền ghi nợ", "Số tiền ghi có", "Mô tả"]


@pytest.fixture
def shop(client: FlaskClient) -> Shop:
    owner = make_user()
    shop = make_shop(owner=owner)
    sign_in(client, owner)
    return shop


@pytest.fixture
def order(shop: Shop) -> Order:
    order = make_order(make_product(shop=shop, price_vnd=150_000))
    db.session.commit()
    return order


def today() -> str:
    return f"{vietnam(now()):%d/%m/%Y}"


def sheet(*rows: list[Any], account: str = "") -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["SAO KÊ TÀI KHOẢN"])
    if account:
        page.append([f"Số tài khoản/Account number: {account}"])
    page.append(HEAD)
    for row in rows:
        page.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def bring(client: FlaskClient, shop: Shop, data: bytes, name: str = "sao-ke.xlsx") -> str:
    """The address of the statement that was brought."""
    answer = client.post(
        f"/ban-hang/{shop.slug}/sao-ke", data={"file": (io.BytesIO(data), name)}, content_type="multipart/form-data"
    )
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def lines() -> list[BankLine]:
    return list(db.session.scalars(sa.select(BankLine).order_by(BankLine.id).execution_options(populate_existing=True)))


def whole() -> None:
    db.session.flush()
    assert {name: found for name, found in broken().items() if found} == {}


def test_a_statement_is_shown_first_and_pays_when_imported(client: FlaskClient, shop: Shop, order: Order) -> None:
    code = request_of(order).code
    data = sheet(
        [today(), "FT1", None, "150,000", f"NGUYEN VAN AN chuyen {code}"], [today(), "FT2", "80,000", None, "tien dien"]
    )

    address = bring(client, shop, data)
    shown = client.get(address).text
    assert code in shown
    assert lines() == []

    assert client.post(address + "/nhap").status_code == 303

    assert request_of(order).state is RequestState.PAID
    assert [line.direction for line in lines()] == [Direction.IN]
    done = client.get(address).text
    assert "1 khoản vào đúng đơn" in done
    assert "1 khoản là chi tiêu riêng" in done
    assert code not in done
    whole()


# E01
def test_the_same_file_again_brings_nothing(client: FlaskClient, shop: Shop, order: Order) -> None:
    data = sheet([today(), "FT1", None, "150,000", request_of(order).code], [today(), "", None, "5,000", "gui xe"])
    client.post(bring(client, shop, data) + "/nhap")
    unchanged = digest()

    again = bring(client, shop, data)
    client.post(again + "/nhap")

    assert digest() == unchanged
    assert "2 khoản đã biết từ trước" in client.get(again).text


# E02
def test_overlapping_files_make_the_union(client: FlaskClient, shop: Shop) -> None:
    rows = [[today(), f"FT{n}", None, f"{n}0,000", f"gui {n}"] for n in range(1, 5)]

    for part in (rows[:3], rows[1:]):
        client.post(bring(client, shop, sheet(*part)) + "/nhap")

    assert [line.amount_vnd for line in lines()] == [10_000, 20_000, 30_000, 40_000]


# E03
def test_two_equal_rows_are_two_and_a_third_is_one_more(client: FlaskClient, shop: Shop) -> None:
    row = [today(), "", None, "20,000", "chuyen tien"]
    for count, all_ in ((2, 2), (2, 2), (3, 3)):
        client.post(bring(client, shop, sheet(*[row] * count)) + "/nhap")
        assert len(lines()) == all_


# C03: told by the bank's feed before.
def test_what_a_feed_told_is_known_in_the_statement(client: FlaskClient, shop: Shop, order: Order) -> None:
    credit(request_of(order), 150_000, reference="FT1")
    db.session.commit()

    address = bring(client, shop, sheet([today(), "FT1", None, "150,000", request_of(order).code]))
    client.post(address + "/nhap")

    assert len(lines()) == 1
    assert request_of(order).state is RequestState.PAID
    assert "1 khoản đã biết" in client.get(address).text


def test_pasted_alerts_pay_too(client: FlaskClient, shop: Shop, order: Order) -> None:
    code = request_of(order).code
    text = f"TK {get_account(request_of(order).account_id).number} | GD: +150,000VND {vietnam(now()):%d/%m/%y %H:%M} | SD: 1,234,567VND | ND: {code}"

    answer = client.post(f"/ban-hang/{shop.slug}/sao-ke", data={"text": text})
    client.post(str(answer.location) + "/nhap")

    assert request_of(order).state is RequestState.PAID


# E08
def test_a_bad_row_is_named_and_the_good_ones_come_in(client: FlaskClient, shop: Shop) -> None:
    address = bring(
        client, shop, sheet([today(), "FT1", None, "10,000", "mot"], [today(), "FT2", None, "mười nghìn", "hai"])
    )
    shown = client.get(address).text

    client.post(address + "/nhap")

    assert "1 dòng không đọc được" in shown
    assert "Dòng 4" in shown
    assert [line.amount_vnd for line in lines()] == [10_000]


# E10
def test_the_file_of_another_account_is_refused(client: FlaskClient, shop: Shop) -> None:
    answer = client.post(
        f"/ban-hang/{shop.slug}/sao-ke",
        data={"file": (io.BytesIO(sheet([today(), "FT1", None, "10,000", "x"], account="9999999999")), "x.xlsx")},
        content_type="multipart/form-data",
    )

    assert answer.status_code == 422
    assert "9999999999" in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(StatementImport)) == 0


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 ...", b"\x00" * 400, b"hello", b"PK\x03\x04 nothing"])
def test_what_is_no_statement_is_refused_in_words(client: FlaskClient, shop: Shop, data: bytes) -> None:
    answer = client.post(
        f"/ban-hang/{shop.slug}/sao-ke", data={"file": (io.BytesIO(data), "x.xlsx")}, content_type="multipart/form-data"
    )

    assert answer.status_code == 422
    assert 'class="notice"' in answer.text


# E12
def test_a_row_that_begins_like_a_formula_is_only_text(client: FlaskClient, shop: Shop) -> None:
    address = bring(client, shop, sheet([today(), "FT1", None, "10,000", '\'=HYPERLINK("x")<script>']))

    shown = client.get(address).text

    assert "<script>&#34;" not in shown
    assert "&lt;script&gt;" in shown


# E13 E15: two people, the same file; whoever is second finds everything known.
def test_two_previews_of_one_file_bring_its_rows_once(client: FlaskClient, shop: Shop) -> None:
    data = sheet(*[[today(), f"FT{n}", None, "10,000", f"gui {n}"] for n in range(5)])
    first, second = bring(client, shop, data), bring(client, shop, data)

    for address in (first, second, first):
        client.post(address + "/nhap")

    assert len(lines()) == 5


# E14 J10
def test_an_import_that_stopped_half_way_goes_on(
    client: FlaskClient, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = sheet(*[[today(), f"FT{n}", None, f"{n + 1},000", f"gui {n}"] for n in range(120)])
    address = bring(client, shop, data)
    client.post(address + "/nhap")
    assert lines() == []
    brought = db.session.scalars(sa.select(StatementImport)).one()
    account = get_account(brought.account_id)
    statement = importing.statement_of(brought)
    keys = importing.keys_of(statement, teller=brought.teller, account_id=account.id)
    importing.settle_rows(brought.id, account, statement, keys=keys, upto=50)
    db.session.commit()

    handlers.go_on_importing(0)
    handlers.go_on_importing(0)

    assert len(lines()) == 120
    assert (brought.state, brought.said_sealed, brought.counts) == (ImportState.DONE, None, {"parked": 120})


# E17 N02
def test_a_stranger_finds_no_statement(app: Flask, client: FlaskClient, shop: Shop) -> None:
    address = bring(client, shop, sheet([today(), "FT1", None, "10,000", "x"]))
    stranger = open_browser(app)
    other = make_user()
    make_shop(owner=other)
    sign_in(stranger, other)

    assert stranger.get(address).status_code == 404
    for path in ("/nhap", "/bo"):
        assert stranger.post(address + path).status_code == 404
    assert lines() == []


def test_a_dropped_statement_leaves_nothing(client: FlaskClient, shop: Shop) -> None:
    address = bring(client, shop, sheet([today(), "FT1", None, "10,000", "x"]))

    assert client.post(address + "/bo").status_code == 303
    assert client.post(address + "/nhap").status_code == 303

    assert lines() == []
    assert db.session.scalars(sa.select(StatementImport)).one().said_sealed is None


def test_the_banks_columns_are_remembered(client: FlaskClient, shop: Shop) -> None:
    bring(client, shop, sheet([today(), "FT1", None, "10,000", "x"]))

    layout = db.session.scalars(sa.select(StatementLayout)).one()
    assert layout.mapping["credit"] == 3


def test_a_shop_with_two_accounts_says_which(client: FlaskClient, shop: Shop) -> None:
    from marketplace.shops.states import AccountState  # noqa: PLC0415

    make_account(shop, number="DEMO999999", state=AccountState.NEW)
    db.session.commit()

    answer = client.post(
        f"/ban-hang/{shop.slug}/sao-ke",
        data={"file": (io.BytesIO(sheet([today(), "FT1", None, "10,000", "x"])), "x.xlsx")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 404
    assert 'name="account"' in client.get(f"/ban-hang/{shop.slug}/sao-ke").text


# C21: a refund seen in the statement.
def test_money_that_goes_out_with_a_refunds_code_closes_it(client: FlaskClient, shop: Shop, order: Order) -> None:
    credit(request_of(order), 150_001)
    db.session.commit()
    code = db.session.scalar(sa.text("SELECT code FROM refund"))

    address = bring(client, shop, sheet([today(), "FT9", "1", None, f"Hoan tien {code}"]))
    client.post(address + "/nhap")

    assert db.session.scalar(sa.text("SELECT state FROM refund")) == "sent"
    assert lines()[-1].state is LineState.MATCHED
    whole()


# E04: a payment and its fee bear one reference; both stay.
def test_rows_of_one_reference_and_other_amounts_are_both_kept(client: FlaskClient, shop: Shop) -> None:
    rows = [[today(), "FT1", None, "150,000", "gui tien"], [today(), "FT1", None, "1,100", "hoan phi"]]

    for _ in range(2):
        client.post(bring(client, shop, sheet(*rows)) + "/nhap")

    assert [line.amount_vnd for line in lines()] == [150_000, 1_100]
