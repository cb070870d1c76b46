"""Orders run out of time, and the worker dies in the middle of closing them."""

from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.clock import now
from marketplace.db import db, transaction
from marketplace.orders.models import SubOrder
from marketplace.orders.states import SubOrderState
from marketplace.payments import handlers
from marketplace.payments.models import PaymentRequest
from marketplace.payments.services.checking import broken
from marketplace.payments.states import RequestState
from tests.factories import make_order
from tests.money import stock_of
from tests.racing import saved_product
from tests.serving import KILLED, Market, look_anew

ORDERS = 60
# So many are closed when the worker dies.
DONE = 17

_S = SubOrderState
_R = RequestState


# J08: between two orders, and in the middle of one.
@pytest.mark.parametrize("point", [f"expiring:{DONE}", f"part-expired:{DONE + 1}"])
def test_a_worker_that_dies_while_expiring_leaves_each_order_whole(here: Market, point: str) -> None:
    product = saved_product(stock=ORDERS)
    with transaction():
        for _ in range(ORDERS):
            make_order(product)
    with transaction():
        overdue = {"hold_until": now() - timedelta(minutes=1)}
        db.session.execute(sa.update(SubOrder).where(SubOrder.shop_id == product.shop_id).values(overdue))
        # Another test's worker may have had this minute's jobs; the next minute need not be waited for.
        db.session.execute(sa.text("TRUNCATE procrastinate_periodic_defers"))

    # The clock of the worker brings the job by itself.
    assert here.run_worker(crash_at=point) == KILLED

    look_anew()
    assert lives(product.shop_id) == {(_S.EXPIRED, _R.LAPSED): DONE, (_S.PLACED, _R.OPEN): ORDERS - DONE}
    assert stock_of(product) == (ORDERS, DONE)
    assert not any(broken().values())

    handlers.lapse_overdue(timestamp=0)
    handlers.lapse_overdue(timestamp=0)

    look_anew()
    assert lives(product.shop_id) == {(_S.EXPIRED, _R.LAPSED): ORDERS}
    assert stock_of(product) == (ORDERS, ORDERS)


def lives(shop_id: int) -> Counter[tuple[SubOrderState, RequestState]]:
    """How many of the shop's parts are in which state, with which state of their money."""
    rows = db.session.execute(
        sa.select(SubOrder.state, PaymentRequest.state)
        .join(PaymentRequest, PaymentRequest.sub_order_id == SubOrder.id)
        .where(SubOrder.shop_id == shop_id)
    )
    return Counter((part, request) for part, request in rows)
