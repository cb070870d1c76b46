"""Where one looks behind a door, in the viewer and on the pages in words."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.village import Village
from tests.browser.watched import Watched
from tests.journeys.visiting import apart, begin, is_at, view

pytestmark = pytest.mark.browser


def test_a_door_with_a_view_of_its_own_leads_to_it(village: Village, everything: str, phone: Watched) -> None:
    page = begin(phone, village, everything)

    page.locator(".tour-pin:has-text('Sang phan')").dispatch_event("click")
    is_at(page, "phan")

    assert apart(view(page)["yaw"], 10.0) < 0.5


def test_without_a_north_one_looks_away_from_the_door_one_came_in_by(
    village: Village, everything: str, phone: Watched
) -> None:
    page = begin(phone, village, everything)

    page.locator(".tour-pin:has-text('Sang phim')").dispatch_event("click")
    is_at(page, "phim")

    # The door back is at yaw 30, and the scene begins at 0.
    assert apart(view(page)["yaw"], -150.0) < 0.5

    # Told in words, the door one came in by is behind.
    page.goto(f"{village.site}{everything}/dau")
    page.locator(".ways a", has_text="Sang phim").tap()
    expect(page.locator(".ways a", has_text="lối bạn vừa tới")).to_contain_text(re.compile("Phía sau"))
