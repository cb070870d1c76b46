"""The altar and what stands around it: red lacquer and gold, an empty throne, offerings; no writing and no faces."""

import math
from itertools import pairwise

import numpy as np
from houses import roundel
from shapes import Part, box, cards, lathe, moved, rod, slab, tube


def altar_table(width: float, depth: float, height: float) -> list[Part]:
    """A gilded offering table (hương án) on a stepped foot."""
    parts = box((width + 0.1, depth + 0.1, 0.1), "lacquer_dark") + box((width, depth, 0.08), "gold", (0, 0, 0.1))
    parts += box((width - 0.16, depth - 0.12, height - 0.36), "gilded", (0, 0, 0.18))
    for x in np.linspace(-width / 2 + 0.12, width / 2 - 0.12, 4):
        parts += box((0.09, depth - 0.06, height - 0.36), "lacquer", (x, 0, 0.18))
    for z in (0.42, 0.68):
        parts += box((width - 0.1, depth - 0.08, 0.05), "lacquer", (0, 0, height * z))
        parts += box((width - 0.08, depth - 0.06, 0.015), "gold", (0, 0, height * z + 0.05))
    parts += box((width + 0.06, depth + 0.04, 0.06), "gold", (0, 0, height - 0.18))
    parts += box((width + 0.24, depth + 0.14, 0.12), "lacquer", (0, 0, height - 0.12))
    for sign in (-1, 1):
        curl = [(0, 0), (0.16, 0.02), (0.22, 0.14), (0.15, 0.2), (0.06, 0.1), (0, 0.1)]
        parts += moved(
            slab(curl, depth + 0.1, "gold"), (sign * (width / 2 + 0.05), 0, height - 0.02), scale=(sign, 1, 1)
        )
    return parts


def candle(height: float = 0.5) -> list[Part]:
    """A bronze candlestick with a red candle burning."""
    line = [
        (0.1, 0),
        (0.11, 0.03),
        (0.04, 0.08),
        (0.03, 0.16),
        (0.055, 0.2),
        (0.025, 0.24),
        (0.03, height - 0.06),
        (0.09, height),
        (0, height),
    ]
    parts = lathe(line, "bronze", sides=18) + rod((0, 0, height), (0, 0, height + 0.2), 0.025, "cloth_red")
    return parts + moved(
        lathe([(0, 0), (0.014, 0.02), (0.008, 0.05), (0, 0.075)], "flame", sides=10), (0, 0, height + 0.2)
    )


def incense_bowl(radius: float = 0.2) -> list[Part]:
    """A blue and white bowl of ash with burning incense."""
    r = radius
    parts = lathe(
        [(r * 0.6, 0), (r * 0.7, 0.03), (r, 0.12), (r * 0.95, 0.24), (r * 1.05, 0.28), (r * 0.9, 0.28), (0, 0.25)],
        "porcelain",
    )
    parts += lathe([(r * 0.985, 0.1), (r * 1.01, 0.13), (r * 0.985, 0.17)], "porcelain_blue")
    for k in range(5):
        x = (k - 2) * 0.025
        parts += rod((x, 0, 0.24), (x * 1.8, 0.01 * (k % 2), 0.52), 0.005, "cloth_red", sides=5)
        parts += box((0.011, 0.011, 0.012), "ember", (x * 1.8, 0.01 * (k % 2), 0.52))
    return parts


def vase(seed: int, *, petals: str = "petal_yellow", size: float = 1.0) -> list[Part]:
    """A tall vase of flowers."""
    rng = np.random.default_rng(seed)
    line = [
        (0, 0),
        (0.09, 0),
        (0.1, 0.03),
        (0.15, 0.16),
        (0.14, 0.26),
        (0.06, 0.36),
        (0.06, 0.42),
        (0.1, 0.47),
        (0.07, 0.46),
    ]
    parts = lathe(line, "porcelain") + lathe([(0.15, 0.13), (0.156, 0.17), (0.152, 0.21)], "porcelain_blue")
    for _ in range(15):
        way = rng.normal(size=3) * np.array([0.55, 0.4, 0.25]) + np.array([0, 0, 1])
        head = np.array([0, 0, 0.45]) + way / np.linalg.norm(way) * rng.uniform(0.28, 0.52)
        parts += tube([(0, 0, 0.42), head * np.array([0.5, 0.5, 0.85]), head], 0.006, "leaf_tree", sides=5)
        around = rng.normal(size=(36, 3))
        parts += cards(np.tile(head, (36, 1)), around, petals, rng, length=0.075, width=0.5)
        parts += cards(
            np.tile(head * [0.6, 0.6, 0.9], (3, 1)),
            rng.normal(size=(3, 3)) + way,
            "leaf_tree",
            rng,
            length=0.16,
            width=0.4,
        )
    return moved(parts, scale=size)


