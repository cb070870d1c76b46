"""The life of money asked for, and of money told of.

request   open → part_paid → paid → over_paid
          part_paid, paid, over_paid → part_paid | open  (money was taken off again: by the bank, or a wrong link)
          open, part_paid → lapsed → paid | over_paid  (late, while the goods are still free)
          open, part_paid, paid, over_paid, lapsed → void  (the part was called off)
line      (money in; money out is matched to a refund, or parked)
          new → matched | suggested | parked;  suggested, parked → matched | set_aside
          matched → parked (the order was called off)
          matched, parked → replaced (a thumb's word, by the bank's own line) | reversed (the bank took it back)
refund    asked → agreed → sent → confirmed;  asked, agreed → sending (VNPay was asked, and has not said)
          sending → sent | agreed (a definite no);  sent, confirmed → agreed (it bounced);  asked, agreed → withdrawn
attempt   open → paid | failed | held;  failed, held → paid (a late success; final states never go back)
link      begun → open → paid | cancelled | expired | failed;  begun → failed (payOS says no) | any of these, when asked;
          begun → refused (payOS's QR asks for something else) → cancelled;  all of them → paid (money came late)
import    shown → running → done;  shown → dropped
break     open → explained | solved
count     agrees;  open → explained | matched
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
    # All of it went back to the buyer.
    RETURNED = "returned"
    # The bank took the money back: credit and reversal both stand, and come to nothing.
    REVERSED = "reversed"


class Direction(StrEnum):
    """Which way money moved, seen from the shop."""

    IN = "in"
    OUT = "out"


class Teller(StrEnum):
    """Who told us that money moved."""

    SEPAY = "sepay"
    # SePay's newer list, whose ids are not those of its calls.
    SEPAY_LIST = "sepay_list"
    CASSO = "casso"
    PAYOS = "payos"
    STATEMENT = "statement"
    PASTE = "paste"
    VNPAY = "vnpay"
    THUMB = "thumb"
    CASH = "cash"


# Who reads the bank's own books. What two of these tell is the same movement when it looks the same.
BANK_TELLERS: Final = frozenset(
    {Teller.SEPAY, Teller.SEPAY_LIST, Teller.CASSO, Teller.PAYOS, Teller.STATEMENT, Teller.PASTE}
)


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
        _R.PART_PAID: frozenset({_R.OPEN, _R.PAID, _R.OVER_PAID, _R.LAPSED, _R.VOID}),
        _R.PAID: frozenset({_R.OPEN, _R.PART_PAID, _R.OVER_PAID, _R.VOID}),
        _R.OVER_PAID: frozenset({_R.OPEN, _R.PART_PAID, _R.PAID, _R.VOID}),
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
        _L.NEW: frozenset({_L.MATCHED, _L.SUGGESTED, _L.PARKED, _L.REVERSED}),
        _L.SUGGESTED: frozenset({_L.MATCHED, _L.PARKED, _L.SET_ASIDE, _L.REPLACED, _L.REVERSED, _L.RETURNED}),
        _L.PARKED: frozenset({_L.MATCHED, _L.SET_ASIDE, _L.REPLACED, _L.REVERSED, _L.RETURNED}),
        # An allocation was taken back because the order was called off, or the link was wrong.
        _L.MATCHED: frozenset({_L.PARKED, _L.REPLACED, _L.REVERSED}),
        _L.SET_ASIDE: frozenset({_L.PARKED, _L.REVERSED}),
        # A refund bounced.
        _L.RETURNED: frozenset({_L.PARKED}),
        _L.REPLACED: frozenset(),
        _L.REVERSED: frozenset(),
    }
)


class RefundState(StrEnum):
    """Where the way back of a buyer's money stands."""

    # The shop owes it. Where to send it may still be unknown.
    ASKED = "asked"
    # Shop and buyer agree on how: the buyer's account, cash, or back through VNPay.
    AGREED = "agreed"
    # VNPay was asked to do it, and we do not know yet whether it did.
    SENDING = "sending"
    SENT = "sent"
    CONFIRMED = "confirmed"
    # It is not owed any more: the money pays an order after all, or the bank took it back itself.
    WITHDRAWN = "withdrawn"


class RefundWay(StrEnum):
    BANK = "bank"
    CASH = "cash"
    VNPAY = "vnpay"


_F = RefundState
REFUND_NEXT: Final[Mapping[RefundState, frozenset[RefundState]]] = MappingProxyType(
    {
        _F.ASKED: frozenset({_F.AGREED, _F.SENDING, _F.SENT, _F.WITHDRAWN}),
        _F.AGREED: frozenset({_F.SENDING, _F.SENT, _F.WITHDRAWN}),
        _F.SENDING: frozenset({_F.SENT, _F.AGREED}),
        _F.SENT: frozenset({_F.CONFIRMED, _F.AGREED}),
        _F.CONFIRMED: frozenset({_F.AGREED}),
        _F.WITHDRAWN: frozenset(),
    }
)
# Refunds whose money is still parked on its line.
REFUND_OWED: Final = frozenset({_F.ASKED, _F.AGREED, _F.SENDING})
REFUND_GONE: Final = frozenset({_F.SENT, _F.CONFIRMED})


