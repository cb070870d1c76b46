"""What is wrong with a tour, or could be better, and how it can be mended: pure, over the document alone.

A mistake that stops (`stops`) must be mended before a reviewer may sign. The others are said, and can be left.
`mend` is what the editor can do about it, in the words of frontend/js/editor/mistakes.js: one change that it makes by
itself, or the fields to write in, right there.
"""

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from marketplace.media.captions import BadCaptions, read_captions
from marketplace.media.flat import turned
from marketplace.media.looking import TILTED, TOO_DARK
from marketplace.text import N_
from marketplace.tours import directions
from marketplace.tours.content import (
    MOST_LEVEL,
    ClaimContent,
    PinContent,
    SceneContent,
    StopContent,
    TourContent,
    Words,
)
from marketplace.tours.states import SHOWING, TELLING, HotspotKind

# Nearer to straight up or down than this (degrees from the pole) a pin turns under one's finger.
NEAR_POLE: Final = 15.0
# Two pins nearer to each other than this (degrees) cover each other on a phone.
TOO_NEAR: Final = 5.0
NO_SOURCE: Final = N_("Một câu trong cảnh “%(scene)s” chưa ghi biết từ đâu.")


@dataclass(frozen=True)
class PictureFacts:
    """What the cutter measured of a picture: mean luminance of 255, and how the camera leaned (degrees)."""

    light: float | None = None
    pitch: float = 0.0
    roll: float = 0.0


@dataclass(frozen=True)
class DocumentWords:
    """What is said of a document picture: what it shows, and whether its author and licence are known."""

    alt: Words
    is_credited: bool = True


@dataclass(frozen=True)
class Mistake:
    """One mistake: which kind, where (scene's slug, pin's number, the walk's stop from 1, or the editor's tab), the sentence and its facts."""

    kind: str
    sentence: str
    stops: bool
    scene: str = ""
    pin: int = 0
    tab: str = ""
    stop: int = 0
    facts: Mapping[str, str] = field(default_factory=dict)
    mend: Mapping[str, Any] | None = None


def find_mistakes(
    tour: TourContent,
    *,
    pictures: Mapping[str, PictureFacts],
    documents: Mapping[str, DocumentWords] = MappingProxyType({}),
    gone: Collection[str] = (),
) -> list[Mistake]:
    """Everything wrong with the tour, what stops first. `pictures` holds every panorama that is there, by key, and
    `documents` the flat pictures.

    `gone` are the keys of pictures, sounds and films it names that are not there.
    """
    found = [*_of_the_whole(tour)]
    for scene in tour.scenes:
        found += _of_a_scene(tour, scene, pictures.get(scene.panorama))
        found += _of_what_is_gone(scene, gone)
    found += [*_of_the_walk(tour, gone), *_of_captions(tour), *_of_documents(tour, documents)]
    return sorted(found, key=lambda mistake: not mistake.stops)


def _of_the_whole(tour: TourContent) -> Iterator[Mistake]:
    if not tour.title.vi:
        mend = _write("title")
        yield Mistake("no_title", N_("Chuyến dạo chưa có tên."), stops=True, tab="tour", mend=mend)
    if not tour.author or not tour.licence:
        sentence = N_("Chưa ghi ai chụp ảnh và cho dùng thế nào.")
        yield Mistake("no_credit", sentence, stops=True, tab="tour", mend=_write("author", "licence"))
    if not tour.scenes:
        yield Mistake("no_scene", N_("Chưa có cảnh nào. Xin thêm một ảnh 360°."), stops=True)
        return
    if tour.scene(tour.start) is None:
        first = tour.scenes[0].slug
        sentence = N_("Chưa chọn cảnh bắt đầu.")
        yield Mistake("no_start", sentence, stops=True, mend={"do": "start", "scene": first})
        return
    reached = _reached(tour)
    for scene in tour.scenes:
        if scene.slug not in reached:
            sentence = N_("Không lối nào dẫn tới cảnh “%(scene)s”.")
            way = _way_in(tour, scene, reached)
            yield Mistake("unreached", sentence, stops=True, scene=scene.slug, facts=_named(scene), mend=way)
    for missing, mend in _untranslated(tour, "title", "note", "credit"):
        yield Mistake("no_english", missing, stops=False, tab="tour", mend=mend)


