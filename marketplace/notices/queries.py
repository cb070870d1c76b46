"""Reading notices."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from marketplace.db import db
from marketplace.notices.models import Notice


def inbox(user_id: int, *, limit: int = 50) -> Sequence[Notice]:
    """What this member was told, newest first."""
    return db.session.scalars(
        sa.select(Notice).where(Notice.user_id == user_id).order_by(Notice.id.desc()).limit(limit)
    ).all()


def unread_count(user_id: int) -> int:
    """How much of it is unread."""
    return (
        db.session.scalar(
            sa.select(sa.func.count()).select_from(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None))
        )
        or 0
    )


def is_overtaken(notice: Notice) -> bool:
    """Whether a later mail to the same reader is about the same thing (the first two words of the cause)."""
    thing = ":".join(notice.cause.split(":")[:2])
    later = sa.select(Notice.id).where(
        Notice.id > notice.id, Notice.email == notice.email, Notice.cause.startswith(thing + ":", autoescape=True)
    )
    return db.session.scalar(later.limit(1)) is not None


def unsent_mails() -> tuple[int, datetime | None]:
    """How many mails wait to be sent, and since when the oldest."""
    waiting = sa.select(sa.func.count(), sa.func.min(Notice.at)).where(
        Notice.email != "", Notice.mailed_at.is_(None), Notice.passed_over_at.is_(None)
    )
    count, oldest = db.session.execute(waiting).one()
    return count, oldest


def lock_notice(notice_id: int) -> Notice | None:
    """The notice, locked; None when another worker is sending it now or it is gone."""
    return db.session.scalar(sa.select(Notice).where(Notice.id == notice_id).with_for_update(skip_locked=True))
