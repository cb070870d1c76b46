"""Walks through sites, as pages that can be read."""

from flask import render_template
from flask.typing import ResponseReturnValue

from marketplace.tours import queries
from marketplace.tours.states import CLAIM_WORDS
from marketplace.tours.views.blueprint import bp
from marketplace.tours.views.telling import host, poster, scenes_shown, stops_shown
from marketplace.web import open_to


@bp.get("/tham-quan/<slug>")
@open_to("anyone")
def tour(slug: str) -> ResponseReturnValue:
    shown = queries.tour_on_show(slug)
    scenes = scenes_shown(shown)
    return render_template(
        "tours/tour.html",
        tour=shown.tour,
        site=shown.site,
        first=shown.first,
        scenes=scenes,
        stops=stops_shown(shown.tour, scenes),
        claim_words=CLAIM_WORDS,
        host=host,
        poster=poster,
    )
