"""A visitor who does not see the pictures, or whose phone cannot show 360°, walks the whole tour by reading."""

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.village import Village
from tests.browser.watched import PHONE, Watched, watched

pytestmark = pytest.mark.browser

TOUR = "/tham-quan/lang-dung"
SCENES = {f"{TOUR}/{slug}" for slug in ("cong-lang", "san-dinh", "san-dinh-hoi", "trong-dinh", "san-nha-keo")}


def test_a_walk_by_links_alone_reads_every_scene_and_buys(village: Village, bare_phone: Watched) -> None:
    page, chance, seen = bare_phone.page, random.Random(3), set()
    page.goto(f"{village.site}{TOUR}/cong-lang")

    for _ in range(40):
        seen.add(page.url.removeprefix(village.site).split("?")[0])
        assert page.locator("h1").count() == 1
        doors = page.locator(".ways a")
        with page.expect_navigation():
            doors.nth(chance.randrange(doors.count())).click()
        expect(page.locator(".scene-around")).to_contain_text("lối bạn vừa tới")
        if seen == SCENES:
            break
    assert seen == SCENES

    page.goto(f"{village.site}{TOUR}/san-nha-keo")
    page.locator(".thing[data-kind=product] button").first.click()
    page.wait_for_url("**/gio-hang")
    expect(page.locator("main")).to_contain_text("Kẹo lạc vừng")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_scenes_and_sharing_are_whole_on_a_phone(
    village: Village, browser: Browser, hosts: set[str], scheme: str, tmp_path: object
) -> None:
    with watched(browser, size=PHONE, hosts=hosts, pictures=tmp_path, color_scheme=scheme) as tab:  # type: ignore[arg-type]
        for path in (*sorted(SCENES), f"{TOUR}/san-dinh?tu=cong-lang", f"{TOUR}/chia-se?canh=san-dinh&yaw=40", f"{TOUR}/mang-theo", "/en/tham-quan/lang-dung/san-dinh"):  # fmt: skip
            tab.go(village.site + path)


def test_scenes_and_sharing_are_whole_on_a_desktop(village: Village, desktop: Watched) -> None:
    for path in (f"{TOUR}/san-dinh", f"{TOUR}/chia-se?canh=san-dinh&yaw=40", f"{TOUR}/mang-theo", f"{TOUR}/nhung"):
        desktop.go(village.site + path)


def test_what_is_around_is_told_the_same_as_to_the_eye(village: Village, phone: Watched) -> None:
    page = phone.page
    phone.go(f"{village.site}{TOUR}/san-dinh")
    told = page.locator(".scene-around").inner_text()
    headings = page.locator(".thing h3").all_inner_texts()

    for heading in headings:
        assert heading.strip() in told

    page.click("text=Xem trong 360°")
    page.wait_for_url(re.compile(r"/tham-quan/lang-dung\?canh=san-dinh&yaw=7\.0&pitch=5\.0&hfov=100\.0"))


def test_a_framed_tour_opens_in_another_site(village: Village, browser: Browser, hosts: set[str]) -> None:
    """A page of somebody else, with the line of the share page in it."""
    context = browser.new_context()
    elsewhere = context.new_page()
    tab = context.new_page()
    tab.goto(f"{village.site}{TOUR}/chia-se?canh=san-dinh&yaw=40")
    line = tab.locator(".to-copy").nth(1).inner_text()
    refused = f'<iframe src="{village.site}{TOUR}/san-dinh"></iframe>'
    with serving(f'<!doctype html><meta charset="utf-8">{line}{refused}') as school:
        elsewhere.goto(school)

        tour, page = elsewhere.frames[1], elsewhere.frames[2]
        expect(elsewhere.frame_locator("iframe").first.locator("h1")).to_have_text("Dạo làng dựng 360°")
        tour.click("button.tour-start")
        tour.wait_for_selector(".tour canvas", timeout=60_000)
        assert page.locator(".scene-read").count() == 0, "other pages of ours refuse to be framed"
        with context.expect_page() as opened:
            tour.click(".framed-home a")
        assert "canh=san-dinh" in opened.value.url
    context.close()


@contextmanager
def serving(html: str) -> Iterator[str]:
    """Another site on this machine, of one page."""

    class OnePage(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), OnePage)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
