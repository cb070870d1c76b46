"""Money on its way back, as seller and buyer see it: the seller's list and card, the buyer's account and "received"."""

from typing import Final

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from markupsafe import Markup

from marketplace import config
from marketplace.accounts.presence import actor
from marketplace.config import ROOT
from marketplace.db import transaction
from marketplace.errors import NotFound, Refusal
from marketplace.orders import holding
from marketplace.payments import qr, queries, vietqr
from marketplace.payments.forms import AskRefundForm, SentForm, SetAsideForm
from marketplace.payments.models import Refund
from marketplace.payments.services import returning, undoing
from marketplace.payments.states import REFUND_OWED, RefundWay
from marketplace.shops.errors import BadAccountNumber, DemoBankOnly
from marketplace.shops.forms import PayeeForm
from marketplace.shops.models import Shop
from marketplace.shops.queries import shop_for_seller
from marketplace.shops.services.payees import read_payee
from marketplace.web import open_to, say

bp = Blueprint("refunds", __name__)

WAYS: Final = {"chuyen-khoan": RefundWay.BANK, "tien-mat": RefundWay.CASH}


# --- the seller ---


def _shop(slug: str) -> Shop:
    return shop_for_seller(slug, shop_ids=current_user.shop_ids)


@bp.get("/ban-hang/<shop>/hoan-tien/<public_id>")
@open_to("sellers")
def refund(shop: str, public_id: str) -> ResponseReturnValue:
    own = _shop(shop)
    return _seller_page(own, queries.refund_for_seller(public_id, shop_ids=[own.id]))


@bp.get("/ban-hang/<shop>/hoan-tien/<public_id>/qr.png")
@open_to("sellers")
def picture(shop: str, public_id: str) -> ResponseReturnValue:
    """The picture to save: on one phone a bank's app cannot scan the screen, but it reads the photo library."""
    own = _shop(shop)
    found = queries.refund_for_seller(public_id, shop_ids=[own.id])
    payload = _payload(found)
    if not payload:
        raise NotFound
    facts = qr.CardFacts(
        payload=payload,
        shop=gettext("Hoàn tiền cho khách"),
        bank=found.to_bank_name,
        account=found.to_number,
        holder=found.to_holder,
        amount_vnd=found.amount_vnd,
        code=found.code,
        what_to_do=gettext("Mở app ngân hàng, chọn quét ảnh, chọn ảnh này. Giữ nguyên lời nhắn."),
        is_demo=config.current().demo,
    )
    response = make_response(qr.card_png(facts, fonts=ROOT / "frontend" / "gen", say=gettext))
    response.headers["Content-Type"] = "image/png"
    response.headers["Content-Disposition"] = f'attachment; filename="cho-thon-hoan-{found.code}.png"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _payload(refund: Refund) -> str:
    """The VietQR to the buyer's account, "" when it is unknown or nothing is owed any more."""
    if refund.state not in REFUND_OWED or not refund.to_number:
        return ""
    return vietqr.order_payload(refund.to_bin, refund.to_number, refund.amount_vnd, refund.code)


