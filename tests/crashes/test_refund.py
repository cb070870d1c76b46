"""A refund goes back through VNPay, and the power goes around the call."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

import pytest
import sqlalchemy as sa

from benchmarks.servers import Server
from benchmarks.visiting import Visitor, hidden
from marketplace.clock import now, pretend
from marketplace.db import db, transaction
from marketplace.payments import handlers, queries
from marketplace.payments.models import BankLine, Refund
from marketplace.payments.services import by_vnpay, calling_off
from marketplace.payments.services.by_vnpay import gateway_of
from marketplace.payments.states import RefundState
from marketplace.payments.vnpay import payment_url
from marketplace.sandbox.vnpay.states import Telling
from tests.factories import PASSWORD, SELLER, make_order, make_product, make_shop, make_user
from tests.money import part_of, request_of
from tests.sandbox.vnpay.making import SECRET, Running, pace, running, sandbox_settings, shop, terminal
from tests.serving import Market, ask, inside, look_anew

__all__ = ["pace", "running", "sandbox_settings", "shop"]


class Owed(NamedTuple):
    """A refund of money that came through VNPay, and who may send it back."""

    refund_id: int
    page: str
    phone: str


@pytest.fixture
def there(market: Market, running: Running) -> Iterator[Market]:
    """The test is inside a market whose VNPay is the sandbox on its port."""
    with inside(market, vnpay_pay_url=running.vnpay.pay_url, vnpay_api_url=running.vnpay.api_url):
        yield market


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


def state_of(refund_id: int) -> tuple[RefundState, int]:
    """The refund's state, and what is still parked of its money."""
    look_anew()
    refund = db.session.get_one(Refund, refund_id)
    return refund.state, db.session.get_one(BankLine, refund.line_id).parked_vnd


def press(server: Server, what: Owed) -> None:
    """The seller signs in and asks VNPay to send it back; no answer comes."""
    seller = Visitor(server.port)
    door = seller.get("/dang-nhap").text
    seller.post("/dang-nhap", {"csrf_token": hidden(door, "csrf_token"), "phone": what.phone, "password": PASSWORD})
    token = hidden(seller.get(what.page).text, "csrf_token")
    assert ask(server, seller.form(what.page + "/vnpay", {"csrf_token": token})) is None


# J05 J06: what VNPay knows of the refund when the process is dead.
@pytest.mark.parametrize(
    ("point", "known"), [pytest.param("refund-intended", 0, id="J05"), pytest.param("refund-called", 1, id="J06")]
)
def test_a_refund_that_dies_around_the_call_is_sent_once(
    there: Market, running: Running, point: str, known: int
) -> None:
    what = owed(running)
    kills = there.kills()

    with there.serving(crash_at=point, MARKETPLACE_VNPAY_API_URL=running.vnpay.api_url) as server:
        press(server, what)

    assert there.kills() == kills + 1
    assert state_of(what.refund_id) == (RefundState.SENDING, 150_000)
    assert len(running.payment().refunds) == known

    # VNPay is asked first; what it never heard of is sent, and it is asked again and again.
    for minutes in (6, 30, 300):
        with pretend(now() + timedelta(minutes=minutes)):
            handlers.ask_vnpay(0)
        assert state_of(what.refund_id) == (RefundState.SENT, 0)
        assert len(running.payment().refunds) == 1
