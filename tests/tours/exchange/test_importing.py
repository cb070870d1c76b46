"""Files of other programs become drafts; nothing they say is believed, and nothing is published."""

import io
import json
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from marketplace import config
from marketplace.accounts.models import Role
from marketplace.db import db, transaction
from marketplace.media.models import Panorama, Upload
from marketplace.media.services import uploads
from marketplace.media.states import UploadState
from marketplace.tours import handlers
from marketplace.tours.content import ClaimContent, TourContent, read_content
from marketplace.tours.exchange.pannellum import UNSOURCED
from marketplace.tours.models import Tour, TourFile
from marketplace.tours.queries import files as queries
from marketplace.tours.queries.writing import open_version
from marketplace.tours.services import files, signing, writing
from marketplace.tours.states import ClaimKind, HotspotKind, TourFileState, TourState
from tests.factories import make_user
from tests.tours.exchange.hostile import packed
from tests.tours.exchange.making import (
    PANNELLUM,
    WORDS,
    as_jpeg,
    bring,
    decibels,
    fresh,
    jobs_of,
    marzipano,
    pannellum_files,
    pixels,
    said,
    sphere,
)
from tests.tours.making import make_site

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def curator() -> Any:
    return make_user(role=Role.CURATOR).as_actor()


@pytest.fixture
def site() -> int:
    return make_site(name="Đình Thử").id


def draft_of(file: TourFile) -> TourContent:
    assert file.tour_id is not None, said(file)
    version = open_version(file.tour_id)
    assert version is not None
    return read_content(version.content)


def test_a_tour_of_pannellum_becomes_a_draft(site: int, curator: Any) -> None:
    file = bring(site, packed(pannellum_files()), by=curator)

    assert (file.state, file.format) == (TourFileState.DONE, "pannellum"), said(file)
    told = draft_of(file)
    circle, house = told.scenes
    assert (told.title.vi, told.author, told.licence, told.start) == (
        "Campus", "Matthew Petroff", "CC BY 4.0", "mason-circle",
    )  # fmt: skip
    assert (circle.slug, circle.yaw, circle.pitch, circle.hfov, circle.north) == ("mason-circle", 117, -3, 110, 289)
    door, info = circle.pins
    assert (door.kind, door.to, door.yaw, door.arrive_yaw) == (HotspotKind.DOOR, "spring-house", 132.9, None)
    assert (info.kind, info.text.vi, info.claim) == (HotspotKind.INFO, "Art Museum (https://artbma.org/)", UNSOURCED)
    assert (house.pins[0].to, house.pins[0].arrive_yaw) == ("mason-circle", -23)
    tour = db.session.get_one(Tour, file.tour_id)
    assert (tour.state, tour.slug, tour.title) == (TourState.DRAFT, "campus", "Campus")


# What nobody says how it is known cannot go before the reviewer.
def test_what_was_imported_waits_for_its_sources(site: int, curator: Any) -> None:
    file = bring(site, packed(pannellum_files()), by=curator)

    stopping = {mistake.kind for mistake in writing.mistakes_of(draft_of(file)) if mistake.stops}

    assert stopping == {"no_source"}
    pins = [pin for scene in draft_of(file).scenes for pin in scene.pins if pin.kind is HotspotKind.INFO]
    assert {pin.claim for pin in pins} == {UNSOURCED} == {ClaimContent(kind=ClaimKind.UNSAID)}
    with pytest.raises(Exception, match="phải sửa trước khi gửi duyệt"):
        signing.send_for_review(db.session.get_one(Tour, file.tour_id))


def test_a_tour_of_marzipano_is_joined_from_its_cubes(site: int, curator: Any) -> None:
    file = bring(site, packed(marzipano(652)), by=curator)

    assert (file.state, file.format) == (TourFileState.DONE, "marzipano"), said(file)
    told = draft_of(file)
    yard, hall = told.scenes
    assert (told.title.vi, yard.slug, hall.slug) == ("Dạo đình", "san-dinh", "hau-cung")
    assert (yard.yaw, yard.pitch, yard.hfov) == (-85.944, -5.73, 88.326)
    door, info = yard.pins
    assert (door.to, door.yaw, door.pitch) == ("hau-cung", 57.296, -11.459)
    assert (info.label.vi, info.text.vi, info.pitch, info.claim) == ("Cột lim", "Cao 4 m.", 14.324, UNSOURCED)
    original = db.session.scalars(sa.select(Upload)).first()
    assert original is not None and original.panorama_id is not None
    with Image.open(uploads.file_of(original)) as joined:
        assert joined.size == (2048, 1024)
        # The richest room, from small faces that were JPEGs themselves; large ones give over 30 (test_joining.py).
        assert decibels(joined, pixels()) > 26


