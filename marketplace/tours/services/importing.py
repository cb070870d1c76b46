"""A file becomes a draft: its pictures are looked at and cut in limited children, then the tour is written down.

The job in handlers.py takes these steps one after the other; only the last one changes tours. Taken twice, each makes
the same again.
"""

import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any, Final

from marketplace.accounts.actor import Actor
from marketplace.db import db
from marketplace.errors import Refusal
from marketplace.media import queries as kept
from marketplace.media import storage
from marketplace.media.cutting import cut_in_child, look_in_child
from marketplace.media.errors import UploadTooLarge
from marketplace.media.gpano import Placing
from marketplace.media.kinds import HEAD_BYTES, kind_of
from marketplace.media.looking import TWO_TO_ONE, Kind, Look
from marketplace.media.panoramas import PanoramaFiles, PanoramaTooSmall, View
from marketplace.media.services import keep_picture, uploads
from marketplace.media.states import UploadKind
from marketplace.text import N_, clean_line, slug
from marketplace.tours.content import (
    PinContent,
    StopContent,
    TourContent,
    Words,
    keeping_scenes,
    keys_of,
    read_content,
    write_content,
)
from marketplace.tours.exchange import archives, asking, photos, reading
from marketplace.tours.exchange.archives import Archive, shown
from marketplace.tours.exchange.brought import Brought, FromCube, FromEntry, FromHere, FromKey
from marketplace.tours.exchange.crediting import FileBrought, whole_credit
from marketplace.tours.exchange.errors import NoPictureUsable, Remark
from marketplace.tours.models import Tour, TourFile
from marketplace.tours.queries import files as queries
from marketplace.tours.queries import writing as tour_queries
from marketplace.tours.services import encoding, files, modelled, originals, writing
from marketplace.tours.states import TourFileState

_PICTURE_REFUSED: Final = N_("Cảnh “%(scene)s”: ảnh không dùng được, chợ bỏ cảnh này. Lý do ở dòng kế tiếp.")
_NOT_BROUGHT: Final = N_(
    "Cảnh “%(scene)s”: chưa có ảnh “%(name)s”. Xin tải ảnh ấy lên ở trang Ảnh 360°, đúng tên tệp, rồi nhập lại."
)
_SEE_SEAM: Final = N_("Cảnh “%(scene)s”: chợ không chắc ảnh có trọn vòng không. Xin xem mép nối.")
_SAY_FIRST: Final = N_("Ảnh rất rộng mà không ghi là 360°: xin tải lên ở trang Ảnh 360° để cho biết ảnh là gì.")
_NO_SOUND: Final = N_("%(count)s âm thanh hoặc phim không có ở chợ này: xin tải lên lại trong trang soạn.")
_NO_GOODS: Final = N_("%(count)s ghim hàng hoặc gian hàng không có ở chợ này: xin chọn lại trong trang soạn.")
_PICTURE_LOST: Final = N_("%(count)s ảnh tư liệu không dùng được: xin tải lên lại trong trang soạn.")
_CHANGED: Final = N_("%(count)s tệp trong ZIP đã khác lúc xuất ra (như %(name)s): xin xem lại trước khi trình duyệt.")
_GUESSED_DOORS: Final = N_(
    "Lối đi do chợ đoán từ vị trí và hướng máy ảnh ghi: xin xem lại từng lối. Chợ không giữ vị trí."
)
_UNTITLED: Final = N_("Chuyến dạo nhập")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Cut:
    """A scene's picture, cut: `source` is the file it was cut from, `seam` shows its edges if nobody is sure of them."""

    files: PanoramaFiles
    look: Mapping[str, Any]
    placing: tuple[int, ...]
    source: Path
    name: str
    credit: Mapping[str, str] = field(default_factory=dict)
    seam: Path | None = None
    stood: photos.Stood = field(default_factory=photos.Stood)


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """What became of the pictures: keys of those that were here, those cut now, and what to say of the others."""

    here: Mapping[str, str]
    cut: Mapping[str, Cut]
    remarks: tuple[Remark, ...] = ()


