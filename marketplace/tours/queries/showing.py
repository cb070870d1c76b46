"""What visitors see of sites and tours, each page whole in a few statements.

Goods are shown in a scene, and shops beside a site, only while they can be bought from: a paused shop leaves
no dead pin behind.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from marketplace.db import db
from marketplace.media.models import Panorama, Picture
from marketplace.media.panoramas import View
from marketplace.places.models import Place
from marketplace.shops.models import Product, ProductPicture, Shop
from marketplace.shops.states import ProductState, ShopState
from marketplace.tours.directions import turn_right
from marketplace.tours.errors import PinNotFound, SiteNotFound, TourNotFound
from marketplace.tours.models import Hotspot, Scene, Site, SiteShop, Tour
from marketplace.tours.states import HotspotKind, SiteNature, TourState


class SiteCard(NamedTuple):
    """One site on the list. `panorama_key` and `view` draw the start of its tour, if it has one."""

    site: Site
    place_name: str | None
    picture: Picture | None
    tour_slug: str | None
    panorama_key: str | None
    view: View | None


class TourCard(NamedTuple):
    """A published tour, with what draws its first view."""

    slug: str
    title: str
    title_en: str
    panorama_key: str
    view: View


class TourLink(NamedTuple):
    """A scene of a published tour in which a product stands."""

    tour_slug: str
    scene_slug: str
    scene_title: str
    scene_title_en: str
    site_name: str
    site_name_en: str
    nature: SiteNature
    is_demo: bool


@dataclass(frozen=True)
class SiteOnShow:
    """All that the page of a site shows."""

    site: Site
    shops: Sequence[Shop]
    tours: Sequence[TourCard]


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
_PANORAMA_AND_VIEW: Final = (
    Panorama.key, Scene.view_yaw, Scene.view_pitch, Scene.view_hfov, Scene.level_pitch, Scene.level_roll,
)  # fmt: skip
_OURS_FIRST: Final = sa.case({SiteNature.OURS.value: 0, SiteNature.MODELLED.value: 1}, value=Site.nature, else_=2)
# What a visitor may see now.
_OPEN: Final = sa.or_(
    Hotspot.kind.not_in([HotspotKind.PRODUCT, HotspotKind.SHOP]),
    Hotspot.product_id.in_(_LIVE_GOODS),
    Hotspot.shop_id.in_(_LIVE_SHOPS),
)


def site_cards() -> Sequence[SiteCard]:
    """All sites in their order: the village's own, then what was modelled, then samples of other places."""
    own = aliased(Tour)
    first_tour = (
        sa.select(sa.func.min(own.id))
        .where(own.site_id == Site.id, own.state == TourState.PUBLISHED)
        .correlate(Site)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(Site, Place.name, Picture, Tour.slug, *_PANORAMA_AND_VIEW)
        .outerjoin(Place, Place.id == Site.place_id)
        .outerjoin(Picture, Picture.id == Site.picture_id)
        .outerjoin(Tour, Tour.id == first_tour)
        .outerjoin(Scene, sa.and_(Scene.tour_id == Tour.id, Scene.slug == Tour.start))
        .outerjoin(Panorama, Panorama.id == Scene.panorama_id)
        .order_by(_OURS_FIRST, Site.position, Site.name)
    )
    return [
        SiteCard(site, place_name, picture, tour_slug, panorama_key, View(*view) if panorama_key else None)
        for site, place_name, picture, tour_slug, panorama_key, *view in rows
    ]


def site_on_show(slug: str) -> SiteOnShow:
    """The site with its claims, the live shops near it and its published tours. Raises SiteNotFound."""
    site = db.session.scalar(
        sa.select(Site)
        .where(Site.slug == slug)
        .options(joinedload(Site.place), joinedload(Site.picture), selectinload(Site.claims))
    )
    if site is None:
        raise SiteNotFound
    shops = db.session.scalars(
        sa.select(Shop)
        .join(SiteShop, SiteShop.shop_id == Shop.id)
        .where(SiteShop.site_id == site.id, Shop.state == ShopState.LIVE)
        .options(joinedload(Shop.place), joinedload(Shop.picture))
        .order_by(SiteShop.position, Shop.name)
    ).all()
    tours = db.session.execute(
        sa.select(Tour.slug, Tour.title, Tour.title_en, *_PANORAMA_AND_VIEW)
        .join(Scene, sa.and_(Scene.tour_id == Tour.id, Scene.slug == Tour.start))
        .join(Panorama, Panorama.id == Scene.panorama_id)
        .where(Tour.site_id == site.id, Tour.state == TourState.PUBLISHED)
        .order_by(Tour.id)
    )
    cards = [TourCard(slug, title, title_en, key, View(*view)) for slug, title, title_en, key, *view in tours]
    return SiteOnShow(site=site, shops=shops, tours=cards)


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
    scenes = [SceneOnShow(scene=scene, pins=_clockwise(pins[scene.id], facing=scene.view_yaw)) for scene in tour.scenes]
    return TourOnShow(tour=tour, site=tour.site, scenes=scenes)


def goods_on_show(tour_slug: str, scene_slug: str, number: int) -> Hotspot:
    """The pin of a published tour, if its product can be bought from now. Raises PinNotFound."""
    pin = db.session.scalar(
        sa.select(Hotspot)
        .join(Scene, Scene.id == Hotspot.scene_id)
        .join(Tour, Tour.id == Scene.tour_id)
        .where(
            Tour.slug == tour_slug,
            Tour.state == TourState.PUBLISHED,
            Scene.slug == scene_slug,
            Hotspot.number == number,
            Hotspot.product_id.in_(_LIVE_GOODS),
        )
        .options(joinedload(Hotspot.product).options(joinedload(Product.offer), joinedload(Product.shop)))
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
            joinedload(Hotspot.product).options(
                joinedload(Product.offer),
                joinedload(Product.shop),
                selectinload(Product.pictures).joinedload(ProductPicture.picture),
            ),
        )
        .order_by(Hotspot.number)
    )


def _clockwise(pins: Sequence[Hotspot], *, facing: float) -> list[Hotspot]:
    return sorted(pins, key=lambda pin: turn_right(pin.yaw, facing=facing))


def tours_showing_product(product_id: int) -> Sequence[TourLink]:
    """Where one can step inside and meet this product now: scenes of published tours, real places first."""
    rows = db.session.execute(
        sa.select(
            Tour.slug, Scene.slug, Scene.title, Scene.title_en, Site.name, Site.name_en, Site.nature, Hotspot.is_demo
        )
        .select_from(Hotspot)
        .join(Scene, Scene.id == Hotspot.scene_id)
        .join(Tour, Tour.id == Scene.tour_id)
        .join(Site, Site.id == Tour.site_id)
        .where(Hotspot.product_id == product_id, Tour.state == TourState.PUBLISHED, _OPEN)
        .order_by(_OURS_FIRST, Tour.id, Scene.position)
    )
    return [TourLink(*row) for row in rows]


def sites_near_shop(shop_id: int) -> Sequence[tuple[str, str, str]]:
    """(slug, name, name_en) of the sites that name this shop as a neighbour."""
    rows = db.session.execute(
        sa.select(Site.slug, Site.name, Site.name_en)
        .join(SiteShop, SiteShop.site_id == Site.id)
        .where(SiteShop.shop_id == shop_id)
        .order_by(Site.position, Site.name)
    )
    return [(slug, name, name_en) for slug, name, name_en in rows]
