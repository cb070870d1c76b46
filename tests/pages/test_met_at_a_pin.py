"""Each line of an order knows the pin its goods were met at, from the cart to the seller's desk and the curator's figures."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace.clock import now
from marketplace.db import db
from marketplace.orders.models import CartLine, Order, OrderLine, SubOrder
from marketplace.orders.queries import order_by_code, orders_from_pins
from marketplace.shops.models import Product
from marketplace.tours import services
from marketplace.tours.models import Tour
from marketplace.tours.states import SiteNature, TourState
from tests.factories import make_order, make_product, make_shop, make_user
from tests.pages.test_buying import checkout_fields
from tests.people import open_browser, sign_in
from tests.tours.making import goods, make_site, make_tour, new_tour, scene, stall


@pytest.fixture
def client(app: Flask, session: Any) -> FlaskClient:
    return open_browser(app)


def put(client: FlaskClient, product: Product, pin: str = "") -> None:
    answer = client.post("/gio-hang/them", data={"hang": product.slug, "so_luong": "1", "tu": pin})
    assert answer.status_code == 303, answer.text


def pins_ordered(client: FlaskClient) -> dict[str, str]:
    """Check out; the pin of each product that was bought."""
    answer = client.post("/dat-hang", data=checkout_fields(client.get("/dat-hang").text))
    assert answer.status_code == 303, answer.text
    newest = sa.select(sa.func.max(Order.id)).scalar_subquery()
    rows = db.session.execute(
        sa.select(OrderLine.product_slug, OrderLine.came_from)
        .join(SubOrder, SubOrder.id == OrderLine.sub_order_id)
        .where(SubOrder.order_id == newest)
    )
    return {row.product_slug: row.came_from for row in rows}


def long_tour(product: Product) -> Tour:
    """A tour whose names are as long as names may be."""
    slugs = (f"{'dao-quanh-' * 6}"[:60].strip("-"), f"{'san-nha-' * 5}"[:40].strip("-"))
    told = new_tour(scene(slugs[1], goods(product, number=17)), slug=slugs[0])
    tour = services.add_tour(make_site().id, told)
    tour.state = TourState.PUBLISHED
    db.session.commit()
    return tour


@pytest.mark.parametrize("by", ["viewer", "text page", "product page"])
def test_names_as_long_as_they_may_be_reach_the_order(client: FlaskClient, by: str) -> None:
    product = make_product()
    tour = long_tour(product)
    pin = f"{tour.slug}/{tour.start}/17"
    assert len(pin) > 80
    pages = {
        "viewer": f"/tham-quan/{pin}.json",
        "text page": f"/tham-quan/{tour.slug}/{tour.start}",
        "product page": f"/hang/{product.slug}?tu={pin}",
    }
    page = client.get(pages[by])

    told = page.get_json()["from"] if by == "viewer" else re.findall(r'name="tu" value="([^"]*)"', page.text)[0]
    put(client, product, told)

    assert pins_ordered(client) == {product.slug: pin}


@pytest.mark.parametrize(
    "told", ["x" * 5000, "dao/san", "dao/san/0", "../../etc", "<b>hay</b>", "Zalo của bà Hai", "-a/b/1"]
)
def test_a_pin_that_cannot_be_read_stops_nobody_from_buying(client: FlaskClient, told: str) -> None:
    product = make_product()
    db.session.commit()

    put(client, product, told)

    assert db.session.scalar(sa.select(CartLine.came_from)) == ""
    assert pins_ordered(client) == {product.slug: ""}


def test_goods_bought_after_others_were_taken_out_owe_nothing_to_their_pin(client: FlaskClient) -> None:
    met, other = make_product(), make_product()
    tour = make_tour(goods(met, number=5))
    db.session.commit()

    put(client, met, f"{tour.slug}/san/5")
    client.post("/gio-hang/bo", data={"hang": met.slug})
    put(client, other)

    assert pins_ordered(client) == {other.slug: ""}
    assert orders_from_pins(since=now() - timedelta(hours=1)) == []


def test_each_product_keeps_its_own_pin(client: FlaskClient) -> None:
    one, two, three = make_product(), make_product(), make_product()
    tour = make_tour(goods(one, number=5), goods(two, number=6))
    db.session.commit()

    put(client, one, f"{tour.slug}/san/5")
    put(client, two, f"{tour.slug}/san/6")
    put(client, three)
    # Some more of it, this time from the list of goods.
    put(client, one)

    assert pins_ordered(client) == {one.slug: f"{tour.slug}/san/5", two.slug: f"{tour.slug}/san/6", three.slug: ""}
    assert [(place.scene, place.pin, place.n) for place in orders_from_pins(since=now() - timedelta(hours=1))] == [
        ("san", 5, 1),
        ("san", 6, 1),
    ]


def test_a_pin_that_does_not_show_the_product_is_not_written_down(client: FlaskClient) -> None:
    shown, other = make_product(), make_product()
    tour = make_tour(goods(shown, number=5))
    db.session.commit()

    put(client, other, f"{tour.slug}/san/5")
    put(client, shown, f"{tour.slug}/san/6")

    assert pins_ordered(client) == {other.slug: "", shown.slug: ""}


@pytest.mark.parametrize("by", ["viewer", "text page", "product page"])
def test_goods_met_at_their_shops_pin_remember_it(client: FlaskClient, by: str) -> None:
    shop, elsewhere = make_shop(), make_product()
    product = make_product(shop=shop)
    tour = make_tour(stall(shop, number=7))
    db.session.commit()
    pin = f"{tour.slug}/san/7"

    if by == "viewer":
        (told,) = client.get(f"/tham-quan/{pin}.json").get_json()["goods"]
        place = told["from"]
        assert f"tu={pin}" in told["href"]
    else:
        page = unescape(client.get(f"/tham-quan/{tour.slug}/san").text)
        if by == "product page":
            (href,) = re.findall(rf'href="(/hang/{product.slug}\?tu=[^"]*)"', page)
            page = client.get(href).text
        (place,) = re.findall(r'name="tu" value="([^"]*)"', page)
    put(client, product, place)
    # Of another shop: the pin does not stand for it.
    put(client, elsewhere, place)

    assert pins_ordered(client) == {product.slug: pin, elsewhere.slug: ""}


def test_who_goes_on_from_the_pin_into_the_shop_is_remembered_too(client: FlaskClient) -> None:
    shop = make_shop()
    product = make_product(shop=shop)
    tour = make_tour(stall(shop, number=7))
    db.session.commit()
    pin = f"{tour.slug}/san/7"

    page = unescape(client.get(f"/tham-quan/{tour.slug}/san").text)
    assert f'href="/gian-hang/{shop.slug}?tu={pin}"' in page
    shelf = unescape(client.get(f"/gian-hang/{shop.slug}?tu={pin}").text)
    (href,) = re.findall(rf'href="(/hang/{product.slug}[^"]*)"', shelf)
    (place,) = re.findall(r'name="tu" value="([^"]*)"', client.get(href).text)
    put(client, product, place)

    assert pins_ordered(client) == {product.slug: pin}
    # Who comes from elsewhere leaves no trace.
    assert "?tu=" not in client.get(f"/gian-hang/{shop.slug}").text


def test_the_products_page_leads_to_its_own_pin_first_then_to_its_shops(client: FlaskClient) -> None:
    shop = make_shop()
    product = make_product(shop=shop)
    first = make_tour(stall(shop, yaw=40.0))
    db.session.commit()
    page = unescape(client.get(f"/hang/{product.slug}").text)
    assert f'href="/tham-quan/{first.slug}?canh=san&yaw=40.0' in page

    own = make_tour(stall(shop), goods(product, number=9))
    db.session.commit()
    page = unescape(client.get(f"/hang/{product.slug}").text)
    assert re.findall(r'href="/tham-quan/([^?"]+)\?canh=san', page) == [own.slug, first.slug]


def test_a_scene_with_an_underscore_in_its_name_is_counted(client: FlaskClient) -> None:
    product = make_product()
    tour = services.add_tour(make_site().id, new_tour(scene("san_dinh", goods(product, number=2))))
    tour.state = TourState.PUBLISHED
    db.session.commit()

    put(client, product, f"{tour.slug}/san_dinh/2")

    assert pins_ordered(client) == {product.slug: f"{tour.slug}/san_dinh/2"}
    assert [place.scene for place in orders_from_pins(since=now() - timedelta(hours=1))] == ["san_dinh"]


def test_two_kinds_of_goods_of_one_pin_are_one_order(session: Any) -> None:
    make_order(make_product(), make_product(), came_from="dao/san/5")

    assert [place.n for place in orders_from_pins(since=now() - timedelta(hours=1))] == [1]


def desk_of(app: Flask, shop: Any, owner: Any, order: Order) -> str:
    seller = open_browser(app)
    sign_in(seller, owner)
    part = next(part for part in order_by_code(order.code).parts if part.shop_id == shop.id)
    answer = seller.get(f"/ban-hang/{shop.slug}/don/{part.public_id}")
    assert answer.status_code == 200
    return unescape(re.sub(r"\s+", " ", answer.text))


def test_the_seller_reads_the_scene_and_only_of_the_goods_of_the_shop(app: Flask, session: Any) -> None:
    owners = make_user(), make_user()
    near, far = (make_shop(owner=owner) for owner in owners)
    met, other = make_product(shop=near), make_product(shop=far)
    tour = make_tour(goods(met, number=5), site=make_site(name="Đình Đông"))
    order = make_order(met, other, met_at={met.slug: f"{tour.slug}/san/5"})
    db.session.commit()

    told, nothing = desk_of(app, near, owners[0], order), desk_of(app, far, owners[1], order)

    assert "Khách gặp món này trong cảnh 360° “Cảnh san”, Đình Đông" in told
    assert f'href="/tham-quan/{tour.slug}?canh=san"' in told
    assert f"{tour.slug}/san/5" not in told
    assert "Khách gặp món này" not in nothing


def test_a_scene_that_is_no_more_is_said_so(app: Flask, session: Any) -> None:
    owner = make_user()
    shop = make_shop(owner=owner)
    order = make_order(make_product(shop=shop), came_from="dao-cu/san/5")
    db.session.commit()

    assert "Khách gặp món này trong một cảnh 360° nay không còn" in desk_of(app, shop, owner, order)


def test_the_products_page_says_near_which_site_it_was_made(client: FlaskClient) -> None:
    product = make_product()
    ours, sample = make_site(name="Đình Gần"), make_site(name="Lâu đài xa", nature=SiteNature.ELSEWHERE)
    for site in (ours, sample):
        services.put_shops_near(site.id, [product.shop_id])
    db.session.commit()

    page, english = (unescape(client.get(f"{language}/hang/{product.slug}").text) for language in ("", "/en"))

    assert f'href="/di-tich/{ours.slug}"' in page
    assert "Làm ra gần Đình Gần: xem nơi ấy" in page
    assert "Made near" in english
    assert "Lâu đài xa" not in page

    # Where one can step inside, the link leads inside.
    tour = make_tour(site=ours)
    db.session.commit()
    page = unescape(client.get(f"/hang/{product.slug}").text)
    assert f'href="/tham-quan/{tour.slug}"' in page
    assert "Làm ra gần Đình Gần: vào thăm" in page


def test_the_products_page_leads_into_the_scene_and_looks_at_the_pin(client: FlaskClient) -> None:
    product = make_product()
    tour = make_tour(goods(product, yaw=-97.26))
    db.session.commit()

    page = unescape(client.get(f"/hang/{product.slug}").text)

    assert f'href="/tham-quan/{tour.slug}?canh=san&yaw=-97.3&pitch=-10.0"' in page
