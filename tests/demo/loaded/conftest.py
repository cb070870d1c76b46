"""The demo village, loaded once for all tests that only look at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from marketplace import config
from marketplace.db import db
from marketplace.demo.loading import load_village
from tests.conftest import make_settings


@pytest.fixture(scope="package")
def village(app: Flask, folder: Path) -> Iterator[None]:
    """The loaded village, undone after the last of these tests."""
    before = config.current()
    config.use(make_settings(folder, app.config["SQLALCHEMY_DATABASE_URI"]))
    with app.app_context():
        engine = db.engine
        connection = engine.connect()
        outer = connection.begin()
        db.engines[None] = connection  # type: ignore[index]
        try:
            assert load_village()
            yield
        finally:
            db.session.remove()
            outer.rollback()
            connection.close()
            db.engines[None] = engine  # type: ignore[index]
            config.use(before)
