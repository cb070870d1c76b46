"""Home, and the pages that explain the market."""

import sqlalchemy as sa
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.db import db
from marketplace.media.queries import credited, credited_panoramas
from marketplace.shops.queries import categories, live_shops, newest_goods
from marketplace.tours.queries import find_site_shown, site_cards
from marketplace.tours.views.telling import poster
from marketplace.web import open_to

bp = Blueprint("pages", __name__)


@bp.get("/")
@open_to("anyone")
def home() -> ResponseReturnValue:
    cards = site_cards()
    return render_template(
        "pages/home.html",
        goods=newest_goods(limit=8),
        categories=categories(),
        sites=cards[:4],
        walk=next((card for card in cards if card.tour_slug), None),
        poster=poster,
    )


@bp.get("/ve-cho")
@open_to("anyone")
def about() -> ResponseReturnValue:
    return render_template("pages/about.html", shops=len(live_shops()))


@bp.get("/giup-do")
@open_to("anyone")
def help() -> ResponseReturnValue:
    return render_template("pages/help.html")


@bp.get("/giup-do/anh-360")
@open_to("anyone")
def help_with_360() -> ResponseReturnValue:
    """How somebody with a camera or a phone takes a 360° picture of a place, and whom to tell."""
    return render_template("pages/help_360.html", site=find_site_shown(request.args.get("noi", "")[:200]))


@bp.get("/nguon")
@open_to("anyone")
def credits() -> ResponseReturnValue:
    """Whose pictures and words these are, with their licences."""
    return render_template("pages/credits.html", pictures=credited(), panoramas=credited_panoramas())


@bp.get("/suc-khoe")
@open_to("machines")
def health() -> ResponseReturnValue:
    """For the machine that watches: 200 while the database can be written."""
    read_only = db.session.scalar(sa.text("SELECT pg_is_in_recovery()"))
    return {"success": not read_only}, 503 if read_only else 200
