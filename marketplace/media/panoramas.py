"""Cutting a 360° picture into what the viewer fetches, and drawing flat pictures of a view into it.

    <folder>/<key>/<level>/<column>_<row>.webp    512 px tiles; level is the width of the whole: 2048, 4096, 8192
    <folder>/<key>/base.webp, thumb.webp          640 and 320 px wide, the whole turn
    <folder>/<key>/part.json                      what there is of the sphere, where that is not the whole
    <folder>/<key>/poster-<shape>-<view>.webp     flat pictures of one view; a new view makes new names
    <folder>/<key>/poster-share-<view>.jpg        the one that other sites show beside a link: many read no WebP

Only paths go in and only numbers come out, so that an uploaded picture can be cut in a limited child
process (marketplace.media.pano_child). A partial picture is placed on the whole sphere; tiles that would hold nothing
of it are not written. Widths and heights are pixels, angles degrees. Levels and
qualities were measured: so a whole turn of the richest scene stays under 1 MB, the viewer included.
"""

import hashlib
import json
import math
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image

from marketplace.media.flat import POSTERS as POSTERS
from marketplace.media.flat import WHOLE as WHOLE
from marketplace.media.flat import Box as Box
from marketplace.media.flat import View as View
from marketplace.media.flat import field_of
from marketplace.media.flat import flat_view as flat_view
from marketplace.media.flat import poster_name as poster_name
from marketplace.media.gpano import Placing
from marketplace.media.pixels import MOST_BYTES as MOST_BYTES
from marketplace.media.pixels import WIDEST as WIDEST
from marketplace.media.pixels import NotTwoToOne as NotTwoToOne
from marketplace.media.pixels import PanoramaRefused as PanoramaRefused
from marketplace.media.pixels import PanoramaTooSmall as PanoramaTooSmall
from marketplace.media.pixels import PanoramaTooWide as PanoramaTooWide
from marketplace.media.pixels import Pixels, parts_of, size_of, turn_of
from marketplace.media.pixels import WebpTooLarge as WebpTooLarge
from marketplace.media.pixels import opened as opened
from marketplace.media.pixels import pixels_of as pixels_of

RECIPE: Final = b"3"  # Change it with anything that makes other files from the same source.
TILE: Final = 512
LEVELS: Final = (2048, 4096, 8192)
# Flat pictures are drawn from no more than this.
DRAWN_FROM: Final = 4096
# Seen for a second, unsharp, and behind one's back: a third of the bytes of one 1024 wide, and a phone waits for it first.
BASE: Final = (640, 320)
# What phones fetch is worth more of our processor: a fourteenth of its bytes for half a second. Above it is for wide screens.
FOR_PHONES: Final = 4096
THUMB: Final = (320, 160)
# Beside the tiles of a partial picture: left, top, right, bottom.
PART: Final = "part.json"


@dataclass(frozen=True)
class PanoramaFiles:
    """What was cut: `key` names the folder, `width` is the widest level, `part` what there is of the sphere."""

    key: str
    width: int
    levels: tuple[int, ...]
    part: Box = WHOLE


