"""The document of a version: what is read is kept as it was, and what is hostile is refused (L16)."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.tours.content import (
    MOST_BYTES,
    ClaimContent,
    Corner,
    PinContent,
    PlanContent,
    PlanPoint,
    SceneContent,
    StopContent,
    TourContent,
    Words,
    is_web_address,
    keeping_scenes,
    read_content,
    read_text,
    write_content,
)
from marketplace.tours.errors import BadContent
from marketplace.tours.states import ClaimKind, HotspotKind

PIN = PinContent(
    number=7,
    kind=HotspotKind.INFO,
    yaw=-179.5,
    pitch=12.25,
    text=Words("Bia dựng năm ấy.\n\nChữ còn rõ.", "The stele stands since then."),
    claim=ClaimContent(
        kind=ClaimKind.STELE, source_title="Bia đình", source_title_en="The stele", source_url="https://x.example/bia"
    ),
)
THEN = PinContent(
    number=3,
    kind=HotspotKind.THEN,
    yaw=10.0,
    pitch=1.5,
    text=Words("Cổng năm ấy.", "The gate that year."),
    claim=ClaimContent(source_title="Sách ảnh"),
    pictures=("Ab-_123", "x"),
    corners=(Corner(0, 5), Corner(20, 5), Corner(20, -5), Corner(0, -5)),
    year="khoảng 1935",
)
DRUM = PinContent(
    number=4,
    kind=HotspotKind.SOUND,
    yaw=1.0,
    pitch=2.0,
    text=Words("Trống hội."),
    sound="0011223344556677",
    is_from_there=True,
    captions=Words("WEBVTT\n\n00:00.000 --> 00:02.000\nTùng"),
)
DOOR = PinContent(number=2, kind=HotspotKind.DOOR, yaw=90.0, pitch=-5.0, to="san", arrive_yaw=-90.0)
TOUR = TourContent(
    title=Words("Dạo đình", "The house"),
    author="Người Chụp",
    licence="CC BY 4.0",
    start="cong",
    scenes=(
        SceneContent(slug="cong", panorama="0123456789abcdef", title=Words("Cổng"), north=359.5, pins=(PIN, DOOR)),
        SceneContent(
            slug="san",
            panorama="fedcba9876543210",
            yaw=30.0,
            level_roll=-1.5,
            turn=-30.5,
            video="0f0f0f0f0f0f0f0f",
            captions=Words("WEBVTT", ""),
            claim=ClaimContent(kind=ClaimKind.ORAL, source_title="Cụ Từ kể"),
            pins=(THEN, DRUM),
        ),
    ),
    walk=(
        StopContent(
            scene="cong", yaw=5.0, text=Words("Đây là cổng."), sound=Words("8899aabbccddeeff", ""), seconds=4.5
        ),
        StopContent(scene="san", claim=ClaimContent(kind=ClaimKind.ORAL, source_title="Cụ Từ")),
    ),
    plan=PlanContent(picture="Ab-_123", points=(PlanPoint("cong", 0.5, 1.0),)),
)


def document() -> dict[str, Any]:
    """TOUR as it is kept."""
    told: dict[str, Any] = json.loads(json.dumps(write_content(TOUR)))
    return told


def test_what_is_written_is_read_back_as_it_was() -> None:
    assert read_content(document()) == TOUR
    assert read_text(json.dumps(document()).encode()) == TOUR


def _changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    told = document()
    change(told)
    return told


# L16: addresses, markup, sizes, depth, NaN, __proto__
@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda t: t["scenes"][0]["pins"][0]["claim"].update(source_url="javascript:alert(1)"), "source_url"),
        (lambda t: t["scenes"][0]["pins"][0]["claim"].update(source_url="data:text/html,x"), "source_url"),
        (lambda t: t["scenes"][0]["pins"][0]["claim"].update(source_url="file:///etc/passwd"), "source_url"),
        (lambda t: t.update(licence_url="//evil.example"), "licence_url"),
        (lambda t: t.update({"__proto__": {"x": 1}}), "__proto__"),
        (lambda t: t["scenes"][0].update(constructor="x"), "scenes.0.constructor"),
        (lambda t: t["scenes"][0]["pins"][1].update(yaw=181), "scenes.0.pins.1.yaw"),
        (lambda t: t["scenes"][0]["pins"][1].update(yaw=True), "scenes.0.pins.1.yaw"),
        (lambda t: t["scenes"][0]["pins"][1].update(yaw="90"), "scenes.0.pins.1.yaw"),
        (lambda t: t["scenes"][0]["pins"][1].update(number=7), "scenes.0.pins"),
        (lambda t: t["scenes"][0]["pins"][1].update(kind="script"), "scenes.0.pins.1.kind"),
        (lambda t: t["scenes"][1].update(slug="cong"), "scenes"),
        (lambda t: t["scenes"][1].update(slug="../../etc"), "scenes.1.slug"),
        (lambda t: t["scenes"][1].update(slug="loi-dan"), "scenes.1.slug"),
        (lambda t: t["scenes"][1].update(panorama=""), "scenes.1.panorama"),
        (lambda t: t["scenes"][1].update(hfov=5), "scenes.1.hfov"),
        (lambda t: t.update(title={"vi": "x" * 121}), "title.vi"),
        (lambda t: t.update(title="Dạo"), "title"),
        (lambda t: t.update(scenes={}), "scenes"),
        (lambda t: t.update(scenes=[t["scenes"][1]] * 201), "scenes"),
        (lambda t: t.update(version=2), "format"),
        (lambda t: t["scenes"][1]["pins"][0].update(pictures=["../x"]), "pictures"),
        (lambda t: t["scenes"][1]["pins"][0]["corners"][0].update(yaw=400), "scenes.1.pins.0.corners.0.yaw"),
        (lambda t: t["scenes"][1]["pins"][0].update(corners=[{"yaw": 0, "pitch": 0}] * 17), "corners"),
        (lambda t: t["walk"][0].update(seconds=1e9), "walk.0.seconds"),
        (lambda t: t["walk"][0].update(sound={"vi": "a/b"}), "walk.0.sound.vi"),
        (lambda t: t["plan"]["points"][0].update(x=1.1), "plan.points.0.x"),
        (lambda t: t["plan"]["points"].append(t["plan"]["points"][0]), "plan.points"),
        (lambda t: t["scenes"][0].update(level_pitch=46), "scenes.0.level_pitch"),
        (lambda t: t["scenes"][0].update(turn=181), "scenes.0.turn"),
    ],
)
def test_what_is_no_tour_is_refused_and_says_where(change: Callable[[dict[str, Any]], object], where: str) -> None:
    with pytest.raises(BadContent) as refused:
        read_content(_changed(change))

    assert str(refused.value.facts["where"]).endswith(where)


# L16
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"format": NaN}',
        b'{"a": Infinity}',
        b"[" * 100_000 + b"]" * 100_000,
        b'{"x": ' * 1_000 + b"1" + b"}" * 1_000,
        b" " * (MOST_BYTES + 1),
    ],
)
def test_a_text_that_is_no_document_is_refused(body: bytes) -> None:
    with pytest.raises(BadContent):
        read_text(body)


# L16: HTML in labels; L22: invisible letters
def test_markup_stays_text_and_what_cannot_be_seen_is_dropped() -> None:
    told = _changed(lambda t: t.update(title={"vi": "<img src=x onerror=alert(1)>\u202e\u200b Đình", "en": ""}))

    assert read_content(told).title.vi == "<img src=x onerror=alert(1)> Đình"


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=9) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["format", "scenes", "title", "pins", "slug", "x"]), inner, max_size=4)
        ),
        max_leaves=12,
    )
)
def test_nothing_else_comes_out_of_reading_nonsense(told: Any) -> None:
    with pytest.raises(BadContent):
        read_content(told)
    with pytest.raises(BadContent):
        read_content({"format": "chothon-tour", "version": 1, "scenes": [told]})


@pytest.mark.parametrize("address", ["https://[bad", "ftp://x", "https://", "https://x y", "mailto:a@b"])
def test_only_pages_on_the_web_are_addresses(address: str) -> None:
    assert not is_web_address(address)


def test_a_scene_that_is_left_out_takes_along_what_led_to_it() -> None:
    plan = PlanContent(picture="ve", points=(PlanPoint("cong", 0.1, 0.2), PlanPoint("san", 0.3, 0.4)))

    left = keeping_scenes(replace(TOUR, plan=plan), {"san"})

    assert [scene.slug for scene in left.scenes] == ["san"]
    assert (left.start, [stop.scene for stop in left.walk]) == ("san", ["san"])
    assert left.plan is not None
    assert left.plan.points == (PlanPoint("san", 0.3, 0.4),)
    # The door of the gate that led to the yard goes when the yard goes.
    assert [pin.number for pin in keeping_scenes(TOUR, {"cong"}).scenes[0].pins] == [PIN.number]
    assert keeping_scenes(TOUR, set()).start == ""
