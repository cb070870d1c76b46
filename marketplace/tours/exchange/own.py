"""Our own archive of a tour, chothon-tour.zip: what is in it, writing it and reading it back.

tour.json            the document, the site and its sources, who wrote and signed it, what each file is
panoramas/<key>.*    the 360° pictures: as they were brought, or joined again from tiles
pictures/<key>.webp  flat pictures, the widest we keep
sounds/<key>/…, films/<key>/…
checksums.sha256, README.txt
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from marketplace.text import N_
from marketplace.tours.content import TourContent, keys_of, read_content, write_content
from marketplace.tours.content.reading import KEY, PICTURE
from marketplace.tours.exchange import crediting, joining, stripping, telling
from marketplace.tours.exchange.archives import Archive
from marketplace.tours.exchange.brought import Brought, FromKey, Source
from marketplace.tours.exchange.errors import BadTourText, NoTourInside, Remark
from marketplace.tours.exchange.packing import Pack

FORMAT: Final = "chothon-archive"
VERSION: Final = 1
SUMS: Final = "checksums.sha256"
MOST_SIDE: Final = 100_000
_NO_PICTURE: Final = N_("Cảnh “%(scene)s”: không thấy ảnh “%(name)s” trong ZIP; chợ bỏ cảnh này.")


@dataclass(frozen=True, kw_only=True)
class PanoramaOut:
    """A 360° picture to be packed. `original` is the file as it was brought, None when it is not here any more."""

    key: str
    original: Path | None
    placing: tuple[int, ...]
    tiles: Path
    widest: int
    part: tuple[float, float, float, float]
    credit: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class TourOut:
    """All that is packed. `pictures` are files by key, `sounds` and `films` folders, each with what is said of it."""

    tour: TourContent
    site: Mapping[str, Any]
    made: Mapping[str, Any]
    panoramas: Sequence[PanoramaOut]
    pictures: Mapping[str, tuple[Path, Mapping[str, Any]]] = field(default_factory=dict)
    sounds: Mapping[str, tuple[Path, Mapping[str, Any]]] = field(default_factory=dict)
    films: Mapping[str, tuple[Path, Mapping[str, Any]]] = field(default_factory=dict)

    @property
    def steps(self) -> int:
        """How many things are packed, about."""
        return len(self.panoramas) + len(self.pictures) + len(self.sounds) + len(self.films) + 3


def write(pack: Pack, out: TourOut, *, is_whole: bool, space: Path) -> None:
    """The tour is in the pack. `is_whole`: originals as they are, with whatever the camera wrote into them."""
    told: dict[str, Any] = {"panoramas": {}, "pictures": {}, "sounds": {}, "films": {}}
    for panorama in sorted(out.panoramas, key=lambda panorama: panorama.key):
        told["panoramas"][panorama.key] = _put_panorama(pack, panorama, is_whole=is_whole, space=space)
    for key, (path, about) in sorted(out.pictures.items()):
        pack.put_file(f"pictures/{key}.webp", path)
        told["pictures"][key] = {"file": f"pictures/{key}.webp", **about}
    for kind, folders in (("sounds", out.sounds), ("films", out.films)):
        for key, (folder, about) in sorted(folders.items()):
            files = sorted(path for path in folder.rglob("*") if path.is_file())
            names = [f"{kind}/{key}/{path.relative_to(folder).as_posix()}" for path in files]
            for name, path in zip(names, files, strict=True):
                pack.put_file(name, path)
            told[kind][key] = {"files": names, **about}
    document = {
        "format": FORMAT, "version": VERSION, "tour": write_content(out.tour), "site": dict(out.site),
        "made": dict(out.made), **told,
    }  # fmt: skip
    pack.put("tour.json", json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n")
    pack.put("README.txt", README.encode())
    pack.put_sums(SUMS)


def _put_panorama(pack: Pack, panorama: PanoramaOut, *, is_whole: bool, space: Path) -> dict[str, Any]:
    about: dict[str, Any] = {
        # Author and licence stand outside too: markets of before read them there.
        "author": panorama.credit.get("author", ""), "licence": panorama.credit.get("licence", ""),
        "credit": dict(panorama.credit), "placing": list(panorama.placing), "is_original": True, "is_stripped": not is_whole,
    }  # fmt: skip
    if panorama.original is not None:
        try:
            data = panorama.original.read_bytes()
            name = f"panoramas/{panorama.key}.{stripping.kind_of(data)}"
            pack.put(name, data if is_whole else stripping.stripped(data))
            return {**about, "file": name}
        except stripping.CannotStrip:
            pass  # It is written anew from its pixels, as below.
    joined, placing = joining.join_tiles(panorama.tiles, panorama.widest, panorama.part)
    path, name = space / f"{panorama.key}.jpg", f"panoramas/{panorama.key}.jpg"
    joined.save(path, "JPEG", quality=joining.QUALITY)
    pack.put_file(name, path)
    path.unlink()
    return {**about, "file": name, "is_original": False, "is_stripped": True, "placing": list(placing)}


def is_own(told: Mapping[str, Any]) -> bool:
    """Whether this is the tour.json of our own archive."""
    return told.get("format") == FORMAT


def read(told: Mapping[str, Any], *, archive: Archive, folder: str) -> Brought:
    """The tour of our own archive. Raises BadTourText, NoTourInside, BadContent."""
    if told.get("version") != VERSION:
        raise BadTourText(name="tour.json")
    tour = read_content(told.get("tour"))
    if not tour.scenes:
        raise NoTourInside
    archive.sums = _sums(archive, folder)
    archive.read(f"{folder}tour.json", most=telling.MOST_BYTES)  # Once more, now that its sum is known.
    told_panoramas = telling.part(told, "panoramas")
    sources: dict[str, Source] = {}
    remarks: list[Remark] = []
    kept = []
    for scene in tour.scenes:
        about = telling.part(told_panoramas, scene.panorama)
        entry = folder + telling.word(about, "file")
        if entry not in archive.files:
            remarks.append(Remark(_NO_PICTURE, {"scene": scene.title.vi or scene.slug, "name": scene.panorama}))
            continue
        sources[scene.slug] = FromKey(
            key=scene.panorama, entry=entry, placing=_placing(about.get("placing")),
            credit=crediting.credit_in(about.get("credit") or about),
        )  # fmt: skip
        kept.append(replace(scene, panorama=scene.slug))
    pictures = {}
    for key, about in telling.part(told, "pictures").items():
        entry = folder + telling.word(about if isinstance(about, dict) else {}, "file")
        if set(key) <= PICTURE and len(key) <= 40 and entry in archive.files:
            pictures[key] = crediting.file_in(entry, about)
    named = keys_of(tour)
    told_sounds, told_films = telling.part(told, "sounds"), telling.part(told, "films")
    sounds = {
        key: crediting.file_in(entry, told_sounds.get(key))
        for key in named.sounds
        if is_key(key) and (entry := f"{folder}sounds/{key}/sound.webm") in archive.files
    }
    films = {
        key: crediting.file_in(entry, told_films.get(key))
        for key in named.films
        if is_key(key) and (entry := _widest_film(archive, f"{folder}films/{key}/"))
    }
    return Brought(
        tour=replace(tour, scenes=tuple(kept)),
        sources=sources,
        remarks=tuple(remarks),
        pictures=pictures,
        sounds=sounds,
        films=films,
    )


def _widest_film(archive: Archive, folder: str) -> str:
    """The entry of a film's largest file, or nothing."""
    names = [name.removeprefix(folder).removesuffix(".mp4") for name in archive.files if name.startswith(folder)]
    widths = [int(name) for name in names if name.isascii() and name.isdigit() and len(name) <= 5]
    entries = [f"{folder}{width}.mp4" for width in sorted(widths)]
    return entries[-1] if entries and entries[-1] in archive.files else ""


