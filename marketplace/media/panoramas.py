"""Cutting a 360° picture into what the viewer fetches, and drawing flat pictures of a view into it.

    <folder>/<key>/<level>/<column>_<row>.webp    512 px tiles; level is the width of the whole: 2048, 4096
    <folder>/<key>/base.webp, thumb.webp          1024 and 320 px wide, the whole turn
    <folder>/<key>/poster-<shape>-<view>.webp     flat pictures of one view; a new view makes new names

Only paths go in and only numbers come out, so that an uploaded picture can be cut in a limited child
process, as marketplace.media.child does. Widths and heights are pixels, angles degrees. Levels and
qualities were measured: so a whole turn of the richest scene stays under 1 MB, the viewer included.
"""

import hashlib
import math
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from PIL import Image, UnidentifiedImageError

from marketplace.errors import BadInput
from marketplace.text import N_

RECIPE: Final = b"1"  # Change it with anything that makes other files from the same source.
TILE: Final = 512
LEVELS: Final = (2048, 4096)
WIDEST: Final = 16384
MOST_BYTES: Final = 60_000_000
BASE: Final = (1024, 512)
THUMB: Final = (320, 160)
# Flat pictures of a view: beside a wide page, on a phone held upright, in lists.
POSTERS: Final = {"wide": (1280, 720), "tall": (600, 800), "small": (480, 270)}
# The upright picture shows no more than this from bottom to top: more would bend the lines.
TALL_FIELD: Final = 85.0
# The flat picture is drawn in squares of this many pixels; inside one the sphere passes for a plane.
MESH: Final = 16
FORMATS: Final = ("JPEG", "PNG", "WEBP")


class PanoramaRefused(BadInput):
    """The file is no 360° picture we can cut."""

    status = 415
    sentence = N_("Ảnh 360° này không đọc được. Xin xuất lại từ máy ảnh 360° dạng JPEG, PNG hoặc WebP.")


class NotTwoToOne(PanoramaRefused):
    """A full turn is exactly twice as wide as high; this is not."""

    sentence = N_(
        "Ảnh %(width)s × %(height)s điểm không phải ảnh 360° trọn vòng: chiều ngang phải gấp đôi chiều cao. "
        "Xin xuất lại từ máy ảnh 360° ở dạng “equirectangular”."
    )


class PanoramaTooWide(PanoramaRefused):
    """More pixels than are ever shown."""

    sentence = N_("Ảnh 360° lớn quá. Xin thu nhỏ còn ngang nhiều nhất 16.384 điểm, nhẹ nhất 60 MB, rồi gửi lại.")


class PanoramaTooSmall(PanoramaRefused):
    """Too few pixels: it would have to be enlarged."""

    sentence = N_("Ảnh 360° chỉ rộng %(width)s điểm, phóng lên sẽ mờ. Xin dùng ảnh rộng từ 2.048 điểm.")


class View(NamedTuple):
    """Where one looks, and how wide (`hfov`: from the left to the right edge)."""

    yaw: float
    pitch: float
    hfov: float


@dataclass(frozen=True)
class PanoramaFiles:
    """What was cut: `key` names the folder, `width` is the widest level."""

    key: str
    width: int
    levels: tuple[int, ...]


def cut_tiles(source: Path, folder: Path) -> PanoramaFiles:
    """The tiles, base and thumb of this 360° picture are in `folder/<key>`, all of them or none.

    The same source gives the same key and is cut once. Nothing is enlarged; of the source's metadata
    (place, camera, time) nothing is written. Raises NotTwoToOne, PanoramaTooWide, PanoramaTooSmall,
    PanoramaRefused.
    """
    key = key_of(source)
    with _opened(source) as picture:
        levels = levels_for(*picture.size)
        files = PanoramaFiles(key=key, width=levels[-1], levels=levels)
        if (folder / key).is_dir():
            return files
        whole = _read(picture, width=levels[-1])
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix="making-", dir=folder))
    try:
        for level in levels:
            _write_level(whole, level, unfinished / str(level))
        base = whole.resize(BASE, Image.Resampling.LANCZOS, reducing_gap=3.0)
        _write(base, unfinished / "base.webp", quality=65)
        _write(base.resize(THUMB, Image.Resampling.LANCZOS), unfinished / "thumb.webp", quality=65)
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


def draw_posters(source: Path, folder: Path, *, view: View) -> list[str]:
    """The flat pictures of this view stand beside the panorama's tiles; returns their file names.

    `folder` is the one given to cut_tiles. Those that are there already are left alone.
    """
    home = folder / key_of(source)
    names = {shape: poster_name(shape, view) for shape in POSTERS}
    missing = [shape for shape, name in names.items() if not (home / name).exists()]
    if missing:
        with _opened(source) as picture:
            whole = _read(picture, width=levels_for(*picture.size)[-1])
        for shape in missing:
            with tempfile.NamedTemporaryFile(dir=home, prefix="making-", suffix=".webp", delete=False) as unfinished:
                flat_view(whole, _field(shape, view), size=POSTERS[shape]).save(
                    unfinished, "WEBP", quality=60, method=4
                )
            Path(unfinished.name).chmod(0o644)
            os.replace(unfinished.name, home / names[shape])
    return list(names.values())


