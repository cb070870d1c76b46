"""Pages and the viewer's JSON, over HTTP and without JavaScript."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image

from marketplace.db import db
from marketplace.media.panoramas import View
from marketplace.shops.models import Product, Shop
from marketplace.shops.states import ShopState
from marketplace.tours import services
from marketplace.tours.states import ClaimKind, SiteNature, SiteTheme, TourState
from tests.factories import make_picture, make_product, make_shop
from tests.tours.making import SOURCE, door, goods, info, make_site, make_tour, new_tour, scene, stall

INVITATION = "Chưa có ảnh 360° của nơi này"


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return unescape(answer.get_data(as_text=True))


def words(html: str) -> str:
    """What stands on a page, as one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def viewer_data(client: FlaskClient, slug: str, language: str = "") -> dict[str, Any]:
    answer = client.get(f"{language}/tham-quan/{slug}/canh.json")
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    data: dict[str, Any] = answer.get_json()
    return data


@pytest.fixture
def shop(session: Any) -> Shop:
    return make_shop(name="Vườn hồng Thử")


@pytest.fixture
def product(shop: Shop) -> Product:
    return make_product(shop=shop, name="Hoa đồng tiền", price_vnd=45_000)


def test_the_list_of_sites_says_which_can_be_walked(client: FlaskClient) -> None:
    with_tour, without = make_site(name="Đình Có"), make_site(name="Miếu Không", theme=SiteTheme.CULTURE)
    make_tour(site=with_tour)
    make_site(name="Thư viện xa", nature=SiteNature.ELSEWHERE)

    html = page(client, "/di-tich")

    assert re.search(rf'href="/di-tich/{with_tour.slug}">Đình Có</a>.*?Có cảnh 360°', html, re.S)
    assert re.search(rf'href="/di-tich/{without.slug}">Miếu Không</a>.*?Chưa có ảnh 360°', html, re.S)
    assert re.search(r"Mẫu ở nơi khác – không phải di tích của làng</h2>.*Thư viện xa", html, re.S)
    assert html.count("<h1") == 1


def test_an_empty_list_says_what_goes_here(client: FlaskClient) -> None:
    assert "Chưa có di tích nào được ghi" in page(client, "/di-tich")


def test_a_site_says_how_each_thing_is_known(client: FlaskClient) -> None:
    site = make_site(
        rank="di tích cấp thành phố", rank_source=SOURCE, map_url="https://www.openstreetmap.org/search?query=x"
    )
    services.add_claim(site.id, text="Xếp hạng năm 2018.", kind=ClaimKind.DOCUMENT, source_url=SOURCE)
    services.add_claim(
        site.id, text="Tương truyền có từ thế kỷ VI.", kind=ClaimKind.LEGEND, source_url=SOURCE, needs_review=True
    )
    services.add_claim(site.id, text="Còn 40 đạo sắc.", kind=ClaimKind.DECREE, source_title="Lời văn bia")

    html = page(client, f"/di-tich/{site.slug}")

    assert words(html).count("đang kiểm lại nguồn") == 1
    assert "Tài liệu Xếp hạng năm 2018. Nguồn: luutru.example" in words(html)
    assert "Truyền thuyết Tương truyền có từ thế kỷ VI. Nguồn: luutru.example đang kiểm lại nguồn" in words(html)
    assert "Sắc phong Còn 40 đạo sắc. Nguồn: Lời văn bia" in words(html)
    assert "chưa rõ giờ mở cửa" in html
    for outside in re.findall(r'<a href="https://[^>]*>', html):
        assert "noopener" in outside
    assert re.search(r'<a href="https://www.openstreetmap.org/search\?query=x" rel="noopener noreferrer">', html)


def test_a_weak_source_of_a_rank_is_said(client: FlaskClient) -> None:
    site = make_site(rank="ba di tích quốc gia", rank_source=SOURCE, rank_needs_review=True)

    assert "đang kiểm lại nguồn" in page(client, f"/di-tich/{site.slug}")


def test_known_opening_hours_are_shown(client: FlaskClient) -> None:
    site = make_site(opening_hours="7:00–17:00", opening_hours_en="7 am to 5 pm")

    assert "7:00–17:00" in page(client, f"/di-tich/{site.slug}")
    assert "7 am to 5 pm" in page(client, f"/en/di-tich/{site.slug}")


