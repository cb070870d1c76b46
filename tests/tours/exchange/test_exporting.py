"""A tour becomes our own archive, and the archive becomes the same tour again."""

import hashlib
import io
import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from marketplace import config
from marketplace.accounts.queries import get_user
from marketplace.clock import now
from marketplace.db import db, transaction
from marketplace.media.models import Panorama, Picture, Sound, Upload, Video
from marketplace.media.queries import find_sound, find_video
from marketplace.media.services import keep_sound, keep_video
from marketplace.media.services.uploads import file_of
from marketplace.tours import handlers
from marketplace.tours.content import (
    PinContent,
    Words,
    write_content,
)
from marketplace.tours.errors import StillMaking
from marketplace.tours.models import Tour, TourFile, TourVersion
from marketplace.tours.queries.writing import lock_tour, open_version
from marketplace.tours.services import files, writing
from marketplace.tours.states import HotspotKind, TourFileKind, TourFileState, VersionState
from tests.factories import make_user
from tests.media import clips
from tests.tours.exchange.hostile import packed
from tests.tours.exchange.making import bring, decibels, draft, fresh, photo, said
from tests.tours.exchange.test_stripping import noted
from tests.tours.making import make_site

DRUM = config.ROOT / "demo" / "village3d" / "sounds" / "trong-cai.ogg"

pytestmark = pytest.mark.usefixtures("session")
_K = TourFileKind


CREDIT = {
    "author": "Nguyễn Thị Rất Dài Tên, nhiếp ảnh gia của Bảo tàng Mỹ thuật Việt Nam, phòng ảnh tư liệu cổ",
    "licence": "Creative Commons Attribution-ShareAlike 4.0 International",
    "licence_url": "https://creativecommons.org/licenses/by-sa/4.0/",
    "credit_line": "“Bia đá” – Nguyễn Thị, CC BY-SA 4.0",
    "changes": "cắt mép",
}


def make(tour: Tour, kind: TourFileKind, *, by: Any, version: int = 1) -> TourFile:
    with transaction():
        file = files.begin_export(lock_tour(tour.id), kind=kind, version=version, by=by)
    handlers.export_file(file_id=file.id)
    return fresh(file)


def body_of(file: TourFile) -> bytes:
    assert file.state is TourFileState.DONE, said(file)
    return files.path_of(file).read_bytes()


def contents(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def forget_everything() -> None:
    """As on a machine that has never seen this tour."""
    for table in (
        "tour_file",
        "tour_version",
        "hotspot",
        "scene",
        "tour",
        "upload",
        "video",
        "sound",
        "panorama",
        "picture",
    ):
        db.session.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608
    db.session.commit()
    db.session.expunge_all()


def test_the_archive_tells_what_is_in_it(tour: Tour, curator: Any) -> None:
    file = make(tour, _K.ARCHIVE, by=curator)

    told = contents(body_of(file))
    about = json.loads(told["tour.json"])
    first, second = (scene.panorama for scene in draft(tour.id).scenes)
    picture = draft(tour.id).scenes[0].pins[2].pictures[0]
    assert set(told) == {
        "tour.json", "README.txt", "checksums.sha256", f"pictures/{picture}.webp", f"panoramas/{first}.jpg", f"panoramas/{second}.jpg",
    }  # fmt: skip
    assert about["tour"] == write_content(draft(tour.id))
    assert (about["site"]["name"], about["site"]["sources"][0]["source_title"]) == ("Đình Thử", "Bia đình")
    assert about["made"] == {
        "slug": tour.slug,
        "version": 1,
        "written_by": "Đặng Văn Sử",
        "signed_by": "",
        "signed_at": "",
    }
    assert about["panoramas"][first]["is_original"] and about["panoramas"][first]["is_stripped"]
    assert about["panoramas"][first]["author"] == "Lê Văn Quang"
    lines = told["checksums.sha256"].decode().splitlines()
    sums = {line.split("  ")[1]: line.split("  ")[0] for line in lines}
    assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in told.items() if name != "checksums.sha256"}
    assert "Nhập lại" in told["README.txt"].decode() and "bring it back" in told["README.txt"].decode()


