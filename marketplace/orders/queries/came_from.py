"""Orders by the pin of a 360° tour at which their goods were met."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

import sqlalchemy as sa

from marketplace.db import db
from marketplace.orders.models import Order, OrderLine, SubOrder

# As a pin of a tour writes it: tour/scene/number. A browser can send anything.
_PLACE: Final = re.compile(r"([a-z0-9][a-z0-9_-]{0,79})/([a-z0-9_][a-z0-9_-]{0,79})/([1-9][0-9]{0,3})")


def as_place(told: str) -> str:
    """What was told, if a pin could have written it; else nothing."""
    return told if _PLACE.fullmatch(told) else ""


class CameFrom(NamedTuple):
    """How many orders of one day (on Vietnam's calendar) came from one pin."""

    day: date
    tour: str
    scene: str
    pin: int
    n: int


def orders_from_pins(*, since: datetime) -> Sequence[CameFrom]:
    """The orders placed since then with goods met in a tour, by day and pin. Called off or not: all of them.

    An order with goods of two pins counts at each.
    """
    day = sa.cast(sa.func.timezone("Asia/Ho_Chi_Minh", Order.placed_at), sa.Date)
    rows = db.session.execute(
        sa.select(day, OrderLine.came_from, sa.func.count(Order.id.distinct()))
        .join(SubOrder, SubOrder.id == OrderLine.sub_order_id)
        .join(Order, Order.id == SubOrder.order_id)
        .where(OrderLine.came_from != "", Order.placed_at >= since)
        .group_by(day, OrderLine.came_from)
        .order_by(day, OrderLine.came_from)
    )
    return [
        CameFrom(placed_on, place[1], place[2], int(place[3]), n)
        for placed_on, came_from, n in rows
        if (place := _PLACE.fullmatch(came_from))
    ]
