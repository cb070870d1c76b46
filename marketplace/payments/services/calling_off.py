"""An order called off or run out, and what becomes of its money.

What was paid is taken back from the order in the same transaction and parked as money to return:
never a cancelled order with money silently kept (CASES A04, C18).
"""

from datetime import datetime

from marketplace.accounts.actor import SYSTEM, Actor
from marketplace.crashing import crash_point
from marketplace.money import Dong
from marketplace.orders.queries import lock_sub_order
from marketplace.orders.services import life
from marketplace.orders.states import Method, SubOrderState
from marketplace.payments import queries
from marketplace.payments.models import PaymentRequest
from marketplace.payments.services.ledger import book_allocation
from marketplace.payments.services.returning import owe
from marketplace.payments.states import PAYABLE, LineState, RequestState
from marketplace.text import N_

_KEPT_FOR_CASH = frozenset({SubOrderState.ACCEPTED, SubOrderState.READY})


def call_off_by_buyer(sub_order_id: int, *, because: str, by: Actor, seen_version: int | None = None) -> None:
    """The buyer's part is cancelled, its goods free, its money promised back. Raises WrongMoment, StaleView."""
    part = lock_sub_order(sub_order_id)
    life.refuse_stale(part, seen_version)
    request = _lock_money(part.id)
    life.cancel_by_buyer(part, because=because, by=by)
    _give_money_back(part.id, request, because=N_("Khách hủy đơn: phải hoàn lại cho khách."), by=by)
    if part.paid_at is not None:
        life.note_unpaid(part)


def decline(
    sub_order_id: int, *, because: str, by: Actor, seen_version: int | None = None, not_fetched: bool = False
) -> None:
    """The shop's part is declined, its goods free, its money promised back. Raises WrongMoment, StaleView.

    `not_fetched`: it was packed to be paid in cash, and nobody came or took it. That is remembered of its buyer (G04).
    """
    part = lock_sub_order(sub_order_id)
    life.refuse_stale(part, seen_version)
    request = _lock_money(part.id)
    part.not_fetched = not_fetched and part.method is Method.CASH and part.state in _KEPT_FOR_CASH
    life.decline_by_shop(part, because=because, by=by)
    _give_money_back(part.id, request, because=N_("Gian hàng không giao được: phải hoàn lại cho khách."), by=by)
    if part.paid_at is not None:
        life.note_unpaid(part)


def lapse(sub_order_id: int, *, at: datetime) -> bool:
    """An overdue part is expired, its goods free, a part payment parked. False when it is not overdue any more."""
    part = lock_sub_order(sub_order_id)
    if part.state is not SubOrderState.PLACED or part.paid_at is not None or part.hold_until > at:
        return False
    request = _lock_money(part.id)
    life.expire(part)
    crash_point("part-expired")
    if request is not None and request.state in PAYABLE:
        was_part_paid = request.state is RequestState.PART_PAID
        request.become(RequestState.LAPSED, because=N_("Quá hạn mà chưa nhận đủ tiền"), by=SYSTEM)
        if was_part_paid:
            _take_back(request, because=N_("Đơn hết hạn khi mới nhận một phần tiền: hoàn lại cho khách."), by=SYSTEM)
    elif request is None:
        _take_back_cash(part.id, because=N_("Đơn hết hạn khi mới nhận một phần tiền: hoàn lại cho khách."), by=SYSTEM)
    return True


def _lock_money(sub_order_id: int) -> PaymentRequest | None:
    """The part's request, if it has one; request and lines are locked before any goods, as everywhere."""
    request = queries.lock_request_of_part(sub_order_id)
    queries.lock_lines_of_part(sub_order_id)
    return request


def _give_money_back(sub_order_id: int, request: PaymentRequest | None, *, because: str, by: Actor) -> None:
    if request is None:
        _take_back_cash(sub_order_id, because=because, by=by)
        return
    request.become(RequestState.VOID, because=because, by=by)
    _take_back(request, because=because, by=by)


def _take_back(request: PaymentRequest, *, because: str, by: Actor) -> None:
    """Every line that paid this request is parked again, by counter entries."""
    for line_id, amount in queries.allocations_of_request(request.id):
        line = queries.lock_line(line_id)
        book_allocation(
            line, sub_order_id=request.sub_order_id, request=request, amount_vnd=Dong(-amount), because=because, by=by
        )
        line.surplus_of_id = request.id
        line.become(LineState.PARKED, because=because)
        owe(line, because=because, by=by, sub_order_id=request.sub_order_id)
    request.paid_vnd = Dong(0)


def _take_back_cash(sub_order_id: int, *, because: str, by: Actor) -> None:
    for line_id, amount in queries.cash_of_part(sub_order_id):
        line = queries.lock_line(line_id)
        book_allocation(line, sub_order_id=sub_order_id, request=None, amount_vnd=Dong(-amount), because=because, by=by)
        line.become(LineState.PARKED, because=because)
        owe(line, because=because, by=by, sub_order_id=sub_order_id)
