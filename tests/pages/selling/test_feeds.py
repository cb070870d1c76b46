"""How a shop says who tells it of its money: keys set and never shown, a test that says what is wrong."""

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from marketplace import config
from marketplace.accounts.models import AuditEvent, User
from marketplace.clock import now
from marketplace.db import db
from marketplace.payments import handlers
from marketplace.payments.feeds.notice import write_instant
from marketplace.payments.models import BankLine, Telling
from marketplace.payments.states import RequestState
from marketplace.shops.models import BankAccount, BankFeed, Shop
from marketplace.shops.queries import get_account
from marketplace.shops.services.feeds import note_trouble, set_feed
from marketplace.shops.states import FeedProvider
from tests.factories import SELLER, SEPAY_SECRET, make_order, make_shop, make_user
from tests.money import credit, part_of, request_of
from tests.payments.feeds.conftest import Machine, running
from tests.people import sign_in

PAGE = "/ban-hang/{shop}/bao-tien/dang-dung"


@pytest.fixture
def owner() -> User:
    return make_user()


@pytest.fixture
def shop(client: FlaskClient, owner: User) -> Shop:
    shop = make_shop(owner=owner)
    sign_in(client, owner)
    return shop


def account_of(shop: Shop) -> BankAccount:
    return db.session.scalars(sa.select(BankAccount).where(BankAccount.shop_id == shop.id)).one()


def feeds() -> dict[FeedProvider, BankFeed]:
    found = db.session.scalars(sa.select(BankFeed).execution_options(populate_existing=True))
    return {feed.provider: feed for feed in found}


@pytest.mark.parametrize("word", ["sepay", "sepay-khoa", "casso", "payos"])
def test_a_key_is_set_and_never_shown_again(client: FlaskClient, shop: Shop, word: str) -> None:
    page = PAGE.format(shop=shop.slug)

    empty = client.post(f"{page}/{word}", data={"secret": " "})
    saved = client.post(f"{page}/{word}", data={"secret": "whsec-canary-123", "api_key": "canary-api"})
    after = client.get(page).text

    assert empty.status_code == 422
    assert saved.status_code == 303
    assert "canary" not in after
    assert f"{config.current().site_url}/bao-tien/{word}/{account_of(shop).hook}" in after
    assert {"whsec-canary-123"} & {secret for feed in feeds().values() for secret in feed.secrets(at=now())}
    assert "canary" not in str([(e.what, e.before, e.after) for e in db.session.scalars(sa.select(AuditEvent))])


def test_the_address_has_no_language_in_it(client: FlaskClient, shop: Shop) -> None:
    page = client.get("/en" + PAGE.format(shop=shop.slug)).text

    assert "/en/" not in "".join(re.findall(r'readonly value="([^"]*)"', page))


# D10
def test_a_new_key_leaves_the_old_one_a_day(client: FlaskClient, shop: Shop) -> None:
    client.post(PAGE.format(shop=shop.slug) + "/sepay", data={"secret": "newer"})

    assert feeds()[FeedProvider.SEPAY].secrets(at=now()) == ["newer", SEPAY_SECRET]


def test_a_dropped_service_is_gone_with_its_keys(client: FlaskClient, shop: Shop) -> None:
    assert client.post(PAGE.format(shop=shop.slug) + "/sepay/bo").status_code == 303

    assert feeds() == {}


# N02
def test_another_shops_accounts_are_nobodys(client: FlaskClient, shop: Shop) -> None:
    other = make_shop()
    db.session.commit()

    for path in ("", "/sepay", "/sepay/bo", "/sepay/thu", "/payos/dang-ky"):
        assert client.post(PAGE.format(shop=other.slug) + path, data={"secret": "x"}).status_code in (404, 405)
    assert client.get(PAGE.format(shop=other.slug)).status_code == 404
    assert client.post(PAGE.format(shop=shop.slug) + "/khong-co", data={"secret": "x"}).status_code == 404


def test_trouble_is_shown_in_words(client: FlaskClient, shop: Shop) -> None:
    note_trouble(
        feeds()[FeedProvider.SEPAY].id,
        trouble="Có lần báo tiền không đúng chữ ký: khóa bí mật ở đây và ở trang dịch vụ chưa giống nhau.",
    )
    db.session.commit()

    assert "không đúng chữ ký" in client.get(PAGE.format(shop=shop.slug)).text
    assert "badly signed" in client.get("/en" + PAGE.format(shop=shop.slug)).text


@pytest.mark.parametrize(("prefix", "status"), [("SEVQR", 303), ("sevqr", 303), ("SÊ", 422), ("A B", 422), ("", 303)])
def test_the_word_before_the_code(client: FlaskClient, shop: Shop, prefix: str, status: int) -> None:
    answer = client.post(PAGE.format(shop=shop.slug) + "/sepay", data={"secret": "x", "memo_prefix": prefix})

    assert answer.status_code == status
    if status == 303:
        assert feeds()[FeedProvider.SEPAY].memo_prefix == prefix.upper()


# C09: the word the bank's feed needs stands in the code the buyer scans, and the credit is found.
def test_an_order_asks_for_the_word_and_the_code(session: Any) -> None:
    shop = make_shop()
    set_feed(account_of(shop), FeedProvider.SEPAY, secret="x", memo_prefix="SEVQR", by=SELLER)
    from tests.factories import make_product  # noqa: PLC0415

    order = make_order(make_product(shop=shop, price_vnd=150_000))
    request = request_of(order)

    assert request.memo == f"SEVQR {request.code}"
    credit(request, 150_000, f"CT DEN:519800000001 {request.memo}")
    assert request_of(order).state is RequestState.PAID


