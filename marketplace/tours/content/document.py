"""What a version of a tour holds, as the editor writes it and as it is kept: one JSON document.

A draft may lack anything: what is missing is said by mistakes/. What is there is of the right type, clean text and
within limits, whoever sent it (L16). Scenes are known by slug and pins by number for ever, so that links, plaques and
orders outlive renaming and moving. A panorama is named by its key, goods and shops by slug. Angles are degrees.
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any, Final

from marketplace.tours.content.parts import (
    MOST_LEVEL,
    ClaimContent,
    Corner,
    PinContent,
    PlanContent,
    PlanPoint,
    SceneContent,
    StopContent,
    TourContent,
    Words,
)  # fmt: skip
from marketplace.tours.content.reading import PICTURE, SENTENCES, Reader
from marketplace.tours.errors import BadContent
from marketplace.tours.states import ClaimKind, HotspotKind

FORMAT: Final = "chothon-tour"
FORMAT_VERSION: Final = 1
# A village of a hundred standpoints fits; a body that does not is no tour of ours.
MOST_BYTES: Final = 1_000_000
MOST_SCENES: Final = 200
MOST_PINS: Final = 60
MOST_STOPS: Final = 60
MOST_PICTURES: Final = 6
MOST_CORNERS: Final = 16
# Three minutes of speech in WebVTT.
CAPTIONS: Final = 12_000
UNKNOWN_YEAR: Final = "unknown"
# Words that stand in addresses where a scene's name does: /tham-quan/<tour>/<scene>.
NO_SCENE: Final = frozenset({"loi-dan", "nhung", "chia-se", "mang-theo", "dem", "canh"})


def read_text(body: bytes) -> TourContent:
    """The tour a strict JSON text tells. Raises BadContent."""
    if len(body) > MOST_BYTES:
        raise BadContent(where="", why="size")

    def no_number(word: str) -> float:
        raise BadContent(where=word, why="number")

    try:
        told = json.loads(body, parse_constant=no_number)
    except (ValueError, RecursionError):
        raise BadContent(where="", why="json") from None
    return read_content(told)


def read_content(told: Any) -> TourContent:
    """The tour this document tells. Raises BadContent, which says where it is wrong."""
    return _tour(Reader(told, ""))


def write_content(tour: TourContent) -> dict[str, Any]:
    """The tour as a document that read_content() reads back as it was."""
    document = _plain(tour)
    assert isinstance(document, dict)
    return {"format": FORMAT, "version": FORMAT_VERSION, **document}


# What only some kinds of pins have.
MORE: Final = ("pictures", "sound", "is_from_there", "captions", "corners", "year")


def write_more(pin: PinContent) -> dict[str, Any]:
    """What only some kinds of pins have, of this one: nothing that is empty."""
    return {name: _plain(getattr(pin, name)) for name in MORE if getattr(pin, name) not in ("", (), False, Words())}


def read_more(told: Mapping[str, Any]) -> dict[str, Any]:
    """The same as fields of a PinContent."""
    pin = _pin(Reader({"number": 1, "kind": "info", **told}, ""))
    return {name: getattr(pin, name) for name in MORE}


def read_walk(told: Any) -> tuple[StopContent, ...]:
    """The stops of a kept walk."""
    return tuple(_stop(part) for part in Reader({"walk": told}, "").each("walk", most=MOST_STOPS))


def read_plan(told: Any) -> PlanContent | None:
    """A kept plan."""
    return _plan(Reader({"plan": told}, "").part("plan"))


def read_claim(told: Any) -> ClaimContent | None:
    """How a kept sentence is known."""
    return _claim(Reader({"claim": told}, "").part("claim"))


def write_claim(claim: ClaimContent | None) -> dict[str, Any] | None:
    """The same, to be kept."""
    document = _plain(claim)
    assert document is None or isinstance(document, dict)
    return document


def _plain(thing: Any) -> Any:
    if isinstance(thing, tuple):
        return [_plain(part) for part in thing]
    if isinstance(thing, StrEnum):
        return thing.value
    if hasattr(thing, "__dataclass_fields__"):
        return {field.name: _plain(getattr(thing, field.name)) for field in fields(thing)}
    return thing


def _tour(r: Reader) -> TourContent:
    if r.told.get("format") != FORMAT or r.told.get("version") != FORMAT_VERSION:
        raise BadContent(where="format", why="format")
    r.only(("format", "version", *_names(TourContent)))
    scenes = tuple(_scene(part) for part in r.each("scenes", most=MOST_SCENES))
    r.all_different("scenes", [scene.slug for scene in scenes])
    for number, scene in enumerate(scenes):
        if scene.slug in NO_SCENE:
            raise BadContent(where=r.at(f"scenes.{number}.slug"), why="word of ours")
    return TourContent(
        title=r.words("title"), note=r.words("note", SENTENCES), credit=r.words("credit", SENTENCES),
        author=r.line("author"), licence=r.line("licence"), licence_url=r.address("licence_url"),
        graph_licence=r.line("graph_licence"), graph_licence_url=r.address("graph_licence_url"),
        start=r.key("start"), scenes=scenes, walk=tuple(_stop(part) for part in r.each("walk", most=MOST_STOPS)),
        plan=_plan(r.part("plan")),
    )  # fmt: skip


def _scene(r: Reader) -> SceneContent:
    r.only(_names(SceneContent))
    pins = tuple(_pin(part) for part in r.each("pins", most=MOST_PINS))
    r.all_different("pins", [pin.number for pin in pins])
    north = r.told.get("north")
    return SceneContent(
        slug=r.key("slug", needed=True), panorama=r.key("panorama", needed=True), title=r.words("title"),
        alt=r.words("alt", SENTENCES), yaw=r.angle("yaw", 180), pitch=r.angle("pitch", 90),
        hfov=r.number("hfov", 30, 120, otherwise=100.0), north=None if north is None else r.number("north", 0, 359.999, otherwise=0.0),
        level_pitch=r.angle("level_pitch", MOST_LEVEL), level_roll=r.angle("level_roll", MOST_LEVEL), turn=r.angle("turn", 180),
        video=r.key("video"), captions=r.words("captions", CAPTIONS, lines=True),
        claim=_claim(r.part("claim")), pins=pins,
    )  # fmt: skip


def _pin(r: Reader) -> PinContent:
    r.only(_names(PinContent))
    arrive = r.told.get("arrive_yaw")
    return PinContent(
        number=r.whole("number", 1, 9999), kind=r.choice("kind", HotspotKind), yaw=r.angle("yaw", 180),
        pitch=r.angle("pitch", 90), label=r.words("label"), text=r.words("text", SENTENCES, lines=True), to=r.key("to"),
        arrive_yaw=None if arrive is None else r.angle("arrive_yaw", 180), product=r.key("product"),
        shop=r.key("shop"), is_demo=r.yes_no("is_demo"), claim=_claim(r.part("claim")),
        pictures=r.pictures("pictures", most=MOST_PICTURES), sound=r.key("sound"),
        is_from_there=r.yes_no("is_from_there"), captions=r.words("captions", CAPTIONS, lines=True),
        corners=tuple(_corner(part) for part in r.each("corners", most=MOST_CORNERS)), year=r.line("year", 40),
    )  # fmt: skip


def _claim(r: Reader | None) -> ClaimContent | None:
    if r is None:
        return None
    r.only(_names(ClaimContent))
    return ClaimContent(
        kind=r.choice("kind", ClaimKind), source_title=r.line("source_title", SENTENCES),
        source_title_en=r.line("source_title_en", SENTENCES),
        source_url=r.address("source_url"), needs_review=r.yes_no("needs_review"),
    )  # fmt: skip


def _corner(r: Reader) -> Corner:
    r.only(_names(Corner))
    return Corner(yaw=r.angle("yaw", 180), pitch=r.angle("pitch", 90))


def _stop(r: Reader) -> StopContent:
    r.only(_names(StopContent))
    return StopContent(
        scene=r.key("scene", needed=True), yaw=r.angle("yaw", 180), pitch=r.angle("pitch", 90),
        hfov=r.number("hfov", 30, 120, otherwise=100.0), text=r.words("text", SENTENCES, lines=True),
        sound=r.key_in_each("sound"), captions=r.words("captions", CAPTIONS, lines=True),
        seconds=r.number("seconds", 0, 600, otherwise=0.0), claim=_claim(r.part("claim")),
    )  # fmt: skip


def _plan(r: Reader | None) -> PlanContent | None:
    if r is None:
        return None
    r.only(_names(PlanContent))
    points = tuple(_point(part) for part in r.each("points", most=MOST_SCENES))
    r.all_different("points", [point.scene for point in points])
    return PlanContent(picture=r.key("picture", needed=True, letters=PICTURE), points=points)


def _point(r: Reader) -> PlanPoint:
    r.only(_names(PlanPoint))
    return PlanPoint(scene=r.key("scene", needed=True), x=r.number("x", 0, 1), y=r.number("y", 0, 1))


def _names(part: Any) -> list[str]:
    return [field.name for field in fields(part)]
