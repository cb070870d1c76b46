"""Which way is up, told by what stands upright in a picture: pillars, corners of houses, door posts.

In a level picture every upright line is a column of pixels: the edges of upright things gather on few columns. So the picture
is turned, in numbers, through all small tilts, and that one is taken in which they gather best. A façade that fills one side
must not decide alone (a stitched front often leans by itself), therefore each of twelve sectors has the same say, and
what front and back, or left and right, do not both say is not believed. In forests and on mountains nothing stands
upright: there it is silent. Angles are degrees unless said otherwise.
"""

import math
import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from PIL import Image, ImageFilter

# The picture's pixels that are looked at, and how far up and down: nearer to the poles nothing is upright any more.
SIZE: Final = (1024, 512)
REACH: Final = 62.0
# Brightness steps (Scharr) weaker than this are skin of things; of the others the strongest are enough.
LEAST_STEP: Final = 260
MOST_EDGES: Final = 5_000
SECTORS: Final = 12
LEAST_IN_SECTOR: Final = 100
# From coarse to fine: degrees from one tilt to the next, how many to each side, columns that the edges gather in.
SEARCH: Final = ((2.0, 6, 512), (1.0, 2, 512), (0.5, 2, 1024))
# How much better (in logarithms, on average over the sectors) the found tilt must be than the tilt of the middle rank.
LEAST_PROMINENCE: Final = 0.36
# Both sides of an axis must say it, so clearly each and so clearly together, and this near to each other.
LEAST_BY_SIDE: Final = 0.15
LEAST_BY_BOTH: Final = 0.28
NEAR: Final = 3.0
# A side reaches so far around (the cosine of 53 degrees).
WIDE: Final = 0.6
# Less than this is what level pictures gave too.
LEAST_LEAN: Final = 3.0


class Lean(NamedTuple):
    """How the camera leaned, in the sense of GPano's PosePitchDegrees and PoseRollDegrees."""

    pitch: float
    roll: float


class _Edge(NamedTuple):
    """A piece of an upright edge: where (radians), and how strong, negative from light to dark."""

    yaw: float
    pitch: float
    weight: float


# Where the zenith lies: so far to the right of straight up and so far ahead (tangents).
_Zenith = tuple[float, float]
_Sectors = dict[int, list[_Edge]]


def lean_of(picture: Image.Image) -> Lean | None:
    """How much the whole sphere `picture` leans, to half a degree or two; None when it stands, or nobody can tell."""
    sectors = _sectors(_edges(picture))
    # Fewer than every second sector with something upright: one house does not tell.
    if len(sectors) < SECTORS // 2:
        return None
    right = ahead = 0.0
    for number, (step, reach, columns) in enumerate(SEARCH):
        tilts = [(right, ahead) for right in _steps(step, reach) for ahead in _steps(step, reach)]
        gathered = [statistics.fmean(row) for row in _gathered(_turned(sectors, (right, ahead)), tilts, columns)]
        best = max(range(len(tilts)), key=gathered.__getitem__)
        if number == 0 and gathered[best] - statistics.median(gathered) < LEAST_PROMINENCE:
            return None
        right, ahead = right + tilts[best][0], ahead + tilts[best][1]
    if math.degrees(math.atan(math.hypot(right, ahead))) < LEAST_LEAN:
        return None
    if not (_most_say(sectors, (right, ahead)) and _both_sides_say(sectors, (right, ahead))):
        return None
    # A camera that rolls to the left sees the zenith on its right.
    roll = -math.atan(right)
    return Lean(round(math.degrees(math.atan(ahead * math.cos(roll))), 1), round(math.degrees(roll), 1))


def _edges(picture: Image.Image) -> list[_Edge]:
    """The strongest edges that are upright or nearly so."""
    across, down = SIZE
    small = picture.convert("L").resize(SIZE, Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(1.0))
    pixels = small.tobytes()
    found = []
    for row in range(round(down * (0.5 - REACH / 180)), round(down * (0.5 + REACH / 180))):
        pitch = math.pi * (0.5 - (row + 0.5) / down)
        over, at, under = (pixels[start * across : (start + 1) * across] for start in (row - 1, row, row + 1))
        # The sphere is drawn wide towards the poles: a step to the side is shorter there than it looks.
        narrow = math.cos(pitch)
        for x in range(1, across - 1):
            side = 3 * (over[x + 1] - over[x - 1] + under[x + 1] - under[x - 1]) + 10 * (at[x + 1] - at[x - 1])
            if abs(side) < LEAST_STEP:
                continue
            up = 3 * (over[x - 1] - under[x - 1] + over[x + 1] - under[x + 1]) + 10 * (over[x] - under[x])
            if abs(up) * narrow <= abs(side) / 2:
                # A very bright lamp shall not count for a whole wall.
                strength = min(math.hypot(side / narrow, up), 2_000.0)
                yaw = 2 * math.pi * (x + 0.5) / across - math.pi
                found.append(_Edge(yaw, pitch, math.copysign(math.sqrt(strength), side)))
    return sorted(found, key=lambda edge: -abs(edge.weight))[:MOST_EDGES]


