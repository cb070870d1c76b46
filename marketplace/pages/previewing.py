"""A version of a tour as visitors would see it: the 360° page and all its pages in words. Curators only, kept by no browser."""

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.db import transaction
from marketplace.errors import NotFound
from marketplace.tours.content import TourContent, read_content
from marketplace.tours.errors import TourNotFound
from marketplace.tours.models import Tour
from marketplace.tours.queries import TourOnShow
from marketplace.tours.queries import writing as queries
from marketplace.tours.queries.previewing import version_on_show
from marketplace.tours.services import signing
from marketplace.tours.views import viewing, walking
from marketplace.tours.views.goods import sold_at
from marketplace.tours.views.reading import Came
from marketplace.tours.views.walking import Pages
from marketplace.web import open_to

bp = Blueprint("previewing", __name__, url_prefix="/di-san/chuyen-dao/<slug>/xem-thu/<int:number>")


@bp.get("")
@open_to("curators")
def tour(slug: str, number: int) -> ResponseReturnValue:
    """The 360° page; without a scene there is nothing to see yet."""
    tour, content = _version(slug, number)
    if not content.scenes:
        flash(gettext("Bản này chưa có cảnh nào để xem. Xin thêm một ảnh 360°."), "warning")
        return redirect(url_for("editing.tour", slug=slug), code=303)
    shown = _as_shown(tour, content)
    with transaction():
        signing.ask_for_views(tour, content)
    scenes_url = url_for(".scenes", slug=slug, number=number)
    return _private(walking.tour_page(shown, scenes_url=scenes_url, preview=_said(number), at=_pages(slug, number)))


@bp.get("/canh/<scene_slug>")
@open_to("curators")
def scene(slug: str, number: int, scene_slug: str) -> ResponseReturnValue:
    """A scene in words."""
    came = Came(request.args.get("tu", ""), door=request.args.get("cua", type=int))
    shown = _as_shown(*_version(slug, number))
    return _private(walking.scene_page(shown, scene_slug, came=came, preview=_said(number), at=_pages(slug, number)))


@bp.get("/loi-dan")
@open_to("curators")
def walk(slug: str, number: int) -> ResponseReturnValue:
    """The narrated walk in words."""
    shown = _as_shown(*_version(slug, number))
    return _private(walking.walk_page(shown, preview=_said(number), at=_pages(slug, number)))


@bp.get("/canh.json")
@open_to("curators")
def scenes(slug: str, number: int) -> ResponseReturnValue:
    """The version for the viewer."""
    told = viewing.tour_told(_as_shown(*_version(slug, number)))
    for scene in told["scenes"]:
        for pin in scene["hotspots"]:
            if pin["fresh"]:
                # What visitors ask does not know this version's pins.
                place = {"scene": scene["slug"], "pin": pin["number"]}
                pin["fresh"] = url_for(".goods", slug=slug, number=number, **place)
    return told


@bp.get("/hang/<scene>/<int:pin>.json")
@open_to("curators")
def goods(slug: str, number: int, scene: str, pin: int) -> ResponseReturnValue:
    """The goods of a pin as they are now. An order from here does not remember the pin: nobody has signed it."""
    for part in _as_shown(*_version(slug, number)).scenes:
        for made in part.pins:
            if (part.scene.slug, made.number) == (scene, pin) and (made.product or made.shop):
                return sold_at(made, came_from="")
    raise NotFound


def _version(slug: str, number: int) -> tuple[Tour, TourContent]:
    tour = queries.tour_to_write(slug)
    return tour, read_content(queries.version_numbered(tour.id, number).content)


def _as_shown(tour: Tour, content: TourContent) -> TourOnShow:
    shown = version_on_show(tour, content)
    if shown is None:
        raise TourNotFound
    return shown


def _pages(slug: str, number: int) -> Pages:
    return Pages(slug, room="previewing", number=number)


def _said(number: int) -> str:
    return gettext("Bản xem thử số %(number)s: khách chưa thấy.", number=number)


def _private(page: str) -> Response:
    response = make_response(page)
    response.headers["Cache-Control"] = "private, no-store"
    return response
