"""Reading files with a tour in them, and what is packed into one."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.media.models import Panorama, Picture, Sound, Upload, Video
from marketplace.media.states import UploadState
from marketplace.tours.errors import TourFileNotFound
from marketplace.tours.models import Claim, Site, TourFile, TourVersion
from marketplace.tours.states import TourFileKind, TourFileState, VersionState

UNFINISHED: Final = (TourFileState.COMING, TourFileState.WAITING)


def imports_of(user_id: int, *, limit: int = 50) -> Sequence[TourFile]:
    """What this person brought, newest first; dropped ones are left out."""
    return db.session.scalars(
        sa.select(TourFile)
        .where(
            TourFile.kind == TourFileKind.IMPORT,
            TourFile.made_by_id == user_id,
            TourFile.state != TourFileState.DROPPED,
        )
        .options(joinedload(TourFile.site), joinedload(TourFile.tour))
        .order_by(TourFile.id.desc())
        .limit(limit)
    ).all()


def unfinished_imports_of(user_id: int) -> int:
    """How many files this person has on their way."""
    return (
        db.session.scalar(
            sa.select(sa.func.count()).where(
                TourFile.kind == TourFileKind.IMPORT,
                TourFile.made_by_id == user_id,
                TourFile.state.in_(UNFINISHED),
            )
        )
        or 0
    )


def import_of(public_id: str, *, user_id: int) -> TourFile:
    """The file if this person brought it. Raises TourFileNotFound."""
    return _one(
        sa.select(TourFile).where(
            TourFile.public_id == public_id, TourFile.made_by_id == user_id, TourFile.kind == TourFileKind.IMPORT
        )
    )


def find_begun_import(user_id: int, *, name: str, size_bytes: int, file_time: int) -> TourFile | None:
    """This person's import of this file that is still coming, locked; the newest, or None."""
    return db.session.scalar(
        sa.select(TourFile)
        .where(
            TourFile.made_by_id == user_id, TourFile.kind == TourFileKind.IMPORT,
            TourFile.state == TourFileState.COMING, TourFile.name == name, TourFile.size_bytes == size_bytes,
            TourFile.file_time == file_time,
        )
        .order_by(TourFile.id.desc())
        .limit(1)
        .with_for_update(of=TourFile)
        .execution_options(populate_existing=True)
    )  # fmt: skip


def lock_file(file_id: int) -> TourFile:
    """The file, locked and fresh. Raises TourFileNotFound."""
    return _one(sa.select(TourFile).where(TourFile.id == file_id).with_for_update(of=TourFile))


def _one(which: "sa.Select[TourFile]") -> TourFile:
    file = db.session.scalar(
        which.options(joinedload(TourFile.site), joinedload(TourFile.tour)).execution_options(populate_existing=True)
    )
    if file is None:
        raise TourFileNotFound
    return file


def newest_exports(tour_id: int) -> Mapping[TourFileKind, TourFile]:
    """The newest file of each kind that was made, or is being made, of this tour."""
    rows = db.session.scalars(
        sa.select(TourFile)
        .where(
            TourFile.tour_id == tour_id,
            TourFile.kind != TourFileKind.IMPORT,
            TourFile.state != TourFileState.DROPPED,
        )
        .order_by(TourFile.id)
    )
    return {file.kind: file for file in rows}


def exports_of(tour_id: int, kind: TourFileKind) -> Sequence[TourFile]:
    """Every file of this kind made of the tour and not dropped, oldest first."""
    return db.session.scalars(
        sa.select(TourFile)
        .where(TourFile.tour_id == tour_id, TourFile.kind == kind, TourFile.state != TourFileState.DROPPED)
        .order_by(TourFile.id)
    ).all()


def version_numbers(tour_id: int) -> tuple[int | None, int | None]:
    """The numbers of the version that visitors see and of the one that is written; None where there is none.

    Numbers alone: who wrote it may be who asks, and must not be loaded anew.
    """
    rows = db.session.execute(
        sa.select(TourVersion.state, TourVersion.number).where(
            TourVersion.tour_id == tour_id,
            TourVersion.state.in_((VersionState.PUBLISHED, VersionState.DRAFT, VersionState.IN_REVIEW)),
        )
    )
    found = {state is VersionState.PUBLISHED: number for state, number in rows}
    return found.get(True), found.get(False)


def forgotten_files(*, before: datetime, limit: int = 200) -> Sequence[int]:
    """What began to come and was left, was refused, or waits for a job that is no more, and nobody touched since then."""
    return db.session.scalars(
        sa.select(TourFile.id)
        .where(TourFile.state.in_((*UNFINISHED, TourFileState.REFUSED)), TourFile.changed_at < before)
        .order_by(TourFile.id)
        .limit(limit)
    ).all()


def site_with_claims(site_id: int) -> tuple[Site, Sequence[Claim]]:
    """The site, and what is said of it."""
    site = db.session.get_one(Site, site_id)
    claims = db.session.scalars(sa.select(Claim).where(Claim.site_id == site_id).order_by(Claim.position, Claim.id))
    return site, claims.all()


def uploads_behind(keys: Collection[str]) -> Mapping[str, Sequence[Upload]]:
    """By the key of a panorama, sound or film, the uploads it was made of, oldest first: their files may be here still."""
    # An upload that is ready became one of the three.
    made = sa.func.coalesce(Panorama.key, Sound.key, Video.key)
    rows = db.session.execute(
        sa.select(made, Upload)
        .select_from(Upload)
        .outerjoin(Panorama, Panorama.id == Upload.panorama_id)
        .outerjoin(Sound, Sound.id == Upload.sound_id)
        .outerjoin(Video, Video.id == Upload.video_id)
        .where(
            sa.or_(Panorama.key.in_(keys), Sound.key.in_(keys), Video.key.in_(keys)), Upload.state == UploadState.READY
        )
        .order_by(Upload.id)
    )
    found: dict[str, list[Upload]] = {}
    for key, upload in rows:
        found.setdefault(key, []).append(upload)
    return found


def pictures_by_key(keys: Collection[str]) -> Mapping[str, Picture]:
    """The pictures of these keys; one that is not there is left out."""
    return {picture.key: picture for picture in db.session.scalars(sa.select(Picture).where(Picture.key.in_(keys)))}


def panorama_called(name: str, *, user_id: int) -> Panorama | None:
    """The newest panorama this person brought in a file of this name."""
    return db.session.scalar(
        sa.select(Panorama)
        .join(Upload, Upload.panorama_id == Panorama.id)
        .where(Upload.made_by_id == user_id, sa.func.lower(Upload.name) == name.lower())
        .order_by(Upload.id.desc())
        .limit(1)
    )
