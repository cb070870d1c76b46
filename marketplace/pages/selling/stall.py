"""Whose shop a request is about, and what the pages of its people share."""

import secrets
from typing import Any, Final

from flask import Blueprint, g, request
from flask_login import current_user

from marketplace import config, limits
from marketplace.shops import queries
from marketplace.shops.models import Product, Shop
from marketplace.shops.services.goods import MOST_PICTURES
from marketplace.web import page_language

bp = Blueprint("selling", __name__, url_prefix="/ban-hang")

# How many photos one form of these pages may bring.
PHOTOS: Final = {
    "selling.open_shop": 1,
    "selling.shop_page": 1,
    "selling.first_product": MOST_PICTURES,
    "selling.new_product": MOST_PICTURES,
    "selling.product": MOST_PICTURES,
}
# A stock sheet is a file too.
LARGEST_SHEET: Final = 2 * 1024 * 1024
DAY: Final = 24 * 60 * 60


@bp.url_value_preprocessor
def allow_photos(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Pages that take photos or a sheet may be sent more than a plain form, by members only.

    This is the one place before the CSRF check reads the form.
    """
    photos = PHOTOS.get(endpoint or "", 0)
    if photos and request.method == "POST" and current_user.is_authenticated:
        request.max_content_length = photos * config.current().upload_megabytes * 1024 * 1024
    if endpoint == "selling.count_goods" and current_user.is_authenticated:
        request.max_content_length = LARGEST_SHEET + 64 * 1024


def my_shop_ids() -> list[int]:
    """The shops this person sells for. Kept for the request: a refused transaction forgets what was loaded."""
    if "my_shop_ids" not in g:
        g.my_shop_ids = list(current_user.shop_ids)
    return list(g.my_shop_ids)


def my_shop(slug: str) -> Shop:
    """The shop of this address, if this person sells for it. Raises ShopNotFound."""
    return queries.shop_for_seller(slug, shop_ids=my_shop_ids())


def lock_my_shop(slug: str) -> Shop:
    """The same, locked. Raises ShopNotFound."""
    my_shop(slug)
    return queries.lock_shop(slug)


def my_product(shop: Shop, slug: str, *, lock: bool = False) -> Product:
    """The product of this address, if it is this shop's. Raises ProductNotFound."""
    return queries.product_for_seller(slug, shop_ids=[shop.id], lock=lock)


def is_english() -> bool:
    """Whether lists of choices are shown in English."""
    return page_language() == "en"


@bp.context_processor
def form_keys() -> dict[str, Any]:
    """`once_key()`: the key of a form that is carried out once however often it is sent."""
    return {"once_key": lambda: request.form.get("once", "")[:64] or secrets.token_urlsafe(18)}


def was_sent_before() -> bool:
    """Whether this very form was carried out already. Asked inside the transaction of its work: the
    second of two taps waits here for the first, and a try that was refused does not count."""
    key = request.form.get("once", "")[:64]
    return bool(key) and limits.tries_of("form", f"{current_user.id}:{key}", seconds=DAY, add=1) > 1
