"""What was brought leaves as it was brought: pictures of documents, sounds and films; and comes in again so."""

import io
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from marketplace import config
from marketplace.accounts.actor import Actor
from marketplace.db import db, transaction
from marketplace.media import handlers as media
from marketplace.media import queries, storage
from marketplace.media.errors import PicturesTooHeavy
from marketplace.media.models import Picture, Upload
from marketplace.media.services import pictures, uploads
from marketplace.media.services.pictures import forget_picture, keep_picture, original_of
from marketplace.media.states import UploadKind
from marketplace.tours.content import PinContent, Words
from marketplace.tours.exchange import archives
from marketplace.tours.models import Tour
from marketplace.tours.queries.writing import lock_tour
from marketplace.tours.services import writing
from marketplace.tours.states import HotspotKind, TourFileKind
from tests.factories import make_user
from tests.media import clips
from tests.media.test_services import drawing, saved_as
from tests.tours.exchange.making import bring, draft, photo, said
from tests.tours.exchange.test_exporting import CREDIT, DRUM, body_of, contents, forget_everything, make

pytestmark = pytest.mark.usefixtures("session")
_K = TourFileKind
WORDS: Any = {"author": "Lê Văn Quang", "licence": "CC BY 4.0"}


def with_place(kind: str = "JPEG") -> bytes:
    """A scan that tells where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (21.0, 8.0, 30.5)})
    return saved_as(kind, drawing(1700, 1200), exif=exif.tobytes())


def shown(tour: Tour, curator: Actor, data: bytes) -> str:
    """The tour's document picture is this one, brought as the editor brings it; returns its key."""
    with transaction():
        key = keep_picture(data, name="bia.jpg", by=curator, alt="Bia", credit=dict(CREDIT), keeps_original=True).key
    told = draft(tour.id)
    first = told.scenes[0]
    pins = tuple(replace(pin, pictures=(key,)) if pin.pictures else pin for pin in first.pins)
    with transaction():
        changed = replace(told, scenes=(replace(first, pins=pins), told.scenes[1]), plan=None)
        writing.save_draft(lock_tour(tour.id), changed, revision=3, by=curator)
    return key


def sent(file: Path, *, by: Actor, name: str) -> Upload:
    """The file as a curator sends it, looked at and made."""
    data = file.read_bytes()
    with transaction():
        upload = uploads.begin_upload(size_bytes=len(data), by=by, name=name, **WORDS)
        uploads.add_piece(queries.lock_upload(upload.id), data, at=0)
    media.look_at(upload_id=upload.id)
    db.session.refresh(upload)
    make_it = media.make_film if upload.kind is UploadKind.VIDEO else media.make_sound
    make_it(upload_id=upload.id)
    db.session.refresh(upload)
    return upload


# L05
def test_a_document_picture_leaves_as_it_was_brought_and_without_its_place_unless_asked_for(
    tour: Tour, curator: Actor
) -> None:
    key = shown(tour, curator, with_place())

    whole = contents(body_of(make(tour, _K.WHOLE_ARCHIVE, by=curator)))
    bare = contents(body_of(make(tour, _K.ARCHIVE, by=curator)))

    name = f"pictures/{key}.jpg"
    assert whole[name] == with_place()
    assert b"Exif" not in bare[name]
    with Image.open(io.BytesIO(bare[name])) as out, Image.open(io.BytesIO(whole[name])) as brought:
        assert (out.size, out.tobytes()) == ((1700, 1200), brought.tobytes())
    told = [json.loads(archive["tour.json"])["pictures"][key] for archive in (whole, bare)]
    assert [(one["is_original"], one["is_stripped"]) for one in told] == [(True, False), (True, True)]


def test_on_another_market_a_document_picture_is_made_of_its_original_and_keeps_it(tour: Tour, curator: Actor) -> None:
    key = shown(tour, curator, with_place())
    files = {width: (storage.folder() / f"{key}-{width}.webp").read_bytes() for width in (320, 640, 1280)}
    body = body_of(make(tour, _K.WHOLE_ARCHIVE, by=curator))
    site = tour.site_id
    forget_everything()
    for file in storage.folder().rglob(f"*{key}*"):
        file.unlink()

    there = bring(site, body, by=curator)

    assert draft(there.tour_id).scenes[0].pins[2].pictures == (key,), said(there)
    picture = db.session.scalars(sa.select(Picture).where(Picture.key == key)).one()
    kept = original_of(picture)
    assert kept is not None
    assert (kept.read_bytes(), kept.stat().st_mode & 0o777) == (with_place(), 0o600)
    assert {width: (storage.folder() / f"{key}-{width}.webp").read_bytes() for width in files} == files


