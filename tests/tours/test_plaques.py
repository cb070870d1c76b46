"""Plaques: where they lead, whatever becomes of the scene, and how their scans are counted."""

import itertools
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import AuditEvent
from marketplace.db import db
from marketplace.limits import Tries
from marketplace.media.panoramas import View
from marketplace.tours import services as walks
from marketplace.tours.errors import AngleOutOfRange, NoSuchSpot, PlaqueNotFound
from marketplace.tours.models import Plaque, Tour, VisitCount
from marketplace.tours.plaque_numbers import check_digit, checks, show_number
from marketplace.tours.queries import plaques as queries
from marketplace.tours.services import plaques as services
from marketplace.tours.services.walks import lay_out
from marketplace.tours.states import Counted, PlaqueAim, TourState
from tests.people import open_browser
from tests.tours.making import door, info, make_site, make_tour, new_tour, scene

UNUSED = "10000" + check_digit("10000")
BY = Actor(label="Lê Văn Quang")
PERSON = {"User-Agent": "Mozilla/5.0 (Linux; Android 13) Chrome/140.0 Mobile Safari/537.36"}


@pytest.fixture
def tour(session: Any) -> Tour:
    return make_tour(info(yaw=42.25, pitch=-7.5, label="Cây đa", label_en="Banyan", number=3))


@pytest.fixture
def visitor(app: Flask, session: Any) -> FlaskClient:
    return open_browser(app)


def make(tour: Tour, **changed: Any) -> Plaque:
    plaque = services.make_plaque(tour, **{"scene": "san", "by": BY, **changed})
    db.session.commit()
    return plaque


def land(visitor: FlaskClient, plaque: Plaque, *, path: str = "/t/{}") -> tuple[str, dict[str, str]]:
    answer = visitor.get(path.format(plaque.number), headers=PERSON)
    assert answer.status_code == 303, answer.text
    parts = urlsplit(answer.location)
    return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}


def scans(plaque: Plaque) -> int:
    found = sa.select(VisitCount.n).where(VisitCount.what == Counted.SCAN, VisitCount.plaque == plaque.number)
    return db.session.scalar(found) or 0


def lay_out_again(tour: Tour, *scenes: Any) -> None:
    db.session.expire(tour)
    lay_out(tour, new_tour(*scenes, slug=tour.slug))
    db.session.commit()


@pytest.mark.parametrize(
    ("asked", "aim", "angles"),
    [
        ({}, PlaqueAim.START, (0.0, 0.0, 100.0)),
        ({"pin": 3}, PlaqueAim.PIN, (42.25, -7.5, 70.0)),
        ({"view": View(yaw=-179.96, pitch=12.34, hfov=45.0)}, PlaqueAim.VIEW, (-179.96, 12.34, 45.0)),
    ],
)
def test_a_plaque_lands_within_a_degree_of_its_view(
    visitor: FlaskClient, tour: Tour, asked: dict[str, Any], aim: PlaqueAim, angles: tuple[float, ...]
) -> None:
    plaque = make(tour, **asked)

    path, told = land(visitor, plaque)

    assert (plaque.aim, path, told["canh"], told["bien"]) == (aim, f"/tham-quan/{tour.slug}", "san", plaque.number)
    for name, angle in zip(("yaw", "pitch", "hfov"), angles, strict=True):
        assert abs(float(told[name]) - angle) <= 0.1


def test_a_pin_without_a_name_is_called_by_what_it_tells(tour: Tour) -> None:
    assert make(tour, scene="hau-cung", pin=1).name == "Cột đình bằng gỗ lim"


def test_it_is_called_as_the_scene_or_pin_unless_it_has_a_name(tour: Tour) -> None:
    named = make(tour, pin=3), make(tour), make(tour, name=" Cổng  làng ", name_en="Gate"), make(tour, name="Cổng")

    assert [(plaque.name, plaque.name_en) for plaque in named] == [
        ("Cây đa", "Banyan"), ("Cảnh san", "The san"), ("Cổng làng", "Gate"), ("Cổng", ""),
    ]  # fmt: skip
    assert all(checks(plaque.number) for plaque in named)


def test_the_code_s_capitals_and_the_typed_number_lead_to_the_same_place(visitor: FlaskClient, tour: Tour) -> None:
    plaque = make(tour)
    number = plaque.number

    typed = visitor.get("/t", query_string={"so": f" {number[:2]}-{number[2:4]} {number[4:]}"}, headers=PERSON)

    assert (typed.status_code, typed.location) == (303, f"/t/{number}")
    assert land(visitor, plaque, path="/T/{}") == land(visitor, plaque)
    assert visitor.get(f"/t/{number[:3]}%20{number[3:]}", headers=PERSON).status_code == 303
    english = visitor.get(f"/en/t/{number}", headers=PERSON)
    assert english.location.startswith(f"/en/tham-quan/{tour.slug}?")


