"""Two people at the same moment, at a market that runs as it does in production: several processes, over HTTP."""

import secrets
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from benchmarks.buying import ready_to_buy
from benchmarks.load import Asked, Loop, run
from benchmarks.servers import Server
from benchmarks.visiting import Visitor, hidden
from marketplace.accounts.models import User
from marketplace.db import db, transaction
from marketplace.orders.models import Order, SubOrder
from marketplace.orders.queries import lock_sub_order
from marketplace.orders.secrets import order_secret
from marketplace.orders.services import life
from marketplace.orders.states import SubOrderState
from marketplace.payments.models import BankLine, KeptNotice, PaymentRequest, Telling
from marketplace.payments.states import LineState, RequestState
from marketplace.shops.models import Offer, Product
from tests.factories import PASSWORD, SELLER, make_product, make_shop, make_user
from tests.money import part_of, request_of, stock_of, tell
from tests.racing import lines_of, saved_order, saved_product
from tests.serving import Market, inside, look_anew, notice_of, own_market

WORKERS, THREADS = 4, 12


@pytest.fixture(scope="module")
def market(server_url: str, folder: Path) -> Iterator[Market]:
    with own_market(server_url, folder, "process_races") as market:
        yield market


@pytest.fixture(scope="module")
def server(market: Market) -> Iterator[Server]:
    with market.serving(workers=WORKERS, threads=THREADS) as server:
        yield server


@pytest.fixture(autouse=True)
def here(market: Market) -> Iterator[None]:
    """Each test is inside the market; at the end the books are in order."""
    with inside(market):
        yield


def all_at_once(server: Server, requests: list[Asked]) -> dict[str, int]:
    """Each request on a connection of its own, all let go together by yet another process; how often each status."""
    seen = run(Loop(server.port, requests, connections=len(requests)))
    look_anew()
    return seen.statuses


def signed_in(server: Server) -> tuple[Visitor, User]:
    """A seller, and the browser this person is signed in with."""
    with transaction():
        owner = make_user()
    browser = Visitor(server.port)
    page = browser.get("/dang-nhap").text
    browser.post("/dang-nhap", {"csrf_token": hidden(page, "csrf_token"), "phone": owner.phone, "password": PASSWORD})
    return browser, owner


def order_at_new_shop(owner: User, *, qty: int = 1) -> tuple[Product, Order, str]:
    """An order at another shop of this owner's, and its page at the desk."""
    with transaction():
        shop = make_shop(owner=owner)
        product = make_product(shop=shop, price_vnd=150_000, stock=5)
    order = saved_order(product, qty=qty)
    return product, order, f"/ban-hang/{shop.slug}/don/{part_of(order).public_id}"


def press(browser: Visitor, page: str, path: str, **fields: str) -> Asked:
    """The form's POST, with the mark that this browser's page has."""
    return browser.form(path, {"csrf_token": hidden(browser.get(page).text, "csrf_token"), **fields})


# B01
def test_fifty_buyers_of_the_last_one_in_four_processes(server: Server) -> None:
    product = saved_product(stock=1)
    buyers = ready_to_buy(server, [product.slug] * 50)

    answers = all_at_once(server, buyers)

    assert answers == {"303": 1, "409": 49}
    assert stock_of(product) == (1, 0)
    parts = sa.select(sa.func.count()).select_from(SubOrder).where(SubOrder.shop_id == product.shop_id)
    assert db.session.scalar(parts) == 1


# B18
def test_who_waits_too_long_for_the_goods_is_told_to_come_again(server: Server) -> None:
    product = saved_product(stock=1)
    (page,) = ready_to_buy(server, [product.slug])
    orders = sa.select(sa.func.count()).select_from(Order)
    before = db.session.scalar(orders)
    db.session.execute(sa.select(Offer.id).where(Offer.product_id == product.id).with_for_update())
    begun = time.monotonic()

    answer = Visitor(server.port).send(page)

    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert "Chợ đang bận" in answer.text
    assert time.monotonic() - begun < 10
    look_anew()
    assert (db.session.scalar(orders), stock_of(product)) == (before, (1, 1))

    # The same page once more, when the goods are free again.
    assert Visitor(server.port).send(page).status == 303
    assert stock_of(product) == (1, 0)


# C02 D04
def test_one_notice_fifty_times_in_four_processes_pays_once(server: Server) -> None:
    request = request_of(saved_order(saved_product(price_vnd=150_000)))

    answers = all_at_once(server, [notice_of(request, 1)] * 50)

    assert answers == {"200": 50}
    assert lines_of(request) == [(150_000, 0, LineState.MATCHED)]
    assert state_of(request) is RequestState.PAID
    kept = sa.select(sa.func.count()).select_from(KeptNotice).where(KeptNotice.account_id == request.account_id)
    told = sa.select(sa.func.count()).select_from(Telling).join(BankLine, BankLine.id == Telling.line_id)
    told = told.where(BankLine.account_id == request.account_id)
    assert (db.session.scalar(kept), db.session.scalar(told)) == (1, 1)


# B13
def test_cancelling_and_handing_over_in_several_processes_one_wins(server: Server) -> None:
    seller, owner = signed_in(server)
    for turn in range(6):
        product, order, desk = order_at_new_shop(owner, qty=2)
        with transaction():
            tell(request_of(order), 300_000)
            life.accept(lock_sub_order(part_of(order).id), by=SELLER)
        buyer = Visitor(server.port)
        buyer.send(Asked(f"/don/{order.code}?khoa={order_secret(order.code, order.link_nonce)}"))
        cancel = press(buyer, f"/don/{order.code}", f"/don/{order.code}/huy/1")
        deeds = [cancel, press(seller, desk, f"{desk}/giao")] * 3

        answers = all_at_once(server, deeds if turn % 2 else deeds[::-1])

        assert answers == {"303": 6}
        end = (part_of(order).state, state_of(request_of(order)), stock_of(product))
        assert end in (
            (SubOrderState.HANDED_OVER, RequestState.PAID, (3, 3)),
            (SubOrderState.CANCELLED_BY_BUYER, RequestState.VOID, (5, 5)),
        )


# C27 C26
def test_the_thumb_and_the_notice_in_several_processes_are_never_two_silent_credits(server: Server) -> None:
    seller, owner = signed_in(server)
    for turn in range(6):
        _, order, desk = order_at_new_shop(owner)
        request = request_of(order)
        thumb = press(seller, desk, f"{desk}/da-nhan-tien", amount="150000", key=secrets.token_urlsafe(12))
        deeds = [thumb, notice_of(request, 1)] * 4

        answers = all_at_once(server, deeds if turn % 2 else deeds[::-1])

        assert answers == {"200": 4, "303": 4}
        # The bank came first and the thumb was told so; or the thumb did, and the bank's line waits for a person.
        assert sorted(lines_of(request)) in (
            [(150_000, 0, LineState.MATCHED)],
            [(150_000, 0, LineState.MATCHED), (150_000, 150_000, LineState.SUGGESTED)],
        )
        assert state_of(request) is RequestState.PAID


def state_of(request: PaymentRequest) -> RequestState:
    """The request's state in the database now."""
    return db.session.execute(sa.select(PaymentRequest.state).where(PaymentRequest.id == request.id)).scalar_one()
