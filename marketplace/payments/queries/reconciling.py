"""Reading what one side told of and the other did not, and what the ledger says of an account over some days."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from marketplace.clock import VIETNAM
from marketplace.db import db
from marketplace.money import Dong
from marketplace.payments.errors import BreakNotFound, CountNotFound
from marketplace.payments.models import (
    Allocation,
    BankLine,
    Break,
    Count,
    CoveredDay,
    Entry,
    Journal,
    StatementImport,
    Telling,
)
from marketplace.payments.states import (
    FEED_TELLERS,
    WATCHING_TELLERS,
    BreakKind,
    BreakState,
    CountOf,
    CountState,
    Direction,
    ImportState,
    LineState,
    Teller,
)
from marketplace.shops.models import BankAccount, Shop

_A_DAY = timedelta(days=1)


def start_of(day: date) -> datetime:
    """Vietnam's midnight at which this day begins, in UTC."""
    return datetime.combine(day, time(), tzinfo=VIETNAM).astimezone(UTC)


# --- one movement ---


def _is_told_by(tellers: Collection[Teller]) -> sa.ColumnElement[bool]:
    """One of these told of the line, or of one that turned out to be the same money."""
    twin = aliased(BankLine)
    itself = sa.select(Telling.id).where(Telling.line_id == BankLine.id, Telling.teller.in_(tellers))
    by_twin = (
        sa.select(Telling.id)
        .join(twin, twin.id == Telling.line_id)
        .where(twin.replaced_by_id == BankLine.id, Telling.teller.in_(tellers))
    )
    return sa.or_(itself.correlate(BankLine).exists(), by_twin.correlate(BankLine).exists())


def _is_covered(day: sa.SQLColumnExpression[date]) -> sa.ColumnElement[bool]:
    covered = sa.select(CoveredDay.id).where(CoveredDay.account_id == BankLine.account_id, CoveredDay.day == day)
    return covered.correlate(BankLine).exists()


def _stands() -> sa.ColumnElement[bool]:
    """The line is money of its own: no word about another line, and not taken back by the bank."""
    return sa.and_(BankLine.replaced_by_id.is_(None), BankLine.state != LineState.REVERSED)


def _may_be_same_money() -> sa.ColumnElement[bool]:
    """A person is being asked already whether this line and another are one: the answer comes first."""
    other, paid = aliased(BankLine), aliased(Allocation)
    asked_of_other = (
        sa.select(other.id)
        .join(paid, paid.request_id == other.surplus_of_id)
        .where(
            paid.line_id == BankLine.id,
            other.state == LineState.SUGGESTED,
            other.account_id == BankLine.account_id,
            other.amount_vnd == BankLine.amount_vnd,
        )
    )
    asked = sa.and_(BankLine.state == LineState.SUGGESTED, BankLine.surplus_of_id.is_not(None))
    return sa.or_(asked, asked_of_other.correlate(BankLine).exists())


def _is_known(kind: BreakKind) -> sa.ColumnElement[bool]:
    known = sa.select(Break.id).where(Break.line_id == BankLine.id, Break.kind == kind)
    return known.correlate(BankLine).exists()


def lines_not_in_statement(account_id: int, *, told_before: datetime) -> Sequence[BankLine]:
    """What was told of this account before that instant, on days a statement speaks for, and no statement has; by id.

    What a thumb confirms on one day may have come the day before, so both must be spoken for.
    """
    return db.session.scalars(
        sa.select(BankLine)
        .where(
            BankLine.account_id == account_id,
            BankLine.told_at < told_before,
            _stands(),
            _is_covered(BankLine.day),
            sa.or_(BankLine.teller != Teller.THUMB, _is_covered(BankLine.day - sa.literal(1))),
            ~_is_told_by([Teller.STATEMENT]),
            ~_may_be_same_money(),
            ~_is_known(BreakKind.NOT_IN_STATEMENT),
        )
        .order_by(BankLine.id)
    ).all()


