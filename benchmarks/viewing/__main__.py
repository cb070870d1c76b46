"""`./do bench tour`: first picture, bytes, memory and likeness of a 360° visit; one run, one table.

Ours is the demo village's own page: once as visitors come to it, and once with the view that the others have. Beside it
the same picture whole in our viewer, in Pannellum 2.5.7 and in Marzipano 0.10.2, on pages that hold nothing else; and the
modelled village, which newcomers see first. Five visits of each, taken in turns, medians; what is asked of a whole turn and
of the likeness are visits of their own, five too; each picture is cut five times. Exit code 0: an aim that is not met is only printed.
"""

import argparse
import json
import math
import os
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.servers import scratch_folder
from benchmarks.viewing import pages
from benchmarks.viewing.phone import RESULTS, Visit, until, visiting
from benchmarks.viewing.pictures import Cost, cost_of_cutting, decibels, enlarged, opened
from marketplace import embedded
from marketplace.config import ROOT
from tests.browser.village import running_village
from tests.browser.watched import chromium
from tests.conftest import make_database

PICTURE: Final = ROOT / "demo" / "panoramas" / "peabody-library.jpg"
OURS: Final = "/tham-quan/thu-vien-peabody"
VILLAGE: Final = "/tham-quan/lang-dung"
# Our picture's box on this phone, in pixels of the page: a view of ours is told by its width.
BOX: Final = (360, 553)
HFOV: Final = math.degrees(2 * math.atan(math.tan(math.radians(pages.VIEW["vfov"] / 2)) * BOX[0] / BOX[1]))
COME: Final = "ours"
SAME: Final = "ours, the others' view"
NEW: Final = "the modelled village"
OF_OURS: Final = (COME, SAME, NEW)
# name, what it is of what was found, whether more is better, the aim
AIMS: Final = (
    ("poster painted, ms", "poster", False, 1_500),
    ("viewer's first picture, ms", "first", False, 5_000),
    ("first view, kB", "kb", False, 450),
    ("a whole turn, kB", "turn_kb", False, 1_000),
    ("textures after it, MB", "textures_mb", False, 30),
    ("tiles against the whole picture, dB", "alike_db", True, 35),
)
# Twice what the same work cost when it was first measured, and the memory allowed (megabytes).
CUTTING_AIMS: Final = {8192: (2 * 2.49, 150)}
# How like its source a picture is when its tiles are put together again (PSNR).
REJOINED_DB: Final = 30
Way = tuple[str, Callable[[Page], None]]


