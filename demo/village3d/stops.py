"""What a scene is: where one stands, its doors and points; and the angles at which they lie in the picture."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from stories import SEEN, TOLD

Spot = tuple[float, float, float]


@dataclass(frozen=True)
class Door:
    """A way to another scene: a spot on the ground where the arrow lies, and the bearing one walks on in."""

    to: str
    at: Spot
    onward: float
    text_vi: str
    text_en: str


@dataclass(frozen=True)
class Story:
    """A thing of which something is told: `about` is its name in stories.py."""

    about: str
    at: Spot


@dataclass(frozen=True)
class Heard:
    """A sound that comes from a spot: its file in sounds/, its name, and the words for those who cannot hear."""

    file: str
    at: Spot
    label_vi: str
    label_en: str
    text_vi: str
    text_en: str


@dataclass(frozen=True)
class Goods:
    """A good on show; `product` is its slug in demo/village.json."""

    product: str
    at: Spot
    text_vi: str
    text_en: str


@dataclass(frozen=True)
class Scene:
    """One picture. Bearings are of the compass; `eye` is where the camera stands."""

    slug: str
    title_vi: str
    title_en: str
    eye: Spot
    north: float
    look: tuple[float, float, float]
    build: Callable[[], None]
    doors: tuple[Door, ...] = ()
    stories: tuple[Story, ...] = ()
    goods: tuple[Goods, ...] = ()
    sounds: tuple[Heard, ...] = ()
    exposure: float = 0.0
    bounces: int = 4


def yaw_of(bearing: float, north: float) -> float:
    """A compass bearing as yaw: from -180 to 180, growing to the right, 0 in the picture's middle."""
    return round((bearing - north + 180) % 360 - 180, 1) + 0.0


def angles(scene: Scene, at: Spot) -> dict[str, float]:
    """Yaw and pitch at which a spot is seen from where the camera stands."""
    x, y, z = (there - here for there, here in zip(at, scene.eye, strict=True))
    bearing = math.degrees(math.atan2(x, y))
    return {"yaw": yaw_of(bearing, scene.north), "pitch": round(math.degrees(math.atan2(z, math.hypot(x, y))), 1)}


def described(scene: Scene, scenes: dict[str, Scene]) -> dict[str, Any]:
    """The scene as demo/village.json writes scenes."""
    spots: list[dict[str, Any]] = []
    for story in scene.stories:
        told = TOLD[story.about]
        words = {"label_vi": told.label_vi, "label_en": told.label_en}
        words |= {"text_vi": told.text_vi, "text_en": told.text_en, "claim_kind": told.kind}
        # Books and papers keep their names; only the word for a page is another.
        names = {"source_title": told.title, "source_title_en": told.title.replace(", tr. ", ", p. ")}
        source = {**names, "source": told.address, "needs_review": told.weak}
        spots.append({"kind": "info", "about": story.about, **angles(scene, story.at), **words, **source})
    for door in scene.doors:
        arrive = yaw_of(door.onward, scenes[door.to].north)
        words = {"text_vi": door.text_vi, "text_en": door.text_en}
        spots.append({"kind": "door", **angles(scene, door.at), "to": door.to, "arrive_yaw": arrive, **words})
    for good in scene.goods:
        words = {"text_vi": good.text_vi, "text_en": good.text_en}
        spots.append({"kind": "product", "product": good.product, **angles(scene, good.at), "demo": True, **words})
    for heard in scene.sounds:
        words = {"label_vi": heard.label_vi, "label_en": heard.label_en}
        words |= {"text_vi": heard.text_vi, "text_en": heard.text_en}
        spots.append({"kind": "sound", "file": heard.file, **angles(scene, heard.at), **words})
    bearing, pitch, hfov = scene.look
    alt_vi, alt_en = SEEN[scene.slug]
    return {
        "slug": scene.slug,
        "file": f"{scene.slug}.jpg",
        "width": 4096,
        "height": 2048,
        "title_vi": scene.title_vi,
        "title_en": scene.title_en,
        "alt_vi": alt_vi,
        "alt_en": alt_en,
        "north": scene.north % 360,
        "view": {"yaw": yaw_of(bearing, scene.north), "pitch": pitch, "hfov": hfov},
        "hotspots": spots,
    }
