"""What changed between two versions, in sentences."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from marketplace.shown import said
from marketplace.tours.content import (
    ClaimContent,
    Corner,
    PinContent,
    PlanContent,
    PlanPoint,
    SceneContent,
    StopContent,
    TourContent,
    Words,
)
from marketplace.tours.differences import differences, facts_in
from marketplace.tours.states import ClaimKind, HotspotKind

PIN = PinContent(
    number=3,
    kind=HotspotKind.INFO,
    yaw=10.0,
    pitch=0.0,
    text=Words("Cột lim."),
    claim=ClaimContent(source_title="Sách"),
)
GATE = SceneContent(slug="cong", panorama="p1", title=Words("Cổng"), pins=(PIN,))
YARD = SceneContent(slug="san", panorama="p2", title=Words("Sân"))
TOUR = TourContent(title=Words("Dạo"), start="cong", scenes=(GATE, YARD))


def told(before: TourContent, after: TourContent) -> list[str]:
    """The sentences, with their facts in them."""
    return [one.sentence % facts_in(one, str) for one in differences(before, after)]


def test_the_same_version_has_no_difference() -> None:
    assert told(TOUR, TOUR) == []


def test_every_kind_of_change_is_said_once() -> None:
    changed = replace(PIN, text=Words("Cột gỗ lim."), yaw=12.5, claim=ClaimContent(kind=ClaimKind.ORAL))
    door = PinContent(number=4, kind=HotspotKind.DOOR, yaw=0.0, pitch=0.0, to="cong")
    after = replace(
        TOUR,
        title=Words("Dạo đình"),
        scenes=(replace(YARD, pins=(door,)), replace(GATE, north=90.0, pins=(changed,))),
        walk=(StopContent(scene="cong", text=Words("Đây là cổng.")),),
        plan=PlanContent(picture="ve"),
    )

    assert told(TOUR, after) == [
        "Chuyến dạo: đổi tên.",
        "Chuyến dạo: đổi sơ đồ.",
        "Cảnh “Sân”: thêm ghim 4 (Lối đi).",
        "Cảnh “Cổng”: đổi hướng bắc.",
        "Cảnh “Cổng”, ghim 3 (Kể chuyện): đổi chỗ đặt.",
        "Cảnh “Cổng”, ghim 3 (Kể chuyện): đổi lời kể.",
        "Cảnh “Cổng”, ghim 3 (Kể chuyện): đổi nguồn.",
        "Đổi thứ tự các cảnh.",
        "Lời dẫn: thêm chặng 1.",
    ]


def test_what_was_there_and_what_is_there_now_stand_beside_each_other() -> None:
    after = replace(TOUR, scenes=(replace(GATE, pins=()),))

    (pin, scene) = differences(TOUR, after)

    assert (pin.before, pin.after) == ("Cột lim.", "")
    assert said(scene.sentence, scene.facts) == "Bỏ cảnh “Sân”."


WHOLE_PIN = replace(
    PIN, label=Words("Cột"), pictures=("a",), sound="s", corners=(Corner(1, 2),), year="1935", arrive_yaw=3.0, to="san",
    product="keo", captions=Words("WEBVTT"),
)  # fmt: skip
WHOLE_STOP = StopContent(scene="cong", text=Words("Đây là cổng."), sound=Words("s"), claim=ClaimContent())
WHOLE_GATE = replace(GATE, claim=ClaimContent())
WHOLE = replace(
    TOUR,
    scenes=(replace(WHOLE_GATE, pins=(WHOLE_PIN,)), YARD),
    walk=(WHOLE_STOP,),
    plan=PlanContent(picture="ve", points=(PlanPoint("cong", 0.1, 0.2),)),
)
OTHER: dict[type, Any] = {
    str: "khac", float: 7.5, bool: True, Words: Words("khác"), tuple: (), HotspotKind: HotspotKind.AREA,
    ClaimKind: ClaimKind.STELE, ClaimContent: None, PlanContent: None, type(None): 7.5,
}  # fmt: skip


def with_pin(**changed: Any) -> TourContent:
    return replace(WHOLE, scenes=(replace(GATE, pins=(replace(WHOLE_PIN, **changed),)), YARD))


def with_stop(**changed: Any) -> TourContent:
    return replace(WHOLE, walk=(replace(WHOLE_STOP, **changed),))


def changes() -> Iterator[tuple[str, TourContent]]:
    """The tour with one field changed, for every field of every part. Scenes and pins are known by slug and number."""
    for name in TourContent.__dataclass_fields__:
        yield f"tour {name}", replace(WHOLE, **{name: other(getattr(WHOLE, name))})
    for name in sorted(set(SceneContent.__dataclass_fields__) - {"slug"}):
        first = WHOLE.scenes[0]
        yield f"scene {name}", replace(WHOLE, scenes=(replace(first, **{name: other(getattr(first, name))}), YARD))
    for name in sorted(set(PinContent.__dataclass_fields__) - {"number"}):
        yield f"pin {name}", with_pin(**{name: other(getattr(WHOLE_PIN, name))})
    for name in StopContent.__dataclass_fields__:
        yield f"stop {name}", with_stop(**{name: other(getattr(WHOLE_STOP, name))})
    for name in ClaimContent.__dataclass_fields__:
        claim = replace(ClaimContent(), **{name: other(getattr(ClaimContent(), name))})
        yield f"claim {name}", with_stop(claim=claim)
    for name in PlanPoint.__dataclass_fields__:
        point = replace(PlanPoint("cong", 0.1, 0.2), **{name: other(getattr(PlanPoint("cong", 0.1, 0.2), name))})
        yield f"point {name}", replace(WHOLE, plan=PlanContent(picture="ve", points=(point,)))


def other(value: Any) -> Any:
    """Something else that the field can hold."""
    return OTHER[type(value)]


@pytest.mark.parametrize(("field", "after"), list(changes()))
def test_every_field_of_the_document_can_be_told(field: str, after: TourContent) -> None:
    """A field added to the document and forgotten in the differences would change unseen."""
    assert told(WHOLE, after), field


def test_what_changed_is_told_in_words_and_names() -> None:
    after = replace(WHOLE, scenes=(replace(WHOLE_GATE, pins=(replace(WHOLE_PIN, pictures=("b",), claim=ClaimContent(kind=ClaimKind.ORAL, source_title="Cụ Bách", needs_review=True), is_demo=True),)), YARD))  # fmt: skip

    found = differences(WHOLE, after, names={"a": "Sân năm xưa", "b": "Đạo sắc"})

    assert {(one.before, one.after) for one in found} == {
        ("Sân năm xưa", "Đạo sắc"), ("Tài liệu · Sách", "Lời kể · Cụ Bách · đang kiểm lại nguồn"), ("", "có"),
    }  # fmt: skip


def test_stops_that_only_changed_places_are_said_so() -> None:
    walk = tuple(StopContent(scene="cong", text=Words(text)) for text in ("Một.", "Hai.", "Ba."))
    before = replace(TOUR, walk=walk)

    assert told(before, replace(TOUR, walk=walk[::-1])) == ["Lời dẫn: đổi thứ tự các chặng."]
    assert told(before, replace(TOUR, walk=walk[1:])) == ["Lời dẫn: bỏ chặng 1."]
    inserted = (*walk[:1], StopContent(scene="san", text=Words("Mới.")), *walk[1:])
    assert told(before, replace(TOUR, walk=inserted)) == ["Lời dẫn: thêm chặng 2."]
