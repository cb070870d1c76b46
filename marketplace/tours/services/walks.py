"""What visitors walk through: scenes joined by doors, with their pins. A whole walk is checked and laid out at once."""

import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from marketplace import config
from marketplace.db import db
from marketplace.media import panoramas
from marketplace.media.models import Panorama
from marketplace.media.panoramas import View
from marketplace.media.services.panoramas import note_panorama
from marketplace.text import clean_line, clean_lines
from marketplace.tours import queries
from marketplace.tours.errors import AngleOutOfRange, IncompletePin, NoSuchScene, SceneOutOfReach, SceneTwice
from marketplace.tours.models import Hotspot, Scene, Tour
from marketplace.tours.services.sites import want_source, web_address
from marketplace.tours.states import SHOWING, TELLING, ClaimKind, HotspotKind


@dataclass(frozen=True, kw_only=True)
class NewPin:
    """A pin to be set. `to` is the slug of the scene a door leads to; an info pin is a claim with its source.

    Without a label the pin is called by what it leads to; with number 0 it gets one.
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
    source_title_en: str = ""
    source_url: str = ""
    needs_review: bool = False
    number: int = 0
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NewScene:
    """A scene to be joined to a tour. Angles in degrees; `north` is the compass bearing of yaw 0, None when nobody knows."""

    slug: str
    title: str
    panorama_id: int
    view: View
    title_en: str = ""
    alt: str = ""
    alt_en: str = ""
    north: float | None = None
    level_pitch: float = 0.0
    level_roll: float = 0.0
    turn: float = 0.0
    video: str = ""
    captions: str = ""
    captions_en: str = ""
    claim: Mapping[str, Any] | None = None
    pins: Sequence[NewPin] = ()


@dataclass(frozen=True, kw_only=True)
class NewTour:
    """A tour to be added. `credit` is the sentence the licence asks for, with what was changed.

    `walk` and `plan` are as a version's document has them.
    """

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
    walk: Sequence[Mapping[str, Any]] = ()
    plan: Mapping[str, Any] | None = None


def keep_panorama(source: Path, *, views: Collection[View], credit: Mapping[str, Any]) -> Panorama:
    """The 360° picture is cut, with a flat picture of each view, and known by its content.

    The same picture twice is one panorama. `credit` holds at least author and licence. Raises PanoramaRefused
    and its kinds. Takes two seconds a picture: for commands and jobs.
    """
    folder = config.current().media_dir / "pano"
    files = panoramas.cut_tiles(source, folder)
    for view in views:
        panoramas.draw_posters(folder / files.key, view=view)
    return note_panorama(files, credit=credit, facts={})


def add_tour(site_id: int, new: NewTour) -> Tour:
    """A walk through a site is there, as a draft.

    Raises SceneTwice, NoSuchScene, SceneOutOfReach, AngleOutOfRange, IncompletePin, ClaimWithoutSource, BadAddress.
    """
    check_walk(new)
    tour = Tour(slug=new.slug, site_id=site_id, title="", start="", author="", licence="")
    db.session.add(tour)
    lay_out(tour, new)
    return tour


def lay_out(tour: Tour, new: NewTour) -> None:
    """The tour is what `new` tells, whatever it was before. A scene that stays keeps its row, known by its slug.

    Raises what add_tour raises.
    """
    check_walk(new)
    tour.title, tour.title_en = clean_line(new.title), clean_line(new.title_en)
    tour.start = new.start
    tour.author, tour.licence = clean_line(new.author), clean_line(new.licence)
    tour.licence_url = web_address(new.licence_url)
    tour.credit, tour.credit_en = clean_line(new.credit), clean_line(new.credit_en)
    tour.graph_licence, tour.graph_licence_url = clean_line(new.graph_licence), web_address(new.graph_licence_url)
    tour.note, tour.note_en = clean_line(new.note), clean_line(new.note_en)
    tour.walk = [dict(stop) for stop in new.walk]
    tour.plan = dict(new.plan) if new.plan is not None else None
    db.session.flush()
    before = {scene.slug: scene for scene in queries.scenes_of(tour.id)}
    if before:
        # Nothing points at a pin's row: orders and links name tour, scene and number.
        db.session.execute(sa.delete(Hotspot).where(Hotspot.scene_id.in_([scene.id for scene in before.values()])))
    scenes = {scene.slug: _scene(tour.id, scene, position, before) for position, scene in enumerate(new.scenes)}
    for slug in before.keys() - scenes.keys():
        db.session.delete(before[slug])
    db.session.add_all(scenes.values())
    db.session.flush()
    for scene in new.scenes:
        numbers = _numbers(scene.pins)
        db.session.add_all(_pin(scenes, scene, pin, number) for pin, number in zip(scene.pins, numbers, strict=True))
    db.session.flush()
    db.session.expire(tour, ["scenes"])


def _numbers(pins: Sequence[NewPin]) -> list[int]:
    """Every pin's own number, or the next free one."""
    taken = {pin.number for pin in pins}
    free = (number for number in itertools.count(1) if number not in taken)
    return [pin.number or next(free) for pin in pins]


