"""Reading films and sounds."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.media.models import Sound, Video


def find_video(key: str) -> Video | None:
    """The film of this content with its picture, or None."""
    return db.session.scalar(sa.select(Video).where(Video.key == key).options(joinedload(Video.panorama)))


def find_sound(key: str) -> Sound | None:
    """The sound of this content, or None."""
    return db.session.scalar(sa.select(Sound).where(Sound.key == key))


def videos_by_key(keys: Collection[str]) -> dict[str, Video]:
    """The films of these keys, with their pictures; a key of none is left out."""
    found = db.session.scalars(sa.select(Video).where(Video.key.in_(keys)).options(joinedload(Video.panorama)))
    return {video.key: video for video in found}


def sounds_by_key(keys: Collection[str]) -> dict[str, Sound]:
    """The sounds of these keys; a key of none is left out."""
    return {sound.key: sound for sound in db.session.scalars(sa.select(Sound).where(Sound.key.in_(keys)))}


def videos_to_use(*, also: Collection[str] = (), limit: int = 200) -> Sequence[Video]:
    """The films that a scene can be made of, with their pictures, newest first; those of the keys `also` however old."""
    newest = sa.select(Video.id).order_by(Video.id.desc()).limit(limit)
    return db.session.scalars(
        sa.select(Video)
        .where(sa.or_(Video.id.in_(newest), Video.key.in_(also)))
        .options(joinedload(Video.panorama))
        .order_by(Video.id.desc())
    ).all()


def sounds_to_use(*, also: Collection[str] = (), limit: int = 200) -> Sequence[Sound]:
    """The sounds that a tour can play, newest first, and those of the keys `also` however old."""
    newest = sa.select(Sound.id).order_by(Sound.id.desc()).limit(limit)
    return db.session.scalars(
        sa.select(Sound).where(sa.or_(Sound.id.in_(newest), Sound.key.in_(also))).order_by(Sound.id.desc())
    ).all()
