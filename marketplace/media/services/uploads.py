"""A curator's 360° picture, film or sound, from its first byte to what visitors see and hear.

The file grows piece by piece, and an interrupted upload goes on where it stopped. Then a job looks at it, the curator
is asked when it is not sure, and another job makes of it what is shown. Originals are kept, and served to nobody.
"""

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Final

import sqlalchemy as sa

from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import db
from marketplace.errors import Refusal
from marketplace.jobs import later
from marketplace.media import ffmpeg, kinds, panoramas, queries, storage
from marketplace.media.errors import (
    FileTooHeavy,
    FilmTooHeavy,
    NoFilmTools,
    NoRoomLeft,
    SoundTooHeavy,
    TooManyUploads,
    UnknownFile,
    UploadsTooHeavy,
    UploadTooLarge,
    WrongPlaceInFile,
    WrongUploadMoment,
)
from marketplace.media.gpano import Placing
from marketplace.media.looking import Kind, Look
from marketplace.media.models import Panorama, Upload
from marketplace.media.panoramas import PanoramaFiles
from marketplace.media.services.panoramas import note_panorama
from marketplace.media.states import UploadKind, UploadState
from marketplace.text import N_, clean_line

# So many of one person may be on their way at once.
MOST_UNFINISHED: Final = 40
LARGEST_PIECE: Final = 1024 * 1024
# Bytes of all files of one person, originals and what was announced: some 800 pictures, or 40 films.
MOST_WEIGHT: Final = 20_000_000_000
# What must be left on the disk for everything else, beside the file and what is made of it.
ROOM_LEFT: Final = 500_000_000
# Degrees of a turn that a part of one may show.
LEAST_PART: Final = 30
MOST_PART: Final = 350
_U = UploadState


