"""Inside the communal house, before the altar: morning light through the open doors. The same model as the yard's."""

import hall
import light
from stops import Door, Scene, Spot, Story

from scenes import san_dinh
from scenes.san_dinh import HOUSE

FLOOR = hall.FLOOR


def within(x: float, y: float, z: float) -> Spot:
    """A spot in the hall, counted from the house's middle and floor."""
    return (HOUSE[0] + x, HOUSE[1] + y, FLOOR + z)


EYE = within(0.0, -1.75, light.EYE)


def build() -> None:
    """House and yard, and more light in the hall than the sun alone would bring."""
    light.sun(5.0)
    light.sky(strength=1.5)
    san_dinh.yard()
    san_dinh.feast()
    for x in (-2.9, 0.0, 2.9):
        light.window(within(x, -2.6, 1.5), (2.0, 2.4), 75, colour="#fff1da", look=0)
        light.sunbeam(within(x + 0.5, -3.4, 1.75), (1.5, 1.7), 26)
    for x in (-5.6, 5.6):
        light.glow(within(x, -1.2, 2.9), 45, colour="#ffd9a0", radius=0.6)
        light.glow(within(x * 0.52, -1.2, 3.3), 40, radius=0.3)
        light.glow(within(x * 0.8, -1.0, 5.0), 40, colour="#ffd9a0", radius=0.8)
    light.glow(within(0.0, -2.2, 3.0), 45, radius=0.5)
    # And some of it back on the door leaves, which would be black against the bright yard.
    light.window(within(0.0, -0.7, 2.4), (6.0, 1.6), 45, colour="#ffe6c2", look=180)
    light.glow(within(0.0, 1.5, 2.6), 30, radius=0.2)
    light.glow(within(0.0, 2.4, 3.3), 25, radius=0.2)
    for x in (-8.4, 8.4):
        light.glow(within(x, 1.0, 2.6), 40, colour="#ffd9a0", radius=0.6)


SCENE = Scene(
    slug="trong-dinh",
    title_vi="Trong đình, trước hương án",
    title_en="In the communal house, before the altar",
    eye=EYE,
    north=0.0,
    look=(0.0, 4.0, 100.0),
    build=build,
    exposure=0.75,
    bounces=5,
    doors=(Door("san-dinh", within(0.0, -4.9, 0.0), 180.0, "Ra sân đình", "Out to the yard"),),
    stories=(
        Story("altar", within(0.0, 1.9, 1.2)),
        Story("throne", within(0.0, 3.4, 2.6)),
        Story("board", within(0.0, 0.2, 4.5)),
        Story("columns", within(4.2, 0.6, 1.9)),
        Story("lamps", within(2.9, -1.2, 3.85)),
        Story("mats", within(-1.05, -0.6, 0.05)),
    ),
)
