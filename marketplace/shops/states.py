"""What shops, products and bank accounts may become.

shop      draft → pending ⇄ sent_back;  pending → live ⇄ paused;  any open one → suspended → live | closed
product   draft → live ⇄ paused → removed
account   new → verified → retired
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class ShopKind(StrEnum):
    HOUSEHOLD = "household"
    COOP = "coop"
    CRAFT = "craft"
    RELIC_BOARD = "relic_board"


class ShopState(StrEnum):
    DRAFT = "draft"
    PENDING = "pending"
    SENT_BACK = "sent_back"
    LIVE = "live"
    PAUSED = "paused"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class ProductState(StrEnum):
    DRAFT = "draft"
    LIVE = "live"
    PAUSED = "paused"
    REMOVED = "removed"


class AccountState(StrEnum):
    NEW = "new"
    VERIFIED = "verified"
    RETIRED = "retired"


class FeedProvider(StrEnum):
    """Who watches a bank account for the shop, and how it proves that it is the one."""

    SEPAY = "sepay"
    # The older way of the same service: a key in a header instead of a signature.
    SEPAY_KEY = "sepay_key"
    CASSO = "casso"
    PAYOS = "payos"


class SoldBy(StrEnum):
    WEIGHT = "weight"
    PIECE = "piece"


class MoveReason(StrEnum):
    """Why a stock changed. Only SOLD is written by an order; TO_ORDER takes what is counted no more."""

    OPENING = "opening"
    HARVEST = "harvest"
    COUNTED = "counted"
    SPOILED = "spoiled"
    SOLD_ELSEWHERE = "sold_elsewhere"
    TO_ORDER = "to_order"
    RETURNED = "returned"
    SOLD = "sold"


class HoldState(StrEnum):
    ACTIVE = "active"
    CONSUMED = "consumed"
    RELEASED = "released"
    EXPIRED = "expired"


SHOP_NEXT: Final[Mapping[ShopState, frozenset[ShopState]]] = MappingProxyType(
    {
        ShopState.DRAFT: frozenset({ShopState.PENDING, ShopState.CLOSED}),
        ShopState.PENDING: frozenset({ShopState.LIVE, ShopState.SENT_BACK, ShopState.SUSPENDED, ShopState.CLOSED}),
        ShopState.SENT_BACK: frozenset({ShopState.PENDING, ShopState.SUSPENDED, ShopState.CLOSED}),
        ShopState.LIVE: frozenset({ShopState.PAUSED, ShopState.SUSPENDED, ShopState.CLOSED}),
        ShopState.PAUSED: frozenset({ShopState.LIVE, ShopState.SUSPENDED, ShopState.CLOSED}),
        ShopState.SUSPENDED: frozenset({ShopState.LIVE, ShopState.CLOSED}),
        ShopState.CLOSED: frozenset(),
    }
)

PRODUCT_NEXT: Final[Mapping[ProductState, frozenset[ProductState]]] = MappingProxyType(
    {
        ProductState.DRAFT: frozenset({ProductState.LIVE, ProductState.REMOVED}),
        ProductState.LIVE: frozenset({ProductState.PAUSED, ProductState.REMOVED}),
        ProductState.PAUSED: frozenset({ProductState.LIVE, ProductState.REMOVED}),
        ProductState.REMOVED: frozenset(),
    }
)

ACCOUNT_NEXT: Final[Mapping[AccountState, frozenset[AccountState]]] = MappingProxyType(
    {
        AccountState.NEW: frozenset({AccountState.VERIFIED, AccountState.RETIRED}),
        AccountState.VERIFIED: frozenset({AccountState.RETIRED}),
        AccountState.RETIRED: frozenset(),
    }
)
