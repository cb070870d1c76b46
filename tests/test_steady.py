"""A clock that jumps closes nobody's orders."""

import pytest
import sqlalchemy as sa

from marketplace import steady
from marketplace.clock import now, pretend
from marketplace.db import db
from marketplace.orders.models import SubOrder
from marketplace.orders.states import SubOrderState
from marketplace.payments import handlers
from tests.factories import make_order

DAY = 86_400.0


class Clocks:
    """A machine whose clocks a test sets."""

    def __init__(self) -> None:
        self.wall, self.running = 1_800_000_000.0, 500.0

    def pass_(self, seconds: float) -> None:
        self.wall += seconds
        self.running += seconds


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    clocks = Clocks()
    monkeypatch.setattr(steady, "_wall_seconds", lambda: clocks.wall)
    monkeypatch.setattr(steady, "_seconds_since_start", lambda: clocks.running)
    monkeypatch.setattr(steady, "clock", steady.Steady())
    return clocks


def test_an_even_clock_is_believed_and_small_corrections_too(clocks: Clocks) -> None:
    believed = [steady.clock.is_believed()]
    for correction in (0, 1, -1, 100, -100):
        clocks.pass_(60)
        clocks.wall += correction
        believed.append(steady.clock.is_believed())

    assert believed == [True] * 6


# K11
@pytest.mark.parametrize("jump", [DAY, -3_600.0])
def test_a_jump_is_not_believed_for_a_quarter_of_an_hour(clocks: Clocks, jump: float) -> None:
    assert steady.clock.is_believed()
    clocks.wall += jump

    believed = []
    for _ in range(17):
        believed.append(steady.clock.is_believed())
        clocks.pass_(60)

    assert believed == [False] * 15 + [True] * 2


# K11: jumped and set right again: from then on it takes as long once more.
def test_a_jump_that_is_mended_is_a_jump_too(clocks: Clocks) -> None:
    steady.clock.is_believed()
    clocks.wall += DAY
    assert not steady.clock.is_believed()
    clocks.pass_(60)
    clocks.wall -= DAY
    assert not steady.clock.is_believed()
    clocks.pass_(steady.GRACE_SECONDS)
    assert steady.clock.is_believed()


# K11
@pytest.mark.usefixtures("session")
def test_no_order_expires_by_a_jump(clocks: Clocks) -> None:
    order = make_order()
    db.session.commit()
    handlers.lapse_overdue(0)
    clocks.wall += DAY

    with pretend(now().replace(year=now().year + 1)):
        handlers.lapse_overdue(0)
        states = sa.select(SubOrder.state).where(SubOrder.order_id == order.id)
        assert list(db.session.scalars(states)) == [SubOrderState.PLACED]

        clocks.pass_(steady.GRACE_SECONDS)
        handlers.lapse_overdue(0)

    assert list(db.session.scalars(states)) == [SubOrderState.EXPIRED]
