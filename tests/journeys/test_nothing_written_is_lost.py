"""What a culture officer writes is saved, kept or said: never lost in silence."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.steps import sign_in_as
from tests.browser.village import Village
from tests.browser.watched import DESKTOP, PHONE, Watched, watched
from tests.journeys.test_make_a_tour import content, fill, is_saved, put

pytestmark = pytest.mark.browser

PATH = "/di-san/chuyen-dao/thu-vien-peabody/soan"


def open_editor(tab: Watched, village: Village, path: str = PATH) -> Page:
    """A curator has the tour before him or her."""
    sign_in_as(tab, village, "Curator")
    tab.page.goto(village.site + path)
    tab.page.wait_for_selector(".editor-stage canvas", timeout=60_000)
    return tab.page


def test_two_people_writing_are_told_of_each_other(
    village: Village, browser: Browser, hosts: set[str], tmp_path: Path
) -> None:
    options: dict[str, Any] = {"hosts": hosts, "pictures": tmp_path}
    with watched(browser, size=DESKTOP, **options) as one, watched(browser, size=DESKTOP, **options) as other:
        for tab in (one, other):
            open_editor(tab, village)
        for tab, words in ((one, "Lời một"), (other, "Lời hai")):
            tab.page.click("[data-tab=tour]")
            fill(tab.page, "Lời nhắn khách (tiếng Việt)", words)
            tab.page.wait_for_timeout(3_000)

        is_saved(one.page)
        expect(other.page.locator(".editor-state")).to_have_attribute("data-state", "refused")
        expect(other.page.locator(".editor-state")).to_contain_text("vừa lưu bản khác")
        # Nothing is lost: it is on the screen, and kept in this browser.
        assert content(other.page)["note"]["vi"] == "Lời hai"
        assert other.page.evaluate("Object.keys(localStorage).some(key => key.startsWith('tour-draft:'))")
        other.page.on("dialog", lambda dialog: dialog.accept())
        other.page.reload()
        notice = other.page.locator(".editor .notice")
        expect(notice).to_contain_text("từ đó đã có bản khác được lưu", timeout=60_000)
        assert content(other.page)["note"]["vi"] == "Lời một"
        other.page.locator(".editor-stage canvas").wait_for(timeout=60_000)
        notice.get_by_role("button", name="Lấy lại").click()
        other.page.wait_for_timeout(500)
        is_saved(other.page)
        assert content(other.page)["note"]["vi"] == "Lời hai"
        # What the other saved stays as a version to go back to.
        other.page.goto(village.site + PATH.removesuffix("/soan"))
        other.page.click("text=So với bản trước >> nth=0")
        expect(other.page.locator("main del")).to_contain_text("Lời một")
        expect(other.page.locator("main ins")).to_contain_text("Lời hai")


def test_a_half_typed_address_stops_nothing_else_from_being_saved(
    village: Village, browser: Browser, hosts: set[str], tmp_path: Path
) -> None:
    with watched(browser, size=DESKTOP, hosts=hosts, pictures=tmp_path) as tab:
        page = open_editor(tab, village)
        put(page, "info", 60, -40)
        panel = page.locator(".editor-panel")
        expect(panel.locator("text=Chưa có nguồn thì chưa đưa lên được.")).to_be_visible()

        panel.get_by_label("Địa chỉ nguồn").fill("https://")
        panel.get_by_label("Tên nguồn (tiếng Việt)", exact=True).focus()
        expect(panel.get_by_role("alert")).to_contain_text("chưa được giữ")
        fill(page, "Lời kể (tiếng Việt)", "Câu viết sau.")
        is_saved(page)

        panel.get_by_label("Địa chỉ nguồn").fill("thanglong.chinhphu.vn/bai-viet")
        panel.get_by_label("Tên nguồn (tiếng Việt)", exact=True).focus()
        expect(panel.get_by_label("Địa chỉ nguồn")).to_have_value("https://thanglong.chinhphu.vn/bai-viet")
        expect(panel.locator("text=Chưa có nguồn thì chưa đưa lên được.")).to_be_hidden()
        is_saved(page)
        saved = page.evaluate(
            "fetch(document.querySelector('tour-editor').dataset.src).then((answer) => answer.json())"
        )
        pin = saved["content"]["scenes"][0]["pins"][-1]
        assert (pin["text"]["vi"], pin["claim"]["source_url"]) == (
            "Câu viết sau.", "https://thanglong.chinhphu.vn/bai-viet",
        )  # fmt: skip


def test_a_number_and_a_name_are_never_given_twice(
    village: Village, browser: Browser, hosts: set[str], tmp_path: Path
) -> None:
    with watched(browser, size=DESKTOP, hosts=hosts, pictures=tmp_path) as tab:
        page = open_editor(tab, village)
        put(page, "info", -110, 140)
        first = content(page)["scenes"][0]["pins"][-1]["number"]
        page.click("[aria-label='Bỏ ghim này']")
        # Two clicks within a third of a second are one to the viewer.
        page.wait_for_timeout(500)
        put(page, "info", -110, 140)

        assert content(page)["scenes"][0]["pins"][-1]["number"] == first + 1
        slugs = page.evaluate(
            """() => {
          const { draft } = document.querySelector("tour-editor");
          const made = draft.freeSlug("Cảnh 9");
          draft.content.scenes.push({ ...draft.content.scenes[0], slug: made, pins: [] });
          draft.remember();
          draft.content.scenes.pop();
          return [made, draft.freeSlug("Cảnh 9"), draft.freeSlug("Lời dẫn")];
        }"""
        )
        assert slugs == ["canh-9", "canh-9-2", "loi-dan-2"]


def test_who_was_signed_out_meanwhile_reads_what_to_do(
    village: Village, browser: Browser, hosts: set[str], tmp_path: Path
) -> None:
    with watched(browser, size=DESKTOP, hosts=hosts, pictures=tmp_path) as tab:
        page = open_editor(tab, village)
        page.context.clear_cookies()

        page.click("[data-tab=tour]")
        fill(page, "Lời nhắn khách (tiếng Việt)", "Viết khi đã đăng xuất")

        expect(page.locator(".editor-state")).to_have_attribute("data-state", "refused", timeout=20_000)
        expect(page.locator(".editor-state")).to_contain_text("còn trên máy này")
        assert "Viết khi đã đăng xuất" in page.evaluate("Object.values(localStorage).join()")
        page.on("dialog", lambda dialog: dialog.accept())


def test_a_sites_words_are_kept_as_they_are_typed(
    village: Village, browser: Browser, hosts: set[str], tmp_path: Path
) -> None:
    address = village.site + "/di-san/di-tich/dinh-thu-viet"
    with watched(browser, size=PHONE, hosts=hosts, pictures=tmp_path) as tab:
        sign_in_as(tab, village, "Curator")
        page = tab.page
        page.goto(village.site + "/di-san/di-tich/moi")
        page.get_by_label("Tên", exact=True).fill("Đình Thử Viết")
        expect(page.locator("[data-kept-said]")).to_contain_text("Đã giữ chữ đang viết lúc")

        # The page is closed; on the next day, perhaps on another machine, it is there.
        page.goto("about:blank")
        page.goto(village.site + "/di-san/di-tich/moi")
        expect(page.locator(".notice")).to_contain_text("Chữ bạn viết dở")
        expect(page.get_by_label("Tên", exact=True)).to_have_value("Đình Thử Viết")
        page.get_by_role("button", name="Thêm di tích").click()
        page.wait_for_url(address)

        summary = page.locator("summary", has_text="Đi thăm")
        summary.click()
        page.locator("[name=way]").fill("Theo bờ kênh.")
        # Left before the pause is over: what was typed goes on its way with the page.
        page.get_by_role("link", name="Các bản đã ghi").click()
        page.go_back()
        page.reload()
        expect(page.locator(".notice")).to_contain_text("Chữ bạn viết dở")
        page.locator("summary", has_text="Đi thăm").click()
        expect(page.locator("[name=way]")).to_have_value("Theo bờ kênh.")
        page.get_by_role("button", name="Bỏ chữ viết dở").click()
        page.locator("summary", has_text="Đi thăm").click()
        expect(page.locator("[name=way]")).to_have_value("")

        page.locator("[name=way]").fill("Theo đê.")
        page.locator("kept-form button[type=submit]").click()
        expect(page.locator(".notice")).to_contain_text("Đã lưu.")
        page.get_by_role("link", name="Xem thử như khách").click()
        expect(page.locator("main")).to_contain_text("Theo đê.")
        expect(page.locator(".notice").first).to_contain_text("Bản xem thử")
        page.go_back()
        page.get_by_role("link", name="Các bản đã ghi").click()
        expect(page.locator("ins")).to_contain_text("Theo đê.")
        page.get_by_role("button", name="Lấy lại bản này").last.click()
        expect(page.locator(".notice")).to_contain_text("Đã lấy lại bản số 1")
