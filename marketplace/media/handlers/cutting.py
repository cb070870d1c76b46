"""Cutting 360° pictures, in a limited child."""

from typing import Final

from marketplace.clock import now
from marketplace.crashing import crash_point
from marketplace.db import transaction
from marketplace.errors import Refusal
from marketplace.jobs import queue
from marketplace.media import queries, storage
from marketplace.media.cutting import cut_in_child
from marketplace.media.gpano import Placing
from marketplace.media.handlers.again import AGAIN, tried_again
from marketplace.media.services import uploads
from marketplace.media.states import UploadState

# Told so seldom while it is cut: each telling is a transaction.
TOLD_EVERY: Final = 8


@queue.task(name="media.cut", retry=AGAIN, lock="cutting")
def cut(*, upload_id: int) -> None:
    """The picture's tiles; one picture at a time. The same file gives the same files.

    Flat pictures are drawn of views that a tour shows, when it shows them: nobody knows yet which.
    """
    with tried_again(upload_id):
        _cut(upload_id)


def _cut(upload_id: int) -> None:
    with transaction():
        upload = queries.lock_upload(upload_id)
        if upload.state is not UploadState.CUTTING:
            return
        source, told = uploads.file_of(upload), upload.placing

    def progress(done: int, of: int) -> None:
        if done % TOLD_EVERY == 0:
            with transaction():
                locked = queries.lock_upload(upload_id)
                locked.done, locked.of, locked.changed_at = done, of, now()

    refusal: Refusal | None = None
    try:
        files = cut_in_child(
            source, storage.folder() / "pano", views=(), placing=Placing(*told) if told else None,
            progress=progress,
        )  # fmt: skip
    except Refusal as no:
        refusal = no
    crash_point("panorama-cut")
    with transaction():
        upload = queries.lock_upload(upload_id)
        if upload.state is not UploadState.CUTTING:
            return
        if refusal is not None:
            uploads.refuse_with(upload, refusal)
        else:
            uploads.note_cut(upload, files)
