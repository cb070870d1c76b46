"""What the tour desk and its editor are told of a tour, its mistakes and the things it can point at."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext

from marketplace.media.models import Panorama, Picture
from marketplace.media.panoramas import TILE
from marketplace.media.queries import names_of_panoramas, videos_to_use
from marketplace.shown import said
from marketplace.tours.content import TourContent
from marketplace.tours.differences import Difference, facts_in
from marketplace.tours.mistakes import Mistake
from marketplace.tours.queries import writing as queries
from marketplace.tours.states import TELLING


def changes_told(changed: Sequence[Difference]) -> list[dict[str, str]]:
    """Each change with its words before and after."""
    return [
        {"sentence": said(one.sentence, facts_in(one, gettext)), "before": one.before, "after": one.after}
        for one in changed
    ]


def claims_told(content: TourContent) -> list[dict[str, Any]]:
    """Every sentence of history that a signature stands for, with where it is said."""
    pins = [
        {"where": scene.title.vi or scene.slug, "text": pin.text, "claim": pin.claim}
        for scene in content.scenes
        for pin in scene.pins
        if pin.claim is not None and pin.kind in TELLING
    ]
    stops = [
        {"where": gettext("Lời dẫn, chặng %(stop)s", stop=number), "text": stop.text, "claim": stop.claim}
        for number, stop in enumerate(content.walk, start=1)
        if stop.claim is not None
    ]
    return pins + stops


def mistake_told(mistake: Mistake) -> dict[str, Any]:
    """A mistake in the words of frontend/js/editor/mistakes.js."""
    return {
        "kind": mistake.kind,
        "sentence": said(mistake.sentence, mistake.facts),
        "stops": mistake.stops,
        "scene": mistake.scene,
        "pin": mistake.pin,
        "mend": mistake.mend,
    }


def pictures_in(content: TourContent) -> set[str]:
    """The keys of all pictures a tour shows."""
    keys = {key for scene in content.scenes for pin in scene.pins for key in pin.pictures}
    return keys | ({content.plan.picture} if content.plan else set())


def panoramas_told() -> list[dict[str, Any]]:
    """Every picture a scene can be made of; a film's still brings its film along."""
    films = {video.panorama.key: video for video in videos_to_use()}
    names = names_of_panoramas()
    told = []
    for panorama in queries.panoramas_to_use():
        film = films.get(panorama.key)
        name = film.name if film else names.get(panorama.id, "")
        told.append({**panorama_told(panorama), "name": name, "video": film.key if film else ""})
    return told


def panorama_told(panorama: Panorama) -> dict[str, Any]:
    """A 360° picture in the words of frontend/js/editor/sphere.js."""
    home = f"/media/pano/{panorama.key}"
    return {
        "key": panorama.key,
        "thumb": f"{home}/thumb.webp",
        "base": f"{home}/base.webp",
        "levels": [
            {
                "width": width,
                "cols": width // TILE,
                "rows": width // 2 // TILE,
                "tiles": f"{home}/{width}/{{col}}_{{row}}.webp",
            }
            for width in sorted(panorama.levels)
        ],
        "part": panorama.part,
        "author": panorama.credit.get("author", ""),
        "licence": panorama.credit.get("licence", ""),
        "facts": panorama.facts,
    }


def picture_told(picture: Picture) -> dict[str, Any]:
    """A document picture in the words of frontend/js/editor/picture-picker.js."""
    return {
        "key": picture.key, "small": picture.src(320), "src": picture.src(1280), "alt": picture.alt,
        "width": picture.width, "height": picture.height,
    }  # fmt: skip
