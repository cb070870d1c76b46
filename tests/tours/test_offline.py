"""What of a tour is taken along: the list of its files, the pages as they are kept, the worker."""

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from marketplace import config
from marketplace.accounts.actor import SYSTEM
from marketplace.assets import BUILD
from marketplace.clock import now
from marketplace.db import db
from marketplace.media.models import Panorama, Video
from marketplace.media.panoramas import View
from marketplace.money import Dong
from marketplace.shops.models import Product
from marketplace.tours import packing, services
from marketplace.tours.models import Tour
from marketplace.tours.queries import tour_on_show
from marketplace.tours.services import NewPin, plaques
from marketplace.tours.states import HotspotKind, TourState
from marketplace.tours.views import offline
from tests.factories import make_picture, make_product
from tests.tours.drawing import drawn_panorama
from tests.tours.making import door, goods, info, make_site, new_tour, scene

START = View(0.0, 0.0, 100.0)
SOUND, FILM = "5e5e", "f11f"


@pytest.fixture(autouse=True)
def fresh() -> None:
    """No list of an earlier test is remembered."""
    offline._kept.clear()


@pytest.fixture
def panorama(session: Any, tmp_path: Path) -> Iterator[Panorama]:
    made = drawn_panorama(tmp_path, view=START, tint=90)
    sounds = config.current().media_dir / "sound" / SOUND
    sounds.mkdir(parents=True)
    (sounds / "sound.webm").write_bytes(b"w" * 1000)
    (sounds / "sound.m4a").write_bytes(b"m" * 3000)
    yield made
    shutil.rmtree(config.current().media_dir / "pano" / made.key)
    shutil.rmtree(sounds)


@pytest.fixture
def product(session: Any) -> Product:
    return make_product(name="Hoa đồng tiền", price_vnd=45_000)


@pytest.fixture
def tour(panorama: Panorama, product: Product) -> Tour:
    made = services.add_tour(
        make_site().id,
        new_tour(
            scene(
                "san", info(), door("hau-cung", 80.0), goods(product),
                NewPin(kind=HotspotKind.SOUND, yaw=5, pitch=0, label="Trống", more={"sound": SOUND}),
                panorama_id=panorama.id, view=START,
            ),
            scene("hau-cung", door("san", -80.0), panorama_id=panorama.id, view=START),
            walk=[{"scene": "san", "text": {"vi": "Mời vào."}}],
        ),
    )  # fmt: skip
    made.state = TourState.PUBLISHED
    db.session.flush()
    return made


def pack_of(client: FlaskClient, tour: Tour, words: str = "", language: str = "") -> dict[str, Any]:
    answer = client.get(f"{language}/tham-quan/{tour.slug}/mang-theo.json{words}")
    assert answer.status_code == 200
    told: dict[str, Any] = answer.get_json()
    return told


def test_the_list_holds_all_that_the_tour_needs(client: FlaskClient, tour: Tour, panorama: Panorama) -> None:
    told = pack_of(client, tour)
    kept = {file.get("as", file["url"]) for file in told["files"]}

    for page in ("", "/san", "/hau-cung", "/loi-dan", "/canh.json"):
        assert f"/tham-quan/{tour.slug}{page}" in kept
    for name in ("site", "tour", "viewer", "icons", "BeVietnamPro-400", "BeVietnamPro-600", "Bitter-750"):
        assert [address for address in kept if address.startswith(f"/static/build/{name}-")], name
    home = f"/media/pano/{panorama.key}"
    assert {f"{home}/base.webp", f"{home}/poster-wide-0-0-1000.webp", f"{home}/poster-tall-0-0-1000.webp"} <= kept
    assert {f"{home}/2048/{column}_{row}.webp" for column in range(4) for row in range(2)} <= kept
    assert not [address for address in kept if address.endswith((".jpg", ".mp4"))]
    assert len(kept) == len(told["files"])


def test_every_file_of_the_list_is_served_with_the_bytes_it_promises(client: FlaskClient, tour: Tour) -> None:
    for file in pack_of(client, tour)["files"]:
        if file["url"].startswith("/media/sound/"):
            continue  # sounds are served by the media room
        with client.get(file["url"]) as answer:
            assert answer.status_code == 200, file
            size = len(answer.data)
        if file["url"].startswith("/media/"):
            assert size == file["bytes"], file
        assert "Set-Cookie" not in answer.headers


