"""A visit in a real browser is counted when the page is left, shown to the curator, and leaves nothing behind."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from marketplace.config import ROOT
from tests.browser.steps import sign_in_as
from tests.browser.village import Village
from tests.browser.watched import DESKTOP, PHONE, watched

pytestmark = pytest.mark.browser

TOUR = "lang-dung"
# Tests' Chromium calls itself headless, and is taken for a robot.
AGENT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
COUNTER = re.sub(r"^export ", "", (ROOT / "frontend/js/tour/counting.js").read_text(), flags=re.MULTILINE)
# What is told is read later than it is sent: kept as promises, nothing is missed and the order stays.
LISTEN = "navigator.sendBeacon = (to, body) => { told.push(body.text()); return true }; window.told = [];"
TOLD = "Promise.all(told).then(all => all.map(text => JSON.parse(text)))"


def count_on(page: Page, *, listening: bool = False) -> None:
    """The page has a counter, as the viewer will make one; `listening` keeps what it tells."""
    page.evaluate(
        f"{LISTEN if listening else ''}{COUNTER}; window.Counter = Counter; window.counter = new Counter('/tham-quan/{TOUR}/dem');"
    )


def scene_of(village: Village, page: Page) -> str:
    return str(page.request.get(f"{village.site}/tham-quan/{TOUR}/canh.json").json()["start"])


def test_a_visit_is_counted_when_the_page_is_left_and_the_curator_sees_it(
    village: Village, browser: Browser, hosts: set[str], tmp_path: Any
) -> None:
    with watched(browser, size=PHONE, hosts=hosts, pictures=tmp_path, user_agent=AGENT) as tab:
        tab.page.goto(f"{village.site}/tham-quan/{TOUR}")
        scene = scene_of(village, tab.page)
        count_on(tab.page)
        tab.page.evaluate(f"counter.view(); counter.scene('{scene}')")
        tab.page.wait_for_timeout(2_100)
        # What the browser does when the page is left. On the way out of a page Chromium forgets the name we gave it.
        with tab.page.expect_response(lambda answer: answer.url.endswith("/dem")) as answer:
            tab.page.evaluate("window.dispatchEvent(new Event('pagehide'))")
        assert answer.value.status == 204
        assert tab.page.context.cookies() == []
        assert tab.page.evaluate("localStorage.length + sessionStorage.length") == 0
    with watched(browser, size=DESKTOP, hosts=hosts, pictures=tmp_path) as tab:
        sign_in_as(tab, village, "Curator")
        for path in ("/di-san/so-lieu", f"/di-san/so-lieu/{TOUR}", "/di-san/bien", f"/di-san/bien/{TOUR}"):
            tab.go(village.site + path)
        tab.go(f"{village.site}/di-san/so-lieu/{TOUR}?ngay=90")
        said = tab.page.inner_text("main")
        assert re.search(r"\b[2-9] giây", said), said


def test_time_counts_only_while_the_page_is_seen_and_more_than_fits_is_two_tellings(
    village: Village, browser: Browser, hosts: set[str], tmp_path: Any
) -> None:
    with watched(browser, size=PHONE, hosts=hosts, pictures=tmp_path, user_agent=AGENT) as tab:
        tab.page.goto(f"{village.site}/t")
        count_on(tab.page, listening=True)
        tab.page.evaluate(
            """() => {
              let clock = 0, seen = "visible";
              performance.now = () => clock;
              Object.defineProperty(document, "visibilityState", { get: () => seen });
              const turn = (state) => { seen = state; document.dispatchEvent(new Event("visibilitychange")); };
              counter.scene("a");
              clock += 5000; turn("hidden");
              clock += 60000; turn("visible");
              clock += 3000; counter.scene("b"); counter.pin("b", 2); counter.pin("b", 2);
              clock += 900000; counter.leave();
              counter.scene("c"); counter.leave();
            }"""
        )
        assert tab.page.evaluate(TOLD) == [
            {"views": 0, "scenes": {"a": {"n": 1, "seconds": 5}}, "pins": {}},
            {"views": 0, "scenes": {"a": {"n": 0, "seconds": 3}, "b": {"n": 1, "seconds": 600}}, "pins": {"b/2": 2}},
        ]
        tab.page.evaluate(
            "told.length = 0; counter = new Counter('/x'); for (let n = 1; n <= 51; n++) counter.pin('a', n); counter.leave()"
        )
        assert [len(one["pins"]) for one in tab.page.evaluate(TOLD)] == [50, 1]


@pytest.mark.parametrize("wish", ["doNotTrack", "globalPrivacyControl"])
def test_who_asks_not_to_be_tracked_tells_nothing(
    village: Village, browser: Browser, hosts: set[str], tmp_path: Any, wish: str
) -> None:
    with watched(browser, size=PHONE, hosts=hosts, pictures=tmp_path, user_agent=AGENT) as tab:
        tab.page.goto(f"{village.site}/t")
        value = "'1'" if wish == "doNotTrack" else "true"
        tab.page.evaluate(f"Object.defineProperty(navigator, '{wish}', {{ value: {value} }})")
        count_on(tab.page, listening=True)
        tab.page.evaluate("counter.view(); counter.scene('a'); counter.pin('a', 1); counter.leave()")
        tab.page.wait_for_timeout(200)

        assert tab.page.evaluate(TOLD) == []
