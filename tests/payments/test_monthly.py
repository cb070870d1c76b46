"""A shop's month out of the ledger: every row in its place, every sum the ledger's own."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.accounts.actor import HOLDER
from marketplace.clock import VIETNAM, now, pretend
from marketplace.db import db
from marketplace.errors import Refusal
from marketplace.money import Dong
from marketplace.orders.models import Order
from marketplace.orders.states import Method
from marketplace.payments.models import BankLine, PaymentRequest, Refund
from marketplace.payments.queries.balances import balances
from marketplace.payments.queries.monthly import (
    HANDS,
    Month,
    Statement,
    differences,
    first_month,
    month_of,
    read_month,
    statement_of,
)
from marketplace.payments.services import by_hand, calling_off, returning
from marketplace.payments.services.checking import broken
from marketplace.payments.states import REFUND_GONE, REFUND_OWED, Direction, RefundWay
from marketplace.shops.models import Product, Shop
from tests.factories import SELLER, make_order, make_product, make_shop
from tests.money import credit, part_of, request_of, tell
from tests.payments.lives import Village

pytestmark = pytest.mark.usefixtures("session")

OCTOBER, NOVEMBER = Month(2025, 10), Month(2025, 11)
MIDNIGHT = datetime(2025, 11, 1, tzinfo=VIETNAM)


@pytest.fixture
def shop(session: Any) -> Shop:
    return make_shop()


@pytest.fixture
def product(shop: Shop) -> Product:
    return make_product(shop=shop, price_vnd=150_000)


def refund_of(order: Order) -> Refund:
    found = sa.select(Refund).where(Refund.sub_order_id == part_of(order).id).execution_options(populate_existing=True)
    return db.session.scalars(found).one()


def month(shop: Shop, wanted: Month | None = None) -> Statement:
    """The month, which must add up."""
    db.session.flush()
    statement = statement_of(shop.id, wanted or month_of(now()))
    assert differences(statement) == []
    return statement


# --- months ---


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("2025-11", NOVEMBER),
        *(
            (bad, None)
            for bad in ("2026-13", "2026-00", "2026-1", "1926-11", "２０２６-11", "2026-11\n", "2026-11-01", "", "nay")
        ),
    ],
)
def test_a_month_is_written_in_one_way(word: str, expected: Month | None) -> None:
    assert read_month(word) == expected


# S04
def test_months_begin_at_midnight_of_vietnam_and_follow_each_other() -> None:
    assert NOVEMBER.starts.isoformat() == "2025-10-31T17:00:00+00:00"
    assert Month(2025, 12).ends == Month(2026, 1).starts
    assert Month(2026, 1).before == Month(2025, 12)
    assert month_of(NOVEMBER.starts - timedelta(microseconds=1)) == OCTOBER


# S04
def test_money_told_late_stands_in_the_month_it_was_written_with_the_banks_own_time(
    shop: Shop, product: Product
) -> None:
    with pretend(MIDNIGHT + timedelta(hours=2)):
        credit(request_of(make_order(product)), 150_000, at=MIDNIGHT - timedelta(hours=1))

    assert month(shop, OCTOBER).came == []
    (row,) = month(shop, NOVEMBER).came
    assert (row.line.at, row.booked_at) == (MIDNIGHT - timedelta(hours=1), MIDNIGHT + timedelta(hours=2))


# --- what stands in it ---


def test_each_credit_says_where_it_went(shop: Shop, product: Product) -> None:
    order = make_order(product)
    credit(request_of(order), 150_007)
    returning.mark_sent(refund_of(order).id, way=RefundWay.BANK, reference="FT1", by=SELLER)
    aside = credit(request_of(order), 9, "chuyen tien")
    by_hand.set_aside(aside.id, reason="tiền nhà", by=SELLER)
    credit(request_of(order), 11, "chuyen tien")

    statement = month(shop)

    rows = [
        (row.received_vnd, [(part.order.code, vnd) for part, vnd in row.orders], row.parked_vnd, row.set_aside_vnd, row.returned_vnd)
        for row in statement.came
    ]  # fmt: skip
    assert rows == [(150_007, [(order.code, 150_000)], 0, 0, 7), (9, [], 0, 9, 0), (11, [], 11, 0, 0)]
    (back,) = statement.returned
    assert (back.way, back.amount_vnd, back.refund) == (RefundWay.BANK, 7, refund_of(order))
    assert {kind: moved.closing_vnd for kind, moved in statement.kinds.items() if moved.closing_vnd} == {
        "bank": 150_020, "order": -150_000, "parked": -11, "set_aside": -9,
    }  # fmt: skip


def test_money_of_an_earlier_month_that_finds_its_place_now(shop: Shop, product: Product) -> None:
    with pretend(MIDNIGHT - timedelta(days=5)):
        late = make_order(product, method=Method.TRANSFER)
        line = credit(request_of(late), 150_000, "chuyen tien")
    with pretend(MIDNIGHT + timedelta(days=5)):
        order = make_order(product)
        by_hand.link_line(line.id, part=part_of(order), reason="gọi hỏi", by=SELLER)

    assert [(row.received_vnd, row.parked_vnd) for row in month(shop, OCTOBER).came] == [(150_000, 150_000)]
    (row,) = month(shop, NOVEMBER).came
    assert (row.received_vnd, row.allocated_vnd, row.parked_vnd) == (0, 150_000, -150_000)


def test_cash_and_what_the_bank_replaces_the_thumb_with(shop: Shop, product: Product) -> None:
    paid = make_order(product)
    by_hand.confirm_received(part_of(paid).id, amount_vnd=Dong(150_000), reason="", key="một", by=SELLER)
    twin = credit(request_of(paid), 150_000)
    by_hand.say_same_money(twin.id, by=SELLER)
    cash = make_order(product, method=Method.CASH)
    by_hand.take_cash(part_of(cash).id, amount_vnd=Dong(150_000), reason="", key="hai", by=SELLER)

    statement = month(shop)

    assert [(row.received_vnd, row.withdrawn_vnd, row.allocated_vnd) for row in statement.came] == [
        (150_000, 150_000, 0), (150_000, 0, 150_000), (150_000, 0, 150_000),
    ]  # fmt: skip
    assert statement.change_vnd(*HANDS) == 300_000
    assert statement.change_vnd("cash") == 150_000


def test_a_refund_the_bank_shows_stands_at_its_credit_and_is_counted_once(shop: Shop, product: Product) -> None:
    by_word, by_bank = (make_order(product) for _ in range(2))
    for order in (by_word, by_bank):
        credit(request_of(order), 150_000)
        calling_off.call_off_by_buyer(part_of(order).id, because="thôi", by=HOLDER)
    returning.mark_sent(refund_of(by_word).id, way=RefundWay.BANK, reference="", by=SELLER)
    for order in (by_word, by_bank):
        tell(request_of(order), 150_000, refund_of(order).code, direction=Direction.OUT, reference=f"FT{order.code}")

    statement = month(shop)

    assert [row.returned_vnd for row in statement.came] == [150_000, 150_000]
    assert [(row.amount_vnd, row.refund and row.refund.id) for row in statement.returned] == [
        (150_000, refund_of(by_word).id), (150_000, refund_of(by_bank).id),
    ]  # fmt: skip
    assert [(row.left_vnd, row.known_vnd, row.waiting_vnd) for row in statement.left] == [(150_000, 150_000, 0)] * 2
    assert statement.closing_vnd(*HANDS) == 0


def test_a_refund_that_bounced_stands_twice_and_comes_to_nothing(shop: Shop, product: Product) -> None:
    order = make_order(product)
    credit(request_of(order), 150_007)
    returning.mark_sent(refund_of(order).id, way=RefundWay.CASH, reference="", by=SELLER)
    returning.note_bounced(refund_of(order).id, because="sai", by=SELLER)

    statement = month(shop)

    assert [(row.way, row.amount_vnd, row.refund) for row in statement.returned] == [
        (RefundWay.CASH, 7, refund_of(order)), (RefundWay.CASH, -7, refund_of(order)),
    ]  # fmt: skip
    assert (statement.total("returned"), statement.total("parked")) == (0, 7)


@pytest.mark.parametrize("first", [Direction.IN, Direction.OUT])
def test_what_the_bank_took_back_is_not_counted(first: Direction, shop: Shop, product: Product) -> None:
    request = request_of(make_order(product))
    ways = [first, Direction.OUT if first is Direction.IN else Direction.IN]
    with pretend(MIDNIGHT - timedelta(days=1)):
        tell(request, 150_000, direction=ways[0], reference="FT 9")
    with pretend(MIDNIGHT + timedelta(days=1)):
        tell(request, 150_000, direction=ways[1], reference="ft9")

    month(shop, OCTOBER)
    statement = month(shop, NOVEMBER)

    (row,) = statement.came
    assert row.withdrawn_vnd == 150_000
    assert statement.closing_vnd(*HANDS) == statement.closing_vnd("parked") == statement.closing_vnd("out") == 0


def test_money_that_left_for_nobody_knows_what_waits_and_may_be_set_aside(shop: Shop, product: Product) -> None:
    request = request_of(make_order(product))
    line = tell(request, 20_000, f"hoan {request.code}", direction=Direction.OUT)
    assert line is not None
    assert [row.waiting_vnd for row in month(shop).left] == [20_000]

    by_hand.set_aside(line.id, reason="mua hạt giống", by=SELLER)

    assert [(row.waiting_vnd, row.set_aside_vnd) for row in month(shop).left] == [(0, 20_000)]


def test_another_shops_money_is_not_in_it(shop: Shop, product: Product) -> None:
    credit(request_of(make_order(make_product(price_vnd=90_000))), 90_000)

    assert month(shop).came == []
    assert first_month(shop.id) is None


# --- it adds up to the ledger ---


class Trade(Village):
    """The random village, whose refunds too are sent, seen at the bank, bounce, and whose money the bank takes back."""

    def refund(self) -> Refund:
        refunds = db.session.scalars(sa.select(Refund).execution_options(populate_existing=True)).all()
        if not refunds:
            raise Refusal
        return self.chance.choice(refunds)

    def ask(self) -> None:
        amount = Dong(self.chance.choice((1, 10_000, 50_000)))
        returning.ask_refund(self.line(), amount_vnd=amount, reason="thử", by=self.seller.as_actor())

    def send(self) -> None:
        way = self.chance.choice((RefundWay.BANK, RefundWay.CASH))
        refund = self.refund()
        if refund.state in REFUND_OWED:
            returning.mark_sent(refund.id, way=way, reference="", by=self.seller.as_actor())

    def bounce(self) -> None:
        refund = self.refund()
        if refund.state in REFUND_GONE:
            returning.note_bounced(refund.id, because="sai số", by=self.seller.as_actor())

    def debit(self) -> None:
        refund = self.refund()
        request: PaymentRequest = request_of(self.transfer())
        tell(request, refund.amount_vnd, refund.code, direction=Direction.OUT, reference=f"D{self.chance.random()}")

    def take_back(self) -> None:
        line = db.session.get_one(BankLine, self.line())
        line.reference = line.reference or f"FT{line.id}"
        db.session.flush()
        tell(request_of(self.transfer()), line.amount_vnd, "x", direction=Direction.OUT, reference=line.reference)

    def trade(self) -> None:
        if self.chance.random() < 0.5:
            self.happen()
            return
        what = self.chance.choice([self.ask, self.send, self.send, self.bounce, self.debit, self.take_back])
        with suppress(Refusal), db.session.begin_nested():
            what()


# I03
@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_every_month_adds_up_to_the_ledger(session: Any, seed: int) -> None:
    begin = MIDNIGHT - timedelta(days=40)
    trade = None
    for step in range(60):
        with pretend(begin + timedelta(days=1.3 * step)):
            trade = trade or Trade(seed)
            trade.trade()
    assert trade is not None
    assert not any(things for name, things in broken().items() if name.startswith(("INV-01", "INV-03", "INV-04")))
    own = db.session.scalars(sa.select(Shop).where(Shop.owner_id == trade.seller.id)).one()

    months = [Month(2025, number) for number in (9, 10, 11, 12)]
    statements = [month(own, one) for one in months]

    assert sum(len(statement.came) for statement in statements) > 5
    for one, statement, following in zip(months, statements, [*statements[1:], None], strict=True):
        ledger = balances(one.ends)
        for kind, moved in statement.kinds.items():
            assert moved.closing_vnd == sum(vnd for name, vnd in ledger.items() if name.startswith(f"{kind}:"))
            assert following is None or following.kinds[kind].opening_vnd == moved.closing_vnd
