"""A curator's 360° picture: piece by piece, looked at, asked about, cut."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from marketplace import jobs
from marketplace.accounts.models import Role
from marketplace.clock import now, pretend
from marketplace.config import ROOT
from marketplace.db import db, transaction
from marketplace.media import handlers, queries, storage
from marketplace.media.errors import (
    NoRoomLeft,
    TooManyUploads,
    UploadsTooHeavy,
    UploadTooLarge,
    WrongPlaceInFile,
    WrongUploadMoment,
)
from marketplace.media.flat import View
from marketplace.media.handlers import cutting, looking
from marketplace.media.models import Panorama, Upload
from marketplace.media.services import uploads
from marketplace.media.states import UploadState
from tests.factories import make_user
from tests.media.tilting import tilted

pytestmark = pytest.mark.usefixtures("session")

LIBRARY = ROOT / "demo" / "panoramas" / "peabody-library.jpg"
PHOTO = ROOT / "demo" / "pictures" / "can-cho.jpg"
_U = UploadState


@pytest.fixture
def curator() -> Any:
    return make_user(role=Role.CURATOR).as_actor()


def begin(by: Any, size: int, **changed: Any) -> Upload:
    told = {"name": "R0010001.JPG", "author": "Lê Văn Quang", "licence": "CC BY 4.0", **changed}
    with transaction():
        return uploads.begin_upload(size_bytes=size, by=by, **told)


def bring(by: Any, data: bytes) -> Upload:
    """The whole file at once."""
    upload = begin(by, len(data))
    with transaction():
        uploads.add_piece(queries.lock_upload(upload.id), data, at=0)
    return upload


def fresh(upload: Upload) -> Upload:
    db.session.expire_all()
    with transaction():
        return queries.lock_upload(upload.id)


def jobs_of(name: str) -> int:
    return db.session.scalar(sa.text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = :n"), {"n": name}) or 0


# L18: interrupted at any piece, it goes on where it stopped; what a crash left behind is written over.
def test_pieces_make_the_file_whatever_happens_between(curator: Any) -> None:
    data = b"\xff\xd8\xff" + bytes(range(256)) * 40
    upload = begin(curator, len(data))
    for at, until in ((0, 4_000), (4_000, 8_000)):
        with transaction():
            uploads.add_piece(queries.lock_upload(upload.id), data[at:until], at=at)
    with uploads.file_of(upload).open("ab") as file:
        file.write(b"written, and never acknowledged")
    with pytest.raises(WrongPlaceInFile) as refused, transaction():
        uploads.add_piece(queries.lock_upload(upload.id), data[4_000:8_000], at=4_000)
    assert refused.value.facts == {"received": 8_000}
    assert jobs_of("media.look_at") == 0

    with transaction():
        uploads.add_piece(queries.lock_upload(upload.id), data[8_000:], at=8_000)

    assert uploads.file_of(upload).read_bytes() == data
    assert (fresh(upload).state, jobs_of("media.look_at")) == (_U.ARRIVED, 1)
    with pytest.raises(WrongUploadMoment), transaction():
        uploads.add_piece(queries.lock_upload(upload.id), b"", at=len(data))


# L12 L14
def test_more_than_was_announced_or_allowed_is_refused(curator: Any) -> None:
    upload = begin(curator, 10)
    with pytest.raises(UploadTooLarge), transaction():
        uploads.add_piece(queries.lock_upload(upload.id), b"x" * 11, at=0)
    with pytest.raises(UploadTooLarge):
        begin(curator, 500_000_001)
    for _ in range(uploads.MOST_UNFINISHED - 1):
        begin(curator, 10)

    with pytest.raises(TooManyUploads):
        begin(curator, 10)


# L14: what lies here, and what is announced; a file that is taken away gives its room back.
def test_one_persons_files_together_have_a_limit_of_bytes(curator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_WEIGHT", 1_000)
    first = begin(curator, 700)
    with pytest.raises(UploadsTooHeavy):
        begin(curator, 301)
    assert begin(make_user(role=Role.CURATOR).as_actor(), 301).state is _U.COMING

    with transaction():
        uploads.drop(queries.lock_upload(first.id))

    second = begin(curator, 301)
    # A refused file is gone from the disk at once, and its row a day or two later.
    with transaction():
        uploads.refuse_with(queries.lock_upload(second.id), UploadsTooHeavy(gigabytes=0, most=0))
    assert begin(curator, 1_000).state is _U.COMING


# L14: many that are announced at once cannot together be more than the disk holds.
def test_what_others_announced_is_counted_as_if_it_were_here(curator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    free = uploads.ROOM_LEFT + 2_000_000
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    other = make_user(role=Role.CURATOR).as_actor()
    first = begin(other, 900_000)

    with pytest.raises(NoRoomLeft):
        begin(curator, 900_000)

    # What has come takes its room on the disk itself.
    with transaction():
        queries.lock_upload(first.id).received_bytes = 900_000
    assert begin(curator, 900_000).state is _U.COMING


# L18: whoever closes the page and comes again, on another machine even, goes on where it stopped.
def test_the_same_file_announced_again_goes_on(curator: Any) -> None:
    begun = begin(curator, 10, file_time=1_700_000_123)
    with transaction():
        uploads.add_piece(queries.lock_upload(begun.id), b"\xff\xd8\xff", at=0)

    again = begin(curator, 10, file_time=1_700_000_123, author="Lê Thị Hoa")

    assert (again.id, again.received_bytes, again.author) == (begun.id, 3, "Lê Thị Hoa")
    others: list[dict[str, Any]] = [
        {"file_time": 1},
        {"file_time": None},
        {"file_time": 1_700_000_123, "name": "b.jpg"},
    ]
    assert all(begin(curator, 10, **changed).id != begun.id for changed in others)
    assert begin(curator, 11, file_time=1_700_000_123).id != begun.id
    assert begin(make_user(role=Role.CURATOR).as_actor(), 10, file_time=1_700_000_123).id != begun.id
    with transaction():
        uploads.drop(queries.lock_upload(begun.id))
    assert begin(curator, 10, file_time=1_700_000_123).received_bytes == 0


# L09
@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\x", "a\x00b.jpg", "con.jpg", "x" * 400, "\u202egpj.exe", ""])
def test_the_name_is_only_shown(curator: Any, name: str) -> None:
    upload = begin(curator, 10, name=name)

    assert uploads.file_of(upload).parent.name == "originals"
    assert uploads.file_of(upload).name == upload.public_id
    assert 0 < len(upload.name) <= 120
    assert not set(upload.name) & {"\x00", "\u202e"}


def test_a_real_turn_is_cut_without_a_question(curator: Any) -> None:
    upload = bring(curator, LIBRARY.read_bytes())
    drawn = set(storage.folder().glob("pano/*/poster-*"))

    handlers.look_at(upload_id=upload.id)
    assert (fresh(upload).state, jobs_of("media.cut")) == (_U.CUTTING, 1)
    handlers.cut(upload_id=upload.id)

    done = fresh(upload)
    assert (done.state, done.done, done.of) == (_U.READY, 40, 40)
    panorama = db.session.get_one(Panorama, done.panorama_id)
    assert (panorama.width, panorama.part) == (4096, [0, 0, 1, 1])
    assert panorama.credit == {"author": "Lê Văn Quang", "licence": "CC BY 4.0"}
    # Flat pictures are drawn of the views that a tour shows: nobody knows them yet.
    assert set(storage.folder().glob("pano/*/poster-*")) == drawn
    # Told again, as a job that died may be: nothing changes.
    handlers.look_at(upload_id=upload.id)
    handlers.cut(upload_id=upload.id)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Panorama)) == 1


# Its pillars say it: the camera wrote nothing of how it was held.
def test_how_a_picture_leans_is_kept_with_it(curator: Any) -> None:
    with Image.open(ROOT / "tests" / "data" / "panoramas" / "peabody-6th-floor.jpg") as picture:
        leaning = tilted(picture.convert("RGB"), View(0, 0, 90, level_roll=6.0)).resize((2048, 1024))
    file = BytesIO()
    leaning.save(file, "JPEG")
    upload = bring(curator, file.getvalue())

    handlers.look_at(upload_id=upload.id)
    handlers.cut(upload_id=upload.id)

    done = fresh(upload)
    assert any("Cột, tường" in warning for warning in done.look["warnings"])
    pitch, roll = db.session.get_one(Panorama, done.panorama_id).facts["leans"]
    assert max(abs(pitch), abs(roll + 6)) <= 1.5


# L19: the same picture of two curators is one panorama; each has an upload of its own.
def test_the_same_picture_twice_is_one_panorama(curator: Any) -> None:
    keys = set()
    for by in (curator, make_user(role=Role.CURATOR).as_actor()):
        upload = bring(by, LIBRARY.read_bytes())
        handlers.look_at(upload_id=upload.id)
        handlers.cut(upload_id=upload.id)
        keys.add(fresh(upload).panorama_id)

    assert len(keys) == 1


def test_an_ordinary_photo_is_refused_with_the_reason(curator: Any) -> None:
    upload = bring(curator, PHOTO.read_bytes())

    handlers.look_at(upload_id=upload.id)

    refused = fresh(upload)
    assert (refused.state, "không phải 360°" in refused.refusal) == (_U.REFUSED, True)
    assert not uploads.file_of(upload).exists()


# L01
def test_what_is_no_picture_is_refused(curator: Any) -> None:
    upload = bring(curator, b"<svg xmlns='http://www.w3.org/2000/svg'/>")

    handlers.look_at(upload_id=upload.id)

    assert fresh(upload).state is _U.REFUSED


@pytest.fixture
def part(tmp_path: Path) -> bytes:
    """The middle of a turn, all the way round, with top and foot cut off."""
    path = tmp_path / "wide.jpg"
    with Image.open(LIBRARY) as picture:
        picture.crop((0, 500, 4096, 1500)).save(path, "JPEG", quality=85)
    return path.read_bytes()


def test_an_unsure_one_waits_for_the_curators_word(curator: Any, part: bytes) -> None:
    upload = bring(curator, part)
    handlers.look_at(upload_id=upload.id)
    assert (fresh(upload).state, fresh(upload).seen_as) == (_U.LOOKED, "unsure")
    assert {path.name for path in uploads.preview_folder(upload).iterdir()} == {"preview.webp", "seam.webp"}

    with transaction():
        uploads.say_what_it_is(queries.lock_upload(upload.id), is_whole_turn=True)
    handlers.cut(upload_id=upload.id)

    panorama = db.session.get_one(Panorama, fresh(upload).panorama_id)
    assert panorama.part == pytest.approx([0, 524 / 2048, 1, 1524 / 2048])


def test_the_curator_says_that_it_is_none(curator: Any, part: bytes) -> None:
    upload = bring(curator, part)
    handlers.look_at(upload_id=upload.id)

    with transaction():
        uploads.say_what_it_is(queries.lock_upload(upload.id), is_whole_turn=False)

    assert fresh(upload).state is _U.REFUSED
    with pytest.raises(WrongUploadMoment), transaction():
        uploads.say_what_it_is(queries.lock_upload(upload.id), is_whole_turn=True)


# J11: what was begun and left is swept after two days, and nothing else.
def test_what_was_left_is_swept(curator: Any) -> None:
    left, arrived = begin(curator, 10), bring(curator, LIBRARY.read_bytes())
    with transaction():
        uploads.add_piece(queries.lock_upload(left.id), b"12345", at=0)

    handlers.sweep_uploads(0)
    assert fresh(left).state is _U.COMING
    with pretend(now() + timedelta(hours=49)):
        handlers.sweep_uploads(0)

    assert (fresh(left).state, fresh(arrived).state) == (_U.DROPPED, _U.ARRIVED)
    assert (uploads.file_of(left).exists(), uploads.file_of(arrived).exists()) == (False, True)


# What nobody works on any more says so, be it that its job was taken away.
def test_what_waits_for_no_job_is_left_undone(curator: Any) -> None:
    waiting, lost = bring(curator, LIBRARY.read_bytes()), bring(curator, LIBRARY.read_bytes())
    db.session.execute(
        sa.text("DELETE FROM procrastinate_jobs WHERE CAST(args->>'upload_id' AS bigint) = :id"), {"id": lost.id}
    )

    handlers.sweep_uploads(0)

    assert (fresh(waiting).state, fresh(lost).state) == (_U.ARRIVED, _U.UNDONE)


def on_try(number: int, job: Callable[..., None], upload: Upload) -> None:
    """The job runs as the worker runs it for the so-manieth time."""
    jobs.told_in_the_log(lambda: job(upload_id=upload.id), task="media", attempts=number - 1)


def stop(*_words: Any, **_facts: Any) -> Any:
    raise InterruptedError("the machine is switched off")


# A machine that fails says nothing of the picture: it is tried again, and in the end the curator may have it tried.
def test_what_never_goes_well_is_kept_and_can_be_tried_again(curator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = bring(curator, LIBRARY.read_bytes())
    handlers.look_at(upload_id=upload.id)
    monkeypatch.setattr(cutting, "cut_in_child", stop)
    for number in (1, 2, 3):
        with pytest.raises(InterruptedError):
            on_try(number, handlers.cut, upload)
        assert fresh(upload).state is _U.CUTTING
    with pytest.raises(InterruptedError):
        on_try(4, handlers.cut, upload)
    assert (fresh(upload).state, uploads.file_of(upload).read_bytes()) == (_U.UNDONE, LIBRARY.read_bytes())
    monkeypatch.undo()

    with transaction():
        uploads.try_again(queries.lock_upload(upload.id))
    assert (fresh(upload).state, jobs_of("media.cut")) == (_U.CUTTING, 2)
    handlers.cut(upload_id=upload.id)

    assert fresh(upload).state is _U.READY
    with pytest.raises(WrongUploadMoment), transaction():
        uploads.try_again(queries.lock_upload(upload.id))


def test_what_nobody_could_look_at_is_looked_at_again_or_dropped(curator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    again, unwanted = bring(curator, LIBRARY.read_bytes()), bring(curator, PHOTO.read_bytes())
    monkeypatch.setattr(looking, "look_in_child", stop)
    for upload in (again, unwanted):
        with pytest.raises(InterruptedError):
            on_try(4, handlers.look_at, upload)

    with transaction():
        uploads.try_again(queries.lock_upload(again.id))
        uploads.drop(queries.lock_upload(unwanted.id))

    assert (fresh(again).state, jobs_of("media.look_at")) == (_U.ARRIVED, 3)
    assert (fresh(unwanted).state, uploads.file_of(unwanted).exists()) == (_U.DROPPED, False)


# J11: half a film that a killed process left behind is many megabytes that nobody sees.
def test_what_was_left_half_made_is_swept() -> None:
    left, made = storage.folder() / "video" / "making-abc", storage.folder() / "video" / ("a" * 16)
    for home in (left, made):
        home.mkdir(parents=True, exist_ok=True)
        (home / "1280.mp4").write_bytes(b"half")

    handlers.sweep_uploads(0)
    assert left.exists()
    with pretend(now() + timedelta(hours=49)):
        handlers.sweep_uploads(0)

    assert (left.exists(), made.exists()) == (False, True)
    shutil.rmtree(made)
