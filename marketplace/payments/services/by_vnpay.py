"""Paying through VNPay: sending a buyer there, and writing down what VNPay says of it.

VNPay's word is three-valued: paid, failed, or not known (yet). What is not known is asked for again until it is. The
return of the browser never pays anything; VNPay's own call (IPN) or its signed answer does.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, urlencode

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from marketplace import config, sealed
from marketplace.accounts import services as accounts
from marketplace.accounts.actor import SYSTEM, Actor
from marketplace.clock import now
from marketplace.db import db
from marketplace.money import Dong
from marketplace.orders.queries import lock_sub_order
from marketplace.payments import queries
from marketplace.payments.errors import NoTerminal, NotPayableNow
from marketplace.payments.models import PaymentRequest, VNPayAttempt, VNPayNotice, VNPayTerminal
from marketplace.payments.services.settling import settle_for
from marketplace.payments.services.telling import Told, write_line
from marketplace.payments.states import AttemptState, KeptState, LineState, Teller
from marketplace.payments.vnpay import LARGEST_VND, IPNAnswer, Method, Notice, Outcome, QueryAnswer, VNPay, read_notice
from marketplace.shops.models import Shop
from marketplace.text import N_

# VNPay's page is open this long; then its call comes within minutes, or VNPay is asked.
LINK_MINUTES: Final = 15
FIRST_ASKED_AFTER: Final = timedelta(minutes=LINK_MINUTES + 5)
# After the browser came back without a word of VNPay's.
SOON: Final = timedelta(minutes=1)
# One question of a terminal in so long: sooner VNPay answers 94.
PAUSE_OF_TERMINAL: Final = timedelta(minutes=5)
_STEPS_MINUTES: Final = (5, 10, 20, 40, 80, 160, 320)
# Not known by then, a person is told; it is asked for a few more days, once a day.
ALARM_AFTER: Final = timedelta(hours=24)
GIVE_UP_AFTER: Final = timedelta(days=4)
_BY_VNPAY: Final = Actor(label="VNPay")


def set_terminal(shop: Shop, *, tmn_code: str, secret: str, by: Actor) -> VNPayTerminal:
    """The shop's buyers may pay through its own VNPay terminal. A new secret takes the place of the old one."""
    terminal = queries.terminal_of_shop(shop.id)
    box = sealed.seal(secret, purpose="vnpay-secret")
    if terminal is None:
        terminal = VNPayTerminal(
            shop_id=shop.id, tmn_code=tmn_code, secret_sealed=box, hook=secrets.token_urlsafe(24), set_at=now()
        )
        db.session.add(terminal)
    else:
        terminal.tmn_code, terminal.secret_sealed, terminal.set_at, terminal.is_offered = tmn_code, box, now(), True
    db.session.flush()
    accounts.record("VNPay terminal set", thing=f"shop:{shop.slug}", by=by, after={"tmn_code": tmn_code})
    return terminal


def stop_offering(terminal: VNPayTerminal, *, shop: Shop, by: Actor) -> None:
    """No new buyer is sent to VNPay; what is under way is still listened to."""
    terminal.is_offered = False
    accounts.record("VNPay not offered any more", thing=f"shop:{shop.slug}", by=by)


def gateway_of(terminal: VNPayTerminal) -> VNPay:
    """The terminal as the gateway wants it."""
    settings = config.current()
    return VNPay(
        tmn_code=terminal.tmn_code,
        secret=terminal.secret,
        pay_url=settings.vnpay_pay_url,
        api_url=settings.vnpay_api_url,
    )


def begin_attempt(request_id: int, sub_order_id: int, *, shop_id: int, method: Method | None) -> VNPayAttempt:
    """A new attempt with a reference of its own, for what the request still asks.

    Raises NoTerminal, NotPayableNow when it is paid, called off or out of time (F23).
    """
    lock_sub_order(sub_order_id)
    (request,) = queries.lock_requests([request_id])
    terminal = queries.terminals_offered([shop_id]).get(shop_id)
    if terminal is None:
        raise NoTerminal
    begun = now()
    if not request.is_payable or begun >= request.open_until or not 0 < request.left_vnd <= LARGEST_VND:
        raise NotPayableNow
    count = db.session.scalar(
        sa.select(sa.func.count()).select_from(VNPayAttempt).where(VNPayAttempt.request_id == request.id)
    )
    attempt = VNPayAttempt(
        terminal_id=terminal.id,
        request_id=request.id,
        txn_ref=f"{request.code}-{int(count or 0) + 1}-{secrets.token_hex(3)}",
        amount_vnd=request.left_vnd,
        method=method or "",
        begun_at=begun,
        expires_at=min(begun + timedelta(minutes=LINK_MINUTES), request.open_until),
        ask_at=begun + FIRST_ASKED_AFTER,
    )
    db.session.add(attempt)
    db.session.flush()
    return attempt


