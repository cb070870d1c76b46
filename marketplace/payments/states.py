"""The life of money asked for, and of money told of.

request   open → part_paid → paid → over_paid
          open, part_paid → lapsed → paid | over_paid  (late, while the goods are still free)
          open, part_paid, paid, over_paid, lapsed → void  (the part was called off)
line      new → matched | suggested | parked;  suggested, parked → matched | set_aside
          matched → parked (the order was called off)
          matched, parked → replaced (a thumb's word, by the bank's own line)
notice    new → done | failed;  failed → done;  refused (rightly signed, but nobody can read it)
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class RequestState(StrEnum):
    OPEN = "open"
    PART_PAID = "part_paid"
    PAID = "paid"
    OVER_PAID = "over_paid"
    LAPSED = "lapsed"
    VOID = "void"


class LineState(StrEnum):
    """What became of one credit. *Parked* is the one word for money that needs a person."""

    NEW = "new"
    MATCHED = "matched"
    SUGGESTED = "suggested"
    PARKED = "parked"
    SET_ASIDE = "set_aside"
    # A thumb's word that the bank's own line has replaced: the same money, told twice.
    REPLACED = "replaced"


class Teller(StrEnum):
    """Who told us that money came."""

    SEPAY = "sepay"
    THUMB = "thumb"
    CASH = "cash"


class KeptState(StrEnum):
    """A notice as it came: kept, then settled once."""

    NEW = "new"
    DONE = "done"
    FAILED = "failed"
    # Rightly signed, but no notice that can be read: kept for a person, never settled.
    REFUSED = "refused"


_R = RequestState
REQUEST_NEXT: Final[Mapping[RequestState, frozenset[RequestState]]] = MappingProxyType(
    {
        _R.OPEN: frozenset({_R.PART_PAID, _R.PAID, _R.OVER_PAID, _R.LAPSED, _R.VOID}),
        _R.PART_PAID: frozenset({_R.PAID, _R.OVER_PAID, _R.LAPSED, _R.VOID}),
        _R.PAID: frozenset({_R.OVER_PAID, _R.VOID}),
        _R.OVER_PAID: frozenset({_R.PAID, _R.VOID}),
        _R.LAPSED: frozenset({_R.PAID, _R.OVER_PAID, _R.VOID}),
        _R.VOID: frozenset(),
    }
)

# A request that a QR may be shown for.
PAYABLE: Final = frozenset({_R.OPEN, _R.PART_PAID})
SETTLED: Final = frozenset({_R.PAID, _R.OVER_PAID})

_L = LineState
LINE_NEXT: Final[Mapping[LineState, frozenset[LineState]]] = MappingProxyType(
    {
        _L.NEW: frozenset({_L.MATCHED, _L.SUGGESTED, _L.PARKED}),
        _L.SUGGESTED: frozenset({_L.MATCHED, _L.PARKED, _L.SET_ASIDE}),
        _L.PARKED: frozenset({_L.MATCHED, _L.SET_ASIDE, _L.REPLACED}),
        # An allocation was taken back because the order was called off.
        _L.MATCHED: frozenset({_L.PARKED, _L.REPLACED}),
        _L.SET_ASIDE: frozenset({_L.PARKED}),
        _L.REPLACED: frozenset(),
    }
)