def _reached(tour: TourContent) -> set[str]:
    doors = {scene.slug: {pin.to for pin in scene.pins if pin.kind is HotspotKind.DOOR} for scene in tour.scenes}
    reached: set[str] = set()
    ahead = {tour.start}
    while ahead:
        reached |= ahead
        ahead = {slug for here in ahead for slug in doors.get(here, set()) if slug in doors} - reached
    return reached


def _of_a_scene(tour: TourContent, scene: SceneContent, facts: PictureFacts | None) -> Iterator[Mistake]:
    def here(kind: str, sentence: str, *, stops: bool = False, **more: Any) -> Mistake:
        return Mistake(kind, sentence, stops, scene=scene.slug, facts=_named(scene), **more)

    if not scene.title.vi:
        yield here("no_title", N_("Một cảnh chưa có tên."), stops=True, mend=_write("title"))
    if facts is None:
        yield here("no_picture", N_("Ảnh của cảnh “%(scene)s” không còn ở đây."), stops=True)
    else:
        if facts.light is not None and facts.light < TOO_DARK:
            sentence = N_("Ảnh của cảnh “%(scene)s” khá tối: xem ngoài trời sẽ khó thấy.")
            yield here("dark", sentence, mend={"do": "retake"})
        if max(abs(facts.pitch), abs(facts.roll)) >= TILTED and not (scene.level_pitch or scene.level_roll):
            level_pitch, level_roll = _within(-facts.pitch), _within(facts.roll)
            level = {"do": "level", "level_pitch": level_pitch, "level_roll": level_roll}
            yield here("tilted", N_("Ảnh của cảnh “%(scene)s” bị nghiêng: đường chân trời không ngang."), mend=level)
    if not scene.alt.vi:
        sentence = N_("Cảnh “%(scene)s” chưa có câu tả ảnh cho người không nhìn thấy.")
        yield here("no_alt", sentence, mend=_write("alt"))
    if scene.video and scene.claim is not None:
        if not _is_sourced(scene.claim):
            yield here("no_source", NO_SOURCE, stops=True, mend=_write("claim"))
        if not scene.captions.vi:
            sentence = N_("Phim ở cảnh “%(scene)s” kể chuyện xưa mà chưa có phụ đề: người duyệt không đọc được.")
            yield here("no_transcript", sentence, stops=True, mend=_write("captions"))
    for missing, mend in _untranslated(scene, "title", "alt", "captions"):
        yield here("no_english", missing, mend=mend)
    for number, pin in enumerate(scene.pins):
        yield from _of_a_pin(tour, scene, pin)
        for other in scene.pins[:number]:
            if angle_between(pin, other) < TOO_NEAR:
                sentence = N_("Hai ghim trong cảnh “%(scene)s” che nhau.")
                yield here("covered", sentence, pin=pin.number, mend=_apart(scene, pin, other))
            if pin.label.vi and pin.label.vi == other.label.vi and pin.to == other.to:
                sentence = N_("Hai ghim trong cảnh “%(scene)s” cùng mang một nhãn: người nghe không phân biệt được.")
                yield here("same_name", sentence, pin=pin.number)


def _of_captions(tour: TourContent) -> Iterator[Mistake]:
    written: list[tuple[dict[str, Any], Words]] = [({"scene": scene.slug}, scene.captions) for scene in tour.scenes]
    written += [({"scene": scene.slug, "pin": pin.number}, pin.captions) for scene in tour.scenes for pin in scene.pins]
    written += [({"stop": number}, stop.captions) for number, stop in enumerate(tour.walk, start=1)]
    for where, captions in written:
        for text in (captions.vi, captions.en):
            try:
                read_captions(text)
            except BadCaptions as refusal:
                facts = {name: str(fact) for name, fact in refusal.facts.items()}
                yield Mistake("bad_captions", refusal.sentence, stops=True, facts=facts, **where)


