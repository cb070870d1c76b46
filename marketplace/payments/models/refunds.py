"""Money on its way back to a buyer."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace import sealed
from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import Base, RowId, session_of
from marketplace.money import Dong
from marketplace.orders.models import SubOrder
from marketplace.payments.errors import WrongMoneyMoment
from marketplace.payments.models.lines import BankLine
from marketplace.payments.states import REFUND_NEXT, RefundState, RefundWay
from marketplace.shops.models import Shop


class Refund(Base):
    """This much of one credit goes back to who paid it. `code` stands in the memo of the transfer back.

    `to_…` is the buyer's account, `paid_from` the hands (ledger account) the money left once it was sent.
    `gateway_id` is the id of the call that asked VNPay to do it, kept before it was made; `ask_at` is when VNPay is
    asked what became of it.
    """

    __tablename__ = "refund"
    __table_args__ = (
        sa.CheckConstraint("amount_vnd > 0", name="amount_positive"),
        sa.Index("ix_refund_owed", "shop_id", postgresql_where=sa.text("state in ('asked', 'agreed', 'sending')")),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    public_id: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    shop_id: Mapped[int] = mapped_column(sa.ForeignKey("shop.id"))
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_line.id"), index=True)
    amount_vnd: Mapped[Dong]
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    sub_order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sub_order.id"), default=None, index=True)
    state: Mapped[RefundState] = mapped_column(default=RefundState.ASKED)
    way: Mapped[RefundWay | None] = mapped_column(default=None)
    to_bin: Mapped[str] = mapped_column(default="")
    to_bank_name: Mapped[str] = mapped_column(default="")
    to_number_sealed: Mapped[bytes | None] = mapped_column(default=None, repr=False)
    to_last_four: Mapped[str] = mapped_column(default="")
    to_holder: Mapped[str] = mapped_column(default="", repr=False)
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None)
    agreed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    paid_from: Mapped[str] = mapped_column(default="")
    reference: Mapped[str] = mapped_column(default="", repr=False)
    debit_line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bank_line.id"), default=None, unique=True)
    gateway_id: Mapped[str] = mapped_column(default="")
    ask_at: Mapped[datetime | None] = mapped_column(default=None)
    times_asked: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    line: Mapped[BankLine] = relationship(lazy="raise_on_sql", init=False, repr=False, foreign_keys=[line_id])
    shop: Mapped[Shop] = relationship(lazy="raise_on_sql", init=False, repr=False)
    sub_order: Mapped[SubOrder | None] = relationship(lazy="raise_on_sql", init=False, repr=False)
    history: Mapped[list["RefundChange"]] = relationship(
        lazy="raise_on_sql", init=False, repr=False, order_by="RefundChange.id"
    )

    def become(self, target: RefundState, *, because: str, by: Actor) -> None:
        """The refund's state is now `target`, with a row of history. Raises WrongMoneyMoment."""
        if target not in REFUND_NEXT[self.state]:
            raise WrongMoneyMoment(before=self.state.value, after=target.value)
        session_of(self).add(
            RefundChange(
                refund_id=self.id,
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
    def to_number(self) -> str:
        """The buyer's whole account number, for the seller's desk while the refund is owed; "" when it is unknown."""
        return sealed.unseal(self.to_number_sealed, purpose="refund-account") if self.to_number_sealed else ""


class RefundChange(Base):
    """One step of a refund's life. `before` is empty for the first."""

    __tablename__ = "refund_change"

    id: Mapped[RowId] = mapped_column(init=False)
    refund_id: Mapped[int] = mapped_column(sa.ForeignKey("refund.id"), index=True)
    after: Mapped[RefundState]
    at: Mapped[datetime]
    because: Mapped[str]
    actor: Mapped[str]
    before: Mapped[RefundState | None] = mapped_column(default=None)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None)