def main() -> None:
    """Measure, print, write the JSON."""
    parser = argparse.ArgumentParser(prog="./do bench tour", description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--picture", type=Path, action="append", default=[], help="cut this one too")
    asked = parser.parse_args()
    RESULTS.mkdir(parents=True, exist_ok=True)
    folder = scratch_folder()
    print(f"load before: {os.getloadavg()[0]:.1f}")
    costs = [cost_of_cutting(path, times=asked.times) for path in pictures_to_cut(folder, asked.picture)]
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
        page = village.site + OURS
        ways: dict[str, Way] = {
            COME: (page, enter),
            SAME: (f"{page}?canh=library&yaw={pages.VIEW['yaw']}&pitch={pages.VIEW['pitch']}&hfov={HFOV:.1f}", enter),
            **{name: (f"{others}/{name}/", lambda page: None) for name in ("whole", "pannellum", "marzipano")},
            NEW: (village.site + VILLAGE, enter),
        }
        seen: dict[str, list[dict[str, float]]] = {name: [] for name in ways}
        for _ in range(times):
            for name, (address, act) in ways.items():
                with visiting(browser, address, act=act) as visit:
                    told = look(visit)
                told |= turned(browser, address, act)
                if name == SAME:
                    told["alike_db"] = alike(browser, ours=ways[SAME], whole=ways["whole"])
                seen[name].append(told)
        browser.close()
    return {name: {key: statistics.median(one[key] for one in all_) for key in all_[0]} for name, all_ in seen.items()}


def enter(page: Page) -> None:
    """The visitor taps as soon as the picture can be seen and the button answers."""
    until(page, "customElements.get('tour-viewer') && document.querySelector('.tour-start') && window.watch.poster")
    page.evaluate("document.querySelector('.tour-start').click()")


def look(visit: Visit) -> dict[str, float]:
    """One visit until all is quiet."""
    first = visit.first_picture()
    visit.wait_until_quiet()
    poster = visit.poster()
    told = {
        "first": first, "sharp": visit.last_change(), "kb": visit.bytes_ / 1000, "requests": float(len(visit.sizes)),
    }  # fmt: skip
    return told if poster is None else {**told, "poster": poster}


def turned(browser: Browser, address: str, act: Callable[[Page], None]) -> dict[str, float]:
    """One more visit, on a fast line, with a whole turn."""
    with visiting(browser, address, act=act, slow=False) as visit:
        visit.first_picture()
        visit.wait_until_quiet()
        visit.turn_round()
        return {"turn_kb": visit.bytes_ / 1000, "textures_mb": visit.texture_bytes() / 1_000_000}


def alike(browser: Browser, *, ours: Way, whole: Way) -> float:
    """How like our tiles are to the whole picture: the same view, in a box of the same size."""
    shots = []
    for address, act in (ours, whole):
        with visiting(browser, address, act=act, slow=False) as visit:
            visit.first_picture()
            visit.page.evaluate(_SAME_VIEW, list(BOX))
            visit.wait_until_quiet()
            shots.append(opened(visit.canvas()))
    assert shots[0].size == shots[1].size, "other boxes show other views"
    return decibels(*shots)


# Ours keeps its viewer in the element, the other page in a global.
_SAME_VIEW: Final = """([width, height]) => {
  const ours = document.querySelector("tour-viewer");
  const viewer = ours ? ours.visit.stage.viewer : window.viewer;
  const box = ours ? ours.visit.box : document.querySelector("#v");
  box.style.cssText += `;inset:auto;width:${width}px;height:${height}px`;
  viewer.autoSize();
  viewer.rotate({ yaw: 0.3, pitch: 0 });
  viewer.zoom(50);
  return new Promise((done) => setTimeout(done, 1500));
}"""


def table(found: dict[str, dict[str, float]]) -> str:
    """The figures, and whether the aims are met."""
    lines = [
        "| way | first picture, ms | last change, ms | kB | requests | a whole turn, kB | textures after it, MB |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {one['first']:,.0f} | {one['sharp']:,.0f} | {one['kb']:,.0f} | {one['requests']:.0f} "
        f"| {one['turn_kb']:,.0f} | {one['textures_mb']:.1f} |"
        for name, one in found.items()
    ]
    lines += ["", f"| aim | {' | '.join(OF_OURS)} |", "|---|---|---|---|"]
    for words, key, more, aim in AIMS:
        said = " | ".join(_held(found[name].get(key), aim, more=more) for name in OF_OURS)
        lines.append(f"| {words}: {'at least' if more else 'at most'} {aim:,} | {said} |")
    return "\n".join(lines)


def _held(value: float | None, aim: float, *, more: bool = False) -> str:
    if value is None:
        return "–"
    return f"{value:,.1f} {'met' if (value >= aim if more else value <= aim) else 'NOT met'}"


def cutting(costs: list[Cost]) -> str:
    """What each picture cost."""
    lines = ["", "| picture | width | CPU s | peak MB | files | joined again, dB |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {c.name} | {c.width:,} | {c.cpu_seconds:.2f} | {c.peak_megabytes:.0f} | {c.files} | {c.rejoined_db:.1f} |"
        for c in costs
    ]
    for cost in costs:
        if aims := CUTTING_AIMS.get(cost.width):
            lines.append(
                f"\nat {cost.width:,}: at most {aims[0]:.2f} CPU s {_held(cost.cpu_seconds, aims[0])}; "
                f"at most {aims[1]} MB {_held(cost.peak_megabytes, aims[1])}"
            )
    worst = min(cost.rejoined_db for cost in costs)
    lines.append(f"\njoined again: at least {REJOINED_DB} dB {_held(worst, REJOINED_DB, more=True)}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
