"""Where culture officers make tours: the list, one tour's desk with its versions, and what the editor asks and saves."""

from contextlib import closing
from typing import Any, Final

from flask import Blueprint, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from marketplace.accounts.presence import actor
from marketplace.db import transaction
from marketplace.errors import NotFound, Refusal
from marketplace.media.forms import LICENCES
from marketplace.media.queries import picture_to_use, pictures_by_key, pictures_to_use
from marketplace.media.services import keep_picture, uploads
from marketplace.pages.desk_words import desk_words
from marketplace.pages.editor_told import (
    changes_told,
    claims_told,
    mistake_told,
    panoramas_told,
    picture_told,
    place_told,
    plain_words_told,
    sounds_told,
)  # fmt: skip
from marketplace.pages.editor_words import editor_words
from marketplace.shown import hour
from marketplace.tours.content import MOST_BYTES, keys_of, read_content, read_text, write_content
from marketplace.tours.errors import BadContent
from marketplace.tours.forms.writing import AnswerForm, BeginForm, DocumentPictureForm
from marketplace.tours.models import Tour, TourVersion
from marketplace.tours.queries import writing as queries
from marketplace.tours.services import putting_away, signing, writing
from marketplace.tours.services.describing import describe_document
from marketplace.tours.views.telling import host
from marketplace.web import open_to, say

bp = Blueprint("editing", __name__, url_prefix="/di-san/chuyen-dao")

MOST_PICTURE_BYTES: Final = 15_000_000


