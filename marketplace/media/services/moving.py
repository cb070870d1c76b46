"""Keeping films and sounds. Slow: for commands and jobs; nothing is encoded inside a web request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from marketplace.clock import now
from marketplace.db import db
from marketplace.media import films, queries, sounds, storage
from marketplace.media.cutting import cut_in_child
from marketplace.media.errors import NothingInside, OrdinaryFilm
from marketplace.media.films import FilmFiles
from marketplace.media.models import Sound, Upload, Video
from marketplace.media.panoramas import PanoramaFiles, View
from marketplace.media.probing import Probed, probe
from marketplace.media.services.panoramas import note_panorama
from marketplace.media.services.uploads import credit_of, facts_in
from marketplace.media.sounds import SoundFiles
from marketplace.media.states import UploadKind, UploadState
from marketplace.text import clean_line


@dataclass(frozen=True)
class MadeFilm:
    """A film's files, and the tiles of the picture that stands for it."""

    files: FilmFiles
    still: PanoramaFiles


def make_video(
    probed: Probed, *, view: View | None = None, progress: Callable[[int, int], None] = lambda done, of: None
) -> MadeFilm:
    """The film's files and its picture's tiles are in the media folder; no row tells of them yet.

    Raises FilmRefused and its kinds, PanoramaRefused.
    """
    home = storage.folder()
    files = films.make_film(probed, home / "video", progress=progress)
    with storage.workspace() as space:
        still = Path(space) / "still.png"
        films.draw_still(probed, files, home / "video", still)
        return MadeFilm(files, cut_in_child(still, home / "pano", views=[view] if view else ()))


def note_video(
    made: MadeFilm, *, name: str, credit: Mapping[str, Any], facts: Mapping[str, Any] = MappingProxyType({})
) -> Video:
    """The film can be a scene. The same film twice is one; the first name and credit stay.

    `facts` is what was seen of it, as of a 360° picture.
    """
    known = queries.find_video(made.files.key)
    if known is not None:
        return known
    panorama = note_panorama(made.still, credit=credit, facts=facts)
    files = made.files
    video = Video(
        key=files.key, name=_name(name), seconds=files.seconds, widths=list(files.widths), weights=list(files.weights),
        is_silent=files.is_silent, panorama_id=panorama.id, made_at=now(), credit=dict(credit),
    )  # fmt: skip
    video.panorama = panorama
    db.session.add(video)
    db.session.flush()
    return video


def make_sound(probed: Probed) -> SoundFiles:
    """The sound's files are in the media folder; no row tells of them yet. Raises FilmRefused and its kinds."""
    return sounds.make_sound(probed, storage.folder() / "sound")


def note_sound(files: SoundFiles, *, name: str, credit: Mapping[str, Any]) -> Sound:
    """The sound can be played. The same sound twice is one; the first name and credit stay."""
    known = queries.find_sound(files.key)
    if known is not None:
        return known
    sound = Sound(
        key=files.key, name=_name(name), seconds=files.seconds, weights=list(files.weights), made_at=now(),
        credit=dict(credit),
    )  # fmt: skip
    db.session.add(sound)
    db.session.flush()
    return sound


def keep_video(path: Path, *, name: str, credit: Mapping[str, Any], view: View | None = None) -> Video:
    """This film of whole turns is kept, as if a curator had brought it and said so.

    `credit` holds at least author and licence, `view` is where its picture is first looked at, if that is known.
    Raises UnknownFile, NoFilmTools, FilmRefused and its kinds.
    """
    probed = probe(path)
    if probed.kind is not UploadKind.VIDEO:
        raise OrdinaryFilm
    return note_video(make_video(probed, view=view), name=name, credit=credit)


def keep_sound(path: Path, *, name: str, credit: Mapping[str, Any]) -> Sound:
    """This sound is kept, of a film its sound alone. Raises UnknownFile, NoFilmTools, FilmRefused and its kinds."""
    probed = probe(path)
    if probed.audio is None:
        raise NothingInside
    return note_sound(make_sound(probed), name=name, credit=credit)


def note_film_ready(upload: Upload, made: MadeFilm) -> Video:
    """The curator's film can be a scene. The upload must be locked."""
    video = note_video(made, name=upload.name, credit=credit_of(upload), facts=facts_in(upload.look))
    upload.video = video
    upload.done = upload.of = max(1, round(video.seconds))
    upload.become(UploadState.READY)
    return video


def note_sound_ready(upload: Upload, files: SoundFiles) -> Sound:
    """The curator's sound can be played. The upload must be locked."""
    sound = note_sound(files, name=upload.name, credit=credit_of(upload))
    upload.sound = sound
    upload.done = upload.of = max(1, round(sound.seconds))
    upload.become(UploadState.READY)
    return sound


def _name(name: str) -> str:
    return clean_line(name)[-120:] or "?"
