"""Goods met in a scene: what the shop says of them at this moment."""

from typing import Any, Final

from flask import Response, make_response, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from marketplace.money import write_dong
from marketplace.shops.models import Offer, Product
from marketplace.shops.states import SoldBy
from marketplace.shown import grams, stock_left
from marketplace.tours import queries
from marketplace.tours.views.blueprint import bp
from marketplace.tours.views.telling import name_of, price_of
from marketplace.web import open_to

# How many steps a list of weights offers.
_STEPS: Final = 10


@bp.get("/tham-quan/<slug>/<scene>/<int:number>.json")
@open_to("anyone")
def goods_json(slug: str, scene: str, number: int) -> ResponseReturnValue:
    """Price and stock of now, with what puts it into the cart. Gone (404) when it cannot be bought here."""
    pin = queries.goods_on_show(slug, scene, number)
    product = pin.product
    assert product is not None
    return goods_of_now(product, came_from=f"{slug}/{scene}/{number}")


def goods_of_now(product: Product, *, came_from: str) -> Response:
    """The same of any product, in the words of frontend/js/tour/goods.js. An order remembers that it `came_from` there."""
    answer = make_response(
        {
            "slug": product.slug,
            "label": name_of(product),
            "maker": name_of(product.shop),
            "maker_href": url_for("shops.shop", slug=product.shop.slug),
            "price": price_of(product),
            "stock": stock_left(product.offer),
            "can_buy": product.offer.has(product.offer.step),
            "from": came_from,
            "cart": url_for("orders.put_in_cart"),
            "cart_page": url_for("orders.cart"),
            "csrf": generate_csrf(),
            **_how_much(product.offer),
        }
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


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
