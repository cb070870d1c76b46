"""What the make-believe VNPay answers over its API, rightly signed: querydr and refund.

VNPAY's page does not say what a query tells once there are refunds. Here it tells of what happened last to the
reference, or of the very payment or refund that vnp_TransactionNo names.

Source: VNPAY's page on query and refund, as gathered in the team's fact sheet on VNPay (2026-11-23), sections 6 to 8.
"""

import secrets
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from marketplace.money import Dong
from marketplace.payments.errors import BadNotice
from marketplace.payments.vnpay import RefundKind
from marketplace.payments.vnpay.asking import PAYMENT, QUERY, REFUND
from marketplace.payments.vnpay.signing import (
    HASH,
    QUERY_ANSWERED,
    QUERY_ASKED,
    REFUND_ANSWERED,
    REFUND_ASKED,
    is_signed_body,
    signed_body,
)
from marketplace.payments.vnpay.values import read_amount, write_amount, write_time
from marketplace.sandbox.vnpay.book import Book
from marketplace.sandbox.vnpay.paper import Payment, Refund, Terminal
from marketplace.sandbox.vnpay.states import Answering, Pace, Stage
from marketplace.sandbox.vnpay.ways import NO_WAY, WAYS

_REMEMBERED: Final = 5_000
_ASKED: Final = {QUERY: QUERY_ASKED, REFUND: REFUND_ASKED}
_ANSWERED: Final = {QUERY: QUERY_ANSWERED, REFUND: REFUND_ANSWERED}
_MESSAGES: Final = {
    "00": "Success",
    "02": "Invalid TmnCode",
    "03": "Invalid data format",
    "04": "Full refund not allowed after a partial refund",
    "91": "Transaction not found",
    "93": "Invalid refund amount",
    "94": "Request is duplicate",
    "95": "Transaction was not successful",
    "97": "Invalid checksum",
    "99": "Unknown error",
}


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer, and how it shall go wrong on its way."""

    body: dict[str, str]
    answering: Answering = Answering.NONE


class Api:
    """Answers for the payments of a book. Safe to use from several threads.

    What was asked lately is remembered in memory only: after a restart VNPay has patience again.
    """

    def __init__(self, book: Book, *, pace: Pace) -> None:
        self._book = book
        self._pace = pace
        self._lock = threading.Lock()
        self._asked_at: dict[str, datetime] = {}
        self._requests: deque[tuple[str, str]] = deque(maxlen=_REMEMBERED)

    def answer(self, told: Mapping[str, str], *, at: datetime) -> Reply:
        """The answer to one call's body."""
        command = told.get("vnp_Command", "")
        terminal = self._book.find_terminal(told.get("vnp_TmnCode", ""))
        if terminal is None:
            return Reply(body=_fields(told, "02", at=at))
        if command not in _ASKED:
            return Reply(body=_fields(told, "03", at=at))
        if not is_signed_body(told, names=_ASKED[command], secret=terminal.secret):
            return Reply(body=_fields(told, "97", at=at))
        payment = self._book.find_payment(
            terminal.tmn_code, told.get("vnp_TxnRef", ""), told.get("vnp_TransactionDate", "")
        )
        if self._is_repeated(told, at=at):
            body = _fields(told, "94", at=at)
        elif payment is None:
            body = _fields(told, "91", at=at)
        elif command == QUERY:
            body = self._found(payment, told, at=at)
        else:
            body = self._refunded(payment, told, at=at)
        return _spoilt(body, command, terminal, payment.answering if payment else Answering.NONE)

    def _is_repeated(self, told: Mapping[str, str], *, at: datetime) -> bool:
        """Whether VNPay answers this with 94: the same request once more, or a query too soon after the last."""
        tmn_code, request = told["vnp_TmnCode"], told["vnp_RequestId"]
        with self._lock:
            if (tmn_code, request) in self._requests:
                return True
            if told["vnp_Command"] == QUERY:
                last = self._asked_at.get(tmn_code)
                if last is not None and at - last < timedelta(seconds=self._pace.query_pause_seconds):
                    return True
                self._asked_at[tmn_code] = at
            self._requests.append((tmn_code, request))
            return False

    def _found(self, payment: Payment, told: Mapping[str, str], *, at: datetime) -> dict[str, str]:
        named = told.get("vnp_TransactionNo", "")
        refunds = [refund for refund in payment.refunds if named in ("", "0", str(refund.number))]
        if refunds:
            return self._of_refund(payment, refunds[-1], told, at=at)
        way = next((way for way in WAYS if way.key == payment.way), NO_WAY)
        has_number = payment.done_at is not None and way is not NO_WAY
        return _fields(told, "00", at=at) | {
            "vnp_Amount": write_amount(payment.told_vnd),
            "vnp_OrderInfo": payment.link.order_info,
            "vnp_BankCode": way.bank,
            "vnp_PayDate": write_time(payment.done_at or payment.opened_at),
            "vnp_TransactionNo": str(payment.number) if has_number else "0",
            "vnp_TransactionType": PAYMENT,
            "vnp_TransactionStatus": payment.codes_at(at)[1],
        }

    def _refunded(self, payment: Payment, told: Mapping[str, str], *, at: datetime) -> dict[str, str]:
        try:
            kind, amount_vnd = RefundKind(told.get("vnp_TransactionType", "")), read_amount(told.get("vnp_Amount", ""))
        except (ValueError, BadNotice):
            return _fields(told, "03", at=at)
        made = self._book.refund(
            payment.key,
            at=at,
            made=lambda fresh, number: self._refund(fresh, number, kind, amount_vnd, told.get("vnp_OrderInfo", ""), at),
        )
        if isinstance(made, str):
            return _fields(told, made, at=at)
        return self._of_refund(payment, made, told, at=at)

    def _refund(
        self, payment: Payment, number: int, kind: RefundKind, amount_vnd: Dong, order_info: str, at: datetime
    ) -> Refund | str:
        """A fresh refund, or the code that refuses it."""
        step = self._pace.refund_step_seconds
        if payment.stage_at(at) is not Stage.PAID:
            return "95"
        for other in payment.refunds:
            if (other.kind, other.amount_vnd) == (kind, amount_vnd) and other.status_at(at, step_seconds=step) == "05":
                return "94"
        gone = payment.refunded_vnd(at, step_seconds=step)
        if kind is RefundKind.FULL and gone:
            return "04"
        if gone + amount_vnd > payment.told_vnd:
            return "93"
        if kind is RefundKind.FULL and amount_vnd != payment.told_vnd:
            return "03"
        ends = "09" if payment.answering is Answering.REFUND_REFUSED else "00"
        return Refund(number=number, kind=kind, amount_vnd=amount_vnd, at=at, order_info=order_info, ends=ends)

    def _of_refund(self, payment: Payment, refund: Refund, told: Mapping[str, str], *, at: datetime) -> dict[str, str]:
        way = next((way for way in WAYS if way.key == payment.way), NO_WAY)
        return _fields(told, "00", at=at) | {
            "vnp_Amount": write_amount(refund.amount_vnd),
            "vnp_OrderInfo": refund.order_info,
            "vnp_BankCode": way.bank,
            "vnp_PayDate": write_time(refund.at),
            "vnp_TransactionNo": str(refund.number),
            "vnp_TransactionType": refund.kind,
            "vnp_TransactionStatus": refund.status_at(at, step_seconds=self._pace.refund_step_seconds),
        }


