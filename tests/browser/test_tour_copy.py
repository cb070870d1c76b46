"""A tour that was taken out of the market runs by itself, on any web server."""

import functools
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.steps import sign_in_as
from tests.browser.village import Village
from tests.browser.watched import DESKTOP, PHONE, watched

pytestmark = pytest.mark.browser

TOUR = "/di-san/chuyen-dao/thu-vien-peabody/tep"


class Silent(SimpleHTTPRequestHandler):
    """Any web server, and what it was asked for in vain."""

    missing: list[str] = []  # noqa: RUF012  # read by the test

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        Silent.missing.append(self.path)
        super().send_error(code, message, explain)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder at a random port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Silent, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def copy(village: Village, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy, as a curator fetches it from the tour's page of files."""
    folder = tmp_path_factory.mktemp("copy")
    hosts = {village.site.removeprefix("http://"), village.sandbox.removeprefix("http://")}
    with watched(browser, size=PHONE, hosts=hosts, pictures=folder) as tab:
        sign_in_as(tab, village, "Curator")
        tab.go(village.site + TOUR)
        tab.page.click("#ban-chay-rieng button[type=submit]")
        tab.page.wait_for_url("**/tep")
        tab.page.wait_for_selector("#ban-chay-rieng a[download]", timeout=60_000)
        tab.audit()
        with tab.page.expect_download() as download:
            tab.page.click("#ban-chay-rieng a[download]")
        assert download.value.suggested_filename == "mo-o-bat-cu-dau.zip"
        with zipfile.ZipFile(download.value.path()) as archive:
            archive.extractall(folder / "site")
    return folder / "site"


@pytest.mark.parametrize("page", ["", "en/"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_copy_draws_its_scenes_and_asks_nobody_else(
    copy: Path, browser: Browser, size: dict[str, int], page: str, tmp_path: Path
) -> None:
    Silent.missing.clear()
    with served(copy) as host, watched(browser, size=size, hosts={host}, pictures=tmp_path) as tab:
        tab.go(f"http://{host}/{page}index.html")
        tab.page.click(".tour-start")
        tab.page.wait_for_selector(".tour-stage canvas", timeout=60_000)
        tab.page.wait_for_selector(".tour-pin")
        tab.page.wait_for_load_state("networkidle")

        drawn = {
            entry["name"]
            for entry in tab.page.evaluate("performance.getEntriesByType('resource').map(e => ({name: e.name}))")
        }

        assert any("/media/pano/" in name and name.endswith(".webp") and "poster" not in name for name in drawn)
        assert {name.split("/")[2] for name in drawn if name.startswith("http")} == {host}
    assert [path for path in Silent.missing if path != "/favicon.ico"] == []


def test_the_copy_can_be_read_without_javascript(copy: Path, browser: Browser, tmp_path: Path) -> None:
    with served(copy) as host, watched(browser, size=PHONE, hosts={host}, pictures=tmp_path, javascript=False) as tab:
        tab.page.goto(f"http://{host}/")

        # What lies below the fold may not be drawn yet: innerText would leave it out.
        text = tab.page.locator("main").text_content() or ""

        assert "Cửa trời trên sảnh" in text and "giấy phép" in text.lower()
        assert tab.page.locator("[data-scene]").count() == 3
        assert all(
            tab.page.evaluate("[...document.images].map(i => !i.src || i.loading === 'lazy' || i.naturalWidth > 0)")
        )
        tab.page.click("text=English")
        expect(tab.page.locator("main")).to_contain_text("Skylights over the hall")
        english = tab.page.locator("main").text_content() or ""
        # Nothing of the market's own words is left in the other language.
        assert "Not a site of this village" in english or "not a site of this village" in english
        assert [words for words in ("Chia sẻ", "Các cảnh", "Phía trước", "Nguồn:", "Đi tới") if words in english] == []


def test_the_copy_is_walked_in_words_from_scene_to_scene(copy: Path, browser: Browser, tmp_path: Path) -> None:
    Silent.missing.clear()
    with served(copy) as host, watched(browser, size=PHONE, hosts={host}, pictures=tmp_path, javascript=False) as tab:
        tab.page.goto(f"http://{host}/")
        first = tab.page.locator("[data-scene] h3 a").first
        name = first.text_content() or ""
        first.click()
        expect(tab.page.locator("h1")).to_have_text(name)
        expect(tab.page.locator(".scene-around")).to_contain_text("Bạn đứng ở")

        tab.page.locator(".ways a").first.click()

        # Told from where one came in, and the way back is one of the ways.
        expect(tab.page.locator("main")).to_contain_text(f"từ lúc bạn bước vào từ “{name}”")
        expect(tab.page.locator(".ways a", has_text="lối bạn vừa tới")).to_have_count(1)
        there = tab.page.url
        tab.page.click("text=English")
        expect(tab.page.locator(".scene-around")).to_contain_text("You are standing at")
        assert tab.page.url == there.replace("/doc/", "/en/doc/")
    assert [path for path in Silent.missing if path != "/favicon.ico"] == []


def test_the_copy_sells_nothing_and_names_where_to_buy(copy: Path, village: Village) -> None:
    page = (copy / "index.html").read_text()

    assert "<form" not in page and "gio-hang" not in page and "nonce" not in page
    assert village.site in page and "giá và số hàng còn là của lúc xuất bản sao" in page.lower()
    for file in copy.rglob("*"):
        if file.suffix in (".html", ".json"):
            told = file.read_text()
            assert not any(sold in told for sold in ("gio-hang", "csrf", "can_buy", "<form")), file
    assert not [file for file in copy.rglob("*.json") if file.name != "canh.json"]
    assert not list((copy / "media" / "pano").glob("*/8192"))
    assert (
        "Photo Sphere Viewer" in (copy / "static" / "build" / "licences.txt").read_text()
        or "photo-sphere-viewer" in (copy / "static" / "build" / "licences.txt").read_text()
    )
