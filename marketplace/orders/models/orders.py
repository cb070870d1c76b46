"""Carts, orders, each shop's part of them, and their lines as they were when bought."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import Base, RowId, session_of
from marketplace.money import Dong
from marketplace.orders.errors import WrongMoment
from marketplace.orders.states import OPEN, Fulfilment, Method, SubOrderState, may_become
from marketplace.places.models import PickupPoint
from marketplace.shops.models import Offer, Shop


class Cart(Base):
    """What somebody means to buy. The browser holds a random token, this row its hash."""

    __tablename__ = "cart"

    id: Mapped[RowId] = mapped_column(init=False)
    token_hash: Mapped[str] = mapped_column(unique=True, repr=False)
    changed_at: Mapped[datetime] = mapped_column(index=True)


class CartLine(Base):
    """One offer in a cart; `seen_price_vnd` is the price the buyer saw when choosing it.

    `came_from` is the pin of a 360° tour it was put in at, as the browser told: tour/scene/number.
    """

    __tablename__ = "cart_line"
    __table_args__ = (sa.UniqueConstraint("cart_id", "offer_id"), sa.CheckConstraint("qty > 0", name="qty_positive"))

    id: Mapped[RowId] = mapped_column(init=False)
    cart_id: Mapped[int] = mapped_column(sa.ForeignKey("cart.id", ondelete="CASCADE"))
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offer.id"))
    qty: Mapped[int]
    seen_price_vnd: Mapped[Dong]
    came_from: Mapped[str] = mapped_column(default="", server_default="")


class Order(Base):
    """What a buyer checked out once. It has no state of its own: it is the sum of its parts."""

    __tablename__ = "order"

    id: Mapped[RowId] = mapped_column(init=False)
    code: Mapped[str] = mapped_column(unique=True)
    key: Mapped[str] = mapped_column(unique=True, repr=False)
    body_hash: Mapped[str] = mapped_column(repr=False)
    link_nonce: Mapped[str] = mapped_column(repr=False)
    placed_at: Mapped[datetime]
    buyer_name: Mapped[str] = mapped_column(repr=False)
    buyer_phone: Mapped[str] = mapped_column(index=True, repr=False)
    total_vnd: Mapped[Dong]
    buyer_email: Mapped[str] = mapped_column(default="", repr=False)
    buyer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None, index=True)
    language: Mapped[str] = mapped_column(default="vi")
    # Nobody reads it any more: each line says where its goods were met. It goes away one release later.
    came_from: Mapped[str] = mapped_column(default="")

    parts: Mapped[list["SubOrder"]] = relationship(
        lazy="raise_on_sql", init=False, repr=False, back_populates="order", order_by="SubOrder.number"
    )


class SubOrder(Base):
    """One shop's share of an order, with its own delivery, clock and money."""

    __tablename__ = "sub_order"
    __table_args__ = (
        sa.UniqueConstraint("order_id", "number"),
        sa.Index("ix_sub_order_overdue", "hold_until", postgresql_where=sa.text("state = 'placed'")),
        sa.Index("ix_sub_order_desk", "shop_id", "placed_at"),
        sa.CheckConstraint("amount_vnd > 0", name="amount_positive"),
        sa.CheckConstraint("reduced_vnd >= 0 AND reduced_vnd <= amount_vnd", name="reduced_within_amount"),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    public_id: Mapped[str] = mapped_column(unique=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("order.id"))
    shop_id: Mapped[int] = mapped_column(sa.ForeignKey("shop.id"))
    number: Mapped[int]
    method: Mapped[Method]
    fulfilment: Mapped[Fulfilment]
    placed_at: Mapped[datetime]
    amount_vnd: Mapped[Dong]
    pay_by: Mapped[datetime]
    hold_until: Mapped[datetime]
    wanted_on: Mapped[date]
    pickup_point_id: Mapped[int | None] = mapped_column(sa.ForeignKey("pickup_point.id"), default=None)
    address: Mapped[str] = mapped_column(default="", repr=False)
    note: Mapped[str] = mapped_column(default="", repr=False)
    state: Mapped[SubOrderState] = mapped_column(default=SubOrderState.PLACED)
    paid_at: Mapped[datetime | None] = mapped_column(default=None)
    # The shop packed it to be paid in cash, and nobody came or took it.
    not_fetched: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # So much less than agreed is asked in the end: the goods were not as they should be.
    reduced_vnd: Mapped[Dong] = mapped_column(default=Dong(0), server_default="0")
    version: Mapped[int] = mapped_column(default=1)

    order: Mapped[Order] = relationship(lazy="raise_on_sql", init=False, repr=False, back_populates="parts")
    shop: Mapped[Shop] = relationship(lazy="raise_on_sql", init=False, repr=False)
    pickup_point: Mapped[PickupPoint | None] = relationship(lazy="raise_on_sql", init=False, repr=False)
    lines: Mapped[list["OrderLine"]] = relationship(
        lazy="raise_on_sql", init=False, repr=False, back_populates="sub_order", order_by="OrderLine.id"
    )
    history: Mapped[list["SubOrderChange"]] = relationship(
        lazy="raise_on_sql", init=False, repr=False, order_by="SubOrderChange.id"
    )

    def become(self, target: SubOrderState, *, because: str, by: Actor) -> None:
        """The part's state is now `target`, with a row of history. The only place that sets it.

        Raises WrongMoment. The part must come from lock_sub_order().
        """
        if not may_become(self.state, target):
            raise WrongMoment(before=self.state.value, after=target.value)
        session_of(self).add(
            SubOrderChange(
                sub_order_id=self.id,
                before=self.state,
                after=target,
                at=now(),
                because=because,
                actor=by.label,
                actor_id=by.user_id,
            )
        )
        self.state = target
        self.version += 1

    @property
    def due_vnd(self) -> Dong:
        """What the buyer has to pay for this part."""
        return Dong(self.amount_vnd - self.reduced_vnd)

    @property
    def is_open(self) -> bool:
        """Whether the buyer still expects goods."""
        return self.state in OPEN


class SubOrderChange(Base):
    """One step of a part's life. `before` is empty for the first."""

    __tablename__ = "sub_order_change"

    id: Mapped[RowId] = mapped_column(init=False)
    sub_order_id: Mapped[int] = mapped_column(sa.ForeignKey("sub_order.id"), index=True)
    after: Mapped[SubOrderState]
    at: Mapped[datetime]
    because: Mapped[str]
    actor: Mapped[str]
    before: Mapped[SubOrderState | None] = mapped_column(default=None)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None)


