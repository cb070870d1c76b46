"""What the viewer tells of a visit when it ends: counts alone, read strictly.

{"views": 1, "scenes": {"cong-lang": {"n": 1, "seconds": 34}}, "pins": {"cong-lang/3": 1}}
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from marketplace.tours.errors import BadCount

MOST_BYTES: Final = 4_096
MOST_ENTRIES: Final = 50
# One visit cannot have been longer, nor come back more often, than this between two tellings.
MOST_SECONDS: Final = 600
MOST_TIMES: Final = 20
# All its scenes together: nobody stands in two at once.
MOST_SECONDS_TOGETHER: Final = 1800
_PLACE: Final = re.compile(r"([a-z0-9_-]{1,80})/([0-9]{1,4})")


class Stay(NamedTuple):
    """How often a scene was entered, and how long one stayed in it."""

    times: int
    seconds: int


class Beacon(NamedTuple):
    """One telling of one visit. Pins are (scene, number)."""

    views: int
    scenes: Mapping[str, Stay]
    pins: Mapping[tuple[str, int], int]


def read_beacon(body: bytes) -> Beacon:
    """What was told, each number cut to what is possible. Raises BadCount."""
    if len(body) > MOST_BYTES:
        raise BadCount
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise BadCount from None
    told = _object(told, {"views", "scenes", "pins"})
    scenes = _object(told.get("scenes", {}))
    pins = _object(told.get("pins", {}))
    if len(scenes) + len(pins) > MOST_ENTRIES:
        raise BadCount
    return Beacon(
        views=_number(told.get("views", 0), most=1),
        scenes=_together({slug: _stay(stay) for slug, stay in scenes.items()}),
        pins={_place(place): _number(times, most=MOST_TIMES) for place, times in pins.items()},
    )


def _stay(told: Any) -> Stay:
    told = _object(told, {"n", "seconds"})
    return Stay(_number(told.get("n", 0), most=MOST_TIMES), _number(told.get("seconds", 0), most=MOST_SECONDS))


def _together(scenes: dict[str, Stay]) -> dict[str, Stay]:
    """The stays, each shortened alike when together they are longer than a telling can be."""
    seconds = sum(stay.seconds for stay in scenes.values())
    if seconds <= MOST_SECONDS_TOGETHER:
        return scenes
    return {
        slug: stay._replace(seconds=stay.seconds * MOST_SECONDS_TOGETHER // seconds) for slug, stay in scenes.items()
    }


def _place(told: str) -> tuple[str, int]:
    found = _PLACE.fullmatch(told)
    if found is None:
        raise BadCount
    return found[1], int(found[2])


def _object(told: Any, names: set[str] | None = None) -> dict[str, Any]:
    if not isinstance(told, dict) or (names is not None and not told.keys() <= names):
        raise BadCount
    return told


def _number(told: Any, *, most: int) -> int:
    if type(told) is not int or told < 0:
        raise BadCount
    return min(told, most)
