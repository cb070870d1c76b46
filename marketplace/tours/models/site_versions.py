"""What was written of a site before, and what is typed and not yet saved."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.db import Base, RowId


class SiteVersion(Base):
    """All facts of a site as they were once written, by the columns' names; of a shown site some waited for a reviewer.

    Every saving that changed something is one. The newest is what the curators' form shows.
    """

    __tablename__ = "site_version"
    __table_args__ = (sa.UniqueConstraint("site_id", "number"),)

    id: Mapped[RowId] = mapped_column(init=False)
    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"))
    number: Mapped[int]
    facts: Mapped[dict[str, Any]]
    written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    written_at: Mapped[datetime]

    written_by: Mapped[User | None] = relationship(lazy="raise_on_sql", init=False, repr=False)


class SiteUnsaved(Base):
    """What one curator typed into the form of a site and has not saved: each field as it was typed, valid or not.

    `slug` is the site's, "" of one that is not there yet. `number` is the version one began to write from, 0 for none.
    """

    __tablename__ = "site_unsaved"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    fields: Mapped[dict[str, Any]]
    written_at: Mapped[datetime]
