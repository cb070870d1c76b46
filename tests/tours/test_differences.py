"""What changed between two versions, in sentences."""

from dataclasses import replace

from marketplace.shown import said
from marketplace.tours.content import (
    ClaimContent,
    PinContent,
    PlanContent,
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


def test_every_field_of_the_document_can_be_told() -> None:
    """A field added to the document and forgotten here would change unseen."""
    told_fields = {
        "title", "alt", "panorama", "yaw", "pitch", "hfov", "north", "level_pitch", "level_roll", "video", "captions",
        "slug", "pins",
    }  # fmt: skip
    assert set(SceneContent.__dataclass_fields__) == told_fields
    pin_fields = {
        "number", "kind", "yaw", "pitch", "label", "text", "to", "arrive_yaw", "product", "shop", "is_demo", "claim",
        "pictures", "sound", "is_from_there", "captions", "corners", "year",
    }  # fmt: skip
    assert set(PinContent.__dataclass_fields__) == pin_fields
