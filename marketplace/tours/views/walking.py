"""Walks through sites, as pages that can be read: the tour, each of its scenes, and its narrated walk.

A page to be kept on a phone (`saved_at`) sells nothing and says since when its prices are so (offline.py).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.errors import NotFound
from marketplace.shown import either
from marketplace.tours import queries
from marketplace.tours.queries import TourOnShow
from marketplace.tours.queries.writing import shown_version
from marketplace.tours.shares import Share, credit_in_force, lines_under, view_of
from marketplace.tours.states import CLAIM_WORDS, SiteNature
from marketplace.tours.views import sharing
from marketplace.tours.views.blueprint import bp
from marketplace.tours.views.reading import PLAN_WIDTH, Came, plan_shown, scene_read, sound_files, walk_read
from marketplace.tours.views.telling import host, nature_in, poster, scenes_shown, stops_shown
from marketplace.web import open_to


@dataclass(frozen=True)
class Pages:
    """Where the pages of a tour lie: those that visitors read, or those of a version that is looked at first."""

    slug: str
    room: str = "tours"
    number: int | None = None

    def tour(self, **view: Any) -> str:
        return self._page("tour", **view)

    def scene(self, scene_slug: str, **came: Any) -> str:
        return self._page("scene", scene_slug=scene_slug, **came)

    def walk(self) -> str:
        return self._page("walk")

    def _page(self, name: str, **told: Any) -> str:
        if self.number is not None:
            told["number"] = self.number
        return url_for(f"{self.room}.{name}", slug=self.slug, **told)


@bp.get("/tham-quan/<slug>")
@open_to("anyone")
def tour(slug: str) -> ResponseReturnValue:
    return tour_page(queries.tour_on_show(slug))


@bp.get("/tham-quan/<slug>/<scene_slug>")
@open_to("anyone")
def scene(slug: str, scene_slug: str) -> ResponseReturnValue:
    return scene_page(
        queries.tour_on_show(slug),
        scene_slug,
        came=Came(request.args.get("tu", ""), door=request.args.get("cua", type=int)),
        looking=sharing.angle(request.args.get("huong"), most=180),
    )


@bp.get("/tham-quan/<slug>/loi-dan")
@open_to("anyone")
def walk(slug: str) -> ResponseReturnValue:
    return walk_page(queries.tour_on_show(slug))


@bp.get("/tham-quan/<slug>/<scene_slug>/phu-de.vtt")
@open_to("anyone")
def captions(slug: str, scene_slug: str) -> ResponseReturnValue:
    """What is spoken in a film's scene."""
    shown = queries.tour_on_show(slug)
    found = next((part.scene for part in shown.scenes if part.scene.slug == scene_slug), None)
    text = either(found.captions, found.captions_en) if found is not None else ""
    if not text:
        raise NotFound
    return text, {"Content-Type": "text/vtt; charset=utf-8"}


def tour_page(
    shown: TourOnShow,
    *,
    scenes_url: str = "",
    preview: str = "",
    at: Pages | None = None,
    saved_at: datetime | None = None,
) -> str:
    """The viewer with everything beside it; `preview` says that this is a version visitors do not see yet."""
    scenes, asked = scenes_shown(shown), sharing.asked_view(shown)
    return render_template(
        "tours/tour.html",
        tour=shown.tour,
        site=shown.site,
        first=shown.first,
        scenes=scenes,
        stops=stops_shown(shown.tour, scenes),
        scenes_url=scenes_url or url_for("tours.scenes_json", slug=shown.tour.slug),
        preview=preview,
        at=at or Pages(shown.tour.slug),
        signed=None if preview else shown_version(shown.tour.id),
        claim_words=CLAIM_WORDS,
        host=host,
        poster=poster,
        plan=plan_shown(shown.tour, scenes),
        plan_width=PLAN_WIDTH,
        share_address=sharing.share_address(shown.tour, asked),
        shared=sharing.of_tour(shown, asked),
        saved_at=saved_at,
    )


def scene_page(
    shown: TourOnShow,
    scene_slug: str,
    *,
    came: Came | None = None,
    looking: float | None = None,
    saved_at: datetime | None = None,
    with_film: bool = True,
    preview: str = "",
    at: Pages | None = None,
) -> str:
    """One scene in words. Raises SceneNotFound."""
    read = scene_read(shown, scene_slug, came=came, looking=looking)
    return render_template(
        "tours/scene.html",
        tour=shown.tour,
        site=shown.site,
        read=read,
        claim_words=CLAIM_WORDS,
        host=host,
        poster=poster,
        sound_files=sound_files,
        shared=sharing.of_scene(shown, read.shown),
        saved_at=saved_at,
        with_film=with_film,
        preview=preview,
        at=at or Pages(shown.tour.slug),
    )


def walk_page(
    shown: TourOnShow, *, saved_at: datetime | None = None, preview: str = "", at: Pages | None = None
) -> str:
    """The narrated walk to read and hear. Raises WalkNotFound."""
    return render_template(
        "tours/walk.html",
        tour=shown.tour,
        site=shown.site,
        stops=walk_read(shown),
        claim_words=CLAIM_WORDS,
        host=host,
        sound_files=sound_files,
        saved_at=saved_at,
        preview=preview,
        at=at or Pages(shown.tour.slug),
        share=_share_of(shown),
    )


def _share_of(shown: TourOnShow) -> Share:
    """What a link to the walk shows when it is shared: where it begins."""
    tour, site, first = shown.tour, shown.site, shown.first
    nature, credit = nature_in(first, site), credit_in_force(first.panorama.credit, (tour.author, tour.licence))
    line = either(*lines_under(nature, credit, site.name, site.name_en))
    base = view_of(first.panorama.key, first.view)
    return Share(either(tour.title, tour.title_en), line, base, nature is SiteNature.OURS)
