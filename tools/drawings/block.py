"""A sheet of shell paper, and the few cuts from which every drawing is made.

A Đông Hồ print is flat colours first and the charcoal line last, from blocks that never meet quite exactly.
So each colour here lies a little off its line, and each line is cut by hand: thicker one way than the other.
The same name always gives the same sheet, to the last fleck of shell.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from random import Random

Point = tuple[float, float]
Shape = list[Point]

MUC = "#25201a"  # charcoal of bamboo leaves
SON = "#a5301d"  # red gravel
CHAM = "#1f4468"  # indigo
HOE = "#f0b429"  # hoè flowers
LA = "#2c6a3a"  # leaves
DIEP = "#fbf6ea"  # shell paper
TRANG = "#fffdf7"  # thick shell white
# The same pigments thinned with rice paste.
SON_NHAT = "#dd9b80"
CHAM_NHAT = "#b3c4d2"
HOE_NHAT = "#f7dc9c"
LA_NHAT = "#b2caa2"
HOE_DAM = "#cf8d1c"
SON_TUOI = "#c8523a"

Drawing = Callable[[], "Sheet"]


def turned(shape: Shape, degrees: float, about: Point = (0.0, 0.0)) -> Shape:
    """The same shape turned clockwise about a point."""
    angle = math.radians(degrees)
    cosine, sine = math.cos(angle), math.sin(angle)
    ax, ay = about
    return [(ax + (x - ax) * cosine - (y - ay) * sine, ay + (x - ax) * sine + (y - ay) * cosine) for x, y in shape]


def moved(shape: Shape, dx: float, dy: float) -> Shape:
    """The same shape elsewhere."""
    return [(x + dx, y + dy) for x, y in shape]


def mirrored(shape: Shape, x: float) -> Shape:
    """The same shape seen in a mirror standing at x."""
    return [(2 * x - px, py) for px, py in reversed(shape)]


def arc(centre: Point, radii: Point, first: float, last: float, steps: int = 12) -> Shape:
    """Points along an ellipse, degrees clockwise from the right."""
    angles = (math.radians(first + (last - first) * step / steps) for step in range(steps + 1))
    return [(centre[0] + radii[0] * math.cos(a), centre[1] + radii[1] * math.sin(a)) for a in angles]


def along(first: Point, last: Point, share: float) -> Point:
    """The point that lies a share of the way from the first to the last."""
    return (first[0] + (last[0] - first[0]) * share, first[1] + (last[1] - first[1]) * share)


def path(shape: Sequence[Point], *, closed: bool, sharp: bool) -> str:
    """SVG path data: straight cuts, or one smooth cut through all points."""
    points = list(shape)
    start = f"M{points[0][0]:.0f} {points[0][1]:.0f}"
    if sharp:
        return start + "".join(f"L{x:.0f} {y:.0f}" for x, y in points[1:]) + ("Z" if closed else "")
    count = len(points)
    pieces = [start]
    for i in range(count if closed else count - 1):
        before = points[i - 1] if closed or i else points[0]
        here, there = points[i], points[(i + 1) % count]
        after = points[(i + 2) % count] if closed or i + 2 < count else there
        pieces.append(
            f"C{here[0] + (there[0] - before[0]) / 6:.0f} {here[1] + (there[1] - before[1]) / 6:.0f}"
            f" {there[0] - (after[0] - here[0]) / 6:.0f} {there[1] - (after[1] - here[1]) / 6:.0f}"
            f" {there[0]:.0f} {there[1]:.0f}"
        )
    return "".join(pieces) + ("Z" if closed else "")


class Sheet:
    """One print: what is put on it last lies on top."""

    def __init__(self, name: str, *, width: int = 1000, height: int = 1000, ground: str = DIEP) -> None:
        self.name = name
        self.width = width
        self.height = height
        self.chance = Random(name)
        self.marks: list[str] = [f'<rect width="{width}" height="{height}" fill="{DIEP}"/>']
        if ground != DIEP:
            right, foot = width - 38, height - 38
            edge: Shape = [(38, 38), (width / 2, 33), (right, 38), (right + 5, height / 2)]
            edge += [(right, foot), (width / 2, foot + 5), (38, foot), (33, height / 2)]
            self.wash(edge, ground)
        self._flecks()

    def _flecks(self) -> None:
        """Crushed shell glints in the paper and in its ground colour."""
        cuts = []
        for _ in range(self.width * self.height // 9000):
            x, y = self.chance.randrange(self.width), self.chance.randrange(self.height)
            cuts.append(
                f"M{x} {y}l{self.chance.randint(2, 7)} {self.chance.randint(-3, 3)}l-2 {self.chance.randint(2, 4)}z"
            )
        self.marks.append(f'<path d="{"".join(cuts)}" fill="{TRANG}" opacity=".55"/>')

    def wash(self, shape: Shape, pigment: str) -> None:
        """A field of colour with straight edges and no line."""
        self.marks.append(f'<path d="{path(shape, closed=True, sharp=True)}" fill="{pigment}"/>')

    def colour(self, shape: Shape, pigment: str, *, sharp: bool = False) -> None:
        """One flat colour, a little off register."""
        self.marks.append(
            f'<path d="{path(shape, closed=True, sharp=sharp)}" fill="{pigment}" transform="translate(7 -5)"/>'
        )

    def line(
        self, shape: Shape, width: float = 8, *, closed: bool = False, sharp: bool = False, ink: str = MUC
    ) -> None:
        """The charcoal line, cut with a blade that leans: thicker down to the right."""
        cut = path(shape, closed=closed, sharp=sharp)
        common = f'd="{cut}" stroke="{ink}"'
        self.marks.append(f'<path {common} stroke-width="{width * 0.72:.1f}"/>')
        if width > 4:
            lean = f'transform="translate({width * 0.3:.1f} {width * 0.3:.1f})"'
            self.marks.append(f'<path {common} stroke-width="{width * 0.6:.1f}" {lean}/>')

    def thing(self, shape: Shape, pigment: str, width: float = 8, *, sharp: bool = False) -> None:
        """Colour, and its line around it."""
        self.colour(shape, pigment, sharp=sharp)
        self.line(shape, width, closed=True, sharp=sharp)

    def oval(
        self, x: float, y: float, rx: float, ry: float | None = None, *, turn: float = 0, wobble: float = 0.02
    ) -> Shape:
        """A round shape as a hand would cut it."""
        ry = rx if ry is None else ry
        shape = []
        for step in range(14):
            angle = math.radians(step * 360 / 14)
            swell = 1 + self.chance.uniform(-wobble, wobble)
            shape.append((x + rx * swell * math.cos(angle), y + ry * swell * math.sin(angle)))
        return turned(shape, turn, (x, y))

    def disc(
        self, x: float, y: float, rx: float, ry: float | None = None, *, pigment: str, width: float = 8, turn: float = 0
    ) -> None:
        """A round thing with its line; no width, no line."""
        shape = self.oval(x, y, rx, ry, turn=turn)
        self.colour(shape, pigment)
        if width:
            self.line(shape, width, closed=True)

    def stroke(self, *points: Point, width: float = 6, ink: str = MUC) -> None:
        """A free smooth line through some points."""
        self.line(list(points), width, ink=ink)

    def cane(self, *points: Point, thick: float, pigment: str, width: float = 6) -> None:
        """A long even thing such as a stalk, a string or a bamboo: colour with a line on both sides."""
        cut = path(list(points), closed=False, sharp=False)
        common = f'd="{cut}"'
        self.marks.append(f'<path {common} stroke="{MUC}" stroke-width="{thick + 1.6 * width:.1f}"/>')
        self.marks.append(
            f'<path {common} stroke="{pigment}" stroke-width="{thick:.1f}" transform="translate(2 -1.5)"/>'
        )

    def leaf(
        self,
        base: Point,
        tip: Point,
        wide: float,
        *,
        pigment: str = LA,
        bend: float = 0,
        veins: int = 4,
        width: float = 7,
    ) -> None:
        """A leaf from its base to its tip; bend pushes its middle to one side."""
        dx, dy = tip[0] - base[0], tip[1] - base[1]
        length = math.hypot(dx, dy)
        nx, ny = -dy / length, dx / length

        def at(share: float, side: float) -> Point:
            sway = side + bend * math.sin(math.pi * share)
            return (base[0] + dx * share + nx * sway, base[1] + dy * share + ny * sway)

        widths = ((0.0, 0.0), (0.14, 0.55), (0.36, 1.0), (0.62, 0.82), (0.85, 0.34), (1.0, 0.0))
        shape = [at(s, wide / 2 * w) for s, w in widths] + [at(s, -wide / 2 * w) for s, w in reversed(widths[1:-1])]
        self.thing(shape, pigment, width)
        rib = [at(s / 6, 0) for s in range(6)]
        ink = DIEP if pigment in (LA, CHAM, SON) else MUC
        self.line(rib, width * 0.6, ink=ink)
        for vein in range(1, veins + 1):
            share = 0.12 + 0.62 * vein / (veins + 1)
            for side in (1, -1):
                self.line([at(share, 0), at(share + 0.1, side * wide * 0.27)], width * 0.42, ink=ink)

    def flower(
        self,
        x: float,
        y: float,
        radius: float,
        *,
        pigment: str,
        heart: str,
        petals: int = 12,
        slim: float = 0.26,
        width: float = 6,
        squash: float = 1,
    ) -> None:
        """A daisy of one ring of petals over another, as the gerbera has."""
        for ring, (reach, shift) in enumerate(((1.0, 0.0), (0.72, 0.5))):
            for petal in range(petals):
                degrees = (petal + shift) * 360 / petals + self.chance.uniform(-3, 3)
                size = radius * reach
                shape = [(0.0, 0.0), (size * 0.5, -size * slim * 0.8), (size * 0.9, -size * slim * 0.72), (size, 0.0)]
                shape += [(size * 0.9, size * slim * 0.72), (size * 0.5, size * slim * 0.8)]
                placed = [(x + px, y + py * squash) for px, py in turned(shape, degrees)]
                self.thing(placed, pigment, width * (1 if ring == 0 else 0.7))
        self.disc(x, y, radius * 0.27, radius * 0.27 * squash, pigment=heart, width=width)
        for _ in range(9):
            angle, far = self.chance.uniform(0, math.tau), self.chance.uniform(0, radius * 0.17)
            self.dot(x + far * math.cos(angle), y + far * math.sin(angle) * squash, 3.5)

    def rose(self, x: float, y: float, radius: float, *, pigment: str = SON, ink: str = MUC) -> None:
        """A rose seen a little from above: turning petals, no two rings alike."""
        rim = []
        for step in range(10):
            angle = math.radians(step * 36 + self.chance.uniform(-6, 6))
            far = radius * (1.0 if step % 2 else 0.86)
            rim.append((x + far * math.cos(angle), y + far * 0.92 * math.sin(angle)))
        self.thing(rim, pigment, 7)
        for share, first, last in (
            (0.74, 200, 335),
            (0.74, 20, 150),
            (0.52, 100, 260),
            (0.52, -70, 70),
            (0.3, 190, 470),
        ):
            self.line(arc((x, y - radius * 0.05), (radius * share, radius * share * 0.85), first, last), 5.5, ink=ink)
        self.line(arc((x, y - radius * 0.05), (radius * 0.13, radius * 0.11), 20, 260), 5, ink=ink)

    def dot(self, x: float, y: float, radius: float = 4, ink: str = MUC) -> None:
        """A single nick of the blade."""
        self.marks.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.1f}" fill="{ink}"/>')

    def weave(
        self, shape: Shape, left: float, right: float, top: float, bottom: float, *, step: float = 44, ink: str = MUC
    ) -> None:
        """Basket work inside a shape."""
        clip = f"c{len(self.marks)}"
        cuts = []
        row, y = 0, top
        while y < bottom:
            x = left + (step / 2 if row % 2 else 0)
            while x < right:
                cuts.append(f"M{x:.0f} {y + step * 0.12:.0f}q{step * 0.4:.0f} {-step * 0.2:.0f} {step * 0.8:.0f} 0")
                cuts.append(f"M{x + step * 0.4:.0f} {y + step * 0.1:.0f}v{step * 0.42:.0f}")
                x += step
            row, y = row + 1, y + step * 0.5
        self.marks.append(f'<clipPath id="{clip}"><path d="{path(shape, closed=True, sharp=False)}"/></clipPath>')
        look = f'stroke="{ink}" stroke-width="4.5"'
        self.marks.append(f'<path clip-path="url(#{clip})" d="{"".join(cuts)}" {look}/>')

    def seal(self) -> None:
        """The market's small red seal, a gate under a roof, low at the right."""
        x, y = self.width - 118, self.height - 118
        self.marks.append(f'<path d="M{x} {y + 2}l62-3 2 62-63 3z" fill="{SON}" stroke="{DIEP}" stroke-width="5"/>')
        gate = f"M{x + 12} {y + 24}q20-6 20-14q0 8 20 14M{x + 20} {y + 26}v26M{x + 44} {y + 26}v26M{x + 14} {y + 38}h37"
        self.marks.append(f'<path d="{gate}" stroke="{DIEP}" stroke-width="5"/>')

    def svg(self) -> str:
        """The whole print."""
        wide, high = self.width, self.height
        size = f'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
        ends = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {ends}>'
        return "\n".join([head, *self.marks, "</svg>", ""])
