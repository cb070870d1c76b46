"""The land around: fields and ponds, the far tree line and hills, hedges of bamboo, the houses of the village."""

import math
from collections.abc import Callable, Iterable
from itertools import pairwise

import numpy as np
import plants
from houses import small_house
from shapes import Part, grid, repeat, sheet, stand

Height = Callable[[np.ndarray, np.ndarray], np.ndarray]
WATER = -0.3


def step(value: np.ndarray, low: float, high: float) -> np.ndarray:
    """From 0 at `low` smoothly to 1 at `high`."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def inside(x: np.ndarray, y: np.ndarray, box: tuple[float, float, float, float], *, bank: float = 1.2) -> np.ndarray:
    """1 inside west, south, east, north; 0 outside; the bank lies between."""
    west, south, east, north = box
    near = np.minimum(np.minimum(x - west, east - x), np.minimum(y - south, north - y))
    return step(near, -bank / 2, bank / 2)


def land(height: Height, *, half: float = 80.0, cells: int = 360, material: str = "grass") -> None:
    """The ground near by, and one sheet of water that shows wherever the ground lies lower."""

    def surface(u: np.ndarray, v: np.ndarray) -> np.ndarray:
        x, y = (u - 0.5) * 2 * half, (v - 0.5) * 2 * half
        return np.column_stack([x, y, height(x, y)])

    stand("land", grid(surface, cells, cells, material))
    stand("water", sheet([(-half, -half), (half, -half), (half, half), (-half, half)], "water", z=WATER))


def far(*, half: float = 79.0, seed: int = 5, opening: Callable[[float], bool] = lambda _bearing: False) -> None:
    """Fields to the edge of sight, a belt of trees and low hills; no trees in the bearings left open."""
    rng = np.random.default_rng(seed)
    parts: list[Part] = []
    r = 900.0
    for west, south, east, north in (
        (-r, half, r, r),
        (-r, -r, r, -half),
        (-r, -half, -half, half),
        (half, -half, r, half),
    ):
        parts += sheet([(west, south), (east, south), (east, north), (west, north)], "field_far", z=-0.2)
    for radius, low, high, pigment, waves in ((260.0, 4.0, 5.5, "hill_near", 41), (560.0, 12.0, 34.0, "hill", 7)):
        turn = np.linspace(0, 2 * math.pi, 721)
        top = low + (high - low) * (0.5 + 0.3 * np.sin(turn * waves + seed) + 0.2 * np.sin(turn * waves * 2.3 + 1)) ** 2
        if pigment == "hill":
            # The mountains of this delta stand in the west.
            top = top * (0.25 + 0.75 * step(np.cos(turn - math.radians(170)), 0.2, 0.95))
        ring = np.column_stack([np.cos(turn) * radius, np.sin(turn) * radius])
        verts = np.concatenate([np.column_stack([ring, np.full(721, -0.3)]), np.column_stack([ring, top])])
        i = np.arange(720)
        parts.append(Part(verts, np.stack([i, i + 1, i + 722, i + 721], 1), pigment, smooth=True))
    stand("far", parts)
    for kind in range(3):
        places = []
        while len(places) < 75:
            bearing, away = rng.uniform(0, 360), rng.uniform(95, 190)
            if not opening(bearing):
                x, y = away * math.sin(math.radians(bearing)), away * math.cos(math.radians(bearing))
                places.append((x, y, -0.2, rng.uniform(0, 360), rng.uniform(0.7, 1.25)))
        repeat(f"far tree {kind}", plants.far_tree(kind), places)


def bamboo_hedge(line: Iterable[tuple[float, float]], *, seed: int = 2, apart: float = 1.9) -> None:
    """Clumps of bamboo along a line of corners."""
    rng = np.random.default_rng(seed)
    corners = list(line)
    places: list[list[tuple[float, float, float, float, float]]] = [[], [], []]
    for (x1, y1), (x2, y2) in pairwise(corners):
        count = max(int(math.hypot(x2 - x1, y2 - y1) / apart), 1)
        for t in np.linspace(0, 1, count):
            x, y = x1 + (x2 - x1) * t + rng.normal() * 0.35, y1 + (y2 - y1) * t + rng.normal() * 0.35
            places[rng.integers(3)].append((x, y, -0.05, rng.uniform(0, 360), rng.uniform(0.75, 1.1)))
    for kind, some in enumerate(places):
        if some:
            repeat(f"bamboo {kind}", plants.bamboo(kind + 10), some)


def houses(places: Iterable[tuple[float, float, float]]) -> None:
    """Small houses of the village at (x, y, bearing they face); 180 faces south."""
    some = [(x, y, 0.0, facing - 180, 1.0) for x, y, facing in places]
    repeat("house", small_house(plain=True), some)


def planted(
    name: str, parts: list[Part], places: Iterable[tuple[float, float]], *, seed: int = 1, z: float = 0.0
) -> None:
    """The same plant at many places, each turned and sized a little differently."""
    rng = np.random.default_rng(seed)
    repeat(name, parts, [(x, y, z, rng.uniform(0, 360), rng.uniform(0.85, 1.12)) for x, y in places])


def rice_fields(boxes: Iterable[tuple[float, float, float, float]], *, z: float = -0.42) -> None:
    """Young rice over these fields (west, south, east, north)."""
    side = 3.0
    places = []
    for west, south, east, north in boxes:
        for x in np.arange(west + side / 2, east - side / 2 + 0.01, side):
            places += [(x, y, z, 0.0, 1.0) for y in np.arange(south + side / 2, north - side / 2 + 0.01, side)]
    repeat("rice", plants.rice_patch(4), places)


def lawn(allowed: Callable[[float, float], bool], *, middle: tuple[float, float], radius: float, seed: int = 8) -> None:
    """Loose grass around the middle, wherever it is allowed; thinner with distance."""
    rng = np.random.default_rng(seed)
    places: list[list[tuple[float, float, float, float, float]]] = [[], []]
    for x in np.arange(-radius, radius, 1.1):
        for y in np.arange(-radius, radius, 1.1):
            far = math.hypot(x, y)
            at_x, at_y = middle[0] + x + rng.uniform(-0.4, 0.4), middle[1] + y + rng.uniform(-0.4, 0.4)
            if far < radius and rng.random() > far / radius * 0.4 and allowed(at_x, at_y):
                places[rng.integers(2)].append((at_x, at_y, -0.03, rng.uniform(0, 360), rng.uniform(0.7, 1.3)))
    for kind, some in enumerate(places):
        repeat(f"grass {kind}", plants.grass_patch(kind), some)
