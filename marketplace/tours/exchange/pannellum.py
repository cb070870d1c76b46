"""Tours of Pannellum, as its configuration files tell them.

Source: https://pannellum.org/documentation/reference/ (version 2.5). Angles are degrees as ours are: yaw grows to the
right, pitch upwards; `northOffset` is the compass bearing of the picture's middle. `haov` and `vaov` are how much of the
sphere a picture shows, its middle at yaw 0 and `vOffset` above the horizon.
"""

import math
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import unquote

from marketplace.text import N_
from marketplace.tours.content import ClaimContent, PinContent, SceneContent, TourContent, Words
from marketplace.tours.exchange import telling
from marketplace.tours.exchange.archives import Archive, shown
from marketplace.tours.exchange.brought import (
    MOST_PINS,
    MOST_SCENES,
    Angles,
    Brought,
    FromCube,
    FromEntry,
    FromHere,
    Source,
    Tile,
    slugs_for,
)  # fmt: skip
from marketplace.tours.exchange.errors import NoTourInside, PictureElsewhere, Remark
from marketplace.tours.states import ClaimKind, HotspotKind

_LINK_DROPPED: Final = N_("Cảnh “%(scene)s”: một ghim có liên kết không phải trang web; chợ bỏ liên kết ấy, giữ lời.")
_DOOR_DROPPED: Final = N_("Cảnh “%(scene)s”: một lối đi dẫn tới cảnh không có trong tệp; chợ bỏ lối ấy.")
_NO_PICTURE: Final = N_("Cảnh “%(scene)s”: không thấy ảnh “%(name)s” trong ZIP; chợ bỏ cảnh này.")
_NO_NAME: Final = N_("Cảnh “%(scene)s” không nói ảnh nằm ở đâu; chợ bỏ cảnh này.")
# The order of the six names of a cube map.
_FACES: Final = "frblud"
_LARGEST_FACE: Final = 16_384
# A picture that shows less of the sphere, in degrees, is no panorama.
_LEAST_ANGLE: Final = 5
# A sentence somebody else wrote: how it is known is for the editor to ask.
UNSOURCED: Final = ClaimContent(kind=ClaimKind.UNSAID)


def is_pannellum(told: Mapping[str, Any]) -> bool:
    """Whether this looks like a configuration of Pannellum."""
    return bool(telling.part(told, "scenes")) or any(name in told for name in ("panorama", "multiRes", "cubeMap"))


def read(told: Mapping[str, Any], *, archive: Archive | None, folder: str = "") -> Brought:
    """The tour. Without an archive its pictures are those the curator has brought before, by name.

    `folder` is where in the archive the text lies. Raises NoTourInside, PictureElsewhere.
    """
    scenes = telling.part(told, "scenes") or {"canh": told}
    common = telling.part(told, "default")
    parts = {
        known: {**common, **scene} for known, scene in scenes.items() if isinstance(scene, dict)
    }  # fmt: skip
    if len(parts) > MOST_SCENES:
        raise NoTourInside
    remarks: list[Remark] = []
    sources: dict[str, Source] = {}
    for known, scene in parts.items():
        called = telling.plain(scene, "title") or shown(known)
        base = telling.word(scene, "basePath")
        source = _source(scene, called, base=base, archive=archive, folder=folder, remarks=remarks)
        if source is not None:
            sources[known] = source
    slugs = slugs_for((known, telling.plain(parts[known], "title")) for known in sources)
    first = slugs.get(telling.word(common, "firstScene")) or next(iter(slugs.values()))
    made = [_scene(parts[known], slugs[known], slugs, remarks) for known in sources]
    tour = TourContent(
        title=Words(telling.plain({"title": common.get("title") or told.get("title")}, "title")),
        author=telling.plain({"author": common.get("author") or told.get("author")}, "author"),
        start=first, scenes=tuple(made),
    )  # fmt: skip
    return Brought(
        tour=tour, sources={slugs[known]: source for known, source in sources.items()}, remarks=tuple(remarks)
    )


