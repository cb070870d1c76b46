"""Complaints, as their three sides see them: the buyer, the shop, and the commune's team that decides."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from marketplace import limits
from marketplace.accounts.presence import actor
from marketplace.db import transaction
from marketplace.errors import Refusal
from marketplace.orders import holding, queries
from marketplace.orders.errors import SubOrderNotFound
from marketplace.orders.forms import ComplainForm, SayForm, SettleForm
from marketplace.orders.models import Complaint, Order, SubOrder
from marketplace.orders.services import complaining
from marketplace.orders.states import About, Outcome
from marketplace.payments.services.reducing import reduce_price
from marketplace.shops.models import Shop
from marketplace.shops.queries import shop_for_seller
from marketplace.web import open_to, say

bp = Blueprint("complaining", __name__)

# Buyer's steps of a complaint, by the word in the address.
_AGREE, _ESCALATE, _TAKE_BACK = "dong-y", "nho-xa", "rut"


def _page(template: str, status: int = 200, **shown: object) -> Response:
    response = make_response(render_template(template, **shown), status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


# --- the buyer ---


def _held_part(code: str, number: int) -> tuple[Order, SubOrder]:
    order = holding.held_order(code)
    part = next((part for part in order.parts if part.number == number), None)
    if part is None:
        raise SubOrderNotFound
    return order, part


@bp.get("/don/<code>/khieu-nai/<int:number>")
@open_to("holders")
def show(code: str, number: int) -> ResponseReturnValue:
    """What was complained of this part until now, and what can be said next."""
    return _buyers_page(*_held_part(code, number))


def _buyers_page(
    order: Order,
    part: SubOrder,
    *,
    form: ComplainForm | None = None,
    say_form: SayForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    complaints = queries.complaints_of_parts([part.id])
    return _page(
        "pages/complaint.html", status, order=order, part=part, complaints=complaints,
        running=next((one for one in complaints if one.closed_at is None), None),
        form=form or ComplainForm(formdata=None), say_form=say_form or SayForm(formdata=None),
    )  # fmt: skip


@bp.post("/don/<code>/khieu-nai/<int:number>")
@open_to("holders")
def complain(code: str, number: int) -> ResponseReturnValue:
    """A complaint gets its number, and its shop three days."""
    order, part = _held_part(code, number)
    form = ComplainForm()
    if not form.validate_on_submit():
        return _buyers_page(order, part, form=form, status=422)
    limits.count_try("complain", order.code, limit=20, seconds=86_400)
    try:
        with transaction():
            made = complaining.complain(
                part.id, about=About(form.value("about")), words=form.value("words"), by=actor()
            ).number
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(
            gettext(
                "Đã ghi khiếu nại %(number)s. Gian hàng phải trả lời trong ba ngày; không thì tổ số xã xem.",
                number=made,
            ),
            "ok",
        )
    return redirect(url_for(".show", code=code, number=number), code=303)


@bp.post("/don/<code>/khieu-nai/<int:number>/<complaint>/<any('dong-y', 'nho-xa', 'rut'):step>")
@open_to("holders")
def say_more(code: str, number: int, complaint: str, step: str) -> ResponseReturnValue:
    """The buyer agrees with the answer, asks the commune, or takes the complaint back."""
    order, part = _held_part(code, number)
    found = queries.complaint_of_order(complaint, order_id=order.id)
    form = SayForm()
    if step != _AGREE and not form.validate_on_submit():
        return _buyers_page(order, part, say_form=form, status=422)
    steps: dict[str, Callable[[], None]] = {
        _AGREE: lambda: complaining.agree(found.number, by=actor()),
        _ESCALATE: lambda: complaining.escalate(found.number, because=form.value("because"), by=actor()),
        _TAKE_BACK: lambda: complaining.take_back(found.number, because=form.value("because"), by=actor()),
    }
    try:
        with transaction():
            steps[step]()
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(gettext("Đã ghi."), "ok")
    return redirect(url_for(".show", code=code, number=number), code=303)


# --- the shop ---


def _shop(slug: str) -> Shop:
    return shop_for_seller(slug, shop_ids=current_user.shop_ids)


@bp.get("/ban-hang/<shop>/khieu-nai")
@open_to("sellers")
def of_shop(shop: str) -> ResponseReturnValue:
    own = _shop(shop)
    return _page("desk/complaints.html", shop=own, complaints=queries.running_complaints(shop_id=own.id))


@bp.get("/ban-hang/<shop>/khieu-nai/<number>")
@open_to("sellers")
def for_shop(shop: str, number: str) -> ResponseReturnValue:
    own = _shop(shop)
    return _shops_page(own, queries.complaint_for_seller(number, shop_ids=[own.id]), SettleForm(formdata=None))


def _shops_page(own: Shop, shown: Complaint, form: SettleForm, *, status: int = 200) -> ResponseReturnValue:
    return _page("desk/complaint.html", status, shop=own, complaint=shown, part=shown.sub_order, form=form)


@bp.post("/ban-hang/<shop>/khieu-nai/<number>")
@open_to("sellers")
def answer(shop: str, number: str) -> ResponseReturnValue:
    """The shop's answer. Money it promises is owed in the same moment."""
    own = _shop(shop)
    found = queries.complaint_for_seller(number, shop_ids=[own.id])
    form = SettleForm()
    if form.validate_on_submit() and _settle(found, form, complaining.answer):
        flash(gettext("Đã trả lời. Khách được báo và cho biết có đồng ý không."), "ok")
        return redirect(url_for(".for_shop", shop=shop, number=number), code=303)
    found = queries.complaint_for_seller(number, shop_ids=[own.id])
    return _shops_page(own, found, form, status=422)


def _settle(found: Complaint, form: SettleForm, settle: Callable[..., Complaint]) -> bool:
    """The outcome and its money, both or neither. False with the refusal in the form."""
    part_id, number, words, back = found.sub_order_id, found.number, form.value("words"), form.back_vnd
    try:
        with transaction():
            settle(number, outcome=Outcome(form.value("outcome")), promised_vnd=back, words=words, by=actor())
            if back:
                reduce_price(part_id, amount_vnd=back, reason=words, by=actor())
    except Refusal as refusal:
        form.refuse(form.amount if back else form.words, refusal)
        return False
    return True


# --- the commune's team ---


@bp.get("/dieu-hanh/khieu-nai")
@open_to("staff")
def of_all() -> ResponseReturnValue:
    """Every complaint that runs; the one whose time runs out first on top."""
    return _page(
        "moderating/complaints.html", complaints=queries.running_complaints(), closed=queries.closed_complaints()
    )


@bp.get("/dieu-hanh/khieu-nai/<number>")
@open_to("staff")
def for_staff(number: str) -> ResponseReturnValue:
    return _staffs_page(queries.complaint_for_staff(number), SettleForm(formdata=None))


def _staffs_page(shown: Complaint, form: SettleForm, *, status: int = 200) -> ResponseReturnValue:
    return _page("moderating/complaint.html", status, complaint=shown, part=shown.sub_order, form=form)


@bp.post("/dieu-hanh/khieu-nai/<number>")
@open_to("staff")
def decide(number: str) -> ResponseReturnValue:
    """The commune's team decides. Money it awards is owed in the same moment."""
    form = SettleForm()
    found = queries.complaint_for_staff(number)
    if form.validate_on_submit() and _settle(found, form, complaining.decide):
        flash(gettext("Đã quyết định. Hai bên được báo kèm lời giải thích."), "ok")
        return redirect(url_for(".for_staff", number=number), code=303)
    return _staffs_page(queries.complaint_for_staff(number), form, status=422)
