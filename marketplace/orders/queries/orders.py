"""Reading orders and their parts. Locks go order, sub-order, payment request, offer; each by id."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.money import Dong
from marketplace.orders.errors import OrderNotFound, SubOrderNotFound
from marketplace.orders.models import Complaint, Order, OrderLine, SubOrder, SubOrderChange
from marketplace.orders.states import OPEN, ComplaintState, Method, SubOrderState
from marketplace.shops.models import Shop

_PART = (
    joinedload(SubOrder.order),
    joinedload(SubOrder.shop).joinedload(Shop.place),
    joinedload(SubOrder.pickup_point),
    selectinload(SubOrder.lines),
    selectinload(SubOrder.history),
)


def order_by_code(code: str) -> Order:
    """The order with its parts, shops, lines and history. Who may see it is the caller's affair.

    Raises OrderNotFound.
    """
    order = db.session.scalar(
        sa.select(Order)
        .where(Order.code == code)
        .options(
            selectinload(Order.parts).options(
                joinedload(SubOrder.shop).joinedload(Shop.place),
                joinedload(SubOrder.pickup_point),
                selectinload(SubOrder.lines),
                selectinload(SubOrder.history),
            )
        )
        .execution_options(populate_existing=True)
    )
    if order is None:
        raise OrderNotFound
    return order


def order_of_key(key: str) -> Order | None:
    """The order that this checkout key made, or None."""
    return db.session.scalar(sa.select(Order).where(Order.key == key))


def orders_of_member(user_id: int, *, limit: int = 50) -> Sequence[Order]:
    """What a member ordered, newest first, with parts and shops."""
    return db.session.scalars(
        sa.select(Order)
        .where(Order.buyer_id == user_id)
        .options(selectinload(Order.parts).options(joinedload(SubOrder.shop), selectinload(SubOrder.lines)))
        .order_by(Order.id.desc())
        .limit(limit)
    ).all()


def lock_sub_order(sub_order_id: int) -> SubOrder:
    """The part, locked and fresh, with everything services need. Raises SubOrderNotFound."""
    part = db.session.scalar(
        sa.select(SubOrder)
        .where(SubOrder.id == sub_order_id)
        .options(*_PART)
        .with_for_update(of=SubOrder)
        .execution_options(populate_existing=True)
    )
    if part is None:
        raise SubOrderNotFound
    return part


def whole_part(sub_order_id: int) -> SubOrder:
    """The part with everything its page shows. Raises SubOrderNotFound."""
    part = db.session.scalar(
        sa.select(SubOrder).where(SubOrder.id == sub_order_id).options(*_PART).execution_options(populate_existing=True)
    )
    if part is None:
        raise SubOrderNotFound
    return part


def part_for_seller(public_id: str, *, shop_ids: Collection[int]) -> SubOrder:
    """The part if it belongs to one of these shops. Raises SubOrderNotFound: another's is as good as none."""
    part = db.session.scalar(
        sa.select(SubOrder)
        .where(SubOrder.public_id == public_id, SubOrder.shop_id.in_(shop_ids))
        .options(*_PART)
        .execution_options(populate_existing=True)
    )
    if part is None:
        raise SubOrderNotFound
    return part


def parts_for_desk(shop_id: int, *, since: datetime, limit: int = 200) -> Sequence[SubOrder]:
    """The shop's open parts, and those placed since then, newest first."""
    return db.session.scalars(
        sa.select(SubOrder)
        .where(SubOrder.shop_id == shop_id, sa.or_(SubOrder.state.in_(OPEN), SubOrder.placed_at >= since))
        .options(joinedload(SubOrder.order), joinedload(SubOrder.pickup_point), selectinload(SubOrder.lines))
        .order_by(SubOrder.placed_at.desc())
        .limit(limit)
    ).all()


def overdue_part_ids(*, at: datetime, limit: int = 500) -> Sequence[int]:
    """Parts whose goods were held long enough without payment or answer, oldest first."""
    return db.session.scalars(
        sa.select(SubOrder.id)
        .where(SubOrder.state == SubOrderState.PLACED, SubOrder.hold_until <= at, SubOrder.paid_at.is_(None))
        .order_by(SubOrder.hold_until)
        .limit(limit)
    ).all()


def quiet_part_ids(*, at: datetime, limit: int = 500) -> Sequence[int]:
    """Parts that were handed over and paid, and whose buyer has said nothing for three days and complains of nothing."""
    return db.session.scalars(
        sa.select(SubOrder.id)
        .join(SubOrder.history)
        .where(
            SubOrder.state == SubOrderState.HANDED_OVER,
            SubOrder.paid_at.is_not(None),
            ~sa.exists().where(Complaint.sub_order_id == SubOrder.id, Complaint.state != ComplaintState.CLOSED),
        )
        .group_by(SubOrder.id)
        .having(sa.func.max(SubOrderChange.at) < at - timedelta(days=3))
        .order_by(SubOrder.id)
        .limit(limit)
    ).all()


def open_parts_of_phone(phone: str) -> int:
    """How many unpaid parts this phone holds."""
    return (
        db.session.scalar(
            sa.select(sa.func.count())
            .select_from(SubOrder)
            .join(Order, Order.id == SubOrder.order_id)
            .where(Order.buyer_phone == phone, SubOrder.state == SubOrderState.PLACED, SubOrder.paid_at.is_(None))
        )
        or 0
    )


def open_parts_with(offer_id: int) -> int:
    """How many parts with this offer's goods are not handed over yet."""
    return (
        db.session.scalar(
            sa.select(sa.func.count(SubOrder.id.distinct()))
            .join(OrderLine, OrderLine.sub_order_id == SubOrder.id)
            .where(OrderLine.offer_id == offer_id, SubOrder.state.in_(OPEN))
        )
        or 0
    )


def open_cash_of_phone(phone: str) -> Dong:
    """How much this phone's open parts will pay in cash, and have not paid."""
    total = db.session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(SubOrder.amount_vnd), 0))
        .join(Order, Order.id == SubOrder.order_id)
        .where(
            Order.buyer_phone == phone,
            SubOrder.method == Method.CASH,
            SubOrder.state.in_(OPEN),
            SubOrder.paid_at.is_(None),
        )
    )
    return Dong(int(total or 0))


def not_fetched_by_phone(phone: str, *, since: datetime) -> int:
    """How many cash parts of this phone were packed since then, and nobody took them."""
    return (
        db.session.scalar(
            sa.select(sa.func.count())
            .select_from(SubOrder)
            .join(Order, Order.id == SubOrder.order_id)
            .where(Order.buyer_phone == phone, SubOrder.not_fetched, SubOrder.placed_at >= since)
        )
        or 0
    )


def cash_parts_of_shop(shop_id: int, *, limit: int = 60) -> Sequence[SubOrder]:
    """The shop's cash parts whose money is not whole, newest first: a buyer may transfer it all the same."""
    return db.session.scalars(
        sa.select(SubOrder)
        .where(
            SubOrder.shop_id == shop_id,
            SubOrder.method == Method.CASH,
            SubOrder.paid_at.is_(None),
            SubOrder.state.in_((*OPEN, SubOrderState.HANDED_OVER)),
        )
        .options(joinedload(SubOrder.order))
        .order_by(SubOrder.id.desc())
        .limit(limit)
    ).all()
