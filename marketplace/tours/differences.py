"""What changed between two versions of a tour, in sentences a reviewer can read: pure, over the two documents."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

from marketplace.text import N_
from marketplace.tours.content import ClaimContent, PinContent, SceneContent, StopContent, TourContent, Words
from marketplace.tours.states import HOTSPOT_WORDS


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
}


def differences(before: TourContent, after: TourContent) -> list[Difference]:
    """Every change from one version to the other, in the order of the tour."""
    found = [*_fields(_of_tour(before), _of_tour(after), N_("Chuyến dạo: đổi %(field)s."), {})]
    old = {scene.slug: scene for scene in before.scenes}
    new = {scene.slug: scene for scene in after.scenes}
    for slug, scene in new.items():
        if slug in old:
            found += _in_scene(old[slug], scene)
        else:
            found.append(Difference(N_("Thêm cảnh “%(scene)s”."), _named(scene)))
    found += [Difference(N_("Bỏ cảnh “%(scene)s”."), _named(scene)) for slug, scene in old.items() if slug not in new]
    if [s for s in old if s in new] != [s for s in new if s in old]:
        found.append(Difference(N_("Đổi thứ tự các cảnh.")))
    return [*found, *_in_walk(before.walk, after.walk)]


def _in_scene(before: SceneContent, after: SceneContent) -> Iterator[Difference]:
    named = _named(after)
    yield from _fields(_of_scene(before), _of_scene(after), N_("Cảnh “%(scene)s”: đổi %(field)s."), named)
    old = {pin.number: pin for pin in before.pins}
    new = {pin.number: pin for pin in after.pins}
    for number, pin in new.items():
        facts = {**named, "number": str(number), "kind": HOTSPOT_WORDS[pin.kind]}
        if number not in old:
            yield Difference(N_("Cảnh “%(scene)s”: thêm ghim %(number)s (%(kind)s)."), facts, after=_call(pin))
        else:
            sentence = N_("Cảnh “%(scene)s”, ghim %(number)s (%(kind)s): đổi %(field)s.")
            yield from _fields(_of_pin(old[number]), _of_pin(pin), sentence, facts)
    for number, pin in old.items():
        if number not in new:
            facts = {**named, "number": str(number), "kind": HOTSPOT_WORDS[pin.kind]}
            yield Difference(N_("Cảnh “%(scene)s”: bỏ ghim %(number)s (%(kind)s)."), facts, before=_call(pin))


def _in_walk(before: Sequence[StopContent], after: Sequence[StopContent]) -> Iterator[Difference]:
    for number in range(max(len(before), len(after))):
        facts = {"stop": str(number + 1)}
        if number >= len(before):
            yield Difference(N_("Lời dẫn: thêm chặng %(stop)s."), facts, after=after[number].text.vi)
        elif number >= len(after):
            yield Difference(N_("Lời dẫn: bỏ chặng %(stop)s."), facts, before=before[number].text.vi)
        else:
            sentence = N_("Lời dẫn, chặng %(stop)s: đổi %(field)s.")
            yield from _fields(_of_stop(before[number]), _of_stop(after[number]), sentence, facts)


def _fields(
    before: Mapping[str, str], after: Mapping[str, str], sentence: str, facts: Mapping[str, str]
) -> Iterator[Difference]:
    for name, now in after.items():
        if before[name] != now:
            yield Difference(sentence, {**facts, "field": FIELD_WORDS[name]}, before=before[name], after=now)


def _of_tour(tour: TourContent) -> dict[str, str]:
    plain = ("author", "licence", "licence_url", "graph_licence", "graph_licence_url", "start")
    return {
        **{name: _both(getattr(tour, name)) for name in ("title", "note", "credit")},
        **{name: getattr(tour, name) for name in plain},
        "plan": "" if tour.plan is None else f"{tour.plan.picture}: {len(tour.plan.points)}",
    }


def _of_scene(scene: SceneContent) -> dict[str, str]:
    return {
        "title": _both(scene.title),
        "panorama": scene.panorama,
        "alt": _both(scene.alt),
        "view": _angles(scene.yaw, scene.pitch, scene.hfov),
        "north": "" if scene.north is None else _angles(scene.north),
        "level": _angles(scene.level_pitch, scene.level_roll),
        "video": scene.video,
        "captions": _both(scene.captions),
    }


def _of_pin(pin: PinContent) -> dict[str, str]:
    arrives = "" if pin.arrive_yaw is None else f" · {_angles(pin.arrive_yaw)}"
    return {
        "kind": HOTSPOT_WORDS[pin.kind],
        "place": _angles(pin.yaw, pin.pitch),
        "label": _both(pin.label),
        "text": _both(pin.text),
        "claim": _claim(pin.claim),
        "to": f"{pin.to}{arrives}" if pin.to else "",
        "goods": pin.product or pin.shop,
        "pictures": ", ".join(pin.pictures),
        "sound": pin.sound,
        "captions": _both(pin.captions),
        "corners": "; ".join(_angles(corner.yaw, corner.pitch) for corner in pin.corners),
        "year": pin.year,
    }


def _of_stop(stop: StopContent) -> dict[str, str]:
    return {
        "place": f"{stop.scene} · {_angles(stop.yaw, stop.pitch, stop.hfov)}",
        "text": _both(stop.text),
        "claim": _claim(stop.claim),
        "sound": _both(stop.sound),
        "captions": _both(stop.captions),
    }


def _both(words: Words) -> str:
    return f"{words.vi}\n{words.en}".strip()


def _claim(claim: ClaimContent | None) -> str:
    if claim is None:
        return ""
    return " · ".join(str(getattr(claim, part.name)) for part in fields(claim) if getattr(claim, part.name) != "")


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
