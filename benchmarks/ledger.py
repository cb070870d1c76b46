"""What it costs to prove a long ledger: its trial balance, its seals, and how little memory that takes."""

import resource
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa
from flask_migrate import upgrade

from benchmarks.measuring import cpu_seconds
from benchmarks.servers import fresh_database, scratch_folder, settings
from marketplace import config, embedded
from marketplace.app import create_app
from marketplace.clock import now, vietnam
from marketplace.db import db, transaction
from marketplace.payments.queries.balances import balances
from marketplace.payments.services.checking import INVARIANTS
from marketplace.payments.services.proving import find_broken
from marketplace.payments.services.sealing import broken_seals, seal_days

DAYS: Final = 365
SHOPS: Final = 100

# One cash line of each journal, each of two entries: what the invariants of the ledger ask of one another holds.
_FILL: Final = (
    "SET LOCAL session_replication_role = replica",
    """
    INSERT INTO bank_line (public_id, shop_id, teller, amount_vnd, at, day, told_at, memo_mark, direction, reference,
        parked_vnd, returned_vnd, state, reason, suggested, is_alarm)
    SELECT 'line-' || n, 1 + n % :shops, 'cash', 1000 + n % 977, t, (t AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, t, '', 'in', '',
        1000 + n % 977, 0, 'parked', '', '[]', false
    FROM generate_series(0, :journals - 1) n,
        LATERAL (SELECT CAST(:begun AS timestamptz) + n * CAST(:pause AS interval) AS t) a""",
    """
    INSERT INTO telling (line_id, shop_id, teller, outside_key, told_at, reference)
    SELECT id, shop_id, teller, 'cash:' || id, told_at, '' FROM bank_line""",
    "INSERT INTO journal (at, what, line_id) SELECT told_at, 'receipt', id FROM bank_line ORDER BY id",
    """
    INSERT INTO entry (journal_id, account, amount_vnd)
    SELECT j.id, side.account, side.amount FROM journal j JOIN bank_line l ON l.id = j.line_id,
        LATERAL (VALUES ('cash:' || l.shop_id, l.amount_vnd), ('parked:' || l.shop_id, -l.amount_vnd)) side(account, amount)
    ORDER BY j.id""",
)


def trial_balance(rows: int = 1_000_000) -> dict[str, Any]:
    """How long each proof of a ledger of so many entries takes, wall and CPU in seconds, in a scratch database.

    `broken` must be 0; `memory_mb` is by how much this process grew while it read the whole ledger.
    """
    folder = scratch_folder()
    environment = settings(folder, fresh_database(embedded.start(folder / "postgres")))
    postgres = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
    found: dict[str, Any] = {"entries": rows, "accounts": 2 * SHOPS, "days": DAYS}
    with create_app(config.read(environment)).app_context():
        upgrade()
        _fill(rows // 2)
        yesterday = vietnam(now()).date() - timedelta(days=1)
        inv_01 = next(rule for name, rule in INVARIANTS.items() if name.startswith("INV-01"))
        steps: dict[str, Callable[[], Any]] = {
            "INV-01": lambda: db.session.execute(sa.text(inv_01)).all(),
            "balances": lambda: balances(now()),
            "seal all days": lambda: seal_days(yesterday),
            "check all seals": broken_seals,
            "all invariants": find_broken,
        }
        answers: dict[str, Any] = {}
        for name, step in steps.items():
            with transaction(), _timed(found, name, postgres):
                answers[name] = step()
        found["broken"] = len(answers["INV-01"]) + sum(len(things) for things in answers["all invariants"].values())
        found["balance"] = sum(answers["balances"].values())
        found["sealed days"] = answers["seal all days"]
        db.engine.dispose()
    return found


def _fill(journals: int) -> None:
    """So many journals, evenly over a year that ended yesterday."""
    facts = {
        "journals": journals,
        "shops": SHOPS,
        "begun": now() - timedelta(days=DAYS + 1),
        "pause": timedelta(days=DAYS) / journals,
    }
    with transaction() as session:
        for statement in _FILL:
            named = {name: value for name, value in facts.items() if f":{name}" in statement}
            session.execute(sa.text(statement), named)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM ANALYZE"))


@contextmanager
def _timed(found: dict[str, Any], name: str, postgres: int) -> Any:
    """What happens inside is timed under this name: this process, the database, and how much this process grew."""
    db.session.connection()
    database, server, wall = cpu_seconds(postgres), time.process_time(), time.perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    found[name] = {
        "seconds": round(time.perf_counter() - wall, 2),
        "server_cpu": round(time.process_time() - server, 2),
        "database_cpu": round(cpu_seconds(postgres) - database, 2),
        "memory_mb": round((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024, 1),
    }
