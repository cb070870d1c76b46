"""Reading the daily counts of visits."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from marketplace.db import db
from marketplace.tours.errors import TourNotFound
from marketplace.tours.models import Hotspot, Scene, Tour, VisitCount
from marketplace.tours.states import Counted, TourState


class CountRow(NamedTuple):
    """One sum of one day."""

    day: date
    what: Counted
    scene: str
    pin: int
    plaque: str
    n: int


@dataclass(frozen=True)
class Places:
    """What of a published tour can be counted."""

    tour_id: int
    scenes: frozenset[str]
    pins: frozenset[tuple[str, int]]


def places_of(tour_slug: str) -> Places:
    """The scenes and pins of a published tour. Raises TourNotFound."""
    tour_id = db.session.scalar(sa.select(Tour.id).where(Tour.slug == tour_slug, Tour.state == TourState.PUBLISHED))
    if tour_id is None:
        raise TourNotFound
    rows = db.session.execute(
        sa.select(Scene.slug, Hotspot.number)
        .outerjoin(Hotspot, Hotspot.scene_id == Scene.id)
        .where(Scene.tour_id == tour_id)
    ).all()
    pins = frozenset((slug, number) for slug, number in rows if number is not None)
    return Places(tour_id, frozenset(slug for slug, _ in rows), pins)


def sums_by_tour(*, since: date) -> Mapping[int, Counter[Counted]]:
    """For each tour that was visited since that day (with it), how much of each."""
    rows = db.session.execute(
        sa.select(VisitCount.tour_id, VisitCount.what, sa.func.sum(VisitCount.n))
        .where(VisitCount.day >= since)
        .group_by(VisitCount.tour_id, VisitCount.what)
    )
    sums: dict[int, Counter[Counted]] = {}
    for tour_id, what, n in rows:
        sums.setdefault(tour_id, Counter())[what] = int(n)
    return sums


def counts_of(tour_id: int, *, since: date) -> Sequence[CountRow]:
    """Every sum of this tour since that day (with it), oldest first."""
    rows = db.session.execute(
        sa.select(
            VisitCount.day, VisitCount.what, VisitCount.scene, VisitCount.pin, VisitCount.plaque, VisitCount.n
        )
        .where(VisitCount.tour_id == tour_id, VisitCount.day >= since)
        .order_by(VisitCount.day, VisitCount.what, VisitCount.scene, VisitCount.pin, VisitCount.plaque)
    )  # fmt: skip
    return [CountRow(*row) for row in rows]
