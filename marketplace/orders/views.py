"""The cart."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from marketplace.db import transaction
from marketplace.errors import BadInput, Refusal
from marketplace.orders import queries
from marketplace.orders.forms import CartForm
from marketplace.orders.services import carts
from marketplace.web import open_to, say

bp = Blueprint("orders", __name__)


def _token() -> str | None:
    return session.get("cart")


def _count() -> None:
    """The number in the header is kept in the browser's session: no page asks the database for it."""
    session["cart_count"] = carts.count_lines(_token())


@bp.get("/gio-hang")
@open_to("anyone")
def cart() -> ResponseReturnValue:
    return show_cart()


def show_cart(status: int = 200, sentence: str = "") -> ResponseReturnValue:
    """The cart's page, with a sentence on top when something could not be done."""
    view = queries.show_cart(_token())
    session["cart_count"] = len(view.lines)
    return render_template("orders/cart.html", cart=view, sentence=sentence), status


@bp.post("/gio-hang/them")
@open_to("anyone")
def put_in_cart() -> ResponseReturnValue:
    form = CartForm()
    if not form.validate_on_submit():
        return _not_put(BadInput())
    try:
        with transaction():
            token = carts.put_in_cart(
                _token(), product_slug=form.value("hang"), qty=form.value("so_luong"), came_from=form.came_from
            )
    except Refusal as refusal:
        return _not_put(refusal)
    session["cart"] = token
    session.permanent = True
    _count()
    if "mua_ngay" in request.form:
        return redirect(url_for("buying.checkout"), code=303)
    if _asks_for_json():
        count = session["cart_count"]
        return {"count": count, "words": f"{gettext('Giỏ hàng')}, {ngettext('%(num)d món', '%(num)d món', count)}"}
    flash(gettext("Đã thêm vào giỏ."), "ok")
    return redirect(url_for(".cart"), code=303)


def _not_put(refusal: Refusal) -> ResponseReturnValue:
    if _asks_for_json():
        return {"error": say(refusal)}, refusal.status
    return show_cart(refusal.status, say(refusal))


def _asks_for_json() -> bool:
    """A 360° scene puts goods in the cart without leaving the view."""
    return request.accept_mimetypes.best == "application/json"


@bp.post("/gio-hang/doi")
@open_to("anyone")
def change_quantity() -> ResponseReturnValue:
    form = CartForm()
    if not form.validate_on_submit():
        return show_cart(422, say(BadInput()))
    try:
        with transaction():
            carts.change_quantity(_token(), product_slug=form.value("hang"), qty=form.value("so_luong"))
    except Refusal as refusal:
        return show_cart(refusal.status, say(refusal))
    _count()
    return redirect(url_for(".cart"), code=303)


@bp.post("/gio-hang/bo")
@open_to("anyone")
def take_out() -> ResponseReturnValue:
    with transaction():
        if request.form.get("gian_hang"):
            carts.take_out_shop(_token(), shop_slug=request.form["gian_hang"])
        else:
            carts.take_out(_token(), product_slug=request.form.get("hang", ""))
    _count()
    return redirect(url_for(".cart"), code=303)


@bp.post("/gio-hang/dong-y-gia")
@open_to("anyone")
def agree_to_prices() -> ResponseReturnValue:
    with transaction():
        carts.agree_to_prices(_token())
    return redirect(url_for(".cart"), code=303)
