"""Payment links are asked for over real HTTP: nothing but a rightly signed answer is believed, and no fault names a key."""

import json
import socket
import time
import traceback
from datetime import UTC, datetime
from typing import Any

import pytest
from werkzeug.wrappers import Response

from marketplace.errors import GatewayUnreachable
from marketplace.money import Dong
from marketplace.payments.feeds import asking
from marketplace.payments.feeds.asking import BadAnswer
from marketplace.payments.feeds.payos import LinkStatus, PaymentLink, PayOS, sign_data
from marketplace.payments.vietqr import VietQR, encode

from .conftest import Machine, drops
from .test_payos import CREATE, KEY

API_KEY = "a-made-up-api-key"
LINK_ID = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
FAULTS = (GatewayUnreachable, BadAnswer)


def qr(*, amount: str = "150000", account: str = "V3CAS0000001", bank_bin: str = "970418") -> str:
    return encode(VietQR(bank_bin=bank_bin, account=account, amount=amount, purpose="CHO7K2MQ4XD"))


MADE: dict[str, Any] = {
    "bin": "970418",
    "accountNumber": "V3CAS0000001",
    "accountName": "HTX RAU SACH",
    "amount": 150000,
    "description": "CHO7K2MQ4XD",
    "orderCode": 1042,
    "currency": "VND",
    "paymentLinkId": LINK_ID,
    "status": "PENDING",
    "expiredAt": 1795403600,
    "checkoutUrl": "https://pay.payos.vn/web/0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "qrCode": qr(),
}
SHOWN: dict[str, Any] = {
    "id": LINK_ID,
    "orderCode": 1042,
    "amount": 150000,
    "amountPaid": 100000,
    "amountRemaining": 50000,
    "status": "UNDERPAID",
    "createdAt": "2026-11-23T10:00:00+07:00",
    "transactions": [{"reference": "FT1", "amount": 100000, "counterAccountName": None}],
    "cancellationReason": None,
    "canceledAt": None,
}


def answer(data: dict[str, Any] | None, *, key: str = KEY, **changes: Any) -> dict[str, Any]:
    told = {"code": "00", "desc": "success", "data": data, "signature": sign_data(data or {}, key=key)}
    return {name: value for name, value in (told | changes).items() if value is not ...}


def payos(url: str, **changes: Any) -> PayOS:
    settings: dict[str, Any] = {"client_id": "our-id", "api_key": API_KEY, "checksum_key": KEY, "base_url": url}
    return PayOS(**settings | changes)


def create(gateway: PayOS, **changes: Any) -> PaymentLink:
    wanted: dict[str, Any] = {
        "order_code": CREATE["orderCode"],
        "amount_vnd": Dong(CREATE["amount"]),
        "description": CREATE["description"],
        "cancel_url": CREATE["cancelUrl"],
        "return_url": CREATE["returnUrl"],
    }
    return gateway.create_link(**wanted | changes)


def test_a_link_is_asked_for_as_both_official_libraries_ask(machine: Machine) -> None:
    machine.will_say(answer(MADE))

    link = create(payos(machine.url), expires_at=datetime(2026, 11, 23, 4, 13, 20, tzinfo=UTC))

    [asked] = machine.asked
    assert (asked.method, asked.path) == ("POST", "/v2/payment-requests")
    assert asked.told == CREATE | {"expiredAt": 1795407200}
    assert (asked.headers["X-Client-Id"], asked.headers["X-Api-Key"]) == ("our-id", API_KEY)
    assert asked.headers["Content-Type"] == "application/json"
    assert link == PaymentLink(
        order_code=1042,
        link_id=LINK_ID,
        amount_vnd=Dong(150_000),
        amount_paid_vnd=Dong(0),
        status=LinkStatus.PENDING,
        bin="970418",
        account="V3CAS0000001",
        holder="HTX RAU SACH",
        memo="CHO7K2MQ4XD",
        qr=MADE["qrCode"],
        checkout_url=MADE["checkoutUrl"],
        expires_at=datetime(2026, 11, 23, 3, 13, 20, tzinfo=UTC),
    )