def test_the_same_version_gives_the_same_bytes(tour: Tour, curator: Any) -> None:
    first = body_of(make(tour, _K.ARCHIVE, by=curator))

    assert body_of(make(tour, _K.ARCHIVE, by=curator)) == first


# L05: nothing that says where unless the curator asks for it in so many words.
def test_originals_leave_without_their_place_unless_asked_for(tour: Tour, curator: Any) -> None:
    upload = db.session.scalars(sa.select(Upload).order_by(Upload.id)).first()
    assert upload is not None
    original = file_of(upload).read_bytes()
    assert Image.open(io.BytesIO(original)).getexif().get_ifd(0x8825)

    bare = contents(body_of(make(tour, _K.ARCHIVE, by=curator)))
    whole = contents(body_of(make(tour, _K.WHOLE_ARCHIVE, by=curator)))

    name = f"panoramas/{draft(tour.id).scenes[0].panorama}.jpg"
    assert whole[name] == original
    assert not Image.open(io.BytesIO(bare[name])).getexif()
    assert b"Exif" not in bare[name] and b"GPano:PoseHeadingDegrees" in bare[name]
    assert json.loads(whole["tour.json"])["panoramas"][name[10:26]]["is_stripped"] is False


def test_on_another_market_the_archive_is_the_same_tour(tour: Tour, curator: Any) -> None:
    told, body = draft(tour.id), body_of(make(tour, _K.WHOLE_ARCHIVE, by=curator))
    forget_everything()
    other = make_site(name="Đình khác")

    file = bring(other.id, body, by=curator)

    assert file.state is TourFileState.DONE, said(file)
    assert file.format == "own"
    assert draft(file.tour_id) == told
    assert {panorama.key for panorama in db.session.scalars(sa.select(Panorama))} == {s.panorama for s in told.scenes}
    assert db.session.scalars(sa.select(Picture.key)).all() == [told.scenes[0].pins[2].pictures[0]]
    assert db.session.scalars(sa.select(TourVersion.state)).all() == [VersionState.DRAFT]
    again = bring(other.id, body, by=curator)
    assert draft(again.tour_id) == told
    assert again.tour_id != file.tour_id
    assert body_of(make(db.session.get_one(Tour, again.tour_id), _K.WHOLE_ARCHIVE, by=curator)) != b""


def test_stripped_originals_give_the_same_pixels_under_another_key(tour: Tour, curator: Any) -> None:
    told, body = draft(tour.id), body_of(make(tour, _K.ARCHIVE, by=curator))
    forget_everything()

    file = bring(make_site().id, body, by=curator)

    new = draft(file.tour_id)
    home = config.current().media_dir / "pano"
    for before, after in zip(told.scenes, new.scenes, strict=True):
        assert before.panorama != after.panorama
        assert (home / before.panorama / "2048" / "1_0.webp").read_bytes() == (
            home / after.panorama / "2048" / "1_0.webp"
        ).read_bytes()
    plain = tuple(replace(scene, panorama="") for scene in new.scenes)
    assert replace(new, scenes=plain) == replace(
        told, scenes=tuple(replace(scene, panorama="") for scene in told.scenes)
    )


# On the same market nothing is cut again: the picture is known by its key.
def test_on_the_same_market_pictures_are_not_cut_again(tour: Tour, curator: Any) -> None:
    body = body_of(make(tour, _K.ARCHIVE, by=curator))
    before = db.session.scalar(sa.select(sa.func.count()).select_from(Panorama))

    file = bring(tour.site_id, body, by=curator)

    assert draft(file.tour_id) == draft(tour.id)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Panorama)) == before