# Where its notes cannot be taken out, what we made of it goes instead; and an old picture has no original.
@pytest.mark.parametrize("data", [with_place("HEIF"), None], ids=["heic", "none kept"])
def test_what_cannot_leave_as_it_was_leaves_in_the_widest_size(tour: Tour, curator: Actor, data: bytes | None) -> None:
    key = shown(tour, curator, data or photo())
    if data is None:
        with transaction():
            db.session.execute(sa.update(Picture).values(original_bytes=0))

    told = contents(body_of(make(tour, _K.ARCHIVE, by=curator)))

    about = json.loads(told["tour.json"])["pictures"][key]
    assert (about["file"], about["is_original"]) == (f"pictures/{key}.webp", False)
    assert Image.open(io.BytesIO(told[about["file"]])).format == "WEBP"


def test_a_sound_leaves_as_it_was_brought_and_comes_in_as_the_same(tour: Tour, curator: Actor) -> None:
    sound = sent(DRUM, by=curator, name="trong.ogg").sound
    assert sound is not None
    key = sound.key
    told = draft(tour.id)
    drum = PinContent(number=20, kind=HotspotKind.SOUND, yaw=-90, pitch=0, text=Words("Trống."), sound=key)
    first = replace(told.scenes[0], pins=(*told.scenes[0].pins, drum))
    with transaction():
        writing.save_draft(lock_tour(tour.id), replace(told, scenes=(first, told.scenes[1])), revision=3, by=curator)
    body = body_of(make(tour, _K.WHOLE_ARCHIVE, by=curator))

    assert contents(body)[f"sounds/{key}/original"] == DRUM.read_bytes()
    # What a recorder wrote into it nobody can take out of it: without the notes there is what was made of it.
    assert f"sounds/{key}/original" not in contents(body_of(make(tour, _K.ARCHIVE, by=curator)))
    site = tour.site_id
    forget_everything()
    shutil.rmtree(config.current().media_dir / "sound" / key)
    there = bring(site, body, by=curator)
    assert draft(there.tour_id).scenes[0].pins[-1].sound == key, said(there)
    # And its original is here again, so that the next archive has it too.
    again = body_of(make(db.session.get_one(Tour, there.tour_id), _K.WHOLE_ARCHIVE, by=curator))
    assert contents(again)[f"sounds/{key}/original"] == DRUM.read_bytes()


@clips.needs_ffmpeg
def test_a_film_leaves_as_it_was_brought_as_long_as_a_market_takes_the_archive_in(
    tour: Tour, curator: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = clips.said_to_be_spherical(clips.turn(tmp_path / "hall.mp4"))
    film = sent(file, by=curator, name="hội.mp4").video
    assert film is not None
    key, told = film.key, draft(tour.id)
    first = replace(told.scenes[0], video=key)
    with transaction():
        writing.save_draft(lock_tour(tour.id), replace(told, scenes=(first, told.scenes[1])), revision=3, by=curator)
    body = body_of(make(tour, _K.WHOLE_ARCHIVE, by=curator))
    monkeypatch.setattr(archives, "LARGEST_FILM", file.stat().st_size - 1)
    lighter = contents(body_of(make(tour, _K.WHOLE_ARCHIVE, by=curator)))
    monkeypatch.undo()

    assert contents(body)[f"films/{key}/original"] == file.read_bytes()
    assert f"films/{key}/original" not in lighter and f"films/{key}/1280.mp4" in lighter
    site = tour.site_id
    forget_everything()
    shutil.rmtree(config.current().media_dir / "video" / key)
    there = bring(site, body, by=curator)
    assert draft(there.tour_id).scenes[0].video == key, said(there)
    again = body_of(make(db.session.get_one(Tour, there.tour_id), _K.WHOLE_ARCHIVE, by=curator))
    assert contents(again)[f"films/{key}/original"] == file.read_bytes()


# L14
def test_one_persons_originals_together_have_a_limit_of_bytes(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    by = make_user().as_actor()
    data = photo()
    monkeypatch.setattr(pictures, "MOST_ORIGINALS", len(data) + 10)
    kept = keep_picture(data, name="một.jpg", by=by, keeps_original=True)
    before = set(storage.folder().rglob("*"))

    with pytest.raises(PicturesTooHeavy):
        keep_picture(data, name="hai.jpg", by=by, keeps_original=True)
    assert set(storage.folder().rglob("*")) == before
    assert original_of(keep_picture(data, name="ba.jpg", by=by)) is None

    forget_picture(kept)
    assert not list(storage.folder().rglob(f"*{kept.key}*"))
