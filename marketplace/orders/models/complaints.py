"""What a buyer says is wrong with a part, and what comes of it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import Base, RowId, session_of
from marketplace.money import Dong
from marketplace.orders.errors import WrongComplaintMoment
from marketplace.orders.models.orders import SubOrder
from marketplace.orders.states import COMPLAINT_NEXT, About, ComplaintState, Outcome


class Complaint(Base):
    """A complaint about one part. `number` is what people name on the phone.

    `due_at` is when whoever has the next word must have said it: the shop while it is open, the buyer while it is
    answered, the commune while it is escalated. `outcome` is offered by the shop's answer and final once closed;
    `promised_vnd` is the money that goes back with it.
    """

    __tablename__ = "complaint"
    __table_args__ = (
        # One at a time: what is still wrong is said in the same complaint.
        sa.Index("uq_complaint_running", "sub_order_id", unique=True, postgresql_where=sa.text("state <> 'closed'")),
        sa.Index("ix_complaint_due", "due_at", postgresql_where=sa.text("state <> 'closed'")),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_when_closed"),
        sa.CheckConstraint("state <> 'closed' OR outcome IS NOT NULL", name="closed_with_outcome"),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    number: Mapped[str] = mapped_column(unique=True)
    sub_order_id: Mapped[int] = mapped_column(sa.ForeignKey("sub_order.id"), index=True)
    shop_id: Mapped[int] = mapped_column(sa.ForeignKey("shop.id"), index=True)
    about: Mapped[About]
    words: Mapped[str] = mapped_column(repr=False)
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[ComplaintState] = mapped_column(default=ComplaintState.OPEN)
    outcome: Mapped[Outcome | None] = mapped_column(default=None)
    promised_vnd: Mapped[Dong] = mapped_column(default=Dong(0))
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)

    sub_order: Mapped[SubOrder] = relationship(lazy="raise_on_sql", init=False, repr=False)
    history: Mapped[list["ComplaintChange"]] = relationship(
        lazy="raise_on_sql", init=False, repr=False, order_by="ComplaintChange.id"
    )

    def become(self, target: ComplaintState, *, because: str, by: Actor) -> None:
        """The complaint's state is now `target`, with a row of history. Raises WrongComplaintMoment."""
        if target not in COMPLAINT_NEXT[self.state]:
            raise WrongComplaintMoment(before=self.state.value, after=target.value)
        session_of(self).add(
            ComplaintChange(
                complaint_id=self.id,
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
    def is_late(self) -> bool:
        """Whether the next word should have been said by now."""
        return self.state is not ComplaintState.CLOSED and self.due_at < now()


class ComplaintChange(Base):
    """One step of a complaint. `because` is what was said. `before` is empty for the first."""

    __tablename__ = "complaint_change"

    id: Mapped[RowId] = mapped_column(init=False)
    complaint_id: Mapped[int] = mapped_column(sa.ForeignKey("complaint.id"), index=True)
    after: Mapped[ComplaintState]
    at: Mapped[datetime]
    because: Mapped[str] = mapped_column(repr=False)
    actor: Mapped[str]
    before: Mapped[ComplaintState | None] = mapped_column(default=None)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None)
