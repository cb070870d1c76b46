"""Work for later, put down in the same transaction as its cause.

`tell(message)` is how a room says upwards what happened: one job per handler, inserted on the
session's own connection, so it is saved with its cause or not at all. The worker runs each at
least once; a handler that hears a message twice changes nothing the second time.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import asdict, is_dataclass
from datetime import datetime
from typing import Any, Final

import procrastinate
import structlog
from procrastinate import PsycopgConnector, RetryStrategy, SyncPsycopgConnector
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from marketplace.db import db
from marketplace.embedded import for_libpq

log = structlog.get_logger()

# Five more tries, waiting 4, 16, 64, 256 and 1024 seconds (4 to the power of tries + 1): 23 minutes in all.
RETRY: Final = RetryStrategy(max_attempts=5, exponential_wait=4)

# A job that was begun so often and never ended is left alone: it may be what kills its worker.
MOST_TAKEN_OVER: Final = 10

# Jobs that wait for a neighbour's machine must not keep orders from running out.
WORKERS_AT_ONCE: Final = 4

# Writes jobs on the session's own connection, wherever that is: a worker's connection to the queue is of another kind,
# which the queue's own manager would use inside its jobs.
_writes: Final = JobManager(connector=SyncPsycopgConnector(conninfo=""))

queue = procrastinate.App(connector=PsycopgConnector(conninfo=""))

# How often the job that runs here was begun before.
_begun_before: ContextVar[int] = ContextVar("begun_before", default=0)

Handler = Callable[[Any], None]
_handlers: dict[str, Sequence[Handler]] = {}
_messages: dict[str, type] = {}


def connect(handlers: Mapping[type, Sequence[Handler]]) -> None:
    """From now on these handlers hear these messages (the table is in app.py)."""
    _handlers.clear()
    _messages.clear()
    for message, listeners in handlers.items():
        _handlers[message.__name__] = listeners
        _messages[message.__name__] = message


def tell(message: object) -> None:
    """Every handler of this message will hear it, once what was done here is saved."""
    assert is_dataclass(message) and not isinstance(message, type)
    name = type(message).__name__
    for handler in _handlers[name]:
        later("hear", message=name, handler=_name_of(handler), facts=asdict(message))


def later(
    task: str,
    *,
    at: datetime | None = None,
    lock: str | None = None,
    **facts: Any,
) -> None:
    """The task of this name will be run after this transaction is saved, not before `at`."""
    options: dict[str, Any] = {"connection": db.session.connection().connection.driver_connection}
    if at is not None:
        options["schedule_at"] = at
    if lock is not None:
        options["lock"] = lock
    put_down = queue.configure_task(task, **options)
    put_down.job_manager = _writes
    put_down.defer(**facts)


def _name_of(handler: Handler) -> str:
    return f"{handler.__module__}.{handler.__qualname__}"


@queue.task(name="hear", retry=RETRY)
def hear(*, message: str, handler: str, facts: dict[str, Any]) -> None:
    """One handler hears one message. A handler that has gone since is a message nobody needs."""
    for listener in _handlers.get(message, ()):
        if _name_of(listener) == handler:
            listener(_messages[message](**facts))


@queue.periodic(cron="* * * * *")
@queue.task(name="jobs.take_over", queueing_lock="take_over", pass_context=True)
async def take_over(context: procrastinate.JobContext, timestamp: int) -> None:
    """Every minute: the jobs of a worker that died (it has not said for half a minute that it lives) are taken over.

    What the clock brings again anyway is not (K02); nor is a job that was begun too often: it may be what kills.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        if job.queueing_lock is not None or job.attempts >= MOST_TAKEN_OVER:
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
        else:
            await manager.retry_job(job)


@queue.periodic(cron="50 3 * * *")
@queue.task(name="jobs.forget_done", queueing_lock="forget_done", pass_context=True)
async def forget_done(context: procrastinate.JobContext, timestamp: int) -> None:
    """Every night: jobs that were given up two months ago are forgotten; those that went well are not kept at all."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=60 * 24, include_failed=True, include_cancelled=True, include_aborted=True
    )


def told_in_the_log(call: Callable[[], Any], *, task: str, attempts: int) -> Any:
    """What the call returns. A job that fails says so in the market's own log: the queue itself is silent."""
    before = _begun_before.set(attempts)
    try:
        return call()
    except Exception:
        log.exception("job failed", task=task, attempts=attempts)
        raise
    finally:
        _begun_before.reset(before)


def is_last_try(strategy: RetryStrategy) -> bool:
    """Whether the job that runs here is not begun again should it fail. Never so outside of a worker."""
    return 0 < (strategy.max_attempts or 0) <= _begun_before.get()


def work(database_url: str, *, around: Callable[[], AbstractContextManager[object]]) -> None:
    """Run jobs until told to stop, each inside `around()` (an application context)."""

    def inside(call_next: Callable[[], Any], context: procrastinate.JobContext, worker: object) -> Any:
        with around():
            return told_in_the_log(call_next, task=context.job.task_name, attempts=context.job.attempts)

    connector = PsycopgConnector(conninfo=for_libpq(database_url))
    with queue.replace_connector(connector) as connected:
        connected.run_worker(
            concurrency=WORKERS_AT_ONCE,
            fetch_job_polling_interval=5,
            delete_jobs="successful",
            task_middleware=[inside],
        )
