"""Stories: articles on a site, a craft or a festival, in versions that a reviewer signs."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.db import Base, RowId
from marketplace.tours.errors import WrongTourMoment
from marketplace.tours.models.sites import Site
from marketplace.tours.states import NEXT_VERSION, VersionState


class Story(Base):
    """An article. What stands in it is in its versions; `title` is the shown one's, or the draft's before the first."""

    __tablename__ = "story"

    id: Mapped[RowId] = mapped_column(init=False)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    site_id: Mapped[int | None] = mapped_column(sa.ForeignKey("site.id"), default=None, index=True)
    title_en: Mapped[str] = mapped_column(default="")

    site: Mapped[Site | None] = relationship(lazy="raise_on_sql", init=False, repr=False)


class StoryVersion(Base):
    """What a story held at one time (tours/stories.py), who wrote it last, the row ids of all who did, and who signed it."""

    __tablename__ = "story_version"
    __table_args__ = (
        sa.UniqueConstraint("story_id", "number"),
        sa.Index(
            "ix_story_version_open", "story_id", unique=True,
            postgresql_where=sa.text("state IN ('draft', 'in_review')"),
        ),
        sa.Index("ix_story_version_shown", "story_id", unique=True, postgresql_where=sa.text("state = 'published'")),
        sa.CheckConstraint(
            "(state IN ('published', 'replaced')) = (signed_by_id IS NOT NULL AND signed_at IS NOT NULL)",
            name="published_is_signed",
        ),
        sa.CheckConstraint("signed_by_id <> written_by_id", name="signed_by_another"),
    )  # fmt: skip

    id: Mapped[RowId] = mapped_column(init=False)
    story_id: Mapped[int] = mapped_column(sa.ForeignKey("story.id"), index=True)
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    saved_at: Mapped[datetime]
    writers: Mapped[list[int]] = mapped_column(default_factory=list, server_default="[]")
    state: Mapped[VersionState] = mapped_column(default=VersionState.DRAFT)
    answer: Mapped[str] = mapped_column(default="")
    signed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None, index=True)
    signed_at: Mapped[datetime | None] = mapped_column(default=None)

    story: Mapped[Story] = relationship(lazy="raise_on_sql", init=False, repr=False)
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
