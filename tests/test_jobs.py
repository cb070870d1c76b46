"""Work put down in the same transaction as its cause."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from procrastinate import PsycopgConnector
from procrastinate.jobs import Job
from structlog.testing import capture_logs

from marketplace import jobs
from marketplace.app import HANDLERS
from marketplace.db import db, transaction
from marketplace.embedded import for_libpq
from marketplace.notices.handlers import PATIENT

JOBS = "SELECT task_name, args, status, lock, scheduled_at FROM procrastinate_jobs ORDER BY id"
heard: list[Any] = []


@dataclass(frozen=True)
class RoosterCrowed:
    """A message for tests."""

    times: int
    where: str


def first(message: RoosterCrowed) -> None:
    heard.append(("first", message))


def second(message: RoosterCrowed) -> None:
    heard.append(("second", message))


@pytest.fixture(autouse=True)
def listeners() -> Iterator[None]:
    """Two handlers hear of the rooster; the market's own table is back afterwards."""
    heard.clear()
    jobs.connect({RoosterCrowed: [first, second]})
    yield
    jobs.connect(HANDLERS)


def kept(session: Any) -> list[Any]:
    return list(session.execute(sa.text(JOBS)).mappings())


# K01
def test_each_handler_gets_a_job_when_the_cause_is_saved(session: Any) -> None:
    with transaction():
        jobs.tell(RoosterCrowed(times=3, where="đình"))

    found = kept(session)
    assert [job["task_name"] for job in found] == ["hear", "hear"]
    assert {job["args"]["handler"].rsplit(".", 1)[1] for job in found} == {"first", "second"}
    assert found[0]["args"]["facts"] == {"times": 3, "where": "đình"}
    assert {job["status"] for job in found} == {"todo"}


# K01
def test_nothing_is_heard_of_what_was_undone(session: Any) -> None:
    def crow_and_stumble() -> None:
        with transaction():
            jobs.tell(RoosterCrowed(times=3, where="đình"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        crow_and_stumble()

    assert kept(session) == []


# K01
def test_another_connection_sees_the_job_only_after_the_commit(app: Flask) -> None:
    with app.app_context():
        with db.engine.connect() as elsewhere, transaction() as session:
            count = sa.text("SELECT count(*) FROM procrastinate_jobs")
            jobs.tell(RoosterCrowed(times=1, where="chùa"))
            inside, outside = session.scalar(count), elsewhere.scalar(count)
        with db.engine.begin() as afterwards:
            after = afterwards.scalar(count)
            afterwards.execute(sa.text("DELETE FROM procrastinate_jobs"))

    assert (inside, outside, after) == (2, 0, 2)


def test_the_handler_named_in_the_job_hears_the_message_and_no_other() -> None:
    jobs.hear(message="RoosterCrowed", handler=f"{__name__}.second", facts={"times": 1, "where": "chùa"})

    assert heard == [("second", RoosterCrowed(times=1, where="chùa"))]


# K10
@pytest.mark.parametrize(("message", "handler"), [("RoosterCrowed", "gone.handler"), ("MessageOfOld", "gone.handler")])
def test_a_message_or_handler_that_is_gone_is_passed_over(message: str, handler: str) -> None:
    jobs.hear(message=message, handler=handler, facts={"times": 1})

    assert heard == []


def test_a_job_can_wait_and_hold_a_lock(session: Any) -> None:
    at = datetime(2030, 1, 1, tzinfo=UTC)

    with transaction():
        jobs.later("hear", at=at, lock="rooster", message="RoosterCrowed", handler="x", facts={})

    assert [(job["scheduled_at"], job["lock"]) for job in kept(session)] == [(at, "rooster")]


def waits(strategy: Any) -> list[float]:
    """Seconds before each further try of a job that always fails, as the worker asks for them."""
    seconds: list[float] = []
    for attempts in range(50):
        job = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="x", attempts=attempts)
        decision = strategy.get_retry_decision(exception=ValueError(), job=job)
        if decision is None:
            return seconds
        seconds.append(round((decision.retry_at - datetime.now(UTC)) / timedelta(seconds=1)))
    raise AssertionError("never gives up")


# K03
def test_a_failed_job_is_tried_five_times_more_within_half_an_hour() -> None:
    assert waits(jobs.RETRY) == [4, 16, 64, 256, 1024]


# K03, K09
def test_a_mail_is_tried_for_a_day() -> None:
    assert waits(PATIENT) == [4, 16, 64, 256, 1024, 4096, 16384, 65536]
    assert sum(waits(PATIENT)) > 86_000


# K01, K03
def test_the_worker_runs_what_was_told_and_a_failed_job_waits(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumbles(message: RoosterCrowed) -> None:
        heard.append(threading.get_ident())
        raise ValueError("once more, please")

    jobs.connect({RoosterCrowed: [first, stumbles]})
    with app.app_context(), transaction():
        jobs.tell(RoosterCrowed(times=2, where="ao"))

    def inside(call_next: Any, context: object, worker: object) -> Any:
        with app.app_context():
            return call_next()

    connector = PsycopgConnector(conninfo=for_libpq(app.config["SQLALCHEMY_DATABASE_URI"]))
    with jobs.queue.replace_connector(connector) as connected:
        connected.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, task_middleware=[inside])
    told = sa.text(
        "SELECT status, attempts, scheduled_at > now() FROM procrastinate_jobs WHERE task_name = 'hear' ORDER BY id"
    )
    with app.app_context(), db.engine.begin() as connection:
        left = list(connection.execute(told))
        connection.execute(sa.text("DELETE FROM procrastinate_jobs"))

    assert ("first", RoosterCrowed(times=2, where="ao")) in heard
    assert len(heard) == 2
    assert left == [("succeeded", 1, None), ("todo", 1, True)]


# K01 K09: inside a worker, too: its own connection to the queue is of another kind than ours to the database.
def test_a_job_of_a_running_worker_puts_down_another(app: Flask) -> None:
    def goes_on(message: RoosterCrowed) -> None:
        heard.append(("goes on", message.times))
        if message.times:
            with transaction():
                jobs.tell(RoosterCrowed(times=message.times - 1, where=message.where))

    jobs.connect({RoosterCrowed: [goes_on]})
    with app.app_context(), transaction():
        jobs.tell(RoosterCrowed(times=2, where="ao"))

    def inside(call_next: Any, context: object, worker: object) -> Any:
        with app.app_context():
            return call_next()

    connector = PsycopgConnector(conninfo=for_libpq(app.config["SQLALCHEMY_DATABASE_URI"]))
    with jobs.queue.replace_connector(connector) as connected:
        for _ in range(3):
            connected.run_worker(
                wait=False, install_signal_handlers=False, listen_notify=False, task_middleware=[inside]
            )
    with app.app_context(), db.engine.begin() as connection:
        failed = connection.scalar(
            sa.text("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('failed', 'todo')")
        )
        connection.execute(sa.text("DELETE FROM procrastinate_jobs"))

    assert heard == [("goes on", 2), ("goes on", 1), ("goes on", 0)]
    assert failed == 0


# K12
def test_a_job_that_fails_says_so_in_the_log() -> None:
    def stumbles() -> None:
        raise ValueError("a stone")

    with capture_logs() as told, pytest.raises(ValueError, match="a stone"):
        jobs.told_in_the_log(stumbles, task="media.cut", attempts=2)

    assert [(line["event"], line["task"], line["attempts"]) for line in told] == [("job failed", "media.cut", 2)]
    assert jobs.told_in_the_log(lambda: 7, task="x", attempts=0) == 7
