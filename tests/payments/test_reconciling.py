"""What one side told of and the other did not (E18)."""

import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.accounts.actor import SYSTEM, Actor
from marketplace.clock import now, pretend
from marketplace.db import db
from marketplace.money import Dong
from marketplace.orders.models import Order
from marketplace.payments import handlers
from marketplace.payments.errors import BreakNotFound, WrongMoneyMoment
from marketplace.payments.models import BankLine, Break, BreakChange, Count, CoveredDay
from marketplace.payments.services import by_hand
from marketplace.payments.services.reconciling import breaks
from marketplace.payments.states import (
    BREAK_NEXT,
    COUNT_NEXT,
    BreakKind,
    BreakState,
    CountOf,
    CountState,
    Teller,
)
from marketplace.shops.models import BankFeed, Shop
from marketplace.shops.states import FeedProvider
from tests.factories import make_order, make_shop, make_user
from tests.money import request_of, tell
from tests.payments.bringing import MONDAY, a_night, at, bring, counted, found, hear, row, statement

pytestmark = pytest.mark.usefixtures("books")


@pytest.fixture
def order() -> Iterator[Order]:
    """An order of Monday's; its account has a feed since the Friday before."""
    with pretend(at(-3)):
        made = make_order()
    with pretend(at(0)):
        yield made


# E18
def test_money_a_webhook_told_and_the_statement_lacks_is_a_break_after_two_days(order: Order) -> None:
    line = tell(request_of(order), 150_000)
    assert line is not None
    shop = db.session.get_one(Shop, line.shop_id)

    with pretend(at(1, 23)):
        bring(order, statement(row(0, 20_000, "tien khac"), last=0))
        a_night()
        assert found() == []
    with pretend(at(2, 10)):
        a_night()

    (one,) = found()
    assert (one.line_id, one.kind, one.state) == (line.id, BreakKind.NOT_IN_STATEMENT, BreakState.OPEN)
    assert (one.owner_id, one.found_at) == (shop.owner_id, at(2, 10))
    (change,) = db.session.scalars(sa.select(BreakChange))
    assert (change.break_id, change.before, change.after) == (one.id, None, BreakState.OPEN)


# E18
def test_a_break_is_found_once_however_often_it_is_looked_for(order: Order) -> None:
    tell(request_of(order), 150_000)
    with pretend(at(5)):
        bring(order, statement(row(0, 20_000, "tien khac"), last=0))

        a_night()
        a_night()
        bring(order, statement(row(0, 20_000, "tien khac"), last=1))

    assert len(found()) == 1
    assert len(list(db.session.scalars(sa.select(BreakChange)))) == 1


# E18
def test_what_the_statement_has_too_is_no_break(order: Order) -> None:
    request = request_of(order)
    tell(request, 150_000)

    with pretend(at(5)):
        bring(order, statement(row(0, 150_000, f"CT {request.code}")))
        a_night()

    assert found() == []


# E18: nobody knows what stands in a statement that was not brought.
@pytest.mark.parametrize("days", [(1, 2), (-3, -1)])
def test_days_no_statement_speaks_for_give_no_alarm(order: Order, days: tuple[int, int]) -> None:
    tell(request_of(order), 150_000)

    with pretend(at(9)):
        bring(order, statement(row(days[0], 20_000, "tien khac"), first=days[0], last=days[1]))
        a_night()

    assert found() == []


# E18: pasted alerts are some of the movements, not all of a day.
def test_pasted_alerts_speak_for_no_day(order: Order) -> None:
    tell(request_of(order), 150_000)

    with pretend(at(9)):
        bring(order, statement(row(0, 20_000, "tien khac")), teller=Teller.PASTE)
        a_night()

    assert found() == []
    assert counted() == []


# E18
def test_the_missing_row_that_comes_later_solves_the_break(order: Order) -> None:
    request = request_of(order)
    tell(request, 150_000)
    with pretend(at(5)):
        bring(order, statement(row(0, 20_000, "tien khac")))

    with pretend(at(6)):
        bring(order, statement(row(0, 20_000, "tien khac"), row(0, 150_000, request.code)))

    (one,) = found()
    assert one.state is BreakState.SOLVED
    assert "sao kê đưa lên sau" in one.reason
    changes = db.session.scalars(sa.select(BreakChange.after).order_by(BreakChange.id)).all()
    assert list(changes) == [BreakState.OPEN, BreakState.SOLVED]


