"""The tour as text that can be walked: every scene a page, directions from where one comes."""

import random
import re
from collections.abc import Sequence
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from marketplace import config
from marketplace.db import db
from marketplace.orders.models import CartLine
from marketplace.shops.models import Product, Shop
from marketplace.tours import services
from marketplace.tours.captions import spoken
from marketplace.tours.directions import wind
from marketplace.tours.models import Scene, Tour
from marketplace.tours.services import NewPin
from marketplace.tours.states import ClaimKind, HotspotKind, TourState
from tests.factories import make_picture, make_product, make_shop
from tests.tours.making import SOURCE, door, goods, info, make_site, make_tour, new_tour, scene, stall

CUES = "WEBVTT\n\nNOTE của người ghi\n\n1\n00:00.000 --> 00:02.000\n<v Bà Tư>Giếng này\nsâu lắm &amp; mát.\n\n00:02.000 --> 00:04.000\n<i>Nước</i> trong."

CORNERS = [{"yaw": 0, "pitch": 0}, {"yaw": 9, "pitch": 0}, {"yaw": 9, "pitch": 9}, {"yaw": 0, "pitch": 9}]


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.get_data(as_text=True))


def words(html: str) -> str:
    """What stands in <main>, as one line."""
    main = html.split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main)).replace(" .", ".")


def links(html: str) -> list[str]:
    """Addresses that <main> leads to."""
    return re.findall(r'<a [^>]*href="([^"]+)"', html.split("<main", 1)[1].split("</main>", 1)[0])


def turn(tour: Tour, slug: str, yaw: float) -> None:
    """The scene begins with another view."""
    scene_of(tour, slug).view_yaw = yaw
    db.session.flush()


def scene_of(tour: Tour, slug: str) -> Scene:
    """The tour's scene of this name."""
    return db.session.scalars(sa.select(Scene).where(Scene.tour_id == tour.id, Scene.slug == slug)).one()


@pytest.fixture
def shop(session: Any) -> Shop:
    return make_shop(name="Vườn hồng Thử")


@pytest.fixture
def product(shop: Shop) -> Product:
    return make_product(shop=shop, name="Hoa đồng tiền", price_vnd=45_000)


def test_a_scene_says_where_one_stands_and_what_is_around(client: FlaskClient, product: Product, shop: Shop) -> None:
    tour = make_tour(
        info(yaw=5, label="Cột đình"),
        NewPin(kind=HotspotKind.SOUND, yaw=-90, pitch=0, label="Giếng", more={"sound": "ab12"}),
        stall(shop, yaw=175),
    )

    told = words(page(client, f"/tham-quan/{tour.slug}/san"))

    assert (
        "Bạn đứng ở: Cảnh san. Phía trước: Cột đình (chuyện kể). Bên phải: Cảnh hau-cung (đi). "
        "Phía sau bạn: Vườn hồng Thử (1 món). Bên trái: Giếng (nghe)." in told
    )
    assert "hướng" not in told.split("Lối đi")[0].split("Hướng kể")[0], "nobody set a compass"


def test_a_compass_is_told_where_one_was_set(client: FlaskClient, session: Any) -> None:
    tour = services.add_tour(make_site().id, new_tour(scene("san", info(), yaw=45.0, north=45.0)))
    db.session.flush()
    tour.state = type(tour.state).PUBLISHED
    db.session.flush()

    assert "Bạn đứng ở: Cảnh san, nhìn về hướng đông." in words(page(client, f"/tham-quan/{tour.slug}/san"))
    english = words(page(client, f"/en/tham-quan/{tour.slug}/san"))
    assert "You are standing at: The san, looking east." in english


@pytest.mark.parametrize(("north", "said"), [(0.0, "nhìn về hướng bắc"), (None, "Bạn đứng ở: Cảnh san. ")])
def test_a_north_of_zero_is_told_and_an_unknown_one_is_not(
    client: FlaskClient, session: Any, north: float | None, said: str
) -> None:
    tour = services.add_tour(make_site().id, new_tour(scene("san", info(), north=north)))
    db.session.flush()
    tour.state = type(tour.state).PUBLISHED
    db.session.flush()

    assert said in words(page(client, f"/tham-quan/{tour.slug}/san"))


@pytest.mark.parametrize(
    ("yaw", "north", "said"),
    [(0, 0, "hướng bắc"), (-22.4, 0, "hướng bắc"), (-23, 0, "hướng tây bắc"), (170, 190, "hướng bắc"), (90, 45, "hướng đông nam"), (337.6, 0, "hướng bắc")],
)  # fmt: skip
def test_eight_winds(yaw: float, north: float, said: str) -> None:
    assert wind(yaw, north=north) == said


