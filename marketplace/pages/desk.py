"""The seller's desk on the phone: today's orders, and money that needs a person."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from marketplace.accounts.actor import Actor
from marketplace.accounts.presence import actor
from marketplace.clock import now
from marketplace.db import transaction
from marketplace.errors import Refusal
from marketplace.money import Dong
from marketplace.orders import queries as order_queries
from marketplace.orders.errors import StaleView
from marketplace.orders.forms import CancelForm, DeclineForm
from marketplace.orders.models import SubOrder
from marketplace.orders.services import life
from marketplace.orders.states import Method, SubOrderState
from marketplace.payments import queries as money_queries
from marketplace.payments.errors import AmountNeedsReason
from marketplace.payments.forms import LinkForm, ReceivedForm, SetAsideForm
from marketplace.payments.queries import allocated_to_part, requests_of_parts
from marketplace.payments.services import by_hand, calling_off
from marketplace.shops.models import Shop
from marketplace.shops.queries import shop_for_seller, shops_of
from marketplace.tours.queries.goods import scenes_of_pins
from marketplace.web import open_to, say

bp = Blueprint("desk", __name__, url_prefix="/ban-hang")


@bp.get("")
@open_to("members")
def home() -> ResponseReturnValue:
    """To the desk of the only shop, to a choice of several, or to opening one."""
    shops = shops_of(current_user.shop_ids) if current_user.shop_ids else []
    if not shops:
        return redirect(url_for("selling.open_shop"), code=303)
    if len(shops) == 1:
        return redirect(url_for(".orders", shop=shops[0].slug), code=303)
    return render_template("desk/shops.html", shops=shops)


def _shop(slug: str) -> Shop:
    return shop_for_seller(slug, shop_ids=current_user.shop_ids)


@bp.get("/<shop>/don")
@open_to("sellers")
def orders(shop: str) -> ResponseReturnValue:
    own = _shop(shop)
    parts = order_queries.parts_for_desk(own.id, since=now() - timedelta(days=7))
    requests = requests_of_parts([part.id for part in parts])
    groups = {
        "new": [p for p in parts if p.state is SubOrderState.PLACED and (p.paid_at or p.method is Method.CASH)],
        "unpaid": [
            p for p in parts if p.state is SubOrderState.PLACED and not p.paid_at and p.method is Method.TRANSFER
        ],
        "doing": [p for p in parts if p.state in (SubOrderState.ACCEPTED, SubOrderState.READY)],
        "done": [p for p in parts if not p.is_open],
    }
    parked = money_queries.parked_lines(own.id)
    page = "desk/_orders.html" if "v" in request.args else "desk/orders.html"
    # Not hash(): every process must give the same word for the same page.
    complaints = order_queries.running_complaints(shop_id=own.id)
    seen = "-".join(f"{p.id}.{p.version}" for p in parts) + f"-{len(parked)}-{len(complaints)}"
    short = hashlib.sha256(seen.encode()).hexdigest()[:16]
    if request.args.get("v") == short:
        return "", 204
    return render_template(
        page, shop=own, groups=groups, requests=requests, parked=parked, complaints=complaints, version=short
    )


@bp.get("/<shop>/don/<public_id>")
@open_to("sellers")
def part(shop: str, public_id: str) -> ResponseReturnValue:
    own = _shop(shop)
    return _part_page(own, order_queries.part_for_seller(public_id, shop_ids=[own.id]))


@bp.get("/don/<public_id>")
@open_to("sellers")
def part_of_notice(public_id: str) -> ResponseReturnValue:
    """A notice names the part, not the shop."""
    found = order_queries.part_for_seller(public_id, shop_ids=current_user.shop_ids)
    return redirect(url_for(".part", shop=found.shop.slug, public_id=public_id), code=303)


def _part_page(
    own: Shop, shown: SubOrder, *, form: ReceivedForm | None = None, status: int = 200
) -> ResponseReturnValue:
    request_ = requests_of_parts([shown.id]).get(shown.id)
    left = request_.left_vnd if request_ else Dong(shown.due_vnd - allocated_to_part(shown.id))
    if form is None:
        form = ReceivedForm(formdata=None)
        form.amount.data = left or None
        form.key.data = secrets.token_urlsafe(18)
    page = render_template(
        "desk/part.html",
        shop=own,
        part=shown,
        request_=request_,
        credits=money_queries.credits_of_part(shown.id),
        refunds=money_queries.refunds_of_parts([shown.id]),
        complaints=order_queries.complaints_of_parts([shown.id]),
        scenes=scenes_of_pins({line.came_from for line in shown.lines if line.came_from}),
        left_vnd=left,
        form=form,
        decline_form=CancelForm(formdata=None),
    )
    return page, status


Step = Callable[[SubOrder, Actor], None]
STEPS: dict[str, Step] = {
    "nhan": lambda part, by: life.accept(part, by=by),
    "xong": lambda part, by: life.make_ready(part, by=by),
    "giao": lambda part, by: life.hand_over(part, by=by),
    "hoan-tat": lambda part, by: life.complete(part, by=by),
}


@bp.post("/<shop>/don/<public_id>/<any(nhan, xong, giao, 'hoan-tat'):step>")
@open_to("sellers")
def step(shop: str, public_id: str, step: str) -> ResponseReturnValue:
    """One step of the order's life; a page that was overtaken is told so (A16)."""
    own = _shop(shop)
    found = order_queries.part_for_seller(public_id, shop_ids=[own.id])
    form = CancelForm()
    try:
        with transaction():
            locked = order_queries.lock_sub_order(found.id)
            if not form.validate_on_submit():
                raise StaleView
            life.refuse_stale(locked, form.value("version"))
            STEPS[step](locked, actor())
    except Refusal as refusal:
        flash(say(refusal), "warning")
    return redirect(url_for(".part", shop=shop, public_id=public_id), code=303)


