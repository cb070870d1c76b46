"""Reading pictures and panoramas."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from marketplace.db import db
from marketplace.media.models import Panorama, Picture


class Kept(NamedTuple):
    """So many pictures, of so many bytes together; `originals` are the bytes of the files they were made of."""

    pictures: int
    weight: int
    originals: int


def kept_of(user_id: int) -> Kept:
    """What the market keeps of the pictures this person uploaded."""
    kept, brought = (sa.func.coalesce(sa.func.sum(size), 0) for size in (Picture.bytes_kept, Picture.original_bytes))
    counted = sa.select(sa.func.count(), kept, brought).select_from(Picture).where(Picture.made_by_id == user_id)
    count, weight, originals = db.session.execute(counted).one()
    return Kept(count, int(weight), int(originals))


def pictures_to_use(user_id: int, *, also: Collection[str] = (), limit: int = 200) -> Sequence[Picture]:
    """The credited pictures this person brought, newest first, and those of the keys `also`."""
    own = sa.and_(Picture.made_by_id == user_id, Picture.credit.is_not(None))
    return db.session.scalars(
        sa.select(Picture).where(sa.or_(own, Picture.key.in_(also))).order_by(Picture.id.desc()).limit(limit)
    ).all()


def picture_to_use(user_id: int, key: str, *, also: Collection[str] = ()) -> Picture | None:
    """The picture of this key, if this person brought it, or if it is one of `also` and a document: goods have no credit."""
    picture = db.session.scalar(sa.select(Picture).where(Picture.key == key))
    if picture is None:
        return None
    return picture if picture.made_by_id == user_id or (key in also and picture.credit is not None) else None


def pictures_by_key(keys: Collection[str]) -> dict[str, Picture]:
    """Those of these pictures that are there."""
    if not keys:
        return {}
    return {picture.key: picture for picture in db.session.scalars(sa.select(Picture).where(Picture.key.in_(keys)))}


def credited() -> list[Picture]:
    """The pictures whose author and licence the credits page shows."""
    return list(db.session.scalars(sa.select(Picture).where(Picture.credit.is_not(None)).order_by(Picture.id)))


def credited_panoramas() -> list[Panorama]:
    """All panoramas: each has an author and a licence."""
    return list(db.session.scalars(sa.select(Panorama).order_by(Panorama.id)))


def find_panorama(key: str) -> Panorama | None:
    """The panorama of this content, or None."""
    return db.session.scalar(sa.select(Panorama).where(Panorama.key == key))
