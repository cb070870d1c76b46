"""Seals on the days of the ledger (INV-02): a chain of digests that shows what triggers could not prevent.

A trigger refuses to change the ledger, but whoever owns the database can put it to sleep. A seal cannot keep anybody
from altering a row of an old day; it makes the alteration visible, for the digest of that day is not reached any more.
"""

import hashlib
from datetime import UTC, date, timedelta
from typing import Final, NamedTuple

import sqlalchemy as sa

from marketplace.clock import now, vietnam
from marketplace.db import db
from marketplace.payments.models.ledger import Entry, Journal
from marketplace.payments.models.seals import LedgerSeal

# So many rows of the ledger are in memory at once, however long it is.
_AT_ONCE: Final = 5_000
_A_DAY: Final = timedelta(days=1)


def seal_days(upto: date, *, at_most: int | None = None) -> int:
    """Every day up to this one that is over has its seal; returns how many were sealed now.

    A day without journals gets none: there is nothing to seal, and a market that slept for a year stays cheap.
    `at_most` seals only so many, the oldest first. Raises OperationalError when somebody has been writing to the
    ledger for seconds on end: another time will do.
    """
    _wait_for_writers()
    last = db.session.scalars(sa.select(LedgerSeal).order_by(LedgerSeal.id.desc()).limit(1)).one_or_none()
    before, sealed_upto = (last.digest, last.last_journal_id) if last else ("", 0)
    upto = min(upto, vietnam(now()).date() - _A_DAY)
    count = 0
    for day, last_id in sorted(_ends_of_days(last).items()):
        if day > upto or count == at_most:
            break
        # Ids and times need not be in one order: what has a smaller id than a journal of this day is sealed with it,
        # and a day all of whose journals were sealed with an earlier one has nothing left to seal.
        if last_id <= sealed_upto:
            continue
        said = _digest(before, day, after_id=sealed_upto, upto_id=last_id)
        db.session.add(
            LedgerSeal(
                day=day,
                last_journal_id=last_id,
                journals=said.journals,
                entries=said.entries,
                digest=said.digest,
                before=before,
                sealed_at=now(),
            )
        )
        db.session.flush()
        before, sealed_upto = said.digest, last_id
        count += 1
    return count


def broken_seals() -> list[str]:
    """The sealed days whose journals are not what they were when they were sealed, by name.

    Only the day itself is named, not all that follow: each is recomputed from the seal before as it stands.
    """
    broken = []
    before, sealed_upto = "", 0
    seals = sa.select(LedgerSeal).order_by(LedgerSeal.id).execution_options(populate_existing=True)
    for seal in db.session.scalars(seals).all():
        said = _digest(seal.before, seal.day, after_id=sealed_upto, upto_id=seal.last_journal_id)
        # A seal that was taken out of the chain shows at the one behind it.
        if (seal.before, *said) != (before, seal.digest, seal.journals, seal.entries):
            broken.append(f"sealed day {seal.day}")
        before, sealed_upto = seal.digest, seal.last_journal_id
    return broken


def _wait_for_writers() -> None:
    """Nobody is between taking a number for a journal and committing it, until this transaction ends.

    A seal is a range of ids. A transaction that took id 100 may commit after one that took 101; were the range sealed
    in between, 100 would turn up later inside it and look like a forgery. Every writer of the ledger holds a lock of
    this table from before it takes a number until it commits, so with ours all numbers below the last are final.
    Those who want to write meanwhile wait: hence a short patience, and one day in a transaction at night.
    """
    db.session.execute(sa.text("SET LOCAL lock_timeout = '3s'"))
    db.session.execute(sa.text("LOCK TABLE journal IN SHARE ROW EXCLUSIVE MODE"))
    db.session.execute(sa.text("SET LOCAL lock_timeout = DEFAULT"))


def _ends_of_days(last: LedgerSeal | None) -> dict[date, int]:
    """The largest id of a journal of each day, of those that have no seal.

    A journal that is dated into a sealed day, by a clock that was wrong, counts for the day after the last seal.
    """
    day = sa.cast(sa.func.timezone("Asia/Ho_Chi_Minh", Journal.at), sa.Date)
    rows = db.session.execute(
        sa.select(day, sa.func.max(Journal.id)).where(Journal.id > (last.last_journal_id if last else 0)).group_by(day)
    )
    ends: dict[date, int] = {}
    for of_journals, last_id in rows:
        to_seal = max(of_journals, last.day + _A_DAY) if last else of_journals
        ends[to_seal] = max(last_id, ends.get(to_seal, 0))
    return ends


class _Said(NamedTuple):
    digest: str
    journals: int
    entries: int


def _digest(before: str, day: date, *, after_id: int, upto_id: int) -> _Said:
    """What these journals say, in order of their ids, in one number of 64 hex digits."""
    sha = hashlib.sha256(f"{before} {day.isoformat()}\n".encode())
    rows = db.session.execute(
        # The plain type: our own would turn the time of every entry into UTC, and each journal's once is enough.
        sa.select(Journal.id, sa.type_coerce(Journal.at, sa.DateTime(timezone=True)), Journal.what, Journal.line_id)
        .add_columns(Entry.id, Entry.account, Entry.amount_vnd)
        .outerjoin(Entry, Entry.journal_id == Journal.id)
        .where(Journal.id > after_id, Journal.id <= upto_id)
        .order_by(Journal.id, Entry.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    journals = entries = seen = 0
    for journal_id, at, what, line_id, entry_id, account, amount_vnd in rows:
        # Words come last and with their length, so that a line reads in one way only, whatever stands in them.
        if journal_id != seen:
            seen, journals = journal_id, journals + 1
            sha.update(f"{journal_id} {at.astimezone(UTC).isoformat()} {line_id} {len(what)} {what}\n".encode())
        if entry_id is not None:
            entries += 1
            sha.update(f"{entry_id} {amount_vnd} {len(account)} {account}\n".encode())
    return _Said(sha.hexdigest(), journals, entries)
