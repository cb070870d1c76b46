"""Make docs/screenshots/ anew: starts the demo village in a folder of its own and takes its main pages.

./do screenshots            phone and desktop pictures for README and for looking at
"""

import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

from marketplace import embedded
from marketplace.config import ROOT
from marketplace.demo.people import sign_ins
from tests.browser.village import Village, running_village
from tests.browser.watched import DESKTOP, PHONE, Watched, chromium, watched

OUT = ROOT / "docs" / "screenshots"
PUBLIC = {
    "home": "/",
    "catalogue": "/hang",
    "search": "/hang?q=dau+phu",
    "product": "/hang/keo-lac-vung",
    "shop": "/gian-hang/bep-keo-ngo-dinh",
    "site": "/di-tich/dinh-thu-que",
    "tour": "/tham-quan/lang-dung",
}
# Where tours are made; docs/tours.md shows these.
MAKING = {
    "pictures": "/di-san/anh-360",
    "editor": "/di-san/chuyen-dao/lang-dung/soan",
    "desk": "/di-san/chuyen-dao/lang-dung",
}


def sign_in(tab: Watched, village: Village, role: str) -> None:
    """The tab belongs to the demo person of this role."""
    phone, password = next((phone, password) for word, _, phone, password in sign_ins() if word == role)
    tab.page.goto(village.site + "/dang-nhap")
    tab.page.fill("#phone", phone)
    tab.page.fill("#password", password)
    tab.page.click("main button[type=submit]")
    tab.page.wait_for_load_state()


def buy_from_two_shops(page: Page, site: str) -> None:
    """A guest stands before two payment cards."""
    for slug in ("keo-lac-vung", "dau-phu-mo"):
        page.goto(f"{site}/hang/{slug}")
        page.click("button:has-text('Thêm vào giỏ')")
    page.goto(site + "/gio-hang")


def checkout(page: Page, site: str) -> None:
    """The guest's order is placed."""
    page.goto(site + "/dat-hang")
    page.fill("#name", "Bà Hai")
    page.fill("#phone", "0912 345 678")
    page.select_option("#fulfilment", "pickup")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/thanh-toan")


def take(village: Village, out: Path) -> None:
    """All pictures are in the folder."""
    hosts = {urlsplit(village.site).netloc, urlsplit(village.sandbox).netloc}
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        for size, name in ((PHONE, "phone"), (DESKTOP, "desktop")):
            with watched(browser, size=size, hosts=hosts, pictures=out) as tab:
                for word, path in PUBLIC.items():
                    tab.page.goto(village.site + path)
                    tab.page.wait_for_load_state("networkidle")
                    tab.picture(f"{word}-{name}")
                buy_from_two_shops(tab.page, village.site)
                tab.picture(f"cart-{name}")
                checkout(tab.page, village.site)
                tab.picture(f"pay-{name}", full=name == "phone")
            with watched(browser, size=size, hosts=hosts, pictures=out) as tab:
                sign_in(tab, village, "Producer with parked money")
                tab.picture(f"desk-{name}")
                tab.page.click("nav.desk-tabs a:nth-child(3)")
                tab.page.wait_for_load_state()
                tab.picture(f"money-{name}")
        with watched(browser, size=PHONE, hosts=hosts, pictures=out) as tab:
            tab.page.goto(village.site + PUBLIC["tour"])
            tab.page.click("button.tour-start")
            tab.page.wait_for_selector(".tour canvas")
            tab.page.wait_for_timeout(6000)
            tab.picture("tour-inside-phone")
        with watched(browser, size=PHONE, hosts=hosts, pictures=out) as tab:
            sign_in(tab, village, "Moderator")
            tab.picture("moderator-phone")
            tab.page.goto(village.sandbox)
            tab.picture("sandbox-phone")
        with watched(browser, size=DESKTOP, hosts=hosts, pictures=out) as tab:
            sign_in(tab, village, "Curator")
            for word, path in MAKING.items():
                tab.page.goto(village.site + path)
                tab.page.wait_for_load_state("networkidle")
                if word == "editor":
                    tab.page.wait_for_selector(".editor-stage canvas")
                    tab.page.wait_for_timeout(5000)
                    tab.page.click(".edit-pin[data-kind=door]")
                tab.picture(f"tours-{word}-desktop")
        browser.close()


def main() -> None:
    """Start the village, or use the one whose addresses are given (site, sandbox)."""
    if len(sys.argv) == 3:
        take(Village(sys.argv[1], sys.argv[2], "", Path("log.txt")), OUT)
        return
    with tempfile.TemporaryDirectory(prefix="chothon-") as folder:
        Path(folder).chmod(0o755)
        url = embedded.start(Path(folder) / "postgres")
        with running_village(Path(folder) / "village", url) as village:
            take(village, OUT)


if __name__ == "__main__":
    main()
