"""Goods met in a scene: the price of now, the cart without leaving, an order in four taps."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from tests.browser.village import Village
from tests.browser.watched import Watched
from tests.journeys.visiting import VISIT, apart, begin, until, view

pytestmark = pytest.mark.browser


@contextmanager
def database(village: Village) -> Iterator[sa.Connection]:
    engine = sa.create_engine(village.database_url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


CANDY: Final = "keo-lac-vung"
PRICE: Final = "UPDATE offer SET price_vnd = :to WHERE product_id = (SELECT id FROM product WHERE slug = :slug)"
STATE: Final = "UPDATE shop SET state = :to WHERE id = (SELECT shop_id FROM product WHERE slug = :slug)"


def change(village: Village, statement: str, to: str | int) -> None:
    with database(village) as connection:
        connection.execute(sa.text(statement), {"to": to, "slug": CANDY})


def check_out(page: Page, *, name: str, phone: str) -> str:
    """One more tap: the order is placed, to be fetched; its code."""
    page.wait_for_url("**/dat-hang")
    page.fill("#name", name)
    page.fill("#phone", phone)
    page.select_option("#fulfilment", "pickup")
    page.locator("main form button[type=submit]").tap()
    page.wait_for_url("**/thanh-toan")
    return page.url.split("/don/")[1].split("/")[0]


def candy(page: Page) -> None:
    page.locator(".tour-pin[data-id='dau-9']").tap()
    expect(page.locator("dialog[open] form")).to_be_visible()


def test_an_order_with_exactly_this_product_in_four_taps(village: Village, everything: str, phone: Watched) -> None:
    page = phone.page
    page.goto(village.site + everything)
    heard = "window.heard = []; for (const kind of ['tour:scene', 'tour:pin', 'tour:order']) addEventListener(kind, (event) => window.heard.push([kind, event.detail]))"
    page.evaluate(heard)

    page.locator("button.tour-start").tap()  # 1
    until(page, f"{VISIT} && {VISIT}.stage.isSharp")
    candy(page)  # 2
    assert page.evaluate("window.heard") == [
        ["tour:scene", {"scene": "dau"}],
        ["tour:pin", {"scene": "dau", "number": 9, "kind": "product"}],
    ]
    page.locator("dialog[open] button[name=mua_ngay]").tap()  # 3
    code = check_out(page, name="Khách dạo chơi", phone="0912 345 678")  # 4

    with database(village) as connection:
        lines = connection.execute(
            sa.text(
                'SELECT l.came_from, l.product_slug, l.qty FROM "order" o JOIN sub_order s ON s.order_id = o.id'
                " JOIN order_line l ON l.sub_order_id = s.id WHERE o.code = :code"
            ),
            {"code": code},
        ).all()
    assert [tuple(line) for line in lines] == [("du-thu/dau/9", "keo-lac-vung", 1)]


def buy_at(page: Page, village: Village, scene: str, *, name: str) -> None:
    """From the open visit: the goods' pin, buy now, order. The order remembers a pin of this scene that sells."""
    page.locator(".tour-pin[data-kind=product]:has-text('Kẹo lạc')").tap()  # 2
    # Nobody has to scroll for it, nor for the way back.
    for name in ("Mua ngay", "Thêm vào giỏ", "Đóng"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)
    page.locator("dialog[open] button[name=mua_ngay]").tap()  # 3
    code = check_out(page, name=name, phone="0912 345 677")  # 4

    with database(village) as connection:
        pins = connection.execute(
            sa.text(
                "SELECT l.came_from, h.kind FROM order_line l JOIN sub_order s ON s.id = l.sub_order_id"
                " JOIN \"order\" o ON o.id = s.order_id JOIN tour t ON t.slug = split_part(l.came_from, '/', 1)"
                " JOIN scene c ON c.tour_id = t.id AND c.slug = split_part(l.came_from, '/', 2)"
                " JOIN hotspot h ON h.scene_id = c.id AND h.number::text = split_part(l.came_from, '/', 3)"
                " WHERE o.code = :code"
            ),
            {"code": code},
        ).all()
    assert [(pin.came_from.rsplit("/", 1)[0], pin.kind) for pin in pins] == [(scene, "product")]


def test_from_the_villages_first_view_to_an_order_in_four_taps(village: Village, phone: Watched) -> None:
    page = phone.page
    page.goto(f"{village.site}/tham-quan/lang-dung")

    page.locator("button.tour-start").tap()  # 1
    until(page, f"{VISIT} && {VISIT}.stage.isSharp")
    # Nobody has to turn round first.
    expect(page.locator(".tour-pin[data-kind=product]")).to_be_in_viewport()
    buy_at(page, village, "lang-dung/cong-lang", name="Khách từ cổng làng")


def test_from_the_products_page_the_village_sells_it_in_four_taps(village: Village, phone: Watched) -> None:
    page = phone.page
    page.goto(f"{village.site}/hang/{CANDY}")
    page.locator("a[href*='/lang-dung?canh=san-nha-keo']").tap()
    page.wait_for_url("**/tham-quan/lang-dung?canh=san-nha-keo**")
    expect(page.locator(".tour-start")).to_be_in_viewport()
    wanted = {name: float(value) for name, value in re.findall(r"(yaw|pitch)=([-\d.]+)", page.url)}

    page.locator("button.tour-start").tap()  # 1
    until(page, f"{VISIT} && {VISIT}.stage.isSharp")
    seen = view(page)
    assert apart(seen["yaw"], wanted["yaw"]) < 1
    assert abs(seen["pitch"] - wanted["pitch"]) < 1
    buy_at(page, village, "lang-dung/san-nha-keo", name="Khách từ trang hàng")


