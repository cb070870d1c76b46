"""The picture turns by itself for whoever asks, and for nobody else."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.village import Village
from tests.browser.watched import PHONE, Watched, watched
from tests.journeys.visiting import VISIT, apart, begin, is_at, view

pytestmark = pytest.mark.browser


def ask(page: Page, words: str) -> None:
    page.get_by_role("button", name="Độ nét và dữ liệu").click()
    page.get_by_role("button", name=words).click()


def turned_in(page: Page, ms: int) -> float:
    before = view(page)["yaw"]
    page.wait_for_timeout(ms)
    return apart(view(page)["yaw"], before)


def test_the_picture_turns_until_somebody_touches_it(village: Village, everything: str, phone: Watched) -> None:
    page = begin(phone, village, everything)
    assert turned_in(page, 1_000) == 0

    ask(page, "Tự xoay chậm")
    page.wait_for_timeout(500)

    # Four degrees a second; a slow machine draws less often, and turns as far.
    assert 2 < turned_in(page, 2_000) < 16
    page.locator(".tour-stage").tap(position={"x": 60, "y": 300})
    page.wait_for_timeout(300)
    assert turned_in(page, 1_000) < 0.2


def test_it_ends_by_its_button_and_by_a_door(village: Village, everything: str, phone: Watched) -> None:
    page = begin(phone, village, everything)
    ask(page, "Tự xoay chậm")
    ask(page, "Thôi tự xoay")
    page.wait_for_timeout(300)
    assert turned_in(page, 1_000) < 0.2

    ask(page, "Tự xoay chậm")
    page.locator(".tour-pin[data-kind=door]").first.dispatch_event("click")
    is_at(page, "phan")
    page.wait_for_timeout(1_500)
    assert turned_in(page, 1_000) < 0.2
    assert page.evaluate(f"{VISIT}.turning ?? null") is None


def test_it_is_not_offered_where_motion_is_unwelcome_or_there_is_no_whole_turn(
    village: Village, browser: Browser, hosts: set[str], everything: str, tmp_path: object, phone: Watched
) -> None:
    with watched(browser, size=PHONE, hosts=hosts, pictures=tmp_path, reduced_motion="reduce") as tab:  # type: ignore[arg-type]
        page = begin(tab, village, everything)
        page.get_by_role("button", name="Độ nét và dữ liệu").click()
        assert page.get_by_role("button", name="Tự xoay chậm").count() == 0
    page = begin(phone, village, f"{everything}?canh=phan")
    page.get_by_role("button", name="Độ nét và dữ liệu").click()
    assert page.get_by_role("button", name="Tự xoay chậm").count() == 0
