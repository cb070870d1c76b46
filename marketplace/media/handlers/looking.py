"""Looking at what has arrived: in limited children, by what is in the file."""

from marketplace.db import transaction
from marketplace.errors import Refusal
from marketplace.jobs import queue
from marketplace.media import queries
from marketplace.media.cutting import look_in_child
from marketplace.media.errors import NoFilmTools
from marketplace.media.films import look_at_film
from marketplace.media.handlers.again import AGAIN, tried_again
from marketplace.media.looking import Look
from marketplace.media.probing import Probed, probe
from marketplace.media.services import uploads
from marketplace.media.states import UploadKind, UploadState


@queue.task(name="media.look_at", retry=AGAIN)
def look_at(*, upload_id: int) -> None:
    """What the file is; a sure one goes on to be made. Done twice it changes nothing."""
    with tried_again(upload_id):
        _look_at(upload_id)


def _look_at(upload_id: int) -> None:
    with transaction():
        upload = queries.lock_upload(upload_id)
        if upload.state is not UploadState.ARRIVED:
            return
        source, previews, kind = uploads.file_of(upload), uploads.preview_folder(upload), upload.kind
    previews.mkdir(parents=True, exist_ok=True)
    refusal: Refusal | None = None
    probed: Probed | None = None
    look: Look | None = None
    width = height = 0
    try:
        if kind is UploadKind.PICTURE:
            look, width, height = look_in_child(source, previews)
        else:
            probed = probe(source)
            width, height = probed.width, probed.height
            if probed.kind is UploadKind.VIDEO:
                look = look_at_film(probed, previews)
    except NoFilmTools:
        # Somebody took the tools away: that says nothing of the file.
        raise
    except Refusal as no:
        refusal = no
    with transaction():
        upload = queries.lock_upload(upload_id)
        if upload.state is not UploadState.ARRIVED:
            return
        if refusal is not None:
            uploads.refuse_with(upload, refusal)
            return
        # A container of films may hold sound alone, and be too heavy for that.
        if probed is not None and probed.kind is not kind and not uploads.note_kind(upload, probed.kind):
            return
        if look is not None:
            uploads.note_look(upload, look, width=width, height=height)
        else:
            uploads.note_sound(upload)