def test_a_site_without_360_says_so_and_invites_one(client: FlaskClient) -> None:
    site = make_site()
    assert INVITATION in page(client, f"/di-tich/{site.slug}")

    tour = make_tour(site=site)

    html = page(client, f"/di-tich/{site.slug}")
    assert INVITATION not in html
    assert f'href="/tham-quan/{tour.slug}"' in html


def test_only_live_shops_stand_near_a_site(client: FlaskClient, shop: Shop) -> None:
    site = make_site()
    services.put_shops_near(site.id, [shop.id])
    assert "Vườn hồng Thử" in page(client, f"/di-tich/{site.slug}")

    shop.state = ShopState.PAUSED
    db.session.flush()

    assert "Vườn hồng Thử" not in page(client, f"/di-tich/{site.slug}")


def test_a_photo_of_a_site_has_its_credit(client: FlaskClient) -> None:
    picture = make_picture()
    picture.credit = {
        "author": "Bà Tư",
        "licence": "CC BY 4.0",
        "licence_url": "https://creativecommons.org/licenses/by/4.0/",
    }
    site = make_site(picture_id=picture.id)

    html = page(client, f"/di-tich/{site.slug}")

    assert "Ảnh: Bà Tư" in html
    assert 'href="https://creativecommons.org/licenses/by/4.0/"' in html


def test_a_sample_is_called_one_everywhere(client: FlaskClient) -> None:
    site = make_site(nature=SiteNature.ELSEWHERE)
    tour = make_tour(site=site)

    for address in (f"/di-tich/{site.slug}", f"/tham-quan/{tour.slug}"):
        assert "Mẫu ở nơi khác – không phải di tích của làng" in page(client, address)
    assert "Mẫu ở nơi khác" not in page(client, f"/di-tich/{make_site().slug}")


def test_what_search_engines_read_cannot_break_out(client: FlaskClient) -> None:
    site = make_site(name="Đình </script><script>alert(1)</script>", intro="</script><b>x")

    raw = client.get(f"/di-tich/{site.slug}").get_data(as_text=True)

    assert "<script>alert" not in raw
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', raw, re.S)
    assert found is not None
    data = json.loads(found[1])
    assert data["@type"] == "TouristAttraction"
    assert data["name"] == site.name
    assert data["url"] == f"http://localhost/di-tich/{site.slug}"
    assert "image" not in data


def test_the_viewer_gets_exactly_what_it_was_promised(client: FlaskClient, product: Product) -> None:
    make_picture(product=product)
    tour = make_tour(info(20), goods(product, is_demo=True))

    data = viewer_data(client, tour.slug)

    assert set(data) == {"slug", "start", "lang", "scenes", "walk", "plan"}
    assert (data["slug"], data["start"], data["walk"], data["plan"]) == (tour.slug, "san", [], None)
    yard = data["scenes"][0]
    assert set(yard) == {
        "slug", "title", "alt", "credit", "panorama", "thumb", "posters", "north", "level", "film", "view", "hotspots",
    }  # fmt: skip
    assert yard["credit"] == "Ảnh: Người Chụp, CC BY 4.0"
    assert yard["view"] == {"yaw": 0.0, "pitch": 0.0, "hfov": 100.0}
    assert [(level["width"], level["cols"], level["rows"]) for level in yard["panorama"]["levels"]] == [
        (2048, 4, 2),
        (4096, 8, 4),
    ]
    assert re.fullmatch(r"/media/pano/[0-9a-f]{16}/4096/\{col\}_\{row\}\.webp", yard["panorama"]["levels"][1]["tiles"])
    told, way, sold = yard["hotspots"]
    keys = {
        "id", "number", "kind", "yaw", "pitch", "label", "where", "text", "href", "to", "arrive_yaw", "picture", "price",
        "note", "sample_note", "fresh", "pictures", "corners", "year", "sound", "from_there", "cues",
    }  # fmt: skip
    assert all(set(pin) == keys for pin in yard["hotspots"])
    assert (told["kind"], told["href"]) == ("info", SOURCE)
    assert told["note"] == "Tài liệu. Nguồn: luutru.example"
    assert (way["kind"], way["to"], way["label"], way["href"]) == ("door", "hau-cung", "Cảnh hau-cung", "#hau-cung")
    assert (sold["kind"], sold["label"]) == ("product", "Hoa đồng tiền")
    assert sold["href"].startswith(f"/hang/{product.slug}?tu=")
    assert sold["price"].replace("\N{NO-BREAK SPACE}", " ") == "45.000 ₫ / gói"
    assert sold["picture"].startswith("/media/")
    assert sold["note"].startswith("Ghim mẫu")


