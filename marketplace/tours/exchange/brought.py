"""What a file of another program told: a tour of ours, and where the picture of each scene is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from marketplace.media.gpano import Placing
from marketplace.text import slug
from marketplace.tours.content import NO_SCENE, TourContent
from marketplace.tours.exchange.crediting import FileBrought
from marketplace.tours.exchange.errors import NoTourInside, Remark

# As many as a document of ours may hold.
MOST_SCENES: Final = 200
MOST_PINS: Final = 60


NEARLY: Final = 0.03


class Angles(NamedTuple):
    """How much of the sphere a picture shows, in degrees: around, from top to bottom, and its middle above the horizon."""

    around: float
    tall: float
    above: float

    def placing(self, width: int, height: int) -> Placing:
        """Where a picture of so many pixels lies on the sphere. Its middle is where one looks to at yaw 0."""
        full_width, full_height = round(width * 360 / self.around), round(height * 180 / self.tall)
        # Angles are written with a decimal or two; a sphere is twice as wide as tall.
        if abs(full_width - 2 * full_height) < NEARLY * full_width:
            full_height = max(height, full_width // 2)
        top = round((full_height - height) / 2 - self.above / 180 * full_height)
        return Placing(full_width, full_height, (full_width - width) // 2, max(0, min(full_height - height, top)))


@dataclass(frozen=True)
class FromEntry:
    """A picture of the whole sphere, or a part of it, in the archive. `angles`: where the file says that it lies."""

    name: str
    angles: Angles | None = None


@dataclass(frozen=True)
class FromHere:
    """A picture that the curator has brought before, by the name it had then."""

    name: str


@dataclass(frozen=True)
class FromKey:
    """A panorama that the market may have already under this key; else `entry` is its picture."""

    key: str
    entry: str
    # Where a part lies on the sphere: full width and height, left, top.
    placing: tuple[int, ...] = ()
    credit: Mapping[str, str] = field(default_factory=dict)


class Tile(NamedTuple):
    """A piece of a cube's face: which face (f b l r u d), the entry it lies in, and where, in pixels of the face."""

    face: str
    entry: str
    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class FromCube:
    """Six square faces around the standpoint, in pieces."""

    size: int
    tiles: tuple[Tile, ...]


Source = FromEntry | FromHere | FromKey | FromCube


@dataclass(frozen=True, kw_only=True)
class Brought:
    """A tour out of a file. Each scene's `panorama` is still its own slug; `sources` says where that picture is.

    `pictures`, `sounds` and `films` are the archive's flat pictures, sounds and films by their key.
    """

    tour: TourContent
    sources: Mapping[str, Source]
    remarks: tuple[Remark, ...] = ()
    pictures: Mapping[str, FileBrought] = field(default_factory=dict)
    sounds: Mapping[str, FileBrought] = field(default_factory=dict)
    films: Mapping[str, FileBrought] = field(default_factory=dict)


def slugs_for(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """A short name for each thing, made of what it is called: ids of other programs are not ours. In their order.

    Raises NoTourInside (there is none, or more than a tour holds).
    """
    given: dict[str, str] = {}
    taken: set[str] = set(NO_SCENE)
    for number, (known, called) in enumerate(names, start=1):
        base = slug(called, limit=50) or slug(known, limit=50) or f"canh-{number}"
        wanted, more = base, 2
        while wanted in taken:
            wanted, more = f"{base}-{more}", more + 1
        taken.add(wanted)
        given[known] = wanted
        if number > MOST_SCENES:
            raise NoTourInside
    if not given:
        raise NoTourInside
    return given
