"""What the clock brings: once each period, whatever the processes and the pauses."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from procrastinate import PsycopgConnector
from procrastinate.periodic import PeriodicDeferrer

from marketplace import jobs
from marketplace.db import db, transaction
from marketplace.embedded import for_libpq
from marketplace.payments import handlers

NOON = datetime(2026, 11, 24, 5, 0, 30, tzinfo=UTC).timestamp()


@pytest.fixture
def queue(app: Flask) -> Iterator[Any]:
    """The market's queue on the tests' database, empty before and after."""
    connector = PsycopgConnector(conninfo=for_libpq(app.config["SQLALCHEMY_DATABASE_URI"]))
    with app.app_context(), jobs.queue.replace_connector(connector) as connected:
        _empty()
        yield connected
        _empty()


def _empty() -> None:
    with db.engine.begin() as connection:
        connection.execute(sa.text("TRUNCATE procrastinate_periodic_defers, procrastinate_events, procrastinate_jobs"))


def tick(queue: Any, *moments: float, schedulers: int = 1) -> None:
    """So many schedulers, each in its turn of one loop, bring what is due at these moments."""

    async def bring() -> None:
        async with queue.open_async():
            for at in moments:
                every = [PeriodicDeferrer(registry=queue.periodic_registry) for _ in range(schedulers)]
                for deferrer in every:
                    # What a scheduler finds due when it starts; each knows nothing of the others.
                    deferrer.last_defers.clear()
                await asyncio.gather(*(one.defer_jobs(list(one.get_previous_tasks(at=at))) for one in every))

    asyncio.run(bring())


def brought() -> Counter[str]:
    """How many jobs of each task there are."""
    with db.engine.connect() as connection:
        return Counter(connection.scalars(sa.text("SELECT task_name FROM procrastinate_jobs")))


# K05
def test_three_schedulers_bring_each_period_once(queue: Any) -> None:
    tick(queue, NOON, schedulers=3)

    every_minute = {"payments.lapse_overdue", "payments.ask_vnpay", "jobs.take_over"}
    assert every_minute <= set(brought())
    assert set(brought().values()) == {1}


# K08: six hours without a worker are one turn of each task, not 360.
def test_after_six_hours_each_task_is_brought_once(queue: Any) -> None:
    tick(queue, NOON)
    with db.engine.begin() as connection:
        connection.execute(sa.text("UPDATE procrastinate_jobs SET status = 'succeeded'"))

    tick(queue, NOON + 6 * 3600)

    assert brought()["payments.lapse_overdue"] == 2
    assert max(brought().values()) == 2


# K06
def test_a_task_that_crashes_comes_again_in_the_next_period(
    app: Flask, queue: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[int] = []

    def crash(**told: Any) -> Any:
        ran.append(1)
        if len(ran) == 1:
            raise ZeroDivisionError
        return []

    monkeypatch.setattr(handlers, "overdue_part_ids", crash)

    def inside(call_next: Any, context: object, worker: object) -> Any:
        with app.app_context():
            return call_next()

    for minute in range(2):
        with transaction():
            jobs.later("payments.lapse_overdue", timestamp=60 * minute)
        queue.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, task_middleware=[inside])

    with db.engine.connect() as connection:
        ended = "SELECT status FROM procrastinate_jobs WHERE task_name = 'payments.lapse_overdue' ORDER BY id"
        first, *later = connection.scalars(sa.text(ended))
    # The worker's own clock may have brought one more.
    assert (first, set(later)) == ("failed", {"succeeded"})
    assert len(ran) == 1 + len(later)
