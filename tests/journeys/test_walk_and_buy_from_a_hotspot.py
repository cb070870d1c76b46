"""A visitor reads a site, walks two scenes in 360°, meets goods there and buys them."""

import pytest
from playwright.sync_api import expect

from tests.browser.village import Village
from tests.browser.watched import Watched

pytestmark = pytest.mark.browser


def test_visit_a_site_walk_two_scenes_open_a_product_and_buy(village: Village, phone: Watched) -> None:
    page = phone.page
    phone.go(village.site + "/di-tich")
    with page.expect_navigation():
        page.click("text=Thư viện George Peabody")
    phone.audit()
    expect(page.locator("main")).to_contain_text("không phải di tích của làng")

    phone.go(village.site + "/tham-quan/thu-vien-peabody")
    assert page.locator("canvas").count() == 0, "the viewer waits for a tap"
    page.click("button.tour-start")
    page.wait_for_selector(".tour canvas", timeout=60_000)
    door = page.locator(".tour button[data-kind=door], .tour button:has-text('phòng trưng bày')").first
    door.wait_for(state="attached", timeout=60_000)
    door.dispatch_event("click")
    expect(page.locator(".tour")).to_contain_text("Phòng trưng bày", timeout=30_000)
    goods = page.locator(".tour button:has-text('diều sáo')").first
    goods.wait_for(state="attached", timeout=60_000)
    goods.dispatch_event("click")
    page.locator("dialog[open] a[href*='/hang/']").first.click()
    page.wait_for_url("**/hang/dieu-sao-1m5**")
    phone.audit()
    page.click("text=Mua ngay")
    page.wait_for_url("**/dat-hang")
    phone.audit()
    page.fill("#name", "Khách tham quan")
    page.fill("#phone", "0912 345 679")
    page.select_option("#fulfilment", "pickup")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/thanh-toan")

    expect(page.locator(".pay-card[data-state=open]")).to_have_count(1)


def test_the_same_tour_can_be_read_and_bought_from_without_javascript(village: Village, bare_phone: Watched) -> None:
    page = bare_phone.page
    page.goto(village.site + "/tham-quan/thu-vien-peabody")

    expect(page.locator("#gallery")).to_contain_text("diều sáo")
    page.click("#gallery a[href*=dieu-sao-1m5]")

    expect(page.locator("h1")).to_have_text("Diều sáo 1,5 m")