def _seller_page(own: Shop, shown: Refund, *, form: SentForm | None = None, status: int = 200) -> ResponseReturnValue:
    payload = _payload(shown)
    label = gettext("Mã VietQR hoàn tiền cho khách")
    page = render_template(
        "desk/refund.html",
        shop=own,
        refund=shown,
        qr=Markup(qr.svg(payload, label=label)) if payload else "",  # noqa: S704  # drawn by us, an escaped label
        form=form or SentForm(formdata=None),
        is_owed=shown.state in REFUND_OWED,
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/ban-hang/<shop>/hoan-tien/<public_id>/<any('chuyen-khoan', 'tien-mat'):way>")
@open_to("sellers")
def sent(shop: str, public_id: str, way: str) -> ResponseReturnValue:
    """The seller has sent the money, or given it back by hand."""
    own = _shop(shop)
    found = queries.refund_for_seller(public_id, shop_ids=[own.id])
    form = SentForm()
    if not form.validate_on_submit():
        return _seller_page(own, found, form=form, status=422)
    try:
        with transaction():
            returning.mark_sent(found.id, way=WAYS[way], reference=form.value("reference") or "", by=actor())
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(gettext("Đã ghi là hoàn tiền. Khách được báo để xác nhận."), "ok")
    return redirect(url_for(".refund", shop=shop, public_id=public_id), code=303)


@bp.post("/ban-hang/<shop>/hoan-tien/<public_id>/chua-toi")
@open_to("sellers")
def bounced(shop: str, public_id: str) -> ResponseReturnValue:
    """What was sent came back: it is owed again."""
    own = _shop(shop)
    found = queries.refund_for_seller(public_id, shop_ids=[own.id])
    form = SetAsideForm()
    if not form.validate_on_submit():
        flash(gettext("Xin ghi vì sao tiền chưa tới, ví dụ: sai số tài khoản."), "warning")
        return redirect(url_for(".refund", shop=shop, public_id=public_id), code=303)
    try:
        with transaction():
            returning.note_bounced(found.id, because=form.value("reason"), by=actor())
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(gettext("Đã ghi: khoản này lại chờ bạn hoàn."), "ok")
    return redirect(url_for(".refund", shop=shop, public_id=public_id), code=303)


@bp.post("/ban-hang/<shop>/tien/<public_id>/hoan")
@open_to("sellers")
def ask(shop: str, public_id: str) -> ResponseReturnValue:
    """A parked credit will be returned to who paid it."""
    own = _shop(shop)
    line = queries.line_for_seller(public_id, shop_ids=[own.id])
    form = AskRefundForm()
    if not form.validate_on_submit():
        flash(gettext("Xin ghi số tiền và lý do hoàn lại."), "warning")
        return redirect(url_for("desk.money", shop=shop), code=303)
    try:
        with transaction():
            asked = returning.ask_refund(
                line.id, amount_vnd=form.value("amount"), reason=form.value("reason"), by=actor()
            )
            address = asked.public_id
    except Refusal as refusal:
        flash(say(refusal), "warning")
        return redirect(url_for("desk.money", shop=shop), code=303)
    return redirect(url_for(".refund", shop=shop, public_id=address), code=303)


@bp.post("/ban-hang/<shop>/hoan-tien/<public_id>/tai-khoan")
@open_to("sellers")
def account_by_seller(shop: str, public_id: str) -> ResponseReturnValue:
    """The buyer has told the seller the account, by phone or on paper."""
    own = _shop(shop)
    found = queries.refund_for_seller(public_id, shop_ids=[own.id])
    return _take_account(found, url_for(".refund", shop=shop, public_id=public_id))


@bp.get("/ban-hang/<shop>/hoan-tien/<public_id>/tai-khoan")
@open_to("sellers")
def account_form_of_seller(shop: str, public_id: str) -> ResponseReturnValue:
    own = _shop(shop)
    found = queries.refund_for_seller(public_id, shop_ids=[own.id])
    return _account_page(found, url_for(".refund", shop=shop, public_id=public_id))


@bp.post("/ban-hang/<shop>/khoan/<public_id>/go")
@open_to("sellers")
def undo(shop: str, public_id: str) -> ResponseReturnValue:
    """A credit was put to the wrong order: it waits again, and the order asks for its money anew (C29)."""
    own = _shop(shop)
    line = queries.line_for_seller(public_id, shop_ids=[own.id])
    form = SetAsideForm()
    if not form.validate_on_submit():
        flash(gettext("Xin ghi vì sao gỡ khoản này khỏi đơn."), "warning")
        return redirect(url_for("desk.money", shop=shop), code=303)
    try:
        with transaction():
            undoing.undo_link(line.id, reason=form.value("reason"), by=actor())
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(gettext("Đã gỡ: khoản này lại nằm ở mục Tiền, và đơn lại chờ tiền."), "ok")
    return redirect(url_for("desk.money", shop=shop), code=303)


# --- the buyer ---


@bp.get("/don/<code>/hoan-tien/<public_id>")
@open_to("holders")
def account(code: str, public_id: str) -> ResponseReturnValue:
    """Where shall the money go?"""
    order = holding.held_order(code)
    found = queries.refund_of_order(public_id, order_id=order.id)
    return _account_page(found, url_for("buying.show", code=code))


@bp.post("/don/<code>/hoan-tien/<public_id>")
@open_to("holders")
def take_account(code: str, public_id: str) -> ResponseReturnValue:
    order = holding.held_order(code)
    found = queries.refund_of_order(public_id, order_id=order.id)
    return _take_account(found, url_for("buying.show", code=code))


@bp.post("/don/<code>/hoan-tien/<public_id>/da-nhan")
@open_to("holders")
def confirm(code: str, public_id: str) -> ResponseReturnValue:
    """The buyer has the money."""
    order = holding.held_order(code)
    found = queries.refund_of_order(public_id, order_id=order.id)
    try:
        with transaction():
            returning.confirm_refund(found.id, by=actor())
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(gettext("Cảm ơn bạn đã xác nhận."), "ok")
    return redirect(url_for("buying.show", code=code), code=303)


# --- both ---


def _account_page(found: Refund, back: str, *, form: PayeeForm | None = None, status: int = 200) -> ResponseReturnValue:
    form = form or PayeeForm(formdata=None)
    form.offer_banks(demo=config.current().demo)
    page = render_template(
        "pages/refund_account.html", refund=found, form=form, back=back, is_demo=config.current().demo
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _take_account(found: Refund, back: str) -> ResponseReturnValue:
    form = PayeeForm()
    form.offer_banks(demo=config.current().demo)
    if not form.validate_on_submit():
        return _account_page(found, back, form=form, status=422)
    try:
        to = read_payee(bank_bin=form.value("bank"), number=form.value("number"), holder=form.value("holder"))
        with transaction():
            locked, _, _ = returning.lock_refund(found.id)
            returning.name_account(locked, to, by=actor())
    except BadAccountNumber as refusal:
        form.refuse(form.number, refusal)
        return _account_page(found, back, form=form, status=422)
    except DemoBankOnly as refusal:
        form.refuse(form.bank, refusal)
        return _account_page(found, back, form=form, status=422)
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(
            gettext("Đã ghi tài khoản nhận lại tiền: %(bank)s •••• %(last)s.", bank=to.bank_name, last=to.number[-4:]),
            "ok",
        )
    return redirect(back, code=303)
