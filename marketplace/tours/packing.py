"""What of a tour is taken along on a phone: addresses with their bytes, found in the pages themselves.

Whatever a page or the viewer's JSON names under /static/build and /media is needed, and what a built file imports in turn
(graph.json, written by build.mjs). Of a picture in several sizes one is taken, of a panorama one level. A film is
heavier than all the rest together: pages name it only for those who want it (its lightest file). `weight` is what goes over the
line, `unpacked` what the phone keeps.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_NAMED: Final = re.compile(
    r"/static/build/[\w.-]+|/media/pano/[0-9a-f]{16}/[a-z][\w-]*\.(?:webp|jpg)|/media/sound/[0-9a-f]+/sound\.\w+|/media/video/[0-9a-f]+/[0-9]+\.mp4|/media/[\w-]{16}-[0-9]{2,4}\.webp"
)
_PICTURE: Final = re.compile(r"/media/([\w-]{16})-([0-9]{2,4})\.webp")
# Wide enough for a phone, and for a document that is read large.
PICTURE_WIDTH: Final = 640
DOCUMENT_WIDTH: Final = 1280
LEVELS: Final = (4096, 2048)


@dataclass(frozen=True)
class Packed:
    """One file: where it is fetched, under which address it is kept, and its bytes.

    `sound` is webm or m4a: of these a phone takes the one it plays.
    """

    url: str
    weight: int
    unpacked: int
    keep_as: str = ""
    sound: str = ""


def page(url: str, text: str, *, keep_as: str) -> Packed:
    """A page or JSON as it was just drawn. Its weight is gzip's; what a server really sends differs by a tenth."""
    body = text.encode()
    return Packed(url, weight=len(zlib.compress(body, 6)), unpacked=len(body), keep_as=keep_as)


def files_named_in(texts: Iterable[str], *, build: Path, media: Path, documents: Collection[str]) -> list[Packed]:
    """The files that pages name. `documents` are the keys of pictures that are read large."""
    named = {address for text in texts for address in _NAMED.findall(text)}
    return [
        *_built({address.rsplit("/", 1)[1] for address in named if address.startswith("/static/")}, build),
        *_pictures({match[1] for address in named if (match := _PICTURE.fullmatch(address))}, media, documents),
        *_others(named, media),
    ]


def tiles(key: str, levels: Collection[int], media: Path, *, level: int) -> list[Packed]:
    """The tiles of one level of a panorama."""
    home = media / "pano" / key / str(level_to_take(levels, level))
    return [
        _file(f"/media/pano/{key}/{home.name}/{path.name}", path)
        for path in sorted(home.glob("*.webp"))
        if path.is_file()
    ]


def level_to_take(levels: Collection[int], wanted: int) -> int:
    """The widest level that is not wider than wanted, or the narrowest."""
    return max((level for level in levels if level <= wanted), default=min(levels))


def version_of(files: Iterable[Packed], *words: object) -> str:
    """Another version of the tour, or other files, make another word."""
    told = [*(file.url for file in files), *(str(word) for word in words)]
    return hashlib.sha256("\n".join(sorted(told)).encode()).hexdigest()[:16]


def _built(names: Collection[str], build: Path) -> Iterator[Packed]:
    """Styles, scripts and fonts, with all that they import."""
    graph: Mapping[str, list[str]] = json.loads((build / "graph.json").read_text())
    reached: set[str] = set()
    ahead = set(names)
    while ahead:
        name = ahead.pop()
        if name not in reached and (build / name).is_file():
            reached.add(name)
            ahead |= set(graph.get(name, ()))
    for name in sorted(reached):
        path = build / name
        squeezed = build / (name + ".br")
        weight = (squeezed if squeezed.is_file() else path).stat().st_size
        yield Packed(f"/static/build/{name}", weight=weight, unpacked=path.stat().st_size)


def _pictures(keys: Collection[str], media: Path, documents: Collection[str]) -> Iterator[Packed]:
    for key in sorted(keys):
        wanted = DOCUMENT_WIDTH if key in documents else PICTURE_WIDTH
        widths = sorted(int(path.stem.rsplit("-", 1)[1]) for path in media.glob(f"{key}-*.webp"))
        if widths:
            name = f"{key}-{next((width for width in widths if width >= wanted), widths[-1])}.webp"
            yield _file(f"/media/{name}", media / name)


def _others(named: Collection[str], media: Path) -> Iterator[Packed]:
    """Base pictures, posters and films; both files of each sound."""
    for address in sorted(named):
        if address.startswith(("/media/pano/", "/media/sound/", "/media/video/")):
            path = media / address.removeprefix("/media/")
            if path.is_file():
                sound = path.suffix[1:] if address.startswith("/media/sound/") else ""
                yield _file(address, path, sound=sound)


def _file(url: str, path: Path, *, sound: str = "") -> Packed:
    size = path.stat().st_size
    return Packed(url, weight=size, unpacked=size, sound=sound)
