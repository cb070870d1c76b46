"""Jobs that forget what need not be known any longer."""

from marketplace.clock import now
from marketplace.db import transaction
from marketplace.jobs import queue
from marketplace.tours.services.corrections import forget_contacts


@queue.periodic(cron="41 4 * * *")
@queue.task(name="tours.forget_contacts", queueing_lock="forget_contacts")
def forget_senders(timestamp: int) -> None:
    """Every night: who sent a correction that was closed 90 days ago, or is 180 days old, cannot be reached through us."""
    with transaction():
        forget_contacts(at=now())
