"""What the editor sees wrong is mended where it is told: words are written there, pictures described there."""

import pytest
from playwright.sync_api import expect

from tests.browser.village import Village
from tests.browser.watched import Watched
from tests.journeys.everything import SLUG
from tests.journeys.test_make_a_tour import content, is_saved
from tests.journeys.test_nothing_written_is_lost import open_editor

pytestmark = pytest.mark.browser

NO_ALT = "chưa có câu tả ảnh cho người không nhìn thấy"
NO_ENGLISH = "Câu tả một ảnh tư liệu chưa có tiếng Anh."


def test_missing_words_are_written_where_they_are_missed(desktop: Watched, village: Village, everything: str) -> None:
    page = open_editor(desktop, village, f"/di-san/chuyen-dao/{SLUG}/soan")
    page.click("[data-tab=mistakes]")
    desktop.audit()

    # A document picture: once described, it is described everywhere.
    undescribed = page.locator(".mistake-list li", has_text=NO_ENGLISH)
    before = undescribed.count()
    assert before > 0
    undescribed.first.get_by_role("button", name="Sửa lời tả ảnh").click()
    dialog = page.get_by_role("dialog")
    desktop.audit()
    dialog.get_by_label("Của ai").fill("")
    dialog.get_by_role("button", name="Lưu").click()
    expect(dialog.get_by_role("alert")).not_to_be_empty()
    dialog.get_by_label("Của ai").fill("Người thử")
    dialog.get_by_label("Ảnh chụp gì, bằng tiếng Anh").fill("A paper of the village")
    dialog.get_by_role("button", name="Lưu").click()
    expect(dialog).to_be_hidden()
    expect(undescribed).to_have_count(before - 1)

    # A scene's words: saving goes on beneath, and takes no letter from under the hands.
    wordless = page.locator(".mistake-list li", has_text=NO_ALT).first
    field = wordless.get_by_label("Tả ảnh cho người không nhìn thấy (tiếng Việt)")
    field.press_sequentially("Một sân rộng")
    page.wait_for_timeout(3_000)
    is_saved(page)
    field.press_sequentially(", có giếng")
    expect(field).to_be_focused()
    is_saved(page)
    assert "Một sân rộng, có giếng" in [scene["alt"]["vi"] for scene in content(page)["scenes"]]
    lines = page.locator(".mistake-list li", has_text=NO_ALT)
    left = lines.count()
    page.locator(".editor-stage").focus()
    expect(lines).to_have_count(left - 1)
