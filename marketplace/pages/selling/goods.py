"""The goods of a shop at its desk: the list, one product, its photos, its stock."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.accounts.presence import actor
from marketplace.db import transaction
from marketplace.errors import Conflict, NotFound
from marketplace.pages.selling import listing
from marketplace.pages.selling.stall import bp, my_product, my_shop, was_sent_before
from marketplace.pages.words import MOVE_WORDS, PRODUCT_WORDS
from marketplace.shops import queries
from marketplace.shops.errors import CountingFixed, StockTooLow
from marketplace.shops.forms import StockForm
from marketplace.shops.models import Offer, Product, Shop
from marketplace.shops.services import goods as services
from marketplace.shops.services.stock import count_stock, move_stock
from marketplace.shops.states import MoveReason, ProductState
from marketplace.web import open_to, say

# Reasons that take goods away; a count may go either way.
LESS = (MoveReason.SPOILED, MoveReason.SOLD_ELSEWHERE)


@bp.get("/<shop>/hang")
@open_to("sellers")
def goods(shop: str) -> ResponseReturnValue:
    own = my_shop(shop)
    return render_template(
        "selling/goods.html", shop=own, goods=queries.products_of_shop(own.id), product_words=PRODUCT_WORDS
    )


@bp.route("/<shop>/them-hang", methods=["GET", "POST"])
@open_to("sellers")
def new_product(shop: str) -> ResponseReturnValue:
    own = my_shop(shop)
    filled = listing.read_form(None)
    if not filled.is_good:
        return listing.product_page("selling/new_product.html", filled, shop=my_shop(shop), product=None)
    with transaction():
        if was_sent_before():
            return redirect(url_for(".goods", shop=shop), code=303)
        written = listing.carry_out(filled, shop=own, slug=None)
    flash(gettext("Đã lưu nháp “%(product)s”. Xem lại rồi bấm “Mở bán”.", product=written.name), "ok")
    return redirect(url_for(".product", shop=shop, product=written.slug), code=303)


@bp.route("/<shop>/hang/<product>", methods=["GET", "POST"])
@open_to("sellers")
def product(shop: str, product: str) -> ResponseReturnValue:
    """One product: its photos, what is said of it, and whether it is on sale."""
    own = my_shop(shop)
    filled = listing.read_form(my_product(own, product))
    if not filled.is_good:
        own = my_shop(shop)
        return listing.product_page("selling/product.html", filled, shop=own, product=my_product(own, product))
    before = my_product(own, product).offer.made_to_order
    try:
        with transaction():
            listing.carry_out(filled, shop=own, slug=product)
    except CountingFixed as refusal:
        filled.form.refuse(filled.form.counting, refusal)
        filled.status = refusal.status
        own = my_shop(shop)
        return listing.product_page("selling/product.html", filled, shop=own, product=my_product(own, product))
    if before and not filled.form.made_to_order:
        flash(gettext("Đã lưu. Từ nay món này đếm trong kho: xin ghi số đang có."), "ok")
        return redirect(url_for(".stock", shop=shop, product=product), code=303)
    flash(gettext("Đã lưu."), "ok")
    return redirect(url_for(".product", shop=shop, product=product), code=303)


@bp.post("/<shop>/hang/<product>/anh/<key>/bo")
@open_to("sellers")
def drop_photo(shop: str, product: str, key: str) -> ResponseReturnValue:
    own = my_shop(shop)
    try:
        with transaction():
            services.drop_picture(my_product(own, product, lock=True), key)
    except NotFound:
        # Tapped twice: it is gone already.
        my_product(my_shop(shop), product)
    flash(gettext("Đã bỏ ảnh."), "ok")
    return redirect(url_for(".product", shop=shop, product=product) + "#anh", code=303)


@bp.post("/<shop>/hang/<product>/mo-ban")
@open_to("sellers")
def put_on_sale(shop: str, product: str) -> ResponseReturnValue:
    own = my_shop(shop)
    with transaction():
        found = my_product(own, product, lock=True)
        if found.state is not ProductState.LIVE:
            services.put_on_sale(found, shop=own)
    if own.sells:
        flash(gettext("“%(product)s” đã lên chợ, khách mua được ngay.", product=found.name), "ok")
    else:
        flash(gettext("“%(product)s” sẽ lên chợ khi gian hàng mở bán.", product=found.name), "info")
    return redirect(url_for(".product", shop=shop, product=product), code=303)


@bp.post("/<shop>/hang/<product>/tam-ngung")
@open_to("sellers")
def pause(shop: str, product: str) -> ResponseReturnValue:
    own = my_shop(shop)
    try:
        with transaction():
            found = my_product(own, product, lock=True)
            if found.state is not ProductState.PAUSED:
                services.take_off_sale(found)
    except Conflict as refusal:
        flash(say(refusal), "warning")
    else:
        flash(gettext("Đã tạm ngưng. Khách không thấy món này nữa; đơn đã đặt vẫn giữ."), "ok")
    return redirect(url_for(".product", shop=shop, product=product), code=303)


@bp.route("/<shop>/hang/<product>/bo", methods=["GET", "POST"])
@open_to("sellers")
def remove(shop: str, product: str) -> ResponseReturnValue:
    """Asked once more before the product is gone."""
    own = my_shop(shop)
    found = my_product(own, product)
    if request.method != "POST":
        return render_template("selling/remove.html", shop=own, product=found)
    with transaction():
        services.remove_product(my_product(own, product, lock=True), by=actor())
    flash(gettext("Đã bỏ “%(product)s” khỏi gian hàng.", product=found.name), "ok")
    return redirect(url_for(".goods", shop=shop), code=303)


@bp.route("/<shop>/hang/<product>/kho", methods=["GET", "POST"])
@open_to("sellers")
def stock(shop: str, product: str) -> ResponseReturnValue:
    """How much there is: every change is a move with its reason."""
    own = my_shop(shop)
    found = my_product(own, product)
    form = StockForm()
    if found.offer.made_to_order or not form.validate_on_submit():
        return _stock_page(form, own, found, 200 if request.method != "POST" else 422)
    try:
        with transaction():
            if not was_sent_before():
                _move(form, found.offer)
    except StockTooLow as refusal:
        form.refuse(form.quantity, refusal)
        own = my_shop(shop)
        return _stock_page(form, own, my_product(own, product), 422)
    flash(gettext("Đã ghi vào kho."), "ok")
    return redirect(url_for(".stock", shop=shop, product=product), code=303)


def _move(form: StockForm, offer: Offer) -> None:
    reason, quantity, note = MoveReason(form.value("reason")), form.value("quantity"), form.value("note") or ""
    if reason is MoveReason.COUNTED:
        count_stock(offer.id, counted=quantity, seen=form.value("seen"), by=actor(), note=note)
    else:
        move_stock(offer.id, qty=-quantity if reason in LESS else quantity, reason=reason, by=actor(), note=note)


def _stock_page(form: StockForm, shop: Shop, product: Product, status: int) -> ResponseReturnValue:
    # Always the number this page shows, whatever an earlier page had shown.
    form.seen.raw_data, form.seen.data = None, product.offer.on_hand_qty
    page = render_template(
        "selling/stock.html",
        form=form,
        shop=shop,
        product=product,
        offer=product.offer,
        moves=queries.stock_moves(product.offer.id),
        move_words=MOVE_WORDS,
    )
    return page, status