# --- asking the service for what it could not deliver ---


class Bank:
    """The service's list over real HTTP."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.status = 200
        app = Flask("list")
        app.add_url_rule("/userapi/transactions/list", view_func=self.answer, endpoint="list")
        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}/userapi"

    def answer(self) -> Response:
        told = {"status": 200, "error": None, "messages": {"success": True}, "transactions": self.rows}
        return Response(json.dumps(told), status=self.status, mimetype="application/json")


@pytest.fixture
def bank() -> Iterator[Bank]:
    served = Bank()
    yield served
    served.server.shutdown()
    served.thread.join()


@pytest.fixture
def asked(session: Any, bank: Bank) -> Iterator[Any]:
    """An order whose account's service can be asked; its call was lost."""
    before = config.current()
    config.use(type(before)(**{**before.__dict__, "sepay_url": bank.url}))
    order = make_order()
    account = get_account(request_of(order).account_id)
    set_feed(account, FeedProvider.SEPAY, secret="x", pull_token="token", by=SELLER)
    bank.rows.append(
        {
            "id": "92704", "bank_brand_name": "DEMO", "account_number": account.number,
            "transaction_date": write_instant(now()), "amount_out": "0.00", "amount_in": "150000.00",
            "accumulated": "0.00", "transaction_content": request_of(order).code, "reference_number": "FT1",
            "code": None, "sub_account": None, "bank_account_id": "1",
        }
    )  # fmt: skip
    db.session.commit()
    yield order
    config.use(before)


# C03 T02: a lost call is healed by asking; asked again, or told after all, it is one credit.
def test_a_lost_call_is_healed_by_asking(asked: Any, bank: Bank) -> None:
    handlers.pull_feeds(0)
    assert request_of(asked).state is RequestState.PAID

    handlers.pull_feeds(0)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(BankLine)) == 1
    assert [t.outside_key.rsplit(":", 1)[1] for t in db.session.scalars(sa.select(Telling))] == ["92704"]
    assert feeds()[FeedProvider.SEPAY].pulled_at is not None


# T02
def test_a_service_that_does_not_answer_is_noted_and_stops_nothing(asked: Any, bank: Bank) -> None:
    bank.status = 500

    handlers.pull_feeds(0)

    assert "không trả lời" in feeds()[FeedProvider.SEPAY].trouble
    assert request_of(asked).state is RequestState.OPEN
    assert part_of(asked).paid_at is None


# --- telling payOS where to call ---


@pytest.fixture
def payos() -> Iterator[Machine]:
    """A payOS that answers what a test tells it to."""
    before = config.current()
    with running() as machine:
        config.use(replace(before, payos_url=machine.url))
        yield machine
    config.use(before)


def register_with_payos(client: FlaskClient, shop: Shop, *, api_key: str = "key") -> str:
    account = account_of(shop)
    set_feed(account, FeedProvider.PAYOS, secret="x", client_id=api_key, api_key=api_key, by=SELLER)
    db.session.commit()
    answer = client.post(PAGE.format(shop=shop.slug) + "/payos/dang-ky")
    assert answer.status_code == 200
    return unescape(answer.text)


def test_the_page_says_what_payos_answered(client: FlaskClient, shop: Shop, payos: Machine) -> None:
    account = account_of(shop)
    told = {"webhookUrl": "x", "accountName": "HTX RAU", "accountNumber": account.number, "shortName": "DEMO"}
    payos.will_say({"code": "00", "desc": "success", "data": told})

    page = register_with_payos(client, shop)

    assert "payOS đã nhận địa chỉ, cho tài khoản của HTX RAU" in page
    [asked] = payos.asked
    assert (asked.path, asked.headers["X-Api-Key"]) == ("/confirm-webhook", "key")
    assert asked.told == {"webhookUrl": f"{config.current().site_url}/bao-tien/payos/{account.hook}"}
    assert "Đăng ký địa chỉ báo tiền với payOS" in page


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Response("{}", status=503), "payOS không trả lời"),
        (Response('{"code": "20", "desc": "x", "data": null}'), "payOS không nhận địa chỉ này"),
        (Response("{}", status=401), "payOS không nhận địa chỉ này"),
        (
            Response('{"webhookUrl": "x", "accountNumber": "0999999999", "accountName": "X", "shortName": "X"}'),
            "tài khoản khác, đuôi 9999",
        ),
    ],
)
def test_a_no_of_payos_is_said_in_plain_words(
    client: FlaskClient, shop: Shop, payos: Machine, answer: Response, sentence: str
) -> None:
    payos.answers = [answer]

    page = register_with_payos(client, shop)

    assert sentence in page


def test_without_keys_payos_is_not_called(client: FlaskClient, shop: Shop, payos: Machine) -> None:
    assert "Chưa có Client ID và API key" in register_with_payos(client, shop, api_key="")

    assert payos.asked == []
    for word in ("sepay", "casso"):
        assert client.post(PAGE.format(shop=shop.slug) + f"/{word}/dang-ky").status_code == 404
