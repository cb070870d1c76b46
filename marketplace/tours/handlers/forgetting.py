"""Jobs that forget what need not be known any longer."""

from datetime import timedelta
from typing import Final

from marketplace.clock import now
from marketplace.db import transaction
from marketplace.jobs import queue
from marketplace.tours.queries.pictures import document_pictures
from marketplace.tours.services.corrections import forget_contacts
from marketplace.tours.services.removing import forget_if_unshown
from marketplace.tours.services.unsaved import forget_unsaved

# A curator may have brought a picture for something that is written next week.
UNSHOWN_KEPT: Final = timedelta(days=90)
UNSAVED_KEPT: Final = timedelta(days=30)


@queue.periodic(cron="41 4 * * *")
@queue.task(name="tours.forget_contacts", queueing_lock="forget_contacts")
def forget_senders(timestamp: int) -> None:
    """Every night: who sent a correction that was closed 90 days ago, or is 180 days old, cannot be reached through us."""
    with transaction():
        forget_contacts(at=now())


@queue.periodic(cron="31 4 * * *")
@queue.task(name="tours.forget_unsaved", queueing_lock="forget_unsaved")
def forget_typed(timestamp: int) -> None:
    """Every night: what was typed into a site's form 30 days ago, and never saved, is gone."""
    with transaction():
        forget_unsaved(before=now() - UNSAVED_KEPT)


@queue.periodic(cron="11 4 * * *")
@queue.task(name="tours.forget_pictures", queueing_lock="forget_pictures")
def forget_pictures(timestamp: int) -> None:
    """Every night: a document picture of three months ago that nothing shows is gone with its files."""
    last = 0
    while True:
        with transaction():
            pictures = document_pictures(before=now() - UNSHOWN_KEPT, after_id=last)
            last = pictures[-1].id if pictures else last
            for picture in pictures:
                forget_if_unshown(picture)
        if not pictures:
            return
