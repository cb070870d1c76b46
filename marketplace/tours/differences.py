"""What changed between two versions of a tour, in sentences a reviewer can read: pure, over the two documents."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Final

from marketplace.text import N_
from marketplace.tours.content import (
    UNKNOWN_YEAR,
    ClaimContent,
    PinContent,
    PlanContent,
    SceneContent,
    StopContent,
    TourContent,
    Words,
)  # fmt: skip
from marketplace.tours.states import CLAIM_WORDS, HOTSPOT_WORDS


@dataclass(frozen=True)
class Difference:
    """One change. `before` and `after` are texts as they stand in the versions; empty where there was nothing."""

    sentence: str
    facts: Mapping[str, str] = field(default_factory=dict)
    before: str = ""
    after: str = ""


# What a field is called; the rest of a thing is told as a whole.
FIELD_WORDS: Final[Mapping[str, str]] = {
    "title": N_("tên"),
    "note": N_("lời nhắn"),
    "credit": N_("lời ghi công"),
    "author": N_("tác giả ảnh"),
    "licence": N_("giấy phép"),
    "licence_url": N_("địa chỉ giấy phép"),
    "graph_licence": N_("giấy phép của lối đi"),
    "graph_licence_url": N_("địa chỉ giấy phép của lối đi"),
    "start": N_("cảnh bắt đầu"),
    "plan": N_("sơ đồ"),
    "panorama": N_("ảnh 360°"),
    "alt": N_("lời tả ảnh"),
    "view": N_("góc nhìn đầu"),
    "north": N_("hướng bắc"),
    "level": N_("đường chân trời"),
    "turn": N_("góc quay ảnh"),
    "video": N_("phim"),
    "captions": N_("phụ đề"),
    "place": N_("chỗ đặt"),
    "label": N_("nhãn"),
    "text": N_("lời kể"),
    "claim": N_("nguồn"),
    "to": N_("nơi dẫn tới"),
    "goods": N_("hàng"),
    "pictures": N_("ảnh"),
    "sound": N_("tiếng"),
    "corners": N_("các góc"),
    "year": N_("năm"),
    "kind": N_("loại ghim"),
    "is_demo": N_("hàng mẫu"),
    "is_from_there": N_("nghe từ đâu"),
    "seconds": N_("dừng bao lâu"),
    "source_title": N_("tên nguồn"),
    "source_url": N_("địa chỉ nguồn"),
}

NO_NAMES: Final[Mapping[str, str]] = {}


def differences(
    before: TourContent,
    after: TourContent,
    *,
    names: Mapping[str, str] = NO_NAMES,
    translate: Callable[[str], str] = str,
) -> list[Difference]:
    """Every change from one version to the other, in the order of the tour.

    `names` says what people call pictures, films and sounds, by key; `translate` says our own words to the reader.
    """
    return _Telling(names, translate).differences(before, after)


@dataclass(frozen=True)
class _Telling:
    """Tells things as their reader knows them."""

    names: Mapping[str, str]
    translate: Callable[[str], str]

    def differences(self, before: TourContent, after: TourContent) -> list[Difference]:
        found = [*_fields(self.of_tour(before), self.of_tour(after), N_("Chuyến dạo: đổi %(field)s."), {})]
        old = {scene.slug: scene for scene in before.scenes}
        new = {scene.slug: scene for scene in after.scenes}
        for slug, scene in new.items():
            if slug in old:
                found += self.in_scene(old[slug], scene)
            else:
                found.append(Difference(N_("Thêm cảnh “%(scene)s”."), _named(scene)))
        gone = [scene for slug, scene in old.items() if slug not in new]
        found += [Difference(N_("Bỏ cảnh “%(scene)s”."), _named(scene)) for scene in gone]
        if [s for s in old if s in new] != [s for s in new if s in old]:
            found.append(Difference(N_("Đổi thứ tự các cảnh.")))
        return [*found, *self.in_walk(before.walk, after.walk)]

    def in_scene(self, before: SceneContent, after: SceneContent) -> Iterator[Difference]:
        named = _named(after)
        yield from _fields(self.of_scene(before), self.of_scene(after), N_("Cảnh “%(scene)s”: đổi %(field)s."), named)
        old = {pin.number: pin for pin in before.pins}
        new = {pin.number: pin for pin in after.pins}
        for number, pin in new.items():
            facts = {**named, "number": str(number), "kind": HOTSPOT_WORDS[pin.kind]}
            if number not in old:
                yield Difference(N_("Cảnh “%(scene)s”: thêm ghim %(number)s (%(kind)s)."), facts, after=_call(pin))
            else:
                sentence = N_("Cảnh “%(scene)s”, ghim %(number)s (%(kind)s): đổi %(field)s.")
                yield from _fields(self.of_pin(old[number]), self.of_pin(pin), sentence, facts)
        for number, pin in old.items():
            if number not in new:
                facts = {**named, "number": str(number), "kind": HOTSPOT_WORDS[pin.kind]}
                yield Difference(N_("Cảnh “%(scene)s”: bỏ ghim %(number)s (%(kind)s)."), facts, before=_call(pin))

    def in_walk(self, before: Sequence[StopContent], after: Sequence[StopContent]) -> Iterator[Difference]:
        """Stops have no names: those that stayed as they were show which of the others became what."""
        if Counter(before) == Counter(after):
            if before != after:
                yield Difference(N_("Lời dẫn: đổi thứ tự các chặng."))
            return
        for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if kind == "equal":
                continue
            both = min(b - a, d - c)
            for k in range(both):
                sentence, facts = N_("Lời dẫn, chặng %(stop)s: đổi %(field)s."), {"stop": str(c + k + 1)}
                yield from _fields(self.of_stop(before[a + k]), self.of_stop(after[c + k]), sentence, facts)
            for k in range(c + both, d):
                yield Difference(N_("Lời dẫn: thêm chặng %(stop)s."), {"stop": str(k + 1)}, after=after[k].text.vi)
            for k in range(a + both, b):
                yield Difference(N_("Lời dẫn: bỏ chặng %(stop)s."), {"stop": str(k + 1)}, before=before[k].text.vi)

    def of_tour(self, tour: TourContent) -> dict[str, str]:
        plain = ("author", "licence", "licence_url", "graph_licence", "graph_licence_url", "start")
        return {
            **{name: _both(getattr(tour, name)) for name in ("title", "note", "credit")},
            **{name: getattr(tour, name) for name in plain},
            "plan": "" if tour.plan is None else self.plan(tour.plan),
        }

    def of_scene(self, scene: SceneContent) -> dict[str, str]:
        return {
            "title": _both(scene.title),
            "panorama": self.name(scene.panorama),
            "alt": _both(scene.alt),
            "view": _angles(scene.yaw, scene.pitch, scene.hfov),
            "north": "" if scene.north is None else _angles(scene.north),
            "level": _angles(scene.level_pitch, scene.level_roll),
            "turn": _angles(scene.turn),
            "video": self.name(scene.video),
            "captions": _both(scene.captions),
            "claim": self.claim(scene.claim),
        }

    def of_pin(self, pin: PinContent) -> dict[str, str]:
        arrives = "" if pin.arrive_yaw is None else f" · {_angles(pin.arrive_yaw)}"
        return {
            "kind": self.translate(HOTSPOT_WORDS[pin.kind]),
            "place": _angles(pin.yaw, pin.pitch),
            "label": _both(pin.label),
            "text": _both(pin.text),
            "claim": self.claim(pin.claim),
            "to": f"{pin.to}{arrives}" if pin.to else "",
            "goods": " · ".join(part for part in (pin.product, pin.shop) if part),
            "is_demo": self.translate(N_("có")) if pin.is_demo else "",
            "pictures": ", ".join(self.name(key) for key in pin.pictures),
            "sound": self.name(pin.sound),
            "is_from_there": self.translate(N_("từ hướng của ghim")) if pin.is_from_there else "",
            "captions": _both(pin.captions),
            "corners": "; ".join(_angles(corner.yaw, corner.pitch) for corner in pin.corners),
            "year": self.translate(N_("không rõ năm")) if pin.year == UNKNOWN_YEAR else pin.year,
        }

    def of_stop(self, stop: StopContent) -> dict[str, str]:
        return {
            "place": f"{stop.scene} · {_angles(stop.yaw, stop.pitch, stop.hfov)}",
            "text": _both(stop.text),
            "claim": self.claim(stop.claim),
            "sound": "\n".join(self.name(key) for key in (stop.sound.vi, stop.sound.en) if key),
            "captions": _both(stop.captions),
            "seconds": f"{stop.seconds:g}" if stop.seconds else "",
        }

    def claim(self, claim: ClaimContent | None) -> str:
        if claim is None:
            return ""
        weak = self.translate(N_("đang kiểm lại nguồn")) if claim.needs_review else ""
        title = " / ".join(part for part in (claim.source_title, claim.source_title_en) if part)
        told = (self.translate(CLAIM_WORDS[claim.kind]), title, claim.source_url, weak)
        return " · ".join(part for part in told if part)

    def plan(self, plan: PlanContent) -> str:
        points = (f"{point.scene} ({point.x:.0%}, {point.y:.0%})" for point in plan.points)
        return "; ".join([self.name(plan.picture), *points])

    def name(self, key: str) -> str:
        return self.names.get(key, key)


def _fields(
    before: Mapping[str, str], after: Mapping[str, str], sentence: str, facts: Mapping[str, str]
) -> Iterator[Difference]:
    for name, now in after.items():
        if before[name] != now:
            yield Difference(sentence, {**facts, "field": FIELD_WORDS[name]}, before=before[name], after=now)


def _both(words: Words) -> str:
    return f"{words.vi}\n{words.en}".strip()


def _angles(*angles: float) -> str:
    return ", ".join(f"{angle:g}°" for angle in angles)


def _call(pin: PinContent) -> str:
    return pin.label.vi or pin.text.vi or pin.to or pin.product or pin.shop


def _named(scene: SceneContent) -> dict[str, str]:
    return {"scene": scene.title.vi or scene.slug}


def facts_in(difference: Difference, translate: Any) -> dict[str, str]:
    """The facts with those that are our own words translated."""
    own = {"field", "kind"}
    return {name: translate(value) if name in own else value for name, value in difference.facts.items()}
