"""A statement that somebody brought: read and shown first, then every row settled as if its bank had told it.

A row has no id of its own. What it says is its key, with the number it has among its like in the same statement, so
the same file again brings nothing and two genuine equal rows are two (CASES E01-E03).
"""

import json
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from marketplace import sealed
from marketplace.accounts import services as accounts
from marketplace.accounts.actor import Actor
from marketplace.clock import VIETNAM, now, vietnam
from marketplace.db import db
from marketplace.money import Dong
from marketplace.payments import queries
from marketplace.payments.models import StatementImport, StatementLayout
from marketplace.payments.services.reconciling.counts import compare_statement
from marketplace.payments.services.settling import settle
from marketplace.payments.services.telling import Told, plain_reference, row_key
from marketplace.payments.statements.carrying import packed, unpacked
from marketplace.payments.statements.rows import Statement, StatementRow
from marketplace.payments.states import ImportState, LineState, Teller
from marketplace.shops.models import BankAccount
from marketplace.shops.services.shops import audit_name

_MIDDAY: Final = time(12)


def known_layout(bin_: str) -> Mapping[str, int] | None:
    """Which column was what in this bank's files last time, or None."""
    mapping = db.session.scalar(sa.select(StatementLayout.mapping).where(StatementLayout.bin == bin_))
    return {str(name): int(column) for name, column in mapping.items()} if mapping else None


def bring(account: BankAccount, statement: Statement, *, teller: Teller, name: str, by: Actor) -> StatementImport:
    """The statement waits to be looked at; nothing of it is settled. The bank's columns are remembered."""
    brought = StatementImport(
        public_id=secrets.token_urlsafe(12),
        account_id=account.id,
        by_id=by.user_id,
        teller=teller,
        name=name,
        brought_at=now(),
        said_sealed=sealed.seal(json.dumps(packed(statement), ensure_ascii=False), purpose="statement"),
        row_count=len(statement.rows),
    )
    db.session.add(brought)
    if statement.mapping:
        values = {"bin": account.bin, "mapping": dict(statement.mapping), "seen_at": now()}
        db.session.execute(
            insert(StatementLayout).values(values).on_conflict_do_update(index_elements=["bin"], set_=values)
        )
    db.session.flush()
    accounts.record("statement brought", thing=audit_name(account), by=by, after={"rows": brought.row_count})
    return brought


def statement_of(brought: StatementImport) -> Statement:
    """What was brought, read again from its sealed copy; the import must not be over."""
    return unpacked(json.loads(brought.said))


def begin(import_id: int, *, by: Actor) -> None:
    """The shown statement is being imported. Pressed twice it is one import. Raises WrongMoneyMoment once dropped."""
    brought = queries.lock_import(import_id)
    if brought.state in (ImportState.RUNNING, ImportState.DONE):
        return
    brought.become(ImportState.RUNNING)
    accounts.record("statement import begun", thing=f"statement-import:{brought.public_id}", by=by)


def drop(import_id: int) -> None:
    """The shown statement is not wanted: what it said is gone. Raises WrongMoneyMoment once it was imported."""
    brought = queries.lock_import(import_id)
    brought.become(ImportState.DROPPED)
    brought.said_sealed, brought.ended_at = None, now()


def settle_rows(import_id: int, account: BankAccount, statement: Statement, *, keys: Sequence[str], upto: int) -> int:
    """The next rows, at most to number `upto`, are settled; returns how many are done now. Run again it goes on.

    Each call is a transaction of its own: a crash loses only what was not saved, and a row that was saved is known by
    its key (E14).
    """
    brought = queries.lock_import(import_id)
    if brought.state is not ImportState.RUNNING:
        return brought.done_rows
    counts = Counter(brought.counts)
    for place in range(brought.done_rows, min(upto, brought.row_count)):
        counts[_settle_row(statement.rows[place], account, brought.teller, key=keys[place])] += 1
    brought.done_rows = min(upto, brought.row_count)
    brought.counts = dict(counts)
    if brought.done_rows == brought.row_count:
        brought.become(ImportState.DONE)
        brought.said_sealed, brought.ended_at = None, now()
        compare_statement(brought, account, statement)
    return brought.done_rows


def keys_of(statement: Statement, *, teller: Teller, account_id: int) -> list[str]:
    """The outside key of each row: what it says, and which of its like it is (E03)."""
    seen: Counter[tuple[object, ...]] = Counter()
    keys = []
    for row in statement.rows:
        said = (row.date, row.direction, row.amount_vnd, plain_reference(row.reference), " ".join(row.memo.split()))
        seen[said] += 1
        keys.append(row_key(teller, account_id, *said, copy=seen[said]))
    return keys


def _settle_row(row: StatementRow, account: BankAccount, teller: Teller, *, key: str) -> str:
    """One row is settled; the word says what became of it: known, private, matched, suggested or parked."""
    if queries.is_line_told(account.shop_id, key):
        return "known"
    line = settle(
        Told(
            shop_id=account.shop_id,
            account=account,
            teller=teller,
            outside_key=key,
            amount_vnd=Dong(row.amount_vnd),
            direction=row.direction,
            at=row.at or _at_midday(row),
            memo=row.memo,
            reference=row.reference,
        )
    )
    if line is None:
        return "known" if queries.is_line_told(account.shop_id, key) else "private"
    return {LineState.MATCHED: "matched", LineState.SUGGESTED: "suggested"}.get(line.state, "parked")


def _at_midday(row: StatementRow) -> datetime:
    # A row without a time is of its day on Vietnam's clock; noon is far from both midnights, but never in the future.
    noon = datetime.combine(row.date, _MIDDAY, tzinfo=VIETNAM).astimezone(UTC)
    return min(noon, now()) if vietnam(now()).date() == row.date else noon
