"""Things people made: for the tea seat, the festival, the altar and the candy maker's yard."""

import math

import numpy as np
from shapes import Part, box, cards, disc, grid, lathe, moved, rod, sheet, slab, tube


def bench(length: float = 1.9, depth: float = 0.75, height: float = 0.45) -> list[Part]:
    """A bamboo seat-bed (chõng tre)."""
    parts: list[Part] = []
    for k in np.arange(-depth / 2, depth / 2, 0.055):
        parts += rod((-length / 2, k, height), (length / 2, k, height), 0.025, "bamboo_dry", sides=6)
    for x in (-length / 2 + 0.12, 0, length / 2 - 0.12):
        parts += rod((x, -depth / 2, height - 0.05), (x, depth / 2, height - 0.05), 0.03, "bamboo_dry")
    for x in (-length / 2 + 0.12, length / 2 - 0.12):
        for y in (-depth / 2 + 0.08, depth / 2 - 0.1):
            parts += rod((x, y, 0), (x, y, height), 0.035, "bamboo_dry")
    return parts


def tea() -> list[Part]:
    """A teapot and four small bowls on a tray."""
    parts = lathe([(0, 0), (0.2, 0), (0.22, 0.03), (0.2, 0.015), (0, 0.015)], "lacquer")
    pot = [(0, 0), (0.05, 0), (0.085, 0.05), (0.075, 0.1), (0.03, 0.115), (0.012, 0.13), (0, 0.14)]
    parts += moved(lathe(pot, "porcelain"), (-0.04, 0.02, 0.015))
    parts += tube([(0.03, 0.02, 0.06), (0.08, 0.02, 0.08), (0.1, 0.02, 0.11)], [0.018, 0.012, 0.008], "porcelain")
    for x, y in ((0.11, -0.08), (0.02, -0.13), (-0.1, -0.1), (0.13, 0.07)):
        parts += moved(
            lathe([(0.015, 0), (0.03, 0.025), (0.034, 0.045), (0.028, 0.02), (0, 0.01)], "porcelain"), (x, y, 0.015)
        )
    return parts


def hat(radius: float = 0.23) -> list[Part]:
    """A conical palm-leaf hat (nón)."""
    t = np.linspace(0, 1, 15)
    line = [(radius * (1 - k) + 0.002, radius * 0.85 * k + 0.004 * (i % 2)) for i, k in enumerate(t)]
    return lathe(line, "paper", sides=32)


def basket(radius: float = 0.3, height: float = 0.28, *, full: str = "leaf_tree") -> list[Part]:
    """A round plaited basket, filled."""
    line = [
        (0, 0),
        (radius * 0.62, 0),
        (radius, height),
        (radius * 1.03, height),
        (radius * 0.97, height - 0.03),
        (0, height - 0.06),
    ]
    rng = np.random.default_rng(2)
    at = np.column_stack([rng.normal(size=(160, 2)) * radius * 0.4, np.full(160, height - 0.06)])
    way = rng.normal(size=(160, 3)) * 0.6 + np.array([0, 0, 0.8])
    return lathe(line, "weave", sides=30) + cards(at, way, full, rng, length=0.16, width=0.5)


def carrying_pole() -> list[Part]:
    """A shoulder pole set down beside its two baskets."""
    parts: list[Part] = []
    for x in (-0.5, 0.5):
        parts += moved(basket(), (x, 0, 0))
        for a in np.linspace(0, 2 * math.pi, 5)[:-1]:
            parts += rod((x + 0.29 * math.cos(a), 0.29 * math.sin(a), 0.28), (x, 0, 0.85), 0.008, "bamboo_dry", sides=5)
        parts += rod((x, 0, 0.85), (x, 0, 0.92), 0.012, "bamboo_dry", sides=5)
    bow = np.linspace(-1, 1, 11)
    return parts + tube(np.column_stack([bow * 0.75, 0 * bow, 0.97 - 0.06 * bow**2]), 0.025, "bamboo_dry", sides=8)


