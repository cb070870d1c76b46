"""What the 360° viewer is told beyond scenes and doors: documents, sounds, films, the narrated walk, goods of now."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from marketplace.config import ROOT
from marketplace.db import db
from marketplace.money import Dong
from marketplace.orders.models import CartLine
from marketplace.shops.states import ProductState, ShopState, SoldBy
from marketplace.tours import services
from marketplace.tours.services import NewPin
from marketplace.tours.states import ClaimKind, HotspotKind, TourState
from marketplace.tours.views.viewer_words import viewer_words
from tests.factories import make_picture, make_product, make_shop
from tests.tours.making import (
    SOURCE,
    goods,
    info,
    make_film,
    make_panorama,
    make_site,
    make_sound,
    make_tour,
    new_tour,
    scene,
    stall,
)
from tests.tours.test_views import viewer_data

CLAIM = {"kind": "document", "source_title": "Sổ đình", "source_url": SOURCE, "needs_review": False}


def telling(kind: HotspotKind, **more: Any) -> NewPin:
    return NewPin(
        kind=kind, yaw=30, pitch=5, label="Một ghim", text="Câu có nguồn.", claim_kind=ClaimKind.DOCUMENT,
        source_url=SOURCE, more=more,
    )  # fmt: skip


def pin_told(client: FlaskClient, pin: NewPin) -> dict[str, Any]:
    tour = make_tour(pin)
    (told,) = [one for one in viewer_data(client, tour.slug)["scenes"][0]["hotspots"] if one["kind"] != "door"]
    return dict(told)


def test_a_picture_of_then_comes_with_corners_year_and_source(client: FlaskClient, session: Any) -> None:
    picture = make_picture()
    picture.credit = {"author": "Viện Viễn Đông", "licence": "CC BY 4.0"}
    corners = [{"yaw": yaw, "pitch": pitch} for yaw, pitch in ((20, 10), (40, 10), (40, -5), (20, -5))]

    told = pin_told(client, telling(HotspotKind.THEN, pictures=[picture.key], corners=corners, year="1935"))

    assert (told["kind"], told["corners"], told["year"]) == ("then", corners, "Ảnh năm 1935")
    assert told["pictures"][0]["src"].startswith(f"/media/{picture.key}-")
    assert told["pictures"][0]["credit"] == "Viện Viễn Đông, CC BY 4.0"
    assert told["note"] == "Tài liệu. Nguồn: luutru.example"


def test_a_year_nobody_knows_is_said(client: FlaskClient, session: Any) -> None:
    corners = [{"yaw": yaw, "pitch": 0} for yaw in (0, 1, 2, 3)]

    told = pin_told(client, telling(HotspotKind.THEN, pictures=[make_picture().key], corners=corners, year="unknown"))

    assert told["year"] == "Ảnh không rõ năm"


def test_a_picture_that_is_gone_is_left_out(client: FlaskClient, session: Any) -> None:
    assert pin_told(client, telling(HotspotKind.PHOTO, pictures=["nothing-of-the-kin"]))["pictures"] == []


def test_a_sound_comes_in_two_formats_with_its_words(client: FlaskClient, session: Any) -> None:
    sound = make_sound()
    told = pin_told(client, telling(HotspotKind.SOUND, sound=sound.key, is_from_there=True))

    home = f"/media/sound/{sound.key}"
    assert told["sound"] == {"webm": f"{home}/sound.webm", "m4a": f"{home}/sound.m4a"}
    assert told["from_there"] is True
    assert [text for _, _, text in told["cues"]] == ["Câu có nguồn."]


def test_a_film_a_levelled_horizon_and_a_part_are_told(client: FlaskClient, session: Any) -> None:
    panorama = make_panorama()
    panorama.part = [0.25, 0.2, 0.75, 0.8]
    film = make_film()
    captions = "WEBVTT\n\n00:00.000 --> 00:01.500\nMái đình."
    moving = scene(
        "phim", panorama_id=panorama.id, video=film.key, captions=captions, claim={"kind": "oral", "source_title": "Cụ Từ kể"}, level_pitch=2.5, level_roll=-1.0, turn=30.0, north=90.0,
    )  # fmt: skip
    tour = services.add_tour(make_site().id, new_tour(moving))
    tour.state = TourState.PUBLISHED
    db.session.flush()

    told = viewer_data(client, tour.slug)["scenes"][0]

    assert [size["src"] for size in told["film"]["sizes"]] == [
        f"/media/video/{film.key}/1280.mp4",
        f"/media/video/{film.key}/1920.mp4",
    ]
    assert told["film"]["cues"] == [[0, 1500, "Mái đình."]]
    assert (told["film"]["note"], told["film"]["href"]) == ("Lời kể. Nguồn: Cụ Từ kể", None)
    assert told["level"] == {"pitch": 2.5, "roll": -1.0, "turn": 30.0}
    assert told["panorama"]["part"] == [0.25, 0.2, 0.75, 0.8]
    assert "-l25--10-t300.webp" in told["posters"]["tall"]["src"]


def test_the_walk_is_told_in_the_readers_language(client: FlaskClient, session: Any) -> None:
    sound = make_sound()
    stop = {"scene": "hau-cung", "yaw": 12.5, "pitch": -3.0, "hfov": 80.0, "claim": CLAIM,
            "text": {"vi": "Đây là hậu cung. Ít khi mở.", "en": "This is the sanctum."},
            "sound": {"vi": sound.key, "en": ""}}  # fmt: skip
    nowhere = {**stop, "scene": "da-bo"}
    tour = make_tour(info(), walk=[stop, nowhere])

    (told,) = viewer_data(client, tour.slug)["walk"]
    (english,) = viewer_data(client, tour.slug, language="/en")["walk"]

    assert (told["scene"], told["yaw"], told["pitch"], told["hfov"]) == ("hau-cung", 12.5, -3.0, 80.0)
    assert [text for _, _, text in told["cues"]] == ["Đây là hậu cung.", "Ít khi mở."]
    assert told["cues"][-1][1] <= told["length_ms"] == 2500
    assert (told["note"], told["href"]) == ("Tài liệu. Nguồn: Sổ đình", CLAIM["source_url"])
    assert told["sound"]["webm"] == f"/media/sound/{sound.key}/sound.webm"
    assert (english["text"], english["sound"]) == ("This is the sanctum.", told["sound"])
    html = client.get(f"/tham-quan/{tour.slug}").get_data(as_text=True)
    assert "Đây là hậu cung. Ít khi mở." in html
    assert "Sổ đình" in html


def test_a_source_is_called_in_the_readers_language(client: FlaskClient, session: Any) -> None:
    told: dict[str, Any] = {"source_title": "Bảng trước nhà", "source_title_en": "The board before the house"}
    pin = NewPin(
        kind=HotspotKind.INFO, yaw=30, pitch=5, label="Nhà", text="Nhà cũ.", claim_kind=ClaimKind.DOCUMENT, source_url=SOURCE,
        **told,
    )  # fmt: skip
    stop = {
        "scene": "hau-cung",
        "yaw": 0.0,
        "pitch": 0.0,
        "hfov": 80.0,
        "text": {"vi": "Hậu cung.", "en": ""},
        "claim": {**CLAIM, **told},
    }
    tour = make_tour(pin, walk=[stop])

    for language, name, other in (
        ("", told["source_title"], told["source_title_en"]), ("/en", told["source_title_en"], told["source_title"]),
    ):  # fmt: skip
        data = viewer_data(client, tour.slug, language=language)
        notes = [
            data["walk"][0]["note"],
            *(pin["note"] for pin in data["scenes"][0]["hotspots"] if pin["kind"] == "info"),
        ]
        assert len(notes) == 2
        assert all(name in note and other not in note for note in notes)
        page = client.get(f"{language}/tham-quan/{tour.slug}").get_data(as_text=True)
        assert name in page
        assert other not in page


def test_a_plan_names_its_picture_and_places(client: FlaskClient, session: Any) -> None:
    picture = make_picture()
    tour = make_tour(plan={"picture": picture.key, "points": [{"scene": "san", "x": 0.25, "y": 0.5}]})

    told = viewer_data(client, tour.slug)["plan"]

    assert told["points"] == [{"scene": "san", "x": 0.25, "y": 0.5}]
    assert told["picture"]["src"].startswith(f"/media/{picture.key}-")


def test_the_plan_leads_to_scenes_without_script(client: FlaskClient, session: Any) -> None:
    picture = make_picture()
    points = [{"scene": "hau-cung", "x": 0.5, "y": 0.25}, {"scene": "da-bo", "x": 0.1, "y": 0.1}]
    tour = make_tour(info(), plan={"picture": picture.key, "points": points})

    html = client.get(f"/tham-quan/{tour.slug}").get_data(as_text=True)

    [plan] = re.findall(r'<figure class="village-map">.*?</figure>', html, re.S)
    assert f'<image href="{picture.src(1280)}"' in plan
    assert "Ảnh thử" in plan
    assert re.findall(r'<a href="#([^"]+)" aria-label="([^"]+)"', plan) == [("hau-cung", "2. Cảnh hau-cung")]
    assert 'cx="170.0"' in plan
    assert "<figcaption>2. Cảnh hau-cung</figcaption>" in plan
    assert "village-map" not in client.get(f"/tham-quan/{make_tour(info()).slug}").get_data(as_text=True)


def fresh(client: FlaskClient, tour_slug: str, language: str = "") -> Any:
    data = viewer_data(client, tour_slug, language)
    (address,) = [pin["fresh"] for pin in data["scenes"][0]["hotspots"] if pin["fresh"]]
    return client.get(address)


def test_goods_are_told_as_they_are_at_this_moment(client: FlaskClient, session: Any) -> None:
    product = make_product(name="Hoa đồng tiền", price_vnd=45_000, stock=7)
    tour = make_tour(goods(product))
    before = fresh(client, tour.slug).get_json()

    product.offer.price_vnd = Dong(52_000)
    product.offer.free_qty = 3
    db.session.flush()
    answer = fresh(client, tour.slug)

    assert before["price"].replace("\N{NO-BREAK SPACE}", " ").startswith("45.000 ₫")
    told = answer.get_json()
    assert told["price"].replace("\N{NO-BREAK SPACE}", " ").startswith("52.000 ₫")
    assert (told["stock"], told["most"], told["can_buy"]) == ("Còn 3", 3, True)
    assert told["from"] == f"{tour.slug}/san/2"
    assert told["maker"] == product.shop.name
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_goods_by_weight_come_with_weights(client: FlaskClient, session: Any) -> None:
    product = make_product(sold_by=SoldBy.WEIGHT, stock=1500, step=500)

    told = fresh(client, make_tour(goods(product)).slug).get_json()

    assert [weight["value"] for weight in told["weights"]] == [500, 1000, 1500]


def test_sold_out_goods_say_so_and_a_resting_shop_is_gone(client: FlaskClient, session: Any) -> None:
    product = make_product(stock=0)
    tour = make_tour(goods(product))
    address = f"/tham-quan/{tour.slug}/san/2.json"

    assert client.get(address).get_json()["stock"] == "Hết hàng"
    assert client.get(address).get_json()["can_buy"] is False
    product.shop.state = ShopState.PAUSED
    db.session.flush()
    assert client.get(address).status_code == 404


def test_the_season_is_told_with_the_goods(client: FlaskClient, session: Any) -> None:
    product = make_product()
    product.season, product.season_en = "từ tháng 9", "from September"
    tour = make_tour(goods(product))

    assert fresh(client, tour.slug).get_json()["season"] == "Mùa vụ: từ tháng 9"
    assert fresh(client, tour.slug, "/en").get_json()["season"] == "Season: from September"
    assert "Mùa vụ: từ tháng 9" in client.get(f"/tham-quan/{tour.slug}/san").text


def test_a_shop_tells_what_it_sells_now_what_there_is_first(client: FlaskClient, session: Any) -> None:
    shop = make_shop()
    out, plenty = (make_product(shop=shop, stock=stock, name=name) for stock, name in ((0, "Hết"), (4, "Còn")))
    draft, _other = make_product(shop=shop, name="Nháp"), make_product(name="Của nhà khác")
    draft.state = ProductState.DRAFT
    tour = make_tour(stall(shop, number=2))
    address = f"/tham-quan/{tour.slug}/san/2.json"

    answer = client.get(address)
    told = answer.get_json()

    assert [(one["label"], one["can_buy"], one["stock"]) for one in told["goods"]] == [
        ("Còn", True, "Còn 4"), ("Hết", False, "Hết hàng"),
    ]  # fmt: skip
    assert (told["label"], told["count"]) == (shop.name, "Đang bán 2 món.")
    assert [one["href"] for one in told["goods"]] == [f"/hang/{one.slug}?tu={tour.slug}/san/2" for one in (plenty, out)]
    assert answer.headers["Cache-Control"] == "private, no-store"

    plenty.offer.free_qty, out.offer.made_to_order = 1, True
    shop.state = ShopState.PAUSED
    db.session.flush()
    assert client.get(address).status_code == 404


def test_six_goods_of_a_large_shop_stand_at_its_pin(client: FlaskClient, session: Any) -> None:
    shop = make_shop()
    for number in range(8):
        make_product(shop=shop, name=f"Món {number}")
    tour = make_tour(stall(shop, number=2))

    told = client.get(f"/tham-quan/{tour.slug}/san/2.json").get_json()
    page = client.get(f"/tham-quan/{tour.slug}/san").text

    assert ([one["label"] for one in told["goods"]], told["count"]) == (
        [f"Món {number}" for number in (7, 6, 5, 4, 3, 2)], "Đang bán 8 món.",
    )  # fmt: skip
    assert "Gian hàng có 8 món đang bán." in page
    assert page.count('class="thing-sold"') == 6
    assert "Xem cả gian hàng" in page


def test_a_shop_with_nothing_to_sell_says_so(client: FlaskClient, session: Any) -> None:
    tour = make_tour(stall(make_shop(), number=2))

    told = client.get(f"/tham-quan/{tour.slug}/san/2.json").get_json()

    assert (told["goods"], told["count"]) == ([], "Đang bán 0 món.")


@pytest.mark.parametrize("path", ["san/1.json", "san/99.json", "nowhere/2.json", "san/x.json"])
def test_only_goods_are_asked_for(client: FlaskClient, session: Any, path: str) -> None:
    tour = make_tour(goods(make_product()))

    assert client.get(f"/tham-quan/{tour.slug}/{path}").status_code == 404


def test_a_draft_sells_nothing(client: FlaskClient, session: Any) -> None:
    tour = make_tour(goods(make_product()), state=TourState.DRAFT)

    assert client.get(f"/tham-quan/{tour.slug}/san/2.json").status_code == 404


def test_goods_go_into_the_cart_without_leaving_the_view(client: FlaskClient, session: Any) -> None:
    product = make_product(stock=5)
    told = fresh(client, make_tour(goods(product)).slug).get_json()
    form = {"hang": told["slug"], "so_luong": "2", "tu": told["from"]}

    answer = client.post(told["cart"], data=form, headers={"Accept": "application/json"})
    too_many = client.post(told["cart"], data={**form, "so_luong": "9"}, headers={"Accept": "application/json"})

    assert answer.get_json() == {"count": 1, "words": "Giỏ hàng, 1 món"}
    assert too_many.status_code == 409
    assert product.name in too_many.get_json()["error"]
    assert db.session.scalar(sa.select(CartLine.came_from)) == told["from"]
    with client.session_transaction() as kept:
        assert kept["cart_count"] == 1


def test_the_viewer_finds_every_word_it_says(app: Any) -> None:
    said = {
        word
        for path in (ROOT / "frontend" / "js" / "tour").glob("*.js")
        for word in re.findall(r"\b(?:lang|this\.words)\.([a-z_]+)", path.read_text())
    }
    with app.test_request_context():
        known = set(viewer_words())

    assert said - known == set()
    assert known - said == set(), "nobody says these"
