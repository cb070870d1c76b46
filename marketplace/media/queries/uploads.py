"""Reading files on their way in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.media.errors import UploadNotFound
from marketplace.media.models import Panorama, Sound, Upload, Video
from marketplace.media.states import UploadKind, UploadState

UNFINISHED: Final = (
    UploadState.COMING, UploadState.ARRIVED, UploadState.LOOKED, UploadState.CUTTING, UploadState.UNDONE,
)  # fmt: skip
_WHAT_WAS_MADE: Final = (
    joinedload(Upload.panorama), joinedload(Upload.sound), joinedload(Upload.video).joinedload(Video.panorama),
)  # fmt: skip


def unfinished_uploads_of(user_id: int) -> int:
    """How many files of this person are on their way."""
    unfinished = sa.select(sa.func.count()).where(Upload.made_by_id == user_id, Upload.state.in_(UNFINISHED))
    return db.session.scalar(unfinished) or 0


def bytes_of(user_id: int) -> int:
    """What all files weigh that this person brought or announced, but for the dropped and refused ones, which are gone."""
    weight = sa.select(sa.func.sum(Upload.size_bytes)).where(
        Upload.made_by_id == user_id, Upload.state.not_in((UploadState.DROPPED, UploadState.REFUSED))
    )
    return int(db.session.scalar(weight) or 0)


def find_begun(user_id: int, *, name: str, size_bytes: int, file_time: int) -> Upload | None:
    """This person's upload of this file that is still coming, locked; the newest, or None."""
    return db.session.scalar(
        sa.select(Upload)
        .where(
            Upload.made_by_id == user_id, Upload.state == UploadState.COMING, Upload.name == name,
            Upload.size_bytes == size_bytes, Upload.file_time == file_time,
        )
        .options(*_WHAT_WAS_MADE)
        .order_by(Upload.id.desc())
        .limit(1)
        .with_for_update(of=Upload)
        .execution_options(populate_existing=True)
    )  # fmt: skip


def bytes_to_come() -> int:
    """How many bytes everybody together has announced and not yet sent."""
    to_come = sa.func.sum(Upload.size_bytes - Upload.received_bytes)
    return int(db.session.scalar(sa.select(to_come).where(Upload.state == UploadState.COMING)) or 0)


def uploads_of(user_id: int, *, before: str = "", limit: int = 100) -> Sequence[Upload]:
    """This person's files, newest first, all or those older than this one; dropped ones are left out."""
    older = (
        Upload.id < sa.select(Upload.id).where(Upload.public_id == before).scalar_subquery() if before else sa.true()
    )
    return db.session.scalars(
        sa.select(Upload)
        .where(Upload.made_by_id == user_id, Upload.state != UploadState.DROPPED, older)
        .options(*_WHAT_WAS_MADE)
        .order_by(Upload.id.desc())
        .limit(limit)
    ).all()


def names_of_panoramas(*, limit: int = 500) -> dict[int, str]:
    """What curators called the files of the newest panoramas, by the panorama's row id."""
    rows = db.session.execute(
        sa.select(Upload.panorama_id, Upload.name)
        .where(Upload.panorama_id.is_not(None))
        .order_by(Upload.id.desc())
        .limit(limit)
    )
    return {row_id: name for row_id, name in rows if row_id is not None}


def upload_for_curator(public_id: str, *, user_id: int) -> Upload:
    """The upload if it is this person's. Raises UploadNotFound."""
    return _one(sa.select(Upload).where(Upload.public_id == public_id, Upload.made_by_id == user_id))


def lock_upload(upload_id: int) -> Upload:
    """The upload, locked and fresh. Raises UploadNotFound."""
    return _one(sa.select(Upload).where(Upload.id == upload_id).with_for_update(of=Upload))


def _one(which: "sa.Select[Upload]") -> Upload:
    upload = db.session.scalar(which.options(*_WHAT_WAS_MADE).execution_options(populate_existing=True))
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


def uploads_without_job() -> Sequence[int]:
    """Uploads that wait to be looked at or made, though no job that waits or runs is about them."""
    has_no_job = sa.text(
        "NOT EXISTS (SELECT FROM procrastinate_jobs j WHERE j.status IN ('todo', 'doing')"
        " AND j.task_name LIKE 'media.%' AND CAST(j.args->>'upload_id' AS bigint) = upload.id)"
    )
    return db.session.scalars(
        sa.select(Upload.id)
        .where(Upload.state.in_((UploadState.ARRIVED, UploadState.CUTTING)), has_no_job)
        .order_by(Upload.id)
    ).all()


def films_in_line() -> Sequence[int]:
    """The uploads whose films are made one after the other, first come first: their ids."""
    return db.session.scalars(
        sa.select(Upload.id)
        .where(Upload.state == UploadState.CUTTING, Upload.kind == UploadKind.VIDEO)
        .order_by(Upload.id)
    ).all()


def is_needed(thing: Panorama | Sound | Video) -> bool:
    """Whether another upload brought the same, or a film has this picture."""
    if isinstance(thing, Video):
        needs = [sa.exists().where(Upload.video_id == thing.id)]
    elif isinstance(thing, Sound):
        needs = [sa.exists().where(Upload.sound_id == thing.id)]
    else:
        needs = [sa.exists().where(Upload.panorama_id == thing.id), sa.exists().where(Video.panorama_id == thing.id)]
    return bool(db.session.scalar(sa.select(sa.or_(*needs))))


def is_known(kind: str, key: str) -> bool:
    """Whether a row tells of this folder: pano, video or sound."""
    column = {"pano": Panorama.key, "video": Video.key, "sound": Sound.key}[kind]
    return bool(db.session.scalar(sa.select(sa.exists().where(column == key))))
