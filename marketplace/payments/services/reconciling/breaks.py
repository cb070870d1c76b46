"""Movements that one side told of and the other did not (E18).

A statement that speaks for a day and lacks what a feed, a pasted alert or a thumb told of it; or a statement's credit
that no service told of, though one was watching. After two days it is a break: a row with an owner, until a person
explains it or the other side tells of it after all.
"""

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.dialects.postgresql import insert

from marketplace.accounts import services as accounts
from marketplace.accounts.actor import SYSTEM, Actor
from marketplace.clock import now
from marketplace.db import db
from marketplace.payments.models import BankLine, Break, BreakChange, CoveredDay
from marketplace.payments.queries import reconciling as queries
from marketplace.payments.states import BreakKind, BreakState, LineState
from marketplace.shops.models import BankFeed
from marketplace.shops.queries import feeds_of
from marketplace.shops.states import FeedProvider
from marketplace.text import N_

# What is told late is no break: feeds ask again, and statements are brought when there is time.
PATIENCE: Final = timedelta(days=2)
# A statement's rows are looked at every night for so long: by then a service that watches was heard again.
LOOKED_AT_FOR: Final = timedelta(days=40)
# A bank may book on another day than the one on which a feed told of it.
DAYS_APART: Final = timedelta(days=3)


@dataclass(frozen=True, kw_only=True)
class Watch:
    """A service that watches an account: between which instants it is known to work, and the word without which it
    does not see a transfer ("" when it sees all)."""

    since: datetime
    heard_at: datetime | None
    prefix: str = ""

    def was_up(self, day: date) -> bool:
        """Whether it was set up before this day began, and heard of after it was over."""
        ends = queries.start_of(day + timedelta(days=1))
        return self.since <= queries.start_of(day) and self.heard_at is not None and self.heard_at >= ends


@dataclass(frozen=True, kw_only=True)
class Watched:
    """All that is known of how an account is watched. `told_on` are days on which anything was told of it;
    `tells_all` says that credits without a payment code are told of too."""

    watches: Sequence[Watch]
    told_on: Collection[date]
    tells_all: bool


def should_be_told(*, day: date, has_code: bool, memo: str, watched: Watched) -> bool:
    """Whether a service should have told of this credit: no alarm when nobody was there to tell."""
    if not (has_code or watched.tells_all):
        return False
    prefixes = {watch.prefix for watch in watched.watches}
    if prefixes and "" not in prefixes and not any(prefix in memo.upper() for prefix in prefixes):
        return False
    return day in watched.told_on or any(watch.was_up(day) for watch in watched.watches)


def note_days(account_id: int, days: Iterable[date], *, import_id: int) -> None:
    """A statement of this account speaks for these days; said again it changes nothing."""
    rows = [{"account_id": account_id, "day": day, "import_id": import_id} for day in days]
    if rows:
        said = insert(CoveredDay).on_conflict_do_nothing(index_elements=["account_id", "day"])
        db.session.execute(said, rows)


def find_breaks(account_id: int, *, shop_id: int, owner_id: int, at: datetime) -> int:
    """What one side has not told of for two days is a break, once; returns how many are new."""
    long_ago = at - PATIENCE
    found = [
        (line, BreakKind.NOT_IN_STATEMENT) for line in queries.lines_not_in_statement(account_id, told_before=long_ago)
    ]
    untold = queries.credits_no_feed_told(account_id, told_from=at - LOOKED_AT_FOR, told_before=long_ago)
    if untold:
        watched = _watched(account_id, {line.day for line in untold})
        found += [
            (line, BreakKind.NOT_BY_FEED)
            for line in untold
            if should_be_told(
                day=line.day, has_code=line.memo_mark.startswith("code:"), memo=line.memo, watched=watched
            )
        ]
    return sum(
        _write(line, kind, account_id=account_id, shop_id=shop_id, owner_id=owner_id, at=at) for line, kind in found
    )


def _watched(account_id: int, days: Collection[date]) -> Watched:
    feeds = [feed for feed in feeds_of([account_id]) if feed.provider is not FeedProvider.PAYOS]
    return Watched(
        watches=[Watch(since=feed.set_at, heard_at=_heard_at(feed), prefix=feed.memo_prefix) for feed in feeds],
        told_on=queries.days_watched(account_id, days),
        tells_all=queries.tells_without_code(account_id),
    )


