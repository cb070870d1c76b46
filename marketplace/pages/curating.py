"""The curator's 360° pictures, 360° films and sounds: brought in pieces, looked at, made ready for tours."""

import os
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any, Final

from flask import (
    Blueprint,
    Response,
    flash,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from marketplace import limits
from marketplace.accounts.presence import actor
from marketplace.db import transaction
from marketplace.errors import Refusal
from marketplace.media import kinds, panoramas, probing, queries
from marketplace.media.errors import UploadTooLarge, WrongPlaceInFile, WrongUploadMoment
from marketplace.media.forms import AnnounceForm, BringForm, CreditForm, PartForm
from marketplace.media.models import Upload
from marketplace.media.natures import is_modelled
from marketplace.media.services import crediting, uploads
from marketplace.media.states import UploadKind, UploadState
from marketplace.pages.pieces import how_far, of_now, where_piece_begins
from marketplace.shown import said
from marketplace.tours.services import removing
from marketplace.web import open_to, say

bp = Blueprint("curating", __name__, url_prefix="/di-san")

PREVIEWS: Final = ("preview.webp", "seam.webp")


@bp.url_value_preprocessor
def allow_pieces(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Pieces and whole files are larger than a plain form, of curators only. Before the CSRF check reads the form."""
    if not (current_user.is_authenticated and current_user.is_curator):
        return
    if endpoint == "curating.piece":
        request.max_content_length = uploads.LARGEST_PIECE
    elif endpoint == "curating.bring":
        request.max_content_length = kinds.LARGEST + 64 * 1024


@bp.get("/anh-360")
@open_to("curators")
def pictures() -> ResponseReturnValue:
    return _pictures_page(BringForm(formdata=None))


# So many files stand on one page.
SHOWN: Final = 100


def _pictures_page(form: BringForm, *, status: int = 200) -> ResponseReturnValue:
    if form.author.data is None:
        form.author.data = current_user.name
    found = queries.uploads_of(current_user.id, before=request.args.get("truoc", "")[:40], limit=SHOWN + 1)
    page = render_template(
        "curating/pictures.html", uploads=found[:SHOWN], is_more=len(found) > SHOWN, form=form,
        most_mb={kind.value: most // 1_000_000 for kind, most in kinds.MOST_BYTES.items()},
        most_minutes={kind.value: most // 60 for kind, most in probing.LONGEST.items()},
        widest=panoramas.WIDEST, piece=uploads.LARGEST_PIECE,
    )  # fmt: skip
    response = make_response(page, status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/anh-360")
@open_to("curators")
def bring() -> ResponseReturnValue:
    """The whole file at once, for browsers without a script."""
    form = BringForm()
    file = request.files.get("file")
    if form.validate_on_submit() and (file is None or not file.filename):
        form.file.errors = [gettext("Xin chọn một tệp.")]
    if form.errors or file is None:
        return _pictures_page(form, status=422)
    try:
        # What came lies in a file of its own by now, not in memory.
        with closing(file), transaction():
            upload = uploads.begin_upload(
                name=file.filename or "", size_bytes=_bytes_of(file), author=form.value("author"),
                licence=form.value("licence"), by=actor(),
            )  # fmt: skip
            uploads.add_file(upload, file.stream)
    except Refusal as refusal:
        form.refuse(form.file, refusal)
        return _pictures_page(form, status=refusal.status)
    if upload.state is UploadState.REFUSED:
        flash(said(upload.refusal, upload.facts), "warning")
    else:
        flash(gettext("Đã nhận tệp. Chợ đang xem; trang này cho biết khi dùng được."), "ok")
    return redirect(url_for(".pictures"), code=303)


def _bytes_of(file: FileStorage) -> int:
    file.stream.seek(0, os.SEEK_END)
    size = file.stream.tell()
    file.stream.seek(0)
    return size


@bp.post("/anh-360/bat-dau")
@open_to("curators")
def announce() -> ResponseReturnValue:
    """A file will come in pieces; where to send them. One that stopped in its middle goes on where it stopped."""
    form = AnnounceForm()
    if not form.validate_on_submit():
        # Beside no field: each says what it is about.
        wrong = [
            f"{form[name].label.text}: {mistake}" for name, mistakes in form.errors.items() for mistake in mistakes
        ]
        return jsonify(error=" ".join(wrong)), 422
    limits.count_try("uploads", str(current_user.id), limit=300, seconds=86_400)
    try:
        with transaction():
            upload = uploads.begin_upload(
                name=form.value("name"), size_bytes=form.value("size"), author=form.value("author"),
                licence=form.value("licence"), by=actor(), file_time=form.value("modified"),
            )  # fmt: skip
    except Refusal as refusal:
        return jsonify(error=say(refusal)), refusal.status
    return jsonify(_told(upload)), 201


def _told(upload: Upload) -> dict[str, Any]:
    return {**how_far(upload, state_words(upload)), "made": _made(upload)}


def _made(upload: Upload) -> str:
    """The key of what it became, by which a tour names it; empty until then."""
    made = upload.sound or (upload.video.panorama if upload.video else upload.panorama)
    return made.key if made is not None else ""


def state_words(upload: Upload) -> str:
    """Where the file is, in a sentence."""
    if upload.state in (UploadState.LOOKED, UploadState.CUTTING, UploadState.READY):
        return _words_of_kind(upload)
    words = {
        UploadState.COMING: gettext("Đang tải lên"),
        UploadState.ARRIVED: _ARRIVED[upload.kind or UploadKind.PICTURE],
        UploadState.UNDONE: gettext("Chưa làm được"),
        UploadState.REFUSED: gettext("Không dùng được"),
        UploadState.DROPPED: gettext("Đã bỏ"),
    }
    return str(words[upload.state])


_ARRIVED: Final = {
    UploadKind.PICTURE: lazy_gettext("Đã tới, chợ đang xem ảnh"),
    UploadKind.VIDEO: lazy_gettext("Đã tới, chợ đang xem phim"),
    UploadKind.SOUND: lazy_gettext("Đã tới, chợ đang nghe"),
}


def _words_of_kind(upload: Upload) -> str:
    match upload.kind:
        case UploadKind.VIDEO:
            words = {
                UploadState.LOOKED: gettext("Chờ bạn cho biết"),
                UploadState.CUTTING: _making(upload),
                UploadState.READY: gettext("Xong, dùng làm cảnh được"),
            }
        case UploadKind.SOUND:
            words = {
                UploadState.LOOKED: gettext("Đang làm tiếng"),
                UploadState.CUTTING: gettext("Đang làm tiếng"),
                UploadState.READY: gettext("Xong, nghe trong chuyến dạo được"),
            }
        case _:
            words = {
                UploadState.LOOKED: gettext("Chờ bạn cho biết"),
                UploadState.CUTTING: gettext("Đang cắt ảnh"),
                UploadState.READY: gettext("Xong, dùng làm cảnh được"),
            }
    return words[upload.state]


def _making(upload: Upload) -> str:
    """How far a film is, or how many are before it: one is made at a time."""
    if upload.of:
        return gettext("Đang làm phim: đã xong %(percent)s%%", percent=100 * upload.done // upload.of)
    before = [other for other in _films_in_line() if other < upload.id]
    if before:
        return gettext("Đợi làm phim: còn %(count)s phim làm trước", count=len(before))
    return gettext("Sắp làm phim")


def _films_in_line() -> Sequence[int]:
    """Asked once for a page, however many films stand on it."""
    if "films_in_line" not in g:
        g.films_in_line = queries.films_in_line()
    line: Sequence[int] = g.films_in_line
    return line


@bp.get("/anh-360/<public_id>/tinh-trang")
@open_to("curators")
def state(public_id: str) -> ResponseReturnValue:
    """How far it is; after an interruption, how much of the file is here."""
    return of_now(_told(_own(public_id)))


@bp.get("/anh-360/<public_id>/phan")
@open_to("curators")
def part(public_id: str) -> ResponseReturnValue:
    """For the live part of one file on the page."""
    upload = _own(public_id)
    kept_apart = {"Cache-Control": "private, no-store"}
    if request.args.get("v") == upload_version(upload):
        return Response(status=204, headers=kept_apart)
    return Response(render_template("curating/_upload.html", upload=upload), headers=kept_apart)


def upload_version(upload: Upload) -> str:
    """Changes with what is shown of it, and not with every tile and second: each change is read aloud."""
    tenths = 10 * upload.done // upload.of if upload.of else 0
    return f"{upload.state.value}-{tenths}-{len(_films_in_line()) if _waits_in_line(upload) else 0}"


def _waits_in_line(upload: Upload) -> bool:
    return upload.state is UploadState.CUTTING and upload.kind is UploadKind.VIDEO and not upload.of


def _own(public_id: str) -> Upload:
    return queries.upload_for_curator(public_id, user_id=current_user.id)


@bp.post("/anh-360/<public_id>/doan")
@open_to("curators")
def piece(public_id: str) -> ResponseReturnValue:
    """The next bytes of the file, `tu` saying where they begin. A wrong beginning is answered with the right one."""
    found = _own(public_id)
    at = where_piece_begins()
    data = request.get_data(cache=False)
    try:
        with transaction():
            upload = queries.lock_upload(found.id)
            uploads.add_piece(upload, data, at=at)
    except (WrongPlaceInFile, WrongUploadMoment, UploadTooLarge) as refusal:
        told = _told(_own(public_id))
        return jsonify({**told, "error": say(refusal)}), refusal.status
    return jsonify(_told(upload))


@bp.post("/anh-360/<public_id>/<any('tron-vong', 'khong-phai'):answer>")
@open_to("curators")
def say_what_it_is(public_id: str, answer: str) -> ResponseReturnValue:
    """The curator has looked at the seam."""
    is_whole = answer == "tron-vong"
    return _on_own(
        public_id, lambda upload: uploads.say_what_it_is(upload, is_whole_turn=is_whole), done=gettext("Đã ghi.")
    )


def _on_own(public_id: str, change: Callable[[Upload], object], *, done: str) -> ResponseReturnValue:
    """The change is made under lock, and said; a refusal is said on the page."""
    found = _own(public_id)
    try:
        with transaction():
            change(queries.lock_upload(found.id))
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(done, "ok")
    return redirect(url_for(".pictures"), code=303)


@bp.post("/anh-360/<public_id>/mot-phan")
@open_to("curators")
def say_it_is_a_part(public_id: str) -> ResponseReturnValue:
    """It shows so many degrees of a turn."""
    _own(public_id)
    form = PartForm()
    if not form.validate_on_submit():
        flash(" ".join(str(mistake) for mistake in form.degrees.errors), "warning")
        return redirect(url_for(".pictures"), code=303)
    degrees = form.value("degrees")
    return _on_own(public_id, lambda upload: uploads.say_it_is_a_part(upload, degrees=degrees), done=gettext("Đã ghi."))


@bp.post("/anh-360/<public_id>/thu-lai")
@open_to("curators")
def try_again(public_id: str) -> ResponseReturnValue:
    """What the machine failed at is begun anew."""
    return _on_own(public_id, uploads.try_again, done=gettext("Chợ đang thử lại."))


@bp.route("/anh-360/<public_id>/ghi-cong", methods=["GET", "POST"])
@open_to("curators")
def credit(public_id: str) -> ResponseReturnValue:
    """Who made it and what others may do with it was said in a hurry, or by somebody else: it is mended here."""
    upload = _own(public_id)
    if upload.state is not UploadState.READY:
        raise WrongUploadMoment(before=upload.state.value, after=UploadState.READY.value)
    told = crediting.credit_in_force(upload)
    licence = str(told.get("licence", ""))
    form = CreditForm(
        data={
            "name": upload.name, "author": told.get("author", ""), "licence": licence,
            "modelled": is_modelled(told),
        }
    )  # fmt: skip
    form.keep_licence(licence)
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        return render_template("curating/credit.html", upload=upload, form=form), status
    with transaction():
        crediting.correct_credit(
            queries.lock_upload(upload.id), name=form.value("name"), author=form.value("author"),
            licence=form.value("licence"), by=actor(), is_modelled=bool(form.modelled.data),
        )  # fmt: skip
    flash(gettext("Đã lưu."), "ok")
    return redirect(url_for(".pictures"), code=303)


@bp.post("/anh-360/<public_id>/bo")
@open_to("curators")
def drop(public_id: str) -> ResponseReturnValue:
    """The file is not wanted after all; what was made of it goes too, unless a tour stands on it."""

    def change(upload: Upload) -> None:
        if upload.state is UploadState.READY:
            removing.remove_upload(upload, by=actor())
        else:
            uploads.drop(upload)

    return _on_own(public_id, change, done=gettext("Đã bỏ tệp."))


@bp.get("/anh-360/<public_id>/<any('preview.webp', 'seam.webp'):name>")
@open_to("curators")
def preview(public_id: str, name: str) -> ResponseReturnValue:
    """A small picture of it, for its curator only (L10, L11)."""
    found = _own(public_id)
    response = send_from_directory(uploads.preview_folder(found), name, mimetype="image/webp")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@bp.app_context_processor
def words() -> dict[str, Any]:
    """What the templates of this room say."""
    return {
        "upload_words": state_words,
        "upload_version": upload_version,
        "credit_in_force": crediting.credit_in_force,
        "why_refused": lambda upload: said(upload.refusal, upload.facts),
    }
