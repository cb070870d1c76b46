"""The candy maker's yard in the morning sun: trays of peanut and sesame candy, the stove under its shed."""

import candy
import country
import houses
import light
import numpy as np
import plants
import roofs
import things
from shapes import moved, sheet, stand
from stops import Door, Goods, Heard, Scene, Story

EYE = (0.2, -2.2, light.EYE)
RACKS = ((2.5, 0.2, 14), (5.2, -2.0, 48), (2.6, -5.2, 160))
TABLE, ROLLING, KITCHEN = (-1.9, -0.1), (-4.2, -3.6), (-7.5, 1.4)


def ground(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Level; fields lie lower far in the south."""
    return -0.02 - 0.5 * country.step(-y, 16, 18) + 0.0 * x


def build() -> None:
    """Put everything into the scene."""
    light.sun()
    light.sky(strength=1.15)
    country.land(ground, half=60.0, cells=160)
    country.far(half=59.0)
    yard = sheet([(-10.6, -8.6), (9.6, -8.6), (9.6, 4.6), (-10.6, 4.6)], "brick_yard", z=0.02)
    yard += sheet([(-1.3, -30), (1.3, -30), (1.3, -8.6), (-1.3, -8.6)], "brick_lane", z=0.015)
    yard += sheet([(-59, -12.6), (59, -12.6), (59, -10.2), (-59, -10.2)], "brick_lane", z=0.018)
    stand("yard", yard)
    house = houses.small_house(length=12.0, depth=5.2, eave=2.75, ridge=5.3, doors=5)
    stand("house", moved(house, (1.0, 8.8, 0)))
    light.glow((0.8, 7.2, 2.2), 12)
    shed = candy.kitchen() + roofs.gable_roof(
        half_length=3.0, half_depth=2.4, eave=2.42, ridge=3.5, material="roof_old"
    )
    shed += moved(candy.stove(), (-0.6, 0.7, 0.12)) + moved(candy.firewood(), (1.75, 1.1, 0.12))
    shed += moved(candy.jar(0.7), (-2.2, -0.9, 0.12)) + moved(candy.jar(0.8), (-2.1, -0.1, 0.12))
    stand("kitchen", moved(shed, (*KITCHEN, 0.02), turn=-75))
    light.glow((KITCHEN[0] + 0.6, KITCHEN[1], 1.9), 14)
    work()
    store()
    garden()


def work() -> None:
    """Racks, trays and tables: what one comes to see."""
    loads = (("peanut bars", "sesame rounds"), ("sesame rounds", "peanuts"), ("che lam", "peanut bars"))
    for (x, y, turn), kinds in zip(RACKS, loads, strict=True):
        stand("rack", moved(candy.loaded_rack(kinds), (x, y, 0.02), turn=turn))
    stand(
        "ground tray",
        moved(candy.full_tray("peanuts", radius=0.7), (5.2, 2.6, 0.03))
        + moved(candy.full_tray("rolls"), (4.2, 3.5, 0.03)),
    )
    desk = (
        candy.table()
        + moved(candy.packets(3, 5), (-0.3, 0.05, 0.76))
        + moved(candy.full_tray("peanut bars", radius=0.3), (0.62, 0.0, 0.77))
    )
    stand("table", moved(desk, (*TABLE, 0.02), turn=-14))
    stand("rolling table", moved(candy.rolling_table(), (*ROLLING, 0.02), turn=-70))
    stool = moved(things.bench(0.5, 0.32, 0.34), (-2.9, -1.2, 0.02), turn=20) + moved(
        things.bench(0.5, 0.32, 0.34), (-3.6, -4.6, 0.02), turn=60
    )
    stand("stools", stool + moved(things.hat(), (-2.9, -1.2, 0.39)))


def store() -> None:
    """Jars, sacks and the bicycle by the house."""
    porch = 5.35
    for k, (x, size) in enumerate(((-4.2, 1.0), (-3.4, 0.85), (-4.9, 0.8), (-3.9, 0.6))):
        stand("jar", moved(candy.jar(size), (x, porch - 1.25 - 0.55 * (k == 3), 0.02)))
    for k, (x, y, full) in enumerate(((2.3, 4.1, "peanut_raw"), (3.0, 4.35, "sesame"), (2.75, 3.65, "peanut_raw"))):
        stand("sack", moved(candy.sack(k, full_of=full), (x, y, 0.02)))
    stand("bicycle", moved(things.bicycle(), (7.6, 3.3, 0.02), turn=-12))
    stand("load", moved(things.carrying_pole(), (7.9, 0.6, 0.02), turn=75))
    for x in (-2.6, -0.1, 2.2, 4.6):
        stand("lantern", moved(things.lantern(0.2), (x + 0.1, porch - 0.2, 2.5)))


def garden() -> None:
    """Walls, the way out, palms and fruit trees."""
    stand(
        "walls",
        houses.fence_of_walls([(-10.8, 5), (-10.8, -8.8), (-2.0, -8.8)], 1.35)
        + houses.fence_of_walls([(2.0, -8.8), (9.8, -8.8), (9.8, 5)], 1.35),
    )
    stand(
        "pillars",
        moved(houses.pillar(2.3, side=0.44), (-1.9, -8.8, 0)) + moved(houses.pillar(2.3, side=0.44), (1.9, -8.8, 0)),
    )
    country.planted(
        "areca", plants.areca(1), [(8.8, 4.6), (-9.9, 5.4), (8.9, -7.6), (-9.8, -7.8), (10.8, 9), (-7.0, 12)]
    )
    country.planted("areca low", plants.areca(3, height=5.2), [(9.0, -3.0), (-5.4, 6.8), (9.9, 7.2)])
    country.planted(
        "tree",
        plants.tree(2, height=6.5),
        [(-12.6, -3.6), (12.2, -6), (-14, 8), (13.6, 3), (-3, 16), (7, 16), (-13, -15), (12, -17), (22, 9), (-23, 3)],
    )
    country.planted(
        "banana", plants.banana(3), [(-11.8, 1), (-12.2, 3.4), (11.2, 0.4), (11.6, -2.2), (-8.6, 7.2), (9.4, 6.4)]
    )
    country.planted(
        "kumquat",
        plants.potted(1, flowers="lantern_fruit"),
        [(-1.3, 4.2), (4.9, 4.25), (-2.0, -7.9), (2.0, -7.9)],
        z=0.02,
    )
    country.planted(
        "bush", plants.bush(2, size=0.5), [(-10, -4.4), (-10.1, -1.2), (9.0, -5.4), (-5.2, -8), (-8.0, -8), (6.8, -8)]
    )
    country.planted(
        "flowers",
        plants.bush(5, size=0.42, flowers="petal_pink"),
        [(-10, -2.8), (-6.6, -8), (5.2, -8), (9.1, -1.0), (-3.7, -8)],
    )
    country.bamboo_hedge([(-20, 16), (20, 17)], apart=2.4)
    country.houses([(-24, 14, 180), (24, 15, 180), (-26, -20, 0), (27, -22, 0)])
    country.rice_fields([(-30, -40, -3, -19), (3, -40, 30, -19)], z=-0.45)


SCENE = Scene(
    slug="san-nha-keo",
    title_vi="Sân nhà làm kẹo",
    title_en="The candy maker's yard",
    eye=EYE,
    north=0.0,
    look=(4.0, -9.0, 105.0),
    build=build,
    doors=(Door("cong-lang", (0.0, -8.0, 0.05), 270.0, "Ra ngõ, về cổng làng", "Out to the lane, back to the gate"),),
    stories=(
        Story("trays", (3.1, 0.05, 0.85)),
        Story("stove", (KITCHEN[0] + 0.3, KITCHEN[1] - 0.2, 1.0)),
        Story("rolling", (*ROLLING, 0.9)),
        Story("jars", (-4.2, 4.1, 0.6)),
    ),
    goods=(
        Goods("keo-lac-vung", (1.9, 0.35, 0.8), "Kẹo lạc vừng", "Peanut and sesame brittle"),
        Goods("che-lam", (2.05, -5.0, 0.85), "Chè lam", "Chè lam, ginger rice cake"),
        Goods("keo-doi", (-2.2, -0.12, 0.88), "Kẹo dồi gói giấy", "Kẹo dồi, filled candy rolls, in paper packets"),
    ),
    sounds=(
        Heard(
            "bep-keo.ogg",
            (KITCHEN[0] + 0.3, KITCHEN[1] - 0.2, 2.7),
            "Bếp củi, tiếng dao cắt kẹo",
            "Wood fire, a knife cutting candy",
            "Củi nổ lách tách, nồi mạch nha sôi lục bục, dao cắt kẹo đều tay. Tiếng dựng bằng máy tính.",
            "Wood crackles, malt syrup simmers, and a knife cuts candy evenly. A computed sound.",
        ),
    ),
)
