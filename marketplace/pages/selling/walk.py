"""Opening a shop, one step at a time; each step is saved, so that a break can be resumed.

shop → bank account → first product → live preview → handed in
"""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from markupsafe import Markup

from marketplace import config, limits
from marketplace.accounts.errors import WrongPassword
from marketplace.accounts.presence import actor
from marketplace.accounts.services import refuse_wrong_password
from marketplace.db import transaction
from marketplace.errors import NotFound
from marketplace.media.models import Picture
from marketplace.pages.selling import listing
from marketplace.pages.selling.photos import take_photos
from marketplace.pages.selling.stall import (
    DAY,
    bp,
    is_english,
    lock_my_shop,
    my_product,
    my_shop,
    my_shop_ids,
    was_sent_before,
)
from marketplace.payments import qr, vietqr
from marketplace.places.queries import hamlets, place_by_slug
from marketplace.shops import queries
from marketplace.shops.errors import BadAccountNumber, DemoBankOnly, SlugTaken, WrongShopMoment
from marketplace.shops.forms import AccountForm, ShopForm
from marketplace.shops.models import BankAccount, Product, Shop
from marketplace.shops.services import shops as services
from marketplace.shops.states import AccountState, ShopKind, ShopState, SoldBy
from marketplace.web import open_to

# Before a moderator's first yes the walk's pages may change everything.
WALKING = (ShopState.DRAFT, ShopState.SENT_BACK, ShopState.PENDING)
QUARTER = 15 * 60


@bp.route("/mo-gian-hang", methods=["GET", "POST"])
@bp.route("/<shop>/mo-gian-hang", methods=["GET", "POST"])
@open_to("members")
def open_shop(shop: str | None = None) -> ResponseReturnValue:
    """Step 1: who sells what, where."""
    own = my_shop(shop) if shop else None
    if own is not None and own.state not in WALKING:
        return redirect(url_for(".shop_page", shop=shop), code=303)
    form = ShopForm(data=_shown(own)) if own else ShopForm()
    form.offer_places(hamlets(), english=is_english())
    if request.method != "POST":
        return _open_page(form, own, [], 200)
    is_valid = form.validate_on_submit()
    photos = take_photos(form, form.photo, room=1)
    if not is_valid or photos.status:
        return _open_page(form, own, photos.kept, photos.status if is_valid else 422)
    if own is None:
        limits.count_try("open-shop", str(current_user.id), limit=20, seconds=DAY)
    try:
        with transaction():
            if own is None and was_sent_before():
                return redirect(url_for(".open_shop"), code=303)
            written = _write_shop(form, slug=shop)
            if photos.kept:
                services.show_picture(written, photos.kept[0])
    except SlugTaken as refusal:
        form.refuse(form.name, refusal)
        return _open_page(form, my_shop(shop) if shop else None, photos.kept, 422)
    return redirect(url_for(".account", shop=written.slug), code=303)


def _shown(shop: Shop) -> dict[str, str]:
    return {"name": shop.name, "kind": shop.kind.value, "place": shop.place.slug, "story": shop.story}


def _write_shop(form: ShopForm, *, slug: str | None) -> Shop:
    kind, place_id = ShopKind(form.value("kind")), place_by_slug(form.value("place")).id
    if slug is None:
        shop = services.open_shop(current_user, name=form.value("name"), kind=kind, place_id=place_id, by=actor())
    else:
        shop = lock_my_shop(slug)
    services.describe_shop(
        shop,
        name=form.value("name"),
        kind=kind,
        place_id=place_id,
        story=form.value("story") or "",
        seller_name=shop.seller_name,
        registration=shop.registration,
        public_phone=shop.public_phone,
        by=actor(),
    )
    return shop


def _open_page(form: ShopForm, shop: Shop | None, photos: list[Picture], status: int) -> ResponseReturnValue:
    unfinished = [] if shop else [s for s in queries.shops_of(my_shop_ids()) if s.state is ShopState.DRAFT]
    return render_template("selling/open.html", form=form, shop=shop, photos=photos, unfinished=unfinished), status


