"""The candy maker's things: round trays on racks, peanut and sesame candy, the rolling table, stove, jars, sacks, packets."""

import math

import numpy as np
from shapes import Part, box, disc, lathe, moved, rod, tube


def tray(radius: float = 0.55) -> list[Part]:
    """A round bamboo tray (nong) with a bound rim."""
    parts = lathe([(0, 0.0), (radius * 0.93, 0.0), (radius, 0.07)], "weave", sides=40)
    turn = np.linspace(0, 2 * math.pi, 49)
    rim = np.column_stack([np.cos(turn) * radius, np.sin(turn) * radius, np.full(49, 0.07)])
    return parts + tube(rim, 0.022, "bamboo_dry", sides=8)


def bars(
    radius: float, pigment: str, *, size: tuple[float, float, float] = (0.1, 0.045, 0.018), seed: int = 1
) -> list[Part]:
    """Cut bars laid out in rows within a round."""
    rng = np.random.default_rng(seed)
    parts: list[Part] = []
    for x in np.arange(-radius, radius, size[0] * 1.22):
        for y in np.arange(-radius, radius, size[1] * 1.4):
            if math.hypot(abs(x) + size[0] / 2, abs(y) + size[1] / 2) < radius * 0.9:
                parts += moved(box(size, pigment), (x, y, 0.012), turn=rng.normal() * 3)
    return parts


def cakes(radius: float, pigment: str, *, round_radius: float = 0.055) -> list[Part]:
    """Thin round candies laid out in rows within a round."""
    r = round_radius
    one = lathe([(0, 0), (r, 0), (r * 1.04, 0.006), (r, 0.013), (0, 0.013)], pigment, sides=20)
    parts: list[Part] = []
    for row, y in enumerate(np.arange(-radius, radius, r * 1.95)):
        for x in np.arange(-radius, radius, r * 2.25):
            at = x + (row % 2) * r * 1.1
            if math.hypot(at, y) < radius * 0.92 - r:
                parts += moved(one, (at, y, 0.012))
    return parts


def heap(radius: float, height: float, pigment: str) -> list[Part]:
    """A low heap of nuts or seeds."""
    t = np.linspace(0, 1, 9)
    return lathe([(radius * (1 - k) + 0.001, 0.012 + height * (1 - (1 - k) ** 2)) for k in t], pigment, sides=32)


def full_tray(kind: str, *, radius: float = 0.55) -> list[Part]:
    """A tray with what lies in it: peanut bars, sesame rounds, chè lam, raw peanuts."""
    inner = radius * 0.93
    if kind == "peanut bars":
        return tray(radius) + bars(inner, "peanut")
    if kind == "sesame rounds":
        return tray(radius) + cakes(inner, "sesame")
    if kind == "che lam":
        return tray(radius) + bars(inner, "che_lam", size=(0.13, 0.05, 0.024), seed=2)
    if kind == "rolls":
        return tray(radius) + bars(inner, "paper", size=(0.12, 0.04, 0.035), seed=4)
    return tray(radius) + heap(inner * 0.9, 0.05, "peanut_raw")


def rack(length: float = 2.5, depth: float = 1.15, height: float = 0.72, *, tilt: float = 0.12) -> list[Part]:
    """A bamboo drying rack that leans to the sun in the south."""
    parts: list[Part] = []
    for x in (-length / 2 + 0.1, 0, length / 2 - 0.1):
        for y, top in ((-depth / 2 + 0.06, height - tilt / 2), (depth / 2 - 0.06, height + tilt / 2)):
            parts += rod((x, y, 0), (x, y, top + 0.05), 0.032, "bamboo_dry")
        parts += rod(
            (x, -depth / 2 - 0.05, height - tilt / 2 - 0.04),
            (x, depth / 2 + 0.05, height + tilt / 2 - 0.04),
            0.026,
            "bamboo_dry",
        )
    for t in np.linspace(-0.48, 0.48, 7):
        z = height + tilt * t
        parts += rod((-length / 2, t * depth, z), (length / 2, t * depth, z), 0.024, "bamboo_dry")
    return parts


