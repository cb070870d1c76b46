"""How much one person may keep, when several come at once."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Role
from marketplace.db import db, transaction
from marketplace.media import storage
from marketplace.media.errors import PicturesTooHeavy, TooManyPictures, UploadsTooHeavy
from marketplace.media.models import Picture, Upload
from marketplace.media.services import pictures as services
from marketplace.media.services import uploads
from tests.factories import make_user
from tests.media.test_services import saved_as
from tests.racing import at_once, only_refusals, whole


# L14: whoever sends two at once has no more than who sends one after the other.
def test_two_pictures_at_once_count_each_other(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_PICTURES", 1)
    by = Actor(label="Chủ", user_id=make_user().id)
    decode = services._decode

    def slowly(data: bytes, space: Path, name: str) -> dict[str, Any]:
        if name == "một.png":
            services.keep_picture(saved_as("PNG"), name="hai.png", by=by)
        return decode(data, space, name)

    monkeypatch.setattr(services, "_decode", slowly)

    with pytest.raises(TooManyPictures):
        services.keep_picture(saved_as("PNG"), name="một.png", by=by)


# L14
def test_one_persons_pictures_together_have_a_limit_of_bytes(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    by = Actor(label="Chủ", user_id=make_user().id)
    first = services.keep_picture(saved_as("PNG"), name="một.png", by=by)
    monkeypatch.setattr(services, "MOST_WEIGHT", 2 * first.bytes_kept)
    services.keep_picture(saved_as("PNG"), name="hai.png", by=by)
    before = set(storage.folder().rglob("*"))

    with pytest.raises(PicturesTooHeavy):
        services.keep_picture(saved_as("PNG"), name="ba.png", by=by)

    assert set(storage.folder().rglob("*")) == before


# L14: by count and by weight, whoever sends them all at once.
@pytest.mark.parametrize("limit", ["MOST_PICTURES", "MOST_WEIGHT"])
def test_six_pictures_at_once_leave_two(race: Flask, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    with transaction():
        by = make_user().as_actor()
        one = services.keep_picture(saved_as("PNG"), name="một.png", by=by)
    monkeypatch.setattr(services, limit, 2 if limit == "MOST_PICTURES" else 2 * one.bytes_kept)

    answers = at_once(race, *[whole(lambda: services.keep_picture(saved_as("PNG"), name="ảnh.png", by=by))] * 6)

    assert only_refusals(answers, TooManyPictures) == 5
    assert db.session.scalar(sa.select(sa.func.count()).where(Picture.made_by_id == by.user_id)) == 2


# L14
def test_six_files_announced_at_once_weigh_no_more_than_one_may(race: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_WEIGHT", 2_500)
    with transaction():
        by = make_user(role=Role.CURATOR).as_actor()

    def announce() -> Upload:
        return uploads.begin_upload(name="a.jpg", size_bytes=1_000, author="Lê Văn Quang", licence="CC0", by=by)

    answers = at_once(race, *[whole(announce)] * 6)

    assert only_refusals(answers, UploadsTooHeavy) == 4
