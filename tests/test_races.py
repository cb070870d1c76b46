"""Two people at the same moment: real commits, a barrier, and a database of its own."""

import json
import random
import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace import config
from marketplace.accounts.actor import HOLDER, SYSTEM
from marketplace.clock import now
from marketplace.db import db, transaction
from marketplace.errors import Refusal
from marketplace.money import Dong
from marketplace.orders.errors import WrongMoment
from marketplace.orders.models import SubOrder
from marketplace.orders.queries import lock_sub_order, show_cart
from marketplace.orders.services import carts, life
from marketplace.orders.states import Method, SubOrderState
from marketplace.payments.feeds import sepay
from marketplace.payments.feeds.notice import write_instant
from marketplace.payments.models import BankLine
from marketplace.payments.services import by_hand, calling_off
from marketplace.payments.states import LineState, RequestState
from marketplace.shops.errors import OutOfStock
from marketplace.shops.models import BankAccount, StockMove
from marketplace.shops.services.stock import count_stock, move_stock
from marketplace.shops.states import MoveReason
from tests.conftest import make_settings
from tests.factories import SELLER, SEPAY_SECRET, make_checkout, make_order
from tests.money import part_of, request_of, stock_of, tell
from tests.racing import (
    CAPS,
    at_once,
    buy,
    filled,
    lines_of,
    only_refusals,
    saved_order,
    saved_product,
    saved_shop,
    whole,
)

# --- stock ---


# B01
@pytest.mark.parametrize("stock", [1, 10])
def test_fifty_buyers_get_exactly_what_there_is(race: Flask, stock: int) -> None:
    product = saved_product(stock=stock)
    buyers = [buy(*filled(product)) for _ in range(50)]

    answers = at_once(race, *buyers)

    assert only_refusals(answers, OutOfStock) == 50 - stock
    assert stock_of(product) == (stock, 0)


# B02
def test_many_sizes_of_order_never_sell_more_than_there_is(race: Flask) -> None:
    product, chance = saved_product(stock=60), random.Random(2)
    wanted = [chance.randint(1, 5) for _ in range(40)]
    buyers = [buy(*filled(product, qty=qty)) for qty in wanted]

    answers = at_once(race, *buyers)

    only_refusals(answers, OutOfStock)
    sold = sum(qty for qty, answer in zip(wanted, answers, strict=True) if isinstance(answer, tuple))
    refused = [qty for qty, answer in zip(wanted, answers, strict=True) if isinstance(answer, Exception)]
    assert stock_of(product) == (60, 60 - sold)
    # Nobody was refused while there was enough: what is left is less than the smallest refused order.
    assert 60 - sold < min(refused)


# B03
def test_carts_with_the_same_goods_in_other_orders_do_not_deadlock(race: Flask) -> None:
    shop = saved_shop()
    one, two, three = (saved_product(shop=shop, stock=1_000) for _ in range(3))
    ways = [(one, two, three), (three, two, one), (two, three, one), (three, one, two)]
    loops = [[buy(*filled(*ways[(number + turn) % 4])) for turn in range(3)] for number in range(8)]

    answers = at_once(race, *(lambda loop=loop: [act() for act in loop] for loop in loops))

    assert only_refusals(answers) == 0
    assert stock_of(one) == stock_of(two) == stock_of(three) == (1_000, 1_000 - 24)


# B09
def test_counts_harvests_and_sales_add_up(race: Flask) -> None:
    product = saved_product(stock=500)
    offer_id = db.session.execute(
        sa.text("SELECT id FROM offer WHERE product_id = :id"), {"id": product.id}
    ).scalar_one()
    sales = [buy(*filled(product)) for _ in range(10)]

    def harvest() -> None:
        for _ in range(5):
            whole(lambda: move_stock(offer_id, qty=3, reason=MoveReason.HARVEST, by=SYSTEM))()

    def spoil() -> None:
        for _ in range(5):
            whole(lambda: move_stock(offer_id, qty=-2, reason=MoveReason.SPOILED, by=SYSTEM))()

    count = whole(lambda: count_stock(offer_id, counted=490, seen=500, by=SYSTEM))
    answers = at_once(race, *sales, harvest, harvest, spoil, spoil, count)

    assert only_refusals(answers) == 0
    assert stock_of(product) == (500 + 30 - 20 - 10, 500 + 30 - 20 - 10 - 10)


# --- placing ---


# A12
def test_twenty_presses_of_one_button_make_one_order(race: Flask) -> None:
    product = saved_product(stock=100)
    token, checkout = filled(product, qty=2)

    answers = at_once(race, *[buy(token, checkout)] * 20)

    assert only_refusals(answers) == 0
    assert len({code for code, _ in answers}) == 1
    assert Counter(is_new for _, is_new in answers) == {True: 1, False: 19}
    assert stock_of(product) == (100, 98)


