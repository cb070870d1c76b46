"""A shop and the bank account its buyers pay into."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace import sealed
from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import Base, RowId, session_of
from marketplace.media.models import Picture
from marketplace.places.models import Place
from marketplace.shops.errors import WrongShopMoment
from marketplace.shops.states import ACCOUNT_NEXT, SHOP_NEXT, AccountState, ShopKind, ShopState


class Shop(Base):
    """One producer's stall: household, co-operative, craft workshop or relic board."""

    __tablename__ = "shop"

    id: Mapped[RowId] = mapped_column(init=False)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[ShopKind]
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"), index=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime]
    state: Mapped[ShopState] = mapped_column(default=ShopState.DRAFT, index=True)
    name_en: Mapped[str] = mapped_column(default="")
    story: Mapped[str] = mapped_column(default="")
    story_en: Mapped[str] = mapped_column(default="")
    fact: Mapped[str] = mapped_column(default="")
    fact_source: Mapped[str] = mapped_column(default="")
    # The identity panel: who answers for this shop. No ID number and no picture of one is kept.
    seller_name: Mapped[str] = mapped_column(default="")
    registration: Mapped[str] = mapped_column(default="")
    public_phone: Mapped[str] = mapped_column(default="")
    since_year: Mapped[int | None] = mapped_column(default=None)
    picture_id: Mapped[int | None] = mapped_column(sa.ForeignKey("picture.id"), default=None)
    verified_at: Mapped[datetime | None] = mapped_column(default=None)
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None)
    verified_seen: Mapped[str] = mapped_column(default="")
    moderator_note: Mapped[str] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    # Where it stands on the drawn village map, 0–100 from the left and from the top.
    map_x: Mapped[int | None] = mapped_column(default=None)
    map_y: Mapped[int | None] = mapped_column(default=None)

    place: Mapped[Place] = relationship(lazy="raise_on_sql", init=False, repr=False)
    picture: Mapped[Picture | None] = relationship(lazy="raise_on_sql", init=False, repr=False)
    accounts: Mapped[list["BankAccount"]] = relationship(
        lazy="raise_on_sql", init=False, repr=False, back_populates="shop"
    )
    history: Mapped[list["ShopChange"]] = relationship(
        lazy="raise_on_sql", init=False, repr=False, order_by="ShopChange.id"
    )

    def become(self, target: ShopState, *, because: str, by: Actor) -> None:
        """The shop's state is now `target`, with a row of history. Raises WrongShopMoment."""
        if target not in SHOP_NEXT[self.state]:
            raise WrongShopMoment(before=self.state.value, after=target.value)
        session_of(self).add(
            ShopChange(
                shop_id=self.id,
                before=self.state,
                after=target,
                at=now(),
                because=because,
                actor=by.label,
                actor_id=by.user_id,
            )
        )
        self.state = target

    @property
    def sells(self) -> bool:
        """Whether goods of this shop can be bought now."""
        return self.state is ShopState.LIVE


class ShopChange(Base):
    """One step of a shop's life."""

    __tablename__ = "shop_change"

    id: Mapped[RowId] = mapped_column(init=False)
    shop_id: Mapped[int] = mapped_column(sa.ForeignKey("shop.id"), index=True)
    before: Mapped[ShopState]
    after: Mapped[ShopState]
    at: Mapped[datetime]
    because: Mapped[str]
    actor: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None)


class BankAccount(Base):
    """Where a shop's buyers pay. The number is sealed; `hook` is the random address of its bank feed."""

    __tablename__ = "bank_account"
    __table_args__ = (
        # At most one account of a shop can be paid into, and at most one waits to take its place.
        sa.Index(
            "ix_bank_account_one_verified", "shop_id", unique=True, postgresql_where=sa.text("state = 'verified'")
        ),
        sa.Index("ix_bank_account_one_new", "shop_id", unique=True, postgresql_where=sa.text("state = 'new'")),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    shop_id: Mapped[int] = mapped_column(sa.ForeignKey("shop.id"), index=True)
    bin: Mapped[str]
    bank_name: Mapped[str]
    number_sealed: Mapped[bytes] = mapped_column(repr=False)
    number_fingerprint: Mapped[str] = mapped_column(index=True, repr=False)
    last_four: Mapped[str]
    holder: Mapped[str]
    hook: Mapped[str] = mapped_column(unique=True, repr=False)
    created_at: Mapped[datetime]
    state: Mapped[AccountState] = mapped_column(default=AccountState.NEW)

    shop: Mapped[Shop] = relationship(lazy="raise_on_sql", init=False, repr=False, back_populates="accounts")

    @property
    def number(self) -> str:
        """The whole account number. For the pay page of an open request and for its owner only."""
        return sealed.unseal(self.number_sealed, purpose="bank-account")

    def become(self, target: AccountState) -> None:
        """The account's state is now `target`. Raises WrongShopMoment."""
        if target not in ACCOUNT_NEXT[self.state]:
            raise WrongShopMoment(before=self.state.value, after=target.value)
        self.state = target
