"""Sending a view on: what other sites show beside a link, the page with link, code and picture, and the picture itself.

A link names scene, yaw, pitch and width of the view in degrees: /tham-quan/<tour>?canh=…&yaw=…&pitch=…&hfov=…
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from flask import render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from marketplace import config
from marketplace.limits import house_of
from marketplace.media.panoramas import POSTERS, View
from marketplace.shown import either
from marketplace.tours import queries
from marketplace.tours.errors import SceneNotFound
from marketplace.tours.models import Scene, Tour
from marketplace.tours.queries import TourOnShow
from marketplace.tours.share_pictures import find_share_picture
from marketplace.tours.shares import credit_in_force
from marketplace.tours.states import SiteNature
from marketplace.tours.views import qr
from marketplace.tours.views.blueprint import bp
from marketplace.tours.views.telling import SceneShown, credit_of, drawn_words, nature_in, poster
from marketplace.web import open_to

# As wide as pages of text are, and as high as a film.
FRAME: Final = (960, 540)
# How wide a view a link may name (degrees): a phone held upright that looks closely shows 15, a wide screen 120.
FIELDS: Final = (10.0, 120.0)


class AskedView(NamedTuple):
    """A scene and where one looks in it. `is_start`: as the scene begins."""

    scene: Scene
    view: View
    is_start: bool


@dataclass(frozen=True)
class Shared:
    """What other sites show of a page: templates/layout/_shared.html writes it."""

    title: str
    url: str
    canonical: str
    picture: str
    width: int
    height: int
    alt: str
    oembed: str
    linked_data: dict[str, Any] | None


def angle(told: str | None, *, most: float, least: float | None = None) -> float | None:
    """An angle from an address, or None where none can be read."""
    try:
        number = float(told or "")
    except ValueError:
        return None
    low = -most if least is None else least
    return number if math.isfinite(number) and low <= number <= most else None


def asked_view(
    shown: TourOnShow, *, scene_slug: str | None = None, asked: Mapping[str, str] | None = None
) -> AskedView:
    """The view that an address asks for; what it leaves open is as the scene begins. Raises SceneNotFound.

    `asked` are the words after its question mark: this request's own where nothing is given.
    """
    asked = request.args if asked is None else asked
    wanted = scene_slug or asked.get("canh", "")
    scene = next((part.scene for part in shown.scenes if part.scene.slug == wanted), None)
    if scene is None:
        if scene_slug is not None:
            raise SceneNotFound
        scene = shown.first
    angles = {
        "yaw": angle(asked.get("yaw"), most=180),
        "pitch": angle(asked.get("pitch"), most=90),
        "hfov": _field(asked.get("hfov")),
    }
    view = scene.view._replace(**{name: told for name, told in angles.items() if told is not None})
    return AskedView(scene, view, is_start=view == scene.view)


def _field(told: str | None) -> float | None:
    """How wide a view an address asks for, as near as FIELDS allow; None where it asks for nothing that can be seen."""
    field = angle(told, least=1, most=179)
    return None if field is None else min(FIELDS[1], max(FIELDS[0], field))


def view_words(asked: AskedView) -> dict[str, Any]:
    """The part of an address that names a view; nothing for the view a scene begins with."""
    if asked.is_start:
        return {}
    return {name: f"{round(getattr(asked.view, name), 1):g}" for name in ("yaw", "pitch", "hfov")}


def view_address(tour: Tour, asked: AskedView) -> str:
    """The whole address that opens this view in 360°."""
    return whole(url_for("tours.tour", slug=tour.slug, canh=asked.scene.slug, **view_words(asked)))


def share_address(tour: Tour, asked: AskedView) -> str:
    """The page with link, code, frame and picture of this view."""
    is_first = asked.is_start and asked.scene.slug == tour.start
    return url_for("tours.share", slug=tour.slug, canh=None if is_first else asked.scene.slug, **view_words(asked))


def whole(path: str) -> str:
    """A path of this site with its host."""
    return config.current().site_url + path


def of_tour(shown: TourOnShow, asked: AskedView) -> Shared:
    """The tour's page, shown by the view that was sent on."""
    title = either(shown.tour.title, shown.tour.title_en)
    place = either(asked.scene.title, asked.scene.title_en)
    is_whole = asked.is_start and asked.scene is shown.first
    url = whole(url_for("tours.tour", slug=shown.tour.slug)) if is_whole else view_address(shown.tour, asked)
    canonical = whole(url_for("tours.tour", slug=shown.tour.slug))
    return _shared(
        shown, asked, title if is_whole else f"{place} – {title}", url, canonical, linked_data=linked_data(shown)
    )


def of_scene(shown: TourOnShow, scene: SceneShown) -> Shared:
    """A scene's own page."""
    url = whole(url_for("tours.scene", slug=shown.tour.slug, scene_slug=scene.slug))
    asked = AskedView(scene.scene, scene.scene.view, is_start=True)
    return _shared(shown, asked, f"{scene.title} – {either(shown.tour.title, shown.tour.title_en)}", url, url)