def test_a_picture_whose_original_is_gone_is_joined_from_its_tiles(tour: Tour, curator: Any) -> None:
    for upload in db.session.scalars(sa.select(Upload)):
        file_of(upload).unlink()

    told = contents(body_of(make(tour, _K.WHOLE_ARCHIVE, by=curator)))

    about = json.loads(told["tour.json"])["panoramas"]
    assert {panorama["is_original"] for panorama in about.values()} == {False}
    with Image.open(io.BytesIO(told[next(iter(about.values()))["file"]])) as joined:
        assert (joined.size, joined.format) == ((2048, 1024), "JPEG")
        assert (
            decibels(joined, Image.new("RGB", (2048, 1024), (20, 90, 60))) > 30
            or decibels(joined, Image.new("RGB", (2048, 1024), (90, 90, 60))) > 30
        )


def test_an_original_that_is_not_laid_out_as_its_kind_is_written_anew(tour: Tour, curator: Any) -> None:
    upload = db.session.scalars(sa.select(Upload).order_by(Upload.id)).first()
    assert upload is not None
    file_of(upload).write_bytes(file_of(upload).read_bytes()[:-2])

    about = json.loads(contents(body_of(make(tour, _K.ARCHIVE, by=curator)))["tour.json"])["panoramas"]

    assert sorted(panorama["is_original"] for panorama in about.values()) == [False, True]


def test_sounds_go_along_and_what_is_not_here_is_asked_for(tour: Tour, curator: Any) -> None:
    with transaction():
        key = keep_sound(DRUM, name="trong.ogg", credit=dict(CREDIT)).key
    told = draft(tour.id)
    drum = PinContent(number=20, kind=HotspotKind.SOUND, yaw=-90, pitch=0, text=Words("Trống."), sound=key)
    gone = replace(drum, number=22, yaw=-120, sound="00112233445566ff")
    goods = PinContent(number=21, kind=HotspotKind.PRODUCT, yaw=-60, pitch=0, product="rau-la")
    first = replace(told.scenes[0], pins=(*told.scenes[0].pins, drum, gone, goods))
    with transaction():
        writing.save_draft(lock_tour(tour.id), replace(told, scenes=(first, told.scenes[1])), revision=3, by=curator)
    body = body_of(make(tour, _K.ARCHIVE, by=curator))
    assert f"sounds/{key}/sound.webm" in contents(body)

    here = draft(bring(tour.site_id, body, by=curator).tour_id)
    # On a market that never had it.
    with transaction():
        db.session.execute(sa.delete(Sound))
    shutil.rmtree(config.current().media_dir / "sound" / key)
    there = bring(tour.site_id, body, by=curator)

    assert here.scenes[0].pins[-3].sound == key
    pins = draft(there.tour_id).scenes[0].pins
    made = find_sound(pins[-3].sound)
    assert made is not None
    assert 6.5 < made.seconds < 7.5
    assert (made.name, made.credit) == ("trong.ogg", CREDIT)
    assert (pins[-2].sound, pins[-1].product) == ("", "")
    assert "1 âm thanh" in said(there) and "1 ghim hàng" in said(there)
    # A stranger's file is made anew, never put where visitors fetch from.
    assert not (config.current().media_dir / "sound" / key).exists()


@clips.needs_ffmpeg
def test_a_film_goes_along_and_is_made_anew_where_it_is_not(tour: Tour, curator: Any, tmp_path: Path) -> None:
    with transaction():
        film = keep_video(clips.turn(tmp_path / "hall.mp4"), name="hội", credit=dict(CREDIT)).key
    told = draft(tour.id)
    first = replace(told.scenes[0], video=film)
    with transaction():
        writing.save_draft(lock_tour(tour.id), replace(told, scenes=(first, told.scenes[1])), revision=3, by=curator)
    body = body_of(make(tour, _K.ARCHIVE, by=curator))
    assert {f"films/{film}/1280.mp4", f"films/{film}/1920.mp4"} <= set(contents(body))

    here = draft(bring(tour.site_id, body, by=curator).tour_id)
    # On a market that never had it.
    with transaction():
        db.session.execute(sa.delete(Video))
    shutil.rmtree(config.current().media_dir / "video" / film)
    there = bring(tour.site_id, body, by=curator)

    assert here.scenes[0].video == film
    made = find_video(draft(there.tour_id).scenes[0].video)
    assert made is not None
    assert (made.widths, made.is_silent) == ([1280, 1920], False)
    assert (made.name, made.credit) == ("hội", CREDIT)
    assert 1.8 < made.seconds < 2.3
    assert "âm thanh hoặc phim" not in said(there)
    # A stranger's file is never put where visitors fetch from.
    assert not (config.current().media_dir / "video" / film).exists()


