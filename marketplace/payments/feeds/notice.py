"""What every bank feed tells: one movement on an account, in JSON from outside that nobody may trust.

A feed's own file reads its fields with these, and says no with BadNotice.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from marketplace.clock import VIETNAM
from marketplace.money import Dong
from marketplace.payments.errors import BadNotice
from marketplace.payments.states import Direction as Direction

# Older and newer calls than this are refused, unless what they tell is known.
WINDOW: Final = timedelta(minutes=5)
LARGEST_BODY: Final = 64 * 1024
LARGEST_VND: Final = 10**12
_DEEPEST: Final = 8

# Never \d: it also takes digits of other scripts.
_WHEN: Final = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
_WHEN_WRITTEN: Final = "%Y-%m-%d %H:%M:%S"
# PostgreSQL keeps no NUL, and half a surrogate pair has no bytes.
_NO_TEXT: Final = re.compile("[\x00\ud800-\udfff]")
_ID: Final = re.compile(r"[0-9]{1,20}")


class Checked(StrEnum):
    """What a call's signature is worth."""

    GOOD = "good"
    # Rightly signed, but at another time: a known credit told again, or an old call replayed.
    STALE = "stale"
    BAD = "bad"


@dataclass(frozen=True, kw_only=True)
class FeedNotice:
    """One movement on an account, as a feed told it. `memo` is as the bank told it, mangled or not.

    `outside_id` is the feed's own id of the movement; `amount_vnd` is above zero in both directions.
    """

    outside_id: str
    account: str = field(repr=False)
    amount_vnd: Dong
    direction: Direction
    at: datetime
    memo: str = field(repr=False)
    reference: str
    sub_account: str = field(repr=False, default="")
    description: str = field(repr=False, default="")
    gateway: str = ""
    payer: str = field(repr=False, default="")


def instant_of(told: Mapping[str, Any], name: str) -> datetime:
    """The instant of a field written YYYY-MM-DD HH:MM:SS on Vietnam's clock. Raises BadNotice."""
    written = text_of(told, name, needed=True)
    if not _WHEN.fullmatch(written):
        raise BadNotice(why=f"{name} is not YYYY-MM-DD HH:MM:SS")
    try:
        local = datetime.strptime(written, _WHEN_WRITTEN).replace(tzinfo=VIETNAM)
    except ValueError as wrong:
        raise BadNotice(why=f"{name} is no date") from wrong
    return local.astimezone(UTC)


def write_instant(at: datetime) -> str:
    """Write an instant as the feeds do: on Vietnam's clock, without a zone."""
    return at.astimezone(VIETNAM).strftime(_WHEN_WRITTEN)


def object_of(body: bytes, *, largest: int = LARGEST_BODY) -> Mapping[str, Any]:
    """The one JSON object that a body of at most `largest` bytes is. Raises BadNotice for anything else, with `why`."""
    if len(body) > largest:
        raise BadNotice(why=f"larger than {largest // 1024} KB")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise BadNotice(why="not UTF-8") from wrong
    _refuse_deep(text)
    try:
        told = json.loads(text, object_pairs_hook=_without_repeats, parse_constant=_refuse_constant)
    except ValueError as wrong:
        raise BadNotice(why="not JSON") from wrong
    if not isinstance(told, dict):
        raise BadNotice(why="not an object")
    return told


def _refuse_deep(text: str) -> None:
    """Refuse text nested deeper than any notice, before a parser walks down into it."""
    depth = 0
    in_string = escaped = False
    for character in text:
        if escaped:
            escaped = False
        elif in_string:
            escaped = character == "\\"
            in_string = character != '"'
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            if depth > _DEEPEST:
                raise BadNotice(why="nested too deep")
        elif character in "]}":
            depth -= 1


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Two readers of {"transferAmount": 1, "transferAmount": 9} need not see the same amount.
    names = dict(pairs)
    if len(names) < len(pairs):
        raise BadNotice(why="a field stands twice")
    return names


def _refuse_constant(word: str) -> None:
    raise BadNotice(why=f"{word} is no JSON number")


def text_of(told: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    """The text of a field; "" when there is none to tell (null). Raises BadNotice."""
    if needed and name not in told:
        raise BadNotice(why=f"{name} is missing")
    value = told.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or _NO_TEXT.search(value):
        raise BadNotice(why=f"{name} is no text")
    return value


def some_text_of(told: Mapping[str, Any], name: str) -> str:
    """The text of a field that must say something. Raises BadNotice."""
    value = text_of(told, name, needed=True).strip()
    if not value:
        raise BadNotice(why=f"{name} is empty")
    return value


def part_of(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object that a field holds. Raises BadNotice."""
    value = told.get(name)
    if not isinstance(value, dict):
        raise BadNotice(why=f"{name} is no object")
    return value


def whole_id_of(told: Mapping[str, Any], name: str) -> str:
    """The digits of a field that holds a whole number, as number or as text; 007 is 7. Raises BadNotice."""
    value = told.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if value.bit_length() <= 64 else ""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise BadNotice(why=f"{name} is no whole number")
    return str(int(value))


def whole_number_of(told: Mapping[str, Any], name: str) -> int:
    """The whole number of a field; 599000.0 is one, because JavaScript knows no other. Raises BadNotice."""
    value = told.get(name)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadNotice(why=f"{name} is no whole number")
    return value


def dong_of(amount: int, *, name: str) -> Dong:
    """The amount, when it is one that a bank moves. Raises BadNotice, naming the field."""
    if not 0 < amount <= LARGEST_VND:
        raise BadNotice(why=f"{name} is not between 1 and 10^12")
    return Dong(amount)
