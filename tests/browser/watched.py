"""A browser page that is watched: console, network, CSP, width, accessibility."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    Request,
    Response,
)

from marketplace.config import ROOT

PHONE: Final = {"width": 360, "height": 740}
TABLET: Final = {"width": 820, "height": 1180}
DESKTOP: Final = {"width": 1280, "height": 800}

_FLAGS: Final = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
_AXE: Final = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_RULES: Final = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


def chromium(playwright: Playwright) -> Browser:
    """The machine's Chromium (or Playwright's own). Raises with a clear word when there is none."""
    return launched(playwright.chromium)


def launched(kind: BrowserType, *flags: str) -> Browser:
    """The same, with these flags more."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    return kind.launch(executable_path=found, args=[*_FLAGS, *flags])


# Animations that end by themselves and have not: a spinner that turns for ever is not waited for.
_MOVING = """document.getAnimations()
    .filter((moving) => moving.playState === "running" && moving.effect.getComputedTiming().endTime < Infinity)
    .map((moving) => moving.animationName || moving.transitionProperty)"""


class Watched:
    """One tab. `go` visits a page and audits it; `troubles` is what went wrong meanwhile."""

    def __init__(self, page: Page, *, hosts: set[str], pictures: Path) -> None:
        self.page = page
        self.hosts = hosts
        self.pictures = pictures
        self.troubles: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", self._page_error)
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # A page that answers 4xx on purpose is also told of on the console.
        if message.type in ("error", "warning") and "the server responded with a status of 4" not in message.text:
            self.troubles.append(f"console {message.type}: {message.text}")

    def _page_error(self, error: Error) -> None:
        self.troubles.append(f"page error: {error}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.troubles.append(f"{response.status} {response.url}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc not in self.hosts:
            self.troubles.append(f"foreign host: {request.url}")

    def go(self, url: str) -> None:
        """Visit and audit."""
        self.page.goto(url, wait_until="load")
        self.audit()

    def audit(self) -> None:
        """No sideways scroll, one h1, no serious accessibility violation, on the page as it is now."""
        where = self.page.url
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{where} scrolls sideways by {wide} px"
        assert self.page.locator("h1").count() == 1, f"{where} has {self.page.locator('h1').count()} h1"
        self._let_it_settle()
        # evaluate() goes past the CSP, so the strict header stays on.
        self.page.evaluate(_AXE.read_text())
        result: Any = self.page.evaluate(
            "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", _RULES
        )
        serious = [
            f"{v['id']}: {v['help']} {[node['html'][:120] for node in v['nodes'][:3]]}"
            for v in result["violations"]
            if v["impact"] in ("serious", "critical")
        ]
        assert serious == [], f"{where}: " + json.dumps(serious, ensure_ascii=False, indent=1)
        assert self.troubles == [], f"{where}: {self.troubles}"

    def _let_it_settle(self) -> None:
        """A seal that is just being stamped is half transparent: colours are judged when it has landed."""
        for _ in range(100):
            if not self.page.evaluate(_MOVING):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{self.page.url} still moves after 5 s: {self.page.evaluate(_MOVING)}")

    def picture(self, name: str, *, full: bool = False) -> None:
        """A screenshot for people to look at."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self.pictures / f"{name}.png", full_page=full)


@contextmanager
def watched(
    browser: Browser, *, size: dict[str, int], hosts: set[str], pictures: Path, javascript: bool = True, **options: Any
) -> Iterator[Watched]:
    """A fresh browser profile with one watched tab, in Vietnam. Fails at the end if anything went wrong."""
    context: BrowserContext = browser.new_context(
        viewport=size,  # type: ignore[arg-type]
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        has_touch=size is not DESKTOP,
        service_workers="block",
        java_script_enabled=javascript,
        accept_downloads=True,
        **options,
    )
    context.set_default_timeout(20_000)
    tab = Watched(context.new_page(), hosts=hosts, pictures=pictures)
    try:
        yield tab
        assert tab.troubles == [], tab.troubles
    finally:
        context.close()