def fruit_tray() -> list[Part]:
    """Five kinds of fruit on a high tray: bananas below, a pomelo, persimmons, oranges."""
    line = [(0.14, 0), (0.15, 0.02), (0.05, 0.07), (0.05, 0.13), (0.24, 0.18), (0.28, 0.23), (0.25, 0.22), (0, 0.19)]
    parts = lathe(line, "lacquer")
    for k in range(9):
        a = math.radians(-80 + k * 20) - math.pi / 2
        out = np.array([math.cos(a), math.sin(a), 0])
        line3 = [out * 0.1 + [0, 0, 0.24], out * 0.22 + [0, 0, 0.24], out * 0.29 + [0, 0, 0.3], out * 0.3 + [0, 0, 0.4]]
        parts += tube(line3, [0.02, 0.032, 0.03, 0.008], "leaf_lotus", sides=8)

    def fruit(at: tuple[float, float, float], radius: float, pigment: str) -> list[Part]:
        t = np.linspace(-math.pi / 2, math.pi / 2, 11)
        return moved(lathe([(math.cos(a) * radius, math.sin(a) * radius) for a in t], pigment, sides=18), at)

    parts += fruit((0, 0.02, 0.39), 0.135, "petal_yellow")
    for k in range(6):
        a = k * math.pi / 3 + 0.3
        parts += fruit((math.cos(a) * 0.18, math.sin(a) * 0.16, 0.28), 0.062, ("cloth_red", "lantern_fruit")[k % 2])
    return parts + fruit((0.06, -0.05, 0.55), 0.055, "lantern_fruit") + fruit((-0.06, -0.02, 0.55), 0.055, "cloth_red")


def throne() -> list[Part]:
    """An empty throne (ngai), its arms rolled, a red cloth over the seat."""
    parts = box((0.95, 0.75, 0.1), "lacquer") + box((0.85, 0.66, 0.3), "gilded", (0, 0, 0.1))
    parts += box((0.95, 0.74, 0.07), "gold", (0, 0, 0.4)) + box((0.7, 0.55, 0.08), "cloth_red", (0, 0, 0.47))
    turn = np.linspace(-0.15 * math.pi, 1.15 * math.pi, 26)
    arm = np.column_stack([np.cos(turn) * 0.47, np.sin(turn) * 0.32 - 0.05, 0.86 + 0.09 * np.sin(turn)])
    parts += tube(arm, 0.05, "gold", sides=10)
    for end, sign in ((arm[0], 1), (arm[-1], -1)):
        swirl = np.linspace(0, 1.5 * math.pi, 12)
        roll = np.column_stack([np.full(12, end[0]), end[1] - 0.1 * np.sin(swirl), end[2] + 0.1 - 0.1 * np.cos(swirl)])
        parts += tube(roll, np.linspace(0.055, 0.03, 12), "gold", sides=8)
        parts += rod((sign * 0.42, -0.24, 0.45), (end[0], end[1] + 0.03, end[2]), 0.04, "lacquer")
    for a in np.linspace(0.1 * math.pi, 0.9 * math.pi, 6):
        parts += rod(
            (math.cos(a) * 0.4, math.sin(a) * 0.26 - 0.05, 0.45),
            (math.cos(a) * 0.46, math.sin(a) * 0.31 - 0.05, 0.9),
            0.03,
            "lacquer",
        )
    back = [
        (-0.3, 0.45),
        (0.3, 0.45),
        (0.34, 1.0),
        (0.24, 1.28),
        (0.1, 1.36),
        (0, 1.5),
        (-0.1, 1.36),
        (-0.24, 1.28),
        (-0.34, 1.0),
    ]
    parts += moved(slab(back, 0.06, "gilded"), (0, 0.27, 0))
    rim = np.array([(x, 0.235, z) for x, z in [*back, back[0]]])
    return parts + tube(rim, 0.03, "gold", sides=8)


def valance(width: float, drop: float) -> list[Part]:
    """A carved and gilded curtain of wood (cửa võng) hanging from a beam: its top is at the origin."""
    half = width / 2
    s = np.linspace(-1, 1, 41)
    low = -drop * (0.3 + 0.7 * np.abs(s) ** 3) - 0.07 * np.abs(np.sin(s * 5 * math.pi))
    outline = [(x * half, z) for x, z in zip(s, low, strict=True)] + [(half, 0), (-half, 0)]
    # Quads from top to bottom: one polygon of this shape would be cut up badly.
    parts: list[Part] = []
    for (x1, z1), (x2, z2) in pairwise(outline[:41]):
        parts += slab([(x1, z1), (x2, z2), (x2, 0), (x1, 0)], 0.08, "gilded")
    edge = np.array([(x, -0.05, z) for x, z in outline[:41]])
    parts += tube(edge, 0.035, "gold", sides=8)
    parts += box((width, 0.14, 0.1), "gold", (0, 0, -0.05))
    for x in (-0.5, 0.0, 0.5):
        parts += moved(roundel(0.16, 0.08, ring="gold"), (x * half, 0, -0.22 if x else -0.25))
    return parts