def _of_documents(tour: TourContent, documents: Mapping[str, DocumentWords]) -> Iterator[Mistake]:
    """What is not said of the document pictures, each where it is seen first."""
    places: dict[str, dict[str, Any]] = {}
    for scene in tour.scenes:
        for pin in scene.pins:
            for key in pin.pictures:
                places.setdefault(key, {"scene": scene.slug, "pin": pin.number, "facts": _named(scene)})
    if tour.plan is not None:
        places.setdefault(tour.plan.picture, {"tab": "plan"})
    for key, where in places.items():
        if key not in documents:
            continue
        said = documents[key]
        mend = {"do": "describe", "picture": key}
        if not said.alt.vi and not said.alt.en:
            yield Mistake("no_alt", N_("Một ảnh tư liệu chưa có câu tả ảnh chụp gì."), stops=False, mend=mend, **where)
        elif not said.alt.en:
            sentence = N_("Câu tả một ảnh tư liệu chưa có tiếng Anh.")
            yield Mistake("no_english", sentence, stops=False, mend=mend, **where)
        elif not said.alt.vi:
            sentence = N_("Câu tả một ảnh tư liệu chưa có tiếng Việt.")
            yield Mistake("no_english", sentence, stops=False, mend=mend, **where)
        if not said.is_credited:
            sentence = N_("Một ảnh tư liệu chưa ghi của ai và cho dùng thế nào.")
            yield Mistake("no_credit", sentence, stops=False, mend=mend, **where)


def _of_what_is_gone(scene: SceneContent, gone: Collection[str]) -> Iterator[Mistake]:
    sentence = N_("Trong cảnh “%(scene)s” có ảnh, tiếng hoặc phim không còn ở đây.")
    if scene.video in gone:
        yield Mistake("gone", sentence, stops=True, scene=scene.slug, facts=_named(scene))
    for pin in scene.pins:
        if pin.sound in gone or any(key in gone for key in pin.pictures):
            yield Mistake("gone", sentence, stops=True, scene=scene.slug, pin=pin.number, facts=_named(scene))


