"""Paying through payOS: a link for one request, and finding out what became of it.

payOS's word is three-valued, like VNPay's: the link is there, it is not, or nobody knows (yet). The number of a link is
stored before payOS hears it; what is not known is asked for until it is, and no second link is made meanwhile. The
return of the browser never pays anything: payOS's own call or its signed answer does.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

import sqlalchemy as sa

from marketplace import config
from marketplace.clock import now
from marketplace.db import db
from marketplace.errors import GatewayUnreachable
from marketplace.money import Dong
from marketplace.orders.queries import lock_sub_order
from marketplace.payments import queries
from marketplace.payments.errors import NoPayOSChannel, NotPayableByPayOS, PayOSNotKnown
from marketplace.payments.feeds.asking import BadAnswer
from marketplace.payments.feeds.notice import LARGEST_VND
from marketplace.payments.feeds.payos import LARGEST_ORDER_CODE, OtherLink, PaymentLink, PayOS
from marketplace.payments.models import PaymentRequest, PayOSLink
from marketplace.payments.services.pulling import payos_of
from marketplace.payments.states import LINK_LIVE, PAYABLE, LinkState
from marketplace.shops.services import feeds
from marketplace.text import N_, fold

# A link that lives shorter is not worth opening.
SHORTEST: Final = timedelta(minutes=1)
FIRST_ASKED_AFTER: Final = timedelta(minutes=3)
# payOS has a link of this number: ours, which something on the way asked for twice.
_KNOWN_ORDER: Final = "231"
# Drawn from up here, so that payOS's own sample (123) is never a number of ours.
_LEAST_ORDER_CODE: Final = 2**40


@dataclass(frozen=True, kw_only=True)
class Intent:
    """A link as it was stored, before payOS hears of it. `checkout_url` is set when it is there already."""

    link_id: int
    gateway: PayOS = field(repr=False)
    order_code: int
    amount_vnd: Dong
    memo: str
    bin: str
    number: str = field(repr=False)
    holder: str
    expires_at: datetime
    checkout_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Made:
    """What payOS answered when a link was to be made: OPEN with its link, FAILED (a definite no), REFUSED (something
    else than we asked for), or BEGUN: not known. `said` is its own word for a no."""

    state: LinkState
    link: PaymentLink | None = None
    said: str = ""


def begin_link(request_id: int, sub_order_id: int) -> Intent:
    """The way to pay what the request still asks: the link that is open already, or the intent of a new one.

    Raises NoPayOSChannel, NotPayableByPayOS (F23), PayOSNotKnown while nobody knows what became of the last one.
    """
    lock_sub_order(sub_order_id)
    (request,) = queries.lock_requests([request_id])
    channel = queries.payos_channels([request.account_id]).get(request.account_id)
    if channel is None:
        raise NoPayOSChannel
    begun = now()
    if not request.is_payable or request.open_until - begun < SHORTEST or not 0 < request.left_vnd <= LARGEST_VND:
        raise NotPayableByPayOS
    link = queries.live_link(request.id)
    if link is not None and link.state is LinkState.BEGUN:
        raise PayOSNotKnown
    if link is not None and (link.left_vnd != request.left_vnd or link.expires_at - begun < SHORTEST):
        # The request asks for another sum by now: that link would take too much or too little.
        link.unwanted_at = link.ask_at = begun
        link = None
    if link is None:
        link = PayOSLink(
            account_id=request.account_id,
            request_id=request.id,
            order_code=_LEAST_ORDER_CODE + secrets.randbelow(LARGEST_ORDER_CODE - _LEAST_ORDER_CODE + 1),
            amount_vnd=request.left_vnd,
            begun_at=begun,
            expires_at=request.open_until,
            ask_at=begun + FIRST_ASKED_AFTER,
        )
        db.session.add(link)
        db.session.flush()
    return Intent(
        link_id=link.id,
        gateway=payos_of(channel),
        order_code=link.order_code,
        amount_vnd=link.amount_vnd,
        memo=request.code,
        bin=request.bin,
        number=request.number,
        holder=request.holder,
        expires_at=link.expires_at,
        checkout_url=link.checkout_url,
    )


def make(intent: Intent, *, return_url: str, cancel_url: str) -> Made:
    """payOS is asked to make the link, and what it made is compared with what we asked. No transaction may be open."""
    try:
        link = intent.gateway.create_link(
            order_code=intent.order_code,
            amount_vnd=intent.amount_vnd,
            description=intent.memo,
            cancel_url=cancel_url,
            return_url=return_url,
            expires_at=intent.expires_at,
        )
    except OtherLink:
        return Made(state=LinkState.REFUSED)
    except BadAnswer as no:
        return Made(state=LinkState.FAILED if _is_definite(no) else LinkState.BEGUN, said=no.code)
    except GatewayUnreachable:
        return Made(state=LinkState.BEGUN)
    if not (_is_ours(link, intent) and _is_payos(link.checkout_url)):
        return Made(state=LinkState.REFUSED, link=link)
    return Made(state=LinkState.OPEN, link=link)


def note_made(link_id: int, made: Made) -> PayOSLink:
    """payOS's answer is written down; what was asked and answered meanwhile stands."""
    link = queries.lock_link(link_id)
    if link.state is not LinkState.BEGUN or made.state is LinkState.BEGUN:
        return link
    link.said = made.said
    if made.link is not None:
        link.payment_link_id = made.link.link_id
    if made.state is LinkState.OPEN:
        assert made.link is not None
        link.checkout_url = made.link.checkout_url
        link.become(LinkState.OPEN, because=_MADE)
    elif made.state is LinkState.FAILED:
        link.ask_at = None
        link.become(LinkState.FAILED, because=_SAID_NO)
        _note_trouble(link, NOT_MADE)
    else:
        # It is there, and nobody may pay by it: it is cancelled at once.
        link.is_alarm, link.unwanted_at, link.ask_at = True, now(), now()
        link.become(LinkState.REFUSED, because=ASKS_FOR_ELSE)
        _note_trouble(link, ASKS_FOR_ELSE)
    return link


