"""The life of a complaint.

open → answered → closed          the shop answers, and the buyer is content (or says nothing more)
open, answered → escalated → closed   the shop did not answer in time, or the buyer is not content: the commune decides
open, answered, escalated → closed    the buyer takes it back
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class ComplaintState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    ESCALATED = "escalated"
    CLOSED = "closed"


class About(StrEnum):
    """What is wrong, in the buyer's words."""

    NOT_THERE = "not_there"
    OTHER_GOODS = "other_goods"
    BAD_GOODS = "bad_goods"
    TOO_LITTLE = "too_little"
    MONEY = "money"
    OTHER = "other"


class Outcome(StrEnum):
    """How a complaint ends, or how its shop would end it."""

    MONEY_BACK = "money_back"
    GOODS_AGAIN = "goods_again"
    EXPLAINED = "explained"
    WITHDRAWN = "withdrawn"


_C = ComplaintState
COMPLAINT_NEXT: Final[Mapping[ComplaintState, frozenset[ComplaintState]]] = MappingProxyType(
    {
        _C.OPEN: frozenset({_C.ANSWERED, _C.ESCALATED, _C.CLOSED}),
        _C.ANSWERED: frozenset({_C.ESCALATED, _C.CLOSED}),
        _C.ESCALATED: frozenset({_C.CLOSED}),
        _C.CLOSED: frozenset(),
    }
)
