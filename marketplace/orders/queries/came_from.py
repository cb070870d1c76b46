"""Orders by the place their buyer came from."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

import sqlalchemy as sa

from marketplace.db import db
from marketplace.orders.models import Order

# As a pin of a tour writes it: tour/scene/number. A browser can send anything.
_PLACE: Final = re.compile(r"([a-z0-9][a-z0-9-]*)/([a-z0-9][a-z0-9-]*)/([1-9][0-9]{0,3})")


class CameFrom(NamedTuple):
    """How many orders of one day (on Vietnam's calendar) came from one pin."""

    day: date
    tour: str
    scene: str
    pin: int
    n: int


def orders_from_pins(*, since: datetime) -> Sequence[CameFrom]:
    """The orders placed since then whose buyers came from a tour, by day and pin. Called off or not: all of them."""
    day = sa.cast(sa.func.timezone("Asia/Ho_Chi_Minh", Order.placed_at), sa.Date)
    rows = db.session.execute(
        sa.select(day, Order.came_from, sa.func.count())
        .where(Order.came_from != "", Order.placed_at >= since)
        .group_by(day, Order.came_from)
        .order_by(day, Order.came_from)
    )
    return [
        CameFrom(placed_on, place[1], place[2], int(place[3]), n)
        for placed_on, came_from, n in rows
        if (place := _PLACE.fullmatch(came_from))
    ]
