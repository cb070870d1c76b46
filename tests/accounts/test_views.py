"""Signing up, in and out over HTTP, as browsers and strangers do it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask, request
from flask.testing import FlaskClient

from marketplace import config
from marketplace.accounts import queries, services
from marketplace.accounts.models import Role, RoleGrant, SignIn, User
from marketplace.accounts.presence import who_comes
from marketplace.clock import now
from marketplace.db import db, transaction
from marketplace.notices.models import Notice
from tests.accounts.signing import MEMBERS, change, enter, is_in, saved_user, token_of
from tests.factories import PASSWORD
from tests.people import sign_in

NEW = "bảy mái nhà tranh"


def test_the_pages_of_a_stranger_are_shown(client: FlaskClient) -> None:
    for path in ("/dang-nhap", "/dang-ky", "/quen-mat-khau", "/dat-lai-mat-khau/khong-co"):
        assert client.get(path).status_code == 200, path


# M14
def test_a_person_signs_up_and_in_with_any_spelling_of_the_phone(client: FlaskClient) -> None:
    made = client.post("/dang-ky", data={"name": "Tư", "phone": "0912 345 678", "password": NEW})
    again = client.post("/dang-ky", data={"name": "Tư", "phone": "84 912-345-678", "password": NEW})

    assert (made.status_code, again.status_code) == (303, 303)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(User).where(User.phone == "+84912345678")) == 1
    assert enter(client, "+84912345678", NEW).status_code == 303
    assert is_in(client)


# M01
def test_a_cookie_set_before_signing_in_is_worth_nothing(client: FlaskClient, other: FlaskClient) -> None:
    user = saved_user()
    client.get("/dang-nhap")
    client.set_cookie("nguoi", "chosen-by-an-attacker")
    guest = token_of(client, "chothon") if client.get_cookie("chothon") else ""

    sign_in(client, user)

    assert token_of(client) != "chosen-by-an-attacker"
    assert (client.get_cookie("chothon") is None) or token_of(client, "chothon") != guest
    other.set_cookie("nguoi", "chosen-by-an-attacker")
    assert not is_in(other)


# M01
def test_signing_in_again_ends_the_sign_in_before(client: FlaskClient, other: FlaskClient) -> None:
    user = saved_user()
    sign_in(client, user)
    other.set_cookie("nguoi", token_of(client))

    sign_in(client, user)

    assert is_in(client)
    assert not is_in(other)


# M02
def test_a_cookie_copied_before_signing_out_is_dead_after(client: FlaskClient, other: FlaskClient) -> None:
    sign_in(client, saved_user())
    for name in ("nguoi", "may"):
        other.set_cookie(name, token_of(client, name))
    assert is_in(other)

    client.post("/dang-xuat")

    assert not is_in(client)
    assert not is_in(other)
    assert other.post("/dang-xuat").status_code == 401


# M03
def test_a_new_password_ends_the_other_devices_at_their_next_request(client: FlaskClient, other: FlaskClient) -> None:
    user = saved_user()
    sign_in(client, user)
    sign_in(other, user)

    wrong = client.post("/tai-khoan/mat-khau", data={"old": "sai rồi", "password": NEW})
    weak = client.post("/tai-khoan/mat-khau", data={"old": PASSWORD, "password": "12345678"})
    done = client.post("/tai-khoan/mat-khau", data={"old": PASSWORD, "password": NEW})

    assert (wrong.status_code, weak.status_code, done.status_code) == (422, 422, 303)
    assert is_in(client)
    assert not is_in(other)


# M03, N11
def test_a_disabled_person_is_out_everywhere_at_the_next_request(client: FlaskClient) -> None:
    user = saved_user(role=Role.MODERATOR)
    sign_in(client, user)
    assert client.get("/dieu-hanh").status_code == 200

    change(sa.update(User).where(User.id == user.id).values(disabled_at=now()))

    for path in ("/tai-khoan", "/dieu-hanh", "/tin-bao"):
        assert client.get(path).status_code == 303
    for path in ("/tai-khoan", "/tai-khoan/mat-khau", "/dang-xuat"):
        assert client.post(path).status_code == 401


# M03, N04
def test_a_role_that_was_taken_away_is_gone_at_the_next_request(client: FlaskClient) -> None:
    user = saved_user(role=Role.MODERATOR)
    sign_in(client, user)
    assert client.get("/dieu-hanh").status_code == 200

    change(sa.delete(RoleGrant).where(RoleGrant.user_id == user.id))

    assert client.get("/dieu-hanh").status_code == 403


# M05
@pytest.mark.parametrize("gone", [{"seen_at": timedelta(days=-31)}, {"ends_at": timedelta(seconds=-1)}])
def test_an_idle_or_old_sign_in_is_over(client: FlaskClient, gone: dict[str, timedelta]) -> None:
    sign_in(client, saved_user())
    assert is_in(client)

    change(sa.update(SignIn).values({name: now() + by for name, by in gone.items()}))

    assert not is_in(client)


# M05
def test_coming_back_keeps_a_sign_in_alive_without_a_write_for_every_page(client: FlaskClient) -> None:
    sign_in(client, saved_user())
    seen = sa.select(SignIn.seen_at)
    just_now = db.session.scalar(seen)
    assert is_in(client)
    assert db.session.scalar(seen) == just_now

    change(sa.update(SignIn).values(seen_at=now() - timedelta(days=29)))
    assert is_in(client)

    found = db.session.scalar(seen)
    assert found is not None
    assert now() - found < timedelta(minutes=1)


# M05
def test_who_is_here_can_be_asked_inside_a_transaction(app: Flask, client: FlaskClient) -> None:
    user = saved_user()
    sign_in(client, user)
    change(sa.update(SignIn).values(seen_at=now() - timedelta(hours=2)))

    with app.test_request_context("/", headers={"Cookie": f"nguoi={token_of(client)}"}), transaction():
        found = who_comes(request)

    assert found is not None
    assert found.id == user.id
    assert (db.session.scalar(sa.select(SignIn.seen_at)) or now()) > now() - timedelta(minutes=1)


def reset_link(client: FlaskClient, user: User) -> str:
    """The link in the mail that "forgot my password" makes."""
    assert client.post("/quen-mat-khau", data={"phone": user.phone}, headers={"Host": "ke-xau.vidu"}).status_code == 200
    notice = db.session.scalars(sa.select(Notice).order_by(Notice.id.desc())).first()
    assert notice is not None
    assert notice.email == user.email
    assert notice.user_id is None
    return str(notice.facts["link"])


# M11, M12
def test_a_lost_password_is_chosen_anew_by_mail(client: FlaskClient, other: FlaskClient) -> None:
    user = saved_user(email="tu@vidu.vn")
    sign_in(other, user)
    link = reset_link(client, user)
    path = link.removeprefix("http://localhost")

    page = client.get(path)
    weak = client.post(path, data={"password": "12345678"})
    done = client.post(path, data={"password": NEW})
    again = client.post(path, data={"password": NEW})

    assert link.startswith(config.current().site_url + "/dat-lai-mat-khau/")
    assert (page.status_code, weak.status_code, done.status_code, again.status_code) == (200, 422, 303, 409)
    for answer in (page, weak, again):
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert "không-dùng" not in done.location
    assert not is_in(other)
    assert enter(client, user.phone, NEW).status_code == 303


# M11
def test_a_newer_reset_link_kills_the_older(client: FlaskClient) -> None:
    user = saved_user(email="tu@vidu.vn")
    older = reset_link(client, user).removeprefix("http://localhost")
    newer = reset_link(client, user).removeprefix("http://localhost")

    assert client.post(older, data={"password": NEW}).status_code == 409
    assert client.post(newer, data={"password": NEW}).status_code == 303


# M11
def test_only_whoever_can_be_mailed_gets_a_link(client: FlaskClient) -> None:
    for user in (saved_user(email=""), saved_user(email="tu@vidu.vn", disabled_at=now())):
        client.post("/quen-mat-khau", data={"phone": user.phone})

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Notice)) == 0


# M18
def test_a_new_email_needs_the_password_and_tells_the_old_address_each_time(client: FlaskClient) -> None:
    user = saved_user(email="mot@vidu.vn")
    sign_in(client, user)

    refused = client.post(MEMBERS, data={"name": "Tư", "email": "hai@vidu.vn", "password": "sai rồi"})
    for address in ("hai@vidu.vn", "mot@vidu.vn", "hai@vidu.vn"):
        assert client.post(MEMBERS, data={"name": "Tư", "email": address, "password": PASSWORD}).status_code == 303

    assert refused.status_code == 422
    told = db.session.scalars(sa.select(Notice.email).order_by(Notice.id)).all()
    assert told == ["mot@vidu.vn", "hai@vidu.vn", "mot@vidu.vn"]
    assert not any("@" in cause for cause in db.session.scalars(sa.select(Notice.cause)))


# M18, M08
def test_a_password_cannot_be_guessed_through_the_details_page(client: FlaskClient) -> None:
    sign_in(client, saved_user())

    answers = [
        client.post(MEMBERS, data={"name": "Tư", "email": "ke@xau.vn", "password": f"sai lần {number}"}).status_code
        for number in range(11)
    ]

    assert answers == [422] * 10 + [429]


def test_one_of_my_devices_can_be_signed_out_and_nobody_elses(client: FlaskClient, other: FlaskClient) -> None:
    user, stranger = saved_user(), saved_user()
    sign_in(other, user)
    sign_in(client, user)
    services.begin_sign_in(queries.get_user(stranger.id), device="máy lạ")
    db.session.commit()

    missing = [client.post(f"/tai-khoan/may/{number}/dang-xuat").status_code for number in (0, 3, 99999)]
    done = client.post("/tai-khoan/may/2/dang-xuat")

    assert missing == [404] * 3
    assert done.status_code == 303
    assert is_in(client)
    assert not is_in(other)
