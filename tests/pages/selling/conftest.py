"""A member, a shop and a browser for the pages of sellers."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts.models import User
from marketplace.places.models import Place
from marketplace.shops.models import Category, Shop
from tests.factories import (
    make_category,
    make_place,
    make_shop,
    make_user,
)
from tests.people import open_browser


@pytest.fixture
def client(app: Flask, session: Any) -> FlaskClient:
    return open_browser(app)


@pytest.fixture
def member(session: Any) -> User:
    return make_user(name="Nguyễn Thị Tư")


@pytest.fixture
def place(session: Any) -> Place:
    return make_place(name="Xóm Đình")


@pytest.fixture
def category(session: Any) -> Category:
    return make_category()


@pytest.fixture
def shop(session: Any) -> Shop:
    return make_shop(name="Nhà bà Tư")
