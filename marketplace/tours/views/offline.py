"""Taking a tour along where there is no network: the list of its files, the pages as they are kept, the worker.

`frontend/js/offline-pack.js` saves what the list names; `frontend/js/sw.js` answers with it when the network fails. What is
kept is what anybody sees: pages are drawn without cart or form, and say since when their prices are so.
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from flask import Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace import config
from marketplace.assets import BUILD, Assets
from marketplace.clock import now
from marketplace.media import storage
from marketplace.shown import either, when
from marketplace.tours import packing, queries
from marketplace.tours.content import read_more, read_plan
from marketplace.tours.models import Tour
from marketplace.tours.packing import Packed
from marketplace.tours.queries import TourOnShow
from marketplace.tours.queries.plaques import landing_of, plaques_of
from marketplace.tours.views import viewing, walking
from marketplace.tours.views.blueprint import bp
from marketplace.tours.views.plaques import address_of, number_page
from marketplace.tours.views.reading import lightest_film
from marketplace.web import open_to, page_language

# A list is drawn anew after so long: its pages name the goods of the moment.
KEPT_SECONDS: Final = 300
MOST_KEPT: Final = 32
# The page where the number of a plaque is typed: no scene can be called so.
TYPED: Final = "/t"


@dataclass(frozen=True)
class Wish:
    """What a visitor wants of a tour: tiles of this level (pixels of the whole turn), its films or only their stills."""

    level: int = packing.LEVELS[0]
    with_films: bool = False

    def words(self) -> dict[str, Any]:
        """As it is asked for in an address."""
        return {"muc": self.level, **({"phim": 1} if self.with_films else {})}


@dataclass(frozen=True)
class Pack:
    """All files of one tour in one language, as somebody wished for them."""

    version: str
    wish: Wish
    files: tuple[Packed, ...]
    leads: Mapping[str, str]
    drawn_at: datetime

    def weight(self, *, sound: str = "webm") -> int:
        """Bytes over the line, with one file of each sound."""
        return sum(file.weight for file in self.files if file.sound in ("", sound))

    def unpacked(self, *, sound: str = "webm") -> int:
        """Bytes that the phone keeps."""
        return sum(file.unpacked for file in self.files if file.sound in ("", sound))


_asset = Assets()
_kept: dict[tuple[str, ...], Pack] = {}
_keeping = threading.Lock()


@bp.get("/sw.js")
@open_to("anyone")
def worker() -> ResponseReturnValue:
    """The service worker. Registered only by somebody who saves a tour."""
    name = _asset("sw.js").rsplit("/", 1)[1]
    answer = Response((BUILD / name).read_bytes(), mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["Service-Worker-Allowed"] = "/"
    return answer


@bp.get("/tham-quan/<slug>/mang-theo")
@open_to("anyone")
def take_along(slug: str) -> ResponseReturnValue:
    """The page with the button that saves the tour."""
    shown = queries.tour_on_show(slug)
    return render_template("tours/take_along.html", tour=shown.tour, site=shown.site, has_films=_has_films(shown))


@bp.get("/tham-quan/<slug>/mang-theo.json")
@open_to("anyone")
def pack_list(slug: str) -> ResponseReturnValue:
    """The files to save, or with `gon` only how many bytes and which version.

    `with_films` says how many bytes it would be with the films; null where no scene moves. The worker also understands
    `leads`: short addresses, each with the path it leads to.
    """
    shown, wish = queries.tour_on_show(slug), _wish()
    has_films = _has_films(shown)
    pack = _pack(shown, wish if has_films else replace(wish, with_films=False))
    told: dict[str, Any] = {
        "version": pack.version,
        "level": pack.wish.level,
        "with_films": _weights(_pack(shown, replace(wish, with_films=True))) if has_films else None,
        "bytes": _weights(pack),
        "stored_bytes": {"webm": pack.unpacked(), "m4a": pack.unpacked(sound="m4a")},
    }
    if "gon" not in request.args:
        told["files"] = [
            {
                "url": file.url,
                "bytes": file.weight,
                **({"as": file.keep_as} if file.keep_as else {}),
                **({"sound": file.sound} if file.sound else {}),
            }
            for file in pack.files
        ]
        told["leads"] = pack.leads
    return told


def _weights(pack: Pack) -> dict[str, int]:
    return {sound: pack.weight(sound=sound) for sound in ("webm", "m4a")}


def _has_films(shown: TourOnShow) -> bool:
    return any(lightest_film(part.scene.video) for part in shown.scenes)


def _leads(tour: Tour) -> dict[str, str]:
    """Where the short addresses of the tour's plaques lead, for a visitor before one without network."""
    live = [line.plaque for line in plaques_of(tour.id) if line.plaque.retired_at is None and not line.is_lost]
    return {f"/t/{plaque.number}": address_of(landing_of(plaque), plaque.number) for plaque in live}


@bp.get("/tham-quan/<slug>/mang-theo/trang")
@open_to("anyone")
def kept_page(slug: str) -> ResponseReturnValue:
    """A page of the tour as it is kept: `canh` names the scene, `loi-dan` is the walk, nothing the tour itself.

    `/t` is the page where the number of a plaque is typed.
    """
    shown, part = queries.tour_on_show(slug), request.args.get("canh", "")
    answer = make_response(_draw(shown, part, now(), _wish()))
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@bp.get("/tham-quan/<slug>/mang-theo/canh.json")
@open_to("anyone")
def kept_scenes(slug: str) -> ResponseReturnValue:
    """The viewer's JSON as it is kept: with the level that was saved, and prices of the moment."""
    queries.tour_on_show(slug)
    return Response(_scenes(slug, _wish(), now()), mimetype="application/json")


