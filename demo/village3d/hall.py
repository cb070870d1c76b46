"""The communal house (đình): platform, columns and trusses, doors, the great roof. One model, seen from its yard and
from within."""

from itertools import pairwise

import altar
import numpy as np
import things
from houses import column, door_leaves
from roofs import hip_roof
from shapes import Part, box, moved, sheet, slab, tube

# The floor's height, the grid of columns, the eave and the ridge.
FLOOR = 0.6
COLUMNS_X = (-10.4, -7.0, -4.2, -1.6, 1.6, 4.2, 7.0, 10.4)
COLUMNS_Y = (-4.6, -2.9, 0.6, 3.4)
EAVE, RIDGE = 3.15, 8.7


def truss(x: float) -> list[Part]:
    """One frame across the hall: tie beam, struts, rafters' bearers, with carved brackets."""
    y = COLUMNS_Y
    parts = box((0.24, y[2] - y[1] + 0.5, 0.36), "wood", (x, (y[1] + y[2]) / 2, 4.9))
    parts += box((0.2, y[3] - y[2] + 0.3, 0.3), "wood", (x, (y[3] + y[2]) / 2, 3.9))
    parts += box((0.2, y[1] - y[0] + 0.3, 0.28), "wood", (x, (y[1] + y[0]) / 2, 3.55))
    bearers = [((y[0] - 1.6, 3.2), (y[1], 4.75)), ((y[3] + 1.4, 3.2), (y[2], 5.0))]
    if abs(x) < 8:
        # The outermost frames stand where the roof is already low.
        bearers += [((y[1], 5.3), (-0.9, 7.3)), ((y[2], 5.3), (-0.9, 7.3))]
        parts += box((0.22, 0.22, 2.0), "wood", (x, -1.1, 5.2))
    for (y1, z1), (y2, z2) in bearers:
        parts += tube([(x, y1, z1), (x, (y1 + y2) / 2, (z1 + z2) / 2 - 0.14), (x, y2, z2)], 0.15, "wood")
    for at, sign in ((y[1], 1), (y[2], -1), (y[2], 1), (y[1], -1)):
        curl = [
            (at + sign * 0.2, 4.9),
            (at + sign * 0.95, 4.88),
            (at + sign * 0.62, 4.6),
            (at + sign * 0.45, 4.3),
            (at + sign * 0.2, 4.05),
        ]
        parts += moved(slab(curl, 0.13, "gilded"), (x, 0, 0), turn=-90)
    return parts


def hall_frame() -> list[Part]:
    """Columns, trusses, purlins and rafters of the communal house, and its back and side walls."""
    parts: list[Part] = []
    for x in COLUMNS_X:
        for y, tall in zip(COLUMNS_Y, (2.75, 4.6, 4.6, 3.5), strict=True):
            radius = 0.25 if tall > 4 else 0.2
            # The outermost frame stands where the roof is already low.
            parts += moved(
                column(
                    min(tall, 3.9 if abs(x) > 8 else tall),
                    radius=radius,
                    material="lacquer_dark" if tall > 4 else "wood",
                ),
                (x, y, FLOOR),
            )
        parts += truss(x)
    for y, z in ((COLUMNS_Y[0], 3.3), (COLUMNS_Y[1], 5.05), (COLUMNS_Y[2], 5.05), (COLUMNS_Y[3], 4.05)):
        parts += box((18.4 if z > 5 else 21.4, 0.2, 0.3), "wood", (0, y, z))
    # Rows of rafters just below the tiles; the slope is that of the roof.
    for x in np.arange(-10.6, 10.7, 0.42):
        for sign in (-1, 1):
            line = []
            # At the hall's ends the hips cut the rafters off.
            for t in np.linspace(0.02, min(0.97, (12.4 - abs(x)) / 5.4), 9):
                z = EAVE + (RIDGE - EAVE) * (0.72 * t + 0.28 * t**2.4) - 0.14
                line.append((x, -0.6 + sign * 6.5 * (1 - t), z))
            parts += tube(line, 0.05, "wood_pale", sides=4)
    parts += box((14.4, 0.34, 0.34), "wood", (0, -0.6, RIDGE - 0.42))
    parts += box((21.6, 0.3, 3.4), "plaster_ochre", (0, 4.6, FLOOR)) + box(
        (21.6, 0.34, 0.5), "stone_light", (0, 4.6, FLOOR)
    )
    for sign in (-1, 1):
        parts += box((0.3, 7.8, 3.4), "plaster_ochre", (sign * 10.8, 0.85, FLOOR))
    return parts


