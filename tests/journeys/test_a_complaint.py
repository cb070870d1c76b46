"""Goods that were not as told: complaint, answer, the commune's decision, as people live it in the browser."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.steps import TOLD_MS, pay_by_saved_picture, sign_in_as
from tests.browser.village import Village
from tests.browser.watched import DESKTOP, PHONE, watched
from tests.journeys.test_when_money_goes_wrong import buy, save_picture

pytestmark = pytest.mark.browser


# H01 A04
def test_bad_goods_and_half_of_the_money_comes_back(
    village: Village, browser: Browser, hosts: set[str], tmp_path: Path
) -> None:
    options: dict[str, Any] = {"hosts": hosts, "pictures": tmp_path}
    with watched(browser, size=PHONE, **options) as buyer:
        page = buyer.page
        code = buy(page, village, "/hang/keo-lac-vung")
        pay_by_saved_picture(browser, village, save_picture(page, tmp_path / "qr.png"), options)
        expect(page.locator(".pay-done")).to_have_count(1, timeout=TOLD_MS)
        buyer.go(f"{village.site}/don/{code}")

        page.click("text=Có chuyện với phần này")
        buyer.audit()
        page.click("main button[type=submit]")
        expect(page.locator(".error-summary")).to_be_visible()
        buyer.audit()
        page.check("input[value=bad_goods]")
        page.fill("#words", "Ba gói bị ẩm.\nTôi muốn lấy lại một nửa tiền.")
        page.click("main button[type=submit]")
        number = page.locator("h2 .code").inner_text()
        buyer.audit()

        with watched(browser, size=PHONE, **options) as seller:
            sign_in_as(seller, village, "Producer")
            shop = seller.page.url.split("/ban-hang/")[1].split("/")[0]
            seller.go(f"{village.site}/ban-hang/{shop}/don")
            seller.page.click("a.desk-tile:has-text('Khiếu nại')")
            seller.audit()
            seller.page.click(f"text={number}")
            seller.audit()
            seller.page.check("input[value=explained]")
            seller.page.fill("#words", "Hàng lúc giao vẫn khô.")
            seller.page.click("main button[type=submit]")
            expect(seller.page.locator("main")).to_contain_text("Chờ khách cho ý kiến")

        buyer.go(page.url)
        page.click("summary:has-text('Tôi chưa đồng ý')")
        page.fill("#nho-xa-vi-sao", "Tôi có ảnh chụp lúc nhận.")
        page.click("button:has-text('Gửi tổ số xã')")
        expect(page.locator("main")).to_contain_text("Tổ số xã đang xem")

        with watched(browser, size=DESKTOP, **options) as team:
            sign_in_as(team, village, "Moderator")
            team.go(f"{village.site}/dieu-hanh/khieu-nai")
            team.page.click(f"text={number}")
            team.audit()
            team.page.check("input[value=money_back]")
            team.page.fill("#amount", "10.000")
            team.page.fill("#words", "Ảnh cho thấy gói bị ẩm: trả lại một phần.")
            team.page.click("main button[type=submit]")
            expect(team.page.locator("main")).to_contain_text("Trả lại tiền")
            team.audit()

        buyer.go(f"{village.site}/don/{code}")
        expect(page.locator("main")).to_contain_text("Được bớt")
        expect(page.locator("main")).to_contain_text("Ghi tài khoản để nhận lại tiền")
        buyer.audit()

    assert village.command("check").returncode == 0
