"""The stock sheet: taken home, counted, brought back, looked at, written."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from werkzeug.test import TestResponse

from marketplace.accounts.actor import HOLDER
from marketplace.db import db
from marketplace.orders.services.counting import change_counting
from marketplace.payments.services import calling_off
from marketplace.payments.services.checking import broken
from marketplace.shops.models import Offer, Product, Shop, StockMove
from marketplace.shops.services.counting import MOST_ROWS
from marketplace.shops.services.stock import move_stock
from marketplace.shops.states import MoveReason, SoldBy
from tests.factories import SELLER, make_order, make_product, make_shop
from tests.money import credit, part_of, request_of, stock_of
from tests.pages.selling.desk import BAD_NUMBERS, CANARY, hidden, on_hand, sign_in_owner

HEAD = ["Mã hàng", "Tên hàng", "Đơn vị", "Số đếm được", "Dấu của chợ"]
COUNTED, MARK = 3, 4


@pytest.fixture
def desk(client: FlaskClient, shop: Shop) -> FlaskClient:
    sign_in_owner(client, shop)
    return client


def taken(client: FlaskClient, shop: Shop, *, language: str = "") -> list[list[Any]]:
    """The rows of the sheet as the shop downloads it now, its head among them."""
    answer = client.get(f"{language}/ban-hang/{shop.slug}/bang-kho.xlsx")
    assert answer.status_code == 200
    page = load_workbook(io.BytesIO(answer.data)).active
    assert page is not None
    return [list(row) for row in page.iter_rows(values_only=True)]


def counted(rows: Sequence[list[Any]], numbers: Mapping[str, Any]) -> list[list[Any]]:
    """The same sheet with these numbers written in, by slug."""
    return [[*row[:COUNTED], numbers.get(str(row[0]), row[COUNTED]), *row[MARK:]] for row in rows]


def workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def bring(client: FlaskClient, shop: Shop, rows: Sequence[Sequence[Any]] | bytes) -> TestResponse:
    data = rows if isinstance(rows, bytes) else workbook(rows)
    return client.post(
        f"/ban-hang/{shop.slug}/kiem-kho", data={"file": (io.BytesIO(data), "x")}, content_type="multipart/form-data"
    )


def write(client: FlaskClient, shop: Shop, preview: TestResponse) -> TestResponse:
    fields = {name: hidden(preview.text, name)[0] for name in ("counts", "once")}
    return client.post(f"/ban-hang/{shop.slug}/kiem-kho/ghi", data=fields)


def moves() -> list[tuple[int, MoveReason]]:
    rows = db.session.execute(sa.select(StockMove.qty, StockMove.reason).order_by(StockMove.id))
    return [(row[0], row[1]) for row in rows]


# B16
@pytest.mark.parametrize("language", ["", "/en"])
def test_the_sheet_comes_back_and_only_what_was_counted_otherwise_changes(
    desk: FlaskClient, shop: Shop, language: str
) -> None:
    more, less, alike = (make_product(shop=shop, stock=10) for _ in range(3))
    grams = make_product(shop=shop, stock=1500, sold_by=SoldBy.WEIGHT)
    to_order, other = make_product(shop=shop, made_to_order=True), make_product()
    rows = taken(desk, shop, language=language)

    shown = bring(desk, shop, counted(rows, {more.slug: 12, less.slug: 7, grams.slug: "1250", alike.slug: ""}))
    before = len(moves())
    written = write(desk, shop, shown)

    assert {str(row[0]) for row in rows[1:]} == {more.slug, less.slug, alike.slug, grams.slug}
    assert shown.status_code == 200
    assert [stock_of(product)[0] for product in (more, less, alike, grams)] == [12, 7, 10, 1250]
    assert written.status_code == 303
    assert sorted(moves()[before:]) == [(-250, "counted"), (-3, "counted"), (2, "counted")]
    assert (stock_of(to_order), stock_of(other)) == ((0, 0), (100, 100))


# B16 B09
def test_sales_while_the_goods_are_counted_stay_sold(desk: FlaskClient, shop: Shop) -> None:
    product = make_product(shop=shop, stock=10, price_vnd=50_000)
    rows = taken(desk, shop)
    for order in (make_order(product, qty=3), make_order(product, qty=1)):
        credit(request_of(order), part_of(order).amount_vnd)
    calling_off.call_off_by_buyer(part_of(make_order(product)).id, because="thôi", by=HOLDER)

    shown = bring(desk, shop, counted(rows, {product.slug: 9}))
    make_order(product, qty=2)
    write(desk, shop, shown)

    assert "đã bán 4 × gói từ lúc tải bảng" in shown.text
    assert on_hand(product) == (5, 3), "ten less one that was missing, less four sold, two of them held"


# B16
def test_rows_that_cannot_be_written_say_their_number_and_why(desk: FlaskClient, shop: Shop) -> None:
    good, held, written, twice, torn = (make_product(shop=shop, stock=10) for _ in range(5))
    other, was_counted = make_product(), make_product(shop=shop, stock=10)
    make_order(held, qty=4)
    rows = taken(desk, shop)
    marks = {row[0]: row[MARK] for row in rows}
    move_stock(_offer(written).id, qty=1, reason=MoveReason.HARVEST, by=SELLER)
    change_counting(_offer(was_counted), made_to_order=True, by=SELLER)
    lines: list[Sequence[Any]] = [["Kho ngày hôm nay"], [], HEAD]
    for product, number in [(good, 11), (held, 3), (written, 12), (twice, 9), (twice, 8), (torn, 5), (was_counted, 4)]:
        lines.append([product.slug, "", "", number, "" if product is torn else marks[product.slug]])
    lines += [[other.slug, "", "", 5, 1], ["rau lạ", "", "", 5, 1], ["", "", "", 5, 1], [good.slug]]

    shown = bring(desk, shop, lines)
    write(desk, shop, shown)

    said = shown.text
    for row, why in {
        5: "thiếu 1: khách đang giữ 4",
        6: "Có người đã ghi kho món này",
        8: "Món này đã có ở dòng 7",
        9: "Dấu của chợ ở dòng này đã bị sửa",
        10: "Món này làm theo đơn",
        11: f"không có món mang mã “{other.slug}”",
        12: "không có món mang mã “rau lạ”",
    }.items():
        assert f"Dòng {row}, " in said
        assert why in said
    assert said.count("<li>Dòng ") == 7
    assert [stock_of(one)[0] for one in (good, held, written, twice, torn)] == [11, 10, 11, 9, 10]
    assert broken()["INV-06 stock is the sum of its moves, less what is held, and never below zero"] == []


def _offer(product: Product) -> Offer:
    return db.session.execute(sa.select(Offer).where(Offer.product_id == product.id)).scalar_one()


# B16 S02
def test_a_cell_that_is_no_plain_number_is_refused_as_in_every_form(desk: FlaskClient, shop: Shop) -> None:
    bad = [*(text for text in BAD_NUMBERS if text), 12.5, "1.000", "12 gói", "=5", True, "10000001"]
    products = [make_product(shop=shop, stock=10) for _ in bad]
    rows = taken(desk, shop)

    numbers = {product.slug: value for product, value in zip(products, bad, strict=True)}
    # A formula nobody calculated has no value: the row says nothing.
    del numbers[products[bad.index("=5")].slug]
    shown = bring(desk, shop, counted(rows, numbers))

    assert shown.text.count("không phải số nguyên từ 0 đến 10.000.000") == len(bad) - 1
    assert hidden(shown.text, "counts") == []
    assert moves() == [(10, MoveReason.OPENING)] * len(bad)


# B16
def test_the_same_sheet_twice_is_written_once(desk: FlaskClient, shop: Shop) -> None:
    product = make_product(shop=shop, stock=10)
    sheet = counted(taken(desk, shop), {product.slug: 12})
    first, second = bring(desk, shop, sheet), bring(desk, shop, sheet)

    answers = [write(desk, shop, first), write(desk, shop, first), write(desk, shop, second)]
    again = bring(desk, shop, sheet)

    assert [answer.status_code for answer in answers] == [303, 303, 409]
    assert "hoặc bảng này đã ghi rồi" in answers[2].text
    assert "hoặc bảng này đã ghi rồi" in again.text
    assert on_hand(product) == (12, 12)


# B16
def test_when_the_stock_changes_after_the_preview_nothing_is_written_and_the_rest_is_shown(
    desk: FlaskClient, shop: Shop
) -> None:
    one, two = (make_product(shop=shop, stock=10) for _ in range(2))
    shown = bring(desk, shop, counted(taken(desk, shop), {one.slug: 2, two.slug: 12}))
    make_order(one, qty=3)
    db.session.commit()

    overtaken = write(desk, shop, shown)
    untouched = [on_hand(product) for product in (one, two)]
    rest = write(desk, shop, overtaken)

    assert overtaken.status_code == 409
    assert "chưa ghi gì cả" in overtaken.text
    assert "thiếu 1: khách đang giữ 3" in overtaken.text
    assert untouched == [(10, 7), (10, 10)]
    assert rest.status_code == 303
    assert [on_hand(product) for product in (one, two)] == [(10, 7), (12, 12)]


# B16 N02
def test_goods_of_another_shop_are_not_reached_by_a_made_up_form(desk: FlaskClient, shop: Shop) -> None:
    own, other = make_product(shop=shop, stock=10), make_product(stock=10)

    answer = desk.post(
        f"/ban-hang/{shop.slug}/kiem-kho/ghi", data={"counts": f"2:{own.slug}:5:999;3:{other.slug}:5:999"}
    )

    assert answer.status_code == 409
    assert [on_hand(product) for product in (own, other)] == [(10, 10), (10, 10)]


# B16
@pytest.mark.parametrize("counts", ["", "x", "1:2:3", "1:a:-5:1", "1:a:5:1;2:a:6:1", "1:a:1e5:1", "1:a:10000001:1"])
def test_a_made_up_form_is_refused(desk: FlaskClient, shop: Shop, counts: str) -> None:
    make_product(shop=shop, stock=10)

    answer = desk.post(f"/ban-hang/{shop.slug}/kiem-kho/ghi", data={"counts": counts})

    assert answer.status_code == 422
    assert moves() == [(10, MoveReason.OPENING)]


# B16
@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", "Tệp này trống."),
        (b"%PDF-1.7 nothing", "Tệp này không phải bảng kho của chợ"),
        (b"PK\x03\x04 broken", "Tệp hỏng"),
        ("Mã,Số\nrau,5".encode(), "Tệp này không phải bảng kho của chợ"),
        (workbook([HEAD, *([f"hang-{n}", "", "", 1, 1] for n in range(MOST_ROWS))]), "Bảng có hơn 1000 dòng"),
    ],
)
def test_a_file_that_is_no_stock_sheet_says_what_to_bring(
    desk: FlaskClient, shop: Shop, file: bytes, sentence: str
) -> None:
    answer = bring(desk, shop, file)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "sao kê" not in answer.text.lower()


# B16
def test_a_sheet_saved_as_csv_is_read_too(desk: FlaskClient, shop: Shop) -> None:
    product = make_product(shop=shop, stock=10)
    rows = counted(taken(desk, shop), {product.slug: 8})

    shown = bring(desk, shop, "\n".join(";".join(str(cell) for cell in row) for row in rows).encode("utf-8-sig"))
    write(desk, shop, shown)

    assert on_hand(product) == (8, 8)


# B16 O08
def test_names_are_text_in_the_sheet_and_on_the_page(desk: FlaskClient, shop: Shop) -> None:
    product = make_product(shop=shop, name=f'=HYPERLINK("x") {CANARY}', stock=10)
    rows = taken(desk, shop)

    shown = bring(desk, shop, [*counted(rows, {product.slug: 9}), [CANARY, "", "", 5, 1]])

    assert rows[1][1] == product.name
    assert CANARY not in shown.text
    assert hidden(shown.text, "counts")


def test_another_shops_sheet_is_not_found(desk: FlaskClient) -> None:
    other = make_shop()

    assert desk.get(f"/ban-hang/{other.slug}/bang-kho.xlsx").status_code == 404
    assert bring(desk, other, [HEAD]).status_code == 404
