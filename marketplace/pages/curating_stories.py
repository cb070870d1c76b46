"""Curators write stories paragraph by paragraph; a reviewer signs the version that visitors read."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from marketplace.accounts.presence import actor
from marketplace.db import transaction
from marketplace.errors import NotFound, Refusal
from marketplace.jobs import later
from marketplace.pages.curating_rooms import allow_photo, count_photo, kept_photo, page, sent_file
from marketplace.shown import either
from marketplace.tours import queries
from marketplace.tours.errors import ClaimNotFound
from marketplace.tours.forms.around import BackForm, PartForm, StoryForm
from marketplace.tours.models import Story
from marketplace.tours.queries.read_marks import story_mark
from marketplace.tours.queries.writing import site_named, sites_to_write
from marketplace.tours.services import signing
from marketplace.tours.services import stories as services
from marketplace.tours.states import CLAIM_WORDS, ClaimKind
from marketplace.tours.stories import StoryContent, StoryPart
from marketplace.tours.views.telling import host
from marketplace.web import open_to, say

bp = Blueprint("curating_stories", __name__, url_prefix="/di-san")


@bp.url_value_preprocessor
def allow(endpoint: str | None, values: dict[str, Any] | None) -> None:
    if endpoint in ("curating_stories.add_part", "curating_stories.change_part"):
        allow_photo()


@bp.get("/chuyen")
@open_to("curators")
def stories() -> ResponseReturnValue:
    return _list_page(StoryForm(formdata=None))


def _list_page(form: StoryForm, *, status: int = 200) -> ResponseReturnValue:
    return page("stories", status, lines=queries.stories_to_write(), form=_offered(form))


def _offered(form: StoryForm) -> StoryForm:
    form.site.offer(
        [("", gettext("Không riêng nơi nào")), *((s.slug, either(s.name, s.name_en)) for s in sites_to_write())]
    )
    return form


@bp.post("/chuyen")
@open_to("curators")
def begin() -> ResponseReturnValue:
    """A story without paragraphs."""
    form = _offered(StoryForm())
    if not form.validate_on_submit():
        return _list_page(form, status=422)
    slug = form.value("site")
    try:
        with transaction():
            site_id = site_named(slug).id if slug else None
            story = services.begin_story(_head(form, StoryContent(title="")), site_id=site_id, by=actor())
    except Refusal as refusal:
        form.refuse(form.title, refusal)
        return _list_page(form, status=refusal.status)
    return redirect(url_for(".story", slug=story.slug), code=303)


def _head(form: StoryForm, content: StoryContent) -> StoryContent:
    return replace(
        content, title=form.value("title"), title_en=form.value("title_en") or "", lead=form.value("lead") or "",
        lead_en=form.value("lead_en") or "",
    )  # fmt: skip


@bp.get("/chuyen/<slug>")
@open_to("curators")
def story(slug: str) -> ResponseReturnValue:
    return _story_page(queries.story_to_write(slug))


def _story_page(
    story: Story, *, form: StoryForm | None = None, back_form: BackForm | None = None, status: int = 200
) -> ResponseReturnValue:
    content = services.content_of(story)
    signed = queries.shown_story_version(story.id)
    known = {"title": content.title, "title_en": content.title_en, "lead": content.lead, "lead_en": content.lead_en}
    head = form or StoryForm(formdata=None, data={**known, "site": story.site.slug if story.site else ""})
    version = queries.open_story_version(story.id)
    return page(
        "story", status, story=story, content=content, version=version, shown=signed,
        read=story_mark(version) if version is not None else "",
        may_sign=version is not None and services.may_sign_story(version, by=actor(), is_reviewer=current_user.is_reviewer),
        signed_by=queries.who_signed(signed) if signed else "", pictures=queries.pictures_of(content), form=_offered(head),
        back_form=back_form or BackForm(formdata=None), claim_words=CLAIM_WORDS, host=host,
    )  # fmt: skip


def _on_story(slug: str, change: Callable[[Story], object], *, done: str = "") -> ResponseReturnValue:
    """The change is made under lock, and said; a refusal is said on the page."""
    try:
        with transaction():
            change(queries.lock_story(slug))
    except NotFound:
        raise
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(done or gettext("Đã lưu nháp."), "ok")
    return redirect(url_for(".story", slug=slug), code=303)


@bp.post("/chuyen/<slug>")
@open_to("curators")
def describe(slug: str) -> ResponseReturnValue:
    form = _offered(StoryForm())
    if not form.validate_on_submit():
        return _story_page(queries.story_to_write(slug), form=form, status=422)
    site = form.value("site")

    def change(story: Story) -> None:
        services.save_story(story, _head(form, services.content_of(story)), by=actor())
        story.site_id = site_named(site).id if site else None

    return _on_story(slug, change)


@bp.post("/chuyen/<slug>/<any('gui-duyet', 'rut-lai'):step>")
@open_to("curators")
def hand_over(slug: str, step: str) -> ResponseReturnValue:
    """The draft lies with the reviewers, or is taken back from them."""
    if step == "gui-duyet":
        return _on_story(slug, services.send_story_for_review, done=gettext("Đã gửi duyệt."))
    return _on_story(slug, services.take_story_back, done=gettext("Đã rút lại để sửa tiếp."))


@bp.post("/chuyen/<slug>/ky/<int:number>")
@open_to("curators")
def sign(slug: str, number: int) -> ResponseReturnValue:
    """Visitors read this version."""

    def change(story: Story) -> None:
        signed = services.sign_story(story, number=number, by=actor(), is_reviewer=current_user.is_reviewer)
        signing.want_read(request.form.get("doc", ""), story_mark(signed))
        later("tours.draw_shares")

    return _on_story(slug, change, done=gettext("Đã ký. Khách đọc được bài này."))


@bp.post("/chuyen/<slug>/rut-xuong")
@open_to("curators")
def take_down(slug: str) -> ResponseReturnValue:
    """Visitors no longer read the story."""

    def change(story: Story) -> None:
        services.take_story_down(story, by=actor())
        later("tours.draw_shares")

    return _on_story(slug, change, done=gettext("Đã rút bài. Khách không đọc được nữa, bản nháp vẫn còn."))


@bp.post("/chuyen/<slug>/tra-lai")
@open_to("curators")
def send_back(slug: str) -> ResponseReturnValue:
    """The reviewer says what to mend."""
    form = BackForm()
    if not form.validate_on_submit():
        return _story_page(queries.story_to_write(slug), back_form=form, status=422)
    return _on_story(
        slug, lambda story: services.take_story_back(story, answer=form.value("because")),
        done=gettext("Đã trả lại cho người viết."),
    )  # fmt: skip


@bp.get("/chuyen/<slug>/doan/moi")
@open_to("curators")
def new_part(slug: str) -> ResponseReturnValue:
    form = PartForm(formdata=None, data={"kind": "document", "author": current_user.name})
    return _part_page(queries.story_to_write(slug), form)


def _part_page(
    story: Story, form: PartForm, *, part: StoryPart | None = None, at: int | None = None, status: int = 200
) -> ResponseReturnValue:
    picture = queries.pictures_of(StoryContent(title="", parts=(part,))).get(part.picture) if part else None
    return page("part", status, story=story, form=form, part=part, at=at, picture=picture)


@bp.post("/chuyen/<slug>/doan/moi")
@open_to("curators")
def add_part(slug: str) -> ResponseReturnValue:
    return _put(slug, None)


@bp.get("/chuyen/<slug>/doan/<int:at>")
@open_to("curators")
def part(slug: str, at: int) -> ResponseReturnValue:
    story = queries.story_to_write(slug)
    found = _part_at(story, at)
    known = {
        "text": found.text, "text_en": found.text_en, "kind": found.kind.value if found.kind else "",
        "source_title": found.source_title, "source_title_en": found.source_title_en, "source_url": found.source_url, "needs_review": found.needs_review,
        "author": current_user.name,
    }  # fmt: skip
    return _part_page(story, PartForm(formdata=None, data=known), part=found, at=at)


def _part_at(story: Story, at: int) -> StoryPart:
    parts = services.content_of(story).parts
    if not 0 <= at < len(parts):
        raise ClaimNotFound
    return parts[at]


@bp.post("/chuyen/<slug>/doan/<int:at>")
@open_to("curators")
def change_part(slug: str, at: int) -> ResponseReturnValue:
    return _put(slug, at)


def _put(slug: str, at: int | None) -> ResponseReturnValue:
    story, form, file = queries.story_to_write(slug), PartForm(), sent_file("file")
    before = _part_at(story, at) if at is not None else None
    if form.validate_on_submit() and file is not None:
        for field in (form.alt, form.author):
            if not field.data:
                field.errors = [gettext("Ảnh cần lời tả, người chụp và cách cho dùng.")]
    if form.errors or not form.is_submitted():
        return _part_page(story, form, part=before, at=at, status=422)
    kept = "" if form.value("drop_picture") or before is None else before.picture
    kind = form.value("kind")
    told = StoryPart(
        text=form.value("text"), text_en=form.value("text_en") or "", kind=ClaimKind(kind) if kind else None,
        source_title=(form.value("source_title") or "") if kind else "",
        source_title_en=(form.value("source_title_en") or "") if kind else "",
        source_url=(form.value("source_url") or "") if kind else "",
        needs_review=form.value("needs_review") and bool(kind), picture=kept,
    )  # fmt: skip
    if file is not None:
        count_photo()
    try:
        with transaction():
            if file is not None:
                picture = kept_photo(
                    file, alt=form.value("alt"), alt_en=form.value("alt_en") or "", author=form.value("author"),
                    licence=form.value("licence"),
                )  # fmt: skip
                told = replace(told, picture=picture.key)
            services.put_part(queries.lock_story(slug), told, at=at, by=actor())
    except NotFound:
        raise
    except Refusal as refusal:
        form.refuse(form.file if file is not None and refusal.status in (413, 415) else form.source_url, refusal)
        return _part_page(queries.story_to_write(slug), form, part=before, at=at, status=refusal.status)
    flash(gettext("Đã lưu nháp."), "ok")
    return redirect(url_for(".story", slug=slug, _anchor="doan"), code=303)


@bp.post("/chuyen/<slug>/doan/<int:at>/<any('len', 'xuong', 'bo'):step>")
@open_to("curators")
def move_part(slug: str, at: int, step: str) -> ResponseReturnValue:
    to = {"len": at - 1, "xuong": at + 1}.get(step)
    return _on_story(slug, lambda story: services.move_part(story, at, to=to, by=actor()))
