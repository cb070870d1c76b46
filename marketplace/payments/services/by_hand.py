"""What the seller's own hand tells: money seen, cash taken, parked money put in its place."""

from marketplace.accounts import services as accounts
from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.money import Dong, write_dong
from marketplace.orders.errors import WrongMoment
from marketplace.orders.models import SubOrder
from marketplace.orders.queries import lock_sub_order
from marketplace.orders.services import life
from marketplace.orders.states import Method, SubOrderState
from marketplace.payments import queries
from marketplace.payments.errors import (
    AmountNeedsReason,
    LineNotFound,
    NothingToLink,
    RequestNotFound,
    WrongMoneyMoment,
)
from marketplace.payments.models import BankLine, PaymentRequest
from marketplace.payments.services.ledger import book_allocation, book_replacement, book_set_aside
from marketplace.payments.services.returning import no_longer_over_paid, withdraw_refunds
from marketplace.payments.services.settling import close_line, park_for, pay
from marketplace.payments.services.telling import Told, write_line
from marketplace.payments.states import Direction, LineState, RequestState, Teller
from marketplace.shops.queries import get_account
from marketplace.text import N_

_CASH_MOMENTS = frozenset(
    {SubOrderState.PLACED, SubOrderState.ACCEPTED, SubOrderState.READY, SubOrderState.HANDED_OVER}
)


def confirm_received(sub_order_id: int, *, amount_vnd: Dong, reason: str, key: str, by: Actor) -> None:
    """The seller has seen this money in the account: it pays the part as the bank's word would (C26).

    The same key again changes nothing. Raises NothingToLink when the part is paid already,
    AmountNeedsReason for another amount than is open, RequestNotFound for a cash part.
    """
    part = lock_sub_order(sub_order_id)
    request = queries.lock_request_of_part(part.id)
    if request is None:
        raise RequestNotFound
    told = Told(
        shop_id=part.shop_id,
        account=get_account(request.account_id),
        teller=Teller.THUMB,
        outside_key=f"thumb:{key}",
        amount_vnd=amount_vnd,
        at=now(),
        memo=request.code,
        by=by,
    )
    if queries.is_line_told(told.shop_id, told.outside_key):
        return
    if request.left_vnd == 0 or request.state is RequestState.VOID:
        raise NothingToLink
    if amount_vnd != request.left_vnd and not reason:
        raise AmountNeedsReason
    if request.state is RequestState.LAPSED and amount_vnd < request.left_vnd:
        raise NothingToLink
    line = write_line(told)
    assert line is not None  # the part is locked, and the key holds its id
    why = reason or N_("Gian hàng xác nhận đã nhận tiền")
    before = {"paid_vnd": request.paid_vnd, "state": request.state.value}
    if pay(line, request, part, min(request.left_vnd, amount_vnd), because=why, by=by):
        close_line(line, request, because=why, by=by)
    else:
        park_for(line, request, because=N_("Đơn đã hết hạn và hàng không còn. Hãy hoàn lại cho khách."), by=by)
    accounts.record(
        "money confirmed by hand", thing=f"sub-order:{part.public_id}", by=by, reason=why, before=before,
        after={"paid_vnd": request.paid_vnd, "state": request.state.value, "amount_vnd": amount_vnd},
    )  # fmt: skip


def take_cash(sub_order_id: int, *, amount_vnd: Dong, reason: str, key: str, by: Actor) -> None:
    """The seller has this cash of a cash part; more than asked is parked to be given back (G06, G07).

    The same key again changes nothing. Raises AmountNeedsReason, NothingToLink when it is all there,
    WrongMoment for a part that was called off.
    """
    part = lock_sub_order(sub_order_id)
    if queries.is_line_told(part.shop_id, f"cash:{key}"):
        return
    if part.method is not Method.CASH or part.state not in _CASH_MOMENTS:
        raise WrongMoment
    left = Dong(part.due_vnd - queries.allocated_to_part(part.id))
    if left <= 0:
        raise NothingToLink
    if amount_vnd != left and not reason:
        raise AmountNeedsReason
    line = write_line(
        Told(
            shop_id=part.shop_id, account=None, teller=Teller.CASH, outside_key=f"cash:{key}", amount_vnd=amount_vnd,
            at=now(), memo="", by=by,
        )
    )  # fmt: skip
    assert line is not None  # the part is locked, and the key holds its id
    why = reason or N_("Thu tiền mặt")
    paid = min(left, amount_vnd)
    book_allocation(line, sub_order_id=part.id, request=None, amount_vnd=Dong(paid), because=why, by=by)
    close_line(line, None, because=why, by=by, sub_order_id=part.id)
    if paid == left:
        life.note_paid(part, at=now(), by=by)
    accounts.record(
        "cash taken", thing=f"sub-order:{part.public_id}", by=by, reason=why, before={"left_vnd": left},
        after={"left_vnd": left - paid, "amount_vnd": amount_vnd},
    )  # fmt: skip


