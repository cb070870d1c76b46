"""Changing sites: adding a place, its facts, its festivals, and the shops near it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypedDict, Unpack

import sqlalchemy as sa

from marketplace.accounts import services as accounts
from marketplace.accounts.actor import SYSTEM, Actor
from marketplace.clock import now
from marketplace.db import db
from marketplace.media.models import Picture
from marketplace.text import clean_line, clean_lines
from marketplace.text import slug as as_slug
from marketplace.tours import queries
from marketplace.tours.content import is_web_address
from marketplace.tours.errors import (
    BadAddress,
    ClaimWithoutSource,
    HalfAPosition,
    HistoryHere,
    MayNotShow,
    NoSuchDay,
    SiteHasTours,
    SlugTaken,
    WrongSiteMoment,
)
from marketplace.tours.models import Festival, Site, SiteShop
from marketplace.tours.services.modelled import mark_pictures_of
from marketplace.tours.services.removing import forget_if_unshown
from marketplace.tours.states import Calendar, SiteNature, SiteState, SiteTheme
from marketplace.tours.telling_history import history_in

_ADDRESSES: Final = frozenset({"rank_source", "map_url"})
_TEXTS: Final = ("intro", "intro_en", "way", "way_en", "access", "access_en")
# What is told of a site, and not only how to visit it: visitors read it when a reviewer has.
TOLD: Final = frozenset(
    {
        "nature",
        "rank",
        "rank_en",
        "rank_source",
        "rank_needs_review",
        "era",
        "era_en",
        "era_source",
        "era_source_en",
        "intro",
        "intro_en",
    }
)


class SiteFacts(TypedDict, total=False):
    """What is known of a site. Whatever is left out stays as it is; "" means that nobody knows."""

    name: str
    name_en: str
    theme: SiteTheme
    nature: SiteNature
    place_id: int | None
    rank: str
    rank_en: str
    rank_source: str
    rank_needs_review: bool
    era: str
    era_en: str
    era_source: str
    era_source_en: str
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
    position_source_en: str
    map_x: int | None
    map_y: int | None


# Addresses among the curators' sites that are something else.
NO_SLUGS: Final = frozenset({"moi"})
FACTS: Final = tuple(SiteFacts.__annotations__)


def add_site(
    *,
    slug: str,
    picture_id: int | None = None,
    position: int = 0,
    state: SiteState = SiteState.SHOWN,
    **facts: Unpack[SiteFacts],
) -> Site:
    """The village has one more site. Raises BadAddress, ClaimWithoutSource (a rank, an era), HistoryHere, HalfAPosition."""
    site = Site(
        slug=slug,
        name="",
        theme=facts.get("theme", SiteTheme.HISTORY),
        picture_id=picture_id,
        position=position,
        state=state,
    )
    told = _cleaned(facts)
    _want_no_history_in(told)
    _set(site, told)
    db.session.add(site)
    db.session.flush()
    return site


def begin_site(*, by: Actor, **facts: Unpack[SiteFacts]) -> Site:
    """A curator's new site, after the others and not yet shown.

    Raises SlugTaken (the name names nothing new), and what add_site raises.
    """
    slug = as_slug(facts["name"])
    if not slug or slug in NO_SLUGS or queries.is_site_slug_taken(slug):
        raise SlugTaken(title=facts["name"])
    site = add_site(slug=slug, position=queries.next_site_position(), state=SiteState.DRAFT, **facts)
    site.written_by_id = by.user_id
    accounts.record("site.added", thing=f"site:{slug}", by=by)
    return site


def describe_site(site: Site, *, by: Actor, **facts: Unpack[SiteFacts]) -> None:
    """The site is as told; where visitors see it, what is told of it waits for a reviewer and stays as it was.

    Raises BadAddress, ClaimWithoutSource (a rank, an era), HistoryHere, HalfAPosition.
    """
    told = _cleaned(facts)
    want_sources({**{name: getattr(site, name) for name in TOLD}, **told})
    _want_no_history_in(told)
    if site.is_shown:
        _propose(site, {name: told.pop(name) for name in TOLD & told.keys()}, by=by)
    elif any(told[name] != getattr(site, name) for name in TOLD & told.keys()):
        site.written_by_id = by.user_id
    names = [name for name in told if getattr(site, name) != told[name]]
    before = {name: str(getattr(site, name)) for name in names}
    _set(site, told)
    after = {name: str(getattr(site, name)) for name in names}
    if after != before:
        accounts.record("site.changed", thing=f"site:{site.slug}", by=by, before=before, after=after)
    db.session.flush()


def _want_no_history_in(told: Mapping[str, Any]) -> None:
    """Of these words, whatever is only kept: what stands there from before the rule can still be mended."""
    want_no_history(*(told.get(name, "") for name in _TEXTS))


def _propose(site: Site, told: dict[str, Any], *, by: Actor) -> None:
    changed = {name: value for name, value in told.items() if value != getattr(site, name)}
    if changed != site.proposed:
        site.proposed, site.proposed_by_id = changed, by.user_id if changed else None
        accounts.record("site.proposed", thing=f"site:{site.slug}", by=by, after=_in_words(changed))


def _in_words(values: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


def sign_site(site: Site, *, by: Actor, is_reviewer: bool) -> None:
    """Visitors see the site from now on, or what was changed of it. The site must be locked.

    Raises MayNotShow (no reviewer, or who wrote it), WrongSiteMoment (nothing waits), ClaimWithoutSource, HistoryHere.
    """
    if site.is_shown and not site.proposed:
        raise WrongSiteMoment(before=site.state.value, after="shown")
    writer = site.proposed_by_id if site.is_shown else site.written_by_id
    if not is_reviewer or by.user_id is None or by.user_id == writer:
        raise MayNotShow
    want_sources({**{name: getattr(site, name) for name in TOLD}, **site.proposed})
    _want_no_history_in(site.proposed if site.is_shown else {name: getattr(site, name) for name in _TEXTS})
    before = {name: str(getattr(site, name)) for name in site.proposed}
    accounts.record("site.shown", thing=f"site:{site.slug}", by=by, before=before, after=_in_words(site.proposed))
    if site.is_shown:
        site.written_by_id = writer
        _set(site, {**site.proposed, "nature": SiteNature(site.proposed.get("nature", site.nature))})
        site.proposed, site.proposed_by_id = {}, None
    else:
        site.become(SiteState.SHOWN)
    site.shown_by_id, site.shown_at = by.user_id, now()
    db.session.flush()
    mark_pictures_of(site)


def drop_proposed(site: Site, *, by: Actor) -> None:
    """What was changed of a shown site is forgotten. Raises WrongSiteMoment when nothing was."""
    if not site.proposed:
        raise WrongSiteMoment(before=site.state.value, after=site.state.value)
    accounts.record("site.proposal_dropped", thing=f"site:{site.slug}", by=by, before=_in_words(site.proposed))
    site.proposed, site.proposed_by_id = {}, None
    db.session.flush()


def hide_site(site: Site, *, by: Actor) -> None:
    """Visitors no longer see the site; what waited for a reviewer is in its draft. The site must be locked.

    Raises SiteHasTours (visitors walk there), WrongSiteMoment.
    """
    if queries.has_tour_on_show(site.id):
        raise SiteHasTours
    site.become(SiteState.DRAFT)
    # Whoever signed it may write on it now.
    site.shown_by_id, site.shown_at = None, None
    if site.proposed:
        site.written_by_id = site.proposed_by_id
        _set(site, {**site.proposed, "nature": SiteNature(site.proposed.get("nature", site.nature))})
        site.proposed, site.proposed_by_id = {}, None
    accounts.record("site.hidden", thing=f"site:{site.slug}", by=by)
    db.session.flush()


def want_sources(told: dict[str, Any]) -> None:
    """A rank and an era each say from where. Raises ClaimWithoutSource."""
    for name in ("rank", "era"):
        if told[name] and not told[f"{name}_source"]:
            raise ClaimWithoutSource(text=told[name])


def _cleaned(facts: SiteFacts) -> dict[str, Any]:
    cleaned: dict[str, Any] = dict(facts)
    for name, value in cleaned.items():
        if isinstance(value, str) and not isinstance(value, SiteTheme | SiteNature):
            cleaned[name] = (
                web_address(value)
                if name in _ADDRESSES
                else clean_lines(value)
                if name in _TEXTS
                else clean_line(value)
            )
    return cleaned


def _set(site: Site, told: dict[str, Any]) -> None:
    for name, value in told.items():
        setattr(site, name, value)
    want_sources({name: getattr(site, name) for name in TOLD})
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
    source_title_en: str = "",
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
        source_title=clean_line(source_title), source_title_en=clean_line(source_title_en), source_url=web_address(source_url),
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


def want_no_history(*texts: str) -> None:
    """What these texts say needs no source. Raises HistoryHere with the first sentence that does."""
    if sentence := history_in(*texts):
        raise HistoryHere(text=sentence)


def web_address(address: str) -> str:
    """The address if it is empty or a page on the web: links like javascript: are never kept. Raises BadAddress."""
    address = address.strip()
    if address and not is_web_address(address):
        raise BadAddress(address=clean_line(address)[:80])
    return address
