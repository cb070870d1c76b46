"""A culture officer makes a tour of three scenes from raw photos; a reviewer signs it; visitors walk it by touch, by keyboard and without a script."""

import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from marketplace.config import ROOT
from tests.browser.steps import sign_in_as, sign_when_drawn
from tests.browser.village import Village
from tests.browser.watched import DESKTOP, PHONE, Watched, watched
from tests.journeys.visiting import VISIT, begin, look, until

pytestmark = pytest.mark.browser

PHOTOS = ROOT / "demo" / "panoramas"
TOUR = "/tham-quan/dao-dinh-ba-canh"


def photo(name: str, folder: Path) -> Path:
    """A whole turn as a camera gives it, with its notes; one that the village does not have yet: a real one, mirrored."""
    path, notes = folder / f"{name}-moi.jpg", Image.Exif()
    notes[0x0110], notes[0x8825] = "A camera", {1: "N", 2: (21.0, 9.0, 0.0), 3: "E", 4: (105.0, 39.0, 0.0)}
    with Image.open(PHOTOS / f"{name}.jpg") as picture:
        mirrored = picture.resize((2048, 1024)).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        mirrored.save(path, "JPEG", quality=88, exif=notes.tobytes())
    return path


def bring(tab: Watched, village: Village, photos: list[Path]) -> None:
    """The photos are sent, and cut by the worker."""
    for path in photos:
        tab.go(f"{village.site}/di-san/anh-360")
        tab.page.set_input_files("#file", path)
        with tab.page.expect_navigation():
            tab.page.click("main form button[type=submit]")
    for _ in range(60):
        if tab.page.locator("main .state[data-state=good]").count() >= len(photos):
            return
        tab.page.wait_for_timeout(1_000)
        tab.page.reload()
    raise AssertionError(tab.page.inner_text("main"))


def add_scene(page: Page, place: int, title: str) -> None:
    """The next of the newest pictures becomes a scene."""
    page.click(".editor-scenes .button")
    page.locator(".edit-dialog .edit-tile").nth(place).click()
    # Its form is there when it is the one that is worked on.
    expect(page.locator(".editor-scene").nth(place)).to_have_attribute("aria-current", "true", timeout=60_000)
    fill(page, "Tên cảnh (tiếng Việt)", title)
    fill(page, "Tên cảnh (tiếng Anh)", f"The {place}")


def fill(page: Page, label: str, text: str) -> None:
    page.locator(".editor-panel").get_by_label(label, exact=True).fill(text)


def put(page: Page, kind: str, dx: int, dy: int) -> None:
    """A pin of this kind, so far from the middle of the picture."""
    page.wait_for_selector(".editor-stage canvas")
    page.click(f".editor-kind[data-kind={kind}]")
    box: Any = page.locator(".editor-stage").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2 + dx, box["y"] + box["height"] / 2 + dy)
    expect(page.locator(".editor-panel h2")).to_contain_text("Ghim")


def content(page: Page) -> Any:
    """The document as it is on the screen."""
    return page.evaluate("document.querySelector('tour-editor').draft.content")


def is_saved(page: Page) -> None:
    expect(page.locator(".editor-state")).to_have_attribute("data-state", "saved", timeout=20_000)


