"""How a bank account tells us of its movements."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace import sealed
from marketplace.db import Base, RowId
from marketplace.shops.models.shop import BankAccount
from marketplace.shops.states import FeedProvider


class BankFeed(Base):
    """One service that watches one bank account. All its keys are sealed, and never shown again.

    `secret` signs what the service sends us. `client_id` and `api_key` let us ask it (payOS); `pull_token` lets us
    fetch what it could not deliver. `memo_prefix` is what must stand before the code in a memo for the service to
    see it at all ("SEVQR" at VietinBank). `unread` counts calls since the last good one that we could not believe or read.
    """

    __tablename__ = "bank_feed"
    __table_args__ = (sa.UniqueConstraint("account_id", "provider"),)

    id: Mapped[RowId] = mapped_column(init=False)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_account.id"))
    provider: Mapped[FeedProvider]
    set_at: Mapped[datetime]
    secret_sealed: Mapped[bytes] = mapped_column(repr=False)
    old_secret_sealed: Mapped[bytes | None] = mapped_column(default=None, repr=False)
    old_secret_until: Mapped[datetime | None] = mapped_column(default=None)
    client_id_sealed: Mapped[bytes | None] = mapped_column(default=None, repr=False)
    api_key_sealed: Mapped[bytes | None] = mapped_column(default=None, repr=False)
    pull_token_sealed: Mapped[bytes | None] = mapped_column(default=None, repr=False)
    told_at: Mapped[datetime | None] = mapped_column(default=None)
    pulled_at: Mapped[datetime | None] = mapped_column(default=None)
    memo_prefix: Mapped[str] = mapped_column(default="")
    trouble: Mapped[str] = mapped_column(default="")
    trouble_at: Mapped[datetime | None] = mapped_column(default=None)
    unread: Mapped[int] = mapped_column(default=0)

    account: Mapped[BankAccount] = relationship(lazy="raise_on_sql", init=False, repr=False)

    def secrets(self, *, at: datetime) -> list[str]:
        """The secrets a call may be signed with at this instant, newest first."""
        boxes = [self.secret_sealed]
        if self.old_secret_sealed is not None and self.old_secret_until is not None and at < self.old_secret_until:
            boxes.append(self.old_secret_sealed)
        return [sealed.unseal(box, purpose=FEED_SECRET) for box in boxes]

    def key(self, name: str) -> str:
        """One of "client_id", "api_key", "pull_token", open; "" when it was never set."""
        box: bytes | None = getattr(self, f"{name}_sealed")
        return sealed.unseal(box, purpose=f"feed-{name}") if box is not None else ""


# The name of a purpose, older than the other feeds: what was sealed under it must still open.
FEED_SECRET = "sepay-secret"  # noqa: S105
