"""The life of requests and lines: every pair of states."""

from itertools import product as pairs

import pytest

from marketplace.accounts.actor import SYSTEM
from marketplace.db import db
from marketplace.payments.errors import WrongMoneyMoment
from marketplace.payments.models import PayOSLink, PayOSLinkChange, RefundChange, RequestChange
from marketplace.payments.services.returning import owe
from marketplace.payments.states import (
    LINE_NEXT,
    LINK_NEXT,
    PAYABLE,
    REFUND_NEXT,
    REQUEST_NEXT,
    SETTLED,
    LineState,
    LinkState,
    RefundState,
    RequestState,
)
from tests.digest import digest
from tests.factories import make_order
from tests.money import credit, request_of

pytestmark = pytest.mark.usefixtures("session")

R, L = RequestState, LineState
REQUEST_STEPS = {
    *((R.OPEN, after) for after in (R.PART_PAID, R.PAID, R.OVER_PAID, R.LAPSED, R.VOID)),
    *((R.PART_PAID, after) for after in (R.OPEN, R.PAID, R.OVER_PAID, R.LAPSED, R.VOID)),
    *((R.PAID, after) for after in (R.OPEN, R.PART_PAID, R.OVER_PAID, R.VOID)),
    *((R.OVER_PAID, after) for after in (R.OPEN, R.PART_PAID, R.PAID, R.VOID)),
    *((R.LAPSED, after) for after in (R.PAID, R.OVER_PAID, R.VOID)),
}
LINE_STEPS = {
    *((L.NEW, after) for after in (L.MATCHED, L.SUGGESTED, L.PARKED, L.REVERSED)),
    *((L.SUGGESTED, after) for after in (L.MATCHED, L.PARKED, L.SET_ASIDE, L.REPLACED, L.REVERSED, L.RETURNED)),
    *((L.PARKED, after) for after in (L.MATCHED, L.SET_ASIDE, L.REPLACED, L.REVERSED, L.RETURNED)),
    *((L.MATCHED, after) for after in (L.PARKED, L.REPLACED, L.REVERSED)),
    *((L.SET_ASIDE, after) for after in (L.PARKED, L.REVERSED)),
    (L.RETURNED, L.PARKED),
}


# A01
@pytest.mark.parametrize(("before", "after"), list(pairs(R, R)))
def test_only_the_drawn_steps_move_a_request(before: RequestState, after: RequestState) -> None:
    request = request_of(make_order())
    request.state = before
    unchanged, version = digest(), request.version

    if (before, after) in REQUEST_STEPS:
        request.become(after, because="thử", by=SYSTEM)
        db.session.flush()

        assert (request.state, request.version) == (after, version + 1)
        change = db.session.query(RequestChange).order_by(RequestChange.id.desc()).first()
        assert change is not None
        assert (change.before, change.after) == (before, after)
    else:
        with pytest.raises(WrongMoneyMoment):
            request.become(after, because="thử", by=SYSTEM)

        assert digest() == unchanged


# A01
@pytest.mark.parametrize(("before", "after"), list(pairs(L, L)))
def test_only_the_drawn_steps_move_a_line(before: LineState, after: LineState) -> None:
    line = credit(request_of(make_order()), 150_000)
    line.state, line.reason = before, "trước"

    if (before, after) in LINE_STEPS or before is after:
        line.become(after, because="sau")

        assert (line.state, line.reason) == (after, "sau")
    else:
        with pytest.raises(WrongMoneyMoment):
            line.become(after, because="sau")

        assert (line.state, line.reason) == (before, "trước")


F = RefundState
REFUND_STEPS = {
    *((F.ASKED, after) for after in (F.AGREED, F.SENDING, F.SENT, F.WITHDRAWN)),
    *((F.AGREED, after) for after in (F.SENDING, F.SENT, F.WITHDRAWN)),
    *((F.SENDING, after) for after in (F.SENT, F.AGREED)),
    *((F.SENT, after) for after in (F.CONFIRMED, F.AGREED)),
    (F.CONFIRMED, F.AGREED),
}


# A01
@pytest.mark.parametrize(("before", "after"), list(pairs(F, F)))
def test_only_the_drawn_steps_move_a_refund(before: RefundState, after: RefundState) -> None:
    line = credit(request_of(make_order()), 5, "không có mã")
    refund = owe(line, because="thử")
    assert refund is not None
    refund.state = before
    unchanged, version = digest(), refund.version

    if (before, after) in REFUND_STEPS:
        refund.become(after, because="thử", by=SYSTEM)
        db.session.flush()

        assert (refund.state, refund.version) == (after, version + 1)
        change = db.session.query(RefundChange).order_by(RefundChange.id.desc()).first()
        assert change is not None
        assert (change.before, change.after) == (before, after)
    else:
        with pytest.raises(WrongMoneyMoment):
            refund.become(after, because="thử", by=SYSTEM)

        assert digest() == unchanged


def test_the_graphs_are_whole() -> None:
    assert {(before, after) for before, afters in REFUND_NEXT.items() for after in afters} == REFUND_STEPS
    assert {(before, after) for before, afters in REQUEST_NEXT.items() for after in afters} == REQUEST_STEPS
    assert {(before, after) for before, afters in LINE_NEXT.items() for after in afters} == LINE_STEPS
    assert (set(REQUEST_NEXT), set(LINE_NEXT)) == (set(R), set(L))
    assert not PAYABLE & SETTLED


K = LinkState
CLOSED = (K.PAID, K.CANCELLED, K.EXPIRED, K.FAILED)
LINK_STEPS = {
    *((K.BEGUN, after) for after in (K.OPEN, K.REFUSED, *CLOSED)),
    *((K.OPEN, after) for after in CLOSED),
    *((K.REFUSED, after) for after in CLOSED),
    *((before, K.PAID) for before in (K.CANCELLED, K.EXPIRED, K.FAILED)),
}


# A01
@pytest.mark.parametrize(("before", "after"), list(pairs(K, K)))
def test_only_the_drawn_steps_move_a_link(before: LinkState, after: LinkState) -> None:
    request = request_of(make_order())
    link = PayOSLink(
        account_id=request.account_id,
        request_id=request.id,
        order_code=2**50 + 1,
        amount_vnd=request.amount_vnd,
        begun_at=request.opened_at,
        expires_at=request.open_until,
        ask_at=None,
        state=before,
    )
    db.session.add(link)
    db.session.flush()

    if (before, after) in LINK_STEPS:
        link.become(after, because="thử")
        db.session.flush()

        change = db.session.query(PayOSLinkChange).one()
        assert (link.state, change.before, change.after, change.because) == (after, before, after, "thử")
    else:
        with pytest.raises(WrongMoneyMoment):
            link.become(after, because="thử")
        assert link.state is before


def test_every_state_of_a_link_has_its_next_ones() -> None:
    assert set(LINK_NEXT) == set(LinkState)
