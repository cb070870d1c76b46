"""A phone that saves tours, for the journeys that take one along."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.watched import PHONE


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone with room for saved tours."""
    opened = browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        service_workers="allow",
    )
    opened.set_default_timeout(30_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