def test_renaming_and_moving_keep_the_link(visitor: FlaskClient, tour: Tour) -> None:
    start, pin, own = make(tour), make(tour, pin=3), make(tour, view=View(yaw=10.0, pitch=1.0, hfov=50.0))

    lay_out_again(
        tour,
        scene("cong", door("san"), door("hau-cung", 10.0)),
        scene("hau-cung", door("san")),
        scene("san", info(yaw=-60.0, pitch=5.0, number=3), title="Sân đình mới quét", yaw=33.0),
    )
    services.rename_plaque(start, name="Sân", name_en="", by=BY)
    db.session.commit()

    assert [land(visitor, plaque)[1]["yaw"] for plaque in (start, pin, own)] == ["33.0", "-60.0", "10.0"]
    assert land(visitor, start)[1]["canh"] == "san"


def test_who_made_named_and_took_down_a_plaque_is_written_down(tour: Tour) -> None:
    plaque = make(tour)
    services.rename_plaque(plaque, name="Sân", name_en="Yard", by=BY)
    services.rename_plaque(plaque, name="Sân", name_en="Yard", by=BY)
    services.retire_plaque(plaque, by=BY)
    services.retire_plaque(plaque, by=BY)
    db.session.commit()

    told = db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id)).all()

    of_it = [event for event in told if event.thing == f"plaque:{plaque.number}"]
    assert [event.what for event in of_it] == ["plaque.made", "plaque.renamed", "plaque.taken_down"]
    assert of_it[1].before == {"name": "Cảnh san", "name_en": "The san"}
    assert of_it[1].after == {"name": "Sân", "name_en": "Yard"}


@pytest.mark.parametrize(
    ("asked", "prefix"),
    [("en-GB,en;q=0.9", "/en"), ("vi-VN,vi;q=0.9,en;q=0.8", ""), ("en;q=0.8,vi;q=0.9", ""), ("fr-FR,fr;q=0.9,en;q=0.5", "/en"), ("ko", ""), ("", "")],
)  # fmt: skip
def test_a_scan_opens_in_the_language_of_the_phone(visitor: FlaskClient, tour: Tour, asked: str, prefix: str) -> None:
    plaque = make(tour)

    answer = visitor.get(f"/t/{plaque.number}", headers={**PERSON, "Accept-Language": asked})

    assert urlsplit(answer.location).path == f"{prefix}/tham-quan/{tour.slug}"
    assert "Accept-Language" in answer.headers["Vary"]


def test_a_pin_that_is_gone_keeps_its_last_view(visitor: FlaskClient, tour: Tour) -> None:
    plaque = make(tour, pin=3)

    lay_out_again(tour, scene("san", door("hau-cung")), scene("hau-cung", door("san")))

    assert land(visitor, plaque)[1]["yaw"] == "42.2"


def test_a_plaque_whose_scene_is_gone_lands_at_the_tour_and_says_so(visitor: FlaskClient, tour: Tour) -> None:
    plaque = make(tour, scene="hau-cung")
    lay_out_again(tour, scene("san", info()))

    answer = visitor.get(f"/t/{plaque.number}", headers=PERSON, follow_redirects=True)

    assert (answer.status_code, answer.request.path) == (200, f"/tham-quan/{tour.slug}")
    assert "không còn trong chuyến dạo" in answer.text
    assert "canh=" not in answer.request.query_string.decode()


def test_a_retired_plaque_lands_at_the_tour_and_its_number_is_not_used_again(
    visitor: FlaskClient, tour: Tour, monkeypatch: pytest.MonkeyPatch
) -> None:
    plaque = make(tour)
    services.retire_plaque(plaque, by=BY)
    db.session.commit()

    answer = visitor.get(f"/t/{plaque.number}", headers=PERSON, follow_redirects=True)
    assert (answer.status_code, answer.request.path) == (200, f"/tham-quan/{tour.slug}")
    assert "đã được gỡ" in answer.text

    drawn = itertools.chain([plaque.number] * 20, itertools.repeat(UNUSED))
    monkeypatch.setattr(services, "draw_number", lambda: next(drawn))
    assert make(tour).number == UNUSED


def test_a_plaque_of_a_tour_that_is_not_shown_lands_at_the_site(visitor: FlaskClient, tour: Tour) -> None:
    plaque = make(tour)
    tour.state = TourState.ARCHIVED
    db.session.commit()
    site = queries.plaque_by_typed_number(plaque.number).tour.site

    answer = visitor.get(f"/t/{plaque.number}", headers=PERSON, follow_redirects=True)

    assert (answer.status_code, answer.request.path) == (200, f"/di-tich/{site.slug}")
    assert "hiện không mở" in answer.text


