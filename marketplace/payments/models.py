"""What buyers are asked to pay, what banks told us, which belongs to which, and the ledger."""

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
from marketplace.payments.states import LINE_NEXT, PAYABLE, REQUEST_NEXT, KeptState, LineState, RequestState, Teller
from marketplace.shops.models import BankAccount


class PaymentRequest(Base):
    """What one shop asks one buyer to transfer: account, amount and code as they were when placed."""

    __tablename__ = "payment_request"
    __table_args__ = (
        sa.CheckConstraint("amount_vnd > 0", name="amount_positive"),
        sa.CheckConstraint("paid_vnd >= 0 AND paid_vnd <= amount_vnd", name="paid_within_amount"),
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
    paid_vnd: Mapped[Dong] = mapped_column(default=Dong(0))
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
    def left_vnd(self) -> Dong:
        """What is still asked for."""
        return Dong(self.amount_vnd - self.paid_vnd)

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


class KeptNotice(Base):
    """A bank's notice exactly as it came, kept before anything is done with it.

    Unique per account and outside id, so that the same notice is settled once.
    """

    __tablename__ = "kept_notice"
    __table_args__ = (sa.UniqueConstraint("account_id", "teller", "outside_id"),)

    id: Mapped[RowId] = mapped_column(init=False)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_account.id"))
    teller: Mapped[Teller]
    outside_id: Mapped[str]
    body_sealed: Mapped[bytes] = mapped_column(repr=False)
    body_hash: Mapped[str]
    received_at: Mapped[datetime]
    state: Mapped[KeptState] = mapped_column(default=KeptState.NEW)
    told_otherwise: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(default=None)


class BankLine(Base):
    """One credit: money that arrived in a shop's hands, in a bank account or as cash (no account). amount = allocated + parked + set aside, always.

    `parked_vnd` is what needs a person; `outside_key` makes the same credit one row however often told.
    """

    __tablename__ = "bank_line"
    __table_args__ = (
        sa.CheckConstraint("amount_vnd > 0", name="amount_positive"),
        sa.CheckConstraint("parked_vnd >= 0 AND parked_vnd <= amount_vnd", name="parked_within_amount"),
        sa.UniqueConstraint("shop_id", "outside_key"),
        sa.Index("ix_bank_line_parked", "shop_id", postgresql_where=sa.text("parked_vnd > 0")),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    public_id: Mapped[str] = mapped_column(unique=True)
    shop_id: Mapped[int] = mapped_column(sa.ForeignKey("shop.id"))
    teller: Mapped[Teller]
    outside_key: Mapped[str]
    amount_vnd: Mapped[Dong]
    at: Mapped[datetime]
    told_at: Mapped[datetime]
    memo_sealed: Mapped[bytes] = mapped_column(repr=False)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bank_account.id"), default=None)
    reference: Mapped[str] = mapped_column(default="", repr=False)
    parked_vnd: Mapped[Dong] = mapped_column(default=Dong(0))
    state: Mapped[LineState] = mapped_column(default=LineState.NEW)
    reason: Mapped[str] = mapped_column(default="")
    suggested: Mapped[list[str]] = mapped_column(default_factory=list)
    notice_id: Mapped[int | None] = mapped_column(sa.ForeignKey("kept_notice.id"), default=None)
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
        """What the payer or the bank wrote."""
        return sealed.unseal(self.memo_sealed, purpose="memo")


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


class Journal(Base):
    """One move in the ledger. Its entries sum to zero (a trigger), and it never changes (another)."""

    __tablename__ = "journal"

    id: Mapped[RowId] = mapped_column(init=False)
    at: Mapped[datetime]
    what: Mapped[str]
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_line.id"), index=True)


class Entry(Base):
    """One side of a move. Accounts: bank:<account id> or cash:<shop id>, order:<sub-order id>,
    parked:<shop id>, set_aside:<shop id>. What is in the shop's hands is above zero, what it is for below."""

    __tablename__ = "entry"
    __table_args__ = (sa.CheckConstraint("amount_vnd <> 0", name="moves_something"),)

    id: Mapped[RowId] = mapped_column(init=False)
    journal_id: Mapped[int] = mapped_column(sa.ForeignKey("journal.id"), index=True)
    account: Mapped[str] = mapped_column(index=True)
    amount_vnd: Mapped[Dong]
