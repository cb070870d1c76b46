"""Signing in as the real market does it: https, strict cookies, its own hosts only."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from marketplace import config, jobs, logs, sealed
from marketplace.app import HANDLERS, create_app
from marketplace.db import db
from tests.accounts.signing import saved_user
from tests.conftest import SECRET, make_settings
from tests.factories import PASSWORD
from tests.people import Browser

HOST = "cho.vidu.vn"


@pytest.fixture
def market(app: Flask, folder: Path, session: Any) -> Iterator[Flask]:
    """The application with production settings, on the test's own connection."""
    before = config.current()
    real = create_app(
        make_settings(
            folder,
            app.config["SQLALCHEMY_DATABASE_URI"],
            production=True,
            demo=False,
            secret_keys=(SECRET,),
            site_url=f"https://{HOST}",
            trusted_hosts=(HOST,),
        )
    )
    with real.app_context():
        engines: Any = db.engines
        own = engines[None]
        engines[None] = db._app_engines[app][None]
    yield real
    with real.app_context():
        db.session.remove()
        engines[None] = own
        own.dispose()
    config.use(before)
    sealed.use_keys(list(before.secret_keys))
    logs.set_up(as_json=False)
    jobs.connect(HANDLERS)


class HttpsBrowser(Browser):
    """A browser at the market's own address."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("base_url", f"https://{HOST}")
        return super().open(*args, **kwargs)


def signed_in(market: Flask) -> tuple[HttpsBrowser, list[str]]:
    """A browser that signed in, and the cookies it was given on the way."""
    phone = saved_user().phone
    browser = HttpsBrowser(market, market.response_class)
    page = browser.get("/dang-nhap")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token is not None
    answer = browser.post("/dang-nhap", data={"phone": phone, "password": PASSWORD, "csrf_token": token[1]})
    assert answer.status_code == 303
    return browser, page.headers.getlist("Set-Cookie") + answer.headers.getlist("Set-Cookie")


# M04
def test_every_cookie_is_for_this_host_and_https_only(market: Flask) -> None:
    browser, cookies = signed_in(market)

    assert {cookie.split("=")[0] for cookie in cookies} == {"__Host-chothon", "__Host-nguoi", "__Host-may"}
    for cookie in cookies:
        attributes = {part.strip().split("=")[0].lower(): part.strip() for part in cookie.split(";")[1:]}
        assert {"secure", "httponly", "samesite", "path"} <= attributes.keys(), cookie
        assert attributes["samesite"] == "SameSite=Lax"
        assert attributes["path"] == "Path=/"
        assert "domain" not in attributes
        assert len(cookie) < 4096
    assert browser.get("/tai-khoan").status_code == 200


# M04, M02
def test_signing_out_takes_the_cookie_away(market: Flask) -> None:
    browser, _ = signed_in(market)
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/tai-khoan").text)
    assert token is not None

    answer = browser.post("/dang-xuat", data={"csrf_token": token[1]})

    assert any(
        cookie.startswith("__Host-nguoi=;") and "Secure" in cookie for cookie in answer.headers.getlist("Set-Cookie")
    )
    assert browser.get("/tai-khoan").status_code == 303


# M12
def test_another_host_is_not_answered(market: Flask) -> None:
    browser = HttpsBrowser(market, market.response_class)

    answer = browser.get("/dang-nhap", base_url="https://ke-xau.vidu")

    assert answer.status_code == 400
    assert "ke-xau" not in answer.text


# M12, M09
def test_a_made_up_forwarded_host_is_not_believed(market: Flask) -> None:
    browser = HttpsBrowser(market, market.response_class)

    answer = browser.get("/dang-nhap", headers={"X-Forwarded-Host": "ke-xau.vidu", "X-Forwarded-Proto": "http"})

    assert answer.status_code == 200
    assert "ke-xau" not in answer.text


# O10
def test_browsers_are_told_to_come_by_https(market: Flask) -> None:
    browser = HttpsBrowser(market, market.response_class)

    assert "max-age=31536000" in browser.get("/dang-nhap").headers["Strict-Transport-Security"]
