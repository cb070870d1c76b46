"""What is wrong with a tour, or could be better, and how it can be mended: pure, over the document alone.

A mistake that stops (`stops`) must be mended before a reviewer may sign. The others are said, and can be left.
`mend` is what the editor can do about it, in the words of frontend/js/editor/mistakes.js: one change that it makes by
itself, or the fields to write in, right there.
"""

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from marketplace.media.flat import turned
from marketplace.media.looking import TILTED, TOO_DARK
from marketplace.text import N_
from marketplace.tours.content import MOST_LEVEL, ClaimContent, PinContent, SceneContent, TourContent
from marketplace.tours.mistakes.parts import DocumentWords, Mistake, PictureFacts, name, named, write
from marketplace.tours.mistakes.ways import TOO_NEAR, angle_between, apart, north_by_doors, reached, way_back, way_in
from marketplace.tours.mistakes.words import (
    NO_KIND,
    NO_SOURCE,
    STOP_CLAIM,
    of_captions,
    of_documents,
    of_history,
    untranslated,
)
from marketplace.tours.states import SHOWING, TELLING, ClaimKind, HotspotKind

__all__ = ["DocumentWords", "Mistake", "PictureFacts", "find_mistakes", "way_back"]

# Nearer to straight up or down than this (degrees from the pole) a pin turns under one's finger.
NEAR_POLE: Final = 15.0


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
    found += [*_of_the_walk(tour, gone), *of_captions(tour), *of_documents(tour, documents), *of_history(tour)]
    return sorted(found, key=lambda mistake: not mistake.stops)


def _of_the_whole(tour: TourContent) -> Iterator[Mistake]:
    if not tour.title.vi:
        mend = write("title")
        yield Mistake("no_title", N_("Chuyến dạo chưa có tên."), stops=True, tab="tour", mend=mend)
    if not tour.author or not tour.licence:
        sentence = N_("Chưa ghi ai chụp ảnh và cho dùng thế nào.")
        yield Mistake("no_credit", sentence, stops=True, tab="tour", mend=write("author", "licence"))
    if not tour.scenes:
        yield Mistake("no_scene", N_("Chưa có cảnh nào. Xin thêm một ảnh 360°."), stops=True)
        return
    if tour.scene(tour.start) is None:
        first = tour.scenes[0].slug
        sentence = N_("Chưa chọn cảnh bắt đầu.")
        yield Mistake("no_start", sentence, stops=True, mend={"do": "start", "scene": first})
        return
    found = reached(tour)
    for scene in tour.scenes:
        if scene.slug not in found:
            sentence = N_("Không lối nào dẫn tới cảnh “%(scene)s”.")
            way = way_in(tour, scene, found)
            yield Mistake("unreached", sentence, stops=True, scene=scene.slug, facts=named(scene), mend=way)
    for missing, mend in untranslated(tour, "title", "note", "credit"):
        yield Mistake("no_english", missing, stops=False, tab="tour", mend=mend)


def _of_a_scene(tour: TourContent, scene: SceneContent, facts: PictureFacts | None) -> Iterator[Mistake]:
    def here(kind: str, sentence: str, *, stops: bool = False, **more: Any) -> Mistake:
        return Mistake(kind, sentence, stops, scene=scene.slug, facts=named(scene), **more)

    if not scene.title.vi:
        yield here("no_title", N_("Một cảnh chưa có tên."), stops=True, mend=write("title"))
    if facts is None:
        yield here("no_picture", N_("Ảnh của cảnh “%(scene)s” không còn ở đây."), stops=True)
    else:
        if facts.light is not None and facts.light < TOO_DARK:
            sentence = N_("Ảnh của cảnh “%(scene)s” khá tối: xem ngoài trời sẽ khó thấy.")
            yield here("dark", sentence, mend={"do": "retake"})
        if not (scene.level_pitch or scene.level_roll):
            if max(abs(facts.pitch), abs(facts.roll)) >= TILTED:
                sentence = N_("Ảnh của cảnh “%(scene)s” bị nghiêng: đường chân trời không ngang.")
                yield here("tilted", sentence, mend=_level(facts.pitch, facts.roll))
            elif facts.leans is not None:
                sentence = N_(
                    "Cột, tường trong ảnh của cảnh “%(scene)s” trông nghiêng: xin bấm sửa rồi xem có thẳng hơn không."
                )
                yield here("leans", sentence, mend=_level(*facts.leans))
    if scene.north is None:
        sentence = N_(
            "Cảnh “%(scene)s” chưa ghi hướng bắc: khách không có la bàn, và lời tả không nói được đông hay tây."
        )
        north = north_by_doors(tour, scene)
        # A door's view is only a hint: the curator looks there, and says whether that is north.
        mend = {"do": "find north", "yaw": None if north is None else turned(-north)}
        yield here("no_north", sentence, mend=mend)
    if not scene.alt.vi:
        sentence = N_("Cảnh “%(scene)s” chưa có câu tả ảnh cho người không nhìn thấy.")
        yield here("no_alt", sentence, mend=write("alt"))
    if scene.video and scene.claim is not None:
        yield from _of_a_claim(here, scene.claim)
        if not scene.captions.vi:
            sentence = N_("Phim ở cảnh “%(scene)s” kể chuyện xưa mà chưa có phụ đề: người duyệt không đọc được.")
            yield here("no_transcript", sentence, stops=True, mend=write("captions"))
    for missing, mend in untranslated(scene, "title", "alt", "captions"):
        yield here("no_english", missing, mend=mend)
    for number, pin in enumerate(scene.pins):
        yield from _of_a_pin(tour, scene, pin)
        for other in scene.pins[:number]:
            if angle_between(pin, other) < TOO_NEAR:
                sentence = N_("Hai ghim trong cảnh “%(scene)s” che nhau.")
                yield here("covered", sentence, pin=pin.number, mend=apart(scene, pin, other))
            if pin.label.vi and pin.label.vi == other.label.vi and pin.to == other.to:
                sentence = N_("Hai ghim trong cảnh “%(scene)s” cùng mang một nhãn: người nghe không phân biệt được.")
                yield here("same_name", sentence, pin=pin.number)


