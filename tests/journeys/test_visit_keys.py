"""A visit by keyboard alone, what a screen reader is told, and without motion."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.village import Village
from tests.browser.watched import DESKTOP, PHONE, Watched, watched
from tests.journeys.visiting import VISIT, apart, begin, is_at, look, until, view

pytestmark = pytest.mark.browser


def press_until(page: Page, key: str, script: str) -> None:
    """Hold a key as a person does, again where the machine draws too slowly to notice."""
    for _ in range(6):
        page.keyboard.press(key, delay=400)
        page.wait_for_timeout(300)
        if page.evaluate(script):
            return
    raise AssertionError(f"{key} did nothing: {script}")


def test_a_visit_by_keyboard_alone(village: Village, everything: str, desktop: Watched) -> None:
    page = desktop.page
    page.goto(village.site + everything)
    page.focus("button.tour-start")
    page.keyboard.press("Enter")
    until(page, f"{VISIT} && {VISIT}.stage.isSharp")
    assert page.evaluate("document.activeElement.className") == "tour-stage"

    # The arrows turn, + and - zoom.
    before = view(page)
    press_until(page, "ArrowRight", f"{VISIT}.stage.view().yaw > {before['yaw']} + 3")
    press_until(page, "+", f"{VISIT}.stage.view().hfov < {before['hfov']} - 2")

    # Tab goes through the pins from left to right, and brings each into view.
    page.evaluate(f"{VISIT}.stage.box.focus()")
    names = []
    for _ in range(10):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.textContent"))
        pin = f"{VISIT}.hotspots.find((one) => one.id === document.activeElement.dataset.id)"
        until(page, f"{VISIT}.stage.place({pin}).isSeen")
    assert names == [
        "Đạo sắc", "Đi tới Sang phan", "trống", "Sân năm xưa", "Sân năm sau", "Kẹo lạc", "Đi tới Sang sau", "Bức chạm", "Đi tới Sang phim",
        "Giếng",
    ]  # fmt: skip

    # A sheet takes the focus and gives it back.
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open] h2")).to_be_focused()
    expect(page.locator("dialog[open] h2")).to_have_text("Giếng")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "Giếng"

    # Through a door: the place is announced, and the focus stays in the viewer.
    page.evaluate("document.querySelector('.tour-pin[data-id=dau-1]').focus()")
    page.keyboard.press("Enter")
    is_at(page, "sau")
    expect(page.locator(".tour-title[role=status]")).to_have_text("Bạn đang ở: Vườn nghiêng")
    assert page.evaluate("document.activeElement.className") == "tour-stage"


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_button_has_a_name_and_nothing_else_takes_the_focus(
    village: Village, browser: Browser, hosts: set[str], everything: str, tmp_path: Any, size: dict[str, int]
) -> None:
    with watched(browser, size=size, hosts=hosts, pictures=tmp_path) as tab:
        page = begin(tab, village, everything, by="tap" if size is PHONE else "click")

        tab.audit()
        nameless = page.evaluate(
            """[...document.querySelectorAll(".tour button")].filter((one) => !(one.getAttribute("aria-label") || one.textContent.trim())).length"""
        )
        strange = page.evaluate(
            """[...document.querySelectorAll(".tour [tabindex]:not(button):not([inert] *):not([inert])")].map((one) => one.className || one.tagName)
               .filter((name) => !["tour-stage", "H2"].includes(name))"""
        )
        small = page.evaluate(
            """[...document.querySelectorAll(".tour button:not([data-away])")].filter((one) => one.offsetParent && (one.offsetWidth < 46 || one.offsetHeight < 46))
               .map((one) => one.outerHTML.slice(0, 90))"""
        )
        assert (nameless, strange, small) == (0, [], [])

        page.click("button[aria-label='Các cảnh và ghim']")
        expect(page.locator("dialog[open]")).to_contain_text("Phía trước")
        tab.audit()
        page.keyboard.press("Escape")


def test_the_plan_and_the_list_lead_to_scenes(village: Village, everything: str, phone: Watched) -> None:
    page = begin(phone, village, everything)
    page.click("button[aria-label='Các cảnh và ghim']")
    expect(page.get_by_role("button", name="1. Sân")).to_have_attribute("aria-current", "location")

    page.get_by_role("button", name="2. Vườn nghiêng").tap()
    is_at(page, "sau")

    page.click("button[aria-label='Các cảnh và ghim']")
    page.locator("dialog[open] .tour-gallery button", has_text="Một phần").tap()
    is_at(page, "phan")


def test_who_wants_no_motion_gets_cuts(
    village: Village, browser: Browser, hosts: set[str], everything: str, tmp_path: Any
) -> None:
    with watched(browser, size=DESKTOP, hosts=hosts, pictures=tmp_path, reduced_motion="reduce") as tab:
        page = begin(tab, village, everything, by="click")
        page.evaluate(f"window.moves = 0; {VISIT}.stage.addEventListener('move', () => window.moves += 1)")

        page.evaluate(f"{VISIT}.stage.look({{ yaw: 120, pitch: 0 }})")
        page.wait_for_timeout(500)

        assert apart(view(page)["yaw"], 120) < 0.1
        assert page.evaluate("window.moves") <= 2


def test_a_drag_that_begins_on_a_pin_turns_the_picture(village: Village, everything: str, desktop: Watched) -> None:
    page = begin(desktop, village, everything, by="click")
    box = page.locator(".tour-pin:has-text('Sân năm xưa')").bounding_box()
    assert box is not None
    before = view(page)["yaw"]

    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 150, y, steps=8)
    page.mouse.up()
    page.wait_for_timeout(300)

    assert view(page)["yaw"] > before + 5
    assert page.locator("dialog[open]").count() == 0
    assert page.locator(".tour-tray[hidden]").count() == 1


def test_the_view_follows_the_phone_and_a_finger_keeps_its_say(
    village: Village, everything: str, phone: Watched
) -> None:
    page = begin(phone, village, everything)
    follow_the_phone(page)
    hold(page, 10, 90)
    start = view(page)["yaw"]
    hold(page, 350, 110)  # twenty degrees to the right, and up

    assert apart(view(page)["yaw"], start + 20) < 0.5
    assert abs(view(page)["pitch"] - 20) < 0.5
    expect(page.locator("button[aria-label='Xoay cảnh theo điện thoại']")).to_have_attribute("aria-pressed", "true")

    page.evaluate(f"{VISIT}.stage.box.dispatchEvent(new PointerEvent('pointerdown'))")
    page.evaluate(f"{VISIT}.stage.look({{ yaw: 90, pitch: 0 }}, {{ ms: 0 }})")
    page.evaluate("window.dispatchEvent(new PointerEvent('pointerup'))")
    hold(page, 350, 90)
    assert apart(view(page)["yaw"], 90) < 0.5


def follow_the_phone(page: Page) -> None:
    """The gyroscope is on."""
    page.locator("button[aria-label='Xoay cảnh theo điện thoại']").tap()
    until(page, f"{VISIT}.gyroscope")


def hold(page: Page, alpha: float, beta: float) -> None:
    """The phone tells how it is held."""
    page.evaluate(
        f"window.dispatchEvent(new DeviceOrientationEvent('deviceorientation', {{ alpha: {alpha}, beta: {beta}, gamma: 0 }}))"
    )
    page.wait_for_timeout(80)


# A phone that lies still tells so sixty times a second.
LYING = "setInterval(() => window.dispatchEvent(new DeviceOrientationEvent('deviceorientation', { alpha: 10, beta: 90, gamma: 0 })), 16)"


def test_a_phone_that_follows_goes_on_from_where_one_was_led(village: Village, everything: str, phone: Watched) -> None:
    page = begin(phone, village, everything)
    follow_the_phone(page)
    page.evaluate(LYING)
    look(page, -50, 0)
    page.wait_for_timeout(600)
    assert apart(view(page)["yaw"], -50.0) < 0.5

    # A door leads where it looks, though one stood turned to it.
    page.locator(".tour-pin:has-text('Sang phan')").dispatch_event("click")
    is_at(page, "phan")
    page.wait_for_timeout(300)
    assert apart(view(page)["yaw"], 10.0) < 0.5
    page.go_back()
    is_at(page, "dau")
    page.wait_for_timeout(600)
    assert apart(view(page)["yaw"], -50) < 0.5
    page.locator(".tour-compass").tap()
    page.wait_for_timeout(1200)
    assert apart(view(page)["yaw"], -30) < 0.5

    # The walk leads, and the phone waits.
    page.get_by_role("button", name="Dạo có người dẫn").tap()
    until(page, f"{VISIT}.walk && {VISIT}.walk.isPlaying && {VISIT}.walk.ms > 500")
    found = view(page)
    assert (apart(found["yaw"], -40) < 0.5, abs(found["pitch"] - 5) < 0.5) == (True, True)
    page.get_by_role("button", name="Tạm dừng").tap()
    page.wait_for_timeout(200)
    assert apart(view(page)["yaw"], -40) < 0.5


def test_full_screen_where_the_browser_has_none_fills_the_page(
    village: Village, everything: str, phone: Watched
) -> None:
    phone.page.add_init_script("Object.defineProperty(document, 'fullscreenEnabled', { value: false })")
    page = begin(phone, village, everything)

    page.locator("button[aria-label='Toàn màn hình']").tap()
    page.wait_for_timeout(300)
    box = page.locator(".tour").bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 360, 740)

    page.keyboard.press("Escape")
    expect(page.locator("button[aria-label='Toàn màn hình']")).to_be_visible()