def _sectors(edges: Iterable[_Edge]) -> _Sectors:
    """The edges by where they stand around; sectors where hardly anything stands have no say."""
    sectors: _Sectors = defaultdict(list)
    for edge in edges:
        sectors[int((edge.yaw / (2 * math.pi) + 0.5) * SECTORS)].append(edge)
    return {number: held for number, held in sectors.items() if len(held) >= LEAST_IN_SECTOR}


def _turned(sectors: _Sectors, zenith: _Zenith) -> _Sectors:
    """The same edges as they are seen when the sphere is turned until its zenith is straight up."""
    right, ahead = zenith
    sine = math.hypot(right, ahead) / math.hypot(right, 1.0, ahead)
    if not sine:
        return sectors
    cosine = math.sqrt(1 - sine * sine)
    # The level axis it is turned about; Rodrigues' formula.
    towards_right, towards_ahead = -ahead / math.hypot(right, ahead), right / math.hypot(right, ahead)

    def seen(edge: _Edge) -> _Edge:
        x = math.cos(edge.pitch) * math.sin(edge.yaw)
        y = math.sin(edge.pitch)
        z = math.cos(edge.pitch) * math.cos(edge.yaw)
        along = (towards_right * x + towards_ahead * z) * (1 - cosine)
        turned_x = x * cosine - towards_ahead * y * sine + towards_right * along
        turned_y = y * cosine + (towards_ahead * x - towards_right * z) * sine
        turned_z = z * cosine + towards_right * y * sine + towards_ahead * along
        return _Edge(math.atan2(turned_x, turned_z), math.asin(max(-1.0, min(1.0, turned_y))), edge.weight)

    return {number: [seen(edge) for edge in held] for number, held in sectors.items()}


def _gathered(sectors: _Sectors, tilts: Sequence[_Zenith], columns: int) -> list[list[float]]:
    """How well each sector's edges gather on columns, for each small tilt, as logarithms.

    Small: an edge then only goes to the side, the farther the higher it stands.
    """
    per_turn = columns / (2 * math.pi)
    moving = [
        [
            (
                edge.yaw * per_turn + columns,
                -math.tan(edge.pitch) * math.cos(edge.yaw) * per_turn,
                math.tan(edge.pitch) * math.sin(edge.yaw) * per_turn,
                edge.weight,
            )
            for edge in held
        ]
        for held in sectors.values()
    ]
    rows = []
    for right, ahead in tilts:
        row = []
        for held in moving:
            sums: dict[int, float] = defaultdict(float)
            for yaw, by_right, by_ahead, weight in held:
                sums[int(yaw + right * by_right + ahead * by_ahead)] += weight
            row.append(math.log(sum(total * total for total in sums.values()) + 1.0))
        rows.append(row)
    return rows


def _most_say(sectors: _Sectors, zenith: _Zenith) -> bool:
    """Whether more than half of the sectors gather better so than in the picture as it is."""
    before, after = (_gathered(seen, [(0.0, 0.0)], SEARCH[0][2])[0] for seen in (sectors, _turned(sectors, zenith)))
    return sum(now > then for then, now in zip(before, after, strict=True)) > len(sectors) / 2


def _both_sides_say(sectors: _Sectors, zenith: _Zenith) -> bool:
    """Whether what stands to the left of the lean and what stands to its right each say it: only there is it seen as a lean."""
    towards = math.atan2(*zenith)
    lean = math.hypot(*zenith)
    angles = _steps(1.0, 12)
    tilts = [(angle * zenith[0] / lean, angle * zenith[1] / lean) for angle in angles]
    turned = _turned(sectors, zenith)
    sides: list[list[float]] = []
    for side in (math.pi / 2, -math.pi / 2):
        mine = {number: held for number, held in turned.items() if math.cos(_middle(number) - towards - side) > WIDE}
        if not mine:
            return False
        gathered = [statistics.fmean(row) for row in _gathered(mine, tilts, SEARCH[0][2])]
        best = max(range(len(tilts)), key=gathered.__getitem__)
        if gathered[best] - statistics.median(gathered) < LEAST_BY_SIDE:
            return False
        if abs(math.degrees(math.atan(angles[best]))) > NEAR:
            return False
        sides.append(gathered)
    both = [statistics.fmean(pair) for pair in zip(*sides, strict=True)]
    return max(both) - statistics.median(both) >= LEAST_BY_BOTH


def _middle(sector: int) -> float:
    """The yaw of a sector's middle, in radians."""
    return 2 * math.pi * (sector + 0.5) / SECTORS - math.pi


def _steps(step: float, reach: int) -> list[float]:
    return [math.tan(math.radians(number * step)) for number in range(-reach, reach + 1)]
