"""Routes: the list, and one walk from stop to stop."""

from typing import NamedTuple

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.shown import either
from marketplace.tours import queries
from marketplace.tours.models import RouteStop
from marketplace.tours.queries.shares import first_photo
from marketplace.tours.shares import LIST_TITLES, Share, photo
from marketplace.tours.states import CLAIM_WORDS, THEME_WORDS, is_written
from marketplace.tours.views.blueprint import bp
from marketplace.tours.views.sites import breadcrumbs
from marketplace.tours.views.telling import host
from marketplace.tours.village_map import lay_out
from marketplace.web import open_to


class Spot(NamedTuple):
    """Where a stop is drawn, as far as somebody wrote it down."""

    latitude: float | None = None
    longitude: float | None = None
    map_x: int | None = None
    map_y: int | None = None


def _spot(stop: RouteStop) -> Spot:
    if stop.site is not None:
        site = stop.site
        return Spot(site.latitude, site.longitude, site.map_x, site.map_y) if site.is_shown else Spot()
    point = stop.pickup_point
    return Spot(map_x=point.map_x, map_y=point.map_y) if point is not None else Spot()


def _name(stop: RouteStop) -> str:
    thing = stop.site or stop.pickup_point or stop
    return either(thing.name, thing.name_en)


@bp.get("/tuyen")
@open_to("anyone")
def routes() -> ResponseReturnValue:
    share = Share(either(*LIST_TITLES["routes"]), "", first_photo(queries.site_cards()))
    return render_template("tours/routes.html", cards=queries.route_cards(), theme_words=THEME_WORDS, share=share)


@bp.get("/tuyen/<slug>")
@open_to("anyone")
def route(slug: str) -> ResponseReturnValue:
    shown = queries.route_on_show(slug)
    title = either(shown.route.title, shown.route.title_en)
    spots = [_spot(each.stop) for each in shown.stops]
    pictures = [each.stop.site.picture for each in shown.stops if each.stop.site and each.stop.site.picture]
    return render_template(
        "tours/route.html",
        route=shown.route,
        stops=shown.stops,
        goods=shown.goods,
        point=shown.point,
        claim_words=CLAIM_WORDS,
        theme_words=THEME_WORDS,
        is_written=is_written,
        host=host,
        map=lay_out(spots),
        names=[_name(each.stop) for each in shown.stops],
        share=Share(title, "", photo(pictures[0] if pictures else None)),
        linked_data={
            "@context": "https://schema.org",
            "@graph": [breadcrumbs([(gettext("Tuyến đi"), url_for(".routes")), (title, "")])],
        },
    )
