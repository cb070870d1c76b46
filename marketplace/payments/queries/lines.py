"""Reading what banks, thumbs and cash boxes told us."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.money import Dong
from marketplace.payments.errors import LineNotFound
from marketplace.payments.models import Allocation, BankLine, KeptNotice
from marketplace.payments.states import KeptState, LineState, Teller


def lock_notice(notice_id: int) -> KeptNotice:
    """The kept notice, locked and fresh."""
    return db.session.execute(
        sa.select(KeptNotice)
        .where(KeptNotice.id == notice_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one()


def unsettled_notices(*, limit: int = 100) -> Sequence[KeptNotice]:
    """Notices that were kept and not settled, oldest first."""
    return db.session.scalars(
        sa.select(KeptNotice)
        .where(KeptNotice.state.in_([KeptState.NEW, KeptState.FAILED]))
        .order_by(KeptNotice.id)
        .limit(limit)
    ).all()


def lock_line(line_id: int) -> BankLine:
    """The line, locked and fresh."""
    return db.session.execute(
        sa.select(BankLine).where(BankLine.id == line_id).with_for_update().execution_options(populate_existing=True)
    ).scalar_one()


def lock_lines_of_part(sub_order_id: int) -> Sequence[BankLine]:
    """Every line that ever paid this part, locked and fresh, by id. The part must be locked before."""
    lines = sa.select(Allocation.line_id).where(Allocation.sub_order_id == sub_order_id)
    return db.session.scalars(
        sa.select(BankLine)
        .where(BankLine.id.in_(lines))
        .order_by(BankLine.id)
        .with_for_update(of=BankLine)
        .execution_options(populate_existing=True)
    ).all()


def surplus_request_id(line_id: int) -> int | None:
    """Which request this line is a surplus of, looked up before any lock: requests are locked before lines."""
    return db.session.scalar(sa.select(BankLine.surplus_of_id).where(BankLine.id == line_id))


def is_line_told(shop_id: int, outside_key: str) -> bool:
    """Whether a credit of this outside key is written down for the shop."""
    found = sa.select(BankLine.id).where(BankLine.shop_id == shop_id, BankLine.outside_key == outside_key)
    return db.session.scalar(found) is not None


def line_for_seller(public_id: str, *, shop_ids: Collection[int]) -> BankLine:
    """The line if it came to one of these shops. Raises LineNotFound."""
    line = db.session.scalar(sa.select(BankLine).where(BankLine.public_id == public_id, BankLine.shop_id.in_(shop_ids)))
    if line is None:
        raise LineNotFound
    return line


def parked_lines(shop_id: int) -> Sequence[BankLine]:
    """The money of this shop that needs a person, the longest waiting first."""
    return db.session.scalars(
        sa.select(BankLine)
        .where(BankLine.shop_id == shop_id, BankLine.parked_vnd > 0)
        .options(joinedload(BankLine.account), joinedload(BankLine.surplus_of))
        .order_by(BankLine.told_at)
    ).all()


def allocations_of_request(request_id: int) -> list[tuple[int, Dong]]:
    """Which lines pay this request with how much, after what was taken back; by line id."""
    rows = db.session.execute(
        sa.select(Allocation.line_id, sa.func.sum(Allocation.amount_vnd))
        .where(Allocation.request_id == request_id)
        .group_by(Allocation.line_id)
        .having(sa.func.sum(Allocation.amount_vnd) > 0)
        .order_by(Allocation.line_id)
    )
    return [(line_id, Dong(int(amount))) for line_id, amount in rows]


def cash_of_part(sub_order_id: int) -> list[tuple[int, Dong]]:
    """Which cash lines pay this part with how much, after what was taken back; by line id."""
    rows = db.session.execute(
        sa.select(Allocation.line_id, sa.func.sum(Allocation.amount_vnd))
        .where(Allocation.sub_order_id == sub_order_id, Allocation.request_id.is_(None))
        .group_by(Allocation.line_id)
        .having(sa.func.sum(Allocation.amount_vnd) > 0)
        .order_by(Allocation.line_id)
    )
    return [(line_id, Dong(int(amount))) for line_id, amount in rows]


def allocated_to_part(sub_order_id: int) -> Dong:
    """How much money is booked on this part."""
    total = db.session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(Allocation.amount_vnd), 0)).where(
            Allocation.sub_order_id == sub_order_id
        )
    )
    return Dong(int(total or 0))


def surplus_of_requests(request_ids: Collection[int]) -> dict[int, Dong]:
    """What was paid too much on these requests and waits to be returned, by request id.

    Money that may be the same as a thumb's word is not counted: nobody knows yet whether it is too much.
    """
    rows = db.session.execute(
        sa.select(BankLine.surplus_of_id, sa.func.sum(BankLine.parked_vnd))
        .where(BankLine.surplus_of_id.in_(request_ids), BankLine.parked_vnd > 0, BankLine.state != LineState.SUGGESTED)
        .group_by(BankLine.surplus_of_id)
    )
    return {request_id: Dong(int(amount)) for request_id, amount in rows if request_id is not None}


def thumb_lines_of_request(request_id: int) -> Sequence[BankLine]:
    """What the seller confirmed by hand, still pays this request, and no bank line has replaced."""
    paying = (
        sa.select(Allocation.line_id)
        .where(Allocation.request_id == request_id)
        .group_by(Allocation.line_id)
        .having(sa.func.sum(Allocation.amount_vnd) > 0)
    )
    return db.session.scalars(
        sa.select(BankLine)
        .where(
            BankLine.id.in_(paying),
            BankLine.teller == Teller.THUMB,
            BankLine.state.in_([LineState.MATCHED, LineState.PARKED]),
        )
        .order_by(BankLine.id)
    ).all()
