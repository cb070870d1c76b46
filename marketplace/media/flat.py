"""What a camera in the middle of the sphere sees: flat pictures of one view, pure geometry over pixels.

Angles are degrees, sizes pixels.
"""

import math
from typing import Final, NamedTuple

from PIL import Image

# Flat pictures of a view: beside a wide page, on a phone held upright, in lists, beside a link on other sites.
POSTERS: Final = {"wide": (1280, 720), "tall": (600, 800), "small": (480, 270), "share": (1200, 630)}
# The upright picture shows no more than this from bottom to top: more would bend the lines.
TALL_FIELD: Final = 85.0
# The flat picture is drawn in squares of this many pixels; inside one the sphere passes for a plane.
MESH: Final = 16


# A viewer shows no less than this from bottom to top (NARROWEST in frontend/js/tour/scenes.js, and one above it).
LEAST_FIELD: Final = 31.0


class Box(NamedTuple):
    """A part of the sphere, in fractions of the whole turn and of the whole height, from the upper left."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def across(self) -> float:
        """Degrees from its left to its right edge."""
        return 360.0 * (self.right - self.left)

    @property
    def down(self) -> float:
        """Degrees from its upper to its lower edge."""
        return 180.0 * (self.bottom - self.top)


WHOLE: Final = Box(0.0, 0.0, 1.0, 1.0)


class View(NamedTuple):
    """Where one looks, and how wide (`hfov`: from the left to the right edge).

    `level_pitch` and `level_roll` turn the sphere first, until its horizon is level, and `turn` then turns it to the right about
    its upright axis (a picture that took another's place); yaw and pitch are as one sees them after that.
    """

    yaw: float
    pitch: float
    hfov: float
    level_pitch: float = 0.0
    level_roll: float = 0.0
    turn: float = 0.0


def poster_name(shape: str, view: View) -> str:
    """The file name of one flat picture; angles stand in it as tenths of a degree."""
    yaw, pitch, hfov, *level, turn = (round(angle * 10) for angle in view)
    levelled = "-l{}-{}".format(*level) if any(level) else ""
    turned = f"-t{turn}" if turn else ""
    return f"poster-{shape}-{yaw}-{pitch}-{hfov}{levelled}{turned}.{'jpg' if shape == 'share' else 'webp'}"


def flat_view(whole: Image.Image, view: View, *, size: tuple[int, int]) -> Image.Image:
    """What a camera would see that stands in the middle of the sphere and looks along `view`."""
    across, down = size
    focal = across / 2 / math.tan(math.radians(view.hfov) / 2)
    # As many pixels as the middle of the flat picture has: more would glitter.
    turn = min(whole.width, math.ceil(2 * math.pi * focal))
    if turn < whole.width:
        whole = whole.resize((turn, math.ceil(turn / 2)), Image.Resampling.LANCZOS, reducing_gap=3.0)
    # The picture twice, side by side: a view over its seam is then in one piece.
    wrapped = Image.new("RGB", (2 * turn, whole.height))
    wrapped.paste(whole, (0, 0))
    wrapped.paste(whole, (turn, 0))

    def on_sphere(x: int, y: int) -> tuple[float, float]:
        yaw, pitch = _looked_at(x - across / 2, down / 2 - y, focal, view)
        return (yaw / (2 * math.pi) + 0.5) % 1.0 * turn, (0.5 - pitch / math.pi) * whole.height

    mesh = []
    for top in range(0, down, MESH):
        bottom = min(top + MESH, down)
        for left in range(0, across, MESH):
            right = min(left + MESH, across)
            corners = [on_sphere(*corner) for corner in ((left, top), (left, bottom), (right, bottom), (right, top))]
            if max(x for x, _ in corners) - min(x for x, _ in corners) > turn / 2:
                corners = [(x + turn if x < turn / 2 else x, y) for x, y in corners]
            mesh.append(((left, top, right, bottom), tuple(number for corner in corners for number in corner)))
    return wrapped.transform(size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC)


def _looked_at(right: float, up: float, ahead: float, view: View) -> tuple[float, float]:
    """Yaw and pitch, in radians, of a point of the flat picture: turned up first, then around."""
    tilt, around = math.radians(view.pitch), math.radians(view.yaw - view.turn)
    higher = up * math.cos(tilt) + ahead * math.sin(tilt)
    farther = ahead * math.cos(tilt) - up * math.sin(tilt)
    seen = around + math.atan2(right, farther), math.atan2(higher, math.hypot(right, farther))
    return _unlevelled(*seen, view) if view.level_pitch or view.level_roll else seen


def _unlevelled(yaw: float, pitch: float, view: View) -> tuple[float, float]:
    """Where in the picture a direction of the levelled sphere lies: what the viewer does (sphereCorrection), undone.

    The viewer rolls the sphere about the axis of yaw 0, then tips it about the axis to its left.
    """
    tip, roll = math.radians(view.level_pitch), math.radians(view.level_roll)
    left, up, ahead = -math.cos(pitch) * math.sin(yaw), math.sin(pitch), math.cos(pitch) * math.cos(yaw)
    up, ahead = up * math.cos(tip) + ahead * math.sin(tip), ahead * math.cos(tip) - up * math.sin(tip)
    left, up = left * math.cos(roll) + up * math.sin(roll), up * math.cos(roll) - left * math.sin(roll)
    return math.atan2(-left, ahead), math.asin(max(-1.0, min(1.0, up)))


def field_of(shape: str, view: View, part: Box = WHOLE) -> View:
    """The view as this shape shows it: `hfov` is for wide pictures, and of a part nothing beside it is shown.

    Where the viewer would stand in a partial picture too: no wider and no higher than the part, and turned so far that its
    edges are outside (rangeOf and widestFor in frontend/js/tour/).
    """
    across, down = POSTERS[shape]
    aspect = across / down
    field = min(view.hfov, TALL_FIELD) if across < down else _over(view.hfov, 1 / aspect)
    if part == WHOLE:
        return view if across >= down else view._replace(hfov=_over(field, aspect))
    field = max(LEAST_FIELD, min(field, part.down, _over(min(part.across, 150.0), 1 / aspect)))
    hfov = _over(field, aspect)
    middle = turned(180.0 * (part.left + part.right) - 180.0 + view.turn)
    level = 90.0 - 90.0 * (part.top + part.bottom)
    return view._replace(
        hfov=hfov,
        yaw=view.yaw
        if part.across >= 360.0
        else turned(middle + _at_most(turned(view.yaw - middle), part.across - hfov)),
        pitch=level + _at_most(view.pitch - level, part.down - field),
    )


def vertical_field(shape: str, view: View) -> float:
    """Degrees from bottom to top of this flat picture, of a view that `field_of` gave."""
    across, down = POSTERS[shape]
    return _over(view.hfov, down / across)


def turned(yaw: float) -> float:
    """The same direction between -180 and 180 degrees."""
    return (yaw + 180) % 360 - 180


def _over(field: float, times: float) -> float:
    """The field of view over so many times the length, on the same flat picture."""
    return math.degrees(2 * math.atan(math.tan(math.radians(field) / 2) * times))


def _at_most(angle: float, room: float) -> float:
    """The angle, no farther from the middle than half of the room there is."""
    half = max(0.0, room / 2)
    return max(-half, min(half, angle))
