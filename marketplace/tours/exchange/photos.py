"""A tour of nothing but 360° photos: one scene each, in the order of their names.

Doors are guessed only where the camera wrote down where it stood and which way it looked. Those positions are used here,
in memory, and kept nowhere.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final

from marketplace.text import clean_line
from marketplace.tours.content import MOST_LEVEL, PinContent, SceneContent, TourContent, Words
from marketplace.tours.exchange import telling
from marketplace.tours.exchange.archives import Archive
from marketplace.tours.exchange.brought import MOST_SCENES, Brought, FromEntry, slugs_for
from marketplace.tours.exchange.errors import NoTourInside
from marketplace.tours.exchange.packing import Pack
from marketplace.tours.states import HotspotKind

ENDINGS: Final = (".jpg", ".jpeg", ".png", ".webp")
# Metres: farther than this nobody walks through one door, nearer the positions of phones say nothing.
FARTHEST: Final = 60.0
NEAREST: Final = 2.0
MOST_DOORS: Final = 4
# A door lies on the ground, some steps ahead.
DOOR_PITCH: Final = -10.0
_EARTH: Final = 6_371_000.0


@dataclass(frozen=True)
class Stood:
    """What a camera wrote: the bearing of the picture's middle, where to look first, where it stood and how it leaned (degrees)."""

    north: float | None = None
    view: tuple[float, float, float | None] | None = None
    position: tuple[float, float] | None = None
    pitch: float = 0.0
    roll: float = 0.0


def read(archive: Archive) -> Brought:
    """One scene for each picture of the archive. Raises NoTourInside (no picture, or too many)."""
    entries = sorted((name for name in archive.files if name.casefold().endswith(ENDINGS)), key=natural)
    if not entries or len(entries) > MOST_SCENES:
        raise NoTourInside
    titles = {entry: clean_line(PurePosixPath(entry).stem.replace("_", " "))[: telling.TITLE] for entry in entries}
    slugs = slugs_for(titles.items())
    scenes = [SceneContent(slug=slugs[entry], panorama=slugs[entry], title=Words(titles[entry])) for entry in entries]
    tour = TourContent(start=scenes[0].slug, scenes=tuple(scenes))
    return Brought(tour=tour, sources={slugs[entry]: FromEntry(entry) for entry in entries})


def natural(name: str) -> list[tuple[int, int, str]]:
    """Sorts "anh 2" before "anh 10"."""
    return [
        (0, int(piece), "") if piece.isdigit() else (1, 0, piece)
        for piece in re.findall(r"[0-9]{1,18}|[^0-9]+", name.casefold())
    ]


def as_they_stood(tour: TourContent, stood: Mapping[str, Stood]) -> TourContent:
    """The tour, its scenes looking as their cameras did, and joined by doors where those knew their places."""
    doors = dict(_doors([scene.slug for scene in tour.scenes], stood))
    scenes = []
    for scene in tour.scenes:
        known = stood.get(scene.slug, Stood())
        yaw, pitch, hfov = known.view or (scene.yaw, scene.pitch, None)
        scenes.append(
            replace(
                scene, yaw=telling.turned(yaw), pitch=telling.within(pitch, -90, 90),
                hfov=telling.field_of(hfov or scene.hfov), pins=scene.pins or doors.get(scene.slug, ()),
                # The sphere is turned back by as much as the camera leaned, as in the editor.
                level_pitch=telling.within(-known.pitch, -MOST_LEVEL, MOST_LEVEL),
                level_roll=telling.within(known.roll, -MOST_LEVEL, MOST_LEVEL),
                north=scene.north if known.north is None else round(known.north % 360, 2) % 360,
            )
        )  # fmt: skip
    return replace(tour, scenes=tuple(scenes))


def _doors(slugs: list[str], stood: Mapping[str, Stood]) -> Iterable[tuple[str, tuple[PinContent, ...]]]:
    """Doors to the nearest neighbours, of every scene that knows its north. One way at least leads on to each."""
    placed = [slug for slug in slugs if stood.get(slug) and stood[slug].position and stood[slug].north is not None]
    near: dict[str, set[str]] = {slug: set() for slug in placed}
    for slug in placed:
        distances = sorted((_metres(stood[slug], stood[other]), other) for other in placed if other != slug)
        for distance, other in distances[:MOST_DOORS]:
            if NEAREST <= distance <= FARTHEST:
                near[slug].add(other)
                near[other].add(slug)
    for slug in placed:
        ways = sorted(near[slug], key=slugs.index)
        yield slug, tuple(_door(number, other, stood[slug], stood[other]) for number, other in enumerate(ways, start=1))


def _door(number: int, to: str, here: Stood, there: Stood) -> PinContent:
    bearing = _bearing(here, there)
    return PinContent(
        number=number, kind=HotspotKind.DOOR, yaw=telling.turned(bearing - (here.north or 0.0)), pitch=DOOR_PITCH, to=to,
        arrive_yaw=telling.turned(bearing - (there.north or 0.0)),
    )  # fmt: skip


def _metres(one: Stood, other: Stood) -> float:
    """The distance on the ground; over so short a way the earth is flat."""
    north, east = _steps(one, other)
    return math.hypot(north, east)


def _bearing(one: Stood, other: Stood) -> float:
    north, east = _steps(one, other)
    return math.degrees(math.atan2(east, north))


def _steps(one: Stood, other: Stood) -> tuple[float, float]:
    assert one.position is not None and other.position is not None
    (latitude, longitude), (to_latitude, to_longitude) = one.position, other.position
    east = math.radians((to_longitude - longitude + 180) % 360 - 180) * math.cos(math.radians(latitude)) * _EARTH
    return math.radians(to_latitude - latitude) * _EARTH, east


def pack_alone(picture: Path, name: str, target: Path) -> None:
    """The archive of this one picture is at the target. Its name ends as pictures' names do."""
    (plain,) = names_in_archive([name])
    with Pack(target) as pack:
        pack.put_file(plain if plain.casefold().endswith(ENDINGS) else f"{plain}.jpg", picture)


def names_in_archive(names: Iterable[str]) -> list[str]:
    """A name inside an archive for each file a browser sent: what it was called, nothing that leads anywhere, none twice."""
    given: list[str] = []
    for number, name in enumerate(names, start=1):
        plain = clean_line(name.replace("\\", "/").rsplit("/", 1)[-1].replace(":", " ")).strip(". ")[-100:].strip()
        taken = {other.casefold() for other in given}
        given.append(plain if plain and plain.casefold() not in taken else f"{number}-{plain or 'anh'}")
    return given
