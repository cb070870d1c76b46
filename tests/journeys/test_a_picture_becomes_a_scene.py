"""A culture officer brings 360° pictures from the camera: on an unsteady network, cut by the running worker."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Route, expect

from marketplace.config import ROOT
from tests.browser.steps import sign_in_as
from tests.browser.village import Village
from tests.browser.watched import DESKTOP, PHONE, watched

pytestmark = pytest.mark.browser

LIBRARY = ROOT / "demo" / "panoramas" / "peabody-library.jpg"


def turned(path: Path, by: int) -> Path:
    """A real turn that the village does not have yet: the same hall, looking elsewhere."""
    with Image.open(LIBRARY) as picture:
        other = Image.new("RGB", picture.size)
        other.paste(picture, (-by, 0))
        other.paste(picture, (picture.width - by, 0))
        other.save(path, "JPEG", quality=88)
    return path


# L18 L11
def test_a_picture_is_sent_in_pieces_over_a_bad_line_and_cut(
    village: Village, browser: Browser, hosts: set[str], tmp_path: Path
) -> None:
    options: dict[str, Any] = {"hosts": hosts, "pictures": tmp_path}
    photo = turned(tmp_path / "R0010042.jpg", 777)
    pieces: list[str] = []

    with watched(browser, size=PHONE, **options) as curator:
        sign_in_as(curator, village, "Curator")
        curator.go(f"{village.site}/di-san/anh-360")
        curator.audit()

        def unsteady(route: Route) -> None:
            pieces.append(route.request.url)
            # The second piece is lost once; its answer would have come from the server.
            if len(pieces) == 2:
                route.fulfill(status=503, json={})
            else:
                route.continue_()

        curator.page.route("**/doan?*", unsteady)
        curator.page.set_input_files("#file", photo)
        with curator.page.expect_navigation():
            curator.page.click("main button[type=submit]")
        assert len(pieces) >= 3
        assert pieces[1] == pieces[2]
        # The one trouble is the one we made.
        assert all("503" in trouble for trouble in curator.troubles)
        curator.troubles.clear()

        expect(curator.page.locator("main")).to_contain_text("R0010042.jpg")
        for _ in range(30):
            if curator.page.locator("main .state[data-state=good]").count():
                break
            curator.page.wait_for_timeout(2_000)
            curator.page.reload()
        expect(curator.page.locator("main .state").first).to_have_text("Xong, dùng làm cảnh được")
        curator.audit()
        picture = curator.page.locator("main li img").first
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 640


def test_a_part_of_a_turn_is_asked_about_and_a_photo_is_refused(
    village: Village, browser: Browser, hosts: set[str], tmp_path: Path
) -> None:
    wide = tmp_path / "san-dinh.jpg"
    with Image.open(LIBRARY) as picture:
        picture.crop((0, 500, 4096, 1500)).save(wide, "JPEG", quality=85)

    with watched(browser, size=DESKTOP, hosts=hosts, pictures=tmp_path) as curator:
        sign_in_as(curator, village, "Curator")
        for photo in (wide, ROOT / "demo" / "pictures" / "can-cho.jpg"):
            curator.go(f"{village.site}/di-san/anh-360")
            curator.page.set_input_files("#file", photo)
            with curator.page.expect_navigation():
                curator.page.click("main button[type=submit]")
        for _ in range(20):
            if (
                curator.page.locator("button:has-text('Trọn vòng')").count()
                and "không phải 360°" in curator.page.content()
            ):
                break
            curator.page.wait_for_timeout(2_000)
            curator.page.reload()
        expect(curator.page.locator("main")).to_contain_text("không phải 360°")
        curator.audit()

        curator.page.click("button:has-text('Trọn vòng')")

        expect(curator.page.locator("main")).to_contain_text("Đang cắt ảnh")


# L18: whatever stops a file is said in the curator's language, and choosing the file again sends it.
def test_a_file_that_was_stopped_or_dropped_is_sent_when_it_is_chosen_again(
    village: Village, browser: Browser, hosts: set[str], tmp_path: Path
) -> None:
    photo = turned(tmp_path / "R0010043.jpg", 555)
    pieces: list[str] = []

    def only_first(route: Route) -> None:
        pieces.append(route.request.url)
        if len(pieces) == 1:
            route.continue_()
        else:
            # As whoever was signed out meanwhile gets it from a proxy: a page, and not what a script reads.
            route.fulfill(status=401, content_type="text/html", body="<!doctype html><p>No")

    with watched(browser, size=PHONE, hosts=hosts, pictures=tmp_path) as curator:
        sign_in_as(curator, village, "Curator")
        curator.go(f"{village.site}/di-san/anh-360")
        said, page = curator.page.locator(".upload-said"), curator.page
        page.route("**/bat-dau", lambda route: route.abort())
        page.set_input_files("#file", photo)
        page.click("main button[type=submit]")
        expect(said).to_have_text("Mạng chập chờn, đang nối lại…")

        page.route("**/doan?*", only_first)
        page.unroute("**/bat-dau")
        expect(said).to_have_text("Chưa gửi được. Chọn lại đúng tệp này để gửi tiếp từ chỗ dừng.", timeout=10_000)
        assert len(pieces) == 2

        # The browser forgets it too: by name, size and time the server knows what it has half of.
        page.evaluate("sessionStorage.clear()")
        page.unroute("**/doan?*")
        page.reload()
        page.set_input_files("#file", photo)
        with page.expect_request("**/doan?*") as asked, page.expect_navigation():
            page.click("main button[type=submit]")
        assert asked.value.url.endswith("?tu=1048576")

        pieces.clear()
        other = turned(tmp_path / "R0010044.jpg", 333)
        page.route("**/doan?*", only_first)
        page.set_input_files("#file", other)
        page.click("main button[type=submit]")
        expect(said).to_contain_text("Chưa gửi được")
        # Not by this page, which would be loaded anew: in another one.
        address = pieces[0].split("?")[0].replace("/doan", "/bo")
        token = page.locator("upload-picker").get_attribute("data-token")
        assert page.request.post(address, form={"csrf_token": token or ""}).ok
        page.unroute("**/doan?*")
        with page.expect_request("**/doan?tu=0"), page.expect_navigation():
            page.click("main button[type=submit]")
        expect(page.locator("main")).to_contain_text("R0010044.jpg")
        # The trouble is the one we made, and what the server says of a file that was dropped.
        assert all(any(word in one for word in ("ERR_FAILED", "401", "409")) for one in curator.troubles), (
            curator.troubles
        )
        curator.troubles.clear()
