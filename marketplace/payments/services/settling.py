"""The one door for money: `settle()`.

Whoever tells of it (a bank feed, the seller's thumb, cash), a credit becomes one line, is
written down whole, and then pays what it is for. Locks: sub-orders, requests, lines, offers; each by id.
"""

from collections.abc import Sequence
from datetime import timedelta

from marketplace import config
from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.crashing import crash_point
from marketplace.db import db
from marketplace.errors import Refusal
from marketplace.money import Dong, write_dong
from marketplace.orders.models import SubOrder
from marketplace.orders.queries import lock_sub_order
from marketplace.orders.services import life
from marketplace.payments import queries
from marketplace.payments.matching import Allocation, Cause, Credit, Decision, OpenRequest, Verdict, codes_in, match
from marketplace.payments.models import BankLine, PaymentRequest
from marketplace.payments.services.going_out import settle_debit
from marketplace.payments.services.ledger import book_allocation
from marketplace.payments.services.returning import owe
from marketplace.payments.services.telling import Told, hold_account, plain_reference, write_line
from marketplace.payments.services.undoing import reverse
from marketplace.payments.states import PAYABLE, SETTLED, Direction, LineState, RequestState, Teller
from marketplace.shops.models import BankAccount
from marketplace.shops.services.stock import lock_goods
from marketplace.text import N_


def settle(told: Told) -> BankLine | None:
    """The credit is written down and pays what its memo names; what it cannot pay is parked with a reason.

    None when the same credit was told before, or a debit concerns nobody but the seller: then nothing changes.
    """
    account = told.account
    assert account is not None
    hold_account(account.id)
    if told.direction is Direction.OUT:
        return settle_debit(told)
    line = write_line(told)
    if line is None:
        return None
    taken_back = queries.debit_of_reference(account.id, plain_reference(told.reference), told.amount_vnd)
    if taken_back is not None and reverse(line.id, taken_back):
        # The bank told of the reversal first (C23).
        return line
    number = account.number
    if told.account_told and _plain(told.account_told) != _plain(number):
        line.is_alarm = True
        line.become(
            LineState.PARKED,
            because=N_("Ngân hàng báo tiền vào một tài khoản khác với tài khoản của gian hàng. Cần người xem lại."),
        )
        return line
    codes = codes_in(told.says, prefix=config.current().code_prefix)
    named = queries.requests_by_code(codes)
    # Which parts may be touched is found first without locks, then they are locked and everything is read anew.
    first = _decide(account, number, told, named)
    touched = {
        request.id: request for request in [*named, *_allocated(account, first)] if request.account_id == account.id
    }
    parts = {
        part.id: part for part in (lock_sub_order(id_) for id_ in sorted(r.sub_order_id for r in touched.values()))
    }
    locked = {request.code: request for request in queries.lock_requests(touched)}
    if len(parts) > 1:
        # Goods of several parts are locked together, so that a cart with the same goods cannot deadlock with this.
        lock_goods(bought.offer_id for part in parts.values() for bought in part.lines)
    decision = _decide(account, number, told, named)
    # Money with another account's code came to the wrong place, whatever that order waits for (C17).
    line.is_alarm = any(request.account_id != account.id for request in named)
    _carry_out(line, decision, codes, locked, parts, told)
    return line


def _plain(number: str) -> str:
    return "".join(number.split()).upper()


def settle_for(told: Told, *, request_id: int, sub_order_id: int, hold_because: str = "") -> BankLine | None:
    """A credit whose teller knows which request it is for (VNPay). None when it was told before.

    With `hold_because` it pays nothing yet: it is parked with that reason and an alarm, for a person to decide.
    """
    part = lock_sub_order(sub_order_id)
    (request,) = queries.lock_requests([request_id])
    line = write_line(told)
    if line is None:
        return None
    if hold_because:
        line.is_alarm, line.surplus_of_id = True, request.id
        line.become(LineState.PARKED, because=hold_because)
        return line
    in_time = request.state in PAYABLE or (request.state is RequestState.LAPSED and told.at <= request.late_until)
    if not in_time:
        _keep_second_payment(line, request, {part.id: part}, told)
        return line
    amount = min(told.amount_vnd, request.left_vnd)
    decision = Decision(
        verdict=Verdict.SETTLE,
        cause=Cause.ONE_CODE,
        reason=N_("VNPay báo đã thu tiền cho đơn này"),
        allocations=(Allocation(request.code, amount),),
    )
    _pay_all(line, decision, {request.code: request}, {part.id: part}, told)
    return line


def _allocated(account: BankAccount, decision: Decision) -> list[PaymentRequest]:
    codes = [allocation.code for allocation in decision.allocations]
    return list(queries.requests_by_code(codes)) if codes else []


