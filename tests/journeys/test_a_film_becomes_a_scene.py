"""A culture officer brings a 360° film; the worker encodes it, a reviewer signs its scene, and a visitor plays it."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.steps import sign_in_as, sign_when_drawn
from tests.browser.village import Village
from tests.browser.watched import DESKTOP, PHONE, watched
from tests.journeys.test_make_a_tour import add_scene, bring, fill, is_saved
from tests.journeys.visiting import VISIT, bare_picture, begin, in_place, until
from tests.media import clips

pytestmark = [pytest.mark.browser, clips.needs_ffmpeg]

SPOKEN = "WEBVTT\n\n00:00.000 --> 00:02.000\n{}\n"


def test_a_film_is_sent_made_a_scene_signed_and_played(
    village: Village, browser: Browser, hosts: set[str], tmp_path: Path
) -> None:
    options: dict[str, Any] = {"hosts": hosts, "pictures": tmp_path}
    film = clips.turn(tmp_path / "hoi-dinh.mp4", width=1920, seconds=4, rate=10)
    with watched(browser, size=DESKTOP, **options) as curator:
        page = curator.page
        sign_in_as(curator, village, "Curator")
        bring(curator, village, [film])
        expect(page.locator("main li.card").first).to_contain_text("hoi-dinh.mp4")
        curator.go(f"{village.site}/di-san/chuyen-dao")
        page.select_option("#site", "dinh-thu-que")
        page.fill("#title", "Hội đình quay 360°")
        page.click("main form button[type=submit]")
        page.wait_for_url("**/soan")
        add_scene(page, 0, "Sân hội")
        fill(page, "Tả ảnh cho người không nhìn thấy (tiếng Việt)", "Sân đình ngày hội, người đi quanh.")
        # What is spoken stands in both languages, side by side; English is marked while it is missing.
        english = page.locator(".editor-panel .field", has=page.get_by_label("Phụ đề (tiếng Anh)", exact=True))
        fill(page, "Phụ đề (tiếng Việt)", SPOKEN.format("Hội đình đông vui."))
        expect(english).to_have_attribute("data-missing", "")
        fill(page, "Phụ đề (tiếng Anh)", SPOKEN.format("The feast is crowded."))
        expect(english).not_to_have_attribute("data-missing", "")
        is_saved(page)
        page.click("text=Xong, về trang chuyến dạo")
        page.click("text=Gửi duyệt")
        expect(page.locator("main")).to_contain_text("chờ duyệt")
        desk = page.url
    with watched(browser, size=PHONE, **options) as reviewer:
        sign_in_as(reviewer, village, "Relic reviewer")
        reviewer.go(desk)
        sign_when_drawn(reviewer.page)

    with watched(browser, size=PHONE, **options) as visitor:
        page = begin(visitor, village, "/tham-quan/hoi-dinh-quay-360")
        still = bare_picture(page)
        page.get_by_role("button", name="Chạy phim").tap()
        until(page, f"{VISIT}.film.video.currentTime > 1.5")
        page.wait_for_timeout(400)
        # The turn is panned: what one sees has gone elsewhere, and is the same hall.
        assert in_place(still, bare_picture(page)) < 0.9
        kept = page.evaluate(f"[{VISIT}.film.video.videoWidth, {VISIT}.film.video.currentSrc]")
        assert kept[0] == 1280
        assert kept[1].endswith("/1280.mp4")
        visitor.audit()
