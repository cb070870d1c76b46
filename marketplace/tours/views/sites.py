"""The village's sites: the list with its map, a page for each, and festivals as calendar files."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace import config
from marketplace.clock import now, vietnam
from marketplace.errors import NotFound
from marketplace.shown import either
from marketplace.text import fold
from marketplace.tours import queries
from marketplace.tours.calendar_file import calendar_file
from marketplace.tours.festival_days import by_coming, coming_days
from marketplace.tours.models import Festival, Site
from marketplace.tours.queries import SiteCard, SiteOnShow
from marketplace.tours.queries.shares import first_photo
from marketplace.tours.shares import LIST_TITLES, Share, credit_shown, lines_under, photo, view_of
from marketplace.tours.states import CLAIM_WORDS, THEME_WORDS, SiteNature, SiteTheme, is_written
from marketplace.tours.views.blueprint import bp
from marketplace.tours.views.telling import drawn_words, host, poster, whose
from marketplace.tours.village_map import VillageMap, lay_out, named
from marketplace.web import open_to

# What the address calls a theme.
THEME_SLUGS: Final[Mapping[str, SiteTheme]] = {
    "lich-su": SiteTheme.HISTORY,
    "van-hoa": SiteTheme.CULTURE,
    "cach-mang": SiteTheme.REVOLUTION,
}
# A calendar file tells of so many years.
YEARS_AHEAD: Final = 5
_EVERY_DAY: Final = re.compile(r"(\d{1,2}) (\d{2}) (\d{1,2}) (\d{2})(?: hang ngay)?")


class Asked(NamedTuple):
    """Which sites the list should show."""

    theme: SiteTheme | None
    place: str
    has_360: bool

    def fits(self, card: SiteCard) -> bool:
        """Whether this site was asked for."""
        return (
            (self.theme is None or card.site.theme is self.theme)
            and (not self.place or card.place_slug == self.place)
            and (not self.has_360 or card.tour_slug is not None)
        )


@bp.get("/di-tich")
@open_to("anyone")
def sites() -> ResponseReturnValue:
    cards = queries.site_cards()
    asked = Asked(
        theme=THEME_SLUGS.get(request.args.get("chu-de", "")),
        place=request.args.get("thon", "")[:60],
        has_360=request.args.get("anh-360") == "1",
    )
    shown = [card for card in cards if asked.fits(card)]
    # Dots are numbered as the list under the map is: theme by theme.
    ours = [card for theme in THEME_WORDS for card in shown if card.site.is_ours and card.site.theme is theme]
    today = vietnam(now()).date()
    return render_template(
        "tours/sites.html",
        cards=shown,
        ours=ours,
        any_at_all=bool(cards),
        asked=asked,
        theme_slugs=THEME_SLUGS,
        site_places=_places(cards),
        near=queries.shops_near_sites(),
        festivals=by_coming(queries.festivals(), on=today),
        routes=queries.route_cards(),
        stories=queries.stories_shown(),
        theme_words=THEME_WORDS,
        poster=poster,
        host=host,
        share=Share(either(*LIST_TITLES["sites"]), "", first_photo(cards)),
        **_map(ours),
    )


def _places(cards: Sequence[SiteCard]) -> Sequence[tuple[str, str]]:
    """Where sites are, each once, by name."""
    named = {
        card.place_slug: either(card.place_name, card.place_name_en or "")
        for card in cards
        if card.place_slug and card.place_name
    }
    return sorted(named.items(), key=lambda pair: pair[1])


def _map(ours: Sequence[SiteCard]) -> dict[str, Any]:
    """The drawing, with hamlets and pick-up points where it is a sketch."""
    around = queries.drawn_around()
    drawn = lay_out([card.site for card in ours], also=[(one.x, one.y) for one in around])
    if drawn is None or drawn.is_measured:
        return {"map": drawn, "hamlets": [], "points": []}
    return {
        "map": drawn,
        "hamlets": named(
            _on(drawn, [one for one in around if one.kind == "hamlet"]), dots=drawn.dots, height=drawn.height
        ),
        "points": _on(drawn, [one for one in around if one.kind == "point"]),
    }


def _on(drawn: VillageMap, things: Sequence[Any]) -> list[tuple[str, float, float]]:
    return [(either(one.name, one.name_en), *drawn.sketched(one.x, one.y)) for one in things]


@bp.get("/di-tich/<slug>")
@open_to("anyone")
def site(slug: str) -> ResponseReturnValue:
    return site_page(queries.site_on_show(slug))


def site_page(shown: SiteOnShow, *, preview: str = "") -> str:
    """All that is known of a site. `preview` says what is not so yet."""
    return render_template(
        "tours/site.html",
        site=shown.site,
        claims=shown.claims,
        shops=shown.shops,
        tours=shown.tours,
        mentions=shown.mentions,
        festivals=by_coming(shown.site.festivals, on=vietnam(now()).date()),
        claim_words=CLAIM_WORDS,
        theme_words=THEME_WORDS,
        is_written=is_written,
        host=host,
        poster=poster,
        whose=whose,
        share=share_of(shown),
        linked_data=linked_data(shown),
        preview=preview,
    )


def share_of(shown: SiteOnShow) -> Share:
    """What a link to the page shows when it is shared."""
    site, first = shown.site, shown.tours[0] if shown.tours else None
    base = photo(site.picture) or (view_of(first.panorama_key, first.view) if first else "")
    place = (site.place.name, site.place.name_en) if site.place else ("", "")
    credit = credit_shown(site.picture, (first.author, first.licence) if first else ("", ""))
    line = either(*lines_under(shown.nature, credit, *place))
    return Share(either(site.name, site.name_en), line, base, shown.nature is SiteNature.OURS)


def linked_data(shown: SiteOnShow) -> dict[str, Any]:
    """The site in schema.org's words, for search engines: only what we know. What was only modelled is no place."""
    site = shown.site
    address = config.current().site_url + url_for("tours.site", slug=site.slug)
    known: dict[str, Any] = {
        "name": either(site.name, site.name_en),
        "url": address,
        "description": either(site.intro, site.intro_en),
        # A view that was modelled is no picture of a real site.
        "image": _picture_address(shown) if shown.nature is site.nature else "",
    }
    known |= (
        {"@type": "CreativeWork", "abstract": drawn_words(site.nature)}
        if site.nature is SiteNature.MODELLED
        else {"@type": "TouristAttraction", **_of_a_place(site)}
    )
    return {
        "@context": "https://schema.org",
        "@graph": [
            {key: value for key, value in known.items() if value},
            breadcrumbs([(gettext("Di tích"), url_for("tours.sites")), (either(site.name, site.name_en), "")]),
        ],
    }