def cut_tiles(
    source: Path,
    folder: Path,
    *,
    placing: Placing | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> PanoramaFiles:
    """The tiles, base and thumb of this 360° picture are in `folder/<key>`, all of them or none.

    The same source gives the same key and is cut once. Nothing is enlarged; of the source's metadata
    (place, camera, time) nothing is written. `placing` says where a partial picture lies on the sphere. `progress`
    hears how many tiles of how many are written. Raises NotTwoToOne, PanoramaTooWide, PanoramaTooSmall,
    PanoramaRefused.
    """
    key = key_of(source, placing)
    size = _size_in(source)
    part = _part(size, placing)
    full = (placing.full_width, placing.full_height) if placing else size
    levels = levels_for(*full, of=size[0])
    files = PanoramaFiles(key=key, width=levels[-1], levels=levels, part=part)
    if (folder / key).is_dir():
        return files
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix="making-", dir=folder))
    try:
        done, of = 0, sum(len(tiles_of(level, part)) for level in levels)
        # The largest first, while the memory is in one piece.
        for level in reversed(levels):
            (unfinished / str(level)).mkdir()
            # Read anew for each level: a JPEG is decoded at half or a quarter of its size, and only one is in memory.
            for column, row, tile in _cut(source, level, part):
                quality, method = (70, 4) if level <= FOR_PHONES else (75, 2)
                write(tile, unfinished / str(level) / f"{column}_{row}.webp", quality=quality, method=method)
                done += 1
                progress(done, of)
        base = _whole(source, BASE[0], part)
        write(base, unfinished / "base.webp", quality=55, method=6)
        write(base.resize(THUMB, Image.Resampling.LANCZOS), unfinished / "thumb.webp", quality=65)
        if part != WHOLE:
            (unfinished / PART).write_text(json.dumps(part))
        unfinished.chmod(0o755)
        try:
            unfinished.rename(folder / key)
        except OSError:
            # Another process cut the same picture a moment earlier: its files are the same.
            if not (folder / key).is_dir():
                raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return files


def _size_in(source: Path) -> tuple[int, int]:
    """Width and height of the picture. What opened it is gone again: of a large WebP it holds a gigabyte of addresses."""
    with opened(source) as picture:
        return size_of(picture)


def tiles_of(level: int, part: Box = WHOLE) -> list[tuple[int, int]]:
    """Column and row of each tile of this level that holds something of the part, as they are written."""
    columns, rows = level // TILE, level // 2 // TILE
    across = range(math.floor(part.left * columns + 1e-6), math.ceil(min(part.right, 1.0) * columns - 1e-6))
    down = range(math.floor(part.top * rows + 1e-6), math.ceil(min(part.bottom, 1.0) * rows - 1e-6))
    return [(column, row) for row in down for column in across]


def _part(size: tuple[int, int], placing: Placing | None) -> Box:
    if placing is None or placing.is_full(*size):
        return WHOLE
    left, top = placing.left / placing.full_width, placing.top / placing.full_height
    return Box(
        left,
        top,
        min(1.0, left + size[0] / placing.full_width),
        min(1.0, top + size[1] / placing.full_height),
    )


def draw_posters(home: Path, *, view: View) -> list[str]:
    """The flat pictures of this view stand beside the tiles in the panorama's own folder; returns their file names.

    They are drawn from the tiles, as viewers show them: whoever asks and whenever, the same. Those that are there already are
    left alone.
    """
    names = {shape: poster_name(shape, view) for shape in POSTERS}
    missing = [shape for shape, name in names.items() if not (home / name).exists()]
    if missing:
        whole, part = _joined(home), part_in(home)
        for shape in missing:
            _save_flat(whole, shape, field_of(shape, view, part), home / names[shape])
    return list(names.values())


def part_in(home: Path) -> Box:
    """What there is of the sphere in a panorama's own folder."""
    try:
        return Box(*json.loads((home / PART).read_text()))
    except FileNotFoundError:
        return WHOLE