def test_a_wrong_number_says_which_group_to_look_at_again(visitor: FlaskClient, tour: Tour) -> None:
    number = make(tour).number
    third = number[:4] + str((int(number[4]) + 1) % 10) + number[5]
    first = str(int(number[0]) % 9 + 1) + number[1:]

    for typed, group in ((third, 3), (first, 1)):
        answer = visitor.get("/t", query_string={"so": typed})
        assert (answer.status_code, f"nhóm số thứ {group}" in answer.text) == (422, True)
        assert f'value="{typed}"' in answer.text

    assert "sáu chữ số" in visitor.get("/t?so=12+34").text
    unknown = visitor.get(f"/t/{UNUSED}")
    assert (unknown.status_code, f"nào mang số {show_number(UNUSED)}" in unknown.text) == (404, True)
    far = "".join(str((int(digit) + 3) % 10) for digit in number[:5])
    far += str((int(check_digit(far)) + 1) % 10)
    assert "cả ba nhóm" in visitor.get("/t", query_string={"so": far}).text
    assert "&lt;b&gt;" in visitor.get("/t?so=<b>x</b>").text
    english = visitor.get("/en/t", query_string={"so": third}).text
    assert "group 3" in english


def test_scans_are_counted_each_day_for_people_only(visitor: FlaskClient, tour: Tour) -> None:
    plaque = make(tour, pin=3)
    path = f"/t/{plaque.number}"

    first = visitor.get(path, headers=PERSON)
    visitor.get(f"/T/{plaque.number}", headers=PERSON)
    for headers in ({"User-Agent": "Googlebot/2.1"}, {"User-Agent": "facebookexternalhit/1.1"}, {"User-Agent": ""}):
        assert visitor.get(path, headers=headers).status_code == 303
    for extra in ({"DNT": "1"}, {"Sec-GPC": "1"}, {"Sec-Purpose": "prefetch;prerender"}):
        assert visitor.get(path, headers={**PERSON, **extra}).status_code == 303
    for _ in range(3):
        assert visitor.head(path, headers=PERSON).status_code == 303
    visitor.get("/t", query_string={"so": plaque.number}, headers=PERSON)

    row = db.session.scalars(sa.select(VisitCount)).one()
    assert (row.n, row.what, row.scene, row.pin, row.plaque) == (2, Counted.SCAN, "san", 3, plaque.number)
    assert "Set-Cookie" not in first.headers
    assert first.headers["Cache-Control"] == "private, no-store"


def test_one_machine_cannot_scan_without_end(visitor: FlaskClient, tour: Tour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marketplace.tours.views.plaques.MOST_AN_HOUR", 3)
    plaque = make(tour)

    answers = [visitor.get(f"/t/{plaque.number}", headers=PERSON).status_code for _ in range(6)]

    assert answers == [303] * 6
    assert scans(plaque) == 3
    # The address is nowhere, only a keyed hash that goes after two days.
    assert [len(key) for key in db.session.scalars(sa.select(Tries.key))] == [64]
    assert not any("127.0.0.1" in key for key in db.session.scalars(sa.select(Tries.key)))


def test_every_scene_gets_one_plaque_and_not_a_second(tour: Tour) -> None:
    make(tour, pin=3)
    made = services.make_plaques_of_scenes(tour, by=BY)
    again = services.make_plaques_of_scenes(tour, by=BY)
    services.retire_plaque(made[0], by=BY)

    assert [(plaque.scene, plaque.aim) for plaque in made] == [("san", "start"), ("hau-cung", "start")]
    assert again == []
    assert [plaque.scene for plaque in services.make_plaques_of_scenes(tour, by=BY)] == ["san"]


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"scene": "khong-co"}, NoSuchSpot),
        ({"pin": 9}, NoSuchSpot),
        ({"view": View(yaw=181.0, pitch=0.0, hfov=60.0)}, AngleOutOfRange),
        ({"view": View(yaw=0.0, pitch=0.0, hfov=10.0)}, AngleOutOfRange),
        ({"view": View(yaw=float("nan"), pitch=0.0, hfov=60.0)}, AngleOutOfRange),
    ],
)
def test_a_plaque_leads_only_where_visitors_can_be(tour: Tour, asked: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        make(tour, **asked)


def test_plaques_of_one_tour_are_not_those_of_another(tour: Tour) -> None:
    plaque = make(tour)
    other = walks.add_tour(make_site().id, new_tour(scene("san", info())))

    assert queries.plaques_of(other.id) == []
    with pytest.raises(PlaqueNotFound):
        queries.plaque_of_tour(other.id, plaque.number)
