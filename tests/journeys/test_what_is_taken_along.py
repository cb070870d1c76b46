"""What a visit takes over the line when a tour was saved, and the films that come along for those who ask."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.village import Village
from tests.journeys.test_take_a_tour_along import PLAYED, TOUR, save, seen
from tests.journeys.visiting import until

pytestmark = pytest.mark.browser


@pytest.fixture
def film(village: Village, everything: str) -> Iterator[Path]:
    """The film of the tour with everything lies where the market serves films: three seconds of a test card."""
    home = village.log.parent / "media" / "video" / "aa00aa00aa00aa00"
    home.mkdir(parents=True)
    drawn = ["-f", "lavfi", "-i", "testsrc=size=1280x640:rate=25:duration=3"]
    subprocess.run(
        ["ffmpeg", "-loglevel", "error", *drawn, "-c:v", "libx264", "-pix_fmt", "yuv420p", home / "1280.mp4"],
        check=True, timeout=60,
    )  # fmt: skip
    yield home
    shutil.rmtree(home)


def test_a_film_plays_without_network_for_those_who_saved_it(
    village: Village, context: BrowserContext, page: Page, everything: str, film: Path
) -> None:
    page.goto(f"{village.site}{everything}/mang-theo")
    page.click("offline-pack button:has-text('Lưu để xem')")
    expect(page.locator("offline-pack")).to_contain_text("Đã lưu", timeout=60_000)
    light = seen(page)["bytes"]
    page.click("offline-pack button:has-text('Lưu cả phim 360°')")
    expect(page.locator("offline-pack button:has-text('Lưu cả phim')")).to_have_count(0, timeout=60_000)
    expect(page.locator("offline-pack")).to_contain_text("Đã lưu", timeout=60_000)
    whole = seen(page)
    assert whole["bytes"] - light > (film / "1280.mp4").stat().st_size
    assert len(whole["names"]) == 1
    expect(page.locator("offline-pack")).not_to_contain_text("Có bản mới")
    context.set_offline(offline=True)

    page.goto(f"{village.site}{everything}/phim")
    assert page.locator("video").evaluate(PLAYED) > 0.2
    page.goto(f"{village.site}{everything}?canh=phim")
    page.click("button.tour-start")
    page.click(".tour-film button[aria-label='Chạy phim']", timeout=60_000)
    assert until(page, "document.querySelector('tour-viewer').visit.film.video.currentTime > 0.2")


def test_a_visit_past_the_worker_tells_its_bytes_and_a_saved_one_costs_none(village: Village, page: Page) -> None:
    save(page, village)

    def visit(tour: str) -> int:
        """The bytes the visit tells of itself."""
        page.goto(village.site + tour)
        page.click("button.tour-start")
        until(page, "document.querySelector('tour-viewer').visit?.stage.isSharp")
        page.wait_for_timeout(1500)
        told: int = page.evaluate("document.querySelector('tour-viewer').visit.meter.bytes")
        return told

    other = visit("/tham-quan/thu-vien-peabody")
    asked = page.evaluate(
        """async () => {
          const kept = (path) => caches.match(path, { ignoreSearch: true, ignoreVary: true });
          const paths = [...new Set(performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname))];
          return (await Promise.all(paths.map(async (path) => ((await kept(path)) ? null : path)))).filter(Boolean);
        }"""
    )
    tiles = [page.request.get(village.site + path).body() for path in asked if path.startswith("/media/pano/")]

    assert len(tiles) >= 5
    assert sum(map(len, tiles)) < other < 1.5 * sum(map(len, tiles))
    assert visit(TOUR) < 100_000, "only the page and its data came"
