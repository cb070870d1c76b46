"""SePay: one call for each credit on a bank account that its owner linked there, signed or with a key.

Key: `Authorization: Apikey` and the key in clear, as older panels offer it.
Signature: `X-SePay-Timestamp` holds unix seconds, `X-SePay-Signature` holds "sha256=" and the hex
HMAC-SHA256 of timestamp + "." + body. Calls older than five minutes are refused.
`id` knows a credit again. Times are on Vietnam's clock, amounts whole đồng.

Source: developer.sepay.vn, webhooks with HMAC-SHA256, as gathered in the team's fact sheet on bank
webhooks (2026-11-23); checked against calls signed by Node, PHP and Python in tests/data/webhook-vectors.json.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from marketplace.money import Dong
from marketplace.payments.errors import BadNotice
from marketplace.payments.feeds.notice import (
    WINDOW,
    Checked,
    Direction,
    FeedNotice,
    dong_of,
    instant_of,
    object_of,
    some_text_of,
    text_of,
    whole_id_of,
)

KEY_HEADER: Final = "Authorization"
TIMESTAMP_HEADER: Final = "X-SePay-Timestamp"
SIGNATURE_HEADER: Final = "X-SePay-Signature"

# Never \d: it also takes digits of other scripts.
_TIMESTAMP: Final = re.compile(r"[0-9]{1,12}")
_SIGNATURE: Final = re.compile(r"sha256=[0-9a-f]{64}")


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


def check_api_key(*, header: str | None, keys: Sequence[str]) -> Checked:
    """Say what the Authorization header of a call is worth: GOOD or BAD. Any of the keys will do, an empty one never.

    A key in clear says nothing of the body or of the hour: prefer signatures where the panel offers them.
    """
    told = (header or "").encode("utf-8", "backslashreplace")
    matches = [hmac.compare_digest(told, f"Apikey {key}".encode()) for key in keys if key.strip()]
    return Checked.GOOD if any(matches) else Checked.BAD


def read_notice(body: bytes) -> FeedNotice:
    """Read the body of a call whose signature was checked.

    Raises BadNotice, with `why`, for anything but one object of SePay's documented shape. Fields that we do not
    know are read past.
    """
    told = object_of(body)
    return FeedNotice(
        outside_id=whole_id_of(told, "id"),
        account=some_text_of(told, "accountNumber"),
        sub_account=text_of(told, "subAccount"),
        amount_vnd=_amount(told),
        direction=_direction(told),
        at=instant_of(told, "transactionDate"),
        memo=text_of(told, "content", needed=True),
        description=text_of(told, "description"),
        reference=text_of(told, "referenceCode"),
        gateway=text_of(told, "gateway"),
    )


def _amount(told: Mapping[str, Any]) -> Dong:
    value = told.get("transferAmount")
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadNotice(why="transferAmount is no whole number")
    return dong_of(value, name="transferAmount")


def _direction(told: Mapping[str, Any]) -> Direction:
    try:
        return Direction(text_of(told, "transferType", needed=True))
    except ValueError as wrong:
        raise BadNotice(why="transferType is neither in nor out") from wrong