class ImportState(StrEnum):
    """A statement somebody brought."""

    SHOWN = "shown"
    RUNNING = "running"
    DONE = "done"
    DROPPED = "dropped"


_I = ImportState
IMPORT_NEXT: Final[Mapping[ImportState, frozenset[ImportState]]] = MappingProxyType(
    {
        _I.SHOWN: frozenset({_I.RUNNING, _I.DROPPED}),
        _I.RUNNING: frozenset({_I.DONE}),
        _I.DONE: frozenset(),
        _I.DROPPED: frozenset(),
    }
)


class AttemptState(StrEnum):
    """What is known of one attempt to pay through VNPay. Open is also what nobody knows yet."""

    OPEN = "open"
    PAID = "paid"
    FAILED = "failed"
    # The money was taken, and VNPay suspects fraud: a person decides.
    HELD = "held"


_T = AttemptState
ATTEMPT_NEXT: Final[Mapping[AttemptState, frozenset[AttemptState]]] = MappingProxyType(
    {
        _T.OPEN: frozenset({_T.PAID, _T.FAILED, _T.HELD}),
        _T.FAILED: frozenset({_T.PAID, _T.HELD}),
        _T.HELD: frozenset({_T.PAID}),
        _T.PAID: frozenset(),
    }
)


class LinkState(StrEnum):
    """What is known of one payment link of payOS. Begun is what nobody knows yet: it may be there, or not."""

    BEGUN = "begun"
    OPEN = "open"
    PAID = "paid"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    # It was never made, or payOS gave it up.
    FAILED = "failed"
    # It was made, but asks for another amount or on another account than we did: no buyer is sent there.
    REFUSED = "refused"


_K = LinkState
LINK_NEXT: Final[Mapping[LinkState, frozenset[LinkState]]] = MappingProxyType(
    {
        _K.BEGUN: frozenset({_K.OPEN, _K.PAID, _K.CANCELLED, _K.EXPIRED, _K.FAILED, _K.REFUSED}),
        _K.OPEN: frozenset({_K.PAID, _K.CANCELLED, _K.EXPIRED, _K.FAILED}),
        _K.REFUSED: frozenset({_K.PAID, _K.CANCELLED, _K.EXPIRED, _K.FAILED}),
        _K.CANCELLED: frozenset({_K.PAID}),
        _K.EXPIRED: frozenset({_K.PAID}),
        _K.FAILED: frozenset({_K.PAID}),
        _K.PAID: frozenset(),
    }
)
# A buyer may still come to pay by it, as far as we know.
LINK_LIVE: Final = frozenset({_K.BEGUN, _K.OPEN})


# Services that watch a whole account and tell of every credit to it. payOS tells only of what was paid by its links.
WATCHING_TELLERS: Final = frozenset({Teller.SEPAY, Teller.SEPAY_LIST, Teller.CASSO})
FEED_TELLERS: Final = WATCHING_TELLERS | {Teller.PAYOS}


class BreakKind(StrEnum):
    """Who did not tell of a movement that somebody else told of."""

    NOT_IN_STATEMENT = "not_in_statement"
    NOT_BY_FEED = "not_by_feed"


class BreakState(StrEnum):
    OPEN = "open"
    # A person said why it is so.
    EXPLAINED = "explained"
    # The other side told of it after all.
    SOLVED = "solved"


_B = BreakState
BREAK_NEXT: Final[Mapping[BreakState, frozenset[BreakState]]] = MappingProxyType(
    {_B.OPEN: frozenset({_B.EXPLAINED, _B.SOLVED}), _B.EXPLAINED: frozenset(), _B.SOLVED: frozenset()}
)


class CountSource(StrEnum):
    """Where the number from outside was read."""

    STATEMENT = "statement"
    VNPAY = "vnpay"
    CASH = "cash"


class CountOf(StrEnum):
    """What was counted of a ledger account over some days."""

    # What came into it.
    CAME = "came"
    # What went back out of it to buyers.
    RETURNED = "returned"
    # What came less what went back: what must lie there of these days.
    HELD = "held"


class CountState(StrEnum):
    AGREES = "agrees"
    OPEN = "open"
    EXPLAINED = "explained"
    # Counted again, or the books caught up.
    MATCHED = "matched"


_C = CountState
COUNT_NEXT: Final[Mapping[CountState, frozenset[CountState]]] = MappingProxyType(
    {
        _C.OPEN: frozenset({_C.EXPLAINED, _C.MATCHED}),
        _C.AGREES: frozenset(),
        _C.EXPLAINED: frozenset(),
        _C.MATCHED: frozenset(),
    }
)
