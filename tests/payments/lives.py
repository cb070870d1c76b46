"""A village whose money lives at random: books with a bit of everything, for tests that read books."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.accounts.models import User
from marketplace.clock import now
from marketplace.db import db
from marketplace.errors import Refusal
from marketplace.money import Dong
from marketplace.orders.models import Order
from marketplace.orders.queries import lock_sub_order
from marketplace.orders.services import life
from marketplace.orders.states import Method
from marketplace.payments.models import BankLine
from marketplace.payments.services import by_hand, calling_off
from marketplace.payments.states import LineState
from marketplace.shops.models import Product, Shop
from tests.factories import make_order, make_product, make_shop, make_user
from tests.money import part_of, request_of, tell

AMOUNTS = (1, 10_000, 49_999, 50_000, 50_001, 60_000, 110_000)


class Village:
    """A shop with two goods for just five orders, and everything that can happen to their money."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.seller: User = make_user()
        shop: Shop = make_shop(owner=self.seller)
        self.goods: list[Product] = [make_product(shop=shop, price_vnd=price, stock=5) for price in (50_000, 60_000)]
        methods = (Method.TRANSFER, Method.TRANSFER, Method.TRANSFER, Method.TRANSFER, Method.CASH)
        self.orders: list[Order] = [self._order(method) for method in methods]
        self.told: list[tuple[int, int, str, str]] = []

    def _order(self, method: Method) -> Order:
        goods = self.chance.sample(self.goods, self.chance.choice((1, 1, 2)))
        return make_order(*goods, method=method, buyer_id=self.chance.choice((None, self.seller.id)))

    def order(self) -> Order:
        return self.chance.choice(self.orders)

    def transfer(self) -> Order:
        return self.orders[self.chance.randrange(4)]

    def line(self) -> int:
        ids = db.session.scalars(sa.select(BankLine.id).order_by(BankLine.id)).all()
        if not ids:
            raise Refusal
        return self.chance.choice(ids)

    def pay(self) -> None:
        number = self.chance.randrange(4)
        order = self.orders[number]
        memos = [request_of(order).code, f"{request_of(order).code} {request_of(self.transfer()).code}", "chuyen tien"]
        amount = self.chance.choice((*AMOUNTS, order.total_vnd, order.total_vnd))
        told = (number, amount, self.chance.choices(memos, (6, 2, 1))[0], f"sepay:1:{len(self.told)}")
        self.told.append(told)
        self._tell(told)

    def pay_late(self) -> None:
        number = self.chance.randrange(4)
        order = self.orders[number]
        told = (number, order.total_vnd, request_of(order).code, f"sepay:1:{len(self.told)}")
        self.told.append(told)
        self._tell(told, at=now() + timedelta(hours=30))

    def tell_again(self) -> None:
        if self.told:
            self._tell(self.chance.choice(self.told))

    def _tell(self, told: tuple[int, int, str, str], **changed: Any) -> None:
        number, amount, memo, key = told
        tell(request_of(self.orders[number]), amount, memo, outside_key=key, **changed)

    def thumb(self) -> None:
        order = self.order()
        amount = Dong(self.chance.choice((*AMOUNTS, order.total_vnd, order.total_vnd, order.total_vnd)))
        take = by_hand.take_cash if part_of(order).method is Method.CASH else by_hand.confirm_received
        key = f"{part_of(order).id}:{self.chance.randrange(3)}"
        take(part_of(order).id, amount_vnd=amount, reason="thử", key=key, by=self.seller.as_actor())

    def link(self) -> None:
        by_hand.link_line(self.line(), part=part_of(self.transfer()), reason="thử", by=self.seller.as_actor())

    def set_aside(self) -> None:
        by_hand.set_aside(self.line(), reason="thử", by=self.seller.as_actor())

    def say_same(self) -> None:
        flagged = sa.select(BankLine.id).where(BankLine.state == LineState.SUGGESTED)
        for line_id in db.session.scalars(flagged).all():
            by_hand.say_same_money(line_id, by=self.seller.as_actor())

    def expire(self) -> None:
        calling_off.lapse(part_of(self.order()).id, at=now() + timedelta(days=9))

    def cancel(self) -> None:
        calling_off.call_off_by_buyer(part_of(self.order()).id, because="thôi", by=self.seller.as_actor())

    def decline(self) -> None:
        calling_off.decline(part_of(self.order()).id, because="hỏng", by=self.seller.as_actor())

    def go_on(self) -> None:
        part = lock_sub_order(part_of(self.order()).id)
        step = self.chance.choice((life.accept, life.accept, life.make_ready, life.hand_over, life.complete))
        step(part, by=self.seller.as_actor())

    def order_again(self) -> None:
        make_order(self.chance.choice(self.goods), phone="+84912000999")

    def happen(self) -> None:
        what: Callable[[], None] = self.chance.choice(
            [
                *[self.pay] * 6,
                *[self.thumb, self.link, self.say_same, self.expire, self.go_on] * 2,
                *[self.pay_late, self.tell_again, self.set_aside, self.cancel, self.decline, self.order_again],
            ]
        )
        # What a view does: all of it, or nothing of it.
        with suppress(Refusal), db.session.begin_nested():
            what()