def begin_upload(
    *, name: str, size_bytes: int, author: str, licence: str, by: Actor, file_time: int | None = None
) -> Upload:
    """A file of so many bytes is on its way. Raises FileTooHeavy, TooManyUploads, UploadsTooHeavy,
    NoRoomLeft.

    What it is, and whether it is too heavy for that, its first bytes tell. `file_time` is when the file was last
    changed, as its sender's machine says (seconds): of the same name, size and time it is the same file, and the
    upload that stopped in its middle goes on.
    """
    assert by.user_id is not None
    if not 0 < size_bytes <= kinds.LARGEST:
        # Rounded up: 500.4 MB are more than 500.
        raise FileTooHeavy(megabytes=-(-size_bytes // 1_000_000), most=kinds.LARGEST // 1_000_000)
    # One after the other: each counts what the one before it announced.
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended("uploads announced", 0))))
    shown_name = clean_line(name)[-120:] or "?"
    if file_time is not None:
        begun = queries.find_begun(by.user_id, name=shown_name, size_bytes=size_bytes, file_time=file_time)
        if begun is not None:
            begun.author, begun.licence, begun.changed_at = clean_line(author), licence, now()
            return begun
    if queries.unfinished_uploads_of(by.user_id) >= MOST_UNFINISHED:
        raise TooManyUploads(most=MOST_UNFINISHED)
    kept = queries.bytes_of(by.user_id)
    if kept + size_bytes > MOST_WEIGHT:
        raise UploadsTooHeavy(gigabytes=kept // 10**9, most=MOST_WEIGHT // 10**9)
    if shutil.disk_usage(storage.folder()).free < 2 * size_bytes + queries.bytes_to_come() + ROOM_LEFT:
        raise NoRoomLeft
    upload = Upload(
        public_id=secrets.token_urlsafe(12),
        made_by_id=by.user_id,
        name=shown_name,
        size_bytes=size_bytes,
        file_time=file_time,
        author=clean_line(author),
        licence=licence,
        begun_at=now(),
        changed_at=now(),
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def add_piece(upload: Upload, data: bytes, *, at: int) -> None:
    """These bytes follow those that are here; with the last of them the file is looked at by a job.

    The upload must be locked. The first bytes tell what it is: what is too heavy for that, or cannot be worked on here,
    is refused before the rest is sent. Raises WrongUploadMoment, WrongPlaceInFile (with how much is here),
    UploadTooLarge.
    """
    if upload.state is not _U.COMING:
        raise WrongUploadMoment
    if at != upload.received_bytes:
        raise WrongPlaceInFile(received=upload.received_bytes)
    if at + len(data) > upload.size_bytes:
        raise _too_heavy(upload.kind)
    path = file_of(upload)
    storage.add_piece(path, data, at=at)
    upload.received_bytes = at + len(data)
    upload.changed_at = now()
    is_all_here = upload.received_bytes == upload.size_bytes
    if upload.kind is None and (is_all_here or upload.received_bytes >= kinds.HEAD_BYTES):
        with path.open("rb") as file:
            note_kind(upload, kinds.kind_of(file.read(kinds.HEAD_BYTES)))
    if is_all_here and upload.state is _U.COMING:
        upload.become(_U.ARRIVED)
        later("media.look_at", upload_id=upload.id)


def add_file(upload: Upload, file: IO[bytes]) -> None:
    """The whole file is here, read a piece at a time: it is never in memory as a whole. Raises what add_piece raises."""
    while upload.state is _U.COMING and (data := file.read(LARGEST_PIECE)):
        add_piece(upload, data, at=upload.received_bytes)


def note_kind(upload: Upload, kind: UploadKind | None) -> bool:
    """What the file is has been told by its content; answers whether it can be used.

    None of ours, too heavy, or not to be worked on here: it is refused. The upload must be locked.
    """
    upload.kind = kind
    refusal: Refusal | None = None
    if kind is None:
        refusal = UnknownFile()
    elif upload.size_bytes > kinds.MOST_BYTES[kind]:
        refusal = _too_heavy(kind)
    elif kind is not UploadKind.PICTURE and not ffmpeg.are_there():
        refusal = NoFilmTools()
    if refusal is not None:
        refuse_with(upload, refusal)
    return refusal is None


_TOO_HEAVY: Final[Mapping[UploadKind, type[UploadTooLarge]]] = {
    UploadKind.PICTURE: UploadTooLarge, UploadKind.VIDEO: FilmTooHeavy, UploadKind.SOUND: SoundTooHeavy,
}  # fmt: skip


def _too_heavy(kind: UploadKind | None) -> UploadTooLarge:
    kind = kind or UploadKind.VIDEO
    return _TOO_HEAVY[kind](most=kinds.MOST_BYTES[kind] // 1_000_000)


def file_of(upload: Upload) -> Path:
    """Where the original lies. Its name is ours; no address leads there."""
    return storage.folder() / "originals" / upload.public_id


def preview_folder(upload: Upload) -> Path:
    """Where the small pictures lie that only the curator sees."""
    return storage.folder() / "previews" / upload.public_id


def note_look(upload: Upload, look: Look, *, width: int, height: int) -> None:
    """What the file was seen to be is written down; a sure one is cut, an unsure one waits for the curator's word.

    The upload must be locked. An ordinary photo or film is refused, with the reason.
    """
    upload.look = {**asdict(look), "width": width, "height": height}
    if look.kind is Kind.ORDINARY:
        refuse(upload, sentence=look.reasons[0], facts={})
        return
    upload.become(_U.LOOKED)
    if look.kind in (Kind.FULL, Kind.PARTIAL):
        _make(upload, look.placing)


def note_sound(upload: Upload) -> None:
    """It is a sound: there is nothing to look at, and it is made ready. The upload must be locked."""
    upload.become(_U.LOOKED)
    _make(upload, None)


def say_what_it_is(upload: Upload, *, is_whole_turn: bool) -> None:
    """The curator has looked at the seam. A whole turn is cut or encoded; a picture or film that is none is refused.

    The upload must be locked. Raises WrongUploadMoment. What is wider than two to one misses top and foot, and its
    horizon is taken for the middle.
    """
    if upload.state is not _U.LOOKED:
        raise WrongUploadMoment
    if not is_whole_turn:
        refuse(upload, sentence=NO_TURN_FILM if upload.kind is UploadKind.VIDEO else NO_TURN, facts={})
        return
    if upload.kind is UploadKind.VIDEO:
        _make(upload, None)
        return
    width, height = int(upload.look["width"]), int(upload.look["height"])
    full_height = round(width / 2)
    missing = full_height - height
    _make(upload, Placing(width, full_height, 0, missing // 2) if missing > 2 else None)


def say_it_is_a_part(upload: Upload, *, degrees: int) -> None:
    """The curator says how much of a turn the picture shows from left to right; it is cut, around the horizon's middle.

    How much it shows from top to bottom follows from its sides. The upload must be locked. Raises WrongUploadMoment.
    """
    if upload.state is not _U.LOOKED or upload.kind is not UploadKind.PICTURE:
        raise WrongUploadMoment
    assert LEAST_PART <= degrees <= MOST_PART
    width, height = int(upload.look["width"]), int(upload.look["height"])
    full_width = round(width * 360 / degrees)
    full_height = round(full_width / 2)
    # Nobody is asked about a picture that is not twice as wide as high.
    assert height <= full_height
    _make(upload, Placing(full_width, full_height, (full_width - width) // 2, (full_height - height) // 2))


NO_TURN: Final = N_("Ảnh này không phải ảnh 360°. Dùng làm ảnh minh họa hay ảnh xưa thì được.")
NO_TURN_FILM: Final = N_("Phim này không phải phim 360° trọn vòng, nên không dùng làm cảnh được.")
_MAKERS: Final[Mapping[UploadKind, str]] = {
    UploadKind.PICTURE: "media.cut", UploadKind.VIDEO: "media.make_film", UploadKind.SOUND: "media.make_sound",
}  # fmt: skip


def _make(upload: Upload, placing: Placing | None) -> None:
    if placing is not None and not placing.is_full(int(upload.look["width"]), int(upload.look["height"])):
        upload.placing = [placing.full_width, placing.full_height, placing.left, placing.top]
    assert upload.kind is not None
    upload.become(_U.CUTTING)
    later(_MAKERS[upload.kind], upload_id=upload.id)


def leave_undone(upload: Upload) -> None:
    """The machine failed and nobody tries on: the file is kept until its curator says what to do. It must be locked."""
    if upload.state in (_U.ARRIVED, _U.CUTTING):
        upload.become(_U.UNDONE)


def try_again(upload: Upload) -> None:
    """What was left undone is looked at, or made, once more. The upload must be locked. Raises WrongUploadMoment."""
    if upload.state is not _U.UNDONE:
        raise WrongUploadMoment(before=upload.state.value, after=_U.ARRIVED.value)
    upload.done = upload.of = 0
    if upload.look and upload.kind is not None:
        upload.become(_U.CUTTING)
        later(_MAKERS[upload.kind], upload_id=upload.id)
    else:
        upload.become(_U.ARRIVED)
        later("media.look_at", upload_id=upload.id)


_FACTS: Final = ("light", "pitch", "roll", "leans", "north", "view")


def note_cut(upload: Upload, files: PanoramaFiles) -> Panorama:
    """The tiles are there: the picture can be a scene. The upload must be locked."""
    panorama = note_panorama(files, credit=credit_of(upload), facts=facts_in(upload.look))
    upload.panorama = panorama
    # The same picture may have been cut for somebody else before: then nothing was told on the way.
    upload.done = upload.of = sum(len(panoramas.tiles_of(level, files.part)) for level in files.levels)
    upload.become(_U.READY)
    return panorama


def facts_in(look: Mapping[str, Any]) -> dict[str, Any]:
    """What a scene made of the file will want to know, of all that was seen."""
    return {name: look[name] for name in _FACTS if look.get(name) is not None}


def credit_of(upload: Upload) -> dict[str, Any]:
    """Who made it, and what others may do with it, as its curator said."""
    return {"author": upload.author, "licence": upload.licence}


def refuse(upload: Upload, *, sentence: str, facts: Mapping[str, Any]) -> None:
    """The picture cannot be used; the sentence says why. Its file is gone. The upload must be locked."""
    upload.refusal, upload.facts = sentence, dict(facts)
    upload.become(_U.REFUSED)
    file_of(upload).unlink(missing_ok=True)


def refuse_with(upload: Upload, refusal: Refusal) -> None:
    """The same, for a refusal that was raised."""
    refuse(upload, sentence=refusal.sentence, facts=refusal.facts)


def drop(upload: Upload) -> None:
    """The curator does not want it after all: file and previews are gone. Raises WrongUploadMoment.

    What is ready goes by services/removing.py: something was made of it.
    """
    if upload.state is _U.READY:
        raise WrongUploadMoment(before=upload.state.value, after=_U.DROPPED.value)
    upload.become(_U.DROPPED)
    forget_files(upload)


def forget_files(upload: Upload) -> None:
    """What was sent, and its previews, are not there."""
    file_of(upload).unlink(missing_ok=True)
    for path in preview_folder(upload).glob("*.webp"):
        path.unlink(missing_ok=True)
