"""Seals on the ledger's days: whoever alters an old row is found, and the day is named."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.clock import VIETNAM, now, pretend, vietnam
from marketplace.db import db
from marketplace.payments import handlers
from marketplace.payments.models.ledger import Journal
from marketplace.payments.models.seals import LedgerSeal
from marketplace.payments.services import sealing
from marketplace.payments.services.checking import broken
from marketplace.payments.services.sealing import broken_seals, seal_days
from tests.factories import make_order
from tests.money import credit, request_of

pytestmark = pytest.mark.usefixtures("session")

FIRST, SECOND, FOURTH = date(2025, 10, 1), date(2025, 10, 2), date(2025, 10, 4)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=VIETNAM)


def live(*at: datetime) -> None:
    """An order is paid at each of these instants: two journals each."""
    for instant in at:
        with pretend(instant):
            credit(request_of(make_order()), 150_000)
    db.session.flush()


def run(statement: str) -> Any:
    return db.session.execute(sa.text(statement))


def seals() -> list[LedgerSeal]:
    return list(
        db.session.scalars(sa.select(LedgerSeal).order_by(LedgerSeal.id).execution_options(populate_existing=True))
    )


@pytest.fixture
def sealed() -> list[LedgerSeal]:
    """Three days with two payments each; nothing happened on the third of October."""
    live(*(noon(day) + timedelta(minutes=minute) for day in (FIRST, SECOND, FOURTH) for minute in (0, 1)))
    assert seal_days(FOURTH) == 3
    assert broken_seals() == []
    return seals()


@pytest.fixture
def unguarded(sealed: list[LedgerSeal]) -> Iterator[list[LedgerSeal]]:
    """The same with all triggers asleep, as whoever owns the database can put them."""
    run("SET LOCAL session_replication_role = replica")
    yield sealed
    run("SET LOCAL session_replication_role = origin")


# INV-02
def test_each_day_is_sealed_and_chained_to_the_one_before(sealed: list[LedgerSeal]) -> None:
    assert [seal.day for seal in sealed] == [FIRST, SECOND, FOURTH]
    assert [(seal.journals, seal.entries) for seal in sealed] == [(4, 8)] * 3
    assert [seal.before for seal in sealed] == ["", sealed[0].digest, sealed[1].digest]
    assert all(re.fullmatch("[0-9a-f]{64}", seal.digest) for seal in sealed)


def test_sealed_twice_is_sealed_once(sealed: list[LedgerSeal]) -> None:
    assert seal_days(FOURTH) == 0
    assert len(seals()) == 3


def test_only_days_that_are_over_are_sealed() -> None:
    today = vietnam(now()).date()
    live(now() - timedelta(days=1), now())

    assert seal_days(today + timedelta(days=9)) == 1

    assert [seal.day for seal in seals()] == [today - timedelta(days=1)]
    assert seals()[0].journals == 2


def test_days_are_sealed_a_few_at_a_time_when_asked() -> None:
    live(noon(FIRST), noon(SECOND), noon(FOURTH))

    assert [seal_days(FOURTH, at_most=2), seal_days(FOURTH, at_most=2), seal_days(FOURTH, at_most=2)] == [2, 1, 0]
    assert broken_seals() == []


def test_the_same_ledger_is_sealed_alike_in_one_go_or_day_by_day() -> None:
    live(noon(FIRST), noon(SECOND), noon(FOURTH))
    with db.session.begin_nested() as trial:
        seal_days(FOURTH)
        at_once = [seal.digest for seal in seals()]
        trial.rollback()

    for day in (FIRST, SECOND, FOURTH):
        seal_days(day)

    assert [seal.digest for seal in seals()] == at_once


def test_an_empty_ledger_needs_no_seal() -> None:
    assert seal_days(FOURTH) == 0
    assert broken_seals() == []


# S04
def test_a_day_ends_at_midnight_of_vietnam() -> None:
    midnight = datetime(2025, 10, 2, tzinfo=VIETNAM)
    live(midnight - timedelta(minutes=1), midnight + timedelta(minutes=1))

    seal_days(FOURTH)

    assert [seal.day for seal in seals()] == [FIRST, SECOND]


# INV-02
@pytest.mark.parametrize("digits", [1, 5_000])
def test_however_many_rows_are_read_at_once_the_digest_is_the_same(
    sealed: list[LedgerSeal], digits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "_AT_ONCE", digits)

    assert broken_seals() == []


# INV-02
def test_a_journal_dated_into_a_sealed_day_breaks_nothing_and_is_sealed_with_the_next(sealed: list[LedgerSeal]) -> None:
    live(noon(FIRST))

    assert broken_seals() == []
    assert seal_days(FOURTH) == 0
    assert seal_days(FOURTH + timedelta(days=1)) == 1
    assert seals()[-1].journals == 2
    assert broken_seals() == []


# INV-02
def test_ids_that_are_not_in_the_order_of_time_are_all_sealed_once() -> None:
    live(noon(FIRST), noon(FOURTH), noon(SECOND), noon(FIRST))

    seal_days(FOURTH)

    assert sum(seal.journals for seal in seals()) == db.session.scalar(sa.select(sa.func.count()).select_from(Journal))
    assert broken_seals() == []


# --- what was altered is found ---

FIRST_OF_SECOND = "(SELECT min(id) FROM journal WHERE at >= '2025-10-02' AND at < '2025-10-03')"
ALTERED: list[str] = [
    "UPDATE entry SET amount_vnd = amount_vnd + sign(amount_vnd) WHERE journal_id = {0}",
    "UPDATE entry SET account = 'parked:999' WHERE journal_id = {0} AND amount_vnd < 0",
    "UPDATE entry SET id = id + 1000000 WHERE journal_id = {0}",
    "UPDATE journal SET at = at + interval '1 microsecond' WHERE id = {0}",
    "UPDATE journal SET what = 'khác' WHERE id = {0}",
    "UPDATE journal SET line_id = line_id + 1 WHERE id = {0}",
    "DELETE FROM entry WHERE journal_id = {0}; DELETE FROM journal WHERE id = {0}",
    "DELETE FROM entry WHERE journal_id = {0}",
    "INSERT INTO entry (journal_id, account, amount_vnd) VALUES ({0}, 'a:1', 5), ({0}, 'a:1', -5)",
    "UPDATE ledger_seal SET digest = repeat('0', 64) WHERE day = '2025-10-02'",
    "UPDATE ledger_seal SET journals = journals + 1 WHERE day = '2025-10-02'",
    "UPDATE ledger_seal SET before = '' WHERE day = '2025-10-02'",
]


# INV-02
@pytest.mark.parametrize("statements", ALTERED, ids=lambda text: text[:60])
def test_what_was_altered_in_a_sealed_day_is_found_and_the_day_named(
    statements: str, unguarded: list[LedgerSeal]
) -> None:
    for statement in statements.format(FIRST_OF_SECOND).split("; "):
        assert run(statement).rowcount > 0

    # A digest that was written over is missed by the next day too.
    assert broken_seals()[0] == "sealed day 2025-10-02"
    assert "sealed day 2025-10-01" not in broken_seals()


# INV-02
def test_a_row_slipped_into_a_gap_of_a_sealed_day_is_found() -> None:
    live(noon(FIRST))
    gap = run("SELECT nextval(pg_get_serial_sequence('journal', 'id'))").scalar_one()
    live(noon(FIRST))
    seal_days(FIRST)
    line_id = run("SELECT min(id) FROM bank_line").scalar_one()

    run(f"INSERT INTO journal (id, at, what, line_id) VALUES ({gap}, now(), 'receipt', {line_id})")  # noqa: S608
    run(f"INSERT INTO entry (journal_id, account, amount_vnd) VALUES ({gap}, 'cash:1', 5), ({gap}, 'parked:1', -5)")  # noqa: S608

    assert broken_seals() == ["sealed day 2025-10-01"]


# INV-02
def test_a_seal_taken_out_of_the_chain_shows_at_the_next(unguarded: list[LedgerSeal]) -> None:
    run("DELETE FROM ledger_seal WHERE day = '2025-10-02'")

    assert broken_seals() == ["sealed day 2025-10-04"]


# INV-02
def test_a_day_sealed_anew_after_a_forgery_breaks_the_days_behind_it(unguarded: list[LedgerSeal]) -> None:
    run(ALTERED[0].format(FIRST_OF_SECOND))
    forged = sealing._digest(
        unguarded[0].digest, SECOND, after_id=unguarded[0].last_journal_id, upto_id=unguarded[1].last_journal_id
    )
    run(f"UPDATE ledger_seal SET digest = '{forged.digest}' WHERE day = '2025-10-02'")  # noqa: S608

    assert broken_seals() == ["sealed day 2025-10-04"]


# INV-02 I02
@pytest.mark.parametrize(
    "statement", ["UPDATE ledger_seal SET digest = ''", "DELETE FROM ledger_seal", "TRUNCATE ledger_seal CASCADE"]
)
def test_raw_sql_cannot_change_a_seal(statement: str, sealed: list[LedgerSeal]) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="only grows"), db.session.begin_nested():
        run(statement)

    assert len(seals()) == 3


# INV-02
def test_a_seal_whose_guard_sleeps_is_found(sealed: list[LedgerSeal]) -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("ALTER TABLE ledger_seal DISABLE TRIGGER ledger_seal_only_grows")

    guards = next(things for name, things in broken().items() if name.startswith("INV-02"))

    assert guards == ["no guard on ledger_seal_only_grows"]


# --- the job ---


# INV-02
def test_nobody_is_sealed_out_while_writing(app: Flask) -> None:
    """Somebody who has taken an id and not committed holds the lock every writer holds: then nothing is sealed."""
    live(noon(FIRST))
    engine = sa.create_engine(app.config["SQLALCHEMY_DATABASE_URI"])

    with engine.connect() as writer:
        writer.execute(sa.text("LOCK TABLE journal IN ROW EXCLUSIVE MODE"))
        with pytest.raises(sa.exc.OperationalError, match="lock timeout"), db.session.begin_nested():
            seal_days(FIRST)
    engine.dispose()

    assert seal_days(FIRST) == 1


# INV-02 I13
def test_the_nightly_job_seals_all_that_is_over_each_day_in_a_transaction_of_its_own() -> None:
    live(noon(FIRST), noon(SECOND), noon(FOURTH), now())
    db.session.commit()

    handlers.seal_days(0)
    handlers.seal_days(0)

    assert [seal.day for seal in seals()] == [FIRST, SECOND, FOURTH]
