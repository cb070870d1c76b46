"""Pictures as a camera sees them that does not stand upright."""

import math

from PIL import Image

from marketplace.media.flat import View, _unlevelled

SQUARE = 16


def tilted(picture: Image.Image, by: View) -> Image.Image:
    """As a camera sees it that does not stand: what the viewer's levelling makes of a picture that needs none."""
    across, down = picture.size
    wrapped = Image.new("RGB", (2 * across, down))
    for left in (0, across):
        wrapped.paste(picture, (left, 0))

    def source(x: int, y: int) -> tuple[float, float]:
        yaw, pitch = _unlevelled(2 * math.pi * x / across - math.pi, math.pi * (0.5 - y / down), by)
        return (yaw / (2 * math.pi) + 0.5) % 1.0 * across, (0.5 - pitch / math.pi) * down

    mesh = []
    for top in range(0, down, SQUARE):
        for left in range(0, across, SQUARE):
            right, bottom = left + SQUARE, top + SQUARE
            corners = [source(*corner) for corner in ((left, top), (left, bottom), (right, bottom), (right, top))]
            if max(x for x, _ in corners) - min(x for x, _ in corners) > across / 2:
                corners = [(x + across if x < across / 2 else x, y) for x, y in corners]
            mesh.append(((left, top, right, bottom), tuple(number for corner in corners for number in corner)))
    return wrapped.transform(picture.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)
