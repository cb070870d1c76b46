"""The life of requests and lines: every pair of states."""

from itertools import product as pairs

import pytest

from marketplace.accounts.actor import SYSTEM
from marketplace.db import db
from marketplace.payments.errors import WrongMoneyMoment
from marketplace.payments.models import RequestChange
from marketplace.payments.states import LINE_NEXT, PAYABLE, REQUEST_NEXT, SETTLED, LineState, RequestState
from tests.digest import digest
from tests.factories import make_order
from tests.money import credit, request_of

pytestmark = pytest.mark.usefixtures("session")

R, L = RequestState, LineState
REQUEST_STEPS = {
    *((R.OPEN, after) for after in (R.PART_PAID, R.PAID, R.OVER_PAID, R.LAPSED, R.VOID)),
    *((R.PART_PAID, after) for after in (R.PAID, R.OVER_PAID, R.LAPSED, R.VOID)),
    *((R.PAID, after) for after in (R.OVER_PAID, R.VOID)),
    *((R.OVER_PAID, after) for after in (R.PAID, R.VOID)),
    *((R.LAPSED, after) for after in (R.PAID, R.OVER_PAID, R.VOID)),
}
LINE_STEPS = {
    *((L.NEW, after) for after in (L.MATCHED, L.SUGGESTED, L.PARKED)),
    *((L.SUGGESTED, after) for after in (L.MATCHED, L.PARKED, L.SET_ASIDE)),
    *((L.PARKED, after) for after in (L.MATCHED, L.SET_ASIDE, L.REPLACED)),
    *((L.MATCHED, after) for after in (L.PARKED, L.REPLACED)),
    (L.SET_ASIDE, L.PARKED),
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


def test_both_graphs_are_whole() -> None:
    assert {(before, after) for before, afters in REQUEST_NEXT.items() for after in afters} == REQUEST_STEPS
    assert {(before, after) for before, afters in LINE_NEXT.items() for after in afters} == LINE_STEPS
    assert (set(REQUEST_NEXT), set(LINE_NEXT)) == (set(R), set(L))
    assert not PAYABLE & SETTLED
