"""Calls VNPay's API. Whatever fails on the way is an answer too: unknown, and why.

Every call has a time limit, follows no redirect and reads at most 64 KB. A timeout is not a failure: what was asked
for may have been done.
"""

import time
from contextlib import closing, nullcontext
from datetime import datetime
from typing import Final

import requests
import urllib3

from marketplace.money import Dong
from marketplace.payments.neighbours import Resting, neighbour
from marketplace.payments.vnpay.answers import QueryAnswer, RefundAnswer
from marketplace.payments.vnpay.asking import (
    RefundKind,
    query_request,
    read_query_answer,
    read_refund_answer,
    read_refund_query_answer,
    refund_request,
)
from marketplace.payments.vnpay.terminal import VNPay

LARGEST_ANSWER: Final = 64 * 1024
_SIP: Final = 8 * 1024


class _NoAnswer(Exception):
    """Nothing came that could be read. `why` is without addresses: a library's own words would hold them."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def query(
    vnpay: VNPay,
    *,
    request_id: str,
    txn_ref: str,
    amount_vnd: Dong,
    transaction_date: datetime,
    created_at: datetime,
    ip: str,
    order_info: str,
    session: requests.Session | None = None,
) -> QueryAnswer:
    """Ask what became of an attempt to pay this amount. Never raises for what VNPay does or does not do."""
    body = query_request(
        vnpay,
        request_id=request_id,
        txn_ref=txn_ref,
        transaction_date=transaction_date,
        created_at=created_at,
        ip=ip,
        order_info=order_info,
    )
    try:
        came = _post(vnpay, body, session)
    except _NoAnswer as no:
        return QueryAnswer(why=no.why)
    return read_query_answer(vnpay, came, txn_ref=txn_ref, amount_vnd=amount_vnd)


def refund(
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
    session: requests.Session | None = None,
) -> RefundAnswer:
    """Ask to send this much of a payment back. Never raises for what VNPay does or does not do.

    An unknown answer is resolved by `query_refund`, not by another refund.
    """
    body = refund_request(
        vnpay,
        request_id=request_id,
        kind=kind,
        txn_ref=txn_ref,
        amount_vnd=amount_vnd,
        transaction_no=transaction_no,
        transaction_date=transaction_date,
        created_by=created_by,
        created_at=created_at,
        ip=ip,
        order_info=order_info,
    )
    try:
        came = _post(vnpay, body, session)
    except _NoAnswer as no:
        return RefundAnswer(why=no.why)
    return read_refund_answer(vnpay, came, txn_ref=txn_ref, amount_vnd=amount_vnd, kind=kind)


def query_refund(
    vnpay: VNPay,
    *,
    request_id: str,
    kind: RefundKind,
    txn_ref: str,
    amount_vnd: Dong,
    transaction_date: datetime,
    created_at: datetime,
    ip: str,
    order_info: str,
    transaction_no: str = "",
    session: requests.Session | None = None,
) -> RefundAnswer:
    """Ask what became of a refund of this amount and kind. Never raises for what VNPay does or does not do.

    `transaction_no` is the refund's own, when its answer came. `transaction_date` is the payment's.
    """
    body = query_request(
        vnpay,
        request_id=request_id,
        txn_ref=txn_ref,
        transaction_date=transaction_date,
        created_at=created_at,
        ip=ip,
        order_info=order_info,
        transaction_no=transaction_no,
    )
    try:
        came = _post(vnpay, body, session)
    except _NoAnswer as no:
        return RefundAnswer(why=no.why)
    return read_refund_query_answer(vnpay, came, txn_ref=txn_ref, amount_vnd=amount_vnd, kind=kind)


def _post(vnpay: VNPay, body: dict[str, str], session: requests.Session | None) -> bytes:
    """The body of VNPay's answer. Raises _NoAnswer."""
    with _straight_session() if session is None else nullcontext(session) as used:
        try:
            with neighbour(vnpay.api_url).called():
                answer = used.post(
                    vnpay.api_url,
                    json=body,
                    # Nothing packed: what is read is what was sent, and its size is its size.
                    headers={"Accept": "application/json", "Accept-Encoding": "identity"},
                    timeout=vnpay.time_limits,
                    allow_redirects=False,
                    stream=True,
                )
                with closing(answer):
                    if answer.status_code != requests.codes.ok:
                        raise _NoAnswer(f"HTTP {answer.status_code}")
                    return _whole(answer, until=time.monotonic() + 2 * sum(vnpay.time_limits))
        except Resting:
            raise _NoAnswer("not asked: it did not answer lately") from None
        # ValueError: of a Location that is no address, requests says so by more than one name.
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as trouble:
            raise _NoAnswer(type(trouble).__name__) from None


def _straight_session() -> requests.Session:
    session = requests.Session()
    # What the machine's environment names (a proxy, passwords in .netrc) is not for calls about money.
    session.trust_env = False
    return session


def _whole(answer: requests.Response, *, until: float) -> bytes:
    """Everything that was answered. Raises _NoAnswer when it is too much, or drips in too slowly."""
    came = b""
    while sip := answer.raw.read1(_SIP, decode_content=False):
        came += sip
        if len(came) > LARGEST_ANSWER:
            raise _NoAnswer("larger than 64 KB")
        if time.monotonic() > until:
            raise _NoAnswer("it took too long")
    return came
