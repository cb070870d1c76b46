"""Every picture that a shared link of the heritage pages shows, in both languages."""

from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa

from marketplace.db import db
from marketplace.media.models import Panorama, Picture
from marketplace.media.panoramas import View
from marketplace.tours.models import Scene, Site, Tour
from marketplace.tours.queries.routes import routes_to_write
from marketplace.tours.queries.sites import PANORAMA_AND_VIEW, SiteCard, site_cards
from marketplace.tours.queries.stories import pictures_by_key, stories_shown
from marketplace.tours.shares import LIST_TITLES, Share, credit_in_force, lines_under, nature_of, photo, view_of
from marketplace.tours.states import SiteNature, TourState
from marketplace.tours.stories import StoryContent


def shares_wanted() -> Sequence[Share]:
    """All of them, each once."""
    return list(dict.fromkeys(_wanted()))


def _wanted() -> Iterator[Share]:
    cards = site_cards()
    for title, title_en in LIST_TITLES.values():
        yield from _both(title, title_en, "", "", first_photo(cards))
    for card in cards:
        base = photo(card.picture) or view_of(card.panorama_key, card.view)
        place = card.place_name or "", card.place_name_en or card.place_name or ""
        lines = lines_under(card.nature, card.credit, *place)
        yield from _both(card.site.name, card.site.name_en, *lines, base, is_ours=card.nature is SiteNature.OURS)
    tours = db.session.execute(
        sa.select(
            Tour.title,
            Tour.title_en,
            Site.name,
            Site.name_en,
            Site.nature,
            Tour.author,
            Tour.licence,
            Panorama.credit,
            *PANORAMA_AND_VIEW,
        )
        .join(Site, Site.id == Tour.site_id)
        .join(Scene, sa.and_(Scene.tour_id == Tour.id, Scene.slug == Tour.start))
        .join(Panorama, Panorama.id == Scene.panorama_id)
        .where(Tour.state == TourState.PUBLISHED)
    )
    for title, title_en, name, name_en, of_site, author, licence, credit, key, *view in tours:
        nature = nature_of(credit, of_site)
        lines = lines_under(nature, credit_in_force(credit, (author, licence)), name, name_en)
        yield from _both(title, title_en, *lines, view_of(key, View(*view)), is_ours=nature is SiteNature.OURS)
    for route in routes_to_write():
        pictures = [stop.site.picture for stop in route.stops if stop.site is not None and stop.site.picture]
        yield from _both(route.title, route.title_en, "", "", photo(pictures[0] if pictures else None))
    stories = [content for _, content in stories_shown()]
    pictures_there = pictures_by_key({part.picture for content in stories for part in content.parts if part.picture})
    for content in stories:
        first = first_picture(content, pictures_there)
        yield from _both(content.title, content.title_en, content.lead, content.lead_en, photo(first))


def _both(title: str, title_en: str, line: str, line_en: str, base: str, *, is_ours: bool = True) -> Iterator[Share]:
    yield Share(title, line, base, is_ours)
    if title_en or line_en:
        yield Share(title_en or title, line_en or line, base, is_ours)


def first_photo(cards: Sequence[SiteCard]) -> str:
    """The first photo of a site of the village's own, as what a picture is drawn from; "" while there is none."""
    return next((photo(card.picture) for card in cards if card.site.is_ours and card.picture), "")


def first_picture(content: StoryContent, pictures: Mapping[str, Picture]) -> Picture | None:
    """The first photo of a story that is there."""
    return next((pictures[part.picture] for part in content.parts if part.picture in pictures), None)
