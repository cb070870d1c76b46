"""The same yard on the evening of the feast: a full moon, lanterns lit on ropes and along the eave."""

import math

import light
import numpy as np
import things
from shapes import moved, stand, tube
from stops import Door, Scene, Story

from scenes import san_dinh


def build() -> None:
    """The yard by lantern light."""
    light.sun(0.6, bearing=light.DUSK_BEARING, height=light.DUSK_HEIGHT)
    light.sky(evening=True, strength=2.8)
    san_dinh.yard()
    san_dinh.feast()
    house_x, house_y, _ = san_dinh.HOUSE
    for x, watts in ((0.0, 420), (-2.9, 260), (2.9, 260)):
        light.glow((house_x + x, house_y - 0.4, 3.6), watts, radius=0.4)
    for x, y, z in san_dinh.LANTERNS:
        light.glow((x, y - 0.6, z - 0.6), 130)
    for sign in (-1, 1):
        light.glow((sign * 15.4, -1.5, 2.0), 170, radius=0.4)
        for y in (-10.0, -4.0, 2.0):
            light.glow((sign * 7.4, y, 3.3), 330, radius=0.3)
        for start, end in (((sign * 8.8, -11.0), (sign * 8.8, 3.4)), ((sign * 8.8, 3.4), (sign * 4.6, 10.4))):
            rope(start, end)


def rope(start: tuple[float, float], end: tuple[float, float]) -> None:
    """A sagging rope with small lanterns, red and yellow in turn."""
    count = max(int(math.dist(start, end) / 1.5), 2)
    t = np.linspace(0, 1, count * 2 + 1)
    x, y = (a + (b - a) * t for a, b in zip(start, end, strict=True))
    z = 3.9 - 0.55 * np.sin(t * math.pi)
    stand("rope", tube(np.column_stack([x, y, z]), 0.012, "bamboo_dry", sides=5))
    for k in range(1, count * 2, 2):
        glow = ("lantern", "lantern_yellow")[k // 2 % 2]
        stand("small lantern", moved(things.lantern(0.2, glow=glow), (x[k], y[k], z[k])))


SCENE = Scene(
    slug="san-dinh-hoi",
    title_vi="Sân đình tối hội",
    title_en="The yard on the evening of the feast",
    eye=san_dinh.EYE,
    north=0.0,
    look=(7.0, 5.0, 100.0),
    build=build,
    exposure=0.2,
    doors=(Door("san-dinh", san_dinh.EVENING, 0.0, "Trở lại buổi sáng", "Back to the morning"),),
    stories=(
        Story("lanterns", (-5.6, san_dinh.LANTERNS[0][1], 2.9)),
        Story("lamps", (0.0, san_dinh.HOUSE[1] - 4.6, 1.9)),
    ),
)