def platform() -> list[Part]:
    """The stone-edged platform and three steps before the middle bays."""
    parts = box((23.4, 12.0, FLOOR - 0.02), "stone_light", (0, -0.6, 0))
    parts += sheet([(-11.5, -6.4), (11.5, -6.4), (11.5, 5.2), (-11.5, 5.2)], "floor_tile", z=FLOOR)
    for k in range(3):
        parts += box((6.4, 0.4, FLOOR - 0.2 * k - 0.02), "stone_light", (0, -6.8 - 0.4 * k, 0))
    for sign in (-1, 1):
        curve = [(-0.1, 0), (1.5, 0), (1.45, 0.2), (0.9, 0.42), (0.3, 0.78), (-0.1, 0.85)]
        parts += moved(slab(curve, 0.34, "stone"), (sign * 3.4, -6.7, 0), turn=90)
    return parts


def hall_doors() -> list[Part]:
    """Door leaves between the second columns: the three middle bays stand open, the others are shut."""
    y = COLUMNS_Y[1]
    parts: list[Part] = []
    for left, right in pairwise(COLUMNS_X):
        middle, wide = (left + right) / 2, right - left - 0.6
        parts += box((right - left, 0.14, 1.0), "wood", (middle, y, FLOOR + 2.72))
        parts += box((right - left - 0.5, 0.18, 0.42), "gilded", (middle, y, FLOOR + 2.95))
        if abs(middle) > 4.5:
            parts += moved(door_leaves(wide, 2.6), (middle, y, FLOOR))
        else:
            parts += box((wide, 0.2, 0.18), "wood_dark", (middle, y, FLOOR))
            for sign in (-1, 1):
                shut = moved(door_leaves(wide * 0.42, 2.6), turn=88 * sign)
                parts += moved(shut, (middle + sign * (wide / 2 - 0.02), y - 0.42, FLOOR))
    return parts


def communal_house() -> list[Part]:
    """The whole house, facing south, its middle at the origin."""
    roof = moved(
        hip_roof(a=12.6, b=6.7, ridge_half=7.2, eave=EAVE, ridge=RIDGE, lift=1.25, tile=0.28, grand=True), (0, -0.6, 0)
    )
    return platform() + hall_frame() + hall_doors() + roof


def far_communal_house() -> list[Part]:
    """The same house seen from a distance: roof, columns and a red front."""
    roof = hip_roof(a=12.6, b=6.7, ridge_half=7.2, eave=EAVE, ridge=RIDGE, lift=1.25, tile=0.5, grand=True)
    parts = roof + box((21, 8, 3.2), "lacquer_dark", (0, 0, FLOOR)) + box((23.4, 12, FLOOR), "stone_light")
    for x in COLUMNS_X:
        parts += moved(column(2.8), (x, -4.6, FLOOR))
    return parts


def furniture() -> list[Part]:
    """Altars, mats, lamps and the things of ceremony in the hall."""
    y = COLUMNS_Y[2]
    parts = moved(altar.altar_bay(), (0, y, FLOOR))
    for x in (-2.9, 2.9):
        parts += moved(altar.side_altar(), (x, y, FLOOR))
        parts += moved(things.lantern(0.3), (x, -1.2, 4.9))
    parts += moved(altar.brass_lamp(), (0, -0.7, 5.4))
    for x in (-1.05, 1.05):
        for k in (-2.05, -0.95):
            parts += moved(things.mat(), (x, k, FLOOR))
    for sign in (-1, 1):
        parts += moved(things.parasol(3.0, colour="cloth_yellow"), (sign * 1.2, 2.35, FLOOR), scale=0.92)
        parts += moved(things.sheaf_of_flags(), (sign * 5.6, 0.0, FLOOR))
        parts += moved(things.mat(), (sign * 5.6, -1.5, FLOOR), turn=90)
        parts += moved(altar.board(2.2, 0.7, flowers=3), (sign * 2.9, 0.25, 4.75))
        parts += moved(altar.board(0.34, 2.2, flowers=5), (sign * 4.2, 0.28, FLOOR + 1.2))
    parts += moved(things.drum(), (-7.9, -0.6, FLOOR), turn=-55)
    parts += moved(things.bench(2.2, 0.9, 0.4), (8.4, -0.6, FLOOR), turn=90)
    return parts + moved(things.tea(), (8.4, -0.6, FLOOR + 0.43))