def test_the_list_says_all_that_the_viewer_says(client: FlaskClient, product: Product, shop: Shop) -> None:
    tour = make_tour(
        info(20), info(40, pitch=60, label="Cửa trời"), goods(product, is_demo=True, text="Trên bàn đọc"), stall(shop)
    )

    html = page(client, f"/tham-quan/{tour.slug}")

    for part in viewer_data(client, tour.slug)["scenes"]:
        section = html[html.index(f'<li id="{part["slug"]}"') :]
        section = section[: section.index("</section>")]
        assert part["title"] in section
        for pin in part["hotspots"]:
            own = words(section[section.index(f'id="{pin["id"]}"') :].split("</li>")[0])
            assert pin["label"] in own
            assert pin["text"] in own
            assert words(pin["price"] or "") in own
            if pin["kind"] != "info":
                assert (pin["note"] or "") in own
            assert f'href="{pin["href"]}"' in section


def test_doors_of_the_list_lead_to_scenes_of_the_list(client: FlaskClient) -> None:
    tour = make_tour(info())

    html = page(client, f"/tham-quan/{tour.slug}")

    inside = set(re.findall(r'href="#([^"]+)"', html)) - {"main"}
    assert inside == {"san", "hau-cung"}
    for anchor in inside:
        assert html.count(f'id="{anchor}"') == 1


def test_directions_of_the_list_follow_the_start_view(client: FlaskClient) -> None:
    site = make_site()
    for slug, yaw in (("nhin-truoc", 0.0), ("nhin-phai", 150.0)):
        tour = services.add_tour(site.id, new_tour(scene("san", info(60, pitch=50), yaw=yaw), slug=slug))
        tour.state = TourState.PUBLISHED
    db.session.flush()

    assert "Bên phải (2 giờ), trên cao" in page(client, "/tham-quan/nhin-truoc")
    assert "Bên trái (9 giờ), trên cao" in page(client, "/tham-quan/nhin-phai")


def test_a_paused_shop_leaves_the_scene_and_the_scene_still_works(
    client: FlaskClient, product: Product, shop: Shop
) -> None:
    tour = make_tour(info(20), goods(product), stall(shop))
    assert len(viewer_data(client, tour.slug)["scenes"][0]["hotspots"]) == 4

    shop.state = ShopState.PAUSED
    db.session.flush()

    data = viewer_data(client, tour.slug)
    assert [pin["kind"] for pin in data["scenes"][0]["hotspots"]] == ["info", "door"]
    assert data["scenes"][0]["panorama"]["levels"]
    html = page(client, f"/tham-quan/{tour.slug}")
    assert "Hoa đồng tiền" not in html
    assert "Vườn hồng Thử" not in html
    assert "Cột đình bằng gỗ lim" in html


def test_a_product_that_is_sold_out_says_so(client: FlaskClient, shop: Shop) -> None:
    tour = make_tour(goods(make_product(shop=shop, stock=0)))

    assert viewer_data(client, tour.slug)["scenes"][0]["hotspots"][1]["note"] == "Hết hàng"


def test_a_draft_cannot_be_walked(client: FlaskClient) -> None:
    tour = make_tour(state=TourState.DRAFT)

    page(client, f"/tham-quan/{tour.slug}", 404)
    assert client.get(f"/tham-quan/{tour.slug}/canh.json").status_code == 404


@pytest.mark.parametrize("address", ["/di-tich/khong-co", "/tham-quan/khong-co", "/tham-quan/khong-co/canh.json"])
def test_what_is_not_there_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_english_page_speaks_english(client: FlaskClient) -> None:
    site = make_site(name="Đình Thử", name_en="The Test House")
    services.add_claim(
        site.id, text="Câu tiếng Việt.", text_en="An English sentence.", kind=ClaimKind.STELE, source_url=SOURCE
    )
    services.add_claim(site.id, text="Câu chưa dịch.", kind=ClaimKind.STELE, source_url=SOURCE)
    tour = make_tour(info(text_en="Ironwood pillars."), site=site, title_en="A walk")

    site_html = page(client, f"/en/di-tich/{site.slug}")
    tour_html = page(client, f"/en/tham-quan/{tour.slug}")

    assert '<html lang="en"' in site_html
    assert "The Test House" in site_html
    assert "An English sentence." in site_html
    assert "Câu tiếng Việt." not in site_html
    assert "Câu chưa dịch." in site_html
    assert "A walk" in tour_html
    assert "Ironwood pillars." in tour_html
    assert f'data-src="/en/tham-quan/{tour.slug}/canh.json"' in tour_html
    data = viewer_data(client, tour.slug, language="/en")
    assert data["scenes"][0]["title"] == "The san"
    assert data["scenes"][0]["hotspots"][0]["label"] == "Ironwood pillars"