def credits_no_feed_told(account_id: int, *, told_from: datetime, told_before: datetime) -> Sequence[BankLine]:
    """The credits of this account that a statement told of between these instants, and no feed; by id."""
    return db.session.scalars(
        sa.select(BankLine)
        .where(
            BankLine.account_id == account_id,
            BankLine.told_at >= told_from,
            BankLine.told_at < told_before,
            BankLine.direction == Direction.IN,
            _stands(),
            _is_told_by([Teller.STATEMENT]),
            ~_is_told_by(FEED_TELLERS),
            ~_may_be_same_money(),
            ~_is_known(BreakKind.NOT_BY_FEED),
        )
        .order_by(BankLine.id)
    ).all()


def days_watched(account_id: int, days: Collection[date]) -> frozenset[date]:
    """On which of these days a service that watches the account told of anything on it."""
    return frozenset(
        db.session.scalars(
            sa.select(BankLine.day)
            .join(Telling, Telling.line_id == BankLine.id)
            .where(BankLine.account_id == account_id, BankLine.day.in_(days), Telling.teller.in_(WATCHING_TELLERS))
            .distinct()
        )
    )


def tells_without_code(account_id: int) -> bool:
    """Whether a watching service ever told of a credit to this account without a payment code: it tells of all then."""
    told = (
        sa.select(BankLine.id)
        .join(Telling, Telling.line_id == BankLine.id)
        .where(
            BankLine.account_id == account_id,
            BankLine.direction == Direction.IN,
            Telling.teller.in_(WATCHING_TELLERS),
            ~BankLine.memo_mark.startswith("code:"),
        )
    )
    return bool(db.session.scalar(sa.select(told.exists())))


def accounts_with_statements() -> list[tuple[int, int, int]]:
    """(account id, shop id, who owns the shop) of every account that a whole statement was imported for; by account."""
    imported = sa.select(StatementImport.account_id).where(
        StatementImport.teller == Teller.STATEMENT, StatementImport.state == ImportState.DONE
    )
    rows = db.session.execute(
        sa.select(BankAccount.id, BankAccount.shop_id, Shop.owner_id)
        .join(Shop, Shop.id == BankAccount.shop_id)
        .where(BankAccount.id.in_(imported))
        .order_by(BankAccount.id)
    )
    return [(account_id, shop_id, owner_id) for account_id, shop_id, owner_id in rows]


def owner_of_account(account_id: int) -> int:
    """Who owns the shop of this account."""
    return db.session.execute(
        sa.select(Shop.owner_id).join(BankAccount, BankAccount.shop_id == Shop.id).where(BankAccount.id == account_id)
    ).scalar_one()


def lock_healed_breaks(account_id: int) -> Sequence[Break]:
    """The open breaks of this account that are none any more, with their lines, locked, by id."""
    told_after_all = sa.or_(
        sa.and_(Break.kind == BreakKind.NOT_IN_STATEMENT, _is_told_by([Teller.STATEMENT])),
        sa.and_(Break.kind == BreakKind.NOT_BY_FEED, _is_told_by(FEED_TELLERS)),
    )
    return db.session.scalars(
        sa.select(Break)
        .join(BankLine, BankLine.id == Break.line_id)
        .where(Break.account_id == account_id, Break.state == BreakState.OPEN, sa.or_(~_stands(), told_after_all))
        .options(joinedload(Break.line))
        .order_by(Break.id)
        .with_for_update(of=Break)
        .execution_options(populate_existing=True)
    ).all()