def _of_what_is_gone(scene: SceneContent, gone: Collection[str]) -> Iterator[Mistake]:
    sentence = N_("Trong cảnh “%(scene)s” có ảnh, tiếng hoặc phim không còn ở đây.")
    if scene.video in gone:
        yield Mistake("gone", sentence, stops=True, scene=scene.slug, facts=named(scene))
    for pin in scene.pins:
        if pin.sound in gone or any(key in gone for key in pin.pictures):
            yield Mistake("gone", sentence, stops=True, scene=scene.slug, pin=pin.number, facts=named(scene))


def _of_a_pin(tour: TourContent, scene: SceneContent, pin: PinContent) -> Iterator[Mistake]:
    def here(kind: str, sentence: str, *, stops: bool = False, **more: Any) -> Mistake:
        return Mistake(kind, sentence, stops, scene=scene.slug, pin=pin.number, facts=named(scene), **more)

    if abs(pin.pitch) > 90 - NEAR_POLE:
        mend = {"do": "move", "pitch": math.copysign(90 - NEAR_POLE, pin.pitch), "yaw": pin.yaw}
        yield here("at_pole", N_("Một ghim ở sát đỉnh hay sát chân cảnh “%(scene)s”: rất khó bấm."), mend=mend)
    if pin.kind in TELLING:
        if not pin.text.vi:
            sentence = N_("Một ghim kể chuyện trong cảnh “%(scene)s” chưa có lời.")
            yield here("no_text", sentence, stops=True, mend=write("text"))
        yield from _of_a_claim(here, pin.claim)
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
                yield here("no_year", sentence, stops=True, mend=write("year"))
        case HotspotKind.SOUND:
            if not pin.sound:
                yield here("no_sound", N_("Một ghim âm thanh trong cảnh “%(scene)s” chưa có tiếng."), stops=True)
            if not pin.text.vi:
                sentence = N_("Một ghim âm thanh trong cảnh “%(scene)s” chưa có lời cho người không nghe được.")
                yield here("no_transcript", sentence, stops=True, mend=write("text"))
            if pin.claim is not None:
                yield from _of_a_claim(here, pin.claim)
        case HotspotKind.DOOR:
            there = tour.scene(pin.to)
            if there is None or there is scene:
                yield here("no_way", N_("Một lối đi trong cảnh “%(scene)s” chưa dẫn tới đâu."), stops=True)
            elif all(back.to != scene.slug for back in there.pins if back.kind is HotspotKind.DOOR):
                sentence = N_("Từ “%(there)s” không có lối quay lại “%(scene)s”.")
                facts = {**named(scene), "there": name(there)}
                mend = {"do": "door back", **way_back(scene, pin, there)}
                yield Mistake("one_way", sentence, stops=False, scene=there.slug, facts=facts, mend=mend)
        case HotspotKind.PRODUCT if not pin.product:
            yield here("no_goods", N_("Một ghim hàng trong cảnh “%(scene)s” chưa chọn món nào."), stops=True)
        case HotspotKind.SHOP if not pin.shop:
            yield here("no_goods", N_("Một ghim gian hàng trong cảnh “%(scene)s” chưa chọn gian nào."), stops=True)
    for missing, mend in untranslated(pin, "label", "text", "captions"):
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
            yield here("no_transcript", sentence, stop=number, mend=write("text"))
        else:
            yield from _of_a_claim(here, stop.claim, *STOP_CLAIM, stop=number)
        for missing, written in untranslated(stop, "text", "captions", "sound"):
            yield here("no_english", missing, stops=False, stop=number, mend=written)


def _of_a_claim(
    here: Callable[..., Mistake],
    claim: ClaimContent | None,
    no_source: str = NO_SOURCE,
    no_kind: str = NO_KIND,
    **where: int,
) -> Iterator[Mistake]:
    """From where it is known, and how: nobody takes a legend for a document because a field came filled in."""
    if claim is None or not (claim.source_title or claim.source_url):
        yield here("no_source", no_source, stops=True, mend=write("claim"), **where)
    elif claim.kind is ClaimKind.UNSAID:
        yield here("no_kind", no_kind, stops=True, mend=write("claim"), **where)


def _level(pitch: float, roll: float) -> dict[str, Any]:
    """What makes the horizon level again that a camera so held saw."""
    return {"do": "level", "level_pitch": _within(-pitch), "level_roll": _within(roll)}


def _within(angle: float) -> float:
    """As far as a document turns a horizon; a camera that says more was held to the ground or the sky."""
    return max(-MOST_LEVEL, min(MOST_LEVEL, angle))