def _wish() -> Wish:
    asked = request.args.get("muc", "")
    level = int(asked) if asked in {str(level) for level in packing.LEVELS} else packing.LEVELS[0]
    return Wish(level, with_films="phim" in request.args)


def _pack(shown: TourOnShow, wish: Wish) -> Pack:
    """The list, drawn within the last minutes or now."""
    number = queries.shown_number(shown.tour.id)
    key = (shown.tour.slug, str(number), str(wish), page_language(), config.current().site_url)
    with _keeping:
        pack = _kept.get(key)
    if pack is None or (now() - pack.drawn_at).total_seconds() > KEPT_SECONDS:
        pack = _collect(shown, wish, number)
        with _keeping:
            if len(_kept) >= MOST_KEPT:
                _kept.clear()
            _kept[key] = pack
    return pack


def _collect(shown: TourOnShow, wish: Wish, number: int) -> Pack:
    """Draw every page once, and find what they name."""
    slug, at = shown.tour.slug, now()
    leads = _leads(shown.tour)
    parts = [
        "",
        *(part.scene.slug for part in shown.scenes),
        *(["loi-dan"] if shown.tour.walk else []),
        *([TYPED] if leads else []),
    ]
    texts = [_draw(shown, part, at, wish) for part in parts]
    scenes = _scenes(slug, wish, at)
    pages = [
        packing.page(
            url_for(".kept_page", slug=slug, canh=part or None, **wish.words()),
            text,
            keep_as=_address_of(slug, part),
        )
        for part, text in zip(parts, texts, strict=True)
    ]
    pages.append(
        packing.page(
            url_for(".kept_scenes", slug=slug, **wish.words()), scenes, keep_as=url_for(".scenes_json", slug=slug)
        )
    )
    if wish.with_films:
        pages += _captions(shown)
    media, documents = storage.folder(), _documents(shown)
    files = packing.files_named_in([*texts, scenes], build=BUILD, media=media, documents=documents)
    for part in shown.scenes:
        files += packing.tiles(part.scene.panorama.key, part.scene.panorama.levels, media, level=wish.level)
    # The same picture may stand in two scenes.
    each = tuple({file.url: file for file in (*pages, *files)}.values())
    lasting = [file for file in each if not _is_of_goods(file, documents)]
    version = packing.version_of(lasting, number, wish.level, page_language(), *sorted(leads.items()))
    return Pack(version, wish, each, leads, at)


def _address_of(slug: str, part: str) -> str:
    """Where a visitor finds this page."""
    if part == TYPED:
        return url_for(".type_number")
    return url_for(".scene", slug=slug, scene_slug=part) if part else url_for(".tour", slug=slug)


def _captions(shown: TourOnShow) -> list[Packed]:
    """What is spoken in the films, for the pages that are read."""
    moving = [part.scene for part in shown.scenes if part.scene.video]
    return [
        packing.page(address, text, keep_as=address)
        for scene in moving
        if (text := either(scene.captions, scene.captions_en))
        for address in [url_for(".captions", slug=shown.tour.slug, scene_slug=scene.slug)]
    ]


def _is_of_goods(file: Packed, documents: set[str]) -> bool:
    """Whether this is a picture that comes and goes with goods: no reason to save the whole tour anew."""
    name = file.url.removeprefix("/media/")
    return "/" not in name and name.rsplit("-", 1)[0] not in documents


def _documents(shown: TourOnShow) -> set[str]:
    """Keys of pictures that are read large: documents, old photos, the plan."""
    plan = read_plan(shown.tour.plan) if shown.tour.plan else None
    keys = {key for part in shown.scenes for pin in part.pins for key in read_more(pin.more)["pictures"]}
    return keys | ({plan.picture} if plan is not None else set())


def _draw(shown: TourOnShow, part: str, at: datetime, wish: Wish) -> str:
    if part == TYPED:
        return number_page("", is_saved=True)
    if part == "loi-dan":
        return walking.walk_page(shown, saved_at=at)
    if part:
        return walking.scene_page(shown, part, saved_at=at, with_film=wish.with_films)
    return walking.tour_page(shown, saved_at=at)


def _scenes(slug: str, wish: Wish, at: datetime) -> str:
    told = viewing.scenes_json(slug)
    return json.dumps(_as_kept(told, wish, gettext("giá lúc lưu, %(when)s", when=when(at))), ensure_ascii=False)


def _as_kept(told: Any, wish: Wish, note: str) -> Any:
    """The viewer's JSON with one level of each panorama and one size of each film (or its still), every price with its hour."""
    if isinstance(told, list):
        return [_as_kept(part, wish, note) for part in told]
    if not isinstance(told, dict):
        return told
    kept = {name: _as_kept(part, wish, note) for name, part in told.items()}
    if kept.get("price"):
        kept["price"] = f"{kept['price']} ({note})"
    if isinstance(kept.get("film"), dict):
        lightest = kept["film"] | {"sizes": kept["film"]["sizes"][:1]}
        kept["film"] = lightest if wish.with_films else None
    if isinstance(kept.get("levels"), list) and all("width" in each for each in kept["levels"]):
        taken = packing.level_to_take([each["width"] for each in kept["levels"]], wish.level)
        kept["levels"] = [each for each in kept["levels"] if each["width"] == taken]
    return kept
