"""A set of 360° photos becomes a tour at once: sent in pieces like everything heavy, and gone on with after a break."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Route, expect

from marketplace.config import ROOT
from tests.browser.steps import sign_in_as
from tests.browser.village import Village
from tests.browser.watched import DESKTOP, watched

pytestmark = pytest.mark.browser


def photos(folder: Path) -> list[Path]:
    """Three photos of different names; one has a broken seam, which nobody can be sure of."""
    made = []
    with Image.open(ROOT / "demo" / "panoramas" / "peabody-library.jpg") as picture:
        library = picture.convert("RGB")
    for number, name in enumerate(("1 sân.jpg", "2 bếp.jpg", "3 vườn.jpg"), start=1):
        turned = Image.new("RGB", library.size)
        turned.paste(library, (-400 * number, 0))
        turned.paste(library, (library.width - 400 * number, 0))
        if number == 3:
            turned.paste(library.crop((700, 0, 1500, library.height)), (library.width - 800, 0))
        turned.save(folder / name, "JPEG", quality=88)
        made.append(folder / name)
    return made


# L18
def test_several_photos_go_on_after_a_break_and_the_unsure_one_shows_its_seam(
    village: Village, browser: Browser, hosts: set[str], tmp_path: Path
) -> None:
    options: dict[str, Any] = {"hosts": hosts, "pictures": tmp_path}
    chosen, pieces = photos(tmp_path), []

    def only_two(route: Route) -> None:
        pieces.append(route.request.url)
        if len(pieces) <= 2:
            route.continue_()
        else:
            route.fulfill(status=401, content_type="text/html", body="<!doctype html><p>No")

    with watched(browser, size=DESKTOP, **options) as curator:
        page = curator.page
        sign_in_as(curator, village, "Curator")
        curator.go(f"{village.site}/di-san/nhap")
        page.select_option("#site", "dinh-thu-que")
        page.route("**/doan?*", only_two)
        page.set_input_files("#file", chosen)
        page.locator("main form[enctype] button[type=submit]").click()
        said = page.locator(".upload-said")
        expect(said).to_have_text("Chưa gửi được. Chọn lại đúng tệp này để gửi tiếp từ chỗ dừng.", timeout=30_000)
        curator.troubles.clear()

        # The page was closed, the browser forgot, and they are chosen in another order: the same three go on.
        page.evaluate("sessionStorage.clear()")
        page.unroute("**/doan?*")
        page.reload()
        page.select_option("#site", "dinh-thu-que")
        page.set_input_files("#file", list(reversed(chosen)))
        with page.expect_request("**/doan?*") as asked, page.expect_navigation(timeout=60_000):
            page.locator("main form[enctype] button[type=submit]").click()
        assert asked.value.url.endswith(f"?tu={2 * 1024 * 1024}")

        mine = page.locator("main li.card", has=page.locator("h3:text-is('3 ảnh.zip')"))
        expect(mine).to_contain_text("Thành bản nháp “3 ảnh”", timeout=120_000)
        expect(mine).to_contain_text("Cảnh “3 vườn”: chợ không chắc")
        curator.audit()
        mine.get_by_role("button", name="Không trọn vòng: bỏ cảnh này").click()
        expect(page.locator("main")).not_to_contain_text("chợ không chắc")
        page.click("text=Tệp của chuyến dạo này")
        home = page.url.removesuffix("/tep")
        scenes = page.request.get(f"{home}/soan.json").json()["content"]["scenes"]
        assert [scene["title"]["vi"] for scene in scenes] == ["1 sân", "2 bếp"]
