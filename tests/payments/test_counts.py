"""Sums from outside held against the ledger (I15)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.actor import SYSTEM, Actor
from marketplace.clock import pretend
from marketplace.db import db
from marketplace.money import Dong
from marketplace.orders.models import Order
from marketplace.orders.states import Method
from marketplace.payments.errors import BadDays, CountNotFound
from marketplace.payments.models import BankLine, Count, CountChange
from marketplace.payments.queries.reconciling import ledger_side
from marketplace.payments.services import by_hand
from marketplace.payments.services.reconciling import counts
from marketplace.payments.services.telling import Told, write_line
from marketplace.payments.states import (
    CountOf,
    CountState,
    Direction,
    Teller,
)
from tests.factories import make_order, make_shop
from tests.money import part_of, request_of, tell
from tests.payments.bringing import MONDAY, a_night, at, bring, counted, row, statement

pytestmark = pytest.mark.usefixtures("books")


@pytest.fixture
def order() -> Iterator[Order]:
    """An order of Monday's; its account has a feed since the Friday before."""
    with pretend(at(-3)):
        made = make_order()
    with pretend(at(0)):
        yield made


# I15
def test_an_imported_statement_is_counted_against_the_ledger(order: Order) -> None:
    request = request_of(order)
    tell(request, 150_000)
    with pretend(at(5)):
        import_id = bring(
            order,
            statement(
                row(0, 150_000, request.code), row(1, 20_000, "tien khac"), row(1, 9, "x", direction=Direction.OUT)
            ),
        )

    (count,) = counted()
    assert (count.account, count.what, count.import_id) == (f"bank:{request.account_id}", CountOf.CAME, import_id)
    assert (count.from_day, count.to_day) == (MONDAY, MONDAY + timedelta(days=1))
    assert (count.outside_vnd, count.ledger_vnd, count.state) == (170_000, 170_000, CountState.AGREES)


# I15
def test_a_difference_is_a_row_that_stays_until_a_fuller_statement_comes(order: Order) -> None:
    request = request_of(order)
    tell(request, 150_000)

    with pretend(at(5)):
        bring(order, statement(row(0, 20_000, "tien khac")))
        a_night()
        bring(order, statement(row(0, 20_000, "tien khac")))

    (count,) = counted()
    assert (count.outside_vnd, count.ledger_vnd, count.difference_vnd) == (20_000, 170_000, -150_000)
    assert count.state is CountState.OPEN
    with pretend(at(6)):
        bring(order, statement(row(0, 20_000, "tien khac"), row(0, 150_000, request.code), last=2))
    first, second = counted()
    assert (first.state, first.matched_by_id, second.state) == (CountState.MATCHED, second.id, CountState.AGREES)
    steps = db.session.scalars(
        sa.select(CountChange.after).where(CountChange.count_id == first.id).order_by(CountChange.id)
    )
    assert list(steps) == [CountState.OPEN, CountState.MATCHED]


# I15: both numbers stay as they were; only the state says that it is over.
def test_a_difference_the_ledger_catches_up_with_is_matched_in_the_night(order: Order) -> None:
    request = request_of(order)
    by_hand.confirm_received(
        request.sub_order_id, amount_vnd=Dong(150_000), reason="", key="thumb-1", by=Actor(label="Chủ")
    )
    with pretend(at(5)):
        bring(order, statement(row(0, 150_000, request.code)))
    (count,) = counted()
    assert (count.outside_vnd, count.ledger_vnd, count.state) == (150_000, 300_000, CountState.OPEN)

    (waiting,) = db.session.scalars(sa.select(BankLine).where(BankLine.surplus_of_id == request.id))
    by_hand.say_same_money(waiting.id, by=Actor(label="Chủ"))
    a_night()

    (count,) = counted()
    assert (count.state, count.ledger_vnd) == (CountState.MATCHED, 300_000)


# I15
def test_counted_cash_is_held_against_the_ledger_of_those_days() -> None:
    with pretend(at(0)):
        order = make_order(method=Method.CASH)
        part = part_of(order)
        by_hand.take_cash(part.id, amount_vnd=Dong(150_000), reason="", key="cash-1", by=Actor(label="Chủ"))

        short = counts.count_cash(part.shop_id, first=MONDAY, last=MONDAY, held_vnd=Dong(140_000), by=SYSTEM)
        again = counts.count_cash(part.shop_id, first=MONDAY, last=MONDAY, held_vnd=Dong(140_000), by=SYSTEM)
        assert again.id == short.id
        assert (short.ledger_vnd, short.difference_vnd, short.state) == (150_000, -10_000, CountState.OPEN)

        whole = counts.count_cash(part.shop_id, first=MONDAY, last=MONDAY, held_vnd=Dong(150_000), by=SYSTEM)
    with pretend(at(1)):
        tuesday = MONDAY + timedelta(days=1)
        nothing = counts.count_cash(part.shop_id, first=tuesday, last=tuesday, held_vnd=Dong(0), by=SYSTEM)

    assert (whole.state, nothing.state) == (CountState.AGREES, CountState.AGREES)
    assert (short.state, short.matched_by_id) == (CountState.MATCHED, whole.id)


