"""Tours of the Marzipano Tool: a ZIP with app-files/data.js, and the cube of each scene in tiles.

Source: what https://www.marzipano.net/tool writes, and the demos of google/marzipano 0.10.2. Angles are radians; yaw grows to the right as ours
does, pitch downwards; `fov` is from top to bottom. A tile lies at tiles/<scene>/<level>/<face>/<row>/<column>.jpg; level
0 is the preview and has none.
"""

import math
from collections.abc import Mapping
from typing import Any, Final

from marketplace.text import N_
from marketplace.tours.content import PinContent, SceneContent, TourContent, Words
from marketplace.tours.exchange import telling
from marketplace.tours.exchange.archives import Archive, shown
from marketplace.tours.exchange.brought import MOST_PINS, MOST_SCENES, Brought, FromCube, Source, slugs_for
from marketplace.tours.exchange.errors import BadTourText, Remark
from marketplace.tours.exchange.pannellum import UNSOURCED, best_first, cube_of, numbered
from marketplace.tours.states import HotspotKind

# The shape of a screen that `fov` is turned from height to width with.
_SCREEN: Final = 16 / 9
_NO_TILES: Final = N_("Cảnh “%(scene)s”: thiếu mảnh ảnh trong ZIP; chợ bỏ cảnh này.")
_DOOR_DROPPED: Final = N_("Cảnh “%(scene)s”: một lối đi dẫn tới cảnh không có trong tệp; chợ bỏ lối ấy.")
_LARGEST_FACE: Final = 16_384


def read(script: bytes, *, archive: Archive, folder: str) -> Brought:
    """The tour of a data.js that lies in this folder of the archive. Raises BadTourText, NoTourInside."""
    told = telling.read_json(_value_of(script), name="data.js")
    remarks: list[Remark] = []
    parts = {telling.word(scene, "id"): scene for scene in telling.each(told, "scenes", most=MOST_SCENES)}
    sources: dict[str, Source] = {}
    for known, scene in parts.items():
        cube = _cube(scene, known, archive, folder)
        if cube is None:
            remarks.append(Remark(_NO_TILES, {"scene": telling.plain(scene, "name") or shown(known)}))
        else:
            sources[known] = cube
    slugs = slugs_for((known, telling.plain(parts[known], "name")) for known in sources)
    scenes = [_scene(parts[known], slugs[known], slugs, remarks) for known in sources]
    tour = TourContent(title=Words(telling.plain(told, "name")), start=scenes[0].slug, scenes=tuple(scenes))
    return Brought(
        tour=tour, sources={slugs[known]: source for known, source in sources.items()}, remarks=tuple(remarks)
    )


def _value_of(script: bytes) -> bytes:
    """What APP_DATA is set to. The script is read, never run."""
    start, end = script.find(b"{"), script.rfind(b"}")
    if b"APP_DATA" not in script[:start] or end < start:
        raise BadTourText(name="data.js")
    return script[start : end + 1]


def _cube(told: Mapping[str, Any], known: str, archive: Archive, folder: str) -> FromCube | None:
    levels = [
        (number, int(telling.number(level, "size", 0)), int(telling.number(level, "tileSize", 512)))
        for number, level in enumerate(telling.each(told, "levels", most=12))
        if not level.get("fallbackOnly")
    ]
    sensible = [level for level in levels if 1 <= level[1] <= _LARGEST_FACE and 64 <= level[2] <= 4096]
    for number, size, step in sorted(sensible, key=lambda level: best_first(level[1])):
        home = f"{folder}tiles/{known}/{number}"

        def entry_of(face: str, column: int, row: int, home: str = home) -> str | None:
            names = (f"{home}/{face}/{row}/{column}.{ending}" for ending in ("jpg", "jpeg", "png", "webp"))
            return next((name for name in names if name in archive.files), None)

        cube = cube_of(size, step, entry_of)
        if cube is not None:
            return cube
    return None


def _scene(told: Mapping[str, Any], slug: str, slugs: Mapping[str, str], remarks: list[Remark]) -> SceneContent:
    title = telling.plain(told, "name") or slug
    pins: list[PinContent] = []
    for spot in telling.each(told, "linkHotspots", most=MOST_PINS):
        to = slugs.get(telling.word(spot, "target"))
        if to is None:
            remarks.append(Remark(_DOOR_DROPPED, {"scene": title}))
            continue
        pins.append(PinContent(number=1, kind=HotspotKind.DOOR, yaw=_yaw(spot), pitch=_pitch(spot), to=to))
    for spot in telling.each(told, "infoHotspots", most=MOST_PINS):
        label, text = telling.plain(spot, "title"), telling.plain(spot, "text", telling.SENTENCES)
        if label or text:
            pins.append(
                PinContent(
                    number=1, kind=HotspotKind.INFO, yaw=_yaw(spot), pitch=_pitch(spot), label=Words(label), text=Words(text),
                    claim=UNSOURCED,
                )
            )  # fmt: skip
    view = telling.part(told, "initialViewParameters")
    return SceneContent(
        slug=slug, panorama=slug, title=Words(title), yaw=_yaw(view), pitch=_pitch(view),
        hfov=_across(telling.degrees(view, "fov", 60)), pins=tuple(numbered(pins[:MOST_PINS])),
    )  # fmt: skip


def _yaw(told: Mapping[str, Any]) -> float:
    return telling.turned(telling.degrees(told, "yaw"))


def _pitch(told: Mapping[str, Any]) -> float:
    return telling.within(-telling.degrees(told, "pitch"), -90, 90)


def _across(from_top_to_bottom: float) -> float:
    half = math.radians(telling.within(from_top_to_bottom, 10, 150)) / 2
    return telling.field_of(math.degrees(2 * math.atan(math.tan(half) * _SCREEN)))
