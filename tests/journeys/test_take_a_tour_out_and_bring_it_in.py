"""A tour leaves the market as a file and comes back as another: a curator exports it, brings the file to another site,
looks at the draft; a reviewer signs it; a visitor walks it.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.steps import sign_in_as, sign_when_drawn
from tests.browser.village import Village
from tests.browser.watched import DESKTOP, PHONE, Watched, watched
from tests.journeys.visiting import VISIT, begin, is_at, until

pytestmark = pytest.mark.browser

TOUR = "lang-dung"
SITE = "dinh-thu-que"


def taken_out(tab: Watched, village: Village, folder: Path) -> Path:
    """The archive of the tour, as the browser saved it."""
    tab.go(f"{village.site}/di-san/chuyen-dao/{TOUR}/tep")
    tab.page.click("#luu-tru button[type=submit]")
    tab.page.wait_for_selector("#luu-tru a[download]", timeout=60_000)
    with tab.page.expect_download() as download:
        tab.page.click("#luu-tru a[download]")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def brought_in(tab: Watched, village: Village, file: Path) -> str:
    """The file became a draft; the address of its desk."""
    page = tab.page
    tab.go(f"{village.site}/di-san/nhap")
    page.set_input_files("#file", file)
    page.select_option("#site", SITE)
    page.fill("#author", "Người mang về")
    page.locator("main form[enctype] button[type=submit]").click()
    mine = page.locator("main li.card", has=page.locator(f"h3:text-is('{file.name}')"))
    expect(mine).to_contain_text("Thành bản nháp", timeout=90_000)
    tab.audit()
    found = re.search(r"/chuyen-dao/([a-z0-9-]+)/tep", str(mine.locator("a.button").get_attribute("href")))
    assert found is not None
    return f"{village.site}/di-san/chuyen-dao/{found[1]}"


def test_a_tour_that_was_taken_out_is_brought_in_signed_and_walked(
    village: Village, browser: Browser, hosts: set[str], tmp_path: Path
) -> None:
    options: dict[str, Any] = {"hosts": hosts, "pictures": tmp_path}
    with watched(browser, size=DESKTOP, **options) as curator:
        page = curator.page
        sign_in_as(curator, village, "Curator")
        desk = brought_in(curator, village, taken_out(curator, village, tmp_path))
        slug = desk.rsplit("/", 1)[1]
        assert slug != TOUR
        # No visitor sees it yet; the curator does, as it will be.
        assert page.request.get(f"{village.site}/tham-quan/{slug}").status == 404
        curator.go(f"{desk}/xem-thu/1")
        expect(page.locator("main")).to_contain_text("khách chưa thấy")
        page.click("button.tour-start")
        until(page, f"{VISIT} && {VISIT}.stage.isSharp")
        assert page.evaluate(f"{VISIT}.here.slug") == "cong-lang"
        curator.go(desk)
        curator.audit()
        page.click("text=Gửi duyệt")
        expect(page.locator("main")).to_contain_text("chờ duyệt")

    with watched(browser, size=PHONE, **options) as reviewer:
        sign_in_as(reviewer, village, "Relic reviewer")
        reviewer.go(desk)
        sign_when_drawn(reviewer.page)
        reviewer.audit()

    with watched(browser, size=PHONE, **options) as visitor:
        page = begin(visitor, village, f"/tham-quan/{slug}")
        page.locator(".tour-pin[data-kind=door]:has-text('Qua cổng')").dispatch_event("click")
        is_at(page, "san-dinh")
        shown = page.request.get(f"{village.site}/tham-quan/{slug}/canh.json").json()
        first = page.request.get(f"{village.site}/tham-quan/{TOUR}/canh.json").json()

        def told(tour: Any) -> Any:
            return [
                (scene["slug"], scene["title"], [(pin["kind"], pin["label"], pin["text"], pin["to"]) for pin in scene["hotspots"]])
                for scene in tour["scenes"]
            ]  # fmt: skip

        assert told(shown) == told(first)
        assert [stop["text"] for stop in shown["walk"]] == [stop["text"] for stop in first["walk"]]
