"""The editor sees mistakes and offers to mend them."""

import json
from dataclasses import replace
from typing import Any

import pytest

from marketplace.config import ROOT
from marketplace.tours.content import (
    ClaimContent,
    PinContent,
    PlanContent,
    SceneContent,
    StopContent,
    TourContent,
    Words,
)
from marketplace.tours.mistakes import DocumentWords, Mistake, PictureFacts, find_mistakes, way_back
from marketplace.tours.states import ClaimKind, HotspotKind

BOTH = Words("Tên", "Name")
SOURCED = ClaimContent(source_title="Sách", source_title_en="A book")
UNSAID = replace(SOURCED, kind=ClaimKind.UNSAID)
FACTS = {"p1": PictureFacts(light=120.0), "p2": PictureFacts(light=120.0)}


def info(number: int = 1, yaw: float = 0.0, pitch: float = 0.0) -> PinContent:
    """A pin that tells one sourced sentence."""
    return PinContent(number=number, kind=HotspotKind.INFO, yaw=yaw, pitch=pitch, text=BOTH, claim=SOURCED)


def door(to: str, number: int = 2, yaw: float = 90.0, arrive: float | None = None) -> PinContent:
    """A way to another scene."""
    return PinContent(number=number, kind=HotspotKind.DOOR, yaw=yaw, pitch=-5.0, to=to, arrive_yaw=arrive)


def scene(slug: str, *pins: PinContent, panorama: str = "p1", north: float | None = 0.0) -> SceneContent:
    """A scene with nothing wrong."""
    return SceneContent(slug=slug, panorama=panorama, title=BOTH, alt=BOTH, north=north, pins=pins)


def tour(*scenes: SceneContent) -> TourContent:
    """A tour with nothing wrong."""
    return TourContent(title=BOTH, author="A", licence="CC0", start=scenes[0].slug, scenes=scenes)


def kinds(content: TourContent, **facts: PictureFacts) -> list[tuple[str, str, int]]:
    """Kind, scene and pin of each mistake."""
    return [(m.kind, m.scene, m.pin) for m in find_mistakes(content, pictures={**FACTS, **facts})]


def one(content: TourContent) -> Mistake:
    """The only mistake."""
    (mistake,) = find_mistakes(content, pictures=FACTS)
    return mistake


def test_a_whole_tour_has_no_mistake() -> None:
    assert kinds(tour(scene("cong", info(), door("san")), scene("san", door("cong")))) == []


def test_a_one_way_door_is_mended_with_the_way_back() -> None:
    mistake = one(tour(scene("cong", door("san", yaw=90.0)), scene("san", info())))

    assert (mistake.kind, mistake.scene, mistake.stops) == ("one_way", "san", False)
    assert mistake.mend == {
        "do": "door back", "scene": "san", "to": "cong", "yaw": -90.0, "pitch": -5.0, "arrive_yaw": -90.0,
    }  # fmt: skip


def test_ways_back_fit_the_compass() -> None:
    here, there = scene("a", north=30.0), scene("b", north=300.0)

    back = way_back(here, door("b", yaw=10.0), there)

    # Walking at bearing 40; there that is yaw 100, and the door back lies behind.
    assert (back["yaw"], back["arrive_yaw"]) == (-80.0, -170.0)


# The balcony of the sixth floor looks back down into the hall it was climbed from: no rule of directions knows that.
@pytest.mark.parametrize(("here", "there"), [("library", "gallery"), ("gallery", "library")])
def test_ways_back_are_near_those_that_people_set_in_a_real_tour(here: str, there: str) -> None:
    told = json.loads((ROOT / "demo" / "village.json").read_text(encoding="utf-8"))["tours"][1]["scenes"]
    scenes = {found["slug"]: scene(found["slug"], north=found["north"]) for found in told}
    doors = {
        (found["slug"], spot["to"]): spot for found in told for spot in found["hotspots"] if spot["kind"] == "door"
    }
    first = doors[here, there]

    back = way_back(scenes[here], door(there, yaw=first["yaw"], arrive=first["arrive_yaw"]), scenes[there])

    assert abs((back["yaw"] - doors[there, here]["yaw"] + 180) % 360 - 180) <= 10


