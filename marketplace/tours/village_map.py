"""The map of sites: where each dot goes, in units of the drawing.

Measured when two sites or more have coordinates: then only they stand on it, north up, with a scale. Otherwise a
sketch of where things lie to each other, as drawn by hand, which says that it is one.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

WIDTH: Final = 340
MARGIN: Final = 26
# A scale bar shows one of these lengths in metres.
_SCALES: Final = (100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
_METRES_PER_DEGREE: Final = 111_320


class Placed(Protocol):
    """What may stand on the map."""

    @property
    def latitude(self) -> float | None: ...
    @property
    def longitude(self) -> float | None: ...
    @property
    def map_x(self) -> int | None: ...
    @property
    def map_y(self) -> int | None: ...


@dataclass(frozen=True)
class VillageMap:
    """Where everything stands. `dots` has one place, or None, for each thing asked about."""

    height: int
    dots: Sequence[tuple[float, float] | None]
    is_measured: bool
    scale_metres: int = 0
    scale_length: float = 0.0
    # The sketch's own way from 0–100 to the drawing, for hamlets and pick-up points.
    sketched: Callable[[float, float], tuple[float, float]] = lambda x, y: (x, y)


def lay_out(things: Sequence[Placed], *, also: Sequence[tuple[int, int]] = ()) -> VillageMap | None:
    """The map of these things, or None when fewer than two can stand on one. `also` are other points of the sketch."""
    known = [(one.latitude, one.longitude) for one in things if one.latitude is not None and one.longitude is not None]
    if len(known) >= 2:
        return _measured(things, known)
    if sum(one.map_x is not None and one.map_y is not None for one in things) < 2:
        return None
    return _sketch(things, also)


def _measured(things: Sequence[Placed], known: Sequence[tuple[float, float]]) -> VillageMap:
    north, south = max(lat for lat, _ in known), min(lat for lat, _ in known)
    west, east = min(lon for _, lon in known), max(lon for _, lon in known)
    narrow = math.cos(math.radians((north + south) / 2))
    inside = WIDTH - 2 * MARGIN
    # As wide as the drawing, unless the land is much longer from north to south.
    span = max((east - west) * narrow, (north - south) / 1.3, 0.001)
    per_degree = inside / span
    height = round((north - south) * per_degree + 2 * MARGIN + 24)

    def place(one: Placed) -> tuple[float, float] | None:
        if one.latitude is None or one.longitude is None:
            return None
        left = (WIDTH - (east - west) * narrow * per_degree) / 2
        x = left + (one.longitude - west) * narrow * per_degree
        return round(x, 1), round(MARGIN + (north - one.latitude) * per_degree, 1)

    per_metre = per_degree / _METRES_PER_DEGREE
    metres = max((length for length in _SCALES if length * per_metre <= inside / 2), default=_SCALES[0])
    return VillageMap(
        height=height, dots=[place(one) for one in things], is_measured=True, scale_metres=metres,
        scale_length=round(metres * per_metre, 1),
    )  # fmt: skip


def _sketch(things: Sequence[Placed], also: Sequence[tuple[int, int]]) -> VillageMap:
    drawn = [(one.map_x, one.map_y) for one in things if one.map_x is not None and one.map_y is not None]
    points = [*drawn, *also]
    across, down = _spread([x for x, _ in points]), _spread([y for _, y in points])
    height = 2 * MARGIN + min(360, 60 + 26 * len(points))

    def sketched(x: float, y: float) -> tuple[float, float]:
        return (
            round(MARGIN + across[x] * (WIDTH - 2 * MARGIN), 1),
            round(MARGIN + down[y] * (height - 2 * MARGIN - 16), 1),
        )

    return VillageMap(
        height=height,
        dots=[
            sketched(one.map_x, one.map_y) if one.map_x is not None and one.map_y is not None else None
            for one in things
        ],
        is_measured=False,
        sketched=sketched,
    )


def _spread(values: Sequence[int]) -> dict[float, float]:
    """Where each goes from 0 to 1: in their order, but close ones farther apart, so that a crowd can be read."""
    each = sorted(set(values))
    if len(each) == 1:
        return {each[0]: 0.5}
    return {
        value: 0.4 * (value - each[0]) / (each[-1] - each[0]) + 0.6 * rank / (len(each) - 1)
        for rank, value in enumerate(each)
    }


class Label(NamedTuple):
    """A thing of the sketch with the middle of its name's foot."""

    name: str
    x: float
    y: float
    label_x: float
    label_y: float


def named(
    things: Sequence[tuple[str, float, float]], *, dots: Sequence[tuple[float, float] | None], height: int
) -> list[Label]:
    """Each name stands below or above its thing, where it covers least of dots, other things and other names."""
    taken = [(x - 13, y - 13, x + 13, y + 13) for x, y in filter(None, dots)]
    taken += [(x - 14, y - 12, x + 14, y + 6) for _, x, y in things]
    labels: list[Label] = []
    for name, x, y in things:
        half = 2.9 * len(name) + 2
        middle = min(max(x, half + 4), WIDTH - half - 4)
        best, least = (middle, y + 18), math.inf
        for at in ((middle, y + 18), (middle, y - 17), (middle, y + 30), (middle, y - 29)):
            box = (at[0] - half, at[1] - 10, at[0] + half, at[1] + 3)
            covered = sum(_overlap(box, other) for other in taken) + (1e6 if not 12 < at[1] < height - 6 else 0)
            if covered < least:
                best, least = at, covered
        taken.append((best[0] - half, best[1] - 10, best[0] + half, best[1] + 3))
        labels.append(Label(name, x, y, round(best[0], 1), round(best[1], 1)))
    return labels


_Box = tuple[float, float, float, float]


def _overlap(one: _Box, other: _Box) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(width, 0.0) * max(height, 0.0)