def _shared(
    shown: TourOnShow,
    asked: AskedView,
    title: str,
    url: str,
    canonical: str,
    *,
    linked_data: dict[str, Any] | None = None,
) -> Shared:
    width, height = POSTERS["share"]
    scene = asked.scene
    return Shared(
        title=title,
        url=url,
        canonical=canonical,
        picture=whole(picture_path(shown.tour, asked)),
        width=width,
        height=height,
        alt=either(scene.alt, scene.alt_en) or either(scene.title, scene.title_en),
        oembed=whole(url_for("tours.oembed", url=url, format="json")),
        linked_data=linked_data,
    )


def picture_path(tour: Tour, asked: AskedView) -> str:
    """Where the picture of this view is served."""
    return url_for("tours.share_picture", slug=tour.slug, scene_slug=asked.scene.slug, **view_words(asked))


def linked_data(shown: TourOnShow) -> dict[str, Any]:
    """The tour in schema.org's words, for search engines: only what we know. Whether an author is a person we do not."""
    tour, site = shown.tour, shown.site
    known: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "name": either(tour.title, tour.title_en),
        "url": whole(url_for("tours.tour", slug=tour.slug)),
        "author": tour.author,
        "license": tour.licence_url or tour.licence,
        "creditText": either(tour.credit, tour.credit_en),
        # Nobody can go to what was only modelled.
        "contentLocation": any(nature_in(part.scene, site) is not SiteNature.MODELLED for part in shown.scenes)
        and {
            "@type": "TouristAttraction",
            "name": either(site.name, site.name_en),
            "url": whole(url_for("tours.site", slug=site.slug)),
        },
        "hasPart": [_linked_scene(shown, part.scene) for part in shown.scenes],
    }
    return {key: value for key, value in known.items() if value}


def _linked_scene(shown: TourOnShow, scene: Scene) -> dict[str, Any]:
    credit, tour = scene.panorama.credit, shown.tour
    drawn = poster(scene.panorama.key, scene.view, "wide")
    known = {
        "@type": "ImageObject",
        "name": either(scene.title, scene.title_en),
        "caption": either(scene.alt, scene.alt_en),
        "url": whole(url_for("tours.scene", slug=tour.slug, scene_slug=scene.slug)),
        "contentUrl": whole(drawn["src"]),
        "width": drawn["width"],
        "height": drawn["height"],
        "author": credit.get("author") or tour.author,
        "license": credit.get("licence_url") or credit.get("licence") or tour.licence_url or tour.licence,
        "creditText": credit_of(scene.panorama, tour, shown.site),
        "isPartOf": whole(url_for("tours.tour", slug=tour.slug)),
    }
    return {key: value for key, value in known.items() if value}


def frame(tour: Tour, asked: AskedView, *, width: int = FRAME[0], height: int = FRAME[1]) -> Markup:
    """The line that puts this view into another page."""
    title = either(tour.title, tour.title_en)
    address = whole(url_for("tours.embedded", slug=tour.slug, canh=asked.scene.slug, **view_words(asked)))
    return Markup(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" allow="fullscreen; gyroscope; accelerometer" '
        'referrerpolicy="no-referrer"></iframe>'
    ).format(address, width, height, title)


@bp.get("/tham-quan/<slug>/chia-se")
@open_to("anyone")
def share(slug: str) -> ResponseReturnValue:
    shown = queries.tour_on_show(slug)
    asked = asked_view(shown)
    address = view_address(shown.tour, asked)
    return render_template(
        "tours/share.html",
        tour=shown.tour,
        site=shown.site,
        scene=asked.scene,
        nature=nature_in(asked.scene, shown.site),
        credit=_credit(asked.scene, shown),
        address=address,
        code=qr.svg(address, label=gettext("Mã QR mở góc nhìn này")),
        frame=str(frame(shown.tour, asked)),
        picture=picture_path(shown.tour, asked),
        size=POSTERS["share"],
        shared=of_tour(shown, asked),
    )


def _said_of(scene: Scene, shown: TourOnShow) -> str:
    """What it is; under it whose it is: neither may be parted from the picture. "" for a photo of the village's own."""
    nature = nature_in(scene, shown.site)
    return "" if nature is SiteNature.OURS else f"{drawn_words(nature)}\n{', '.join(_credit(scene, shown))}"


def _credit(scene: Scene, shown: TourOnShow) -> tuple[str, str]:
    """Author and licence of the scene's picture."""
    return credit_in_force(scene.panorama.credit, (shown.tour.author, shown.tour.licence))


@bp.get("/tham-quan/<slug>/<scene_slug>/chia-se.jpg")
@open_to("anyone")
def share_picture(slug: str, scene_slug: str) -> ResponseReturnValue:
    """The view as a flat picture; while it cannot be drawn, the scene's first view."""
    shown = queries.tour_on_show(slug)
    asked = asked_view(shown, scene_slug=scene_slug)
    found = find_share_picture(
        asked.scene.panorama.key, asked.view, start=asked.scene.view, who=house_of(request.remote_addr),
        said=_said_of(asked.scene, shown),
    )  # fmt: skip
    answer = send_file(found.path, mimetype="image/jpeg", conditional=True)
    # The scene may get another picture under the same address; another view is asked for again soon.
    answer.headers["Cache-Control"] = f"public, max-age={86400 if found.is_this_view else 60}"
    return answer