@pytest.mark.parametrize("which", [1042, LINK_ID])
def test_a_link_is_shown_by_its_order_code_or_its_id(machine: Machine, which: int | str) -> None:
    machine.will_say(answer(SHOWN))

    link = payos(machine.url + "/").get_link(which)

    assert (machine.asked[0].method, machine.asked[0].path) == ("GET", f"/v2/payment-requests/{which}")
    assert (link.status, link.amount_vnd, link.amount_paid_vnd) == (LinkStatus.UNDERPAID, 150_000, 100_000)
    assert link.link_id == LINK_ID


def test_a_link_is_cancelled_with_a_reason(machine: Machine) -> None:
    machine.will_say(answer(SHOWN | {"status": "CANCELLED"}))

    link = payos(machine.url).cancel_link(1042, because="người mua huỷ đơn")

    assert machine.asked[0].path == "/v2/payment-requests/1042/cancel"
    assert machine.asked[0].told == {"cancellationReason": "người mua huỷ đơn"}
    assert link.status is LinkStatus.CANCELLED


@pytest.mark.parametrize("is_wrapped", [True, False])
def test_an_address_is_confirmed(machine: Machine, is_wrapped: bool) -> None:  # noqa: FBT001
    data = {
        "webhookUrl": "https://cho.example.vn/bao-tien",
        "accountName": "HTX",
        "accountNumber": "09",
        "shortName": "VPB",
    }
    machine.will_say({"code": "00", "desc": "success", "data": data} if is_wrapped else data)

    hook = payos(machine.url).confirm_webhook("https://cho.example.vn/bao-tien")

    assert (machine.asked[0].path, machine.asked[0].told) == ("/confirm-webhook", {"webhookUrl": hook.url})
    assert (hook.account, hook.holder, hook.bank) == ("09", "HTX", "VPB")


# D01, D02
@pytest.mark.parametrize(
    "told",
    [
        answer(MADE, key="another key"),
        answer(MADE, signature=...),
        answer(MADE, signature=None),
        answer(MADE, signature=""),
        answer(MADE, signature=[sign_data(MADE, key=KEY)]),
        answer(MADE) | {"data": MADE | {"accountNumber": "0999999999"}},
        answer(MADE) | {"data": None},
        answer(MADE) | {"data": []},
    ],
)
def test_an_answer_that_is_not_rightly_signed_is_not_believed(machine: Machine, told: dict[str, Any]) -> None:
    machine.will_say(told)

    with pytest.raises(BadAnswer):
        create(payos(machine.url))


@pytest.mark.parametrize(
    "changes",
    [
        {"orderCode": 1043},
        {"amount": 150001},
        {"amount": 0},
        {"status": "GONE"},
        {"status": None},
        {"paymentLinkId": None},
        {"expiredAt": 10**30},
        {"amountPaid": -1},
        {"qrCode": ""},
        {"qrCode": MADE["qrCode"][:-1]},
        {"qrCode": qr(amount="250000")},
        {"qrCode": qr(account="0999999999")},
        {"qrCode": qr(bank_bin="970436")},
    ],
)
def test_a_signed_answer_about_something_else_is_not_believed(machine: Machine, changes: dict[str, Any]) -> None:
    machine.will_say(answer(MADE | changes))

    with pytest.raises(BadAnswer):
        create(payos(machine.url))


def test_another_link_than_the_one_asked_for_is_not_believed(machine: Machine) -> None:
    machine.will_say(answer(SHOWN))

    for which in (1043, "another-link"):
        with pytest.raises(BadAnswer):
            payos(machine.url).get_link(which)
        with pytest.raises(BadAnswer):
            payos(machine.url).cancel_link(which, because="")


@pytest.mark.parametrize(("code", "kept"), [("231", "231"), (231, "?"), (f"no {API_KEY}", "?"), (None, "?")])
def test_a_refusal_carries_payos_s_code_and_not_its_words(machine: Machine, code: object, kept: str) -> None:
    machine.will_say({"code": code, "desc": f"key {API_KEY} is wrong", "data": None})

    with pytest.raises(BadAnswer) as refused:
        create(payos(machine.url))

    assert refused.value.code == kept
    assert API_KEY not in str(refused.value)


