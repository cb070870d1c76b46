"""What buyers are asked to pay."""

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
from marketplace.payments.states import (
    PAYABLE,
    REQUEST_NEXT,
    RequestState,
)
from marketplace.shops.models import BankAccount


class PaymentRequest(Base):
    """What one shop asks one buyer to transfer: account, amount and code as they were when placed.

    `reduced_vnd` was let off later (services/reducing.py).
    """

    __tablename__ = "payment_request"
    __table_args__ = (
        sa.CheckConstraint("amount_vnd > 0", name="amount_positive"),
        sa.CheckConstraint(
            "paid_vnd >= 0 AND reduced_vnd >= 0 AND paid_vnd <= amount_vnd - reduced_vnd", name="paid_within_amount"
        ),
        sa.Index(
            "ix_payment_request_payable", "account_id", postgresql_where=sa.text("state in ('open', 'part_paid')")
        ),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    sub_order_id: Mapped[int] = mapped_column(sa.ForeignKey("sub_order.id"), unique=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_account.id"))
    code: Mapped[str] = mapped_column(unique=True)
    amount_vnd: Mapped[Dong]
    bin: Mapped[str]
    bank_name: Mapped[str]
    number_sealed: Mapped[bytes] = mapped_column(repr=False)
    holder: Mapped[str]
    opened_at: Mapped[datetime]
    open_until: Mapped[datetime]
    late_until: Mapped[datetime]
    memo_prefix: Mapped[str] = mapped_column(default="")
    paid_vnd: Mapped[Dong] = mapped_column(default=Dong(0))
    reduced_vnd: Mapped[Dong] = mapped_column(default=Dong(0), server_default="0")
    state: Mapped[RequestState] = mapped_column(default=RequestState.OPEN)
    version: Mapped[int] = mapped_column(default=1)

    sub_order: Mapped[SubOrder] = relationship(lazy="raise_on_sql", init=False, repr=False)
    account: Mapped[BankAccount] = relationship(lazy="raise_on_sql", init=False, repr=False)
    history: Mapped[list["RequestChange"]] = relationship(
        lazy="raise_on_sql", init=False, repr=False, order_by="RequestChange.id"
    )

    def become(self, target: RequestState, *, because: str, by: Actor) -> None:
        """The request's state is now `target`, with a row of history. Raises WrongMoneyMoment."""
        if target not in REQUEST_NEXT[self.state]:
            raise WrongMoneyMoment(before=self.state.value, after=target.value)
        session_of(self).add(
            RequestChange(
                request_id=self.id,
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
    def number(self) -> str:
        """The whole account number, for the pay page of an open request only."""
        return sealed.unseal(self.number_sealed, purpose="bank-account")

    @property
    def memo(self) -> str:
        """What the buyer's transfer must say: the code, after the word the bank's feed needs, if it needs one."""
        return f"{self.memo_prefix} {self.code}" if self.memo_prefix else self.code

    @property
    def left_vnd(self) -> Dong:
        """What is still asked for."""
        return Dong(self.amount_vnd - self.reduced_vnd - self.paid_vnd)

    @property
    def is_payable(self) -> bool:
        """Whether the buyer should still be shown a QR."""
        return self.state in PAYABLE


class RequestChange(Base):
    """One step of a request's life. `before` is empty for the first."""

    __tablename__ = "payment_request_change"

    id: Mapped[RowId] = mapped_column(init=False)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("payment_request.id"), index=True)
    after: Mapped[RequestState]
    at: Mapped[datetime]
    because: Mapped[str]
    actor: Mapped[str]
    before: Mapped[RequestState | None] = mapped_column(default=None)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None)
