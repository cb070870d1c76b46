"""Guessing passwords, and guessing who has an account."""

import re

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from marketplace.db import db
from marketplace.limits import Tries
from tests.accounts.signing import change, enter, saved_user
from tests.people import open_browser, sign_in

NEW = "bảy mái nhà tranh"


# M10
def plain(answer: TestResponse) -> tuple[int, str, str]:
    """An answer without what differs between any two answers."""
    text = re.sub(r'(nonce|value)="[^"]*"|<span class="code">\w+</span>|dt=[%\w]+', "", answer.text)
    return answer.status_code, answer.headers.get("Location", "").partition("?")[0], text


# M10
def test_nobody_learns_whether_a_phone_has_an_account(client: FlaskClient, other: FlaskClient) -> None:
    known, unknown = saved_user(email="co@vidu.vn").phone, "+84911111111"

    for path, form in (
        ("/dang-nhap", {"password": "sai rồi nhé"}),
        ("/dang-ky", {"password": NEW, "name": "Tư"}),
        ("/dang-ky", {"password": "123", "name": "Tư"}),
        ("/quen-mat-khau", {}),
    ):
        first = client.post(path, data={**form, "phone": known})
        second = other.post(path, data={**form, "phone": unknown})
        assert plain(first) == plain(second), path


# M08, M10
@pytest.mark.parametrize("has_account", [True, False])
def test_ten_wrong_passwords_earn_a_rest_and_then_it_is_over(client: FlaskClient, *, has_account: bool) -> None:
    phone = saved_user().phone if has_account else "+84911111111"

    answers = [enter(client, phone, f"sai lần {number}").status_code for number in range(11)]

    assert answers == [422] * 10 + [429]
    rest = enter(client, phone)
    assert rest.status_code == 429
    assert "15 phút" in rest.text
    change(sa.update(Tries).values(window_start=Tries.window_start - sa.text("interval '15 minutes'")))
    assert enter(client, phone).status_code == (303 if has_account else 422)


# M08
def test_the_owner_gets_in_on_a_known_device_while_a_guesser_waits(client: FlaskClient, other: FlaskClient) -> None:
    user = saved_user()
    sign_in(client, user)
    client.post("/dang-xuat")
    for number in range(12):
        enter(other, user.phone, f"sai lần {number}")

    assert enter(other, user.phone).status_code == 429
    assert enter(client, user.phone).status_code == 303


# M08
def test_a_known_device_has_an_end_of_guessing_too_and_is_known_for_one_person_only(client: FlaskClient) -> None:
    user, victim = saved_user(), saved_user()
    sign_in(client, user)
    client.post("/dang-xuat")

    mine = [enter(client, user.phone, f"sai lần {number}").status_code for number in range(11)]
    theirs = [enter(client, victim.phone, f"sai lần {number}").status_code for number in range(11)]

    assert mine == theirs == [422] * 10 + [429]


# M08
def test_thirty_wrong_passwords_from_one_address_earn_a_rest(client: FlaskClient) -> None:
    answers = [enter(client, f"+8491100{number:04d}", "sai rồi nhé").status_code for number in range(31)]

    assert answers == [422] * 30 + [429]
    elsewhere = enter(client, "+84911009999", "sai rồi nhé", environ_overrides={"REMOTE_ADDR": "198.51.100.7"})
    assert elsewhere.status_code == 422


# M08
def test_right_passwords_are_no_wrong_tries(app: Flask, client: FlaskClient) -> None:
    user = saved_user()

    assert {enter(open_browser(app), user.phone).status_code for _ in range(12)} == {303}


# M08
def test_a_try_is_counted_before_the_password_is_looked_at(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, counts = saved_user(), []
    verify = PasswordHasher.verify

    def look(self: PasswordHasher, kept: str, typed: str) -> bool:
        counts.append(db.session.scalar(sa.select(sa.func.min(Tries.count))))
        return bool(verify(self, kept, typed))

    monkeypatch.setattr(PasswordHasher, "verify", look)
    for number in range(3):
        enter(client, user.phone, f"sai lần {number}")

    assert counts == [1, 2, 3]


# M09
def test_a_made_up_forwarded_address_is_not_believed(client: FlaskClient) -> None:
    answers = [
        enter(
            client, f"+8491100{number:04d}", "sai rồi nhé", headers={"X-Forwarded-For": f"10.0.0.{number}"}
        ).status_code
        for number in range(31)
    ]

    assert answers[-1] == 429
