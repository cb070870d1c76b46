"""What people do again and again in the journeys."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from marketplace.demo.people import sign_ins
from tests.browser.village import Village
from tests.browser.watched import PHONE, Watched, watched

# Until a page shows what the bank told: the sandbox tells again after 1, 5 and 15 seconds if the market was busy.
TOLD_MS = 30_000


def sign_in(tab: Watched, village: Village, phone: str, password: str) -> None:
    """The tab belongs to this person."""
    tab.go(village.site + "/dang-nhap")
    tab.page.fill("#phone", phone)
    tab.page.fill("#password", password)
    tab.page.click("main button[type=submit]")
    tab.page.wait_for_url(lambda url: "/dang-nhap" not in url)


def sign_in_as(tab: Watched, village: Village, role: str) -> None:
    """The tab belongs to the demo person of this role."""
    phone, password = next((phone, password) for word, _, phone, password in sign_ins() if word == role)
    sign_in(tab, village, phone, password)


def sign_when_drawn(page: Page) -> None:
    """The reviewer before a tour's desk has signed, as soon as the worker has drawn the first views."""
    for _ in range(20):
        page.click("text=Ký: công bố bản này")
        if page.locator("text=Đã ký. Khách dạo bản này").count():
            break
        page.wait_for_timeout(1_500)


def pay_by_saved_picture(
    browser: Browser, village: Village, picture: Path, options: dict[str, Any], *, amount: str = "", times: str = "1"
) -> None:
    """The sandbox's bank app reads the saved picture and pays what it says, or another amount, or more than once."""
    with watched(browser, size=PHONE, **options) as bank:
        bank.go(village.sandbox + "/")
        bank.page.set_input_files("input[type=file]", picture)
        bank.page.click("#picture-form button[type=submit]")
        bank.page.wait_for_url("**/chuyen?**")
        bank.audit()
        if amount:
            bank.page.fill("[name=amount_vnd]", amount)
        bank.page.select_option("[name=times]", times)
        press_transfer(bank.page)


def press_transfer(page: Page) -> None:
    """The bank's app before this has made the transfer, and shows it in its list."""
    page.click("button:has-text('Chuyển tiền giả')")
    page.wait_for_url("**/giao-dich")
