"""Where a thing is, said to somebody who stands in a scene: by the clock, from where he or she looks (`facing`).

Yaw in degrees grows to the right (clockwise seen from above), pitch grows upwards. Twelve o'clock is straight ahead: the
scene's start view, or where one came in. Also where one looks after a door, and which wind that is.
"""

from typing import Final, NamedTuple

from marketplace.media.flat import turned
from marketplace.text import N_

# From here on (degrees) a thing is over one's head, or under one's feet.
STEEP: Final = 35.0

BY_HOUR: Final[tuple[str, ...]] = (
    N_("Phía trước"),
    N_("Phía trước, chếch phải (1 giờ)"),
    N_("Bên phải (2 giờ)"),
    N_("Bên phải (3 giờ)"),
    N_("Bên phải (4 giờ)"),
    N_("Phía sau, chếch phải (5 giờ)"),
    N_("Phía sau"),
    N_("Phía sau, chếch trái (7 giờ)"),
    N_("Bên trái (8 giờ)"),
    N_("Bên trái (9 giờ)"),
    N_("Bên trái (10 giờ)"),
    N_("Phía trước, chếch trái (11 giờ)"),
)
ABOVE: Final = N_("trên cao")
BELOW: Final = N_("dưới thấp")


# The four sides of somebody who stands, for a sentence that says what is around.
SIDES: Final = (N_("Phía trước"), N_("Bên phải"), N_("Phía sau bạn"), N_("Bên trái"))
# Eight winds, clockwise from north.
WINDS: Final = (
    N_("hướng bắc"),
    N_("hướng đông bắc"),
    N_("hướng đông"),
    N_("hướng đông nam"),
    N_("hướng nam"),
    N_("hướng tây nam"),
    N_("hướng tây"),
    N_("hướng tây bắc"),
)


class Direction(NamedTuple):
    """Where to turn: `words` and `height` are Vietnamese, translated where shown; `height` may be empty."""

    hour: int
    words: str
    height: str


def turn_right(yaw: float, *, facing: float) -> float:
    """How many degrees to turn to the right from `facing` until one looks at `yaw`: from 0, below 360."""
    return (yaw - facing) % 360 % 360  # Twice: a tiny negative angle comes out of the first as 360.0.


def direction(yaw: float, pitch: float, *, facing: float) -> Direction:
    """The direction of a thing from the start view. An hour reaches 15 degrees to either side."""
    hour = int(turn_right(yaw, facing=facing) / 30 + 0.5) % 12
    height = ABOVE if pitch >= STEEP else BELOW if pitch <= -STEEP else ""
    return Direction(hour=hour or 12, words=BY_HOUR[hour], height=height)


def side(yaw: float, *, facing: float) -> int:
    """Which of SIDES a thing is on."""
    return int(turn_right(yaw, facing=facing) / 90 + 0.5) % 4


def onward(
    door: float,
    arrives: float | None,
    *,
    here: float | None,
    there: float | None,
    back: float | None = None,
    otherwise: float,
) -> float:
    """Where one looks after a door at yaw `door`: as it says itself, else on in the same direction.

    By the compass where both scenes know their north (`here`, `there`), else away from the door that leads `back`: one
    came in through it. Without either one looks as the next scene begins (`otherwise`). The viewer does the same:
    onward() in frontend/js/tour/scenes.js.
    """
    if arrives is not None:
        return arrives
    if here is not None and there is not None:
        return turned(door + here - there)
    return otherwise if back is None else turned(back + 180)


def wind(yaw: float, *, north: float) -> str:
    """The wind one looks to at this yaw; `north` is the compass bearing of yaw 0. Vietnamese, translated where shown."""
    return WINDS[int((yaw + north) % 360 / 45 + 0.5) % 8]
