"""The village gate, small tiled houses, their doors and columns, walls, yard pillars, the well."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from roofs import gable_roof, hip_roof
from shapes import Part, box, disc, lathe, moved, rod, slab, tube


def arch_wall(width: float, height: float, *, opening: float, spring: float, depth: float, material: str) -> list[Part]:
    """A wall with a round-arched passage in its middle; `spring` is where the arch begins."""
    turn = np.linspace(math.pi, 0, 25)
    r = opening / 2
    arch = [(math.cos(a) * r, spring + math.sin(a) * r) for a in turn]
    half = width / 2
    left = [(-half, 0), (-r, 0), *arch[:13], (0, height), (-half, height)]
    right = [(half, 0), (half, height), (0, height), *arch[12:], (r, 0)]
    return slab(left, depth, material) + slab(right, depth, material)


def arch_band(*, opening: float, spring: float, thick: float, depth: float, material: str) -> list[Part]:
    """A raised border around an arch."""
    turn = np.linspace(math.pi, 0, 25)
    # A little inside the opening, or its faces would coincide with the wall's.
    inner, outer = opening / 2 - 0.02, opening / 2 + thick
    parts: list[Part] = []
    for a, b in pairwise(turn):
        ring = [(inner, a), (inner, b), (outer, b), (outer, a)]
        parts += slab([(math.cos(t) * r, spring + math.sin(t) * r) for r, t in ring], depth, material)
    for sign in (-1, 1):
        parts += box((thick, depth, spring), material, (sign * (inner + thick / 2), 0, 0))
    return parts


def pillar(height: float, *, side: float = 0.62, bud: bool = True) -> list[Part]:
    """A square pillar with mouldings, a lantern box and a lotus bud: a "trụ biểu"."""
    parts = box((side * 1.5, side * 1.5, 0.3), "stone_light") + box(
        (side * 1.28, side * 1.28, 0.16), "lime", (0, 0, 0.3)
    )
    parts += box((side, side, height - 0.46), "plaster", (0, 0, 0.46))
    for sign_x, sign_y, size in (
        (0, -1, (side * 0.62, 0.03)),
        (0, 1, (side * 0.62, 0.03)),
        (1, 0, (0.03, side * 0.62)),
        (-1, 0, (0.03, side * 0.62)),
    ):
        at = (sign_x * side / 2, sign_y * side / 2, 0.8)
        parts += box((*size, height - 1.3), "plaster_ochre", at)
    z = height
    for wide, tall in ((1.3, 0.1), (1.5, 0.08), (1.05, 0.1)):
        parts += box((side * wide, side * wide, tall), "lime", (0, 0, z))
        z += tall
    parts += box((side * 0.95, side * 0.95, side * 1.05), "plaster", (0, 0, z))
    for turn in (0, 90):
        parts += moved(box((side * 0.5, side * 0.99, side * 0.6), "brick_wall", (0, 0, 0.15)), (0, 0, z), turn=turn)
    z += side * 1.05
    for wide, tall in ((1.35, 0.08), (1.6, 0.07), (1.2, 0.08)):
        parts += box((side * wide, side * wide, tall), "lime", (0, 0, z))
        z += tall
    if bud:
        bulb = [(0.18, 0), (0.22, 0.08), (0.14, 0.16), (0.3, 0.36), (0.33, 0.52), (0.24, 0.78), (0.09, 0.98), (0, 1.12)]
        parts += moved(lathe([(r * side * 1.7, h * side * 1.25) for r, h in bulb], "lime"), (0, 0, z))
    return parts


def roundel(radius: float, depth: float, *, ring: str = "lime") -> list[Part]:
    """A round plaster flower: ring and petals. It stands in for carved writing, which we do not pretend to."""
    parts = moved(
        lathe([(radius, -depth), (radius, depth), (radius * 0.82, depth), (radius * 0.82, -depth)], ring), tilt=90
    )
    for i in range(8):
        a = i * math.pi / 4
        petal = lathe(
            [(0, -depth - 0.02), (radius * 0.2, -depth), (radius * 0.2, depth), (0, depth + 0.02)], "gold", sides=12
        )
        parts += moved(moved(petal, tilt=90), (math.cos(a) * radius * 0.5, 0, math.sin(a) * radius * 0.5))
    return parts + moved(
        lathe(
            [(0, -depth - 0.02), (radius * 0.2, -depth), (radius * 0.2, depth), (0, depth + 0.02)], "lacquer", sides=14
        ),
        tilt=90,
    )


def village_gate() -> list[Part]:
    """A two-tiered gate of plastered brick, about 7 m high, its passage along the y axis."""
    parts = arch_wall(5.0, 4.5, opening=2.9, spring=2.15, depth=1.5, material="plaster")
    parts += arch_band(opening=2.9, spring=2.15, thick=0.28, depth=1.66, material="plaster_ochre")
    for sign in (-1, 1):
        parts += box((1.12, 1.7, 0.4), "stone_light", (sign * 2.0, 0, 0))
        parts += box((0.5, 1.64, 2.0), "plaster_ochre", (sign * 2.12, 0, 0.9))
        parts += moved(pillar(4.3, side=0.72), (sign * 2.95, 0, 0))
        # The wings: lower walls with a side passage walled up, tiled on top.
        parts += moved(wall(4.4, 2.5, material="plaster"), (sign * 5.5, 0, 0))
        parts += moved(pillar(2.6, side=0.5), (sign * 7.9, 0, 0))
    parts += box((5.1, 1.6, 0.14), "lime", (0, 0, 4.36)) + box((5.3, 1.7, 0.1), "lime", (0, 0, 4.5))
    board = box((2.5, 1.56, 0.5), "lacquer", (0, 0, 3.83)) + box((2.7, 1.54, 0.64), "gold", (0, 0, 3.76))
    parts += board
    for k in (-0.85, -0.28, 0.28, 0.85):
        parts += moved(roundel(0.19, 0.8), (k, 0, 4.08))
    parts += hip_roof(a=3.35, b=1.45, ridge_half=1.9, eave=4.6, ridge=5.85, lift=0.6, tile=0.17)
    parts += box((3.0, 1.1, 1.6), "plaster", (0, 0, 5.1))
    for sign in (-1, 1):
        parts += box((0.26, 1.2, 1.6), "plaster_ochre", (sign * 1.4, 0, 5.1))
        parts += moved(roundel(0.32, 0.6), (sign * 0.78, 0, 6.27))
    parts += moved(roundel(0.32, 0.6), (0, 0, 6.27))
    parts += box((3.3, 1.3, 0.1), "lime", (0, 0, 6.66))
    parts += hip_roof(a=2.2, b=1.1, ridge_half=1.15, eave=6.74, ridge=7.9, lift=0.55, tile=0.17)
    return parts


def wall(length: float, height: float, *, material: str = "brick_wall", cap: str = "roof") -> list[Part]:
    """A garden wall along x with a small tiled top."""
    parts = box((length, 0.28, height), material) + box((length, 0.34, 0.3), "stone_light")
    parts += gable_roof(
        half_length=length / 2, half_depth=0.33, eave=height - 0.02, ridge=height + 0.24, tile=0.17, material=cap
    )
    return parts


def small_house(
    *,
    length: float = 9.0,
    depth: float = 5.0,
    eave: float = 2.5,
    ridge: float = 4.7,
    doors: int = 3,
    plain: bool = False,
) -> list[Part]:
    """A low house of three bays with a porch to the south; plain ones, seen from afar, have no door leaves."""
    x, y = length / 2, depth / 2
    parts = box((length + 0.6, depth + 2.2, 0.25), "stone_light", (0, -0.5, 0))
    parts += box((length, depth - 0.4, eave + 0.2), "plaster_ochre", (0, 0.3, 0.2))
    gable = [(-y - 0.02, eave), (y + 0.02, eave), (0, ridge - 0.05)]
    for sign in (-1, 1):
        parts += moved(slab(gable, 0.3, "plaster"), (sign * (x - 0.1), 0, 0), turn=90)
    parts += gable_roof(half_length=x + 0.35, half_depth=y + 1.35, eave=eave - 0.35, ridge=ridge, material="roof_old")
    bay = length / doors
    for i in range(doors + 1):
        post = (-x + 0.15 + i * (length - 0.3) / doors, -y - 0.75, 0.25)
        parts += moved(column(eave - 0.2, radius=0.11), post)
    if not plain:
        for i in range(doors):
            parts += moved(
                door_leaves(bay - 0.7, 2.0, open_leaves=i == doors // 2), (-x + bay * (i + 0.5), -y + 0.4, 0.25)
            )
    return parts


def door_leaves(width: float, height: float, *, open_leaves: bool = False) -> list[Part]:
    """Four wooden door leaves, panelled below and barred above; open ones stand out to the sides over a dim room."""
    parts = box((width + 0.2, 0.16, 0.12), "wood_dark", (0, 0, height)) + box((width + 0.2, 0.2, 0.14), "wood_dark")
    leaf = width / 4
    for sign in (-1, 1):
        parts += box((0.12, 0.16, height), "wood_dark", (sign * (width / 2 + 0.05), 0, 0))
    for i in range(4):
        one = box((leaf - 0.02, 0.05, height), "wood", (0, 0.03, 0))
        one += box((leaf * 0.72, 0.07, height * 0.34), "wood_dark", (0, 0.02, height * 0.1))
        for k in range(5):
            one += box((0.025, 0.07, height * 0.4), "wood_dark", ((k - 2) * leaf * 0.15, 0.02, height * 0.52))
        if open_leaves and i in (1, 2):
            continue
        parts += moved(one, (-width / 2 + leaf * (i + 0.5), 0, 0))
    if open_leaves:
        parts += box((leaf * 2, 0.02, height), "dim", (0, 0.07, 0))
    return parts


def column(height: float, *, radius: float = 0.2, material: str = "wood") -> list[Part]:
    """A round wooden column, swelling a little, on a stone foot."""
    foot = box((radius * 3.2, radius * 3.2, 0.06), "stone")
    foot += lathe([(radius * 1.5, 0.06), (radius * 1.6, 0.12), (radius * 1.25, 0.2), (0, 0.2)], "stone")
    shaft = [(radius * 0.95, 0.18), (radius * 1.08, height * 0.35), (radius, height * 0.7), (radius * 0.9, height)]
    return foot + lathe(shaft, material)


def fence_of_walls(corners: Sequence[tuple[float, float]], height: float, *, material: str = "plaster") -> list[Part]:
    """Garden walls from corner to corner."""
    parts: list[Part] = []
    for (x1, y1), (x2, y2) in pairwise(corners):
        length, turn = math.hypot(x2 - x1, y2 - y1), -math.degrees(math.atan2(y2 - y1, x2 - x1))
        parts += moved(wall(length, height, material=material), ((x1 + x2) / 2, (y1 + y2) / 2, 0), turn=turn)
    return parts


def well() -> list[Part]:
    """A round village well with a stone curb, on a paved round; a bucket stands on the rim."""
    parts = disc(2.3, "brick_lane", (0, 0, 0.05)) + lathe([(2.3, 0.0), (2.3, 0.05), (2.15, 0.06)], "stone")
    curb = [
        (1.12, 0.05),
        (1.06, 0.2),
        (1.0, 0.6),
        (1.1, 0.66),
        (1.12, 0.8),
        (1.0, 0.84),
        (0.84, 0.82),
        (0.8, 0.7),
        (0.8, 0.1),
    ]
    parts += lathe(curb, "stone", sides=36) + disc(0.8, "water", (0, 0, 0.24))
    bucket = [(0.0, 0.0), (0.11, 0.0), (0.15, 0.24), (0.135, 0.24), (0.1, 0.02), (0, 0.02)]
    parts += moved(lathe(bucket, "bamboo_dry"), (-0.6, -0.72, 0.83))
    parts += rod((-0.72, -0.84, 1.06), (-0.48, -0.6, 1.06), 0.012, "wood_dark")
    rope = [
        (-0.6 + 0.4 * math.cos(a) * (0.55 + a / 60), -1.6 + 0.4 * math.sin(a) * (0.55 + a / 60), 0.075)
        for a in np.linspace(0, 18, 60)
    ]
    return parts + tube(rope, 0.014, "bamboo_dry", sides=5)
