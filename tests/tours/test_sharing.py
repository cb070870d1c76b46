"""A view that is sent on: its tags, its picture, its frame in other pages, its oEmbed answer."""

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from PIL import Image
from zxingcpp import read_barcode

from marketplace import config
from marketplace.media.models import Panorama
from marketplace.media.panoramas import View, poster_name
from marketplace.shops.models import Product
from marketplace.tours import handlers, services, share_pictures
from marketplace.tours.models import Tour
from marketplace.tours.share_pictures import file_name, rounded
from marketplace.tours.states import TourState
from marketplace.tours.views.embedding import without_fresh
from tests.factories import make_product
from tests.tours.drawing import drawn_panorama
from tests.tours.making import door, goods, info, make_site, make_tour, new_tour, scene

START = View(0.0, 0.0, 100.0)


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return unescape(answer.get_data(as_text=True))


def tags(html: str) -> dict[str, str]:
    """What other sites read of a page."""
    return dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)"', html))


class Fetched(NamedTuple):
    """A file as it was served, its handle closed."""

    status_code: int
    mimetype: str
    headers: Mapping[str, str]
    data: bytes


def fetch(client: FlaskClient, address: str) -> Fetched:
    with client.get(address) as answer:
        return Fetched(answer.status_code, answer.mimetype or "", dict(answer.headers), answer.data)


def path_of(address: str) -> str:
    assert address.startswith("http://localhost/")
    return address.removeprefix("http://localhost")


@pytest.fixture
def panorama(session: Any, tmp_path: Path) -> Iterator[Panorama]:
    made = drawn_panorama(tmp_path, view=START)
    yield made
    for home in ("pano", "share"):
        shutil.rmtree(config.current().media_dir / home / made.key, ignore_errors=True)


@pytest.fixture
def tour(panorama: Panorama) -> Tour:
    made = services.add_tour(
        make_site().id,
        new_tour(
            scene("san", info(), door("hau-cung", 80.0), panorama_id=panorama.id, view=START),
            scene("hau-cung", door("san", -80.0), panorama_id=panorama.id, view=START, alt="Bàn thờ"),
            licence_url="https://creativecommons.org/licenses/by/4.0/",
        ),
    )
    made.state = TourState.PUBLISHED
    return made


def light(jpeg: bytes, folder: Path) -> float:
    """How bright the middle of a picture is."""
    file = folder / "seen.jpg"
    file.write_bytes(jpeg)
    with Image.open(file) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1200, 630))
        return float(picture.convert("RGB").getpixel((600, 315))[0])  # type: ignore[index]


def test_a_tour_shows_its_first_view_beside_a_link(client: FlaskClient, tour: Tour) -> None:
    told = tags(page(client, f"/tham-quan/{tour.slug}"))

    assert told["og:title"] == "Dạo đình"
    assert told["og:url"] == f"http://localhost/tham-quan/{tour.slug}"
    assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
    assert told["twitter:card"] == "summary_large_image"
    answer = fetch(client, path_of(told["og:image"]))
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")


def test_a_view_that_was_sent_on_shows_itself(client: FlaskClient, tour: Tour, tmp_path: Path) -> None:
    html = page(client, f"/tham-quan/{tour.slug}?canh=hau-cung&yaw=178&pitch=2&hfov=80")
    told = tags(html)

    assert told["og:title"] == "Cảnh hau-cung – Dạo đình"
    assert told["og:image:alt"] == "Bàn thờ"
    assert "canh=hau-cung" in told["og:url"]
    assert f'<link rel="canonical" href="http://localhost/tham-quan/{tour.slug}">' in html
    behind = fetch(client, path_of(told["og:image"]))
    ahead = fetch(client, f"/tham-quan/{tour.slug}/san/chia-se.jpg")
    assert light(behind.data, tmp_path) < 30
    assert light(ahead.data, tmp_path) > 220


@pytest.mark.parametrize("words", ["yaw=nan", "yaw=1e400&pitch=x", "hfov=-5", "hfov=200", "yaw=-181&pitch=91"])
def test_angles_that_cannot_be_read_are_the_first_views(client: FlaskClient, tour: Tour, words: str) -> None:
    told = tags(page(client, f"/tham-quan/{tour.slug}?{words}"))

    assert told["og:image"] == f"http://localhost/tham-quan/{tour.slug}/san/chia-se.jpg"


def test_neighbouring_views_share_one_picture_drawn_once(client: FlaskClient, tour: Tour, panorama: Panorama) -> None:
    folder = config.current().media_dir / "share" / panorama.key

    for words in ("yaw=44&pitch=3&hfov=95", "yaw=46&pitch=-4&hfov=109"):
        assert fetch(client, f"/tham-quan/{tour.slug}/san/chia-se.jpg?{words}").status_code == 200

    assert [file.name for file in folder.iterdir()] == ["45_0_100.jpg"]


def test_views_are_rounded_within_the_sphere() -> None:
    assert rounded(View(179.9, 88, 119)) == View(-180, 60, 120)
    assert rounded(View(-7.4, -14, 31)) == View(0, -10, 40)
    assert file_name(View(-7.6, 0, 100)) == "-15_0_100.jpg"


