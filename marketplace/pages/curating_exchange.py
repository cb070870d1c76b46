"""Curators take tours out as files and bring them in: our own archive, a copy that runs by itself, other programs' tours."""

import hashlib
from collections.abc import Sequence
from contextlib import ExitStack
from os import SEEK_END
from pathlib import Path
from typing import Any, Final

from flask import (
    Blueprint,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from marketplace import limits
from marketplace.accounts.presence import actor
from marketplace.db import transaction
from marketplace.errors import NotFound, Refusal
from marketplace.media import storage
from marketplace.media.errors import WrongPlaceInFile
from marketplace.media.services.uploads import LARGEST_PIECE
from marketplace.pages.pieces import where_piece_begins
from marketplace.shown import said
from marketplace.text import N_
from marketplace.tours.errors import TourFileTooLarge
from marketplace.tours.exchange.archives import MOST_BYTES
from marketplace.tours.exchange.packing import Pack
from marketplace.tours.exchange.photos import names_in_archive
from marketplace.tours.exchange.reading import KIND_WORDS
from marketplace.tours.forms.exchanging import AnnounceImportForm, ImportForm
from marketplace.tours.models import Tour, TourFile
from marketplace.tours.queries import files as queries
from marketplace.tours.queries.writing import lock_tour, site_named, sites_to_write, tour_to_write
from marketplace.tours.services import files
from marketplace.tours.states import TourFileKind, TourFileState, TourState
from marketplace.web import open_to, say

bp = Blueprint("exchanging", __name__, url_prefix="/di-san")

# A form around the largest file.
AROUND: Final = 1_000_000
# How a file is called in addresses, and what its button says.
WAYS: Final = {
    "luu-tru": TourFileKind.ARCHIVE,
    "luu-tru-nguyen-ven": TourFileKind.WHOLE_ARCHIVE,
    "ban-chay-rieng": TourFileKind.COPY,
}
WAY_WORDS: Final = {
    "luu-tru": (
        N_("Tệp lưu trữ, ảnh gốc đã bỏ vị trí"),
        N_("Cả chuyến dạo với ảnh gốc, bỏ vị trí, giờ chụp và ghi chú của máy ảnh; điểm ảnh giữ nguyên. Nhập lại được."),
    ),
    "luu-tru-nguyen-ven": (
        N_("Tệp lưu trữ, kèm ảnh gốc nguyên vẹn (có thể chứa vị trí chụp)"),
        N_("Ảnh 360° đúng từng byte như lúc tải lên; phim, tiếng và ảnh tư liệu ở cỡ lớn nhất mà khách xem. Chỉ giữ trong nhà: ảnh có thể cho biết chụp ở đâu, lúc nào, bằng máy nào."),
    ),
    "ban-chay-rieng": (
        N_("Bản chạy riêng, mở được bằng máy chủ web bất kỳ"),
        N_("Trang đọc, cảnh 360°, ảnh và tiếng của bản đã công bố, hai thứ tiếng, không cần chợ. Hàng thành liên kết về chợ."),
    ),
}  # fmt: skip


@bp.url_value_preprocessor
def allow_large_bodies(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Pieces and whole files are larger than a plain form, of curators only. Before the CSRF check reads the form."""
    if not (current_user.is_authenticated and current_user.is_curator):
        return
    if endpoint == "exchanging.piece":
        request.max_content_length = LARGEST_PIECE
    elif endpoint == "exchanging.bring":
        request.max_content_length = MOST_BYTES + AROUND


@bp.get("/chuyen-dao/<slug>/tep")
@open_to("curators")
def tour_files(slug: str) -> ResponseReturnValue:
    """The files of a tour: to be made, being made, and ready."""
    return _tour_page(tour_to_write(slug), "curating/exchange.html")


@bp.get("/chuyen-dao/<slug>/tep/phan")
@open_to("curators")
def tour_files_part(slug: str) -> ResponseReturnValue:
    """The same list alone, for a page that is open."""
    return _tour_page(tour_to_write(slug), "curating/_exchange.html")


def _tour_page(tour: Tour, template: str) -> ResponseReturnValue:
    made = queries.newest_exports(tour.id)
    version = _version_of(made.values())
    if template.startswith("curating/_") and request.args.get("v") == version:
        return "", 204
    shown, draft = queries.version_numbers(tour.id)
    return _private(
        render_template(
            template, tour=tour, made=made, ways=WAYS, way_words=WAY_WORDS, version=version, shown=shown, draft=draft,
            is_shown=tour.state is TourState.PUBLISHED, is_waiting=_is_waiting(made.values()), most=MOST_BYTES,
        )
    )  # fmt: skip


@bp.post("/chuyen-dao/<slug>/tep/<any('luu-tru', 'luu-tru-nguyen-ven', 'ban-chay-rieng'):file_kind>")
@open_to("curators")
def make(slug: str, file_kind: str) -> ResponseReturnValue:
    """A job makes the file. Without a word it is the version that visitors see, else the one that is written."""
    tour = tour_to_write(slug)
    shown, draft = queries.version_numbers(tour.id)
    is_draft = request.form.get("ban") == "soan" or tour.state is not TourState.PUBLISHED
    version = draft if is_draft and draft is not None else shown
    try:
        with transaction():
            files.begin_export(lock_tour(tour.id), kind=WAYS[file_kind], version=version or 0, by=actor())
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(gettext("Chợ đang làm tệp. Trang này cho biết khi xong; đóng trang cũng được."), "ok")
    return redirect(url_for(".tour_files", slug=slug), code=303)


@bp.post("/chuyen-dao/<slug>/tep/<any('luu-tru', 'luu-tru-nguyen-ven', 'ban-chay-rieng'):file_kind>/thoi")
@open_to("curators")
def call_off(slug: str, file_kind: str) -> ResponseReturnValue:
    """The file that is being made is not wanted after all."""
    tour = tour_to_write(slug)
    with transaction():
        lock_tour(tour.id)
        for file in queries.exports_of(tour.id, WAYS[file_kind]):
            if queries.lock_file(file.id).state is TourFileState.WAITING:
                files.drop(file)
    flash(gettext("Đã thôi."), "ok")
    return redirect(url_for(".tour_files", slug=slug), code=303)


@bp.get("/chuyen-dao/<slug>/tep/<any('luu-tru', 'luu-tru-nguyen-ven', 'ban-chay-rieng'):file_kind>.zip")
@open_to("curators")
def fetch(slug: str, file_kind: str) -> ResponseReturnValue:
    """The file that was made last, for curators only (L10, L11)."""
    tour = tour_to_write(slug)
    file = next(
        (file for file in reversed(queries.exports_of(tour.id, WAYS[file_kind])) if file.state is TourFileState.DONE),
        None,
    )
    if file is None or not files.path_of(file).is_file():
        raise NotFound
    response = send_file(
        files.path_of(file), mimetype="application/zip", as_attachment=True,
        download_name=_download_name(tour.slug, file_kind), conditional=False, etag=False,
    )  # fmt: skip
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _download_name(slug: str, way: str) -> str:
    return "mo-o-bat-cu-dau.zip" if way == "ban-chay-rieng" else f"chothon-tour-{slug}.zip"


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
    return _private(
        render_template(
            "curating/import.html", form=form, brought=brought, version=_version_of(brought), piece=LARGEST_PIECE,
            is_waiting=_is_waiting(brought), most_mb=MOST_BYTES // 1_000_000, kind_words=KIND_WORDS,
        ),
        status,
    )  # fmt: skip


@bp.get("/nhap/phan")
@open_to("curators")
def imports_part() -> ResponseReturnValue:
    """The list alone, for a page that is open."""
    brought = queries.imports_of(current_user.id)
    version = _version_of(brought)
    if request.args.get("v") == version:
        return "", 204
    return _private(
        render_template(
            "curating/_imports.html", brought=brought, version=version, is_waiting=_is_waiting(brought),
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
        wrong = [mistake for mistakes in form.errors.values() for mistake in mistakes]
        return jsonify(error=" ".join(wrong)), 422
    limits.count_try("imports", str(current_user.id), limit=60, seconds=86_400)
    site = site_named(form.value("site"))
    try:
        with transaction():
            file = files.begin_import(
                site.id, name=form.value("name"), size_bytes=form.value("size"), author=form.value("author"),
                licence=form.value("licence"), by=actor(),
            )  # fmt: skip
    except Refusal as refusal:
        return jsonify(error=say(refusal)), refusal.status
    return jsonify(_told(file)), 201


def _told(file: TourFile) -> dict[str, Any]:
    """A file in the words of frontend/js/upload-picker.js."""
    return {
        "piece": url_for(".piece", public_id=file.public_id),
        "state_url": url_for(".state", public_id=file.public_id),
        "state": file.state.value,
        "received": file.received_bytes,
        "size": file.size_bytes,
        "done": file.done,
        "of": file.of,
        "said": state_words(file),
    }


def state_words(file: TourFile) -> str:
    """Where the file is, in a sentence."""
    words = {
        TourFileState.COMING: gettext("Đang tải lên"),
        TourFileState.WAITING: gettext("Chợ đang đọc") if file.kind is TourFileKind.IMPORT else gettext("Đang làm"),
        TourFileState.DONE: gettext("Xong"),
        TourFileState.REFUSED: gettext("Không nhập được")
        if file.kind is TourFileKind.IMPORT
        else gettext("Không làm được"),
        TourFileState.DROPPED: gettext("Đã bỏ"),
    }
    return words[file.state]


@bp.get("/nhap/<public_id>/tinh-trang")
@open_to("curators")
def state(public_id: str) -> ResponseReturnValue:
    """How far it is; after an interruption, how much of the file is here."""
    response = jsonify(_told(_own(public_id)))
    response.headers["Cache-Control"] = "private, no-store"
    return response


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


@bp.post("/nhap/<public_id>/bo")
@open_to("curators")
def drop(public_id: str) -> ResponseReturnValue:
    """The file is not wanted after all; a tour that came of it stays."""
    found = _own(public_id)
    try:
        with transaction():
            files.drop(queries.lock_file(found.id))
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(gettext("Đã bỏ."), "ok")
    return redirect(url_for(".imports"), code=303)


def _private(page: str, status: int = 200) -> ResponseReturnValue:
    response = make_response(page, status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _version_of(of_page: Any) -> str:
    seen = "-".join(f"{file.id}.{file.state}.{file.done}.{file.of}.{file.received_bytes}" for file in of_page)
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


def _is_waiting(of_page: Any) -> bool:
    return any(file.state is TourFileState.WAITING for file in of_page)


def weight(size: int) -> str:
    """ "12,3 MB"."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{format_decimal(round(size / 1_000_000, 1))} MB"


@bp.app_context_processor
def words() -> dict[str, Any]:
    """What the templates of this page say."""
    return {
        "tour_file_words": state_words,
        "why_file_refused": lambda file: said(file.refusal, file.facts),
        "weight": weight,
    }