def lock_break(public_id: str, *, shop_id: int) -> Break:
    """The break, locked and fresh, if it is this shop's. Raises BreakNotFound."""
    found = db.session.scalar(
        sa.select(Break)
        .where(Break.public_id == public_id, Break.shop_id == shop_id)
        .with_for_update(of=Break)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise BreakNotFound
    return found


_SHOWN = (joinedload(Break.line).joinedload(BankLine.account), joinedload(Break.owner), joinedload(Break.by))


def open_breaks(shop_id: int) -> Sequence[Break]:
    """What waits for a word of the shop's, the oldest first."""
    return db.session.scalars(
        sa.select(Break)
        .where(Break.shop_id == shop_id, Break.state == BreakState.OPEN)
        .options(*_SHOWN)
        .order_by(Break.found_at, Break.id)
    ).all()


def closed_breaks(shop_id: int, *, limit: int) -> Sequence[Break]:
    """What was explained or solved, newest first."""
    return db.session.scalars(
        sa.select(Break)
        .where(Break.shop_id == shop_id, Break.state != BreakState.OPEN)
        .options(*_SHOWN)
        .order_by(Break.id.desc())
        .limit(limit)
    ).all()


# --- counts ---


def ledger_side(account: str, what: CountOf, *, first: date, last: date) -> Dong:
    """What the ledger says of an account over these days, both whole.

    What came counts on the day it came, by the bank's own time, less what turned out to be told twice; what went back
    and what is held count when they were written down, as hands have no other time.
    """
    amount = sa.func.coalesce(sa.func.sum(Entry.amount_vnd), 0)
    query = sa.select(amount).join(Journal, Journal.id == Entry.journal_id).where(Entry.account == account)
    if what is CountOf.CAME:
        query = query.join(BankLine, BankLine.id == Journal.line_id).where(
            Journal.what.in_(["receipt", "replaced"]), BankLine.day >= first, BankLine.day <= last
        )
        return Dong(int(db.session.execute(query).scalar_one()))
    query = query.where(Journal.at >= start_of(first), Journal.at < start_of(last + _A_DAY))
    if what is CountOf.RETURNED:
        query = query.where(Journal.what.in_(["returned", "return undone", "return seen"]))
        return Dong(-int(db.session.execute(query).scalar_one()))
    return Dong(int(db.session.execute(query).scalar_one()))


def is_in_ledger(account: str) -> bool:
    """Whether anything was ever booked on this account."""
    return bool(db.session.scalar(sa.select(sa.select(Entry.id).where(Entry.account == account).exists())))


def count_of_import(import_id: int) -> Count | None:
    """What the import of a statement was compared to, or None."""
    return db.session.scalar(sa.select(Count).where(Count.import_id == import_id))


def latest_like(account: str, what: CountOf, *, first: date, last: date) -> Count | None:
    """The last count of just this, or None."""
    return db.session.scalar(
        sa.select(Count)
        .where(Count.account == account, Count.what == what, Count.from_day == first, Count.to_day == last)
        .order_by(Count.id.desc())
        .limit(1)
    )


def lock_open_counts(account: str, what: CountOf) -> Sequence[Count]:
    """The open differences of this account, locked, by id."""
    return db.session.scalars(
        sa.select(Count)
        .where(Count.account == account, Count.what == what, Count.state == CountState.OPEN)
        .order_by(Count.id)
        .with_for_update(of=Count)
        .execution_options(populate_existing=True)
    ).all()


def accounts_with_open_counts() -> list[tuple[str, CountOf]]:
    """Of which ledger accounts, and what of them, differences are open."""
    rows = db.session.execute(
        sa.select(Count.account, Count.what).where(Count.state == CountState.OPEN).distinct().order_by(Count.account)
    )
    return [(account, what) for account, what in rows]


def lock_count(public_id: str, *, shop_id: int) -> Count:
    """The count, locked and fresh, if it is this shop's. Raises CountNotFound."""
    found = db.session.scalar(
        sa.select(Count)
        .where(Count.public_id == public_id, Count.shop_id == shop_id)
        .with_for_update(of=Count)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise CountNotFound
    return found


def counts_of(shop_id: int, states: Collection[CountState], *, limit: int) -> Sequence[Count]:
    """The shop's counts in these states, newest first."""
    return db.session.scalars(
        sa.select(Count)
        .where(Count.shop_id == shop_id, Count.state.in_(states))
        .options(joinedload(Count.counted_by))
        .order_by(Count.id.desc())
        .limit(limit)
    ).all()


def last_counts(shop_id: int) -> dict[tuple[str, CountOf], Count]:
    """The newest count of each of the shop's ledger accounts."""
    newest = sa.select(sa.func.max(Count.id)).where(Count.shop_id == shop_id).group_by(Count.account, Count.what)
    found = db.session.scalars(sa.select(Count).where(Count.id.in_(newest)).order_by(Count.id))
    return {(count.account, count.what): count for count in found}
