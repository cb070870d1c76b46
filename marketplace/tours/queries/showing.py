"""What visitors see of tours, each page whole in a few statements.

Goods are shown in a scene only while they can be bought from: a paused shop leaves no dead pin behind.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.media.models import Panorama
from marketplace.shops.models import Product, Shop
from marketplace.shops.states import ProductState, ShopState
from marketplace.tours.directions import turn_right
from marketplace.tours.errors import PinNotFound, TourNotFound
from marketplace.tours.models import Hotspot, Scene, Site, Tour
from marketplace.tours.queries.goods import FOR_SALE
from marketplace.tours.queries.sites import OURS_FIRST
from marketplace.tours.shares import nature_of
from marketplace.tours.states import HotspotKind, SiteNature, TourState


class TourLink(NamedTuple):
    """A scene of a published tour in which a product stands, and where to look for it: at its first pin there."""

    tour_slug: str
    scene_slug: str
    scene_title: str
    scene_title_en: str
    site_name: str
    site_name_en: str
    nature: SiteNature
    is_demo: bool
    yaw: float
    pitch: float


@dataclass(frozen=True)
class SceneOnShow:
    """A scene with the pins a visitor may see now, clockwise from the start view."""

    scene: Scene
    pins: Sequence[Hotspot]


@dataclass(frozen=True)
class TourOnShow:
    """All that the page of a tour shows. `first` is the scene it starts in."""

    tour: Tour
    site: Site
    scenes: Sequence[SceneOnShow]

    @property
    def first(self) -> Scene:
        """The scene the walk begins in."""
        return next(shown.scene for shown in self.scenes if shown.scene.slug == self.tour.start)


_LIVE_SHOPS: Final = sa.select(Shop.id).where(Shop.state == ShopState.LIVE)
_LIVE_GOODS: Final = (
    sa.select(Product.id)
    .join(Shop, Shop.id == Product.shop_id)
    .where(Product.state == ProductState.LIVE, Shop.state == ShopState.LIVE)
)
# What a visitor may see now.
_OPEN: Final = sa.or_(
    Hotspot.kind.not_in([HotspotKind.PRODUCT, HotspotKind.SHOP]),
    Hotspot.product_id.in_(_LIVE_GOODS),
    Hotspot.shop_id.in_(_LIVE_SHOPS),
)


def tour_on_show(slug: str) -> TourOnShow:
    """The published tour with its scenes and open pins. Raises TourNotFound."""
    tour = db.session.scalar(
        sa.select(Tour)
        .where(Tour.slug == slug, Tour.state == TourState.PUBLISHED)
        .options(joinedload(Tour.site), selectinload(Tour.scenes).joinedload(Scene.panorama))
    )
    if tour is None:
        raise TourNotFound
    pins: defaultdict[int, list[Hotspot]] = defaultdict(list)
    for pin in db.session.scalars(_open_pins([scene.id for scene in tour.scenes])):
        pins[pin.scene_id].append(pin)
    scenes = [SceneOnShow(scene=scene, pins=clockwise(pins[scene.id], facing=scene.view_yaw)) for scene in tour.scenes]
    return TourOnShow(tour=tour, site=tour.site, scenes=scenes)


def goods_on_show(tour_slug: str, scene_slug: str, number: int) -> Hotspot:
    """The pin of a published tour, if its product can be bought from now, or its shop is open. Raises PinNotFound."""
    pin = db.session.scalar(
        sa.select(Hotspot)
        .join(Scene, Scene.id == Hotspot.scene_id)
        .join(Tour, Tour.id == Scene.tour_id)
        .where(
            Tour.slug == tour_slug,
            Tour.state == TourState.PUBLISHED,
            Scene.slug == scene_slug,
            Hotspot.number == number,
            sa.or_(Hotspot.product_id.in_(_LIVE_GOODS), Hotspot.shop_id.in_(_LIVE_SHOPS)),
        )
        .options(
            joinedload(Hotspot.shop),
            joinedload(Hotspot.product).options(joinedload(Product.offer), joinedload(Product.shop)),
        )
    )
    if pin is None:
        raise PinNotFound
    return pin


def _open_pins(scene_ids: Sequence[int]) -> sa.Select[Any]:
    return (
        sa.select(Hotspot)
        .where(Hotspot.scene_id.in_(scene_ids), _OPEN)
        .options(
            joinedload(Hotspot.to_scene),
            joinedload(Hotspot.shop).joinedload(Shop.picture),
            joinedload(Hotspot.product).options(*FOR_SALE),
        )
        .order_by(Hotspot.number)
    )


def clockwise(pins: Sequence[Hotspot], *, facing: float) -> list[Hotspot]:
    """The pins in the order one meets them turning to the right."""
    return sorted(pins, key=lambda pin: turn_right(pin.yaw, facing=facing))


def tours_showing_product(product_id: int) -> Sequence[TourLink]:
    """Where one can step inside and meet this product now: scenes of published tours, real places first, each once.

    At its own pin, or at its shop's.
    """
    shop = sa.select(Product.shop_id).where(Product.id == product_id).scalar_subquery()
    rows = db.session.execute(
        sa.select(
            Tour.slug, Scene.slug, Scene.title, Scene.title_en, Site.name, Site.name_en, Site.nature, Hotspot.is_demo,
            Hotspot.yaw, Hotspot.pitch, Panorama.credit,
        )
        .select_from(Hotspot)
        .join(Scene, Scene.id == Hotspot.scene_id)
        .join(Panorama, Panorama.id == Scene.panorama_id)
        .join(Tour, Tour.id == Scene.tour_id)
        .join(Site, Site.id == Tour.site_id)
        .where(sa.or_(Hotspot.product_id == product_id, Hotspot.shop_id == shop), Tour.state == TourState.PUBLISHED, _OPEN)
        .order_by(OURS_FIRST, Hotspot.product_id.is_(None), Tour.id, Scene.position, Hotspot.number)
    )  # fmt: skip
    links: dict[tuple[str, str], TourLink] = {}
    for *told, credit in rows:
        link = TourLink._make(told)
        link = link._replace(nature=nature_of(credit, link.nature))
        links.setdefault((link.tour_slug, link.scene_slug), link)
    return list(links.values())
