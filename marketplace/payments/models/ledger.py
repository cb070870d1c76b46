"""The ledger."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base, RowId
from marketplace.money import Dong


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
