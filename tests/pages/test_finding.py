"""What search engines are told of the market."""

import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from flask.testing import FlaskClient

from marketplace.shops.states import ShopState
from marketplace.tours.states import TourState
from tests.factories import make_product, make_shop
from tests.tours.making import make_route, make_site, make_story, make_tour

pytestmark = pytest.mark.usefixtures("session")
STOP = {"scene": "san", "text": {"vi": "Mời vào."}}
SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def addresses(client: FlaskClient) -> dict[str, set[str]]:
    """Every address of the map with the ones it names for other languages."""
    answer = client.get("/sitemap.xml")
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    tree = ET.fromstring(answer.data)  # noqa: S314  # our own
    found: dict[str, set[str]] = {}
    for one in tree.findall("s:url", SPACE):
        loc = one.findtext("s:loc", namespaces=SPACE)
        assert loc
        found[loc] = {link.attrib["href"] for link in one.findall("x:link", SPACE)}
    return found


def test_every_open_page_is_named_in_both_languages(client: FlaskClient) -> None:
    site, tour, route, story = make_site(), make_tour(walk=[STOP]), make_route(), make_story()
    product = make_product()
    paths = [
        "/", "/hang", f"/di-tich/{site.slug}", f"/tham-quan/{tour.slug}", f"/tuyen/{route.slug}",
        f"/chuyen/{story.slug}", f"/hang/{product.slug}", f"/tham-quan/{tour.slug}/san",
        f"/tham-quan/{tour.slug}/hau-cung", f"/tham-quan/{tour.slug}/loi-dan",
    ]  # fmt: skip

    found = addresses(client)

    for path in paths:
        both = {f"http://localhost{path}", f"http://localhost/en{path}"}
        for address in both:
            assert found[address] == both
            assert client.get(address.removeprefix("http://localhost")).status_code == 200


def test_what_is_not_shown_is_not_named(client: FlaskClient) -> None:
    product = make_product(shop=make_shop(state=ShopState.PAUSED))
    slugs = [product.slug, make_route(published=False).slug, make_story(published=False).slug]
    draft, no_walk = make_tour(state=TourState.DRAFT, walk=[STOP]), make_tour()
    slugs += [f"{draft.slug}/san", f"{draft.slug}/loi-dan", f"{no_walk.slug}/loi-dan"]

    assert not [address for address in addresses(client) if any(address.endswith(f"/{slug}") for slug in slugs)]


def test_the_map_is_the_same_below_en(client: FlaskClient) -> None:
    make_site()

    assert client.get("/en/sitemap.xml").data == client.get("/sitemap.xml").data


def test_robots_are_kept_out_of_what_is_nobodys_business(client: FlaskClient) -> None:
    answer: Any = client.get("/robots.txt")

    assert answer.mimetype == "text/plain"
    lines = answer.text.splitlines()
    assert "Sitemap: http://localhost/sitemap.xml" in lines
    hidden = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")]
    assert "/gio-hang" in hidden
    assert "/en/don/" in hidden
    assert not [path for path in hidden if re.match(r"/(en/)?(hang|di-tich|gian-hang|tuyen|chuyen)\b", path)]