def bicycle() -> list[Part]:
    """An old green bicycle on its stand, pointing east."""
    parts: list[Part] = []
    for x in (-0.53, 0.53):
        turn = np.linspace(0, 2 * math.pi, 41)
        for radius, thick, pigment in ((0.33, 0.02, "charcoal"), (0.305, 0.012, "stone_light")):
            ring = np.column_stack([x + np.cos(turn) * radius, 0 * turn, 0.35 + np.sin(turn) * radius])
            parts += tube(ring, thick, pigment, sides=6)
        for a in np.linspace(0, 2 * math.pi, 17)[:-1]:
            rim = (x + math.cos(a) * 0.31, 0, 0.35 + math.sin(a) * 0.31)
            parts += rod((x, 0.02 * (-1) ** int(a * 3), 0.35), rim, 0.003, "stone_light", sides=4)
        parts += rod((x, -0.05, 0.35), (x, 0.05, 0.35), 0.025, "iron")
        guard = np.linspace(0.35, 2.6, 16)
        arc = np.column_stack([x + np.cos(guard) * 0.37, 0 * guard, 0.35 + np.sin(guard) * 0.37])
        parts += tube(arc, 0.022, "green_paint", sides=6)
    crank, seat, head = (-0.08, 0, 0.32), (-0.2, 0, 0.78), (0.36, 0, 0.83)
    for a, b in (
        (crank, seat),
        (crank, (0.4, 0, 0.7)),
        (seat, head),
        ((-0.53, 0.04, 0.35), seat),
        ((-0.53, 0.04, 0.35), crank),
    ):
        parts += rod(a, b, 0.018, "green_paint")
    parts += rod(head, (0.53, 0, 0.35), 0.018, "green_paint") + rod(head, (0.33, 0, 0.98), 0.016, "iron")
    bar = [(0.18, -0.26, 0.98), (0.3, -0.2, 1.0), (0.34, 0, 0.99), (0.3, 0.2, 1.0), (0.18, 0.26, 0.98)]
    parts += tube(bar, 0.014, "iron", sides=6) + rod(seat, (-0.22, 0, 0.9), 0.014, "iron")
    parts += box((0.26, 0.15, 0.06), "wood_dark", (-0.24, 0, 0.9)) + box((0.4, 0.16, 0.02), "iron", (-0.55, 0, 0.73))
    parts += rod((-0.35, 0, 0.73), seat, 0.012, "iron") + rod((-0.72, 0, 0.73), (-0.53, 0, 0.35), 0.01, "iron")
    parts += moved(moved(lathe([(0.09, -0.01), (0.09, 0.01), (0, 0.01)], "iron"), tilt=90), (-0.08, -0.05, 0.32))
    for sign in (-1, 1):
        parts += rod((-0.5, 0.07 * sign, 0.33), (-0.56, 0.13 * sign, 0.0), 0.012, "iron")
        parts += box((0.09, 0.06, 0.02), "charcoal", (-0.08 + 0.12 * sign, 0.1 * sign, 0.32 - 0.1 * sign))
    return parts


def _ragged(side: float, tooth: float) -> list[tuple[float, float]]:
    """A square with a fringe of teeth, its middle at the origin."""
    edge = np.linspace(-side / 2, side / 2, 13)
    corners = []
    for turn in range(4):
        a = math.radians(90 * turn)
        for k, t in enumerate(edge[:-1]):
            x, y = t, -side / 2 - (tooth if k % 2 else 0)
            corners.append((x * math.cos(a) - y * math.sin(a), x * math.sin(a) + y * math.cos(a)))
    return corners


FIVE = ("cloth_blue", "cloth_yellow", "cloth_green", "cloth_white", "cloth_red")


def festival_flag(side: float = 1.5, *, height: float = 5.5, first: int = 0, sway: float = 0.16) -> list[Part]:
    """A five-coloured square flag (cờ hội) with a fringe, hanging from a bamboo pole; the cloth flies to the east."""
    parts = rod((0, 0, 0), (0, 0, height + 0.25), 0.04, "bamboo_dry")
    parts += moved(lathe([(0, 0.2), (0.07, 0.1), (0.05, 0), (0, 0)], "cloth_red", sides=10), (0, 0, height + 0.22))
    middle = height - side / 2 - 0.1

    def cloth(x: np.ndarray, z: np.ndarray) -> np.ndarray:
        wave = np.sin((x + side / 2) * 3.3 + z * 1.1 + first) * sway * (x / side + 0.6)
        return np.column_stack([x + side / 2 + 0.05, wave, z + middle - 0.05 * (x + side / 2)])

    for ring in range(5):
        outer, inner = side * (1 - ring / 5), side * (1 - (ring + 1) / 5) if ring < 4 else 0.0
        colour = FIVE[(first + ring) % 5]
        for k in range(4):
            a = math.radians(90 * k)

            def piece(
                u: np.ndarray, v: np.ndarray, a: float = a, outer: float = outer, inner: float = inner
            ) -> np.ndarray:
                half = (outer + (inner - outer) * v) / 2
                x, z = (u * 2 - 1) * half, -half
                return cloth(x * math.cos(a) - z * math.sin(a), x * math.sin(a) + z * math.cos(a))

            parts += grid(piece, 16, 3, colour)
    rim = np.array(_ragged(side, 0.12))
    for k in range(1, len(rim), 2):
        three = rim[[k - 1, k, (k + 1) % len(rim)]]
        parts.append(Part(cloth(three[:, 0], three[:, 1]), np.array([[0, 1, 2]]), FIVE[first % 5]))
    return parts


