"""Films and sounds of a tour that is brought in: a stranger's files are made anew by our own tools."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from marketplace.errors import Refusal
from marketplace.media import queries as kept
from marketplace.media.natures import is_modelled
from marketplace.media.probing import Probed, probe
from marketplace.media.services import moving as media
from marketplace.media.services.moving import MadeFilm
from marketplace.media.sounds import SoundFiles
from marketplace.media.states import UploadKind
from marketplace.tours.content import TourContent, Words
from marketplace.tours.exchange.archives import Archive
from marketplace.tours.exchange.brought import Brought
from marketplace.tours.exchange.crediting import FileBrought, whole_credit
from marketplace.tours.models import TourFile
from marketplace.tours.services import modelled

Made = TypeVar("Made")


@dataclass(frozen=True, kw_only=True)
class Encoded:
    """What was made, by the key the brought tour knows it by."""

    sounds: Mapping[str, SoundFiles] = field(default_factory=dict)
    films: Mapping[str, MadeFilm] = field(default_factory=dict)


def encode(brought: Brought, archive: Archive | None, *, space: Path) -> Encoded:
    """Sounds and films that are not here already are made; one that cannot be made is left out. No row tells of them yet."""
    if archive is None:
        return Encoded()
    return Encoded(
        sounds=_made(
            _missing(brought.sounds, kept.sounds_by_key(brought.sounds)), archive, space, UploadKind.SOUND, media.make_sound,
        ),
        films=_made(
            _missing(brought.films, kept.videos_by_key(brought.films)), archive, space, UploadKind.VIDEO, media.make_video,
        ),
    )  # fmt: skip


def _missing(files: Mapping[str, FileBrought], here: Collection[str]) -> dict[str, str]:
    return {key: file.entry for key, file in files.items() if key not in here}


def _made(
    entries: Mapping[str, str], archive: Archive, space: Path, kind: UploadKind, make: Callable[[Probed], Made]
) -> dict[str, Made]:
    made: dict[str, Made] = {}
    for number, (key, entry) in enumerate(sorted(entries.items())):
        path = space / f"{kind.value}-{number:04}"
        try:
            archive.unpack(entry, path)
            probed = probe(path)
            if probed.kind is kind:
                made[key] = make(probed)
        except Refusal:
            continue
        finally:
            path.unlink(missing_ok=True)
    return made


def with_ours(tour: TourContent, file: TourFile, brought: Brought, encoded: Encoded) -> TourContent:
    """What is heard and what moves has the keys of this market, and its own name and credit."""

    def about(one: FileBrought) -> dict[str, Any]:
        credit = whole_credit(
            one.credit, author=tour.author or file.author, licence=tour.licence or file.licence,
        )  # fmt: skip
        return {"name": one.name or file.name, "credit": credit}

    sounds = {key: media.note_sound(made, **about(brought.sounds[key])).key for key, made in encoded.sounds.items()}
    films = {key: media.note_video(made, **about(brought.films[key])).key for key, made in encoded.films.items()}

    # One that was here before keeps what was said of it first, but for this.
    modelled.mark((), {ours for key, ours in films.items() if is_modelled(brought.films[key].credit)})

    def heard(key: str) -> str:
        return sounds.get(key, key)

    return replace(
        tour,
        scenes=tuple(
            replace(
                scene, video=films.get(scene.video, scene.video),
                pins=tuple(replace(pin, sound=heard(pin.sound)) for pin in scene.pins),
            )
            for scene in tour.scenes
        ),
        walk=tuple(replace(stop, sound=Words(heard(stop.sound.vi), heard(stop.sound.en))) for stop in tour.walk),
    )  # fmt: skip
