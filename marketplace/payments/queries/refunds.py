"""Reading what goes back to buyers."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.money import Dong
from marketplace.orders.models import SubOrder
from marketplace.payments.errors import RefundNotFound
from marketplace.payments.models import BankLine, PaymentRequest, Refund
from marketplace.payments.states import REFUND_GONE, REFUND_OWED, RefundState


def owed_of_line(line_id: int) -> Dong:
    """How much of this credit is owed back and not yet sent."""
    total = db.session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(Refund.amount_vnd), 0)).where(
            Refund.line_id == line_id, Refund.state.in_(REFUND_OWED)
        )
    )
    return Dong(int(total or 0))


def lock_owed_of_line(line_id: int) -> Sequence[Refund]:
    """The refunds of this credit that are owed, locked, by id. The line must be locked before."""
    return db.session.scalars(
        sa.select(Refund)
        .where(Refund.line_id == line_id, Refund.state.in_(REFUND_OWED))
        .order_by(Refund.id)
        .with_for_update(of=Refund)
        .execution_options(populate_existing=True)
    ).all()


def line_of_refund(refund_id: int) -> int:
    """The row id of the credit a refund returns; it never changes."""
    return db.session.execute(sa.select(Refund.line_id).where(Refund.id == refund_id)).scalar_one()


def lock_refund_row(refund_id: int) -> Refund:
    """The refund, locked and fresh. Its request and line must be locked before."""
    return db.session.execute(
        sa.select(Refund)
        .where(Refund.id == refund_id)
        .with_for_update(of=Refund)
        .execution_options(populate_existing=True)
    ).scalar_one()


def refund_ids_by_code(codes: Collection[str], *, shop_id: int) -> Sequence[int]:
    """The shop's refunds that money going out with one of these codes may be, those not seen at the bank first.

    A code is the refund's own, or the one of the order whose money goes back.
    """
    asked = sa.select(PaymentRequest.sub_order_id).where(PaymentRequest.code.in_(codes))
    return db.session.scalars(
        sa.select(Refund.id)
        .where(
            Refund.shop_id == shop_id,
            Refund.debit_line_id.is_(None),
            Refund.state.in_([RefundState.ASKED, RefundState.AGREED, *REFUND_GONE]),
            sa.or_(Refund.code.in_(codes), Refund.sub_order_id.in_(asked)),
        )
        .order_by(Refund.code.in_(codes).desc(), Refund.id)
    ).all()


def refunds_of_parts(sub_order_ids: Collection[int]) -> Sequence[Refund]:
    """What goes back of these parts, oldest first; what was withdrawn is left out."""
    return db.session.scalars(
        sa.select(Refund)
        .where(Refund.sub_order_id.in_(sub_order_ids), Refund.state != RefundState.WITHDRAWN)
        .options(joinedload(Refund.shop))
        .order_by(Refund.id)
        .execution_options(populate_existing=True)
    ).all()


def refunds_owed_by_shop(shop_id: int) -> Sequence[Refund]:
    """What the shop has to return, the longest waiting first."""
    return db.session.scalars(
        sa.select(Refund)
        .where(Refund.shop_id == shop_id, Refund.state.in_(REFUND_OWED))
        .options(joinedload(Refund.sub_order).joinedload(SubOrder.order))
        .order_by(Refund.asked_at, Refund.id)
        .execution_options(populate_existing=True)
    ).all()


def refund_for_seller(public_id: str, *, shop_ids: Collection[int]) -> Refund:
    """The refund with its credit, order and history, if one of these shops owes it. Raises RefundNotFound."""
    refund = db.session.scalar(
        sa.select(Refund)
        .where(Refund.public_id == public_id, Refund.shop_id.in_(shop_ids))
        .options(
            joinedload(Refund.line).joinedload(BankLine.account),
            joinedload(Refund.sub_order).joinedload(SubOrder.order),
            joinedload(Refund.shop),
            selectinload(Refund.history),
        )
        .execution_options(populate_existing=True)
    )
    if refund is None:
        raise RefundNotFound
    return refund


def refund_of_order(public_id: str, *, order_id: int) -> Refund:
    """The refund if it belongs to this order. Raises RefundNotFound."""
    refund = db.session.scalar(
        sa.select(Refund)
        .join(SubOrder, SubOrder.id == Refund.sub_order_id)
        .where(Refund.public_id == public_id, SubOrder.order_id == order_id)
        .options(joinedload(Refund.shop))
    )
    if refund is None:
        raise RefundNotFound
    return refund


def is_code_taken(code: str) -> bool:
    """Whether a request or a refund has this code."""
    asked = sa.select(PaymentRequest.id).where(PaymentRequest.code == code)
    returned = sa.select(Refund.id).where(Refund.code == code)
    return bool(db.session.scalar(sa.select(sa.or_(asked.exists(), returned.exists()))))
