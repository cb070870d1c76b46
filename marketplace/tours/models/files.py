"""Files with a tour in them, on their way in or out."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.clock import now
from marketplace.db import Base, RowId
from marketplace.tours.errors import WrongTourMoment
from marketplace.tours.models.sites import Site
from marketplace.tours.models.walks import Tour
from marketplace.tours.states import NEXT_OF_FILE, TourFileKind, TourFileState


class TourFile(Base):
    """One file brought to be made a tour of, or made of a tour. It lies in the media folder under `public_id`, served
    to curators only.

    What is brought belongs to a site and, when done, to the tour it became; `name` is what the curator called it,
    `author` and `licence` are for pictures that say nothing of their own. What is made belongs to its tour and
    `version` (0: as visitors see it, from before there were versions). While a job is at it, `done` of `of` steps are
    taken. `remarks` are sentences with facts that the curator should read; `refusal` is one, with `facts`.
    """

    __tablename__ = "tour_file"
    __table_args__ = (
        sa.CheckConstraint("received_bytes >= 0 AND received_bytes <= size_bytes", name="received_within_size"),
        sa.CheckConstraint("(kind = 'import') = (site_id IS NOT NULL)", name="import_has_site"),
        sa.CheckConstraint("tour_id IS NOT NULL OR (kind = 'import' AND state NOT IN ('done'))", name="done_has_tour"),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    public_id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[TourFileKind]
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    name: Mapped[str]
    begun_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    state: Mapped[TourFileState] = mapped_column(default=TourFileState.WAITING)
    site_id: Mapped[int | None] = mapped_column(sa.ForeignKey("site.id"), default=None, index=True)
    tour_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tour.id"), default=None, index=True)
    version: Mapped[int] = mapped_column(default=0)
    author: Mapped[str] = mapped_column(default="")
    licence: Mapped[str] = mapped_column(default="")
    size_bytes: Mapped[int] = mapped_column(default=0)
    received_bytes: Mapped[int] = mapped_column(default=0)
    # When the file was last changed where it comes from (seconds since 1970), if that was told.
    file_time: Mapped[int | None] = mapped_column(default=None)
    done: Mapped[int] = mapped_column(default=0)
    of: Mapped[int] = mapped_column(default=0)
    format: Mapped[str] = mapped_column(default="")
    remarks: Mapped[list[Any]] = mapped_column(default_factory=list)
    refusal: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)

    site: Mapped[Site | None] = relationship(lazy="raise_on_sql", init=False, repr=False)
    tour: Mapped[Tour | None] = relationship(lazy="raise_on_sql", init=False, repr=False)

    def become(self, target: TourFileState) -> None:
        """The file's state is now `target`. Raises WrongTourMoment."""
        if target not in NEXT_OF_FILE[self.state]:
            raise WrongTourMoment(before=self.state.value, after=target.value)
        self.state, self.changed_at = target, now()
