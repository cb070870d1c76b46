"""A scene in words, for whoever walks by reading: what is around, told from the way one came.

The same data as the viewer's. Directions are told from the view one arrives with: the scene's start view, or where the
door looks that one came through.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext, ngettext

from marketplace.media import storage
from marketplace.media.models import Picture
from marketplace.media.queries import pictures_by_key
from marketplace.shown import either
from marketplace.tours import directions, queries
from marketplace.tours.captions import spoken
from marketplace.tours.content import (
    StopContent,
    read_more,
    read_plan,
    read_walk,
)
from marketplace.tours.errors import SceneNotFound, WalkNotFound
from marketplace.tours.models import Hotspot, Tour
from marketplace.tours.queries import OnSale, TourOnShow
from marketplace.tours.states import HotspotKind
from marketplace.tours.views.telling import PinShown, SceneShown, scenes_shown
from marketplace.tours.views.years import year_read

# Units of the plan's SVG: about the pixels of a phone, so that a point is as large as a thumb needs it.
PLAN_WIDTH: Final = 340


@dataclass(frozen=True)
class Thing:
    """One pin in full. `sound` is its key, `spoken` what is said in it; `on_sale` is what a shop sells."""

    told: PinShown
    where: str
    side: int
    is_way_back: bool
    pictures: Sequence[Picture]
    year: str
    sound: str
    spoken: Sequence[str]
    on_sale: OnSale
    pin_path: str

    @property
    def kind(self) -> HotspotKind:
        return self.told.kind

    @property
    def pin(self) -> Hotspot:
        return self.told.pin


@dataclass(frozen=True)
class Came:
    """The scene one left, and the number of the door one took there: two doors may lead to the same scene."""

    scene: str
    door: int | None = None


@dataclass(frozen=True)
class PlanShown:
    """The drawing of the place in an SVG of this `height` and PLAN_WIDTH. `points`: number, scene, x and y in it."""

    picture: Picture
    height: int
    points: Sequence[tuple[int, SceneShown, float, float]]


@dataclass(frozen=True)
class SceneRead:
    """A scene as a page: `sentence` says what is around, `film` is the name of its lightest file."""

    shown: SceneShown
    facing: float
    came_from: SceneShown | None
    sentence: str
    doors: Sequence[Thing]
    things: Sequence[Thing]
    alt: str
    film: str
    before: SceneShown | None
    after: SceneShown | None


@dataclass(frozen=True)
class StopRead:
    """One stop of the narrated walk."""

    stop: StopContent
    scene: SceneShown
    text: str
    sound: str
    spoken: Sequence[str]


def scene_read(shown: TourOnShow, slug: str, *, came: Came | None = None, looking: float | None = None) -> SceneRead:
    """The scene, told from where one looks. Raises SceneNotFound.

    `looking` is a yaw in degrees, which counts more than how one came.
    """
    scenes = scenes_shown(shown)
    number = next((number for number, scene in enumerate(scenes) if scene.slug == slug), -1)
    if number < 0:
        raise SceneNotFound
    scene = scenes[number]
    left = next((one for one in scenes if came is not None and one.slug == came.scene and one is not scene), None)
    facing = looking if looking is not None else arrival(scene, left, door=came.door if came else None)
    things = _things(scene, shown, facing=facing, came_from=left)
    return SceneRead(
        shown=scene,
        facing=facing,
        came_from=left,
        sentence=_around(scene, things, facing=facing),
        doors=[thing for thing in things if thing.kind is HotspotKind.DOOR],
        things=[thing for thing in things if thing.kind is not HotspotKind.DOOR],
        alt=either(scene.scene.alt, scene.scene.alt_en)
        or gettext("Điểm nhìn ban đầu của cảnh %(scene)s", scene=scene.title),
        film=lightest_film(scene.scene.video),
        before=scenes[number - 1] if number else None,
        after=scenes[number + 1] if number + 1 < len(scenes) else None,
    )


def arrival(scene: SceneShown, left: SceneShown | None, *, door: int | None = None) -> float:
    """Where one looks when one comes: on through the door that one took, else as the scene begins.

    Of several doors it is the one with this number, and the first where no number is told.
    """
    begins = scene.scene.view_yaw
    ways = [told.pin for told in left.pins if _leads_to(told.pin, scene)] if left is not None else []
    if left is None or not ways:
        return begins
    way = next((way for way in ways if way.number == door), ways[0])
    norths = {"here": left.scene.north, "there": scene.scene.north}
    back = next((told.pin.yaw for told in scene.pins if _leads_to(told.pin, left)), None)
    return directions.onward(way.yaw, way.arrive_yaw, **norths, back=back, otherwise=begins)


def _leads_to(pin: Hotspot, scene: SceneShown) -> bool:
    return pin.to_scene is not None and pin.to_scene.slug == scene.slug


def plan_shown(tour: Tour, scenes: Sequence[SceneShown]) -> PlanShown | None:
    """The drawing of the place with the scenes that lie on it, numbered as the viewer numbers them."""
    plan = read_plan(tour.plan) if tour.plan else None
    picture = pictures_by_key({plan.picture}).get(plan.picture) if plan is not None else None
    if plan is None or picture is None:
        return None
    height = round(PLAN_WIDTH * picture.height / picture.width)
    where = {point.scene: point for point in plan.points}
    points = [
        (number, scene, round(where[scene.slug].x * PLAN_WIDTH, 1), round(where[scene.slug].y * height, 1))
        for number, scene in enumerate(scenes, start=1)
        if scene.slug in where
    ]
    return PlanShown(picture, height, points)


def lightest_film(key: str) -> str:
    """The address of a film's smallest file, or nothing."""
    home = storage.folder() / "video" / key
    widths = sorted(int(file.stem) for file in home.glob("*.mp4") if file.stem.isdigit()) if key else []
    return f"/media/video/{key}/{widths[0]}.mp4" if widths else ""