def test_while_one_picture_is_drawn_the_next_visitor_gets_the_first_view(
    client: FlaskClient, tour: Tour, tmp_path: Path
) -> None:
    with share_pictures._drawing:
        answer = fetch(client, f"/tham-quan/{tour.slug}/san/chia-se.jpg?yaw=180")

    assert light(answer.data, tmp_path) > 220
    assert "max-age=60" in answer.headers["Cache-Control"]
    assert light(fetch(client, f"/tham-quan/{tour.slug}/san/chia-se.jpg?yaw=180").data, tmp_path) < 30


def test_one_visitor_has_only_so_many_pictures_drawn(
    client: FlaskClient, tour: Tour, panorama: Panorama, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(share_pictures, "MOST_AN_HOUR", 2)

    for yaw in (30, 60, 90, 120):
        assert fetch(client, f"/tham-quan/{tour.slug}/san/chia-se.jpg?yaw={yaw}").status_code == 200

    assert len(list((config.current().media_dir / "share" / panorama.key).iterdir())) == 2


def test_a_panoramas_oldest_view_gives_way_to_the_newest(
    client: FlaskClient, tour: Tour, panorama: Panorama, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(share_pictures, "MOST_OF_ONE", 2)
    folder = config.current().media_dir / "share" / panorama.key

    for day, yaw in enumerate((30, 60, 90)):
        answer = fetch(client, f"/tham-quan/{tour.slug}/san/chia-se.jpg?yaw={yaw}")
        assert "max-age=86400" in answer.headers["Cache-Control"], "it is this view"
        os.utime(folder / f"{yaw}_0_100.jpg", (day, day))

    assert sorted(file.name for file in folder.iterdir()) == ["60_0_100.jpg", "90_0_100.jpg"]


def test_views_that_were_sent_on_long_ago_are_forgotten_and_drawn_anew(
    client: FlaskClient, tour: Tour, panorama: Panorama
) -> None:
    folder = config.current().media_dir / "share" / panorama.key
    address = f"/tham-quan/{tour.slug}/san/chia-se.jpg?yaw="
    for yaw in (30, 60):
        fetch(client, f"{address}{yaw}")
    os.utime(folder / "30_0_100.jpg", (0, 0))
    os.utime(folder, (0, 0))

    handlers.draw_shares()
    assert [file.name for file in folder.iterdir()] == ["60_0_100.jpg"]

    os.utime(folder / "60_0_100.jpg", (0, 0))
    handlers.draw_shares()
    os.utime(folder, (0, 0))
    handlers.draw_shares()
    assert not folder.exists()
    assert "max-age=86400" in fetch(client, f"{address}30").headers["Cache-Control"]


def test_a_first_view_that_was_never_drawn_is_drawn_when_asked(
    client: FlaskClient, tour: Tour, panorama: Panorama
) -> None:
    first = config.current().media_dir / "pano" / panorama.key / poster_name("share", START)
    first.unlink()

    assert fetch(client, f"/tham-quan/{tour.slug}/san/chia-se.jpg").status_code == 200
    assert first.exists()


def test_a_scene_without_files_has_no_picture(client: FlaskClient, session: Any) -> None:
    tour = make_tour()

    assert fetch(client, f"/tham-quan/{tour.slug}/san/chia-se.jpg").status_code == 404
    assert fetch(client, f"/tham-quan/{tour.slug}/khong-co/chia-se.jpg").status_code == 404


def test_the_share_page_has_link_code_frame_and_picture(client: FlaskClient, tour: Tour, tmp_path: Path) -> None:
    raw = client.get(f"/tham-quan/{tour.slug}/chia-se?canh=hau-cung&yaw=30&pitch=5&hfov=80").get_data(as_text=True)
    html = unescape(unescape(raw))
    address = f"http://localhost/tham-quan/{tour.slug}?canh=hau-cung&yaw=30&pitch=5&hfov=80"

    assert f'data-text="{address}"' in html
    assert "<iframe" not in raw, "it is shown, not obeyed"
    assert f'data-text="<iframe src="http://localhost/tham-quan/{tour.slug}/nhung?canh=hau-cung' in html
    assert re.search(r'<a [^>]*href="/tham-quan/[^"]+/hau-cung/chia-se.jpg[^"]*" download=', html)
    drawn = re.search(r'<svg class="qr".*?</svg>', html, re.S)
    assert drawn is not None
    assert read(drawn[0]) == address


def read(svg: str) -> str:
    """What a QR code says that stands in a page: its modules drawn and read by another hand."""
    side = int(re.findall(r'viewBox="0 0 (\d+)', svg)[0])
    picture = Image.new("L", (side * 6, side * 6), 255)
    for x, y in re.findall(r"M([\d.]+),([\d.]+)H", svg):
        left, top = round(float(x) * 6), round(float(y) * 6)
        picture.paste(0, (left, top, left + 6, top + 6))
    found = read_barcode(picture)
    assert found is not None
    return str(found.text)


def test_a_frame_is_bare_the_same_for_all_and_may_be_framed(client: FlaskClient, tour: Tour, session: Any) -> None:
    answer = client.get(f"/tham-quan/{tour.slug}/nhung?canh=hau-cung&yaw=20")
    html = unescape(answer.get_data(as_text=True))

    assert answer.headers["Content-Security-Policy"].endswith("frame-ancestors *")
    assert "nonce" not in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "csrf" not in html
    assert "<form" not in html
    assert '<base target="_blank">' in html
    assert f'data-src="/tham-quan/{tour.slug}/nhung/canh.json"' in html
    assert f'href="http://localhost/tham-quan/{tour.slug}?canh=hau-cung&yaw=20' in html


def test_no_other_page_may_be_framed(client: FlaskClient, tour: Tour) -> None:
    for path in ("", "/san", "/chia-se", "/mang-theo"):
        policy = client.get(f"/tham-quan/{tour.slug}{path}").headers["Content-Security-Policy"]
        assert policy.endswith("frame-ancestors 'none'")


def test_oembed_tells_how_to_frame_a_scene(client: FlaskClient, tour: Tour) -> None:
    html = page(client, f"/tham-quan/{tour.slug}/hau-cung")
    [found] = re.findall(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', html)

    answer = client.get(path_of(found))
    told = answer.get_json()

    assert "max-age=3600" in answer.headers["Cache-Control"]
    assert {name: told[name] for name in ("version", "type", "title", "author_name", "width", "height")} == {
        "version": "1.0", "type": "rich", "title": "Cảnh hau-cung – Dạo đình", "author_name": "Bà Tư", "width": 960, "height": 540,
    }  # fmt: skip
    frame = unescape(re.findall(r'src="([^"]+)"', told["html"])[0])
    assert client.get(path_of(frame)).status_code == 200
    assert fetch(client, path_of(told["thumbnail_url"])).mimetype == "image/jpeg"


def test_oembed_fits_the_room_there_is_and_speaks_xml(client: FlaskClient, tour: Tour) -> None:
    words = f"url=http://localhost/tham-quan/{tour.slug}%3Fcanh=hau-cung%26yaw=30&maxwidth=500&maxheight=250&format=xml"

    answer = client.get(f"/oembed?{words}")
    root = ElementTree.fromstring(answer.data)  # noqa: S314  # our own answer
    told = {part.tag: part.text or "" for part in root}

    assert answer.mimetype == "text/xml"
    assert (told["width"], told["height"]) == ("500", "250")
    assert 'width="500" height="250"' in told["html"]
    assert "yaw=30" in unescape(told["html"])
    assert "thumbnail_url" not in told


@pytest.mark.parametrize(
    "address",
    ["", "x", "http://localhost/", "http://localhost/hang", "http://localhost/tham-quan/khong-co", "http://localhost/tham-quan/{}/khong-co",
     "http://elsewhere.example/tham-quan/{}", "http://localhost.elsewhere.example/tham-quan/{}", "file://localhost/tham-quan/{}",
     "http://localhost@elsewhere.example/tham-quan/{}", "http://[/tham-quan/{}", "http://localhost/tham-quan/{}?canh=khong-co"],
)  # fmt: skip
def test_oembed_knows_only_our_own_tours_and_scenes(client: FlaskClient, tour: Tour, address: str) -> None:
    assert client.get("/oembed", query_string={"url": address.format(tour.slug)}).status_code == 404


def test_oembed_has_two_formats(client: FlaskClient, tour: Tour) -> None:
    asked = {"url": f"http://localhost/tham-quan/{tour.slug}", "format": "yaml"}

    assert client.get("/oembed", query_string=asked).status_code == 501


def test_search_engines_learn_what_we_know_of_a_tour(client: FlaskClient, tour: Tour) -> None:
    html = client.get(f"/tham-quan/{tour.slug}").get_data(as_text=True)
    [told] = [
        json.loads(found) for found in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    ]

    assert told["@type"] == "CreativeWork"
    assert told["author"] == "Người Chụp"
    assert told["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert told["contentLocation"]["@type"] == "TouristAttraction"
    assert "creditText" not in told, "nobody wrote one"
    yard, shrine = told["hasPart"]
    assert (yard["@type"], yard["author"], yard["license"]) == ("ImageObject", "Bà Tư", "CC BY 4.0")
    assert "caption" not in yard
    assert shrine["caption"] == "Bàn thờ"
    assert fetch(client, path_of(shrine["contentUrl"])).status_code == 200


def test_a_frame_holds_no_goods_to_put_in_a_basket(client: FlaskClient, session: Any) -> None:
    product: Product = make_product()
    tour = make_tour(goods(product))

    assert "so_luong" not in page(client, f"/tham-quan/{tour.slug}/nhung")
    data = client.get(f"/tham-quan/{tour.slug}/nhung/canh.json").get_json()
    [pin] = [pin for pin in data["scenes"][0]["hotspots"] if pin["kind"] == "product"]
    assert pin["price"]
    assert "fresh" not in pin
    assert without_fresh({"fresh": "/x", "pins": [{"fresh": "/y", "price": 1}]}) == {"pins": [{"price": 1}]}
