"""Changing routes: their words, and their stops one by one."""

import secrets
from collections.abc import Sequence
from typing import TypedDict, Unpack

import sqlalchemy as sa

from marketplace.accounts import services as accounts
from marketplace.accounts.actor import SYSTEM, Actor
from marketplace.clock import now
from marketplace.db import db
from marketplace.text import clean_line, clean_lines
from marketplace.text import slug as as_slug
from marketplace.tours import queries
from marketplace.tours.errors import MayNotShow, RouteIsShown, RouteTooShort, SlugTaken
from marketplace.tours.models import Claim, Route, RouteStop
from marketplace.tours.services.sites import want_no_history
from marketplace.tours.states import RouteState, SiteTheme


class StopTold(TypedDict, total=False):
    """A stop as somebody tells it: a site, a pick-up point, or the name of a plain place. Minutes since the last stop."""

    site_id: int | None
    pickup_point_id: int | None
    name: str
    name_en: str
    note: str
    note_en: str
    minutes_on_foot: int | None
    minutes_by_bike: int | None
    minutes_source: str
    minutes_source_en: str


def begin_route(
    *, title: str, theme: SiteTheme, title_en: str = "", intro: str = "", intro_en: str = "", slug: str = "", by: Actor
) -> Route:
    """A route without stops is there, as a draft. Raises SlugTaken (the title names nothing new), HistoryHere."""
    slug = slug or as_slug(title)
    if not slug or queries.is_route_slug_taken(slug):
        raise SlugTaken(title=title)
    route = Route(slug=slug, title="", theme=theme, position=queries.next_route_position())
    db.session.add(route)
    describe_route(route, title=title, theme=theme, title_en=title_en, intro=intro, intro_en=intro_en, by=by)
    accounts.record("route.added", thing=f"route:{slug}", by=by)
    return route


def describe_route(
    route: Route,
    *,
    title: str,
    theme: SiteTheme,
    title_en: str = "",
    intro: str = "",
    intro_en: str = "",
    by: Actor = SYSTEM,
) -> None:
    """The route is called and told so. Raises RouteIsShown, HistoryHere."""
    _write(route, by=by)
    want_no_history(intro, intro_en)
    route.title, route.title_en, route.theme = clean_line(title), clean_line(title_en), theme
    route.intro, route.intro_en = clean_lines(intro), clean_lines(intro_en)
    db.session.flush()


def _write(route: Route, *, by: Actor) -> None:
    """Somebody writes on the route, and will not be who shows it. Raises RouteIsShown."""
    if route.state is RouteState.PUBLISHED:
        raise RouteIsShown
    route.written_by_id, route.shown_by_id, route.shown_at = by.user_id, None, None


def add_stop(route: Route, *, by: Actor = SYSTEM, **told: Unpack[StopTold]) -> RouteStop:
    """One more stop at the end of the route. Raises RouteIsShown, HistoryHere."""
    _write(route, by=by)
    stop = RouteStop(
        public_id=secrets.token_urlsafe(9), route_id=route.id, position=queries.next_stop_position(route.id)
    )
    _set(stop, told)
    db.session.add(stop)
    db.session.flush()
    return stop


def change_stop(route: Route, stop: RouteStop, *, by: Actor = SYSTEM, **told: Unpack[StopTold]) -> None:
    """The stop is as told. Raises RouteIsShown, HistoryHere."""
    _write(route, by=by)
    _set(stop, told)
    db.session.flush()


def _set(stop: RouteStop, told: StopTold) -> None:
    want_no_history(told.get("note", ""), told.get("note_en", ""))
    for name, value in told.items():
        setattr(stop, name, clean_lines(value) if isinstance(value, str) else value)


def move_stop(stops: Sequence[RouteStop], stop: RouteStop, *, up: bool) -> None:
    """The stop comes one earlier or later; at the end it stays where it is."""
    order = list(stops)
    at = order.index(stop)
    to = at - 1 if up else at + 1
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
    for position, one in enumerate(order):
        one.position = position
    db.session.flush()


def remove_stop(route: Route, stop: RouteStop, *, by: Actor) -> None:
    """The route goes past it. What was claimed only there is gone with it. Raises RouteTooShort (a shown route)."""
    if route.state is RouteState.PUBLISHED and queries.count_stops(route.id) <= 2:
        raise RouteTooShort
    changes = sa.select(Claim.id).where(Claim.stop_id == stop.id, Claim.replaces_id.is_not(None))
    db.session.execute(sa.delete(Claim).where(Claim.id.in_(changes)))
    db.session.execute(sa.delete(Claim).where(Claim.stop_id == stop.id))
    db.session.delete(stop)
    accounts.record("route.stop_removed", thing=f"route:{route.slug}", by=by)
    db.session.flush()


def publish_route(route: Route, *, by: Actor, is_reviewer: bool) -> None:
    """Visitors can walk the route. Raises MayNotShow (no reviewer, or who wrote it), RouteTooShort, WrongRouteMoment."""
    if not is_reviewer or by.user_id is None or by.user_id == route.written_by_id:
        raise MayNotShow
    if queries.count_stops(route.id) < 2:
        raise RouteTooShort
    route.become(RouteState.PUBLISHED)
    route.shown_by_id, route.shown_at = by.user_id, now()
    accounts.record("route.published", thing=f"route:{route.slug}", by=by)
    db.session.flush()


def take_route_down(route: Route, *, by: Actor) -> None:
    """The route is a draft again. Raises WrongRouteMoment."""
    route.become(RouteState.DRAFT)
    accounts.record("route.taken_down", thing=f"route:{route.slug}", by=by)
    db.session.flush()
