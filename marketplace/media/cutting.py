"""Asking the limited child about 360° pictures, from jobs and commands."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, Final

from marketplace.config import ROOT
from marketplace.media import panoramas
from marketplace.media.gpano import Placing
from marketplace.media.looking import Kind, Look
from marketplace.media.panoramas import Box, PanoramaFiles, PanoramaRefused, View

# Longer than its own limit of processor time, for a machine that is busy with other things.
LOOK_SECONDS: Final = 60
CUT_SECONDS: Final = 900
SHARE_SECONDS: Final = 20
_REFUSALS: Final = {
    kind.__name__: kind
    for kind in (
        panoramas.PanoramaRefused, panoramas.NotTwoToOne, panoramas.PanoramaTooWide, panoramas.PanoramaTooSmall,
    )
}  # fmt: skip


def look_in_child(source: Path, folder: Path) -> tuple[Look, int, int]:
    """What the picture is, its width and height; preview.webp and seam.webp are in the folder.

    Raises PanoramaRefused and its kinds.
    """
    told = _ask(["look", str(source), str(folder)], seconds=LOOK_SECONDS)
    placing = told.pop("placing")
    width, height = told.pop("width"), told.pop("height")
    view = told.pop("view")
    look = Look(
        **{**told, "kind": Kind(told["kind"]), "reasons": tuple(told["reasons"]), "warnings": tuple(told["warnings"])},
        placing=Placing(**placing) if placing else None,
        view=tuple(view) if view else None,
    )
    return look, width, height


def cut_in_child(
    source: Path,
    home: Path,
    *,
    views: Collection[View],
    placing: Placing | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> PanoramaFiles:
    """The tiles and flat pictures are under `home`, all of them or none. Raises PanoramaRefused and its kinds."""
    asked = {
        "placing": [placing.full_width, placing.full_height, placing.left, placing.top] if placing else None,
        "views": [list(view) for view in views],
    }
    told = _ask(["cut", str(source), str(home), json.dumps(asked)], seconds=CUT_SECONDS, progress=progress)
    return PanoramaFiles(key=told["key"], width=told["width"], levels=tuple(told["levels"]), part=Box(*told["part"]))


def draw_share_in_child(home: Path, file: Path, *, view: View) -> None:
    """The flat picture of this view, for showing beside a link, is that file. Raises PanoramaRefused.

    Takes a third of a second of processor time: whoever asks from a request lets one in at a time.
    """
    _ask(["share", str(home), str(file), json.dumps(list(view))], seconds=SHARE_SECONDS)


def _end(child: "subprocess.Popen[str]") -> int:
    child.kill()
    return child.wait()


def _ask(
    words: list[str], *, seconds: float, progress: Callable[[int, int], None] = lambda done, of: None
) -> dict[str, Any]:
    child = subprocess.Popen(
        [sys.executable, "-m", "marketplace.media.pano_child", *words],
        # Nothing of our environment: whoever breaks out of a decoder finds no secret there.
        env={"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    last: dict[str, Any] = {}
    clock = threading.Timer(seconds, child.kill)
    clock.start()
    try:
        assert child.stdout is not None
        for line in child.stdout:
            last = json.loads(line)
            if "done" in last:
                progress(last["done"], last["of"])
    finally:
        clock.cancel()
        if child.stdout is not None:
            child.stdout.close()
        # Ended by itself, or an answer that nobody waits for any more.
        ended = child.wait(5) if last and "done" not in last else _end(child)
    if "refused" in last:
        raise _REFUSALS.get(last["refused"], PanoramaRefused)(**last["facts"])
    if ended != 0 or not last or "done" in last:
        # The child ran into its own limits: whatever it was, it is no picture that we can cut.
        raise PanoramaRefused
    return last