def test_a_scene_nobody_reaches_stops() -> None:
    mistakes = find_mistakes(tour(scene("cong", info()), scene("san", info())), pictures=FACTS)

    assert [(m.kind, m.scene, m.stops) for m in mistakes] == [("unreached", "san", True)]


def test_two_pins_that_cover_each_other_are_moved_apart() -> None:
    content = tour(scene("cong", info(1, yaw=178.0), info(2, yaw=-179.0)))
    mistake = one(content)

    assert (mistake.kind, mistake.pin) == ("covered", 2)
    assert mistake.mend is not None
    moved = replace(content.scenes[0].pins[1], yaw=mistake.mend["yaw"])
    assert kinds(tour(scene("cong", content.scenes[0].pins[0], moved))) == []


@pytest.mark.parametrize("pitch", [80.0, -80.0])
def test_a_pin_at_the_pole_is_brought_down(pitch: float) -> None:
    mistake = one(tour(scene("cong", info(pitch=pitch))))

    assert mistake.kind == "at_pole"
    assert mistake.mend is not None
    assert kinds(tour(scene("cong", info(pitch=mistake.mend["pitch"])))) == []


def test_pictures_that_are_dark_tilted_or_gone_are_seen() -> None:
    content = tour(scene("cong", info()))

    assert kinds(content, p1=PictureFacts(light=10.0)) == [("dark", "cong", 0)]
    assert kinds(content, p1=PictureFacts(light=120.0, roll=3.0)) == [("tilted", "cong", 0)]
    assert [m.kind for m in find_mistakes(content, pictures={})] == ["no_picture"]


@pytest.mark.parametrize(
    ("content", "kind", "stops"),
    [
        (replace(tour(scene("c", info())), author=""), "no_credit", True),
        (replace(tour(scene("c", info())), title=Words()), "no_title", True),
        (replace(tour(scene("c", info())), start="x"), "no_start", True),
        (replace(tour(scene("c", info())), scenes=()), "no_scene", True),
        (tour(replace(scene("c", info()), title=Words())), "no_title", True),
        (tour(replace(scene("c", info()), alt=Words())), "no_alt", False),
        (tour(replace(scene("c", info()), alt=Words("Sân"))), "no_english", False),
        (tour(scene("c", replace(info(), text=Words()))), "no_text", True),
        (tour(scene("c", replace(info(), claim=None))), "no_source", True),
        (tour(scene("c", replace(info(), claim=ClaimContent()))), "no_source", True),
        (tour(scene("c", replace(info(), claim=UNSAID))), "no_kind", True),
        (replace(tour(scene("c", info())), walk=(StopContent(scene="c", text=BOTH, claim=UNSAID),)), "no_kind", True),
        (tour(scene("c", info(), door("c"))), "no_way", True),
        (tour(scene("c", info(), door("x"))), "no_way", True),
        (tour(scene("c", PinContent(number=1, kind=HotspotKind.PRODUCT, yaw=0, pitch=0))), "no_goods", True),
        (tour(scene("c", PinContent(number=1, kind=HotspotKind.SHOP, yaw=0, pitch=0))), "no_goods", True),
    ],
)
def test_each_mistake_is_named(content: TourContent, kind: str, *, stops: bool) -> None:
    mistake = one(content)

    assert (mistake.kind, mistake.stops) == (kind, stops)
    assert mistake.sentence % mistake.facts


