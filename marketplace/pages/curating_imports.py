"""Curators bring tours in: our own archive, other programs' tours, a set of 360° pictures."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from os import SEEK_END
from pathlib import Path
from typing import Any, Final

from flask import (
    Blueprint,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from marketplace import limits
from marketplace.accounts.presence import actor
from marketplace.db import transaction
from marketplace.errors import Refusal
from marketplace.media import storage
from marketplace.media.errors import WrongPlaceInFile
from marketplace.media.services.uploads import LARGEST_PIECE
from marketplace.pages.curating_exchange import is_waiting, private, state_words, version_of
from marketplace.pages.pieces import how_far, of_now, where_piece_begins
from marketplace.tours.errors import TourFileTooLarge
from marketplace.tours.exchange.archives import MOST_BYTES
from marketplace.tours.exchange.packing import Pack
from marketplace.tours.exchange.photos import names_in_archive
from marketplace.tours.exchange.reading import KIND_WORDS
from marketplace.tours.forms.exchanging import AnnounceImportForm, ImportForm
from marketplace.tours.models import TourFile
from marketplace.tours.queries import files as queries
from marketplace.tours.queries.writing import site_named, sites_to_write
from marketplace.tours.services import files, seams
from marketplace.web import open_to, say

bp = Blueprint("importing", __name__, url_prefix="/di-san")

# A form around the largest file.
AROUND: Final = 1_000_000


@bp.url_value_preprocessor
def allow_large_bodies(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Pieces and whole files are larger than a plain form, of curators only. Before the CSRF check reads the form."""
    if not (current_user.is_authenticated and current_user.is_curator):
        return
    if endpoint == "importing.piece":
        request.max_content_length = LARGEST_PIECE
    elif endpoint == "importing.bring":
        request.max_content_length = MOST_BYTES + AROUND


@bp.get("/nhap")
@open_to("curators")
def imports() -> ResponseReturnValue:
    """Bringing a tour, and what became of those that were brought."""
    return _import_page(_with_sites(ImportForm(formdata=None)))


def _with_sites(form: Any) -> Any:
    form.site.offer([(site.slug, site.name) for site in sites_to_write()])
    return form


def _import_page(form: ImportForm, *, status: int = 200) -> ResponseReturnValue:
    if form.author.data is None:
        form.author.data = current_user.name
    brought = queries.imports_of(current_user.id)
    return private(
        render_template(
            "curating/import.html", form=form, brought=brought, version=version_of(brought), piece=LARGEST_PIECE,
            is_waiting=is_waiting(brought), most_mb=MOST_BYTES // 1_000_000, kind_words=KIND_WORDS,
        ),
        status,
    )  # fmt: skip


@bp.get("/nhap/phan")
@open_to("curators")
def imports_part() -> ResponseReturnValue:
    """The list alone, for a page that is open."""
    brought = queries.imports_of(current_user.id)
    version = version_of(brought)
    if request.args.get("v") == version:
        return "", 204
    return private(
        render_template(
            "curating/_imports.html", brought=brought, version=version, is_waiting=is_waiting(brought),
            kind_words=KIND_WORDS,
        )
    )  # fmt: skip


@bp.post("/nhap")
@open_to("curators")
def bring() -> ResponseReturnValue:
    """Whole files at once: for browsers without a script, and for several pictures."""
    form = _with_sites(ImportForm())
    brought = [file for file in request.files.getlist("file") if file.filename]
    if form.validate_on_submit() and not brought:
        form.file.errors = [gettext("Xin chọn một tệp.")]
    if form.errors:
        return _import_page(form, status=422)
    site = site_named(form.value("site"))
    try:
        with ExitStack() as opened:
            name, source = _one_file(brought, opened)
            size = max(1, source.seek(0, SEEK_END))
            source.seek(0)
            with transaction():
                file = files.begin_import(
                    site.id, name=name, size_bytes=size, author=form.value("author"), licence=form.value("licence"),
                    by=actor(),
                )  # fmt: skip
                files.take_whole(file, source)
    except Refusal as refusal:
        form.refuse(form.file, refusal)
        return _import_page(form, status=refusal.status)
    flash(gettext("Đã nhận tệp. Chợ đang đọc; trang này cho biết khi xong."), "ok")
    return redirect(url_for(".imports"), code=303)