# A12: two pages of the same cart have two keys, and still there is one cart.
def test_two_pages_of_one_cart_make_one_order(race: Flask) -> None:
    product = saved_product(stock=100)
    token, _ = filled(product)

    answers = at_once(race, *(buy(token, make_checkout(token)) for _ in range(6)))

    assert only_refusals(answers) == 5
    assert stock_of(product) == (100, 99)


def test_what_is_put_in_while_the_cart_is_placed_is_not_lost(race: Flask) -> None:
    one, two = saved_product(), saved_product()
    for _ in range(5):
        token, checkout = filled(one)
        put = whole(lambda token=token: carts.put_in_cart(token, product_slug=two.slug, qty=1))  # type: ignore[misc]

        placed, _ = at_once(race, buy(token, checkout), put)

        left = [line.slug for line in show_cart(token).lines]
        # Either the page was overtaken and all is still there, or it was placed and the new goods wait.
        assert sorted(left) == (sorted([one.slug, two.slug]) if isinstance(placed, Refusal) else [two.slug])


# B12
def test_the_limit_of_a_phone_holds_when_all_come_at_once(race: Flask) -> None:
    product = saved_product(stock=100)
    config.use(make_settings(Path(race.instance_path), "", **{**CAPS, "open_orders_per_phone": 3}))
    phone = "+84912345999"
    pages = [(token, make_checkout(token, phone=phone)) for token, _ in (filled(product) for _ in range(8))]

    answers = at_once(race, *(buy(*page) for page in pages))

    assert only_refusals(answers) == 5
    assert stock_of(product) == (100, 97)


# --- the end of an order ---


# A05
def test_expiry_twice_at_once_happens_once(race: Flask) -> None:
    product = saved_product(stock=5)
    order = saved_order(product, qty=2)
    part_id, at = part_of(order).id, now() + timedelta(hours=1)

    answers = at_once(race, *[whole(lambda: calling_off.lapse(part_id, at=at))] * 6)

    assert sorted(answers) == [False] * 5 + [True]
    assert stock_of(product) == (5, 5)


# A06
@pytest.mark.parametrize("first", ["money", "expiry"])
@pytest.mark.parametrize("stock", [1, 2])
def test_expiry_between_match_and_commit(race: Flask, monkeypatch: pytest.MonkeyPatch, first: str, stock: int) -> None:
    product = saved_product(price_vnd=150_000, stock=stock)
    order = saved_order(product)
    part_id, request, at = part_of(order).id, request_of(order), now() + timedelta(hours=1)
    looked, other_done = threading.Event(), threading.Event()

    if first == "money":
        # The credit is booked and not yet committed when the job comes by: the job waits, then finds it paid.
        def pay() -> None:
            with transaction():
                tell(request, 150_000)
                looked.set()
                other_done.wait(0.3)

        def expire() -> bool:
            looked.wait(10)
            return bool(whole(lambda: calling_off.lapse(part_id, at=at))())
    else:
        # The money has looked and matched without locks; the job commits before it gets them.
        def slow(sub_order_id: int) -> SubOrder:
            looked.set()
            other_done.wait(10)
            return lock_sub_order(sub_order_id)

        monkeypatch.setattr("marketplace.payments.services.settling.lock_sub_order", slow)

        def pay() -> None:
            whole(lambda: tell(request, 150_000))()

        def expire() -> bool:
            looked.wait(10)
            try:
                return bool(whole(lambda: calling_off.lapse(part_id, at=at))())
            finally:
                if stock == 1:
                    saved_order(product)
                other_done.set()

    answers = at_once(race, pay, expire)

    assert only_refusals(answers) == 0
    assert answers[1] is (first == "expiry")
    part, state = part_of(order), request_of(order).state
    line = db.session.execute(sa.select(BankLine).where(BankLine.account_id == request.account_id)).scalar_one()
    if first == "expiry" and stock == 1:
        assert (part.state, part.paid_at, state) == (SubOrderState.EXPIRED, None, RequestState.LAPSED)
        assert (line.state, line.parked_vnd) == (LineState.PARKED, 150_000)
    else:
        assert (part.state, state) == (SubOrderState.PLACED, RequestState.PAID)
        assert stock_of(product) == (stock - 1, stock - 1)