def pennant(length: float = 3.0, *, colour: str, height: float = 6.0) -> list[Part]:
    """A long upright banner (phướn) on a bending bamboo pole."""
    t = np.linspace(0, 1, 14)
    pole = np.column_stack([0.9 * t**4, 0 * t, height * t - 0.25 * t**6])
    parts = tube(pole, np.linspace(0.05, 0.015, 14), "bamboo_dry", sides=7)

    def cloth(u: np.ndarray, v: np.ndarray) -> np.ndarray:
        drop = v * length
        x = 0.95 + (u - 0.5) * (0.5 - 0.18 * v) + 0.12 * np.sin(drop * 1.6)
        return np.column_stack([x, 0.12 * np.sin(drop * 2.3 + u), height - 0.35 - drop])

    return parts + grid(cloth, 4, 24, colour)


def lantern(size: float = 0.34, *, glow: str = "lantern") -> list[Part]:
    """A round silk lantern with ribs, gilt ends and a tassel; it hangs from the origin."""
    t = np.linspace(-1, 1, 13)
    body = [(size * 0.25 + size * 0.75 * math.sqrt(max(1 - k * k, 0)), k * size * 0.78) for k in t]
    parts = moved(lathe(body, glow, sides=20), (0, 0, -size * 1.25))
    for a in np.linspace(0, 2 * math.pi, 11)[:-1]:
        rib = [(r * 1.01 * math.cos(a), r * 1.01 * math.sin(a), z - size * 1.25) for r, z in body]
        parts += tube(rib, 0.006, "gold", sides=4)
    for z in (-size * 0.5, -size * 2.1):
        parts += moved(lathe([(0, 0), (size * 0.3, 0), (size * 0.3, size * 0.12), (0, size * 0.12)], "gold"), (0, 0, z))
    parts += rod((0, 0, 0), (0, 0, -size * 0.4), 0.006, "iron", sides=5)
    return parts + tube(
        [(0, 0, -size * 2.1), (0, 0, -size * 2.4), (0, 0, -size * 3.2)], [0.01, 0.03, 0.045], "cloth_yellow", sides=8
    )


def urn(scale: float = 1.0) -> list[Part]:
    """A bronze-coloured stone incense urn on a pedestal, three feet, two ears, sticks of incense in the ash."""
    parts = box((1.0, 1.0, 0.18), "stone") + box((0.78, 0.78, 0.42), "stone_light", (0, 0, 0.18))
    parts += box((0.95, 0.95, 0.12), "stone", (0, 0, 0.6))
    for k in range(3):
        a = math.radians(90 + 120 * k)
        at = (math.cos(a) * 0.24, math.sin(a) * 0.24, 0.72)
        parts += moved(lathe([(0.09, 0), (0.06, 0.08), (0.1, 0.24)], "bronze", sides=12), at)
    bowl = [
        (0, 0.16),
        (0.25, 0.18),
        (0.4, 0.34),
        (0.42, 0.5),
        (0.34, 0.6),
        (0.33, 0.66),
        (0.42, 0.72),
        (0.42, 0.76),
        (0.33, 0.76),
        (0.3, 0.7),
        (0, 0.7),
    ]
    parts += moved(lathe(bowl, "bronze", sides=36), (0, 0, 0.72))
    parts += moved(lathe([(0.405, 0.36), (0.435, 0.42), (0.405, 0.48)], "gold", sides=36), (0, 0, 0.72))
    for sign in (-1, 1):
        turn = np.linspace(-0.3, math.pi - 0.4, 12)
        ear = np.column_stack([sign * (0.4 + 0.13 * np.sin(turn)), 0 * turn, 1.52 - 0.17 * np.cos(turn)])
        parts += tube(ear, 0.045, "bronze", sides=8)
    parts += disc(0.32, "stone", (0, 0, 1.43))
    rng = np.random.default_rng(3)
    for _ in range(13):
        x, y = rng.normal(size=2) * 0.1
        parts += rod((x, y, 1.42), (x * 1.35, y * 1.35, 1.82), 0.006, "cloth_red", sides=5)
        parts += box((0.014, 0.014, 0.016), "ember", (x * 1.35, y * 1.35, 1.82))
    return moved(parts, scale=scale)


