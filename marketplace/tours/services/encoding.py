"""Films and sounds of a tour that is brought in: a stranger's files are made anew by our own tools."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from marketplace.errors import Refusal
from marketplace.media import queries as kept
from marketplace.media.films import look_at_film
from marketplace.media.natures import is_modelled
from marketplace.media.probing import Probed, probe
from marketplace.media.services import moving as media
from marketplace.media.services.moving import MadeFilm
from marketplace.media.services.uploads import facts_in
from marketplace.media.sounds import SoundFiles
from marketplace.media.states import UploadKind
from marketplace.tours.content import TourContent, Words
from marketplace.tours.exchange.archives import Archive
from marketplace.tours.exchange.brought import Brought
from marketplace.tours.exchange.crediting import FileBrought, whole_credit
from marketplace.tours.models import TourFile
from marketplace.tours.services import modelled, originals

Made = TypeVar("Made")


@dataclass(frozen=True, kw_only=True)
class Encoded:
    """What was made, by the key the brought tour knows it by."""

    sounds: Mapping[str, SoundFiles] = field(default_factory=dict)
    films: Mapping[str, MadeFilm] = field(default_factory=dict)
    # Those of them that came as they once were, and how a film of these looks.
    originals: Mapping[str, Path] = field(default_factory=dict)
    looks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def encode(brought: Brought, archive: Archive | None, *, space: Path) -> Encoded:
    """Sounds and films that are not here already are made; one that cannot be made is left out. No row tells of them yet."""
    if archive is None:
        return Encoded()
    originals: dict[str, Path] = {}
    looks: dict[str, Mapping[str, Any]] = {}

    def made(
        files: Mapping[str, FileBrought], here: Collection[str], kind: UploadKind, make: Callable[[Probed], Made]
    ) -> dict[str, Made]:
        found: dict[str, Made] = {}
        for number, (key, file) in enumerate(sorted(files.items())):
            if key in here:
                continue
            path = space / f"{kind.value}-{number:04}"
            try:
                archive.unpack(file.entry, path)
                probed = probe(path)
                if probed.kind is not kind:
                    continue
                if file.is_original and kind is UploadKind.VIDEO:
                    looks[key] = {
                        **asdict(look_at_film(probed, space)), "width": probed.width, "height": probed.height
                    }  # fmt: skip
                found[key] = make(probed)
                if file.is_original:
                    originals[key] = path
            except Refusal:
                continue
            finally:
                if key not in originals:
                    path.unlink(missing_ok=True)
        return found

    return Encoded(
        sounds=made(brought.sounds, kept.sounds_by_key(brought.sounds), UploadKind.SOUND, media.make_sound),
        films=made(brought.films, kept.videos_by_key(brought.films), UploadKind.VIDEO, media.make_video),
        originals=originals, looks=looks,
    )  # fmt: skip


def with_ours(tour: TourContent, file: TourFile, brought: Brought, encoded: Encoded) -> TourContent:
    """What is heard and what moves has the keys of this market, and its own name and credit."""

    def about(one: FileBrought) -> dict[str, Any]:
        credit = whole_credit(
            one.credit, author=tour.author or file.author, licence=tour.licence or file.licence,
        )  # fmt: skip
        return {"name": one.name or file.name, "credit": credit}

    sounds = {key: media.note_sound(made, **about(brought.sounds[key])).key for key, made in encoded.sounds.items()}
    films = {
        key: media.note_video(made, facts=facts_in(encoded.looks.get(key, {})), **about(brought.films[key])).key
        for key, made in encoded.films.items()
    }
    for key, source in encoded.originals.items():
        film = encoded.films.get(key)
        kind, told = (UploadKind.VIDEO, brought.films) if film else (UploadKind.SOUND, brought.sounds)
        look = encoded.looks.get(key, {})
        upload = originals.begin_upload(file, key, source=source, kind=kind, look=look, **about(told[key]))
        if film:
            media.note_film_ready(upload, film)
        else:
            media.note_sound_ready(upload, encoded.sounds[key])
        originals.lay_down(upload, source)

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
