"""Counts of visits: sums of a day, read strictly, and nothing about who came."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from marketplace.clock import pretend
from marketplace.db import db
from marketplace.tours import services
from marketplace.tours.beacons import MOST_BYTES, read_beacon
from marketplace.tours.models import Tour, VisitCount
from marketplace.tours.robots import is_robot
from marketplace.tours.states import TourState
from tests.people import open_browser
from tests.tours.making import info, make_site, make_tour, new_tour, scene

PERSON = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Zalo iOS/500"}
VISIT = {
    "views": 1,
    "scenes": {"san": {"n": 2, "seconds": 34}, "hau-cung": {"n": 1, "seconds": 5}},
    "pins": {"hau-cung/1": 1, "san/3": 2},
}


@pytest.fixture
def tour(session: Any) -> Tour:
    tour = make_tour(info(number=3))
    db.session.commit()
    return tour


@pytest.fixture
def visitor(app: Flask, session: Any) -> FlaskClient:
    return open_browser(app)


def tell(visitor: FlaskClient, tour: Tour, told: Any, **headers: str) -> TestResponse:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return visitor.post(
        f"/tham-quan/{tour.slug}/dem", data=body, content_type="application/json", headers={**PERSON, **headers}
    )


def sums() -> dict[tuple[Any, ...], int]:
    rows = db.session.scalars(sa.select(VisitCount).execution_options(populate_existing=True))
    return {(row.what.value, row.scene, row.pin): row.n for row in rows}


def test_two_visits_of_a_day_are_one_sum(visitor: FlaskClient, tour: Tour) -> None:
    first = tell(visitor, tour, VISIT)
    tell(visitor, tour, VISIT)

    assert (first.status_code, first.data, first.headers.get("Set-Cookie")) == (204, b"", None)
    assert sums() == {
        ("view", "", 0): 2, ("scene", "san", 0): 4, ("dwell_seconds", "san", 0): 68, ("scene", "hau-cung", 0): 2,
        ("dwell_seconds", "hau-cung", 0): 10, ("pin", "hau-cung", 1): 2, ("pin", "san", 3): 4,
    }  # fmt: skip


def test_the_day_is_vietnam_s(visitor: FlaskClient, tour: Tour) -> None:
    for instant in (datetime(2026, 11, 23, 16, 59, tzinfo=UTC), datetime(2026, 11, 23, 17, 0, tzinfo=UTC)):
        with pretend(instant):
            tell(visitor, tour, {"views": 1})

    assert sorted(db.session.scalars(sa.select(VisitCount.day))) == [date(2026, 11, 23), date(2026, 11, 24)]


def test_nothing_about_the_visitor_has_a_place_in_the_table() -> None:
    assert {column.name for column in VisitCount.__table__.columns} == {
        "tour_id", "day", "what", "scene", "pin", "plaque", "n",
    }  # fmt: skip


def test_scenes_and_pins_the_tour_does_not_have_are_left_out(visitor: FlaskClient, tour: Tour) -> None:
    told = {"scenes": {"khong-co": {"n": 1, "seconds": 1}}, "pins": {"san/99": 1, "khong-co/1": 1}}

    assert tell(visitor, tour, told).status_code == 204
    assert sums() == {}


def test_one_telling_cannot_say_more_than_a_visit_can_be(visitor: FlaskClient, tour: Tour) -> None:
    told = {"views": 10**9, "scenes": {"san": {"n": 10**9, "seconds": 10**15}}, "pins": {"san/3": 10**12}}

    assert tell(visitor, tour, told).status_code == 204
    assert sums() == {
        ("view", "", 0): 1,
        ("scene", "san", 0): 20,
        ("dwell_seconds", "san", 0): 600,
        ("pin", "san", 3): 20,
    }


def test_one_telling_cannot_say_that_somebody_was_everywhere_at_once(visitor: FlaskClient, tour: Tour) -> None:
    others = {f"canh-{number}": {"n": 1, "seconds": 600} for number in range(40)}
    told = {"scenes": {"san": {"n": 1, "seconds": 600}, "hau-cung": {"n": 1, "seconds": 300}, **others}}

    assert tell(visitor, tour, told).status_code == 204
    # All together half an hour, each its share.
    assert sums()["dwell_seconds", "san", 0] == 600 * 1800 // (41 * 600 + 300)
    assert sum(stay.seconds for stay in read_beacon(json.dumps(told).encode()).scenes.values()) <= 1800


def test_a_scene_with_an_underscore_in_its_name_is_counted_with_its_pins(app: Flask, session: Any) -> None:
    tour = services.add_tour(make_site().id, new_tour(scene("san_dinh", info(number=3))))
    tour.state = TourState.PUBLISHED
    db.session.commit()
    told = {"views": 1, "scenes": {"san_dinh": {"n": 1, "seconds": 9}}, "pins": {"san_dinh/3": 1}}

    assert tell(open_browser(app), tour, told).status_code == 204
    assert sums()["pin", "san_dinh", 3] == 1


# L16 L22 S02
@pytest.mark.parametrize(
    "told",
    [
        b"", b"views=1", b"[]", b"null", b"1", b'{"views": 1', b"\xff\xfe", b"[" * 4000, b'{"views": NaN}',
        {"views": -1}, {"views": 1.5}, {"views": True}, {"views": "1"}, {"views": None}, {"who": "me"},
        {"scenes": []}, {"scenes": {"san": 1}}, {"scenes": {"san": {"n": 1, "who": 2}}},
        {"scenes": {"san": {"n": 1, "seconds": -5}}}, {"pins": {"san": 1}}, {"pins": {"san/x": 1}},
        {"pins": {"SAN/3": 1}}, {"pins": {"san/3\u0000": 1}}, {"pins": {"san/3": {}}}, {"__proto__": {}},
        {"pins": {f"san/{n}": 1 for n in range(51)}},
    ],
)  # fmt: skip
def test_what_cannot_be_read_counts_nothing(visitor: FlaskClient, tour: Tour, told: Any) -> None:
    assert tell(visitor, tour, told).status_code == 422
    assert sums() == {}


# L12
def test_a_long_telling_another_type_and_another_site_are_refused(visitor: FlaskClient, tour: Tour) -> None:
    path = f"/tham-quan/{tour.slug}/dem"

    assert tell(visitor, tour, b'{"views": 1}' + b" " * MOST_BYTES).status_code == 413
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        assert visitor.post(path, data=b'{"views": 1}', content_type=kind, headers=PERSON).status_code == 415
    assert tell(visitor, tour, VISIT, Origin="https://elsewhere.example").status_code == 403
    assert tell(visitor, tour, VISIT, Origin="http://localhost").status_code == 204
    # Read, it is the address of a scene that no tour may have.
    assert visitor.get(path).status_code == 404


def test_it_needs_no_form_s_token(app: Flask, visitor: FlaskClient, tour: Tour) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert tell(visitor, tour, VISIT).status_code == 204
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_robots_and_those_who_mind_are_not_counted(visitor: FlaskClient, tour: Tour) -> None:
    refused = (
        {"User-Agent": "Mozilla/5.0 (compatible; bingbot/2.0)"},
        {"User-Agent": ""},
        {"DNT": "1"},
        {"Sec-GPC": "1"},
    )

    assert [tell(visitor, tour, VISIT, **headers).status_code for headers in refused] == [204] * 4
    assert sums() == {}


@pytest.mark.parametrize(
    ("agent", "robot"),
    [
        ("Mozilla/5.0 (Linux; Android 14) Chrome/140.0 Mobile Safari/537.36 Zalo android/12100", False),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Mobile/15E148 [FBAN/FBIOS;FBAV/500]", False),
        ("Mozilla/5.0 (Linux; Android 13; CUBOT_X30) AppleWebKit/537.36 Chrome/140 Mobile", False),
        ("Mozilla/5.0 AppleWebKit/537.36 (compatible; GPTBot/1.2; +https://openai.com/gptbot)", True),
        ("facebookexternalhit/1.1", True),
        ("curl/8.5.0", True),
        ("python-requests/2.32", True),
        ("  ", True),
    ],
)
def test_robots_are_known_by_what_they_call_themselves(agent: str, *, robot: bool) -> None:
    assert is_robot(agent) is robot


def test_one_machine_cannot_tell_without_end(visitor: FlaskClient, tour: Tour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marketplace.tours.views.counting.MOST_AN_HOUR", 3)

    assert [tell(visitor, tour, {"views": 1}).status_code for _ in range(6)] == [204] * 6
    assert sums() == {("view", "", 0): 3}


def test_a_tour_that_is_not_shown_is_not_counted(visitor: FlaskClient, tour: Tour) -> None:
    tour.state = TourState.ARCHIVED
    db.session.commit()

    assert tell(visitor, tour, VISIT).status_code == 404
    assert sums() == {}
