"""The curator's plaques, over HTTP and without JavaScript."""

import re
from html import unescape
from typing import Any

import pypdfium2
import pytest
import sqlalchemy as sa
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts.models import Role
from marketplace.db import db
from marketplace.pages.plaque_forms import read_degrees
from marketplace.tours.models import Plaque, Tour
from marketplace.tours.plaque_numbers import show_number
from marketplace.tours.states import TourState
from tests.factories import make_user
from tests.people import open_browser, sign_in
from tests.tours.making import info, make_site, make_tour


@pytest.fixture
def curator(app: Flask, session: Any) -> FlaskClient:
    browser = open_browser(app)
    sign_in(browser, make_user(role=Role.CURATOR))
    return browser


@pytest.fixture
def tour(session: Any) -> Tour:
    site = make_site(name="Đình Thu Quế", name_en="Thu Quế communal house")
    tour = make_tour(info(label="Cây đa", label_en="Banyan", number=3), site=site)
    db.session.commit()
    return tour


def home(tour: Tour) -> str:
    return f"/di-san/bien/{tour.slug}"


def plaques() -> list[Plaque]:
    return list(db.session.scalars(sa.select(Plaque).order_by(Plaque.id).execution_options(populate_existing=True)))


def codes(data: bytes) -> list[str]:
    file = pypdfium2.PdfDocument(data)
    return [zxingcpp.read_barcodes(page.render(scale=3).to_pil())[0].text for page in file]


def page(curator: FlaskClient, path: str) -> str:
    answer = curator.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(answer.text))


def test_plaques_for_all_scenes_are_made_once_and_printed_in_one_file(curator: FlaskClient, tour: Tour) -> None:
    assert "Chưa có biển nào" in page(curator, home(tour))

    assert curator.post(home(tour) + "/moi-canh").status_code == 303
    curator.post(home(tour) + "/moi-canh")

    first, second = plaques()
    shown = page(curator, home(tour))
    assert show_number(first.number) in shown
    assert "Cảnh san, điểm nhìn ban đầu" in shown
    answer = curator.get(home(tour) + "/in.pdf")
    assert answer.mimetype == "application/pdf"
    assert codes(answer.data) == [f"HTTP://LOCALHOST/T/{plaque.number}" for plaque in (first, second)]
    chosen = curator.get(f"{home(tour)}/in.pdf?so={second.number}&so=999999")
    assert codes(chosen.data) == [f"HTTP://LOCALHOST/T/{second.number}"]


def test_a_plaque_for_a_pin_is_named_as_the_pin_and_printed_in_both_languages(curator: FlaskClient, tour: Tour) -> None:
    answer = curator.post(home(tour), data={"spot": "san/3"})

    plaque = plaques()[0]
    assert answer.location == f"{home(tour)}/{plaque.number}"
    assert (plaque.name, plaque.name_en, plaque.pin) == ("Cây đa", "Banyan", 3)
    # The language of the page changes nothing on the plaque.
    for language in ("", "/en"):
        data = curator.get(f"{language}{home(tour)}/{plaque.number}/bien.pdf").data
        assert codes(data) == [f"HTTP://LOCALHOST/T/{plaque.number}"]
        said = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_bounded()
        for words in ("Cây đa", "Banyan", "Đình Thu Quế", "Quét để đứng đúng chỗ này", "Scan to stand", "localhost/t"):
            assert words in said
    code = curator.get(f"{home(tour)}/{plaque.number}/ma.svg")
    assert (code.mimetype, code.text[:4]) == ("image/svg+xml", "<svg")


def test_a_plaque_for_a_view_is_made_from_its_address_or_from_angles(curator: FlaskClient, tour: Tour) -> None:
    path = home(tour) + "/goc-nhin"
    address = f"http://localhost/en/tham-quan/{tour.slug}?canh=hau-cung&yaw=-12.5&pitch=3&hfov=60"

    assert curator.post(path, data={"scene": "san", "address": address, "view_name": "Bia đá"}).status_code == 303
    angles = {"scene": "san", "yaw": "−12,5", "pitch": "+3", "hfov": "60°"}
    assert curator.post(path, data=angles).status_code == 303

    first, second = plaques()
    assert (first.scene, first.yaw, first.pitch, first.hfov, first.name) == ("hau-cung", -12.5, 3.0, 60.0, "Bia đá")
    assert (second.scene, second.yaw, second.pitch, second.hfov, second.name) == ("san", -12.5, 3.0, 60.0, "Cảnh san")


@pytest.mark.parametrize(("told", "kept"), [("12.4", 30.0), ("130.0", 120.0), ("45.5", 45.5)])
def test_a_view_looked_at_from_near_or_far_makes_a_plaque_too(
    curator: FlaskClient, tour: Tour, told: str, kept: float
) -> None:
    address = f"http://localhost/tham-quan/{tour.slug}?canh=san&yaw=8.0&pitch=-2.0&hfov={told}"

    assert curator.post(home(tour) + "/goc-nhin", data={"scene": "san", "address": address}).status_code == 303
    assert [(plaque.yaw, plaque.hfov) for plaque in plaques()] == [(8.0, kept)]


