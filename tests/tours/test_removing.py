"""What a curator brought can be taken back as long as no tour stands on it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.accounts.models import AuditEvent, Role
from marketplace.clock import now
from marketplace.db import db, transaction
from marketplace.media import handlers, queries, storage
from marketplace.media.errors import WrongUploadMoment
from marketplace.media.models import Panorama, Picture, Sound, Upload, Video
from marketplace.media.services import keep_picture, uploads
from marketplace.media.services.removing import made_of
from marketplace.media.states import UploadKind, UploadState
from marketplace.tours.content import PinContent, SceneContent, TourContent, Words
from marketplace.tours.errors import StillInTour
from marketplace.tours.handlers import UNSHOWN_KEPT, forget_pictures
from marketplace.tours.models import Hotspot, StoryVersion
from marketplace.tours.queries.writing import lock_tour
from marketplace.tours.services import writing
from marketplace.tours.services.removing import remove_upload
from marketplace.tours.states import HotspotKind
from tests.factories import make_user
from tests.media import clips
from tests.media.conftest import a_tone as a_tone
from tests.media.conftest import a_turn as a_turn
from tests.media.test_uploads import LIBRARY, bring, fresh, jobs_of
from tests.tours.exchange.making import photo
from tests.tours.making import info, make_site, make_story, make_tour

LIBRARY_PHOTO = photo()
pytestmark = pytest.mark.usefixtures("session")
DROPPED = UploadState.DROPPED


@pytest.fixture
def curator() -> Any:
    return make_user(role=Role.CURATOR).as_actor()


def brought(by: Any, data: bytes) -> Upload:
    """A file that is ready, whatever it is."""
    upload = bring(by, data)
    handlers.look_at(upload_id=upload.id)
    kind = fresh(upload).kind
    assert kind is not None
    {
        UploadKind.PICTURE: handlers.cut,
        UploadKind.VIDEO: handlers.make_film,
        UploadKind.SOUND: handlers.make_sound,
    }[kind](upload_id=upload.id)
    assert fresh(upload).state is UploadState.READY
    return fresh(upload)


def remove(upload: Upload, by: Any) -> list[Path]:
    """Removed, and its jobs done; the folders that were made of it."""
    folders = made_of(fresh(upload))
    with transaction():
        remove_upload(queries.lock_upload(upload.id), by=by)
    handlers.remove_original(upload_id=upload.id)
    for folder in folders:
        handlers.remove_made(kind=folder.kind, key=folder.key)
    return [storage.folder() / folder.kind / folder.key for folder in folders]


def count(model: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_a_picture_goes_with_all_that_was_made_of_it(curator: Any) -> None:
    upload = brought(curator, LIBRARY.read_bytes())

    (tiles,) = remove(upload, curator)

    assert fresh(upload).state is DROPPED
    assert not tiles.exists() and not uploads.file_of(upload).exists()
    assert not list(uploads.preview_folder(upload).glob("*.webp"))
    assert count(Panorama) == 0
    assert jobs_of("media.remove_made") == jobs_of("media.remove_original") == 1
    told = db.session.scalars(sa.select(AuditEvent)).all()
    assert [event.thing for event in told if event.what == "upload.removed"] == [f"upload:{upload.public_id}"]


# L19
def test_what_another_curator_brought_too_stays(curator: Any) -> None:
    mine, theirs = (brought(by, LIBRARY.read_bytes()) for by in (curator, make_user(role=Role.CURATOR).as_actor()))

    (tiles,) = remove(mine, curator)

    assert (tiles / "base.webp").exists()
    assert fresh(theirs).panorama is not None
    assert not uploads.file_of(mine).exists() and uploads.file_of(theirs).exists()


@clips.needs_ffmpeg
def test_a_film_goes_with_its_picture_and_a_sound_alone(curator: Any, a_turn: Path, a_tone: Path) -> None:
    film, sound = brought(curator, a_turn.read_bytes()), brought(curator, a_tone.read_bytes())

    gone = [*remove(film, curator), *remove(sound, curator)]

    assert [folder.parent.name for folder in gone] == ["video", "pano", "sound"]
    assert not any(folder.exists() for folder in gone)
    assert (count(Video), count(Panorama), count(Sound)) == (0, 0, 0)


def draft_with(curator: Any, **scene: Any) -> None:
    site = make_site(name="Đình Thử")
    with transaction():
        tour = writing.begin_tour(site.id, title="Dạo đình", by=curator)
    told = TourContent(title=Words("Dạo đình"), start="san", scenes=(SceneContent(slug="san", **scene),))
    with transaction():
        writing.save_draft(lock_tour(tour.id), told, revision=1, by=curator)


def test_what_a_draft_names_stays_until_it_does_not(curator: Any) -> None:
    upload = brought(curator, LIBRARY.read_bytes())
    assert upload.panorama is not None
    key = upload.panorama.key
    draft_with(curator, panorama=key)

    with pytest.raises(StillInTour) as refused, transaction():
        remove_upload(queries.lock_upload(upload.id), by=curator)

    assert refused.value.facts == {"tour": "Dạo đình"}
    assert fresh(upload).state is UploadState.READY
    assert (storage.folder() / "pano" / key / "base.webp").exists()


@clips.needs_ffmpeg
def test_a_sound_of_a_pin_stays(curator: Any, a_tone: Path) -> None:
    upload = brought(curator, a_tone.read_bytes())
    assert upload.sound is not None
    drum = PinContent(number=1, kind=HotspotKind.SOUND, yaw=0, pitch=0, sound=upload.sound.key)
    draft_with(curator, panorama="0123456789abcdef", pins=(replace(drum, text=Words("Trống.")),))

    with pytest.raises(StillInTour), transaction():
        remove_upload(queries.lock_upload(upload.id), by=curator)


def test_what_came_again_before_its_files_went_stays(curator: Any) -> None:
    upload = brought(curator, LIBRARY.read_bytes())
    (folder,) = made_of(upload)
    with transaction():
        remove_upload(queries.lock_upload(upload.id), by=curator)
    again = brought(curator, LIBRARY.read_bytes())

    handlers.remove_made(kind=folder.kind, key=folder.key)

    assert made_of(again) == (folder,)
    assert (storage.folder() / "pano" / folder.key / "base.webp").exists()


def test_only_what_is_ready_is_removed_and_only_once(curator: Any) -> None:
    coming = bring(curator, LIBRARY.read_bytes())
    with pytest.raises(WrongUploadMoment), transaction():
        remove_upload(queries.lock_upload(coming.id), by=curator)
    ready = brought(curator, LIBRARY.read_bytes())
    remove(ready, curator)

    with pytest.raises(WrongUploadMoment), transaction():
        remove_upload(queries.lock_upload(ready.id), by=curator)


def test_document_pictures_that_nothing_shows_are_forgotten_after_three_months(curator: Any) -> None:
    site, story = make_site(), make_story()
    with transaction():
        of_site, of_story, of_tour, of_plan, unshown, fresh_one, of_demo = (
            keep_picture(LIBRARY_PHOTO, name="a.jpg", by=curator, credit={"author": "A", "licence": "CC0"})
            for _ in range(7)
        )
        site.picture_id, of_demo.made_by_id = of_site.id, None
        version = db.session.scalars(sa.select(StoryVersion)).first()
        assert version is not None and version.story_id == story.id
        version.content = {**version.content, "parts": [{"text": "a", "picture": of_story.key}]}
        tour = make_tour(info(number=3))
        pin = db.session.scalars(sa.select(Hotspot).where(Hotspot.number == 3)).one()
        pin.more, tour.plan = {"pictures": [of_tour.key]}, {"picture": of_plan.key, "points": []}
        for picture in (of_site, of_story, of_tour, of_plan, unshown, of_demo):
            picture.made_at = now() - UNSHOWN_KEPT * 2
    keys = [picture.key for picture in (of_site, of_story, of_tour, of_plan, fresh_one, of_demo)]
    gone = unshown.key

    forget_pictures(0)

    assert set(db.session.scalars(sa.select(Picture.key))) == set(keys)
    assert not list(storage.folder().glob(f"{gone}-*"))
    assert list(storage.folder().glob(f"{keys[2]}-*"))
