"""Tiled roofs: hipped with upturned corners, or plain gabled, tile by tile; ridges, horns, the disc on the ridge."""

import math
from collections.abc import Callable

import numpy as np
from shapes import Part, box, lathe, moved, slab, tube

Surface = Callable[[np.ndarray, np.ndarray], np.ndarray]


def scales(
    surface: Surface,
    widths: Callable[[np.ndarray], np.ndarray],
    *,
    tile: float,
    length: float,
    rng_seed: int,
    material: str = "roof",
) -> list[Part]:
    """Fish-scale tiles over surface(s, t): t goes from eave to ridge, s across; `widths(t)` is half the row in metres."""
    rng = np.random.default_rng(rng_seed)
    fine = surface(np.zeros(200), np.linspace(0, 1, 200))
    slope = np.linalg.norm(np.diff(fine, axis=0), axis=1).sum()
    rows = max(int(slope / length), 2)
    # A tile's outline, in tile widths across and row lengths down from its hidden upper edge.
    across = np.array([-0.48, -0.48, -0.3, 0.0, 0.3, 0.48, 0.48])
    down = np.array([0.0, 1.1, 1.32, 1.45, 1.32, 1.1, 0.0])
    lift = np.array([0.0, 0.028, 0.032, 0.034, 0.032, 0.028, 0.0])
    s_all, t_all, w_all, tint = [], [], [], []
    for row in range(rows):
        top = (row + 1) / rows
        half = float(widths(np.array([top]))[0])
        middles = (np.arange(-math.ceil(half / tile) - 1, math.ceil(half / tile) + 2) + (row % 2) / 2) * tile
        middles = middles[np.abs(middles) < half + tile * 0.2]
        t = np.clip(top - down / rows, -0.02, 1)
        x = middles[:, None] + across[None, :] * tile
        s_all.append(np.clip(x / np.maximum(widths(np.clip(t, 0, 1)), 1e-3)[None, :], -1.02, 1.02))
        t_all.append(np.broadcast_to(t, x.shape))
        w_all.append(np.broadcast_to(lift, x.shape) + rng.uniform(0, 0.008, len(middles))[:, None])
        tint.append(rng.random(len(middles)))
    s, t, w = (np.concatenate(a).ravel() for a in (s_all, t_all, w_all))
    verts = surface(s, t)
    verts[:, 2] += w * 1.25
    count = len(s) // 7
    faces = np.arange(count * 7).reshape(count, 7)
    return [Part(verts, faces, material, tint=np.repeat(np.concatenate(tint), 7))]


def _hipped(a: float, b: float, r: float, eave: float, ridge: float, lift: float) -> tuple[Surface, Surface]:
    """The south and the east slope: a, b half the eaves' length, r half the ridge's; corners lifted and drawn out."""

    def height(s: np.ndarray, t: np.ndarray) -> np.ndarray:
        # Eave tiles hang over the edge: t is a little below 0 there, and powers need it at 0.
        t = np.clip(t, 0, 1)
        corner = np.abs(s) ** 5 * (1 - t) ** 2.2
        return eave + (ridge - eave) * (0.72 * t + 0.28 * t**2.4) + lift * corner

    def out(s: np.ndarray, t: np.ndarray) -> np.ndarray:
        return 1 + 0.07 * np.abs(s) ** 7 * np.clip(1 - t, 0, 1.1) ** 2

    def south(s: np.ndarray, t: np.ndarray) -> np.ndarray:
        return np.column_stack([s * (a + (r - a) * t) * out(s, t), -b * (1 - t) * out(s, t), height(s, t)])

    def east(s: np.ndarray, t: np.ndarray) -> np.ndarray:
        return np.column_stack([(a + (r - a) * t) * out(s, t), s * b * (1 - t) * out(s, t), height(s, t)])

    return south, east


def hip_roof(
    *,
    a: float,
    b: float,
    ridge_half: float,
    eave: float,
    ridge: float,
    lift: float = 0.9,
    tile: float = 0.26,
    material: str = "roof",
    grand: bool = False,
) -> list[Part]:
    """Four curved slopes with upturned corners; grand ones carry a disc between two waves on the ridge."""
    south, east = _hipped(a, b, ridge_half, eave, ridge, lift)
    sides: list[Part] = []
    for surface, half, end in ((south, a, ridge_half), (east, b, 0.0)):

        def widths(t: np.ndarray, half: float = half, end: float = end) -> np.ndarray:
            return half + (end - half) * t

        slope = scales(surface, widths, tile=tile, length=tile * 0.72, rng_seed=7, material=material)
        slope += _underside(surface)
        sides += slope + moved(slope, turn=180)
    for mirror_x in (-1, 1):
        for mirror_y in (-1, 1):
            t = np.linspace(0, 1, 26)
            hip = south(np.full(26, 1.0), t) * np.array([mirror_x, -mirror_y, 1]) + np.array([0, 0, 0.1])
            first, second = hip[0], hip[1]
            way = (first - second) / np.linalg.norm(first - second)
            k = np.linspace(0.9, 0.15, 5)[:, None] * lift
            horn = first + way * k + np.array([0, 0, 1]) * k**1.6 * 0.8
            line = np.concatenate([horn, hip])
            thick = np.concatenate([np.linspace(0.03, 0.1, 5), np.full(26, 0.12)]) * (1.35 if grand else 0.8)
            sides += tube(line, thick, "lime", sides=8)
    sides += _ridge(ridge_half, ridge, grand=grand)
    return sides