@bp.route("/<shop>/don/<public_id>/tu-choi", methods=["GET", "POST"])
@open_to("sellers")
def decline(shop: str, public_id: str) -> ResponseReturnValue:
    """Declining asks once more, with a reason the buyer will read."""
    own = _shop(shop)
    found = order_queries.part_for_seller(public_id, shop_ids=[own.id])
    form = DeclineForm()
    if request.method != "POST" or not form.validate_on_submit() or not form.value("because"):
        if request.method == "POST" and not form.value("because"):
            form.because.errors = [gettext("Xin ghi lý do: khách sẽ đọc được.")]
        page = render_template("desk/decline.html", shop=own, part=found, form=form)
        return page, 200 if request.method != "POST" else 422
    try:
        with transaction():
            calling_off.decline(
                found.id, because=form.value("because"), by=actor(), seen_version=form.value("version"),
                not_fetched=form.value("not_fetched"),
            )  # fmt: skip
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(
            gettext("Đã báo khách là không giao được. Nếu khách đã trả tiền, khoản đó nằm ở mục Tiền để hoàn lại."),
            "ok",
        )
    return redirect(url_for(".part", shop=shop, public_id=public_id), code=303)


@bp.post("/<shop>/don/<public_id>/da-nhan-tien")
@open_to("sellers")
def received(shop: str, public_id: str) -> ResponseReturnValue:
    """ "Đã nhận tiền": the seller's thumb on a transfer, or cash in the hand."""
    own = _shop(shop)
    found = order_queries.part_for_seller(public_id, shop_ids=[own.id])
    form = ReceivedForm()
    if not form.validate_on_submit() or not 8 <= len(form.key.data or "") <= 64:
        return _part_page(own, found, form=form, status=422)
    take = by_hand.take_cash if found.method is Method.CASH else by_hand.confirm_received
    try:
        with transaction():
            take(
                found.id,
                amount_vnd=form.value("amount"),
                reason=form.value("reason") or "",
                key=f"{found.id}:{form.value('key')}",
                by=actor(),
            )
    except AmountNeedsReason as refusal:
        form.refuse(form.reason, refusal)
        return _part_page(own, order_queries.part_for_seller(public_id, shop_ids=[own.id]), form=form, status=422)
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(gettext("Đã ghi là nhận tiền."), "ok")
    return redirect(url_for(".part", shop=shop, public_id=public_id), code=303)


@bp.get("/<shop>/tien")
@open_to("sellers")
def money(shop: str) -> ResponseReturnValue:
    own = _shop(shop)
    return _money_page(own)


def _money_page(own: Shop, *, wrong: str = "", status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "desk/money.html",
        shop=own,
        parked=money_queries.parked_lines(own.id),
        refunds=money_queries.refunds_owed_by_shop(own.id),
        waiting=money_queries.requests_waiting_at_shop(own.id),
        cash_parts=order_queries.cash_parts_of_shop(own.id),
        link_form=LinkForm(formdata=None),
        aside_form=SetAsideForm(formdata=None),
        wrong=wrong,
    )
    return page, status


@bp.post("/<shop>/tien/<public_id>/ghep")
@open_to("sellers")
def link(shop: str, public_id: str) -> ResponseReturnValue:
    """Parked money is put to an order of the same shop."""
    own = _shop(shop)
    line = money_queries.line_for_seller(public_id, shop_ids=[own.id])
    form = LinkForm()
    if not form.validate_on_submit():
        return _money_page(own, wrong=gettext("Xin chọn đơn để ghép."), status=422)
    target = order_queries.part_for_seller(form.value("part"), shop_ids=[own.id])
    try:
        with transaction():
            by_hand.link_line(line.id, part=target, reason=form.value("reason") or "", by=actor())
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(gettext("Đã ghép tiền vào đơn."), "ok")
    return redirect(url_for(".money", shop=shop), code=303)


@bp.post("/<shop>/tien/<public_id>/cung-mot-khoan")
@open_to("sellers")
def same_money(shop: str, public_id: str) -> ResponseReturnValue:
    """The bank's line is what was confirmed by hand: counted once."""
    own = _shop(shop)
    line = money_queries.line_for_seller(public_id, shop_ids=[own.id])
    try:
        with transaction():
            by_hand.say_same_money(line.id, by=actor())
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(gettext("Đã gộp: khoản này chỉ tính một lần."), "ok")
    return redirect(url_for(".money", shop=shop), code=303)


@bp.post("/<shop>/tien/<public_id>/de-rieng")
@open_to("sellers")
def set_aside(shop: str, public_id: str) -> ResponseReturnValue:
    """Parked money leaves the list, with a reason."""
    own = _shop(shop)
    line = money_queries.line_for_seller(public_id, shop_ids=[own.id])
    form = SetAsideForm()
    if not form.validate_on_submit():
        return _money_page(own, wrong=gettext("Xin ghi lý do để riêng khoản này."), status=422)
    try:
        with transaction():
            by_hand.set_aside(line.id, reason=form.value("reason"), by=actor())
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(gettext("Đã để riêng khoản này."), "ok")
    return redirect(url_for(".money", shop=shop), code=303)
