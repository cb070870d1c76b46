"""The curator's figures, over HTTP: sums, orders from pins, the chart, the sheet."""

import csv
import io
import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts.models import Role
from marketplace.clock import now, pretend, vietnam
from marketplace.db import db
from marketplace.orders.queries import CameFrom, orders_from_pins
from marketplace.pages.curating_counts import long
from marketplace.pages.visit_sums import add_up
from marketplace.shops.models import Product
from marketplace.tours.beacons import Beacon, Stay
from marketplace.tours.models import Tour
from marketplace.tours.queries.counts import CountRow, places_of
from marketplace.tours.services.counts import count_visit
from marketplace.tours.states import Counted
from tests.factories import make_order, make_product, make_user
from tests.people import open_browser, sign_in
from tests.tours.making import goods, make_tour

DAY = date(2026, 11, 23)


@pytest.fixture
def curator(app: Flask, session: Any) -> FlaskClient:
    browser = open_browser(app)
    sign_in(browser, make_user(role=Role.CURATOR))
    return browser


@pytest.fixture
def product(session: Any) -> Product:
    return make_product(name="Kẹo lạc", price_vnd=30_000)


@pytest.fixture
def tour(product: Product) -> Tour:
    tour = make_tour(goods(product, number=5))
    db.session.commit()
    return tour


def visit(tour: Tour, *, days_ago: int = 0, pins: int = 0) -> None:
    told = Beacon(1, {"san": Stay(2, 90), "hau-cung": Stay(1, 10)}, {("san", 5): pins})
    count_visit(places_of(tour.slug), told, at=now() - timedelta(days=days_ago))
    db.session.commit()


def page(curator: FlaskClient, path: str) -> str:
    answer = curator.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def test_an_empty_page_says_what_will_stand_there(curator: FlaskClient, tour: Tour) -> None:
    assert "0 lượt xem" in page(curator, "/di-san/so-lieu")
    assert "Khi có người mở chuyến dạo hoặc quét biển" in page(curator, f"/di-san/so-lieu/{tour.slug}")
    assert curator.get("/di-san/so-lieu/khong-co").status_code == 404


def test_the_page_shows_the_sums_of_the_days_asked_for(curator: FlaskClient, tour: Tour) -> None:
    visit(tour, pins=3)
    visit(tour, days_ago=29)
    visit(tour, days_ago=30)

    month, quarter = (page(curator, f"/di-san/so-lieu/{tour.slug}{end}") for end in ("", "?ngay=90"))

    assert "2 lượt xem" in month
    assert "3 lượt xem" in quarter
    assert "33 giây ở mỗi cảnh, trung bình" in month
    assert "Cảnh san 4 45 giây 3" in month
    assert "Kẹo lạc Cảnh san 3 0" in month
    assert "2 lượt xem" in page(curator, "/di-san/so-lieu")


def test_orders_are_counted_from_the_orders_themselves(
    app: Flask, curator: FlaskClient, tour: Tour, product: Product
) -> None:
    make_order(product, came_from=f"{tour.slug}/san/5")
    make_order(product, came_from=f"{tour.slug}/san/5")
    make_order(product, came_from="khac/san/5")
    make_order(product, came_from='=cmd|"/c calc"!A1/san/1')
    make_order(product, came_from=f"{tour.slug}/=HYPERLINK/1")
    make_order(product)
    with pretend(now() - timedelta(days=40)):
        make_order(product, came_from=f"{tour.slug}/hau-cung/1")
    db.session.commit()

    shown = page(curator, f"/di-san/so-lieu/{tour.slug}")

    assert "2 đơn đặt từ ghim" in shown
    assert "Kẹo lạc Cảnh san 0 2" in shown
    assert "2 đơn từ ghim" in page(curator, "/di-san/so-lieu")
    assert "3 đơn đặt từ ghim" in page(curator, f"/di-san/so-lieu/{tour.slug}?ngay=90")


def test_a_day_begins_at_vietnam_s_midnight(product: Product) -> None:
    # 17:30 in Greenwich is the next day here.
    evening = now().replace(hour=17, minute=30)
    with pretend(evening):
        make_order(product, came_from="dao/san/5")
        assert [order.day for order in orders_from_pins(since=evening - timedelta(days=1))] == [vietnam(evening).date()]


# E12 O08
def test_the_sheet_holds_every_day_and_no_formula(curator: FlaskClient, tour: Tour, product: Product) -> None:
    visit(tour, pins=1)
    visit(tour, days_ago=3)
    make_order(product, came_from=f"{tour.slug}/san/5")
    make_order(product, came_from=f"{tour.slug}/-1+1/1")
    db.session.commit()

    answer = curator.get(f"/di-san/so-lieu/{tour.slug}/so-lieu.csv?ngay=30")

    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    today = vietnam(now()).date()
    assert head == ["Ngày", "Việc", "Cảnh", "Ghim", "Biển", "Số lượt"]
    assert [row for row in rows if row[1] == "mở chuyến dạo"] == [
        [(today - timedelta(days=ago)).isoformat(), "mở chuyến dạo", "", "", "", "1"] for ago in (3, 0)
    ]
    assert [today.isoformat(), "đơn đặt từ ghim", "san", "5", "", "1"] in rows
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_the_chart_has_a_bar_for_each_day_of_a_month_and_each_week_of_a_quarter(
    curator: FlaskClient, tour: Tour
) -> None:
    visit(tour)
    bars = [curator.get(f"/di-san/so-lieu/{tour.slug}?ngay={days}").text.count("<rect") for days in (30, 90)]

    assert bars == [30, 13]


def test_bars_add_up_and_the_highest_is_whole() -> None:
    first = DAY - timedelta(days=89)
    counts = [CountRow(first + timedelta(days=at), Counted.VIEW, "", 0, "", at + 1) for at in range(90)]
    orders = [CameFrom(DAY, "dao", "san", 5, 2)]

    sums = add_up(counts, orders, first=first, last=DAY)

    assert sums.views == 90 * 91 // 2
    assert (sums.bars[0].first, sums.bars[-1].last, max(bar.height for bar in sums.bars)) == (first, DAY, 1000)
    assert all((bar.last - bar.first).days == 6 for bar in sums.bars[1:])
    assert (sums.bars[-1].orders, sums.orders["san", 5]) == (2, 2)


def test_one_visit_is_seen_beside_a_thousand() -> None:
    counts = [
        CountRow(DAY, Counted.VIEW, "", 0, "", 5000),
        CountRow(DAY - timedelta(days=1), Counted.VIEW, "", 0, "", 1),
    ]

    sums = add_up(counts, [], first=DAY - timedelta(days=2), last=DAY)

    assert [bar.height for bar in sums.bars] == [0, 1, 1000]


def test_lengths_are_said_in_minutes_and_seconds(app: Flask) -> None:
    with app.test_request_context():
        assert [long(seconds) for seconds in (0, 59, 125)] == ["0 giây", "59 giây", "2 phút 5 giây"]
