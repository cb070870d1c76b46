"""A shop with a payOS channel, one order of it, a make-believe payOS on a port, and its calls."""

import json
from dataclasses import dataclass
from typing import Any

import requests
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from marketplace.db import db
from marketplace.orders.models import Order
from marketplace.payments.feeds.payos import sign_data
from marketplace.payments.models import BankLine, PaymentRequest, PayOSLink, PayOSLinkChange
from marketplace.payments.states import LinkState, RequestState
from marketplace.payments.vietqr import VietQR, encode
from marketplace.shops.models import BankAccount
from marketplace.shops.queries import get_account
from tests.money import request_of
from tests.payments.feeds.conftest import Asked, Machine
from tests.sandbox.conftest import Running, wait_until

KEYS = {"secret": "a checksum key for tests", "client_id": "our-id", "api_key": "our-key"}
LINK_ID = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"


@dataclass
class Way:
    """One order, its buyer's browser, payOS, and the calls of payOS's that wait to be told to the market."""

    app: Flask
    browser: FlaskClient
    order: Order
    payos: Running
    calls: Machine

    def press(self) -> TestResponse:
        """The buyer presses "pay through payOS"."""
        return self.browser.post(f"/don/{self.order.code}/payos/1")

    def go(self) -> PayOSLink:
        """The same; it leads to payOS's page."""
        answer = self.press()
        assert (answer.status_code, answer.location) == (303, self.link().checkout_url)
        return self.link()

    def pay(self, act: str = "pay", mischief: str = "none") -> requests.Response:
        """What the buyer does on payOS's page; payOS's calls to us are waited for."""
        page = self.link().checkout_url.removeprefix(self.payos.url)
        before, key = len(self.calls.asked), f"{act}-{len(self.payos.machine.book.transfers())}"
        answer = self.payos.send(page, data={"act": act, "mischief": mischief, "form_key": key})
        awaited = 0 if act == "cancel" or mischief == "silent" else 2 if mischief == "told_twice" else 1
        wait_until(lambda: len(self.calls.asked) >= before + awaited)
        return answer

    def tell(self, *calls: Asked) -> list[int]:
        """These calls of payOS's, or all that were not told yet, come to our door; what we answer."""
        told = calls or tuple(self.calls.asked)
        if not calls:
            self.calls.asked.clear()
        return [self._post(call.body) for call in told]

    def call(self, data: dict[str, Any], *, key: str = KEYS["secret"]) -> int:
        """payOS calls with this data, signed; our answer."""
        return self._post(json.dumps(signed(data, key=key)).encode())

    def _post(self, body: bytes) -> int:
        answer = self.app.test_client().post(
            f"/bao-tien/payos/{self.account.hook}", data=body, content_type="application/json"
        )
        if answer.status_code == 200:
            assert answer.get_json() == {"success": True}
        return answer.status_code

    def credit(self, **changes: Any) -> dict[str, Any]:
        """The data of a call that tells of all this link's money."""
        link = self.link()
        return {
            "orderCode": link.order_code, "amount": link.amount_vnd, "description": self.request.code,
            "accountNumber": self.account.number, "reference": "FT26327000000001",
            "transactionDateTime": "2026-11-23 10:18:23", "currency": "VND", "paymentLinkId": link.payment_link_id,
            "code": "00", "desc": "success", **changes,
        }  # fmt: skip

    def made(self, **changes: Any) -> dict[str, Any]:
        """What payOS answers when it has made the link it was asked for; its order code is put in by `Answering`."""
        request, number = self.request, self.request.number
        qr = VietQR(bank_bin=request.bin, account=number, amount="150000", purpose=request.code)
        return {
            "bin": request.bin, "accountNumber": number, "accountName": request.holder, "amount": 150_000,
            "description": request.code, "currency": "VND", "paymentLinkId": LINK_ID, "status": "PENDING",
            "checkoutUrl": f"{self.payos.url}/payos/web/{LINK_ID}", "qrCode": encode(qr), **changes,
        }  # fmt: skip

    def link(self) -> PayOSLink:
        """The newest link."""
        return links()[-1]

    @property
    def account(self) -> BankAccount:
        return get_account(self.request.account_id)

    @property
    def request(self) -> PaymentRequest:
        return request_of(self.order)

    @property
    def state(self) -> RequestState:
        return self.request.state


class Answering(list[Response]):
    """The one answer of a machine, made of what it was asked last: payOS's, signed."""

    def __init__(self, machine: Machine, data: dict[str, Any]) -> None:
        super().__init__([Response()])
        self.machine, self.data = machine, data

    def __getitem__(self, place: Any) -> Any:
        order_code = self.machine.asked[-1].told["orderCode"]
        return Response(json.dumps(signed({**self.data, "orderCode": order_code})))


def signed(data: dict[str, Any], *, key: str = KEYS["secret"]) -> dict[str, Any]:
    return {"code": "00", "desc": "success", "success": True, "data": data, "signature": sign_data(data, key=key)}


def links() -> list[PayOSLink]:
    found = sa.select(PayOSLink).order_by(PayOSLink.id).execution_options(populate_existing=True)
    return list(db.session.scalars(found))


def steps(link: PayOSLink) -> list[tuple[LinkState | None, LinkState]]:
    """The history of a link."""
    found = sa.select(PayOSLinkChange).where(PayOSLinkChange.link_id == link.id).order_by(PayOSLinkChange.id)
    return [(change.before, change.after) for change in db.session.scalars(found)]


def lines() -> list[BankLine]:
    return list(db.session.scalars(sa.select(BankLine).order_by(BankLine.id).execution_options(populate_existing=True)))