def poster_name(shape: str, view: View) -> str:
    """The file name of one flat picture; angles stand in it as tenths of a degree."""
    yaw, pitch, hfov = (round(angle * 10) for angle in view)
    return f"poster-{shape}-{yaw}-{pitch}-{hfov}.webp"


def key_of(source: Path) -> str:
    """16 hexadecimal digits of the picture's content and our recipe."""
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    digest.update(RECIPE)
    return digest.hexdigest()[:16]


def levels_for(width: int, height: int) -> tuple[int, ...]:
    """The widths to cut a source of this size into. Raises NotTwoToOne, PanoramaTooWide, PanoramaTooSmall."""
    if width > WIDEST:
        raise PanoramaTooWide(width=width)
    if not 1.99 <= width / height <= 2.01:
        raise NotTwoToOne(width=width, height=height)
    # Cameras make 5,376 or 3,840 pixels, not powers of two: five in a hundred more cannot be seen.
    levels = tuple(level for level in LEVELS if level <= width * 1.05)
    if not levels:
        raise PanoramaTooSmall(width=width)
    return levels


def flat_view(whole: Image.Image, view: View, *, size: tuple[int, int]) -> Image.Image:
    """What a camera would see that stands in the middle of the sphere and looks along `view`."""
    across, down = size
    focal = across / 2 / math.tan(math.radians(view.hfov) / 2)
    # As many pixels as the middle of the flat picture has: more would glitter.
    turn = min(whole.width, math.ceil(2 * math.pi * focal))
    if turn < whole.width:
        whole = whole.resize((turn, math.ceil(turn / 2)), Image.Resampling.LANCZOS, reducing_gap=3.0)
    # The picture twice, side by side: a view over its seam is then in one piece.
    wrapped = Image.new("RGB", (2 * turn, whole.height))
    wrapped.paste(whole, (0, 0))
    wrapped.paste(whole, (turn, 0))

    def on_sphere(x: int, y: int) -> tuple[float, float]:
        yaw, pitch = _looked_at(x - across / 2, down / 2 - y, focal, view)
        return (yaw / (2 * math.pi) + 0.5) % 1.0 * turn, (0.5 - pitch / math.pi) * whole.height

    mesh = []
    for top in range(0, down, MESH):
        bottom = min(top + MESH, down)
        for left in range(0, across, MESH):
            right = min(left + MESH, across)
            corners = [on_sphere(*corner) for corner in ((left, top), (left, bottom), (right, bottom), (right, top))]
            if max(x for x, _ in corners) - min(x for x, _ in corners) > turn / 2:
                corners = [(x + turn if x < turn / 2 else x, y) for x, y in corners]
            mesh.append(((left, top, right, bottom), tuple(number for corner in corners for number in corner)))
    return wrapped.transform(size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC)


def _looked_at(right: float, up: float, ahead: float, view: View) -> tuple[float, float]:
    """Yaw and pitch, in radians, of a point of the flat picture: turned up first, then around."""
    tilt, around = math.radians(view.pitch), math.radians(view.yaw)
    higher = up * math.cos(tilt) + ahead * math.sin(tilt)
    farther = ahead * math.cos(tilt) - up * math.sin(tilt)
    return around + math.atan2(right, farther), math.atan2(higher, math.hypot(right, farther))


def _field(shape: str, view: View) -> View:
    """The view as wide as this shape shows it: `hfov` is for wide pictures."""
    across, down = POSTERS[shape]
    if across >= down:
        return view
    from_bottom_to_top = min(view.hfov, TALL_FIELD)
    half = math.tan(math.radians(from_bottom_to_top) / 2) * across / down
    return view._replace(hfov=math.degrees(2 * math.atan(half)))


@contextmanager
def _opened(source: Path) -> Iterator[Image.Image]:
    """The picture, its header read and nothing decoded. What cannot be read is refused, now or later."""
    if source.stat().st_size > MOST_BYTES:
        raise PanoramaTooWide(width=0)
    try:
        with warnings.catch_warnings():
            # Our own limit of pixels is lower than the one at which Pillow gives up, and higher than where it warns.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(source, formats=FORMATS)
    except Image.DecompressionBombError:
        raise PanoramaTooWide(width=0) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise PanoramaRefused from None
    with picture:
        yield picture


def _read(picture: Image.Image, *, width: int) -> Image.Image:
    """The pixels, `width` wide, and nothing else of the file."""
    try:
        # A JPEG halves itself while it is decoded: two thirds of time and memory saved.
        picture.draft("RGB", (width, width // 2))
        pixels = picture.convert("RGB")
    except (OSError, ValueError, SyntaxError, MemoryError):
        raise PanoramaRefused from None
    whole = Image.new("RGB", (width, width // 2))
    whole.paste(pixels.resize(whole.size, Image.Resampling.LANCZOS, reducing_gap=3.0))
    return whole


def _write_level(whole: Image.Image, level: int, folder: Path) -> None:
    folder.mkdir()
    scaled = whole.resize((level, level // 2), Image.Resampling.LANCZOS) if level != whole.width else whole
    for row in range(level // 2 // TILE):
        for column in range(level // TILE):
            box = (column * TILE, row * TILE, (column + 1) * TILE, (row + 1) * TILE)
            _write(scaled.crop(box), folder / f"{column}_{row}.webp", quality=75)


def _write(picture: Image.Image, path: Path, *, quality: int) -> None:
    picture.save(path, "WEBP", quality=quality, method=4)
