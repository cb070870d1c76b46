"""The list, the pages of sites, and what search engines and shared links show of them."""

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image

from marketplace.clock import now
from marketplace.db import db
from marketplace.media import storage
from marketplace.media.models import Picture
from marketplace.shops.states import ShopState
from marketplace.tours import handlers, services
from marketplace.tours.queries.shares import shares_wanted
from marketplace.tours.states import Calendar, SiteNature, SiteTheme
from tests.factories import make_pickup_point, make_place, make_shop
from tests.tours.making import SOURCE, make_route, make_site, make_story, make_tour
from tests.tours.test_views import page, words

pytestmark = pytest.mark.usefixtures("session")


def test_the_list_is_filtered_by_its_address(client: FlaskClient) -> None:
    place = make_place(name="Thôn Thượng")
    history = make_site(name="Đình Sử", place_id=place.id)
    culture = make_site(name="Miếu Văn", theme=SiteTheme.CULTURE)
    make_tour(site=culture)

    def shown(query: str) -> set[str]:
        return set(re.findall(r'id="dt-([^"]+)"', page(client, f"/di-tich{query}")))

    assert shown("") == {history.slug, culture.slug}
    assert shown("?chu-de=lich-su") == {history.slug}
    assert shown("?chu-de=van-hoa") == {culture.slug}
    assert shown("?anh-360=1") == {culture.slug}
    assert shown(f"?thon={place.slug}") == {history.slug}
    assert shown("?chu-de=lich-su&anh-360=1") == set()
    # What cannot be read counts as not asked.
    assert shown("?chu-de=xyz&anh-360=co") == {history.slug, culture.slug}
    assert "Không có di tích nào như thế" in page(client, "/di-tich?chu-de=cach-mang")


def test_the_map_numbers_the_sites_as_the_list_does(client: FlaskClient) -> None:
    first = make_site(name="Đình Một", map_x=10, map_y=20)
    second = make_site(name="Miếu Hai", map_x=60, map_y=70, theme=SiteTheme.CULTURE)
    nowhere = make_site(name="Đền Ba", theme=SiteTheme.REVOLUTION)

    html = page(client, "/di-tich")

    links = re.findall(r'<a href="#dt-([^"]+)" aria-label="(\d)\. ([^"]+)"', html)
    assert links == [(first.slug, "1", "Đình Một"), (second.slug, "2", "Miếu Hai")]
    assert "Sơ đồ, không theo tỉ lệ." in html
    card = html[html.index(f'id="dt-{nowhere.slug}"') :]
    assert "Chưa có trên bản đồ: chưa ai ghi vị trí." in card


def test_a_map_of_coordinates_does_not_call_itself_a_sketch(client: FlaskClient) -> None:
    known = {"position_source": "vị trí do bản đồ ấy ghi"}
    make_site(latitude=21.1, longitude=105.66, **known)
    make_site(latitude=21.08, longitude=105.68, **known)

    html = page(client, "/di-tich")

    assert "Sơ đồ, không theo tỉ lệ." not in html
    assert "Hướng bắc ở trên." in html


def test_the_list_names_shops_nearby_while_they_sell(client: FlaskClient) -> None:
    site, shop = make_site(), make_shop(name="Nhà Kẹo Gần")
    services.put_shops_near(site.id, [shop.id])
    assert "Nhà Kẹo Gần" in page(client, "/di-tich")

    shop.state = ShopState.PAUSED
    db.session.flush()

    assert "Nhà Kẹo Gần" not in page(client, "/di-tich")


def test_the_list_takes_few_statements(client: FlaskClient, statements: list[str]) -> None:
    for _ in range(5):
        make_site(map_x=1, map_y=2)
    make_pickup_point()
    make_route()
    make_story()
    statements.clear()

    page(client, "/di-tich")

    assert len(statements) <= 6


def test_what_is_unknown_is_said_to_be(client: FlaskClient) -> None:
    html = words(page(client, f"/di-tich/{make_site().slug}"))

    for word in ("Niên đại", "Ai giữ chìa khóa", "Lối không bậc, nhà vệ sinh", "Tọa độ"):
        assert f"{word} chưa rõ" in html


def test_a_site_tells_of_its_festival_its_route_and_its_story(client: FlaskClient) -> None:
    site = make_site(keys_with="thủ từ", access="Có lối không bậc bên trái.")
    services.add_festival(
        name="Hội diều", calendar=Calendar.LUNAR, month=3, first_day=14, last_day=16, source_url=SOURCE, site_id=site.id
    )
    route = make_route({"site_id": site.id}, {"name": "Cuối làng"})
    draft = make_route({"site_id": site.id}, {"name": "Cuối làng"}, published=False)
    story = make_story(site_id=site.id)
    unsigned = make_story(site_id=site.id, published=False)

    html = page(client, f"/di-tich/{site.slug}")

    assert re.search(r"Hội tới: 14–16 tháng 3 âm lịch, tức \d", words(html))
    assert 'href="/le-hoi/hoi-dieu.ics"' in html
    assert f'href="/tuyen/{route.slug}"' in html
    assert f'href="/chuyen/{story.slug}"' in html
    assert draft.slug not in html
    assert unsigned.slug not in html
    assert "thủ từ" in html
    assert f'href="/gop-y?ve=site/{site.slug}"' in html


