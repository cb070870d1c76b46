"""The yard of the communal house on an ordinary morning before the feast: flags, a drum, an incense urn."""

import math

import country
import hall
import houses
import light
import numpy as np
import plants
import things
from shapes import moved, sheet, stand
from stops import Door, Heard, Scene, Story

EYE = (-1.9, -1.6, light.EYE)
# Where the house's middle stands in the yard.
HOUSE = (0.0, 16.0, 0.0)
URN, DRUM = (0.0, 4.2), (4.6, 5.0)
# By the bench with the tea: who sits down there sees the evening come.
EVENING = (-8.6, 3.4, 0.05)
LANTERNS = [(x, HOUSE[1] + hall.COLUMNS_Y[0] - 0.9, 3.3) for x in (-8.7, -5.6, -2.9, 0.0, 2.9, 5.6, 8.7)]


def ground(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Level, with a pond on both sides of the way south."""
    away = np.hypot(x, (y + 24) * 1.9)
    pond = (1 - country.step(away, 11.5, 12.6)) * country.step(np.abs(x), 2.4, 3.4)
    return -0.02 - 0.9 * pond


def build() -> None:
    """The yard by day."""
    light.sun()
    light.sky(strength=1.15)
    yard()
    feast()
    for x, watts in ((0.0, 160), (-2.9, 80), (2.9, 80)):
        light.glow((HOUSE[0] + x, HOUSE[1] - 0.4, 3.6), watts, radius=0.4)


def yard() -> None:
    """The house and all that stands around its yard."""
    country.land(ground, half=60.0, cells=240)
    country.far(half=59.0)
    stand("furniture", moved(hall.furniture(), HOUSE))
    stand("house", moved(hall.communal_house(), HOUSE))
    stand("paving", sheet([(-14.6, -14), (14.6, -14), (14.6, 9.4), (-14.6, 9.4)], "brick_yard", z=0.02))
    stand("middle path", sheet([(-1.4, -60), (1.4, -60), (1.4, 8.3), (-1.4, 8.3)], "stone_paving", z=0.03))
    stand("urn", moved(things.urn(), (*URN, 0.02)))
    stand("drum", moved(things.drum(), (*DRUM, 0.02), turn=28))
    for sign, facing in ((-1, 90), (1, -90)):
        side = moved(
            houses.small_house(length=13, depth=4.4, eave=2.6, ridge=4.6, doors=5), (sign * 17.6, -1.5, 0), turn=-facing
        )
        stand("side house", side)
        stand(
            "walls",
            houses.fence_of_walls([(sign * 3.9, -14), (sign * 14.8, -14)], 1.5)
            + houses.fence_of_walls([(sign * 14.8, 6), (sign * 14.8, 22)], 1.9),
        )
        stand("corner walls", houses.fence_of_walls([(sign * 14.8, -14), (sign * 14.8, -8.6)], 1.5))
        posts = moved(houses.pillar(4.6, side=0.66), (sign * 2.1, -14, 0)) + moved(
            houses.pillar(3.0, side=0.5), (sign * 3.9, -14, 0)
        )
        stand("gate pillars", posts)
    pots = [(x, 8.0) for x in (-4.6, 4.6, -7.4, 7.4, -10.2, 10.2)]
    country.planted("kumquat", plants.potted(1, flowers="lantern_fruit"), pots, z=0.02)
    seat = moved(things.bench(), (-10.2, 2.2, 0.02), turn=50) + moved(things.tea(), (-10.2, 2.2, 0.5))
    stand(
        "seat",
        seat + moved(things.carrying_pole(), (9.6, 1.6, 0.02), turn=30) + moved(things.hat(), (-10.6, 2.75, 0.5)),
    )
    garden()


def garden() -> None:
    """Trees, palms and hedges around the yard."""
    country.planted("plumeria", plants.tree(12, height=4.8), [(-11.5, 4.6), (11.8, 4.2)])
    country.planted(
        "tree",
        plants.tree(2, height=8.5),
        [
            (-17, 14),
            (17, 13),
            (-19, 24),
            (20, 25),
            (-9, 29),
            (10, 30),
            (0, 32),
            (-24, 6),
            (25, 4),
            (-15, -30),
            (16, -31),
            (-7, -47),
            (7.5, -49),
        ],
    )
    country.planted(
        "areca",
        plants.areca(1),
        [(-13.6, -12.6), (13.6, -12.6), (-13.8, 8.6), (13.8, 8.6), (-9.8, -15.6), (9.8, -15.6), (-6, -16), (6, -16)],
    )
    country.planted("areca low", plants.areca(3, height=5.5), [(-16, 9.5), (16, 9.4), (-24, -10), (24, -9)])
    country.planted(
        "bush",
        plants.bush(2, size=0.6),
        [(-13.4, 5.8), (13.6, 5.8), (-13.8, -9.6), (13.8, -9.6), (-5.2, -12.9), (5.2, -12.9), (-8.5, -13), (8.5, -13)],
    )
    country.planted(
        "flowers",
        plants.bush(5, size=0.42, flowers="petal_yellow"),
        [(-12.6, 6.0), (12.6, 6.0), (-6.8, -13), (6.8, -13), (-10.4, -13), (10.4, -13)],
    )
    country.planted("banana", plants.banana(3), [(-16, 7.2), (16.4, 7), (-15.8, -12), (16, -12)])
    country.bamboo_hedge([(-28, -16), (-28, 30), (0, 38), (28, 30), (28, -16)], apart=2.6)
    country.houses([(-9.5, -39, 90), (9.5, -41, 270), (-20, -36, 180), (22, -38, 180), (-36, 10, 90), (36, 12, 270)])
    stand("village gate", moved(houses.village_gate(), (0, -54, 0)))
    stand(
        "lane walls",
        houses.fence_of_walls([(-2.8, -33), (-2.8, -52)], 1.6) + houses.fence_of_walls([(2.8, -33), (2.8, -52)], 1.6),
    )
    country.bamboo_hedge([(-10, -54), (-58, -50)], apart=3.0)
    country.bamboo_hedge([(10, -54), (58, -50)], apart=3.0)
    stand(
        "lotus",
        moved(plants.lotus(1, pads=50, radius=3.2), (-6.5, -24, country.WATER))
        + moved(plants.lotus(2, pads=40, radius=2.8), (6.5, -24, country.WATER)),
    )


def feast() -> None:
    """Flags, banners, parasols and the lanterns under the eave."""
    for k, y in enumerate((-11.0, -6.2, -1.4, 3.4)):
        for sign in (-1, 1):
            flag = things.festival_flag(1.5, height=5.2, first=(2 * k + (sign > 0)) % 5)
            # Each hangs so that it is seen from the middle of the yard, one a little more than the other.
            turn = math.degrees(math.atan2(sign * 8.8 - EYE[0], y - EYE[1])) + 22 * math.sin(k * 2.1 + sign)
            stand("flag", moved(flag, (sign * 8.8, y, 0), turn=turn))
    for k, sign in enumerate((-1, 1)):
        stand(
            "banner",
            moved(
                things.pennant(3.4, colour=("cloth_red", "cloth_yellow")[k], height=6.4), (sign * 3.1 - 0.4, -12.8, 0)
            ),
        )
        stand("parasol", moved(things.parasol(3.1, colour=("cloth_yellow", "cloth_red")[k]), (sign * 4.1, 7.4, 0)))
        stand("rack", moved(things.sheaf_of_flags(), (sign * 6.0, 7.0, 0)))
    for at in LANTERNS:
        stand("lantern", moved(things.lantern(), at))


SCENE = Scene(
    slug="san-dinh",
    title_vi="Sân đình ngày sắp hội",
    title_en="The yard of the communal house, before the feast",
    eye=EYE,
    north=0.0,
    look=(7.0, 5.0, 100.0),
    build=build,
    doors=(
        Door("trong-dinh", (0.0, 8.0, 0.3), 0.0, "Bước lên thềm, vào trong đình", "Up the steps and into the house"),
        Door("cong-lang", (0.0, -12.6, 0.05), 180.0, "Ra cổng làng", "Out to the village gate"),
        Door("san-dinh-hoi", EVENING, 0.0, "Ở lại đến tối hội", "Stay until the evening of the feast"),
    ),
    stories=(
        Story("roof", (HOUSE[0] + 13.3, HOUSE[1] - 7.8, 4.5)),
        Story("ridge", (0.0, HOUSE[1] - 0.6, 9.6)),
        Story("drum", (4.6, 5.0, 1.3)),
        Story("urn", (0.0, 4.2, 1.3)),
        Story("flags", (-8.1, -1.4, 4.4)),
    ),
    sounds=(
        Heard(
            "trong-cai.ogg",
            (4.6, 5.0, 0.3),
            "Tiếng trống cái",
            "The great drum's sound",
            "Tiếng trống cái: tám hồi, thưa rồi mau dần. Tiếng dựng bằng máy tính.",
            "The great drum: eight beats, slow and then faster. A computed sound.",
        ),
    ),
)
