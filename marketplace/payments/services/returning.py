"""Money on its way back to a buyer: owed, agreed, sent, confirmed.

A refund always returns one credit's parked money, so what is returned can never be more than what came. Locks:
sub-order, request, line, refund.
"""

import secrets

from marketplace import config, sealed
from marketplace.accounts import services as accounts
from marketplace.accounts.actor import SYSTEM, Actor
from marketplace.clock import now
from marketplace.db import db
from marketplace.money import Dong, write_dong
from marketplace.orders.queries import whole_part
from marketplace.orders.services import life
from marketplace.payments import queries
from marketplace.payments.codes import draw_code
from marketplace.payments.errors import NeedsSecondPerson, NothingToReturn, RefundTooLarge, WrongMoneyMoment
from marketplace.payments.models import BankLine, PaymentRequest, Refund, RefundChange
from marketplace.payments.services.ledger import book_return, book_return_undone, hands
from marketplace.payments.states import REFUND_GONE, Direction, LineState, RefundState, RefundWay, RequestState
from marketplace.shops.queries import current_account
from marketplace.shops.services.payees import Payee
from marketplace.text import N_


def owe(line: BankLine, *, because: str, by: Actor = SYSTEM, sub_order_id: int | None = None) -> Refund | None:
    """The shop owes back what is parked of this credit, and the buyer is told; None when that is owed already.

    The line must be locked, and its money parked.
    """
    open_vnd = queries.owed_of_line(line.id)
    amount = Dong(line.parked_vnd - open_vnd)
    return _write(line, amount, because=because, by=by, sub_order_id=sub_order_id) if amount > 0 else None


def ask_refund(line_id: int, *, amount_vnd: Dong, reason: str, by: Actor) -> Refund:
    """The seller decides to return this much of a parked credit.

    Raises NothingToReturn, RefundTooLarge when more is asked than is parked and not yet owed (H02, H08, INV-08).
    """
    surplus_of_id = queries.surplus_request_id(line_id)
    requests = queries.lock_requests([surplus_of_id] if surplus_of_id else [])
    line = queries.lock_line(line_id)
    if line.surplus_of_id != surplus_of_id:
        raise WrongMoneyMoment
    if line.direction is Direction.OUT or line.parked_vnd == 0:
        raise NothingToReturn
    left = Dong(line.parked_vnd - queries.owed_of_line(line.id))
    if not 0 < amount_vnd <= left:
        raise RefundTooLarge(left=write_dong(left))
    part_id = requests[0].sub_order_id if requests else None
    refund = _write(line, amount_vnd, because=reason, by=by, sub_order_id=part_id)
    accounts.record(
        "refund asked", thing=f"refund:{refund.public_id}", by=by, reason=reason, after={"amount_vnd": amount_vnd}
    )
    return refund


def name_account(refund: Refund, to: Payee, *, by: Actor) -> None:
    """The buyer has said where the money shall go: shown back, sealed, for the seller to scan. Raises WrongMoneyMoment."""
    if refund.state not in (RefundState.ASKED, RefundState.AGREED):
        raise WrongMoneyMoment
    refund.way = RefundWay.BANK
    refund.to_bin, refund.to_bank_name, refund.to_holder = to.bin, to.bank_name, to.holder
    refund.to_number_sealed = sealed.seal(to.number, purpose="refund-account")
    refund.to_last_four = to.number[-4:]
    refund.version += 1
    accounts.record(
        "refund account named", thing=f"refund:{refund.public_id}", by=by,
        after={"bank": to.bank_name, "last_four": refund.to_last_four},
    )  # fmt: skip
    if refund.sub_order_id is not None:
        life.tell_shop(
            whole_part(refund.sub_order_id), f"refund-account-{refund.id}-{refund.version}",
            N_("Khách đã ghi tài khoản để nhận lại tiền, đơn %(code)s"),
            N_("Mở mục Tiền, quét mã để chuyển lại %(owed)s cho khách."), owed=write_dong(refund.amount_vnd),
        )  # fmt: skip