def _of_a_pin(tour: TourContent, scene: SceneContent, pin: PinContent) -> Iterator[Mistake]:
    def here(kind: str, sentence: str, *, stops: bool = False, **more: Any) -> Mistake:
        return Mistake(kind, sentence, stops, scene=scene.slug, pin=pin.number, facts=_named(scene), **more)

    if abs(pin.pitch) > 90 - NEAR_POLE:
        mend = {"do": "move", "pitch": math.copysign(90 - NEAR_POLE, pin.pitch), "yaw": pin.yaw}
        yield here("at_pole", N_("Một ghim ở sát đỉnh hay sát chân cảnh “%(scene)s”: rất khó bấm."), mend=mend)
    if pin.kind in TELLING:
        if not pin.text.vi:
            sentence = N_("Một ghim kể chuyện trong cảnh “%(scene)s” chưa có lời.")
            yield here("no_text", sentence, stops=True, mend=_write("text"))
        if not _is_sourced(pin.claim):
            yield here("no_source", NO_SOURCE, stops=True, mend=_write("claim"))
    if pin.kind in SHOWING and not pin.pictures:
        yield here("no_image", N_("Một ghim trong cảnh “%(scene)s” chưa có ảnh."), stops=True)
    match pin.kind:
        case HotspotKind.AREA if len(pin.corners) < 3:
            yield here("no_corners", N_("Một vùng trong cảnh “%(scene)s” cần ít nhất ba góc."), stops=True)
        case HotspotKind.THEN:
            if len(pin.corners) != 4:
                yield here("no_corners", N_("Ảnh xưa trong cảnh “%(scene)s” chưa đặt đủ bốn góc."), stops=True)
            if not pin.year:
                sentence = N_("Ảnh xưa trong cảnh “%(scene)s” chưa ghi năm. Không rõ thì chọn “không rõ năm”.")
                yield here("no_year", sentence, stops=True, mend=_write("year"))
        case HotspotKind.SOUND:
            if not pin.sound:
                yield here("no_sound", N_("Một ghim âm thanh trong cảnh “%(scene)s” chưa có tiếng."), stops=True)
            if not pin.text.vi:
                sentence = N_("Một ghim âm thanh trong cảnh “%(scene)s” chưa có lời cho người không nghe được.")
                yield here("no_transcript", sentence, stops=True, mend=_write("text"))
            if pin.claim is not None and not _is_sourced(pin.claim):
                yield here("no_source", NO_SOURCE, stops=True, mend=_write("claim"))
        case HotspotKind.DOOR:
            there = tour.scene(pin.to)
            if there is None or there is scene:
                yield here("no_way", N_("Một lối đi trong cảnh “%(scene)s” chưa dẫn tới đâu."), stops=True)
            elif all(back.to != scene.slug for back in there.pins if back.kind is HotspotKind.DOOR):
                sentence = N_("Từ “%(there)s” không có lối quay lại “%(scene)s”.")
                facts = {**_named(scene), "there": _name(there)}
                mend = {"do": "door back", **way_back(scene, pin, there)}
                yield Mistake("one_way", sentence, stops=False, scene=there.slug, facts=facts, mend=mend)
        case HotspotKind.PRODUCT if not pin.product:
            yield here("no_goods", N_("Một ghim hàng trong cảnh “%(scene)s” chưa chọn món nào."), stops=True)
        case HotspotKind.SHOP if not pin.shop:
            yield here("no_goods", N_("Một ghim gian hàng trong cảnh “%(scene)s” chưa chọn gian nào."), stops=True)
    for missing, mend in _untranslated(pin, "label", "text", "captions"):
        yield here("no_english", missing, mend=mend)


def _of_the_walk(tour: TourContent, gone: Collection[str]) -> Iterator[Mistake]:
    if tour.plan is not None and tour.plan.picture in gone:
        yield Mistake("gone", N_("Bản vẽ của sơ đồ không còn ở đây."), stops=True, tab="plan")
    for number, stop in enumerate(tour.walk, start=1):
        scene = tour.scene(stop.scene)
        facts = {"stop": str(number)}

        def here(
            kind: str, sentence: str, *, stops: bool = True, told: Mapping[str, str] = facts, **more: Any
        ) -> Mistake:
            return Mistake(kind, sentence, stops, facts=told, **more)

        if scene is None:
            mend = {"do": "drop stop", "number": number}
            yield here("no_way", N_("Chặng %(stop)s của lời dẫn ở một cảnh không còn nữa."), mend=mend)
        if {stop.sound.vi, stop.sound.en} & set(gone):
            yield here("gone", N_("Tiếng của chặng %(stop)s không còn ở đây."), stop=number)
        if not stop.text.vi:
            sentence = N_("Chặng %(stop)s của lời dẫn chưa có lời bằng chữ.")
            yield here("no_transcript", sentence, stop=number, mend=_write("text"))
        elif not _is_sourced(stop.claim):
            sentence = N_("Chặng %(stop)s của lời dẫn chưa ghi biết từ đâu.")
            yield here("no_source", sentence, stop=number, mend=_write("claim"))
        for missing, written in _untranslated(stop, "text", "captions"):
            yield here("no_english", missing, stops=False, stop=number, mend=written)


def _is_sourced(claim: ClaimContent | None) -> bool:
    return claim is not None and bool(claim.source_title or claim.source_url)


