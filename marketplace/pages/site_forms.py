"""The form of a site's facts: what it offers, what stands in it, and what it says."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from flask_babel import gettext

from marketplace.places.queries import hamlets, place_by_slug
from marketplace.shown import either
from marketplace.tours import queries
from marketplace.tours.forms.around import SiteForm
from marketplace.tours.models import Site
from marketplace.tours.services.sites import SiteFacts
from marketplace.tours.states import SiteNature, SiteTheme
from marketplace.tours.village_map import Label, named

WORDS: Final = (
    "name", "name_en", "rank", "rank_en", "rank_source", "era", "era_en", "era_source", "era_source_en", "intro", "intro_en",
    "opening_hours", "opening_hours_en", "keys_with", "keys_with_en", "way", "way_en", "access", "access_en",
    "map_url", "position_source", "position_source_en",
)  # fmt: skip

# The sketch in the form: hundredths of it in units of its drawing, as frontend/js/map-place.js knows them.
EDGE: Final = 20
STEP: Final = 3
SIDE: Final = 340


class Sketch(NamedTuple):
    """What stands on the sketch already, in units of the drawing: hamlets with their names, pick-up points, other sites."""

    hamlets: Sequence[Label]
    points: Sequence[tuple[int, int]]
    sites: Sequence[tuple[str, int, int]]


def sketch_beside(slug: str) -> Sketch:
    """The sketch on which this site is placed; "" for one that is not there yet."""
    placed = [
        (one.kind, either(one.name, one.name_en), EDGE + STEP * one.x, EDGE + STEP * one.y)
        for one in queries.drawn_beside(slug)
    ]
    dots = [(x, y) for kind, _, x, y in placed if kind != "hamlet"]
    return Sketch(
        hamlets=named([(name, x, y) for kind, name, x, y in placed if kind == "hamlet"], dots=dots, height=SIDE),
        points=[(x, y) for kind, _, x, y in placed if kind == "point"],
        sites=[(name, x, y) for kind, name, x, y in placed if kind == "site"],
    )


def offered(form: SiteForm) -> SiteForm:
    """The form, with the places of today to choose from."""
    form.place.offer([("", gettext("Chưa rõ")), *((one.slug, either(one.name, one.name_en)) for one in hamlets())])
    return form


def facts_in(form: SiteForm) -> SiteFacts:
    """What a form that was validated says of a site."""
    place = form.value("place")
    facts: dict[str, Any] = {name: form.value(name) or "" for name in WORDS}
    facts |= {
        "theme": SiteTheme(form.value("theme")),
        "nature": SiteNature(form.value("nature")),
        "place_id": place_by_slug(place).id if place else None,
        "rank_needs_review": form.value("rank_needs_review"),
        "latitude": form.latitude.number,
        "longitude": form.longitude.number,
        "map_x": form.value("map_x"),
        "map_y": form.value("map_y"),
    }
    told: SiteFacts = facts  # type: ignore[assignment]  # its names are the form's
    return told


def filled(site: Site) -> SiteForm:
    """The form as the site was written last, signed or not."""
    names = (*WORDS, "nature", "theme", "rank_needs_review", "map_x", "map_y")
    # What waits for a reviewer is what one goes on writing.
    known = {name: getattr(site, name) for name in names} | site.proposed
    for name in ("latitude", "longitude"):
        number = getattr(site, name)
        known[name] = "" if number is None else f"{number:g}" if number == round(number, 4) else f"{number:.6f}"
    return SiteForm(formdata=None, data={**known, "place": site.place.slug if site.place else ""})
