"""A tour inside other people's pages: the bare viewer to be framed, and the oEmbed answer that tells how (oembed.com).

The framed page is the same for everybody and sells nothing itself: its links open the market in a tab of their own.
"""

from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import current_app, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from marketplace import config
from marketplace.errors import NotFound
from marketplace.media.panoramas import POSTERS
from marketplace.shown import either
from marketplace.tours import queries
from marketplace.tours.errors import TourNotFound
from marketplace.tours.queries import TourOnShow
from marketplace.tours.views import sharing, viewing
from marketplace.tours.views.blueprint import bp
from marketplace.tours.views.telling import credit_of, drawn_words, nature_in, poster
from marketplace.web import language_links, open_to, page_language

CACHED_SECONDS: Final = 3600


class AskedAddress(NamedTuple):
    """What an address of ours names: a tour in a language, and perhaps a scene with a view."""

    language: str
    slug: str
    scene_slug: str
    words: dict[str, str]


@bp.get("/tham-quan/<slug>/nhung")
@open_to("anyone")
def embedded(slug: str) -> ResponseReturnValue:
    g.framed_by = "*"
    try:
        shown = queries.tour_on_show(slug)
    except TourNotFound:
        # Said in the frame: a refusal that may not be framed would be the browser's own "refused to connect".
        return render_template("tours/embed_gone.html"), 404
    asked = sharing.asked_view(shown)
    page = make_response(
        render_template(
            "tours/embed.html",
            tour=shown.tour,
            said=drawn_words(nature_in(asked.scene, shown.site)),
            scene=asked.scene,
            address=sharing.view_address(shown.tour, asked),
            credit=credit_of(asked.scene.panorama, shown.tour, shown.site),
            poster=poster,
        )
    )
    page.headers["Cache-Control"] = "public, max-age=300"
    return page


@bp.get("/tham-quan/<slug>/nhung/canh.json")
@open_to("anyone")
def embedded_scenes(slug: str) -> ResponseReturnValue:
    """The viewer's JSON without the address that answers with a form for the cart: it would be the reader's own."""
    return without_fresh(viewing.scenes_json(slug))


def without_fresh(told: Any) -> Any:
    """The same, told nobody where to ask for goods of the moment."""
    if isinstance(told, dict):
        return {name: without_fresh(part) for name, part in told.items() if name != "fresh"}
    return [without_fresh(part) for part in told] if isinstance(told, list) else told


@bp.get("/oembed")
@open_to("anyone")
def oembed() -> ResponseReturnValue:
    """How to show one of our addresses inside another page. Other hosts' addresses are a 404, other formats a 501."""
    wanted = request.args.get("format", "json")
    if wanted not in ("json", "xml"):
        return gettext("Chỉ trả lời bằng json hoặc xml."), 501, {"Content-Type": "text/plain; charset=utf-8"}
    asked = _read(request.args.get("url", ""))
    if asked.language != page_language():
        return redirect(next(str(link["href"]) for link in language_links() if link["code"] == asked.language))
    told = _answer(asked)
    answer = make_response(told if wanted == "json" else _as_xml(told))
    if wanted == "xml":
        answer.headers["Content-Type"] = "text/xml; charset=utf-8"
    answer.headers["Cache-Control"] = f"public, max-age={CACHED_SECONDS}"
    return answer


def _read(address: str) -> AskedAddress:
    """What the address names. Raises NotFound for whatever is no tour or scene of ours."""
    try:
        parts = urlsplit(address)
    except ValueError:
        raise NotFound from None
    ours = urlsplit(config.current().site_url)
    if parts.scheme not in ("http", "https") or parts.netloc != ours.netloc:
        raise NotFound
    is_english = parts.path.startswith("/en/")
    path = parts.path.removeprefix("/en") if is_english else parts.path
    try:
        endpoint, words = current_app.url_map.bind(ours.netloc).match(path, method="GET")
    except HTTPException:
        raise NotFound from None
    if endpoint not in ("tours.tour", "tours.scene"):
        raise NotFound
    asked = {name: told[0] for name, told in parse_qs(parts.query[:500]).items()}
    return AskedAddress(
        "en" if is_english else "vi", words["slug"], words.get("scene_slug") or asked.get("canh", ""), asked
    )


def _answer(asked: AskedAddress) -> dict[str, Any]:
    shown = queries.tour_on_show(asked.slug)
    view = sharing.asked_view(shown, scene_slug=asked.scene_slug or None, asked=asked.words)
    width, height = _size()
    told: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": " – ".join(
            part for part in (_title(shown, view), drawn_words(nature_in(view.scene, shown.site))) if part
        ),
        "author_name": view.scene.panorama.credit.get("author") or shown.tour.author,
        "provider_name": gettext("Chợ Thôn"),
        "provider_url": sharing.whole(url_for("pages.home")),
        "cache_age": CACHED_SECONDS,
        "html": str(sharing.frame(shown.tour, view, width=width, height=height)),
        "width": width,
        "height": height,
    }
    drawn = POSTERS["share"]
    if drawn[0] <= _limit("maxwidth", drawn[0]) and drawn[1] <= _limit("maxheight", drawn[1]):
        told |= {
            "thumbnail_url": sharing.whole(sharing.picture_path(shown.tour, view)),
            "thumbnail_width": drawn[0],
            "thumbnail_height": drawn[1],
        }
    return told


def _title(shown: TourOnShow, view: sharing.AskedView) -> str:
    title = either(shown.tour.title, shown.tour.title_en)
    return title if view.scene is shown.first else f"{either(view.scene.title, view.scene.title_en)} – {title}"


def _size() -> tuple[int, int]:
    """The frame's width and height: ours, or as much as there is room for, however little that is (oembed.com, 2.2)."""
    width = min(sharing.FRAME[0], _limit("maxwidth", sharing.FRAME[0]))
    height = max(1, round(width * sharing.FRAME[1] / sharing.FRAME[0]))
    return width, min(height, _limit("maxheight", height))


def _limit(name: str, otherwise: int) -> int:
    told = request.args.get(name, "")
    return int(told) if told.isascii() and told.isdigit() and 0 < len(told) < 6 and int(told) else otherwise


def _as_xml(told: dict[str, Any]) -> bytes:
    root = Element("oembed")
    for name, value in told.items():
        SubElement(root, name).text = str(value)
    return tostring(root, encoding="utf-8", xml_declaration=True)
