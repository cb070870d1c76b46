"""What visitors may see, now."""

from typing import Any

import pytest

from marketplace.db import db
from marketplace.media.panoramas import View
from marketplace.shops.models import Product, Shop
from marketplace.shops.states import ProductState, ShopState
from marketplace.tours import queries, services
from marketplace.tours.errors import SiteNotFound, TourNotFound
from marketplace.tours.states import HotspotKind, SiteNature, TourState
from tests.factories import make_picture, make_product, make_shop
from tests.tours.making import door, goods, info, make_site, make_tour, new_tour, scene, stall

pytestmark = pytest.mark.usefixtures("session")


def kinds_in_yard(tour_slug: str) -> list[HotspotKind]:
    db.session.expire_all()
    return [pin.kind for pin in queries.tour_on_show(tour_slug).scenes[0].pins]


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def product(shop: Shop) -> Product:
    return make_product(shop=shop)


def test_goods_of_a_live_shop_stand_in_the_scene(product: Product, shop: Shop) -> None:
    tour = make_tour(goods(product), stall(shop))

    assert kinds_in_yard(tour.slug) == [HotspotKind.DOOR, HotspotKind.SHOP, HotspotKind.PRODUCT]


@pytest.mark.parametrize("state", [state for state in ShopState if state is not ShopState.LIVE])
def test_pins_of_a_shop_that_does_not_sell_are_gone(state: ShopState, product: Product, shop: Shop) -> None:
    tour = make_tour(goods(product), stall(shop))

    shop.state = state
    db.session.flush()

    assert kinds_in_yard(tour.slug) == [HotspotKind.DOOR]


@pytest.mark.parametrize("state", [state for state in ProductState if state is not ProductState.LIVE])
def test_a_product_taken_down_leaves_no_dead_pin(state: ProductState, product: Product, shop: Shop) -> None:
    tour = make_tour(goods(product), stall(shop))

    product.state = state
    db.session.flush()

    assert kinds_in_yard(tour.slug) == [HotspotKind.DOOR, HotspotKind.SHOP]


def test_pins_come_back_with_the_shop(product: Product, shop: Shop) -> None:
    tour = make_tour(goods(product))
    shop.state = ShopState.PAUSED
    db.session.flush()
    assert kinds_in_yard(tour.slug) == [HotspotKind.DOOR]

    shop.state = ShopState.LIVE
    db.session.flush()

    assert kinds_in_yard(tour.slug) == [HotspotKind.DOOR, HotspotKind.PRODUCT]


def test_pins_go_clockwise_from_the_start_view() -> None:
    site = make_site()
    yard = scene("san", info(-170), info(10), info(120), info(95), yaw=100)
    tour = services.add_tour(site.id, new_tour(yard))
    tour.state = TourState.PUBLISHED
    db.session.flush()

    shown = queries.tour_on_show(tour.slug)

    assert [pin.yaw for pin in shown.scenes[0].pins] == [120, -170, 10, 95]


def test_the_walk_begins_where_it_should() -> None:
    site = make_site()
    tour = services.add_tour(site.id, new_tour(scene("hien", door("san")), scene("san", door("hien")), start="san"))
    tour.state = TourState.PUBLISHED
    db.session.flush()

    shown = queries.tour_on_show(tour.slug)

    assert shown.first.slug == "san"
    assert [part.scene.slug for part in shown.scenes] == ["hien", "san"]


@pytest.mark.parametrize("state", [state for state in TourState if state is not TourState.PUBLISHED])
def test_a_tour_is_shown_only_while_published(state: TourState, product: Product) -> None:
    tour = make_tour(goods(product), state=state)

    with pytest.raises(TourNotFound):
        queries.tour_on_show(tour.slug)
    assert queries.tours_showing_product(product.id) == []


def test_a_product_knows_where_one_can_step_inside(product: Product, shop: Shop) -> None:
    site = make_site(name="Đình Trong")
    tour = make_tour(goods(product, is_demo=True), site=site)

    (link,) = queries.tours_showing_product(product.id)

    assert (link.tour_slug, link.scene_slug, link.site_name, link.is_demo) == (tour.slug, "san", "Đình Trong", True)
    assert (link.yaw, link.pitch) == (-90.0, -10.0)
    assert queries.tours_showing_product(make_product(shop=shop).id) == []
    shop.state = ShopState.PAUSED
    db.session.flush()
    assert queries.tours_showing_product(product.id) == []


def test_a_scene_with_two_pins_of_a_product_is_one_way_to_it(product: Product) -> None:
    make_tour(goods(product, yaw=120.0, number=9), goods(product, yaw=-30.0, number=8))

    assert [(link.scene_slug, link.yaw) for link in queries.tours_showing_product(product.id)] == [("san", -30.0)]


def test_a_site_shows_live_neighbours_in_their_order() -> None:
    site = make_site()
    near, next_door, resting = make_shop(name="Xa"), make_shop(name="Gần"), make_shop(state=ShopState.PAUSED)
    services.put_shops_near(site.id, [near.id, resting.id, next_door.id])

    assert [shop.name for shop in queries.site_on_show(site.slug).shops] == ["Xa", "Gần"]
    assert queries.sites_near_shop(near.id) == [(site.slug, site.name, "", None)]


def test_a_site_shows_published_tours_only() -> None:
    site = make_site()
    make_tour(site=site, state=TourState.IN_REVIEW)
    shown = make_tour(site=site)

    (card,) = queries.site_on_show(site.slug).tours

    assert card.slug == shown.slug
    assert card.view == View(0.0, 0.0, 100.0)


def test_an_unknown_site_is_not_found() -> None:
    with pytest.raises(SiteNotFound):
        queries.site_on_show("khong-co")


def test_samples_come_after_the_village() -> None:
    make_site(name="A mẫu", nature=SiteNature.ELSEWHERE)
    make_site(name="Sau", position=2)
    make_site(name="Trước", position=1)

    assert [card.site.name for card in queries.site_cards()] == ["Trước", "Sau", "A mẫu"]


def test_a_site_with_two_tours_is_listed_once() -> None:
    site = make_site()
    first = make_tour(site=site)
    make_tour(site=site)
    make_tour(site=make_site(), state=TourState.DRAFT)

    cards = {card.site.slug: card for card in queries.site_cards()}

    assert len(cards) == len(queries.site_cards()) == 2
    assert cards[site.slug].tour_slug == first.slug
    assert cards[site.slug].view == View(0.0, 0.0, 100.0)
    assert [card.tour_slug for slug, card in cards.items() if slug != site.slug] == [None]


def test_pages_take_few_statements(statements: list[str], product: Product, shop: Shop) -> None:
    make_picture(product=product)
    pins: list[Any] = [goods(make_product(), yaw=float(yaw)) for yaw in range(-60, 60, 20)]
    site = make_site()
    tour = make_tour(goods(product), stall(shop), info(), *pins, site=site)
    services.put_shops_near(site.id, [shop.id])
    db.session.expire_all()

    statements.clear()
    queries.tour_on_show(tour.slug)
    assert len(statements) <= 5
    statements.clear()
    queries.site_on_show(site.slug)
    assert len(statements) <= 6
    statements.clear()
    queries.site_cards()
    assert len(statements) == 1
    statements.clear()
    queries.tours_showing_product(product.id)
    assert len(statements) == 1
