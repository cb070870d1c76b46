"""How the queue of jobs is doing: for the people who run the market."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from marketplace.clock import now
from marketplace.db import db

# A job that is due waits seconds; ten minutes are a queue that stands still.
LONGEST_WAIT: Final = timedelta(minutes=10)
# Workers say every ten seconds that they live.
SILENT_WORKER: Final = timedelta(minutes=2)
REMEMBERED: Final = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class QueueState:
    """What waits, since when the oldest that is due, what was given up lately, and when a worker was last heard."""

    waiting: int
    oldest_due_at: datetime | None
    given_up: dict[str, int]
    worker_heard_at: datetime | None

    @property
    def is_slow(self) -> bool:
        """Whether something that is due waits too long."""
        return self.oldest_due_at is not None and now() - self.oldest_due_at > LONGEST_WAIT

    @property
    def is_silent(self) -> bool:
        """Whether no worker says that it lives."""
        return self.worker_heard_at is None or now() - self.worker_heard_at > SILENT_WORKER


def look_at_queue() -> QueueState:
    """The queue as it is now. Jobs that were planned for later are not late."""
    waiting, oldest = db.session.execute(
        sa.text("""
            SELECT count(*), min(due) FROM (
                SELECT coalesce(j.scheduled_at, (SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id)) AS due
                FROM procrastinate_jobs j WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())
            ) waiting"""),
    ).one()
    given_up = db.session.execute(
        sa.text("""
            SELECT j.task_name, count(*) FROM procrastinate_jobs j
            JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'failed'
            WHERE j.status = 'failed' AND e.at > :since GROUP BY 1 ORDER BY 1"""),
        {"since": now() - REMEMBERED},
    ).all()
    heard = db.session.scalar(sa.text("SELECT max(last_heartbeat) FROM procrastinate_workers"))
    return QueueState(
        waiting=waiting,
        oldest_due_at=oldest,
        given_up={str(task): int(count) for task, count in given_up},
        worker_heard_at=heard,
    )
