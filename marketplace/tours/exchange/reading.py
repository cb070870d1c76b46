"""What a curator's file is, and the tour it tells."""

from pathlib import Path, PurePosixPath
from typing import Final

from marketplace.text import N_
from marketplace.tours.exchange import marzipano, own, pannellum, photos, telling
from marketplace.tours.exchange.archives import Archive
from marketplace.tours.exchange.brought import Brought
from marketplace.tours.exchange.errors import NoTourInside, Remark

OWN: Final = "own"
PANNELLUM: Final = "pannellum"
MARZIPANO: Final = "marzipano"
PHOTOS: Final = "photos"
# Programs are called by their own names.
KIND_WORDS: Final = {
    OWN: N_("Tệp của Chợ Thôn"),
    PANNELLUM: "Pannellum",
    MARZIPANO: "Marzipano",
    PHOTOS: N_("Ảnh 360°"),
}
_SEVERAL: Final = N_("Trong ZIP có nhiều tệp JSON; chợ đọc “%(name)s”.")


def read_archive(archive: Archive) -> tuple[str, Brought]:
    """The kind of the archive, and its tour. Raises BadTourFile and its kinds, BadContent."""
    script = archive.find("app-files/data.js") or archive.find("data.js")
    if script is not None:
        body = archive.read(script, most=telling.MOST_BYTES)
        return MARZIPANO, marzipano.read(body, archive=archive, folder=_folder(script))
    texts = sorted((name for name in archive.files if name.casefold().endswith(".json")), key=_nearest_first)
    for name in texts[:20]:
        told = telling.read_json(archive.read(name, most=telling.MOST_BYTES), name=PurePosixPath(name).name)
        if own.is_own(told):
            return OWN, own.read(told, archive=archive, folder=_folder(name))
        if pannellum.is_pannellum(told):
            brought = pannellum.read(told, archive=archive, folder=_folder(name))
            said = (Remark(_SEVERAL, {"name": name}),) if len(texts) > 1 else ()
            return PANNELLUM, Brought(tour=brought.tour, sources=brought.sources, remarks=said + brought.remarks)
    return PHOTOS, photos.read(archive)


def read_text(path: Path, *, name: str) -> tuple[str, Brought]:
    """A text alone: a configuration of Pannellum, its pictures being here already. Raises BadTourFile and its kinds."""
    if path.stat().st_size > telling.MOST_BYTES:
        raise NoTourInside
    told = telling.read_json(path.read_bytes(), name=name)
    if not pannellum.is_pannellum(told):
        raise NoTourInside
    return PANNELLUM, pannellum.read(told, archive=None)


def _folder(name: str) -> str:
    """The folder of an entry, with its slash."""
    return name[: name.rfind("/") + 1]


def _nearest_first(name: str) -> tuple[int, bool, str]:
    return name.count("/"), not name.casefold().endswith("tour.json"), name