def loaded_rack(kinds: tuple[str, str]) -> list[Part]:
    """A rack with two trays on it."""
    parts = rack()
    for x, kind in zip((-0.62, 0.62), kinds, strict=True):
        parts += moved(moved(full_tray(kind), tilt=-6), (x, 0, 0.76))
    return parts


def packet(label: str = "cloth_red", *, size: tuple[float, float, float] = (0.16, 0.09, 0.05)) -> list[Part]:
    """A paper packet with a plain band and a square seal: no brand."""
    x, y, z = size
    parts = box(size, "paper") + box((x * 0.34, y + 0.004, z + 0.003), label)
    return parts + box((x * 0.14, y * 0.3, 0.002), "petal_yellow", (x * 0.33, 0, z + 0.001))


def packets(rows: int = 3, columns: int = 4, *, high: int = 2, seed: int = 1) -> list[Part]:
    """Packets stacked on a table, bands of three colours."""
    rng = np.random.default_rng(seed)
    parts: list[Part] = []
    for i in range(columns):
        label = ("cloth_red", "cloth_green", "cloth_blue", "cloth_yellow")[i % 4]
        for j in range(rows):
            for k in range(high - (j == 0)):
                at = ((i - columns / 2 + 0.5) * 0.19, (j - rows / 2 + 0.5) * 0.11, k * 0.052)
                parts += moved(packet(label), at, turn=rng.normal() * 2.5)
    return parts


def table(length: float = 1.9, depth: float = 0.85, height: float = 0.76) -> list[Part]:
    """A plain wooden table."""
    parts = box((length, depth, 0.045), "wood_pale", (0, 0, height - 0.045))
    parts += box((length - 0.2, depth - 0.16, 0.09), "wood", (0, 0, height - 0.135))
    for x in (-length / 2 + 0.1, length / 2 - 0.1):
        for y in (-depth / 2 + 0.08, depth / 2 - 0.08):
            parts += box((0.07, 0.07, height - 0.04), "wood", (x, y, 0))
        parts += box((0.04, depth - 0.16, 0.05), "wood", (x, 0, 0.14))
    return parts


def rolling_table() -> list[Part]:
    """A stone-topped table with a sheet of peanut candy being rolled and cut."""
    parts = box((1.9, 0.95, 0.08), "stone_light", (0, 0, 0.7)) + box((1.6, 0.7, 0.7), "brick_wall")
    parts += box((1.0, 0.62, 0.02), "peanut", (-0.25, 0, 0.78))
    for k in range(4):
        parts += moved(box((0.1, 0.6, 0.02), "peanut"), (0.36 + 0.125 * k, 0, 0.78))
    parts += rod((-0.75, -0.34, 0.835), (-0.75, 0.34, 0.835), 0.035, "wood_pale", sides=14)
    for sign in (-1, 1):
        parts += rod((-0.75, sign * 0.34, 0.835), (-0.75, sign * 0.46, 0.835), 0.016, "wood", sides=10)
    return parts + moved(
        box((0.26, 0.05, 0.012), "iron") + box((0.12, 0.035, 0.03), "wood", (-0.18, 0, 0)),
        (0.62, -0.36, 0.785),
        turn=12,
    )


def jar(size: float = 1.0, *, lid: bool = True) -> list[Part]:
    """A glazed brown jar (chum), lidded."""
    line = [
        (0, 0),
        (0.19, 0),
        (0.2, 0.02),
        (0.33, 0.28),
        (0.35, 0.42),
        (0.29, 0.6),
        (0.21, 0.68),
        (0.2, 0.71),
        (0.24, 0.75),
        (0.21, 0.75),
    ]
    parts = lathe(line, "jar", sides=36)
    parts += lathe([(0.334, 0.47), (0.345, 0.49), (0.33, 0.51)], "bamboo_dry", sides=36)
    top = (
        [(0.255, 0.74), (0.25, 0.78), (0.1, 0.84), (0.03, 0.86), (0.04, 0.9), (0, 0.91)]
        if lid
        else [(0.2, 0.7), (0, 0.69)]
    )
    return moved(parts + lathe(top, "jar" if lid else "charcoal", sides=36), scale=size)