def keep_notice(terminal: VNPayTerminal, query: Sequence[tuple[str, str]]) -> int:
    """VNPay's rightly signed call is kept exactly as it came; returns its row id. The same again finds the first."""
    text = urlencode(query)
    digest = hashlib.sha256(text.encode()).hexdigest()
    notice_id = db.session.scalar(
        insert(VNPayNotice)
        .values(
            terminal_id=terminal.id,
            query_hash=digest,
            query_sealed=sealed.seal(text, purpose="notice"),
            received_at=now(),
            state=KeptState.NEW,
        )
        .on_conflict_do_nothing(index_elements=["terminal_id", "query_hash"])
        .returning(VNPayNotice.id)
    )
    db.session.execute(
        sa.update(VNPayTerminal).where(VNPayTerminal.id == terminal.id).values(heard_at=now(), trouble="")
    )
    if notice_id is not None:
        return notice_id
    first = sa.select(VNPayNotice.id).where(VNPayNotice.terminal_id == terminal.id, VNPayNotice.query_hash == digest)
    return db.session.execute(first).scalar_one()


def settle_notice(notice_id: int, terminal: VNPayTerminal) -> IPNAnswer:
    """What the kept call tells is written down; the answer is VNPay's (fact sheet, section 5).

    Told again, nothing changes, and VNPay hears so.
    """
    kept = db.session.execute(
        sa.select(VNPayNotice)
        .where(VNPayNotice.id == notice_id)
        .with_for_update(of=VNPayNotice)
        .execution_options(populate_existing=True)
    ).scalar_one()
    assert kept.query_sealed is not None
    query = parse_qsl(sealed.unseal(kept.query_sealed, purpose="notice"), keep_blank_values=True)
    notice = read_notice(gateway_of(terminal), query)
    attempt = queries.find_attempt(notice.txn_ref, terminal_id=terminal.id)
    if attempt is None:
        _keep_for_nobody(notice, terminal)
        answer = IPNAnswer.UNKNOWN_REFERENCE
    elif notice.amount_vnd != attempt.amount_vnd:
        if notice.outcome in (Outcome.PAID, Outcome.SUSPICIOUS):
            _record_money(attempt, notice, because=_OTHER_AMOUNT)
        answer = IPNAnswer.WRONG_AMOUNT
    elif record(attempt.id, _as_answer(notice)):
        answer = IPNAnswer.RECORDED
    else:
        answer = IPNAnswer.ALREADY_RECORDED
    kept.state, kept.done_at = KeptState.DONE, now()
    return answer


def record(attempt_id: int, answer: QueryAnswer) -> bool:
    """VNPay's word on an attempt is written down, and its money with it. False when nothing new was said.

    A final state never goes back: a failure told after a success changes nothing (F11); a success told after a failure
    is money, and pays or is owed back (F12).
    """
    seen = queries.attempt_with_terminal(attempt_id)
    terminal, request = seen.terminal, seen.request
    lock_sub_order(request.sub_order_id)
    queries.lock_requests([request.id])
    attempt = queries.lock_attempt(attempt_id)
    target = _STATE_OF.get(answer.outcome)
    if target is None or target is attempt.state or attempt.state is AttemptState.PAID:
        return False
    if target is AttemptState.FAILED and attempt.state is AttemptState.HELD:
        return False
    attempt.said = answer.code if answer.code != "00" else answer.status
    attempt.transaction_no = answer.transaction_no or attempt.transaction_no
    attempt.ask_at, attempt.is_alarm = None, target is AttemptState.HELD
    if target is not AttemptState.FAILED:
        _take_money(attempt, terminal, request, answer, hold_because=_SUSPICIOUS if target is AttemptState.HELD else "")
    attempt.become(target)
    return True


def plan_next_question(attempt_id: int, *, too_soon: bool = False) -> None:
    """VNPay has not said anything certain: it is asked again later, each time after a longer while.

    After a day a person is told (F15); after four days nobody asks any more, and the alarm stays.
    """
    attempt = queries.lock_attempt(attempt_id)
    if attempt.ask_at is None:
        return
    age = now() - attempt.begun_at
    attempt.is_alarm = age >= ALARM_AFTER
    if age >= GIVE_UP_AFTER:
        attempt.ask_at = None
        return
    step = 0 if too_soon else min(attempt.times_asked, len(_STEPS_MINUTES) - 1)
    pause = timedelta(days=1) if attempt.is_alarm else timedelta(minutes=_STEPS_MINUTES[step])
    attempt.ask_at = now() + pause


