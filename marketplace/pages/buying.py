"""Checkout, the stack of payment cards, and "my order"."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from marketplace import config, limits
from marketplace.accounts.presence import actor
from marketplace.config import ROOT
from marketplace.crashing import crash_point
from marketplace.db import transaction
from marketplace.errors import Refusal
from marketplace.orders import holding
from marketplace.orders import queries as orders
from marketplace.orders.errors import (
    CartEmpty,
    CashTooLarge,
    KeyUsedOtherwise,
    MustPrepay,
    NothingToPay,
    OrderNotFound,
    PricesChanged,
    TooManyOpenOrders,
    TransferTooLarge,
)
from marketplace.orders.forms import CancelForm, CheckoutForm, methods_of
from marketplace.orders.models import Complaint, Order, SubOrder
from marketplace.orders.queries.carts import CartView
from marketplace.orders.secrets import order_secret
from marketplace.orders.services import life
from marketplace.orders.services.placing import Checkout, place_order, price_changes
from marketplace.orders.states import Fulfilment, Method, SubOrderState
from marketplace.orders.views import show_cart
from marketplace.pages.pay_cards import cards_of, version_of
from marketplace.payments import qr
from marketplace.payments.errors import NoPayableAccount
from marketplace.payments.services import calling_off
from marketplace.payments.services.asking import open_requests
from marketplace.places.queries import find_pickup_point, pickup_points
from marketplace.shops.errors import NotForSale, OutOfStock
from marketplace.tours.queries.goods import pins_of_goods
from marketplace.web import open_to, page_language, say

bp = Blueprint("buying", __name__)


# --- checkout ---


def _checkout_page(
    form: CheckoutForm, cart: CartView, *, status: int = 200, changes: Any = (), sentence: str = ""
) -> ResponseReturnValue:
    form.seen.data = cart.seen
    if not form.key.data:
        form.key.data = secrets.token_urlsafe(18)
    page = render_template(
        "pages/checkout.html",
        form=form,
        cart=cart,
        changes=changes,
        sentence=sentence,
        methods=methods_of(request.form.to_dict()),
    )
    return page, status


@bp.get("/dat-hang")
@open_to("anyone")
def checkout() -> ResponseReturnValue:
    cart = orders.show_cart(session.get("cart"))
    if not cart.lines or cart.trouble or cart.changed:
        return redirect(url_for("orders.cart"), code=303)
    form = _form()
    if current_user.is_authenticated:
        form.name.data, form.email.data = current_user.name, current_user.email
        form.phone.data = current_user.phone
    return _checkout_page(form, cart)


def _form() -> CheckoutForm:
    form = CheckoutForm()
    form.offer_places_and_days(list(pickup_points()), english=page_language() == "en")
    return form


@bp.post("/dat-hang")
@open_to("anyone")
def place() -> ResponseReturnValue:
    form = _form()
    token = session.get("cart")
    if not form.validate_on_submit():
        return _checkout_page(form, orders.show_cart(token), status=422)
    limits.count_try(
        "place-order",
        limits.house_of(request.remote_addr),
        limit=config.current().open_orders_per_address,
        seconds=3600,
    )
    try:
        with transaction():
            order, is_new = place_order(token, _read(form, met_at=_met_at(token)), by=actor())
            if is_new:
                order = orders.order_by_code(order.code)
                open_requests(order)
                for part in order.parts:
                    if part.method is Method.CASH:
                        life.tell_of_cash_order(part)
    except PricesChanged:
        cart = orders.show_cart(token)
        changes = price_changes(cart, form.value("seen"))
        sentence = (
            "" if changes else gettext("Giỏ hàng vừa đổi sau khi bạn mở trang. Chưa đặt gì cả: xin xem lại rồi đặt.")
        )
        return _checkout_page(form, cart, status=409, changes=changes, sentence=sentence)
    except (OutOfStock, NotForSale, CartEmpty, KeyUsedOtherwise) as refusal:
        return show_cart(refusal.status, say(refusal))
    except (NoPayableAccount, TooManyOpenOrders, TransferTooLarge, CashTooLarge, MustPrepay, NothingToPay) as refusal:
        return _checkout_page(form, orders.show_cart(token), status=refusal.status, sentence=say(refusal))
    crash_point("order-placed")
    holding.remember(order)
    session["cart_count"] = 0
    parts = orders.order_by_code(order.code).parts
    page = ".pay" if any(part.method is Method.TRANSFER for part in parts) else ".show"
    return redirect(url_for(page, code=order.code), code=303)


def _met_at(token: str | None) -> Mapping[str, str]:
    """The pins at which goods of the cart were met. A browser can tell of any pin: only one that shows them counts."""
    return pins_of_goods({line.slug: line.came_from for line in orders.show_cart(token).lines if line.came_from})


def _read(form: CheckoutForm, *, met_at: Mapping[str, str]) -> Checkout:
    fulfilment = Fulfilment(form.value("fulfilment"))
    point = find_pickup_point(form.value("pickup_point")) if fulfilment is Fulfilment.PICKUP else None
    return Checkout(
        key=form.value("key"),
        seen=form.value("seen"),
        name=form.value("name"),
        phone=form.value("phone"),
        email=form.value("email") or "",
        fulfilment=fulfilment,
        pickup_point=point,
        address=(form.value("address") or "") if fulfilment is Fulfilment.ADDRESS else "",
        wanted_on=form.day,
        note=form.value("note") or "",
        methods=methods_of(request.form.to_dict()),
        buyer_id=current_user.id if current_user.is_authenticated else None,
        language=page_language(),
        met_at=met_at,
    )


# --- my order ---


def _complaints(order: Order) -> dict[int, Complaint]:
    """The complaint that runs about each part, where there is one."""
    told = orders.complaints_of_parts([part.id for part in order.parts])
    return {complaint.sub_order_id: complaint for complaint in told if complaint.closed_at is None}


def _private(page: str, status: int = 200) -> Response:
    """A page of one person: kept by nobody, and its address is told to no other site."""
    response = make_response(page, status)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@bp.get("/don/<code>")
@open_to("holders")
def show(code: str) -> ResponseReturnValue:
    """The order's page. A link with its secret lets this browser in, then the secret leaves the address."""
    secret = request.args.get("khoa")
    if secret is not None:
        holding.remember(holding.order_of_link(code, secret[:100]))
        return redirect(url_for(".show", code=code), code=303)
    order = holding.held_order(code)
    cards, complaints = cards_of(order), _complaints(order)
    return _private(
        render_template(
            "pages/order.html",
            order=order,
            cards=cards,
            complaints=complaints,
            version=version_of(cards, complaints),
            link=_link(order),
            form=CancelForm(formdata=None),
        )
    )