def test_each_sound_is_counted_once_in_the_format_a_phone_plays(client: FlaskClient, tour: Tour) -> None:
    told = pack_of(client, tour)

    sounds = {file["sound"]: file["bytes"] for file in told["files"] if "sound" in file}
    assert sounds == {"webm": 1000, "m4a": 3000}
    assert told["bytes"]["m4a"] - told["bytes"]["webm"] == 2000
    assert told["bytes"]["webm"] == sum(file["bytes"] for file in told["files"] if file.get("sound") != "m4a")
    assert told["stored_bytes"]["webm"] > told["bytes"]["webm"], "text is kept unpacked"


@pytest.fixture
def film(tour: Tour, session: Any) -> Iterator[Path]:
    """The back hall moves: a film in two sizes with captions."""
    home = config.current().media_dir / "video" / FILM
    home.mkdir(parents=True)
    for width in (1280, 1920):
        (home / f"{width}.mp4").write_bytes(b"f" * width)
    about: dict[str, Any] = {"name": "phim", "made_at": now(), "credit": {}}
    scene = tour_on_show(tour.slug).scenes[1].scene
    db.session.add(Video(key=FILM, seconds=4.0, widths=[1280, 1920], weights=[1280, 1920], is_silent=False,
                         panorama_id=scene.panorama_id, **about))  # fmt: skip
    scene.video, scene.captions = FILM, "WEBVTT\n\n00:00.000 --> 00:02.000\nĐây là hậu cung.\n"
    db.session.flush()
    yield home
    shutil.rmtree(home)


def test_films_are_taken_along_only_by_those_who_ask(client: FlaskClient, tour: Tour, film: Path) -> None:
    plain, whole = pack_of(client, tour), pack_of(client, tour, "?phim=1")
    kept = {file.get("as", file["url"]): file for file in whole["files"]}

    assert not [file for file in plain["files"] if "/video/" in file["url"]]
    assert kept[f"/media/video/{FILM}/1280.mp4"]["bytes"] == 1280
    assert f"/media/video/{FILM}/1920.mp4" not in kept
    assert f"/tham-quan/{tour.slug}/hau-cung/phu-de.vtt" in kept
    assert plain["with_films"] == whole["with_films"] == whole["bytes"]
    assert whole["bytes"]["webm"] - plain["bytes"]["webm"] > 1280
    assert whole["version"] != plain["version"]
    for told, sizes in ((plain, None), (whole, [1280])):
        address = next(file["url"] for file in told["files"] if "canh.json" in file["url"])
        shown = client.get(address).get_json()["scenes"][1]["film"]
        assert (shown and [size["width"] for size in shown["sizes"]]) == sizes
        page = next(file["url"] for file in told["files"] if file.get("as", "").endswith("/hau-cung"))
        assert ("<video" in client.get(page).get_data(as_text=True)) == bool(sizes)


def test_a_tour_without_films_offers_none(client: FlaskClient, tour: Tour) -> None:
    assert pack_of(client, tour, "?gon=1")["with_films"] is None
    assert pack_of(client, tour, "?phim=1")["version"] == pack_of(client, tour)["version"]


def test_the_short_form_says_size_and_version_only(client: FlaskClient, tour: Tour) -> None:
    told = pack_of(client, tour, "?gon=1")

    assert "files" not in told
    assert told["version"] == pack_of(client, tour)["version"]


def test_documents_are_taken_large_and_goods_small(client: FlaskClient, tour: Tour, session: Any) -> None:
    media = config.current().media_dir
    document, goods_photo = make_picture(), make_picture()
    for picture in (document, goods_photo):
        for width in (320, 640, 1280):
            (media / f"{picture.key}-{width}.webp").write_bytes(b"x" * width)
    texts = [
        f'<img srcset="/media/{picture.key}-320.webp 320w, /media/{picture.key}-1280.webp 1280w">'
        for picture in (document, goods_photo)
    ]

    files = packing.files_named_in(texts, build=BUILD, media=media, documents={document.key})

    assert [(file.url, file.weight) for file in sorted(files, key=lambda file: -file.weight)] == [
        (f"/media/{document.key}-1280.webp", 1280), (f"/media/{goods_photo.key}-640.webp", 640),
    ]  # fmt: skip


def test_a_version_outlives_prices_but_not_pictures_or_language(
    client: FlaskClient, tour: Tour, product: Product, tmp_path: Path
) -> None:
    first = pack_of(client, tour)["version"]

    product.offer.price_vnd = Dong(46_000)
    db.session.flush()
    offline._kept.clear()
    assert pack_of(client, tour)["version"] == first
    assert pack_of(client, tour, language="/en")["version"] != first

    other = drawn_panorama(tmp_path, view=START, tint=120)
    for shown in tour_on_show(tour.slug).scenes:
        shown.scene.panorama_id = other.id
    db.session.flush()
    db.session.expire_all()
    offline._kept.clear()
    assert pack_of(client, tour)["version"] != first
    shutil.rmtree(config.current().media_dir / "pano" / other.key)


