"""Reading terminals and attempts to pay through VNPay."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.payments.errors import AttemptNotFound
from marketplace.payments.models import PaymentRequest, Refund, VNPayAttempt, VNPayNotice, VNPayTerminal
from marketplace.payments.states import KeptState, RefundState, RefundWay


def terminal_of_shop(shop_id: int) -> VNPayTerminal | None:
    """The shop's terminal, or None."""
    return db.session.scalar(sa.select(VNPayTerminal).where(VNPayTerminal.shop_id == shop_id))


def terminals_offered(shop_ids: Collection[int]) -> dict[int, VNPayTerminal]:
    """The terminals that buyers of these shops may be sent to, by shop."""
    found = db.session.scalars(
        sa.select(VNPayTerminal).where(VNPayTerminal.shop_id.in_(shop_ids), VNPayTerminal.is_offered)
    )
    return {terminal.shop_id: terminal for terminal in found}


def terminal_by_hook(hook: str) -> VNPayTerminal | None:
    """The terminal whose IPN has this random address, or None."""
    return db.session.scalar(
        sa.select(VNPayTerminal).where(VNPayTerminal.hook == hook).options(joinedload(VNPayTerminal.shop))
    )


def terminal_by_code(tmn_code: str) -> VNPayTerminal | None:
    """The terminal of this code, or None."""
    return db.session.scalar(sa.select(VNPayTerminal).where(VNPayTerminal.tmn_code == tmn_code))


def find_attempt(txn_ref: str, *, terminal_id: int) -> VNPayAttempt | None:
    """The terminal's attempt of this reference with its request, or None."""
    return db.session.scalar(
        sa.select(VNPayAttempt)
        .where(VNPayAttempt.txn_ref == txn_ref, VNPayAttempt.terminal_id == terminal_id)
        .options(joinedload(VNPayAttempt.request).joinedload(PaymentRequest.sub_order))
    )


def attempt_with_terminal(attempt_id: int) -> VNPayAttempt:
    """The attempt with terminal and request. Raises AttemptNotFound."""
    found = db.session.scalar(
        sa.select(VNPayAttempt)
        .where(VNPayAttempt.id == attempt_id)
        .options(joinedload(VNPayAttempt.terminal).joinedload(VNPayTerminal.shop), joinedload(VNPayAttempt.request))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise AttemptNotFound
    return found


def lock_attempt(attempt_id: int) -> VNPayAttempt:
    """The attempt, locked and fresh. Its sub-order and request must be locked before."""
    return db.session.execute(
        sa.select(VNPayAttempt)
        .where(VNPayAttempt.id == attempt_id)
        .with_for_update(of=VNPayAttempt)
        .execution_options(populate_existing=True)
    ).scalar_one()


def lock_terminal(terminal_id: int) -> VNPayTerminal:
    """The terminal, locked and fresh."""
    return db.session.execute(
        sa.select(VNPayTerminal)
        .where(VNPayTerminal.id == terminal_id)
        .with_for_update(of=VNPayTerminal)
        .execution_options(populate_existing=True)
    ).scalar_one()


def attempts_of_requests(request_ids: Collection[int]) -> Sequence[VNPayAttempt]:
    """The attempts to pay these requests, newest first."""
    return db.session.scalars(
        sa.select(VNPayAttempt)
        .where(VNPayAttempt.request_id.in_(request_ids))
        .order_by(VNPayAttempt.id.desc())
        .execution_options(populate_existing=True)
    ).all()


def attempts_to_ask(*, at: datetime) -> Sequence[tuple[int, int]]:
    """(attempt, terminal) whose turn to be asked has come, the longest waiting first; of terminals that may ask now."""
    rows = db.session.execute(
        sa.select(VNPayAttempt.id, VNPayAttempt.terminal_id)
        .join(VNPayTerminal, VNPayTerminal.id == VNPayAttempt.terminal_id)
        .where(VNPayAttempt.ask_at <= at, sa.func.coalesce(VNPayTerminal.ask_after, at) <= at)
        .order_by(VNPayAttempt.ask_at)
        .limit(200)
    )
    return [(attempt_id, terminal_id) for attempt_id, terminal_id in rows]


def refunds_to_ask(*, at: datetime) -> Sequence[int]:
    """Refunds through VNPay whose outcome is to be asked for now."""
    return db.session.scalars(
        sa.select(Refund.id)
        .where(
            Refund.ask_at <= at,
            Refund.way == RefundWay.VNPAY,
            Refund.state.in_([RefundState.SENDING, RefundState.SENT]),
        )
        .order_by(Refund.ask_at)
        .limit(100)
    ).all()


def attempt_of_line(line_id: int) -> VNPayAttempt | None:
    """The attempt this credit came from, with its terminal, or None."""
    return db.session.scalar(
        sa.select(VNPayAttempt)
        .where(VNPayAttempt.line_id == line_id)
        .options(joinedload(VNPayAttempt.terminal))
        .order_by(VNPayAttempt.id)
        .limit(1)
    )


def unsettled_vnpay_notices(*, limit: int = 100) -> Sequence[tuple[int, int]]:
    """(notice, terminal) of calls that were kept and not settled, oldest first."""
    rows = db.session.execute(
        sa.select(VNPayNotice.id, VNPayNotice.terminal_id)
        .where(VNPayNotice.state.in_([KeptState.NEW, KeptState.FAILED]))
        .order_by(VNPayNotice.id)
        .limit(limit)
    )
    return [(notice_id, terminal_id) for notice_id, terminal_id in rows]
