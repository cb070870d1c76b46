"""What visitors see of sites, each page whole in a few statements, and what their curators write on.

Shops stand beside a site only while they can be bought from. Of what is claimed, visitors see what is signed.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from marketplace.db import db
from marketplace.media.models import Panorama, Picture
from marketplace.media.panoramas import View
from marketplace.places.models import Place
from marketplace.shops.models import Shop
from marketplace.shops.states import ShopState
from marketplace.text import Named
from marketplace.tours.errors import SiteNotFound
from marketplace.tours.models import (
    Claim,
    Festival,
    Route,
    RouteStop,
    Scene,
    Site,
    SiteShop,
    Story,
    StoryVersion,
    Tour,
)  # fmt: skip
from marketplace.tours.shares import credit_in_force, credit_shown, nature_of
from marketplace.tours.states import ClaimState, RouteState, SiteNature, SiteState, TourState, VersionState


class SiteCard(NamedTuple):
    """One site on the list. `panorama_key` and `view` draw the start of its tour, if it has one."""

    site: Site
    place_name: str | None
    picture: Picture | None
    tour_slug: str | None
    panorama_key: str | None
    view: View | None
    place_slug: str | None = None
    place_name_en: str | None = None
    tour_credit: tuple[str, str] = ("", "")
    tour_nature: SiteNature = SiteNature.OURS

    @property
    def credit(self) -> tuple[str, str]:
        """Author and licence of its picture."""
        return credit_shown(self.picture, self.tour_credit)

    @property
    def nature(self) -> SiteNature:
        """What its picture shows: a photo the site, the first view of a tour what was photographed or modelled there."""
        return self.site.nature if self.picture is not None else self.tour_nature


class NearSite(NamedTuple):
    """A site beside which goods are made; `tour_slug` leads inside."""

    slug: str
    name: str
    name_en: str
    tour_slug: str | None


class TourCard(NamedTuple):
    """A published tour, with what draws its first view."""

    slug: str
    title: str
    title_en: str
    panorama_key: str
    view: View
    author: str
    licence: str
    nature: SiteNature


class Mention(NamedTuple):
    """A story or a route that is about a site."""

    kind: str
    slug: str
    title: str
    title_en: str


@dataclass(frozen=True)
class SiteOnShow:
    """All that the page of a site shows."""

    site: Site
    claims: Sequence[Claim]
    shops: Sequence[Shop]
    tours: Sequence[TourCard]
    mentions: Sequence[Mention]

    @property
    def nature(self) -> SiteNature:
        """What the page is shown by: a photo of the site, else the first view of its tour, which may have been modelled."""
        return self.tours[0].nature if self.tours and self.site.picture is None else self.site.nature


PANORAMA_AND_VIEW: Final = (
    Panorama.key, Scene.view_yaw, Scene.view_pitch, Scene.view_hfov, Scene.level_pitch, Scene.level_roll,
    Scene.turn,
)  # fmt: skip
OURS_FIRST: Final = sa.case({SiteNature.OURS.value: 0, SiteNature.MODELLED.value: 1}, value=Site.nature, else_=2)


def site_cards() -> Sequence[SiteCard]:
    """All sites that visitors see, in their order: the village's own, then what was modelled, then samples of other places."""
    own = aliased(Tour)
    first_tour = (
        sa.select(sa.func.min(own.id))
        .where(own.site_id == Site.id, own.state == TourState.PUBLISHED)
        .correlate(Site)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(
            Site, Place.name, Picture, Tour.slug, Place.slug, Place.name_en, Tour.author, Tour.licence,
            Panorama.credit, *PANORAMA_AND_VIEW,
        )
        .outerjoin(Place, Place.id == Site.place_id)
        .outerjoin(Picture, Picture.id == Site.picture_id)
        .outerjoin(Tour, Tour.id == first_tour)
        .outerjoin(Scene, sa.and_(Scene.tour_id == Tour.id, Scene.slug == Tour.start))
        .outerjoin(Panorama, Panorama.id == Scene.panorama_id)
        .where(Site.state == SiteState.SHOWN)
        .order_by(OURS_FIRST, Site.position, Site.name)
    )  # fmt: skip
    return [
        SiteCard(
            site,
            name,
            picture,
            tour,
            key,
            View(*view) if key else None,
            place,
            name_en,
            credit_in_force(credit, (author or "", licence or "")),
            nature_of(credit, site.nature),
        )
        for site, name, picture, tour, place, name_en, author, licence, credit, key, *view in rows
    ]


def site_on_show(slug: str) -> SiteOnShow:
    """The site with its signed claims, festivals, the live shops near it, its tours, and what else tells of it.

    Raises SiteNotFound.
    """
    site = db.session.scalar(
        sa.select(Site)
        .where(Site.slug == slug, Site.state == SiteState.SHOWN)
        .options(
            joinedload(Site.place), joinedload(Site.picture), joinedload(Site.shown_by), selectinload(Site.festivals)
        )
    )
    if site is None:
        raise SiteNotFound
    return read_site(site)


