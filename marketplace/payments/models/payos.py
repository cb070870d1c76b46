"""The payment links that buyers were given by payOS, and which of our requests each is for."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.clock import now
from marketplace.db import Base, RowId, session_of
from marketplace.money import Dong
from marketplace.payments.errors import WrongMoneyMoment
from marketplace.payments.models.requests import PaymentRequest
from marketplace.payments.states import LINK_NEXT, LinkState
from marketplace.shops.models import BankAccount


class PayOSLink(Base):
    """One time a buyer was given a link to pay one request by. `order_code` is payOS's name for it, drawn at random
    and never used again: what payOS tells of this number is for this request, whatever the memo says.

    `ask_at` is when payOS is asked next, None once nothing more is expected. `paid_vnd` is what came by this link,
    `said` the word of payOS's that decided. From `unwanted_at` on nobody shall pay by it any more: it is to be
    cancelled at payOS.
    """

    __tablename__ = "payos_link"
    __table_args__ = (
        sa.CheckConstraint("amount_vnd > 0", name="amount_positive"),
        sa.CheckConstraint("paid_vnd >= 0", name="paid_not_negative"),
        sa.CheckConstraint("order_code > 0 AND order_code <= 9007199254740991", name="order_code_fits"),
        sa.Index("ix_payos_link_ask_at", "ask_at", postgresql_where=sa.text("ask_at is not null")),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_account.id"), index=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("payment_request.id"), index=True)
    order_code: Mapped[int] = mapped_column(unique=True)
    amount_vnd: Mapped[Dong]
    begun_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ask_at: Mapped[datetime | None]
    state: Mapped[LinkState] = mapped_column(default=LinkState.BEGUN)
    paid_vnd: Mapped[Dong] = mapped_column(default=Dong(0))
    times_asked: Mapped[int] = mapped_column(default=0)
    payment_link_id: Mapped[str] = mapped_column(default="")
    checkout_url: Mapped[str] = mapped_column(default="", repr=False)
    said: Mapped[str] = mapped_column(default="")
    unwanted_at: Mapped[datetime | None] = mapped_column(default=None)
    is_alarm: Mapped[bool] = mapped_column(default=False)

    account: Mapped[BankAccount] = relationship(lazy="raise_on_sql", init=False, repr=False)
    request: Mapped[PaymentRequest] = relationship(lazy="raise_on_sql", init=False, repr=False)

    def become(self, target: LinkState, *, because: str) -> None:
        """The link's state is now `target`, with a row of history. Raises WrongMoneyMoment."""
        if target not in LINK_NEXT[self.state]:
            raise WrongMoneyMoment(before=self.state.value, after=target.value)
        session_of(self).add(
            PayOSLinkChange(link_id=self.id, before=self.state, after=target, at=now(), because=because)
        )
        self.state = target

    @property
    def left_vnd(self) -> Dong:
        """What payOS still waits for by this link."""
        return Dong(max(self.amount_vnd - self.paid_vnd, 0))


class PayOSLinkChange(Base):
    """One step of a link's life. `before` is empty for the first."""

    __tablename__ = "payos_link_change"

    id: Mapped[RowId] = mapped_column(init=False)
    link_id: Mapped[int] = mapped_column(sa.ForeignKey("payos_link.id"), index=True)
    after: Mapped[LinkState]
    at: Mapped[datetime]
    because: Mapped[str]
    before: Mapped[LinkState | None] = mapped_column(default=None)