@bp.route("/<shop>/tai-khoan", methods=["GET", "POST"])
@open_to("members")
def account(shop: str) -> ResponseReturnValue:
    """Step 2: where buyers pay; given, it is shown back with a code to check it by one's own bank app.

    Later a change needs the password and a moderator's yes.
    """
    own = my_shop(shop)
    form = AccountForm()
    form.offer_banks(demo=config.current().demo)
    if request.method != "POST":
        return _account_page(form, own, is_asked="sua" in request.args)
    if not form.validate_on_submit():
        return _account_page(form, own, is_asked=True, status=422)
    needs_password = own.state not in WALKING
    if needs_password:
        limits.count_try("account-password", str(current_user.id), limit=10, seconds=QUARTER)
    try:
        with transaction():
            locked = lock_my_shop(shop)
            if needs_password:
                refuse_wrong_password(current_user, form.value("password") or "")
            services.give_account(
                locked,
                bank_bin=form.value("bank"),
                number=form.value("number"),
                holder=form.value("holder"),
                by=actor(),
            )
    except WrongPassword:
        form.password.errors = [gettext("Mật khẩu chưa đúng. Xin ghi mật khẩu bạn dùng để đăng nhập chợ.")]
    except DemoBankOnly as refusal:
        form.refuse(form.bank, refusal)
    except BadAccountNumber as refusal:
        form.refuse(form.number, refusal)
    except NotFound:
        form.bank.errors = [gettext("Xin chọn một ngân hàng trong danh sách.")]
    else:
        return redirect(url_for(".account", shop=shop), code=303)
    return _account_page(form, my_shop(shop), is_asked=True, status=422)


def _account_page(form: AccountForm, shop: Shop, *, is_asked: bool, status: int = 200) -> ResponseReturnValue:
    accounts = queries.accounts_of(shop.id)
    return (
        render_template(
            "selling/account.html",
            form=form,
            shop=shop,
            accounts=[(found, _code_of(found)) for found in accounts],
            is_walking=shop.state in WALKING,
            is_asked=is_asked or not accounts,
            verified=AccountState.VERIFIED,
        ),
        status,
    )


def _code_of(found: BankAccount) -> Markup:
    """The account's own code, without an amount: a bank app that scans it shows the holder's name."""
    payload = vietqr.stall_payload(found.bin, found.number)
    # Our own drawing; the label is escaped where it is put in.
    return Markup(qr.svg(payload, label=gettext("Mã VietQR của tài khoản %(number)s", number=found.number)))  # noqa: S704


@bp.route("/<shop>/hang-dau-tien", methods=["GET", "POST"])
@open_to("members")
def first_product(shop: str) -> ResponseReturnValue:
    """Step 3: the first product; when it is there already it may be changed."""
    own = my_shop(shop)
    product = _first_product(own)
    slug = product.slug if product else None
    filled = listing.read_form(product)
    if not filled.is_good:
        own = my_shop(shop)
        return listing.product_page(
            "selling/first_product.html", filled, shop=own, product=my_product(own, slug) if slug else None
        )
    with transaction():
        locked = lock_my_shop(shop)
        already = _first_product(locked)
        written = listing.carry_out(filled, shop=locked, slug=already.slug if already else None)
    return redirect(url_for(".preview", shop=shop, product=written.slug), code=303)


def _first_product(shop: Shop) -> Product | None:
    goods = queries.products_of_shop(shop.id)
    return my_product(shop, goods[-1].slug) if goods else None


@bp.get("/<shop>/xem-truoc/<product>")
@open_to("members")
def preview(shop: str, product: str) -> ResponseReturnValue:
    """Step 4: the product as buyers will see it, and the button that hands the shop in."""
    own = my_shop(shop)
    shown = my_product(own, product)
    return render_template(
        "selling/preview.html",
        shop=own,
        product=shown,
        offer=shown.offer,
        weights=[],
        is_weighed=shown.offer.sold_by is SoldBy.WEIGHT,
        is_walking=own.state in WALKING,
        has_account=bool(queries.accounts_of(own.id)),
    )


@bp.post("/<shop>/gui-duyet")
@open_to("members")
def hand_in(shop: str) -> ResponseReturnValue:
    """The shop waits for a moderator; the preview then says what happens next."""
    my_shop(shop)
    try:
        with transaction():
            services.hand_in(lock_my_shop(shop), by=actor())
    except WrongShopMoment:
        flash(gettext("Còn bước chưa xong. Xin làm nốt bước dưới đây rồi gửi duyệt."), "warning")
    return redirect(url_for(".resume", shop=shop), code=303)


@bp.get("/<shop>/tiep-tuc")
@open_to("members")
def resume(shop: str) -> ResponseReturnValue:
    """To the first step that is not done."""
    own = my_shop(shop)
    if own.state not in WALKING:
        return redirect(url_for(".goods", shop=shop), code=303)
    if not queries.accounts_of(own.id):
        return redirect(url_for(".account", shop=shop), code=303)
    product = _first_product(own)
    if product is None:
        return redirect(url_for(".first_product", shop=shop), code=303)
    return redirect(url_for(".preview", shop=shop, product=product.slug), code=303)
