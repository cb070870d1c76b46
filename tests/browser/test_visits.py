"""A visit in a real browser is counted when the page is left, shown to the curator, and leaves nothing behind."""

import re
from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from marketplace.config import ROOT
from tests.browser.steps import sign_in_as
from tests.browser.village import Village
from tests.browser.watched import DESKTOP, PHONE, launched, watched
from tests.journeys.visiting import VISIT, begin

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


def counted(village: Village) -> Counter[tuple[str, str, int]]:
    """The sums of the tour as they stand in the database."""
    engine = sa.create_engine(village.database_url)
    with engine.connect() as connection:
        rows = connection.execute(
            sa.text(
                "SELECT what, scene, pin, sum(n) AS n FROM visit_count JOIN tour ON tour.id = tour_id"
                " WHERE slug = :slug GROUP BY what, scene, pin"
            ),
            {"slug": TOUR},
        ).all()
    engine.dispose()
    return Counter({(what, scene, pin): int(n) for what, scene, pin, n in rows})


def test_a_walk_through_the_viewer_itself_is_counted(
    village: Village, browser: Browser, hosts: set[str], tmp_path: Any
) -> None:
    before = counted(village)
    # The name is given at the start: on the way out of a page Chromium forgets one that was given to a tab.
    named = launched(browser.browser_type, f"--user-agent={AGENT}")
    try:
        with watched(named, size=PHONE, hosts=hosts, pictures=tmp_path) as tab:
            page = begin(tab, village, f"/tham-quan/{TOUR}?canh=san-dinh")
            pin = page.evaluate(f"{VISIT}.here.hotspots.find((pin) => pin.kind === 'info').number")
            page.locator(f".tour-pin[data-id='san-dinh-{pin}']").dispatch_event("click")
            expect(page.locator("dialog[open]")).to_be_visible()
            page.wait_for_timeout(1_600)
            page.goto(f"{village.site}/t")
            more = counted(village) - before
            for _ in range(50):
                if more:
                    break
                page.wait_for_timeout(100)
                more = counted(village) - before
            assert page.context.cookies() == []
    finally:
        named.close()

    seconds = more.pop(("dwell_seconds", "san-dinh", 0))
    assert more == {("view", "", 0): 1, ("scene", "san-dinh", 0): 1, ("pin", "san-dinh", pin): 1}
    assert seconds >= 1


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
