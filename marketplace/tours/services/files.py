"""The life of a file with a tour in it: it comes in pieces or is made by a job, and is dropped with its bytes."""

import os
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final

from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import db
from marketplace.errors import Refusal
from marketplace.jobs import later
from marketplace.media import storage
from marketplace.media.errors import NoRoomLeft, WrongPlaceInFile
from marketplace.media.services.uploads import ROOM_LEFT
from marketplace.text import clean_line
from marketplace.tours.errors import StillMaking, TooManyTourFiles, TourFileTooLarge, WrongTourMoment
from marketplace.tours.exchange.archives import MOST_BYTES
from marketplace.tours.exchange.errors import Remark
from marketplace.tours.models import Tour, TourFile
from marketplace.tours.queries import files as queries
from marketplace.tours.states import TourFileKind, TourFileState

# So many of one person may be on their way at once.
MOST_UNFINISHED: Final = 5
MOST_REMARKS: Final = 100
PIECE: Final = 1 << 20
_S = TourFileState


def begin_import(
    site_id: int, *, name: str, size_bytes: int, author: str, licence: str, by: Actor, file_time: int | None = None
) -> TourFile:
    """A file of so many bytes is on its way, to be a tour of this site.

    One of the same name, size and `file_time` that is half here goes on, wherever the page that sent it has gone.
    Raises TourFileTooLarge, TooManyTourFiles, NoRoomLeft.
    """
    assert by.user_id is not None
    if not 0 < size_bytes <= MOST_BYTES:
        raise TourFileTooLarge(most=MOST_BYTES // 1_000_000)
    called = clean_line(name)[-120:] or "?"
    if file_time is not None:
        begun = queries.find_begun_import(by.user_id, name=called, size_bytes=size_bytes, file_time=file_time)
        if begun is not None:
            begun.site_id, begun.author, begun.licence, begun.changed_at = site_id, clean_line(author), licence, now()
            return begun
    if queries.unfinished_imports_of(by.user_id) >= MOST_UNFINISHED:
        raise TooManyTourFiles(most=MOST_UNFINISHED)
    if shutil.disk_usage(storage.folder()).free < 2 * size_bytes + ROOM_LEFT:
        raise NoRoomLeft
    file = TourFile(
        public_id=secrets.token_urlsafe(12), kind=TourFileKind.IMPORT, made_by_id=by.user_id, site_id=site_id,
        name=called, size_bytes=size_bytes, file_time=file_time, author=clean_line(author), licence=licence,
        state=_S.COMING, begun_at=now(), changed_at=now(),
    )  # fmt: skip
    db.session.add(file)
    db.session.flush()
    return file


def add_piece(file: TourFile, data: bytes, *, at: int) -> None:
    """These bytes follow those that are here; with the last of them a job reads the file. The file must be locked.

    Raises WrongTourMoment, WrongPlaceInFile (with how much is here), TourFileTooLarge.
    """
    _check_coming(file)
    if at != file.received_bytes:
        raise WrongPlaceInFile(received=file.received_bytes)
    if at + len(data) > file.size_bytes:
        raise TourFileTooLarge(most=MOST_BYTES // 1_000_000)
    storage.add_piece(path_of(file), data, at=at)
    file.received_bytes, file.changed_at = at + len(data), now()
    if file.received_bytes == file.size_bytes:
        _has_come(file)


def take_whole(file: TourFile, source: IO[bytes]) -> None:
    """The whole file is here, written piece by piece: it is never whole in memory. The file must be locked."""
    _check_coming(file)
    path = path_of(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    came = 0
    with path.open("wb") as target:
        path.chmod(0o600)
        while piece := source.read(PIECE):
            came += len(piece)
            if came > MOST_BYTES:
                raise TourFileTooLarge(most=MOST_BYTES // 1_000_000)
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
    file.size_bytes = file.received_bytes = came
    _has_come(file)


def _check_coming(file: TourFile) -> None:
    if file.state is not _S.COMING:
        raise WrongTourMoment(before=file.state.value, after=_S.WAITING.value)


def _has_come(file: TourFile) -> None:
    file.become(_S.WAITING)
    later("tours.import_file", file_id=file.id)


def begin_export(tour: Tour, *, kind: TourFileKind, version: int, by: Actor) -> TourFile:
    """A job will make this file of that version of the tour. The tour must be locked. Raises StillMaking."""
    assert by.user_id is not None and kind is not TourFileKind.IMPORT
    if any(file.state is _S.WAITING for file in queries.exports_of(tour.id, kind)):
        raise StillMaking
    file = TourFile(
        public_id=secrets.token_urlsafe(12), kind=kind, made_by_id=by.user_id, tour_id=tour.id, version=version,
        name=f"{tour.slug}-{version}.zip", begun_at=now(), changed_at=now(),
    )  # fmt: skip
    db.session.add(file)
    db.session.flush()
    later("tours.export_file", file_id=file.id)
    return file


def note_made(file: TourFile, *, size_bytes: int) -> None:
    """The file can be fetched; the one made before it is gone. The file must be locked."""
    assert file.tour_id is not None
    file.size_bytes = file.received_bytes = size_bytes
    file.become(_S.DONE)
    for older in queries.exports_of(file.tour_id, file.kind):
        if older.id != file.id and older.state in (_S.DONE, _S.REFUSED):
            drop(older)


def path_of(file: TourFile) -> Path:
    """Where its bytes lie. The name is ours; no address leads there."""
    return storage.folder() / "exchange" / file.public_id


def refuse_with(file: TourFile, refusal: Refusal) -> None:
    """Nothing came of it; the sentence says why. Its bytes are gone. The file must be locked."""
    file.refusal, file.facts = refusal.sentence, {name: str(fact) for name, fact in refusal.facts.items()}
    file.become(_S.REFUSED)
    path_of(file).unlink(missing_ok=True)


def drop(file: TourFile) -> None:
    """It is not wanted any more: its bytes are gone. A tour it became stays. Raises WrongTourMoment.

    A job that is at it finds out when it wants to write down what it made.
    """
    file.become(_S.DROPPED)
    path_of(file).unlink(missing_ok=True)


def note_remarks(file: TourFile, remarks: Sequence[Remark]) -> None:
    """What the curator should read beside the tour."""
    file.remarks = [{"sentence": remark.sentence, "facts": dict(remark.facts)} for remark in remarks[:MOST_REMARKS]]