def test_one_photo_alone_becomes_one_scene(site: int, curator: Any) -> None:
    file = bring(site, sphere("peabody-gallery"), by=curator, name="Sân đình.JPG")

    assert file.state is TourFileState.DONE, said(file)
    assert file.format == "photos"
    told = draft_of(file)
    assert [scene.title.vi for scene in told.scenes] == ["Sân đình"]
    assert told.title.vi == "Sân đình"
    kept = db.session.scalars(sa.select(Upload)).one()
    assert (kept.name, uploads.file_of(kept).read_bytes()) == ("Sân đình.JPG", sphere("peabody-gallery"))


@pytest.mark.parametrize("name", ["anh", "tour.json", "../../etc/passwd", "x.zip"])
def test_one_photo_is_known_by_its_bytes(site: int, curator: Any, name: str) -> None:
    assert bring(site, sphere("peabody-gallery"), by=curator, name=name).state is TourFileState.DONE


@pytest.mark.parametrize(
    ("words", "height", "part"),
    [
        ({"haov": 180, "vaov": 90}, 1024, [0.25, 0.25, 0.75, 0.75]),
        ({"haov": 180, "vaov": 90, "vOffset": 18}, 1024, [0.25, 0.15, 0.75, 0.65]),
        ({"haov": 360, "vaov": 90, "vOffset": -90}, 512, [0, 0.5, 1, 1]),
        ({"haov": 149.87, "vaov": 74.1}, 1024, [0.292, 0.292, 0.708, 0.708]),
        ({"haov": 360, "vaov": 180}, 1024, [0, 0, 1, 1]),
        # No angles that can be: then it is what its shape says.
        ({"haov": 0, "vaov": 90}, 1024, [0, 0, 1, 1]),
        ({"haov": 720}, 1024, [0, 0, 1, 1]),
        ({"haov": "x", "vaov": True}, 1024, [0, 0, 1, 1]),
    ],
)
def test_a_part_of_the_sphere_lies_where_pannellum_says(
    site: int, curator: Any, words: dict[str, Any], height: int, part: list[float]
) -> None:
    told = {"panorama": "a.jpg", "type": "equirectangular", "title": "Sân", **words}
    picture = as_jpeg(pixels().crop((0, 0, 2048, height)))

    file = bring(site, packed({"tour.json": json.dumps(told).encode(), "a.jpg": picture}), by=curator)

    assert file.state is TourFileState.DONE, said(file)
    assert db.session.scalars(sa.select(Panorama.part)).one() == pytest.approx(part, abs=0.001)


def test_photos_are_scenes_in_the_order_of_their_names(site: int, curator: Any) -> None:
    names = ["anh 10.jpg", "anh 2.jpg", "anh 1.jpg"]
    bodies = [sphere("peabody-gallery"), sphere("peabody-library"), sphere("peabody-6th-floor")]

    file = bring(site, packed(dict(zip(names, bodies, strict=True))), by=curator, name="Làng mình.zip")

    told = draft_of(file)
    assert [scene.title.vi for scene in told.scenes] == ["anh 1", "anh 2", "anh 10"]
    assert (told.title.vi, told.author) == ("Làng mình", "Lê Văn Quang")
    assert all(not scene.pins for scene in told.scenes)
    # Their originals lie with those that were uploaded, and belong to the curator.
    kept = db.session.scalars(sa.select(Upload).order_by(Upload.id)).all()
    assert [upload.name for upload in kept] == ["anh 1.jpg", "anh 2.jpg", "anh 10.jpg"]
    assert {upload.state for upload in kept} == {UploadState.READY}
    assert uploads.file_of(kept[0]).read_bytes() == bodies[2]


def gpano(heading: float, latitude: float, longitude: float, tone: int) -> bytes:
    """A picture of a camera that knows where it stands and looks."""
    exif = Image.Exif()
    place = exif.get_ifd(0x8825)

    def sexagesimal(angle: float) -> tuple[float, float, float]:
        return (int(angle), int(angle * 60 % 60), angle * 3600 % 60)

    place.update({1: "N", 2: sexagesimal(latitude), 3: "E", 4: sexagesimal(longitude)})
    exif[0x8825] = place
    xmp = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        'xmlns:GPano="http://ns.google.com/photos/1.0/panorama/" GPano:ProjectionType="equirectangular" GPano:FullPanoWidthPixels="2048" '
        'GPano:FullPanoHeightPixels="1024" GPano:CroppedAreaImageWidthPixels="2048" GPano:CroppedAreaImageHeightPixels="1024" '
        f'GPano:CroppedAreaLeftPixels="0" GPano:CroppedAreaTopPixels="0" GPano:PoseHeadingDegrees="{heading}" '
        'GPano:InitialViewHeadingDegrees="40" GPano:InitialViewPitchDegrees="5" GPano:PosePitchDegrees="-1.8" GPano:PoseRollDegrees="80"/></rdf:RDF></x:xmpmeta>'
    )
    picture = Image.new("RGB", (2048, 1024), (tone, 90, 60))
    return as_jpeg(picture, exif=exif.tobytes(), xmp=xmp.encode())


