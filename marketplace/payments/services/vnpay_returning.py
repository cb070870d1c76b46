"""Money sent back through VNPay: the intent is stored, then VNPay is called, then its answer is stored.

A call without a certain answer may have been carried out. It stays "sending", its money can go nowhere else, and VNPay
is asked what became of it; nothing is sent a second time by itself as another request (CASES F18, H11).
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from marketplace import config
from marketplace.accounts import services as accounts
from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.money import Dong
from marketplace.payments import queries, vnpay
from marketplace.payments.errors import NoTerminal
from marketplace.payments.services.by_vnpay import gateway_of
from marketplace.payments.services.returning import agree, lock_refund, note_bounced, note_sent
from marketplace.payments.states import REFUND_GONE, RefundState, RefundWay
from marketplace.payments.vnpay import RefundAnswer, RefundKind, RefundOutcome, VNPay
from marketplace.text import N_

# VNPay answers about a refund at once or much later; it is asked ever more seldom.
_STEPS_MINUTES: Final = (5, 10, 30, 60, 180, 720)
# An accepted refund can still be refused by the bank for some days.
WATCHED_FOR: Final = timedelta(days=7)
_BY_VNPAY: Final = Actor(label="VNPay")


@dataclass(frozen=True, kw_only=True)
class Call:
    """All that VNPay is told about one refund."""

    refund_id: int
    gateway: VNPay
    gateway_id: str
    kind: RefundKind
    txn_ref: str
    amount_vnd: Dong
    transaction_no: str
    begun_at: datetime
    created_by: str
    is_first_question: bool


def intend(refund_id: int, *, by: Actor) -> Call | None:
    """The refund is being sent through VNPay: stored before the call is made. None when it already is, or was.

    Raises NoTerminal when its money did not come through VNPay, WrongMoneyMoment, NeedsSecondPerson.
    """
    refund, line, _ = lock_refund(refund_id)
    if refund.state in (RefundState.SENDING, *REFUND_GONE):
        return None
    attempt = queries.attempt_of_line(line.id)
    if attempt is None:
        raise NoTerminal
    if refund.state is RefundState.ASKED:
        agree(refund, way=RefundWay.VNPAY, by=by)
    refund.way = RefundWay.VNPAY
    refund.gateway_id = secrets.token_hex(16)
    refund.ask_at, refund.times_asked = now() + timedelta(minutes=_STEPS_MINUTES[0]), 0
    refund.become(RefundState.SENDING, because=N_("Đang nhờ VNPay hoàn lại"), by=by)
    accounts.record(
        "refund through VNPay asked", thing=f"refund:{refund.public_id}", by=by, reason=refund.reason,
        before={"state": RefundState.AGREED.value}, after={"state": refund.state.value, "amount_vnd": refund.amount_vnd},
    )  # fmt: skip
    return call_of(refund_id, created_by=by.label)


def call_of(refund_id: int, *, created_by: str = "") -> Call:
    """What VNPay is told about a refund that was intended."""
    refund, line, _ = lock_refund(refund_id)
    attempt = queries.attempt_of_line(line.id)
    assert attempt is not None
    return Call(
        refund_id=refund.id,
        gateway=gateway_of(attempt.terminal),
        gateway_id=refund.gateway_id,
        kind=RefundKind.FULL if refund.amount_vnd == attempt.amount_vnd else RefundKind.PARTIAL,
        txn_ref=attempt.txn_ref,
        amount_vnd=refund.amount_vnd,
        transaction_no=attempt.transaction_no,
        begun_at=attempt.begun_at,
        created_by=created_by or "Cho Thon",
        is_first_question=refund.state is RefundState.SENDING and refund.times_asked == 0,
    )


def call(told: Call) -> RefundAnswer:
    """VNPay is asked to carry the refund out. No transaction may be open."""
    return vnpay.refund(
        told.gateway,
        request_id=told.gateway_id,
        kind=told.kind,
        txn_ref=told.txn_ref,
        amount_vnd=told.amount_vnd,
        transaction_no=told.transaction_no,
        transaction_date=told.begun_at,
        created_by=told.created_by,
        created_at=now(),
        ip=config.current().server_address,
        order_info=f"Hoan tien {told.txn_ref}",
    )


def ask(told: Call) -> RefundAnswer:
    """VNPay is asked what became of the refund. No transaction may be open."""
    return vnpay.query_refund(
        told.gateway,
        request_id=secrets.token_hex(16),
        kind=told.kind,
        txn_ref=told.txn_ref,
        amount_vnd=told.amount_vnd,
        transaction_date=told.begun_at,
        created_at=now(),
        ip=config.current().server_address,
        order_info=f"Truy van hoan tien {told.txn_ref}",
    )


def note_answer(refund_id: int, answer: RefundAnswer) -> None:
    """VNPay's answer is written down; one that is not certain only plans the next question."""
    refund, line, request = lock_refund(refund_id)
    if answer.outcome is RefundOutcome.REFUSED:
        _note_refusal(refund_id, answer)
        return
    if answer.outcome is RefundOutcome.ACCEPTED and refund.state is RefundState.SENDING:
        refund.reference = answer.transaction_no
        note_sent(
            refund,
            line,
            request,
            paid_from=f"vnpay:{refund.shop_id}",
            because=N_("VNPay đã nhận hoàn tiền"),
            by=_BY_VNPAY,
        )
        accounts.record(
            "refund sent through VNPay", thing=f"refund:{refund.public_id}", by=_BY_VNPAY, reason=refund.reason,
            before={"state": RefundState.SENDING.value}, after={"state": refund.state.value},
        )  # fmt: skip
    is_over = answer.is_done or (refund.sent_at is not None and now() - refund.sent_at > WATCHED_FOR)
    step = min(refund.times_asked, len(_STEPS_MINUTES) - 1)
    refund.times_asked += 1
    refund.ask_at = None if is_over else now() + timedelta(minutes=_STEPS_MINUTES[step])


def _note_refusal(refund_id: int, answer: RefundAnswer) -> None:
    """A definite no: the money is parked as before and owed, and a person sends it another way (F20, H09)."""
    refund, _, _ = lock_refund(refund_id)
    because = answer.said.sentence
    if refund.state is RefundState.SENDING:
        refund.become(RefundState.AGREED, because=because, by=_BY_VNPAY)
        refund.gateway_id = ""
    elif refund.state in REFUND_GONE:
        note_bounced(refund_id, because=because, by=_BY_VNPAY)
    refund.ask_at = None