def test_directions_change_when_the_start_view_changes(client: FlaskClient, product: Product) -> None:
    tour = make_tour(goods(product, yaw=-90))
    assert "Bên trái: Hoa đồng tiền" in words(page(client, f"/tham-quan/{tour.slug}/san"))

    turn(tour, "san", 180.0)

    told = words(page(client, f"/tham-quan/{tour.slug}/san"))
    assert "Bên phải: Hoa đồng tiền" in told
    assert "Bên phải (3 giờ) Hoa đồng tiền" in told


def test_a_door_tells_directions_from_where_it_leads(client: FlaskClient, product: Product) -> None:
    tour = services.add_tour(
        make_site().id,
        new_tour(
            scene("cong", door("san", 0.0, arrive_yaw=90.0, label="Vào sân")),
            scene("san", door("cong", -90.0, label="Ra cổng"), goods(product, yaw=180)),
        ),
    )
    tour.become(type(tour.state).IN_REVIEW)
    tour.become(type(tour.state).PUBLISHED)
    db.session.flush()
    html = page(client, f"/tham-quan/{tour.slug}/cong")
    [through] = [link for link in links(html) if "tu=cong" in link]

    arrived = words(page(client, through))

    assert "Phía sau bạn: lối bạn vừa tới, Ra cổng (đi)." in arrived
    assert "Bên phải: Hoa đồng tiền (món hàng)." in arrived
    assert "từ lúc bạn bước vào từ “Cảnh cong”" in arrived
    # Without a way in, the scene's own view; a bare angle counts too, and nonsense does not.
    assert "Phía sau bạn: Hoa đồng tiền" in words(page(client, f"/tham-quan/{tour.slug}/san"))
    assert "Phía trước: Hoa đồng tiền" in words(page(client, f"/tham-quan/{tour.slug}/san?huong=179"))
    for nonsense in ("nan", "1e9", "x", "-999"):
        assert "Phía sau bạn: Hoa đồng tiền" in words(page(client, f"/tham-quan/{tour.slug}/san?huong={nonsense}"))


def test_of_two_doors_to_one_scene_the_one_that_was_taken_counts(client: FlaskClient, product: Product) -> None:
    tour = services.add_tour(
        make_site().id,
        new_tour(
            scene(
                "cong",
                door("san", 0.0, arrive_yaw=90.0, label="Cổng"),
                door("san", 40.0, arrive_yaw=-90.0, label="Ngõ"),
            ),
            scene("san", door("cong", -90.0), goods(product, yaw=180)),
        ),
    )
    tour.state = TourState.PUBLISHED
    db.session.flush()

    gate, lane = [link for link in links(page(client, f"/tham-quan/{tour.slug}/cong")) if "tu=cong" in link]

    assert "Bên phải: Hoa đồng tiền" in words(page(client, gate))
    assert "Bên trái: Hoa đồng tiền" in words(page(client, lane))
    # An older link names no door, a wrong one none of these: the first.
    for more in ("", "&cua=99", "&cua=x"):
        assert "Bên phải: Hoa đồng tiền" in words(page(client, f"/tham-quan/{tour.slug}/san?tu=cong{more}"))


def test_every_kind_of_pin_is_told_in_full(client: FlaskClient, product: Product, shop: Shop) -> None:
    document, old = make_picture(), make_picture()
    document.alt = "Sắc phong năm 1783"
    tour = make_tour(
        NewPin(
            kind=HotspotKind.PHOTO, yaw=10, pitch=0, label="Sắc phong", text="Chữ Hán, giấy dó.", claim_kind=ClaimKind.DECREE,
            source_title="Kho đình", more={"pictures": [document.key]},
        ),
        NewPin(
            kind=HotspotKind.THEN, yaw=20, pitch=0, label="Đình ngày ấy", text="Mái lá.", claim_kind=ClaimKind.ORAL,
            source_url=SOURCE, needs_review=True, more={"pictures": [old.key], "year": "unknown", "corners": CORNERS},
        ),
        NewPin(
            kind=HotspotKind.AREA, yaw=30, pitch=0, label="Bức cốn", text="Chạm rồng.", claim_kind=ClaimKind.STELE,
            source_title="Bia đình", more={"corners": CORNERS},
        ),
        NewPin(
            kind=HotspotKind.SOUND, yaw=40, pitch=0, label="Trống đình", text="Bà Tư kể.",
            more={"sound": "a1b2", "captions": {"vi": CUES}},
        ),
        goods(product, yaw=50),
        stall(shop, yaw=60),
    )  # fmt: skip

    html = page(client, f"/tham-quan/{tour.slug}/san")
    told = words(html)

    assert f'alt="{document.alt}"' in html
    assert f"/media/{old.key}-" in html
    assert "Sắc phong Nguồn: Kho đình" in told
    assert "Đình ngày ấy (chưa rõ năm)" in told
    assert "Lời kể Nguồn: luutru.example đang kiểm lại nguồn" in told
    assert "Bia Nguồn: Bia đình" in told
    assert re.search(r'<audio[^>]* preload="none"[^>]*aria-label="Trống đình"', html)
    assert '<source src="/media/sound/a1b2/sound.webm" type="audio/webm; codecs=opus">' in html
    assert '<source src="/media/sound/a1b2/sound.m4a" type="audio/mp4">' in html
    assert "Bà Tư: Giếng này sâu lắm & mát." in told
    assert "45.000 ₫ / " in told
    assert "Còn " in told
    assert "1 món đang bán" in told
    assert f'href="/gian-hang/{shop.slug}"' in html


