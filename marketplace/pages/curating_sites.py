"""Curators write down sites: their facts, their festivals, the shops near them, a photo."""

from collections.abc import Callable
from typing import Any, Final

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
from marketplace.pages.curating_unsaved import typed
from marketplace.places.queries import hamlets, place_by_slug
from marketplace.shops.models import Shop
from marketplace.shops.queries import live_shops
from marketplace.shown import either
from marketplace.tours import queries
from marketplace.tours.forms.around import FestivalForm, PhotoForm, SiteForm
from marketplace.tours.models import Site
from marketplace.tours.queries.read_marks import site_mark
from marketplace.tours.queries.writing import sites_to_write
from marketplace.tours.services import signing, site_versions
from marketplace.tours.services import sites as services
from marketplace.tours.services.sites import SiteFacts
from marketplace.tours.states import CLAIM_STATE_WORDS, CLAIM_WORDS, NATURE_WORDS, Calendar, SiteNature, SiteTheme
from marketplace.tours.views.telling import host
from marketplace.web import open_to, say

bp = Blueprint("curating_sites", __name__, url_prefix="/di-san")

_WORDS: Final = (
    "name", "name_en", "rank", "rank_en", "rank_source", "era", "era_en", "era_source", "era_source_en", "intro", "intro_en",
    "opening_hours", "opening_hours_en", "keys_with", "keys_with_en", "way", "way_en", "access", "access_en",
    "map_url", "position_source", "position_source_en",
)  # fmt: skip


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
    form = _offered(SiteForm(formdata=None))
    unsaved = typed("", form)
    return page("new_site", form=unsaved.form if unsaved else form, unsaved=unsaved)


@bp.post("/di-tich/moi")
@open_to("curators")
def add_site() -> ResponseReturnValue:
    """The site is there, with what is known of it now."""
    form = _offered(SiteForm())
    if not form.validate_on_submit():
        return page("new_site", 422, form=form, unsaved=None)
    try:
        with transaction():
            site = site_versions.write_new_site(by=actor(), **_facts(form))
            site_versions.drop_unsaved("", by=actor())
            later("tours.draw_shares")
    except Refusal as refusal:
        form.refuse(_field_of(form, refusal), refusal)
        return page("new_site", refusal.status, form=form, unsaved=None)
    flash(
        gettext("Đã thêm di tích, khách chưa thấy. Giờ xin ghi từng câu có nguồn; người duyệt sẽ cho khách xem."), "ok"
    )
    return redirect(url_for(".site", slug=site.slug), code=303)


def _offered(form: SiteForm) -> SiteForm:
    form.place.offer([("", gettext("Chưa rõ")), *((one.slug, either(one.name, one.name_en)) for one in hamlets())])
    return form


def _facts(form: SiteForm) -> SiteFacts:
    place = form.value("place")
    facts: dict[str, Any] = {name: form.value(name) or "" for name in _WORDS}
    facts |= {
        "theme": SiteTheme(form.value("theme")),
        "nature": SiteNature(form.value("nature")),
        "place_id": place_by_slug(place).id if place else None,
        "rank_needs_review": form.value("rank_needs_review"),
        "latitude": form.latitude.number,
        "longitude": form.longitude.number,
        "map_x": form.value("map_x"),
        "map_y": form.value("map_y"),
    }
    told: SiteFacts = facts  # type: ignore[assignment]  # its names are the form's
    return told


def _field_of(form: SiteForm, refusal: Refusal) -> Any:
    """The field a refusal is about."""
    match type(refusal).__name__:
        case "ClaimWithoutSource":
            return form.rank_source if refusal.facts.get("text") == form.rank.data else form.era_source
        case "HalfAPosition":
            return form.latitude
        case "BadAddress":
            return form.rank_source if form.rank_source.data == refusal.facts.get("address") else form.map_url
        case _:
            return form.name


def _filled(site: Site) -> SiteForm:
    names = (*_WORDS, "nature", "theme", "rank_needs_review", "map_x", "map_y")
    # What waits for a reviewer is what one goes on writing.
    known = {name: getattr(site, name) for name in names} | site.proposed
    for name in ("latitude", "longitude"):
        number = getattr(site, name)
        known[name] = "" if number is None else f"{number:g}" if number == round(number, 4) else f"{number:.6f}"
    return SiteForm(formdata=None, data={**known, "place": site.place.slug if site.place else ""})


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
    shown = _offered(form or _filled(site))
    unsaved = typed(site.slug, shown) if form is None else None
    return page(
        "site", status, site=site, unsaved=unsaved, claims=queries.claims_to_write(site_id=site.id), near=queries.near_shop_slugs(site.id),
        shops=live_shops(), form=unsaved.form if unsaved else shown, photo_form=photo_form or _photo_form(),
        festival_form=festival_form or FestivalForm(formdata=None), claim_words=CLAIM_WORDS,
        claim_state_words=CLAIM_STATE_WORDS, host=host, me=current_user, nature=gettext(NATURE_WORDS[site.nature]),
        changes=changes({name: getattr(site, name) for name in site.proposed}, site.proposed), read=site_mark(site),
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
    form = _offered(SiteForm())
    shown = queries.site_to_write(slug)
    if not form.validate_on_submit():
        return _site_page(shown, form=form, status=422)
    try:
        with transaction():
            site_versions.write_site(queries.lock_site(slug), by=actor(), **_facts(form))
            site_versions.drop_unsaved(slug, by=actor())
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
            services.drop_proposed(site, by=actor())
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
