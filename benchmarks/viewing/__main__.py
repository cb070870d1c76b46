"""`./do bench tour`: first picture, bytes, memory and likeness of a 360° visit; one run, one table.

Ours is the demo village's own page as visitors get it; beside it the same picture whole in our viewer, in Pannellum
2.5.7 and in Marzipano 0.10.2. Five visits of each, taken in turns, medians. Exit code 0: an aim that is not met is
only printed.
"""

import argparse
import json
import os
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.servers import scratch_folder
from benchmarks.viewing import pages
from benchmarks.viewing.phone import Visit, until, visiting
from benchmarks.viewing.pictures import Cost, cost_of_cutting, decibels, enlarged, opened
from marketplace import embedded
from marketplace.config import ROOT
from tests.browser.village import running_village
from tests.browser.watched import chromium
from tests.conftest import make_database

RESULTS: Final = ROOT / "benchmarks" / "results"
PICTURE: Final = ROOT / "demo" / "panoramas" / "peabody-library.jpg"
OURS: Final = "/tham-quan/thu-vien-peabody"
# name, what it is of what was found, whether more is better, the aim
AIMS: Final = (
    ("poster painted, ms", "poster", False, 1_500),
    ("viewer's first picture, ms", "first", False, 5_000),
    ("first view, kB", "kb", False, 450),
    ("a whole turn, kB", "turn_kb", False, 1_000),
    ("textures, MB", "textures_mb", False, 30),
    ("tiles against the whole picture, dB", "alike_db", True, 35),
)


def main() -> None:
    """Measure, print, write the JSON."""
    parser = argparse.ArgumentParser(prog="./do bench tour", description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--picture", type=Path, action="append", default=[], help="cut this one too")
    asked = parser.parse_args()
    RESULTS.mkdir(parents=True, exist_ok=True)
    folder = scratch_folder()
    print(f"load before: {os.getloadavg()[0]:.1f}")
    costs = [cost_of_cutting(path) for path in pictures_to_cut(folder, asked.picture)]
    found = visits(folder, times=asked.times)
    told = {"visits": found, "cutting": [vars(cost) for cost in costs], "load": os.getloadavg()[0]}
    print(table(found))
    print(cutting(costs))
    (RESULTS / "tour.json").write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n")


def pictures_to_cut(folder: Path, more: list[Path]) -> list[Path]:
    """One real picture of 4096, the same made larger, and whatever was asked for."""
    return [PICTURE, enlarged(PICTURE, folder, 8192), enlarged(PICTURE, folder, 16384), *more]


def visits(folder: Path, *, times: int) -> dict[str, dict[str, float]]:
    """The medians of each way to look at the picture."""
    pages.build(folder / "others", PICTURE)
    server = embedded.start(folder / "postgres")
    with (
        running_village(folder / "village", make_database(server, "village")) as village,
        pages.served(folder / "others") as others,
        sync_playwright() as playwright,
    ):
        browser = chromium(playwright)
        ways: dict[str, tuple[str, Callable[[Page], None]]] = {
            "ours": (village.site + OURS, enter),
            **{name: (f"{others}/{name}/", lambda page: None) for name in ("whole", "pannellum", "marzipano")},
        }
        seen: dict[str, list[dict[str, float]]] = {name: [] for name in ways}
        for _ in range(times):
            for name, (address, act) in ways.items():
                with visiting(browser, address, act=act) as visit:
                    seen[name].append(look(visit))
        found = {
            name: {key: statistics.median(one[key] for one in all_) for key in all_[0]} for name, all_ in seen.items()
        }
        found["ours"] |= turned(browser, *ways["ours"])
        found["ours"]["alike_db"] = alike(browser, ways)
        browser.close()
    return found


def enter(page: Page) -> None:
    """The visitor taps as soon as the button answers."""
    until(page, "customElements.get('tour-viewer') && document.querySelector('.tour-start')")
    page.evaluate("document.querySelector('.tour-start').click()")


def look(visit: Visit) -> dict[str, float]:
    """One visit until all is quiet."""
    first = visit.first_picture()
    visit.wait_until_quiet()
    poster = visit.poster()
    told = {"first": first, "kb": visit.bytes_ / 1000, "requests": float(len(visit.sizes))}
    return told if poster is None else {**told, "poster": poster}


def turned(browser: Browser, address: str, act: Callable[[Page], None]) -> dict[str, float]:
    """One more visit, on a fast line, with a whole turn."""
    with visiting(browser, address, act=act, slow=False) as visit:
        visit.first_picture()
        visit.wait_until_quiet()
        visit.turn_round()
        return {"turn_kb": visit.bytes_ / 1000, "textures_mb": visit.texture_bytes() / 1_000_000}


def alike(browser: Browser, ways: dict[str, tuple[str, Callable[[Page], None]]]) -> float:
    """How like our tiles are to the whole picture, on the same view."""
    shots = []
    for name in ("ours", "whole"):
        address, act = ways[name]
        with visiting(browser, address, act=act, slow=False) as visit:
            visit.first_picture()
            visit.wait_until_quiet()
            visit.page.evaluate(_SAME_VIEW)
            visit.wait_until_quiet()
            shots.append(opened(visit.canvas()))
    width, height = (min(shot.size[axis] for shot in shots) for axis in (0, 1))
    return decibels(*(shot.resize((width, height)) for shot in shots))


# Ours keeps its viewer in the element, the other page in a global: both look where the picture begins.
_SAME_VIEW: Final = """() => {
  const viewer = window.viewer ?? document.querySelector("tour-viewer").visit.stage.viewer;
  viewer.rotate({ yaw: 0.3, pitch: 0 });
  viewer.zoom(viewer.dataHelper.fovToZoomLevel(60));
  return new Promise((done) => setTimeout(done, 1500));
}"""


def table(found: dict[str, dict[str, float]]) -> str:
    """The figures, and whether the aims are met."""
    lines = ["| way | first picture, ms | kB | requests |", "|---|---|---|---|"]
    lines += [
        f"| {name} | {one['first']:,.0f} | {one['kb']:,.0f} | {one['requests']:.0f} |" for name, one in found.items()
    ]
    lines += ["", "| aim | found | met? |", "|---|---|---|"]
    ours = found["ours"]
    for words, key, more, aim in AIMS:
        value = ours.get(key)
        met = value is not None and (value >= aim if more else value <= aim)
        said = "–" if value is None else f"{value:,.1f}"
        lines.append(
            f"| {words}: {'at least' if more else 'at most'} {aim:,} | {said} | {'met' if met else 'NOT met'} |"
        )
    return "\n".join(lines)


def cutting(costs: list[Cost]) -> str:
    """What each picture cost."""
    lines = ["", "| picture | width | CPU s | peak MB | files | joined again, dB |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {c.name} | {c.width:,} | {c.cpu_seconds:.2f} | {c.peak_megabytes:.0f} | {c.files} | {c.rejoined_db:.1f} |"
        for c in costs
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
