"""What banks, thumbs and cash boxes told us, and how often."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace import sealed
from marketplace.db import Base, RowId
from marketplace.money import Dong
from marketplace.payments.errors import WrongMoneyMoment
from marketplace.payments.models.requests import PaymentRequest
from marketplace.payments.states import (
    LINE_NEXT,
    Direction,
    KeptState,
    LineState,
    Teller,
)
from marketplace.shops.models import BankAccount


class KeptNotice(Base):
    """A bank's notice exactly as it came, kept before anything is done with it.

    Unique per account and outside id, so that the same notice is settled once. The body is blanked when its retention
    time is over; the id stays, so that a replay is still known.
    """

    __tablename__ = "kept_notice"
    __table_args__ = (sa.UniqueConstraint("account_id", "teller", "outside_id"),)

    id: Mapped[RowId] = mapped_column(init=False)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_account.id"))
    teller: Mapped[Teller]
    outside_id: Mapped[str]
    body_sealed: Mapped[bytes | None] = mapped_column(repr=False)
    body_hash: Mapped[str]
    received_at: Mapped[datetime]
    state: Mapped[KeptState] = mapped_column(default=KeptState.NEW)
    told_otherwise: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(default=None)


class BankLine(Base):
    """One movement of money: into a shop's hands, by bank, VNPay or cash, or out of its bank account.

    For money in, amount = allocated + parked + set aside + returned, always; `parked_vnd` is what needs a person.
    However often and by whomever it is told, it is one row with many tellings; `day` (Vietnam's) and `memo_mark`
    know it again. `memo_sealed` is None once its retention time is over.
    """

    __tablename__ = "bank_line"
    __table_args__ = (
        sa.CheckConstraint("amount_vnd > 0", name="amount_positive"),
        sa.CheckConstraint("parked_vnd >= 0 AND parked_vnd <= amount_vnd", name="parked_within_amount"),
        sa.CheckConstraint(
            "returned_vnd >= 0 AND parked_vnd + returned_vnd <= amount_vnd", name="returned_within_amount"
        ),
        sa.Index("ix_bank_line_same", "account_id", "amount_vnd", "day"),
        sa.Index("ix_bank_line_parked", "shop_id", postgresql_where=sa.text("parked_vnd > 0")),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    public_id: Mapped[str] = mapped_column(unique=True)
    shop_id: Mapped[int] = mapped_column(sa.ForeignKey("shop.id"))
    teller: Mapped[Teller]
    amount_vnd: Mapped[Dong]
    at: Mapped[datetime]
    day: Mapped[date]
    told_at: Mapped[datetime]
    memo_sealed: Mapped[bytes | None] = mapped_column(repr=False)
    memo_mark: Mapped[str] = mapped_column(repr=False)
    direction: Mapped[Direction] = mapped_column(default=Direction.IN)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bank_account.id"), default=None)
    reference: Mapped[str] = mapped_column(default="", repr=False)
    parked_vnd: Mapped[Dong] = mapped_column(default=Dong(0))
    returned_vnd: Mapped[Dong] = mapped_column(default=Dong(0))
    state: Mapped[LineState] = mapped_column(default=LineState.NEW)
    reason: Mapped[str] = mapped_column(default="")
    suggested: Mapped[list[str]] = mapped_column(default_factory=list)
    surplus_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("payment_request.id"), default=None, index=True)
    replaced_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bank_line.id"), default=None)
    is_alarm: Mapped[bool] = mapped_column(default=False)

    account: Mapped[BankAccount | None] = relationship(lazy="raise_on_sql", init=False, repr=False)
    surplus_of: Mapped[PaymentRequest | None] = relationship(lazy="raise_on_sql", init=False, repr=False)

    def become(self, target: LineState, *, because: str) -> None:
        """The line's state is now `target`; `because` is the plain Vietnamese reason. Raises WrongMoneyMoment."""
        if target is not self.state and target not in LINE_NEXT[self.state]:
            raise WrongMoneyMoment(before=self.state.value, after=target.value)
        self.state = target
        self.reason = because

    @property
    def memo(self) -> str:
        """What the payer or the bank wrote; "" once it was blanked."""
        return sealed.unseal(self.memo_sealed, purpose="memo") if self.memo_sealed is not None else ""


class Telling(Base):
    """Somebody told of this movement. `outside_key` is that teller's own id of it: told again, it changes nothing."""

    __tablename__ = "telling"
    __table_args__ = (sa.UniqueConstraint("shop_id", "outside_key"),)

    id: Mapped[RowId] = mapped_column(init=False)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_line.id"), index=True)
    shop_id: Mapped[int] = mapped_column(sa.ForeignKey("shop.id"))
    teller: Mapped[Teller]
    outside_key: Mapped[str]
    told_at: Mapped[datetime]
    reference: Mapped[str] = mapped_column(default="", repr=False)
    notice_id: Mapped[int | None] = mapped_column(sa.ForeignKey("kept_notice.id"), default=None, index=True)


class Allocation(Base):
    """This much of a line pays that request. Taken back by another row with the amount below zero."""

    __tablename__ = "allocation"
    __table_args__ = (sa.CheckConstraint("amount_vnd <> 0", name="moves_something"),)

    id: Mapped[RowId] = mapped_column(init=False)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_line.id"), index=True)
    request_id: Mapped[int | None] = mapped_column(sa.ForeignKey("payment_request.id"), index=True)
    sub_order_id: Mapped[int] = mapped_column(sa.ForeignKey("sub_order.id"), index=True)
    amount_vnd: Mapped[Dong]
    at: Mapped[datetime]
    because: Mapped[str]
    actor: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None)
