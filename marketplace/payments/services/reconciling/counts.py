"""Sums from outside held against the ledger (I15): a statement's credits, VNPay's settlement report, the cash box.

The difference is a row and no e-mail: it stays until somebody says why, counts again, or the books catch up.
"""

import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa

from marketplace.accounts import services as accounts
from marketplace.accounts.actor import SYSTEM, Actor
from marketplace.clock import now, vietnam
from marketplace.db import db
from marketplace.money import Dong
from marketplace.payments.errors import BadDays
from marketplace.payments.feeds.notice import Direction
from marketplace.payments.models import Count, CountChange, StatementImport
from marketplace.payments.queries import reconciling as queries
from marketplace.payments.services.reconciling.breaks import look_over, note_days
from marketplace.payments.statements.covering import days_covered, span_of
from marketplace.payments.statements.rows import Statement
from marketplace.payments.states import CountOf, CountSource, CountState, Teller
from marketplace.shops.models import BankAccount
from marketplace.text import N_

LONGEST: Final = timedelta(days=366)


def compare_statement(brought: StatementImport, account: BankAccount, statement: Statement) -> None:
    """All rows of the statement are settled: the days it speaks for are known from now on, its credits are counted
    against the ledger's, and each movement that only one side has is found.

    Pasted alerts are no statement: nobody knows which are missing.
    """
    if brought.teller is not Teller.STATEMENT:
        return
    brought_on = vietnam(brought.brought_at).date()
    note_days(account.id, days_covered(statement, brought_on=brought_on), import_id=brought.id)
    span = span_of(statement, brought_on=brought_on)
    if span is not None:
        credits = (row for row in statement.rows if row.direction is Direction.IN and span[0] <= row.date <= span[1])
        write_count(
            f"bank:{account.id}",
            CountOf.CAME,
            shop_id=account.shop_id,
            first=span[0],
            last=span[1],
            outside_vnd=Dong(sum(row.amount_vnd for row in credits)),
            source=CountSource.STATEMENT,
            by=Actor(label=SYSTEM.label, user_id=brought.by_id),
            import_id=brought.id,
        )
    look_over(account.id, shop_id=account.shop_id, owner_id=queries.owner_of_account(account.id))


def count_cash(shop_id: int, *, first: date, last: date, held_vnd: Dong, by: Actor) -> Count:
    """The seller has counted the cash of these days, whole ones or until now. Raises BadDays."""
    _refuse_odd(first, last)
    return write_count(
        f"cash:{shop_id}", CountOf.HELD, shop_id=shop_id, first=first, last=last, outside_vnd=held_vnd,
        source=CountSource.CASH, by=by,
    )  # fmt: skip


def count_vnpay(
    shop_id: int, *, first: date, last: date, paid_vnd: Dong, returned_vnd: Dong, by: Actor
) -> tuple[Count, Count]:
    """VNPay's settlement report of these days says so much was paid, and so much went back. Raises BadDays."""
    _refuse_odd(first, last)
    sums: Mapping[CountOf, Dong] = {CountOf.CAME: paid_vnd, CountOf.RETURNED: returned_vnd}
    came, returned = (
        write_count(
            f"vnpay:{shop_id}", what, shop_id=shop_id, first=first, last=last, outside_vnd=amount,
            source=CountSource.VNPAY, by=by,
        )
        for what, amount in sums.items()
    )  # fmt: skip
    return came, returned


def _refuse_odd(first: date, last: date) -> None:
    if not first <= last <= vietnam(now()).date() or last - first > LONGEST:
        raise BadDays


def write_count(
    account: str,
    what: CountOf,
    *,
    shop_id: int,
    first: date,
    last: date,
    outside_vnd: Dong,
    source: CountSource,
    by: Actor,
    import_id: int | None = None,
) -> Count:
    """The number from outside stands beside the ledger's. Said again, with nothing changed, it is the first one.

    It takes the place of an open difference over the same days; without a difference, also over fewer days.
    """
    _hold(account)
    ledger_vnd = queries.ledger_side(account, what, first=first, last=last)
    like = queries.latest_like(account, what, first=first, last=last)
    if like is not None and (like.outside_vnd, like.ledger_vnd) == (outside_vnd, ledger_vnd):
        return like
    agrees = outside_vnd == ledger_vnd
    count = Count(
        public_id=secrets.token_urlsafe(12),
        shop_id=shop_id,
        account=account,
        what=what,
        source=source,
        from_day=first,
        to_day=last,
        outside_vnd=outside_vnd,
        ledger_vnd=ledger_vnd,
        counted_at=now(),
        state=CountState.AGREES if agrees else CountState.OPEN,
        counted_by_id=by.user_id,
        import_id=import_id,
    )
    db.session.add(count)
    db.session.flush()
    db.session.add(
        CountChange(
            count_id=count.id, after=count.state, at=count.counted_at, because=N_("Đã đếm, đã so với sổ"),
            actor=by.label, actor_id=by.user_id,
        )
    )  # fmt: skip
    for earlier in queries.lock_open_counts(account, what):
        is_same = (earlier.from_day, earlier.to_day) == (first, last)
        is_within = first <= earlier.from_day and earlier.to_day <= last
        if earlier.id != count.id and (is_same or (agrees and is_within)):
            earlier.matched_by_id = count.id
            because = N_("Lần đếm sau đã khớp với sổ") if agrees else N_("Đã đếm lại: xem lần đếm sau")
            earlier.become(CountState.MATCHED, because=because, by=by)
    accounts.record(
        "money counted", thing=f"count:{count.public_id}", by=by,
        after={"account": account, "outside_vnd": outside_vnd, "ledger_vnd": ledger_vnd},
    )  # fmt: skip
    db.session.flush()
    return count


def _hold(account: str) -> None:
    """Nobody else counts this account until this transaction ends, so that a count pressed twice is one."""
    word = f"counts:{account}"
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(word, 0))))


def recheck(account: str, what: CountOf) -> int:
    """Open differences of this account that the ledger has caught up with are matched; returns how many."""
    caught_up = 0
    for count in queries.lock_open_counts(account, what):
        if queries.ledger_side(account, what, first=count.from_day, last=count.to_day) == count.outside_vnd:
            count.become(CountState.MATCHED, because=N_("Sổ đã ghi thêm, nay khớp với số đếm"), by=SYSTEM)
            caught_up += 1
    return caught_up


def explain_count(public_id: str, *, shop_id: int, reason: str, by: Actor) -> None:
    """The seller says where the difference comes from: it leaves the list. Pressed again nothing changes.

    Raises CountNotFound, WrongMoneyMoment when it was counted again meanwhile.
    """
    count = queries.lock_count(public_id, shop_id=shop_id)
    if count.state is CountState.EXPLAINED:
        return
    count.become(CountState.EXPLAINED, because=reason, by=by)
    accounts.record(
        "difference explained", thing=f"count:{count.public_id}", by=by, reason=reason,
        before={"difference_vnd": count.difference_vnd}, after={"state": count.state.value},
    )  # fmt: skip