def test_search_engines_read_coordinates_and_hours_only_where_they_are_known(client: FlaskClient) -> None:
    def data(slug: str) -> dict[str, Any]:
        html = client.get(f"/di-tich/{slug}").text
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
        assert found
        graph: dict[str, Any] = json.loads(found[1])["@graph"][0]
        return graph

    known = make_site(latitude=21.1, longitude=105.66, position_source="bản đồ", opening_hours="7:00–17:00 hằng ngày")
    assert data(known.slug)["geo"] == {"@type": "GeoCoordinates", "latitude": 21.1, "longitude": 105.66}
    assert data(known.slug)["openingHours"] == "Mo-Su 07:00-17:00"
    unknown = data(make_site(opening_hours="ngày rằm, mùng một").slug)
    assert not {"geo", "openingHours", "isAccessibleForFree"} & unknown.keys()


def test_a_page_names_its_own_address_in_one_language(client: FlaskClient) -> None:
    site = make_site()

    assert (
        f'<link rel="canonical" href="http://localhost/en/di-tich/{site.slug}">'
        in client.get(f"/en/di-tich/{site.slug}").text
    )
    assert "canonical" not in client.get("/di-tich?chu-de=lich-su").text


def test_a_shared_link_shows_a_picture_once_it_is_drawn(client: FlaskClient) -> None:
    site = make_site(name="Đình Thử Ảnh", name_en="A communal house", nature=SiteNature.OURS)
    picture = _photo()
    site.picture_id = picture.id
    db.session.flush()
    assert "og:image" not in client.get(f"/di-tich/{site.slug}").text

    handlers.draw_shares()

    for language in ("", "/en"):
        html = client.get(f"{language}/di-tich/{site.slug}").text
        found = re.search(
            r'<meta property="og:image" content="http://localhost(/media/share/[0-9a-f]{16}\.jpg)">', html
        )
        assert found, language
        with client.get(found[1]) as answer:
            assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
            assert "immutable" in answer.headers["Cache-Control"]
    assert found
    assert re.search(r'property="og:title" content="A communal house', html)
    drawn = storage.folder() / found[1].removeprefix("/media/")
    with Image.open(drawn) as share:
        assert (share.size, share.format) == ((1200, 630), "JPEG")
        # The photo is above, the indigo ground below.
        assert share.getpixel((600, 100)) == pytest.approx((200, 30, 40), abs=12)
        assert share.getpixel((10, 620)) == pytest.approx((18, 37, 58), abs=12)
    made = drawn.stat().st_mtime_ns
    handlers.draw_shares()
    assert drawn.stat().st_mtime_ns == made


def test_the_home_page_calls_hamlets_as_the_list_does(client: FlaskClient) -> None:
    place = make_place(name="Thôn Thượng")
    place.name_en = "Upper hamlet"
    make_site(place_id=place.id)
    db.session.flush()

    home = client.get("/en/").text

    assert "Upper hamlet" in home
    assert "Thôn Thượng" not in home


def test_the_lists_and_a_narrated_walk_have_a_picture_too(client: FlaskClient) -> None:
    make_site(picture_id=_photo().id)
    tour = make_tour(walk=[{"scene": "san", "text": {"vi": "Mời vào."}}], title_en="A walk")
    addresses = ("/di-tich", "/en/di-tich", "/tuyen", "/en/tuyen", f"/tham-quan/{tour.slug}/loi-dan")

    handlers.draw_shares()

    for address in (*addresses, f"/en/tham-quan/{tour.slug}/loi-dan"):
        assert 'property="og:image"' in client.get(address).text, address


def _photo() -> Picture:
    """A picture row with its widest file, plain red."""
    picture = Picture(key="a" * 16, width=1280, height=960, widths=[1280], made_at=now())
    Image.new("RGB", (1280, 960), (200, 30, 40)).save(storage.folder() / f"{picture.key}-1280.webp")
    db.session.add(picture)
    db.session.flush()
    return picture


def test_every_heritage_page_has_a_picture_to_share() -> None:
    site = make_site(name="Đình A")
    make_tour(site=site, title="Dạo A")
    make_route(title="Tuyến A")
    make_story(title="Chuyện A")

    assert {"Đình A", "Dạo A", "Tuyến A", "Chuyện A"} <= {share.title for share in wanted_titles()}


def wanted_titles() -> Any:
    return shares_wanted()


@pytest.mark.parametrize("name", ["x.jpg", "../a.jpg", "0123456789abcdef.webp", "0123456789abcdef.jpg"])
def test_nothing_else_is_served_as_a_share(client: FlaskClient, name: str) -> None:
    assert client.get(f"/media/share/{name}").status_code == 404
