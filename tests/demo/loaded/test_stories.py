"""The demo village's orders: every story ends as it is told."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.accounts.models import AuditEvent, User
from marketplace.clock import now
from marketplace.db import db
from marketplace.demo.loading import load_village
from marketplace.demo.stories import memo_of
from marketplace.media.models import Picture
from marketplace.notices.models import Notice
from marketplace.orders.models import Order, SubOrder, SubOrderChange
from marketplace.orders.queries import parts_for_desk
from marketplace.orders.states import Method, SubOrderState
from marketplace.payments.models import BankLine, PaymentRequest
from marketplace.payments.services.checking import broken
from marketplace.payments.states import RequestState
from marketplace.places.models import Place
from marketplace.shops.models import Product, Shop
from tests.demo.loaded.told import CALLED_OFF, PARTS, TOLD, count, part_of, request_of, shop_of

pytestmark = pytest.mark.usefixtures("village")


# Stories


@pytest.mark.parametrize(("story", "told"), PARTS)
def test_part_ends_as_its_story_says(story: Mapping[str, Any], told: Mapping[str, Any]) -> None:
    part = part_of(story, told["shop"])

    assert part.state == told["sub_order_state"]
    assert part.amount_vnd == told["total_vnd"]
    assert part.method == told["method"]
    if part.method is Method.CASH:
        assert (part.paid_at is not None) == (told["money_state"] == "paid")
    elif part.state in CALLED_OFF:
        assert request_of(part).state is RequestState.VOID
    else:
        assert request_of(part).state == told["money_state"]


@pytest.mark.parametrize(("story", "told"), PARTS)
def test_money_that_needs_a_person_is_parked_and_no_other(story: Mapping[str, Any], told: Mapping[str, Any]) -> None:
    part = part_of(story, told["shop"])
    owed = told.get("refund", {}).get("amount_vnd", 0)
    late = sum(credit["amount_vnd"] for credit in told.get("credits", ()) if credit.get("parked"))

    parked = 0
    if part.method is Method.TRANSFER:
        lines = db.session.scalars(sa.select(BankLine).where(BankLine.surplus_of_id == request_of(part).id)).all()
        parked = sum(line.parked_vnd for line in lines)

    assert parked == owed + late


def test_all_parked_money_is_that_of_the_stories() -> None:
    told = [
        part.get("refund", {}).get("amount_vnd", 0)
        + sum(credit["amount_vnd"] for credit in part.get("credits", ()) if credit.get("parked"))
        for story in TOLD["stories"]
        for part in story["parts"]
    ]

    assert db.session.scalar(sa.select(sa.func.sum(BankLine.parked_vnd))) == sum(told) == 418_000


def test_every_state_of_a_part_is_there() -> None:
    assert set(db.session.scalars(sa.select(SubOrder.state))) == set(SubOrderState)


def test_every_state_of_a_request_is_there() -> None:
    assert set(db.session.scalars(sa.select(PaymentRequest.state))) == set(RequestState)


@pytest.mark.parametrize(("story", "told"), PARTS)
def test_history_lies_in_the_past_in_its_order(story: Mapping[str, Any], told: Mapping[str, Any]) -> None:
    part = part_of(story, told["shop"])

    steps = db.session.scalars(
        sa.select(SubOrderChange).where(SubOrderChange.sub_order_id == part.id).order_by(SubOrderChange.id)
    ).all()

    times = [step.at for step in steps]
    assert times[0] == part.placed_at
    assert times == sorted(times)
    assert times[-1] < now()
    assert part.paid_at is None or part.placed_at < part.paid_at < now()


def test_open_codes_can_be_paid_now() -> None:
    open_now = db.session.scalars(
        sa.select(PaymentRequest).where(PaymentRequest.state.in_([RequestState.OPEN, RequestState.PART_PAID]))
    ).all()

    assert len(open_now) == 2
    assert all(request.open_until > now() for request in open_now)


def test_whoever_lapses_overdue_orders_finds_nothing_to_do() -> None:
    overdue = db.session.scalars(
        sa.select(SubOrder).where(
            SubOrder.state == SubOrderState.PLACED, SubOrder.paid_at.is_(None), SubOrder.hold_until <= now()
        )
    ).all()

    assert overdue == []


def test_inboxes_and_orders_were_written_in_the_order_of_their_times() -> None:
    told_at = db.session.scalars(sa.select(Notice.at).order_by(Notice.id)).all()
    placed_at = db.session.scalars(sa.select(Order.placed_at).order_by(Order.id)).all()
    audited_at = db.session.scalars(sa.select(AuditEvent.at).order_by(AuditEvent.id)).all()

    assert told_at == sorted(told_at)
    assert placed_at == sorted(placed_at)
    assert audited_at == sorted(audited_at)


def test_desk_of_the_vegetable_growers_shows_their_orders() -> None:
    parts = parts_for_desk(shop_of("rau-bai-song").id, since=now() - timedelta(days=7))

    assert {part.state for part in parts} == {SubOrderState.PLACED, SubOrderState.ACCEPTED, SubOrderState.COMPLETED}


def test_no_invariant_is_broken() -> None:
    found = broken()

    assert {name: things for name, things in found.items() if things} == {}


def test_mangled_memo_is_as_the_bank_prints_it() -> None:
    told = {"before": "MBVCB 1 ", "code_groups": [7, 2, 2], "lower_case": True, "after": " CT TU DEMO"}

    assert memo_of(told, code="HQXABCDEFGH") == "MBVCB 1 hqxabcd ef gh CT TU DEMO"


# Once, and only where it may be


def test_loading_again_changes_nothing() -> None:
    before = {table: count(table) for table in (Place, User, Shop, Product, Picture, Order, BankLine, AuditEvent)}

    assert not load_village()

    assert {table: count(table) for table in before} == before
