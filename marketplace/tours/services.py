"""Changing sites and tours: adding a place and what is known of it, joining scenes to a walk, publishing it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from marketplace import config
from marketplace.clock import now
from marketplace.db import db
from marketplace.media import panoramas
from marketplace.media.models import Panorama
from marketplace.media.panoramas import View
from marketplace.media.queries import find_panorama
from marketplace.text import clean_line, clean_lines
from marketplace.tours import queries
from marketplace.tours.errors import (
    AngleOutOfRange,
    BadAddress,
    ClaimWithoutSource,
    IncompletePin,
    NoSuchScene,
    SceneOutOfReach,
    SceneTwice,
)
from marketplace.tours.models import Claim, Hotspot, Scene, Site, SiteShop, Tour
from marketplace.tours.states import ClaimKind, HotspotKind, SiteTheme, TourState


@dataclass(frozen=True, kw_only=True)
class NewPin:
    """A pin to be set. `to` is the slug of the scene a door leads to; an info pin is a claim with its source.

    Without a label the pin is called by what it leads to.
    """

    kind: HotspotKind
    yaw: float
    pitch: float
    label: str = ""
    label_en: str = ""
    text: str = ""
    text_en: str = ""
    to: str = ""
    arrive_yaw: float | None = None
    product_id: int | None = None
    shop_id: int | None = None
    is_demo: bool = False
    claim_kind: ClaimKind | None = None
    source_title: str = ""
    source_url: str = ""
    needs_review: bool = False


@dataclass(frozen=True, kw_only=True)
class NewScene:
    """A scene to be joined to a tour. Angles in degrees; `north` is the compass bearing of yaw 0."""

    slug: str
    title: str
    panorama_id: int
    view: View
    title_en: str = ""
    north: float = 0.0
    pins: Sequence[NewPin] = ()


@dataclass(frozen=True, kw_only=True)
class NewTour:
    """A tour to be added. `credit` is the sentence the licence asks for, with what was changed."""

    slug: str
    title: str
    start: str
    author: str
    licence: str
    scenes: Sequence[NewScene]
    title_en: str = ""
    licence_url: str = ""
    credit: str = ""
    credit_en: str = ""
    graph_licence: str = ""
    graph_licence_url: str = ""
    note: str = ""
    note_en: str = ""


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
    is_sample: bool = False,
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
        rank_source=_web_address(rank_source),
        rank_needs_review=rank_needs_review,
        intro=clean_lines(intro),
        intro_en=clean_lines(intro_en),
        opening_hours=clean_line(opening_hours),
        opening_hours_en=clean_line(opening_hours_en),
        map_url=_web_address(map_url),
        is_sample=is_sample,
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
    _want_source(text, source_title, source_url)
    claim = Claim(
        site_id=site_id,
        text=clean_line(text),
        text_en=clean_line(text_en),
        kind=kind,
        source_title=clean_line(source_title),
        source_url=_web_address(source_url),
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


def keep_panorama(source: Path, *, views: Collection[View], credit: Mapping[str, Any]) -> Panorama:
    """The 360° picture is cut, with a flat picture of each view, and known by its content.

    The same picture twice is one panorama. `credit` holds at least author and licence. Raises PanoramaRefused
    and its kinds. Takes two seconds a picture: for commands and jobs.
    """
    folder = config.current().media_dir / "pano"
    files = panoramas.cut_tiles(source, folder)
    for view in views:
        panoramas.draw_posters(source, folder, view=view)
    known = find_panorama(files.key)
    if known is not None:
        return known
    panorama = Panorama(key=files.key, width=files.width, levels=list(files.levels), made_at=now(), credit=dict(credit))
    db.session.add(panorama)
    db.session.flush()
    return panorama


def add_tour(site_id: int, new: NewTour) -> Tour:
    """A walk through a site is there, as a draft.

    Raises SceneTwice, NoSuchScene, SceneOutOfReach, AngleOutOfRange, IncompletePin, ClaimWithoutSource, BadAddress.
    """
    for scene in new.scenes:
        _check_scene(scene)
    _check_walk(new)
    tour = Tour(
        slug=new.slug,
        site_id=site_id,
        title=clean_line(new.title),
        title_en=clean_line(new.title_en),
        start=new.start,
        author=clean_line(new.author),
        licence=clean_line(new.licence),
        licence_url=_web_address(new.licence_url),
        credit=clean_line(new.credit),
        credit_en=clean_line(new.credit_en),
        graph_licence=clean_line(new.graph_licence),
        graph_licence_url=_web_address(new.graph_licence_url),
        note=clean_line(new.note),
        note_en=clean_line(new.note_en),
    )
    db.session.add(tour)
    db.session.flush()
    scenes = {scene.slug: _scene(tour.id, scene, position) for position, scene in enumerate(new.scenes)}
    db.session.add_all(scenes.values())
    db.session.flush()
    for scene in new.scenes:
        db.session.add_all(_pin(scenes, scene, pin, number) for number, pin in enumerate(scene.pins, start=1))
    db.session.flush()
    return tour


def send_for_review(tour_id: int) -> Tour:
    """The tour waits for its reviewer. Raises TourNotFound, WrongTourMoment."""
    tour = queries.lock_tour(tour_id)
    tour.become(TourState.IN_REVIEW)
    db.session.flush()
    return tour


def publish_tour(tour_id: int) -> Tour:
    """Everybody can walk through the tour. Raises TourNotFound, WrongTourMoment (it was not in review)."""
    tour = queries.lock_tour(tour_id)
    tour.become(TourState.PUBLISHED)
    db.session.flush()
    return tour


def archive_tour(tour_id: int) -> Tour:
    """The tour is kept and no longer shown. Raises TourNotFound, WrongTourMoment."""
    tour = queries.lock_tour(tour_id)
    tour.become(TourState.ARCHIVED)
    db.session.flush()
    return tour


def _check_walk(new: NewTour) -> None:
    """Every door leads to a scene of the tour, and every scene can be walked to from the start."""
    doors: dict[str, set[str]] = {}
    for scene in new.scenes:
        if scene.slug in doors:
            raise SceneTwice(scene=scene.slug)
        doors[scene.slug] = {pin.to for pin in scene.pins if pin.kind is HotspotKind.DOOR}
    for named in (new.start, *sorted(set().union(*doors.values()))):
        if named not in doors:
            raise NoSuchScene(scene=named)
    reached: set[str] = set()
    ahead = {new.start}
    while ahead:
        reached |= ahead
        ahead = set().union(*(doors[slug] for slug in ahead)) - reached
    for slug in doors:
        if slug not in reached:
            raise SceneOutOfReach(scene=slug)


def _check_scene(scene: NewScene) -> None:
    looks = [(scene.view.yaw, scene.view.pitch), *((pin.yaw, pin.pitch) for pin in scene.pins)]
    looks += [(pin.arrive_yaw, 0.0) for pin in scene.pins if pin.arrive_yaw is not None]
    # Written so that NaN, which is in no range, is refused too.
    on_sphere = all(-180 <= yaw <= 180 and -90 <= pitch <= 90 for yaw, pitch in looks)
    if not (on_sphere and 30 <= scene.view.hfov <= 120 and 0 <= scene.north < 360):
        raise AngleOutOfRange(scene=scene.slug)
    for pin in scene.pins:
        if not _is_complete(pin):
            raise IncompletePin(scene=scene.slug)
        if pin.kind is HotspotKind.INFO:
            _want_source(pin.text, pin.source_title, pin.source_url)


def _is_complete(pin: NewPin) -> bool:
    """Whether the pin has what its kind needs, and nothing of another kind."""
    is_info, is_door = pin.kind is HotspotKind.INFO, pin.kind is HotspotKind.DOOR
    return (
        is_info == (pin.claim_kind is not None)
        and (not is_info or bool(clean_line(pin.text)))
        and is_door == bool(pin.to)
        and (is_door or pin.arrive_yaw is None)
        and (pin.kind is HotspotKind.PRODUCT) == (pin.product_id is not None)
        and (pin.kind is HotspotKind.SHOP) == (pin.shop_id is not None)
    )


def _scene(tour_id: int, scene: NewScene, position: int) -> Scene:
    return Scene(
        tour_id=tour_id,
        slug=scene.slug,
        title=clean_line(scene.title),
        title_en=clean_line(scene.title_en),
        panorama_id=scene.panorama_id,
        view_yaw=scene.view.yaw,
        view_pitch=scene.view.pitch,
        view_hfov=scene.view.hfov,
        north=scene.north,
        position=position,
    )


def _pin(scenes: Mapping[str, Scene], scene: NewScene, pin: NewPin, number: int) -> Hotspot:
    return Hotspot(
        scene_id=scenes[scene.slug].id,
        number=number,
        kind=pin.kind,
        yaw=pin.yaw,
        pitch=pin.pitch,
        label=clean_line(pin.label),
        label_en=clean_line(pin.label_en),
        text=clean_lines(pin.text),
        text_en=clean_lines(pin.text_en),
        to_scene_id=scenes[pin.to].id if pin.to else None,
        arrive_yaw=pin.arrive_yaw,
        product_id=pin.product_id,
        shop_id=pin.shop_id,
        is_demo=pin.is_demo,
        claim_kind=pin.claim_kind,
        source_title=clean_line(pin.source_title),
        source_url=_web_address(pin.source_url),
        needs_review=pin.needs_review,
    )


def _want_source(text: str, title: str, url: str) -> None:
    if not (clean_line(title) or clean_line(url)):
        raise ClaimWithoutSource(text=clean_line(text)[:80])


def _web_address(address: str) -> str:
    """The address if it is empty or a page on the web: links like javascript: are never kept."""
    if not address:
        return ""
    address = address.strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        raise BadAddress(address=clean_line(address)[:80]) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or clean_line(address) != address or " " in address:
        raise BadAddress(address=clean_line(address)[:80])
    return address