def link_line(line_id: int, *, part: SubOrder, reason: str, by: Actor) -> None:
    """Parked money pays this part, as far as it asks; the rest stays parked.

    Raises NothingToLink, LineNotFound when line and part are not of one shop (C28).
    """
    part = lock_sub_order(part.id)
    surplus_of_id = queries.surplus_request_id(line_id)
    asked = queries.requests_of_parts([part.id]).get(part.id)
    locked = {r.id: r for r in queries.lock_requests({id_ for id_ in (surplus_of_id, asked and asked.id) if id_})}
    request = locked.get(asked.id) if asked else None
    line = _lock_line(line_id, surplus_of_id)
    if line.shop_id != part.shop_id:
        raise LineNotFound
    if line.direction is Direction.OUT or line.parked_vnd == 0:
        raise NothingToLink
    before = {"parked_vnd": line.parked_vnd, "paid_vnd": queries.allocated_to_part(part.id)}
    why = reason or N_("Gian hàng ghép bằng tay")
    if request is None:
        _pay_cash_part(line, part, because=why, by=by)
    else:
        _pay_request(line, request, part, because=why, by=by)
    if surplus_of_id is not None and (request is None or surplus_of_id != request.id):
        no_longer_over_paid(locked[surplus_of_id], by=by, because=why)
    accounts.record(
        "parked money linked", thing=f"bank-line:{line.public_id}", by=by, reason=why, before=before,
        after={"parked_vnd": line.parked_vnd, "paid_vnd": queries.allocated_to_part(part.id), "order": part.order.code},
    )  # fmt: skip


_PAYS_INSTEAD = N_("Khoản này trả cho một đơn thay vì hoàn lại")


def _pay_request(line: BankLine, request: PaymentRequest, part: SubOrder, *, because: str, by: Actor) -> None:
    if request.left_vnd == 0 or request.state is RequestState.VOID:
        raise NothingToLink
    if line.account_id is not None and line.account_id != request.account_id:
        raise NothingToLink
    if request.state is RequestState.LAPSED and line.parked_vnd < request.left_vnd:
        raise NothingToLink
    withdraw_refunds(line, because=_PAYS_INSTEAD, by=by)
    amount = Dong(min(request.left_vnd, line.parked_vnd))
    if not pay(line, request, part, amount, because=because, by=by):
        raise NothingToLink
    _no_longer_waiting(line)
    close_line(line, request, because=because, by=by)


def _pay_cash_part(line: BankLine, part: SubOrder, *, because: str, by: Actor) -> None:
    """A buyer who was to pay in cash has transferred it: so much less is to collect (G05)."""
    left = Dong(part.due_vnd - queries.allocated_to_part(part.id))
    if left <= 0 or part.state not in _CASH_MOMENTS:
        raise NothingToLink
    withdraw_refunds(line, because=_PAYS_INSTEAD, by=by)
    amount = Dong(min(left, line.parked_vnd))
    book_allocation(line, sub_order_id=part.id, request=None, amount_vnd=amount, because=because, by=by)
    _no_longer_waiting(line)
    line.surplus_of_id = None
    close_line(line, None, because=because, by=by, sub_order_id=part.id)
    if amount == left:
        life.note_paid(part, at=line.at, by=by)


def _no_longer_waiting(line: BankLine) -> None:
    line.suggested, line.is_alarm = [], False
    if line.parked_vnd == 0:
        line.surplus_of_id = None


