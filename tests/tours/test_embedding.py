"""A tour in other people's pages: what a frame shows, what oEmbed tells, where the line to embed is found."""

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from marketplace.tours import services
from marketplace.tours.models import Tour
from marketplace.tours.states import TourState
from tests.tours.making import door, info, make_panorama, make_site, make_tour, new_tour, scene


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.get_data(as_text=True))


@pytest.fixture
def tour(session: Any) -> Tour:
    return make_tour()


@pytest.mark.parametrize(("asked", "nearest"), [("5", "10"), ("20", "20"), ("135.5", "120"), ("75", "75")])
def test_a_view_narrower_or_wider_than_can_be_sent_on_is_the_nearest(
    client: FlaskClient, tour: Tour, asked: str, nearest: str
) -> None:
    html = page(client, f"/tham-quan/{tour.slug}/chia-se?yaw=40&pitch=5&hfov={asked}")

    assert f"yaw=40&pitch=5&hfov={nearest}" in html


def test_the_page_of_a_view_leads_to_its_own_link_and_frame(client: FlaskClient, tour: Tour) -> None:
    home = f"/tham-quan/{tour.slug}"

    def leads_to(address: str) -> str:
        [found] = re.findall(r'data-share href="([^"]+)"', page(client, address))
        return str(found)

    assert leads_to(home) == f"{home}/chia-se"
    assert leads_to(f"{home}?canh=hau-cung") == f"{home}/chia-se?canh=hau-cung"
    led = leads_to(f"{home}?canh=hau-cung&yaw=30&pitch=5&hfov=80")
    assert f"{home}/nhung?canh=hau-cung&yaw=30&pitch=5&hfov=80" in unescape(page(client, led))


def test_the_picture_before_the_visit_names_its_own_author(client: FlaskClient, session: Any) -> None:
    mine, theirs = make_panorama(), make_panorama()
    theirs.credit = {"author": "Ông Ba", "licence": "CC0"}
    scenes = (scene("san", door("vuon", 80.0), panorama_id=mine.id), scene("vuon", info(), panorama_id=theirs.id))
    tour = services.add_tour(make_site().id, new_tour(*scenes))
    tour.state = TourState.PUBLISHED
    session.flush()

    def said(address: str) -> str:
        return re.findall(r'<p class="tour-credit">([^<]+)</p>', page(client, address))[0]

    assert said(f"/tham-quan/{tour.slug}") == "Ảnh: Người Chụp, CC BY 4.0"
    assert said(f"/tham-quan/{tour.slug}?canh=vuon") == "Ảnh: Ông Ba, CC0"


def test_a_narrow_frame_shows_the_upright_picture_first(client: FlaskClient, tour: Tour) -> None:
    html = page(client, f"/tham-quan/{tour.slug}/nhung")
    picture = html.split("<picture>")[1].split("</picture>")[0]

    [upright] = re.findall(
        r'<source media="\(max-width: 40rem\) and \(orientation: portrait\)" srcset="([^"]+)"', picture
    )
    assert "tall-" in upright
    assert 'class="tour-poster"' in picture


def test_a_frame_whose_tour_was_put_away_says_so_in_the_frame(client: FlaskClient, tour: Tour) -> None:
    tour.state = TourState.ARCHIVED

    answer = client.get(f"/tham-quan/{tour.slug}/nhung?canh=san")

    assert answer.status_code == 404
    assert answer.headers["Content-Security-Policy"].endswith("frame-ancestors *")
    html = answer.get_data(as_text=True)
    assert "Chuyến dạo này không còn ở đây" in html
    assert 'href="/di-tich"' in html
    assert "<form" not in html


@pytest.mark.parametrize(("asked", "size"), [(300, (300, 169)), (40, (40, 22)), (5000, (960, 540))])
def test_oembed_never_takes_more_room_than_there_is(
    client: FlaskClient, tour: Tour, asked: int, size: tuple[int, int]
) -> None:
    told = client.get(f"/oembed?url=http://localhost/tham-quan/{tour.slug}&maxwidth={asked}").get_json()

    assert (told["width"], told["height"]) == size
    assert f'width="{size[0]}"' in told["html"]


@pytest.mark.parametrize(("asked_in", "language"), [("", "/en"), ("/en", "/en"), ("", ""), ("/en", "")])
def test_oembed_speaks_the_language_of_the_address(
    client: FlaskClient, tour: Tour, asked_in: str, language: str
) -> None:
    answer = client.get(
        f"{asked_in}/oembed",
        query_string={"url": f"http://localhost{language}/tham-quan/{tour.slug}", "maxwidth": 400},
        follow_redirects=True,
    )

    told = answer.get_json()
    assert f'src="http://localhost{language}/tham-quan/{tour.slug}/nhung' in told["html"]
    assert told["width"] == 400
    assert told["provider_name"] == "Chợ Thôn"