def test_what_was_changed_since_it_was_packed_is_told(tour: Tour, curator: Any) -> None:
    told = contents(body_of(make(tour, _K.ARCHIVE, by=curator)))
    name = next(name for name in told if name.startswith("pictures/"))
    told["README.txt"] = b"nobody reads it"
    whole = bring(tour.site_id, packed(dict(told)), by=curator)
    with transaction():
        db.session.execute(sa.update(Picture).values(key="gone-" + Picture.key))
    told[name] = photo()

    changed = bring(tour.site_id, packed(told), by=curator)

    assert "khác lúc xuất" not in said(whole)
    assert f"1 tệp trong ZIP đã khác lúc xuất ra (như {name})" in said(changed)
    assert changed.state is TourFileState.DONE


def test_one_file_of_a_kind_is_made_at_a_time_and_the_newest_is_kept(tour: Tour, curator: Any) -> None:
    first = make(tour, _K.ARCHIVE, by=curator)
    with transaction():
        second = files.begin_export(lock_tour(tour.id), kind=_K.ARCHIVE, version=1, by=curator)
    with pytest.raises(StillMaking), transaction():
        files.begin_export(lock_tour(tour.id), kind=_K.ARCHIVE, version=1, by=curator)

    handlers.export_file(file_id=second.id)
    handlers.export_file(file_id=second.id)

    assert (fresh(first).state, fresh(second).state) == (TourFileState.DROPPED, TourFileState.DONE)
    assert not files.path_of(first).exists() and files.path_of(second).exists()


def test_who_signed_stands_in_the_archive(tour: Tour, curator: Any) -> None:
    version = open_version(tour.id)
    reviewer = make_user(name="Bùi Thị Bia")
    assert version is not None
    version.become(VersionState.IN_REVIEW)
    version.signed_by_id, version.signed_at = reviewer.id, now()
    version.become(VersionState.PUBLISHED)
    db.session.commit()
    db.session.expunge_all()

    made = json.loads(contents(body_of(make(db.session.get_one(Tour, tour.id), _K.ARCHIVE, by=curator)))["tour.json"])[
        "made"
    ]

    assert (made["signed_by"], made["written_by"]) == ("Bùi Thị Bia", "Đặng Văn Sử")


def test_a_draft_is_not_copied_as_pages(app: Flask, tour: Tour, curator: Any) -> None:
    file = make(tour, _K.COPY, by=curator)

    assert file.state is TourFileState.REFUSED
    assert "chưa công bố" in said(file)


def hostile(tour_json: bytes) -> bytes:
    return packed({"tour.json": tour_json, "panoramas/a.jpg": noted("JPEG")})


# L16: our own format is read as strictly as the editor's saving is.
@pytest.mark.parametrize(
    "changed",
    [
        {"version": 2},
        {"tour": None},
        {"tour": {"format": "chothon-tour", "version": 1, "scenes": []}},
        {"tour": {"format": "chothon-tour", "version": 1, "licence_url": "javascript:alert(1)", "scenes": []}},
        {"tour": {"format": "chothon-tour", "version": 1, "scenes": [{"slug": "../x", "panorama": "a"}]}},
        {"tour": {"format": "chothon-tour", "version": 1, "scenes": [{"slug": "a", "panorama": "a", "__proto__": {}}]}},
    ],
)
def test_our_own_format_is_believed_no_more_than_others(curator: Any, changed: dict[str, Any]) -> None:
    document = {"format": "chothon-archive", "version": 1, "panoramas": {"a": {"file": "panoramas/a.jpg"}}, **changed}

    file = bring(make_site().id, hostile(json.dumps(document).encode()), by=curator)

    assert file.state is TourFileState.REFUSED
    assert get_user(file.made_by_id).name == "Đặng Văn Sử"
