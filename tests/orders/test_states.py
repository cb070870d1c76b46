"""The life of a part: every pair of states, and every button in every state."""

import ast
from collections.abc import Callable
from datetime import timedelta
from itertools import product as pairs
from pathlib import Path
from typing import Any

import pytest

from marketplace.accounts.actor import HOLDER, SYSTEM
from marketplace.clock import now
from marketplace.db import db
from marketplace.errors import Refusal
from marketplace.orders.errors import WrongMoment
from marketplace.orders.models import SubOrder
from marketplace.orders.queries import lock_sub_order
from marketplace.orders.services import life
from marketplace.orders.states import NEXT, OPEN, SubOrderState, may_become
from marketplace.payments.services import calling_off
from marketplace.payments.services.checking import broken
from tests.digest import digest
from tests.factories import SELLER, make_order, make_product
from tests.money import credit, part_of, request_of

pytestmark = pytest.mark.usefixtures("session")

S = SubOrderState

# Said once more, so that a change of the graph is a change of this test.
LEGAL = {
    (S.PLACED, S.ACCEPTED),
    (S.PLACED, S.EXPIRED),
    (S.PLACED, S.CANCELLED_BY_BUYER),
    (S.PLACED, S.DECLINED_BY_SHOP),
    (S.ACCEPTED, S.READY),
    (S.ACCEPTED, S.HANDED_OVER),
    (S.ACCEPTED, S.CANCELLED_BY_BUYER),
    (S.ACCEPTED, S.DECLINED_BY_SHOP),
    (S.READY, S.HANDED_OVER),
    (S.READY, S.DECLINED_BY_SHOP),
    (S.HANDED_OVER, S.COMPLETED),
    (S.EXPIRED, S.PLACED),
}


# A01
@pytest.mark.parametrize(("before", "after"), list(pairs(S, S)))
def test_only_the_drawn_steps_move_a_part(before: SubOrderState, after: SubOrderState) -> None:
    part = lock_sub_order(part_of(make_order()).id)
    part.state = before
    db.session.flush()
    unchanged, version = digest(), part.version

    if (before, after) in LEGAL:
        part.become(after, because="thử", by=SYSTEM)
        db.session.flush()

        changed = lock_sub_order(part.id)
        assert (changed.state, changed.version) == (after, version + 1)
        assert (changed.history[-1].before, changed.history[-1].after) == (before, after)
    else:
        with pytest.raises(WrongMoment):
            part.become(after, because="thử", by=SYSTEM)

        assert part.state is before
        assert digest() == unchanged


def test_the_graph_is_whole() -> None:
    drawn = {(before, after) for before in S for after in S if may_become(before, after)}

    assert drawn == LEGAL
    assert set(NEXT) == set(S)
    assert all(NEXT[state] for state in OPEN)


# --- the buttons: services instead of bare steps ---


def _pay(part: SubOrder) -> None:
    credit(request_of(part.order, part.number), part.amount_vnd)


def _lapse(part: SubOrder) -> None:
    if not calling_off.lapse(part.id, at=now() + timedelta(hours=1)):
        raise WrongMoment