# E18
def test_a_credit_of_the_statement_that_the_feed_missed_is_a_break(order: Order) -> None:
    request = request_of(order)
    hear(order, at(2))

    with pretend(at(2)):
        bring(order, statement(row(0, 150_000, request.code)))
        a_night()
        assert found() == []
    with pretend(at(4, 10)):
        a_night()

    (one,) = found()
    assert (one.kind, one.state) == (BreakKind.NOT_BY_FEED, BreakState.OPEN)
    with pretend(at(5)):
        assert tell(request, 150_000, at=at(0, 12)) is None
        a_night()
    assert [one.state for one in found()] == [BreakState.SOLVED]


# E18: no false alarms.
@pytest.mark.parametrize(
    "why", ["no feed", "never heard", "set up later", "payOS", "no code", "needs a word", "seen by Casso"]
)
def test_a_credit_nobody_was_there_to_tell_is_no_break(order: Order, why: str) -> None:
    request = request_of(order)
    hear(order, at(2))
    feeds = sa.update(BankFeed).where(BankFeed.account_id == request.account_id)
    memo = request.code
    if why == "no feed":
        db.session.execute(sa.delete(BankFeed).where(BankFeed.account_id == request.account_id))
    elif why == "never heard":
        hear(order, at(-1))
    elif why == "set up later":
        db.session.execute(feeds.values(set_at=at(0, 12)))
    elif why == "payOS":
        db.session.execute(feeds.values(provider=FeedProvider.PAYOS))
    elif why == "no code":
        memo = "tien mung cuoi"
    elif why == "needs a word":
        db.session.execute(feeds.values(memo_prefix="SEVQR"))
    else:
        tell(request, 150_000, teller=Teller.CASSO, at=at(0, 12))

    with pretend(at(2)):
        bring(order, statement(row(0, 150_000, memo)))
    with pretend(at(6)):
        a_night()

    assert found() == []


# E18: a service that once told of money without a code tells of all.
def test_a_service_that_tells_all_should_have_told_of_money_without_a_code_too(order: Order) -> None:
    tell(request_of(order), 30_000, "tien gui xe", at=at(-1))
    hear(order, at(2))

    with pretend(at(2)):
        bring(order, statement(row(0, 90_000, "tien mung cuoi")))
    with pretend(at(6)):
        a_night()

    assert [one.kind for one in found()] == [BreakKind.NOT_BY_FEED]


# E18
def test_a_thumbs_word_that_no_statement_bears_out_is_a_break(order: Order) -> None:
    request = request_of(order)
    with pretend(at(1)):
        by_hand.confirm_received(
            request.sub_order_id, amount_vnd=Dong(150_000), reason="", key="thumb-1", by=Actor(label="Chủ")
        )
    with pretend(at(5)):
        bring(order, statement(row(1, 20_000, "tien khac"), first=1))
        a_night()
        # The money may have come the day before: nobody has seen that day yet.
        assert found() == []

        bring(order, statement(row(0, 30_000, "tien khac nua"), first=0))

    (one,) = found()
    assert one.kind is BreakKind.NOT_IN_STATEMENT
    assert db.session.get_one(BankLine, one.line_id).teller is Teller.THUMB


# E18: whether two lines are one is asked under Tiền; a second question about it would only confuse.
def test_money_a_person_is_asked_about_already_is_no_break(order: Order) -> None:
    request = request_of(order)
    with pretend(at(1)):
        by_hand.confirm_received(
            request.sub_order_id, amount_vnd=Dong(150_000), reason="", key="thumb-1", by=Actor(label="Chủ")
        )
    hear(order, at(3))

    with pretend(at(5)):
        bring(order, statement(row(1, 150_000, request.code)))
    with pretend(at(9)):
        a_night()
        assert found() == []
        (waiting,) = db.session.scalars(sa.select(BankLine).where(BankLine.surplus_of_id == request.id))
        by_hand.say_same_money(waiting.id, by=Actor(label="Chủ"))
        a_night()

    # Now it is one credit of the statement's, and the feed was silent.
    assert [(one.line_id, one.kind) for one in found()] == [(waiting.id, BreakKind.NOT_BY_FEED)]


# E18
def test_a_break_whose_money_turns_out_to_be_anothers_line_is_solved(order: Order) -> None:
    request = request_of(order)
    with pretend(at(1)):
        by_hand.confirm_received(
            request.sub_order_id, amount_vnd=Dong(150_000), reason="", key="thumb-1", by=Actor(label="Chủ")
        )
    with pretend(at(5)):
        bring(order, statement(row(1, 20_000, "tien khac")))
        assert [one.state for one in found()] == [BreakState.OPEN]

        waiting = tell(request, 150_000, at=at(1, 8))
        assert waiting is not None
        by_hand.say_same_money(waiting.id, by=Actor(label="Chủ"))
        a_night()

    # The thumb's word gave way; the bank's own line is told of by the feed, and lacks in the statement now.
    assert [(one.kind, one.state) for one in found()] == [(BreakKind.NOT_IN_STATEMENT, BreakState.SOLVED)]
    with pretend(at(8)):
        a_night()
    assert [one.state for one in found()] == [BreakState.SOLVED, BreakState.OPEN]


