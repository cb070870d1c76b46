"""VNPay hangs while sellers ask it: catalogue, orders and VietQR go on, in as many threads as in production."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.buying import ready_to_buy
from benchmarks.visiting import Visitor
from marketplace.db import db
from marketplace.payments.models import Refund
from marketplace.payments.states import RefundState
from tests.owed import owed, send_back
from tests.payments.test_neighbours import BlackHole, hole
from tests.racing import saved_product
from tests.sandbox.vnpay.making import Running, pace, running, sandbox_settings, shop
from tests.serving import Market, ask, inside, look_anew, own_market

__all__ = ["hole", "pace", "running", "sandbox_settings", "shop"]

# So many sellers ask at once as one process has threads (marketplace/serving.py).
THREADS = 8


@pytest.fixture(scope="module")
def market(server_url: str, folder: Path) -> Iterator[Market]:
    with own_market(server_url, folder, "hanging") as market:
        yield market


# T02 F14 F18
def test_while_vnpay_hangs_people_buy_and_pay_by_vietqr(market: Market, running: Running, hole: BlackHole) -> None:
    with inside(market, vnpay_pay_url=running.vnpay.pay_url, vnpay_api_url=running.vnpay.api_url):
        refunds = [owed(running) for _ in range(THREADS)]
        product = saved_product(stock=5)
        with market.serving(threads=THREADS, MARKETPLACE_VNPAY_API_URL=hole.url) as server:
            presses = [send_back(server, refund) for refund in refunds]
            (page,) = ready_to_buy(server, [product.slug])
            hanging = [threading.Thread(target=ask, args=(server, press)) for press in presses]
            for press in hanging:
                press.start()
            # On a busy machine it takes a second until one of them got so far.
            patience = time.monotonic() + 20
            while not hole.taken and time.monotonic() < patience:
                time.sleep(0.05)
            assert hole.taken
            begun = time.monotonic()

            buyer = Visitor(server.port)
            assert buyer.get("/hang").status == 200
            placed = buyer.send(page)
            assert placed.status == 303
            assert 'class="qr' in buyer.get(placed.location).text

            assert time.monotonic() - begun < 5
            assert any(press.is_alive() for press in hanging), "VNPay did not hang"
            for press in hanging:
                press.join(40)
        # Nobody knows what VNPay did: each is bound to it, and asked about later.
        look_anew()
        states = {db.session.get_one(Refund, refund.refund_id).state for refund in refunds}
        assert states == {RefundState.SENDING}
        assert len(hole.taken) <= 3
