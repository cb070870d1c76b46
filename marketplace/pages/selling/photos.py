"""Photos that come with a form: the good ones are kept even when the form is not."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, NamedTuple

import sqlalchemy as sa
from flask import request
from flask_login import current_user
from flask_wtf.file import FileField, MultipleFileField

from marketplace import limits
from marketplace.accounts.presence import actor
from marketplace.clock import now
from marketplace.db import db, transaction
from marketplace.errors import BadInput
from marketplace.forms import Form
from marketplace.media.errors import PictureRefused, TooManyPictures
from marketplace.media.models import Picture
from marketplace.media.services import keep_picture
from marketplace.shops.models import ProductPicture, Shop
from marketplace.text import N_, clean_line

MOST_MEGABYTES: Final = 20
# So many of one form are opened: each is a process of its own.
MOST_OPENED: Final = 20
# Forms with photos a person may send in an hour.
HOURLY: Final = 120


class PhotoTooHeavy(BadInput):
    """More bytes than a phone's photo has."""

    status = 413
    sentence = N_("Ảnh “%(name)s” nặng quá %(most)s MB. Xin chụp lại ở cỡ vừa, hoặc gửi ảnh nhẹ hơn.")


class TooManyPhotos(BadInput):
    """More photos than there is room for."""

    sentence = N_(
        "Còn chỗ cho %(room)s ảnh: %(left)s ảnh từ “%(name)s” trở đi chưa được giữ. Xin bỏ bớt ảnh cũ nếu muốn thay."
    )


class Photos(NamedTuple):
    """What is kept of a form's photos, and the answer's status when one was refused (else 0)."""

    kept: list[Picture]
    status: int


def take_photos(form: Form, field: FileField | MultipleFileField, *, room: int) -> Photos:
    """The good photos of this post are kept, after those of an earlier try; a refused one is said under the field.

    At most `room` of them. Called after the form was validated.
    """
    kept = _waiting(request.form.getlist("kept")[:room])
    files = field.data if isinstance(field.data, list) else [field.data] if field.data else []
    status = 0
    if files:
        limits.count_try("photos", str(current_user.id), limit=HOURLY, seconds=3600)
    for place, file in enumerate(files):
        name = clean_line(file.filename or "")[-60:] or "?"
        if len(kept) >= room or place >= MOST_OPENED:
            refusal: BadInput = TooManyPhotos(room=room, left=len(files) - place, name=name)
            form.refuse(field, refusal)
            return Photos(kept, refusal.status)
        try:
            kept.append(_keep(file.stream.read(MOST_MEGABYTES * 1024 * 1024 + 1), name))
        except (PictureRefused, PhotoTooHeavy, TooManyPictures) as found:
            form.refuse(field, found)
            status = found.status
    return Photos(kept, status)


def _keep(data: bytes, name: str) -> Picture:
    if len(data) > MOST_MEGABYTES * 1024 * 1024:
        raise PhotoTooHeavy(name=name, most=MOST_MEGABYTES)
    with transaction():
        return keep_picture(data, name=name, by=actor())


def _waiting(keys: Sequence[str]) -> list[Picture]:
    """This person's photos of these keys that stand nowhere yet, in this order."""
    if not keys:
        return []
    found = db.session.scalars(
        sa.select(Picture).where(
            Picture.key.in_(keys),
            Picture.made_by_id == current_user.id,
            Picture.made_at > now() - timedelta(days=1),
            ~sa.exists().where(ProductPicture.picture_id == Picture.id),
            ~sa.exists().where(Shop.picture_id == Picture.id),
        )
    ).all()
    return sorted(found, key=lambda picture: keys.index(picture.key))