def read_site(site: Site) -> SiteOnShow:
    """What the page of this site shows beside its own facts, which must be loaded."""
    claims = db.session.scalars(
        sa.select(Claim)
        .where(Claim.site_id == site.id, Claim.state == ClaimState.SHOWN)
        .order_by(Claim.position, Claim.id)
    ).all()
    shops = db.session.scalars(
        sa.select(Shop)
        .join(SiteShop, SiteShop.shop_id == Shop.id)
        .where(SiteShop.site_id == site.id, Shop.state == ShopState.LIVE)
        .options(joinedload(Shop.place), joinedload(Shop.picture))
        .order_by(SiteShop.position, Shop.name)
    ).all()
    tours = db.session.execute(
        sa.select(Tour.slug, Tour.title, Tour.title_en, Tour.author, Tour.licence, Panorama.credit, *PANORAMA_AND_VIEW)
        .join(Scene, sa.and_(Scene.tour_id == Tour.id, Scene.slug == Tour.start))
        .join(Panorama, Panorama.id == Scene.panorama_id)
        .where(Tour.site_id == site.id, Tour.state == TourState.PUBLISHED)
        .order_by(Tour.id)
    )
    cards = [
        TourCard(
            slug, title, title_en, key, View(*view), *credit_in_force(credit, (author, licence)),
            nature_of(credit, site.nature),
        )
        for slug, title, title_en, author, licence, credit, key, *view in tours
    ]  # fmt: skip
    return SiteOnShow(site=site, claims=claims, shops=shops, tours=cards, mentions=_mentions(site.id))


def _mentions(site_id: int) -> Sequence[Mention]:
    """The stories about a site and the routes that pass it, as visitors may read them."""
    stories = (
        sa.select(sa.literal("story"), Story.slug, Story.title, Story.title_en)
        .join(StoryVersion, StoryVersion.story_id == Story.id)
        .where(Story.site_id == site_id, StoryVersion.state == VersionState.PUBLISHED)
    )
    routes = (
        sa.select(sa.literal("route"), Route.slug, Route.title, Route.title_en)
        .join(RouteStop, RouteStop.route_id == Route.id)
        .where(RouteStop.site_id == site_id, Route.state == RouteState.PUBLISHED)
        .distinct()
    )
    return [Mention(*row) for row in db.session.execute(sa.union_all(stories, routes))]


def find_site_shown(slug: str) -> Site | None:
    """The site of this name if visitors see it, or None."""
    return db.session.scalar(sa.select(Site).where(Site.slug == slug, Site.state == SiteState.SHOWN))


def shops_near_sites() -> Mapping[int, Sequence[Named]]:
    """By site, the live shops near it, in their order."""
    rows = db.session.execute(
        sa.select(SiteShop.site_id, Shop.slug, Shop.name, Shop.name_en)
        .join(Shop, Shop.id == SiteShop.shop_id)
        .where(Shop.state == ShopState.LIVE)
        .order_by(SiteShop.site_id, SiteShop.position, Shop.name)
    )
    near: defaultdict[int, list[Named]] = defaultdict(list)
    for site_id, *named in rows:
        near[site_id].append(Named(*named))
    return near


def sites_near_shop(shop_id: int) -> Sequence[NearSite]:
    """The village's own sites that name this shop as a neighbour, each with its first tour if there is one to step into."""
    tour = (
        sa.select(Tour.slug)
        .where(Tour.site_id == Site.id, Tour.state == TourState.PUBLISHED)
        .order_by(Tour.id)
        .limit(1)
        .correlate(Site)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(Site.slug, Site.name, Site.name_en, tour)
        .join(SiteShop, SiteShop.site_id == Site.id)
        .where(SiteShop.shop_id == shop_id, Site.state == SiteState.SHOWN, Site.nature == SiteNature.OURS)
        .order_by(Site.position, Site.name)
    )
    return [NearSite(*row) for row in rows]


def festivals() -> Sequence[Festival]:
    """All festivals, each with its site, but those of sites that visitors do not see."""
    return db.session.scalars(
        sa.select(Festival)
        .outerjoin(Site, Site.id == Festival.site_id)
        .where(sa.or_(Festival.site_id.is_(None), Site.state == SiteState.SHOWN))
        .options(joinedload(Festival.site))
        .order_by(Festival.id)
    ).all()


def find_festival(slug: str) -> Festival | None:
    """The festival with its site, or None."""
    return db.session.scalar(sa.select(Festival).where(Festival.slug == slug).options(joinedload(Festival.site)))


# What curators write on.


def is_site_slug_taken(slug: str) -> bool:
    """Whether a site has this slug."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Site.slug == slug))))


def next_site_position() -> int:
    """After all others."""
    return (db.session.scalar(sa.select(sa.func.max(Site.position))) or 0) + 1


def lock_site(slug: str) -> Site:
    """The site, locked and fresh. Raises SiteNotFound."""
    site = db.session.scalar(
        sa.select(Site).where(Site.slug == slug).with_for_update().execution_options(populate_existing=True)
    )
    if site is None:
        raise SiteNotFound
    return site


def site_to_write(slug: str) -> Site:
    """The site with its place, picture and festivals. Raises SiteNotFound."""
    site = db.session.scalar(
        sa.select(Site)
        .where(Site.slug == slug)
        .options(
            joinedload(Site.place), joinedload(Site.picture), joinedload(Site.shown_by), selectinload(Site.festivals)
        )
    )
    if site is None:
        raise SiteNotFound
    return site


def has_tour_on_show(site_id: int) -> bool:
    """Whether visitors walk through a tour of this site."""
    shown = sa.select(Tour.id).where(Tour.site_id == site_id, Tour.state == TourState.PUBLISHED)
    return bool(db.session.scalar(sa.select(shown.exists())))


def count_sites_waiting() -> int:
    """How many sites wait for a reviewer: new ones, and those of which something was changed."""
    waits = sa.or_(Site.state == SiteState.DRAFT, Site.proposed != {})
    return db.session.scalar(sa.select(sa.func.count()).select_from(Site).where(waits)) or 0


def near_shop_slugs(site_id: int) -> Sequence[str]:
    """The shops that stand beside a site, live or not, in their order."""
    return db.session.scalars(
        sa.select(Shop.slug)
        .join(SiteShop, SiteShop.shop_id == Shop.id)
        .where(SiteShop.site_id == site_id)
        .order_by(SiteShop.position, Shop.name)
    ).all()
