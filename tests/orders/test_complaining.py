"""A complaint has a number, a clock and an outcome."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.accounts.actor import HOLDER, Actor
from marketplace.clock import now, pretend
from marketplace.codes import is_body
from marketplace.db import db
from marketplace.money import Dong
from marketplace.notices.models import Notice
from marketplace.orders import handlers, queries
from marketplace.orders.errors import ComplaintNotFound, ComplaintRunning, NothingToComplainAbout, WrongComplaintMoment
from marketplace.orders.models import Complaint, Order
from marketplace.orders.services import complaining, life
from marketplace.orders.states import About, ComplaintState, Outcome, SubOrderState
from tests.factories import SELLER, make_order, make_user
from tests.money import credit, part_of, request_of

pytestmark = pytest.mark.usefixtures("session")

TEAM = Actor(label="Tổ số xã")


@pytest.fixture
def order() -> Order:
    """An order that was paid, and whose buyer has an account."""
    order = make_order(buyer_id=make_user().id)
    credit(request_of(order), 150_000)
    return order


def complain(order: Order, words: str = "Cam bị dập") -> Complaint:
    return complaining.complain(part_of(order).id, about=About.BAD_GOODS, words=words, by=HOLDER)


def answer(complaint: Complaint) -> None:
    complaining.answer(
        complaint.number, outcome=Outcome.GOODS_AGAIN, promised_vnd=Dong(0), words="Mai giao bù", by=SELLER
    )


def told(complaint: Complaint) -> list[int]:
    """Who was told of it, step by step."""
    found = sa.select(Notice.user_id).where(Notice.cause.like(f"%:complaint-{complaint.id}%")).order_by(Notice.id)
    return [user_id or 0 for user_id in db.session.scalars(found)]


def test_it_has_a_number_and_three_days_and_the_shop_is_told(order: Order) -> None:
    complaint = complain(order)

    assert complaint.number.startswith("KN")
    assert is_body(complaint.number[2:])
    assert complaint.due_at - complaint.opened_at == timedelta(days=3)
    assert told(complaint) == [part_of(order).shop.owner_id]


def test_there_is_one_at_a_time_and_another_after_it_is_closed(order: Order) -> None:
    first = complain(order)
    with pytest.raises(ComplaintRunning):
        complain(order)

    complaining.take_back(first.number, because="đã gọi điện xong", by=HOLDER)

    assert (first.state, first.outcome) == (ComplaintState.CLOSED, Outcome.WITHDRAWN)
    assert complain(order).number != first.number


def test_an_order_nobody_paid_or_packed_is_cancelled_instead() -> None:
    with pytest.raises(NothingToComplainAbout):
        complain(make_order())


def test_the_buyer_is_content_with_the_answer(order: Order) -> None:
    complaint = complain(order)
    with pytest.raises(WrongComplaintMoment):
        complaining.agree(complaint.number, by=HOLDER)
    answer(complaint)

    complaining.agree(complaint.number, by=HOLDER)

    assert (complaint.state, complaint.outcome, complaint.closed_at is not None) == (
        ComplaintState.CLOSED, Outcome.GOODS_AGAIN, True,
    )  # fmt: skip
    owner, buyer = part_of(order).shop.owner_id, order.buyer_id
    assert told(complaint) == [owner, buyer, buyer, owner]
    with pytest.raises(WrongComplaintMoment):
        answer(complaint)


def test_the_buyer_is_not_content_and_the_commune_decides(order: Order) -> None:
    complaint = complain(order)
    with pytest.raises(WrongComplaintMoment):
        decide(complaint)
    answer(complaint)
    complaining.escalate(complaint.number, because="Tôi muốn lấy lại tiền", by=HOLDER)
    assert complaint.due_at > now() + timedelta(days=6)

    decide(complaint)

    assert (complaint.state, complaint.outcome, complaint.promised_vnd) == (
        ComplaintState.CLOSED, Outcome.MONEY_BACK, 50_000,
    )  # fmt: skip
    whole = queries.complaint_for_staff(complaint.number)
    assert [change.after for change in whole.history] == ["open", "answered", "escalated", "closed"]


def decide(complaint: Complaint) -> None:
    complaining.decide(
        complaint.number, outcome=Outcome.MONEY_BACK, promised_vnd=Dong(50_000), words="Trả lại một phần", by=TEAM
    )


def state_of(complaint: Complaint) -> ComplaintState:
    db.session.refresh(complaint)
    return complaint.state


def later(**time: Any) -> None:
    """The hourly job runs so much later."""
    db.session.commit()
    with pretend(now() + timedelta(**time)):
        handlers.mind_complaints(0)


def test_without_an_answer_the_clock_brings_it_to_the_commune(order: Order) -> None:
    complaint = complain(order)

    later(days=2, hours=23)
    assert state_of(complaint) is ComplaintState.OPEN
    later(days=3, minutes=1)
    later(days=3, minutes=2)

    assert state_of(complaint) is ComplaintState.ESCALATED
    # What the commune does not decide in time is shown as late, and never closed by itself.
    later(days=30)
    assert state_of(complaint) is ComplaintState.ESCALATED
    with pretend(now() + timedelta(days=30)):
        assert complaint.is_late


def test_silence_about_an_answer_is_content(order: Order) -> None:
    complaint = complain(order)
    answer(complaint)

    later(days=7, minutes=1)

    db.session.refresh(complaint)
    assert (complaint.state, complaint.outcome) == (ComplaintState.CLOSED, Outcome.GOODS_AGAIN)


# A07: a part that is complained of is not finished by the clock.
def test_an_order_complained_of_is_not_completed_by_itself(order: Order) -> None:
    for step in (life.accept, life.make_ready, life.hand_over):
        step(queries.lock_sub_order(part_of(order).id), by=SELLER)
    complaint = complain(order)
    part_id = part_of(order).id
    in_time = now() + timedelta(days=4)
    assert part_id not in queries.quiet_part_ids(at=in_time)

    complaining.take_back(complaint.number, because="xong", by=HOLDER)

    assert part_id in queries.quiet_part_ids(at=in_time)
    assert part_of(order).state is SubOrderState.HANDED_OVER


# N02
def test_another_shop_s_complaint_is_as_good_as_none(order: Order) -> None:
    complaint = complain(order)

    with pytest.raises(ComplaintNotFound):
        queries.complaint_for_seller(complaint.number, shop_ids=[part_of(order).shop_id + 1])