def intend_question(attempt_id: int, terminal_id: int) -> str | None:
    """The id of the question is stored before it is asked (F17). None when the terminal has just asked another."""
    terminal = queries.lock_terminal(terminal_id)
    at = now()
    if terminal.ask_after is not None and terminal.ask_after > at:
        return None
    attempt = queries.lock_attempt(attempt_id)
    if attempt.ask_at is None or attempt.ask_at > at:
        return None
    terminal.ask_after = at + PAUSE_OF_TERMINAL
    attempt.times_asked += 1
    attempt.call_id = secrets.token_hex(16)
    # Should we die while asking, it is asked again.
    attempt.ask_at = at + PAUSE_OF_TERMINAL
    return attempt.call_id


def ask_sooner(attempt_id: int) -> None:
    """The browser came back without VNPay's call: VNPay is asked within minutes (F02, F03)."""
    attempt = queries.lock_attempt(attempt_id)
    if attempt.ask_at is not None:
        attempt.ask_at = min(attempt.ask_at, now() + SOON)


_STATE_OF: Final = {
    Outcome.PAID: AttemptState.PAID,
    Outcome.FAILED: AttemptState.FAILED,
    Outcome.SUSPICIOUS: AttemptState.HELD,
}
_SUSPICIOUS = N_("VNPay đã thu tiền nhưng nghi có gian lận. Đừng giao hàng; hỏi VNPay rồi ghép hoặc hoàn lại.")
_OTHER_AMOUNT = N_("VNPay báo một số tiền khác với số đã hỏi. Cần người xem lại.")
_NO_ATTEMPT = N_("VNPay báo tiền cho một lần trả mà chợ không có. Cần người xem lại.")


def _as_answer(notice: Notice) -> QueryAnswer:
    """VNPay's call, in the words of its answers."""
    return QueryAnswer(
        outcome=notice.outcome,
        verified=True,
        code=notice.response_code,
        status=notice.transaction_status,
        amount_vnd=notice.amount_vnd,
        transaction_no=notice.transaction_no,
        bank_code=notice.bank_code,
        paid_at=notice.paid_at,
    )


def _told(
    terminal: VNPayTerminal, *, txn_ref: str, amount_vnd: Dong, at: datetime, transaction_no: str, memo: str
) -> Told:
    return Told(
        shop_id=terminal.shop_id,
        account=None,
        teller=Teller.VNPAY,
        outside_key=f"vnpay:{terminal.tmn_code}:{txn_ref}",
        amount_vnd=amount_vnd,
        at=at,
        memo=memo,
        reference=transaction_no,
        by=_BY_VNPAY,
    )


def _take_money(
    attempt: VNPayAttempt, terminal: VNPayTerminal, request: PaymentRequest, answer: QueryAnswer, *, hold_because: str
) -> None:
    """The money of an attempt is written down and pays its request, or waits with a reason.

    What waited as suspicious and is good after all is already written down: a person puts it to the order.
    """
    told = _told(
        terminal,
        txn_ref=attempt.txn_ref,
        amount_vnd=answer.amount_vnd or attempt.amount_vnd,
        at=answer.paid_at or now(),
        transaction_no=answer.transaction_no,
        memo=request.code,
    )
    line = settle_for(told, request_id=request.id, sub_order_id=request.sub_order_id, hold_because=hold_because)
    if line is not None:
        attempt.line_id = line.id
        accounts.record(
            "VNPay told of money", thing=f"vnpay-attempt:{attempt.txn_ref}", by=SYSTEM, reason=line.reason or "VNPay",
            before={"state": attempt.state.value}, after={"amount_vnd": line.amount_vnd, "line": line.public_id},
        )  # fmt: skip


def _record_money(attempt: VNPayAttempt, notice: Notice, *, because: str) -> None:
    """Money of another amount than was asked: written down, parked, with an alarm (F05)."""
    seen = queries.attempt_with_terminal(attempt.id)
    told = _told(
        seen.terminal,
        txn_ref=attempt.txn_ref,
        amount_vnd=notice.amount_vnd,
        at=notice.paid_at or now(),
        transaction_no=notice.transaction_no,
        memo=seen.request.code,
    )
    line = settle_for(told, request_id=attempt.request_id, sub_order_id=seen.request.sub_order_id, hold_because=because)
    if line is not None:
        locked = queries.lock_attempt(attempt.id)
        locked.line_id, locked.is_alarm = line.id, True


def _keep_for_nobody(notice: Notice, terminal: VNPayTerminal) -> None:
    """Money for an attempt we know nothing of: written down and parked, whatever it is (F08)."""
    if notice.outcome not in (Outcome.PAID, Outcome.SUSPICIOUS):
        return
    line = write_line(
        _told(
            terminal, txn_ref=notice.txn_ref, amount_vnd=notice.amount_vnd, at=notice.paid_at or now(),
            transaction_no=notice.transaction_no, memo=notice.txn_ref,
        )
    )  # fmt: skip
    if line is not None:
        line.is_alarm = True
        line.become(LineState.PARKED, because=_NO_ATTEMPT)