def _underside(surface: Surface) -> list[Part]:
    """Boards just below the tiles, so that no light falls between them."""
    s, t = np.meshgrid(np.linspace(-1, 1, 41), np.linspace(0, 1, 17))
    verts = surface(s.ravel(), t.ravel()) - np.array([0, 0, 0.03])
    first = (np.arange(16)[:, None] * 41 + np.arange(40)[None, :]).ravel()
    faces = np.stack([first, first + 1, first + 42, first + 41], 1)
    return [Part(verts, faces, "wood", smooth=True)]


def _ridge(half: float, height: float, *, grand: bool) -> list[Part]:
    """The plastered ridge, its two ends rolled up."""
    size = 1.3 if grand else 0.8
    parts = box((half * 2 + 0.3, 0.3 * size, 0.38 * size), "lime", (0, 0, height - 0.05))
    parts += box((half * 2 + 0.5, 0.38 * size, 0.07), "lime", (0, 0, height + 0.33 * size))
    for sign in (-1, 1):
        turn = np.linspace(0, 1.65 * math.pi, 22)
        wide = np.linspace(0.5, 0.13, 22) * size
        roll = np.column_stack(
            [sign * (half + 0.1 + np.sin(turn) * wide), 0 * turn, height + 0.75 * size - np.cos(turn) * wide]
        )
        parts += tube(roll, np.linspace(0.15, 0.06, 22) * size, "lime", sides=8)
    if grand:
        parts += sun_disc(height + 0.5)
    return parts


def sun_disc(height: float) -> list[Part]:
    """The disc with its flames between two long waves: a drawing of "two dragons at the moon" without the dragons."""
    ring = moved(lathe([(0.0, -0.09), (0.4, -0.09), (0.46, 0), (0.4, 0.09), (0, 0.09)], "lime"), tilt=90)
    parts = moved(ring, (0, 0, height + 0.62))
    for i in range(7):
        angle = math.radians(-60 + i * 20)
        way = np.array([math.sin(angle), 0, math.cos(angle)])
        middle = np.array([0, 0, height + 0.62])
        parts += tube(
            [middle + way * 0.45, middle + way * 0.62, middle + way * 0.85], [0.07, 0.05, 0.01], "lime", sides=6
        )
    for sign in (-1, 1):
        s = np.linspace(0, 1, 40)
        x = sign * (0.75 + s * 3.3)
        z = height + 0.25 + 0.22 * np.sin(s * 4.2 * math.pi + 1.2) + 0.45 * (1 - s) ** 2
        parts += tube(np.column_stack([x, 0 * s, z]), np.linspace(0.15, 0.04, 40), "lime", sides=8)
        for k in range(3, 38, 3):
            spike = [(0.14, 0.0), (0.0, 0.3), (-0.14, 0.0)]
            parts += moved(slab(spike, 0.05, "lime"), (x[k], 0, z[k] + 0.06), scale=0.7 - 0.4 * s[k])
    return parts


def gable_roof(
    *,
    half_length: float,
    half_depth: float,
    eave: float,
    ridge: float,
    tile: float = 0.22,
    material: str = "roof",
    tiled: bool = True,
) -> list[Part]:
    """Two straight slopes; the ridge runs east."""

    def south(s: np.ndarray, t: np.ndarray) -> np.ndarray:
        z = eave + (ridge - eave) * (0.85 * t + 0.15 * t**2)
        return np.column_stack([s * half_length, -half_depth * (1 - t), z])

    def widths(t: np.ndarray) -> np.ndarray:
        return np.full(len(t), half_length)

    slope = _underside(south)
    if tiled:
        slope += scales(south, widths, tile=tile, length=tile * 0.75, rng_seed=3, material=material)
    parts = slope + moved(slope, turn=180)
    parts += box((half_length * 2 + 0.1, 0.24, 0.24), "lime", (0, 0, ridge - 0.05))
    for sign in (-1, 1):
        edge = [
            (sign * half_length, -half_depth, eave),
            (sign * half_length, 0, ridge),
            (sign * half_length, half_depth, eave),
        ]
        parts += tube(np.array(edge) + np.array([0, 0, 0.06]), 0.09, "lime", sides=6)
        parts += box((0.34, 0.3, 0.5), "lime", (sign * (half_length - 0.1), 0, ridge - 0.05))
    return parts
