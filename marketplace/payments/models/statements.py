"""Statements that people brought: looked at first, imported then."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace import sealed
from marketplace.db import Base, RowId
from marketplace.payments.errors import WrongMoneyMoment
from marketplace.payments.states import IMPORT_NEXT, ImportState, Teller
from marketplace.shops.models import BankAccount


class StatementImport(Base):
    """One file or pasted text for one account. What it says is sealed, and gone once the import is over.

    `done_rows` of `row_count` rows are settled; counts say what became of them.
    """

    __tablename__ = "statement_import"

    id: Mapped[RowId] = mapped_column(init=False)
    public_id: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_account.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    teller: Mapped[Teller]
    name: Mapped[str]
    brought_at: Mapped[datetime]
    said_sealed: Mapped[bytes | None] = mapped_column(repr=False)
    row_count: Mapped[int]
    state: Mapped[ImportState] = mapped_column(default=ImportState.SHOWN)
    done_rows: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    account: Mapped[BankAccount] = relationship(lazy="raise_on_sql", init=False, repr=False)

    def become(self, target: ImportState) -> None:
        """The import's state is now `target`. Raises WrongMoneyMoment."""
        if target not in IMPORT_NEXT[self.state]:
            raise WrongMoneyMoment(before=self.state.value, after=target.value)
        self.state = target

    @property
    def said(self) -> str:
        """The statement as JSON; "" once the import is over."""
        return sealed.unseal(self.said_sealed, purpose="statement") if self.said_sealed is not None else ""


class StatementLayout(Base):
    """Which column is what in a bank's files, as the last import of that bank found it."""

    __tablename__ = "statement_layout"

    id: Mapped[RowId] = mapped_column(init=False)
    bin: Mapped[str] = mapped_column(unique=True)
    mapping: Mapped[dict[str, Any]]
    seen_at: Mapped[datetime]
