"""What anybody sees of the market: the catalogue, goods, shops. A product knows the 360° scenes it stands in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.money import read_dong
from marketplace.places.queries import hamlets
from marketplace.shops import queries
from marketplace.shops.queries.catalogue import LAST_PAGE, SORTS
from marketplace.shops.states import SoldBy
from marketplace.text import clean_line
from marketplace.tours.queries import sites_near_shop, tours_showing_product
from marketplace.web import open_to

bp = Blueprint("shops", __name__)

# How many steps a list of weights offers; more is typed in the cart.
_STEPS: Final = 20


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What the page buttons need: which page this is, how many there are, and the address of each."""

    number: int
    pages: int
    url: Callable[[int], str]


def _filters() -> queries.Filters:
    """The filters of the address. What cannot be read counts as not asked."""
    asked = request.args
    sort = asked.get("xep", "")
    return queries.Filters(
        words=clean_line(asked.get("q", "")[:120]),
        category=asked.get("loai", "")[:60],
        place=asked.get("thon", "")[:60],
        least_vnd=read_dong(asked.get("gia-tu", "")[:20]),
        most_vnd=read_dong(asked.get("gia-den", "")[:20]),
        sort=sort if sort in SORTS else "",
    )


def _page_number() -> int:
    asked = request.args.get("trang", "1")
    return min(max(int(asked), 1), LAST_PAGE) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


@bp.get("/hang")
@open_to("anyone")
def catalogue() -> ResponseReturnValue:
    filters = _filters()
    found = queries.find_goods(filters, page=_page_number())
    asked = {name: value for name, value in request.args.items() if value and name != "trang"}

    def url(number: int) -> str:
        page: dict[str, Any] = {**asked, "trang": number if number > 1 else None}
        return url_for(".catalogue", **page)

    return render_template(
        "shops/catalogue.html",
        filters=filters,
        found=found,
        paging=PageLinks(found.number, found.pages, url),
        categories=queries.categories(),
        hamlets=hamlets(),
        asked=asked,
    )


@bp.get("/hang/<slug>")
@open_to("anyone")
def product(slug: str) -> ResponseReturnValue:
    shown = queries.product_on_sale(slug)
    offer = shown.offer
    weights = (
        [offer.step * n for n in range(1, _STEPS + 1) if offer.has(offer.step * n)]
        if offer.sold_by is SoldBy.WEIGHT
        else []
    )
    return render_template(
        "shops/product.html",
        product=shown,
        offer=offer,
        shop=shown.shop,
        weights=weights,
        tours=tours_showing_product(shown.id),
        near=sites_near_shop(shown.shop.id),
    )


@bp.get("/gian-hang")
@open_to("anyone")
def shops() -> ResponseReturnValue:
    return render_template("shops/shops.html", shops=queries.live_shops())


@bp.get("/gian-hang/<slug>")
@open_to("anyone")
def shop(slug: str) -> ResponseReturnValue:
    shown = queries.shop_on_show(slug)
    return render_template("shops/shop.html", shop=shown, goods=queries.goods_of_shop(shown.id) if shown.sells else [])
