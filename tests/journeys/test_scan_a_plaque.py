"""A curator prints plaques; a visitor scans one off its wall, and stands where it hangs."""

from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, expect

from tests.browser.steps import sign_in_as
from tests.browser.village import Village
from tests.browser.watched import DESKTOP, PHONE, watched
from tests.pages.test_plaque_sheet import photo

pytestmark = pytest.mark.browser

PLAQUES = "/di-san/bien/lang-dung"


def test_a_printed_plaque_is_scanned_from_a_photo_and_leads_to_its_view(
    village: Village, browser: Browser, hosts: set[str], tmp_path: Path
) -> None:
    with watched(browser, size=DESKTOP, hosts=hosts, pictures=tmp_path) as curator:
        sign_in_as(curator, village, "Curator")
        curator.go(village.site + PLAQUES)
        with curator.page.expect_navigation():
            curator.page.locator(f"form[action$='{PLAQUES}/moi-canh'] button").click()
        curator.audit()
        # The browser shows the file in its own reader: the form's address gives the same bytes.
        form = curator.page.locator("form", has=curator.page.locator("text=Tải tệp PDF để in"))
        printed = curator.page.context.request.get(village.site + str(form.get_attribute("action")))
        sheet = pypdfium2.PdfDocument(printed.body())
        # The yard's sheet, hung on a wall and photographed from the side.
        pages = [sheet[number].render(scale=300 / 72).to_pil() for number in range(len(sheet))]
        codes = [found.text for page in pages for found in zxingcpp.read_barcodes(photo(page, code_mm=40, seed=1))]
        sheet.close()
    assert len(codes) == len(pages) == 5
    assert all(code.lower().startswith(f"{village.site}/t/") for code in codes)

    with watched(browser, size=PHONE, hosts=hosts, pictures=tmp_path) as visitor:
        page = visitor.page
        # As a phone opens it: in capitals, which a QR code holds in less room.
        page.goto(codes[1])
        assert "canh=san-dinh" in page.url
        page.click("button.tour-start")
        page.wait_for_selector(".tour canvas", timeout=60_000)
        expect(page.locator(".tour-title")).to_contain_text("Sân đình")
        told = page.evaluate("document.querySelector('tour-viewer').visit.stage.view()")
        start = page.evaluate(
            "document.querySelector('tour-viewer').visit.scenes.find(scene => scene.slug === 'san-dinh').view"
        )
        assert abs(told["yaw"] - start["yaw"]) < 1
        assert abs(told["pitch"] - start["pitch"]) < 1
        # Without a camera the number leads to the same place.
        page.goto(village.site + "/t")
        page.fill("[name=so]", codes[1][-6:])
        page.locator("main form button[type=submit]").click()
        page.wait_for_url("**canh=san-dinh**")
