"""Money that came through VNPay and must go back, at a market whose commits are real."""

from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

import sqlalchemy as sa

from benchmarks.load import Asked
from benchmarks.servers import Server
from benchmarks.visiting import Visitor, hidden
from marketplace.clock import now, pretend
from marketplace.db import db, transaction
from marketplace.payments import handlers, queries
from marketplace.payments.models import Refund
from marketplace.payments.services import by_vnpay, calling_off
from marketplace.payments.services.by_vnpay import gateway_of
from marketplace.payments.vnpay import payment_url
from marketplace.sandbox.vnpay.states import Telling
from tests.factories import PASSWORD, SELLER, make_order, make_product, make_shop, make_user
from tests.money import part_of, request_of
from tests.sandbox.vnpay.making import SECRET, Running, terminal


class Owed(NamedTuple):
    """A refund of money that came through VNPay, and who may send it back."""

    refund_id: int
    page: str
    phone: str


def owed(vnpay: Running) -> Owed:
    """An order was paid through VNPay and called off by its buyer."""
    with transaction():
        seller = make_user()
        stall = make_shop(owner=seller)
        # A terminal of its own: the shops of these tests stay.
        tmn_code = f"CRASH{stall.id:03d}"
        by_vnpay.set_terminal(stall, tmn_code=tmn_code, secret=SECRET, by=SELLER)
        order = make_order(make_product(shop=stall, price_vnd=150_000))
    vnpay.machine.book.register(replace(terminal(vnpay.shop), tmn_code=tmn_code))
    part, phone, slug = part_of(order), seller.phone, stall.slug
    with transaction():
        attempt = by_vnpay.begin_attempt(request_of(order).id, part.id, shop_id=part.shop_id, method=None)
        link = payment_url(
            gateway_of(queries.attempt_with_terminal(attempt.id).terminal), txn_ref=attempt.txn_ref, amount_vnd=attempt.amount_vnd, order_info="Don",
            return_url="http://localhost/vnpay/ve", ip="127.0.0.1", created_at=attempt.begun_at,
            expires_at=attempt.expires_at,
        )  # fmt: skip
    vnpay.pay(link, telling=Telling.LOST.value)
    with pretend(now() + timedelta(minutes=21)):
        handlers.ask_vnpay(0)
    with transaction():
        calling_off.call_off_by_buyer(part.id, because="thôi", by=SELLER)
        refund = db.session.scalars(sa.select(Refund).order_by(Refund.id.desc()).limit(1)).one()
    return Owed(refund.id, f"/ban-hang/{slug}/hoan-tien/{refund.public_id}", phone)


def send_back(server: Server, what: Owed) -> Asked:
    """The seller has signed in; the form that asks VNPay to send it back, ready to be sent."""
    seller = Visitor(server.port)
    door = seller.get("/dang-nhap").text
    seller.post("/dang-nhap", {"csrf_token": hidden(door, "csrf_token"), "phone": what.phone, "password": PASSWORD})
    token = hidden(seller.get(what.page).text, "csrf_token")
    return seller.form(what.page + "/vnpay", {"csrf_token": token})
