"""SePay's calls at the door, with real signatures."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from marketplace import sealed
from marketplace.clock import now
from marketplace.db import db
from marketplace.limits import Tries
from marketplace.orders.models import Order
from marketplace.payments import handlers
from marketplace.payments.feeds import sepay
from marketplace.payments.feeds.notice import write_instant
from marketplace.payments.models import BankLine, KeptNotice
from marketplace.payments.services import notices, settling
from marketplace.payments.states import Direction, KeptState, LineState, RequestState
from marketplace.shops.models import BankAccount
from marketplace.shops.queries import get_account
from marketplace.shops.services.feeds import drop_feed, set_feed
from marketplace.shops.states import FeedProvider
from tests.digest import digest
from tests.factories import SELLER, SEPAY_SECRET, make_order
from tests.money import request_of

pytestmark = pytest.mark.usefixtures("books")


@dataclass
class Feed:
    """SePay's side of one account."""

    client: FlaskClient
    order: Order
    account: BankAccount
    secret: str = SEPAY_SECRET
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"/bao-tien/sepay/{self.account.hook}"

    def body(self, **changed: Any) -> bytes:
        told = {
            "id": 92704,
            "gateway": "DEMO",
            "transactionDate": write_instant(now()),
            "accountNumber": self.account.number,
            "subAccount": None,
            "code": None,
            "content": request_of(self.order).code,
            "transferType": "in",
            "description": "BankAPINotify",
            "transferAmount": 150_000,
            "accumulated": 0,
            "referenceCode": "FT26327000000001",
        }
        return json.dumps({**told, **changed}).encode()

    def headers(self, body: bytes, *, seconds: int = 0, secret: str | None = None) -> dict[str, str]:
        timestamp = str(int(now().timestamp()) + seconds)
        signature = sepay.sign(body, secret=secret or self.secret, timestamp=timestamp)
        return {"X-SePay-Timestamp": timestamp, "X-SePay-Signature": signature}

    def send(self, body: bytes, **changed: Any) -> TestResponse:
        headers = changed.pop("headers", None) or self.headers(body, **changed.pop("sign", {}))
        return self.client.post(self.url, data=body, headers=headers, content_type="application/json", **changed)

    def tell(self, **changed: Any) -> TestResponse:
        return self.send(self.body(**changed))


@pytest.fixture
def feed(client: FlaskClient) -> Feed:
    order = make_order()
    account = get_account(request_of(order).account_id)
    db.session.commit()
    return Feed(client, order, account)


def kept() -> list[KeptNotice]:
    found = sa.select(KeptNotice).order_by(KeptNotice.id).execution_options(populate_existing=True)
    return list(db.session.scalars(found))