def ask_sooner(link_id: int) -> None:
    """The browser came back before payOS called: payOS is asked with the next minute."""
    link = queries.lock_link(link_id)
    if link.ask_at is not None:
        link.ask_at = min(link.ask_at, now())


def close_unwanted() -> None:
    """Links whose request waits for no money any more are to be cancelled at payOS, now."""
    waits = sa.select(PaymentRequest.id).where(
        PaymentRequest.id == PayOSLink.request_id, PaymentRequest.state.in_(PAYABLE)
    )
    db.session.execute(
        sa.update(PayOSLink)
        .where(PayOSLink.state.in_(LINK_LIVE), PayOSLink.unwanted_at.is_(None), ~waits.exists())
        .values(unwanted_at=now(), ask_at=now())
    )


def _is_definite(no: BadAnswer) -> bool:
    """Whether payOS itself said no: a redirect, or words that nobody can read, may come from anybody in between."""
    return no.code not in ("", "?", _KNOWN_ORDER) and not (len(no.code) == 3 and no.code.startswith("3"))


def _is_ours(link: PaymentLink, intent: Intent) -> bool:
    """Whether the link's money comes to the account that the order shows.

    payOS may put a virtual account of the same bank before the real one. Its number has letters, and it bears the
    holder's own name; a plain number that is not ours is somebody else's account.
    """
    if (link.bin, link.account) == (intent.bin, intent.number):
        return True
    is_virtual = not link.account.isdecimal() and link.account.isalnum()
    return is_virtual and link.bin == intent.bin and fold(link.holder) == fold(intent.holder)


def _is_payos(url: str) -> bool:
    """Whether the address is on payOS's own site: a buyer is sent nowhere else."""
    there, ours = urlsplit(url), urlsplit(config.current().payos_pay_url)
    return (there.scheme, there.netloc) == (ours.scheme, ours.netloc) and url.isascii() and url.isprintable()


def _note_trouble(link: PayOSLink, trouble: str) -> None:
    channel = queries.payos_channels([link.account_id]).get(link.account_id)
    if channel is not None:
        feeds.note_trouble(channel.id, trouble=trouble)


_MADE: Final = N_("payOS đã mở trang trả tiền")
_SAID_NO: Final = N_("payOS không mở trang trả tiền")
NOT_MADE: Final = N_("payOS không mở trang trả tiền cho đơn của bạn: xin xem lại Client ID, API key và Checksum key.")
ASKS_FOR_ELSE: Final = N_(
    "payOS đưa ra một mã QR đòi số tiền khác, hoặc vào tài khoản khác với đơn. Chợ không cho khách trả bằng mã ấy."
)
