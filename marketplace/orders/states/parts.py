"""The life of a sub-order: one shop's share of an order.

    placed → accepted → ready → handed_over → completed
       │ ↘ cancelled_by_buyer (until ready)   declined_by_shop (until handed over)
       └→ expired → placed   (only by money that came late while the goods were still free)

Its money has a life of its own: payments/states.py.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class SubOrderState(StrEnum):
    PLACED = "placed"
    ACCEPTED = "accepted"
    READY = "ready"
    HANDED_OVER = "handed_over"
    COMPLETED = "completed"
    EXPIRED = "expired"
    CANCELLED_BY_BUYER = "cancelled_by_buyer"
    DECLINED_BY_SHOP = "declined_by_shop"


class Method(StrEnum):
    """How a sub-order is paid."""

    TRANSFER = "transfer"
    CASH = "cash"


class Fulfilment(StrEnum):
    """How the goods reach the buyer."""

    PICKUP = "pickup"
    ADDRESS = "address"


_S = SubOrderState
NEXT: Final[Mapping[SubOrderState, frozenset[SubOrderState]]] = MappingProxyType(
    {
        _S.PLACED: frozenset({_S.ACCEPTED, _S.EXPIRED, _S.CANCELLED_BY_BUYER, _S.DECLINED_BY_SHOP}),
        _S.ACCEPTED: frozenset({_S.READY, _S.HANDED_OVER, _S.CANCELLED_BY_BUYER, _S.DECLINED_BY_SHOP}),
        _S.READY: frozenset({_S.HANDED_OVER, _S.DECLINED_BY_SHOP}),
        _S.HANDED_OVER: frozenset({_S.COMPLETED}),
        _S.COMPLETED: frozenset(),
        _S.EXPIRED: frozenset({_S.PLACED}),
        _S.CANCELLED_BY_BUYER: frozenset(),
        _S.DECLINED_BY_SHOP: frozenset(),
    }
)

# The states in which the buyer still expects goods.
OPEN: Final = frozenset({_S.PLACED, _S.ACCEPTED, _S.READY})


def may_become(before: SubOrderState, after: SubOrderState) -> bool:
    """Whether the graph has this step."""
    return after in NEXT[before]
