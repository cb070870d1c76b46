"""Reading the stock of a whole shop."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from marketplace.db import db
from marketplace.shops.models import Offer, Product, StockMove
from marketplace.shops.states import MoveReason, ProductState

# What orders do to a stock; everything else a person wrote.
_BY_ORDERS = (MoveReason.SOLD, MoveReason.RETURNED)


class Stocked(NamedTuple):
    """What a shop has of one product. `mark` is the last move of its stock, 0 before the first.

    Moves of one offer are written under its lock, so their ids are in the order in which they were saved.
    """

    offer_id: int
    slug: str
    name: str
    unit: str
    sold_by: str
    on_hand_qty: int
    free_qty: int
    made_to_order: bool
    mark: int


class Since(NamedTuple):
    """What happened to a stock after a mark: by how much in all, and how often by a person's hand."""

    qty: int
    by_hand: int


def stock_of_shop(shop_id: int) -> Sequence[Stocked]:
    """The stock of all goods of a shop, those made to order too, in one statement: numbers and marks fit."""
    mark = sa.select(sa.func.coalesce(sa.func.max(StockMove.id), 0)).where(StockMove.offer_id == Offer.id)
    rows = db.session.execute(
        sa.select(
            Offer.id, Product.slug, Product.name, Offer.unit, Offer.sold_by, Offer.on_hand_qty, Offer.free_qty,
            Offer.made_to_order, mark.scalar_subquery(),
        )
        .join(Product, Product.id == Offer.product_id)
        .where(Product.shop_id == shop_id, Product.state != ProductState.REMOVED)
        .order_by(Product.name, Product.id)
    )  # fmt: skip
    return [Stocked._make(row) for row in rows]


def moved_since(marks: Mapping[int, int]) -> Mapping[int, Since]:
    """What happened to these offers, each after its mark; an offer that was left alone is not in it."""
    if not marks:
        return {}
    wanted = sa.values(sa.column("offer_id", sa.BigInteger), sa.column("mark", sa.BigInteger), name="wanted").data(
        list(marks.items())
    )
    rows = db.session.execute(
        sa.select(
            StockMove.offer_id,
            sa.func.sum(StockMove.qty),
            sa.func.count().filter(StockMove.reason.not_in(_BY_ORDERS)),
        )
        .join(wanted, sa.and_(wanted.c.offer_id == StockMove.offer_id, StockMove.id > wanted.c.mark))
        .group_by(StockMove.offer_id)
    )
    return {row[0]: Since(int(row[1]), row[2]) for row in rows}
