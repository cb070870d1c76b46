"""Taking files away whose rows are gone. Done twice it is the same; what came again meanwhile stays."""

import shutil

from marketplace.db import transaction
from marketplace.jobs import queue
from marketplace.media import queries, storage
from marketplace.media.handlers.again import AGAIN
from marketplace.media.services import uploads
from marketplace.media.states import UploadState


@queue.task(name="media.remove_original", retry=AGAIN)
def remove_original(*, upload_id: int) -> None:
    """What the curator sent, and its previews."""
    with transaction():
        upload = queries.lock_upload(upload_id)
        if upload.state is UploadState.DROPPED:
            uploads.forget_files(upload)


@queue.task(name="media.remove_made", retry=AGAIN)
def remove_made(*, kind: str, key: str) -> None:
    """The folder of one panorama, film or sound."""
    with transaction():
        is_known = queries.is_known(kind, key)
    if not is_known:
        shutil.rmtree(storage.folder() / kind / key, ignore_errors=True)