def _decide(account: BankAccount, number: str, told: Told, named: Sequence[PaymentRequest]) -> Decision:
    """What the memo and the amount say, with requests as they stand now."""
    awaited = {request.code: (number, request.left_vnd) for request in queries.payable_requests(account.id)}
    for request in named:
        if request.state is RequestState.LAPSED and told.at <= request.late_until and request.account_id == account.id:
            awaited[request.code] = (number, request.left_vnd)
        elif request.account_id != account.id and request.state in PAYABLE:
            awaited[request.code] = (request.number, request.left_vnd)
    requests = [OpenRequest(code=code, account=where, amount_vnd=left) for code, (where, left) in awaited.items()]
    return match(requests, Credit(account=number, amount_vnd=told.amount_vnd, memo=told.says))


def _carry_out(
    line: BankLine,
    decision: Decision,
    codes: Sequence[str],
    locked: dict[str, PaymentRequest],
    parts: dict[int, SubOrder],
    told: Told,
) -> None:
    only = locked.get(codes[0]) if len(codes) == 1 else None
    if decision.verdict is Verdict.SETTLE:
        if all(allocation.code in locked for allocation in decision.allocations):
            _pay_all(line, decision, locked, parts, told)
        else:
            # It became payable between the look without locks and the look with them: a person puts it there.
            line.suggested = [allocation.code for allocation in decision.allocations]
            line.become(LineState.SUGGESTED, because=_JUST_CHANGED)
    elif only is not None and only.state not in PAYABLE:
        _keep_second_payment(line, only, parts, told)
    elif decision.cause is Cause.NOTHING_FOUND and codes:
        # With no order waiting, the matching has no prefix to look for; the codes are there all the same (C14, C15).
        amount = write_dong(line.amount_vnd)
        line.become(
            LineState.PARKED,
            because=f"{amount} ghi mã {', '.join(codes[:5])}, nhưng không còn chờ tiền. Cần người xem lại.",
        )
    else:
        line.suggested = list(decision.suggested)
        state = LineState.SUGGESTED if decision.verdict is Verdict.SUGGEST else LineState.PARKED
        line.become(state, because=decision.reason)


def _pay_all(
    line: BankLine, decision: Decision, locked: dict[str, PaymentRequest], parts: dict[int, SubOrder], told: Told
) -> None:
    """Each request gets what the decision gives it; what a late one cannot take is parked."""
    last: PaymentRequest | None = None
    for allocation in decision.allocations:
        request = locked[allocation.code]
        if request.state is RequestState.LAPSED and allocation.amount_vnd < request.left_vnd:
            park_for(line, request, because=_LATE_AND_SHORT, by=told.by)
            return
        if request.state is RequestState.PART_PAID and (why := _same_money(request, line)):
            line.surplus_of_id = request.id
            line.become(LineState.SUGGESTED, because=why)
            return
        if not pay(
            line, request, parts[request.sub_order_id], Dong(allocation.amount_vnd), because=decision.reason, by=told.by
        ):
            park_for(line, request, because=_TOO_LATE, by=told.by)
            return
        last = request
    close_line(line, last, because=decision.reason, by=told.by)


def _same_money(request: PaymentRequest, line: BankLine) -> str:
    """Why this may be money the request has already: confirmed by hand (C26, C27), or told by another feed under
    another reference. "" when there is nothing like it."""
    twins = queries.twins_of_line(request.id, line)
    if not twins:
        return ""
    return _SAME_AS_THUMB if any(twin.teller is Teller.THUMB for twin in twins) else _SAME_AS_OTHER_FEED


def park_for(line: BankLine, request: PaymentRequest, *, because: str, by: Actor) -> None:
    """What is left of the line belongs to this request's buyer: it is parked, and owed back in the same moment."""
    line.surplus_of_id = request.id
    line.become(LineState.PARKED, because=because)
    owe(line, because=because, by=by, sub_order_id=request.sub_order_id)


_JUST_CHANGED = N_("Đơn vừa thay đổi đúng lúc tiền đến. Xin ghép bằng tay.")
_SAME_AS_THUMB = N_("Có thể là khoản gian hàng đã xác nhận bằng tay. Nếu đúng, bấm “Cùng một khoản”.")
_SAME_AS_OTHER_FEED = N_("Có thể là khoản một nguồn khác đã báo rồi. Nếu đúng, bấm “Cùng một khoản”.")
_LATE_AND_SHORT = N_("Tiền đến sau khi đơn hết hạn và còn thiếu. Hãy hoàn lại cho khách.")
_TOO_LATE = N_("Tiền đến sau khi đơn hết hạn và hàng không còn. Hãy hoàn lại cho khách, hoặc ghép khi có hàng.")


