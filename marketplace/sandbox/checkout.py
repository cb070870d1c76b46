"""The page of the make-believe payOS that a payment link leads to: pay, pay less, or cancel.

What is paid goes through the make-believe bank like any transfer, so its call to the market is signed and sent by the
same courier. The way back bears what the real one does, unsigned: it tells the market nothing it may believe.
"""

import secrets
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace import clock
from marketplace.errors import NotFound
from marketplace.money import Dong
from marketplace.payments.feeds.payos import GOOD_CODE, LinkStatus
from marketplace.payments.vietqr import decode
from marketplace.sandbox.book import Link, Slip
from marketplace.sandbox.feeds import call_off, qr_of, status_of
from marketplace.sandbox.forms import CheckoutForm
from marketplace.sandbox.states import Mischief
from marketplace.sandbox.views import machine
from marketplace.web import open_to

bp = Blueprint("sandbox_checkout", __name__)

_OPEN: Final = (LinkStatus.PENDING, LinkStatus.UNDERPAID)


@bp.get("/payos/web/<link_id>")
@open_to("anyone")
def show(link_id: str) -> ResponseReturnValue:
    """What the buyer sees who follows the market's link."""
    return _page(_link(link_id), CheckoutForm(formdata=None, form_key=secrets.token_urlsafe(16)))


@bp.post("/payos/web/<link_id>")
@open_to("anyone")
def act(link_id: str) -> ResponseReturnValue:
    """Paid, paid in part, or cancelled. The market is told in the background; whoever paid in full goes back."""
    link, form = _link(link_id), CheckoutForm()
    if not form.validate_on_submit():
        return _page(link, form), 422
    if status_of(link) not in _OPEN:
        return _page(link, form), 409
    if request.form.get("act") == "cancel":
        call_off(link, because="buyer")
        return redirect(_way_back(link.cancel_url, _link(link_id)), code=303)
    left = _left(link)
    amount = Dong(max(left // 2, 1)) if request.form.get("act") == "less" else left
    made = machine().book.pay(
        Slip(
            code=decode(qr_of(link)),
            amount_vnd=amount,
            memo=link.memo,
            mischief=Mischief(form.value("mischief")),
            form_key=(form.value("form_key") or "")[:64],
        ),
        at=clock.now(),
    )
    machine().courier.carry_all(made)
    if status_of(link) is LinkStatus.PAID:
        return redirect(_way_back(link.return_url, link), code=303)
    flash(gettext("Đã chuyển một phần. Tin báo cho chợ được gửi ở phía sau."), "ok")
    return redirect(url_for(".show", link_id=link_id), code=303)


def _link(link_id: str) -> Link:
    link = machine().book.link_by_id(link_id)
    if link is None:
        raise NotFound
    return link


def _left(link: Link) -> Dong:
    paid = sum(transfer.amount_vnd for transfer in machine().book.transfers_of(link))
    return Dong(max(link.amount_vnd - paid, 0))


def _page(link: Link, form: CheckoutForm) -> str:
    # A browser obeys form-action along redirects too: the form may lead back to the shop.
    g.forms_lead_to = " ".join(
        dict.fromkeys(f"{way.scheme}://{way.netloc}" for way in map(urlsplit, (link.return_url, link.cancel_url)))
    )
    status = status_of(link)
    return render_template(
        "sandbox/checkout.html",
        link=link,
        form=form,
        account=machine().book.find_account(link.account),
        left_vnd=_left(link),
        is_open=status in _OPEN,
        status=status,
        qr=qr_of(link),
        way_back=_way_back(link.return_url if status is LinkStatus.PAID else link.cancel_url, link),
    )


def _way_back(url: str, link: Link) -> str:
    """The shop's address with what payOS adds to it."""
    status = status_of(link)
    told: dict[str, Any] = {
        "code": GOOD_CODE,
        "id": link.link_id,
        "cancel": "true" if status is LinkStatus.CANCELLED else "false",
        "status": status.value,
        "orderCode": link.order_code,
    }
    return url + ("&" if urlsplit(url).query else "?") + urlencode(told)
