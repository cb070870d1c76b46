"""Money taken off an order again: because the bank took it back, or because a link was wrong.

Nothing is erased: counter entries stand beside what was booked (CASES C22, C29).
"""

from dataclasses import dataclass
from datetime import timedelta

from marketplace import config
from marketplace.accounts import services as accounts
from marketplace.accounts.actor import BANK, Actor
from marketplace.clock import now
from marketplace.db import db
from marketplace.money import Dong, write_dong
from marketplace.orders.models import SubOrder
from marketplace.orders.queries import lock_sub_order
from marketplace.orders.services import life
from marketplace.orders.states import SubOrderState
from marketplace.payments import queries
from marketplace.payments.errors import NothingToUndo, WrongMoneyMoment
from marketplace.payments.models import BankLine, PaymentRequest
from marketplace.payments.services.ledger import book_allocation, book_reversal
from marketplace.payments.services.returning import withdraw_refunds
from marketplace.payments.states import LineState, RequestState
from marketplace.text import N_


@dataclass(frozen=True)
class _Paid:
    """One part that a line pays, locked, with its request (None for cash) and how much."""

    part: SubOrder
    request: PaymentRequest | None
    amount_vnd: Dong


def undo_link(line_id: int, *, reason: str, by: Actor) -> None:
    """The credit pays no order any more and waits for a person again; the orders ask for their money anew.

    Raises NothingToUndo when it pays none.
    """
    paid, line = _lock_all(line_id)
    if not paid:
        raise NothingToUndo
    _take_off(paid, line, because=reason, by=by)
    line.surplus_of_id = None
    line.become(LineState.PARKED, because=reason)
    accounts.record(
        "link undone", thing=f"bank-line:{line.public_id}", by=by, reason=reason,
        before={"allocated_vnd": sum(one.amount_vnd for one in paid), "orders": [one.part.order.code for one in paid]},
        after={"parked_vnd": line.parked_vnd},
    )  # fmt: skip


def reverse(line_id: int, debit_id: int) -> bool:
    """The bank took this credit back: its orders ask for their money anew, and both lines come to nothing.

    False, with nothing changed, when the money has already gone somewhere else (was returned or set aside).
    """
    paid, line = _lock_all(line_id)
    debit = queries.lock_line(debit_id)
    allocated = sum(one.amount_vnd for one in paid)
    if line.parked_vnd + allocated != line.amount_vnd:
        return False
    try:
        withdraw_refunds(line, because=_TAKEN_BACK, by=BANK)
    except WrongMoneyMoment:
        return False
    _take_off(paid, line, because=_TAKEN_BACK, by=BANK)
    surplus_of_id, line.surplus_of_id = line.surplus_of_id, None
    book_reversal(line, debit)
    line.become(LineState.REVERSED, because=_TAKEN_BACK)
    debit.become(LineState.REVERSED, because=_TAKEN_BACK)
    line.is_alarm = debit.is_alarm = False
    db.session.flush()
    for request in queries.lock_requests([surplus_of_id] if surplus_of_id else []):
        if request.state is RequestState.OVER_PAID and not queries.surplus_of_requests([request.id]):
            request.become(RequestState.PAID, because=_TAKEN_BACK, by=BANK)
    for one in paid:
        life.tell_shop(
            one.part, f"reversed-{line.id}", N_("Ngân hàng thu lại tiền của đơn %(code)s"),
            N_("%(taken)s đã bị ngân hàng thu lại. Xin chưa giao hàng, hoặc liên hệ khách nếu đã giao."),
            taken=write_dong(one.amount_vnd),
        )  # fmt: skip
        life.tell_buyer(
            one.part, f"reversed-{line.id}", N_("Đơn %(code)s: ngân hàng đã thu lại tiền"),
            N_("%(taken)s bạn chuyển cho “%(shop)s” đã bị ngân hàng thu lại. Xin mở đơn để trả lại."),
            taken=write_dong(one.amount_vnd),
        )  # fmt: skip
    return True


_TAKEN_BACK = N_("Ngân hàng đã thu lại khoản này")


def _lock_all(line_id: int) -> tuple[list[_Paid], BankLine]:
    """Parts, requests and line in the order of the house; then what the line pays is read anew."""
    seen = queries.allocations_of_line(line_id)
    surplus_of_id = queries.surplus_request_id(line_id)
    parts = {part_id: lock_sub_order(part_id) for part_id in sorted({part_id for part_id, _, _ in seen})}
    wanted = {request_id for _, request_id, _ in seen if request_id is not None}
    requests = {r.id: r for r in queries.lock_requests(wanted | ({surplus_of_id} if surplus_of_id else set()))}
    line = queries.lock_line(line_id)
    if queries.allocations_of_line(line_id) != seen or line.surplus_of_id != surplus_of_id:
        raise WrongMoneyMoment
    return [_Paid(parts[p], requests[r] if r is not None else None, amount) for p, r, amount in seen], line


def _take_off(paid: list[_Paid], line: BankLine, *, because: str, by: Actor) -> None:
    for one in paid:
        book_allocation(
            line,
            sub_order_id=one.part.id,
            request=one.request,
            amount_vnd=Dong(-one.amount_vnd),
            because=because,
            by=by,
        )
        if one.part.paid_at is not None:
            life.note_unpaid(one.part)
        if one.request is not None:
            _ask_again(one.request, one.part, one.amount_vnd, because=because, by=by)
    db.session.flush()


def _ask_again(request: PaymentRequest, part: SubOrder, amount_vnd: Dong, *, because: str, by: Actor) -> None:
    """The request asks for what was taken off, with as much time as a new order has."""
    settings = config.current()
    request.paid_vnd = Dong(request.paid_vnd - amount_vnd)
    if request.state in (RequestState.LAPSED, RequestState.VOID):
        return
    target = RequestState.PART_PAID if request.paid_vnd else RequestState.OPEN
    if request.state is target:
        request.version += 1
    else:
        request.become(target, because=because, by=by)
    request.open_until = now() + timedelta(minutes=settings.pay_minutes)
    if part.state is SubOrderState.PLACED:
        part.hold_until = now() + timedelta(minutes=settings.hold_minutes)
        request.late_until = part.hold_until + timedelta(hours=settings.late_hours)
