"""Curators lay out routes: stop by stop, with simple forms."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from marketplace.accounts.presence import actor
from marketplace.db import transaction
from marketplace.errors import NotFound, Refusal
from marketplace.jobs import later
from marketplace.pages.curating_rooms import page
from marketplace.places.queries import find_pickup_point, pickup_points
from marketplace.shown import either
from marketplace.tours import queries
from marketplace.tours.forms.around import RouteForm, StopForm
from marketplace.tours.models import Route, RouteStop
from marketplace.tours.queries.read_marks import route_mark
from marketplace.tours.queries.writing import site_named, sites_to_write
from marketplace.tours.services import routes as services
from marketplace.tours.services import signing
from marketplace.tours.services.routes import StopTold
from marketplace.tours.states import CLAIM_STATE_WORDS, CLAIM_WORDS, THEME_WORDS, SiteTheme
from marketplace.tours.views.telling import host
from marketplace.web import open_to, say

bp = Blueprint("curating_routes", __name__, url_prefix="/di-san")


@bp.get("/tuyen")
@open_to("curators")
def routes() -> ResponseReturnValue:
    return _list_page(RouteForm(formdata=None))


def _list_page(form: RouteForm, *, status: int = 200) -> ResponseReturnValue:
    return page("routes", status, routes=queries.routes_to_write(), form=form, theme_words=THEME_WORDS)


@bp.post("/tuyen")
@open_to("curators")
def begin() -> ResponseReturnValue:
    """A route without stops."""
    form = RouteForm()
    if not form.validate_on_submit():
        return _list_page(form, status=422)
    try:
        with transaction():
            route = services.begin_route(by=actor(), **_words(form))
    except Refusal as refusal:
        form.refuse(form.title, refusal)
        return _list_page(form, status=refusal.status)
    return redirect(url_for(".route", slug=route.slug), code=303)


def _words(form: RouteForm) -> Any:
    words = {name: form.value(name) or "" for name in ("title", "title_en", "intro", "intro_en")}
    return {**words, "theme": SiteTheme(form.value("theme"))}


@bp.get("/tuyen/<slug>")
@open_to("curators")
def route(slug: str) -> ResponseReturnValue:
    return _route_page(queries.route_to_write(slug))


def _route_page(
    route: Route, *, form: RouteForm | None = None, stop_form: StopForm | None = None, status: int = 200
) -> ResponseReturnValue:
    known = {name: getattr(route, name) for name in ("title", "title_en", "theme", "intro", "intro_en")}
    return page(
        "route", status, route=route, form=form or RouteForm(formdata=None, data=known),
        stop_form=_offered(stop_form or StopForm(formdata=None)),
        claims=queries.claims_to_write(stop_ids=[stop.id for stop in route.stops]), claim_words=CLAIM_WORDS,
        claim_state_words=CLAIM_STATE_WORDS, host=host, me=current_user, read=route_mark(route),
    )  # fmt: skip


def _offered(form: StopForm) -> StopForm:
    sites = [(f"site:{site.slug}", either(site.name, site.name_en)) for site in sites_to_write()]
    points = [
        (f"point:{point.slug}", gettext("Điểm lấy hàng: %(name)s", name=either(point.name, point.name_en)))
        for point in pickup_points()
    ]
    form.where.offer([("", gettext("Nơi khác, có tên riêng")), *sites, *points])
    return form


@bp.post("/tuyen/<slug>")
@open_to("curators")
def describe(slug: str) -> ResponseReturnValue:
    form = RouteForm()
    if not form.validate_on_submit():
        return _route_page(queries.route_to_write(slug), form=form, status=422)

    def change(route: Route) -> None:
        services.describe_route(route, **_words(form), by=actor())
        later("tours.draw_shares")

    return _on_route(slug, change)


def _on_route(slug: str, change: Callable[[Route], object], *, done: str = "") -> ResponseReturnValue:
    """The change is made under lock, and said; a refusal is said on the page."""
    try:
        with transaction():
            change(queries.lock_route(slug))
    except NotFound:
        raise
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(done or gettext("Đã lưu."), "ok")
    return redirect(url_for(".route", slug=slug), code=303)


@bp.post("/tuyen/<slug>/<any('dua-len', 'rut-xuong'):step>")
@open_to("curators")
def show_or_hide(slug: str, step: str) -> ResponseReturnValue:
    if step == "dua-len":

        def publish(route: Route) -> None:
            stood = route_mark(route)
            services.publish_route(route, by=actor(), is_reviewer=current_user.is_reviewer)
            signing.want_read(request.form.get("doc", ""), stood)

        return _on_route(slug, publish, done=gettext("Khách đi theo được tuyến này."))
    return _on_route(
        slug, lambda route: services.take_route_down(route, by=actor()), done=gettext("Đã rút tuyến về nháp.")
    )


@bp.post("/tuyen/<slug>/chang")
@open_to("curators")
def add_stop(slug: str) -> ResponseReturnValue:
    form = _offered(StopForm())
    if not _is_whole(form):
        return _route_page(queries.route_to_write(slug), stop_form=form, status=422)
    return _on_route(
        slug, lambda route: services.add_stop(route, **_stop(form), by=actor()), done=gettext("Đã thêm chặng.")
    )


def _is_whole(form: StopForm) -> bool:
    whole = form.validate_on_submit()
    if whole and not form.value("where") and not form.value("name"):
        form.name.errors = [gettext("Xin chọn một nơi, hoặc ghi tên nơi khác.")]
        return False
    return bool(whole)


def _stop(form: StopForm) -> StopTold:
    kind, _, slug = str(form.value("where") or "").partition(":")
    point = find_pickup_point(slug) if kind == "point" else None
    plain = not kind
    return StopTold(
        site_id=site_named(slug).id if kind == "site" else None,
        pickup_point_id=point.id if point else None,
        name=form.value("name") if plain else "",
        name_en=(form.value("name_en") or "") if plain else "",
        note=form.value("note") or "",
        note_en=form.value("note_en") or "",
        minutes_on_foot=form.value("minutes_on_foot"),
        minutes_by_bike=form.value("minutes_by_bike"),
        minutes_source=form.value("minutes_source") or "",
        minutes_source_en=form.value("minutes_source_en") or "",
    )


@bp.get("/tuyen/<slug>/chang/<stop>")
@open_to("curators")
def stop(slug: str, stop: str) -> ResponseReturnValue:
    route = queries.route_to_write(slug)
    found = queries.stop_of(route, stop)
    known = {
        name: getattr(found, name)
        for name in (
            "name",
            "name_en",
            "note",
            "note_en",
            "minutes_on_foot",
            "minutes_by_bike",
            "minutes_source",
            "minutes_source_en",
        )
    }
    form = StopForm(formdata=None, data={**known, "where": _where(found)})
    return page("stop", route=route, stop=found, form=_offered(form))


def _where(stop: RouteStop) -> str:
    if stop.site is not None:
        return f"site:{stop.site.slug}"
    return f"point:{stop.pickup_point.slug}" if stop.pickup_point is not None else ""


@bp.post("/tuyen/<slug>/chang/<stop>")
@open_to("curators")
def change_stop(slug: str, stop: str) -> ResponseReturnValue:
    form, route = _offered(StopForm()), queries.route_to_write(slug)
    found = queries.stop_of(route, stop)
    if not _is_whole(form):
        return page("stop", 422, route=route, stop=found, form=form)
    return _on_route(
        slug, lambda route: services.change_stop(route, queries.stop_of(route, stop), **_stop(form), by=actor())
    )


@bp.post("/tuyen/<slug>/chang/<stop>/<any('len', 'xuong', 'bo'):step>")
@open_to("curators")
def move_stop(slug: str, stop: str, step: str) -> ResponseReturnValue:
    def move(route: Route) -> None:
        found = queries.stop_of(route, stop)
        if step == "bo":
            services.remove_stop(route, found, by=actor())
        else:
            services.move_stop(route.stops, found, up=step == "len")

    return _on_route(slug, move)
