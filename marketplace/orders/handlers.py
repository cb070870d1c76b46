"""Jobs of orders: what the clock brings."""

from marketplace import steady
from marketplace.clock import now
from marketplace.db import transaction
from marketplace.jobs import queue
from marketplace.orders import queries
from marketplace.orders.services import complaining


@queue.periodic(cron="23 * * * *")
@queue.task(name="orders.mind_complaints", queueing_lock="mind_complaints")
def mind_complaints(timestamp: int) -> None:
    """Hourly: a complaint without an answer goes to the commune's team; an answer without a word closes it."""
    if not steady.clock.is_believed():
        return
    with transaction():
        numbers = queries.complaints_out_of_time(at=now())
    for number in numbers:
        with transaction():
            complaining.mind_clock(number)
