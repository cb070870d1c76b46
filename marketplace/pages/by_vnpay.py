"""Paying through VNPay: the buyer's way there and back, the seller's terminal, and a refund the same way."""

import re
from typing import Final

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from marketplace import config, limits
from marketplace.accounts.presence import actor
from marketplace.crashing import crash_point
from marketplace.db import transaction
from marketplace.errors import NotFound, Refusal
from marketplace.orders import holding
from marketplace.orders.errors import OrderNotFound
from marketplace.orders.queries import whole_part
from marketplace.payments import queries, vnpay
from marketplace.payments.forms import TerminalForm
from marketplace.payments.services import by_vnpay as services
from marketplace.payments.services import vnpay_returning
from marketplace.payments.states import AttemptState
from marketplace.shops.models import Shop
from marketplace.shops.queries import shop_for_seller
from marketplace.web import open_to, page_language, say

bp = Blueprint("vnpay", __name__)

METHODS: Final = {"": None, **{method.value: method for method in vnpay.Method}}
_TERMINAL: Final = re.compile(r"[A-Z0-9]{8}")


# --- the buyer ---


@bp.post("/don/<code>/vnpay/<int:number>")
@open_to("holders")
def go(code: str, number: int) -> ResponseReturnValue:
    """A new attempt, and the way to VNPay's page. A part that is paid or out of time leads nowhere (F23)."""
    order = holding.held_order(code)
    part = next((part for part in order.parts if part.number == number), None)
    asked = queries.requests_of_parts([part.id]).get(part.id) if part is not None else None
    method = request.form.get("method", "")
    if part is None or asked is None or method not in METHODS:
        raise OrderNotFound
    limits.count_try("vnpay", asked.code, limit=20, seconds=3600)
    try:
        with transaction():
            attempt = services.begin_attempt(asked.id, part.id, shop_id=part.shop_id, method=METHODS[method])
            terminal = queries.attempt_with_terminal(attempt.id).terminal
            gateway = services.gateway_of(terminal)
    except Refusal as refusal:
        flash(say(refusal), "warning")
        return redirect(url_for("buying.show", code=code), code=303)
    way = vnpay.payment_url(
        gateway,
        txn_ref=attempt.txn_ref,
        amount_vnd=attempt.amount_vnd,
        order_info=f"Don {order.code} {part.shop.name}",
        return_url=config.current().site_url + url_for(".come_back").removeprefix(request.script_root),
        ip=request.remote_addr or "127.0.0.1",
        created_at=attempt.begun_at,
        expires_at=attempt.expires_at,
        method=METHODS[method],
        locale="en" if page_language() == "en" else "vn",
    )
    return redirect(way, code=303)


@bp.get("/vnpay/ve")
@open_to("anyone")
def come_back() -> ResponseReturnValue:
    """Back from VNPay's page. It only shows: what VNPay's own call or answer says decides (F01, F02)."""
    terminal = queries.terminal_by_code(request.args.get("vnp_TmnCode", "")[:20])
    if terminal is None:
        raise NotFound
    try:
        notice = vnpay.read_notice(services.gateway_of(terminal), list(request.args.items(multi=True)))
    except Refusal:
        return _back_page(order_code="", state="", said="", status=400)
    attempt = queries.find_attempt(notice.txn_ref, terminal_id=terminal.id)
    if attempt is None:
        return _back_page(order_code="", state="", said="", status=404)
    sub_order_id, state = attempt.request.sub_order_id, attempt.state
    if state is AttemptState.OPEN:
        with transaction():
            services.ask_sooner(attempt.id)
    try:
        # Whose browser holds the order sees it; to any other the address tells nothing (F25).
        order_code = holding.held_order(whole_part(sub_order_id).order.code).code
    except OrderNotFound:
        order_code = ""
    said = gettext(notice.said.sentence, **notice.said.facts) if notice.outcome is vnpay.Outcome.FAILED else ""
    return _back_page(order_code=order_code, state=state.value, said=said)


def _back_page(*, order_code: str, state: str, said: str, status: int = 200) -> Response:
    page = render_template("pages/vnpay_back.html", order_code=order_code, state=state, said=said, status=status)
    response = make_response(page, status)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


# --- the seller ---


def _shop(slug: str) -> Shop:
    return shop_for_seller(slug, shop_ids=current_user.shop_ids)


def _ipn_url(hook: str) -> str:
    return config.current().site_url + url_for("payments.vnpay_ipn", hook=hook).removeprefix(request.script_root)


@bp.get("/ban-hang/<shop>/vnpay")
@open_to("sellers")
def terminal(shop: str) -> ResponseReturnValue:
    return _terminal_page(_shop(shop), TerminalForm(formdata=None))


def _terminal_page(own: Shop, form: TerminalForm, *, status: int = 200) -> ResponseReturnValue:
    found = queries.terminal_of_shop(own.id)
    page = render_template(
        "desk/vnpay.html", shop=own, terminal=found, ipn_url=_ipn_url(found.hook) if found else "", form=form
    )
    return page, status


@bp.post("/ban-hang/<shop>/vnpay")
@open_to("sellers")
def set_terminal(shop: str) -> ResponseReturnValue:
    """The shop's buyers may pay through its own VNPay terminal; the secret is never shown again."""
    own = _shop(shop)
    form = TerminalForm()
    if not form.validate_on_submit():
        return _terminal_page(own, form, status=422)
    code = form.value("tmn_code").upper()
    other = queries.terminal_by_code(code)
    if not _TERMINAL.fullmatch(code) or (other is not None and other.shop_id != own.id):
        form.tmn_code.errors = [gettext("Mã terminal gồm 8 chữ và số, và chưa có gian hàng nào khác dùng.")]
        return _terminal_page(own, form, status=422)
    with transaction():
        services.set_terminal(own, tmn_code=code, secret=form.value("secret"), by=actor())
    flash(gettext("Đã đặt. Khách có thể trả bằng VNPay từ đơn sau."), "ok")
    return redirect(url_for(".terminal", shop=shop), code=303)


@bp.post("/ban-hang/<shop>/vnpay/thoi")
@open_to("sellers")
def stop(shop: str) -> ResponseReturnValue:
    """VNPay is not offered to new buyers any more."""
    own = _shop(shop)
    with transaction():
        found = queries.terminal_of_shop(own.id)
        if found is None:
            raise NotFound
        services.stop_offering(found, shop=own, by=actor())
    flash(gettext("Đã thôi nhận VNPay. Khoản đang trả dở vẫn được ghi."), "ok")
    return redirect(url_for(".terminal", shop=shop), code=303)


@bp.post("/ban-hang/<shop>/hoan-tien/<public_id>/vnpay")
@open_to("sellers")
def send_back(shop: str, public_id: str) -> ResponseReturnValue:
    """Money that came through VNPay goes back the same way: stored, asked, answer stored."""
    own = _shop(shop)
    found = queries.refund_for_seller(public_id, shop_ids=[own.id])
    try:
        with transaction():
            told = vnpay_returning.intend(found.id, by=actor())
        if told is not None:
            crash_point("refund-intended")
            answer = vnpay_returning.call(told)
            crash_point("refund-called")
            with transaction():
                vnpay_returning.note_answer(found.id, answer)
            flash(gettext(answer.said.sentence, **answer.said.facts), "info")
    except Refusal as refusal:
        flash(say(refusal), "warning")
    return redirect(url_for("refunds.refund", shop=shop, public_id=public_id), code=303)
