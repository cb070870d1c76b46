"""A file that no attempt can make, or that nobody wants any more, is not in the way."""

import io
import shutil
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.db import db, transaction
from marketplace.media.errors import NoRoomLeft
from marketplace.tours import handlers
from marketplace.tours.models import Tour, TourFile
from marketplace.tours.queries import files as queries
from marketplace.tours.queries.writing import lock_tour
from marketplace.tours.services import exporting, files, importing
from marketplace.tours.states import TourFileKind, TourFileState
from tests.tours.exchange.hostile import packed
from tests.tours.exchange.making import WORDS, fresh, said, sphere
from tests.tours.exchange.test_exporting import make
from tests.tours.making import make_site

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def site() -> int:
    return make_site().id


def on_try(number: int) -> Any:
    """What a job knows of itself when it was begun so often before."""
    return SimpleNamespace(job=SimpleNamespace(attempts=number))


def full_disk(*_: Any, **__: Any) -> Any:
    raise OSError(28, "No space left on device")


def test_a_file_that_no_attempt_can_read_is_refused_and_makes_room(
    site: int, curator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = packed({"1.jpg": sphere()})
    with transaction():
        file = files.begin_import(site, name="a.zip", size_bytes=len(body), by=curator, **WORDS)
        files.take_whole(file, io.BytesIO(body))
    monkeypatch.setattr(importing, "cut_pictures", full_disk)

    for number in range(handlers.TRIED_AGAIN):
        with pytest.raises(OSError, match="No space"):
            handlers.try_import(on_try(number), file_id=file.id)
        assert fresh(file).state is TourFileState.WAITING
    with pytest.raises(OSError, match="No space"):
        handlers.try_import(on_try(handlers.TRIED_AGAIN), file_id=file.id)

    assert fresh(file).state is TourFileState.REFUSED
    assert "lỗi ở phía chợ" in said(fresh(file))
    assert not files.path_of(file).exists()
    assert queries.unfinished_imports_of(curator.user_id) == 0


def test_what_waits_for_a_job_that_is_no_more_is_refused_at_night(site: int, curator: Any) -> None:
    with transaction():
        file = files.begin_import(site, name="a.zip", size_bytes=1, by=curator, **WORDS)
        files.take_whole(file, io.BytesIO(b"x"))
    with transaction():
        queries.lock_file(file.id).changed_at = file.begun_at - handlers.LEFT_FOR * 2

    handlers.sweep_files(0)

    assert fresh(file).state is TourFileState.REFUSED
    assert "lỗi ở phía chợ" in said(fresh(file))


def test_a_file_that_waits_can_be_dropped_and_becomes_nothing(
    site: int, curator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = packed({"1.jpg": sphere()})
    with transaction():
        file = files.begin_import(site, name="a.zip", size_bytes=len(body), by=curator, **WORDS)
        files.take_whole(file, io.BytesIO(body))
    cut = importing.cut_pictures

    def dropped_meanwhile(*words: Any, **more: Any) -> Any:
        with transaction():
            files.drop(queries.lock_file(file.id))
        return cut(*words, **more)

    monkeypatch.setattr(importing, "cut_pictures", dropped_meanwhile)
    handlers.import_file(file_id=file.id)

    assert fresh(file).state is TourFileState.DROPPED
    assert fresh(file).tour_id is None
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Tour)) == 0


def test_a_file_is_not_begun_on_a_full_disk(site: int, curator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=500_000_019))

    with transaction():
        files.begin_import(site, name="a.zip", size_bytes=9, by=curator, **WORDS)
    with pytest.raises(NoRoomLeft), transaction():
        files.begin_import(site, name="a.zip", size_bytes=10, by=curator, **WORDS)


def test_an_export_that_failed_for_good_says_so_and_can_be_asked_for_anew(
    tour: Tour, curator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction():
        file = files.begin_export(lock_tour(tour.id), kind=TourFileKind.ARCHIVE, version=1, by=curator)
    with monkeypatch.context() as broken:
        broken.setattr(exporting, "pack_archive", full_disk)
        for number in range(handlers.TRIED_AGAIN + 1):
            with pytest.raises(OSError, match="No space"):
                handlers.try_export(on_try(number), file_id=file.id)

    assert fresh(file).state is TourFileState.REFUSED
    assert "lỗi ở phía chợ" in said(fresh(file))
    assert make(tour, TourFileKind.ARCHIVE, by=curator).state is TourFileState.DONE
    assert fresh(file).state is TourFileState.DROPPED


def test_an_export_that_was_called_off_leaves_no_bytes(
    tour: Tour, curator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction():
        file = files.begin_export(lock_tour(tour.id), kind=TourFileKind.ARCHIVE, version=1, by=curator)
    gather = exporting.gather

    def called_off(asked: TourFile) -> Any:
        files.drop(asked)
        return gather(asked)

    monkeypatch.setattr(exporting, "gather", called_off)
    handlers.export_file(file_id=file.id)

    assert fresh(file).state is TourFileState.DROPPED
    assert not files.path_of(file).exists()