def way_back(here: SceneContent, door: PinContent, there: SceneContent) -> dict[str, Any]:
    """The door that leads back: behind the one who came in, and on arrival one looks away from the first door.

    Directions are compared by the compass, so that pictures taken facing different ways fit.
    """
    onward = directions.onward(door.yaw, door.arrive_yaw, here=here.north, there=there.north, otherwise=there.yaw)
    return {
        "scene": there.slug,
        "to": here.slug,
        "yaw": _turned(onward + 180),
        "pitch": door.pitch,
        "arrive_yaw": _turned(door.yaw + 180),
    }


def _turned(yaw: float) -> float:
    return round(turned(yaw), 1)


def angle_between(one: PinContent, other: PinContent) -> float:
    """Degrees between two pins as they are seen."""
    a, b = math.radians(one.pitch), math.radians(other.pitch)
    across = math.radians(one.yaw - other.yaw)
    cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(across)
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))


def _apart(scene: SceneContent, pin: PinContent, other: PinContent) -> dict[str, Any] | None:
    """The nearest free place to one side of the other pin, at the same height."""
    for step in (2 * TOO_NEAR, -2 * TOO_NEAR, 4 * TOO_NEAR, -4 * TOO_NEAR):
        yaw = _turned(other.yaw + step)
        moved = PinContent(number=pin.number, kind=pin.kind, yaw=yaw, pitch=pin.pitch)
        if all(angle_between(moved, third) >= TOO_NEAR for third in scene.pins if third is not pin):
            return {"do": "move", "yaw": yaw, "pitch": pin.pitch}
    return None


def _way_in(tour: TourContent, scene: SceneContent, reached: Collection[str]) -> dict[str, Any] | None:
    """A door to a scene that nobody reaches, back along the first door of its own that leads to where visitors come."""
    for door in scene.pins:
        there = tour.scene(door.to)
        if door.kind is HotspotKind.DOOR and there is not None and there.slug in reached:
            return {"do": "door back", **way_back(scene, door, there)}
    start = tour.scene(tour.start)
    if start is None:
        return None
    # Nothing says where it lies: straight ahead, to be dragged where it belongs.
    return {
        "do": "door back",
        "scene": start.slug,
        "to": scene.slug,
        "yaw": start.yaw,
        "pitch": -12.0,
        "arrive_yaw": None,
    }


def _within(angle: float) -> float:
    """As far as a document turns a horizon; a camera that says more was held to the ground or the sky."""
    return max(-MOST_LEVEL, min(MOST_LEVEL, angle))


def _untranslated(
    thing: TourContent | SceneContent | PinContent | StopContent, *names: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is missing in a language, once for several texts of one thing, with the fields where it can be written."""
    texts: dict[str, Words] = {name: getattr(thing, name) for name in names}
    no_english, no_vietnamese = _LACKING.get(type(thing), _LACKING_IN_SCENE)
    if lacking := [name for name, words in texts.items() if words.vi and not words.en]:
        yield no_english, _write(*lacking)
    if lacking := [name for name, words in texts.items() if words.en and not words.vi]:
        yield no_vietnamese, _write(*lacking)


_LACKING_IN_SCENE: Final = (
    N_("Cảnh “%(scene)s” còn chỗ chưa có tiếng Anh."),
    N_("Cảnh “%(scene)s” còn chỗ có tiếng Anh mà chưa có tiếng Việt."),
)
_LACKING: Final[Mapping[type, tuple[str, str]]] = {
    TourContent: (N_("Còn chỗ chưa có tiếng Anh."), N_("Còn chỗ có tiếng Anh mà chưa có tiếng Việt.")),
    StopContent: (
        N_("Chặng %(stop)s của lời dẫn còn chỗ chưa có tiếng Anh."),
        N_("Chặng %(stop)s của lời dẫn còn chỗ có tiếng Anh mà chưa có tiếng Việt."),
    ),
}


def _write(*names: str) -> dict[str, Any]:
    """The fields of the thing itself are offered, to be written in."""
    return {"do": "write", "names": list(names)}


def _name(scene: SceneContent) -> str:
    return scene.title.vi or scene.slug


def _named(scene: SceneContent) -> dict[str, str]:
    return {"scene": _name(scene)}