# L05: positions make doors, and are kept nowhere that a visitor or a row could tell.
def test_photos_that_know_their_place_get_doors(site: int, curator: Any) -> None:
    near = 20 / 111_195  # 20 m, in degrees of latitude
    photos = {
        "1.jpg": gpano(90, 21.15, 105.65, 20),
        "2.jpg": gpano(0, 21.15 + near, 105.65, 90),
        "3.jpg": gpano(0, 21.15 + 40 * near, 105.65, 160),
    }

    file = bring(site, packed(photos), by=curator)

    first, second, third = draft_of(file).scenes
    # Both bearings are from north: 40 is half a right angle and more to the left of the middle, which is 90.
    assert (first.north, first.yaw, first.pitch) == (90, -50, 5)
    # How the camera leaned is turned back, as far as a horizon can be turned.
    assert (first.level_pitch, first.level_roll) == (1.8, 45.0)
    assert [(pin.to, pin.yaw, pin.arrive_yaw) for pin in first.pins] == [("2", -90, 0)]
    assert [(pin.to, pin.yaw, pin.arrive_yaw) for pin in second.pins] == [("1", -180, 90)]
    assert third.pins == ()
    assert "đoán" in said(file)
    for table in ("upload", "panorama", "tour_version", "tour_file"):
        rows = db.session.execute(sa.text(f'SELECT "{table}"::text FROM "{table}"')).scalars()  # noqa: S608
        assert not any("21.15" in row or "105.65" in row for row in rows)


# A text alone finds the pictures its curator has brought before, and says which are missing.
def test_a_text_alone_finds_pictures_by_name_and_tells_what_is_missing(site: int, curator: Any) -> None:
    body = json.dumps(PANNELLUM).encode()
    none = bring(site, body, by=curator, name="tour.json")
    assert none.state is TourFileState.REFUSED
    assert "from-tree.jpg" in said(none)
    bring(site, packed({"From-Tree.jpg": sphere()}), by=curator)

    file = bring(site, body, by=curator, name="tour.json")

    assert [scene.slug for scene in draft_of(file).scenes] == ["mason-circle"]
    assert [pin.kind for pin in draft_of(file).scenes[0].pins] == [HotspotKind.INFO]
    assert "bma-0.jpg" in said(file)
    other = bring(site, body, by=make_user(role=Role.CURATOR).as_actor(), name="tour.json")
    assert other.state is TourFileState.REFUSED


# The job dies between cutting and writing, or is told twice.
def test_done_twice_it_is_one_draft(site: int, curator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction():
        body = packed({"1.jpg": sphere()})
        file = files.begin_import(site, name="a.zip", size_bytes=len(body), by=curator, **WORDS)
        files.take_whole(file, io.BytesIO(body))
    with monkeypatch.context() as patched:
        patched.setattr(
            "marketplace.tours.handlers.exchanging.crash_point", lambda name: (_ for _ in ()).throw(KeyboardInterrupt)
        )
        with pytest.raises(KeyboardInterrupt):
            handlers.import_file(file_id=file.id)
    assert fresh(file).state is TourFileState.WAITING

    handlers.import_file(file_id=file.id)
    handlers.import_file(file_id=file.id)

    assert fresh(file).state is TourFileState.DONE
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Tour)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Panorama)) == 1
    assert not files.path_of(file).exists()
    assert jobs_of("tours.import_file") == 1
    assert list((config.current().media_dir / "tmp").iterdir()) == []


def test_a_second_import_of_the_same_file_is_a_second_draft(site: int, curator: Any) -> None:
    first = bring(site, packed(pannellum_files()), by=curator)
    second = bring(site, packed(pannellum_files()), by=curator)

    tours = [db.session.get_one(Tour, file.tour_id) for file in (first, second)]

    assert [tour.slug for tour in tours] == ["campus", "campus-2"]
    assert draft_of(first) == draft_of(second)


def test_a_scene_whose_picture_cannot_be_used_is_left_out_with_its_doors(site: int, curator: Any) -> None:
    told = pannellum_files()
    told["images/bma-0.jpg"] = as_jpeg(pixels().crop((0, 0, 800, 600)))

    file = bring(site, packed(told), by=curator)

    assert [scene.slug for scene in draft_of(file).scenes] == ["mason-circle"]
    assert [pin.kind for pin in draft_of(file).scenes[0].pins] == [HotspotKind.INFO]
    assert "Spring House" in said(file)


