"""Several people doing something at the same moment, each in a thread and a transaction of their own."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from flask import Flask

from marketplace.db import db, transaction
from marketplace.errors import Refusal
from marketplace.orders.models import Order
from marketplace.orders.queries import order_by_code
from marketplace.orders.services import carts
from marketplace.orders.services.placing import Checkout, place_order
from marketplace.payments.models import BankLine, PaymentRequest
from marketplace.payments.services.asking import open_requests
from marketplace.payments.states import LineState
from marketplace.shops.models import Product
from tests.factories import make_checkout, make_order, make_product, make_shop

# So many connections the application has (app.py).
POOL = 20
# Buyers of one race may have one phone.
CAPS = {"open_orders_per_phone": 1_000, "open_orders_per_address": 100_000}


def at_once(app: Flask, *deeds: Callable[[], Any]) -> list[Any]:
    """Each deed in a thread of its own, all let go together; what each answered or raised, in their order."""
    db.session.commit()  # gives this thread's own connection back
    barrier = threading.Barrier(len(deeds))
    answers: list[Any] = [None] * len(deeds)

    def act(place: int, deed: Callable[[], Any]) -> None:
        with app.app_context():
            try:
                if len(deeds) <= POOL:
                    # Opening a connection takes longer than most deeds: all have theirs before anybody begins.
                    db.session.connection()
                barrier.wait(20)
                answers[place] = deed()
            except Exception as trouble:  # each is looked at by the test
                answers[place] = trouble
            finally:
                db.session.remove()

    threads = [threading.Thread(target=act, args=deed) for deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    db.session.rollback()
    return answers


def whole(deed: Callable[[], Any]) -> Callable[[], Any]:
    """The deed in a transaction, as a view does it."""

    def act() -> Any:
        with transaction():
            return deed()

    return act


def only_refusals(answers: Sequence[Any], *kinds: type[Refusal]) -> int:
    """How many were refused for these reasons; anything else that was raised fails the test."""
    raised = [answer for answer in answers if isinstance(answer, Exception)]
    assert [trouble for trouble in raised if not isinstance(trouble, kinds or Refusal)] == []
    return len(raised)


def filled(*products: Product, qty: int = 1) -> tuple[str, Checkout]:
    """A saved cart with these goods, and the checkout page that shows it."""
    with transaction():
        token: str | None = None
        for product in products:
            token = carts.put_in_cart(token, product_slug=product.slug, qty=qty)
    assert token is not None
    return token, make_checkout(token)


def buy(token: str, checkout: Checkout) -> Callable[[], Any]:
    def act() -> Any:
        order, is_new = place_order(token, checkout)
        if is_new:
            open_requests(order_by_code(order.code))
        return order.code, is_new

    return whole(act)


def saved_product(**facts: Any) -> Product:
    with transaction():
        return make_product(**facts)


def saved_order(product: Product, **facts: Any) -> Order:
    with transaction():
        return make_order(product, **facts)


def saved_shop() -> Any:
    with transaction():
        return make_shop()


def lines_of(request: PaymentRequest) -> list[tuple[int, int, LineState]]:
    """Amount, parked, state of each line of the request's account, in the order they came."""
    found = sa.select(BankLine.amount_vnd, BankLine.parked_vnd, BankLine.state).where(
        BankLine.account_id == request.account_id
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(found.order_by(BankLine.id))]
