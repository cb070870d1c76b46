"""From nothing to goods in the buyer's hand: a new shop, two payments by saved picture, two desks, hand-over.

Everything is real: the running village, its worker, the sandbox bank over HTTP, Chromium.
"""

import io
import time
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, expect

from marketplace.demo.people import sign_ins
from tests.browser.steps import TOLD_MS, pay_by_saved_picture, sign_in, sign_in_as
from tests.browser.village import Village
from tests.browser.watched import DESKTOP, PHONE, Watched, watched

pytestmark = pytest.mark.browser


def photo(folder: Path) -> Path:
    """A photo as a phone takes it."""
    picture = Image.new("RGB", (2400, 1800), "#c8dca0")
    ImageDraw.Draw(picture).ellipse((600, 400, 1800, 1400), fill="#a5301d")
    path = folder / "ca-chua.jpg"
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=88)
    path.write_bytes(buffer.getvalue())
    return path


def test_open_a_shop_list_buy_from_two_pay_both_and_hand_over(
    village: Village, browser: Browser, hosts: set[str], tmp_path: Path
) -> None:
    number = f"09{int(time.time()) % 10**8:08d}"
    options = {"hosts": hosts, "pictures": tmp_path}

    with watched(browser, size=PHONE, **options) as seller:  # type: ignore[arg-type]
        page = seller.page
        seller.go(village.site + "/dang-ky")
        page.fill("#name", "Bà Tư Thử")
        page.fill("#phone", number)
        page.fill("#password", "ruong nha minh 47")
        page.click("main button[type=submit]")
        sign_in(seller, village, number, "ruong nha minh 47")

        seller.go(village.site + "/ban-hang/mo-gian-hang")
        page.fill("#name", "Vườn bà Tư Thử")
        page.fill("#story", "Vườn nhà ven sông, rau trái hái buổi sáng.")
        page.set_input_files("#photo", photo(tmp_path))
        page.click("main button[type=submit]")
        page.wait_for_url("**/tai-khoan")
        seller.audit()
        expect(page.locator("#bank option")).to_have_count(1)
        page.fill("#number", "DEMO7788")
        page.fill("#holder", "NGUYEN THI TU")
        page.click("main button[type=submit]")
        expect(page.locator("svg.qr")).to_be_visible()
        seller.audit()
        page.click("text=Đúng rồi")
        page.wait_for_url("**/hang-dau-tien")
        page.set_input_files("#photos", photo(tmp_path))
        page.fill("#name", "Cà chua vườn bà Tư")
        page.fill("#price", "25.000")
        page.fill("#unit", "túi 1 kg")
        page.fill("#stock", "12")
        page.click("main button[type=submit]")
        page.wait_for_url("**/xem-truoc/**")
        expect(page.locator("h1")).to_contain_text("Cà chua vườn bà Tư")
        seller.audit()
        seller.picture("walk-preview")
        with page.expect_navigation():
            page.click("text=Gửi duyệt")
        slug = page.url.split("/ban-hang/")[1].split("/")[0]

        with watched(browser, size=PHONE, **options) as guest:  # type: ignore[arg-type]
            guest.page.goto(f"{village.site}/hang?q=ca+chua+vuon+ba+tu")
            assert guest.page.get_by_text("Cà chua vườn bà Tư").count() == 0, "a pending shop sells nothing"

        with watched(browser, size=DESKTOP, **options) as moderator:  # type: ignore[arg-type]
            sign_in_as(moderator, village, "Moderator")
            moderator.go(f"{village.site}/dieu-hanh/gian-hang/{slug}")
            moderator.page.fill("#seen", "VNeID mức 2 trên máy của bà Tư")
            with moderator.page.expect_navigation():
                moderator.page.click("button:has-text('Duyệt')")

        with watched(browser, size=PHONE, **options) as buyer:  # type: ignore[arg-type]
            buy_from_both(buyer.page, village)
            buyer.audit()
            cards = buyer.page.locator(".pay-card[data-state=open]")
            expect(cards).to_have_count(2)
            for left in (1, 0):
                with buyer.page.expect_download() as saved:
                    cards.first.locator("a[download]").click()
                picture = tmp_path / f"qr-{left}.png"
                saved.value.save_as(picture)
                pay_by_saved_picture(browser, village, picture, options)
                # By itself, within the polling step: nobody reloads.
                expect(cards).to_have_count(left, timeout=TOLD_MS)
            expect(buyer.page.locator(".pay-done")).to_have_count(2)
            buyer.audit()
            buyer.picture("both-paid", full=True)

        hand_over(page, village, slug, seller)

    with watched(browser, size=PHONE, **options) as other:  # type: ignore[arg-type]
        sign_in(other, village, *_owner())
        expect(other.page.locator("#moi + .queue")).to_contain_text("Kẹo lạc vừng")
        expect(other.page.locator("#moi + .queue")).to_contain_text("Đã nhận tiền")

    assert village.command("check").returncode == 0


def _owner() -> tuple[str, str]:
    phone, password = next((phone, password) for role, _, phone, password in sign_ins() if role == "Producer")
    return phone, password


def buy_from_both(page: Page, village: Village) -> None:
    """A guest puts goods of two shops in one cart and orders them."""
    page.goto(village.site + "/hang?q=ca+chua+vuon+ba+tu")
    page.click("text=Cà chua vườn bà Tư")
    page.click("text=Thêm vào giỏ")
    page.goto(village.site + "/hang/keo-lac-vung")
    page.click("text=Thêm vào giỏ")
    page.click("text=Đặt hàng")
    page.fill("#name", "Bà Hai")
    page.fill("#phone", "0912 345 678")
    page.select_option("#fulfilment", "pickup")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/thanh-toan")


def hand_over(page: Page, village: Village, slug: str, seller: Watched) -> None:
    """The new shop sees its paid order, takes it on, packs it and hands it over."""
    seller.go(f"{village.site}/ban-hang/{slug}/don")
    expect(page.locator("#moi + .queue")).to_contain_text("Đã nhận tiền")
    page.click("#moi + .queue a")
    seller.audit()
    for step, state in (("Nhận đơn", "Đã nhận đơn"), ("Đã gói xong", "Hàng đã gói"), ("Đã giao cho khách", "Đã giao")):
        page.click(f"button:has-text('{step}')")
        expect(page.locator("h1 + .state")).to_have_text(state)
    seller.audit()