def drum(radius: float = 0.52, length: float = 1.05) -> list[Part]:
    """A big festival drum lying on a red stand, its skins to south and north, and two sticks on it."""
    t = np.linspace(-1, 1, 15)
    body = [(radius * (1 - 0.16 * k * k), k * length / 2) for k in t]
    shell = lathe(body, "lacquer", sides=40)
    for end in (-1, 1):
        cap = [(0, end * (length / 2 + 0.005)), (radius * 0.845, end * (length / 2 + 0.005))]
        shell += lathe(cap, "drum_skin", sides=40)
        shell += lathe(
            [
                (radius * 0.86, end * length * 0.44),
                (radius * 0.9, end * length * 0.47),
                (radius * 0.86, end * length * 0.5),
            ],
            "gold",
            sides=40,
        )
        shell += lathe(
            [(0.02, end * (length / 2 + 0.008)), (radius * 0.3, end * (length / 2 + 0.008))], "lacquer", sides=40
        )
        for a in np.linspace(0, 2 * math.pi, 33)[:-1]:
            stud = lathe([(0.02, -0.02), (0.026, 0), (0.02, 0.02)], "gold", sides=6)
            shell += moved(stud, (math.cos(a) * radius * 0.895, math.sin(a) * radius * 0.895, end * length * 0.42))
    parts = moved(moved(shell, tilt=90), (0, 0, 0.75 + radius))
    for y in (-0.3, 0.3):
        for sign in (-1, 1):
            parts += tube(
                [(sign * 0.5, y, 0), (sign * 0.4, y, 0.5), (sign * 0.46, y, 1.05)], [0.05, 0.045, 0.04], "lacquer_dark"
            )
        parts += box((0.9, 0.08, 0.1), "lacquer_dark", (0, y, 0.68)) + box(
            (0.9, 0.07, 0.08), "lacquer_dark", (0, y, 0.2)
        )
    for sign in (-1, 1):
        parts += box((0.08, 0.7, 0.08), "lacquer_dark", (sign * 0.46, 0, 0.22))
    return parts


def parasol(height: float = 3.0, *, colour: str = "cloth_yellow") -> list[Part]:
    """A ceremonial parasol (lọng), fringed."""
    parts = rod((0, 0, 0), (0, 0, height), 0.03, "lacquer") + box((0.4, 0.4, 0.12), "lacquer_dark")
    parts += moved(lathe([(0.62, -0.3), (0.6, 0), (0.3, 0.13), (0, 0.2)], colour, sides=24), (0, 0, height - 0.1))
    return parts + moved(lathe([(0.63, -0.38), (0.625, -0.28)], "cloth_red", sides=24), (0, 0, height - 0.1))


def sheaf_of_flags(colours: tuple[str, ...] = FIVE) -> list[Part]:
    """Small flags standing in a rack."""
    parts = box((1.6, 0.3, 0.5), "lacquer_dark")
    for k, colour in enumerate(colours):
        x = -0.6 + 0.3 * k
        parts += rod((x, 0, 0.4), (x, 0, 2.6), 0.018, "lacquer")
        parts += slab([(x + 0.02, 1.75), (x + 0.3, 1.95), (x + 0.02, 2.5)], 0.012, colour)
        parts += moved(lathe([(0, 0.2), (0.035, 0.06), (0.02, 0), (0, 0)], "gold", sides=8), (x, 0, 2.58))
    return parts


def mat(length: float = 2.0, width: float = 1.0) -> list[Part]:
    """A sedge mat on the floor."""
    return moved(
        sheet(
            [(-length / 2, -width / 2), (length / 2, -width / 2), (length / 2, width / 2), (-length / 2, width / 2)],
            "mat",
        ),
        (0, 0, 0.012),
    )
