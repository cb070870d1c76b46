"""A shop with a VNPay terminal, one order of it, and VNPay's calls."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace import config
from marketplace.clock import now
from marketplace.db import db
from marketplace.orders.models import Order
from marketplace.payments.models import BankLine, VNPayAttempt, VNPayTerminal
from marketplace.payments.states import RequestState
from marketplace.payments.vnpay.signing import signed_query
from marketplace.payments.vnpay.values import write_time
from tests.money import request_of
from tests.sandbox.vnpay.making import SECRET, TMN_CODE, Running, pace, running, sandbox_settings, shop  # noqa: F401


@dataclass
class Way:
    """One order of a shop with a terminal, and the buyer's browser."""

    app: Flask
    browser: FlaskClient
    order: Order
    ours: config.Settings
    seen: dict[str, str] = field(default_factory=dict)

    def go(self, method: str = "") -> VNPayAttempt:
        """The buyer presses "pay through VNPay"; the newest attempt."""
        answer = self.browser.post(f"/don/{self.order.code}/vnpay/1", data={"method": method})
        assert answer.status_code == 303
        self.seen = dict(parse_qsl(urlsplit(str(answer.location)).query))
        self.link = str(answer.location)
        return self.attempt()

    def attempt(self) -> VNPayAttempt:
        found = sa.select(VNPayAttempt).order_by(VNPayAttempt.id.desc()).limit(1)
        return db.session.scalars(found.execution_options(populate_existing=True)).one()

    def told(self, attempt: VNPayAttempt, **changed: str) -> str:
        """What VNPay sends of this attempt, rightly signed."""
        values = {
            "vnp_Amount": str(attempt.amount_vnd * 100), "vnp_BankCode": "NCB", "vnp_CardType": "ATM",
            "vnp_OrderInfo": "Don", "vnp_PayDate": write_time(now()), "vnp_ResponseCode": "00", "vnp_TmnCode": TMN_CODE,
            "vnp_TransactionNo": "14422574", "vnp_TransactionStatus": "00", "vnp_TxnRef": attempt.txn_ref, **changed,
        }  # fmt: skip
        return signed_query(values.items(), secret=SECRET)

    def ipn(self, query: str) -> str:
        """VNPay calls; the code of our answer."""
        terminal = db.session.scalars(sa.select(VNPayTerminal)).one()
        answer = self.app.test_client().get(f"/vnpay/bao/{terminal.hook}?{query}")
        assert answer.status_code == 200
        return str(answer.get_json()["RspCode"])

    @property
    def state(self) -> RequestState:
        return request_of(self.order).state

    def is_open(self) -> bool:
        """Whether the order still waits for its money."""
        return self.state is RequestState.OPEN


def lines() -> list[BankLine]:
    return list(db.session.scalars(sa.select(BankLine).order_by(BankLine.id).execution_options(populate_existing=True)))


FAILED = {"vnp_ResponseCode": "24", "vnp_TransactionStatus": "02", "vnp_TransactionNo": "0"}
