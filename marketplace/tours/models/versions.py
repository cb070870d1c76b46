"""What a tour held at one time, who wrote it and who signed it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.db import Base, RowId
from marketplace.tours.errors import WrongTourMoment
from marketplace.tours.models.walks import Tour
from marketplace.tours.states import NEXT_VERSION, VersionState


class TourVersion(Base):
    """What a tour held at one time: the document of content.py, who wrote it and who signed it.

    `revision` grows with every saving of the draft: whoever saves names the one he or she started from. `answer` is
    what the reviewer wrote when it was sent back.
    """

    __tablename__ = "tour_version"
    __table_args__ = (
        sa.UniqueConstraint("tour_id", "number"),
        # One draft at a time, and one version that visitors see.
        sa.Index(
            "ix_tour_version_open", "tour_id", unique=True, postgresql_where=sa.text("state IN ('draft', 'in_review')")
        ),
        sa.Index("ix_tour_version_shown", "tour_id", unique=True, postgresql_where=sa.text("state = 'published'")),
        sa.CheckConstraint(
            "(state IN ('published', 'replaced')) = (signed_by_id IS NOT NULL AND signed_at IS NOT NULL)",
            name="published_is_signed",
        ),
        sa.CheckConstraint("signed_by_id <> written_by_id", name="signed_by_another"),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    tour_id: Mapped[int] = mapped_column(sa.ForeignKey("tour.id"), index=True)
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    begun_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    state: Mapped[VersionState] = mapped_column(default=VersionState.DRAFT)
    revision: Mapped[int] = mapped_column(default=1)
    answer: Mapped[str] = mapped_column(default="")
    signed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None, index=True)
    signed_at: Mapped[datetime | None] = mapped_column(default=None)

    tour: Mapped[Tour] = relationship(lazy="raise_on_sql", init=False, repr=False)
    written_by: Mapped[User | None] = relationship(
        lazy="raise_on_sql", init=False, repr=False, foreign_keys=[written_by_id]
    )
    signed_by: Mapped[User | None] = relationship(
        lazy="raise_on_sql", init=False, repr=False, foreign_keys=[signed_by_id]
    )

    def become(self, target: VersionState) -> None:
        """The version's state is now `target`. Raises WrongTourMoment when it cannot go there from here."""
        if target not in NEXT_VERSION[self.state]:
            raise WrongTourMoment(before=self.state.value, after=target.value)
        self.state = target
