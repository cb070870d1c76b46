"""The village gate with its banyan and its well; fields and a lotus pond behind the one who comes."""

import math

import country
import hall
import houses
import light
import numpy as np
import plants
import things
from country import inside, step
from shapes import moved, sheet, stand
from stops import Door, Goods, Heard, Scene, Story

EYE = (0.7, -1.2, light.EYE)
BANYAN, WELL, GATE = (-8.6, 5.6), (5.9, 4.3), (0.0, 10.0)
POND = (-26.0, -19.0, -4.2, -6.0)


def ground(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Level ground at the gate; south of it fields 0.5 m lower on both sides of the lane's dyke, with bunds between."""
    field = step(-y, 7.0, 9.0) * step(np.abs(x), 2.4, 3.6)
    bund = np.maximum(1 - np.abs((x - 3) % 18 - 9) / 0.5, 1 - np.abs((y + 8) % 15 - 7.5) / 0.5)
    low = -0.5 + 0.34 * step(bund, 0, 1)
    pond = inside(x, y, POND)
    bumps = 0.02 * np.sin(x * 1.3 + y) * np.sin(y * 0.9 - x * 0.4) * step(np.abs(x), 2, 3)
    return field * low * (1 - pond) - 0.9 * pond + bumps - 0.02


def is_grass(x: float, y: float) -> bool:
    """Off the lane, the path, the well's paving and the fields."""
    on_path = x > 1 and 4.6 < y < 9.2
    return abs(x) > 2.6 and not on_path and -6.3 < y < 9 and math.hypot(x - WELL[0], y - WELL[1]) > 3.1


def build() -> None:
    """Put everything into the scene."""
    light.sun()
    light.sky(strength=1.2)
    country.land(ground)
    country.far(opening=lambda bearing: 160 < bearing < 200)
    lane = sheet([(-1.7, -79), (1.7, -79), (1.7, 60), (-1.7, 60)], "brick_lane", z=0.02)
    lane += sheet([(1.7, 5.6), (26, 6.4), (26, 8.4), (1.7, 7.8)], "brick_lane", z=0.018)
    for sign in (-1, 1):
        lane += moved(
            sheet([(-0.1, -79), (0.1, -79), (0.1, 60), (-0.1, 60)], "stone_light", z=0.03), (sign * 1.8, 0, 0)
        )
    stand("lane", lane)
    stand("gate", moved(houses.village_gate(), (*GATE, 0)))
    stand("well", moved(houses.well(), (*WELL, 0)))
    stand("banyan", moved(plants.banyan(), (*BANYAN, 0)))
    seat = moved(things.bench(), (-4.6, 3.6, 0), turn=-35) + moved(
        things.bench(1.1, 0.6, 0.62), (-5.3, 4.9, 0), turn=-35
    )
    stand("tea seat", seat + moved(things.tea(), (-5.3, 4.9, 0.645), turn=20))
    stand("bicycle", moved(things.bicycle(), (2.55, 8.55, 0), turn=8))
    load = moved(things.carrying_pole(), (-3.0, 5.3, 0), turn=60) + moved(things.hat(), (-4.1, 3.45, 0.47), turn=10)
    stand("load", load)
    country.lawn(is_grass, middle=EYE[:2], radius=19.0)
    village()
    fields()


def village() -> None:
    """What one sees behind the gate and along the hedge: houses, walls, palms, the communal house far off."""
    country.bamboo_hedge([(-10, 11.5), (-24, 12), (-40, 8), (-60, 10)])
    country.bamboo_hedge([(9.8, 12.5), (17.5, 13)], seed=4)
    country.bamboo_hedge([(36, 12.5), (46, 9), (62, 11)], seed=6)
    country.houses(
        [
            (-9, 22, 90),
            (9, 24, 270),
            (-9.5, 36, 90),
            (10, 38, 270),
            (-24, 26, 180),
            (-38, 22, 180),
            (24, 30, 180),
            (40, 26, 180),
            (55, 24, 180),
        ]
    )
    walls = houses.fence_of_walls([(-2.6, 13), (-2.6, 44)], 1.6, material="plaster") + houses.fence_of_walls(
        [(2.6, 13), (2.6, 44)], 1.6
    )
    stand("lane walls", walls)
    stand("communal house", moved(hall.far_communal_house(), (0, 66, 0)))
    stand(
        "candy house",
        moved(houses.small_house(), (26, 14, 0))
        + houses.fence_of_walls([(18.6, 9.4), (23.6, 9.4)], 1.3)
        + houses.fence_of_walls([(28.4, 9.4), (35, 9.4)], 1.3),
    )
    stand(
        "candy gate",
        moved(houses.pillar(2.2, side=0.42), (24.0, 9.4, 0)) + moved(houses.pillar(2.2, side=0.42), (28.0, 9.4, 0)),
    )
    country.planted(
        "areca",
        plants.areca(1),
        [
            (-4.4, 14),
            (4.6, 15),
            (-4.2, 20),
            (4.2, 26),
            (-4.4, 31),
            (20.5, 16),
            (31.8, 15.5),
            (12, 16),
            (-14, 15),
            (-30, 17),
            (42, 16),
        ],
    )
    country.planted(
        "tree",
        plants.tree(2),
        [(-14, 27), (15, 25), (-20, 18), (33, 22), (14, 34), (-15, 40), (46, 20), (-47, 16), (-6, 52), (8, 54)],
    )
    country.planted(
        "banana",
        plants.banana(3),
        [(11.2, 11.2), (13.0, 11.6), (16.6, 11.0), (-10.8, 10.2), (21, 12.5), (32.5, 12.2), (-13.4, 10.4)],
    )
    country.planted(
        "bush", plants.bush(2), [(-3.9, 9.0), (8.5, 9.2), (10.2, 8.9), (-13, 8.6), (4.3, 9.1), (16, 9.2), (-17, 9.4)]
    )
    country.planted(
        "flowers", plants.bush(5, size=0.45, flowers="petal_pink"), [(-2.6, 8.6), (5.4, 8.9), (9.4, 8.5), (-20, 5)]
    )


def fields() -> None:
    """The rice on both sides of the dyke, and the lotus pond."""
    country.rice_fields(
        [(3.6, -25, 24.6, -8.6), (3.6, -42, 24.6, -27), (-24, -42, -3.4, -24), (27, -25, 45, -8.6), (-46, -25, -30, -9)]
    )
    stand(
        "lotus",
        moved(plants.lotus(1, pads=70, radius=4.6), (-11, -11, country.WATER))
        + moved(plants.lotus(2, pads=50, radius=3.5), (-19, -13, country.WATER)),
    )
    country.planted(
        "dyke tree", plants.tree(6, height=5.0), [(-3.0, -30), (3.2, -44), (-27.5, -8), (28, 2), (38, -2), (-30, 2)]
    )
    country.planted("pond palm", plants.areca(4), [(-8.6, -5.0), (-14, -4.9), (-22, -4.6), (14, -6.0)])
    country.bamboo_hedge([(44, -30), (60, -44)], seed=9)


SCENE = Scene(
    slug="cong-lang",
    title_vi="Cổng làng, cây đa, giếng nước",
    title_en="The village gate, the banyan and the well",
    eye=EYE,
    north=0.0,
    look=(-4.0, 6.0, 100.0),
    build=build,
    doors=(
        Door("san-dinh", (0.0, 8.2, 0.05), 0.0, "Qua cổng, vào sân đình", "Through the gate to the communal house"),
        Door("san-nha-keo", (14.0, 7.1, 0.05), 0.0, "Sang sân nhà làm kẹo", "To the candy maker's yard"),
    ),
    stories=(
        Story("banyan", (-8.0, 5.2, 3.2)),
        Story("well", (5.9, 4.3, 0.85)),
        Story("gate", (0.0, 9.2, 4.1)),
        Story("bamboo", (-30.0, 10.0, 3.2)),
        Story("pond", (-11.0, -11.0, -0.2)),
    ),
    goods=(
        Goods(
            "keo-lac-vung",
            (3.3, 9.8, 2.0),
            "Kẹo lạc vừng của nhà làm kẹo trong làng",
            "Peanut and sesame brittle of the village's candy maker",
        ),
    ),
    sounds=(
        Heard(
            "la-da.ogg",
            (-8.6, 5.6, 6.8),
            "Gió trong lá đa, chim hót",
            "Wind in the banyan, birds",
            "Gió lúc thổi lúc lặng trong lá đa; hai con chim gọi nhau. Tiếng dựng bằng máy tính.",
            "Wind comes and goes in the banyan's leaves; two birds call each other. A computed sound.",
        ),
    ),
)
