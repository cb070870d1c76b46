"""Walks through sites, as JSON for the 360° viewer (frontend/js/tour/viewer.js)."""

from collections.abc import Mapping
from typing import Any, Final

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.media.models import Panorama, Picture
from marketplace.media.panoramas import TILE
from marketplace.media.queries import pictures_by_key
from marketplace.shown import either
from marketplace.tours import queries
from marketplace.tours.content import UNKNOWN_YEAR, read_plan
from marketplace.tours.models import Hotspot, Scene, Tour
from marketplace.tours.reading_aloud import Cue, cues_from_text, length_ms
from marketplace.tours.states import HotspotKind
from marketplace.tours.views.blueprint import bp
from marketplace.tours.views.telling import (
    PinShown,
    SceneShown,
    StopShown,
    in_words,
    poster,
    sample_note,
    scenes_shown,
    stops_shown,
)
from marketplace.tours.views.viewer_words import viewer_words
from marketplace.web import open_to

# The widths a film is kept in: for phones and few data, and for all else.
FILM_WIDTHS: Final = (1280, 1920)
Pictures = Mapping[str, Picture]


@bp.get("/tham-quan/<slug>/canh.json")
@open_to("anyone")
def scenes_json(slug: str) -> ResponseReturnValue:
    shown = queries.tour_on_show(slug)
    scenes = scenes_shown(shown)
    pictures = pictures_by_key(_keys_of(shown.tour, scenes))
    return {
        "slug": shown.tour.slug,
        "start": shown.tour.start,
        "lang": viewer_words(),
        "scenes": [for_viewer(scene, pictures, slug) for scene in scenes],
        "walk": [stop_for_viewer(stop) for stop in stops_shown(shown.tour, scenes)],
        "plan": plan_for_viewer(shown.tour, pictures),
    }


def _keys_of(tour: Tour, scenes: list[SceneShown]) -> set[str]:
    keys = {key for scene in scenes for told in scene.pins for key in told.pin.more.get("pictures", ())}
    return keys | ({tour.plan["picture"]} if tour.plan else set())


def for_viewer(shown: SceneShown, pictures: Pictures, tour: str) -> dict[str, Any]:
    """One scene of the tour of this name, in the words of frontend/js/tour/scenes.js."""
    scene = shown.scene
    return {
        "slug": shown.slug,
        "title": shown.title,
        "alt": either(scene.alt, scene.alt_en),
        "credit": shown.credit,
        "panorama": panorama_for_viewer(scene.panorama),
        "thumb": f"/media/pano/{scene.panorama.key}/thumb.webp",
        "posters": {shape: poster(scene.panorama.key, scene.view, shape) for shape in ("wide", "tall")},
        "north": scene.north,
        "level": {"pitch": scene.level_pitch, "roll": scene.level_roll},
        "film": film_of(scene),
        "view": {"yaw": scene.view_yaw, "pitch": scene.view_pitch, "hfov": scene.view_hfov},
        "hotspots": [
            {**pin_for_viewer(told, pictures), "fresh": fresh_address(told.pin, tour, shown.slug)}
            for told in shown.pins
        ],
    }


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


def pin_for_viewer(told: PinShown, pictures: Pictures) -> dict[str, Any]:
    """A pin, and what only some kinds have of it."""
    pin, more = told.pin, told.pin.more
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
        "pictures": [picture_for_viewer(pictures[key]) for key in more.get("pictures", ()) if key in pictures],
        "corners": more.get("corners", []),
        "year": year_in_words(more.get("year", "")),
        "sound": sound_of(more.get("sound", "")),
        "from_there": bool(more.get("is_from_there")),
        "sample_note": sample_note() if pin.is_demo else None,
        "cues": pin_cues(pin),
    }


def fresh_address(pin: Hotspot, tour: str, scene: str) -> str | None:
    """Where goods are asked for the price and stock of the moment."""
    if pin.kind is not HotspotKind.PRODUCT:
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


def year_in_words(year: str) -> str:
    """ "Ảnh năm 1935", as people write years; or that nobody knows."""
    if not year:
        return ""
    return gettext("Ảnh không rõ năm") if year == UNKNOWN_YEAR else gettext("Ảnh năm %(year)s", year=year)


def sound_of(key: str) -> dict[str, str] | None:
    """Both files of a sound: the browser takes the one it can play."""
    return {kind: f"/media/sound/{key}/sound.{kind}" for kind in ("webm", "m4a")} if key else None


def film_of(scene: Scene) -> dict[str, Any] | None:
    """The film that plays in a scene, in its sizes."""
    if not scene.video:
        return None
    sizes = [{"width": width, "src": f"/media/video/{scene.video}/{width}.mp4"} for width in FILM_WIDTHS]
    return {"sizes": sizes, "cues": []}


def pin_cues(pin: Hotspot) -> list[Cue]:
    """What is spoken in a sound, and when."""
    if pin.kind is not HotspotKind.SOUND:
        return []
    text = either(pin.text, pin.text_en)
    return cues_from_text(text, length=length_ms(text)) if text else []


def stop_for_viewer(told: StopShown) -> dict[str, Any]:
    """A stop of the narrated walk."""
    stop = told.stop
    return {
        "scene": told.scene.slug,
        "yaw": stop.yaw,
        "pitch": stop.pitch,
        "hfov": stop.hfov,
        "text": told.text,
        "note": told.note,
        "sound": sound_of(in_words(stop.sound)),
        "cues": cues_of(told),
        "length_ms": _length_of(told),
    }


def cues_of(told: StopShown) -> list[Cue]:
    """The captions of a stop: start and end in milliseconds, and the words."""
    return cues_from_text(told.text, length=_length_of(told))


def _length_of(told: StopShown) -> int:
    return round(told.stop.seconds * 1000) or length_ms(told.text)


def plan_for_viewer(tour: Tour, pictures: Pictures) -> dict[str, Any] | None:
    """The drawing of the place, with where each scene lies on it, in fractions from the upper left."""
    plan = read_plan(tour.plan)
    if plan is None or plan.picture not in pictures:
        return None
    points = [{"scene": point.scene, "x": point.x, "y": point.y} for point in plan.points]
    return {"picture": picture_for_viewer(pictures[plan.picture]), "points": points}
