"""The narrated walk: the view turns from stop to stop, the words are there in time, a touch takes over."""

import time
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.village import Village
from tests.browser.watched import PHONE, Watched, watched
from tests.journeys.test_visit_things import tone
from tests.journeys.visiting import VISIT, apart, begin, is_at, until, view

pytestmark = pytest.mark.browser
STOPS = (("dau", -40, 5), ("sau", 90, 0), ("dau", 100, 10))


def started(page: Page, number: int) -> None:
    """This stop's own time runs."""
    until(
        page, f"{VISIT}.walk && {VISIT}.walk.number === {number - 1} && {VISIT}.walk.isPlaying && {VISIT}.walk.ms > 0"
    )


def test_the_view_is_at_each_stop_when_its_words_begin(village: Village, everything: str, phone: Watched) -> None:
    page = begin(phone, village, everything)
    page.get_by_role("button", name="Dạo có người dẫn").tap()

    for number, (scene, yaw, pitch) in enumerate(STOPS, start=1):
        started(page, number)
        found = view(page)
        assert page.evaluate(f"{VISIT}.here.slug") == scene
        assert apart(found["yaw"], yaw) < 5
        assert abs(found["pitch"] - pitch) < 5
        expect(page.locator(".tour-walk [role=status]")).to_have_text(f"Chặng {number}/3")
    expect(page.locator(".tour-walk [role=status]")).to_have_text("Hết chuyến", timeout=30_000)


def test_captions_come_within_300_ms_of_their_list(village: Village, everything: str, phone: Watched) -> None:
    page = begin(phone, village, everything)
    cues = page.evaluate(f"{VISIT}.stops[0].cues")
    assert [text for _, _, text in cues] == ["Đây là sân.", "Có trống."]
    page.evaluate(
        f"""window.shown = []; new MutationObserver(() => window.shown.push([{VISIT}.walk.ms, {VISIT}.captions.text, performance.now()]))
            .observe(document.querySelector('.tour-captions'), {{ childList: true }})"""
    )

    page.get_by_role("button", name="Dạo có người dẫn").tap()
    started(page, 2)

    shown = {text: ms for ms, text, _ in page.evaluate("window.shown")}
    clock = {text: at for _, text, at in page.evaluate("window.shown")}
    for start, _, text in cues:
        assert abs(shown[text] - start) <= 300
    assert abs((clock["Có trống."] - clock["Đây là sân."]) - cues[1][0]) <= 300


def test_a_touch_takes_over_and_the_place_is_kept(village: Village, everything: str, phone: Watched) -> None:
    page = begin(phone, village, everything)
    page.get_by_role("button", name="Dạo có người dẫn").tap()
    started(page, 2)
    box = page.locator(".tour-stage").bounding_box()
    assert box is not None

    page.touchscreen.tap(box["x"] + 120, box["y"] + 200)
    expect(page.locator(".tour-walk")).to_have_attribute("data-state", "paused")
    place = page.evaluate(f"[{VISIT}.walk.number, {VISIT}.walk.ms]")
    page.evaluate(f"{VISIT}.stage.look({{ yaw: -20, pitch: 0 }}, {{ ms: 0 }})")
    page.wait_for_timeout(700)
    assert page.evaluate(f"[{VISIT}.walk.number, {VISIT}.walk.ms]") == place

    page.get_by_role("button", name="Đi tiếp").tap()
    until(page, f"{VISIT}.walk.ms > {place[1]}")
    assert page.evaluate(f"{VISIT}.walk.number") == 1
    assert apart(view(page)["yaw"], 90) < 5


def test_one_goes_to_and_fro_by_buttons_and_hides_the_words(village: Village, everything: str, phone: Watched) -> None:
    page = begin(phone, village, everything)
    page.get_by_role("button", name="Dạo có người dẫn").tap()
    started(page, 1)
    expect(page.locator(".tour-captions")).to_be_visible()
    page.get_by_role("button", name="Lời bằng chữ").tap()
    expect(page.locator(".tour-captions")).to_be_hidden()
    phone.audit()

    page.get_by_role("button", name="Chặng sau").tap()
    started(page, 2)
    is_at(page, "sau")
    page.get_by_role("button", name="Tạm dừng").tap()
    page.get_by_role("button", name="Chặng trước").tap()
    is_at(page, "dau")
    expect(page.locator(".tour-walk")).to_have_attribute("data-state", "paused")
    page.get_by_role("button", name="Thôi dẫn").tap()
    expect(page.get_by_role("button", name="Dạo có người dẫn")).to_be_focused()


def test_a_voice_is_followed_by_its_own_clock(village: Village, everything: str, phone: Watched) -> None:
    phone.page.route("**/media/sound/**", lambda route: route.fulfill(body=tone(2), content_type="audio/wav"))
    page = begin(phone, village, everything)
    page.evaluate(
        f"{VISIT}.stops[0].sound = {{ webm: '/media/sound/aa/sound.webm' }}; {VISIT}.stops[0].length_ms = 60000"
    )

    page.get_by_role("button", name="Dạo có người dẫn").tap()
    until(page, f"{VISIT}.sounds.now && {VISIT}.sounds.now.audio.currentTime > 0.8")
    page.get_by_role("button", name="Tạm dừng").tap()
    left = page.evaluate(f"{VISIT}.walk.ms")
    assert page.evaluate(f"{VISIT}.sounds.now") is None
    page.get_by_role("button", name="Đi tiếp").tap()
    until(page, f"{VISIT}.sounds.now")
    assert page.evaluate(f"{VISIT}.sounds.now.audio.currentTime * 1000") >= left - 300

    started(page, 2)  # its two seconds are over, though the text would last a minute


def test_who_wants_no_motion_is_led_by_cuts(
    village: Village, browser: Browser, hosts: set[str], everything: str, tmp_path: Any
) -> None:
    with watched(browser, size=PHONE, hosts=hosts, pictures=tmp_path, reduced_motion="reduce") as tab:
        page = begin(tab, village, everything)
        page.evaluate(
            f"window.yaws = new Set(); {VISIT}.stage.addEventListener('move', () => window.yaws.add({VISIT}.stage.view().yaw.toFixed(0)))"
        )
        before = time.monotonic()

        page.get_by_role("button", name="Dạo có người dẫn").tap()
        started(page, 1)

        assert time.monotonic() - before < 20
        # The picture says that it moved with its next frame.
        until(page, "window.yaws.size > 0")
        assert page.evaluate("[...window.yaws]") == ["-40"]


def test_in_english_the_walk_speaks_english(village: Village, everything: str, phone: Watched) -> None:
    page = begin(phone, village, "/en" + everything)

    assert page.evaluate(f"{VISIT}.stops[0].text").startswith("EN ")
