"""The village's sites: the list, and a page for each."""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace import config
from marketplace.media.models import Picture
from marketplace.shown import either
from marketplace.tours import queries
from marketplace.tours.models import Site
from marketplace.tours.states import CLAIM_WORDS, THEME_WORDS, is_written
from marketplace.tours.views.blueprint import bp
from marketplace.tours.views.telling import host, poster
from marketplace.web import open_to


@bp.get("/di-tich")
@open_to("anyone")
def sites() -> ResponseReturnValue:
    return render_template("tours/sites.html", cards=queries.site_cards(), theme_words=THEME_WORDS, poster=poster)


@bp.get("/di-tich/<slug>")
@open_to("anyone")
def site(slug: str) -> ResponseReturnValue:
    shown = queries.site_on_show(slug)
    return render_template(
        "tours/site.html",
        site=shown.site,
        shops=shown.shops,
        tours=shown.tours,
        claim_words=CLAIM_WORDS,
        theme_words=THEME_WORDS,
        is_written=is_written,
        host=host,
        poster=poster,
        linked_data=linked_data(shown.site),
    )


def linked_data(site: Site) -> dict[str, Any]:
    """The site in schema.org's words, for search engines: only what we know."""
    known: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "TouristAttraction",
        "name": either(site.name, site.name_en),
        "url": config.current().site_url + url_for("tours.site", slug=site.slug),
        "description": either(site.intro, site.intro_en),
        "image": _whole_address(site.picture),
        "hasMap": site.map_url,
        "containedInPlace": {"@type": "Place", "name": site.place.name} if site.place else None,
    }
    return {key: value for key, value in known.items() if value}


def _whole_address(picture: Picture | None) -> str:
    return config.current().site_url + picture.src(1280) if picture is not None else ""
