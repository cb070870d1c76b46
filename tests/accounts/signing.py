"""What the tests of signing in do again and again."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from marketplace.accounts.models import User
from marketplace.db import db
from tests.factories import PASSWORD, make_user

MEMBERS = "/tai-khoan"


def enter(client: FlaskClient, phone: str, password: str = PASSWORD, **rest: Any) -> TestResponse:
    """The sign-in form, sent."""
    return client.post("/dang-nhap", data={"phone": phone, "password": password}, **rest)


def is_in(client: FlaskClient) -> bool:
    """Whether this browser sees a page for members."""
    return client.get(MEMBERS).status_code == 200


def saved_user(**changed: Any) -> User:
    """A person whom every request finds."""
    user = make_user(**changed)
    db.session.commit()
    return user


def token_of(client: FlaskClient, name: str = "nguoi") -> str:
    """What this browser's cookie holds."""
    cookie = client.get_cookie(name)
    assert cookie is not None
    return cookie.value


def change(statement: Any) -> None:
    """Somebody else's change, saved."""
    db.session.execute(statement)
    db.session.commit()
