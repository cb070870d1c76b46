"""Where the books and the world outside do not say the same: kept until it is explained or solved."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import User
from marketplace.clock import now
from marketplace.db import Base, RowId, session_of
from marketplace.money import Dong
from marketplace.payments.errors import WrongMoneyMoment
from marketplace.payments.models.lines import BankLine
from marketplace.payments.states import (
    BREAK_NEXT,
    COUNT_NEXT,
    BreakKind,
    BreakState,
    CountOf,
    CountSource,
    CountState,
)


class CoveredDay(Base):
    """A statement of this account speaks for the whole of this day (Vietnam's): what it does not say was not there."""

    __tablename__ = "covered_day"
    __table_args__ = (sa.UniqueConstraint("account_id", "day"),)

    id: Mapped[RowId] = mapped_column(init=False)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_account.id"))
    day: Mapped[date]
    import_id: Mapped[int] = mapped_column(sa.ForeignKey("statement_import.id"))


class Break(Base):
    """One movement that one side told of and the other, which should have, did not. Found once, whatever comes of it.

    `owner_id` is whose task it is: who owned the shop when it was found. `reason` is what a person said, or how it
    was solved.
    """

    __tablename__ = "reconciliation_break"
    __table_args__ = (
        sa.UniqueConstraint("line_id", "kind"),
        sa.Index("ix_reconciliation_break_open", "shop_id", postgresql_where=sa.text("state = 'open'")),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    public_id: Mapped[str] = mapped_column(unique=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_line.id"))
    shop_id: Mapped[int] = mapped_column(sa.ForeignKey("shop.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_account.id"), index=True)
    kind: Mapped[BreakKind]
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    found_at: Mapped[datetime]
    state: Mapped[BreakState] = mapped_column(default=BreakState.OPEN)
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None)

    line: Mapped[BankLine] = relationship(lazy="raise_on_sql", init=False, repr=False)
    owner: Mapped[User] = relationship(lazy="raise_on_sql", init=False, repr=False, foreign_keys=[owner_id])
    by: Mapped[User | None] = relationship(lazy="raise_on_sql", init=False, repr=False, foreign_keys=[by_id])

    def become(self, target: BreakState, *, because: str, by: Actor) -> None:
        """The break's state is now `target`, with a row of history. Raises WrongMoneyMoment."""
        if target not in BREAK_NEXT[self.state]:
            raise WrongMoneyMoment(before=self.state.value, after=target.value)
        session_of(self).add(
            BreakChange(
                break_id=self.id,
                before=self.state,
                after=target,
                at=now(),
                because=because,
                actor=by.label,
                actor_id=by.user_id,
            )
        )
        self.state, self.reason, self.by_id = target, because, by.user_id


class BreakChange(Base):
    """One step of a break's life. `before` is empty for the first."""

    __tablename__ = "reconciliation_break_change"

    id: Mapped[RowId] = mapped_column(init=False)
    break_id: Mapped[int] = mapped_column(sa.ForeignKey("reconciliation_break.id"), index=True)
    after: Mapped[BreakState]
    at: Mapped[datetime]
    because: Mapped[str]
    actor: Mapped[str]
    before: Mapped[BreakState | None] = mapped_column(default=None)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None)


class Count(Base):
    """What somebody outside counted of one ledger account over some of Vietnam's days, and what the ledger said then.

    Both numbers stay as they were at that moment. `account` is the ledger's name for it (bank:…, cash:…, vnpay:…).
    """

    __tablename__ = "money_count"
    __table_args__ = (
        sa.CheckConstraint("from_day <= to_day", name="days_in_order"),
        sa.CheckConstraint("outside_vnd >= 0", name="outside_not_negative"),
        sa.CheckConstraint("(state = 'agrees') = (outside_vnd = ledger_vnd)", name="agrees_without_difference"),
        sa.UniqueConstraint("import_id", "what"),
        sa.Index("ix_money_count_same", "account", "what", "from_day", "to_day"),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    public_id: Mapped[str] = mapped_column(unique=True)
    shop_id: Mapped[int] = mapped_column(sa.ForeignKey("shop.id"), index=True)
    account: Mapped[str]
    what: Mapped[CountOf]
    source: Mapped[CountSource]
    from_day: Mapped[date]
    to_day: Mapped[date]
    outside_vnd: Mapped[Dong]
    ledger_vnd: Mapped[Dong]
    counted_at: Mapped[datetime]
    state: Mapped[CountState]
    counted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None)
    import_id: Mapped[int | None] = mapped_column(sa.ForeignKey("statement_import.id"), default=None)
    reason: Mapped[str] = mapped_column(default="")
    matched_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("money_count.id"), default=None)

    counted_by: Mapped[User | None] = relationship(lazy="raise_on_sql", init=False, repr=False)

    @property
    def difference_vnd(self) -> int:
        """Above zero when there was more outside than in the books."""
        return self.outside_vnd - self.ledger_vnd

    def become(self, target: CountState, *, because: str, by: Actor) -> None:
        """The count's state is now `target`, with a row of history. Raises WrongMoneyMoment."""
        if target not in COUNT_NEXT[self.state]:
            raise WrongMoneyMoment(before=self.state.value, after=target.value)
        session_of(self).add(
            CountChange(
                count_id=self.id,
                before=self.state,
                after=target,
                at=now(),
                because=because,
                actor=by.label,
                actor_id=by.user_id,
            )
        )
        self.state, self.reason = target, because


class CountChange(Base):
    """One step of a count's life. `before` is empty for the first."""

    __tablename__ = "money_count_change"

    id: Mapped[RowId] = mapped_column(init=False)
    count_id: Mapped[int] = mapped_column(sa.ForeignKey("money_count.id"), index=True)
    after: Mapped[CountState]
    at: Mapped[datetime]
    because: Mapped[str]
    actor: Mapped[str]
    before: Mapped[CountState | None] = mapped_column(default=None)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None)