def test_make_review_and_walk_a_tour_of_three_scenes(
    village: Village, browser: Browser, hosts: set[str], tmp_path: Path
) -> None:
    options: dict[str, Any] = {"hosts": hosts, "pictures": tmp_path}
    with watched(browser, size=DESKTOP, **options) as curator:
        page = curator.page
        sign_in_as(curator, village, "Curator")
        bring(
            curator, village, [photo(name, tmp_path) for name in ("peabody-library", "peabody-gallery", "spring-house")]
        )
        curator.go(f"{village.site}/di-san/chuyen-dao")
        page.select_option("#site", "dinh-thu-que")
        page.fill("#title", "Dạo đình ba cảnh")
        page.click("main form button[type=submit]")
        page.wait_for_url("**/soan")

        for place, title in enumerate(("Trong đình", "Sân đình", "Cổng đình")):
            add_scene(page, place, title)
        curator.audit()

        # A sentence with its source; then the doors, each with its way back proposed.
        page.locator(".editor-scene").nth(2).click()
        put(page, "info", 60, -40)
        fill(page, "Lời kể (tiếng Việt)", "Cổng dựng lại theo lời các cụ.")
        page.locator(".editor-panel").get_by_label("Loại nguồn").select_option("oral")
        fill(page, "Tên nguồn (tiếng Việt)", "Cụ Nguyễn Thị Thử kể, 2026")
        curator.audit()
        for start, to in ((2, "san-dinh"), (1, "trong-dinh")):
            page.locator(".editor-scene").nth(start).click()
            put(page, "door", -120, 60)
            target = next(scene["slug"] for scene in content(page)["scenes"] if scene["title"]["vi"] == NAMES[to])
            page.locator(".editor-panel").get_by_label("Dẫn tới cảnh").select_option(target)
            page.click("text=Thêm lối quay lại")
        is_saved(page)
        doors = {
            (scene["title"]["vi"], pin["to"]): pin
            for scene in content(page)["scenes"]
            for pin in scene["pins"]
            if pin["to"]
        }
        assert len(doors) == 4

        # The start: what is wrong is said, and one tap mends it.
        page.click("[data-tab=tour]")
        fill(page, "Tên chuyến dạo (tiếng Anh)", "Three scenes")
        page.locator(".editor-scene").nth(2).click()
        page.locator(".editor-panel").get_by_label("Chuyến dạo bắt đầu ở cảnh này").check()
        for place in range(3):
            page.locator(".editor-scene").nth(place).click()
            fill(page, "Tả ảnh cho người không nhìn thấy (tiếng Việt)", "Nhà gạch giữa sân rộng.")
        # Undo takes back the last words, redo brings them again.
        before = content(page)
        page.click("[aria-label='Hoàn tác']")
        assert content(page) != before
        page.click("[aria-label='Làm lại']")
        assert content(page) == before
        is_saved(page)
        page.click("[data-tab=mistakes]")
        expect(page.locator(".editor-panel .mistake-list [data-stops=true]")).to_have_count(0)
        page.click("text=Xong, về trang chuyến dạo")
        page.wait_for_url(re.compile(r"/di-san/chuyen-dao/[a-z0-9-]+$"))
        curator.audit()
        page.click("text=Gửi duyệt")
        expect(page.locator("main")).to_contain_text("chờ duyệt")
        desk = page.url

    with watched(browser, size=PHONE, **options) as reviewer:
        sign_in_as(reviewer, village, "Relic reviewer")
        reviewer.go(desk)
        expect(reviewer.page.locator("main")).to_contain_text("Cụ Nguyễn Thị Thử kể, 2026")
        sign_when_drawn(reviewer.page)
        reviewer.audit()

    with watched(browser, size=PHONE, **options) as visitor:
        visit_by_touch(visitor, village)
    with watched(browser, size=DESKTOP, **options) as visitor:
        visit_by_keyboard(visitor, village)
    with watched(browser, size=PHONE, javascript=False, **options) as visitor:
        visit_without_a_script(visitor, village)


def stands_in(page: Page, scene: str) -> None:
    expect(page.locator(".tour-title[role=status]")).to_have_text(f"Bạn đang ở: {scene}", timeout=30_000)
    until(page, f"{VISIT}.stage.isSharp")


def visit_by_touch(visitor: Watched, village: Village) -> None:
    """From the gate through both doors, and a thing that tells."""
    page = begin(visitor, village, TOUR)
    page.locator(".tour-pin[data-kind=info]").tap()
    expect(page.locator("dialog[open]")).to_contain_text("Cổng dựng lại theo lời các cụ.")
    expect(page.locator("dialog[open]")).to_contain_text("Cụ Nguyễn Thị Thử kể, 2026")
    page.locator("dialog[open] button[aria-label='Đóng']").tap()
    for scene in (NAMES["san-dinh"], NAMES["trong-dinh"]):
        door = page.evaluate(f"{VISIT}.hotspots.find((pin) => pin.label.includes('{scene}'))")
        look(page, door["yaw"], door["pitch"])
        page.locator(f".tour-pin:has-text('{scene}')").tap()
        stands_in(page, scene)


def visit_by_keyboard(visitor: Watched, village: Village) -> None:
    """The same, with Tab and Enter alone."""
    page = visitor.page
    page.goto(village.site + TOUR)
    # From the top of the page: past the header to the button over the picture.
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('button.tour-start')"):
            break
    page.keyboard.press("Enter")
    until(page, f"{VISIT} && {VISIT}.stage.isSharp")
    for scene in (NAMES["san-dinh"], NAMES["trong-dinh"]):
        for _ in range(8):
            page.keyboard.press("Tab")
            if scene in str(page.evaluate("document.activeElement.textContent")):
                break
        page.keyboard.press("Enter")
        stands_in(page, scene)


def visit_without_a_script(visitor: Watched, village: Village) -> None:
    """The same, as text: each scene is a page, and each door a link."""
    page = visitor.page
    page.goto(village.site + TOUR)
    expect(page.locator("main")).to_contain_text("Cổng dựng lại theo lời các cụ.")
    page.locator(".scene-list h3 a", has_text="Cổng đình").click()
    for scene in (NAMES["san-dinh"], NAMES["trong-dinh"]):
        page.locator("main a[href*='cua=']", has_text=scene).click()
        expect(page.locator("h1")).to_contain_text(scene)


NAMES = {"san-dinh": "Sân đình", "trong-dinh": "Trong đình"}
