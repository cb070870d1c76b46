"""Complaints: each has a number, a clock and an outcome.

The shop has three days to answer. What it does not answer, and what does not content the buyer, goes to the commune's
team, which decides within seven. Money that goes back with an outcome is the caller's affair (payments), in the same
transaction.
"""

from datetime import timedelta
from typing import Final

from marketplace.accounts import services as accounts
from marketplace.accounts.actor import SYSTEM, Actor
from marketplace.clock import now
from marketplace.codes import draw_body
from marketplace.db import db
from marketplace.money import Dong
from marketplace.orders import queries
from marketplace.orders.errors import ComplaintRunning, NothingToComplainAbout, WrongComplaintMoment
from marketplace.orders.models import Complaint, ComplaintChange, SubOrder
from marketplace.orders.services import life
from marketplace.orders.states import About, ComplaintState, Outcome, SubOrderState
from marketplace.text import N_

ANSWER_WITHIN: Final = timedelta(days=3)
# The buyer may look at the answer, or wait for the goods promised, for so long before silence counts as content.
CONTENT_AFTER: Final = timedelta(days=7)
DECIDE_WITHIN: Final = timedelta(days=7)

_C = ComplaintState


def complain(sub_order_id: int, *, about: About, words: str, by: Actor) -> Complaint:
    """The complaint is written down with a number, and the shop is told until when to answer.

    Raises ComplaintRunning, NothingToComplainAbout for an order that nobody paid, packed or delivered.
    """
    part = queries.lock_sub_order(sub_order_id)
    if part.paid_at is None and part.state in (SubOrderState.PLACED, SubOrderState.CANCELLED_BY_BUYER):
        raise NothingToComplainAbout
    if queries.running_complaint(part.id) is not None:
        raise ComplaintRunning
    at = now()
    complaint = Complaint(
        number=f"KN{draw_body()}",
        sub_order_id=part.id,
        shop_id=part.shop_id,
        about=about,
        words=words,
        opened_at=at,
        due_at=at + ANSWER_WITHIN,
    )
    db.session.add(complaint)
    db.session.flush()
    db.session.add(
        ComplaintChange(
            complaint_id=complaint.id, after=_C.OPEN, at=at, because=words, actor=by.label, actor_id=by.user_id
        )
    )
    life.tell_shop(
        part, f"complaint-{complaint.id}", N_("Khiếu nại %(number)s về đơn %(code)s"),
        N_("Khách chưa hài lòng. Xin mở đơn và trả lời trong ba ngày."), number=complaint.number,
    )  # fmt: skip
    return complaint


def answer(number: str, *, outcome: Outcome, promised_vnd: Dong, words: str, by: Actor) -> Complaint:
    """The shop has said how it would mend it; the buyer is asked whether that is good. Raises WrongComplaintMoment."""
    complaint, part = _lock(number)
    complaint.become(_C.ANSWERED, because=words, by=by)
    complaint.outcome, complaint.promised_vnd = outcome, promised_vnd
    complaint.due_at = now() + CONTENT_AFTER
    life.tell_buyer(
        part, f"complaint-{complaint.id}-{complaint.version}", N_("“%(shop)s” đã trả lời khiếu nại %(number)s"),
        N_("Xin mở đơn %(code)s để xem và cho biết bạn có đồng ý không."), number=complaint.number,
    )  # fmt: skip
    return complaint


def agree(number: str, *, by: Actor) -> None:
    """The buyer is content with the shop's answer. Raises WrongComplaintMoment when there is none."""
    complaint, part = _lock(number)
    if complaint.state is not _C.ANSWERED:
        raise WrongComplaintMoment
    _close(complaint, part, because=N_("Khách đồng ý với cách giải quyết"), by=by)


def take_back(number: str, *, because: str, by: Actor) -> None:
    """The buyer does not complain any more. Raises WrongComplaintMoment when it is closed.

    What the shop promised until now it has still promised.
    """
    complaint, part = _lock(number)
    if complaint.outcome is None:
        complaint.outcome = Outcome.WITHDRAWN
    _close(complaint, part, because=because, by=by)


def escalate(number: str, *, because: str, by: Actor) -> None:
    """The commune's team decides; both sides are told. Raises WrongComplaintMoment."""
    complaint, part = _lock(number)
    _escalate(complaint, part, because=because, by=by)


def decide(number: str, *, outcome: Outcome, promised_vnd: Dong, words: str, by: Actor) -> Complaint:
    """The commune's team has decided, and both sides are told why.

    Raises WrongComplaintMoment when shop and buyer are still at it.
    """
    complaint, part = _lock(number)
    if complaint.state is not _C.ESCALATED:
        raise WrongComplaintMoment
    before = {"outcome": complaint.outcome.value if complaint.outcome else "", "promised_vnd": complaint.promised_vnd}
    complaint.outcome = outcome
    complaint.promised_vnd = Dong(complaint.promised_vnd + promised_vnd)
    _close(complaint, part, because=words, by=by)
    accounts.record(
        "complaint decided", thing=f"complaint:{complaint.number}", by=by, reason=words, before=before,
        after={"outcome": outcome.value, "promised_vnd": complaint.promised_vnd},
    )  # fmt: skip
    return complaint


def mind_clock(number: str) -> None:
    """The clock of this complaint has run out: no answer goes to the commune, no word about an answer is content."""
    complaint, part = _lock(number)
    if complaint.due_at > now():
        return
    if complaint.state is _C.OPEN:
        _escalate(complaint, part, because=N_("Gian hàng không trả lời trong ba ngày"), by=SYSTEM)
    elif complaint.state is _C.ANSWERED:
        _close(complaint, part, because=N_("Bảy ngày không có ý kiến gì thêm"), by=SYSTEM)


def _escalate(complaint: Complaint, part: SubOrder, *, because: str, by: Actor) -> None:
    complaint.become(_C.ESCALATED, because=because, by=by)
    complaint.due_at = now() + DECIDE_WITHIN
    word = f"complaint-{complaint.id}-{complaint.version}"
    title, body = (
        N_("Khiếu nại %(number)s đã chuyển tổ số xã"),
        N_("Tổ số xã xem và trả lời trong bảy ngày, đơn %(code)s."),
    )
    life.tell_buyer(part, word, title, body, number=complaint.number)
    life.tell_shop(part, word, title, body, number=complaint.number)


def _close(complaint: Complaint, part: SubOrder, *, because: str, by: Actor) -> None:
    complaint.closed_at = now()
    complaint.become(_C.CLOSED, because=because, by=by)
    word = f"complaint-{complaint.id}-{complaint.version}"
    title = N_("Khiếu nại %(number)s đã khép lại")
    body = N_("Đơn %(code)s. Mở đơn để xem kết quả.")
    life.tell_buyer(part, word, title, body, number=complaint.number)
    life.tell_shop(part, word, title, body, number=complaint.number)


def _lock(number: str) -> tuple[Complaint, SubOrder]:
    part = queries.lock_sub_order(queries.complaint_part_id(number))
    return queries.lock_complaint(number), part