def test_price_and_stock_are_those_of_the_tap(village: Village, everything: str, phone: Watched) -> None:
    page = begin(phone, village, everything)
    with database(village) as connection:
        price, free = connection.execute(
            sa.text("SELECT price_vnd, free_qty FROM offer JOIN product ON product.id = product_id WHERE slug = :slug"),
            {"slug": CANDY},
        ).one()
    try:
        change(village, PRICE, 61_000)
        candy(page)
        expect(page.locator("dialog[open] .price")).to_contain_text("61.000")
        expect(page.locator("dialog[open] .state")).to_have_text(f"Còn {free}")

        # Two of them go into the cart, and the view stays.
        page.locator("dialog[open] qty-stepper button").last.tap()
        page.locator("dialog[open] button", has_text="Thêm vào giỏ").tap()
        expect(page.locator("dialog[open] .tour-said")).to_contain_text("Đã thêm · Tới giỏ")
        expect(page.locator("dialog[open] .tour-said a")).to_be_in_viewport(ratio=1)
        expect(page.locator(".site-cart .count")).to_have_text("1")
        assert page.evaluate(f"{VISIT}.here.slug") == "dau"
        page.locator("dialog[open] .tour-said a").tap()
        page.wait_for_url("**/gio-hang")
        expect(page.locator(".cart-line-qty input[type=number]")).to_have_value("2")
    finally:
        change(village, PRICE, price)


def test_more_than_there_is_says_so(village: Village, everything: str, phone: Watched) -> None:
    page = begin(phone, village, everything)
    candy(page)

    page.evaluate("document.querySelector('dialog[open] input[name=so_luong]').max = ''")
    page.fill("dialog[open] input[name=so_luong]", "9000")
    page.locator("dialog[open] button", has_text="Thêm vào giỏ").tap()

    expect(page.locator("dialog[open] .tour-said")).to_contain_text("Kẹo lạc")
    assert page.locator(".site-cart .count").count() == 0


def test_a_shop_that_rests_takes_its_pin_along(village: Village, everything: str, phone: Watched) -> None:
    page = begin(phone, village, everything)
    try:
        change(village, STATE, "paused")
        page.locator(".tour-pin[data-id='dau-9']").tap()
        expect(page.locator("dialog[open]")).to_contain_text("Gian hàng đang nghỉ")
        page.locator("dialog[open] button[aria-label='Đóng']").tap()
        assert page.locator(".tour-pin[data-id='dau-9']").count() == 0
        assert page.locator(".tour-pin").count() == 9
    finally:
        change(village, STATE, "live")


def test_a_shop_sells_from_its_pin_and_the_order_remembers(village: Village, everything: str, phone: Watched) -> None:
    page = begin(phone, village, everything + "?canh=sau")
    page.locator(".tour-pin[data-kind=shop]").tap()
    shelf = page.locator("dialog[open] .tour-shelf button")
    expect(shelf.first).to_be_visible()
    names = shelf.all_inner_texts()
    # A thumb is as large as it is shown on a sharp phone, and no larger.
    assert all("-320." in src for src in shelf.locator("img").evaluate_all("all => all.map(one => one.src)"))

    # Look at another first, and come back to all of them.
    shelf.filter(has_not_text="Kẹo lạc vừng").first.tap()
    expect(page.locator("dialog[open] h2")).not_to_have_text(re.compile("Kẹo lạc"))
    page.locator("dialog[open] button:has(use[href$='#shop'])").tap()
    expect(page.locator("dialog[open] .tour-shelf button:focus")).to_have_count(1)
    assert page.locator("dialog[open] .tour-shelf button").all_inner_texts() == names

    page.locator("dialog[open] .tour-shelf button", has_text="Kẹo lạc vừng").tap()
    page.locator("dialog[open] button[name=mua_ngay]").tap()
    code = check_out(page, name="Khách ở quầy", phone="0912 345 676")

    with database(village) as connection:
        pin = connection.scalar(
            sa.text(
                "SELECT l.came_from FROM order_line l JOIN sub_order s ON s.id = l.sub_order_id"
                ' JOIN "order" o ON o.id = s.order_id WHERE o.code = :code'
            ),
            {"code": code},
        )
    assert pin == "du-thu/sau/2"


def test_in_a_frame_goods_say_what_is_known_and_lead_to_the_market(
    village: Village, everything: str, phone: Watched
) -> None:
    page = begin(phone, village, everything + "/nhung")

    page.locator(".tour-pin[data-id='dau-9']").tap()

    sheet = page.locator("dialog[open]")
    expect(sheet.locator("a.button")).to_have_attribute("href", re.compile(r"/hang/keo-lac-vung\?tu=du-thu/dau/9$"))
    expect(sheet.locator(".price")).to_be_visible()
    expect(sheet).not_to_contain_text("Gian hàng đang nghỉ")
    sheet.locator("button[aria-label='Đóng']").tap()
    assert page.locator(".tour-pin[data-id='dau-9']").count() == 1


def test_when_the_shop_cannot_be_asked_the_way_to_the_goods_stays(
    village: Village, everything: str, phone: Watched
) -> None:
    page = begin(phone, village, everything)
    page.route("**/dau/9.json", lambda route: route.abort())

    page.locator(".tour-pin[data-id='dau-9']").tap()

    expect(page.locator("dialog[open] a.button")).to_have_attribute(
        "href", re.compile(r"/hang/keo-lac-vung\?tu=du-thu/dau/9$")
    )
    phone.troubles.clear()
