"""Asking the limited child about 360° pictures, from jobs and commands.

What the child says of a picture is final. A child that is ended from outside says nothing: that is an OSError, so that
the job is tried again and the picture stays.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, Final

from marketplace.config import ROOT
from marketplace.media import ending, panoramas
from marketplace.media.gpano import Placing
from marketplace.media.looking import Kind, Look
from marketplace.media.pano_child import CPU_SECONDS
from marketplace.media.panoramas import Box, PanoramaFiles, PanoramaRefused, View
from marketplace.media.uprights import Lean

# Longer than its own limit of processor time, for a machine that is busy with other things.
LOOK_SECONDS: Final = 60
CUT_SECONDS: Final = 900
SHARE_SECONDS: Final = 20
_REFUSALS: Final = {
    kind.__name__: kind
    for kind in (
        panoramas.PanoramaRefused, panoramas.NotTwoToOne, panoramas.PanoramaTooWide, panoramas.PanoramaTooSmall,
        panoramas.WebpTooLarge,
    )
}  # fmt: skip


def look_in_child(source: Path, folder: Path) -> tuple[Look, int, int]:
    """What the picture is, its width and height; preview.webp and seam.webp are in the folder.

    Raises PanoramaRefused and its kinds, OSError.
    """
    told = _ask(["look", str(source), str(folder)], seconds=LOOK_SECONDS)
    placing = told.pop("placing")
    width, height = told.pop("width"), told.pop("height")
    view, leans = told.pop("view"), told.pop("leans")
    look = Look(
        **{**told, "kind": Kind(told["kind"]), "reasons": tuple(told["reasons"]), "warnings": tuple(told["warnings"])},
        placing=Placing(**placing) if placing else None,
        view=tuple(view) if view else None,
        leans=Lean(*leans) if leans else None,
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
    """The tiles and flat pictures are under `home`, all of them or none.

    Raises PanoramaRefused and its kinds, OSError.
    """
    asked = {
        "placing": [placing.full_width, placing.full_height, placing.left, placing.top] if placing else None,
        "views": [list(view) for view in views],
    }
    told = _ask(["cut", str(source), str(home), json.dumps(asked)], seconds=CUT_SECONDS, progress=progress)
    return PanoramaFiles(key=told["key"], width=told["width"], levels=tuple(told["levels"]), part=Box(*told["part"]))


def draw_posters_in_child(home: Path, *, view: View) -> None:
    """The flat pictures of this first view stand beside the tiles. Raises PanoramaRefused, OSError."""
    _ask(["posters", str(home), "-", json.dumps(list(view))], seconds=LOOK_SECONDS)


def draw_share_in_child(home: Path, file: Path, *, view: View) -> None:
    """The flat picture of this view, for showing beside a link, is that file. Raises PanoramaRefused.

    Takes a third of a second of processor time: whoever asks from a request lets one in at a time.
    """
    try:
        _ask(["share", str(home), str(file), json.dumps(list(view))], seconds=SHARE_SECONDS)
    except OSError:
        # Nothing is lost: the next one who asks has it drawn.
        raise PanoramaRefused from None


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
        # Ctrl+C ends the market; the job is begun anew, and its picture must not pass for a broken one.
        start_new_session=True,
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
        ended = ending.wait_for(child)
    finally:
        clock.cancel()
        # An answer that nobody waits for any more.
        if child.poll() is None:
            child.kill()
            child.wait()
        if child.stdout is not None:
            child.stdout.close()
    return _answer(last, ended)


def _answer(last: dict[str, Any], ended: ending.Ending) -> dict[str, Any]:
    """What the child said in the end."""
    if "refused" in last:
        raise _REFUSALS.get(last["refused"], PanoramaRefused)(**last["facts"])
    if "trouble" in last:
        raise OSError(last["trouble"])
    if ended.code == 0 and last and "done" not in last:
        return last
    if ended.is_by_limit(CPU_SECONDS):
        # So much work is in no picture that a camera makes.
        raise PanoramaRefused
    raise ending.interrupted("the child that reads 360° pictures", ended)
