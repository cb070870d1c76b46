"""Reading places."""

from collections.abc import Collection, Sequence
from typing import Final

import sqlalchemy as sa

from marketplace.db import db
from marketplace.errors import NotFound
from marketplace.places.models import PickupPoint, Place, PlaceKind
from marketplace.text import Named

_HAMLETS: Final = (
    sa.select(Place.slug, Place.name, Place.name_en)
    .where(Place.kind.in_([PlaceKind.HAMLET, PlaceKind.COMMUNE]), Place.valid_to.is_(None))
    .order_by(Place.kind.desc(), Place.name)
)


def hamlets() -> Sequence[Named]:
    """The hamlets and communes of today where a shop can be, hamlets first, by name."""
    return [Named._make(row) for row in db.session.execute(_HAMLETS)]


def place_by_slug(slug: str) -> Place:
    """The place of this slug. Raises NotFound."""
    place = db.session.scalar(sa.select(Place).where(Place.slug == slug))
    if place is None:
        raise NotFound
    return place


def places_named(ids: Collection[int]) -> dict[int, Place]:
    """The places of these row ids, those of the past too."""
    return {place.id: place for place in db.session.scalars(sa.select(Place).where(Place.id.in_(ids)))} if ids else {}


def pickup_points() -> Sequence[PickupPoint]:
    """The pick-up points that are open, by name."""
    return db.session.scalars(sa.select(PickupPoint).where(PickupPoint.is_open).order_by(PickupPoint.name)).all()


def find_pickup_point(slug: str) -> PickupPoint | None:
    """The open pick-up point of this slug, or None."""
    return db.session.scalar(sa.select(PickupPoint).where(PickupPoint.slug == slug, PickupPoint.is_open))
