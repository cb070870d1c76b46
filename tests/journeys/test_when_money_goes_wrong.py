"""Wrong amount, paid twice, paid late, VNPay lost its call, money back to the buyer's account: as people live it.

Everything is real: the running village, its worker, the sandbox's bank and VNPay over HTTP, Chromium.
"""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Locator, Page, expect

from marketplace.demo.panel import VNPAY_SHOP
from tests.browser.steps import TOLD_MS, pay_by_saved_picture, press_transfer, sign_in_as
from tests.browser.village import Village
from tests.browser.watched import PHONE, Watched, watched

pytestmark = pytest.mark.browser

# The worker looks every minute.
NEXT_MINUTE_MS = 100_000


def buy(page: Page, village: Village, path: str) -> str:
    """A guest orders one of this and comes to the pay page; returns the order's code."""
    page.goto(village.site + path)
    page.click("text=Mua ngay")
    page.wait_for_url("**/dat-hang")
    page.fill("#name", "Cô Ba")
    page.fill("#phone", "0912 345 670")
    page.select_option("#fulfilment", "pickup")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/thanh-toan")
    return page.url.split("/don/")[1].split("/")[0]


def save_picture(page: Page, path: Path) -> Path:
    with page.expect_download() as saved:
        page.locator(".pay-card[data-state=open] a[download]").first.click()
    saved.value.save_as(path)
    return path


def card(page: Page) -> Locator:
    return page.locator(".pay-card").first