def agree(refund: Refund, *, way: RefundWay, by: Actor) -> None:
    """The shop will return the money this way.

    From the limit of the settings on, two persons are needed: who agrees must be another than who asked (H01).
    Raises NeedsSecondPerson, WrongMoneyMoment.
    """
    limit = config.current().refund_second_person_vnd
    if limit and refund.amount_vnd >= limit and refund.asked_by_id is not None and refund.asked_by_id == by.user_id:
        raise NeedsSecondPerson(limit=write_dong(Dong(limit)))
    refund.become(RefundState.AGREED, because=N_("Gian hàng đồng ý hoàn lại"), by=by)
    refund.way, refund.agreed_by_id = way, by.user_id


def mark_sent(refund_id: int, *, way: RefundWay, reference: str, by: Actor) -> Refund:
    """The money has left the shop's hands, by the seller's word; pressed again it stays so.

    Raises WrongMoneyMoment when it is not owed (any more), NeedsSecondPerson.
    """
    refund, line, request = lock_refund(refund_id)
    if refund.state in REFUND_GONE:
        return refund
    if refund.state not in (RefundState.ASKED, RefundState.AGREED):
        # Withdrawn, or VNPay was asked and has not said.
        raise WrongMoneyMoment
    if refund.state is RefundState.ASKED:
        agree(refund, way=way, by=by)
    refund.way, refund.reference = way, reference
    note_sent(refund, line, request, paid_from=_hands_of(refund, line, way), because=N_("Gian hàng đã gửi lại"), by=by)
    accounts.record(
        "refund sent", thing=f"refund:{refund.public_id}", by=by, reason=refund.reason,
        before={"state": RefundState.AGREED.value},
        after={"state": refund.state.value, "amount_vnd": refund.amount_vnd, "way": way.value},
    )  # fmt: skip
    return refund


def note_sent(
    refund: Refund,
    line: BankLine,
    request: PaymentRequest | None,
    *,
    paid_from: str,
    because: str,
    by: Actor,
    is_booked: bool = False,
) -> None:
    """The refund is sent: the credit's money is booked out, and the buyer told. All three must be locked."""
    if not is_booked:
        book_return(line, refund.amount_vnd, paid_from=paid_from)
    refund.paid_from, refund.sent_at = paid_from, now()
    refund.become(RefundState.SENT, because=because, by=by)
    _tidy(line, request, because=because, by=by)
    if refund.sub_order_id is not None:
        life.tell_buyer(
            whole_part(refund.sub_order_id), f"refund-sent-{refund.id}-{refund.version}",
            N_("Đơn %(code)s: tiền đang về với bạn"),
            N_("“%(shop)s” đã gửi lại %(returned)s. Nhận được thì xin bấm “Tôi đã nhận lại tiền”."),
            returned=write_dong(refund.amount_vnd),
        )  # fmt: skip


def confirm_refund(refund_id: int, *, by: Actor) -> None:
    """The buyer has the money. Pressed again it stays so. Raises WrongMoneyMoment when nothing was sent."""
    refund, _, _ = lock_refund(refund_id)
    if refund.state is not RefundState.CONFIRMED:
        refund.become(RefundState.CONFIRMED, because=N_("Khách đã nhận lại tiền"), by=by)


def note_bounced(refund_id: int, *, because: str, by: Actor) -> None:
    """What was sent came back: it is owed again, and both sides are told (F20, H09).

    Raises WrongMoneyMoment when nothing was sent.
    """
    refund, line, request = lock_refund(refund_id)
    if refund.state not in REFUND_GONE:
        raise WrongMoneyMoment
    refund.become(RefundState.AGREED, because=because, by=by)
    book_return_undone(line, refund.amount_vnd, paid_from=refund.paid_from)
    if line.state is not LineState.PARKED:
        line.become(LineState.PARKED, because=because)
    if request is not None and request.state is RequestState.PAID:
        request.become(RequestState.OVER_PAID, because=because, by=by)
    # Sent again, it will be seen at the bank as another debit.
    refund.paid_from, refund.sent_at, refund.gateway_id, refund.debit_line_id = "", None, "", None
    accounts.record(
        "refund bounced", thing=f"refund:{refund.public_id}", by=by, reason=because,
        before={"state": RefundState.SENT.value}, after={"state": refund.state.value},
    )  # fmt: skip
    if refund.sub_order_id is not None:
        part = whole_part(refund.sub_order_id)
        word = f"refund-bounced-{refund.id}-{refund.version}"
        amount = write_dong(refund.amount_vnd)
        life.tell_buyer(
            part, word, N_("Đơn %(code)s: tiền hoàn chưa tới"),
            N_("Khoản %(returned)s “%(shop)s” gửi lại chưa tới được; gian hàng sẽ gửi lần nữa."), returned=amount,
        )  # fmt: skip
        life.tell_shop(
            part, word, N_("Tiền hoàn của đơn %(code)s chưa tới khách"),
            N_("Khoản %(returned)s chưa tới được. Mở mục Tiền để gửi lại."), returned=amount,
        )  # fmt: skip