def _keep_second_payment(line: BankLine, request: PaymentRequest, parts: dict[int, SubOrder], told: Told) -> None:
    """Money whose code is not waiting any more: paid twice, too late, or for an order that was called off."""
    part = parts[request.sub_order_id]
    if request.state in SETTLED:
        if why := _same_money(request, line):
            line.surplus_of_id = request.id
            line.become(LineState.SUGGESTED, because=why)
            return
        if request.state is RequestState.PAID:
            request.become(RequestState.OVER_PAID, because=N_("Tiền đến thêm một lần nữa"), by=told.by)
        park_for(line, request, because=_PAID_AGAIN, by=told.by)
        life.tell_buyer(
            part, f"over-paid-{line.id}", N_("Đơn %(code)s: bạn đã trả thừa"),
            N_("“%(shop)s” nhận thừa %(surplus)s và phải hoàn lại cho bạn."), surplus=write_dong(line.parked_vnd),
        )  # fmt: skip
    elif request.state is RequestState.VOID:
        park_for(line, request, because=_AFTER_CANCELLING, by=told.by)
    else:
        park_for(line, request, because=_MUCH_TOO_LATE, by=told.by)
    life.tell_shop(
        part, f"parked-{line.id}", N_("Có tiền cần xem cho đơn %(code)s"),
        N_("%(parked)s đang để chờ ở mục Tiền."), parked=write_dong(line.parked_vnd),
    )  # fmt: skip


def pay(line: BankLine, request: PaymentRequest, part: SubOrder, amount: Dong, *, because: str, by: Actor) -> bool:
    """This much of the line pays the request. False when a lapsed order's goods are gone: nothing is booked then."""
    if request.state is RequestState.LAPSED and not _revive(part, by=by):
        life.tell_buyer(
            part, f"too-late-{line.id}", N_("Đơn %(code)s: tiền đến muộn"),
            N_("Tiền của bạn đến sau khi đơn hết hạn và hàng không còn. “%(shop)s” sẽ hoàn lại hoặc hẹn bạn khi có hàng."),
        )  # fmt: skip
        return False
    was_part_paid = request.state is RequestState.PART_PAID
    book_allocation(line, sub_order_id=part.id, request=request, amount_vnd=amount, because=because, by=by)
    crash_point("allocation-booked")
    request.paid_vnd = Dong(request.paid_vnd + amount)
    if request.left_vnd == 0:
        request.become(RequestState.PAID, because=because, by=by)
        life.note_paid(part, at=line.at, by=by)
    elif not was_part_paid:
        request.become(RequestState.PART_PAID, because=because, by=by)
        life.tell_buyer(
            part, "part-paid", N_("Đơn %(code)s còn thiếu tiền"),
            N_("“%(shop)s” mới nhận %(got)s, còn thiếu %(left)s. Mã chuyển khoản vẫn như cũ."),
            got=write_dong(request.paid_vnd), left=write_dong(request.left_vnd),
        )  # fmt: skip
    else:
        request.version += 1
    return True


def _revive(part: SubOrder, *, by: Actor) -> bool:
    """The expired part lives again if its goods are free; else it stays as it was."""
    until = now() + timedelta(minutes=config.current().hold_minutes)
    try:
        with db.session.begin_nested():
            life.revive(part, until=until, by=by)
    except Refusal:
        return False
    return True


def close_line(
    line: BankLine, request: PaymentRequest | None, *, because: str, by: Actor, sub_order_id: int | None = None
) -> None:
    """A line without rest is matched; a rest is parked as what the buyer paid too much on this request (or, of cash,
    on this part), and owed back."""
    if line.parked_vnd == 0:
        line.become(LineState.MATCHED, because=because)
        return
    if request is None:
        line.become(LineState.PARKED, because=_PAID_TOO_MUCH)
        owe(line, because=_PAID_TOO_MUCH, by=by, sub_order_id=sub_order_id)
        return
    park_for(line, request, because=_PAID_TOO_MUCH, by=by)
    if request.state is RequestState.PAID:
        request.become(RequestState.OVER_PAID, because=_PAID_TOO_MUCH, by=by)


_PAID_AGAIN = N_("Đơn này đã đủ tiền: khách trả thêm một lần nữa. Phải hoàn lại cho khách.")
_AFTER_CANCELLING = N_("Đơn này đã hủy: tiền đến sau. Phải hoàn lại cho khách.")
_MUCH_TOO_LATE = N_("Tiền đến quá muộn: đơn đã hết hạn hơn một ngày. Hãy hoàn lại hoặc ghép bằng tay.")
_PAID_TOO_MUCH = N_("Khách chuyển thừa so với đơn. Phần thừa phải hoàn lại cho khách.")