# L01 L08 L15: whatever is called a picture is looked at in the child.
@pytest.mark.parametrize(
    "body",
    [b"not a picture", b"\xff\xd8\xff\xe0broken", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7"],
)
def test_a_file_without_one_usable_picture_is_refused_with_the_reason(site: int, curator: Any, body: bytes) -> None:
    file = bring(site, packed({"1.jpg": body}), by=curator)

    assert file.state is TourFileState.REFUSED
    assert "Không có ảnh 360° nào dùng được" in said(file)
    assert not files.path_of(file).exists()


# L16 L21
@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:image/png;base64,AAAA", "file:///etc/passwd", "https://evil.example/a.jpg", "//evil.example/a.jpg", "http://169.254.169.254/a.jpg"],
)  # fmt: skip
def test_a_picture_that_lies_elsewhere_is_refused_and_never_fetched(site: int, curator: Any, address: str) -> None:
    scenes = {"a": {**PANNELLUM["scenes"]["circle"], "panorama": address}}

    file = bring(site, packed(pannellum_files(scenes=scenes)), by=curator)

    assert file.state is TourFileState.REFUSED
    assert "nằm ở nơi khác" in said(file)


# L16
@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,<script>", "file:///etc/passwd", "vbscript:x", "//x", " java\tscript:x"],
)
def test_a_link_that_is_no_page_is_dropped_and_its_words_stay(site: int, curator: Any, link: str) -> None:
    pin = {"type": "info", "yaw": 1, "pitch": 2, "text": "<img src=x onerror=alert(1)>Chữ <b>đậm</b>", "URL": link}
    scenes = {"a": {"title": "<script>x</script>Sân", "panorama": "images/bma-0.jpg", "hotSpots": [pin]}}

    file = bring(site, packed(pannellum_files(scenes=scenes)), by=curator)

    scene = draft_of(file).scenes[0]
    assert (scene.title.vi, scene.pins[0].text.vi) == ("Sân", "Chữ đậm")
    assert "không phải trang web" in said(file)


# L16
@pytest.mark.parametrize(
    "body",
    [
        b'{"scenes": {"a": {"panorama": "a.jpg", "yaw": NaN}}}',
        b'{"scenes": {"a": {"panorama": "a.jpg", "yaw": Infinity}}}',
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"scenes": "' + b"x" * 10_000_000 + b'"}',
        b"[1, 2]",
        b"{",
        b"\xff\xfe{}",
    ],
    ids=["NaN", "Infinity", "deep", "10 MB", "list", "cut off", "utf-16"],
)
def test_a_text_that_is_no_tour_is_refused(site: int, curator: Any, body: bytes) -> None:
    in_archive = bring(site, packed({"tour.json": body, "a.jpg": sphere()}), by=curator)
    alone = bring(site, body, by=curator, name="tour.json")

    assert (in_archive.state, alone.state) == (TourFileState.REFUSED, TourFileState.REFUSED)


# L16
def test_strange_fields_and_wild_numbers_do_no_harm(site: int, curator: Any) -> None:
    deep: Any = "x"
    for _ in range(900):
        deep = [deep]
    scene = {
        "title": "Sân", "panorama": "images/bma-0.jpg", "yaw": 1e300, "pitch": -5000, "hfov": True, "northOffset": "x",
        "__proto__": {"isAdmin": True}, "constructor": deep, "hotSpots": [
            {"type": "scene", "sceneId": "__proto__"}, {"type": "info", "yaw": 725, "text": "a" * 50_000}, 7, None,
        ],
    }  # fmt: skip

    file = bring(site, packed(pannellum_files(scenes={"a": scene})), by=curator)

    told = draft_of(file).scenes[0]
    assert (told.yaw, told.pitch, told.hfov, told.north) == (0, -90, 100, None)
    assert [(pin.yaw, len(pin.text.vi)) for pin in told.pins] == [(5, 2000)]


def test_what_was_left_half_way_is_swept_at_night(site: int, curator: Any) -> None:
    with transaction():
        file = files.begin_import(site, name="a.zip", size_bytes=10, by=curator, **WORDS)
        files.add_piece(file, b"12345", at=0)
    refused = bring(site, b"nothing", by=curator)
    for row in (file, refused):
        with transaction():
            queries.lock_file(row.id).changed_at = row.begun_at - handlers.LEFT_FOR * 2

    handlers.sweep_files(0)

    assert {fresh(row).state for row in (file, refused)} == {TourFileState.DROPPED}
    assert not files.path_of(file).exists()
