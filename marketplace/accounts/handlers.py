"""What the clock brings to accounts."""

from datetime import timedelta

from marketplace import limits
from marketplace.clock import now
from marketplace.db import transaction
from marketplace.jobs import queue


@queue.periodic(cron="23 3 * * *")
@queue.task(name="accounts.forget_old_tries", queueing_lock="forget_old_tries")
def forget_old_tries(timestamp: int) -> None:
    """Every night: counts of tries older than two days are gone; the longest window is a day."""
    with transaction():
        limits.forget_old_tries(before=now() - timedelta(days=2))