def _scene(told: Mapping[str, Any], slug: str, slugs: Mapping[str, str], remarks: list[Remark]) -> SceneContent:
    title = telling.plain(told, "title") or slug
    pins = [
        pin for spot in telling.each(told, "hotSpots", most=MOST_PINS) if (pin := _pin(spot, title, slugs, remarks))
    ]  # fmt: skip
    return SceneContent(
        slug=slug, panorama=slug, title=Words(title), yaw=telling.turned(telling.number(told, "yaw", 0)),
        pitch=telling.within(telling.number(told, "pitch", 0), -90, 90),
        hfov=telling.field_of(telling.number(told, "hfov", 100)),
        north=_bearing(told),
        level_pitch=0.0, pins=tuple(numbered(pins)),
    )  # fmt: skip


def _bearing(told: Mapping[str, Any]) -> float | None:
    offset = telling.number(told, "northOffset", math.nan)
    return None if math.isnan(offset) else round(offset % 360, 2) % 360


def numbered(pins: list[PinContent]) -> list[PinContent]:
    """The pins with numbers of their own, in their order."""
    return [PinContent(**{**vars(pin), "number": number}) for number, pin in enumerate(pins, start=1)]


def _pin(told: Mapping[str, Any], scene: str, slugs: Mapping[str, str], remarks: list[Remark]) -> PinContent | None:
    yaw = telling.turned(telling.number(told, "yaw", 0))
    pitch = telling.within(telling.number(told, "pitch", 0), -90, 90)
    text = telling.plain(told, "text", telling.SENTENCES)
    if telling.word(told, "type") == "scene" or "sceneId" in told:
        to = slugs.get(telling.word(told, "sceneId"), "")
        if not to:
            remarks.append(Remark(_DOOR_DROPPED, {"scene": scene}))
            return None
        # "same" and "sameAzimuth" are what happens anyway: one goes on in the same direction.
        arrive = told.get("targetYaw")
        known = isinstance(arrive, (int, float)) and not isinstance(arrive, bool)
        return PinContent(
            number=1, kind=HotspotKind.DOOR, yaw=yaw, pitch=pitch, label=Words(telling.plain(told, "text")), to=to,
            arrive_yaw=telling.turned(telling.number(told, "targetYaw", 0)) if known else None,
        )  # fmt: skip
    link = telling.web_link(told, "URL")
    if telling.word(told, "URL") and not link:
        remarks.append(Remark(_LINK_DROPPED, {"scene": scene}))
    if not (text or link):
        return None
    return PinContent(
        number=1, kind=HotspotKind.INFO, yaw=yaw, pitch=pitch, text=Words(with_link(text, link)), claim=UNSOURCED,
    )  # fmt: skip


def with_link(text: str, link: str) -> str:
    """A text and the page it leads to, as plain words."""
    return f"{text} ({link})" if text and link else text or link


def _source(
    told: Mapping[str, Any], scene: str, *, base: str, archive: Archive | None, folder: str, remarks: list[Remark]
) -> Source | None:
    multi = telling.part(told, "multiRes")
    faces = told.get("cubeMap")
    if multi and archive is not None:
        return _tiled(multi, scene, base=base, archive=archive, folder=folder, remarks=remarks)
    if isinstance(faces, list) and archive is not None:
        return _cube(faces, scene, base=base, archive=archive, folder=folder, remarks=remarks)
    address = telling.word(told, "panorama")
    if not address:
        remarks.append(Remark(_NO_NAME, {"scene": scene}))
        return None
    _refuse_elsewhere(base + address, scene)
    name = PurePosixPath(unquote(address)).name
    if archive is None:
        return FromHere(name)
    entry = find_entry(archive, folder, base + address)
    if entry is None:
        remarks.append(Remark(_NO_PICTURE, {"scene": scene, "name": shown(name)}))
        return None
    return FromEntry(entry, _angles(told))


def _angles(told: Mapping[str, Any]) -> Angles | None:
    """How much of the sphere the picture shows, when the file says so and it can be."""
    around, tall = telling.number(told, "haov", 360), telling.number(told, "vaov", 180)
    is_told = "haov" in told or "vaov" in told
    if not is_told or not (_LEAST_ANGLE <= around <= 360 and _LEAST_ANGLE <= tall <= 180):
        return None
    return Angles(around, tall, telling.within(telling.number(told, "vOffset", 0), -90, 90))


