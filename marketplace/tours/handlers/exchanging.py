"""Jobs that take tours out as files and bring them in."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from flask import current_app
from procrastinate import JobContext, RetryStrategy

from marketplace import config
from marketplace.accounts.models import User
from marketplace.clock import now, vietnam
from marketplace.crashing import crash_point
from marketplace.db import db, transaction
from marketplace.errors import Refusal
from marketplace.jobs import queue
from marketplace.media import storage
from marketplace.media.errors import TooManyPictures
from marketplace.tours import queries
from marketplace.tours.errors import GivenUp
from marketplace.tours.exchange import standing_alone
from marketplace.tours.exchange.errors import NoPictureUsable, Remark
from marketplace.tours.exchange.packing import Pack
from marketplace.tours.models import Tour
from marketplace.tours.queries import files as file_queries
from marketplace.tours.services import encoding, exporting, files, importing
from marketplace.tours.states import TourFileKind, TourFileState

# A full disk, or a machine that was switched off: it is tried again, and makes the same.
TRIED_AGAIN: Final = 3
AGAIN: Final = RetryStrategy(max_attempts=TRIED_AGAIN, exponential_wait=8)
LEFT_FOR: Final = timedelta(hours=48)
# A copy has hundreds of small files; its progress is told so seldom.
TOLD_EVERY: Final = 40


# One picture is cut at a time on this machine, whoever brought it.
@queue.task(name="tours.import_file", retry=AGAIN, lock="cutting", pass_context=True)
def try_import(context: JobContext, *, file_id: int) -> None:
    """The import is tried once; at the last time a failure is told to its curator."""
    import_file(file_id=file_id, is_last_try=context.job.attempts >= TRIED_AGAIN)


def import_file(*, file_id: int, is_last_try: bool = False) -> None:
    """What a curator brought is a draft, or refused with its reason. Done twice it is one draft."""
    with transaction():
        file = file_queries.lock_file(file_id)
        if file.state is not TourFileState.WAITING:
            return
        path, name, by = files.path_of(file), file.name, db.session.get_one(User, file.made_by_id).as_actor()
    assert by.user_id is not None
    with (
        _told_to_its_curator(file_id, is_last_try=is_last_try),
        storage.workspace() as space,
        importing.opened(path, name=name) as (archive, kind, brought),
    ):
        with transaction():
            here = importing.pictures_here(brought, user_id=by.user_id)
        pictures = importing.cut_pictures(brought, archive, here, space=Path(space), progress=_note(file_id))
        for key, picture in importing.flat_pictures(brought):
            assert archive is not None
            with transaction():
                refusal = importing.keep_flat_picture(archive, key, picture, by=by)
            if isinstance(refusal, TooManyPictures):
                # So would all that follow be: why is said once.
                pictures = replace(pictures, remarks=(*pictures.remarks, Remark(refusal.sentence, refusal.facts)))
                break
        encoded = encoding.encode(brought, archive, space=Path(space))
        changed = archive.changed if archive is not None else ()
        crash_point("tour-unpacked")
        with transaction():
            file = file_queries.lock_file(file_id)
            if file.state is TourFileState.WAITING:
                importing.write_down(file, brought, pictures, kind=kind, by=by, encoded=encoded, changed=changed)


@queue.task(name="tours.export_file", retry=AGAIN, lock="exporting", pass_context=True)
def try_export(context: JobContext, *, file_id: int) -> None:
    """The export is tried once; at the last time a failure is told to its curator."""
    export_file(file_id=file_id, is_last_try=context.job.attempts >= TRIED_AGAIN)


def export_file(*, file_id: int, is_last_try: bool = False) -> None:
    """The file that a curator asked for lies ready. Done twice it is written twice, and is the same."""
    with transaction():
        file = file_queries.lock_file(file_id)
        if file.state is not TourFileState.WAITING or file.tour_id is None:
            return
        path, kind = files.path_of(file), file.kind
        slug = db.session.get_one(Tour, file.tour_id).slug
    with _told_to_its_curator(file_id, is_last_try=is_last_try):
        path.parent.mkdir(parents=True, exist_ok=True)
        with storage.workspace() as space:
            made = Path(space) / "made.zip"
            if kind is TourFileKind.COPY:
                _pack_copy(made, slug, told=_note(file_id, every=TOLD_EVERY))
            else:
                with transaction():
                    out = exporting.gather(file_queries.lock_file(file_id))
                note = _note(file_id)
                exporting.pack_archive(
                    out, made, is_whole=kind is TourFileKind.WHOLE_ARCHIVE, space=Path(space),
                    told=lambda done: note(min(done, out.steps), out.steps),
                )  # fmt: skip
            with made.open("rb") as written:
                os.fsync(written.fileno())
            os.replace(made, path)
        crash_point("tour-packed")
        with transaction():
            file = file_queries.lock_file(file_id)
            if file.state is TourFileState.WAITING:
                files.note_made(file, size_bytes=path.stat().st_size)
            elif file.state is not TourFileState.DONE:
                # It was called off meanwhile.
                path.unlink(missing_ok=True)


def _pack_copy(path: Path, slug: str, *, told: Callable[[int, int], None]) -> None:
    """The site asks itself, as a visitor who has not signed in."""
    site_url = config.current().site_url
    visitor = current_app.test_client(use_cookies=False)

    def fetch(address: str) -> bytes | None:
        # Each in a context of its own: in the job's, the language of the first page would be that of all.
        with (
            current_app.app_context(),
            visitor.get(address, base_url=site_url, headers={"Accept-Encoding": "identity"}) as answer,
        ):
            return answer.get_data() if answer.status_code == 200 else None

    page = f"/tham-quan/{slug}"
    if fetch(page) is None:
        raise standing_alone.NotOnShow
    with transaction():
        tour = queries.tour_on_show(slug).tour
        parts = [*(scene.slug for scene in tour.scenes), *(["loi-dan"] if tour.walk else [])]
    with Pack(path, told=lambda done: told(done, 0)) as pack:
        standing_alone.make_copy(
            pack, fetch=fetch, page=page, parts=parts, site_url=site_url, day=f"{vietnam(now()):%d/%m/%Y}",
        )  # fmt: skip


def _note(file_id: int, *, every: int = 1) -> Callable[[int, int], None]:
    """Writes down how far a file is."""

    def note(done: int, of: int) -> None:
        if done % every == 0:
            with transaction():
                file = file_queries.lock_file(file_id)
                file.done, file.of, file.changed_at = done, of, now()

    return note


@contextmanager
def _told_to_its_curator(file_id: int, *, is_last_try: bool) -> Iterator[None]:
    """A no is written down with its reason. So is a failure that is not tried again; it is raised all the same."""
    try:
        yield
    except Refusal as refusal:
        _refuse(file_id, refusal)
    except Exception:
        if is_last_try:
            _refuse(file_id, GivenUp())
        raise


def _refuse(file_id: int, refusal: Refusal) -> None:
    with transaction():
        file = file_queries.lock_file(file_id)
        if file.state is TourFileState.WAITING:
            files.refuse_with(file, refusal)
            if isinstance(refusal, NoPictureUsable):
                files.note_remarks(file, refusal.remarks)


@queue.periodic(cron="41 4 * * *")
@queue.task(name="tours.sweep_files", queueing_lock="sweep_tour_files")
def sweep_files(timestamp: int) -> None:
    """Every night: what began to come two days ago and was left, or was refused, is dropped with its bytes.

    What waited so long for a job that no more comes (its worker died too often) is refused, so that one can begin anew.
    """
    with transaction():
        left = file_queries.forgotten_files(before=now() - LEFT_FOR)
    for file_id in left:
        with transaction():
            file = file_queries.lock_file(file_id)
            if file.state in (TourFileState.COMING, TourFileState.REFUSED):
                files.drop(file)
            elif file.state is TourFileState.WAITING:
                files.refuse_with(file, GivenUp())
