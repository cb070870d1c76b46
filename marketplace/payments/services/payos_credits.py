"""Money that came by a payment link of payOS: whose it is, the map says, and not the memo.

Told by payOS's call or found by asking, a credit goes through the one door under one name, so it is one credit.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import db
from marketplace.errors import Refusal
from marketplace.money import Dong
from marketplace.orders.queries import whole_part
from marketplace.payments import queries
from marketplace.payments.feeds.payos import PayOSNotice
from marketplace.payments.models import PayOSLink
from marketplace.payments.services.by_hand import link_line
from marketplace.payments.services.settling import settle
from marketplace.payments.services.telling import Told, hold_account
from marketplace.payments.states import Direction, LineState, LinkState
from marketplace.text import N_

# One credit need not be all: soon after it payOS is asked where the link stands.
SOON: Final = timedelta(minutes=1)
_BY_PAYOS: Final = Actor(label="payOS")
_KNOWN_BY_PAYOS: Final = N_("payOS báo khoản này trả cho đơn này")


def settle_credit(notice: PayOSNotice, told: Told) -> bool:
    """The credit pays the request that its link was made for. One of an order code that is nobody's is read by its
    memo, like any other; one that payOS does not call paid moves nothing. True when it was not told before."""
    assert told.account is not None
    link = queries.link_by_order_code(notice.order_code, account_id=told.account.id)
    if not notice.is_paid:
        if link is not None:
            _ask_soon(queries.lock_link(link.id))
        return False
    if link is None:
        return settle(told) is not None
    hold_account(told.account.id)
    is_new = not queries.is_line_told(told.shop_id, told.outside_key)
    line = settle(replace(told, code=link.request.code))
    if not is_new:
        return False
    if line is None:
        _pay_with_what_waits(told, link)
    locked = queries.lock_link(link.id)
    locked.paid_vnd = Dong(locked.paid_vnd + told.amount_vnd)
    _ask_soon(locked)
    return True


def _ask_soon(link: PayOSLink) -> None:
    if link.state is not LinkState.PAID:
        link.ask_at = min(link.ask_at or now() + SOON, now() + SOON)


def _pay_with_what_waits(told: Told, link: PayOSLink) -> None:
    """Another teller told of this very movement and nobody knew whose it was: now it is known, and pays."""
    line = queries.line_told_as(told.shop_id, told.outside_key)
    if line is None or line.direction is not Direction.IN or line.is_alarm or line.surplus_of_id is not None:
        return
    if line.state not in (LineState.PARKED, LineState.SUGGESTED) or line.parked_vnd != line.amount_vnd:
        return
    try:
        with db.session.begin_nested():
            link_line(line.id, part=whole_part(link.request.sub_order_id), reason=_KNOWN_BY_PAYOS, by=_BY_PAYOS)
    except Refusal:
        # The request takes no money any more: a person sees the line where it waits.
        return
