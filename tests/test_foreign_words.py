"""What strangers put into addresses, headers and texts: nothing of it becomes a statement, a script or an open door."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import MethodNotAllowed, NotFound

from marketplace import codes
from marketplace.clock import pretend, start_of_vietnam_day
from marketplace.db import db
from marketplace.orders.queries import order_by_code
from marketplace.shops.states import ProductState, ShopState
from tests.factories import make_order, make_product, make_shop, make_user
from tests.people import open_browser, sign_in
from tests.tours.making import make_site

PUBLIC = ("/", "/hang", "/gian-hang", "/di-tich", "/gio-hang", "/dang-nhap", "/nguon")
CLOSING = "</script><script>alert(1)</script>\u2028\u2029x"


# O03
@pytest.mark.parametrize("words", [CLOSING, "<!--<script>", "]]>", '"};alert(1)//'])
def test_data_in_a_page_cannot_leave_its_script(client: FlaskClient, words: str) -> None:
    site = make_site()
    site.name = "Đình " + words
    db.session.commit()

    page = client.get(f"/di-tich/{site.slug}").text

    blocks = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert len(blocks) == 1
    told = json.loads(blocks[0])
    assert "Đình " + words in [part.get("name") for part in told.get("@graph", [told])]
    assert not {"<", ">", "\u2028", "\u2029"} & set(blocks[0])
    assert "<script>alert" not in page


# O04
@pytest.mark.parametrize(
    "words", ["%", "_", "\\", "%_\\%", "'", "' OR 1=1 --", '"', "ca'chua", "*:*", "a & !b | (c", "<->"]
)
def test_signs_of_the_database_are_only_letters_in_a_search(client: FlaskClient, words: str) -> None:
    make_product(name="Rau muống")
    db.session.commit()

    found = client.get("/hang", query_string={"q": words})

    assert found.status_code == 200
    assert "Rau muống" not in found.text


# O04
@pytest.mark.parametrize("field", ["q", "loai", "thon", "gia-tu", "gia-den", "xep", "trang"])
@pytest.mark.parametrize(
    "words", ["\x00", "price_vnd; DROP TABLE product", "'", "moi,id", "9" * 400, "\ud800", "đ" * 4000]
)
def test_no_filter_reaches_the_statement(client: FlaskClient, field: str, words: str) -> None:
    product = make_product(name="Rau muống")
    db.session.commit()

    page = client.get("/hang?" + field + "=" + "".join(f"%{b:02x}" for b in words.encode("utf-8", "surrogatepass")))

    assert page.status_code in (200, 400)
    assert client.get(f"/hang/{product.slug}").status_code == 200


# O04
def test_no_address_and_no_form_may_hold_a_nul(app: Flask, client: FlaskClient) -> None:
    strings = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.arguments and "int:" not in rule.rule and "static" not in rule.rule
    ]
    assert len(strings) > 20
    for rule in strings:
        path = re.sub(r"<[^>]+>", "a%00b", rule.rule)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            assert client.open(path, method=method).status_code in (400, 401, 404, 303, 302), (method, path)

    for data in ({"gian_hang": "\x00"}, {"hang": "a\x00"}):
        assert client.post("/gio-hang/bo", data=data).status_code == 400


# O12
@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost.evil.example"])
def test_no_other_site_is_let_in_by_its_origin(client: FlaskClient, path: str, origin: str) -> None:
    for method in ("get", "options", "head"):
        answer = getattr(client, method)(path, headers={"Origin": origin})
        assert not [name for name, _ in answer.headers if name.lower().startswith("access-control-")], method


# O13
def test_a_mistake_of_ours_shows_a_number_and_nothing_else(app: Flask, client: FlaskClient, monkeypatch: Any) -> None:
    def broken() -> str:
        raise ZeroDivisionError("the bank number 0123456789")

    broken.open_to = "anyone"  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, "shops.catalogue", broken)
    for name in ("PROPAGATE_EXCEPTIONS", "TESTING"):
        monkeypatch.setitem(app.config, name, False)  # noqa: FBT003

    answer = client.get("/hang")

    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.text
    assert "0123456789" not in answer.text
    assert answer.headers["X-Request-Id"] in answer.text


# O13
@pytest.mark.parametrize(
    "path",
    ["/.git/config", "/.env", "/static/../pyproject.toml", "/static/%2e%2e/do", "/media/../../etc/passwd", "/console"],
)
def test_files_of_the_house_are_not_to_be_had(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code in (400, 404)


# O13
def test_trace_is_not_answered(client: FlaskClient) -> None:
    answer = client.open("/", method="TRACE", headers={"X-Told": "secret"})

    assert answer.status_code == 405
    assert "secret" not in answer.text


# N05
def test_no_list_shows_what_is_not_on_sale(client: FlaskClient) -> None:
    waiting = make_shop(name="Gian Chờ Duyệt", state=ShopState.PENDING)
    stopped = make_shop(name="Gian Bị Dừng", state=ShopState.SUSPENDED)
    for shop in (waiting, stopped):
        make_product(shop=shop, name="Hàng kín")
    live = make_shop(name="Gian Mở Cửa")
    make_product(shop=live, name="Hàng kín nháp", state=ProductState.DRAFT)
    make_product(shop=live, name="Hàng mở")
    db.session.commit()

    for path in (
        "/",
        "/hang",
        "/hang?q=hang+kin",
        "/hang?q=kin",
        "/hang?xep=ten",
        "/gian-hang",
        f"/gian-hang/{live.slug}",
    ):
        page = client.get(path).text
        for hidden in ("Hàng kín", "Gian Chờ Duyệt", "Gian Bị Dừng"):
            assert hidden not in page, path
    assert "Hàng mở" in client.get("/hang").text


# N05
def test_a_sellers_lists_hold_the_own_shop_only(app: Flask, client: FlaskClient) -> None:
    owner = make_user()
    mine, theirs = make_shop(owner=owner), make_shop()
    own = make_order(make_product(shop=mine), name="Khách Nhà Mình")
    foreign = make_order(make_product(shop=theirs), name="Khách Nhà Khác")
    seller = open_browser(app)
    sign_in(seller, owner)

    seen = "".join(
        seller.get(path).text for path in (f"/ban-hang/{mine.slug}/don", f"/ban-hang/{mine.slug}/tien", "/thong-bao")
    )

    assert own.code in seen
    assert foreign.code not in seen
    assert "Khách Nhà Khác" not in seen


# N06
def test_addresses_carry_no_row_numbers(app: Flask) -> None:
    counted = [rule.rule for rule in app.url_map.iter_rules() if "int:" in rule.rule]

    # The numbers left are places within a thing: a part of an order, a version of a tour, a pin of its scene, a paragraph
    # of a story.
    within = {"number", "before", "after", "at", "pin"}
    assert [rule for rule in counted if not set(re.findall(r"<int:(\w+)>", rule)) <= within] == []


# N06, S06
def test_order_codes_tell_nothing_of_how_many_there_are(session: Any) -> None:
    first, second = make_order(), make_order()

    assert all(codes.is_body(order.code) for order in (first, second))
    assert first.code[:3] != second.code[:3] or first.code[3:5] != second.code[3:5]
    assert first.parts[0].public_id != second.parts[0].public_id


# S06
def test_order_codes_have_room_and_no_look_alikes() -> None:
    assert len(codes.ALPHABET) ** 7 >= 10**9
    assert not set("01ILO") & set(codes.ALPHABET)
    drawn = {codes.draw_body() for _ in range(2_000)}
    assert len(drawn) == 2_000
    assert all(codes.is_body(code) for code in drawn)


# S06
def test_a_code_that_is_taken_is_drawn_again(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = make_order().code
    fresh = codes.draw_body()
    hand = iter([taken, taken, fresh])
    monkeypatch.setattr("marketplace.orders.services.placing.draw_body", lambda: next(hand))

    assert make_order().code == fresh


# S04
def test_an_instant_is_kept_in_utc_and_shown_by_the_villages_clock(client: FlaskClient) -> None:
    late = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)
    with pretend(late):
        order = make_order()
    db.session.commit()
    db.session.expire_all()

    assert order_by_code(order.code).placed_at == late
    assert start_of_vietnam_day(late) == datetime(2026, 11, 22, 17, 0, tzinfo=UTC)


# N06
@pytest.mark.parametrize("number", ["2147483648", "9" * 21, "9" * 5000, "\u0663"])  # The last is a digit of Arabic.
def test_a_number_that_no_column_holds_leads_nowhere(app: Flask, number: str) -> None:
    counted = [rule for rule in app.url_map.iter_rules() if "<int:" in rule.rule]
    assert len(counted) > 15

    for rule in counted:
        path = re.sub(r"<int:\w+>", number, rule.rule)
        path = re.sub(r"<(?:any\('([\w-]+)'[^>]*\):)?\w+>", lambda found: found[1] or "a", path)
        (method, *_) = sorted((rule.methods or set()) & {"GET", "POST"})
        with pytest.raises((NotFound, MethodNotAllowed)):
            app.url_map.bind("localhost").match(path, method=method)


def test_a_large_number_is_a_page_that_is_not_there(client: FlaskClient) -> None:
    assert client.get(f"/tham-quan/lang-dung/cong-lang/{'9' * 21}.json").status_code == 404
