"""Each day's ledger under a seal."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base, RowId


class LedgerSeal(Base):
    """One day (Vietnam's) of the ledger, as it was when the day was over. It never changes (a trigger).

    It covers the journals after those of the seal before, up to `last_journal_id`: a range of ids, not of times.
    `digest` is the SHA-256 of `before` (the seal before's digest, "" for the first), the day, and all that the
    journals and their entries say: whoever alters one row would have to write every later seal anew.
    """

    __tablename__ = "ledger_seal"

    id: Mapped[RowId] = mapped_column(init=False)
    day: Mapped[date] = mapped_column(unique=True)
    last_journal_id: Mapped[int] = mapped_column(sa.ForeignKey("journal.id"))
    journals: Mapped[int]
    entries: Mapped[int]
    digest: Mapped[str]
    before: Mapped[str]
    sealed_at: Mapped[datetime]