def count(model: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


# C01 D12: nothing but this call runs; no worker does.
def test_a_signed_notice_pays_within_the_call(feed: Feed) -> None:
    answer = feed.tell()

    assert (answer.status_code, answer.get_json()) == (200, {"success": True})
    assert answer.mimetype == "application/json"
    assert request_of(feed.order).state is RequestState.PAID
    assert [(notice.state, notice.outside_id) for notice in kept()] == [(KeptState.DONE, "92704")]
    assert b"transferAmount" not in (kept()[0].body_sealed or b"")


# C02 D04
def test_the_same_notice_two_hundred_times_pays_once(feed: Feed) -> None:
    body = feed.body()
    feed.send(body)
    unchanged, began = digest(), time.monotonic()

    answers = [feed.send(body).status_code for _ in range(200)]

    assert set(answers) == {200}
    assert digest() == unchanged
    assert (count(KeptNotice), count(BankLine)) == (1, 1)
    assert (time.monotonic() - began) / 200 < 1


# D01 D09
@pytest.mark.parametrize(
    "wrong", ["none", "empty", "cut", "twice", "other word", "other secret", "no timestamp", "one byte"]
)
def test_a_call_that_is_not_signed_stores_nothing_but_a_count(feed: Feed, wrong: str) -> None:
    body, unchanged = feed.body(), digest()
    headers = feed.headers(body, secret="somebody else's" if wrong == "other secret" else None)
    signature = headers["X-SePay-Signature"]
    changed = {
        "none": {"X-SePay-Timestamp": headers["X-SePay-Timestamp"]},
        "empty": {**headers, "X-SePay-Signature": ""},
        "cut": {**headers, "X-SePay-Signature": signature[:-1]},
        "twice": {**headers, "X-SePay-Signature": f"{signature},{signature}"},
        "other word": {"Authorization": f"Apikey {SEPAY_SECRET}"},
        "no timestamp": {"X-SePay-Signature": signature},
    }
    sent = body.replace(b"150000", b"150001") if wrong == "one byte" else body

    answer = feed.send(sent, headers=changed.get(wrong, headers))

    assert answer.status_code == 401
    assert "Set-Cookie" not in answer.headers
    assert (count(KeptNotice), count(BankLine), digest()) == (0, 0, unchanged)
    assert db.session.scalar(sa.select(sa.func.sum(Tries.count))) == 1
    assert feed.send(body).status_code == 200
    assert request_of(feed.order).state is RequestState.PAID


# D03
@pytest.mark.parametrize("seconds", [-301, 301, -86_400])
def test_an_old_call_is_refused_unless_its_notice_is_known(feed: Feed, seconds: int) -> None:
    body = feed.body()

    assert feed.send(body, sign={"seconds": seconds}).status_code == 401
    assert (count(KeptNotice), count(BankLine)) == (0, 0)

    feed.send(body)
    unchanged = digest()
    assert feed.send(body, sign={"seconds": seconds}).status_code == 200
    assert digest() == unchanged


# D05
def test_the_same_id_with_another_amount_changes_only_a_count(feed: Feed) -> None:
    feed.tell()
    unchanged = digest()

    answer = feed.tell(transferAmount=999_000)
    feed.tell(accumulated=5)

    assert answer.status_code == 200
    assert digest() == unchanged
    (first,) = kept()
    assert first.told_otherwise == 1
    assert '"transferAmount": 150000' in sealed.unseal(first.body_sealed or b"", purpose="notice")
    told = db.session.execute(sa.text("SELECT count(*) FROM audit_event WHERE what = 'bank notice told otherwise'"))
    assert told.scalar_one() == 1


BROKEN: dict[str, Callable[[Feed], bytes]] = {
    "not JSON": lambda feed: feed.body()[:-2],
    "a list": lambda feed: b"[" + feed.body() + b"]",
    "nothing": lambda feed: b"",
    "bad UTF-8": lambda feed: feed.body().replace(b"BankAPINotify", b"\xff\xfe"),
    "deep": lambda feed: b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "twice": lambda feed: feed.body()[:-1] + b', "transferAmount": 1}',
    "NUL": lambda feed: feed.body(content="a\x00b"),
    "half a letter": lambda feed: feed.body(content="a").replace(b'"a"', rb'"\ud800"'),
    "no date": lambda feed: feed.body(transactionDate="23/11/2026 10:00:00"),
}
AMOUNTS = [0, -1, 1.5, 150_000.0, "150000", None, 10**12 + 1, 10**30, True, [150_000], float("nan"), float("inf")]


# D06 C24 C25
@pytest.mark.parametrize("what", BROKEN)
def test_a_signed_call_nobody_can_read_is_kept_and_pays_nothing(feed: Feed, what: str) -> None:
    body, unchanged = BROKEN[what](feed), digest()

    answers = [feed.send(body) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert digest() == unchanged
    assert [notice.state for notice in kept()] == [KeptState.REFUSED]
    handlers.settle_left_over(0)
    assert [notice.state for notice in kept()] == [KeptState.REFUSED]


# C24
@pytest.mark.parametrize("amount", AMOUNTS, ids=str)
def test_an_amount_that_is_no_sum_of_dong_is_refused_at_the_door(feed: Feed, amount: object) -> None:
    unchanged = digest()

    answer = feed.tell(transferAmount=amount)

    assert answer.status_code == 400
    assert (digest(), count(BankLine)) == (unchanged, 0)
    assert [notice.state for notice in kept()] == [KeptState.REFUSED]


# C24
def test_a_missing_amount_is_refused_at_the_door(feed: Feed) -> None:
    told = json.loads(feed.body())
    del told["transferAmount"]

    assert feed.send(json.dumps(told).encode()).status_code == 400
    assert count(BankLine) == 0


# D06 D13
def test_the_door_is_not_wider_than_a_notice(feed: Feed) -> None:
    large = feed.body(description="x" * 70_000)
    huge = b"x" * (5 * 1024 * 1024)
    typed = feed.body()

    assert feed.send(large).status_code == 413
    assert feed.send(huge).status_code == 413
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        assert feed.client.post(feed.url, data=typed, headers=feed.headers(typed), content_type=kind).status_code == 400
    assert (count(BankLine), count(KeptNotice)) == (0, 1)
    assert feed.tell().status_code == 200


# D07 D08
def test_a_failure_after_the_signature_answers_503_and_keeps_the_notice(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = [RuntimeError("the disk is full")]

    def settle(told: Any) -> Any:
        line = settling.settle(told)
        if failures:
            raise failures.pop()
        return line

    monkeypatch.setattr(notices, "settle", settle)
    unchanged = digest()

    failed = feed.tell()
    assert failed.status_code == 503
    assert digest() == unchanged
    assert [notice.state for notice in kept()] == [KeptState.FAILED]

    assert feed.tell().status_code == 200
    assert [notice.state for notice in kept()] == [KeptState.DONE]
    assert request_of(feed.order).state is RequestState.PAID


# D07 D08 K03
def test_a_kept_notice_is_settled_by_the_job_and_a_poisoned_one_does_not_stop_it(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def settle(told: Any) -> Any:
        if told.memo == "poison":
            raise RuntimeError("poison")
        return settling.settle(told)

    with monkeypatch.context() as down:
        down.setattr(notices, "settle", lambda told: 1 / 0)
        assert feed.tell(id=1, content="poison").status_code == 503
        assert feed.tell(id=2).status_code == 503

    monkeypatch.setattr(notices, "settle", settle)
    handlers.settle_left_over(0)

    assert [notice.state for notice in kept()] == [KeptState.FAILED, KeptState.DONE]
    assert request_of(feed.order).state is RequestState.PAID


# D10
def test_the_old_secret_is_good_until_its_time(feed: Feed) -> None:
    kept_feed = set_feed(feed.account, FeedProvider.SEPAY, secret="a newer secret", by=SELLER)
    db.session.commit()
    assert feed.send(feed.body(id=1)).status_code == 200
    assert feed.send(feed.body(id=2), sign={"secret": "a newer secret"}).status_code == 200

    kept_feed.old_secret_until = now() - timedelta(seconds=1)
    db.session.commit()
    assert feed.send(feed.body(id=3)).status_code == 401
    assert feed.send(feed.body(id=4), sign={"secret": "a newer secret"}).status_code == 200


# D11
def test_another_shops_secret_opens_nothing(feed: Feed) -> None:
    other = get_account(request_of(make_order()).account_id)
    set_feed(other, FeedProvider.SEPAY, secret="the other shop's", by=SELLER)
    db.session.commit()

    assert feed.send(feed.body(), sign={"secret": "the other shop's"}).status_code == 401
    assert count(BankLine) == 0


def test_an_account_without_a_secret_believes_nobody(feed: Feed) -> None:
    drop_feed(feed.account, FeedProvider.SEPAY, by=SELLER)
    db.session.commit()

    for secret in (SEPAY_SECRET, "none", " "):
        assert feed.send(feed.body(), sign={"secret": secret}).status_code == 404
    assert count(BankLine) == 0


# C16 C17
def test_a_notice_that_names_another_account_is_parked_with_an_alarm(feed: Feed) -> None:
    assert feed.tell(accountNumber="0000000000").status_code == 200

    line = db.session.execute(sa.select(BankLine)).scalar_one()
    assert (line.state, line.parked_vnd, line.is_alarm) == (LineState.PARKED, 150_000, True)
    assert request_of(feed.order).state is RequestState.OPEN


# C21 P06: what a seller pays for out of the own account is nobody's business here.
def test_money_that_goes_out_without_a_code_of_ours_leaves_no_line(feed: Feed) -> None:
    unchanged = digest()

    assert feed.tell(transferType="out", content="tra tien dien thang 11").status_code == 200

    assert digest() == unchanged
    assert [notice.state for notice in kept()] == [KeptState.DONE]


# C21
def test_money_that_goes_out_with_an_orders_code_pays_nothing_and_is_parked(feed: Feed) -> None:
    assert feed.tell(transferType="out").status_code == 200

    (line,) = db.session.scalars(sa.select(BankLine))
    assert (line.direction, line.state, line.parked_vnd) == (Direction.OUT, LineState.PARKED, 150_000)
    assert request_of(feed.order).state is RequestState.OPEN


# D14
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD"])
def test_only_post_is_heard(feed: Feed, method: str) -> None:
    answer = feed.client.open(feed.url, method=method)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "OPTIONS, POST"
    assert "Set-Cookie" not in answer.headers


# D13 N02
def test_an_unknown_address_is_nobodys_and_no_answer_sets_a_cookie(feed: Feed) -> None:
    body = feed.body()
    strange = feed.client.post("/bao-tien/sepay/nobody", data=body, headers=feed.headers(body))

    assert strange.status_code == 404
    for answer in (strange, feed.tell(), feed.send(b"{}"), feed.send(body, headers={"X": "y"})):
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.get_json()["success"] is (answer.status_code == 200)
    assert count(KeptNotice) == 2


# D13
def test_the_door_is_exempt_from_csrf_and_origin_but_only_this_door(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(feed.client.application.config, "WTF_CSRF_ENABLED", True)  # noqa: FBT003
    body = feed.body()

    answer = feed.send(body, headers={**feed.headers(body), "Origin": "https://sepay.vn"})

    assert answer.status_code == 200
    assert feed.client.post("/gio-hang/bo", data={"hang": "x"}).status_code == 400


# D01
def test_no_badly_signed_body_is_logged(feed: Feed, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(3):
        feed.send(feed.body(description="bí mật của bà Hai"), sign={"secret": "wrong"})

    told = capsys.readouterr()
    assert "bí mật" not in told.out + told.err
