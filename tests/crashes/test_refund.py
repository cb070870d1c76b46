"""A refund goes back through VNPay, and the power goes around the call."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from marketplace.clock import now, pretend
from marketplace.db import db
from marketplace.payments import handlers
from marketplace.payments.models import BankLine, Refund
from marketplace.payments.states import RefundState
from tests.owed import owed, send_back
from tests.sandbox.vnpay.making import Running, pace, running, sandbox_settings, shop
from tests.serving import Market, ask, inside, look_anew

__all__ = ["pace", "running", "sandbox_settings", "shop"]


@pytest.fixture
def there(market: Market, running: Running) -> Iterator[Market]:
    """The test is inside a market whose VNPay is the sandbox on its port."""
    with inside(market, vnpay_pay_url=running.vnpay.pay_url, vnpay_api_url=running.vnpay.api_url):
        yield market


def state_of(refund_id: int) -> tuple[RefundState, int]:
    """The refund's state, and what is still parked of its money."""
    look_anew()
    refund = db.session.get_one(Refund, refund_id)
    return refund.state, db.session.get_one(BankLine, refund.line_id).parked_vnd


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
        assert ask(server, send_back(server, what)) is None

    assert there.kills() == kills + 1
    assert state_of(what.refund_id) == (RefundState.SENDING, 150_000)
    assert len(running.payment().refunds) == known

    # VNPay is asked first; what it never heard of is sent, and it is asked again and again.
    for minutes in (6, 30, 300):
        with pretend(now() + timedelta(minutes=minutes)):
            handlers.ask_vnpay(0)
        assert state_of(what.refund_id) == (RefundState.SENT, 0)
        assert len(running.payment().refunds) == 1
