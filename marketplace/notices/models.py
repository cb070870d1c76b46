"""What people are told."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base, RowId


class Notice(Base):
    """One thing one person is told. Written in the transaction of its cause, once per cause.

    `title` and `body` are Vietnamese sentences with places for `facts`; they are translated when shown.
    For a member (`user_id`) it shows in the inbox; with `email` a copy is mailed.
    """

    __tablename__ = "notice"
    __table_args__ = (sa.CheckConstraint("user_id IS NOT NULL OR email <> ''", name="has_reader"),)

    id: Mapped[RowId] = mapped_column(init=False)
    cause: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]
    title: Mapped[str]
    body: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    path: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="vi")
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None, index=True)
    email: Mapped[str] = mapped_column(default="", repr=False)
    read_at: Mapped[datetime | None] = mapped_column(default=None)
    mailed_at: Mapped[datetime | None] = mapped_column(default=None)
    # Its mail waited so long that a later one says more: it is not sent.
    passed_over_at: Mapped[datetime | None] = mapped_column(default=None)
