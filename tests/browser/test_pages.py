"""Every kind of page, at 360×740 and 1280×800: axe, width, console, hosts."""

import pytest
from playwright.sync_api import Browser

from tests.browser.steps import sign_in_as
from tests.browser.village import Village
from tests.browser.watched import DESKTOP, PHONE, Watched, watched

pytestmark = pytest.mark.browser

PUBLIC = (
    "/", "/hang", "/hang?q=dau+phu", "/hang?q=zzzz", "/hang?loai=hoa-cay-canh&xep=gia-tang&trang=2", "/hang/keo-lac-vung", "/hang/gia-do-sach",
    "/hang/mung-toi", "/gian-hang", "/gian-hang/bep-keo-ngo-dinh", "/gian-hang/tra-thao-moc-thu-que", "/gio-hang", "/di-tich", "/di-tich/dinh-thu-que",
    "/di-tich/thu-vien-peabody", "/tham-quan/thu-vien-peabody", "/di-tich/lang-dung", "/tham-quan/lang-dung", "/ve-cho", "/giup-do", "/nguon", "/t", "/t?so=12+34", "/en/t", "/dang-nhap", "/dang-ky",
    "/quen-mat-khau", "/kiem-tra", "/en/kiem-tra", "/khong-co-trang-nay", "/en/", "/en/hang", "/en/hang/keo-lac-vung", "/en/di-tich/dinh-thu-que",
    "/di-tich?chu-de=van-hoa", "/di-tich/mieu-dieu", "/giup-do/anh-360?noi=mieu-dieu", "/tuyen", "/tuyen/theo-dau-ba-dam-dang", "/tuyen/dinh-lang-va-nghe-keo",
    "/chuyen/hoi-dieu-ba-duong-noi", "/gop-y?ve=site/mieu-dieu", "/en/di-tich", "/en/tuyen/dinh-lang-va-nghe-keo",
)  # fmt: skip
SELLER = (
    "/don",
    "/hang",
    "/them-hang",
    "/tien",
    "/gian-hang",
    "/tai-khoan",
    "/sao-ke",
    "/kiem-kho",
    "/doi-soat",
    "/khieu-nai",
    "/vnpay",
    "/bao-tien/dang-dung",
    "/so-thang",
)
STAFF = (
    "/dieu-hanh",
    "/dieu-hanh/nhat-ky",
    "/dieu-hanh/mat-khau",
    "/dieu-hanh/khieu-nai",
    "/dieu-hanh/may-chu",
    "/dieu-hanh/gian-hang/cay-canh-thong-nhat",
)
CURATOR = (
    "/di-san/di-tich",
    "/di-san/di-tich/moi",
    "/di-san/di-tich/mieu-dieu",
    "/di-san/di-tich/mieu-dieu/cau-moi",
    "/di-san/cau-cho-duyet",
    "/di-san/tuyen",
    "/di-san/tuyen/theo-dau-ba-dam-dang",
    "/di-san/chuyen",
    "/di-san/chuyen/hoi-dieu-ba-duong-noi",
    "/di-san/chuyen/hoi-dieu-ba-duong-noi/doan/1",
    "/di-san/gop-y",
)
MEMBER = ("/tai-khoan", "/tin-bao", "/don-cua-toi", "/ban-hang/mo-gian-hang")
SANDBOX = ("/", "/giao-dich", "/sepay", "/thu", "/vnpay")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_public_pages_are_whole(
    village: Village, browser: Browser, hosts: set[str], size: dict[str, int], tmp_path: object
) -> None:
    with watched(browser, size=size, hosts=hosts, pictures=tmp_path) as tab:  # type: ignore[arg-type]
        for path in PUBLIC:
            tab.go(village.site + path)


@pytest.mark.parametrize("scheme", ["dark"])
def test_pages_are_whole_in_the_dark(
    village: Village, browser: Browser, hosts: set[str], scheme: str, tmp_path: object
) -> None:
    with watched(browser, size=PHONE, hosts=hosts, pictures=tmp_path, color_scheme=scheme) as tab:  # type: ignore[arg-type]
        for path in ("/", "/hang", "/hang/keo-lac-vung", "/di-tich/dinh-thu-que", "/gop-y?ve=site/mieu-dieu"):
            tab.go(village.site + path)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_of_members_sellers_and_staff_are_whole(
    village: Village, browser: Browser, hosts: set[str], size: dict[str, int], tmp_path: object
) -> None:
    with watched(browser, size=size, hosts=hosts, pictures=tmp_path) as tab:  # type: ignore[arg-type]
        sign_in_as(tab, village, "Producer with parked money")
        shop = tab.page.url.split("/ban-hang/")[1].split("/")[0]
        for path in [*(f"/ban-hang/{shop}{end}" for end in SELLER), *MEMBER]:
            tab.go(village.site + path)
    with watched(browser, size=size, hosts=hosts, pictures=tmp_path) as tab:  # type: ignore[arg-type]
        sign_in_as(tab, village, "Moderator")
        for path in STAFF:
            tab.go(village.site + path)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_of_curators_and_reviewers_are_whole(
    village: Village, browser: Browser, hosts: set[str], size: dict[str, int], tmp_path: object
) -> None:
    with watched(browser, size=size, hosts=hosts, pictures=tmp_path) as tab:  # type: ignore[arg-type]
        sign_in_as(tab, village, "Curator")
        for path in CURATOR:
            tab.go(village.site + path)
        tab.go(village.site + "/di-san/gop-y")
        tab.page.click("main ol.stack h2 a")
        tab.go(tab.page.url)
    with watched(browser, size=size, hosts=hosts, pictures=tmp_path) as tab:  # type: ignore[arg-type]
        sign_in_as(tab, village, "Relic reviewer")
        tab.go(village.site + "/di-san/cau-cho-duyet")


def test_sandbox_pages_are_whole(village: Village, phone: Watched) -> None:
    for path in SANDBOX:
        phone.go(village.sandbox + path)


def test_first_visit_to_home_is_light(village: Village, phone: Watched) -> None:
    sizes: dict[str, int] = {}
    phone.page.on(
        "requestfinished",
        lambda r: sizes.update({r.url: r.sizes()["responseBodySize"]}) if r.resource_type != "image" else None,
    )

    phone.page.goto(village.site + "/", wait_until="networkidle")

    assert sum(sizes.values()) <= 100 * 1024, sizes
    for image in phone.page.locator("main img").all():
        assert image.get_attribute("width")
        assert image.get_attribute("height")
    assert phone.page.locator("main img[loading=lazy]").count() >= phone.page.locator("main img").count() - 2