BUTTONS: dict[str, Callable[[SubOrder], Any]] = {
    "accept": lambda part: life.accept(lock_sub_order(part.id), by=SELLER),
    "make_ready": lambda part: life.make_ready(lock_sub_order(part.id), by=SELLER),
    "hand_over": lambda part: life.hand_over(lock_sub_order(part.id), by=SELLER),
    "complete": lambda part: life.complete(lock_sub_order(part.id), by=HOLDER),
    "cancel": lambda part: calling_off.call_off_by_buyer(part.id, because="thôi", by=HOLDER),
    "decline": lambda part: calling_off.decline(part.id, because="hỏng", by=SELLER),
    "lapse": _lapse,
}
WAYS: dict[SubOrderState, tuple[str, ...]] = {
    S.PLACED: (),
    S.ACCEPTED: ("pay", "accept"),
    S.READY: ("pay", "accept", "make_ready"),
    S.HANDED_OVER: ("pay", "accept", "make_ready", "hand_over"),
    S.COMPLETED: ("pay", "accept", "make_ready", "hand_over", "complete"),
    S.EXPIRED: ("lapse",),
    S.CANCELLED_BY_BUYER: ("cancel",),
    S.DECLINED_BY_SHOP: ("decline",),
}
LEADS_TO = {
    (S.PLACED, "cancel"): S.CANCELLED_BY_BUYER,
    (S.PLACED, "decline"): S.DECLINED_BY_SHOP,
    (S.PLACED, "lapse"): S.EXPIRED,
    (S.ACCEPTED, "make_ready"): S.READY,
    (S.ACCEPTED, "hand_over"): S.HANDED_OVER,
    (S.ACCEPTED, "cancel"): S.CANCELLED_BY_BUYER,
    (S.ACCEPTED, "decline"): S.DECLINED_BY_SHOP,
    (S.READY, "hand_over"): S.HANDED_OVER,
    (S.READY, "decline"): S.DECLINED_BY_SHOP,
    (S.HANDED_OVER, "complete"): S.COMPLETED,
    # Pressed again it stays as it is (A07).
    (S.COMPLETED, "complete"): S.COMPLETED,
}


def _part_in(state: SubOrderState) -> SubOrder:
    order = make_order(make_product(price_vnd=150_000))
    for step in WAYS[state]:
        (BUTTONS | {"pay": _pay})[step](part_of(order))
    db.session.flush()
    return part_of(order)


# A01 A07
@pytest.mark.parametrize(("state", "button"), list(pairs(S, BUTTONS)))
def test_every_button_in_every_state(state: SubOrderState, button: str) -> None:
    part = _part_in(state)
    assert part.state is state
    unchanged = digest()

    if (state, button) in LEADS_TO:
        BUTTONS[button](part)

        assert part_of(part.order).state is LEADS_TO[state, button]
    else:
        with pytest.raises(Refusal):
            BUTTONS[button](part)

        assert digest() == unchanged
    if (state, button) == (S.COMPLETED, "complete"):
        assert digest() == unchanged
    assert not any(broken().values())


def test_a_paid_order_does_not_expire() -> None:
    part = _part_in(S.PLACED)
    _pay(part)

    assert not calling_off.lapse(part.id, at=now() + timedelta(days=9))

    assert part_of(part.order).state is S.PLACED


# A02
def test_only_become_sets_a_state_and_only_two_services_set_paid_at() -> None:
    rooms = Path(__file__).parents[2] / "marketplace"
    setters = {
        (path.relative_to(rooms).as_posix(), function.name, target.attr)
        for room in ("orders", "payments", "pages")
        for path in (rooms / room).rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
        for statement in ast.walk(function)
        if isinstance(statement, ast.Assign | ast.AugAssign)
        for target in (statement.targets if isinstance(statement, ast.Assign) else [statement.target])
        if isinstance(target, ast.Attribute) and target.attr in ("state", "paid_at", "paid_vnd", "parked_vnd")
    }

    assert {name for name in setters if name[2] == "state" and name[1] != "become"} == {
        ("payments/services/notices.py", "settle_kept", "state"),
        ("payments/services/notices.py", "mark_failed", "state"),
    }
    assert {name[:2] for name in setters if name[2] == "paid_at"} == {
        ("orders/services/life.py", "note_paid"),
        ("orders/services/life.py", "note_unpaid"),
    }
    assert {name[0] for name in setters if name[2] in ("paid_vnd", "parked_vnd")} == {
        "payments/services/calling_off.py",
        "payments/services/ledger.py",
        "payments/services/payos_credits.py",
        "payments/services/reducing.py",
        "payments/services/settling.py",
        "payments/services/undoing.py",
    }