def _refuse_elsewhere(address: str, scene: str) -> None:
    if telling.is_elsewhere(address):
        raise PictureElsewhere(scene=scene, address=shown(address))


def find_entry(archive: Archive, folder: str, address: str) -> str | None:
    """The entry an address in the text means: beside the text, from the top, or, where there is only one, by its name."""
    path = unquote(address).split("?")[0].lstrip("/").removeprefix("./")
    for name in (f"{folder}{path}", path):
        if name in archive.files:
            return name
    last = PurePosixPath(path).name
    same = [name for name in archive.files if PurePosixPath(name).name == last]
    return same[0] if len(same) == 1 else None


def _cube(
    faces: list[Any], scene: str, *, base: str, archive: Archive, folder: str, remarks: list[Remark]
) -> Source | None:
    tiles: list[Tile] = []
    for face, address in zip(_FACES, faces, strict=False):
        if not isinstance(address, str):
            continue
        _refuse_elsewhere(base + address, scene)
        entry = find_entry(archive, folder, base + address)
        if entry is not None:
            # Its size is seen when it is opened.
            tiles.append(Tile(face, entry, 0, 0, 0, 0))
    if len(tiles) < len(_FACES):
        remarks.append(Remark(_NO_PICTURE, {"scene": scene, "name": "cubeMap"}))
        return None
    return FromCube(0, tuple(tiles))


def _tiled(
    multi: Mapping[str, Any], scene: str, *, base: str, archive: Archive, folder: str, remarks: list[Remark]
) -> Source | None:
    pattern = base + telling.word(multi, "basePath") + (telling.word(multi, "path") or "/%l/%s%y_%x")
    _refuse_elsewhere(pattern, scene)
    ending = telling.word(multi, "extension") or "jpg"
    whole = int(telling.number(multi, "cubeResolution", 0))
    step = int(telling.number(multi, "tileResolution", 512))
    top = int(telling.number(multi, "maxLevel", 1))
    if not (1 <= whole <= _LARGEST_FACE and 64 <= step <= 4096 and 1 <= top <= 10):
        remarks.append(Remark(_NO_NAME, {"scene": scene}))
        return None

    def entry_of(level: int, face: str, column: int, row: int) -> str | None:
        named = pattern
        for sign, value in (("%l", level), ("%s", face), ("%x", column), ("%y", row)):
            named = named.replace(sign, str(value))
        path = f"{named}.{ending}"
        return next((name for name in (f"{folder}{path.lstrip('/')}", path.lstrip("/")) if name in archive.files), None)

    # The smallest level that fills the picture we join, else the largest that is there whole.
    sizes = {level: math.ceil(whole / 2 ** (top - level)) for level in range(1, top + 1)}
    for level, size in sorted(sizes.items(), key=lambda pair: best_first(pair[1])):
        cube = cube_of(size, step, lambda face, column, row, level=level: entry_of(level, face, column, row))
        if cube is not None:
            return cube
    remarks.append(Remark(_NO_PICTURE, {"scene": scene, "name": shown(pattern)}))
    return None


# Pixels of a face that fill 4,096 around the sphere: as many to a degree in the middle of a face.
ENOUGH: Final = 1_304


def best_first(size: int) -> tuple[bool, int]:
    """Sorts the smallest of the large enough faces first, then the others from large to small."""
    return (size < ENOUGH, size if size >= ENOUGH else -size)


def cube_of(size: int, step: int, entry_of: Any) -> FromCube | None:
    """The six faces of this size cut in squares of `step`; None when one is missing. `entry_of`: face, column, row."""
    count = math.ceil(size / step)
    tiles: list[Tile] = []
    for face in _FACES:
        for row in range(count):
            for column in range(count):
                entry = entry_of(face, column, row)
                if entry is None:
                    return None
                left, top = column * step, row * step
                tiles.append(Tile(face, entry, left, top, min(step, size - left), min(step, size - top)))
    return FromCube(size, tuple(tiles))
