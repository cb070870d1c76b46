"""Asking payOS what became of a link, until it is known: intent, question, answer.

Every credit it tells goes through the one door first. Then a link that nobody shall pay by any more is cancelled, and
where it stands is written down.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from marketplace.clock import now
from marketplace.errors import GatewayUnreachable
from marketplace.payments import queries
from marketplace.payments.feeds.asking import BadAnswer
from marketplace.payments.feeds.payos import LinkStatus, PaymentLink, PayOS, PayOSNotice
from marketplace.payments.models import PayOSLink
from marketplace.payments.services.notices import told_by
from marketplace.payments.services.payos_credits import settle_credit
from marketplace.payments.services.pulling import payos_of
from marketplace.payments.states import LINK_LIVE, LinkState, Teller
from marketplace.shops.queries import feeds_of
from marketplace.shops.states import FeedProvider
from marketplace.text import N_

_STEPS_MINUTES: Final = (3, 5, 10, 20, 40, 80, 160, 320)
# Should we die while asking, it is asked again.
_WHILE_ASKING: Final = timedelta(minutes=3)
# payOS may still be making what it has not answered yet: sooner its "no such link" means nothing.
SURE_AFTER: Final = timedelta(minutes=2)
# A transfer begun in the last moment comes after its link was closed: one more look, in case its call is lost too.
LAST_LOOK_AFTER: Final = timedelta(hours=1)
ALARM_AFTER: Final = timedelta(hours=24)
GIVE_UP_AFTER: Final = timedelta(days=4)
# No code says "no such link" in payOS's pages; these say that we were not let in, or came too often.
_SAYS_NOTHING: Final = frozenset({"", "?", "400", "401", "403", "408", "429"})
_CLOSED: Final = {
    LinkStatus.CANCELLED: LinkState.CANCELLED,
    LinkStatus.EXPIRED: LinkState.EXPIRED,
    LinkStatus.FAILED: LinkState.FAILED,
}


@dataclass(frozen=True, kw_only=True)
class Question:
    """What payOS is to be asked. `is_unwanted`: nobody shall pay by the link any more."""

    link_id: int
    order_code: int
    gateway: PayOS = field(repr=False)
    is_unwanted: bool


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The link as payOS shows it; without one `is_nowhere` says that payOS has none."""

    link: PaymentLink | None = None
    is_nowhere: bool = False


def intend_question(link_id: int) -> Question | None:
    """The question is stored before it is asked. None when its turn has not come, or payOS was dropped as a feed."""
    seen = queries.link_with_request(link_id)
    channel = next((feed for feed in feeds_of([seen.account_id]) if feed.provider is FeedProvider.PAYOS), None)
    link = queries.lock_link(link_id)
    at = now()
    if link.ask_at is None or link.ask_at > at:
        return None
    if channel is None or not channel.key("api_key"):
        _plan_next(link)
        return None
    link.times_asked += 1
    link.ask_at = at + _WHILE_ASKING
    # A link whose making was not answered leads nowhere: its address was never heard, and its QR never compared.
    is_unwanted = link.unwanted_at is not None or link.state in (LinkState.BEGUN, LinkState.REFUSED)
    return Question(link_id=link.id, order_code=link.order_code, gateway=payos_of(channel), is_unwanted=is_unwanted)


def ask(question: Question) -> Answer:
    """payOS's answer. No transaction may be open."""
    try:
        return Answer(link=question.gateway.get_link(question.order_code))
    except BadAnswer as no:
        return Answer(is_nowhere=no.code not in _SAYS_NOTHING and not no.code.startswith("3"))
    except GatewayUnreachable:
        return Answer()


def shall_be_cancelled(question: Question, answer: Answer) -> bool:
    """Whether buyers could still pay by a link that nobody shall pay by."""
    open_there = (LinkStatus.PENDING, LinkStatus.UNDERPAID)
    return question.is_unwanted and answer.link is not None and answer.link.status in open_there


def cancel(question: Question) -> Answer:
    """payOS is told to close the link; how it stands after that. No transaction may be open."""
    try:
        return Answer(link=question.gateway.cancel_link(question.order_code, because=_NOT_AWAITED))
    except (BadAnswer, GatewayUnreachable):
        return Answer()


def settle_found(link_id: int, notice: PayOSNotice) -> bool:
    """A credit that payOS's list tells of is settled as its call would be. False when it was told before."""
    account = queries.link_with_request(link_id).account
    return settle_credit(notice, told_by(notice, account=account, teller=Teller.PAYOS))


def note_answer(link_id: int, answer: Answer) -> None:
    """Where the link stands is written down; what is not certain is asked again later."""
    link, found = queries.lock_link(link_id), answer.link
    if found is None:
        if answer.is_nowhere and link.state is LinkState.BEGUN and now() - link.begun_at >= SURE_AFTER:
            link.become(LinkState.FAILED, because=_NEVER_MADE)
            link.ask_at = None
        else:
            _plan_next(link)
        return
    link.payment_link_id = link.payment_link_id or found.link_id
    # Money that payOS speaks of and we could not read is asked for until a person has seen it.
    is_whole = not found.unread and link.paid_vnd >= found.amount_paid_vnd
    link.is_alarm = link.is_alarm or bool(found.unread)
    target = LinkState.PAID if found.status is LinkStatus.PAID else _CLOSED.get(found.status)
    if target is None or not is_whole:
        _plan_next(link)
    elif target is LinkState.PAID:
        if link.state is not target:
            link.become(target, because=_PAID)
        link.ask_at, link.said = None, found.status.value
    elif link.state in LINK_LIVE or link.state is LinkState.REFUSED:
        link.become(target, because=_CLOSED_THERE)
        link.ask_at, link.said = now() + LAST_LOOK_AFTER, found.status.value
    else:
        link.ask_at = None


def _plan_next(link: PayOSLink) -> None:
    """Asked again later, each time after a longer while. After a day a person is told (INV-12); after four days nobody
    asks any more, and the alarm stays."""
    age = now() - link.begun_at
    if link.state in LINK_LIVE or link.state is LinkState.REFUSED:
        link.is_alarm = link.is_alarm or age >= ALARM_AFTER
    if age >= GIVE_UP_AFTER:
        link.ask_at = None
        return
    step = min(link.times_asked, len(_STEPS_MINUTES)) - 1
    link.ask_at = now() + (timedelta(days=1) if age >= ALARM_AFTER else timedelta(minutes=_STEPS_MINUTES[max(step, 0)]))


_NOT_AWAITED: Final = "Don khong con cho tien"
_NEVER_MADE: Final = N_("payOS nói không có trang trả tiền này")
_PAID: Final = N_("payOS báo đã nhận đủ tiền")
_CLOSED_THERE: Final = N_("payOS báo trang trả tiền đã đóng")
