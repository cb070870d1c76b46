"""What becomes of a payment at the make-believe VNPay, and how VNPay may misbehave on purpose.

waiting → paid | failed | suspicious | pending | expired;  pending → paid;  failed → paid (a late success)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Stage(StrEnum):
    """Where a payment stands, as VNPay itself sees it."""

    WAITING = "waiting"
    EXPIRED = "expired"
    PAID = "paid"
    FAILED = "failed"
    SUSPICIOUS = "suspicious"
    PENDING = "pending"


class Telling(StrEnum):
    """How the IPN of a payment goes wrong."""

    NONE = "none"
    LATE = "late"
    LOST = "lost"
    DOUBLED = "doubled"
    TEN_AT_ONCE = "ten_at_once"
    # Paid all the time; a call that tells of a failure comes before the right one, or after it.
    FAILURE_FIRST = "failure_first"
    FAILURE_LAST = "failure_last"
    # It failed, and VNPay said so; a while later it is paid after all.
    LATE_SUCCESS = "late_success"
    WRONG_AMOUNT = "wrong_amount"
    BAD_HASH = "bad_hash"
    SUSPICIOUS = "suspicious"
    # Not finished, status 01; a while later it is paid.
    PENDING = "pending"


class Answering(StrEnum):
    """How the answers of the API about a payment go wrong."""

    NONE = "none"
    HTML = "html"
    SILENT = "silent"
    BROKEN = "broken"
    NO_HASH = "no_hash"
    BAD_HASH = "bad_hash"
    OTHER_REFERENCE = "other_reference"
    TROUBLE = "trouble"
    # Refunds are taken, sent to the bank, and refused there.
    REFUND_REFUSED = "refund_refused"


# The last three digits of an amount in đồng choose what goes wrong, so that a test needs no panel.
TELLING_BY_AMOUNT: Final[Mapping[int, Telling]] = MappingProxyType(
    {401 + place: telling for place, telling in enumerate(list(Telling)[1:])}
)
ANSWERING_BY_AMOUNT: Final[Mapping[int, Answering]] = MappingProxyType(
    {421 + place: answering for place, answering in enumerate(list(Answering)[1:])}
)


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How fast this VNPay is. The real one calls again after 5 minutes, nine times, and answers one query in 5 minutes;
    here all is seconds, so that a person can watch."""

    pauses_seconds: tuple[float, ...] = (1, 5, 15, 15, 15, 15, 15, 15, 15)
    late_seconds: float = 30
    # Between two calls told in the wrong order, and until a payment turns out paid after all.
    step_seconds: float = 2
    turn_seconds: float = 20
    refund_step_seconds: float = 20
    query_pause_seconds: float = 5
    silent_seconds: float = 30


def telling_for(amount_vnd: int, *, otherwise: Telling) -> Telling:
    """What goes wrong with the IPN of this amount."""
    return TELLING_BY_AMOUNT.get(amount_vnd % 1000, otherwise)


def answering_for(amount_vnd: int, *, otherwise: Answering) -> Answering:
    """What goes wrong with the API's answers about this amount."""
    return ANSWERING_BY_AMOUNT.get(amount_vnd % 1000, otherwise)
