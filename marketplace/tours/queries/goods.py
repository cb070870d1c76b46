"""Goods and the pins that show them. A pin is told as tour/scene/number."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.shops.models import Offer, Product, ProductPicture
from marketplace.shops.states import ProductState
from marketplace.tours.models import Hotspot, Scene, Site, Tour

# What is shown of goods beside their own row: price and stock, whose they are, how they look.
FOR_SALE: Final = (
    joinedload(Product.offer),
    joinedload(Product.shop),
    selectinload(Product.pictures).joinedload(ProductPicture.picture),
)
# So many goods of a shop stand at its pin; the rest are in the shop.
AT_A_PIN: Final = 6


class OnSale(NamedTuple):
    """What a shop has on sale: how many goods, and those that stand at its pin, in stock and newest first."""

    how_many: int
    goods: Sequence[Product]


def goods_on_sale(shop_ids: Collection[int]) -> Mapping[int, OnSale]:
    """What each of these shops has on sale now; a shop with nothing on sale is left out."""
    if not shop_ids:
        return {}
    order = (sa.or_(Offer.free_qty > 0, Offer.made_to_order).desc(), Product.published_at.desc(), Product.id.desc())
    ranked = (
        sa.select(
            Product.id,
            sa.func.row_number().over(partition_by=Product.shop_id, order_by=order).label("turn"),
            sa.func.count().over(partition_by=Product.shop_id).label("of"),
        )
        .join(Offer, Offer.product_id == Product.id)
        .where(Product.shop_id.in_(sorted(shop_ids)), Product.state == ProductState.LIVE)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(Product, ranked.c.of)
        .join(ranked, ranked.c.id == Product.id)
        .where(ranked.c.turn <= AT_A_PIN)
        .order_by(Product.shop_id, ranked.c.turn)
        .options(*FOR_SALE)
    )
    counts: dict[int, int] = {}
    goods: dict[int, list[Product]] = {}
    for product, of in rows:
        counts[product.shop_id] = of
        goods.setdefault(product.shop_id, []).append(product)
    return {shop: OnSale(counts[shop], goods[shop]) for shop in goods}


class SceneNamed(NamedTuple):
    """What a scene is called, and of which site it is."""

    tour: str
    scene: str
    title: str
    title_en: str
    site: str
    site_en: str


def pins_of_goods(told: Mapping[str, str]) -> Mapping[str, str]:
    """Of products (by slug), each with a pin it is said to stand at, those that do: at its own, or at its shop's."""
    if not told:
        return {}
    rows = db.session.execute(
        sa.select(Product.slug, Tour.slug, Scene.slug, Hotspot.number)
        .join(Hotspot, sa.or_(Hotspot.product_id == Product.id, Hotspot.shop_id == Product.shop_id))
        .join(Scene, Scene.id == Hotspot.scene_id)
        .join(Tour, Tour.id == Scene.tour_id)
        .where(Product.slug.in_(told))
    )
    pins = {(product, f"{tour}/{scene}/{number}") for product, tour, scene, number in rows}
    return {product: pin for product, pin in told.items() if (product, pin) in pins}


def scenes_of_pins(pins: Collection[str]) -> Mapping[str, SceneNamed]:
    """The scene of each of these pins; one whose scene is no more is left out."""
    if not pins:
        return {}
    places = {(tour, scene) for tour, scene, _number in (pin.split("/") for pin in pins)}
    rows = db.session.execute(
        sa.select(Tour.slug, Scene.slug, Scene.title, Scene.title_en, Site.name, Site.name_en)
        .join(Tour, Tour.id == Scene.tour_id)
        .join(Site, Site.id == Tour.site_id)
        .where(sa.tuple_(Tour.slug, Scene.slug).in_(places))
    )
    named = {(row[0], row[1]): SceneNamed(*row) for row in rows}
    return {pin: named[place] for pin in pins if (place := tuple(pin.split("/")[:2])) in named}
