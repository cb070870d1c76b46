"""Runs of the invariants, what they leave behind, and the balance of any day that is past."""

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.clock import VIETNAM, now, pretend
from marketplace.db import db
from marketplace.payments import handlers
from marketplace.payments.models.ledger import Entry, Journal
from marketplace.payments.models.proofs import Proof
from marketplace.payments.queries.balances import balances, moved_in
from marketplace.payments.queries.proofs import last_proof, shops_of_things
from marketplace.payments.services import proving
from marketplace.payments.services.checking import INVARIANTS
from marketplace.payments.services.sealing import seal_days
from marketplace.running import check
from tests.factories import make_order, make_product, make_shop
from tests.money import credit, part_of, request_of
from tests.payments.lives import Village

pytestmark = pytest.mark.usefixtures("session")

LAST_WEEK = now() - timedelta(days=7)


def run(statement: str) -> Any:
    return db.session.execute(sa.text(statement))


@pytest.fixture
def sealed(session: Any) -> None:
    """A payment of last week, its day sealed."""
    with pretend(LAST_WEEK):
        credit(request_of(make_order()), 150_000)
    seal_days(now().date())
    run("SET LOCAL session_replication_role = replica")


# I13
def test_a_run_over_good_books_is_whole_and_kept() -> None:
    credit(request_of(make_order()), 150_007)

    proof = proving.prove()

    assert proof.is_whole
    assert set(proof.broken) == set(proof.found) == {*INVARIANTS, proving.SEALS}
    assert not any(proof.broken.values()) and not any(proof.found.values())
    assert proof.counts == {
        "journals": 2, "entries": 4, "lines": 1, "orders": 1, "parked_vnd": 7, "sealed_days": 0,
    }  # fmt: skip
    assert last_proof() is proof


def test_before_the_first_run_there_is_no_proof() -> None:
    assert last_proof() is None


# INV-02
@pytest.mark.usefixtures("sealed")
def test_a_forged_row_of_a_sealed_day_breaks_the_run() -> None:
    assert proving.prove().is_whole
    run("UPDATE journal SET what = 'khác'")

    proof = proving.prove()

    day = LAST_WEEK.astimezone(VIETNAM).date()
    assert not proof.is_whole
    assert proof.found[proving.SEALS] == [f"sealed day {day}"]


def test_the_last_seal_stands_on_the_run_for_everybody_to_copy(sealed: None) -> None:
    counts = proving.prove().counts

    assert counts["sealed_upto"] == LAST_WEEK.astimezone(VIETNAM).date().isoformat()
    assert counts["digest"] == run("SELECT digest FROM ledger_seal").scalar_one()


# I13
@pytest.mark.usefixtures("sealed")
def test_of_many_broken_things_the_first_twenty_are_named_and_all_are_counted() -> None:
    run(
        "INSERT INTO journal (at, what, line_id) SELECT now(), 'trống', max(id) FROM bank_line, generate_series(1, 33) GROUP BY 1, 2, generate_series"
    )

    proof = proving.prove()

    name = next(name for name in proof.broken if name.startswith("INV-01"))
    assert (proof.broken[name], len(proof.found[name])) == (33, proving.NAMED)


def test_old_runs_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "KEPT_PROOFS", 3)

    made = [proving.prove().id for _ in range(5)]

    assert db.session.scalars(sa.select(Proof.id).order_by(Proof.id)).all() == made[2:]


# I13
def test_the_hourly_job_keeps_what_it_found() -> None:
    handlers.prove(0)

    proof = last_proof()
    assert proof is not None and proof.is_whole


# INV-02
def test_the_command_checks_the_seals_too(app: Flask, sealed: None) -> None:
    assert f"ok     {proving.SEALS}" in app.test_cli_runner().invoke(check).output
    run("UPDATE journal SET what = 'khác'")

    answer = app.test_cli_runner().invoke(check)

    assert f"BROKEN {proving.SEALS}: sealed day " in answer.output
    assert answer.exit_code == 1


# I03
def test_on_any_past_day_each_account_stands_at_the_sum_of_its_entries() -> None:
    chance = random.Random(3)
    begin = now() - timedelta(days=40)
    village = None
    for step in range(25):
        with pretend(begin + timedelta(days=step, hours=chance.randrange(20))):
            village = village or Village(3)
            for _ in range(4):
                village.happen()
    rows = db.session.execute(
        sa.select(Journal.at, Entry.account, Entry.amount_vnd).join(Journal, Journal.id == Entry.journal_id)
    ).all()
    assert len(rows) > 40

    for day in range(-1, 42):
        at = begin + timedelta(days=day)
        expected: dict[str, int] = {}
        for written, account, amount in rows:
            if written < at:
                expected[account] = expected.get(account, 0) + amount
        assert balances(at) == expected
        assert sum(expected.values()) == 0


# I03
def test_a_balance_is_taken_just_before_its_instant() -> None:
    instant = datetime(2025, 10, 1, tzinfo=VIETNAM)
    with pretend(instant):
        line = credit(request_of(make_order()), 7, "chuyen tien")

    assert balances(instant) == {}
    assert balances(instant + timedelta(microseconds=1)) == {f"bank:{line.account_id}": 7, f"parked:{line.shop_id}": -7}


# I03
def test_a_shop_sees_its_own_accounts_only() -> None:
    mine, other = (make_product(shop=make_shop(), price_vnd=150_000) for _ in range(2))
    credit(request_of(make_order(mine)), 150_005)
    credit(request_of(make_order(other)), 150_000)

    kinds = moved_in(mine.shop_id, starts=now() - timedelta(hours=1), ends=now() + timedelta(hours=1))

    assert {kind: moved for kind, moved in kinds.items() if moved != (0, 0)} == {
        "bank": (0, 150_005),
        "order": (0, -150_000),
        "parked": (0, -5),
    }


def test_every_broken_thing_leads_to_its_shop() -> None:
    order = make_order()
    line = credit(request_of(order), 150_007)
    part = part_of(order)
    db.session.flush()
    ids = {name: run(f"SELECT max(id) FROM {name}").scalar_one() for name in ("offer", "order_line", "hold", "journal")}  # noqa: S608
    refund = run("SELECT code FROM refund").scalar_one()
    things = [
        f"line {line.public_id}",
        f"part {part.public_id}",
        f"request {request_of(order).code}",
        f"refund {refund}",
        f"offer {ids['offer']}",
        f"order line {ids['order_line']}",
        f"hold {ids['hold']}",
        f"journal {ids['journal']}",
        f"shop {part.shop_id}",
    ]

    found = shops_of_things([*things, "no guard on entry_only_grows", "sealed day 2025-10-01", "line nobody", "hold 0"])

    assert {thing: shop.id for thing, shop in found.items()} == dict.fromkeys(things, part.shop_id)
