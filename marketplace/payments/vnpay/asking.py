"""What VNPay is asked over its API, and how its answers are read: querydr and refund. Nothing here goes out.

An answer that carries no right hash, or is about something else than was asked, is no answer: everything stays as it
was. Each request needs a `request_id` of its own, written down before the call.

Source: VNPAY's page on query and refund, as gathered in the team's fact sheet on VNPay (2026-11-23), sections 6 to 8.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from marketplace.money import Dong
from marketplace.payments.errors import BadNotice
from marketplace.payments.feeds.notice import object_of
from marketplace.payments.vnpay.answers import QueryAnswer, RefundAnswer
from marketplace.payments.vnpay.signing import (
    QUERY_ANSWERED,
    QUERY_ASKED,
    REFUND_ANSWERED,
    REFUND_ASKED,
    is_signed_body,
    signed_body,
)
from marketplace.payments.vnpay.tables import (
    REFUND_REFUSALS,
    RefundOutcome,
    outcome_of_refund,
    outcome_of_status,
    shown_code,
)
from marketplace.payments.vnpay.terminal import VERSION, VNPay
from marketplace.payments.vnpay.values import (
    clean_order_info,
    read_amount,
    read_time,
    write_address,
    write_amount,
    write_reference,
    write_time,
)

QUERY: Final = "querydr"
REFUND: Final = "refund"
PAYMENT: Final = "01"
_DONE: Final = "00"
_NOT_FOUND: Final = "91"
_TOO_SOON: Final = "94"
_NO_NUMBER: Final = "0"
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9]{1,32}")
# PostgreSQL keeps no NUL, and half a surrogate pair has no bytes.
_NO_TEXT: Final = re.compile("[\x00\ud800-\udfff]")


class RefundKind(StrEnum):
    """How much is sent back, by VNPay's vnp_TransactionType."""

    FULL = "02"
    PARTIAL = "03"


class _NoAnswer(Exception):
    """What came cannot be relied on. `why` holds nothing of what came but a short code."""

    def __init__(self, why: str, *, code: str = "") -> None:
        super().__init__(why)
        self.why, self.code = why, code


def query_request(
    vnpay: VNPay,
    *,
    request_id: str,
    txn_ref: str,
    transaction_date: datetime,
    created_at: datetime,
    ip: str,
    order_info: str,
    transaction_no: str = "",
) -> dict[str, str]:
    """The body that asks what became of an attempt. `transaction_date` is when its payment was created, as
    told to VNPay then; `created_at` is now; `ip` is our server's. `transaction_no` is not signed."""
    assert _REQUEST_ID.fullmatch(request_id)
    body = {
        "vnp_RequestId": request_id,
        "vnp_Version": VERSION,
        "vnp_Command": QUERY,
        "vnp_TmnCode": vnpay.tmn_code,
        "vnp_TxnRef": write_reference(txn_ref),
        "vnp_OrderInfo": clean_order_info(order_info) or txn_ref,
        "vnp_TransactionDate": write_time(transaction_date),
        "vnp_CreateDate": write_time(created_at),
        "vnp_IpAddr": write_address(ip),
    }
    if transaction_no:
        body["vnp_TransactionNo"] = transaction_no
    return signed_body(body, names=QUERY_ASKED, secret=vnpay.secret)


def refund_request(
    vnpay: VNPay,
    *,
    request_id: str,
    kind: RefundKind,
    txn_ref: str,
    amount_vnd: Dong,
    transaction_no: str,
    transaction_date: datetime,
    created_by: str,
    created_at: datetime,
    ip: str,
    order_info: str,
) -> dict[str, str]:
    """The body that asks to send money of a payment back. `transaction_no` is the payment's own at VNPay; "" when it
    is not known, which is signed and sent as "0"."""
    assert _REQUEST_ID.fullmatch(request_id)
    body = {
        "vnp_RequestId": request_id,
        "vnp_Version": VERSION,
        "vnp_Command": REFUND,
        "vnp_TmnCode": vnpay.tmn_code,
        "vnp_TransactionType": kind.value,
        "vnp_TxnRef": write_reference(txn_ref),
        "vnp_Amount": write_amount(amount_vnd),
        "vnp_OrderInfo": clean_order_info(order_info) or txn_ref,
        "vnp_TransactionNo": transaction_no or _NO_NUMBER,
        "vnp_TransactionDate": write_time(transaction_date),
        "vnp_CreateBy": clean_order_info(created_by, limit=245) or vnpay.tmn_code,
        "vnp_CreateDate": write_time(created_at),
        "vnp_IpAddr": write_address(ip),
    }
    return signed_body(body, names=REFUND_ASKED, secret=vnpay.secret)


