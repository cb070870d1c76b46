"""Pictures held against each other, and what cutting one costs."""

import io
import json
import math
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops, ImageStat

from marketplace.config import ROOT
from marketplace.media.panoramas import TILE

LANCZOS: Final = Image.Resampling.LANCZOS
# Our own pictures: the largest has 134 million pixels.
Image.MAX_IMAGE_PIXELS = 200_000_000


def decibels(one: Image.Image, other: Image.Image) -> float:
    """The peak signal-to-noise ratio of two pictures of one size."""
    difference = ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB")))
    mean_square = sum(difference.sum2) / sum(difference.count)
    return math.inf if mean_square == 0 else 10 * math.log10(255**2 / mean_square)


def opened(data: bytes) -> Image.Image:
    """A picture out of its bytes."""
    return Image.open(io.BytesIO(data)).convert("RGB")


def joined(home: Path, level: int) -> Image.Image:
    """The tiles of a level put together again."""
    whole = Image.new("RGB", (level, level // 2))
    for path in (home / str(level)).glob("*.webp"):
        column, row = (int(number) for number in path.stem.split("_"))
        with Image.open(path) as tile:
            whole.paste(tile, (column * TILE, row * TILE))
    return whole


@dataclass(frozen=True)
class Cost:
    """What cutting one picture took: seconds of processor (the median), and the most memory at one moment of any time."""

    name: str
    width: int
    cpu_seconds: float
    peak_megabytes: float
    files: int
    rejoined_db: float


# A child's peak counts from the size of the process that began it: so a small one begins it, and tells.
_MEASURED: Final = """
import json, resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""


def cost_of_cutting(source: Path, *, times: int) -> Cost:
    """The picture is cut as an upload is, by the limited child, so many times; each into a folder that is thrown away."""
    costs = [_cost_of_once(source) for _ in range(times)]
    return replace(
        costs[0], cpu_seconds=statistics.median(cost.cpu_seconds for cost in costs),
        peak_megabytes=max(cost.peak_megabytes for cost in costs),
    )  # fmt: skip


def _cost_of_once(source: Path) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        # As the job asks (media/handlers/cutting.py): no flat pictures, which are drawn when a tour shows them.
        asked = json.dumps({"placing": None, "views": []})
        cut = [sys.executable, "-m", "marketplace.media.pano_child", "cut", str(source), folder, asked]
        told = subprocess.run(
            [sys.executable, "-S", "-c", _MEASURED, *cut],
            cwd=ROOT, check=True, stdout=subprocess.PIPE, env={"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
        )  # fmt: skip
        cpu_seconds, peak_megabytes = json.loads(told.stdout)
        (made,) = (path for path in home.iterdir() if path.is_dir())
        level = max(int(path.name) for path in made.iterdir() if path.name.isdigit())
        with Image.open(source) as picture:
            width = picture.width
            alike = picture.convert("RGB").resize((level, level // 2), LANCZOS)
        return Cost(
            name=source.name, width=width, cpu_seconds=cpu_seconds, peak_megabytes=peak_megabytes,
            files=sum(1 for _ in made.rglob("*.webp")),
            rejoined_db=decibels(joined(made, level), alike),
        )  # fmt: skip


def enlarged(source: Path, folder: Path, width: int) -> Path:
    """The picture as a larger camera would write it: only its size is real."""
    path = folder / f"{source.stem}-{width}.jpg"
    with Image.open(source) as picture:
        picture.convert("RGB").resize((width, width // 2), LANCZOS).save(path, "JPEG", quality=88)
    return path