# B13
def test_cancel_and_hand_over_at_once_one_wins(race: Flask) -> None:
    ends = Counter[str]()
    for turn in range(8):
        product = saved_product(price_vnd=150_000, stock=5)
        order = saved_order(product, qty=2)
        part_id, request = part_of(order).id, request_of(order)
        whole(lambda request=request: tell(request, 300_000))()  # type: ignore[misc]
        whole(lambda part_id=part_id: life.accept(lock_sub_order(part_id), by=SELLER))()  # type: ignore[misc]
        deeds = [
            whole(lambda part_id=part_id: life.hand_over(lock_sub_order(part_id), by=SELLER)),  # type: ignore[misc]
            whole(lambda part_id=part_id: calling_off.call_off_by_buyer(part_id, because="thôi", by=HOLDER)),  # type: ignore[misc]
        ]

        answers = at_once(race, *(deeds if turn % 2 else deeds[::-1]))

        assert only_refusals(answers, WrongMoment) == 1
        state = part_of(order).state
        ends[state] += 1
        assert stock_of(product) == ((3, 3) if state is SubOrderState.HANDED_OVER else (5, 5))
        returned = sa.select(sa.func.count()).where(StockMove.reason == MoveReason.RETURNED, StockMove.qty == 2)
        assert (db.session.scalar(returned) or 0) == ends[SubOrderState.CANCELLED_BY_BUYER]
    assert set(ends) <= {SubOrderState.HANDED_OVER, SubOrderState.CANCELLED_BY_BUYER}


# --- money ---


# C02
def test_the_same_notice_many_times_at_once_pays_once(race: Flask) -> None:
    order = saved_order(saved_product(price_vnd=150_000))
    request = request_of(order)
    account = db.session.execute(sa.select(BankAccount).where(BankAccount.id == request.account_id)).scalar_one()
    body = json.dumps(
        {
            "id": 1, "accountNumber": account.number, "transferType": "in", "transferAmount": 150_000,
            "transactionDate": write_instant(now()), "content": request.code,
        }
    ).encode()  # fmt: skip
    timestamp = str(int(now().timestamp()))
    headers = {
        "X-SePay-Timestamp": timestamp,
        "X-SePay-Signature": sepay.sign(body, secret=SEPAY_SECRET, timestamp=timestamp),
    }
    url = f"/bao-tien/sepay/{account.hook}"

    def call() -> int:
        return race.test_client().post(url, data=body, headers=headers, content_type="application/json").status_code

    answers = at_once(race, *[call] * 12)

    assert answers == [200] * 12
    assert lines_of(request) == [(150_000, 0, LineState.MATCHED)]
    assert request_of(order).state is RequestState.PAID


# C27
def test_thumb_and_notice_at_once_are_never_two_silent_credits(race: Flask) -> None:
    for turn in range(8):
        order = saved_order(saved_product(price_vnd=150_000))
        part_id, request = part_of(order).id, request_of(order)
        deeds = [
            whole(lambda request=request: tell(request, 150_000)),  # type: ignore[misc]
            whole(
                lambda part_id=part_id: by_hand.confirm_received(  # type: ignore[misc]
                    part_id, amount_vnd=Dong(150_000), reason="", key=f"{part_id}:thumb", by=SELLER
                )
            ),
        ]

        answers = at_once(race, *(deeds if turn % 2 else deeds[::-1]))

        refused = only_refusals(answers)
        booked = sorted(lines_of(request))
        # The bank came first and the thumb was told so; or the thumb did, and the bank's line waits for a person.
        assert (refused, booked) in (
            (1, [(150_000, 0, LineState.MATCHED)]),
            (0, [(150_000, 0, LineState.MATCHED), (150_000, 150_000, LineState.SUGGESTED)]),
        )
        assert request_of(order).paid_vnd == 150_000


def test_money_by_all_ways_at_once_never_deadlocks(race: Flask) -> None:
    shop = saved_shop()
    goods = [saved_product(shop=shop, price_vnd=price, stock=100) for price in (50_000, 60_000)]
    with transaction():
        orders = [make_order(*goods, method=Method.TRANSFER) for _ in range(4)]
    requests = [request_of(order) for order in orders]
    parts = [part_of(order) for order in orders]
    both = " ".join(request.code for request in requests[:2])
    whole(lambda: tell(requests[3], 150_000))()
    whole(lambda: tell(requests[0], 330_000, "không rõ"))()
    surplus, loose = db.session.scalars(
        sa.select(BankLine.id).where(BankLine.account_id == requests[0].account_id).order_by(BankLine.id)
    ).all()

    deeds = [
        whole(lambda: tell(requests[0], 220_000, both)),
        whole(lambda: tell(requests[1], 110_000)),
        whole(lambda: tell(requests[2], 110_000)),
        whole(lambda: by_hand.link_line(loose, part=parts[1], reason="thử", by=SELLER)),
        whole(lambda: by_hand.link_line(surplus, part=parts[2], reason="thử", by=SELLER)),
        whole(lambda: by_hand.set_aside(surplus, reason="thử", by=SELLER)),
        whole(lambda: calling_off.decline(parts[3].id, because="hỏng", by=SELLER)),
        whole(lambda: calling_off.call_off_by_buyer(parts[0].id, because="thôi", by=HOLDER)),
        buy(*filled(goods[1], goods[0])),
        buy(*filled(goods[0], goods[1])),
    ]

    only_refusals(at_once(race, *deeds))
