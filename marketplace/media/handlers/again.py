"""How often a job of this room is tried again, and what is left when it never went well."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from procrastinate import RetryStrategy

from marketplace.db import transaction
from marketplace.jobs import is_last_try
from marketplace.media import queries
from marketplace.media.services import uploads

# A full disk, or a machine that was switched off: it is tried again, and makes the same files.
AGAIN: Final = RetryStrategy(max_attempts=3, exponential_wait=8)


@contextmanager
def tried_again(upload_id: int) -> Iterator[None]:
    """What fails in here is tried again. After the last time the upload says so, and its file is kept."""
    try:
        yield
    except Exception:
        if is_last_try(AGAIN):
            with transaction():
                uploads.leave_undone(queries.lock_upload(upload_id))
        raise
