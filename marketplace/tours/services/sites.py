"""Changing sites: adding a place, its facts, its festivals, and the shops near it."""

from collections.abc import Sequence
from typing import Final, TypedDict, Unpack

import sqlalchemy as sa

from marketplace.accounts import services as accounts
from marketplace.accounts.actor import SYSTEM, Actor
from marketplace.db import db
from marketplace.media.models import Picture
from marketplace.text import clean_line, clean_lines
from marketplace.text import slug as as_slug
from marketplace.tours import queries
from marketplace.tours.content import is_web_address
from marketplace.tours.errors import BadAddress, ClaimWithoutSource, HalfAPosition, NoSuchDay, SlugTaken
from marketplace.tours.models import Festival, Site, SiteShop
from marketplace.tours.services.removing import forget_if_unshown
from marketplace.tours.states import Calendar, SiteNature, SiteTheme

_ADDRESSES: Final = frozenset({"rank_source", "map_url"})
_TEXTS: Final = frozenset({"intro", "intro_en", "way", "way_en", "access", "access_en"})


class SiteFacts(TypedDict, total=False):
    """What is known of a site. Whatever is left out stays as it is; "" means that nobody knows."""

    name: str
    name_en: str
    theme: SiteTheme
    place_id: int | None
    rank: str
    rank_en: str
    rank_source: str
    rank_needs_review: bool
    era: str
    era_en: str
    era_source: str
    intro: str
    intro_en: str
    opening_hours: str
    opening_hours_en: str
    keys_with: str
    keys_with_en: str
    way: str
    way_en: str
    access: str
    access_en: str
    map_url: str
    latitude: float | None
    longitude: float | None
    position_source: str
    map_x: int | None
    map_y: int | None


def add_site(
    *,
    slug: str,
    nature: SiteNature = SiteNature.OURS,
    picture_id: int | None = None,
    position: int = 0,
    **facts: Unpack[SiteFacts],
) -> Site:
    """The village has one more site. Raises BadAddress, ClaimWithoutSource (an era), HalfAPosition."""
    site = Site(
        slug=slug,
        name="",
        theme=facts.get("theme", SiteTheme.HISTORY),
        nature=nature,
        picture_id=picture_id,
        position=position,
    )
    _set(site, facts)
    db.session.add(site)
    db.session.flush()
    return site


def begin_site(*, by: Actor, **facts: Unpack[SiteFacts]) -> Site:
    """A curator's new site, after the others. Raises SlugTaken (the name names nothing new), and what add_site raises."""
    slug = as_slug(facts["name"])
    if not slug or queries.is_site_slug_taken(slug):
        raise SlugTaken(title=facts["name"])
    site = add_site(slug=slug, position=queries.next_site_position(), **facts)
    accounts.record("site.added", thing=f"site:{slug}", by=by)
    return site


def describe_site(site: Site, *, by: Actor, **facts: Unpack[SiteFacts]) -> None:
    """The site is as told. Raises BadAddress, ClaimWithoutSource (an era), HalfAPosition."""
    names = [name for name in facts if getattr(site, name) != facts.get(name)]
    before = {name: str(getattr(site, name)) for name in names}
    _set(site, facts)
    after = {name: str(getattr(site, name)) for name in names}
    if after != before:
        accounts.record("site.changed", thing=f"site:{site.slug}", by=by, before=before, after=after)
    db.session.flush()


def _set(site: Site, facts: SiteFacts) -> None:
    for name, value in facts.items():
        if isinstance(value, str) and not isinstance(value, SiteTheme):
            value = (
                web_address(value)
                if name in _ADDRESSES
                else clean_lines(value)
                if name in _TEXTS
                else clean_line(value)
            )
        setattr(site, name, value)
    if site.era and not site.era_source:
        raise ClaimWithoutSource(text=site.era)
    whole = site.latitude is not None and site.longitude is not None and bool(site.position_source)
    if not whole and (site.latitude is not None or site.longitude is not None):
        raise HalfAPosition


def show_picture(site: Site, picture: Picture | None) -> None:
    """The site's page begins with this picture, or with none; the one before is gone if nothing else shows it."""
    before = db.session.get(Picture, site.picture_id) if site.picture_id else None
    site.picture_id = picture.id if picture is not None else None
    db.session.flush()
    if before is not None and before is not picture:
        forget_if_unshown(before)


def put_shops_near(site_id: int, shop_ids: Sequence[int]) -> None:
    """These shops, and no others, stand on the site's page, in this order, whenever they are live."""
    db.session.execute(sa.delete(SiteShop).where(SiteShop.site_id == site_id))
    db.session.add_all(
        SiteShop(site_id=site_id, shop_id=shop_id, position=position) for position, shop_id in enumerate(shop_ids)
    )
    db.session.flush()


def add_festival(
    *,
    name: str,
    calendar: Calendar,
    site_id: int | None = None,
    slug: str = "",
    name_en: str = "",
    text: str = "",
    text_en: str = "",
    month: int | None = None,
    first_day: int | None = None,
    last_day: int | None = None,
    source_title: str = "",
    source_url: str = "",
    by: Actor = SYSTEM,
) -> Festival:
    """One more festival. Without a calendar it has no days. Raises ClaimWithoutSource, BadAddress, NoSuchDay, SlugTaken."""
    want_source(name, source_title, source_url)
    if calendar is Calendar.UNKNOWN:
        month = first_day = last_day = None
    else:
        last_day = first_day if last_day is None else last_day
        _want_days(calendar, month, first_day, last_day)
    slug = slug or as_slug(name)
    if not slug or queries.find_festival(slug) is not None:
        raise SlugTaken(title=name)
    festival = Festival(
        slug=slug, name=clean_line(name), name_en=clean_line(name_en), calendar=calendar, site_id=site_id,
        text=clean_lines(text), text_en=clean_lines(text_en), month=month, first_day=first_day, last_day=last_day,
        source_title=clean_line(source_title), source_url=web_address(source_url),
    )  # fmt: skip
    db.session.add(festival)
    db.session.flush()
    accounts.record("festival.added", thing=f"festival:{slug}", by=by)
    return festival


def _want_days(calendar: Calendar, month: int | None, first: int | None, last: int | None) -> None:
    if month is None or first is None or last is None:
        raise NoSuchDay
    longest = 30 if calendar is Calendar.LUNAR or month in (4, 6, 9, 11) else 28 if month == 2 else 31
    if not (1 <= month <= 12 and 1 <= first <= last <= longest):
        raise NoSuchDay


def remove_festival(festival: Festival, *, by: Actor) -> None:
    """The festival is no longer announced."""
    accounts.record("festival.removed", thing=f"festival:{festival.slug}", by=by)
    db.session.delete(festival)
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
