"""Two browsers, each request of theirs with a context of its own."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.people import open_browser


@pytest.fixture
def client(app: Flask, session: Any) -> FlaskClient:
    """A browser without JavaScript."""
    return open_browser(app)


@pytest.fixture
def other(app: Flask, session: Any) -> FlaskClient:
    """Another browser."""
    return open_browser(app)
