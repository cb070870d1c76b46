"""The slow half of the demo's pictures, in processes of its own: nothing here knows the database.

What strangers upload is decoded in a limited child (media/child.py). These pictures come with the source, so many
share a process; the recipe is the same.
"""

import os
from collections.abc import Collection
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from marketplace.media import panoramas
from marketplace.media.child import renditions
from marketplace.media.panoramas import View

# More would wait for the largest picture anyway.
MOST_WORKERS: Final = 4


@dataclass(frozen=True)
class Decoded:
    """A picture whose WebP files lie in `folder`, as <width>.webp for each of `widths`."""

    folder: Path
    width: int
    height: int
    widths: list[int]


def decode(
    pictures: Collection[Path], scenes: Collection[tuple[Path, View]], *, space: Path, home: Path
) -> dict[str, Decoded]:
    """Pictures are decoded into folders of `space`, scenes cut under `home` with a flat picture of their view.

    Returns the pictures by file name.
    """
    workers = min(os.cpu_count() or 1, MOST_WORKERS)
    # Fresh processes: this one may hold locks and connections that a fork would copy.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        # The large ones first, so that none of them is left for the end.
        cuts = [pool.submit(_cut, source, home, view) for source, view in scenes]
        made = {source.name: pool.submit(_decode, source, space / source.name) for source in pictures}
        for cut in cuts:
            cut.result()
        return {name: waiting.result() for name, waiting in made.items()}


def _decode(source: Path, folder: Path) -> Decoded:
    folder.mkdir()
    made: dict[str, Any] = renditions(source.read_bytes(), folder)
    assert "refused" not in made, f"{source.name}: {made['refused']}"
    return Decoded(folder, made["width"], made["height"], made["widths"])


def _cut(source: Path, home: Path, view: View) -> None:
    files = panoramas.cut_tiles(source, home)
    panoramas.draw_posters(home / files.key, view=view)