def test_author_and_licence_stand_on_the_tour(client: FlaskClient) -> None:
    tour = make_tour(
        author="Matthew Petroff",
        licence="CC BY-SA 4.0",
        licence_url="https://creativecommons.org/licenses/by-sa/4.0/",
        credit="Ảnh: Matthew Petroff, CC BY-SA 4.0, đã ghép và thu nhỏ.",
        graph_licence="CC BY 4.0",
        graph_licence_url="https://creativecommons.org/licenses/by/4.0/",
        note="Hàng ở đây chỉ là mẫu.",
    )

    html = page(client, f"/tham-quan/{tour.slug}")

    assert "Ảnh: Matthew Petroff, CC BY-SA 4.0, đã ghép và thu nhỏ." in html
    for licence in ("by-sa/4.0", "by/4.0"):
        assert f'href="https://creativecommons.org/licenses/{licence}/" rel="license noopener noreferrer"' in html
    assert "Hàng ở đây chỉ là mẫu." in html


def test_words_of_a_tour_are_only_words(client: FlaskClient) -> None:
    nasty = "<img src=x onerror=alert(1)>"
    tour = make_tour(info(text=nasty, label=nasty), title=nasty, note=nasty)

    raw = client.get(f"/tham-quan/{tour.slug}").get_data(as_text=True)

    assert "<img src=x" not in raw
    assert raw.count("&lt;img src=x onerror=alert(1)&gt;") >= 4


def test_every_file_the_tour_names_is_served(client: FlaskClient, tmp_path: Path) -> None:
    source = tmp_path / "vong.jpg"
    Image.radial_gradient("L").resize((3000, 1500)).convert("RGB").save(source)
    view = View(-20.0, 12.5, 100.0)
    panorama = services.keep_panorama(source, views=[view], credit={"author": "A", "licence": "CC0"})
    tour = services.add_tour(make_site().id, new_tour(scene("san", panorama_id=panorama.id, view=view)))
    tour.state = TourState.PUBLISHED
    db.session.flush()

    shown = viewer_data(client, tour.slug)["scenes"][0]["panorama"]
    files = {shown["base"], *re.findall(r"/media/pano/[^\" ]+", page(client, f"/tham-quan/{tour.slug}"))}
    for level in shown["levels"]:
        places = [(str(column), str(row)) for column in range(level["cols"]) for row in range(level["rows"])]
        files |= {level["tiles"].replace("{col}", column).replace("{row}", row) for column, row in places}

    # The base, two flat pictures at the top (the list shows those of the other scenes), and the tiles.
    assert len(files) == 1 + 2 + 8
    for file in files:
        answer = client.get(file)
        assert (answer.status_code, answer.mimetype) == (200, "image/webp")
        answer.close()


def test_pages_take_few_statements(client: FlaskClient, product: Product, shop: Shop, statements: list[str]) -> None:
    site = make_site()
    services.put_shops_near(site.id, [shop.id])
    services.add_claim(site.id, text="Một câu.", kind=ClaimKind.STELE, source_url=SOURCE)
    more = [goods(make_product(shop=shop), yaw=float(yaw)) for yaw in range(-50, 50, 10)]
    tour = make_tour(info(20), goods(product), stall(shop), *more, site=site)
    db.session.flush()

    for address in (
        "/di-tich",
        f"/di-tich/{site.slug}",
        f"/tham-quan/{tour.slug}",
        f"/tham-quan/{tour.slug}/canh.json",
    ):
        statements.clear()
        page(client, address)
        assert len(statements) <= 6, address


def test_a_tour_works_with_three_scenes_in_a_ring(client: FlaskClient) -> None:
    ring = [scene("mot", door("hai")), scene("hai", door("ba")), scene("ba", door("mot"))]
    tour = services.add_tour(make_site().id, new_tour(*ring))
    tour.state = TourState.PUBLISHED
    db.session.flush()

    data = viewer_data(client, tour.slug)

    assert {part["slug"]: [pin["to"] for pin in part["hotspots"]] for part in data["scenes"]} == {
        "mot": ["hai"],
        "hai": ["ba"],
        "ba": ["mot"],
    }
