"""Goods and the pins that show them. A pin is told as tour/scene/number."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

import sqlalchemy as sa

from marketplace.db import db
from marketplace.shops.models import Product
from marketplace.tours.models import Hotspot, Scene, Site, Tour


class SceneNamed(NamedTuple):
    """What a scene is called, and of which site it is."""

    tour: str
    scene: str
    title: str
    title_en: str
    site: str
    site_en: str


def pins_of_goods(told: Mapping[str, str]) -> Mapping[str, str]:
    """Of products (by slug), each with a pin it is said to stand at, those that do."""
    if not told:
        return {}
    rows = db.session.execute(
        sa.select(Product.slug, Tour.slug, Scene.slug, Hotspot.number)
        .join(Hotspot, Hotspot.product_id == Product.id)
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
