"""What stands on the drawn map of the village, from 0 to 100 from the left and from the top."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from marketplace.db import db
from marketplace.places.models import PickupPoint, Place, PlaceKind
from marketplace.tours.models import Site


class OnDrawing(NamedTuple):
    """A hamlet, a pick-up point or a site on the drawn map."""

    kind: str
    name: str
    name_en: str
    x: int
    y: int


_HAMLETS = sa.select(sa.literal("hamlet"), Place.name, Place.name_en, Place.map_x, Place.map_y).where(
    Place.kind == PlaceKind.HAMLET, Place.valid_to.is_(None), Place.map_x.is_not(None), Place.map_y.is_not(None)
)
_POINTS = sa.select(
    sa.literal("point"), PickupPoint.name, PickupPoint.name_en, PickupPoint.map_x, PickupPoint.map_y
).where(PickupPoint.is_open, PickupPoint.map_x.is_not(None), PickupPoint.map_y.is_not(None))


def drawn_around() -> Sequence[OnDrawing]:
    """Where the hamlets of today and the open pick-up points stand."""
    return _drawn(_HAMLETS, _POINTS)


def drawn_beside(slug: str) -> Sequence[OnDrawing]:
    """The same with every site but this one, whether visitors see it or not."""
    sites = sa.select(sa.literal("site"), Site.name, Site.name_en, Site.map_x, Site.map_y).where(
        Site.slug != slug, Site.map_x.is_not(None), Site.map_y.is_not(None)
    )
    return _drawn(_HAMLETS, _POINTS, sites)


def _drawn(*selects: sa.Select[*tuple[Any, ...]]) -> list[OnDrawing]:
    return [OnDrawing(*row) for row in db.session.execute(sa.union_all(*selects))]
