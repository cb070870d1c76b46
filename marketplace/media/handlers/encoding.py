"""Making films and sounds ready to be played, in limited children; one film at a time."""

from collections.abc import Callable
from typing import Final

from marketplace.clock import now
from marketplace.crashing import crash_point
from marketplace.db import transaction
from marketplace.errors import Refusal
from marketplace.jobs import queue
from marketplace.media import queries
from marketplace.media.errors import NoFilmTools
from marketplace.media.handlers.again import AGAIN, tried_again
from marketplace.media.probing import probe
from marketplace.media.services import moving, uploads
from marketplace.media.services.moving import MadeFilm
from marketplace.media.sounds import SoundFiles
from marketplace.media.states import UploadState

# Seconds of film between two tellings: each is a transaction.
TOLD_EVERY: Final = 2


@queue.task(name="media.make_film", retry=AGAIN, lock="encoding")
def make_film(*, upload_id: int) -> None:
    """The film's files and its picture; one film at a time. The same film gives the same files."""
    with tried_again(upload_id):
        _make_film(upload_id)


def _make_film(upload_id: int) -> None:
    with transaction():
        upload = queries.lock_upload(upload_id)
        if upload.state is not UploadState.CUTTING:
            return
        source = uploads.file_of(upload)
    refusal: Refusal | None = None
    made: MadeFilm | None = None
    try:
        made = moving.make_video(probe(source), progress=_teller(upload_id))
    except NoFilmTools:
        raise
    except Refusal as no:
        refusal = no
    crash_point("film-made")
    with transaction():
        upload = queries.lock_upload(upload_id)
        if upload.state is not UploadState.CUTTING:
            return
        if made is not None:
            moving.note_film_ready(upload, made)
        elif refusal is not None:
            uploads.refuse_with(upload, refusal)


@queue.task(name="media.make_sound", retry=AGAIN, lock="evening-out")
def make_sound(*, upload_id: int) -> None:
    """The sound's files. The same sound gives the same files."""
    with tried_again(upload_id):
        _make_sound(upload_id)


def _make_sound(upload_id: int) -> None:
    with transaction():
        upload = queries.lock_upload(upload_id)
        if upload.state is not UploadState.CUTTING:
            return
        source = uploads.file_of(upload)
    refusal: Refusal | None = None
    made: SoundFiles | None = None
    try:
        made = moving.make_sound(probe(source))
    except NoFilmTools:
        raise
    except Refusal as no:
        refusal = no
    with transaction():
        upload = queries.lock_upload(upload_id)
        if upload.state is not UploadState.CUTTING:
            return
        if made is not None:
            moving.note_sound_ready(upload, made)
        elif refusal is not None:
            uploads.refuse_with(upload, refusal)


def _teller(upload_id: int) -> Callable[[int, int], None]:
    """Writes down how many seconds of the film are done, now and then."""
    told = -TOLD_EVERY

    def tell(done: int, of: int) -> None:
        nonlocal told
        if done < told + TOLD_EVERY:
            return
        told = done
        with transaction():
            upload = queries.lock_upload(upload_id)
            upload.done, upload.of, upload.changed_at = done, of, now()

    return tell