class OrderLine(Base):
    """One kind of goods in a part, with name, unit and price as they were when bought.

    `qty` in the offer's smallest unit; amount = price_vnd × qty / price_per, rounded half up. What was made to order
    when the goods were last asked for has no hold and no move, whatever the offer is now. `came_from` is the pin of a
    360° tour, tour/scene/number, that showed these goods when they were ordered from there.
    """

    __tablename__ = "order_line"
    __table_args__ = (
        sa.CheckConstraint("qty > 0", name="qty_positive"),
        sa.Index("ix_order_line_came_from", "sub_order_id", postgresql_where=sa.text("came_from <> ''")),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    sub_order_id: Mapped[int] = mapped_column(sa.ForeignKey("sub_order.id"), index=True)
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offer.id"), index=True)
    product_name: Mapped[str]
    product_slug: Mapped[str]
    unit: Mapped[str]
    sold_by: Mapped[str]
    price_vnd: Mapped[Dong]
    price_per: Mapped[int]
    qty: Mapped[int]
    amount_vnd: Mapped[Dong]
    made_to_order: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    came_from: Mapped[str] = mapped_column(default="", server_default="")

    sub_order: Mapped[SubOrder] = relationship(lazy="raise_on_sql", init=False, repr=False, back_populates="lines")
    offer: Mapped[Offer] = relationship(lazy="raise_on_sql", init=False, repr=False)
