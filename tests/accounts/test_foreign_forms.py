"""Other sites' forms, links that lead elsewhere, and fields nobody asked for."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts.models import RoleGrant, User
from marketplace.db import db
from marketplace.web import own_path
from tests.accounts.signing import MEMBERS, enter, is_in, saved_user
from tests.factories import PASSWORD
from tests.people import sign_in

NEW = "bảy mái nhà tranh"


# N03
def test_nothing_but_name_and_email_can_be_changed_by_extra_fields(client: FlaskClient) -> None:
    extra = {
        "role": "admin",
        "is_staff": "1",
        "disabled_at": "",
        "created_at": "2020-01-01",
        "id": "1",
        "public_id": "x",
    }
    extra |= {"password_hash": "x", "user_id": "1", "language": "en"}
    user = saved_user()
    before = {
        name: getattr(user, name) for name in ("id", "phone", "public_id", "password_hash", "created_at", "language")
    }

    client.post("/dang-ky", data={"name": "Kẻ Xấu", "phone": "0912345678", "password": NEW, **extra})
    sign_in(client, user)
    client.post(MEMBERS, data={"name": "Tên Mới", "phone": "+84900000009", **extra})

    db.session.expire_all()
    assert {name: getattr(user, name) for name in before} == before
    assert user.name == "Tên Mới"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RoleGrant)) == 0
    made = db.session.scalars(sa.select(User).where(User.phone == "+84912345678")).one()
    assert made.public_id != "x"


# M20
def test_signing_out_is_a_post(client: FlaskClient) -> None:
    sign_in(client, saved_user())

    assert client.get("/dang-xuat").status_code == 405
    assert is_in(client)


# M20
def test_a_form_needs_this_sessions_own_token(app: Flask, client: FlaskClient, other: FlaskClient) -> None:
    user = saved_user()
    fields = {"phone": user.phone, "password": PASSWORD}
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        tokens = [
            re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/dang-nhap").text)
            for browser in (client, other)
        ]
        mine, theirs = (found[1] if found else "" for found in tokens)
        without = client.post("/dang-nhap", data=fields)
        stolen = client.post("/dang-nhap", data={**fields, "csrf_token": theirs})
        as_text = client.post("/dang-nhap", data='{"phone": "x"}', content_type="text/plain")
        as_json = client.post("/dang-nhap", json=fields)
        own = client.post("/dang-nhap", data={**fields, "csrf_token": mine})
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert [answer.status_code for answer in (without, stolen, as_text, as_json, own)] == [400, 400, 400, 400, 303]
    assert "mở lại trang" in stolen.text


def unsafe_routes(app: Flask) -> list[tuple[str, str]]:
    """Method and path of everything that changes something, but what machines call."""
    return [
        (
            method,
            re.sub(
                r"<(?:any\('?([\w-]+)|(int))?[^>]*>", lambda found: found[1] or ("1" if found[2] else "x"), rule.rule
            ),
        )
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods & {"POST", "PUT", "PATCH", "DELETE"} if rule.methods else ())
        if getattr(app.view_functions[rule.endpoint], "open_to", None) != "machines"
    ]


# M20
def test_every_unsafe_route_refuses_a_missing_token_and_a_foreign_origin(app: Flask, client: FlaskClient) -> None:
    sign_in(client, saved_user())
    # A beacon that is sent while a page is left cannot carry a token: its door is the Origin (tests/tours/test_counts.py).
    routes = [(method, path) for method, path in unsafe_routes(app) if not path.endswith("/dem")]

    app.config["WTF_CSRF_ENABLED"] = True
    try:
        without_token = {client.open(path, method=method).status_code for method, path in routes}
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    foreign = {
        client.open(path, method=method, headers={"Origin": "https://ke-xau.vidu"}).status_code
        for method, path in routes
    }

    assert len(routes) > 10
    assert without_token == {400}
    assert foreign == {403}


# M20
@pytest.mark.parametrize(
    "origin", ["https://ke-xau.vidu", "http://localhost.ke-xau.vidu", "http://localhost:81", "http://localhost@ke.xau"]
)
def test_another_sites_form_is_refused_whatever_it_holds(client: FlaskClient, origin: str) -> None:
    user = saved_user()

    answer = enter(client, user.phone, headers={"Origin": origin})

    assert answer.status_code == 403
    assert client.get_cookie("nguoi") is None
    assert enter(client, user.phone, headers={"Origin": "http://localhost"}).status_code == 303


ELSEWHERE = [
    *(
        "//e.vidu",
        "///e.vidu",
        "/\\e.vidu",
        "/\t/e.vidu",
        "/\n/e.vidu",
        "/ /e.vidu",
        "https:e.vidu",
        "https://e.vidu",
        "javascript:alert(1)",
    ),
    *(
        "\\\\e.vidu",
        "http://localhost@e.vidu",
        "e.vidu",
        "",
        " /tai-khoan",
        "/x\r\nSet-Cookie: a=b",
        "/\x7f",
        "data:text/html,x",
        "\x00//e",
    ),
]


# M21, O06
@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_sent_to_another_site(client: FlaskClient, target: str) -> None:
    user = saved_user()

    answer = client.post("/dang-nhap", query_string={"next": target}, data={"phone": user.phone, "password": PASSWORD})

    assert own_path(target) is None
    if "\x00" in target:
        # No address may hold this: the form is not even read.
        assert answer.status_code == 400
        return
    assert answer.status_code == 303
    assert urlsplit(answer.location).netloc == ""
    assert answer.location.startswith("/")
    assert "vidu" not in answer.location


# M21
@pytest.mark.parametrize(
    "target", ["/tai-khoan", "/hang/dau-phu?so=2", "/en/tai-khoan", "/%2f%2fe.vidu", "/%09/e.vidu"]
)
def test_a_page_of_this_site_is_where_one_comes_back_to(client: FlaskClient, target: str) -> None:
    answer = client.post(
        "/dang-nhap", query_string={"next": target}, data={"phone": saved_user().phone, "password": PASSWORD}
    )

    assert answer.location == target


# M21
def test_a_guest_who_asks_for_a_members_page_comes_back_to_it(client: FlaskClient) -> None:
    asked = client.get("/tai-khoan?a=1&b=%2F%2Fe.vidu")

    assert asked.status_code == 303
    assert parse_qs(urlsplit(asked.location).query) == {"next": ["/tai-khoan?a=1&b=%2F%2Fe.vidu"]}
    assert urlsplit(asked.location).path == "/dang-nhap"