def test_goods_go_into_the_basket_from_a_scene_and_the_order_knows_from_where(
    client: FlaskClient, product: Product
) -> None:
    tour = make_tour(goods(product))
    html = page(client, f"/tham-quan/{tour.slug}/san")
    form = re.search(r'<form method="post" action="/gio-hang[^"]*">.*?</form>', html, re.S)
    assert form is not None
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))

    answer = client.post(re.findall(r'action="([^"]+)"', form[0])[0], data=fields)

    assert answer.status_code == 303
    assert db.session.scalar(sa.select(CartLine.came_from)) == f"{tour.slug}/san/2"
    assert "Hoa đồng tiền" in page(client, "/gio-hang")


def test_sold_out_goods_have_no_button(client: FlaskClient, shop: Shop) -> None:
    tour = make_tour(goods(make_product(shop=shop, name="Hết rồi", stock=0)))

    html = page(client, f"/tham-quan/{tour.slug}/san")

    assert 'name="so_luong"' not in html
    assert "Hết hàng" in words(html)
    assert f'<a href="/gian-hang/{shop.slug}">Đã hết: xem hàng khác của nhà này</a>' in html


def test_a_random_walk_by_doors_alone_comes_to_every_scene(client: FlaskClient, session: Any) -> None:
    tour = services.add_tour(
        make_site().id,
        new_tour(
            scene("a", door("b", 0), door("c", 90)),
            scene("b", door("a", 180)),
            scene("c", door("d", 0), door("a", 180)),
            scene("d", door("c", 10)),
        ),
    )
    tour.state = type(tour.state).PUBLISHED
    db.session.flush()
    chance = random.Random(7)
    here, seen = f"/tham-quan/{tour.slug}/a", {f"/tham-quan/{tour.slug}/a"}

    for _ in range(60):
        doors = [link for link in links(page(client, here)) if "?tu=" in link]
        here = chance.choice(doors)
        seen.add(here.split("?")[0])

    assert seen == {f"/tham-quan/{tour.slug}/{slug}" for slug in "abcd"}


def test_a_crawl_from_the_first_scene_reads_every_scene_and_leads_nowhere_dead(
    client: FlaskClient, product: Product, shop: Shop
) -> None:
    tour = make_tour(info(), goods(product), stall(shop))
    ahead: list[str] = [f"/tham-quan/{tour.slug}/san"]
    seen: set[str] = set()

    while ahead:
        here = ahead.pop()
        html = page(client, here)
        seen.add(here.split("?")[0])
        assert html.count("<h1") == 1
        inside = [link for link in links(html) if link.startswith(f"/tham-quan/{tour.slug}") and ".jpg" not in link]
        ahead += [link for link in inside if link.split("?")[0] not in seen]

    assert {f"/tham-quan/{tour.slug}/san", f"/tham-quan/{tour.slug}/hau-cung"} <= seen


def test_scenes_follow_each_other_and_lead_into_the_same_view(client: FlaskClient, session: Any) -> None:
    tour = make_tour()
    first, last = (page(client, f"/tham-quan/{tour.slug}/{slug}") for slug in ("san", "hau-cung"))

    assert re.search(rf'<a rel="next" href="/tham-quan/{tour.slug}/hau-cung">', first)
    assert 'rel="prev"' not in first.split("<main")[1]
    assert re.search(rf'<a rel="prev" href="/tham-quan/{tour.slug}/san">', last)
    assert f'href="/tham-quan/{tour.slug}?canh=san&yaw=0.0&pitch=0.0&hfov=100.0"' in first


