"""Reading notices."""

from collections.abc import Sequence

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


def lock_notice(notice_id: int) -> Notice | None:
    """The notice, locked; None when another worker is sending it now or it is gone."""
    return db.session.scalar(sa.select(Notice).where(Notice.id == notice_id).with_for_update(skip_locked=True))