def test_a_walk_without_words_or_source_is_not_signed() -> None:
    whole = tour(scene("cong", info()))
    stops = (StopContent(scene="cong"), StopContent(scene="gone", text=BOTH, claim=SOURCED))

    found = find_mistakes(replace(whole, walk=stops), pictures=FACTS)

    assert [(m.kind, m.stops, m.facts["stop"]) for m in found] == [
        ("no_transcript", True, "1"),
        ("no_way", True, "2"),
    ]
    # "Show it" leads to the stop, where it can be mended.
    assert found[0].stop == 1
    assert found[1].mend == {"do": "drop stop", "number": 2}


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        (HotspotKind.PHOTO, {"no_text", "no_source", "no_image"}),
        (HotspotKind.AREA, {"no_text", "no_source", "no_corners"}),
        (HotspotKind.THEN, {"no_text", "no_source", "no_image", "no_corners", "no_year"}),
        (HotspotKind.SOUND, {"no_sound", "no_transcript"}),
    ],
)
def test_a_pin_that_shows_or_sounds_says_all_it_must(kind: HotspotKind, wanted: set[str]) -> None:
    bare = PinContent(number=1, kind=kind, yaw=0.0, pitch=0.0)

    found = find_mistakes(tour(scene("cong", bare)), pictures=FACTS)

    assert {mistake.kind for mistake in found} == wanted
    assert all(mistake.stops for mistake in found)


def test_a_horizon_that_was_levelled_is_no_mistake_any_more() -> None:
    leaning = {"p1": PictureFacts(light=120.0, roll=3.0)}

    assert kinds(tour(scene("cong", info())), **leaning) == [("tilted", "cong", 0)]
    assert kinds(tour(replace(scene("cong", info()), level_roll=3.0)), **leaning) == []


def test_pillars_that_lean_are_a_mistake_too_and_the_cameras_word_comes_first() -> None:
    leaning = tour(scene("cong", info()))

    (mistake,) = find_mistakes(leaning, pictures={"p1": PictureFacts(light=120.0, leans=(2.0, -6.0))})

    assert (mistake.kind, mistake.stops) == ("leans", False)
    assert mistake.mend == {"do": "level", "level_pitch": -2.0, "level_roll": -6.0}
    assert kinds(leaning, p1=PictureFacts(light=120.0, roll=3.0, leans=(2.0, -6.0))) == [("tilted", "cong", 0)]
    assert kinds(tour(replace(scene("cong", info()), level_roll=-6.0)), p1=PictureFacts(leans=(2.0, -6.0))) == []


def test_what_is_gone_from_the_media_room_stops_the_tour() -> None:
    photo = replace(info(), kind=HotspotKind.PHOTO, pictures=("anh",))
    film = replace(scene("cong", photo), video="phim")
    stop = StopContent(scene="cong", text=BOTH, sound=Words("tieng", "tieng"), claim=SOURCED)
    whole = replace(tour(film), walk=(stop,), plan=PlanContent(picture="ve"))

    assert find_mistakes(whole, pictures=FACTS) == []
    found = find_mistakes(whole, pictures=FACTS, gone={"anh", "phim", "tieng", "ve"})

    assert [(m.kind, m.stops, m.pin, m.stop, m.tab) for m in found] == [
        ("gone", True, 0, 0, ""),
        ("gone", True, 1, 0, ""),
        ("gone", True, 0, 0, "plan"),
        ("gone", True, 0, 1, ""),
    ]


def test_captions_that_cannot_be_read_stop_the_tour_and_say_the_line() -> None:
    whole = tour(replace(scene("cong", info()), captions=Words("WEBVTT\n\nnonsense --> 1", "WEBVTT")))

    (mistake,) = find_mistakes(whole, pictures=FACTS)

    assert (mistake.kind, mistake.stops, mistake.scene) == ("bad_captions", True, "cong")
    assert "3" in mistake.facts.values()


