"""What demo/village.json tells, and where it lies in the database."""

from collections.abc import Mapping
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.clock import now
from marketplace.db import db
from marketplace.demo.village import FOLDER, read_village
from marketplace.orders.models import Order, SubOrder
from marketplace.orders.states import SubOrderState
from marketplace.payments.models import PaymentRequest
from marketplace.shops.models import Shop

TOLD: Mapping[str, Any] = read_village(FOLDER)
PARTS = [
    pytest.param(story, part, id=f"{story['story_id']}-{part['shop']}")
    for story in TOLD["stories"]
    for part in story["parts"]
]
SHOPS = [pytest.param(shop, id=shop["slug"]) for shop in TOLD["shops"]]
# The story's word for a request whose order was called off is about the buyer's money. The request itself is void,
# and what was paid on it waits as parked to be sent back.
CALLED_OFF = {SubOrderState.CANCELLED_BY_BUYER, SubOrderState.DECLINED_BY_SHOP}


def count(table: type[Any]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def shop_of(slug: str) -> Shop:
    return db.session.execute(sa.select(Shop).where(Shop.slug == slug)).scalar_one()


def part_of(story: Mapping[str, Any], shop: str) -> SubOrder:
    """The part of this story at this shop: buyer and age say which order it is."""
    told = story["buyer"]
    people = {person["slug"]: person["phone"] for person in TOLD["people"]}
    phone = people[told["person"]] if told["kind"] == "account" else told["phone"]
    parts = db.session.scalars(
        sa.select(SubOrder)
        .join(Order, Order.id == SubOrder.order_id)
        .where(Order.buyer_phone == phone, SubOrder.shop_id == shop_of(shop).id)
    ).all()
    found = [part for part in parts if abs(age_in_minutes(part) - story["placed_minutes_ago"]) < 10]
    assert len(found) == 1
    return found[0]


def age_in_minutes(part: SubOrder) -> float:
    return (now() - part.placed_at).total_seconds() / 60


def request_of(part: SubOrder) -> PaymentRequest:
    return db.session.execute(sa.select(PaymentRequest).where(PaymentRequest.sub_order_id == part.id)).scalar_one()
