"""Where culture officers make tours: the list, one tour's desk with its versions, and what the editor asks and saves."""

from contextlib import closing
from typing import Any, Final

from flask import Blueprint, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from marketplace.accounts.presence import actor
from marketplace.db import transaction
from marketplace.errors import Refusal
from marketplace.media.models import Panorama, Picture
from marketplace.media.panoramas import TILE
from marketplace.media.queries import names_of_panoramas, pictures_to_use, sounds_to_use, videos_to_use
from marketplace.media.services import keep_picture
from marketplace.pages.editor_words import editor_words
from marketplace.shown import hour, said
from marketplace.tours.content import MOST_BYTES, TourContent, read_content, read_text, write_content
from marketplace.tours.differences import differences, facts_in
from marketplace.tours.errors import BadContent, TourNotFound
from marketplace.tours.forms import AnswerForm, BeginForm, DocumentPictureForm
from marketplace.tours.mistakes import Mistake
from marketplace.tours.models import Tour, TourVersion
from marketplace.tours.queries import writing as queries
from marketplace.tours.queries.previewing import version_on_show
from marketplace.tours.services import signing, walks, writing
from marketplace.tours.states import CLAIM_WORDS, HOTSPOT_WORDS, TELLING, TourState, VersionState
from marketplace.tours.views import viewing, walking
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
    page = render_template("editing/tours.html", lines=queries.tours_to_write(), form=form, **_words())
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
    changed = differences(read_content(shown.content), content) if shown is not None and version is not shown else []
    mistakes = writing.mistakes_of(content)
    page = render_template(
        "editing/tour.html", tour=tour, site=tour.site, content=content, version=version, shown=shown, form=form,
        versions=queries.versions_of(tour.id), mistakes=[_mistake_told(mistake) for mistake in mistakes],
        stopping=sum(mistake.stops for mistake in mistakes), changes=_changes(changed), claims=_claims(content),
        may_sign=version is not None and current_user.is_reviewer and version.written_by_id != current_user.id,
        **_words(),
    )  # fmt: skip
    return page, status


def _changes(changed: list[Any]) -> list[dict[str, str]]:
    return [
        {"sentence": said(one.sentence, facts_in(one, gettext)), "before": one.before, "after": one.after}
        for one in changed
    ]


def _claims(content: TourContent) -> list[dict[str, Any]]:
    """Every sentence of history that a signature stands for, with where it is said."""
    pins = [
        {"where": scene.title.vi or scene.slug, "text": pin.text, "claim": pin.claim}
        for scene in content.scenes
        for pin in scene.pins
        if pin.claim is not None and pin.kind in TELLING
    ]
    stops = [
        {"where": gettext("Lời dẫn, chặng %(stop)s", stop=number), "text": stop.text, "claim": stop.claim}
        for number, stop in enumerate(content.walk, start=1)
        if stop.claim is not None
    ]
    return pins + stops


def _mistake_told(mistake: Mistake) -> dict[str, Any]:
    """A mistake in the words of frontend/js/editor/mistakes.js."""
    return {
        "kind": mistake.kind,
        "sentence": said(mistake.sentence, mistake.facts),
        "stops": mistake.stops,
        "scene": mistake.scene,
        "pin": mistake.pin,
        "mend": mistake.mend,
    }


@bp.get("/<slug>/soan")
@open_to("curators")
def editor(slug: str) -> ResponseReturnValue:
    return render_template("editing/editor.html", tour=queries.tour_to_write(slug), words=editor_words())


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
        mistakes=[_mistake_told(mistake) for mistake in writing.mistakes_of(content)],
        panoramas=_panoramas_told(),
        sounds=[{"key": one.key, "name": one.name, "src": one.files[0].src} for one in sounds_to_use()],
        pictures=[_picture_told(picture) for picture in pictures_to_use(current_user.id, also=_pictures_in(content))],
        products=[goods._asdict() for goods in products],
        shops=[goods._asdict() for goods in shops],
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _pictures_in(content: TourContent) -> set[str]:
    keys = {key for scene in content.scenes for pin in scene.pins for key in pin.pictures}
    return keys | ({content.plan.picture} if content.plan else set())


def _saved(tour: Tour, version: TourVersion | None) -> dict[str, Any]:
    """Where the draft stands, in the words of frontend/js/editor/saving.js."""
    is_open = version is not None and version.state in queries.OPEN
    return {
        "revision": version.revision if version is not None and is_open else 0,
        "number": version.number if version is not None else 0,
        "state": version.state.value if version is not None else "",
        "saved": hour(version.saved_at) if version is not None and is_open else "",
        "preview": url_for(".preview", slug=tour.slug, number=version.number) if version is not None else "",
    }


def _panoramas_told() -> list[dict[str, Any]]:
    """Every picture a scene can be made of; a film's still brings its film along."""
    films = {video.panorama.key: video for video in videos_to_use()}
    names = names_of_panoramas()
    told = []
    for panorama in queries.panoramas_to_use():
        film = films.get(panorama.key)
        name = film.name if film else names.get(panorama.id, "")
        told.append({**_panorama_told(panorama), "name": name, "video": film.key if film else ""})
    return told


def _panorama_told(panorama: Panorama) -> dict[str, Any]:
    home = f"/media/pano/{panorama.key}"
    return {
        "key": panorama.key,
        "thumb": f"{home}/thumb.webp",
        "base": f"{home}/base.webp",
        "levels": [
            {
                "width": width,
                "cols": width // TILE,
                "rows": width // 2 // TILE,
                "tiles": f"{home}/{width}/{{col}}_{{row}}.webp",
            }
            for width in sorted(panorama.levels)
        ],
        "part": panorama.part,
        "author": panorama.credit.get("author", ""),
        "licence": panorama.credit.get("licence", ""),
        "facts": panorama.facts,
    }


