"""What stands around the demo's tours: festivals, routes, stories, and a visitor's correction."""

import re
from collections.abc import Mapping
from typing import Any, Final

from marketplace.accounts.actor import Actor
from marketplace.demo.heritage import KINDS, add_claim
from marketplace.demo.village import Village
from marketplace.jobs import later
from marketplace.tours import queries
from marketplace.tours.services import add_festival, corrections, routes, stories
from marketplace.tours.states import Calendar, SiteTheme
from marketplace.tours.stories import StoryContent, StoryPart

_LUNAR: Final = re.compile(r"(\d+)–(\d+)/(\d+)")


def add_around(village: Village, site_ids: Mapping[str, int]) -> None:
    """All of it is there, and the pictures that shared links show will be drawn."""
    for told in village.told["feasts"]:
        # Feasts of the whole country have no source of ours and no site.
        if told["source"]:
            _add_festival(village, site_ids, told)
    for told in village.told["routes"]:
        _add_route(village, site_ids, told)
    for told in village.told["articles"]:
        _add_story(village, site_ids, told)
    for told in village.told["corrections"]:
        corrections.send_correction(
            queries.subject_of(told["about"]), wrong=told["wrong_vi"], right=told["right_vi"],
            how_known=told["how_known_vi"],
        )  # fmt: skip
    later("tours.draw_shares")


def _add_festival(village: Village, site_ids: Mapping[str, int], told: Mapping[str, Any]) -> None:
    days = _LUNAR.fullmatch(told.get("lunar", ""))
    first, last, month = (int(number) for number in days.groups()) if days else (None, None, None)
    add_festival(
        slug=told["slug"], name=told["name"], name_en=told["name_en"], text=told["text_vi"], text_en=told["text_en"],
        calendar=Calendar.LUNAR if days else Calendar.UNKNOWN, month=month, first_day=first, last_day=last,
        site_id=site_ids[told["site"]] if told["site"] else None, source_url=village.source(told["source"]),
    )  # fmt: skip


def _add_route(village: Village, site_ids: Mapping[str, int], told: Mapping[str, Any]) -> None:
    route = routes.begin_route(
        slug=told["slug"], title=told["title_vi"], title_en=told["title_en"], theme=SiteTheme(told["theme"]),
        intro=told["intro_vi"], intro_en=told["intro_en"], by=_one(village, "curator"),
    )  # fmt: skip
    for each in told["stops"]:
        stop = routes.add_stop(
            route, name=each.get("name_vi", ""), name_en=each.get("name_en", ""), note=each.get("note_vi", ""),
            note_en=each.get("note_en", ""), site_id=site_ids[each["site"]] if "site" in each else None,
            pickup_point_id=village.points[each["pickup_point"]].id if "pickup_point" in each else None,
        )  # fmt: skip
        for claim in each.get("claims", ()):
            add_claim(village, claim, stop_id=stop.id)
    routes.publish_route(route, by=_one(village, "reviewer"), is_reviewer=True)


def _add_story(village: Village, site_ids: Mapping[str, int], told: Mapping[str, Any]) -> None:
    content = StoryContent(
        title=told["title_vi"],
        title_en=told["title_en"],
        lead=told["lead_vi"],
        lead_en=told["lead_en"],
        parts=[_part(village, part) for part in told["parts"]],
    )
    writer, reviewer = village.person(told["writer"]), village.person(told["reviewer"])
    story = stories.begin_story(content, slug=told["slug"], site_id=site_ids[told["site"]], by=writer)
    version = stories.send_story_for_review(story)
    stories.sign_story(story, number=version.number, by=reviewer, is_reviewer=True)


def _part(village: Village, told: Mapping[str, Any]) -> StoryPart:
    return StoryPart(
        text=told["text_vi"], text_en=told["text_en"], kind=KINDS[told["kind"]] if "kind" in told else None,
        source_url=village.source(told.get("source")), needs_review=told.get("needs_review", False),
        picture=village.pictures[told["picture"]].key if "picture" in told else "",
    )  # fmt: skip


def _one(village: Village, role: str) -> Actor:
    return village.person(next(told["slug"] for told in village.told["people"] if told["role"] == role))
