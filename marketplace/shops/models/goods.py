"""Products, what is asked for them, and how much there is.

Quantities are integers in the offer's smallest unit: grams, millilitres or pieces.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Base, RowId
from marketplace.errors import Conflict
from marketplace.media.models import Picture
from marketplace.money import Dong, line_amount, price_per_kg
from marketplace.shops.models.shop import Shop
from marketplace.shops.states import PRODUCT_NEXT, HoldState, MoveReason, ProductState, SoldBy


class Category(Base):
    """A kind of goods."""

    __tablename__ = "category"

    id: Mapped[RowId] = mapped_column(init=False)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)


class Product(Base):
    """One thing a shop makes. `search_name` keeps the marks; the folded columns have none (text.fold)."""

    __tablename__ = "product"
    __table_args__ = (
        sa.Index(
            "ix_product_search_trigram",
            "search_folded",
            postgresql_using="gin",
            postgresql_ops={"search_folded": "gin_trgm_ops"},
        ),
        sa.Index("ix_product_search_words", "search_words", postgresql_using="gin"),
        sa.Index("ix_product_category_newest", "category_id", "state", "published_at"),
        sa.Index("ix_product_newest", "state", "published_at"),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    slug: Mapped[str] = mapped_column(unique=True)
    shop_id: Mapped[int] = mapped_column(sa.ForeignKey("shop.id"), index=True)
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("category.id"))
    name: Mapped[str]
    created_at: Mapped[datetime]
    state: Mapped[ProductState] = mapped_column(default=ProductState.DRAFT)
    name_en: Mapped[str] = mapped_column(default="")
    story: Mapped[str] = mapped_column(default="")
    story_en: Mapped[str] = mapped_column(default="")
    season: Mapped[str] = mapped_column(default="")
    season_en: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    note_en: Mapped[str] = mapped_column(default="")
    search_name: Mapped[str] = mapped_column(default="")
    search_name_folded: Mapped[str] = mapped_column(default="")
    search_folded: Mapped[str] = mapped_column(default="")
    # Made by PostgreSQL from the folded words, once when they are written and not at every search.
    search_words: Mapped[Any] = mapped_column(
        TSVECTOR,
        sa.Computed("to_tsvector('simple', search_folded)", persisted=True),
        init=False,
        repr=False,
        deferred=True,
    )
    published_at: Mapped[datetime | None] = mapped_column(default=None)

    shop: Mapped[Shop] = relationship(lazy="raise_on_sql", init=False, repr=False)
    category: Mapped[Category] = relationship(lazy="raise_on_sql", init=False, repr=False)
    offer: Mapped["Offer"] = relationship(lazy="raise_on_sql", init=False, repr=False, back_populates="product")
    pictures: Mapped[list["ProductPicture"]] = relationship(
        lazy="raise_on_sql", init=False, repr=False, order_by="ProductPicture.position", cascade="all, delete-orphan"
    )

    def become(self, target: ProductState) -> None:
        """The product's state is now `target`. Raises Conflict when it cannot go there from here."""
        if target not in PRODUCT_NEXT[self.state]:
            raise Conflict
        self.state = target


class ProductPicture(Base):
    """A picture of a product; the first position stands on cards."""

    __tablename__ = "product_picture"

    product_id: Mapped[int] = mapped_column(sa.ForeignKey("product.id"), primary_key=True)
    picture_id: Mapped[int] = mapped_column(sa.ForeignKey("picture.id"), primary_key=True)
    position: Mapped[int]

    picture: Mapped[Picture] = relationship(lazy="raise_on_sql", init=False, repr=False)


class Offer(Base):
    """How a product is sold: `price_vnd` for `price_per` smallest units, in steps of `step`.

    on_hand = Σ moves; free = on_hand − Σ active holds. Both are running totals; the ledger of
    moves and holds is the truth and INV-06 compares them. What is made to order has neither: it is not counted.
    """

    __tablename__ = "offer"
    __table_args__ = (
        sa.CheckConstraint("price_vnd > 0", name="price_positive"),
        sa.CheckConstraint("free_qty >= 0", name="free_not_negative"),
        sa.CheckConstraint("on_hand_qty >= free_qty", name="free_within_stock"),
        sa.CheckConstraint("NOT made_to_order OR on_hand_qty = 0", name="made_to_order_is_not_counted"),
        sa.CheckConstraint("step > 0 AND price_per > 0 AND base_qty > 0", name="units_positive"),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("product.id"), unique=True)
    sold_by: Mapped[SoldBy]
    unit: Mapped[str]
    price_vnd: Mapped[Dong]
    unit_en: Mapped[str] = mapped_column(default="")
    price_per: Mapped[int] = mapped_column(default=1)
    step: Mapped[int] = mapped_column(default=1)
    base_qty: Mapped[int] = mapped_column(default=1)
    base_unit: Mapped[str] = mapped_column(default="piece")
    on_hand_qty: Mapped[int] = mapped_column(default=0)
    free_qty: Mapped[int] = mapped_column(default=0)
    made_to_order: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    product: Mapped[Product] = relationship(lazy="raise_on_sql", init=False, repr=False, back_populates="offer")

    def amount(self, quantity: int) -> Dong:
        """What this quantity (smallest units) costs now."""
        return line_amount(price_vnd=self.price_vnd, quantity=quantity, per=self.price_per)

    def has(self, quantity: int) -> bool:
        """Whether so much can be sold now: what is made to order is never short."""
        return self.made_to_order or quantity <= self.free_qty

    @property
    def sold_out(self) -> bool:
        """Whether nothing of it is free now."""
        return not self.has(1)

    @property
    def per_kg_vnd(self) -> Dong | None:
        """The price of a kilogram (or litre), where a pack's own size makes that a help."""
        if self.sold_by is SoldBy.PIECE and self.base_unit in ("g", "ml") and self.base_qty != 1000:
            return price_per_kg(price_vnd=self.price_vnd, grams=self.base_qty)
        return None


class StockMove(Base):
    """One change of what is on hand, with its reason. Only ever added to."""

    __tablename__ = "stock_move"
    __table_args__ = (sa.CheckConstraint("qty <> 0", name="moves_something"),)

    id: Mapped[RowId] = mapped_column(init=False)
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offer.id"), index=True)
    qty: Mapped[int]
    reason: Mapped[MoveReason]
    at: Mapped[datetime]
    actor: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None)
    note: Mapped[str] = mapped_column(default="")
    order_line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("order_line.id"), default=None, index=True)


class Hold(Base):
    """Goods kept for one line of an order. Ends exactly once: consumed, released or expired."""

    __tablename__ = "hold"
    __table_args__ = (
        sa.CheckConstraint("qty > 0", name="qty_positive"),
        sa.CheckConstraint("(state = 'active') = (ended_at IS NULL)", name="ended_once"),
        sa.Index("ix_hold_one_active", "order_line_id", unique=True, postgresql_where=sa.text("state = 'active'")),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offer.id"), index=True)
    order_line_id: Mapped[int] = mapped_column(sa.ForeignKey("order_line.id"), index=True)
    qty: Mapped[int]
    taken_at: Mapped[datetime]
    until: Mapped[datetime]
    state: Mapped[HoldState] = mapped_column(default=HoldState.ACTIVE)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
