"""What the tests of a visit do again and again."""

import io
import math
import time
from typing import Any, Final

from PIL import Image, ImageChops, ImageFilter, ImageStat
from playwright.sync_api import Page

from tests.browser.village import Village
from tests.browser.watched import Watched

VISIT: Final = "document.querySelector('tour-viewer').visit"
# Whatever lies over the picture.
_OVER: Final = ".tour-pins, .tour-areas, .tour-bar, .tour-foot, .tour-start, .tour-credit"


def until(page: Page, script: str, *, seconds: float = 60) -> Any:
    """The script's first value that is true. (wait_for_function would need what the CSP forbids.)"""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        found = page.evaluate(script)
        if found:
            return found
        page.wait_for_timeout(50)
    raise AssertionError(f"never true within {seconds} s: {script}")


def begin(tab: Watched, village: Village, path: str, *, by: str = "tap") -> Page:
    """The visit is open and its first view sharp."""
    page = tab.page
    page.goto(village.site + path)
    start = page.locator("button.tour-start")
    start.tap() if by == "tap" else start.click()
    until(page, f"{VISIT} && {VISIT}.stage.isSharp")
    until(page, "!document.querySelector('.tour > picture')")
    return page


def is_at(page: Page, scene: str) -> None:
    """The visit came to this scene, and it is sharp."""
    until(page, f"{VISIT}.here.slug === '{scene}' && !{VISIT}.host.hasAttribute('data-going') && {VISIT}.stage.isSharp")


def view(page: Page) -> dict[str, float]:
    """Where one looks."""
    found: dict[str, float] = page.evaluate(f"{VISIT}.stage.view()")
    return found


def look(page: Page, yaw: float, pitch: float) -> None:
    """Turn at once; done when it is sharp again."""
    page.evaluate(f"{VISIT}.stage.look({{ yaw: {yaw}, pitch: {pitch} }}, {{ ms: 0 }})")
    page.wait_for_timeout(150)
    until(page, f"{VISIT}.stage.viewer.adapter.isDone")
    page.wait_for_timeout(150)


def apart(one: float, other: float) -> float:
    """Degrees between two directions of the compass."""
    return abs((one - other + 180) % 360 - 180)


def bare_picture(page: Page) -> Image.Image:
    """The stage alone, without what lies over it."""
    page.evaluate(f"for (const e of document.querySelectorAll('{_OVER}')) e.style.visibility = 'hidden'")
    box = page.locator(".tour").bounding_box()
    assert box is not None
    # Without its own lines at the edges.
    inside = {"x": box["x"] + 4, "y": box["y"] + 4, "width": box["width"] - 8, "height": box["height"] - 8}
    shot = page.screenshot(clip=inside)  # type: ignore[arg-type]
    page.evaluate(f"for (const e of document.querySelectorAll('{_OVER}')) e.style.visibility = ''")
    return Image.open(io.BytesIO(shot)).convert("RGB")


def _is_like(pixel: Any, wanted: tuple[int, int, int]) -> bool:
    return sum(abs(one - other) for one, other in zip(pixel, wanted, strict=True)) < 150


def middle_of(
    picture: Image.Image, wanted: tuple[int, int, int], *, around: tuple[float, float], near: float
) -> tuple[float, float] | None:
    """The middle of what has about this colour near a point."""
    columns = range(max(0, int(around[0] - near)), min(picture.width, int(around[0] + near)))
    rows = range(max(0, int(around[1] - near)), min(picture.height, int(around[1] + near)))
    found = [(x, y) for x in columns for y in rows if _is_like(picture.getpixel((x, y)), wanted)]
    if not found:
        return None
    return sum(x for x, _ in found) / len(found), sum(y for _, y in found) / len(found)


def mark_off(
    page: Page, picture: Image.Image, where: tuple[float, float], colour: tuple[int, int, int], *, near: float = 24
) -> float | None:
    """How many pixels from where it is told (yaw, pitch) a mark of this colour is seen; None when it is not."""
    place = page.evaluate(f"{VISIT}.stage.place({{ yaw: {where[0]}, pitch: {where[1]} }})")
    # The picture is without the stage's own lines at its edges.
    told = place["x"] - 4, place["y"] - 4
    found = middle_of(picture, colour, around=told, near=near)
    return None if found is None else math.dist(found, told)


def _lines(picture: Image.Image) -> Image.Image:
    """Where it is lighter or darker than what is around it: grey is as around."""
    grey = picture.convert("L")
    fine, coarse = (grey.filter(ImageFilter.GaussianBlur(radius)) for radius in (2, 24))
    return ImageChops.subtract(fine, coarse, scale=0.5, offset=128)


def in_place(one: Image.Image, other: Image.Image) -> float:
    """How much of what two pictures show lies in the same place: 1 is all of it, 0 is nothing.

    Unlike decibels it does not count the plain ground of both, which is alike wherever one looks.
    """
    first, second = _lines(one), _lines(other)
    apart = ImageChops.subtract(first, second, scale=2, offset=128)
    strength = ImageStat.Stat(first).var[0] + ImageStat.Stat(second).var[0]
    return 1 - 4 * ImageStat.Stat(apart).var[0] / strength


def decibels(one: Image.Image, other: Image.Image) -> float:
    """How like two pictures are (PSNR)."""
    squares = [rms**2 for rms in ImageStat.Stat(ImageChops.difference(one, other)).rms]
    return 10 * math.log10(255**2 / max(1e-6, sum(squares) / len(squares)))
