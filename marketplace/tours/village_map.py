"""The map of sites: where each dot goes, in units of the drawing.

Measured when two sites or more have coordinates: then only they stand on it, north up, with a scale. Otherwise a
sketch of where things lie to each other, as drawn by hand, which says that it is one.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

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
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    across = (WIDTH - 2 * MARGIN) / max(right - left, 1)
    down = min(across * 1.1, 420 / max(bottom - top, 1))

    def sketched(x: float, y: float) -> tuple[float, float]:
        return round(MARGIN + (x - left) * across, 1), round(MARGIN + (y - top) * down, 1)

    return VillageMap(
        height=round(2 * MARGIN + (bottom - top) * down),
        dots=[
            sketched(one.map_x, one.map_y) if one.map_x is not None and one.map_y is not None else None
            for one in things
        ],
        is_measured=False,
        sketched=sketched,
    )
