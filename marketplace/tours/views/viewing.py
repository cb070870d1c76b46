"""Walks through sites, as JSON for the 360° viewer (frontend/js/tour/viewer.js)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.media import storage
from marketplace.media.captions import Cue
from marketplace.media.flat import WHOLE, Box, field_of, vertical_field
from marketplace.media.models import Panorama, Picture, Sound, Video
from marketplace.media.panoramas import TILE, part_in
from marketplace.media.queries import pictures_by_key, sounds_by_key, videos_by_key
from marketplace.shown import either
from marketplace.tours import queries
from marketplace.tours.content import Words, read_claim, read_plan
from marketplace.tours.models import Hotspot, Scene, Tour
from marketplace.tours.queries import TourOnShow
from marketplace.tours.reading_aloud import cues_of, seconds_to_read
from marketplace.tours.states import HotspotKind
from marketplace.tours.views.blueprint import bp
from marketplace.tours.views.telling import (
    PinShown,
    SceneShown,
    StopShown,
    in_words,
    known_from,
    poster,
    sample_note,
    scenes_shown,
    stops_shown,
)
from marketplace.tours.views.viewer_words import viewer_words
from marketplace.tours.views.years import picture_of
from marketplace.web import open_to


@dataclass(frozen=True)
class Kept:
    """Pictures, sounds and films of the media room that a tour shows, by key."""

    pictures: Mapping[str, Picture]
    sounds: Mapping[str, Sound]
    films: Mapping[str, Video]


@bp.get("/tham-quan/<slug>/canh.json")
@open_to("anyone")
def scenes_json(slug: str) -> ResponseReturnValue:
    return tour_told(queries.tour_on_show(slug))


def tour_told(shown: TourOnShow) -> dict[str, Any]:
    """A tour in the words of frontend/js/tour/scenes.js."""
    scenes = scenes_shown(shown)
    stops = stops_shown(shown.tour, scenes)
    kept = kept_for(shown.tour, scenes, stops)
    return {
        "slug": shown.tour.slug,
        "start": shown.tour.start,
        "lang": viewer_words(),
        "scenes": [for_viewer(scene, kept, shown.tour.slug) for scene in scenes],
        "walk": [stop_for_viewer(stop, kept) for stop in stops],
        "plan": plan_for_viewer(shown.tour, kept),
    }


def kept_for(tour: Tour, scenes: list[SceneShown], stops: list[StopShown]) -> Kept:
    """All of it in three statements."""
    more = [told.pin.more for scene in scenes for told in scene.pins]
    pictures = {key for one in more for key in one.get("pictures", ())}
    sounds = {one["sound"] for one in more if one.get("sound")} | {in_words(told.stop.sound) for told in stops}
    return Kept(
        pictures=pictures_by_key(pictures | ({tour.plan["picture"]} if tour.plan else set())),
        sounds=sounds_by_key(sounds - {""}),
        films=videos_by_key({scene.scene.video for scene in scenes} - {""}),
    )


def for_viewer(shown: SceneShown, kept: Kept, tour: str) -> dict[str, Any]:
    """One scene of the tour of this name, in the words of frontend/js/tour/scenes.js."""
    scene = shown.scene
    return {
        "slug": shown.slug,
        "title": shown.title,
        "alt": either(scene.alt, scene.alt_en),
        "credit": shown.credit,
        "panorama": panorama_for_viewer(scene.panorama),
        "thumb": f"/media/pano/{scene.panorama.key}/thumb.webp",
        "posters": {shape: _poster_for_viewer(scene, shape) for shape in ("wide", "tall")},
        "north": scene.north,
        "level": {"pitch": scene.level_pitch, "roll": scene.level_roll, "turn": scene.turn},
        "film": film_of(scene, kept.films.get(scene.video)),
        "view": {"yaw": scene.view_yaw, "pitch": scene.view_pitch, "hfov": scene.view_hfov},
        "hotspots": [
            {**pin_for_viewer(told, kept), "fresh": fresh_address(told.pin, tour, shown.slug)} for told in shown.pins
        ],
    }


def _poster_for_viewer(scene: Scene, shape: str) -> dict[str, Any]:
    """A flat picture of the start view; of a partial picture also where it `looks`, and its field from top to bottom."""
    told = poster(scene.panorama.key, scene.view, shape)
    is_whole = Box(*scene.panorama.part) == WHOLE
    # As its folder says: flat pictures that were drawn before folders said so look straight on.
    part = WHOLE if is_whole else part_in(storage.folder() / "pano" / scene.panorama.key)
    if part != WHOLE:
        seen = field_of(shape, scene.view, part)
        told["looks"] = {"yaw": seen.yaw, "pitch": seen.pitch, "field": vertical_field(shape, seen)}
    return told


def panorama_for_viewer(panorama: Panorama) -> dict[str, Any]:
    """Where the tiles of a panorama lie. `part` is what there is of the sphere: left, top, right, bottom in fractions."""
    home = f"/media/pano/{panorama.key}"
    return {
        "base": f"{home}/base.webp",
        "part": panorama.part,
        "levels": [
            {
                "width": width,
                "cols": width // TILE,
                "rows": width // 2 // TILE,
                "tiles": f"{home}/{width}/{{col}}_{{row}}.webp",
            }
            for width in sorted(panorama.levels)
        ],
    }


def pin_for_viewer(told: PinShown, kept: Kept) -> dict[str, Any]:
    """A pin, and what only some kinds have of it."""
    pin, more = told.pin, told.pin.more
    sound = kept.sounds.get(more.get("sound", ""))
    return {
        "id": told.id,
        "number": pin.number,
        "kind": told.kind.value,
        "yaw": pin.yaw,
        "pitch": pin.pitch,
        "label": told.label or gettext("Âm thanh"),
        "where": told.where,
        "text": told.text,
        "href": told.href or None,
        "to": pin.to_scene.slug if pin.to_scene else None,
        "arrive_yaw": pin.arrive_yaw,
        "picture": told.picture or None,
        "price": told.price or None,
        "note": told.note or None,
        "pictures": [
            picture_for_viewer(kept.pictures[key]) for key in more.get("pictures", ()) if key in kept.pictures
        ],
        "corners": more.get("corners", []),
        "year": picture_of(more.get("year", "")),
        "sound": sound_of(sound),
        "from_there": bool(more.get("is_from_there")),
        "sample_note": sample_note() if pin.is_demo else None,
        "cues": pin_cues(pin, sound),
    }


def fresh_address(pin: Hotspot, tour: str, scene: str) -> str | None:
    """Where goods are asked for the price and stock of the moment."""
    if pin.kind not in (HotspotKind.PRODUCT, HotspotKind.SHOP):
        return None
    return url_for("tours.goods_json", slug=tour, scene=scene, number=pin.number)


def picture_for_viewer(picture: Picture) -> dict[str, Any]:
    """A photo in its sizes, with whose it is."""
    credit = picture.credit or {}
    return {
        "src": picture.src(1280),
        "srcset": picture.srcset,
        "width": picture.width,
        "height": picture.height,
        "alt": either(picture.alt, picture.alt_en),
        "credit": ", ".join(str(credit[part]) for part in ("author", "licence") if credit.get(part)),
    }


def sound_of(sound: Sound | None) -> dict[str, str] | None:
    """Both files of a sound: the browser takes the one it can play."""
    if sound is None:
        return None
    return {name: file.src for name, file in zip(("webm", "m4a"), sound.files, strict=True)}


def film_of(scene: Scene, film: Video | None) -> dict[str, Any] | None:
    """The film that plays in a scene, in its sizes, with its captions."""
    if film is None:
        return None
    sizes = [{"width": width, "src": film.src(width)} for width in sorted(film.widths)]
    claim = read_claim(scene.claim)
    return {
        "sizes": sizes,
        "cues": cues_of(either(scene.captions, scene.captions_en), "", seconds=film.seconds),
        "note": known_from(claim),
        "href": (claim.source_url or None) if claim else None,
    }


def pin_cues(pin: Hotspot, sound: Sound | None) -> list[Cue]:
    """What is spoken in a sound, and when."""
    if sound is None:
        return []
    captions = in_words(Words(**pin.more.get("captions", {})))
    return cues_of(captions, either(pin.text, pin.text_en), seconds=sound.seconds)


def stop_for_viewer(told: StopShown, kept: Kept) -> dict[str, Any]:
    """A stop of the narrated walk."""
    stop = told.stop
    sound = kept.sounds.get(in_words(stop.sound))
    seconds = sound.seconds if sound else stop.seconds or seconds_to_read(told.text)
    return {
        "scene": told.scene.slug,
        "yaw": stop.yaw,
        "pitch": stop.pitch,
        "hfov": stop.hfov,
        "text": told.text,
        "note": told.note,
        "href": (stop.claim.source_url or None) if stop.claim else None,
        "sound": sound_of(sound),
        "cues": cues_of(in_words(stop.captions), told.text, seconds=seconds),
        "length_ms": round(seconds * 1000),
    }


def plan_for_viewer(tour: Tour, kept: Kept) -> dict[str, Any] | None:
    """The drawing of the place, with where each scene lies on it, in fractions from the upper left."""
    plan = read_plan(tour.plan)
    if plan is None or plan.picture not in kept.pictures:
        return None
    points = [{"scene": point.scene, "x": point.x, "y": point.y} for point in plan.points]
    return {"picture": picture_for_viewer(kept.pictures[plan.picture]), "points": points}