# E18 C03: told by the feed under one number and by the statement under another, it is told by both.
def test_a_statements_row_that_a_person_said_is_the_feeds_line_counts_for_it(order: Order) -> None:
    request = request_of(order)
    tell(request, 150_000, reference="FT1")
    with pretend(at(5)):
        bring(order, statement(row(0, 150_000, request.code, reference="SD9")))
        (waiting,) = db.session.scalars(sa.select(BankLine).where(BankLine.surplus_of_id == request.id))
        by_hand.say_same_money(waiting.id, by=Actor(label="Chủ"))
    with pretend(at(9)):
        a_night()

    assert found() == []


# E18
def test_a_break_is_explained_by_a_person_with_a_reason_once(order: Order) -> None:
    tell(request_of(order), 150_000)
    with pretend(at(5)):
        bring(order, statement(row(0, 20_000, "tien khac")))
    (one,) = found()
    seller = make_user()
    by = Actor(label=seller.name, user_id=seller.id)

    for _ in range(2):
        breaks.explain_break(one.public_id, shop_id=one.shop_id, reason="sao kê tải thiếu trang", by=by)
    db.session.flush()

    (one,) = found()
    assert (one.state, one.reason, one.by_id) == (BreakState.EXPLAINED, "sao kê tải thiếu trang", seller.id)
    last = db.session.scalars(sa.select(BreakChange).order_by(BreakChange.id)).all()[-1]
    assert (last.before, last.after, last.actor_id) == (BreakState.OPEN, BreakState.EXPLAINED, seller.id)
    with pytest.raises(BreakNotFound):
        breaks.explain_break(one.public_id, shop_id=make_shop().id, reason="của người khác", by=by)


def test_every_pair_of_states_of_breaks_and_counts_is_allowed_or_refused(order: Order) -> None:
    line = tell(request_of(order), 150_000)
    assert line is not None
    for before in BreakState:
        for after in BreakState:
            one = Break(
                public_id=secrets.token_urlsafe(8), line_id=line.id, shop_id=line.shop_id, account_id=line.account_id or 0,
                kind=BreakKind.NOT_BY_FEED, owner_id=1, found_at=now(), state=before,
            )  # fmt: skip
            _walk(one, after, may=after in BREAK_NEXT[before])
    for first in CountState:
        for then in CountState:
            count = Count(
                public_id=secrets.token_urlsafe(8), shop_id=line.shop_id, account="cash:1", what=CountOf.HELD, source="cash",  # type: ignore[arg-type]
                from_day=MONDAY, to_day=MONDAY, outside_vnd=Dong(1), ledger_vnd=Dong(2), counted_at=now(), state=first,
            )  # fmt: skip
            _walk(count, then, may=then in COUNT_NEXT[first])


def _walk(thing: Any, after: Any, *, may: bool) -> None:
    thing.id = 1
    with db.session.no_autoflush:
        db.session.add(thing)
        if may:
            thing.become(after, because="vì", by=SYSTEM)
            assert (thing.state, thing.reason) == (after, "vì")
        else:
            with pytest.raises(WrongMoneyMoment):
                thing.become(after, because="vì", by=SYSTEM)
        db.session.expunge_all()


def test_breaks_that_may_be_one_transfer_on_two_days_are_shown_as_such(order: Order) -> None:
    request = request_of(order)
    hear(order, at(9))
    tell(request, 70_000, "tien rau", at=at(0, 23))
    with pretend(at(2)):
        bring(order, statement(row(1, 70_000, "tien rau sach"), row(0, 80_000, "tien rau")))
    with pretend(at(9)):
        a_night()
    missing, *untold = found()
    for one in (missing, *untold):
        one.line = db.session.get_one(BankLine, one.line_id)

    same = breaks.likely_same([missing, *untold])

    assert len(untold) == 2
    assert {key: other.id for key, other in same.items()} == {missing.id: untold[0].id, untold[0].id: missing.id}


# E18 I15
def test_the_nightly_job_does_it_all_and_again_changes_nothing(order: Order) -> None:
    tell(request_of(order), 150_000)
    with pretend(at(1)):
        bring(order, statement(row(0, 20_000, "tien khac"), last=0))
    db.session.commit()
    job: Callable[..., None] = handlers.reconcile

    with pretend(at(4)):
        job(timestamp=0)
        job(timestamp=0)

    assert [one.state for one in found()] == [BreakState.OPEN]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CoveredDay)) == 1
