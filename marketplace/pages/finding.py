"""For search engines: which pages there are, in both languages, and which are nobody's business."""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

import sqlalchemy as sa
from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue

from marketplace import config
from marketplace.db import db
from marketplace.shops.models import Product, Shop
from marketplace.shops.states import ProductState, ShopState
from marketplace.tours.models import Route, Scene, Site, Story, StoryVersion, Tour
from marketplace.tours.states import RouteState, SiteState, TourState, VersionState
from marketplace.web import LANGUAGES, open_to

bp = Blueprint("finding", __name__)

# A sitemap holds no more; a village never has so many.
MOST: int = 20_000


@bp.get("/robots.txt")
@open_to("anyone")
def robots() -> ResponseReturnValue:
    hidden = (
        "/gio-hang", "/dat-hang", "/don/", "/don-cua-toi", "/ban-hang/", "/dieu-hanh", "/di-san", "/gop-y",
        "/tai-khoan", "/tin-bao",
    )  # fmt: skip
    lines = ["User-agent: *", *(f"Disallow: {root}{path}" for path in hidden for root in ("", "/en"))]
    lines.append(f"Sitemap: {config.current().site_url}{url_for('.sitemap')}")
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@bp.get("/sitemap.xml")
@open_to("anyone")
def sitemap() -> ResponseReturnValue:
    home = config.current().site_url
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for path in _paths():
        # The same page in each language names all of them.
        named = {code: home + ("/en" if code == "en" else "") + path for code in LANGUAGES}
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(address)}/>'
            for code, address in named.items()
        )
        lines += [f"<url><loc>{escape(address)}</loc>{links}</url>" for address in named.values()]
    lines.append("</urlset>")
    return Response("\n".join(lines) + "\n", content_type="application/xml; charset=utf-8")


def _paths() -> Iterator[str]:
    """Every page that a stranger may come to first, without a language."""
    # The sitemap itself has one address: whoever asks for it below /en hears of the same pages.
    for endpoint in (
        "pages.home",
        "shops.catalogue",
        "shops.shops",
        "tours.sites",
        "tours.routes",
        "pages.about",
        "pages.help_with_360",
    ):
        yield _plain(endpoint)
    live = (Product.state == ProductState.LIVE, Shop.state == ShopState.LIVE)
    for endpoint, select in (
        ("tours.site", sa.select(Site.slug).where(Site.state == SiteState.SHOWN)),
        ("tours.tour", sa.select(Tour.slug).where(Tour.state == TourState.PUBLISHED)),
        ("tours.route", sa.select(Route.slug).where(Route.state == RouteState.PUBLISHED)),
        (
            "tours.story",
            sa.select(Story.slug)
            .join(StoryVersion, StoryVersion.story_id == Story.id)
            .where(StoryVersion.state == VersionState.PUBLISHED),
        ),
        ("shops.shop", sa.select(Shop.slug).where(Shop.state == ShopState.LIVE)),
        ("shops.product", sa.select(Product.slug).join(Shop, Shop.id == Product.shop_id).where(*live)),
    ):
        for slug in db.session.scalars(select.limit(MOST)):
            yield _plain(endpoint, slug)

    yield from _inside_tours()


def _inside_tours() -> Iterator[str]:
    """Every scene in words, and the narrated walks."""
    scenes = (
        sa.select(Tour.slug, Scene.slug)
        .join(Scene, Scene.tour_id == Tour.id)
        .where(Tour.state == TourState.PUBLISHED)
        .order_by(Tour.id, Scene.position)
    )
    for tour, scene in db.session.execute(scenes.limit(MOST)):
        yield _plain("tours.scene", tour, scene_slug=scene)
    walks = sa.select(Tour.slug).where(Tour.state == TourState.PUBLISHED, Tour.walk != [])
    for tour in db.session.scalars(walks.limit(MOST)):
        yield _plain("tours.walk", tour)


def _plain(endpoint: str, slug: str | None = None, *, scene_slug: str | None = None) -> str:
    return url_for(endpoint, slug=slug, scene_slug=scene_slug).removeprefix("/en")