def _link(order: Order) -> str:
    secret = order_secret(order.code, order.link_nonce)
    return config.current().site_url + url_for(".show", code=order.code, khoa=secret)


@bp.get("/don/<code>/thanh-toan")
@open_to("holders")
def pay(code: str) -> ResponseReturnValue:
    order = holding.held_order(code)
    cards = cards_of(order)
    return _private(
        render_template("pages/pay.html", order=order, cards=cards, version=version_of(cards), link=_link(order))
    )


@bp.get("/don/<code>/phan-tien")
@open_to("holders")
def pay_part(code: str) -> ResponseReturnValue:
    """For the live part of the pay page: 204 while nothing is new, else the cards."""
    order = holding.held_order(code)
    cards = cards_of(order)
    version = version_of(cards)
    if request.args.get("v") == version:
        return Response(status=204, headers={"Cache-Control": "private, no-store"})
    return _private(render_template("pages/_pay_stack.html", order=order, cards=cards, version=version))


@bp.get("/don/<code>/tinh-trang")
@open_to("holders")
def state_part(code: str) -> ResponseReturnValue:
    """For the live part of the order page."""
    order = holding.held_order(code)
    cards, complaints = cards_of(order), _complaints(order)
    version = version_of(cards, complaints)
    if request.args.get("v") == version:
        return Response(status=204, headers={"Cache-Control": "private, no-store"})
    return _private(
        render_template(
            "pages/_order_parts.html",
            order=order,
            cards=cards,
            complaints=complaints,
            version=version,
            form=CancelForm(formdata=None),
        )
    )


@bp.get("/don/<code>/qr/<int:number>.png")
@open_to("holders")
def qr_picture(code: str, number: int) -> ResponseReturnValue:
    """The picture to save: a bank app reads it from the photo library; the same facts stand under it."""
    order = holding.held_order(code)
    card = next((card for card in cards_of(order) if card.part.number == number and card.payload), None)
    if card is None or card.request is None:
        raise OrderNotFound
    picture = qr.card_png(
        qr.CardFacts(
            payload=card.payload,
            shop=card.part.shop.name,
            bank=card.request.bank_name,
            account=card.request.number,
            holder=card.request.holder,
            amount_vnd=card.request.left_vnd,
            code=card.request.memo,
            what_to_do=gettext("Mở app ngân hàng, chọn quét ảnh, chọn ảnh này. Giữ nguyên lời nhắn."),
            is_demo=config.current().demo,
        ),
        fonts=ROOT / "frontend" / "gen",
        say=gettext,
    )
    response = make_response(picture)
    response.headers["Content-Type"] = "image/png"
    response.headers["Content-Disposition"] = f'attachment; filename="cho-thon-{order.code}-{number}.png"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/don/<code>/huy/<int:number>")
@open_to("holders")
def cancel(code: str, number: int) -> ResponseReturnValue:
    order = holding.held_order(code)
    part = _part(order, number)
    form = CancelForm()
    if not form.validate_on_submit():
        return redirect(url_for(".show", code=code), code=303)
    try:
        with transaction():
            calling_off.call_off_by_buyer(
                part.id,
                because=form.value("because") or gettext("Khách hủy"),
                by=actor(),
                seen_version=form.value("version"),
            )
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(gettext("Đã hủy phần của “%(shop)s”. Các phần khác vẫn giữ nguyên.", shop=part.shop.name), "ok")
    return redirect(url_for(".show", code=code), code=303)


@bp.post("/don/<code>/da-nhan/<int:number>")
@open_to("holders")
def confirm_delivery(code: str, number: int) -> ResponseReturnValue:
    order = holding.held_order(code)
    part = _part(order, number)
    try:
        with transaction():
            life.complete(orders.lock_sub_order(part.id), by=actor())
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(gettext("Cảm ơn bạn! Đơn đã hoàn tất."), "ok")
    return redirect(url_for(".show", code=code), code=303)


def _part(order: Order, number: int) -> SubOrder:
    part = next((part for part in order.parts if part.number == number), None)
    if part is None:
        raise OrderNotFound
    return part


@bp.get("/don-cua-toi")
@open_to("members")
def my_orders() -> ResponseReturnValue:
    return render_template(
        "pages/my_orders.html", orders=orders.orders_of_member(current_user.id), states=SubOrderState
    )
