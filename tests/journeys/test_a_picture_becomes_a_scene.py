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
