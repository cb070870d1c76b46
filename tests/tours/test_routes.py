"""Routes: from stop to stop, with what is claimed and what is sold along the way."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from marketplace.accounts.actor import SYSTEM
from marketplace.db import db
from marketplace.shops.states import ShopState
from marketplace.tours import queries, services
from marketplace.tours.errors import RouteNotFound, RouteTooShort, SlugTaken, WrongRouteMoment
from marketplace.tours.models import Route
from marketplace.tours.services import routes
from marketplace.tours.states import ClaimKind, RouteState
from tests.factories import make_pickup_point, make_product, make_shop, make_user
from tests.tours.making import SOURCE, make_claim, make_route, make_site
from tests.tours.test_views import page, words

pytestmark = pytest.mark.usefixtures("session")


def names(route: Route) -> list[str]:
    db.session.expire_all()
    return [stop.name for stop in queries.route_to_write(route.slug).stops]


def test_a_route_shows_its_stops_in_order_with_what_is_claimed_there(client: FlaskClient) -> None:
    site = make_site(name="Đình Giữa")
    make_claim(site.id, text="Câu của đình.")
    services.add_claim(site.id, text="Câu chưa ký.", kind=ClaimKind.ORAL, source_url=SOURCE)
    point = make_pickup_point()
    route = make_route(
        {"name": "Cổng làng", "note": "Đứng dưới bóng đa."},
        {"site_id": site.id, "minutes_on_foot": 10},
        {"pickup_point_id": point.id, "minutes_by_bike": 3, "minutes_source": "Đội số của xã đo"},
    )
    make_claim(stop_id=route.stops[0].id, text="Câu của cổng.")

    text = words(page(client, f"/tuyen/{route.slug}"))

    at = [text.index(word) for word in ("Cổng làng", "Câu của cổng.", "Đình Giữa", "Câu của đình.", point.name)]
    assert at == sorted(at)
    assert "Câu chưa ký." not in text
    assert "đi bộ 10 phút (ước chừng)" in text
    assert "đạp xe 3 phút (Đội số của xã đo)" in text
    assert f"Lấy hàng cuối đường {point.name} {point.hours}" in text


def test_minutes_nobody_measured_are_not_made_up(client: FlaskClient) -> None:
    assert "chưa rõ mất bao lâu" in page(client, f"/tuyen/{make_route().slug}")


def test_only_goods_that_can_be_bought_now_stand_along_the_route(client: FlaskClient) -> None:
    site, shop, resting = make_site(), make_shop(), make_shop(state=ShopState.PAUSED)
    make_product(shop=shop, name="Kẹo lạc")
    make_product(shop=shop, name="Hết sạch", stock=0)
    make_product(shop=resting, name="Đang nghỉ")
    make_product(name="Ở nơi khác")
    services.put_shops_near(site.id, [shop.id, resting.id])
    route = make_route({"site_id": site.id}, {"name": "Cuối làng"})

    html = page(client, f"/tuyen/{route.slug}")

    goods = html[html.index("mua-doc-duong") :]
    assert "Kẹo lạc" in goods
    assert not any(name in goods for name in ("Hết sạch", "Đang nghỉ", "Ở nơi khác"))


def test_every_shop_along_the_route_has_its_turn(client: FlaskClient) -> None:
    site, shops = make_site(), [make_shop() for _ in range(3)]
    for shop in shops:
        for number in range(5):
            make_product(shop=shop, name=f"Món {number} của {shop.name}")
    services.put_shops_near(site.id, [shop.id for shop in shops])
    route = make_route({"site_id": site.id}, {"name": "Cuối làng"})

    goods = queries.route_on_show(route.slug).goods

    assert len(goods) == 8
    assert {card.shop_slug for card in goods[:3]} == {shop.slug for shop in shops}


def test_a_draft_is_shown_to_nobody(client: FlaskClient) -> None:
    draft, shown = make_route(published=False), make_route()

    html = page(client, "/tuyen")

    assert shown.title in html
    assert draft.title not in html
    page(client, f"/tuyen/{draft.slug}", 404)
    with pytest.raises(RouteNotFound):
        queries.route_on_show(draft.slug)


def test_an_empty_list_says_what_goes_here(client: FlaskClient) -> None:
    assert "Chưa có tuyến nào" in page(client, "/tuyen")


def test_a_route_leads_from_one_place_to_another() -> None:
    route = make_route({"name": "Một mình"}, published=False)
    reviewer = make_user().as_actor()

    with pytest.raises(RouteTooShort):
        routes.publish_route(route, by=reviewer, is_reviewer=True)
    routes.add_stop(route, name="Và nơi nữa")
    routes.publish_route(route, by=reviewer, is_reviewer=True)

    with pytest.raises(RouteTooShort):
        routes.remove_stop(route, queries.route_to_write(route.slug).stops[0], by=SYSTEM)
    with pytest.raises(WrongRouteMoment):
        routes.publish_route(route, by=reviewer, is_reviewer=True)
    routes.take_route_down(route, by=SYSTEM)
    assert route.state is RouteState.DRAFT


def test_stops_change_places_and_go_with_what_was_claimed_there() -> None:
    route = make_route(*({"name": name} for name in ("Một", "Hai", "Ba")))
    make_claim(stop_id=route.stops[1].id)

    routes.move_stop(route.stops, route.stops[2], up=True)
    assert names(route) == ["Một", "Ba", "Hai"]
    route = queries.route_to_write(route.slug)
    routes.move_stop(route.stops, route.stops[0], up=True)
    assert names(route) == ["Một", "Ba", "Hai"]
    route = queries.route_to_write(route.slug)
    routes.remove_stop(route, route.stops[2], by=SYSTEM)

    assert names(route) == ["Một", "Ba"]


def test_two_routes_do_not_share_an_address() -> None:
    make_route(title="Quanh làng")

    with pytest.raises(SlugTaken):
        make_route(title="Quanh  Làng")
    with pytest.raises(SlugTaken):
        make_route(title="!!!")


def test_a_route_takes_few_statements(client: FlaskClient, statements: list[str]) -> None:
    stops: list[dict[str, Any]] = [{"site_id": make_site().id} for _ in range(6)]
    route = make_route(*stops)
    for stop in route.stops:
        make_claim(stop.site_id)
    slug = route.slug
    db.session.expire_all()
    statements.clear()

    html = page(client, f"/tuyen/{slug}")

    assert len(statements) <= 5
    assert len(re.findall(r'id="chang-\d"', html)) == 6


def test_a_route_is_drawn_with_its_stops_in_order(client: FlaskClient) -> None:
    first = make_site(name="Đài", map_x=20, map_y=30, map_url="https://bando.example/dai", way="Đi qua cổng chợ.")
    second = make_site(name="Tượng", map_x=60, map_y=40)
    route = make_route({"site_id": first.id}, {"name": "Không ai ghi vị trí"}, {"site_id": second.id})

    html = page(client, f"/tuyen/{route.slug}")

    assert re.findall(r'<a href="#chang-(\d)" aria-label="([^"]+)">', html) == [("1", "1. Đài"), ("3", "3. Tượng")]
    assert "Sơ đồ, không theo tỉ lệ." in html
    assert "Chặng không có số trên hình thì chưa ai ghi vị trí." in html
    assert 'href="https://bando.example/dai" rel="noopener noreferrer"' in html
    assert "Đi qua cổng chợ." in html


def test_a_route_whose_places_nobody_wrote_down_has_no_drawing(client: FlaskClient) -> None:
    assert "Sơ đồ tuyến" not in page(client, f"/tuyen/{make_route().slug}")
