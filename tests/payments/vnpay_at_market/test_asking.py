"""Asking VNPay what became of payments and refunds, over real HTTP."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from marketplace import config
from marketplace.accounts.actor import HOLDER
from marketplace.clock import now, pretend
from marketplace.db import db
from marketplace.payments import handlers
from marketplace.payments.models import Refund
from marketplace.payments.services import by_vnpay, calling_off
from marketplace.payments.states import AttemptState, RefundState, RequestState
from marketplace.sandbox.vnpay.states import Answering, Telling
from tests.digest import digest
from tests.money import part_of
from tests.payments.vnpay_at_market.way import Way, lines
from tests.people import open_browser, sign_in
from tests.sandbox.vnpay.making import Running

pytestmark = pytest.mark.usefixtures("books")

# --- asking VNPay, over real HTTP ---


def in_minutes(minutes: float) -> Any:
    return pretend(now() + timedelta(minutes=minutes))


# F03
def test_a_lost_call_is_healed_by_asking(asked: tuple[Way, Running]) -> None:
    way, vnpay = asked
    way.go()
    vnpay.pay(way.link, telling=Telling.LOST.value)
    handlers.ask_vnpay(0)
    assert way.state is RequestState.OPEN

    with in_minutes(21):
        handlers.ask_vnpay(0)

    assert (way.state, way.attempt().state, way.attempt().ask_at) == (RequestState.PAID, AttemptState.PAID, None)
    assert way.attempt().times_asked == 1
    assert len(way.attempt().call_id) == 32


# F03: answered by question, then the call comes after all.
def test_the_call_after_the_answer_is_already_known(asked: tuple[Way, Running]) -> None:
    way, vnpay = asked
    attempt = way.go()
    vnpay.pay(way.link, telling=Telling.LOST.value)
    with in_minutes(21):
        handlers.ask_vnpay(0)

    assert way.ipn(way.told(attempt)) == "02"
    assert len(lines()) == 1


# F14 T02
@pytest.mark.parametrize(
    "trouble", [one for one in Answering if one not in (Answering.NONE, Answering.SILENT, Answering.REFUND_REFUSED)]
)
def test_an_uncertain_answer_moves_nothing_and_is_asked_again(asked: tuple[Way, Running], trouble: Answering) -> None:
    way, vnpay = asked
    way.go()
    vnpay.pay(way.link, telling=Telling.LOST.value, answering=trouble.value)

    with in_minutes(21):
        handlers.ask_vnpay(0)

    attempt = way.attempt()
    assert (attempt.state, way.state) == (AttemptState.OPEN, RequestState.OPEN)
    assert attempt.ask_at is not None
    assert lines() == []


# F15 INV-12
def test_what_stays_unknown_is_asked_ever_more_seldom_and_then_alarms(way: Way) -> None:
    attempt = way.go()
    pauses = []
    for _ in range(6):
        with pretend(attempt.begun_at + timedelta(hours=1)):
            attempt.times_asked += 1
            by_vnpay.plan_next_question(attempt.id)
            assert attempt.ask_at is not None
            pauses.append(attempt.ask_at - now())
    assert pauses == sorted(pauses)

    with pretend(attempt.begun_at + timedelta(hours=25)):
        by_vnpay.plan_next_question(attempt.id)
    assert attempt.is_alarm

    with pretend(attempt.begun_at + timedelta(days=5)):
        by_vnpay.plan_next_question(attempt.id)
    assert (attempt.ask_at, attempt.is_alarm) == (None, True)


# F17: one question of a terminal in five minutes; its id is stored before it is asked.
def test_a_terminal_is_asked_once_in_five_minutes(way: Way) -> None:
    first, second = way.go(), way.go()
    with in_minutes(21):
        assert by_vnpay.intend_question(first.id, first.terminal_id) is not None
        assert by_vnpay.intend_question(second.id, second.terminal_id) is None
        assert by_vnpay.intend_question(first.id, first.terminal_id) is None
    with in_minutes(27):
        assert by_vnpay.intend_question(second.id, second.terminal_id) is not None


# --- sending back ---


def refund_page(way: Way) -> tuple[FlaskClient, str]:
    owner = part_of(way.order).shop.owner_id
    from marketplace.accounts.models import User  # noqa: PLC0415

    seller = open_browser(way.app)
    sign_in(seller, db.session.get_one(User, owner))
    refund = db.session.scalars(sa.select(Refund)).one()
    return seller, f"/ban-hang/{part_of(way.order).shop.slug}/hoan-tien/{refund.public_id}"


def cancelled(way: Way, vnpay: Running) -> Refund:
    way.go()
    vnpay.pay(way.link, telling=Telling.LOST.value)
    with in_minutes(21):
        handlers.ask_vnpay(0)
    calling_off.call_off_by_buyer(part_of(way.order).id, because="thôi", by=HOLDER)
    db.session.commit()
    return db.session.scalars(sa.select(Refund)).one()


# F18 F19
def test_money_goes_back_through_vnpay_by_one_tap(asked: tuple[Way, Running]) -> None:
    way, vnpay = asked
    refund = cancelled(way, vnpay)
    seller, page = refund_page(way)
    assert "Nhờ VNPay hoàn lại" in seller.get(page).text

    assert seller.post(page + "/vnpay").status_code == 303

    db.session.refresh(refund)
    assert (refund.state, refund.paid_from) == (RefundState.SENT, f"vnpay:{refund.shop_id}")
    assert len(refund.gateway_id) == 32
    again = digest()
    seller.post(page + "/vnpay")
    assert digest() == again


# F18 H11: the call is lost on the way; its money can go nowhere, and VNPay is asked.
def test_a_refund_without_an_answer_stays_unknown_until_vnpay_says(
    asked: tuple[Way, Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    way, vnpay = asked
    refund = cancelled(way, vnpay)
    seller, page = refund_page(way)
    right = config.current().vnpay_api_url
    config.use(type(config.current())(**{**config.current().__dict__, "vnpay_api_url": "http://127.0.0.1:9/none"}))

    seller.post(page + "/vnpay")

    db.session.refresh(refund)
    assert (refund.state, refund.sent_at) == (RefundState.SENDING, None)
    assert lines()[0].parked_vnd == 150_000
    config.use(type(config.current())(**{**config.current().__dict__, "vnpay_api_url": right}))
    with in_minutes(6):
        handlers.ask_vnpay(0)
    db.session.refresh(refund)
    # VNPay never heard of it: a person sends it again.
    assert refund.state in (RefundState.AGREED, RefundState.SENDING)
