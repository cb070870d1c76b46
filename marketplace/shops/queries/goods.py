"""Reading single goods and their stock."""

from collections.abc import Collection, Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.errors import NotFound
from marketplace.shops.errors import ProductNotFound
from marketplace.shops.models import Category, Offer, Product, ProductPicture, Shop, StockMove
from marketplace.shops.states import ProductState, ShopState
from marketplace.text import Named

_WHOLE = (
    joinedload(Product.offer),
    joinedload(Product.category),
    joinedload(Product.shop).options(joinedload(Shop.place), joinedload(Shop.picture)),
    selectinload(Product.pictures).joinedload(ProductPicture.picture),
)


_CATEGORIES: Final = sa.select(Category.slug, Category.name, Category.name_en).order_by(
    Category.position, Category.name
)


def categories() -> Sequence[Named]:
    """All kinds of goods, in their order."""
    return [Named._make(row) for row in db.session.execute(_CATEGORIES)]


def category_by_slug(slug: str) -> Category:
    """The kind of this slug. Raises NotFound."""
    found = db.session.scalar(sa.select(Category).where(Category.slug == slug))
    if found is None:
        raise NotFound
    return found


def product_on_sale(slug: str) -> Product:
    """The product as its public page shows it: live, in a shop that is live or resting. Raises ProductNotFound."""
    product = db.session.scalar(
        sa.select(Product)
        .join(Shop, Shop.id == Product.shop_id)
        .where(
            Product.slug == slug, Product.state == ProductState.LIVE, Shop.state.in_([ShopState.LIVE, ShopState.PAUSED])
        )
        .options(*_WHOLE)
    )
    if product is None:
        raise ProductNotFound
    return product


def product_for_seller(slug: str, *, shop_ids: Collection[int], lock: bool = False) -> Product:
    """The product, whatever its state, if it belongs to one of these shops. Raises ProductNotFound."""
    query = sa.select(Product).where(Product.slug == slug, Product.shop_id.in_(shop_ids)).options(*_WHOLE)
    query = query.where(Product.state != ProductState.REMOVED)
    if lock:
        query = query.with_for_update(of=Product).execution_options(populate_existing=True)
    product = db.session.scalar(query)
    if product is None:
        raise ProductNotFound
    return product


def products_of_shop(shop_id: int) -> Sequence[Product]:
    """All goods of a shop for its desk, newest first; those taken away are left out."""
    return db.session.scalars(
        sa.select(Product)
        .where(Product.shop_id == shop_id, Product.state != ProductState.REMOVED)
        .options(joinedload(Product.offer), selectinload(Product.pictures).joinedload(ProductPicture.picture))
        .order_by(Product.id.desc())
    ).all()


def lock_offer(offer_id: int) -> Offer:
    """The offer, locked and fresh."""
    return db.session.execute(
        sa.select(Offer).where(Offer.id == offer_id).with_for_update().execution_options(populate_existing=True)
    ).scalar_one()


def offers_by_id(offer_ids: Collection[int]) -> dict[int, Offer]:
    """These offers with product and shop, fresh from the database."""
    found = db.session.scalars(
        sa.select(Offer)
        .where(Offer.id.in_(offer_ids))
        .options(joinedload(Offer.product).joinedload(Product.shop))
        .execution_options(populate_existing=True)
    )
    return {offer.id: offer for offer in found}


def stock_moves(offer_id: int, *, limit: int = 30) -> Sequence[StockMove]:
    """The newest changes of a stock."""
    return db.session.scalars(
        sa.select(StockMove).where(StockMove.offer_id == offer_id).order_by(StockMove.id.desc()).limit(limit)
    ).all()
