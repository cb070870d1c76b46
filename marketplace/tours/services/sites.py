"""Changing sites: adding a place, what is known of it, and the shops near it."""

from collections.abc import Sequence

from marketplace.db import db
from marketplace.text import clean_line, clean_lines
from marketplace.tours.content import is_web_address
from marketplace.tours.errors import BadAddress, ClaimWithoutSource
from marketplace.tours.models import Claim, Site, SiteShop
from marketplace.tours.states import ClaimKind, SiteNature, SiteTheme


def add_site(
    *,
    slug: str,
    name: str,
    theme: SiteTheme,
    name_en: str = "",
    place_id: int | None = None,
    rank: str = "",
    rank_en: str = "",
    rank_source: str = "",
    rank_needs_review: bool = False,
    intro: str = "",
    intro_en: str = "",
    opening_hours: str = "",
    opening_hours_en: str = "",
    map_url: str = "",
    nature: SiteNature = SiteNature.OURS,
    picture_id: int | None = None,
    position: int = 0,
) -> Site:
    """The village has one more site. Empty opening hours mean that nobody knows them. Raises BadAddress."""
    site = Site(
        slug=slug,
        name=clean_line(name),
        name_en=clean_line(name_en),
        theme=theme,
        place_id=place_id,
        rank=clean_line(rank),
        rank_en=clean_line(rank_en),
        rank_source=web_address(rank_source),
        rank_needs_review=rank_needs_review,
        intro=clean_lines(intro),
        intro_en=clean_lines(intro_en),
        opening_hours=clean_line(opening_hours),
        opening_hours_en=clean_line(opening_hours_en),
        map_url=web_address(map_url),
        nature=nature,
        picture_id=picture_id,
        position=position,
    )
    db.session.add(site)
    db.session.flush()
    return site


def add_claim(
    site_id: int,
    *,
    text: str,
    kind: ClaimKind,
    text_en: str = "",
    source_title: str = "",
    source_url: str = "",
    needs_review: bool = False,
    position: int = 0,
) -> Claim:
    """One more sentence is said of a site. Raises ClaimWithoutSource, BadAddress."""
    want_source(text, source_title, source_url)
    claim = Claim(
        site_id=site_id,
        text=clean_line(text),
        text_en=clean_line(text_en),
        kind=kind,
        source_title=clean_line(source_title),
        source_url=web_address(source_url),
        needs_review=needs_review,
        position=position,
    )
    db.session.add(claim)
    db.session.flush()
    return claim


def put_shops_near(site_id: int, shop_ids: Sequence[int]) -> None:
    """These shops stand on the site's page, in this order, whenever they are live."""
    db.session.add_all(
        SiteShop(site_id=site_id, shop_id=shop_id, position=position) for position, shop_id in enumerate(shop_ids)
    )
    db.session.flush()


def want_source(text: str, title: str, url: str) -> None:
    """A sentence of history names its source. Raises ClaimWithoutSource."""
    if not (clean_line(title) or clean_line(url)):
        raise ClaimWithoutSource(text=clean_line(text)[:80])


def web_address(address: str) -> str:
    """The address if it is empty or a page on the web: links like javascript: are never kept. Raises BadAddress."""
    address = address.strip()
    if address and not is_web_address(address):
        raise BadAddress(address=clean_line(address)[:80])
    return address