@contextmanager
def opened(path: Path, *, name: str) -> Iterator[tuple[Archive | None, str, Brought]]:
    """The file's archive (None: a text alone), its kind, and the tour it tells.

    Raises BadTourFile and its kinds, UploadTooLarge (a picture alone).
    """
    if archives.is_archive(path):
        with archives.opened(path) as archive:
            yield archive, *reading.read_archive(archive)
    elif _is_picture(path):
        with storage.workspace() as space:
            alone = Path(space) / "photo.zip"
            photos.pack_alone(path, name, alone)
            with archives.opened(alone) as archive:
                yield archive, *reading.read_archive(archive)
    else:
        yield None, *reading.read_text(path, name=name)


def _is_picture(path: Path) -> bool:
    """Whether the file is one picture. Raises UploadTooLarge."""
    with path.open("rb") as file:
        is_picture = kind_of(file.read(HEAD_BYTES)) is UploadKind.PICTURE
    if is_picture and path.stat().st_size > archives.LARGEST_FILE:
        raise UploadTooLarge(most=archives.LARGEST_FILE // 1_000_000)
    return is_picture


def pictures_here(brought: Brought, *, user_id: int) -> Mapping[str, str]:
    """By scene, the key of the panorama the market has already."""
    keys = [source.key for source in brought.sources.values() if isinstance(source, FromKey)]
    known = tour_queries.panoramas_by_key(keys)
    found: dict[str, str] = {}
    for scene, source in brought.sources.items():
        if isinstance(source, FromKey) and source.key in known:
            found[scene] = source.key
        elif isinstance(source, FromHere):
            panorama = queries.panorama_called(clean_line(source.name)[-120:], user_id=user_id)
            if panorama is not None:
                found[scene] = panorama.key
    return found


def cut_pictures(
    brought: Brought, archive: Archive | None, here: Mapping[str, str], *, space: Path, progress: Progress
) -> Pictures:
    """Every scene's picture that is not here is looked at and cut, one after the other. Raises NoPictureUsable."""
    cut: dict[str, Cut] = {}
    remarks: list[Remark] = []
    for number, (name, source) in enumerate(brought.sources.items()):
        progress(number, len(brought.sources))
        scene = brought.tour.scene(name)
        assert scene is not None
        if name in here:
            continue
        called = scene.title.vi or name
        if isinstance(source, FromHere) or archive is None:
            wanted = source.name if isinstance(source, FromHere) else ""
            remarks.append(Remark(_NOT_BROUGHT, {"scene": called, "name": wanted}))
            continue
        try:
            cut[name] = _cut(source, archive, space / f"{number:04}", called)
        except Refusal as refusal:
            remarks += [Remark(_PICTURE_REFUSED, {"scene": called}), Remark(refusal.sentence, refusal.facts)]
    if not cut and not here:
        raise NoPictureUsable(remarks)
    return Pictures(here=here, cut=cut, remarks=tuple(remarks))


def _cut(source: FromEntry | FromKey | FromCube, archive: Archive, space: Path, called: str) -> Cut:
    space.mkdir()
    path = space / "picture"
    if isinstance(source, FromCube):
        _join(source, archive, space, path)
        name = f"{called}.jpg"
    else:
        entry = source.entry if isinstance(source, FromKey) else source.name
        archive.unpack(entry, path)
        name = PurePosixPath(entry).name
    look, width, height = look_in_child(path, space)
    told = _told_placing(source, width, height)
    placing = (None if told.is_full(width, height) else told) if told is not None else _placing(look, width, height)
    is_unsure = isinstance(source, FromEntry) and told is None and look.kind is Kind.UNSURE
    yaw, pitch, hfov = look.view or (0.0, 0.0, None)
    view = View(yaw, max(-60.0, min(60.0, pitch)), hfov or 90.0)
    files = cut_in_child(path, storage.folder() / "pano", views=[view], placing=placing)
    where = asking.positions_in_child([path])[0] if isinstance(source, FromEntry) else None
    return Cut(
        files=files, look={**asdict(look), "width": width, "height": height},
        placing=(placing.full_width, placing.full_height, placing.left, placing.top) if placing else (),
        source=path, name=name, seam=space / "seam.webp" if is_unsure else None,
        stood=photos.Stood(north=look.north, view=look.view, position=where, pitch=look.pitch, roll=look.roll),
        credit=source.credit if isinstance(source, FromKey) else {},
    )  # fmt: skip


def _told_placing(source: FromEntry | FromKey | FromCube, width: int, height: int) -> Placing | None:
    """Where the file says that the picture lies on the sphere, if it does."""
    if isinstance(source, FromKey) and source.placing:
        return Placing(*source.placing)
    if isinstance(source, FromEntry) and source.angles is not None:
        return source.angles.placing(width, height)
    return None


def _placing(look: Look, width: int, height: int) -> Placing | None:
    """Where the picture lies on the sphere; None for the whole of it. Raises a Refusal when nobody can know."""
    is_sphere = TWO_TO_ONE[0] <= width / height <= TWO_TO_ONE[1]
    if look.placing is not None:
        return None if look.placing.is_full(width, height) else look.placing
    if look.kind is Kind.ORDINARY or not is_sphere:
        raise _no_sphere(look.reasons[0] if look.kind is Kind.ORDINARY else _SAY_FIRST)
    return None


def _no_sphere(sentence: str) -> Refusal:
    refusal = Refusal()
    refusal.sentence = sentence
    return refusal


def _join(source: FromCube, archive: Archive, space: Path, target: Path) -> None:
    """The faces are joined to one picture, and their tiles gone again."""
    if source.size and source.size * 4 < 2048:
        raise PanoramaTooSmall(width=source.size * 4)
    tiles = space / "tiles"
    tiles.mkdir()
    paths: dict[str, Path] = {}
    for number, tile in enumerate(source.tiles):
        if tile.entry not in paths:
            paths[tile.entry] = tiles / f"{number:05}"
            archive.unpack(tile.entry, paths[tile.entry])
    asking.join_cube_in_child(source.size, source.tiles, paths, target)
    shutil.rmtree(tiles)


def keep_flat_picture(archive: Archive, key: str, brought: FileBrought, *, by: Actor) -> Refusal | None:
    """A flat picture of the archive is here under its own key; one that is here already stays. Returns why it is refused."""
    if key in queries.pictures_by_key([key]):
        return None
    try:
        keep_picture(
            archive.read(brought.entry, most=archives.LARGEST_FILE), name=PurePosixPath(brought.entry).name, by=by,
            key=key, alt=brought.alt, alt_en=brought.alt_en, credit=dict(brought.credit) or None,
            keeps_original=brought.is_original,
        )  # fmt: skip
    except Refusal as refusal:
        return refusal
    return None


def write_down(
    file: TourFile,
    brought: Brought,
    pictures: Pictures,
    *,
    kind: str,
    by: Actor,
    encoded: encoding.Encoded,
    changed: Collection[str] = (),
) -> Tour:
    """A new tour is there with this as its draft; visitors see nothing of it. The file must be locked.

    `changed` are entries of the archive that are not what its own list of sums says.
    Raises BadContent.
    """
    assert file.site_id is not None and file.site is not None
    keys = {**pictures.here, **{scene: _keep(file, scene, cut) for scene, cut in pictures.cut.items()}}
    told, remarks = brought.tour, [*_seams_to_see(file, brought, pictures, keys), *brought.remarks, *pictures.remarks]
    if changed:
        remarks.append(Remark(_CHANGED, {"count": len(changed), "name": shown(min(changed))}))
    if kind == reading.PHOTOS:
        told = photos.as_they_stood(told, {scene: cut.stood for scene, cut in pictures.cut.items()})
        if any(scene.pins for scene in told.scenes):
            remarks.append(Remark(_GUESSED_DOORS))
    told = encoding.with_ours(_with_pictures(told, keys), file, brought, encoded)
    modelled.mark_brought(brought, keys)
    told = _without_what_is_not_here(told, remarks)
    title = told.title if told.title.vi else Words(PurePosixPath(file.name).stem[:100] or file.site.name, told.title.en)
    told = replace(told, title=title, author=told.author or file.author, licence=told.licence or file.licence)
    # Whatever the file said, only what our own editor could have saved is written down.
    told = read_content(write_content(told))
    tour = writing.begin_tour(file.site_id, title=_free_title(title.vi or _UNTITLED), by=by)
    tour.title, tour.title_en = told.title.vi, told.title.en
    writing.save_draft(tour, told, revision=1, by=by)
    file.tour_id, file.format = tour.id, kind
    file.done = file.of
    files.note_remarks(file, remarks)
    file.become(TourFileState.DONE)
    files.path_of(file).unlink(missing_ok=True)
    db.session.flush()
    return tour


def _keep(file: TourFile, scene: str, cut: Cut) -> str:
    """The panorama is the market's, and its original lies with those that were uploaded."""
    credit = whole_credit(cut.credit, author=file.author, licence=file.licence)
    is_new = kept.find_panorama(cut.files.key) is None
    upload = originals.begin_upload(
        file, scene, source=cut.source, kind=UploadKind.PICTURE, name=cut.name, credit=credit, look=cut.look,
        placing=cut.placing,
    )  # fmt: skip
    panorama = uploads.note_cut(upload, cut.files)
    if is_new:
        panorama.credit = credit
    originals.lay_down(upload, cut.source)
    if cut.seam is not None:
        previews = uploads.preview_folder(upload)
        previews.mkdir(parents=True, exist_ok=True)
        os.replace(cut.seam, previews / "seam.webp")
    return panorama.key


def _seams_to_see(file: TourFile, brought: Brought, pictures: Pictures, keys: Mapping[str, str]) -> Iterator[Remark]:
    """Questions with the seam turned to the front; seams.py takes the answer."""
    for name, cut in pictures.cut.items():
        if cut.seam is not None:
            scene = brought.tour.scene(name)
            called = scene.title.vi if scene and scene.title.vi else name
            yield Remark(
                _SEE_SEAM,
                {"scene": called, "slug": name, "panorama": keys[name], "seam": originals.upload_id(file, name)},
            )


def _with_pictures(tour: TourContent, keys: Mapping[str, str]) -> TourContent:
    """Scenes know their panoramas; a scene without one is gone, with all that led to it."""
    kept = keeping_scenes(tour, keys)
    return replace(kept, scenes=tuple(replace(scene, panorama=keys[scene.slug]) for scene in kept.scenes))


def _without_what_is_not_here(tour: TourContent, remarks: list[Remark]) -> TourContent:
    """What a tour of another market names and this one does not have is left empty, for the editor to ask for."""
    pins = [pin for scene in tour.scenes for pin in scene.pins]
    wanted, sounds, films = keys_of(tour)
    flat = set(queries.pictures_by_key(wanted))
    sounds_here, films_here = set(kept.sounds_by_key(sounds)), set(kept.videos_by_key(films))
    products = tour_queries.product_ids({pin.product for pin in pins if pin.product})
    shops = tour_queries.shop_ids({pin.shop for pin in pins if pin.shop})
    lost_goods = sum(
        bool(pin.product and pin.product not in products) + bool(pin.shop and pin.shop not in shops) for pin in pins
    )
    for sentence, count in (
        (_NO_SOUND, len(sounds - sounds_here) + len(films - films_here)),
        (_NO_GOODS, lost_goods),
        (_PICTURE_LOST, len(wanted - flat)),
    ):
        if count:
            remarks.append(Remark(sentence, {"count": count}))

    def pin_here(pin: PinContent) -> PinContent:
        return replace(
            pin, product=_if_in(pin.product, products), shop=_if_in(pin.shop, shops),
            sound=_if_in(pin.sound, sounds_here), pictures=tuple(key for key in pin.pictures if key in flat),
        )  # fmt: skip

    def stop_here(stop: StopContent) -> StopContent:
        return replace(stop, sound=Words(_if_in(stop.sound.vi, sounds_here), _if_in(stop.sound.en, sounds_here)))

    return replace(
        tour, plan=tour.plan if tour.plan and tour.plan.picture in flat else None,
        walk=tuple(stop_here(stop) for stop in tour.walk),
        scenes=tuple(
            replace(scene, video=_if_in(scene.video, films_here), pins=tuple(pin_here(pin) for pin in scene.pins))
            for scene in tour.scenes
        ),
    )  # fmt: skip


def _if_in(key: str, known: Collection[str]) -> str:
    return key if key in known else ""


def _free_title(title: str) -> str:
    """The title, with the first number behind it that makes its short name free."""
    base = title[:100] if slug(title) else _UNTITLED
    number = 1
    while tour_queries.is_tour_slug_taken(slug(base if number == 1 else f"{base[:50]} {number}")):
        number += 1
    return base if number == 1 else f"{base[:50]} {number}"


def flat_pictures(brought: Brought) -> Sequence[tuple[str, FileBrought]]:
    """Key and file of the flat pictures that the tour really names."""
    wanted = keys_of(brought.tour).pictures
    return [(key, brought.pictures[key]) for key in sorted(brought.pictures) if key in wanted]