@bp.url_value_preprocessor
def allow_documents(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """A tour's document and a picture are larger than a plain form, of curators only."""
    if not (current_user.is_authenticated and current_user.is_curator):
        return
    if endpoint == "editing.save":
        request.max_content_length = MOST_BYTES + 64 * 1024
    elif endpoint == "editing.add_picture":
        request.max_content_length = MOST_PICTURE_BYTES


@bp.get("")
@open_to("curators")
def tours() -> ResponseReturnValue:
    return _tours_page(BeginForm(formdata=None))


def _tours_page(form: BeginForm, *, status: int = 200) -> ResponseReturnValue:
    form.site.offer([(site.slug, site.name) for site in queries.sites_to_write()])
    page = render_template(
        "editing/tours.html",
        lines=queries.tours_to_write(),
        put_away=queries.tours_put_away(),
        form=form,
        **desk_words(),
    )
    return page, status


@bp.post("")
@open_to("curators")
def begin() -> ResponseReturnValue:
    form = BeginForm()
    form.site.offer([(site.slug, site.name) for site in queries.sites_to_write()])
    if not form.validate_on_submit():
        return _tours_page(form, status=422)
    try:
        with transaction():
            site = queries.site_named(form.value("site"))
            tour = writing.begin_tour(site.id, title=form.value("title"), by=actor())
            slug = tour.slug
    except Refusal as refusal:
        form.refuse(form.title, refusal)
        return _tours_page(form, status=refusal.status)
    return redirect(url_for(".editor", slug=slug), code=303)


@bp.get("/<slug>")
@open_to("curators")
def tour(slug: str) -> ResponseReturnValue:
    """The tour's desk: where it stands, what is wrong, its versions, and what can be done now."""
    return _desk(queries.tour_to_write(slug), AnswerForm(formdata=None))


def _desk(tour: Tour, form: AnswerForm, *, status: int = 200) -> ResponseReturnValue:
    content, version = writing.content_to_write(tour)
    shown = queries.shown_version(tour.id)
    changed = changes_told(read_content(shown.content), content) if shown is not None and version is not shown else []
    mistakes = writing.mistakes_of(content)
    page = render_template(
        "editing/tour.html", tour=tour, site=tour.site, content=content, version=version, shown=shown, form=form,
        versions=queries.versions_of(tour.id), mistakes=[mistake_told(mistake) for mistake in mistakes],
        stopping=sum(mistake.stops for mistake in mistakes), changes=changed, claims=claims_told(content),
        plain_words=plain_words_told(
            content, pictures_by_key(keys_of(content).pictures),
            queries.panoramas_by_key({scene.panorama for scene in content.scenes}),
        ),
        may_sign=signing.may_sign(tour, by=actor(), is_reviewer=current_user.is_reviewer),
        host=host, **desk_words(),
    )  # fmt: skip
    return page, status


@bp.get("/<slug>/soan")
@open_to("curators")
def editor(slug: str) -> ResponseReturnValue:
    response = make_response(
        render_template(
            "editing/editor.html",
            tour=queries.tour_to_write(slug),
            words=editor_words(),
            piece=uploads.LARGEST_PIECE,
            licences=[(value, str(said)) for value, said in LICENCES],
        )
    )
    # Only here is a voice recorded.
    response.headers["Permissions-Policy"] = "camera=(self), microphone=(self), geolocation=(), payment=()"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/<slug>/soan.json")
@open_to("curators")
def document(slug: str) -> ResponseReturnValue:
    """What the editor opens with: the document, and everything it can point at."""
    tour = queries.tour_to_write(slug)
    content, version = writing.content_to_write(tour)
    products, shops = queries.goods_to_show()
    response = jsonify(
        **_saved(tour, version),
        content=write_content(content),
        mistakes=[mistake_told(mistake) for mistake in writing.mistakes_of(content)],
        names=queries.names_ever_used(tour.id),
        panoramas=panoramas_told(content),
        sounds=sounds_told(content),
        pictures=[
            picture_told(picture) for picture in pictures_to_use(current_user.id, also=keys_of(content).pictures)
        ],
        products=[goods._asdict() for goods in products],
        shops=[goods._asdict() for goods in shops],
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _saved(tour: Tour, version: TourVersion | None) -> dict[str, Any]:
    """Where the draft stands, in the words of frontend/js/editor/saving.js."""
    is_open = version is not None and version.state in queries.OPEN
    return {
        "revision": version.revision if version is not None and is_open else 0,
        "number": version.number if version is not None else 0,
        "state": version.state.value if version is not None else "",
        "saved": hour(version.saved_at) if version is not None and is_open else "",
        "preview": url_for("previewing.tour", slug=tour.slug, number=version.number) if version is not None else "",
    }


@bp.post("/<slug>/soan.json")
@open_to("curators")
def save(slug: str) -> ResponseReturnValue:
    """The draft holds what the editor sent. Answers with the next revision and what is wrong now.

    `ban` is the revision the editor started from; with `giu` the draft before it stays as a version of its own.
    """
    tour = queries.tour_to_write(slug)
    revision = request.args.get("ban", "0")
    try:
        if not (revision.isascii() and revision.isdigit() and len(revision) < 10):
            raise BadContent(where="ban", why="number")
        content = read_text(request.get_data(cache=False))
        with transaction():
            locked = queries.lock_tour(tour.id)
            version = writing.save_draft(
                locked, content, revision=int(revision), by=actor(), keeps_before="giu" in request.args
            )
            signing.ask_for_views(locked, content)
            answer = _saved(locked, version)
    except BadContent as refusal:
        told = BadContent(where=place_told(str(refusal.facts["where"])), why=refusal.facts["why"])
        return jsonify(error=say(told), kind="BadContent"), refusal.status
    except Refusal as refusal:
        return jsonify(error=say(refusal), kind=type(refusal).__name__), refusal.status
    return jsonify(**answer, mistakes=[mistake_told(mistake) for mistake in writing.mistakes_of(content)])


@bp.post("/<slug>/anh")
@open_to("curators")
def add_picture(slug: str) -> ResponseReturnValue:
    """A document picture, decoded in a limited child. Answers with what the editor shows of it."""
    queries.tour_to_write(slug)
    form = DocumentPictureForm()
    file = request.files.get("file")
    if not form.validate_on_submit() or file is None:
        return jsonify(error=form.all_wrong() or gettext("Xin chọn một ảnh.")), 422
    with closing(file):
        data = file.read()
    try:
        with transaction():
            picture = keep_picture(
                data, name=file.filename or "", by=actor(), alt=form.value("alt"), alt_en=form.value("alt_en") or "",
                credit={"author": form.value("author"), "licence": form.value("licence")}, keeps_original=True,
            )  # fmt: skip
            told = picture_told(picture)
    except Refusal as refusal:
        return jsonify(error=say(refusal)), refusal.status
    return jsonify(told), 201


@bp.post("/<slug>/anh/<key>")
@open_to("curators")
def describe_picture(slug: str, key: str) -> ResponseReturnValue:
    """What a document picture shows and whose it is, mended. Answers with the picture and what is wrong with the draft now."""
    content, _ = writing.content_to_write(queries.tour_to_write(slug))
    picture = picture_to_use(current_user.id, key, also=keys_of(content).pictures)
    if picture is None:
        raise NotFound
    form = DocumentPictureForm()
    if not form.validate_on_submit():
        return jsonify(error=form.all_wrong()), 422
    try:
        with transaction():
            describe_document(
                picture, alt=form.value("alt"), alt_en=form.value("alt_en") or "", author=form.value("author"),
                licence=form.value("licence"), by=actor(), is_reviewer=current_user.is_reviewer,
            )  # fmt: skip
    except Refusal as refusal:
        return jsonify(error=say(refusal)), refusal.status
    mistakes = [mistake_told(mistake) for mistake in writing.mistakes_of(content)]
    return jsonify(picture=picture_told(picture), mistakes=mistakes)


@bp.get("/<slug>/so-sanh/<int:before>/<int:after>")
@open_to("curators")
def compare(slug: str, before: int, after: int) -> ResponseReturnValue:
    """What changed from one version to another."""
    tour = queries.tour_to_write(slug)
    old, new = (queries.version_numbered(tour.id, number) for number in (before, after))
    changed = changes_told(read_content(old.content), read_content(new.content))
    return render_template("editing/compare.html", tour=tour, old=old, new=new, changes=changed, **desk_words())


@bp.post("/<slug>/lay-lai/<int:number>")
@open_to("curators")
def take_up(slug: str, number: int) -> ResponseReturnValue:
    """Writing goes on from an older version."""
    return _done(slug, lambda tour: writing.take_up_version(tour, number, by=actor()), gettext("Đã lấy lại bản cũ."))


@bp.post("/<slug>/gui-duyet")
@open_to("curators")
def send(slug: str) -> ResponseReturnValue:
    return _done(slug, signing.send_for_review, gettext("Đã gửi duyệt. Người duyệt đọc từng câu rồi ký."))


@bp.post("/<slug>/rut-lai")
@open_to("curators")
def take_back(slug: str) -> ResponseReturnValue:
    return _done(slug, signing.take_back, gettext("Đã rút lại để sửa."))


@bp.post("/<slug>/tra-lai")
@open_to("curators")
def send_back(slug: str) -> ResponseReturnValue:
    """The reviewer sends it back with an answer."""
    form = AnswerForm()
    if not form.validate_on_submit():
        return _desk(queries.tour_to_write(slug), form, status=422)
    answer = form.value("answer")
    return _done(
        slug,
        lambda tour: signing.send_back(tour, answer=answer, is_reviewer=current_user.is_reviewer),
        gettext("Đã trả lại người soạn."),
    )


@bp.post("/<slug>/ky/<int:number>")
@open_to("curators")
def sign(slug: str, number: int) -> ResponseReturnValue:
    """Visitors walk through this version from now on. `ban` is the revision that was read."""
    read = request.form.get("ban", "")
    revision = int(read) if read.isascii() and read.isdigit() and len(read) < 10 else 0
    return _done(
        slug,
        lambda tour: signing.sign_version(
            tour, number=number, revision=revision, by=actor(), is_reviewer=current_user.is_reviewer
        ),
        gettext("Đã ký. Khách dạo bản này từ bây giờ."),
    )


@bp.post("/<slug>/cat-di")
@open_to("curators")
def archive(slug: str) -> ResponseReturnValue:
    """The tour is put away: no visitor sees it any more."""
    return _done(
        slug,
        lambda tour: putting_away.archive_tour(tour.id, by=actor()),
        gettext("Đã cất chuyến dạo. Muốn lấy lại: xem cuối trang này."),
        to=".tours",
    )


@bp.post("/<slug>/lay-ra")
@open_to("curators")
def bring_back(slug: str) -> ResponseReturnValue:
    """The tour is where it was before it was put away."""
    return _done(
        slug,
        lambda tour: putting_away.bring_back_tour(tour.id, by=actor(), is_reviewer=current_user.is_reviewer),
        gettext("Đã lấy lại chuyến dạo."),
    )


def _done(slug: str, act: Any, sentence: str, *, to: str = ".tour") -> ResponseReturnValue:
    """One change of a tour under its lock; what is refused is said on the tour's desk."""
    tour = queries.tour_to_write(slug)
    try:
        with transaction():
            act(queries.lock_tour(tour.id))
    except Refusal as refusal:
        flash(say(refusal), "warning")
        return redirect(url_for(".tour", slug=slug), code=303)
    flash(sentence, "ok")
    return redirect(url_for(".tours") if to == ".tours" else url_for(".tour", slug=slug), code=303)
