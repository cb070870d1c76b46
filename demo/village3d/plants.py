"""What grows: banyan, bamboo, areca palm, banana, orchard trees, rice, lotus. Leaves are folded cards, thousands of them."""

import math

import numpy as np
from shapes import Part, cards, disc, lathe, moved, tube


def _blob_leaves(
    rng: np.random.Generator, middle: np.ndarray, radius: np.ndarray, count: int, material: str, *, length: float
) -> list[Part]:
    """Leaves over the skin of an egg, pointing out and a little down."""
    ball = rng.normal(size=(count, 3))
    ball /= np.linalg.norm(ball, axis=1, keepdims=True)
    depth = 1 - rng.random(count)[:, None] ** 2 * 0.55
    at = middle + ball * radius * depth
    direction = ball + rng.normal(size=(count, 3)) * 0.45 + np.array([0, 0, -0.25])
    return cards(at, direction, material, rng, length=length * rng.uniform(0.7, 1.25, count), width=0.55)


def _crooked(
    rng: np.random.Generator, start: np.ndarray, end: np.ndarray, *, sway: float, steps: int = 8
) -> np.ndarray:
    """A line from start to end that wanders on the way."""
    t = np.linspace(0, 1, steps)[:, None]
    wander = np.cumsum(rng.normal(size=(steps, 3)), axis=0) * sway
    wander -= wander[:1] + t * (wander[-1:] - wander[:1])
    return start + (end - start) * t + wander


def banyan(seed: int = 1, *, height: float = 11.0, spread: float = 8.5) -> list[Part]:
    """A village banyan: a trunk of grown-together stems, roots hanging from its branches, a wide crown."""
    rng = np.random.default_rng(seed)
    parts: list[Part] = []
    for i in range(11):
        angle = i / 11 * 2 * math.pi + rng.uniform(-0.2, 0.2)
        foot = np.array([math.cos(angle), math.sin(angle), 0]) * rng.uniform(0.9, 1.35)
        waist = np.array([math.cos(angle + 0.5), math.sin(angle + 0.5), 0]) * 0.55 + np.array([0, 0, height * 0.27])
        top = np.array([math.cos(angle + 0.9), math.sin(angle + 0.9), 0]) * 1.1 + np.array([0, 0, height * 0.42])
        line = np.concatenate([[foot * 1.9 + [0, 0, -0.15]], [foot * 1.15 + [0, 0, 0.45]], [waist], [top]])
        t = np.linspace(0, 3, 14)
        smooth = np.column_stack([np.interp(t, range(4), line[:, k]) for k in range(3)])
        smooth[1:-1] = (smooth[:-2] + 2 * smooth[1:-1] + smooth[2:]) / 4
        parts += tube(smooth, np.interp(t, [0, 0.7, 2, 3], [0.14, 0.36, 0.44, 0.3]), "bark", sides=12)
    tips = []
    for i in range(13):
        angle = i / 13 * 2 * math.pi + rng.uniform(-0.25, 0.25)
        reach = spread * rng.uniform(0.5, 0.95)
        start = np.array([math.cos(angle) * 0.7, math.sin(angle) * 0.7, height * rng.uniform(0.3, 0.42)])
        end = np.array([math.cos(angle) * reach, math.sin(angle) * reach, height * rng.uniform(0.5, 0.82)])
        limb = _crooked(rng, start, end, sway=0.16, steps=10)
        limb[:, 2] += np.sin(np.linspace(0, math.pi, 10)) * 0.7
        parts += tube(limb, np.linspace(0.34, 0.07, 10), "bark", sides=9)
        tips += [limb[-1], limb[7], limb[5] + np.array([0, 0, 0.7])]
        for k in (4, 5, 6, 7):
            if rng.random() < 0.6:
                foot = limb[k] * np.array([1, 1, 0]) + rng.normal(size=3) * np.array([0.15, 0.15, 0])
                # Some roots have reached the ground, the others hang short of it.
                down = 0.0 if rng.random() < 0.25 and k < 6 else rng.uniform(1.9, 3.2)
                root = _crooked(rng, limb[k], foot + np.array([0, 0, min(down, limb[k][2] - 0.5)]), sway=0.03)
                parts += tube(root, np.linspace(0.05, 0.07 if down == 0 else 0.012, 8), "bark_pale", sides=6)
    tips += [np.array([rng.normal() * 1.8, rng.normal() * 1.8, height * rng.uniform(0.75, 0.92)]) for _ in range(16)]
    tips += [tip * np.array([0.72, 0.72, 1.0]) + np.array([0, 0, 1.1]) for tip in tips[:39]]
    for tip in tips:
        radius = np.array([1.9, 1.9, 1.15]) * rng.uniform(0.85, 1.3)
        parts += _blob_leaves(rng, tip, radius, 1150, "leaf_banyan", length=0.24)
    return parts


