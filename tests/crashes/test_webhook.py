"""A bank's notice, and the power goes in the middle of it."""

import pytest
import sqlalchemy as sa

from benchmarks.servers import Server
from marketplace.db import db
from marketplace.orders.states import SubOrderState
from marketplace.payments import handlers
from marketplace.payments.models import KeptNotice, PaymentRequest
from marketplace.payments.states import KeptState, LineState, RequestState
from tests.money import part_of, request_of
from tests.racing import lines_of, saved_order, saved_product
from tests.serving import Market, ask, look_anew, notice_of

PAID = (RequestState.PAID, [(150_000, 0, LineState.MATCHED)])


def kept(request: PaymentRequest) -> list[KeptState]:
    """The states of the notices that were kept for the request's account."""
    look_anew()
    found = sa.select(KeptNotice.state).where(KeptNotice.account_id == request.account_id)
    return list(db.session.scalars(found))


def paid(request: PaymentRequest) -> tuple[RequestState, list[tuple[int, int, LineState]]]:
    """What the request has, and what is written down of its account's money."""
    look_anew()
    state = db.session.execute(sa.select(PaymentRequest.state).where(PaymentRequest.id == request.id)).scalar_one()
    return state, lines_of(request)


# J01 J02 J03: what is left in the inbox, and whether the money is booked, when the process is dead.
POINTS = [
    pytest.param("webhook-read", [], False, id="J01-nothing-saved"),
    pytest.param("webhook-kept", [KeptState.NEW], False, id="J01-kept"),
    pytest.param("allocation-booked", [KeptState.NEW], False, id="J03"),
    pytest.param("webhook-settled", [KeptState.DONE], True, id="J02"),
]


@pytest.mark.parametrize(("point", "left", "is_paid"), POINTS)
def test_a_notice_that_dies_on_the_way_pays_once(
    here: Market, healthy: Server, point: str, left: list[KeptState], *, is_paid: bool
) -> None:
    order = saved_order(saved_product(price_vnd=150_000))
    request = request_of(order)
    notice = notice_of(request, 1)
    kills = here.kills()

    with here.serving(crash_at=point) as server:
        assert ask(server, notice) is None
    assert here.kills() == kills + 1
    assert kept(request) == left
    assert paid(request) == (PAID if is_paid else (RequestState.OPEN, []))

    # What was kept is settled by the job, whether the provider calls again or not (D07).
    handlers.settle_left_over(timestamp=0)
    assert paid(request) == (PAID if left else (RequestState.OPEN, []))

    # The provider had no answer: it calls again, and again because it may have missed that answer too.
    answers = [ask(healthy, notice) for _ in range(2)]

    assert [answer.status for answer in answers if answer] == [200, 200]
    assert paid(request) == PAID
    assert kept(request) == [KeptState.DONE]
    part = part_of(order)
    assert (part.state, part.paid_at is not None) == (SubOrderState.PLACED, True)


# J16 in small: what was answered with 200 is there; what died was not, and the provider's next call settles it.
def test_what_was_acknowledged_is_kept(here: Market, healthy: Server) -> None:
    requests = [request_of(saved_order(saved_product(price_vnd=150_000))) for _ in range(6)]
    notices = [notice_of(request, 1) for request in requests]

    with here.serving(crash_at="allocation-booked:4") as server:
        answers = [ask(server, notice) for notice in notices[:4]]

    assert [answer and answer.status for answer in answers] == [200, 200, 200, None]
    assert [paid(request)[0] for request in requests[:4]] == [RequestState.PAID] * 3 + [RequestState.OPEN]
    for notice in notices:
        answer = ask(healthy, notice)
        assert answer is not None
        assert answer.status == 200
    assert [paid(request) for request in requests] == [PAID] * 6