def check_walk(new: NewTour) -> None:
    """Every pin is whole, every door leads to a scene of the tour, and every scene can be walked to from the start.

    Raises what add_tour raises.
    """
    for scene in new.scenes:
        _check_scene(scene)
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
    if not (on_sphere and 30 <= scene.view.hfov <= 120 and 0 <= (scene.north or 0) < 360):
        raise AngleOutOfRange(scene=scene.slug)
    for pin in scene.pins:
        if not _is_complete(pin):
            raise IncompletePin(scene=scene.slug)
        if pin.claim_kind is not None:
            want_source(pin.text, pin.source_title, pin.source_url)


def _is_complete(pin: NewPin) -> bool:
    """Whether the pin has what its kind needs, and nothing of another kind."""
    tells, is_door = pin.kind in TELLING, pin.kind is HotspotKind.DOOR
    # A sound may tell something, and then says how that is known.
    may_claim = tells or pin.kind is HotspotKind.SOUND
    corners = len(pin.more.get("corners", ()))
    return (
        (may_claim if pin.claim_kind is not None else not tells)
        and (pin.claim_kind is None or bool(clean_line(pin.text)))
        and (pin.kind is not HotspotKind.SOUND or bool(pin.more.get("sound")))
        and (pin.kind not in SHOWING or bool(pin.more.get("pictures")))
        and (pin.kind is not HotspotKind.AREA or corners >= 3)
        and (pin.kind is not HotspotKind.THEN or (corners == 4 and bool(pin.more.get("year"))))
        and is_door == bool(pin.to)
        and (is_door or pin.arrive_yaw is None)
        and (pin.kind is HotspotKind.PRODUCT) == (pin.product_id is not None)
        and (pin.kind is HotspotKind.SHOP) == (pin.shop_id is not None)
    )


def _scene(tour_id: int, told: NewScene, position: int, before: Mapping[str, Scene]) -> Scene:
    scene = before.get(told.slug) or Scene(
        tour_id=tour_id, slug=told.slug, title="", panorama_id=0, view_yaw=0.0, view_pitch=0.0, view_hfov=100.0
    )
    scene.title, scene.title_en = clean_line(told.title), clean_line(told.title_en)
    scene.alt, scene.alt_en = clean_line(told.alt), clean_line(told.alt_en)
    scene.panorama_id = told.panorama_id
    scene.view_yaw, scene.view_pitch, scene.view_hfov = told.view[:3]
    scene.north, scene.position = told.north, position
    scene.level_pitch, scene.level_roll, scene.turn = told.level_pitch, told.level_roll, told.turn
    scene.video, scene.captions, scene.captions_en = told.video, told.captions, told.captions_en
    scene.claim = dict(told.claim) if told.claim is not None else None
    return scene


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
        source_title_en=clean_line(pin.source_title_en),
        source_url=web_address(pin.source_url),
        needs_review=pin.needs_review,
        more=dict(pin.more),
    )
