"""Paying through payOS: the buyer's way there and back, and the seller's word to payOS where to tell of money."""

import re
from typing import Final

import structlog
from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace import config, limits
from marketplace.crashing import crash_point
from marketplace.db import transaction
from marketplace.errors import Refusal
from marketplace.orders import holding
from marketplace.orders.errors import OrderNotFound
from marketplace.orders.queries import whole_part
from marketplace.payments import queries
from marketplace.payments.errors import PayOSNotKnown
from marketplace.payments.models import PayOSLink
from marketplace.payments.services import by_payos as services
from marketplace.payments.states import LinkState
from marketplace.text import N_
from marketplace.web import open_to, say

bp = Blueprint("payos", __name__)
log = structlog.get_logger()

# Never \d: it also takes digits of other scripts.
_ORDER_CODE: Final = re.compile(r"[1-9][0-9]{0,15}")


@bp.post("/don/<code>/payos/<int:number>")
@open_to("holders")
def go(code: str, number: int) -> ResponseReturnValue:
    """The way to payOS's page for one part: its number stored, payOS asked, its answer stored, and only then there."""
    order = holding.held_order(code)
    part = next((part for part in order.parts if part.number == number), None)
    asked = queries.requests_of_parts([part.id]).get(part.id) if part is not None else None
    if part is None or asked is None:
        raise OrderNotFound
    limits.count_try("payos", asked.code, limit=20, seconds=3600)
    try:
        with transaction():
            intent = services.begin_link(asked.id, part.id)
    except Refusal as refusal:
        return _back_to_order(code, say(refusal))
    if intent.checkout_url:
        return redirect(intent.checkout_url, code=303)
    crash_point("payos-intended")
    made = services.make(
        intent,
        return_url=_whole(url_for(".come_back")),
        cancel_url=_whole(url_for("buying.pay", code=code)),
    )
    crash_point("payos-made")
    with transaction():
        link = services.note_made(intent.link_id, made)
    if link.state is LinkState.OPEN:
        return redirect(link.checkout_url, code=303)
    log.warning("payOS made no link to pay by", order_code=link.order_code, state=link.state.value, said=made.said)
    return _back_to_order(code, gettext(_INSTEAD.get(link.state, PayOSNotKnown.sentence)))


_INSTEAD: Final = {
    LinkState.REFUSED: N_(
        "Mã QR của payOS không khớp với đơn này, nên chợ không mở trang ấy. Bạn quét mã VietQR ở trên để trả; "
        "gian hàng đã được báo."
    ),
    LinkState.FAILED: N_("payOS không mở được trang trả tiền cho đơn này. Bạn quét mã VietQR ở trên để trả."),
}


def _back_to_order(code: str, sentence: str) -> ResponseReturnValue:
    flash(sentence, "warning")
    return redirect(url_for("buying.pay", code=code), code=303)


def _whole(path: str) -> str:
    # payOS sends the browser back in no language of its own: the market finds it by its cookie.
    return config.current().site_url + path.removeprefix(request.script_root)


@bp.get("/payos/ve")
@open_to("anyone")
def come_back() -> ResponseReturnValue:
    """Back from payOS's page. It only shows what the market knows: nothing in this address is signed (F01, F02)."""
    link, order_code = _link_of_holder(request.args.get("orderCode", ""))
    money = link.request.state.value if link is not None else ""
    if link is not None:
        with transaction():
            services.ask_sooner(link.id)
    is_closed = link is not None and link.state not in (LinkState.BEGUN, LinkState.OPEN, LinkState.PAID)
    page = render_template("pages/payos_back.html", order_code=order_code, money=money, is_closed=is_closed)
    response = make_response(page)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _link_of_holder(told: str) -> tuple[PayOSLink | None, str]:
    """The link of this number with its order's code, when this browser holds the order; to any other, nothing (F25)."""
    link = queries.link_by_order_code(int(told)) if _ORDER_CODE.fullmatch(told) else None
    if link is None:
        return None, ""
    try:
        return link, holding.held_order(whole_part(link.request.sub_order_id).order.code).code
    except OrderNotFound:
        return None, ""
