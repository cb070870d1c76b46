"""Reading pictures and panoramas."""

import sqlalchemy as sa

from marketplace.db import db
from marketplace.media.models import Panorama, Picture


def count_of(user_id: int) -> int:
    """How many pictures this person uploaded."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(Picture).where(Picture.made_by_id == user_id)) or 0


def credited() -> list[Picture]:
    """The pictures whose author and licence the credits page shows."""
    return list(db.session.scalars(sa.select(Picture).where(Picture.credit.is_not(None)).order_by(Picture.id)))


def credited_panoramas() -> list[Panorama]:
    """All panoramas: each has an author and a licence."""
    return list(db.session.scalars(sa.select(Panorama).order_by(Panorama.id)))


def find_panorama(key: str) -> Panorama | None:
    """The panorama of this content, or None."""
    return db.session.scalar(sa.select(Panorama).where(Panorama.key == key))