# S02
@pytest.mark.parametrize(
    "data",
    [
        {"address": "https://elsewhere.example/"},
        {"address": "/tham-quan/khac?canh=san&yaw=1&pitch=1&hfov=60"},
        {"address": "/tham-quan/{slug}?canh=san&yaw=x&pitch=1&hfov=60"},
        {"address": "/tham-quan/{slug}?canh=san&yaw=181&pitch=1&hfov=60"},
        {"address": "/tham-quan/{slug}?canh=khong-co&yaw=1&pitch=1&hfov=60"},
        {"address": "//[/tham-quan/{slug}?canh=san&yaw=1&pitch=1&hfov=60"},
        {"yaw": "181", "pitch": "0", "hfov": "60"},
        {"yaw": "0", "pitch": "91", "hfov": "60"},
        {"yaw": "0", "pitch": "0", "hfov": "20"},
        {"yaw": "nan", "pitch": "0", "hfov": "60"},
        {"yaw": "", "pitch": "", "hfov": ""},
        {"scene": "khong-co", "yaw": "0", "pitch": "0", "hfov": "60"},
    ],
)
def test_a_view_that_is_nowhere_is_refused_in_a_sentence(
    curator: FlaskClient, tour: Tour, data: dict[str, str]
) -> None:
    told = {"scene": "san", **{name: value.replace("{slug}", tour.slug) for name, value in data.items()}}

    answer = curator.post(home(tour) + "/goc-nhin", data=told)

    assert (answer.status_code, "field-error" in answer.text, plaques()) == (422, True, [])


def test_a_plaque_without_an_english_name_says_so_before_it_is_printed(curator: FlaskClient, tour: Tour) -> None:
    curator.post(home(tour), data={"spot": "san/3"})
    curator.post(home(tour), data={"spot": "san", "name": "Giếng làng"})
    whole, lacking = plaques()
    path = f"{home(tour)}/{lacking.number}"

    assert page(curator, home(tour)).count("Thiếu tên tiếng Anh") == 1
    assert "1 biển chưa có tên tiếng Anh: tờ in ra chỉ có tiếng Việt" in page(curator, home(tour))
    assert f'href="{path}#name_en"' in page(curator, home(tour))
    assert "Biển này chưa có tên tiếng Anh: tờ in ra chỉ có tiếng Việt" in page(curator, path)
    assert 'id="name_en"' in page(curator, path)
    assert "chưa có tên tiếng Anh" not in page(curator, f"{home(tour)}/{whole.number}")

    curator.post(path, data={"name": "Giếng làng", "name_en": "The village well"})

    for shown in (home(tour), path):
        assert "tên tiếng Anh: tờ in" not in page(curator, shown)


def test_an_unknown_spot_is_refused(curator: FlaskClient, tour: Tour) -> None:
    for spot in ("", "khong-co", "san/9", "san/x", "hau-cung/1/2"):
        assert curator.post(home(tour), data={"spot": spot}).status_code == 422
    assert plaques() == []


def test_a_plaque_is_renamed_and_taken_down(curator: FlaskClient, tour: Tour) -> None:
    curator.post(home(tour), data={"spot": "san"})
    number = plaques()[0].number
    path = f"{home(tour)}/{number}"

    assert curator.post(path, data={"name": ""}).status_code == 422
    assert curator.post(path, data={"name": "x" * 81}).status_code == 422
    assert curator.post(path, data={"name": "<b>Sân</b>", "name_en": "Yard"}).status_code == 303
    assert "&lt;b&gt;Sân" in curator.get(home(tour)).text
    assert curator.post(path + "/go").status_code == 303

    retired_at = plaques()[0].retired_at
    assert retired_at is not None
    curator.post(path + "/go")
    assert plaques()[0].retired_at == retired_at
    assert "1 biển đã gỡ" in page(curator, home(tour))
    assert "không dùng cho biển khác" in page(curator, path)
    assert [curator.get(path + end).status_code for end in ("/bien.pdf", "/ma.svg")] == [404, 404]
    assert curator.get(home(tour) + "/in.pdf").status_code == 404


def test_a_scan_stands_beside_its_plaque(app: Flask, curator: FlaskClient, tour: Tour) -> None:
    curator.post(home(tour), data={"spot": "san"})
    open_browser(app).get(f"/t/{plaques()[0].number}", headers={"User-Agent": "Mozilla/5.0 (Android 14)"})

    assert "1 lượt quét" in page(curator, home(tour))


def test_what_is_missing_is_said(curator: FlaskClient, tour: Tour) -> None:
    assert "Đình Thu Quế" in page(curator, "/di-san/bien")
    assert curator.get("/di-san/bien/khong-co").status_code == 404
    assert curator.get(home(tour) + "/123456").status_code == 404
    curator.post(home(tour), data={"spot": "hau-cung"})
    plaque = plaques()[0]
    plaque.scene = "da-bo"
    tour.state = TourState.DRAFT
    db.session.commit()
    assert "Cảnh không còn" in page(curator, home(tour))
    assert "da-bo, điểm nhìn ban đầu" in page(curator, f"{home(tour)}/{plaque.number}")
    assert "chưa đăng" in page(curator, "/di-san/bien")


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("12,5", 12.5),
        (" -7.25° ", -7.25),
        ("−3", -3.0),
        ("+180", 180.0),
        ("1e3", None),
        ("", None),
        ("١", None),
        ("--1", None),
    ],
)
def test_degrees_are_read_as_people_write_them(text: str, degrees: float | None) -> None:
    assert read_degrees(text) == degrees
