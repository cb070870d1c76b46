"""The shop's own page at its desk: who it is, its rest, and where its money goes."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.accounts.presence import actor
from marketplace.db import transaction
from marketplace.media.models import Picture
from marketplace.pages.selling.photos import take_photos
from marketplace.pages.selling.stall import bp, is_english, lock_my_shop, my_shop
from marketplace.pages.words import SHOP_WORDS
from marketplace.places.queries import hamlets, place_by_slug
from marketplace.shops import queries
from marketplace.shops.forms import IdentityForm
from marketplace.shops.models import BankAccount, BankFeed, Shop
from marketplace.shops.services import shops as services
from marketplace.shops.states import AccountState, ShopKind, ShopState
from marketplace.web import open_to

# Which of a shop's two accounts an address means: the one paid into, or the one that waits.
WHICH = {"dang-dung": AccountState.VERIFIED, "cho-kiem": AccountState.NEW}


@dataclass(frozen=True)
class ShownAccount:
    """A bank account as the desk shows it, with the services that watch it."""

    which: str
    account: BankAccount
    feeds: list[BankFeed]


@bp.route("/<shop>/gian-hang", methods=["GET", "POST"])
@open_to("sellers")
def shop_page(shop: str) -> ResponseReturnValue:
    own = my_shop(shop)
    form = _identity_form(own)
    if request.method != "POST":
        return _page(own, form, [], 200)
    is_valid = form.validate_on_submit()
    photos = take_photos(form, form.photo, room=1)
    if not is_valid or photos.status:
        return _page(my_shop(shop), form, photos.kept, photos.status if is_valid else 422)
    with transaction():
        locked = lock_my_shop(shop)
        services.describe_shop(
            locked,
            name=form.value("name"),
            kind=ShopKind(form.value("kind")),
            place_id=place_by_slug(form.value("place")).id,
            story=form.value("story") or "",
            seller_name=form.value("seller_name"),
            registration=form.value("registration") or "",
            public_phone=form.value("public_phone") or "",
            by=actor(),
        )
        if photos.kept:
            services.show_picture(locked, photos.kept[0])
    flash(gettext("Đã lưu."), "ok")
    return redirect(url_for(".shop_page", shop=shop), code=303)


def _identity_form(shop: Shop, *, fresh: bool = False) -> IdentityForm:
    data = {
        "name": shop.name,
        "kind": shop.kind.value,
        "place": shop.place.slug,
        "story": shop.story,
        "seller_name": shop.seller_name,
        "registration": shop.registration,
        "public_phone": shop.public_phone or None,
    }
    form = IdentityForm(formdata=None, data=data) if fresh else IdentityForm(data=data)
    form.offer_places(hamlets(), english=is_english())
    return form


def _page(shop: Shop, form: IdentityForm, photos: list[Picture], status: int) -> ResponseReturnValue:
    page = render_template(
        "selling/shop_page.html",
        shop=shop,
        form=form,
        photos=photos,
        accounts=[_shown(account) for account in queries.accounts_of(shop.id)],
        state_words=SHOP_WORDS[shop.state],
    )
    return page, status


def _shown(account: BankAccount) -> ShownAccount:
    which = next(word for word, state in WHICH.items() if state is account.state)
    return ShownAccount(which=which, account=account, feeds=list(queries.feeds_of([account.id])))


@bp.post("/<shop>/nghi")
@open_to("sellers")
def rest(shop: str) -> ResponseReturnValue:
    """The shop takes a rest; tapped twice it rests once."""
    with transaction():
        locked = lock_my_shop(shop)
        if locked.state is not ShopState.PAUSED:
            services.rest(locked, by=actor())
    flash(gettext("Gian hàng đang nghỉ. Khách chưa đặt được; đơn đã nhận vẫn giao như thường."), "ok")
    return redirect(url_for(".shop_page", shop=shop), code=303)


@bp.post("/<shop>/mo-lai")
@open_to("sellers")
def wake(shop: str) -> ResponseReturnValue:
    """The shop sells again; tapped twice it wakes once."""
    with transaction():
        locked = lock_my_shop(shop)
        if locked.state is not ShopState.LIVE:
            services.wake(locked, by=actor())
    flash(gettext("Gian hàng đã mở lại. Khách mua được ngay."), "ok")
    return redirect(url_for(".shop_page", shop=shop), code=303)