def _fields(told: Mapping[str, str], code: str, *, at: datetime) -> dict[str, str]:
    """What every answer holds, unsigned."""
    return {
        "vnp_ResponseId": secrets.token_hex(16),
        "vnp_Command": told.get("vnp_Command", ""),
        "vnp_ResponseCode": code,
        "vnp_Message": _MESSAGES[code],
        "vnp_TmnCode": told.get("vnp_TmnCode", ""),
        "vnp_TxnRef": told.get("vnp_TxnRef", ""),
        "vnp_PayDate": write_time(at),
    }


def _spoilt(body: dict[str, str], command: str, terminal: Terminal, answering: Answering) -> Reply:
    """The answer with its hash, or with what shall be wrong with it."""
    if answering is Answering.TROUBLE:
        return Reply(body=body | {"vnp_ResponseCode": "99", "vnp_Message": _MESSAGES["99"]}, answering=answering)
    if answering is Answering.OTHER_REFERENCE:
        body = body | {"vnp_TxnRef": body["vnp_TxnRef"] + "X"}
    wrong = "?" if answering is Answering.BAD_HASH else ""
    signed = signed_body(body, names=_ANSWERED[command], secret=terminal.secret + wrong)
    if answering is Answering.NO_HASH:
        del signed[HASH]
    return Reply(body=signed, answering=answering)