def sound_files(key: str) -> list[tuple[str, str]]:
    """Address and type of a sound's files, the lighter one first."""
    home = f"/media/sound/{key}/sound"
    return [(f"{home}.webm", "audio/webm; codecs=opus"), (f"{home}.m4a", "audio/mp4")] if key else []


def walk_read(shown: TourOnShow) -> list[StopRead]:
    """The stops of the narrated walk in their order. Raises WalkNotFound when there is none."""
    scenes = {scene.slug: scene for scene in scenes_shown(shown)}
    stops = [stop for stop in read_walk(shown.tour.walk) if stop.scene in scenes]
    if not stops:
        raise WalkNotFound
    return [
        StopRead(
            stop=stop,
            scene=scenes[stop.scene],
            text=either(stop.text.vi, stop.text.en),
            sound=either(stop.sound.vi, stop.sound.en),
            spoken=spoken(either(stop.captions.vi, stop.captions.en)),
        )
        for stop in stops
    ]


def _things(scene: SceneShown, shown: TourOnShow, *, facing: float, came_from: SceneShown | None) -> list[Thing]:
    """The scene's pins, clockwise from where one looks."""
    more = {told.id: read_more(told.pin.more) for told in scene.pins}
    pictures = pictures_by_key({key for each in more.values() for key in each["pictures"]})
    goods = queries.goods_on_sale({told.pin.shop_id for told in scene.pins if told.pin.shop_id is not None})
    pins = sorted(scene.pins, key=lambda told: directions.turn_right(told.pin.yaw, facing=facing))
    tour = shown.tour.slug
    return [
        _thing(told, more[told.id], pictures, facing, came_from, goods, f"{tour}/{scene.slug}/{told.pin.number}")
        for told in pins
    ]


def _thing(
    told: PinShown,
    more: Mapping[str, Any],
    pictures: Mapping[str, Picture],
    facing: float,
    came_from: SceneShown | None,
    goods: Mapping[int, OnSale],
    pin_path: str,
) -> Thing:
    pin = told.pin
    found = directions.direction(pin.yaw, pin.pitch, facing=facing)
    words = str(gettext(found.words))
    leads_back = pin.to_scene is not None and came_from is not None and pin.to_scene.slug == came_from.slug
    return Thing(
        told=told,
        where=f"{words}, {gettext(found.height)}" if found.height else words,
        side=directions.side(pin.yaw, facing=facing),
        is_way_back=leads_back,
        pictures=[pictures[key] for key in more["pictures"] if key in pictures],
        year=year_read(more["year"]),
        sound=more["sound"],
        spoken=spoken(either(more["captions"].vi, more["captions"].en)),
        on_sale=goods.get(pin.shop_id or 0, OnSale(0, ())),
        pin_path=pin_path,
    )


def _around(scene: SceneShown, things: Sequence[Thing], *, facing: float) -> str:
    """ "Bạn đứng ở Sân đình, nhìn về hướng đông. Phía trước: cổng (đi). Bên trái: giếng (nghe)." """
    if (north := scene.scene.north) is not None:
        where = gettext(directions.wind(facing, north=north))
        sentences = [gettext("Bạn đứng ở: %(place)s, nhìn về %(wind)s.", place=scene.title, wind=where)]
    else:
        sentences = [gettext("Bạn đứng ở: %(place)s.", place=scene.title)]
    for number, side in enumerate(directions.SIDES):
        here = [_in_short(thing) for thing in things if thing.side == number]
        if here:
            sentences.append(f"{gettext(side)}: {', '.join(here)}.")
    return " ".join(sentences)


def _in_short(thing: Thing) -> str:
    """ "giếng (nghe)"."""
    if thing.is_way_back:
        return str(gettext("lối bạn vừa tới, %(place)s (đi)", place=thing.told.label))
    if thing.kind is HotspotKind.SHOP:
        act = ngettext("%(num)d món", "%(num)d món", thing.on_sale.how_many)
    else:
        act = {
            HotspotKind.DOOR: gettext("đi"),
            HotspotKind.SOUND: gettext("nghe"),
            HotspotKind.PRODUCT: gettext("món hàng"),
            HotspotKind.THEN: gettext("xưa và nay"),
            HotspotKind.PHOTO: gettext("xem ảnh"),
        }.get(thing.kind, gettext("chuyện kể"))
    return f"{thing.told.label} ({act})"