def test_a_scene_nobody_reaches_is_joined_along_its_own_door() -> None:
    lost = scene("san", door("cong", yaw=170.0))
    whole = tour(scene("cong", info()), lost)

    unreached = next(m for m in find_mistakes(whole, pictures=FACTS) if m.kind == "unreached")

    assert unreached.mend == {
        "do": "door back",
        "scene": "cong",
        "to": "san",
        "yaw": -10.0,
        "pitch": -5.0,
        "arrive_yaw": -10.0,
    }
    alone = next(m for m in find_mistakes(tour(scene("cong"), scene("san")), pictures=FACTS) if m.kind == "unreached")
    assert alone.mend is not None
    assert (alone.mend["scene"], alone.mend["to"], alone.mend["arrive_yaw"]) == ("cong", "san", None)


def test_two_pins_of_one_name_are_seen() -> None:
    pins = (replace(info(1), label=Words("Cột", "Column")), replace(info(2, yaw=40.0), label=Words("Cột", "Column")))

    assert ("same_name", "cong", 2) in kinds(tour(scene("cong", *pins)))


def test_what_is_not_written_is_offered_to_be_written_right_there() -> None:
    bare = replace(scene("cong", replace(info(), text=Words("Lời", ""))), alt=Words(), title=Words("Cổng", ""))
    whole = replace(tour(bare), author="")

    offered = [(m.kind, m.mend) for m in find_mistakes(whole, pictures=FACTS)]

    assert offered == [
        ("no_credit", {"do": "write", "names": ["author", "licence"]}),
        ("no_alt", {"do": "write", "names": ["alt"]}),
        ("no_english", {"do": "write", "names": ["title"]}),
        ("no_english", {"do": "write", "names": ["text"]}),
    ]


def test_a_dark_picture_is_mended_with_another() -> None:
    assert [m.mend for m in find_mistakes(tour(scene("cong")), pictures={"p1": PictureFacts(light=20.0)})] == [
        {"do": "retake"}
    ]


def test_document_pictures_without_words_or_credit_are_seen_once_each() -> None:
    pins = (replace(info(1), pictures=("a", "b")), replace(info(2, yaw=60.0), pictures=("a", "c")))
    plan = PlanContent(picture="d")
    documents = {
        "a": DocumentWords(Words("Cổng", "")),
        "b": DocumentWords(Words()),
        "c": DocumentWords(BOTH, is_credited=False),
        "d": DocumentWords(Words("", "A plan")),
    }

    found = find_mistakes(replace(tour(scene("cong", *pins)), plan=plan), pictures=FACTS, documents=documents)

    assert [(m.kind, m.pin, m.tab, m.mend and m.mend["picture"], m.stops) for m in found] == [
        ("no_english", 1, "", "a", False),
        ("no_alt", 1, "", "b", False),
        ("no_credit", 2, "", "c", False),
        ("no_english", 0, "plan", "d", False),
    ]


def test_a_film_that_tells_history_needs_a_source_and_captions() -> None:
    film = replace(scene("phim"), video="f1", claim=ClaimContent())
    assert [(m.kind, m.stops, m.mend) for m in find_mistakes(tour(film), pictures=FACTS)] == [
        ("no_source", True, {"do": "write", "names": ["claim"]}),
        ("no_transcript", True, {"do": "write", "names": ["captions"]}),
    ]

    cues = "WEBVTT\n\n00:00.000 --> 00:01.000\nTùng"
    told = replace(film, claim=SOURCED, captions=Words(cues, cues))
    assert find_mistakes(tour(told), pictures=FACTS) == []
    # A scene whose film was taken out asks for nothing.
    assert find_mistakes(tour(replace(film, video="")), pictures=FACTS) == []


def test_a_camera_held_to_the_sky_is_levelled_no_further_than_a_document_goes() -> None:
    found = find_mistakes(tour(scene("cong")), pictures={"p1": PictureFacts(pitch=-80.0, roll=180.0)})

    mend = next(m.mend for m in found if m.kind == "tilted")
    assert mend == {"do": "level", "level_pitch": 45.0, "level_roll": 45.0}


