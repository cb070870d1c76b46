"""Reading what buyers are asked to pay."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.orders.models import SubOrder
from marketplace.payments.models import PaymentRequest
from marketplace.payments.states import RequestState

# Requests that still wait for money, or would take it if it came late.
_AWAITED = (RequestState.OPEN, RequestState.PART_PAID, RequestState.LAPSED)


def codes_taken(account_id: int) -> Sequence[str]:
    """The codes of this account that money may still come for."""
    return db.session.scalars(
        sa.select(PaymentRequest.code).where(
            PaymentRequest.account_id == account_id, PaymentRequest.state.in_(_AWAITED)
        )
    ).all()


def payable_requests(account_id: int) -> Sequence[PaymentRequest]:
    """The requests of this account that wait for money now, oldest first."""
    return db.session.scalars(
        sa.select(PaymentRequest)
        .where(
            PaymentRequest.account_id == account_id,
            PaymentRequest.state.in_([RequestState.OPEN, RequestState.PART_PAID]),
        )
        .order_by(PaymentRequest.id)
        .execution_options(populate_existing=True)
    ).all()


def requests_by_code(codes: Collection[str]) -> Sequence[PaymentRequest]:
    """The requests of any account and state with these codes."""
    return db.session.scalars(
        sa.select(PaymentRequest)
        .where(PaymentRequest.code.in_(codes))
        .options(joinedload(PaymentRequest.account))
        .execution_options(populate_existing=True)
    ).all()


def lock_requests(request_ids: Collection[int]) -> Sequence[PaymentRequest]:
    """These requests, locked and fresh, by id. Their sub-orders must be locked before."""
    return db.session.scalars(
        sa.select(PaymentRequest)
        .where(PaymentRequest.id.in_(request_ids))
        .order_by(PaymentRequest.id)
        .with_for_update(of=PaymentRequest)
        .execution_options(populate_existing=True)
    ).all()


def lock_request_of_part(sub_order_id: int) -> PaymentRequest | None:
    """The part's request, locked and fresh, or None for cash. The part must be locked before."""
    return db.session.scalar(
        sa.select(PaymentRequest)
        .where(PaymentRequest.sub_order_id == sub_order_id)
        .with_for_update(of=PaymentRequest)
        .execution_options(populate_existing=True)
    )


def requests_of_parts(sub_order_ids: Collection[int]) -> dict[int, PaymentRequest]:
    """The requests of these parts, by the part's row id."""
    found = db.session.scalars(
        sa.select(PaymentRequest)
        .where(PaymentRequest.sub_order_id.in_(sub_order_ids))
        .execution_options(populate_existing=True)
    )
    return {request.sub_order_id: request for request in found}


def requests_waiting_at_shop(shop_id: int) -> Sequence[PaymentRequest]:
    """What this shop's buyers have not paid (or paid in part), for linking money by hand, newest first."""
    return db.session.scalars(
        sa.select(PaymentRequest)
        .join(PaymentRequest.sub_order)
        .where(SubOrder.shop_id == shop_id, PaymentRequest.state.in_(_AWAITED))
        .options(joinedload(PaymentRequest.sub_order).joinedload(SubOrder.order))
        .order_by(PaymentRequest.id.desc())
        .limit(60)
    ).all()
