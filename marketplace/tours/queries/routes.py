"""Reading routes: the list, one walk with all that stands along it, and what curators write on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.places.models import PickupPoint
from marketplace.shops.models import Shop
from marketplace.shops.queries.catalogue import ProductCard, goods_of_shops
from marketplace.shops.states import ShopState
from marketplace.tours.errors import RouteNotFound, StopNotFound
from marketplace.tours.models import Claim, Route, RouteStop, Site, SiteShop
from marketplace.tours.queries.claims import signed_claims
from marketplace.tours.states import RouteState


class RouteCard(NamedTuple):
    """One route on the list."""

    route: Route
    stops: int


@dataclass(frozen=True)
class StopOnShow:
    """One stop with what is claimed there."""

    stop: RouteStop
    claims: Sequence[Claim]


@dataclass(frozen=True)
class RouteOnShow:
    """All that the page of a route shows. `point` is the last pick-up point on the way."""

    route: Route
    stops: Sequence[StopOnShow]
    goods: Sequence[ProductCard]

    @property
    def point(self) -> PickupPoint | None:
        """Where the goods of the way are fetched."""
        points = [shown.stop.pickup_point for shown in self.stops if shown.stop.pickup_point]
        return points[-1] if points else None


_STOPS = selectinload(Route.stops).options(
    joinedload(RouteStop.site).options(joinedload(Site.place), joinedload(Site.picture)),
    joinedload(RouteStop.pickup_point).joinedload(PickupPoint.place),
)


def route_cards() -> Sequence[RouteCard]:
    """The published routes in their order."""
    stops = (
        sa.select(sa.func.count())
        .select_from(RouteStop)
        .where(RouteStop.route_id == Route.id)
        .correlate(Route)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(Route, stops).where(Route.state == RouteState.PUBLISHED).order_by(Route.position, Route.id)
    )
    return [RouteCard(route, count) for route, count in rows]


def route_on_show(slug: str) -> RouteOnShow:
    """The published route with its stops, what is claimed there, and what is on sale along it. Raises RouteNotFound."""
    route = db.session.scalar(
        sa.select(Route).where(Route.slug == slug, Route.state == RouteState.PUBLISHED).options(_STOPS)
    )
    if route is None:
        raise RouteNotFound
    # A site that is hidden again keeps its name on the way, and says nothing more.
    site_ids = [stop.site.id for stop in route.stops if stop.site is not None and stop.site.is_shown]
    claims = signed_claims(site_ids=site_ids, stop_ids=[stop.id for stop in route.stops])
    stops = [
        StopOnShow(
            stop,
            [c for c in claims if c.stop_id == stop.id or (c.site_id is not None and c.site_id == stop.site_id)],
        )
        for stop in route.stops
    ]  # fmt: skip
    return RouteOnShow(route=route, stops=stops, goods=_goods_near(site_ids))


def _goods_near(site_ids: Sequence[int]) -> Sequence[ProductCard]:
    near = db.session.scalars(
        sa.select(SiteShop.shop_id)
        .join(Shop, Shop.id == SiteShop.shop_id)
        .where(SiteShop.site_id.in_(site_ids), Shop.state == ShopState.LIVE)
        .distinct()
    ).all()
    return goods_of_shops(near, limit=8) if near else []


# What curators write on.


def routes_to_write() -> Sequence[Route]:
    """Every route with its stops, in their order."""
    return db.session.scalars(sa.select(Route).options(_STOPS).order_by(Route.position, Route.id)).all()


def route_to_write(slug: str) -> Route:
    """The route whatever its state, with its stops. Raises RouteNotFound."""
    route = db.session.scalar(
        sa.select(Route).where(Route.slug == slug).options(_STOPS).execution_options(populate_existing=True)
    )
    if route is None:
        raise RouteNotFound
    return route


def lock_route(slug: str) -> Route:
    """The route, locked and fresh, with its stops. Raises RouteNotFound."""
    locked = db.session.scalar(sa.select(Route.id).where(Route.slug == slug).with_for_update())
    if locked is None:
        raise RouteNotFound
    return route_to_write(slug)


def stop_of(route: Route, public_id: str) -> RouteStop:
    """The stop of this route. Raises StopNotFound."""
    for stop in route.stops:
        if stop.public_id == public_id:
            return stop
    raise StopNotFound


def is_route_slug_taken(slug: str) -> bool:
    """Whether a route has this slug."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Route.slug == slug))))


def next_route_position() -> int:
    """After all others."""
    return (db.session.scalar(sa.select(sa.func.max(Route.position))) or 0) + 1


def next_stop_position(route_id: int) -> int:
    """After all others of this route."""
    last = sa.select(sa.func.max(RouteStop.position)).where(RouteStop.route_id == route_id)
    return (db.session.scalar(last) or 0) + 1


def count_stops(route_id: int) -> int:
    """How many stops the route has."""
    count = sa.select(sa.func.count()).select_from(RouteStop).where(RouteStop.route_id == route_id)
    return db.session.scalar(count) or 0
