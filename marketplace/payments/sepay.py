"""SePay: one signed call for each credit on a bank account that its owner linked there.

Signature: `X-SePay-Timestamp` holds unix seconds, `X-SePay-Signature` holds "sha256=" and the hex
HMAC-SHA256 of timestamp + "." + body. Calls older than five minutes are refused. `id` knows a credit
again. Times are on Vietnam's clock, amounts whole đồng.

Source: developer.sepay.vn, webhooks with HMAC-SHA256, as gathered in the team's fact sheet on bank
webhooks (2026-11-23); checked against calls signed by Node, PHP and Python in tests/data/webhook-vectors.json.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from marketplace.clock import VIETNAM
from marketplace.money import Dong
from marketplace.payments.errors import BadNotice

TIMESTAMP_HEADER: Final = "X-SePay-Timestamp"
SIGNATURE_HEADER: Final = "X-SePay-Signature"
WINDOW: Final = timedelta(minutes=5)
LARGEST_BODY: Final = 64 * 1024
LARGEST_VND: Final = 10**12
_DEEPEST: Final = 8

# Never \d: it also takes digits of other scripts.
_TIMESTAMP: Final = re.compile(r"[0-9]{1,12}")
_SIGNATURE: Final = re.compile(r"sha256=[0-9a-f]{64}")
_ID: Final = re.compile(r"[0-9]{1,20}")
_WHEN: Final = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
_WHEN_WRITTEN: Final = "%Y-%m-%d %H:%M:%S"
# PostgreSQL keeps no NUL, and half a surrogate pair has no bytes.
_NO_TEXT: Final = re.compile("[\x00\ud800-\udfff]")


class Checked(StrEnum):
    """What a call's signature is worth."""

    GOOD = "good"
    # Rightly signed, but at another time: a known credit told again, or an old call replayed.
    STALE = "stale"
    BAD = "bad"


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


@dataclass(frozen=True, kw_only=True)
class SePayNotice:
    """One movement on an account. `memo` is as the bank told it, mangled or not."""

    outside_id: str
    account: str = field(repr=False)
    sub_account: str = field(repr=False)
    amount_vnd: Dong
    direction: Direction
    at: datetime
    memo: str = field(repr=False)
    description: str = field(repr=False)
    reference: str
    gateway: str


def sign(body: bytes, *, secret: str, timestamp: str) -> str:
    """Work out the signature header of a body sent at this time (unix seconds)."""
    signed = timestamp.encode() + b"." + body
    return "sha256=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def check_signature(
    *, timestamp: str | None, signature: str | None, body: bytes, secrets: Sequence[str], at: datetime
) -> Checked:
    """Say what the signature of a call is worth at this moment. Any of the secrets may have signed it.

    A clock that is five minutes ahead is as stale as one that is five minutes behind.
    """
    if not (timestamp and _TIMESTAMP.fullmatch(timestamp)) or not (signature and _SIGNATURE.fullmatch(signature)):
        return Checked.BAD
    told = signature.encode()
    # An empty secret would let anyone sign. Every other one is tried, so that time tells nothing.
    matches = [
        hmac.compare_digest(told, sign(body, secret=secret, timestamp=timestamp).encode())
        for secret in secrets
        if secret
    ]
    if not any(matches):
        return Checked.BAD
    age_seconds = at.timestamp() - int(timestamp)
    return Checked.GOOD if abs(age_seconds) <= WINDOW.total_seconds() else Checked.STALE


def read_notice(body: bytes) -> SePayNotice:
    """Read the body of a call whose signature was checked.

    Raises BadNotice, with `why`, for anything but one object of SePay's documented shape. Fields that we do not
    know are read past.
    """
    told = _object_of(body)
    return SePayNotice(
        outside_id=_outside_id(told),
        account=_some_text(told, "accountNumber"),
        sub_account=_text(told, "subAccount"),
        amount_vnd=_amount(told),
        direction=_direction(told),
        at=_instant(told),
        memo=_text(told, "content", needed=True),
        description=_text(told, "description"),
        reference=_text(told, "referenceCode"),
        gateway=_text(told, "gateway"),
    )


def write_instant(at: datetime) -> str:
    """Write an instant as SePay does: on Vietnam's clock, without a zone."""
    return at.astimezone(VIETNAM).strftime(_WHEN_WRITTEN)


def _object_of(body: bytes) -> Mapping[str, Any]:
    if len(body) > LARGEST_BODY:
        raise BadNotice(why="larger than 64 KB")
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


def _outside_id(told: Mapping[str, Any]) -> str:
    value = told.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if value.bit_length() <= 64 else ""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise BadNotice(why="id is no whole number")
    return str(int(value))


def _amount(told: Mapping[str, Any]) -> Dong:
    value = told.get("transferAmount")
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadNotice(why="transferAmount is no whole number")
    if not 0 < value <= LARGEST_VND:
        raise BadNotice(why="transferAmount is not between 1 and 10^12")
    return Dong(value)


def _direction(told: Mapping[str, Any]) -> Direction:
    try:
        return Direction(_text(told, "transferType", needed=True))
    except ValueError as wrong:
        raise BadNotice(why="transferType is neither in nor out") from wrong


def _instant(told: Mapping[str, Any]) -> datetime:
    written = _text(told, "transactionDate", needed=True)
    if not _WHEN.fullmatch(written):
        raise BadNotice(why="transactionDate is not YYYY-MM-DD HH:MM:SS")
    try:
        local = datetime.strptime(written, _WHEN_WRITTEN).replace(tzinfo=VIETNAM)
    except ValueError as wrong:
        raise BadNotice(why="transactionDate is no date") from wrong
    return local.astimezone(UTC)


def _text(told: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    """The text of a field; "" when SePay has none to tell (null)."""
    if needed and name not in told:
        raise BadNotice(why=f"{name} is missing")
    value = told.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or _NO_TEXT.search(value):
        raise BadNotice(why=f"{name} is no text")
    return value


def _some_text(told: Mapping[str, Any], name: str) -> str:
    value = _text(told, name, needed=True).strip()
    if not value:
        raise BadNotice(why=f"{name} is empty")
    return value