def read_query_answer(vnpay: VNPay, body: bytes, *, txn_ref: str, amount_vnd: Dong) -> QueryAnswer:
    """What an answer to querydr says of the payment of this attempt and amount. Never raises."""
    try:
        told = _told(vnpay, body, command=QUERY, names=QUERY_ANSWERED, txn_ref=txn_ref)
        code = told["vnp_ResponseCode"]
        if code != _DONE:
            return QueryAnswer(
                verified=True,
                code=code,
                not_found=code == _NOT_FOUND,
                too_soon=code == _TOO_SOON,
                why=f"code {shown_code(code)}",
            )
        if told["vnp_TransactionType"] != PAYMENT:
            raise _NoAnswer("it is not about a payment", code=code)
        _refuse_other_amount(told, amount_vnd)
    except _NoAnswer as no:
        return QueryAnswer(code=no.code, too_soon=no.code == _TOO_SOON, why=no.why)
    status = told["vnp_TransactionStatus"]
    return QueryAnswer(
        outcome=outcome_of_status(status),
        verified=True,
        code=code,
        status=status,
        amount_vnd=amount_vnd,
        transaction_no=told["vnp_TransactionNo"],
        bank_code=told["vnp_BankCode"],
        paid_at=read_time(told["vnp_PayDate"]),
    )


def read_refund_answer(vnpay: VNPay, body: bytes, *, txn_ref: str, amount_vnd: Dong, kind: RefundKind) -> RefundAnswer:
    """What an answer to refund says. Never raises."""
    try:
        told = _told(vnpay, body, command=REFUND, names=REFUND_ANSWERED, txn_ref=txn_ref)
        code = told["vnp_ResponseCode"]
        if code == _DONE:
            return _refund_of(told, amount_vnd=amount_vnd, kind=kind)
    except _NoAnswer as no:
        return RefundAnswer(code=no.code, why=no.why)
    outcome = RefundOutcome.UNKNOWN
    if code == _TOO_SOON:
        outcome = RefundOutcome.IN_PROGRESS
    elif code in REFUND_REFUSALS:
        outcome = RefundOutcome.REFUSED
    return RefundAnswer(outcome=outcome, verified=True, code=code, why=f"code {shown_code(code)}")


def read_refund_query_answer(
    vnpay: VNPay, body: bytes, *, txn_ref: str, amount_vnd: Dong, kind: RefundKind
) -> RefundAnswer:
    """What an answer to querydr says of a refund of this amount and kind. Never raises.

    An answer about the payment itself leaves it UNKNOWN: no refund has come to VNPay until now.
    """
    try:
        told = _told(vnpay, body, command=QUERY, names=QUERY_ANSWERED, txn_ref=txn_ref)
        code = told["vnp_ResponseCode"]
        if code == _DONE and told["vnp_TransactionType"] == PAYMENT:
            return RefundAnswer(verified=True, code=code, not_there=True, why="it knows the payment and no refund")
        if code == _DONE:
            return _refund_of(told, amount_vnd=amount_vnd, kind=kind)
    except _NoAnswer as no:
        return RefundAnswer(code=no.code, too_soon=no.code == _TOO_SOON, why=no.why)
    return RefundAnswer(verified=True, code=code, too_soon=code == _TOO_SOON, why=f"code {shown_code(code)}")


def _told(vnpay: VNPay, body: bytes, *, command: str, names: Sequence[str], txn_ref: str) -> Mapping[str, str]:
    """The signed fields of an answer from our terminal about this reference; a missing one is "". Raises _NoAnswer."""
    try:
        came = object_of(body)
    except (BadNotice, RecursionError) as no:
        raise _NoAnswer("it is no JSON object") from no
    plain = {name: _plain(came.get(name)) for name in (*names, "vnp_SecureHash")}
    code = plain["vnp_ResponseCode"]
    if not is_signed_body(plain, names=names, secret=vnpay.secret):
        raise _NoAnswer(f"its hash is missing or wrong (code {shown_code(code)})", code=shown_code(code))
    if (plain["vnp_TmnCode"], plain["vnp_Command"], plain["vnp_TxnRef"]) != (vnpay.tmn_code, command, txn_ref):
        raise _NoAnswer("it is about another terminal, command or reference", code=shown_code(code))
    return plain


def _plain(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() <= 64:
        return str(value)
    return value if isinstance(value, str) and not _NO_TEXT.search(value) else ""


def _refund_of(told: Mapping[str, str], *, amount_vnd: Dong, kind: RefundKind) -> RefundAnswer:
    if told["vnp_TransactionType"] != kind:
        raise _NoAnswer("it is not about a refund of this kind", code=told["vnp_ResponseCode"])
    _refuse_other_amount(told, amount_vnd)
    status = told["vnp_TransactionStatus"]
    return RefundAnswer(
        outcome=outcome_of_refund(status),
        verified=True,
        code=told["vnp_ResponseCode"],
        status=status,
        amount_vnd=amount_vnd,
        transaction_no=told["vnp_TransactionNo"],
        answered_at=read_time(told["vnp_PayDate"]),
    )


def _refuse_other_amount(told: Mapping[str, str], amount_vnd: Dong) -> None:
    try:
        is_same = read_amount(told["vnp_Amount"]) == amount_vnd
    except BadNotice:
        is_same = False
    if not is_same:
        raise _NoAnswer("it is about another amount", code=told["vnp_ResponseCode"])
