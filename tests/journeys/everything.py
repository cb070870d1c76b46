"""Where things are in the tour with everything (tour_with_everything.py), for the tests that look at it."""

import math
from typing import Final

from marketplace.media.panoramas import View

SLUG: Final = "du-thu"
# Directions (yaw, pitch) with a small square in the pictures.
DOTS: Final = ((-12.0, 8.0), (14.0, 9.0), (11.0, -7.0), (-9.0, -10.0))
# How the picture of then was taken, from the same place.
THEN: Final = View(2.0, 1.0, 48.0)
# And the one of later, by somebody who stood there too.
LATER: Final = View(5.0, -1.0, 44.0)
# By how much the sphere of the second scene must be turned to be level.
LEANING: Final = (6.0, -9.0)
# By how much it is then turned, as a retaken picture is; and the partial one.
TURN: Final = 45.0
PART_TURN: Final = 20.0


def corners_of(view: View, aspect: float) -> list[dict[str, float]]:
    """The directions of a flat picture's corners, from its upper left clockwise."""
    across = math.tan(math.radians(view.hfov) / 2)
    up = across / aspect
    found = []
    for right, high in ((-across, up), (across, up), (across, -up), (-across, -up)):
        tilt = math.radians(view.pitch)
        higher, farther = high * math.cos(tilt) + math.sin(tilt), math.cos(tilt) - high * math.sin(tilt)
        yaw = view.yaw + math.degrees(math.atan2(right, farther))
        found.append(
            {"yaw": round(yaw, 3), "pitch": round(math.degrees(math.atan2(higher, math.hypot(right, farther))), 3)}
        )
    return found
