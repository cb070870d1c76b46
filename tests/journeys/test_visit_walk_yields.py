"""The narrated walk where things go otherwise: a scene that is late, a voice that may not sound, a visitor who takes over."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.village import Village
from tests.browser.watched import Watched
from tests.journeys.test_visit_things import tone
from tests.journeys.test_visit_walk import started
from tests.journeys.visiting import VISIT, begin, is_at, until

pytestmark = pytest.mark.browser
VOICE = "{ webm: '/media/sound/aa/sound.webm' }"


def led(phone: Watched, village: Village, everything: str) -> Page:
    """The walk plays its first stop."""
    page = begin(phone, village, everything)
    page.get_by_role("button", name="Dạo có người dẫn").tap()
    started(page, 1)
    return page


def paused(page: Page) -> None:
    expect(page.locator(".tour-walk")).to_have_attribute("data-state", "paused")


def test_whoever_does_not_see_hears_the_words_and_everybody_finds_their_source(
    village: Village, everything: str, phone: Watched
) -> None:
    page = led(phone, village, everything)

    expect(page.locator(".tour-foot > .aloud[role=status]")).to_have_text("Đây là sân. Có trống.")
    source = page.locator(".tour-walk-source")
    expect(source).to_contain_text("Nguồn: Cụ Bách kể")
    source.tap()
    sheet = page.locator("dialog[open]")
    expect(sheet.locator("h2")).to_have_text("Chặng 1/3")
    expect(sheet).to_contain_text("Đây là sân. Có trống.")
    expect(sheet).to_contain_text("Nguồn: Cụ Bách kể")
    phone.audit()
    # It does not play on under the sheet.
    paused(page)
    sheet.get_by_role("button", name="Đóng").tap()
    page.get_by_role("button", name="Thôi dẫn").tap()
    assert page.locator(".tour-walk-source").count() == 0


def test_who_wants_it_slower_is_told_slower(village: Village, everything: str, phone: Watched) -> None:
    page = led(phone, village, everything)
    page.evaluate(f"for (const stop of {VISIT}.stops) stop.length_ms = 60_000")  # so that it is not over meanwhile
    page.locator(".tour-walk-source").tap()

    page.get_by_role("button", name="Đọc chậm").tap()

    expect(page.locator(".tour-walk")).to_have_attribute("data-state", "playing")
    # The view turns to the stop first; then its clock goes on.
    passed = """async (ms) => {
      const { walk } = document.querySelector("tour-viewer").visit, stood = walk.ms;
      while (walk.ms === stood) await new Promise(requestAnimationFrame);
      const from = walk.ms, began = performance.now();
      await new Promise((done) => setTimeout(done, ms));
      return (walk.ms - from) / (performance.now() - began);
    }"""
    assert 0.5 < page.evaluate(passed, 800) < 0.85
    page.locator(".tour-walk-source").tap()
    page.get_by_role("button", name="Đọc nhanh như thường").tap()
    until(page, f"{VISIT}.walk.isPlaying")
    assert page.evaluate(f"{VISIT}.walk.pace") == 1


def test_a_scene_that_does_not_come_pauses_the_walk(village: Village, everything: str, phone: Watched) -> None:
    page = begin(phone, village, everything)
    base = page.evaluate(f"{VISIT}.sceneBySlug('sau').panorama.base")
    page.route("**" + base, lambda route: route.fulfill(status=404, body=""))
    page.get_by_role("button", name="Dạo có người dẫn").tap()
    started(page, 1)

    page.get_by_role("button", name="Chặng sau").tap()

    expect(page.locator(".tour-foot [role=alert]")).to_contain_text("Không mở được cảnh ấy")
    paused(page)
    # Once the line is back, it goes on from there.
    page.unroute("**" + base)
    page.get_by_role("button", name="Đi tiếp").tap()
    started(page, 2)
    is_at(page, "sau")
    phone.troubles.clear()  # the console told of the picture


def test_a_stop_is_never_told_in_another_scene(village: Village, everything: str, phone: Watched) -> None:
    page = begin(phone, village, everything)
    base = page.evaluate(f"{VISIT}.sceneBySlug('sau').panorama.base")
    late: list[Route] = []
    page.route("**" + base, lambda route: late.append(route))
    page.get_by_role("button", name="Dạo có người dẫn").tap()
    started(page, 1)

    page.get_by_role("button", name="Chặng sau").tap()
    until(page, f"{VISIT}.going && {VISIT}.going.scene.slug === 'sau'")
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Chặng trước").tap()
    page.wait_for_timeout(300)
    for route in late:
        route.continue_()

    started(page, 1)
    page.wait_for_timeout(1500)
    assert page.evaluate(f"[{VISIT}.here.slug, {VISIT}.stage.scene.slug, {VISIT}.walk.number]") == ["dau", "dau", 0]
    phone.troubles.clear()  # a request that was cut short is told on the console


@pytest.mark.parametrize("by", ["link", "zoom", "sheet", "compass"])
def test_whatever_a_visitor_does_the_walk_yields(village: Village, everything: str, phone: Watched, by: str) -> None:
    page = led(phone, village, everything)

    if by == "link":
        page.evaluate("document.querySelector('a[href=\"#phan\"]').click()")
        is_at(page, "phan")
    elif by == "zoom":
        page.get_by_role("button", name="Phóng to").tap()
    elif by == "sheet":
        page.get_by_role("button", name="Các cảnh và ghim").tap()
    else:
        page.locator(".tour-compass").tap()

    paused(page)
    number = page.evaluate(f"{VISIT}.walk.ms")
    page.wait_for_timeout(500)
    assert page.evaluate(f"{VISIT}.walk.ms") == number


def test_a_voice_that_is_refused_is_said_and_the_words_go_on(village: Village, everything: str, phone: Watched) -> None:
    page = begin(phone, village, everything)
    page.evaluate(f"""() => {{
      {VISIT}.stops[0].sound = {VOICE};
      {VISIT}.sounds.plain.play = async () => {{ throw new DOMException("no tap", "NotAllowedError"); }};
    }}""")

    page.get_by_role("button", name="Dạo có người dẫn").tap()

    expect(page.locator(".tour-foot [role=alert]")).to_contain_text("Không nghe được lời dẫn")
    expect(page.locator(".tour-foot > .aloud[role=status]")).to_have_text("Đây là sân. Có trống.")
    expect(page.locator(".tour-captions")).to_have_text("Đây là sân.")
    assert page.evaluate(f"{VISIT}.sounds.now") is None


def test_the_voice_is_asked_for_in_the_tap_itself(village: Village, everything: str, phone: Watched) -> None:
    phone.page.route("**/media/sound/**", lambda route: route.fulfill(body=tone(2), content_type="audio/wav"))
    page = begin(phone, village, everything)
    page.evaluate(f"""() => {{
      {VISIT}.stops[0].sound = {VOICE};
      const {{ plain }} = {VISIT}.sounds;
      const play = plain.play.bind(plain);
      window.played = [];
      plain.play = () => {{ window.played.push([plain.src.split(":")[0], Boolean({VISIT}.walk)]); return play(); }};
    }}""")

    page.get_by_role("button", name="Dạo có người dẫn").tap()
    until(page, f"{VISIT}.sounds.now && {VISIT}.sounds.now.audio.currentTime > 0.2")

    assert page.evaluate("window.played") == [["blob", False], ["http", True]]
    expect(page.locator(".tour-foot > .aloud[role=status]")).to_have_text("")
