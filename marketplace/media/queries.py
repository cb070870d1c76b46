"""Reading pictures and uploads."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.media.errors import UploadNotFound
from marketplace.media.models import Panorama, Picture, Upload
from marketplace.media.states import UploadState

UNFINISHED: Final = (UploadState.COMING, UploadState.ARRIVED, UploadState.LOOKED, UploadState.CUTTING)


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


def pictures_by_key(keys: Collection[str]) -> dict[str, Picture]:
    """Those of these pictures that are there."""
    if not keys:
        return {}
    return {picture.key: picture for picture in db.session.scalars(sa.select(Picture).where(Picture.key.in_(keys)))}


def unfinished_uploads_of(user_id: int) -> int:
    """How many 360° pictures of this person are on their way."""
    unfinished = sa.select(sa.func.count()).where(Upload.made_by_id == user_id, Upload.state.in_(UNFINISHED))
    return db.session.scalar(unfinished) or 0


def uploads_of(user_id: int, *, limit: int = 100) -> Sequence[Upload]:
    """This person's 360° pictures, newest first; dropped ones are left out."""
    return db.session.scalars(
        sa.select(Upload)
        .where(Upload.made_by_id == user_id, Upload.state != UploadState.DROPPED)
        .options(joinedload(Upload.panorama))
        .order_by(Upload.id.desc())
        .limit(limit)
    ).all()


def upload_for_curator(public_id: str, *, user_id: int) -> Upload:
    """The upload if it is this person's. Raises UploadNotFound."""
    return _one(sa.select(Upload).where(Upload.public_id == public_id, Upload.made_by_id == user_id))


def lock_upload(upload_id: int) -> Upload:
    """The upload, locked and fresh. Raises UploadNotFound."""
    return _one(sa.select(Upload).where(Upload.id == upload_id).with_for_update(of=Upload))


def _one(which: "sa.Select[Upload]") -> Upload:
    upload = db.session.scalar(which.options(joinedload(Upload.panorama)).execution_options(populate_existing=True))
    if upload is None:
        raise UploadNotFound
    return upload


def forgotten_uploads(*, before: datetime, limit: int = 200) -> Sequence[int]:
    """Uploads that began to come and were left, or were refused, and nobody touched since then."""
    return db.session.scalars(
        sa.select(Upload.id)
        .where(Upload.state.in_((UploadState.COMING, UploadState.REFUSED)), Upload.changed_at < before)
        .order_by(Upload.id)
        .limit(limit)
    ).all()