def _picture_told(picture: Picture) -> dict[str, Any]:
    return {
        "key": picture.key, "small": picture.src(320), "src": picture.src(1280), "alt": picture.alt,
        "width": picture.width, "height": picture.height,
    }  # fmt: skip


@bp.post("/<slug>/soan.json")
@open_to("curators")
def save(slug: str) -> ResponseReturnValue:
    """The draft holds what the editor sent. Answers with the next revision and what is wrong now."""
    tour = queries.tour_to_write(slug)
    revision = request.args.get("ban", "0")
    try:
        if not (revision.isascii() and revision.isdigit() and len(revision) < 10):
            raise BadContent(where="ban", why="number")
        content = read_text(request.get_data(cache=False))
        with transaction():
            locked = queries.lock_tour(tour.id)
            version = writing.save_draft(locked, content, revision=int(revision), by=actor())
            answer = _saved(locked, version)
    except Refusal as refusal:
        return jsonify(error=say(refusal), kind=type(refusal).__name__, facts=dict(refusal.facts)), refusal.status
    return jsonify(**answer, mistakes=[_mistake_told(mistake) for mistake in writing.mistakes_of(content)])


@bp.post("/<slug>/anh")
@open_to("curators")
def add_picture(slug: str) -> ResponseReturnValue:
    """A document picture, decoded in a limited child. Answers with what the editor shows of it."""
    queries.tour_to_write(slug)
    form = DocumentPictureForm()
    file = request.files.get("file")
    if not form.validate_on_submit() or file is None:
        wrong = [mistake for mistakes in form.errors.values() for mistake in mistakes]
        return jsonify(error=" ".join(wrong) or gettext("Xin chọn một ảnh.")), 422
    with closing(file):
        data = file.read()
    try:
        with transaction():
            picture = keep_picture(
                data, name=file.filename or "", by=actor(), alt=form.value("alt"), alt_en=form.value("alt_en") or "",
                credit={"author": form.value("author"), "licence": form.value("licence")},
            )  # fmt: skip
            told = _picture_told(picture)
    except Refusal as refusal:
        return jsonify(error=say(refusal)), refusal.status
    return jsonify(told), 201


@bp.get("/<slug>/so-sanh/<int:before>/<int:after>")
@open_to("curators")
def compare(slug: str, before: int, after: int) -> ResponseReturnValue:
    """What changed from one version to another."""
    tour = queries.tour_to_write(slug)
    old, new = (queries.version_numbered(tour.id, number) for number in (before, after))
    changed = differences(read_content(old.content), read_content(new.content))
    return render_template("editing/compare.html", tour=tour, old=old, new=new, changes=_changes(changed), **_words())


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
    return _done(slug, lambda tour: signing.take_back(tour, answer=answer), gettext("Đã trả lại người soạn."))


@bp.post("/<slug>/ky/<int:number>")
@open_to("curators")
def sign(slug: str, number: int) -> ResponseReturnValue:
    """Visitors walk through this version from now on."""
    return _done(
        slug,
        lambda tour: signing.sign_version(tour, number=number, by=actor(), is_reviewer=current_user.is_reviewer),
        gettext("Đã ký. Khách dạo bản này từ bây giờ."),
    )


@bp.post("/<slug>/cat-di")
@open_to("curators")
def archive(slug: str) -> ResponseReturnValue:
    """The tour is put away: no visitor sees it any more."""
    return _done(slug, lambda tour: walks.archive_tour(tour.id), gettext("Đã cất chuyến dạo."), to=".tours")


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


@bp.get("/<slug>/xem-thu/<int:number>")
@open_to("curators")
def preview(slug: str, number: int) -> ResponseReturnValue:
    """A version as visitors would see it."""
    shown = _version_shown(slug, number)
    response = make_response(
        walking.tour_page(
            shown,
            scenes_url=url_for(".preview_scenes", slug=slug, number=number),
            preview=gettext("Bản xem thử số %(number)s: khách chưa thấy.", number=number),
        )
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/<slug>/xem-thu/<int:number>/canh.json")
@open_to("curators")
def preview_scenes(slug: str, number: int) -> ResponseReturnValue:
    """The same, for the viewer."""
    return viewing.tour_told(_version_shown(slug, number))


def _version_shown(slug: str, number: int) -> Any:
    tour = queries.tour_to_write(slug)
    version = queries.version_numbered(tour.id, number)
    shown = version_on_show(tour, read_content(version.content))
    if shown is None:
        raise TourNotFound
    return shown


def _words() -> dict[str, Any]:
    """What states and kinds are called."""
    return {
        "tour_words": {
            TourState.DRAFT: gettext("đang soạn"),
            TourState.IN_REVIEW: gettext("chờ duyệt"),
            TourState.PUBLISHED: gettext("khách đang xem"),
            TourState.ARCHIVED: gettext("đã cất"),
        },
        "version_words": {
            VersionState.DRAFT: gettext("đang soạn"),
            VersionState.IN_REVIEW: gettext("chờ duyệt"),
            VersionState.PUBLISHED: gettext("khách đang xem"),
            VersionState.REPLACED: gettext("bản trước đây"),
            VersionState.KEPT: gettext("bản lưu"),
        },
        "version_tones": {
            VersionState.DRAFT: "new",
            VersionState.IN_REVIEW: "waiting",
            VersionState.PUBLISHED: "good",
            VersionState.REPLACED: "",
            VersionState.KEPT: "",
        },
        "claim_words": CLAIM_WORDS,
        "hotspot_words": HOTSPOT_WORDS,
    }
