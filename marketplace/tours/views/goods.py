"""Goods met in a scene: what the shop says of them at this moment."""

from typing import Any, Final

from flask import Response, make_response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_wtf.csrf import generate_csrf

from marketplace.money import write_dong
from marketplace.shops.models import Offer, Product, Shop
from marketplace.shops.states import SoldBy
from marketplace.shown import grams, stock_left
from marketplace.tours import queries
from marketplace.tours.models import Hotspot
from marketplace.tours.views.blueprint import bp
from marketplace.tours.views.telling import href_of, name_of, price_of, season_of
from marketplace.web import open_to

# How many steps a list of weights offers.
_STEPS: Final = 10


@bp.get("/tham-quan/<slug>/<scene>/<int:number>.json")
@open_to("anyone")
def goods_json(slug: str, scene: str, number: int) -> ResponseReturnValue:
    """Price and stock of now, with what puts it into the cart. Gone (404) when it cannot be bought here."""
    return sold_at(queries.goods_on_show(slug, scene, number), came_from=f"{slug}/{scene}/{number}")


def sold_at(pin: Hotspot, *, came_from: str) -> Response:
    """What this pin sells now, in the words of frontend/js/tour/goods.js: one product, or those of a shop.

    An order remembers that its goods `came_from` there.
    """
    if pin.product is not None:
        answer = make_response(_told(pin.product, came_from))
    else:
        assert pin.shop is not None
        answer = make_response(_shop_told(pin.shop, came_from))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _shop_told(shop: Shop, came_from: str) -> dict[str, Any]:
    on_sale = queries.goods_on_sale({shop.id}).get(shop.id)
    return {
        "label": name_of(shop),
        "goods": [
            {
                **_told(product, came_from),
                "thumb": _picture(product, 320),
                "picture": _picture(product, 640),
                "href": href_of(product, came_from),
            }
            for product in (on_sale.goods if on_sale else ())
        ],
        "count": ngettext("Đang bán %(num)d món.", "Đang bán %(num)d món.", on_sale.how_many if on_sale else 0),
    }


def _picture(product: Product, width: int) -> str | None:
    return product.pictures[0].picture.src(width) if product.pictures else None


def _told(product: Product, came_from: str) -> dict[str, Any]:
    return {
        "slug": product.slug,
        "label": name_of(product),
        "maker": name_of(product.shop),
        "maker_href": url_for("shops.shop", slug=product.shop.slug),
        "price": price_of(product),
        "stock": stock_left(product.offer),
        "season": season_of(product),
        "can_buy": product.offer.has(product.offer.step),
        "from": came_from,
        "cart": url_for("orders.put_in_cart"),
        "cart_page": url_for("orders.cart"),
        "csrf": generate_csrf(),
        **_how_much(product.offer),
    }


def _how_much(offer: Offer) -> dict[str, Any]:
    """Steps and the most that can be taken; goods by weight have a list to choose from."""
    weights = [offer.step * count for count in range(1, _STEPS + 1) if offer.has(offer.step * count)]
    return {
        "step": offer.step,
        "most": None if offer.made_to_order else offer.free_qty,
        "weights": [
            {"value": weight, "label": f"{grams(weight)} – {write_dong(offer.amount(weight))}"} for weight in weights
        ]
        if offer.sold_by is SoldBy.WEIGHT
        else [],
    }