# I15
def test_a_difference_of_more_days_does_not_hide_an_open_one_of_fewer() -> None:
    with pretend(at(5)):
        shop = make_shop()
        day = counts.count_cash(shop.id, first=MONDAY, last=MONDAY, held_vnd=Dong(5), by=SYSTEM)
        week = counts.count_cash(shop.id, first=MONDAY, last=MONDAY + timedelta(days=2), held_vnd=Dong(7), by=SYSTEM)
        again = counts.count_cash(shop.id, first=MONDAY, last=MONDAY, held_vnd=Dong(6), by=SYSTEM)

    assert (day.state, week.state, again.state) == (CountState.MATCHED, CountState.OPEN, CountState.OPEN)
    assert day.matched_by_id == again.id


# I15
def test_vnpays_report_is_counted_as_paid_and_as_returned(order: Order) -> None:
    shop_id = part_of(order).shop_id
    for key, amount, when in (("a", 150_000, at(0)), ("b", 50_000, at(3))):
        line = write_line(
            Told(
                shop_id=shop_id, account=None, teller=Teller.VNPAY, outside_key=f"vnpay:{key}", amount_vnd=Dong(amount),
                at=when, memo="",
            )
        )  # fmt: skip
        assert line is not None
    with pretend(at(5)):
        came, returned = counts.count_vnpay(
            shop_id,
            first=MONDAY,
            last=MONDAY + timedelta(days=1),
            paid_vnd=Dong(150_000),
            returned_vnd=Dong(1_000),
            by=SYSTEM,
        )

    assert (came.account, came.ledger_vnd, came.state) == (f"vnpay:{shop_id}", 150_000, CountState.AGREES)
    assert (returned.what, returned.ledger_vnd, returned.state) == (CountOf.RETURNED, 0, CountState.OPEN)


# I15
@pytest.mark.parametrize(("first", "last"), [(1, 0), (0, 6), (-400, 0)])
def test_days_that_cannot_be_counted_are_refused(first: int, last: int) -> None:
    with pretend(at(5)), pytest.raises(BadDays):
        counts.count_cash(
            make_shop().id, first=MONDAY + timedelta(days=first), last=MONDAY + timedelta(days=last),
            held_vnd=Dong(0), by=SYSTEM,
        )  # fmt: skip


# I15
def test_a_difference_is_explained_with_a_reason_by_its_own_shop_only() -> None:
    with pretend(at(5)):
        shop = make_shop()
        count = counts.count_cash(shop.id, first=MONDAY, last=MONDAY, held_vnd=Dong(5_000), by=SYSTEM)
    with pytest.raises(CountNotFound):
        counts.explain_count(count.public_id, shop_id=make_shop().id, reason="của người khác", by=SYSTEM)

    for _ in range(2):
        counts.explain_count(count.public_id, shop_id=shop.id, reason="khách gửi thêm tiền xe", by=SYSTEM)
    db.session.flush()

    assert (count.state, count.reason) == (CountState.EXPLAINED, "khách gửi thêm tiền xe")


# I15
def test_the_database_refuses_a_difference_that_is_said_to_agree(session: Any) -> None:
    with pretend(at(5)):
        shop = make_shop()
        count = counts.count_cash(shop.id, first=MONDAY, last=MONDAY, held_vnd=Dong(5_000), by=SYSTEM)

    with pytest.raises(IntegrityError, match="agrees_without_difference"), db.session.begin_nested():
        db.session.execute(sa.update(Count).where(Count.id == count.id).values(state=CountState.AGREES))


# I15: what the ledger says of all accounts of a shop comes to what stands on them.
def test_what_is_counted_of_an_account_over_all_days_is_its_balance(order: Order) -> None:
    request = request_of(order)
    tell(request, 150_000)
    tell(request, 30_000, "tien khac")

    came = ledger_side(f"bank:{request.account_id}", CountOf.CAME, first=date(2026, 1, 1), last=date(2026, 12, 31))
    held = ledger_side(f"bank:{request.account_id}", CountOf.HELD, first=date(2026, 1, 1), last=date(2030, 12, 31))

    assert came == held == 180_000
