"""Reading what banks, thumbs and cash boxes told us."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.money import Dong
from marketplace.payments.errors import LineNotFound
from marketplace.payments.models import Allocation, BankLine, KeptNotice, Telling
from marketplace.payments.states import BANK_TELLERS, Direction, KeptState, LineState, Teller


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


def find_line(line_id: int) -> BankLine:
    """The line, fresh, without a lock."""
    return db.session.execute(
        sa.select(BankLine).where(BankLine.id == line_id).execution_options(populate_existing=True)
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
    """Whether a movement of this outside key is written down for the shop."""
    found = sa.select(Telling.id).where(Telling.shop_id == shop_id, Telling.outside_key == outside_key)
    return db.session.scalar(found) is not None


def line_told_as(shop_id: int, outside_key: str) -> BankLine | None:
    """The line that was told under this outside key, or None."""
    found = sa.select(Telling.line_id).where(Telling.shop_id == shop_id, Telling.outside_key == outside_key)
    return db.session.scalar(
        sa.select(BankLine).where(BankLine.id == found.scalar_subquery()).execution_options(populate_existing=True)
    )


def lines_like(
    *, account_id: int, direction: Direction, amount_vnd: int, day: date, not_told_by: Teller
) -> Sequence[BankLine]:
    """What other tellers of the bank told of this account, way and amount, on this day or one beside it, and this one
    did not; this day's first, oldest first."""
    told = sa.select(Telling.id).where(Telling.line_id == BankLine.id, Telling.teller == not_told_by)
    return db.session.scalars(
        sa.select(BankLine)
        .where(
            BankLine.account_id == account_id,
            BankLine.direction == direction,
            BankLine.amount_vnd == amount_vnd,
            BankLine.day.between(day - timedelta(days=1), day + timedelta(days=1)),
            BankLine.teller.in_(BANK_TELLERS),
            BankLine.replaced_by_id.is_(None),
            ~told.exists(),
        )
        .order_by(BankLine.day != day, BankLine.id)
    ).all()


def credit_of_reference(account_id: int, reference: str, amount_vnd: int) -> int | None:
    """The row id of the credit with this plain reference and amount that still stands, or None."""
    return _of_reference(account_id, reference, amount_vnd, Direction.IN)


def debit_of_reference(account_id: int, reference: str, amount_vnd: int) -> int | None:
    """The row id of the debit with this plain reference and amount that still waits, or None."""
    return _of_reference(account_id, reference, amount_vnd, Direction.OUT)


def _of_reference(account_id: int, reference: str, amount_vnd: int, direction: Direction) -> int | None:
    if not reference:
        return None
    plain = sa.func.regexp_replace(sa.func.upper(BankLine.reference), "[^A-Z0-9]", "", "g")
    open_states = [
        LineState.NEW,
        LineState.MATCHED,
        LineState.SUGGESTED,
        LineState.PARKED,
        LineState.SET_ASIDE,
        LineState.RETURNED,
    ]
    return db.session.scalar(
        sa.select(BankLine.id)
        .where(
            BankLine.account_id == account_id,
            BankLine.direction == direction,
            BankLine.amount_vnd == amount_vnd,
            BankLine.state.in_(open_states if direction is Direction.IN else [LineState.PARKED]),
            plain == reference,
        )
        .order_by(BankLine.id)
        .limit(1)
    )


def allocations_of_line(line_id: int) -> list[tuple[int, int | None, Dong]]:
    """What this line pays, after what was taken back: (sub-order id, request id or None for cash, đồng), by part."""
    rows = db.session.execute(
        sa.select(Allocation.sub_order_id, Allocation.request_id, sa.func.sum(Allocation.amount_vnd))
        .where(Allocation.line_id == line_id)
        .group_by(Allocation.sub_order_id, Allocation.request_id)
        .having(sa.func.sum(Allocation.amount_vnd) > 0)
        .order_by(Allocation.sub_order_id)
    )
    return [(part_id, request_id, Dong(int(amount))) for part_id, request_id, amount in rows]


def credits_of_part(sub_order_id: int) -> list[tuple[BankLine, Dong]]:
    """The credits that pay this part now, each with how much of it; oldest first."""
    paid = (
        sa.select(Allocation.line_id, sa.func.sum(Allocation.amount_vnd).label("amount"))
        .where(Allocation.sub_order_id == sub_order_id)
        .group_by(Allocation.line_id)
        .having(sa.func.sum(Allocation.amount_vnd) > 0)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(BankLine, paid.c.amount).join(paid, paid.c.line_id == BankLine.id).order_by(BankLine.id)
    )
    return [(line, Dong(int(amount))) for line, amount in rows]


def twins_of_line(request_id: int, line: BankLine) -> Sequence[BankLine]:
    """The lines that pay this request and may be the same money as this one, told by other tellers: a thumb's word of
    any day, or a bank's of the same day, with just the same amount; by id."""
    paying = (
        sa.select(Allocation.line_id)
        .where(Allocation.request_id == request_id)
        .group_by(Allocation.line_id)
        .having(sa.func.sum(Allocation.amount_vnd) > 0)
    )
    theirs = sa.select(Telling.teller).where(Telling.line_id == line.id)
    is_banks = sa.literal(line.teller in BANK_TELLERS)
    also = sa.select(Telling.id).where(Telling.line_id == BankLine.id, Telling.teller.in_(theirs))
    return db.session.scalars(
        sa.select(BankLine)
        .where(
            BankLine.id.in_(paying),
            BankLine.id != line.id,
            BankLine.amount_vnd == line.amount_vnd,
            BankLine.state.in_([LineState.MATCHED, LineState.PARKED]),
            sa.or_(
                BankLine.teller == Teller.THUMB,
                sa.and_(is_banks, BankLine.teller.in_(BANK_TELLERS), BankLine.day == line.day, ~also.exists()),
            ),
        )
        .order_by(BankLine.id)
    ).all()


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
