"""What visitors say is wrong, and what became of it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import Base, RowId, session_of
from marketplace.tours.errors import WrongCorrectionMoment
from marketplace.tours.states import NEXT_CORRECTION, CorrectionState


class Correction(Base):
    """A visitor's word that something is wrong. Nothing of it is public; `contact` is deleted 90 days after closing, 180 after sending.

    `about` is the path of what it is about, without the site's own address: "site/dinh-thu-que", "tour/lang-dung/san".
    """

    __tablename__ = "correction"

    id: Mapped[RowId] = mapped_column(init=False)
    public_id: Mapped[str] = mapped_column(unique=True)
    about: Mapped[str]
    about_name: Mapped[str]
    wrong: Mapped[str]
    right: Mapped[str]
    sent_at: Mapped[datetime]
    how_known: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="", repr=False)
    state: Mapped[CorrectionState] = mapped_column(default=CorrectionState.NEW, index=True)
    answer: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None] = mapped_column(default=None)

    history: Mapped[list["CorrectionChange"]] = relationship(
        lazy="raise_on_sql", init=False, repr=False, order_by="CorrectionChange.id"
    )

    def become(self, target: CorrectionState, *, because: str, by: Actor) -> None:
        """The correction's state is now `target`, with a row of history. Raises WrongCorrectionMoment."""
        if target not in NEXT_CORRECTION[self.state]:
            raise WrongCorrectionMoment(before=self.state.value, after=target.value)
        session_of(self).add(
            CorrectionChange(
                correction_id=self.id, before=self.state, after=target, at=now(), because=because, actor=by.label,
                actor_id=by.user_id,
            )
        )  # fmt: skip
        self.state = target


class CorrectionChange(Base):
    """One step of a correction."""

    __tablename__ = "correction_change"

    id: Mapped[RowId] = mapped_column(init=False)
    correction_id: Mapped[int] = mapped_column(sa.ForeignKey("correction.id"), index=True)
    before: Mapped[CorrectionState]
    after: Mapped[CorrectionState]
    at: Mapped[datetime]
    because: Mapped[str]
    actor: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None)
