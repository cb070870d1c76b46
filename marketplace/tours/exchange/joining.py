"""Joining pictures again: six faces of a cube, or a level of our own tiles, to one picture of the whole turn.

A face shows 90 degrees each way; seen from the middle, the left and right of every face are those of who looks at it, and
the upper face lies over the front one as when the head is leaned back (Pannellum and Marzipano do alike).
"""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PIL import Image

from marketplace.media.panoramas import TILE, PanoramaRefused, PanoramaTooSmall

# The front of a face in degrees (yaw, pitch), and its letter.
FACES: Final = {"f": (0, 0), "r": (90, 0), "b": (180, 0), "l": (-90, 0), "u": (0, 90), "d": (0, -90)}
WIDTHS: Final = (4096, 2048)
# The picture is drawn in squares of this many pixels; where a square lies on two faces it is halved down to one pixel.
MESH: Final = 16
# The least face for each width: a quarter of the turn.
QUALITY: Final = 90

Corners = tuple[float, ...]


def width_for(face: int) -> int:
    """How wide the joined picture becomes. Raises PanoramaTooSmall."""
    for width in WIDTHS:
        if face * 4 >= width:
            return width
    raise PanoramaTooSmall(width=face * 4)


def join_cube(faces: Mapping[str, Image.Image]) -> Image.Image:
    """The whole turn out of six square faces of one size. Raises PanoramaRefused, PanoramaTooSmall."""
    sizes = {face.size for face in faces.values()}
    if set(faces) != set(FACES) or len(sizes) != 1:
        raise PanoramaRefused
    ((side, height),) = sizes
    if side != height:
        raise PanoramaRefused
    width = width_for(side)
    # As many pixels to a degree as the joined picture has, and a little more: others would glitter.
    enough = math.ceil(width / math.pi * 1.1)
    if side > enough:
        faces = {
            name: face.resize((enough, enough), Image.Resampling.LANCZOS, reducing_gap=3.0)
            for name, face in faces.items()
        }
        side = enough
    mesh: dict[str, list[tuple[tuple[int, int, int, int], Corners]]] = {name: [] for name in FACES}
    for top in range(0, width // 2, MESH):
        for left in range(0, width, MESH):
            _lay(mesh, left, top, MESH, width, side)
    joined = Image.new("RGB", (width, width // 2))
    for name, squares in mesh.items():
        # Each face draws its own squares; what it does not draw is left black, and is another's.
        drawn = (
            faces[name].convert("RGB").transform(joined.size, Image.Transform.MESH, squares, Image.Resampling.BICUBIC)
        )
        mask = Image.new("1", joined.size)
        for box, _ in squares:
            mask.paste(1, box)
        joined.paste(drawn, mask=mask)
    return joined


def _lay(
    mesh: dict[str, list[tuple[tuple[int, int, int, int], Corners]]],
    left: int,
    top: int,
    size: int,
    width: int,
    side: int,
) -> None:
    """The square goes to the face it lies on; one on a border is cut in four."""
    right, bottom = left + size, top + size
    name = _face_at(left + size / 2, top + size / 2, width)
    corners = [
        _on_face(name, x, y, width, side) for x, y in ((left, top), (left, bottom), (right, bottom), (right, top))
    ]
    is_inside = all(corner is not None and 0 <= corner[0] <= side and 0 <= corner[1] <= side for corner in corners)
    if is_inside or size == 1:
        # A pixel's own middle is on the face, though a corner may not be: there the nearest of the face is taken.
        flat = [min(side - 1e-3, max(1e-3, value)) for corner in corners for value in (corner or (side / 2, side / 2))]
        mesh[name].append(((left, top, right, bottom), tuple(flat)))
        return
    half = size // 2
    for x in (left, left + half):
        for y in (top, top + half):
            _lay(mesh, x, y, half, width, side)


def _ray(x: float, y: float, width: int) -> tuple[float, float, float]:
    """To the right, up and ahead, of a point of the joined picture."""
    yaw, pitch = (x / width - 0.5) * 2 * math.pi, (0.5 - y / (width / 2)) * math.pi
    return math.sin(yaw) * math.cos(pitch), math.sin(pitch), math.cos(yaw) * math.cos(pitch)


def _face_at(x: float, y: float, width: int) -> str:
    right, up, ahead = _ray(x, y, width)
    most = max(abs(right), abs(up), abs(ahead))
    if abs(up) == most:
        return "u" if up > 0 else "d"
    if abs(right) == most:
        return "r" if right > 0 else "l"
    return "f" if ahead > 0 else "b"


def _on_face(name: str, x: float, y: float, width: int, side: int) -> tuple[float, float] | None:
    """Where on the face that point is seen; None when it is behind it."""
    right, up, ahead = _ray(x, y, width)
    across, above, depth = {
        "f": (right, up, ahead), "b": (-right, up, -ahead), "r": (-ahead, up, right), "l": (ahead, up, -right),
        "u": (right, -ahead, up), "d": (right, ahead, -up),
    }[name]  # fmt: skip
    if depth <= 1e-9:
        return None
    return (across / depth + 1) / 2 * side, (1 - above / depth) / 2 * side


def join_tiles(home: Path, level: int, part: tuple[float, float, float, float]) -> tuple[Image.Image, tuple[int, ...]]:
    """A level of our tiles as one picture, and where it lies on the sphere (empty for the whole of it)."""
    left, top, right, bottom = (
        round(edge * scale) for edge, scale in zip(part, (level, level / 2, level, level / 2), strict=True)
    )
    joined = Image.new("RGB", (right - left, bottom - top))
    for path in (home / str(level)).glob("*.webp"):
        column, row = (int(number) for number in path.stem.split("_"))
        with Image.open(path, formats=("WEBP",)) as tile:
            joined.paste(tile.convert("RGB"), (column * TILE - left, row * TILE - top))
    is_whole = joined.size == (level, level // 2)
    return joined, () if is_whole else (level, level // 2, left, top)
