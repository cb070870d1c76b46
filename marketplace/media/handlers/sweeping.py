"""Sweeping away what began to come and was left."""

from datetime import timedelta
from typing import Final

from marketplace.clock import now
from marketplace.db import transaction
from marketplace.jobs import queue
from marketplace.media import queries, storage
from marketplace.media.services import uploads
from marketplace.media.states import UploadState

LEFT_FOR: Final = timedelta(hours=48)


@queue.periodic(cron="33 4 * * *")
@queue.task(name="media.sweep_uploads", queueing_lock="sweep_uploads")
def sweep_uploads(timestamp: int) -> None:
    """Every night: what began to come two days ago and was left, or was refused, is dropped with its files.

    What a process that died left half made goes too. What was to be worked on and has no job any more (it was given up
    in a way that nobody could tell the upload of) says so.
    """
    storage.forget_unfinished(before=now() - LEFT_FOR)
    with transaction():
        left = queries.forgotten_uploads(before=now() - LEFT_FOR)
    for upload_id in left:
        with transaction():
            upload = queries.lock_upload(upload_id)
            if upload.state in (UploadState.COMING, UploadState.REFUSED):
                uploads.drop(upload)
    with transaction():
        for upload_id in queries.uploads_without_job():
            uploads.leave_undone(queries.lock_upload(upload_id))