def sack(seed: int, *, full_of: str = "peanut_raw") -> list[Part]:
    """An open sack, its mouth rolled back, full to the brim."""
    rng = np.random.default_rng(seed)
    line = [
        (0, 0),
        (0.26, 0),
        (0.31, 0.06),
        (0.32, 0.25),
        (0.29, 0.48),
        (0.27, 0.55),
        (0.33, 0.57),
        (0.34, 0.51),
        (0.3, 0.49),
    ]
    (body,) = lathe(line, "sack", sides=30)
    bulge = 1 + 0.05 * np.sin(np.arctan2(body.verts[:, 1], body.verts[:, 0]) * 3 + rng.uniform(0, 6))[
        :, None
    ] * np.array([1, 1, 0.4])
    parts = [Part(body.verts * bulge, body.faces, body.material, smooth=True)]
    t = np.linspace(0, 1, 7)
    return parts + lathe([(0.285 * (1 - k) + 0.001, 0.5 + 0.13 * (1 - (1 - k) ** 2)) for k in t], full_of, sides=26)


def stove() -> list[Part]:
    """A brick stove with two fires; a wide iron pan of caramel with its paddle, and a pot."""
    parts = box((2.3, 1.0, 0.62), "brick_wall") + box((2.4, 1.08, 0.06), "stone", (0, 0, 0.62))
    for x in (-0.58, 0.58):
        parts += box((0.42, 0.04, 0.34), "charcoal", (x, -0.5, 0.06)) + box(
            (0.3, 0.03, 0.1), "ember", (x, -0.515, 0.08)
        )
        for k in range(3):
            parts += rod((x - 0.1 + 0.1 * k, -1.0 - 0.06 * k, 0.04), (x - 0.06 + 0.06 * k, -0.5, 0.13), 0.032, "bark")
    pan = [(0, 0.0), (0.2, 0.02), (0.42, 0.14), (0.5, 0.26), (0.52, 0.26), (0.5, 0.24), (0.42, 0.18), (0, 0.17)]
    parts += moved(lathe(pan, "iron", sides=36) + disc(0.43, "peanut", (0, 0, 0.19)), (-0.58, 0, 0.66))
    parts += rod((-0.65, 0.1, 0.84), (-0.15, -0.25, 1.35), 0.022, "wood_pale")
    pot = [
        (0, 0),
        (0.26, 0),
        (0.3, 0.06),
        (0.3, 0.34),
        (0.32, 0.36),
        (0.3, 0.38),
        (0.2, 0.44),
        (0.03, 0.47),
        (0.04, 0.51),
        (0, 0.52),
    ]
    return parts + moved(lathe(pot, "stone", sides=32), (0.58, 0, 0.68))


def firewood(seed: int = 1) -> list[Part]:
    """A stack of cut wood."""
    rng = np.random.default_rng(seed)
    parts: list[Part] = []
    for row in range(7):
        for k in range(13 - row % 2):
            radius = rng.uniform(0.05, 0.062)
            x, z = (k - 6 + (row % 2) / 2) * 0.125, 0.06 + row * 0.108
            for y, pigment, length in ((0.0, "bark", 0.34), (0.0, "wood_pale", 0.345)):
                inner = radius if pigment == "bark" else radius * 0.86
                log = lathe(
                    [(0, -length), (inner, -length), (inner, length), (0, length)], pigment, sides=10, smooth=False
                )
                parts += moved(moved(log, tilt=90), (x, y, z))
    return parts


def kitchen() -> list[Part]:
    """An open shed, its front to the south: four posts, a tiled slope, a low back wall."""
    parts = box((5.6, 3.6, 0.12), "brick_lane") + box((5.4, 0.22, 2.3), "brick_wall", (0, 1.7, 0.1))
    for x in (-2.5, 0.0, 2.5):
        parts += box((0.16, 0.16, 2.3), "wood", (x, -1.5, 0.1))
    return parts + box((5.4, 0.14, 0.18), "wood", (0, -1.5, 2.3))
