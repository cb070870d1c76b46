"""Reading one object of the document, field by field. A field that nobody knows is refused, not kept."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, TypeVar

from marketplace.text import clean_line, clean_lines, graphemes
from marketplace.tours.content.addresses import is_web_address
from marketplace.tours.content.parts import Words
from marketplace.tours.errors import BadContent

TITLE: Final = 120
SENTENCES: Final = 2000
ADDRESS: Final = 500
# A slug, or the 16 hexadecimal digits of a file known by its content.
KEY: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")
# The random name of a picture.
PICTURE: Final = KEY | frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
E = TypeVar("E", bound=StrEnum)


class Reader:
    """One object of the document, and the way to it. A field that nobody knows is refused, not kept."""

    def __init__(self, told: Any, where: str) -> None:
        if not isinstance(told, dict):
            raise BadContent(where=where, why="object")
        self.told: Mapping[str, Any] = told
        self.where = where

    def part(self, name: str) -> "Reader | None":
        told = self.told.get(name)
        return None if told is None else Reader(told, self.at(name))

    def at(self, name: str) -> str:
        """The way to a field, as a person finds it: scenes.2.pins.1.yaw."""
        return f"{self.where}.{name}".lstrip(".")

    def only(self, known: Any) -> None:
        strange = sorted(set(self.told) - set(known))
        if strange:
            raise BadContent(where=self.at(clean_line(strange[0])[:40]), why="unknown")

    def each(self, name: str, *, most: int) -> Iterator["Reader"]:
        told = self.told.get(name, [])
        if not isinstance(told, list) or len(told) > most:
            raise BadContent(where=self.at(name), why="list")
        return (Reader(part, self.at(f"{name}.{number}")) for number, part in enumerate(told))

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

    def words(self, name: str, most: int = TITLE, *, lines: bool = False) -> Words:
        told = self.told.get(name)
        if told is None:
            return Words()
        reader = Reader(told, self.at(name))
        reader.only(("vi", "en"))
        clean = clean_lines if lines else clean_line
        return Words(vi=reader.text("vi", most, clean), en=reader.text("en", most, clean))

    def key(self, name: str, *, needed: bool = False, letters: frozenset[str] = KEY) -> str:
        told = self.told.get(name) or ""
        if not isinstance(told, str) or len(told) > 80 or not set(told) <= letters or (needed and not told):
            raise BadContent(where=self.at(name), why="key")
        return told

    def pictures(self, name: str, *, most: int) -> tuple[str, ...]:
        told = self.told.get(name, [])
        if not isinstance(told, list) or len(told) > most:
            raise BadContent(where=self.at(name), why="list")
        return tuple(Reader({name: key}, self.where).key(name, needed=True, letters=PICTURE) for key in told)

    def key_in_each(self, name: str) -> Words:
        """A key for each language."""
        told = self.told.get(name)
        if told is None:
            return Words()
        reader = Reader(told, self.at(name))
        reader.only(("vi", "en"))
        return Words(vi=reader.key("vi"), en=reader.key("en"))

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

    def choice(self, name: str, kind: type[E]) -> E:
        told = self.told.get(name)
        if not isinstance(told, str) or told not in {member.value for member in kind}:
            raise BadContent(where=self.at(name), why="choice")
        return kind(told)