def _of_a_place(site: Site) -> dict[str, Any]:
    """What only a place has where one can go."""
    return {
        "hasMap": site.map_url,
        "containedInPlace": {"@type": "Place", "name": site.place.name} if site.place else None,
        "openingHours": _opening_hours(site.opening_hours),
        "geo": {"@type": "GeoCoordinates", "latitude": site.latitude, "longitude": site.longitude}
        if site.latitude is not None
        else None,
    }


def breadcrumbs(steps: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The way to a page in schema.org's words; the last is the page itself."""
    home = config.current().site_url
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, **({"item": home + path} if path else {})}
            for number, (name, path) in enumerate(steps, start=1)
        ],
    }


def _opening_hours(words: str) -> str:
    """ "Mo-Su 07:00-17:00" where the words say no more than that."""
    found = _EVERY_DAY.fullmatch(fold(words))
    if found is None:
        return ""
    return f"Mo-Su {int(found[1]):02}:{found[2]}-{int(found[3]):02}:{found[4]}"


def _picture_address(shown: SiteOnShow) -> str:
    """The photo, or the first view of a tour."""
    if shown.site.picture is not None:
        return config.current().site_url + shown.site.picture.src(1280)
    drawn = [poster(tour.panorama_key, tour.view, "wide")["src"] for tour in shown.tours]
    return config.current().site_url + drawn[0] if drawn else ""


@bp.get("/le-hoi/<slug>.ics")
@open_to("anyone")
def festival_calendar(slug: str) -> ResponseReturnValue:
    """The festival's next years, to be put into one's own calendar."""
    festival = queries.find_festival(slug)
    if festival is not None and festival.site is not None and not festival.site.is_shown:
        raise NotFound
    days = coming_days(festival, on=vietnam(now()).date(), times=YEARS_AHEAD) if festival else ()
    if festival is None or not days:
        raise NotFound
    home = config.current().site_url
    text = "\n".join(
        part for part in (either(festival.text, festival.text_en), _when_in_words(festival), _source(festival)) if part
    )
    page = url_for("tours.site", slug=festival.site.slug) if festival.site else url_for("tours.sites")
    body = calendar_file(
        uid=f"{festival.slug}@{home.split('//')[-1]}",
        title=either(festival.name, festival.name_en),
        text=text,
        url=home + page,
        place=either(festival.site.name, festival.site.name_en) if festival.site else "",
        spans=days,
        stamp=now(),
    )
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{festival.slug}.ics"'
    return response


def _source(festival: Festival) -> str:
    return gettext(
        "Nguồn: %(source)s", source=festival.source_url or either(festival.source_title, festival.source_title_en)
    )


def _when_in_words(festival: Festival) -> str:
    """ "14–16 tháng 3 âm lịch"."""
    if festival.month is None:
        return ""
    days = (
        str(festival.first_day)
        if festival.first_day == festival.last_day
        else f"{festival.first_day}–{festival.last_day}"
    )
    if festival.calendar == "lunar":
        return gettext("%(days)s tháng %(month)s âm lịch", days=days, month=festival.month)
    return gettext("%(days)s tháng %(month)s dương lịch", days=days, month=festival.month)


@bp.app_template_filter("festival_days")
def _festival_days(festival: Festival) -> str:
    return _when_in_words(festival)


@bp.app_template_filter("span")
def _span(span: Any) -> str:
    """ "20–22/4/2027", "30/4–2/5/2027"."""
    first, last = span.first, span.last
    if first == last:
        return f"{last.day}/{last.month}/{last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day}/{last.month}/{last.year}"
    if first.year == last.year:
        return f"{first.day}/{first.month}–{last.day}/{last.month}/{last.year}"
    return f"{first.day}/{first.month}/{first.year}–{last.day}/{last.month}/{last.year}"
