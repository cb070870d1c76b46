"""Reading complaints."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.orders.errors import ComplaintNotFound
from marketplace.orders.models import Complaint, SubOrder
from marketplace.orders.states import ComplaintState

_WHOLE = (
    joinedload(Complaint.sub_order).joinedload(SubOrder.order),
    joinedload(Complaint.sub_order).joinedload(SubOrder.shop),
    joinedload(Complaint.sub_order).selectinload(SubOrder.lines),
    selectinload(Complaint.history),
)


def complaint_part_id(number: str) -> int:
    """Which part the complaint is about, found before anything is locked. Raises ComplaintNotFound."""
    part_id = db.session.scalar(sa.select(Complaint.sub_order_id).where(Complaint.number == number))
    if part_id is None:
        raise ComplaintNotFound
    return part_id


def lock_complaint(number: str) -> Complaint:
    """The complaint, locked and fresh. Its part must be locked before. Raises ComplaintNotFound."""
    complaint = db.session.scalar(
        sa.select(Complaint)
        .where(Complaint.number == number)
        .with_for_update(of=Complaint)
        .execution_options(populate_existing=True)
    )
    if complaint is None:
        raise ComplaintNotFound
    return complaint


def running_complaint(sub_order_id: int) -> Complaint | None:
    """The complaint about this part that is not closed yet."""
    return db.session.scalar(
        sa.select(Complaint).where(Complaint.sub_order_id == sub_order_id, Complaint.state != ComplaintState.CLOSED)
    )


def complaints_of_parts(sub_order_ids: Collection[int]) -> Sequence[Complaint]:
    """Every complaint about these parts with what was said, oldest first."""
    return db.session.scalars(
        sa.select(Complaint)
        .where(Complaint.sub_order_id.in_(sub_order_ids))
        .options(selectinload(Complaint.history))
        .order_by(Complaint.id)
        .execution_options(populate_existing=True)
    ).all()


def complaint_of_order(number: str, *, order_id: int) -> Complaint:
    """The complaint if it is about a part of this order. Raises ComplaintNotFound."""
    return _only(sa.select(Complaint).join(Complaint.sub_order).where(SubOrder.order_id == order_id), number)


def complaint_for_seller(number: str, *, shop_ids: Collection[int]) -> Complaint:
    """The complaint if it is about one of these shops. Raises ComplaintNotFound."""
    return _only(sa.select(Complaint).where(Complaint.shop_id.in_(shop_ids)), number)


def complaint_for_staff(number: str) -> Complaint:
    """Any complaint. Raises ComplaintNotFound."""
    return _only(sa.select(Complaint), number)


def _only(among: "sa.Select[Complaint]", number: str) -> Complaint:
    found = db.session.scalar(
        among.where(Complaint.number == number).options(*_WHOLE).execution_options(populate_existing=True)
    )
    if found is None:
        raise ComplaintNotFound
    return found


def running_complaints(*, shop_id: int | None = None, limit: int = 200) -> Sequence[Complaint]:
    """Complaints that are not closed, of one shop or of all, the one whose time runs out first on top."""
    which = sa.select(Complaint).where(Complaint.state != ComplaintState.CLOSED)
    if shop_id is not None:
        which = which.where(Complaint.shop_id == shop_id)
    return db.session.scalars(which.options(*_WHOLE).order_by(Complaint.due_at).limit(limit)).all()


def closed_complaints(*, limit: int = 50) -> Sequence[Complaint]:
    """The complaints that were closed last."""
    return db.session.scalars(
        sa.select(Complaint)
        .where(Complaint.state == ComplaintState.CLOSED)
        .options(*_WHOLE)
        .order_by(Complaint.closed_at.desc())
        .limit(limit)
    ).all()


def complaints_out_of_time(*, at: datetime, limit: int = 200) -> Sequence[str]:
    """The numbers of complaints whose next word should have been said by now, by shop or buyer."""
    return db.session.scalars(
        sa.select(Complaint.number)
        .where(Complaint.state.in_((ComplaintState.OPEN, ComplaintState.ANSWERED)), Complaint.due_at <= at)
        .order_by(Complaint.due_at)
        .limit(limit)
    ).all()