def withdraw_refunds(line: BankLine, *, because: str, by: Actor) -> None:
    """What was owed of this credit is not owed any more. The line must be locked.

    Raises WrongMoneyMoment when VNPay was already asked to return some of it.
    """
    for refund in queries.lock_owed_of_line(line.id):
        refund.become(RefundState.WITHDRAWN, because=because, by=by)


def lock_refund(refund_id: int) -> tuple[Refund, BankLine, PaymentRequest | None]:
    """The refund with its credit and the request that was paid too much, locked in the order of the house."""
    line_id = queries.line_of_refund(refund_id)
    surplus_of_id = queries.surplus_request_id(line_id)
    requests = queries.lock_requests([surplus_of_id] if surplus_of_id else [])
    line = queries.lock_line(line_id)
    if line.surplus_of_id != surplus_of_id:
        raise WrongMoneyMoment
    return queries.lock_refund_row(refund_id), line, requests[0] if requests else None


def no_longer_over_paid(request: PaymentRequest, *, by: Actor, because: str) -> None:
    """A request whose surplus was dealt with is simply paid."""
    others = queries.surplus_of_requests([request.id]).get(request.id, Dong(0))
    if request.state is RequestState.OVER_PAID and others == 0:
        request.become(RequestState.PAID, because=because, by=by)


def _tidy(line: BankLine, request: PaymentRequest | None, *, because: str, by: Actor) -> None:
    """A credit without rest is closed, and a request without surplus simply paid."""
    db.session.flush()
    if line.parked_vnd == 0:
        line.is_alarm, line.suggested = False, []
        state = LineState.RETURNED if line.returned_vnd == line.amount_vnd else LineState.MATCHED
        line.become(state, because=because)
        db.session.flush()
    if request is not None:
        no_longer_over_paid(request, by=by, because=because)


def _hands_of(refund: Refund, line: BankLine, way: RefundWay) -> str:
    """The hands that pay: cash, or the bank account the money came to, or else the one the shop uses now."""
    if way is RefundWay.CASH:
        return f"cash:{refund.shop_id}"
    if line.account_id is not None:
        return hands(line)
    account = current_account(refund.shop_id)
    return f"bank:{account.id}" if account is not None else f"cash:{refund.shop_id}"


def _write(line: BankLine, amount_vnd: Dong, *, because: str, by: Actor, sub_order_id: int | None) -> Refund:
    refund = Refund(
        public_id=secrets.token_urlsafe(12),
        code=_free_code(),
        shop_id=line.shop_id,
        line_id=line.id,
        amount_vnd=amount_vnd,
        reason=because,
        asked_at=now(),
        sub_order_id=sub_order_id,
        asked_by_id=by.user_id,
    )
    db.session.add(refund)
    db.session.flush()
    db.session.add(
        RefundChange(
            refund_id=refund.id,
            after=RefundState.ASKED,
            at=refund.asked_at,
            because=because,
            actor=by.label,
            actor_id=by.user_id,
        )
    )
    db.session.flush()
    return refund


def _free_code() -> str:
    """A code no request and no refund has: both stand in memos of the same accounts."""
    while True:
        code = draw_code(config.current().code_prefix, taken=())
        if not queries.is_code_taken(code):
            return code