def _one_file(brought: Sequence[FileStorage], opened: ExitStack) -> tuple[str, Any]:
    """A ZIP or a JSON as it is; pictures are put into a ZIP, so that all that comes is one file."""
    first = brought[0]
    for file in brought:
        opened.callback(file.close)
    if len(brought) == 1 and not (first.mimetype or "").startswith("image/"):
        return first.filename or "", first.stream
    space = Path(opened.enter_context(storage.workspace()))
    with Pack(space / "photos.zip") as pack:
        for name, file in zip(names_in_archive([file.filename or "" for file in brought]), brought, strict=True):
            file.save(space / "one")
            pack.put_file(name, space / "one")
    return gettext("%(count)s ảnh", count=len(brought)), opened.enter_context((space / "photos.zip").open("rb"))


@bp.post("/nhap/bat-dau")
@open_to("curators")
def announce() -> ResponseReturnValue:
    """A file will come in pieces; where to send them."""
    form = _with_sites(AnnounceImportForm())
    if not form.validate_on_submit():
        return jsonify(error=form.all_wrong()), 422
    limits.count_try("imports", str(current_user.id), limit=60, seconds=86_400)
    site = site_named(form.value("site"))
    try:
        with transaction():
            file = files.begin_import(
                site.id, name=form.value("name"), size_bytes=form.value("size"), author=form.value("author"),
                licence=form.value("licence"), by=actor(), file_time=form.value("modified"),
            )  # fmt: skip
    except Refusal as refusal:
        return jsonify(error=say(refusal)), refusal.status
    return jsonify(_told(file)), 201


def _told(file: TourFile) -> dict[str, Any]:
    return how_far(file, state_words(file))


@bp.get("/nhap/<public_id>/tinh-trang")
@open_to("curators")
def state(public_id: str) -> ResponseReturnValue:
    """How far it is; after an interruption, how much of the file is here."""
    return of_now(_told(_own(public_id)))


def _own(public_id: str) -> TourFile:
    return queries.import_of(public_id, user_id=current_user.id)


@bp.post("/nhap/<public_id>/doan")
@open_to("curators")
def piece(public_id: str) -> ResponseReturnValue:
    """The next bytes of the file, `tu` saying where they begin. A wrong beginning is answered with the right one."""
    found = _own(public_id)
    at = where_piece_begins()
    data = request.get_data(cache=False)
    try:
        with transaction():
            file = queries.lock_file(found.id)
            files.add_piece(file, data, at=at)
    except (WrongPlaceInFile, TourFileTooLarge) as refusal:
        return jsonify({**_told(_own(public_id)), "error": say(refusal)}), refusal.status
    return jsonify(_told(file))


@bp.post("/nhap/<public_id>/vet-noi/<seam>/<any('tron-vong', 'khong-phai'):answer>")
@open_to("curators")
def answer_seam(public_id: str, seam: str, answer: str) -> ResponseReturnValue:
    """The curator has looked at the seam of one of the pictures: its scene stays, or is none."""
    is_whole = answer == "tron-vong"
    return _on_own(
        public_id,
        lambda file: seams.answer_seam(file, seam, is_whole_turn=is_whole, by=actor()),
        done=gettext("Đã ghi."),
    )


@bp.post("/nhap/<public_id>/bo")
@open_to("curators")
def drop(public_id: str) -> ResponseReturnValue:
    """The file is not wanted after all; a tour that came of it stays."""
    return _on_own(public_id, files.drop, done=gettext("Đã bỏ."))


def _on_own(public_id: str, change: Callable[[TourFile], object], *, done: str) -> ResponseReturnValue:
    """The change is made under lock, and said; a refusal is said on the page."""
    found = _own(public_id)
    try:
        with transaction():
            change(queries.lock_file(found.id))
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(done, "ok")
    return redirect(url_for(".imports"), code=303)
