"""Our own archive of a tour, chothon-tour.zip: what is in it, writing it and reading it back.

tour.json            the document, the site and its sources, who wrote and signed it, what each file is
panoramas/<key>.*    the 360° pictures: as they were brought, or joined again from tiles
pictures/<key>.*     flat pictures: as they were brought, or the widest we keep
sounds/<key>/…, films/<key>/…   what visitors get; beside it original.*, as it was brought, where originals go out whole
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
from marketplace.tours.exchange import archives, crediting, joining, stripping, telling
from marketplace.tours.exchange.archives import Archive
from marketplace.tours.exchange.brought import Brought, FromKey, Source
from marketplace.tours.exchange.errors import BadTourText, NoTourInside, Remark
from marketplace.tours.exchange.packing import Pack

FORMAT: Final = "chothon-archive"
VERSION: Final = 1
SUMS: Final = "checksums.sha256"
# Beside what was made of a sound or film. Its name says nothing of what it is: that is in the file.
ORIGINAL: Final = "original"
# For the document, the sums and the list of a ZIP: bytes.
ROOM: Final = 10_000_000
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
class FileOut:
    """A flat picture, sound or film to be packed: what visitors get (a file, or a folder), and what is said of it.

    `original` is the file as it was brought, None when it is not here any more.
    """

    made: Path
    about: Mapping[str, Any]
    original: Path | None = None


@dataclass(frozen=True, kw_only=True)
class TourOut:
    """All that is packed; `pictures`, `sounds` and `films` by key."""

    tour: TourContent
    site: Mapping[str, Any]
    made: Mapping[str, Any]
    panoramas: Sequence[PanoramaOut]
    pictures: Mapping[str, FileOut] = field(default_factory=dict)
    sounds: Mapping[str, FileOut] = field(default_factory=dict)
    films: Mapping[str, FileOut] = field(default_factory=dict)

    @property
    def least_bytes(self) -> int:
        """What is packed in any case, about: all but the originals of sounds and films."""
        files = [panorama.original for panorama in self.panoramas if panorama.original is not None]
        files += [picture.original or picture.made for picture in self.pictures.values()]
        files += [path for one in (*self.sounds.values(), *self.films.values()) for path in one.made.rglob("*")]
        return sum(file.stat().st_size for file in files)

    @property
    def steps(self) -> int:
        """How many things are packed, about."""
        return len(self.panoramas) + len(self.pictures) + len(self.sounds) + len(self.films) + 3


def able_to_come_back(out: TourOut) -> TourOut:
    """The same without the largest originals of films and sounds, until a market takes such an archive in again."""
    heavy = {
        (kind, key): one.original.stat().st_size
        for kind, files in (("films", out.films), ("sounds", out.sounds))
        for key, one in files.items()
        if one.original is not None
    }
    left = archives.MOST_BYTES - ROOM - out.least_bytes
    packed = set()
    for thing, size in sorted(heavy.items(), key=lambda one: one[1]):
        most = archives.LARGEST_FILM if thing[0] == "films" else archives.LARGEST_FILE
        if size <= min(left, most):
            packed.add(thing)
            left -= size

    def lighter(kind: str, files: Mapping[str, FileOut]) -> dict[str, FileOut]:
        return {key: one if (kind, key) in packed else replace(one, original=None) for key, one in files.items()}

    return replace(out, sounds=lighter("sounds", out.sounds), films=lighter("films", out.films))


def write(pack: Pack, out: TourOut, *, is_whole: bool, space: Path) -> None:
    """The tour is in the pack. `is_whole`: originals as they are, with whatever the camera wrote into them."""
    told: dict[str, Any] = {"panoramas": {}, "pictures": {}, "sounds": {}, "films": {}}
    for panorama in sorted(out.panoramas, key=lambda panorama: panorama.key):
        told["panoramas"][panorama.key] = _put_panorama(pack, panorama, is_whole=is_whole, space=space)
    for key, picture in sorted(out.pictures.items()):
        told["pictures"][key] = _put_picture(pack, key, picture, is_whole=is_whole)
    for kind, folders in (("sounds", out.sounds), ("films", out.films)):
        for key, one in sorted(folders.items()):
            told[kind][key] = _put_folder(pack, f"{kind}/{key}", one, is_whole=is_whole)
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
    if name := _put_original(pack, f"panoramas/{panorama.key}", panorama.original, is_whole=is_whole):
        return {**about, "file": name}
    joined, placing = joining.join_tiles(panorama.tiles, panorama.widest, panorama.part)
    path, name = space / f"{panorama.key}.jpg", f"panoramas/{panorama.key}.jpg"
    joined.save(path, "JPEG", quality=joining.QUALITY)
    pack.put_file(name, path)
    path.unlink()
    return {**about, "file": name, "is_original": False, "is_stripped": True, "placing": list(placing)}


def _put_picture(pack: Pack, key: str, picture: FileOut, *, is_whole: bool) -> dict[str, Any]:
    about = {"is_original": True, "is_stripped": not is_whole, **picture.about}
    if name := _put_original(pack, f"pictures/{key}", picture.original, is_whole=is_whole):
        return {"file": name, **about}
    name = f"pictures/{key}.webp"
    pack.put_file(name, picture.made)
    return {"file": name, **about, "is_original": False, "is_stripped": True}


def _put_original(pack: Pack, stem: str, original: Path | None, *, is_whole: bool) -> str:
    """The picture's own file is in the pack; its name there, or nothing: it is gone, or nobody here can take its notes out.

    Such a file is one of another kind (a phone's HEIC), or not laid out as its kind is: what we made of it goes instead.
    """
    if original is None:
        return ""
    data = original.read_bytes()
    try:
        name = f"{stem}.{stripping.kind_of(data)}"
        pack.put(name, data if is_whole else stripping.stripped(data))
    except stripping.CannotStrip:
        return ""
    return name


def _put_folder(pack: Pack, home: str, one: FileOut, *, is_whole: bool) -> dict[str, Any]:
    """What visitors hear or see; of a sound or film only the untouched original is worth packing beside it."""
    files = sorted(path for path in one.made.rglob("*") if path.is_file())
    names = [f"{home}/{path.relative_to(one.made).as_posix()}" for path in files]
    for name, path in zip(names, files, strict=True):
        pack.put_file(name, path)
    about: dict[str, Any] = {"files": names, **one.about}
    if is_whole and one.original is not None:
        about["original"] = f"{home}/{ORIGINAL}"
        pack.put_file(about["original"], one.original)
    return about


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
            pictures[key] = crediting.file_in(entry, about, is_original=about.get("is_original") is True)
    named = keys_of(tour)
    told_sounds, told_films = telling.part(told, "sounds"), telling.part(told, "films")
    sounds = {
        key: crediting.file_in(entry, told_sounds.get(key), is_original=entry.endswith(f"/{ORIGINAL}"))
        for key in named.sounds
        if is_key(key) and (entry := _best(archive, f"{folder}sounds/{key}/", "sound.webm"))
    }
    films = {
        key: crediting.file_in(entry, told_films.get(key), is_original=entry.endswith(f"/{ORIGINAL}"))
        for key in named.films
        if is_key(key) and (entry := _best(archive, home := f"{folder}films/{key}/", _widest_film(archive, home)))
    }
    return Brought(
        tour=replace(tour, scenes=tuple(kept)),
        sources=sources,
        remarks=tuple(remarks),
        pictures=pictures,
        sounds=sounds,
        films=films,
    )


def _best(archive: Archive, folder: str, made: str) -> str:
    """The entry of the original, or of what was made of it; nothing when neither is there."""
    return next((folder + name for name in (ORIGINAL, made) if name and folder + name in archive.files), "")


def _widest_film(archive: Archive, folder: str) -> str:
    """The name of a film's largest file, or nothing."""
    names = [name.removeprefix(folder).removesuffix(".mp4") for name in archive.files if name.startswith(folder)]
    widths = [int(name) for name in names if name.isascii() and name.isdigit() and len(name) <= 5]
    return f"{max(widths)}.mp4" if widths and f"{folder}{max(widths)}.mp4" in archive.files else ""


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
pictures/         ảnh tư liệu. "is_original": true là ảnh như lúc tải lên; false là cỡ lớn nhất chợ giữ
sounds/, films/   âm thanh và phim, nếu có, ở cỡ khách nghe xem; "original" là tệp như lúc tải lên (chỉ trong bản kèm gốc nguyên vẹn)
checksums.sha256  kiểm tệp có nguyên vẹn không: sha256sum -c checksums.sha256

Nhập lại: trang “Nhập chuyến dạo” của một chợ Chợ Thôn. Bản nhập là bản nháp; phải có người duyệt ký rồi khách mới thấy.
Giấy phép và tác giả của từng ảnh nằm trong tour.json; dùng lại thì ghi tên như giấy phép đòi.

CHỢ THÔN – THE FILES OF A 360° TOUR

tour.json         the tour: scenes, pins, doors, stories, sources; the site; who wrote and signed it; what each file is
panoramas/        360° pictures. "is_original": true is the picture as it was uploaded; false was joined again from tiles.
                  "is_stripped": true has no place, time or camera notes in it; its pixels are unchanged.
pictures/         document pictures. "is_original": true is the picture as it was uploaded; false is the largest size kept
sounds/, films/   sounds and films, where there are any, as visitors get them; "original" is the file as it was uploaded (only in
                  the archive with untouched originals)
checksums.sha256  to see whether the files are whole: sha256sum -c checksums.sha256

To bring it back: the page “Import a tour” of a Chợ Thôn site. What is imported is a draft; visitors see it only after a
reviewer has signed. Licence and author of each picture stand in tour.json; whoever uses them gives the credit it asks for.
"""