def test_english_without_vietnamese_is_seen_too() -> None:
    whole = replace(tour(scene("cong", info())), note=Words("", "Welcome."), credit=Words("Ảnh của làng."))

    sentences = [m.sentence for m in find_mistakes(whole, pictures=FACTS) if m.tab == "tour"]

    assert sentences == ["Còn chỗ chưa có tiếng Anh.", "Còn chỗ có tiếng Anh mà chưa có tiếng Việt."]


def test_history_outside_a_claim_stops_wherever_it_is_told() -> None:
    told = Words("Nơi này dựng năm 1683.", "A place.")
    whole = tour(scene("cong", info()))
    stall = PinContent(number=5, kind=HotspotKind.SHOP, yaw=90.0, pitch=0.0, shop="quay", label=told)
    drum = PinContent(number=6, kind=HotspotKind.SOUND, yaw=-90.0, pitch=0.0, sound="trong", text=told)
    cues = "WEBVTT\n\n00:00.000 --> 00:01.000\nNơi này dựng năm 1683."
    film = replace(whole.scenes[0], video="f1", captions=Words(cues, cues))
    places = {
        "note": (replace(whole, note=told), "note"),
        "title": (replace(whole, title=told), "title"),
        "scene": (tour(replace(whole.scenes[0], title=told)), "title"),
        "film": (tour(film), "claim"),
        "shop": (tour(scene("cong", info(), stall)), "label"),
        "sound": (tour(scene("cong", info(), drum)), "claim"),
    }

    for where, (content, name) in places.items():
        mistake = one(content)
        assert (mistake.stops, mistake.facts["text"], mistake.mend) == (
            True, "Nơi này dựng năm 1683.", {"do": "write", "names": [name]},
        ), where  # fmt: skip

    # A board with a year on it is described all the same, for whoever does not see it.
    described = one(tour(replace(whole.scenes[0], alt=told)))
    assert (described.kind, described.stops, described.mend) == ("history", False, {"do": "write", "names": ["alt"]})
    # With a source it may be told.
    assert kinds(tour(scene("cong", info(), replace(drum, claim=SOURCED)))) == []
    assert kinds(tour(replace(film, claim=SOURCED))) == []


def test_a_voice_and_a_source_without_english_are_seen() -> None:
    stop = StopContent(scene="cong", text=BOTH, sound=Words("tieng"), claim=replace(SOURCED, source_title_en=""))
    mistake = one(replace(tour(scene("cong", info())), walk=(stop,)))

    assert (mistake.kind, mistake.stops, mistake.stop) == ("no_english", False, 1)
    assert mistake.mend == {"do": "write", "names": ["sound", "claim"]}
    assert kinds(replace(tour(scene("cong", info())), walk=(replace(stop, sound=BOTH, claim=SOURCED),))) == []


def test_an_unknown_north_is_said_and_told_by_a_door_where_it_can_be() -> None:
    def north(here: SceneContent, there: SceneContent) -> dict[str, Any] | None:
        mistake = one(tour(here, there))
        assert (mistake.kind, mistake.scene, mistake.stops) == ("no_north", there.slug, False)
        return dict(mistake.mend or {})

    unknown = scene("san", door("cong"), north=None)
    # Nothing tells: the curator looks for it.
    assert north(scene("cong", door("san")), unknown) == {"do": "find north", "yaw": None}
    # At bearing 40 through the door; there that may be yaw 15, and north 25 degrees to the left of the middle.
    into = scene("cong", door("san", yaw=10.0, arrive=15.0), north=30.0)
    assert north(into, unknown) == {"do": "find north", "yaw": -25.0}
    # From there at yaw -100 out of it, and one goes on at yaw 5 here, which is bearing 350.
    out = scene("san", door("cong", yaw=-100.0, arrive=5.0), north=None)
    assert north(scene("cong", door("san"), north=345.0), out) == {"do": "find north", "yaw": -90.0}