def set_aside(line_id: int, *, reason: str, by: Actor) -> None:
    """What is parked of this line concerns no order (or was given back by hand): it leaves the list.

    Raises NothingToLink when nothing is parked.
    """
    surplus_of_id = queries.surplus_request_id(line_id)
    requests = queries.lock_requests([surplus_of_id] if surplus_of_id else [])
    line = _lock_line(line_id, surplus_of_id)
    if line.parked_vnd == 0:
        raise NothingToLink
    amount = line.parked_vnd
    withdraw_refunds(line, because=reason, by=by)
    book_set_aside(line)
    for request in requests:
        no_longer_over_paid(request, by=by, because=reason)
    line.become(LineState.SET_ASIDE, because=reason)
    accounts.record(
        "parked money set aside", thing=f"bank-line:{line.public_id}", by=by, reason=reason,
        before={"parked_vnd": amount}, after={"parked_vnd": 0},
    )  # fmt: skip


def _lock_line(line_id: int, surplus_of_id: int | None) -> BankLine:
    """The line, locked after its request. Raises WrongMoneyMoment when it became another's surplus meanwhile."""
    line = queries.lock_line(line_id)
    if line.surplus_of_id != surplus_of_id:
        raise WrongMoneyMoment
    return line


def say_same_money(line_id: int, *, by: Actor) -> None:
    """The waiting line is money that the order has already: the money is counted once (C26).

    A thumb's word gives way to the bank's own line. Of two feeds' lines the first stays, and this one is only another
    telling of it. Raises WrongMoneyMoment when nothing like it pays the order.
    """
    request_id = queries.surplus_request_id(line_id)
    if request_id is None:
        raise WrongMoneyMoment
    (request,) = queries.lock_requests([request_id])
    booked_by = dict(queries.allocations_of_request(request.id))
    twin_ids = [twin.id for twin in queries.twins_of_line(request_id, queries.find_line(line_id))]
    locked = {
        id_: _lock_line(id_, request_id) if id_ == line_id else queries.lock_line(id_)
        for id_ in sorted([*twin_ids, line_id])
    }
    line = locked[line_id]
    # Money that went to other orders too, or was set aside, is more than a word about this line.
    same = [locked[id_] for id_ in twin_ids if locked[id_].amount_vnd == booked_by[id_] + locked[id_].parked_vnd]
    # What was given back of it already cannot become a mere word about it.
    if line.state is not LineState.SUGGESTED or line.parked_vnd != line.amount_vnd or not same:
        raise WrongMoneyMoment
    withdraw_refunds(line, because=_SAME_TOLD_TWICE, by=by)
    first = next((twin for twin in same if twin.teller is Teller.THUMB), same[0])
    if first.teller is Teller.THUMB:
        _give_way(first, line, request, booked=booked_by[first.id], by=by)
    else:
        book_replacement(line)
        line.become(LineState.REPLACED, because=_SAME_TOLD_TWICE)
        line.replaced_by_id, line.surplus_of_id = first.id, None
    accounts.record(
        "same money told twice", thing=f"bank-line:{line.public_id}", by=by, reason=_SAME_TOLD_TWICE,
        before={"first": first.public_id}, after={"amount": write_dong(line.amount_vnd)},
    )  # fmt: skip


_SAME_TOLD_TWICE = N_("Cùng một khoản, được báo hai lần: chỉ tính một lần")


def _give_way(thumb: BankLine, line: BankLine, request: PaymentRequest, *, booked: Dong, by: Actor) -> None:
    """The bank's line pays what the seller's word paid."""
    why = N_("Cùng một khoản: dòng của ngân hàng thay lời xác nhận bằng tay")
    withdraw_refunds(thumb, because=why, by=by)
    book_allocation(
        thumb, sub_order_id=request.sub_order_id, request=request, amount_vnd=Dong(-booked), because=why, by=by
    )
    book_replacement(thumb)
    thumb.become(LineState.REPLACED, because=why)
    thumb.replaced_by_id = line.id
    book_allocation(line, sub_order_id=request.sub_order_id, request=request, amount_vnd=booked, because=why, by=by)
    line.surplus_of_id = None
    close_line(line, request, because=why, by=by)