def board(width: float, height: float, *, flowers: int) -> list[Part]:
    """A lacquered board in a gold frame with round flowers where a real one has writing."""
    parts = box((width, 0.06, height), "lacquer") + box(
        (width - 0.16, 0.075, height - 0.16), "lacquer_dark", (0, 0, 0.08)
    )
    for z in (0.0, height - 0.06):
        parts += box((width + 0.06, 0.1, 0.06), "gold", (0, 0, z))
    for sign in (-1, 1):
        parts += box((0.06, 0.1, height), "gold", (sign * width / 2, 0, 0))
    upright = height > width
    for k in range(flowers):
        t = (k + 0.5) / flowers - 0.5
        size = min(width, height) * 0.3
        at = (0, 0, height / 2 + t * (height - 0.2)) if upright else (t * (width - 0.2), 0, height / 2)
        parts += moved(roundel(size, 0.055, ring="gold"), at)
    return parts


def offerings(height: float) -> list[Part]:
    """Bowl, candles, vases and fruit as they stand on a table of this height."""
    parts = moved(incense_bowl(), (0, -0.12, height))
    for sign in (-1, 1):
        parts += moved(candle(), (sign * 0.48, -0.12, height))
        parts += moved(
            vase(3 + sign, petals="petal_yellow" if sign < 0 else "petal_pink"), (sign * 0.88, -0.02, height)
        )
    return parts + moved(fruit_tray(), (0, 0.18, height))


def brass_lamp() -> list[Part]:
    """A hanging lamp of three small lights on chains; it hangs from the origin."""
    parts = rod((0, 0, 0), (0, 0, -0.9), 0.008, "gold", sides=5)
    parts += moved(
        lathe([(0, 0.05), (0.09, 0.02), (0.26, 0), (0.28, -0.05), (0.1, -0.09), (0, -0.16)], "gold", sides=24),
        (0, 0, -1.25),
    )
    for k in range(3):
        a = k * 2 * math.pi / 3
        x, y = 0.24 * math.cos(a), 0.24 * math.sin(a)
        parts += rod((0, 0, -0.9), (x, y, -1.23), 0.006, "gold", sides=5)
        parts += moved(
            lathe([(0.03, 0), (0.06, 0.05), (0.065, 0.16), (0.03, 0.2)], "lantern_yellow", sides=14), (x, y, -1.25)
        )
    return parts


def altar_bay() -> list[Part]:
    """The middle bay's altars, boards and hangings; the origin is on the floor between the inner columns, y north."""
    parts = moved(altar_table(2.4, 0.9, 1.25), (0, 1.3, 0)) + moved(offerings(1.25), (0, 1.3, 0))
    parts += moved(altar_table(2.7, 1.0, 1.75), (0, 2.75, 0)) + moved(throne(), (0, 2.9, 1.75))
    for sign in (-1, 1):
        parts += moved(candle(0.6), (sign * 0.85, 2.6, 1.75)) + moved(
            vase(9 + sign, petals="petal_white"), (sign * 1.1, 2.9, 1.75)
        )
        parts += moved(board(0.36, 2.5, flowers=5), (sign * 1.6, -0.3, 1.0))
    parts += moved(valance(3.0, 1.5), (0, 0.55, 4.2)) + moved(valance(3.0, 1.1), (0, 2.1, 4.2))
    parts += box((3.0, 0.1, 3.8), "cloth_red", (0, 3.5, 0))
    parts += moved(moved(board(2.7, 0.85, flowers=4), tilt=-12), (0, -0.42, 4.15))
    return parts


def side_altar() -> list[Part]:
    """A smaller altar for a side bay."""
    parts = moved(altar_table(1.7, 0.8, 1.2), (0, 2.2, 0)) + moved(incense_bowl(0.15), (0, 2.05, 1.2))
    for sign in (-1, 1):
        parts += moved(candle(0.4), (sign * 0.4, 2.1, 1.2)) + moved(vase(20 + sign, size=0.8), (sign * 0.65, 2.25, 1.2))
    return parts + moved(valance(2.2, 0.9), (0, 0.55, 4.1)) + box((2.2, 0.1, 3.6), "cloth_red", (0, 3.3, 0))
