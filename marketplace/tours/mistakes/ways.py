"""Doors and distances: which scenes visitors reach, the way back, and how far pins stand from each other."""

import math
from collections.abc import Collection
from typing import Any, Final

from marketplace.media.flat import turned
from marketplace.tours import directions
from marketplace.tours.content import PinContent, SceneContent, TourContent
from marketplace.tours.states import HotspotKind

# Two pins nearer to each other than this (degrees) cover each other on a phone.
TOO_NEAR: Final = 8.0


def reached(tour: TourContent) -> set[str]:
    """The scenes that visitors come to, through doors from where they begin."""
    doors = {scene.slug: {pin.to for pin in scene.pins if pin.kind is HotspotKind.DOOR} for scene in tour.scenes}
    found: set[str] = set()
    ahead = {tour.start}
    while ahead:
        found |= ahead
        ahead = {slug for here in ahead for slug in doors.get(here, set()) if slug in doors} - found
    return found


def way_back(here: SceneContent, door: PinContent, there: SceneContent) -> dict[str, Any]:
    """The door that leads back: behind the one who came in, and on arrival one looks away from the first door.

    Directions are compared by the compass, so that pictures taken facing different ways fit.
    """
    onward = directions.onward(door.yaw, door.arrive_yaw, here=here.north, there=there.north, otherwise=there.yaw)
    return {
        "scene": there.slug,
        "to": here.slug,
        "yaw": _turned(onward + 180),
        "pitch": door.pitch,
        "arrive_yaw": _turned(door.yaw + 180),
    }


def north_by_doors(tour: TourContent, scene: SceneContent) -> float | None:
    """The compass bearing of the scene's yaw 0, as a door from or to a scene that knows its own lets one guess; else None.

    Whoever comes through a door that says where one then looks may be going on in the same direction.
    """
    for other in tour.scenes:
        if other.north is None or other is scene:
            continue
        for door in other.pins:
            if door.kind is HotspotKind.DOOR and door.to == scene.slug and door.arrive_yaw is not None:
                return _bearing(other.north + door.yaw - door.arrive_yaw)
        for door in scene.pins:
            if door.kind is HotspotKind.DOOR and door.to == other.slug and door.arrive_yaw is not None:
                return _bearing(other.north + door.arrive_yaw - door.yaw)
    return None


def _bearing(angle: float) -> float:
    return round(angle % 360, 1) % 360


def _turned(yaw: float) -> float:
    return round(turned(yaw), 1)


def angle_between(one: PinContent, other: PinContent) -> float:
    """Degrees between two pins as they are seen."""
    a, b = math.radians(one.pitch), math.radians(other.pitch)
    across = math.radians(one.yaw - other.yaw)
    cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(across)
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))


def apart(scene: SceneContent, pin: PinContent, other: PinContent) -> dict[str, Any] | None:
    """The nearest free place to one side of the other pin, at the same height."""
    for step in (2 * TOO_NEAR, -2 * TOO_NEAR, 4 * TOO_NEAR, -4 * TOO_NEAR):
        yaw = _turned(other.yaw + step)
        moved = PinContent(number=pin.number, kind=pin.kind, yaw=yaw, pitch=pin.pitch)
        if all(angle_between(moved, third) >= TOO_NEAR for third in scene.pins if third is not pin):
            return {"do": "move", "yaw": yaw, "pitch": pin.pitch}
    return None


def way_in(tour: TourContent, scene: SceneContent, reached: Collection[str]) -> dict[str, Any] | None:
    """A door to a scene that nobody reaches, back along the first door of its own that leads to where visitors come."""
    for door in scene.pins:
        there = tour.scene(door.to)
        if door.kind is HotspotKind.DOOR and there is not None and there.slug in reached:
            return {"do": "door back", **way_back(scene, door, there)}
    start = tour.scene(tour.start)
    if start is None:
        return None
    # Nothing says where it lies: straight ahead, to be dragged where it belongs.
    return {
        "do": "door back",
        "scene": start.slug,
        "to": scene.slug,
        "yaw": start.yaw,
        "pitch": -12.0,
        "arrive_yaw": None,
    }
