"""The buyer's own order: its link, its codes to scan, its live parts, its end."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from marketplace import config
from marketplace.accounts.actor import SYSTEM
from marketplace.clock import now, pretend
from marketplace.db import db
from marketplace.orders.models import Order
from marketplace.orders.queries import lock_sub_order
from marketplace.orders.secrets import order_secret
from marketplace.orders.services import life
from marketplace.orders.states import Method, SubOrderState
from marketplace.payments import vietqr
from marketplace.payments.models import PaymentRequest
from marketplace.payments.services import calling_off
from marketplace.payments.services.checking import broken
from marketplace.payments.states import RequestState
from tests.digest import digest
from tests.factories import SELLER, make_order, make_product, make_shop, make_user
from tests.money import credit, part_of, request_of
from tests.people import open_browser, sign_in

CANARY = "<script>canh-bao(1)</script>\"'><img src=x onerror=canh-bao(2)>"
PERSONAL = ("", "/thanh-toan", "/phan-tien", "/tinh-trang", "/qr/1.png")


@pytest.fixture
def client(app: Flask, session: Any) -> FlaskClient:
    return open_browser(app)


@pytest.fixture(autouse=True)
def _books_in_order(session: Any) -> Any:
    yield
    assert {name: found for name, found in broken().items() if found} == {}


def link_of(order: Order) -> str:
    return f"/don/{order.code}?khoa={order_secret(order.code, order.link_nonce)}"


def open_order(client: FlaskClient, **facts: Any) -> Order:
    """An order this browser has opened by its link."""
    order = make_order(*facts.pop("goods", ()), **facts)
    db.session.commit()
    answer = client.get(link_of(order))
    assert (answer.status_code, answer.location) == (303, f"/don/{order.code}")
    return order


def payload_of(order: Order) -> str:
    request = request_of(order)
    return vietqr.order_payload(request.bin, request.number, request.left_vnd, request.code)


def scanned(picture: bytes) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))]


def version_of(page: str) -> str:
    found = re.search(r'data-version="([^"]+)"', page)
    assert found
    return found[1]


def finish(order: Order) -> None:
    """Accepted, packed, handed over."""
    for step in (life.accept, life.make_ready, life.hand_over):
        step(lock_sub_order(part_of(order).id), by=SELLER)
    db.session.commit()


# --- who may come ---


# A15 N02
def test_a_link_opens_its_order_and_no_other(app: Flask, client: FlaskClient) -> None:
    order, other = open_order(client), make_order()
    db.session.commit()
    stranger = open_browser(app)

    assert client.get(f"/don/{order.code}").status_code == 200
    for path in PERSONAL:
        assert client.get(f"/don/{other.code}{path}").status_code == 404, path
        assert stranger.get(f"/don/{order.code}{path}").status_code == 404, path
    for secret in ("", "x", order_secret(order.code, order.link_nonce)[:-1], order.code, "đ" * 200):
        assert stranger.get(f"/don/{order.code}?khoa={secret}").status_code == 404, secret
    assert client.get(f"/don/{other.code}?khoa={order_secret(order.code, order.link_nonce)}").status_code == 404
    for action in ("huy/1", "da-nhan/1"):
        assert stranger.post(f"/don/{order.code}/{action}", data={"version": "1"}).status_code == 404
    assert part_of(order).state is SubOrderState.PLACED


def test_the_secret_leaves_the_address_and_is_told_to_no_other_site(client: FlaskClient) -> None:
    order = make_order()
    db.session.commit()

    opened = client.get(link_of(order))

    assert "khoa" not in opened.location
    assert opened.headers["Referrer-Policy"] == "same-origin"
    assert client.get(opened.location).headers["Referrer-Policy"] == "same-origin"


def test_a_member_sees_the_own_order_without_a_link(app: Flask, client: FlaskClient) -> None:
    member, other = make_user(), make_user()
    order = make_order(buyer_id=member.id)
    sign_in(client, member)
    stranger = open_browser(app)
    sign_in(stranger, other)

    assert client.get(f"/don/{order.code}").status_code == 200
    assert stranger.get(f"/don/{order.code}").status_code == 404
    assert order.code not in stranger.get("/don-cua-toi").text


# O11
def test_nothing_of_an_order_is_kept_by_a_cache(client: FlaskClient) -> None:
    order = open_order(client)

    for path in PERSONAL:
        answer = client.get(f"/don/{order.code}{path}")
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store"), path
    unchanged = client.get(
        f"/don/{order.code}/phan-tien?v={version_of(client.get(f'/don/{order.code}/thanh-toan').text)}"
    )
    assert (unchanged.status_code, unchanged.headers["Cache-Control"]) == (204, "private, no-store")
    assert client.get(link_of(order)).headers["Cache-Control"] == "private, no-store"


# --- the code to scan ---


# C30
def test_the_saved_picture_is_read_as_the_very_payment(client: FlaskClient) -> None:
    order = open_order(client)

    answer = client.get(f"/don/{order.code}/qr/1.png")

    assert answer.mimetype == "image/png"
    assert scanned(answer.data) == [payload_of(order)]
    told, request = vietqr.decode(payload_of(order)), request_of(order)
    assert (told.account, told.amount, told.purpose) == (request.number, "150000", request.code)


# C30 C31
def test_a_part_payment_leaves_a_code_for_the_rest(client: FlaskClient) -> None:
    order = open_order(client)
    before = payload_of(order)
    credit(request_of(order), 149_999)
    db.session.commit()

    page = client.get(f"/don/{order.code}/thanh-toan").text
    picture = client.get(f"/don/{order.code}/qr/1.png").data

    assert "còn thiếu 1" in page
    assert scanned(picture) == [payload_of(order)] != [before]


# C30
@pytest.mark.parametrize("end", ["paid", "over paid", "cancelled", "declined", "expired", "too late"])
def test_no_code_is_shown_for_what_is_not_to_be_paid(client: FlaskClient, end: str) -> None:
    order = open_order(client)
    assert 'class="qr' in client.get(f"/don/{order.code}/thanh-toan").text
    if end in ("paid", "over paid"):
        credit(request_of(order), 150_000 if end == "paid" else 170_000)
    elif end == "cancelled":
        calling_off.call_off_by_buyer(part_of(order).id, because="thôi", by=SYSTEM)
    elif end == "declined":
        calling_off.decline(part_of(order).id, because="hết", by=SELLER)
    elif end == "expired":
        calling_off.lapse(part_of(order).id, at=now() + timedelta(hours=2))
    else:
        db.session.execute(sa.update(PaymentRequest).values(open_until=now() - timedelta(seconds=1)))
    db.session.commit()

    page = client.get(f"/don/{order.code}/thanh-toan").text

    assert 'class="qr' not in page
    assert request_of(order).number not in page
    assert client.get(f"/don/{order.code}/qr/1.png").status_code == 404
    assert ("Bạn đã chuyển thừa" in page) == (end == "over paid")
    assert ("đừng chuyển lại" in page) == (end in ("expired", "too late"))


def test_each_shop_has_its_own_card_and_cash_has_none(client: FlaskClient) -> None:
    order = open_order(client, goods=(make_product(), make_product()))

    page = client.get(f"/don/{order.code}/thanh-toan").text

    assert page.count('class="qr') == 2
    assert {scanned(client.get(f"/don/{order.code}/qr/{number}.png").data)[0] for number in (1, 2)} == {
        vietqr.order_payload(request.bin, request.number, request.left_vnd, request.code)
        for request in (request_of(order, 1), request_of(order, 2))
    }
    for number in (0, 3, 99):
        assert client.get(f"/don/{order.code}/qr/{number}.png").status_code == 404
    only_cash = open_order(client, method=Method.CASH)
    assert client.get(f"/don/{only_cash.code}/qr/1.png").status_code == 404


# --- live parts ---


@pytest.mark.parametrize("part", ["phan-tien", "tinh-trang"])
def test_a_live_part_answers_204_until_something_is_new_and_says_when_it_is_final(
    client: FlaskClient, part: str
) -> None:
    order = open_order(client)
    first = client.get(f"/don/{order.code}/{part}")
    seen = version_of(first.text)
    assert "data-final" not in first.text
    assert client.get(f"/don/{order.code}/{part}?v={seen}").status_code == 204

    credit(request_of(order), 100_000)
    db.session.commit()
    more = client.get(f"/don/{order.code}/{part}?v={seen}")
    assert more.status_code == 200
    assert version_of(more.text) != seen

    credit(request_of(order), 50_000)
    finish(order)
    life.complete(lock_sub_order(part_of(order).id), by=SYSTEM)
    db.session.commit()
    last = client.get(f"/don/{order.code}/{part}?v={version_of(more.text)}")
    assert last.status_code == 200
    assert "data-final" in last.text
    assert "<html" not in last.text


# B06: who paid in the last minute looks at this very page. It asks on, until late money opens nothing any more.
@pytest.mark.parametrize("part", ["phan-tien", "tinh-trang"])
def test_the_page_of_a_lapsed_order_still_learns_of_late_money(client: FlaskClient, part: str) -> None:
    order = open_order(client)
    calling_off.lapse(part_of(order).id, at=now() + timedelta(hours=2))
    db.session.commit()

    lapsed = client.get(f"/don/{order.code}/{part}")
    assert "Đơn đã hết hạn" in lapsed.text
    assert "data-final" not in lapsed.text
    with pretend(request_of(order).late_until + timedelta(seconds=1)):
        over = client.get(f"/don/{order.code}/{part}?v={version_of(lapsed.text)}")
        assert "data-final" in over.text

    credit(request_of(order), 150_000)
    db.session.commit()
    paid = client.get(f"/don/{order.code}/{part}?v={version_of(lapsed.text)}")
    assert paid.status_code == 200
    assert "Đã nhận" in paid.text


# --- its end ---


# A03 A04
def test_the_buyer_cancels_one_shop_and_is_owed_what_was_paid(client: FlaskClient) -> None:
    order = open_order(
        client, goods=(make_product(shop=make_shop(name="Nhà Một")), make_product(shop=make_shop(name="Nhà Hai")))
    )
    credit(request_of(order, 1), part_of(order, 1).amount_vnd)
    db.session.commit()

    answer = client.post(
        f"/don/{order.code}/huy/1",
        data={"version": str(part_of(order, 1).version), "because": CANARY},
        follow_redirects=True,
    )

    assert answer.status_code == 200
    assert "Các phần khác vẫn giữ nguyên" in answer.text
    assert "phải hoàn lại" in answer.text
    assert "<script>canh-bao" not in answer.text
    assert part_of(order, 1).state is SubOrderState.CANCELLED_BY_BUYER
    assert part_of(order, 2).state is SubOrderState.PLACED
    assert request_of(order, 1).state is RequestState.VOID


# A16 B14
def test_a_stale_or_repeated_cancel_says_so_and_changes_nothing(client: FlaskClient) -> None:
    order = open_order(client)
    seen = str(part_of(order).version)
    credit(request_of(order), 150_000)
    db.session.commit()
    unchanged = digest()

    stale = client.post(f"/don/{order.code}/huy/1", data={"version": seen}, follow_redirects=True)
    missing = client.post(f"/don/{order.code}/huy/7", data={"version": seen})
    garbled = client.post(f"/don/{order.code}/huy/1", data={"version": "một"})

    assert "vừa được cập nhật ở nơi khác" in stale.text
    assert (missing.status_code, garbled.status_code) == (404, 303)
    assert digest() == unchanged
    finish(order)
    late = client.post(f"/don/{order.code}/huy/1", data={"version": str(part_of(order).version)}, follow_redirects=True)
    assert "Đơn đang ở bước khác" in late.text


# A07
def test_the_buyer_confirms_delivery_twice_with_the_same_result(client: FlaskClient) -> None:
    order = open_order(client)
    early = client.post(f"/don/{order.code}/da-nhan/1", follow_redirects=True)
    assert "Cảm ơn" not in early.text
    credit(request_of(order), 150_000)
    finish(order)

    first = client.post(f"/don/{order.code}/da-nhan/1", follow_redirects=True)
    done = digest()
    second = client.post(f"/don/{order.code}/da-nhan/1", follow_redirects=True)

    assert "Đơn đã hoàn tất" in first.text
    assert "Đơn đã hoàn tất" in second.text
    assert digest() == done
    assert part_of(order).state is SubOrderState.COMPLETED


# --- what people wrote, and in which language ---


# O01
def test_what_a_buyer_or_seller_wrote_runs_nowhere(client: FlaskClient) -> None:
    shop = make_shop(name=f"Nhà {CANARY}")
    product = make_product(shop=shop, name=f"Rau {CANARY}")
    order = open_order(client, goods=(product,), name=CANARY, address=CANARY, note=CANARY)

    for path in (f"/don/{order.code}", f"/don/{order.code}/thanh-toan", f"/don/{order.code}/phan-tien"):
        page = client.get(path).text
        assert "<script>canh-bao" not in page
        assert "<img src=x" not in page
    assert "&lt;script&gt;canh-bao" in client.get(f"/don/{order.code}").text


def test_the_pages_have_an_english_side(client: FlaskClient) -> None:
    order = open_order(client)

    for path in ("", "/thanh-toan", "/phan-tien", "/tinh-trang"):
        page = client.get(f"/en/don/{order.code}{path}")
        assert page.status_code == 200, path
    pay = client.get(f"/en/don/{order.code}/thanh-toan")
    assert '<html lang="en"' in pay.text
    assert f'/en/don/{order.code}/phan-tien"' in pay.text
    assert scanned(client.get(f"/en/don/{order.code}/qr/1.png").data) == [payload_of(order)]


def test_the_link_to_keep_opens_the_order_elsewhere(app: Flask, client: FlaskClient) -> None:
    order = open_order(client)
    link = re.search(r'data-url="([^"]+)"', client.get(f"/don/{order.code}/thanh-toan").text)
    assert link
    assert link[1].startswith(config.current().site_url)

    other = open_browser(app)
    path = link[1].removeprefix(config.current().site_url)
    assert other.get(path, follow_redirects=True).status_code == 200
