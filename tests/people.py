"""Browsers and the people who sit before them in tests."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from marketplace.accounts.models import User
from marketplace.db import db
from tests.factories import PASSWORD


class Browser(FlaskClient):
    """A browser without JavaScript. Each request has a context of its own, as on the real site: inside
    the test's context all of them would share `g`, and with it who is signed in."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with self.application.app_context():
            return super().open(*args, **kwargs)


def open_browser(app: Flask) -> FlaskClient:
    """A new browser, nobody signed in."""
    return Browser(app, app.response_class)


def sign_in(client: FlaskClient, user: User) -> None:
    """This browser is the person's from now on, by the sign-in page itself."""
    db.session.commit()
    answer = client.post("/dang-nhap", data={"phone": user.phone, "password": PASSWORD})
    assert answer.status_code == 303, answer.text


def browser_of(app: Flask, person: User) -> FlaskClient:
    """A new browser of this person's, who is its `person`."""
    browser = open_browser(app)
    sign_in(browser, person)
    browser.person = person  # type: ignore[attr-defined]
    return browser


def as_read(client: FlaskClient, address: str) -> dict[str, str]:
    """What the form that leads to this address says was read, for who may sign; nothing for other forms."""
    page, _, _ = address.partition("/ky/")
    if page == address:
        page = address.removesuffix("/cho-khach-xem").removesuffix("/dua-len")
    form = ""
    if address.endswith("/ky") and "/cau/" in address:
        page, form = "/di-san/cau-cho-duyet", f'action="{address}".*?'
    if page == address:
        return {}
    found = re.search(rf'{form}name="doc" value="(\w+)"', client.get(page).get_data(as_text=True), re.DOTALL)
    return {"doc": found[1]} if found else {}


def sign_out(client: FlaskClient) -> None:
    """This browser is nobody's."""
    assert client.post("/dang-xuat").status_code == 303