def draw_share_picture(home: Path, file: Path, *, view: View) -> None:
    """The flat picture of this view that other sites show beside a link is this file, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    _save_flat(_joined(home), "share", field_of("share", view, part_in(home)), file)


def _joined(home: Path) -> Image.Image:
    """The whole turn, put together again from the tiles."""
    widths = sorted(int(level.name) for level in home.iterdir() if level.is_dir() and level.name.isdigit())
    width = max(width for width in widths if width <= DRAWN_FROM)
    with Image.open(home / "base.webp", formats=("WEBP",)) as base:
        joined = base.convert("RGB").resize((width, width // 2), Image.Resampling.BICUBIC)
    for path in (home / str(width)).glob("*.webp"):
        column, row = (int(number) for number in path.stem.split("_"))
        with Image.open(path, formats=("WEBP",)) as tile:
            joined.paste(tile.convert("RGB"), (column * TILE, row * TILE))
    return joined


def posters_missing(home: Path, view: View) -> bool:
    """Whether a flat picture of this view is still to be drawn."""
    return any(not (home / poster_name(shape, view)).exists() for shape in POSTERS)


def _save_flat(whole: Image.Image, shape: str, view: View, file: Path) -> None:
    flat = flat_view(whole, view, size=POSTERS[shape])
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix="making-", suffix=file.suffix, delete=False) as unfinished:
        if file.suffix == ".jpg":
            flat.save(unfinished, "JPEG", quality=80, optimize=True)
        else:
            # The upright one is a phone's first picture, on its way in a line's first second.
            flat.save(unfinished, "WEBP", quality=30 if shape == "tall" else 60, method=6)
    Path(unfinished.name).chmod(0o644)
    os.replace(unfinished.name, file)


def key_of(source: Path, placing: Placing | None = None) -> str:
    """16 hexadecimal digits of the picture's content, where it lies on the sphere, and our recipe. Raises PanoramaRefused."""
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    digest.update(RECIPE)
    with opened(source) as picture:
        turn = turn_of(picture)
    if turn is not None:
        # Such pictures were once cut as they lie.
        digest.update(f"turned {turn.name}".encode())
    if placing is not None:
        digest.update(repr(placing).encode())
    return digest.hexdigest()[:16]


def levels_for(width: int, height: int, *, of: int | None = None) -> tuple[int, ...]:
    """The widths to cut a sphere of this size into; `of` is the width of the picture itself when it is a part.

    Raises NotTwoToOne, PanoramaTooWide, PanoramaTooSmall.
    """
    if (of or width) > WIDEST or width > 4 * WIDEST:
        raise PanoramaTooWide(width=of or width)
    if not 1.99 <= width / height <= 2.01:
        raise NotTwoToOne(width=width, height=height)
    # Cameras make 5,376 or 3,840 pixels, not powers of two: five in a hundred more cannot be seen.
    levels = tuple(level for level in LEVELS if level <= width * 1.05)
    if not levels:
        raise PanoramaTooSmall(width=width)
    return levels


def _cut(source: Path, level: int, part: Box) -> Iterator[tuple[int, int, Image.Image]]:
    """Column, row and pixels of each tile of this level."""
    left, top, right, bottom = _edges(level, part)
    pixels = parts_of(source, (right - left, bottom - top))
    around = None if part == WHOLE else pixels.mean_colour()
    for column, row in tiles_of(level, part):
        x, y = column * TILE - left, row * TILE - top
        yield column, row, pixels.crop((x, y, x + TILE, y + TILE)) if around is None else _tile(pixels, x, y, around)


def _tile(pixels: Pixels, x: int, y: int, around: tuple[int, int, int]) -> Image.Image:
    """A tile that may reach beyond the part: there it has the colour of the whole."""
    width, height = pixels.size
    tile = Image.new("RGB", (TILE, TILE), around)
    inside = (max(x, 0), max(y, 0), min(x + TILE, width), min(y + TILE, height))
    if inside[0] < inside[2] and inside[1] < inside[3]:
        tile.paste(pixels.crop(inside), (inside[0] - x, inside[1] - y))
    return tile


def _edges(level: int, part: Box) -> tuple[int, int, int, int]:
    """The part in pixels of the level."""
    return (
        round(part.left * level), round(part.top * level / 2), round(part.right * level), round(part.bottom * level / 2)
    )  # fmt: skip


def _whole(source: Path, width: int, part: Box) -> Image.Image:
    """The whole sphere, this wide; what there is no picture of is one quiet colour."""
    left, top, right, bottom = _edges(width, part)
    size = (right - left, bottom - top)
    if part == WHOLE:
        return pixels_of(source, size)
    pixels = parts_of(source, size)
    whole = Image.new("RGB", (width, width // 2), pixels.mean_colour())
    whole.paste(pixels.crop((0, 0, *size)), (left, top))
    return whole


def write(picture: Image.Image, path: Path, *, quality: int, method: int = 2) -> None:
    # Method 2: half the time of 4, and a twentieth more bytes.
    picture.save(path, "WEBP", quality=quality, method=method, icc_profile=None, exif=b"", xmp=b"")