def _heard_at(feed: BankFeed) -> datetime | None:
    """When the service was last heard, by its own call or by an answer."""
    heard = [instant for instant in (feed.told_at, feed.pulled_at) if instant is not None]
    return max(heard, default=None)


def _write(line: BankLine, kind: BreakKind, *, account_id: int, shop_id: int, owner_id: int, at: datetime) -> bool:
    """The break is a row of its own. False when somebody else has just found it."""
    break_id = db.session.scalar(
        insert(Break)
        .values(
            public_id=secrets.token_urlsafe(12),
            line_id=line.id,
            shop_id=shop_id,
            account_id=account_id,
            kind=kind,
            owner_id=owner_id,
            found_at=at,
            state=BreakState.OPEN,
            reason="",
        )
        .on_conflict_do_nothing(index_elements=["line_id", "kind"])
        .returning(Break.id)
    )
    if break_id is None:
        return False
    db.session.add(BreakChange(break_id=break_id, after=BreakState.OPEN, at=at, because=_WHY[kind], actor=SYSTEM.label))
    db.session.flush()
    return True


_WHY: Final = {
    BreakKind.NOT_IN_STATEMENT: N_("Đã được báo, nhưng sao kê của ngày ấy không có"),
    BreakKind.NOT_BY_FEED: N_("Sao kê có, nhưng dịch vụ báo tiền không báo"),
}


def close_healed(account_id: int) -> int:
    """Breaks whose other side told of the money after all are solved; returns how many."""
    healed = queries.lock_healed_breaks(account_id)
    for one in healed:
        if one.line.replaced_by_id is not None:
            because = N_("Đã rõ: cùng một khoản với khoản ngân hàng báo")
        elif one.line.state is LineState.REVERSED:
            because = N_("Đã rõ: ngân hàng đã thu lại khoản này")
        elif one.kind is BreakKind.NOT_IN_STATEMENT:
            because = N_("Đã khớp: sao kê đưa lên sau có khoản này")
        else:
            because = N_("Đã khớp: dịch vụ báo tiền đã báo khoản này")
        one.become(BreakState.SOLVED, because=because, by=SYSTEM)
    db.session.flush()
    return len(healed)


def explain_break(public_id: str, *, shop_id: int, reason: str, by: Actor) -> None:
    """The seller says why one side lacks the money: it leaves the list. Pressed again nothing changes.

    Raises BreakNotFound, WrongMoneyMoment when it was solved meanwhile.
    """
    found = queries.lock_break(public_id, shop_id=shop_id)
    if found.state is BreakState.EXPLAINED:
        return
    found.become(BreakState.EXPLAINED, because=reason, by=by)
    accounts.record(
        "reconciliation break explained", thing=f"break:{found.public_id}", by=by, reason=reason,
        before={"state": BreakState.OPEN.value}, after={"state": found.state.value, "open_since": str(found.found_at)},
    )  # fmt: skip


def likely_same(breaks: Sequence[Break]) -> dict[int, Break]:
    """For each of these breaks one that may be the same money, booked on another day: told by the other side only, of
    the same account, way and amount. Each is named once, the nearest day first."""
    missing = [one for one in breaks if one.kind is BreakKind.NOT_IN_STATEMENT]
    untold = [one for one in breaks if one.kind is BreakKind.NOT_BY_FEED]
    pairs = [
        (abs(one.line.day - other.line.day), one, other)
        for one in missing
        for other in untold
        if (one.account_id, one.line.direction, one.line.amount_vnd)
        == (other.account_id, other.line.direction, other.line.amount_vnd)
    ]
    same: dict[int, Break] = {}
    for apart, one, other in sorted(pairs, key=lambda pair: (pair[0], pair[1].id, pair[2].id)):
        if apart <= DAYS_APART and one.id not in same and other.id not in same:
            same[one.id], same[other.id] = other, one
    return same


def look_over(account_id: int, *, shop_id: int, owner_id: int) -> None:
    """What healed is closed first, then what is missing is found."""
    close_healed(account_id)
    find_breaks(account_id, shop_id=shop_id, owner_id=owner_id, at=now())
