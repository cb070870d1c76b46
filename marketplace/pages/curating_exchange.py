"""Curators take tours out as files: our own archive, and a copy that runs by itself."""

import hashlib
from typing import Any, Final

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext

from marketplace.accounts import services as accounts
from marketplace.accounts.presence import actor
from marketplace.db import transaction
from marketplace.errors import NotFound, Refusal
from marketplace.shown import said
from marketplace.text import N_
from marketplace.tours.exchange.archives import MOST_BYTES
from marketplace.tours.models import Tour, TourFile
from marketplace.tours.queries import files as queries
from marketplace.tours.queries.writing import lock_tour, tour_to_write
from marketplace.tours.services import files
from marketplace.tours.states import TourFileKind, TourFileState, TourState
from marketplace.web import open_to, say

bp = Blueprint("exchanging", __name__, url_prefix="/di-san")

# How a file is called in addresses, and what its button says.
WAYS: Final = {
    "luu-tru": TourFileKind.ARCHIVE,
    "luu-tru-nguyen-ven": TourFileKind.WHOLE_ARCHIVE,
    "ban-chay-rieng": TourFileKind.COPY,
}
WAY_WORDS: Final = {
    "luu-tru": (
        N_("Tệp lưu trữ, ảnh gốc đã bỏ vị trí"),
        N_("Cả chuyến dạo với ảnh 360° và ảnh tư liệu gốc, bỏ vị trí, giờ chụp và ghi chú của máy ảnh; điểm ảnh giữ nguyên. Phim và tiếng ở cỡ lớn nhất mà khách xem. Nhập lại được."),
    ),
    "luu-tru-nguyen-ven": (
        N_("Tệp lưu trữ, kèm tệp gốc nguyên vẹn (có thể chứa vị trí chụp)"),
        N_("Ảnh 360°, ảnh tư liệu, phim và tiếng đúng từng byte như lúc tải lên (phim nặng quá mức nhập lại thì ở cỡ khách xem). Chỉ giữ trong nhà: tệp có thể cho biết chụp ở đâu, lúc nào, bằng máy nào."),
    ),
    "ban-chay-rieng": (
        N_("Bản chạy riêng, mở được bằng máy chủ web bất kỳ"),
        N_("Trang đọc, cảnh 360°, ảnh và tiếng của bản đã công bố, hai thứ tiếng, không cần chợ. Hàng thành liên kết về chợ."),
    ),
}  # fmt: skip


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
    version = version_of(made.values())
    if template.startswith("curating/_") and request.args.get("v") == version:
        return "", 204
    shown, draft = queries.version_numbers(tour.id)
    return private(
        render_template(
            template, tour=tour, made=made, ways=WAYS, way_words=WAY_WORDS, version=version, shown=shown, draft=draft,
            is_shown=tour.state is TourState.PUBLISHED, is_waiting=is_waiting(made.values()), most=MOST_BYTES,
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
    if file.kind is TourFileKind.WHOLE_ARCHIVE:
        # It may tell where and when the pictures were taken: who fetched it is written down (L11).
        with transaction():
            accounts.record(
                "tour.originals_fetched", thing=f"tour:{tour.slug}", by=actor(), after={"version": file.version}
            )
    response = send_file(
        files.path_of(file), mimetype="application/zip", as_attachment=True,
        download_name=_download_name(tour.slug, file_kind), conditional=False, etag=False,
    )  # fmt: skip
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _download_name(slug: str, way: str) -> str:
    return "mo-o-bat-cu-dau.zip" if way == "ban-chay-rieng" else f"chothon-tour-{slug}.zip"


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


def private(page: str, status: int = 200) -> ResponseReturnValue:
    response = make_response(page, status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def version_of(of_page: Any) -> str:
    seen = "-".join(f"{file.id}.{file.state}.{file.done}.{file.of}.{file.received_bytes}" for file in of_page)
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


def is_waiting(of_page: Any) -> bool:
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
