"""Counting visits: sums of a day grow, and nothing else is written."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.dialects.postgresql import insert

from marketplace.clock import vietnam
from marketplace.db import db
from marketplace.tours.beacons import Beacon
from marketplace.tours.models import Plaque, VisitCount
from marketplace.tours.queries.counts import Places
from marketplace.tours.states import Counted


class What(NamedTuple):
    """Which sum of a day is meant."""

    what: Counted
    scene: str = ""
    pin: int = 0
    plaque: str = ""


def count_visit(places: Places, told: Beacon, *, at: datetime) -> None:
    """What the viewer told is added to the day. Scenes and pins the tour does not have are left out."""
    sums: dict[What, int] = {What(Counted.VIEW): told.views}
    for scene, stay in told.scenes.items():
        if scene in places.scenes:
            sums[What(Counted.SCENE, scene)] = stay.times
            sums[What(Counted.DWELL_SECONDS, scene)] = stay.seconds
    for (scene, pin), times in told.pins.items():
        if (scene, pin) in places.pins:
            sums[What(Counted.PIN, scene, pin)] = times
    _add(places.tour_id, sums, day=vietnam(at).date())


def count_scan(plaque: Plaque, *, at: datetime) -> None:
    """The plaque was scanned, or its number typed, once more."""
    what = What(Counted.SCAN, plaque.scene, plaque.pin, plaque.number)
    _add(plaque.tour_id, {what: 1}, day=vietnam(at).date())


def _add(tour_id: int, sums: Mapping[What, int], *, day: date) -> None:
    # In one order, so that two visits cannot wait for each other.
    rows = [{"tour_id": tour_id, "day": day, **what._asdict(), "n": n} for what, n in sorted(sums.items()) if n > 0]
    if not rows:
        return
    new = insert(VisitCount).values(rows)
    db.session.execute(
        new.on_conflict_do_update(
            index_elements=["tour_id", "day", "what", "scene", "pin", "plaque"],
            set_={"n": VisitCount.n + new.excluded.n},
        )
    )