def tree(seed: int, *, height: float = 6.0, material: str = "leaf_tree", leaves: int = 5200) -> list[Part]:
    """A round-headed orchard or garden tree."""
    rng = np.random.default_rng(seed)
    trunk = _crooked(rng, np.zeros(3), np.array([0.2, 0.1, height * 0.5]), sway=0.06)
    parts = tube(trunk, np.linspace(0.2, 0.13, 8), "bark", sides=10)
    for i in range(8):
        angle = i / 8 * 2 * math.pi + rng.uniform(-0.3, 0.3)
        tip = np.array([math.cos(angle), math.sin(angle), 0]) * height * rng.uniform(0.16, 0.3)
        tip[2] = height * rng.uniform(0.55, 0.88)
        parts += tube(_crooked(rng, trunk[-2], tip, sway=0.06), np.linspace(0.1, 0.03, 8), "bark", sides=7)
        radius = np.array([1, 1, 0.75]) * height * rng.uniform(0.17, 0.23)
        parts += _blob_leaves(rng, tip, radius, leaves // 9, material, length=0.2)
    top = np.array([0.2, 0.1, height * 0.83])
    return parts + _blob_leaves(rng, top, np.ones(3) * height * 0.2, leaves // 9, material, length=0.2)


def far_tree(seed: int, *, height: float = 7.0) -> list[Part]:
    """A tree for the edge of sight: few and larger leaves, paler with distance."""
    rng = np.random.default_rng(seed)
    parts: list[Part] = tube([(0, 0, 0), (0.1, 0, height * 0.5)], 0.2, "bark", sides=6)
    for _ in range(7):
        middle = np.array([rng.normal() * 1.3, rng.normal() * 1.3, height * rng.uniform(0.35, 0.8)])
        parts += _blob_leaves(rng, middle, np.array([1.7, 1.7, 1.3]), 150, "leaf_far", length=0.75)
    return parts


def bamboo(seed: int, *, height: float = 8.0, culms: int = 26) -> list[Part]:
    """A clump of bamboo, its tips nodding."""
    rng = np.random.default_rng(seed)
    parts: list[Part] = []
    places, ways = [], []
    for _ in range(culms):
        angle, far = rng.uniform(0, 2 * math.pi), rng.uniform(0.1, 0.9)
        out = np.array([math.cos(angle), math.sin(angle), 0])
        tall = height * rng.uniform(0.7, 1.1)
        t = np.linspace(0, 1, 10)[:, None]
        lean = rng.uniform(0.6, 1.7)
        culm = out * (far + lean * t**2.6 * 1.3) + np.array([0, 0, 1]) * tall * (t - 0.16 * t**4)
        parts += tube(culm, np.linspace(0.05, 0.012, 10), "bamboo", sides=6)
        for at in culm[3:]:
            many = 34
            spot = at + rng.normal(size=(many, 3)) * np.array([0.42, 0.42, 0.35])
            places.append(spot)
            ways.append(rng.normal(size=(many, 3)) + out * 0.6 + np.array([0, 0, -0.7]))
    at, way = np.concatenate(places), np.concatenate(ways)
    return parts + cards(at, way, "leaf_bamboo", rng, length=rng.uniform(0.2, 0.42, len(at)), width=0.2)


def areca(seed: int, *, height: float = 7.5) -> list[Part]:
    """An areca palm: a ringed grey stem, feathered leaves, a bunch of nuts."""
    rng = np.random.default_rng(seed)
    bend = np.array([rng.uniform(-0.3, 0.3), rng.uniform(-0.3, 0.3), 0])
    t = np.linspace(0, 1, 40)
    stem = bend * (t**2)[:, None] + np.column_stack([0 * t, 0 * t, t * height])
    parts = tube(stem, 0.085 + 0.012 * (np.arange(40) % 2) + 0.03 * np.exp(-t * 12), "bark_pale", sides=10)
    parts += tube([stem[-1], stem[-1] + [0, 0, 0.8]], [0.1, 0.05], "leaf_palm", sides=10)
    crown = stem[-1] + np.array([0, 0, 0.75])
    at, way = [], []
    for i in range(11):
        angle = i * 2.4 + rng.uniform(-0.2, 0.2)
        out = np.array([math.cos(angle), math.sin(angle), 0])
        side = np.array([-math.sin(angle), math.cos(angle), 0])
        lift = rng.uniform(0.5, 2.3)
        s = np.linspace(0, 1, 26)[:, None]
        frond = crown + out * 1.9 * s + np.array([0, 0, 1]) * (lift * s - (1.1 + lift * 0.5) * s**2)
        parts += tube(frond[::3], np.linspace(0.028, 0.008, len(frond[::3])), "leaf_palm", sides=5)
        for sign in (-1, 1):
            at.append(frond[2:])
            way.append(side * sign + out * 0.55 + np.array([0, 0, -0.35]) + rng.normal(size=(24, 3)) * 0.08)
    parts += cards(np.concatenate(at), np.concatenate(way), "leaf_palm", rng, length=0.55, width=0.11)
    nuts = crown - np.array([0, 0, 0.95])
    for _ in range(26):
        where = nuts + rng.normal(size=3) * np.array([0.16, 0.16, 0.12])
        parts += moved(lathe([(0, -0.05), (0.035, 0), (0, 0.05)], "leaf_tree", sides=6), where)
    return parts


def banana(seed: int, *, height: float = 3.2) -> list[Part]:
    """A banana plant with broad bowed leaves."""
    rng = np.random.default_rng(seed)
    parts = tube([(0, 0, 0), (0.05, 0, height * 0.6)], [0.14, 0.08], "leaf_lotus", sides=10)
    for i in range(8):
        angle = i * 2.4
        out = np.array([math.cos(angle), math.sin(angle), 0])
        side = np.array([-math.sin(angle), math.cos(angle), 0])
        lift, reach = rng.uniform(0.7, 1.5), rng.uniform(1.1, 1.6)
        s = np.linspace(0, 1, 12)
        rib = np.array([0.05, 0, height * 0.58]) + out * (reach * s)[:, None]
        rib[:, 2] += lift * 1.5 * s - (lift + 0.75) * s**2
        wide = 0.3 * np.sin(np.clip(s * 1.1 - 0.12, 0, 1) * math.pi) ** 0.6
        drop = np.array([0, 0, 0.35])
        rows = [rib + (side * sign - drop) * wide[:, None] for sign in (-1.0, 1.0)]
        verts = np.concatenate([rows[0], rib, rows[1]])
        k = np.arange(11)
        faces = np.concatenate([np.stack([k + o, k + o + 1, k + o + 13, k + o + 12], 1) for o in (0, 12)])
        parts.append(Part(verts, faces, "leaf_palm", smooth=True, tint=float(rng.uniform(0.3, 1))))
    return parts


def rice_patch(seed: int, *, side: float = 3.0, height: float = 0.42) -> list[Part]:
    """A square of young rice in transplanted rows."""
    rng = np.random.default_rng(seed)
    line = np.arange(-side / 2, side / 2, 0.2)
    x, y = (a.ravel() for a in np.meshgrid(line, line))
    hills = np.column_stack([x, y, 0 * x]) + rng.normal(size=(len(x), 3)) * np.array([0.015, 0.015, 0])
    at = np.repeat(hills, 7, 0) + rng.normal(size=(len(x) * 7, 3)) * np.array([0.02, 0.02, 0])
    way = rng.normal(size=at.shape) * np.array([0.32, 0.32, 0.05]) + np.array([0, 0, 1])
    return cards(at, way, "rice", rng, length=height * rng.uniform(0.7, 1.2, len(at)), width=0.09)


def grass_patch(seed: int, *, side: float = 1.9, blades: int = 1500) -> list[Part]:
    """A square of loose short grass."""
    rng = np.random.default_rng(seed)
    # Thicker in the middle, so that neighbouring squares run into each other.
    at = np.column_stack([np.clip(rng.normal(size=(blades, 2)) * side * 0.33, -side, side), np.zeros(blades)])
    way = rng.normal(size=(blades, 3)) * np.array([0.35, 0.35, 0.1]) + np.array([0, 0, 0.9])
    return cards(at, way, "leaf_grass", rng, length=rng.uniform(0.03, 0.085, blades), width=0.13)


def lotus(seed: int, *, pads: int = 40, radius: float = 4.0) -> list[Part]:
    """Lotus leaves on and above the water, some flowers among them."""
    rng = np.random.default_rng(seed)
    parts: list[Part] = []
    for i in range(pads):
        far, angle = radius * math.sqrt(rng.random()), rng.uniform(0, 2 * math.pi)
        x, y, z = far * math.cos(angle), far * math.sin(angle), rng.choice([0.02, 0.04, rng.uniform(0.12, 0.4)])
        size = rng.uniform(0.18, 0.36)
        cup = lathe([(0.01, 0), (size * 0.6, 0.012), (size, 0.045)], "leaf_lotus", sides=18)
        parts += moved([Part(p.verts, p.faces, p.material, p.smooth, float(rng.random())) for p in cup], (x, y, z))
        if z > 0.1:
            parts += tube([(x, y, -0.1), (x, y, z)], 0.01, "leaf_lotus", sides=5)
        if i % 7 == 0:
            parts += tube([(x, y, 0), (x + 0.1, y, z + 0.35)], 0.01, "leaf_lotus", sides=5)
            turn = rng.uniform(0, 6.28, 14)
            ways = np.column_stack([np.cos(turn) * 0.6, np.sin(turn) * 0.6, np.full(14, 0.9)])
            heart = np.tile(np.array([x + 0.1, y, z + 0.33]), (14, 1))
            parts += cards(heart, ways, "petal_pink", rng, length=0.17, width=0.6)
    return parts


def bush(seed: int, *, size: float = 0.7, flowers: str | None = None) -> list[Part]:
    """A low clipped shrub; with flowers if a petal is named."""
    rng = np.random.default_rng(seed)
    middle, radius = np.array([0, 0, size * 0.45]), np.array([1, 1, 0.6]) * size
    parts = _blob_leaves(rng, middle, radius, 1100, "leaf_tree", length=0.11)
    if flowers:
        parts += _blob_leaves(rng, middle, radius * 1.06, 150, flowers, length=0.08)
    return parts


def potted(seed: int, *, flowers: str = "petal_yellow") -> list[Part]:
    """A kumquat-like shrub in a blue and white pot."""
    rng = np.random.default_rng(seed)
    line = [(0.0, 0.02), (0.16, 0.02), (0.2, 0.12), (0.25, 0.3), (0.28, 0.34), (0.24, 0.34), (0.22, 0.28), (0, 0.28)]
    parts = lathe(line, "porcelain")
    parts += lathe([(0.212, 0.13), (0.247, 0.26)], "porcelain_blue")
    parts += disc(0.22, "soil", (0, 0, 0.3)) + tube([(0, 0, 0.28), (0, 0, 0.7)], 0.02, "bark", sides=6)
    middle, radius = np.array([0, 0, 0.95]), np.array([0.36, 0.36, 0.42])
    parts += _blob_leaves(rng, middle, radius, 700, "leaf_tree", length=0.1)
    ball = rng.normal(size=(46, 3))
    for way in ball / np.linalg.norm(ball, axis=1, keepdims=True):
        fruit = lathe([(0, -0.025), (0.022, -0.01), (0.022, 0.01), (0, 0.025)], flowers, sides=8)
        parts += moved(fruit, middle + way * radius)
    return parts
