"""Asking payOS what became of links, over real HTTP: lost calls are healed, open links closed, nothing paid twice."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace import config
from marketplace.accounts.actor import HOLDER
from marketplace.clock import now, pretend
from marketplace.db import db
from marketplace.money import Dong
from marketplace.payments import handlers
from marketplace.payments.feeds.payos import LinkStatus
from marketplace.payments.models import Refund
from marketplace.payments.services import by_payos, calling_off, payos_asking
from marketplace.payments.services.pulling import payos_of
from marketplace.payments.states import LineState, LinkState, RequestState
from marketplace.sandbox.feeds import status_of
from marketplace.shops.services import feeds
from marketplace.shops.states import FeedProvider
from tests.factories import SELLER
from tests.money import credit, part_of
from tests.payments.payos_at_market.test_links import feed
from tests.payments.payos_at_market.way import Way, lines, links, signed, steps

pytestmark = pytest.mark.usefixtures("books")


def in_minutes(minutes: float) -> Any:
    return pretend(now() + timedelta(minutes=minutes))


def there(way: Way) -> LinkStatus:
    """Where the newest link stands at payOS."""
    link = way.payos.machine.book.find_link(way.account.number, str(way.link().order_code))
    assert link is not None
    with way.payos.app.app_context():
        return status_of(link)


def lose_the_answer(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    """payOS makes the link, and its answer is lost on the way."""
    real = by_payos.make

    def make(intent: by_payos.Intent, **urls: str) -> by_payos.Made:
        real(intent, **urls)
        return by_payos.Made(state=LinkState.BEGUN)

    with monkeypatch.context() as patch:
        patch.setattr(by_payos, "make", make)
        assert way.press().status_code == 303


# F03
def test_a_lost_call_is_healed_by_asking(way: Way) -> None:
    way.go()
    way.pay(mischief="silent")
    handlers.ask_payos(0)
    assert way.state is RequestState.OPEN

    with in_minutes(4):
        handlers.ask_payos(0)

    link = way.link()
    assert (way.state, link.state, link.ask_at, link.paid_vnd) == (RequestState.PAID, LinkState.PAID, None, 150_000)
    assert steps(link)[-1] == (LinkState.OPEN, LinkState.PAID)


# F03: the call comes after all, or came before: it is one credit.
@pytest.mark.parametrize("is_told_first", [True, False])
def test_asked_and_told_is_one_credit(way: Way, is_told_first: bool) -> None:  # noqa: FBT001
    way.go()
    way.pay()
    calls = list(way.calls.asked)
    if is_told_first:
        way.tell(*calls)

    with in_minutes(4):
        handlers.ask_payos(0)
    assert way.tell(*calls) == [200]

    assert (len(lines()), way.link().paid_vnd, way.link().state) == (1, 150_000, LinkState.PAID)
    with in_minutes(10):
        handlers.ask_payos(0)
    assert (way.state, len(lines())) == (RequestState.PAID, 1)


# C04: both parts were lost.
def test_both_parts_of_a_link_are_found(way: Way) -> None:
    way.go()
    way.pay("less", mischief="silent")
    way.pay(mischief="silent")

    with in_minutes(4):
        handlers.ask_payos(0)

    assert (way.state, [line.amount_vnd for line in lines()]) == (RequestState.PAID, [75_000, 75_000])


# F14: nobody heard that the link was made. It is found, closed there, and only then another may be made.
def test_a_link_whose_answer_was_lost_is_closed_and_another_follows(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    lose_the_answer(way, monkeypatch)
    assert (way.link().state, there(way)) == (LinkState.BEGUN, LinkStatus.PENDING)

    with in_minutes(4):
        handlers.ask_payos(0)

    assert (way.link().state, there(way)) == (LinkState.CANCELLED, LinkStatus.CANCELLED)
    assert way.go().state is LinkState.OPEN
    assert len(links()) == 2


# F14: nobody heard of it, and it is paid all the same.
def test_a_link_whose_answer_was_lost_and_that_was_paid_pays(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    lose_the_answer(way, monkeypatch)
    made = way.payos.machine.book.find_link(way.account.number, str(way.link().order_code))
    assert made is not None
    way.link().checkout_url = f"{way.payos.url}/payos/web/{made.link_id}"
    way.pay(mischief="silent")

    with in_minutes(4):
        handlers.ask_payos(0)

    assert (way.state, way.link().state) == (RequestState.PAID, LinkState.PAID)


# F14: it was never made. That is believed when payOS has had time to make it.
def test_a_link_that_was_never_made_is_known_to_be_none(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_payos, "make", lambda intent, **urls: by_payos.Made(state=LinkState.BEGUN))
    way.press()
    link = way.link()
    link.ask_at = now()
    db.session.commit()

    handlers.ask_payos(0)
    assert (way.link().state, way.link().ask_at is not None) == (LinkState.BEGUN, True)
    with in_minutes(8):
        handlers.ask_payos(0)

    assert (way.link().state, way.link().ask_at) == (LinkState.FAILED, None)


# T02: an answer that says nothing moves nothing.
@pytest.mark.parametrize("trouble", ["down", "keys"])
def test_an_uncertain_answer_moves_nothing_and_is_asked_again(way: Way, trouble: str) -> None:
    way.go()
    way.pay(mischief="silent")
    if trouble == "down":
        config.use(replace(config.current(), payos_url="http://127.0.0.1:9"))
    else:
        feeds.set_feed(way.account, FeedProvider.PAYOS, secret="x", api_key="other", by=SELLER)
        db.session.commit()

    with in_minutes(4):
        handlers.ask_payos(0)

    link = way.link()
    assert (link.state, way.state, lines(), link.times_asked) == (LinkState.OPEN, RequestState.OPEN, [], 1)
    assert link.ask_at is not None


# F15 INV-12
def test_what_stays_unknown_is_asked_ever_more_seldom_and_then_alarms(way: Way) -> None:
    link, pauses = way.go(), []
    for _ in range(6):
        with pretend(link.begun_at + timedelta(hours=1)):
            link.times_asked += 1
            payos_asking.note_answer(link.id, payos_asking.Answer())
            assert link.ask_at is not None
            pauses.append(link.ask_at - now())
    assert (pauses, way.link().is_alarm) == (sorted(pauses), False)

    with pretend(link.begun_at + timedelta(hours=25)):
        payos_asking.note_answer(link.id, payos_asking.Answer())
    assert link.is_alarm
    with pretend(link.begun_at + timedelta(days=5)):
        payos_asking.note_answer(link.id, payos_asking.Answer())
    assert (link.ask_at, link.is_alarm) == (None, True)


# The order was called off, or paid otherwise: within the next minute nobody can pay by its link any more.
@pytest.mark.parametrize("way_out", ["called off", "paid otherwise"])
def test_a_link_that_nobody_shall_pay_by_is_closed_at_payos(way: Way, way_out: str) -> None:
    way.go()
    if way_out == "called off":
        calling_off.call_off_by_buyer(part_of(way.order).id, because="thôi", by=HOLDER)
    else:
        credit(way.request, 150_000)
    db.session.commit()

    handlers.ask_payos(0)

    assert (way.link().state, there(way)) == (LinkState.CANCELLED, LinkStatus.CANCELLED)
    assert len(lines()) == (way_out == "paid otherwise")


# Money that came in the very last moment is not lost by closing: it is owed back.
def test_money_on_a_link_that_was_called_off_is_owed_back(way: Way) -> None:
    way.go()
    way.pay("less", mischief="silent")
    calling_off.call_off_by_buyer(part_of(way.order).id, because="thôi", by=HOLDER)
    db.session.commit()

    handlers.ask_payos(0)

    assert (lines()[0].state, way.link().state) == (LineState.PARKED, LinkState.CANCELLED)
    assert db.session.scalars(sa.select(Refund)).one().amount_vnd == 75_000


def test_a_link_that_ran_out_is_closed_and_looked_at_once_more(way: Way) -> None:
    link = way.payos.machine.book.find_link(way.account.number, str(way.go().order_code))
    assert link is not None
    way.payos.machine.book.keep_link(replace(link, expires_at=now()))

    with in_minutes(45):
        handlers.ask_payos(0)
        assert way.link().state is LinkState.EXPIRED
        assert way.link().ask_at is not None
    with in_minutes(120):
        handlers.ask_payos(0)

    assert (way.link().state, way.link().ask_at, way.link().is_alarm) == (LinkState.EXPIRED, None, False)


# payOS speaks of money that cannot be read, or that its list does not hold: it is asked for on; what cannot be read
# alarms at once.
@pytest.mark.parametrize("unread", [0, 1])
def test_money_that_is_not_in_the_list_is_asked_for_on(way: Way, unread: int) -> None:
    link = way.go()
    found = replace(
        payos_of(feed()).get_link(link.order_code),
        status=LinkStatus.PAID,
        amount_paid_vnd=Dong(150_000 - unread * 150_000),
        unread=unread,
    )

    payos_asking.note_answer(link.id, payos_asking.Answer(link=found))

    assert (link.is_alarm, link.state, link.ask_at is not None) == (bool(unread), LinkState.OPEN, True)


# F14: "you may not come in" does not say that the link is not there.
def test_being_refused_says_nothing_of_the_link(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    lose_the_answer(way, monkeypatch)
    feeds.set_feed(way.account, FeedProvider.PAYOS, secret="x", api_key="other", by=SELLER)
    db.session.commit()

    with in_minutes(8):
        handlers.ask_payos(0)

    assert (way.link().state, there(way)) == (LinkState.BEGUN, LinkStatus.PENDING)


# A feed that was dropped leaves nothing that crashes the job, and nothing that is forgotten.
def test_a_dropped_feed_stops_nothing(way: Way) -> None:
    way.go()
    feeds.drop_feed(way.account, FeedProvider.PAYOS, by=SELLER)
    db.session.commit()

    with in_minutes(4):
        handlers.ask_payos(0)

    assert (way.link().state, way.link().ask_at is not None) == (LinkState.OPEN, True)


def test_an_iso_time_in_payos_list_is_read(way: Way) -> None:
    way.go()
    from marketplace.payments.feeds.payos import _link_of  # noqa: PLC0415

    row = {
        "reference": "FT1", "amount": 5, "accountNumber": "09", "description": "",
        "transactionDateTime": "2026-11-23T10:18:23+07:00",
    }  # fmt: skip
    bad = row | {"transactionDateTime": "yesterday"}
    data = signed({"id": "a", "orderCode": 7, "amount": 5, "status": "PAID", "transactions": [row, bad, "x"]})["data"]

    read = _link_of(data)

    assert (read.unread, [notice.outside_id for notice in read.credits]) == (2, ["FT1:7"])
    assert f"{read.credits[0].at:%H:%M}" == "03:18"
