"""A shop's terminal at VNPay, its buyers' attempts to pay there, and VNPay's calls as they came."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace import sealed
from marketplace.db import Base, RowId
from marketplace.money import Dong
from marketplace.payments.errors import WrongMoneyMoment
from marketplace.payments.models.requests import PaymentRequest
from marketplace.payments.states import ATTEMPT_NEXT, AttemptState, KeptState
from marketplace.shops.models import Shop


class VNPayTerminal(Base):
    """A shop that is itself a merchant of VNPay. `hook` is the random address of its IPN.

    `ask_after`: VNPay answers one question of a terminal every five minutes or so; before this instant none is asked.
    """

    __tablename__ = "vnpay_terminal"

    id: Mapped[RowId] = mapped_column(init=False)
    shop_id: Mapped[int] = mapped_column(sa.ForeignKey("shop.id"), unique=True)
    tmn_code: Mapped[str] = mapped_column(unique=True)
    secret_sealed: Mapped[bytes] = mapped_column(repr=False)
    hook: Mapped[str] = mapped_column(unique=True, repr=False)
    set_at: Mapped[datetime]
    is_offered: Mapped[bool] = mapped_column(default=True)
    heard_at: Mapped[datetime | None] = mapped_column(default=None)
    ask_after: Mapped[datetime | None] = mapped_column(default=None)
    trouble: Mapped[str] = mapped_column(default="")

    shop: Mapped[Shop] = relationship(lazy="raise_on_sql", init=False, repr=False)

    @property
    def secret(self) -> str:
        """What VNPay and we sign with."""
        return sealed.unseal(self.secret_sealed, purpose="vnpay-secret")


class VNPayAttempt(Base):
    """One time a buyer was sent to VNPay for one request. `txn_ref` is never used again, whatever comes of it.

    `ask_at` is when VNPay is asked next, None once it is known; `call_id` is the id of the question that was stored
    before it was asked. `said` is the code VNPay gave.
    """

    __tablename__ = "vnpay_attempt"
    __table_args__ = (
        sa.CheckConstraint("amount_vnd > 0", name="amount_positive"),
        sa.Index("ix_vnpay_attempt_ask_at", "ask_at", postgresql_where=sa.text("ask_at is not null")),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    terminal_id: Mapped[int] = mapped_column(sa.ForeignKey("vnpay_terminal.id"), index=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("payment_request.id"), index=True)
    txn_ref: Mapped[str] = mapped_column(unique=True)
    amount_vnd: Mapped[Dong]
    method: Mapped[str]
    begun_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ask_at: Mapped[datetime | None]
    state: Mapped[AttemptState] = mapped_column(default=AttemptState.OPEN)
    times_asked: Mapped[int] = mapped_column(default=0)
    call_id: Mapped[str] = mapped_column(default="")
    said: Mapped[str] = mapped_column(default="")
    transaction_no: Mapped[str] = mapped_column(default="")
    line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bank_line.id"), default=None, index=True)
    is_alarm: Mapped[bool] = mapped_column(default=False)

    terminal: Mapped[VNPayTerminal] = relationship(lazy="raise_on_sql", init=False, repr=False)
    request: Mapped[PaymentRequest] = relationship(lazy="raise_on_sql", init=False, repr=False)

    def become(self, target: AttemptState) -> None:
        """The attempt's state is now `target`. Raises WrongMoneyMoment."""
        if target is not self.state and target not in ATTEMPT_NEXT[self.state]:
            raise WrongMoneyMoment(before=self.state.value, after=target.value)
        self.state = target


class VNPayNotice(Base):
    """An IPN exactly as it came, rightly signed, kept before anything is done with it. The same again is this one."""

    __tablename__ = "vnpay_notice"
    __table_args__ = (sa.UniqueConstraint("terminal_id", "query_hash"),)

    id: Mapped[RowId] = mapped_column(init=False)
    terminal_id: Mapped[int] = mapped_column(sa.ForeignKey("vnpay_terminal.id"))
    query_hash: Mapped[str]
    query_sealed: Mapped[bytes | None] = mapped_column(repr=False)
    received_at: Mapped[datetime]
    state: Mapped[KeptState] = mapped_column(default=KeptState.NEW)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