# D06
@pytest.mark.parametrize(
    "said",
    [
        Response("<html>502 Bad Gateway</html>", content_type="text/html"),
        Response(""),
        Response("[]"),
        Response(json.dumps(answer(MADE))[:-1]),
        Response(b"\xff\xfe"),
        Response('{"code": "00", "code": "01"}'),
        Response('{"a":' * 5000),
        Response(json.dumps(answer(MADE | {"desc": "x" * 70_000}))),
        Response(json.dumps(answer(MADE)), status=302, headers={"Location": "/elsewhere"}),
        Response(json.dumps(answer(MADE)), status=307, headers={"Location": "/elsewhere"}),
        Response("{}", status=401),
        Response("{}", status=404),
    ],
    ids=lambda said: said.status,
)
def test_an_answer_that_is_no_plain_json_object_is_a_bad_answer(machine: Machine, said: Response) -> None:
    machine.answers = [said]

    with pytest.raises(BadAnswer):
        create(payos(machine.url))
    assert len(machine.asked) == 1


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_machine_that_has_no_time_is_unreachable(machine: Machine, status: int) -> None:
    machine.answers = [Response(json.dumps(answer(MADE)), status=status)]

    with pytest.raises(GatewayUnreachable):
        create(payos(machine.url))


def test_an_answer_without_end_is_read_as_far_as_it_may_be(machine: Machine) -> None:
    said: list[int] = []

    def endless() -> Any:
        while True:
            said.append(1)
            yield b" " * 8192

    machine.answers = [Response(endless())]

    with pytest.raises(BadAnswer):
        create(payos(machine.url))
    assert len(said) < 2000


def test_a_machine_that_says_nothing_is_unreachable(machine: Machine) -> None:
    machine.answers = [Response(drops([b"", b"{}"], each_seconds=0.6))]

    with pytest.raises(GatewayUnreachable):
        create(payos(machine.url, time_limits=(0.2, 0.2)))


def test_an_answer_that_comes_drop_by_drop_is_given_up(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "WHOLE_SECONDS", 0.3)
    machine.answers = [Response(drops([b" "] * 40, each_seconds=0.05))]
    began = time.monotonic()

    with pytest.raises(GatewayUnreachable):
        create(payos(machine.url))
    assert time.monotonic() - began < 1.5


def test_a_machine_that_is_down_is_unreachable() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"

    with pytest.raises(GatewayUnreachable):
        create(payos(url))


@pytest.mark.parametrize("key", ["a-key\nX-Other: 1", "một-khoá-ạ", " a-key "])
def test_no_fault_names_a_key(machine: Machine, key: str) -> None:
    machine.answers = [Response("{}", status=401)]
    # Put together here, because a traceback quotes the line that calls.
    checksum_key = "-".join(["a", "checksum", "key"])

    with pytest.raises(FAULTS) as failed:
        create(payos(machine.url, api_key=key, checksum_key=checksum_key))

    shown = "".join(traceback.format_exception(failed.value)) + repr(payos(machine.url, api_key=key))
    assert key not in shown
    assert repr(key) not in shown
    assert checksum_key not in shown


@pytest.mark.parametrize(
    "changes",
    [
        {"order_code": 0},
        {"order_code": 2**53},
        {"amount_vnd": 0},
        {"description": ""},
        {"description": "X" * 26},
    ],
)
def test_what_payos_cannot_take_is_never_asked_for(machine: Machine, changes: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        create(payos(machine.url), **changes)
    assert not machine.asked


@pytest.mark.parametrize("which", ["", "../../confirm-webhook", "a b", "x?y", "é"])
def test_a_link_id_cannot_lead_elsewhere(machine: Machine, which: str) -> None:
    with pytest.raises(AssertionError):
        payos(machine.url).get_link(which)
    assert not machine.asked
