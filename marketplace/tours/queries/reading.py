"""What the pages that can be read need beside the tour itself."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa

from marketplace.db import db
from marketplace.shops.models import Product
from marketplace.shops.states import ProductState
from marketplace.tours.models import TourVersion
from marketplace.tours.states import VersionState


def goods_on_sale(shop_ids: Collection[int]) -> Mapping[int, int]:
    """How many goods each of these shops has on sale."""
    if not shop_ids:
        return {}
    counted = db.session.execute(
        sa.select(Product.shop_id, sa.func.count())
        .where(Product.shop_id.in_(sorted(shop_ids)), Product.state == ProductState.LIVE)
        .group_by(Product.shop_id)
    )
    return {row[0]: row[1] for row in counted}


def shown_number(tour_id: int) -> int:
    """The number of the version that visitors see; 0 for a tour that was laid out without one."""
    shown = sa.select(TourVersion.number).where(
        TourVersion.tour_id == tour_id, TourVersion.state == VersionState.PUBLISHED
    )
    return db.session.scalar(shown) or 0