def test_a_list_is_drawn_once_for_many_who_ask(client: FlaskClient, tour: Tour, statements: list[str]) -> None:
    pack_of(client, tour)
    statements.clear()

    pack_of(client, tour, "?gon=1")

    assert len(statements) <= 10


def test_a_kept_page_sells_nothing_and_says_from_when_its_prices_are(client: FlaskClient, tour: Tour) -> None:
    for part in ("", "?canh=san", "?canh=loi-dan"):
        answer = client.get(f"/tham-quan/{tour.slug}/mang-theo/trang{part}")
        html = unescape(answer.get_data(as_text=True))
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "Bản lưu trên máy lúc" in html
        assert "csrf_token" not in html
        assert 'name="so_luong"' not in html
    html = unescape(client.get(f"/tham-quan/{tour.slug}/mang-theo/trang?canh=san").get_data(as_text=True))
    assert re.search(r"45\.000\s₫ / gói</b> <span>giá lúc lưu</span>", html)
    assert client.get(f"/tham-quan/{tour.slug}/mang-theo/trang?canh=khong-co").status_code == 404


def test_the_kept_viewer_data_names_the_saved_level_and_the_hour_of_its_prices(client: FlaskClient, tour: Tour) -> None:
    told = client.get(f"/tham-quan/{tour.slug}/mang-theo/canh.json?muc=4096").get_json()
    live = client.get(f"/tham-quan/{tour.slug}/canh.json").get_json()

    assert [level["width"] for level in told["scenes"][0]["panorama"]["levels"]] == [2048]
    [price] = [pin["price"] for pin in told["scenes"][0]["hotspots"] if pin.get("price")]
    assert re.fullmatch(r"45\.000\s₫ / gói \(giá lúc lưu, \d\d:\d\d, \d\d/\d\d/\d{4}\)", price)
    assert told["start"] == live["start"]


@pytest.mark.parametrize(("wanted", "taken"), [(4096, 4096), (2048, 2048), (1024, 2048), (9000, 8192)])
def test_one_level_is_taken(wanted: int, taken: int) -> None:
    assert packing.level_to_take([2048, 8192, 4096], wanted) == taken


def test_the_worker_may_look_after_the_whole_site_and_is_always_asked_for_anew(
    client: FlaskClient, session: Any
) -> None:
    answer = client.get("/sw.js")

    assert answer.mimetype == "text/javascript"
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert b"respondWith" in answer.data
    assert b"import" not in answer.data.split(b"{")[0]


def test_a_tour_that_is_not_published_is_not_taken_along(client: FlaskClient, tour: Tour) -> None:
    tour.state = TourState.DRAFT
    db.session.flush()

    for path in ("mang-theo", "mang-theo.json", "mang-theo/trang", "mang-theo/canh.json"):
        assert client.get(f"/tham-quan/{tour.slug}/{path}").status_code == 404


def test_a_plaque_that_is_hung_or_taken_down_makes_another_version(client: FlaskClient, tour: Tour) -> None:
    bare = pack_of(client, tour)
    plaque = plaques.make_plaque(tour, scene="san", by=SYSTEM)
    offline._kept.clear()
    hung = pack_of(client, tour)
    plaques.retire_plaque(plaque, by=SYSTEM)
    offline._kept.clear()

    assert (bare["leads"], list(hung["leads"])) == ({}, [f"/t/{plaque.number}"])
    assert len({bare["version"], hung["version"]}) == 2
    assert pack_of(client, tour)["version"] == bare["version"]


@pytest.mark.parametrize("language", ["", "/en"])
def test_with_plaques_the_page_where_their_number_is_typed_comes_along(
    client: FlaskClient, tour: Tour, language: str
) -> None:
    assert not [file for file in pack_of(client, tour, language=language)["files"] if file.get("as", "").endswith("/t")]
    plaques.make_plaque(tour, scene="san", by=SYSTEM)
    offline._kept.clear()

    [typed] = [file for file in pack_of(client, tour, language=language)["files"] if file.get("as", "").endswith("/t")]
    page = unescape(client.get(typed["url"]).text)

    assert typed["as"] == f"{language}/t"
    assert re.search(rf'<form [^>]*action="{language}/t"', page)
    notices = [text.count('class="notice" data-kind="info"') for text in (page, client.get(f"{language}/t").text)]
    assert notices == [1, 0]