def test_the_picture_says_what_it_shows(client: FlaskClient, session: Any) -> None:
    tour = make_tour()
    shown = scene_of(tour, "san")
    shown.alt, shown.alt_en = "Sân gạch, đình ở giữa", "A brick yard"
    db.session.flush()

    html = page(client, f"/tham-quan/{tour.slug}/san")

    assert re.search(r'<img src="/media/pano/[^"]+" width="1280" height="720" alt="Sân gạch, đình ở giữa">', html)


def test_a_film_plays_its_lightest_file_with_captions(client: FlaskClient, session: Any) -> None:
    tour = make_tour()
    shown = scene_of(tour, "san")
    shown.video, shown.captions = "f" * 16, CUES
    shown.claim = {"kind": "oral", "source_title": "Cụ Từ kể, 2026", "source_title_en": "Told by Mrs Từ, 2026"}
    home = config.current().media_dir / "video" / shown.video
    home.mkdir(parents=True, exist_ok=True)
    for width in (1920, 1280):
        (home / f"{width}.mp4").write_bytes(b"film")
    db.session.flush()

    html = page(client, f"/tham-quan/{tour.slug}/san")

    assert f'<source src="/media/video/{shown.video}/1280.mp4" type="video/mp4">' in html
    assert "Cụ Từ kể, 2026" in html
    assert "<summary>Lời trong phim</summary>" in html
    assert "Told by Mrs Từ, 2026" in client.get(f"/en/tham-quan/{tour.slug}/san").text
    track = re.search(r'<track kind="captions" src="([^"]+)"', html)
    assert track is not None
    answer = client.get(track[1])
    assert (answer.status_code, answer.mimetype, answer.get_data(as_text=True)) == (200, "text/vtt", CUES)
    assert client.get(f"/tham-quan/{tour.slug}/hau-cung/phu-de.vtt").status_code == 404


def test_there_is_no_page_of_a_scene_that_is_not_there(client: FlaskClient, session: Any) -> None:
    tour = make_tour()

    assert client.get(f"/tham-quan/{tour.slug}/khong-co").status_code == 404
    assert client.get("/tham-quan/khong-co/san").status_code == 404
    assert client.get(f"/tham-quan/{tour.slug}/loi-dan").status_code == 404


def test_the_narrated_walk_is_read_in_its_order(client: FlaskClient, session: Any) -> None:
    walk: Sequence[Any] = (
        {"scene": "hau-cung", "yaw": 10.0, "text": {"vi": "Trước hết, hậu cung.", "en": "First, the shrine."}, "sound": {"vi": "c0ffee"}, "captions": {"vi": CUES},
         "claim": {"kind": "stele", "source_title": "Bia đình", "needs_review": True}},
        {"scene": "san", "yaw": -20.0, "pitch": 5.0, "hfov": 80.0, "text": {"vi": "Rồi ra sân."}},
    )  # fmt: skip
    tour = make_tour(walk=walk)

    html = page(client, f"/tham-quan/{tour.slug}/loi-dan")
    told = words(html)

    assert told.index("Trước hết, hậu cung.") < told.index("Rồi ra sân.")
    assert "Bia Nguồn: Bia đình đang kiểm lại nguồn" in told
    assert "/media/sound/c0ffee/sound.webm" in html
    assert "Bà Tư: Giếng này sâu lắm & mát." in told
    assert f"/tham-quan/{tour.slug}?canh=san&yaw=-20.0&pitch=5.0&hfov=80.0" in html
    assert "First, the shrine." in page(client, f"/en/tham-quan/{tour.slug}/loi-dan")
    assert f'href="/tham-quan/{tour.slug}/loi-dan"' in page(client, f"/tham-quan/{tour.slug}/san")


def test_captions_become_sentences() -> None:
    assert spoken(CUES) == ["Bà Tư: Giếng này sâu lắm & mát.", "Nước trong."]
    assert spoken("") == []
    assert spoken("Chỉ một câu.") == ["Chỉ một câu."]


def test_words_in_a_scene_are_only_words(client: FlaskClient, session: Any) -> None:
    tour = make_tour(info(label="<b>Cột</b>", text="<script>alert(1)</script>"))

    html = client.get(f"/tham-quan/{tour.slug}/san").get_data(as_text=True)

    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_a_scene_takes_few_statements(client: FlaskClient, product: Product, statements: list[str]) -> None:
    tour = make_tour(info(), info(30), goods(product), goods(product, -60))
    slug = tour.slug
    db.session.expire_all()
    statements.clear()

    page(client, f"/tham-quan/{slug}/san")

    assert len(statements) <= 12, statements