def change(village: Village, statement: str, **values: Any) -> None:
    """Time passes for one order: what lies in the future is put into the past."""
    engine = sa.create_engine(village.database_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        assert connection.execute(sa.text(statement), values).rowcount == 1
    engine.dispose()


# C04 C05 C06 H03
def test_too_little_then_too_much_and_the_rest_comes_back(
    village: Village, browser: Browser, hosts: set[str], tmp_path: Path
) -> None:
    options: dict[str, Any] = {"hosts": hosts, "pictures": tmp_path}

    with watched(browser, size=PHONE, **options) as buyer:
        code = buy(buyer.page, village, "/hang/keo-lac-vung")
        picture = save_picture(buyer.page, tmp_path / "qr.png")
        pay_by_saved_picture(browser, village, picture, options, amount="1.000")
        expect(card(buyer.page)).to_contain_text("còn thiếu", timeout=TOLD_MS)
        buyer.audit()

        rest = save_picture(buyer.page, tmp_path / "rest.png")
        pay_by_saved_picture(browser, village, rest, options, times="2")
        expect(buyer.page.locator(".pay-done")).to_have_count(1, timeout=TOLD_MS)
        buyer.go(f"{village.site}/don/{code}")
        expect(buyer.page.locator("main")).to_contain_text("phải hoàn lại", timeout=TOLD_MS)
        buyer.page.click("text=Ghi tài khoản để nhận lại tiền")
        buyer.audit()
        buyer.page.fill("#number", "DEMO5566")
        buyer.page.fill("#holder", "TRAN THI BA")
        buyer.page.click("main button[type=submit]")
        expect(buyer.page.locator("main")).to_contain_text("5566")

        with watched(browser, size=PHONE, **options) as seller:
            send_back(seller, village, browser, tmp_path, options)

        buyer.go(f"{village.site}/don/{code}")
        buyer.page.click("button:has-text('Tôi đã nhận lại tiền')")
        expect(buyer.page.locator("main")).to_contain_text("khách đã nhận lại")

    assert village.command("check").returncode == 0


def send_back(seller: Watched, village: Village, browser: Browser, folder: Path, options: dict[str, Any]) -> None:
    """The seller opens what is owed, scans the code into the own bank's app, and says so."""
    page = seller.page
    sign_in_as(seller, village, "Producer")
    shop = page.url.split("/ban-hang/")[1].split("/")[0]
    seller.go(f"{village.site}/ban-hang/{shop}/tien")
    page.click("text=có tài khoản, quét là gửi >> xpath=../a")
    expect(page.locator("svg.qr")).to_be_visible()
    expect(page.locator("main")).to_contain_text("TRAN THI BA")
    seller.audit()
    with page.expect_download() as saved:
        page.click("a[download]")
    picture = folder / "refund-qr.png"
    saved.value.save_as(picture)
    # The bank's app reads the code from the picture and shows whose account it is.
    with watched(browser, size=PHONE, **options) as bank:
        bank.go(village.sandbox + "/")
        bank.page.set_input_files("input[type=file]", picture)
        bank.page.click("#picture-form button[type=submit]")
        bank.page.wait_for_url("**/chuyen?**")
        expect(bank.page.locator("main")).to_contain_text("DEMO5566")
        press_transfer(bank.page)
    page.fill("#reference", "FT26327009999")
    page.click("button:has-text('Đã chuyển khoản lại')")
    expect(page.locator("h1 + .state")).to_have_text("đã gửi lại")
    seller.audit()


# B06 F02 F03
def test_money_that_is_late_or_never_told_is_found_by_the_worker(
    village: Village, browser: Browser, hosts: set[str], tmp_path: Path
) -> None:
    options: dict[str, Any] = {"hosts": hosts, "pictures": tmp_path}
    goods = product_of(village, VNPAY_SHOP)

    with (
        watched(browser, size=PHONE, **options) as late,
        watched(browser, size=PHONE, **options) as untold,
    ):
        late_code = buy(late.page, village, "/hang/keo-lac-vung")
        picture = save_picture(late.page, tmp_path / "late.png")
        change(
            village,
            "UPDATE sub_order SET hold_until = now() - interval '1 minute' FROM \"order\" o "
            "WHERE o.id = sub_order.order_id AND o.code = :code",
            code=late_code,
        )

        untold_code = buy(untold.page, village, f"/hang/{goods}")
        pay_without_a_call(untold)
        change(
            village,
            "UPDATE vnpay_attempt SET ask_at = now() WHERE id = (SELECT max(id) FROM vnpay_attempt)",
        )

        late.page.goto(f"{village.site}/don/{late_code}/thanh-toan")
        expect(card(late.page)).to_contain_text("Đơn đã hết hạn", timeout=NEXT_MINUTE_MS)
        untold.page.goto(f"{village.site}/don/{untold_code}/thanh-toan")
        expect(untold.page.locator(".pay-done")).to_have_count(1, timeout=NEXT_MINUTE_MS)
        pay_by_saved_picture(browser, village, picture, options)
        late.page.goto(f"{village.site}/don/{late_code}/thanh-toan")
        expect(late.page.locator(".pay-done")).to_have_count(1, timeout=TOLD_MS)

    assert village.command("check").returncode == 0


def product_of(village: Village, shop: str) -> str:
    engine = sa.create_engine(village.database_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        found = connection.scalar(
            sa.text(
                "SELECT p.slug FROM product p JOIN shop s ON s.id = p.shop_id JOIN offer o ON o.product_id = p.id "
                "WHERE s.slug = :shop AND p.state = 'live' AND o.free_qty > 2 * o.step ORDER BY p.id LIMIT 1"
            ),
            {"shop": shop},
        )
    engine.dispose()
    assert found is not None
    return str(found)


def pay_without_a_call(tab: Watched) -> None:
    """Through VNPay's page; the money is taken, and VNPay's call to the market is lost."""
    page = tab.page
    page.click("text=Trả bằng thẻ hoặc app khác")
    tab.audit()
    page.click("button:has-text('Sang trang VNPay')")
    page.wait_for_url("**/paymentv2/vpcpay.html**")
    page.select_option("select[name=telling]", "lost")
    page.click("button[value=pay]")
    page.wait_for_url("**/vnpay/ve?**")
    expect(page.locator("main")).to_contain_text("Đang chờ VNPay xác nhận")
    tab.audit()
