"""A culture officer writes on a tablet: everything by touch."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.steps import sign_in_as
from tests.browser.village import Village
from tests.browser.watched import TABLET, watched
from tests.journeys.test_make_a_tour import content, fill, is_saved

pytestmark = pytest.mark.browser


def drag(page: Page, start: tuple[float, float], by: tuple[float, float]) -> None:
    """One finger goes down, moves, and is lifted."""
    touch = page.context.new_cdp_session(page)
    x, y = start

    def send(kind: str, *points: dict[str, float]) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    send("touchStart", {"x": x, "y": y})
    for step in range(1, 9):
        send("touchMove", {"x": x + by[0] * step / 8, "y": y + by[1] * step / 8})
        page.wait_for_timeout(30)
    send("touchEnd")
    page.wait_for_timeout(300)


def middle(thing: Locator) -> tuple[float, float]:
    """Where it is when it rests: a page that scrolls, or a picture that glides, takes it along."""
    box: Any = None
    while (now := thing.bounding_box()) != box:
        box = now
        thing.page.wait_for_timeout(200)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def pins(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = content(page)["scenes"][0]["pins"]
    return found


def yaw(page: Page) -> float:
    """Where the picture looks when it rests: a finger that was lifted lets it glide on."""
    told = "document.querySelector('tour-editor').sphere.view().yaw"
    before = None
    while (now := float(page.evaluate(told))) != before:
        before = now
        page.wait_for_timeout(300)
    return now


def test_a_tour_is_made_by_touch(village: Village, browser: Browser, hosts: set[str], tmp_path: Path) -> None:
    with watched(browser, size=TABLET, hosts=hosts, pictures=tmp_path) as tab:
        page = tab.page
        sign_in_as(tab, village, "Curator")
        tab.go(f"{village.site}/di-san/chuyen-dao")
        page.select_option("#site", "dinh-thu-que")
        page.fill("#title", "Dạo trên máy bảng")
        page.locator("main form button[type=submit]").tap()
        page.wait_for_url("**/soan")
        page.locator(".editor-scenes .button").tap()
        page.locator(".edit-dialog .edit-tile").first.tap()
        expect(page.locator(".editor-scene").first).to_have_attribute("aria-current", "true", timeout=60_000)
        fill(page, "Tên cảnh (tiếng Việt)", "Sân đình")
        tab.audit()

        # A finger turns the picture.
        stage = page.locator(".editor-stage")
        stage.scroll_into_view_if_needed()
        before = yaw(page)
        x, y = middle(stage)
        drag(page, (x + 100, y + 40), (-200, 0))
        facing = yaw(page)
        assert abs((facing - before + 180) % 360 - 180) > 10

        # A tap puts a pin down, a finger moves it, and the picture stays.
        page.locator(".editor-kind[data-kind=info]").tap()
        page.touchscreen.tap(x, y)
        expect(page.locator(".editor-panel h2")).to_contain_text("Ghim")
        fill(page, "Lời kể (tiếng Việt)", "Sân lát gạch.")
        (pin,) = pins(page)
        stage.scroll_into_view_if_needed()
        drag(page, middle(page.locator(".edit-pin")), (120, -60))
        (moved,) = pins(page)
        assert moved["yaw"] - pin["yaw"] > 5
        assert moved["pitch"] - pin["pitch"] > 2
        # The last of the gliding may be a tenth of a degree.
        assert abs(yaw(page) - facing) < 1

        page.locator("[aria-label='Hoàn tác']").tap()
        assert pins(page) == [pin]
        page.locator("[aria-label='Làm lại']").tap()
        assert pins(page) == [moved]
        is_saved(page)

        # Of an area every corner can be taken hold of.
        page.locator(".editor-kind[data-kind=area]").tap()
        stage.scroll_into_view_if_needed()
        page.touchscreen.tap(x, y + 60)
        expect(page.locator(".edit-corner")).to_have_count(4)
        corners = pins(page)[-1]["corners"]
        drag(page, middle(page.locator(".edit-corner").first), (-50, -40))
        assert pins(page)[-1]["corners"][0] != corners[0]
        assert pins(page)[-1]["corners"][1:] == corners[1:]
        is_saved(page)
        tab.audit()


def test_a_site_is_placed_and_its_form_goes_back_and_forth(
    village: Village, browser: Browser, hosts: set[str], tmp_path: Path
) -> None:
    with watched(browser, size=TABLET, hosts=hosts, pictures=tmp_path) as tab:
        page = tab.page
        sign_in_as(tab, village, "Curator")
        tab.go(f"{village.site}/di-san/di-tich/moi")
        undo, redo = (page.get_by_role("button", name=name, exact=True) for name in ("Hoàn tác", "Làm lại"))
        expect(undo).to_be_disabled()
        page.locator("[name=name]").fill("Đình Máy Bảng")
        page.locator("summary", has_text="Vị trí").tap()
        tab.audit()

        # The point is set by a tap and dragged on; the numbers say the same.
        drawing = page.locator("map-place svg")
        drawing.scroll_into_view_if_needed()
        across, down = page.locator("[name=map_x]"), page.locator("[name=map_y]")
        x, y = middle(drawing)
        page.touchscreen.tap(x, y)
        expect(across).to_have_value("50")
        expect(down).to_have_value("50")
        box: Any = drawing.bounding_box()
        drag(page, middle(page.locator("map-place .village-map-dot")), (box["width"] * 0.3, -box["height"] * 0.15))
        expect(across).to_have_value("84")
        expect(down).to_have_value("33")
        across.fill("10")
        dot: Any = page.locator("map-place .village-map-dot").bounding_box()
        assert abs(dot["x"] + dot["width"] / 2 - box["x"] - box["width"] * 50 / 340) < 3

        # Back field by field, and forth.
        undo.tap()
        expect(across).to_have_value("84")
        undo.tap()
        undo.tap()
        expect(across).to_have_value("")
        expect(page.locator("[name=name]")).to_have_value("Đình Máy Bảng")
        undo.tap()
        expect(page.locator("[name=name]")).to_have_value("")
        expect(page.locator("[data-said]")).to_have_text("Đã hoàn tác: Tên")
        expect(undo).to_be_disabled()
        for _ in range(4):
            redo.tap()
        expect(redo).to_be_disabled()
        expect(across).to_have_value("10")
        expect(page.locator("[data-kept-said]")).to_contain_text("Đã giữ chữ đang viết lúc")

        page.get_by_role("button", name="Thêm di tích").tap()
        page.wait_for_url("**/di-san/di-tich/dinh-may-bang")
        page.locator("summary", has_text="Vị trí").tap()
        expect(page.locator("[name=map_x]")).to_have_value("10")
        expect(page.locator("[name=map_y]")).to_have_value("33")
