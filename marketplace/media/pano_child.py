"""The limited child that looks at and cuts 360° pictures of strangers. Web workers and jobs never decode them.

    python -m marketplace.media.pano_child look SOURCE FOLDER         what it is; preview.webp and seam.webp in FOLDER
    python -m marketplace.media.pano_child cut SOURCE FOLDER JSON     tiles and flat pictures under FOLDER
    python -m marketplace.media.pano_child posters HOME - JSON        the flat pictures of a first view, from tiles we cut
    python -m marketplace.media.pano_child share HOME FILE JSON       the flat picture of one view, from tiles we cut

It gives itself limits before it opens the file, and answers JSON lines on standard output: {"done", "of"} while it
cuts, then its answer, or {"refused": …} with the name of the refusal and its facts, or {"trouble": …} when it is the
machine's fault (a full disk) and not the picture's.
"""

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageChops

from marketplace.media import panoramas, pixels
from marketplace.media.gpano import GPano, Placing, read_gpano
from marketplace.media.looking import look_at
from marketplace.media.panoramas import PanoramaRefused, View

# A PNG of 16,384 × 8,192 is decoded whole: 540 MB, and a quarter of that once more to make it smaller.
MEMORY_BYTES: Final = 1_500_000_000
FILE_BYTES: Final = 60_000_000
CPU_SECONDS: Final = 240
PREVIEW: Final = (640, 320)


def main() -> None:
    """Limits, then the work, then one answer."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    word, source, folder, *told = sys.argv[1:]
    try:
        if word == "look":
            answer = look(Path(source), Path(folder))
        elif word == "posters":
            answer = posters(Path(source), told[0])
        elif word == "share":
            answer = share(Path(source), Path(folder), told[0])
        else:
            answer = cut(Path(source), Path(folder), told[0])
    except PanoramaRefused as refusal:
        answer = {"refused": type(refusal).__name__, "facts": refusal.facts}
    except MemoryError:
        answer = {"refused": PanoramaRefused.__name__, "facts": {}}
    except OSError as trouble:
        answer = {"trouble": str(trouble)}
    _tell(answer)


def look(source: Path, folder: Path) -> dict[str, Any]:
    """What the picture is. Its previews, whole and with the seam turned to the front, are in the folder."""
    width, height, gpano = _header(source)
    down = max(1, round(PREVIEW[0] * 2 * height / width))
    small = panoramas.pixels_of(source, (PREVIEW[0] * 2, down))
    seen = look_at(small, width=width, height=height, gpano=gpano)
    shown = small.resize((PREVIEW[0], max(1, down // 2)), Image.Resampling.LANCZOS)
    panoramas.write(shown, folder / "preview.webp", quality=70)
    panoramas.write(ImageChops.offset(shown, shown.width // 2, 0), folder / "seam.webp", quality=70)
    return {**asdict(seen), "width": width, "height": height}


def _header(source: Path) -> tuple[int, int, GPano | None]:
    """Width, height, and what is told of the sphere. Raises PanoramaTooWide."""
    with panoramas.opened(source) as picture:
        width, height = pixels.size_of(picture)
        if width > panoramas.WIDEST:
            raise panoramas.PanoramaTooWide(width=width)
        packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
        return width, height, read_gpano(packet.encode() if isinstance(packet, str) else bytes(packet))


def cut(source: Path, folder: Path, told: str) -> dict[str, Any]:
    """The tiles, and the flat pictures of the views, are under the folder."""
    asked = json.loads(told)
    placing = Placing(*asked["placing"]) if asked.get("placing") else None
    files = panoramas.cut_tiles(
        source, folder, placing=placing, progress=lambda done, of: _tell({"done": done, "of": of})
    )
    for view in asked.get("views", ()):
        panoramas.draw_posters(folder / files.key, view=View(*view))
    return {"key": files.key, "width": files.width, "levels": files.levels, "part": files.part}


def posters(home: Path, told: str) -> dict[str, Any]:
    """The flat pictures of this first view stand beside the tiles."""
    return {"drawn": panoramas.draw_posters(home, view=View(*json.loads(told)))}


def share(home: Path, file: Path, told: str) -> dict[str, Any]:
    """The flat picture of this view is that file."""
    panoramas.draw_share_picture(home, file, view=View(*json.loads(told)))
    return {"drawn": True}


def _tell(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
