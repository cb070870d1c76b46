"""What a version of a tour holds, as the editor writes it and as it is kept: one JSON document.

A draft may lack anything: what is missing is said by mistakes.py. What is there is of the right type, clean text and
within limits, whoever sent it (L16). Scenes are known by slug and pins by number for ever, so that links, plaques and
orders outlive renaming and moving. A panorama is named by its key, goods and shops by slug. Angles are degrees.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from marketplace.text import clean_line, clean_lines, graphemes
from marketplace.tours.errors import BadContent
from marketplace.tours.states import ClaimKind, HotspotKind

FORMAT: Final = "chothon-tour"
FORMAT_VERSION: Final = 1
# A village of a hundred standpoints fits; a body that does not is no tour of ours.
MOST_BYTES: Final = 1_000_000
MOST_SCENES: Final = 200
MOST_PINS: Final = 60
TITLE, SENTENCES, ADDRESS = 120, 2000, 500
_KEY: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")
_E = TypeVar("_E", bound=StrEnum)


@dataclass(frozen=True)
class Words:
    """A text in both languages; an empty one is missing."""

    vi: str = ""
    en: str = ""


@dataclass(frozen=True, kw_only=True)
class ClaimContent:
    """How a sentence is known, and from where."""

    kind: ClaimKind = ClaimKind.DOCUMENT
    source_title: str = ""
    source_url: str = ""
    needs_review: bool = False


@dataclass(frozen=True, kw_only=True)
class PinContent:
    """A pin. `to` is a scene's slug; `arrive_yaw` None: the next scene's own start view."""

    number: int
    kind: HotspotKind
    yaw: float
    pitch: float
    label: Words = Words()
    text: Words = Words()
    to: str = ""
    arrive_yaw: float | None = None
    product: str = ""
    shop: str = ""
    is_demo: bool = False
    claim: ClaimContent | None = None


@dataclass(frozen=True, kw_only=True)
class SceneContent:
    """A standpoint: its picture, how one first looks, what stands in it. `alt` says what the picture shows."""

    slug: str
    panorama: str
    title: Words = Words()
    alt: Words = Words()
    yaw: float = 0.0
    pitch: float = 0.0
    hfov: float = 100.0
    north: float = 0.0
    pins: tuple[PinContent, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TourContent:
    """A whole tour."""

    title: Words = Words()
    note: Words = Words()
    credit: Words = Words()
    author: str = ""
    licence: str = ""
    licence_url: str = ""
    graph_licence: str = ""
    graph_licence_url: str = ""
    start: str = ""
    scenes: tuple[SceneContent, ...] = ()

    def scene(self, slug: str) -> SceneContent | None:
        """The scene of this name."""
        return next((scene for scene in self.scenes if scene.slug == slug), None)


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
    return _Reader(told, "").tour()


def write_content(tour: TourContent) -> dict[str, Any]:
    """The tour as a document that read_content() reads back as it was."""
    document = _plain(tour)
    assert isinstance(document, dict)
    return {"format": FORMAT, "version": FORMAT_VERSION, **document}


def _plain(thing: Any) -> Any:
    if isinstance(thing, tuple):
        return [_plain(part) for part in thing]
    if isinstance(thing, StrEnum):
        return thing.value
    if hasattr(thing, "__dataclass_fields__"):
        return {field.name: _plain(getattr(thing, field.name)) for field in fields(thing)}
    return thing


class _Reader:
    """One object of the document, and the way to it. A field that nobody knows is refused, not kept."""

    def __init__(self, told: Any, where: str) -> None:
        if not isinstance(told, dict):
            raise BadContent(where=where, why="object")
        self.told: Mapping[str, Any] = told
        self.where = where

    def tour(self) -> TourContent:
        if self.told.get("format") != FORMAT or self.told.get("version") != FORMAT_VERSION:
            raise BadContent(where="format", why="format")
        self.only({"format", "version", *(field.name for field in fields(TourContent))})
        scenes = tuple(reader.scene() for reader in self.each("scenes", most=MOST_SCENES))
        self.all_different("scenes", [scene.slug for scene in scenes])
        return TourContent(
            title=self.words("title", TITLE), note=self.words("note", SENTENCES), credit=self.words("credit", SENTENCES),
            author=self.line("author"), licence=self.line("licence"), licence_url=self.address("licence_url"),
            graph_licence=self.line("graph_licence"), graph_licence_url=self.address("graph_licence_url"),
            start=self.key("start"), scenes=scenes,
        )  # fmt: skip

    def scene(self) -> SceneContent:
        self.only(field.name for field in fields(SceneContent))
        pins = tuple(reader.pin() for reader in self.each("pins", most=MOST_PINS))
        self.all_different("pins", [pin.number for pin in pins])
        return SceneContent(
            slug=self.key("slug", needed=True), panorama=self.key("panorama", needed=True),
            title=self.words("title", TITLE), alt=self.words("alt", SENTENCES),
            yaw=self.angle("yaw", 180), pitch=self.angle("pitch", 90),
            hfov=self.number("hfov", 30, 120, otherwise=100.0), north=self.number("north", 0, 359.999, otherwise=0.0),
            pins=pins,
        )  # fmt: skip

    def pin(self) -> PinContent:
        self.only(field.name for field in fields(PinContent))
        claim = self.told.get("claim")
        arrive = self.told.get("arrive_yaw")
        return PinContent(
            number=self.whole("number", 1, 9999), kind=self.choice("kind", HotspotKind),
            yaw=self.angle("yaw", 180), pitch=self.angle("pitch", 90),
            label=self.words("label", TITLE), text=self.words("text", SENTENCES, lines=True),
            to=self.key("to"), arrive_yaw=None if arrive is None else self.angle("arrive_yaw", 180),
            product=self.key("product"), shop=self.key("shop"), is_demo=self.yes_no("is_demo"),
            claim=None if claim is None else _Reader(claim, self.at("claim")).claim(),
        )  # fmt: skip

    def claim(self) -> ClaimContent:
        self.only(field.name for field in fields(ClaimContent))
        return ClaimContent(
            kind=self.choice("kind", ClaimKind), source_title=self.line("source_title", SENTENCES),
            source_url=self.address("source_url"), needs_review=self.yes_no("needs_review"),
        )  # fmt: skip

    def at(self, name: str) -> str:
        """The way to a field, as a person finds it: scenes.2.pins.1.yaw."""
        return f"{self.where}.{name}".lstrip(".")

    def only(self, known: Any) -> None:
        strange = sorted(set(self.told) - set(known))
        if strange:
            raise BadContent(where=self.at(clean_line(strange[0])[:40]), why="unknown")

    def each(self, name: str, *, most: int) -> Iterator["_Reader"]:
        told = self.told.get(name, [])
        if not isinstance(told, list) or len(told) > most:
            raise BadContent(where=self.at(name), why="list")
        return (_Reader(part, self.at(f"{name}.{number}")) for number, part in enumerate(told))

    def all_different(self, name: str, keys: Sequence[object]) -> None:
        if len(set(keys)) != len(keys):
            raise BadContent(where=self.at(name), why="twice")

    def text(self, name: str, most: int, clean: Callable[[str], str]) -> str:
        told = self.told.get(name, "")
        if not isinstance(told, str):
            raise BadContent(where=self.at(name), why="text")
        # A flood is cut off before it is cleaned: cleaning costs time for every letter.
        text = clean(told[: most * 8])
        if graphemes(text) > most:
            raise BadContent(where=self.at(name), why="long")
        return text

    def line(self, name: str, most: int = TITLE) -> str:
        return self.text(name, most, clean_line)

    def words(self, name: str, most: int, *, lines: bool = False) -> Words:
        told = self.told.get(name)
        if told is None:
            return Words()
        reader = _Reader(told, self.at(name))
        reader.only(("vi", "en"))
        clean = clean_lines if lines else clean_line
        return Words(vi=reader.text("vi", most, clean), en=reader.text("en", most, clean))

    def key(self, name: str, *, needed: bool = False) -> str:
        told = self.told.get(name) or ""
        if not isinstance(told, str) or len(told) > 80 or not set(told) <= _KEY or (needed and not told):
            raise BadContent(where=self.at(name), why="key")
        return told

    def address(self, name: str) -> str:
        """A page on the web, or nothing: javascript:, data: and file: are never kept."""
        told = self.line(name, ADDRESS)
        if told and not is_web_address(told):
            raise BadContent(where=self.at(name), why="address")
        return told

    def number(self, name: str, low: float, high: float, *, otherwise: float | None = None) -> float:
        told = self.told.get(name, otherwise)
        if isinstance(told, bool) or not isinstance(told, (int, float)):
            raise BadContent(where=self.at(name), why="number")
        # Written so that NaN, which is in no range, is refused too.
        if not low <= told <= high or not math.isfinite(told):
            raise BadContent(where=self.at(name), why="number")
        return round(float(told), 3)

    def angle(self, name: str, most: float) -> float:
        return self.number(name, -most, most, otherwise=0.0)

    def whole(self, name: str, low: int, high: int) -> int:
        told = self.told.get(name)
        if isinstance(told, bool) or not isinstance(told, int) or not low <= told <= high:
            raise BadContent(where=self.at(name), why="number")
        return told

    def yes_no(self, name: str) -> bool:
        told = self.told.get(name, False)
        if not isinstance(told, bool):
            raise BadContent(where=self.at(name), why="yes or no")
        return told

    def choice(self, name: str, kind: type[_E]) -> _E:
        told = self.told.get(name)
        if not isinstance(told, str) or told not in {member.value for member in kind}:
            raise BadContent(where=self.at(name), why="choice")
        return kind(told)


def is_web_address(address: str) -> bool:
    """Whether this is the plain address of a page on the web."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and clean_line(address) == address
        and " " not in address
    )
