"""Asking the limited child, from jobs."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from marketplace.config import ROOT
from marketplace.media import panoramas
from marketplace.media.panoramas import PanoramaRefused
from marketplace.tours.exchange.brought import Tile

SECONDS: Final = 300
_REFUSALS: Final = {kind.__name__: kind for kind in (PanoramaRefused, panoramas.PanoramaTooSmall)}


def join_cube_in_child(size: int, tiles: Sequence[Tile], paths: Mapping[str, Path], target: Path) -> None:
    """The cube's whole turn is a JPEG at the target; `paths` says where each entry was unpacked. Raises PanoramaRefused."""
    asked = {"size": size, "tiles": [[tile.face, str(paths[tile.entry]), *tile[2:]] for tile in tiles]}
    told = _ask(["cube", str(target)], asked)
    if not isinstance(told, dict) or "refused" in told:
        kind = _REFUSALS.get(str(told["refused"]), PanoramaRefused) if isinstance(told, dict) else PanoramaRefused
        raise kind(**(told["facts"] if isinstance(told, dict) else {}))


def positions_in_child(pictures: Sequence[Path]) -> list[tuple[float, float] | None]:
    """Where each camera stood, where it wrote that down. Whatever cannot be read says nothing."""
    told = _ask(["stood"], [str(path) for path in pictures])
    if not isinstance(told, list) or len(told) != len(pictures):
        return [None] * len(pictures)
    return [(float(found[0]), float(found[1])) if found else None for found in told]


def _ask(words: list[str], asked: Any) -> Any:
    try:
        child = subprocess.run(
            [sys.executable, "-m", "marketplace.tours.exchange.child", *words],
            input=json.dumps(asked).encode(),
            # Nothing of our environment: whoever breaks out of a decoder finds no secret there.
            env={"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
            cwd=ROOT,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return json.loads(child.stdout) if child.returncode == 0 and child.stdout else None