def _sums(archive: Archive, folder: str) -> dict[str, str]:
    """What the archive's list says of its own entries; a line that says nothing is passed over."""
    name = folder + SUMS
    if name not in archive.files:
        return {}
    lines = archive.read(name, most=telling.MOST_BYTES).decode("utf-8", "replace").splitlines()
    told = (line.partition("  ") for line in lines)
    return {folder + file: digest.lower() for digest, _, file in told if len(digest) == 64}


def _placing(told: Any) -> tuple[int, ...]:
    is_sound = (
        isinstance(told, list)
        and len(told) == 4
        and all(
            isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= MOST_SIDE for number in told
        )
        and told[0] > 0
        and told[1] > 0
    )
    return tuple(told) if is_sound else ()


def is_key(name: str) -> bool:
    """Whether this may be the name of a folder of the media room."""
    return bool(name) and set(name) <= KEY


README: Final = """\
CHỢ THÔN – TỆP CỦA MỘT CHUYẾN DẠO 360°

tour.json         chuyến dạo: các cảnh, ghim, lối đi, lời kể, nguồn; di tích; ai soạn, ai ký; mỗi tệp dưới đây là gì
panoramas/        ảnh 360°. "is_original": true là ảnh như lúc tải lên; false là ảnh chợ ghép lại từ các mảnh đã cắt.
                  "is_stripped": true là đã bỏ vị trí, giờ chụp và mọi ghi chú của máy ảnh; điểm ảnh không đổi.
pictures/         ảnh tư liệu, cỡ lớn nhất chợ giữ
sounds/, films/   âm thanh và phim, nếu có
checksums.sha256  kiểm tệp có nguyên vẹn không: sha256sum -c checksums.sha256

Nhập lại: trang “Nhập chuyến dạo” của một chợ Chợ Thôn. Bản nhập là bản nháp; phải có người duyệt ký rồi khách mới thấy.
Giấy phép và tác giả của từng ảnh nằm trong tour.json; dùng lại thì ghi tên như giấy phép đòi.

CHỢ THÔN – THE FILES OF A 360° TOUR

tour.json         the tour: scenes, pins, doors, stories, sources; the site; who wrote and signed it; what each file is
panoramas/        360° pictures. "is_original": true is the picture as it was uploaded; false was joined again from tiles.
                  "is_stripped": true has no place, time or camera notes in it; its pixels are unchanged.
pictures/         document pictures, the largest size kept
sounds/, films/   sounds and films, where there are any
checksums.sha256  to see whether the files are whole: sha256sum -c checksums.sha256

To bring it back: the page “Import a tour” of a Chợ Thôn site. What is imported is a draft; visitors see it only after a
reviewer has signed. Licence and author of each picture stand in tour.json; whoever uses them gives the credit it asks for.
"""
