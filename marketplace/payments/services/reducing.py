"""A price reduced after the money came: the goods were not as they should be, and some or all of it goes back.

What was bought and for how much stays as it was; beside it stands how much was let off. The money is taken off the
order by counter entries, parked, and owed back in the same transaction.
"""

from marketplace.accounts import services as accounts
from marketplace.accounts.actor import Actor
from marketplace.money import Dong, write_dong
from marketplace.orders.models import SubOrder
from marketplace.orders.queries import lock_sub_order
from marketplace.orders.services import life
from marketplace.payments import queries
from marketplace.payments.errors import NotPaidToReduce, ReductionTooLarge, WrongMoneyMoment
from marketplace.payments.models import PaymentRequest
from marketplace.payments.services.ledger import book_allocation
from marketplace.payments.services.returning import owe
from marketplace.payments.states import LineState, RequestState
from marketplace.text import N_


def reduce_price(sub_order_id: int, *, amount_vnd: Dong, reason: str, by: Actor) -> None:
    """So much of a paid part is let off and owed back to its buyer, who is told.

    Raises NotPaidToReduce, ReductionTooLarge when more is let off than was asked, WrongMoneyMoment.
    """
    part = lock_sub_order(sub_order_id)
    request = queries.lock_request_of_part(part.id)
    queries.lock_lines_of_part(part.id)
    if part.paid_at is None:
        raise NotPaidToReduce
    if not 0 < amount_vnd <= part.due_vnd:
        raise ReductionTooLarge(most=write_dong(part.due_vnd))
    before = {"due_vnd": part.due_vnd}
    _take_off(part, request, amount_vnd, because=reason, by=by)
    part.reduced_vnd = Dong(part.reduced_vnd + amount_vnd)
    part.version += 1
    accounts.record(
        "price reduced", thing=f"sub-order:{part.public_id}", by=by, reason=reason, before=before,
        after={"due_vnd": part.due_vnd},
    )  # fmt: skip
    life.tell_buyer(
        part, "reduced", N_("Đơn %(code)s: được trả lại %(reduced)s"),
        N_("“%(shop)s” phải trả lại bạn %(reduced)s. Xin mở đơn để ghi tài khoản nhận tiền."),
        reduced=write_dong(amount_vnd),
    )  # fmt: skip


def _take_off(part: SubOrder, request: PaymentRequest | None, amount_vnd: Dong, *, because: str, by: Actor) -> None:
    paying = queries.allocations_of_request(request.id) if request else queries.cash_of_part(part.id)
    left = amount_vnd
    # The newest credit first: the rest of the price stays on as few credits as can be.
    for line_id, booked in reversed(paying):
        taken = Dong(min(booked, left))
        if taken == 0:
            break
        left = Dong(left - taken)
        line = queries.lock_line(line_id)
        if request is not None and line.parked_vnd and line.surplus_of_id != request.id:
            # One transfer for two parts: what is owed for the other part is returned first.
            raise WrongMoneyMoment
        book_allocation(line, sub_order_id=part.id, request=request, amount_vnd=Dong(-taken), because=because, by=by)
        line.surplus_of_id = request.id if request else None
        if line.state is not LineState.PARKED:
            line.become(LineState.PARKED, because=because)
        owe(line, because=because, by=by, sub_order_id=part.id)
    if request is None:
        return
    request.paid_vnd = Dong(request.paid_vnd - amount_vnd)
    request.reduced_vnd = Dong(request.reduced_vnd + amount_vnd)
    if request.state is RequestState.PAID:
        request.become(RequestState.OVER_PAID, because=because, by=by)
