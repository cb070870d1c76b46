"""Curators write down sites: their facts, their festivals, the shops near them, a photo."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from marketplace.accounts.presence import actor
from marketplace.db import db, transaction
from marketplace.errors import NotFound, Refusal
from marketplace.jobs import later
from marketplace.pages.curating_rooms import allow_photo, count_photo, kept_photo, page, sent_file
from marketplace.pages.curating_site_versions import changes
from marketplace.pages.curating_unsaved import typed, want_nothing_newer
from marketplace.pages.site_forms import facts_in, filled, offered, sketch_beside
from marketplace.shops.models import Shop
from marketplace.shops.queries import live_shops
from marketplace.tours import queries
from marketplace.tours.forms.around import FestivalForm, PhotoForm, SiteForm
from marketplace.tours.models import Site
from marketplace.tours.queries.read_marks import site_mark
from marketplace.tours.queries.site_versions import newest_version
from marketplace.tours.queries.writing import sites_to_write
from marketplace.tours.services import signing, site_versions
from marketplace.tours.services import sites as services
from marketplace.tours.services import unsaved as unsaved_words
from marketplace.tours.states import CLAIM_STATE_WORDS, CLAIM_WORDS, NATURE_WORDS, Calendar
from marketplace.tours.views.telling import host
from marketplace.web import open_to, say

bp = Blueprint("curating_sites", __name__, url_prefix="/di-san")


@bp.url_value_preprocessor
def allow(endpoint: str | None, values: dict[str, Any] | None) -> None:
    if endpoint == "curating_sites.photo":
        allow_photo()


@bp.get("/di-tich")
@open_to("curators")
def sites() -> ResponseReturnValue:
    return page("sites", sites=sites_to_write())


@bp.get("/di-tich/moi")
@open_to("curators")
def new_site() -> ResponseReturnValue:
    form = offered(SiteForm(formdata=None))
    unsaved = typed(None, form)
    return _new_site_page(unsaved.form if unsaved else form, unsaved=unsaved)


def _new_site_page(form: SiteForm, *, unsaved: Any = None, status: int = 200) -> ResponseReturnValue:
    return page("new_site", status, form=form, unsaved=unsaved, base=0, sketch=sketch_beside(""))


@bp.post("/di-tich/moi")
@open_to("curators")
def add_site() -> ResponseReturnValue:
    """The site is there, with what is known of it now."""
    form = offered(SiteForm())
    if not form.validate_on_submit():
        return _new_site_page(form, status=422)
    try:
        with transaction():
            site = site_versions.write_new_site(by=actor(), **facts_in(form))
            unsaved_words.drop_unsaved("", by=actor())
            later("tours.draw_shares")
    except Refusal as refusal:
        form.refuse(_field_of(form, refusal), refusal)
        return _new_site_page(form, status=refusal.status)
    flash(
        gettext("Đã thêm di tích, khách chưa thấy. Giờ xin ghi từng câu có nguồn; người duyệt sẽ cho khách xem."), "ok"
    )
    return redirect(url_for(".site", slug=site.slug), code=303)


def _field_of(form: SiteForm, refusal: Refusal) -> Any:
    """The field a refusal is about."""
    match type(refusal).__name__:
        case "ClaimWithoutSource":
            return form.rank_source if refusal.facts.get("text") == form.rank.data else form.era_source
        case "HistoryHere":
            return form.intro
        case "HalfAPosition":
            return form.latitude
        case "BadAddress":
            return form.rank_source if form.rank_source.data == refusal.facts.get("address") else form.map_url
        case _:
            return form.name


@bp.get("/di-tich/<slug>")
@open_to("curators")
def site(slug: str) -> ResponseReturnValue:
    return _site_page(queries.site_to_write(slug))


def _site_page(
    site: Site,
    *,
    form: SiteForm | None = None,
    photo_form: PhotoForm | None = None,
    festival_form: FestivalForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    shown = offered(form or filled(site))
    unsaved = typed(site, shown) if form is None else None
    newest = newest_version(site.id)
    base = unsaved.unsaved.number if unsaved else newest.number if newest is not None else 0
    return page(
        "site", status, site=site, unsaved=unsaved, base=base, claims=queries.claims_to_write(site_id=site.id), near=queries.near_shop_slugs(site.id),
        shops=live_shops(), form=unsaved.form if unsaved else shown, photo_form=photo_form or _photo_form(),
        festival_form=festival_form or FestivalForm(formdata=None), claim_words=CLAIM_WORDS,
        claim_state_words=CLAIM_STATE_WORDS, host=host, me=current_user, nature=gettext(NATURE_WORDS[site.nature]),
        changes=changes({name: getattr(site, name) for name in site.proposed}, site.proposed), read=site_mark(site),
        sketch=sketch_beside(site.slug),
    )  # fmt: skip


def _photo_form() -> PhotoForm:
    return PhotoForm(formdata=None, data={"author": current_user.name})


def _on_site(slug: str, change: Callable[[Site], object], *, done: str, part: str = "") -> ResponseReturnValue:
    """The change is made under lock, and said; a refusal is said on the page."""
    try:
        with transaction():
            change(queries.lock_site(slug))
    except NotFound:
        raise
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(done, "ok")
    return redirect(url_for(".site", slug=slug, _anchor=part or None), code=303)


@bp.post("/di-tich/<slug>")
@open_to("curators")
def describe(slug: str) -> ResponseReturnValue:
    form = offered(SiteForm())
    shown = queries.site_to_write(slug)
    if not form.validate_on_submit():
        return _site_page(shown, form=form, status=422)
    try:
        with transaction():
            locked = queries.lock_site(slug)
            want_nothing_newer(locked)
            site_versions.write_site(locked, by=actor(), **facts_in(form))
            unsaved_words.drop_unsaved(slug, by=actor())
            later("tours.draw_shares")
    except Refusal as refusal:
        form.refuse(_field_of(form, refusal), refusal)
        return _site_page(queries.site_to_write(slug), form=form, status=refusal.status)
    flash(
        gettext("Đã lưu. Phần kể về di tích chờ người duyệt; khách còn đọc như trước.")
        if queries.site_to_write(slug).proposed
        else gettext("Đã lưu."),
        "ok",
    )
    return redirect(url_for(".site", slug=slug), code=303)


@bp.post("/di-tich/<slug>/<any('cho-khach-xem', 'cat', 'bo-sua'):step>")
@open_to("curators")
def show_or_hide(slug: str, step: str) -> ResponseReturnValue:
    """A reviewer shows the site or signs what was changed; or it is hidden, or the change forgotten."""

    def change(site: Site) -> None:
        if step == "cho-khach-xem":
            stood = site_mark(site)
            services.sign_site(site, by=actor(), is_reviewer=current_user.is_reviewer)
            signing.want_read(request.form.get("doc", ""), stood)
        elif step == "cat":
            services.hide_site(site, by=actor())
        else:
            site_versions.drop_change(site, by=actor())
        later("tours.draw_shares")

    done = {
        "cho-khach-xem": gettext("Đã duyệt. Khách đọc được như bạn vừa đọc."),
        "cat": gettext("Đã cất di tích, khách không thấy nữa."),
        "bo-sua": gettext("Đã bỏ phần sửa. Khách vẫn đọc như trước."),
    }
    return _on_site(slug, change, done=done[step])


@bp.post("/di-tich/<slug>/gian-hang")
@open_to("curators")
def near(slug: str) -> ResponseReturnValue:
    """These shops stand beside the site."""
    chosen = set(request.form.getlist("shop")[:100])
    found = db.session.scalars(sa.select(Shop.id).where(Shop.slug.in_(chosen)).order_by(Shop.name)).all()
    return _on_site(
        slug, lambda site: services.put_shops_near(site.id, found), done=gettext("Đã lưu."), part="gian-hang"
    )


@bp.post("/di-tich/<slug>/anh")
@open_to("curators")
def photo(slug: str) -> ResponseReturnValue:
    """The photo at the top of the page."""
    shown, form, file = queries.site_to_write(slug), PhotoForm(), sent_file("file")
    if form.validate_on_submit() and file is None:
        form.file.errors = [gettext("Xin chọn một ảnh.")]
    if form.errors or file is None:
        return _site_page(shown, photo_form=form, status=422)
    count_photo()
    try:
        with transaction():
            picture = kept_photo(
                file, alt=form.value("alt"), alt_en=form.value("alt_en") or "", author=form.value("author"),
                licence=form.value("licence"),
            )  # fmt: skip
            services.show_picture(queries.lock_site(slug), picture)
            later("tours.draw_shares")
    except Refusal as refusal:
        form.refuse(form.file, refusal)
        return _site_page(queries.site_to_write(slug), photo_form=form, status=refusal.status)
    flash(gettext("Đã lưu ảnh."), "ok")
    return redirect(url_for(".site", slug=slug, _anchor="anh"), code=303)


@bp.post("/di-tich/<slug>/anh/bo")
@open_to("curators")
def remove_photo(slug: str) -> ResponseReturnValue:
    """The page begins without a photo; the photo is gone unless something else shows it."""

    def remove(site: Site) -> None:
        services.show_picture(site, None)
        later("tours.draw_shares")

    return _on_site(slug, remove, done=gettext("Đã bỏ ảnh."), part="anh")


@bp.post("/di-tich/<slug>/le-hoi")
@open_to("curators")
def add_festival(slug: str) -> ResponseReturnValue:
    form, shown = FestivalForm(), queries.site_to_write(slug)
    if not form.validate_on_submit():
        return _site_page(shown, festival_form=form, status=422)
    try:
        with transaction():
            services.add_festival(
                name=form.value("festival_name"), name_en=form.value("festival_name_en") or "",
                calendar=Calendar(form.value("calendar")), month=form.value("month"),
                first_day=form.value("first_day"), last_day=form.value("last_day"),
                source_title=form.value("festival_source_title") or "",
                source_title_en=form.value("festival_source_title_en") or "",
                source_url=form.value("festival_source_url") or "",
                site_id=queries.lock_site(slug).id, by=actor(),
            )  # fmt: skip
    except Refusal as refusal:
        field = {"NoSuchDay": form.first_day, "SlugTaken": form.festival_name}.get(
            type(refusal).__name__, form.festival_source_url
        )
        form.refuse(field, refusal)
        return _site_page(queries.site_to_write(slug), festival_form=form, status=refusal.status)
    flash(gettext("Đã thêm lễ hội."), "ok")
    return redirect(url_for(".site", slug=slug, _anchor="le-hoi"), code=303)


@bp.post("/di-tich/<slug>/le-hoi/<festival>/bo")
@open_to("curators")
def remove_festival(slug: str, festival: str) -> ResponseReturnValue:
    def remove(site: Site) -> None:
        found = queries.find_festival(festival)
        if found is None or found.site_id != site.id:
            raise NotFound
        services.remove_festival(found, by=actor())

    return _on_site(slug, remove, done=gettext("Đã bỏ lễ hội."), part="le-hoi")
