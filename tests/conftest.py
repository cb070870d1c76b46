"""Fixtures: one PostgreSQL and one application for the whole run, each test in a transaction of its own.

A test that needs real commits (races, servers) uses `committed` instead and cleans up after itself.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy.engine import make_url

from marketplace import config, embedded, sealed
from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.db import db
from marketplace.payments.services.checking import broken
from tests.racing import CAPS
from tests.workers import WORKER

SECRET = "a secret for tests only, 32 letters or more"


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder for this run's PostgreSQL and media; short, because sockets have short names."""
    path = Path(tempfile.mkdtemp(prefix="chothon-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def server_url(folder: Path) -> str:
    """A PostgreSQL to make databases in: the one of DATABASE_URL, or our own."""
    return os.environ.get("DATABASE_URL") or embedded.start(folder / "postgres")


def make_database(server_url: str, name: str) -> str:
    """A fresh database of this name on the server, of this worker alone; returns its URL."""
    name += WORKER
    engine = sa.create_engine(embedded.for_psycopg(server_url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return make_url(embedded.for_psycopg(server_url)).set(database=name).render_as_string(hide_password=False)


def make_settings(folder: Path, database_url: str, **changed: Any) -> Settings:
    """Settings for tests: the demo village's rules, nothing outside."""
    values: dict[str, Any] = {
        "database_url": database_url,
        "secret_keys": (SECRET,),
        "instance_dir": folder,
        "media_dir": folder / "media",
        "site_url": "http://localhost",
        "sandbox_url": "",
    }
    return Settings(**{**values, **changed})


@pytest.fixture(scope="session")
def app(server_url: str, folder: Path) -> Iterator[Flask]:
    """The application on a migrated, empty database."""
    app = create_app(make_settings(folder, make_database(server_url, "tests")))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=True)
    # A test's own context outlives its requests: each request begins with nothing remembered, as in a server.
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: g.__dict__.clear())
    with app.app_context():
        upgrade()
        db.engine.dispose()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Any]:
    """An application context whose database work is undone at the end, whatever was committed in it."""
    with app.app_context():
        engine = db.engine
        connection = engine.connect()
        outer = connection.begin()
        engines: Any = db.engines
        engines[None] = connection
        try:
            yield db.session
        finally:
            db.session.remove()
            outer.rollback()
            connection.close()
            engines[None] = engine
            sealed.use_keys([SECRET])


@pytest.fixture
def client(app: Flask, session: Any) -> FlaskClient:
    """A browser without JavaScript."""
    return app.test_client()


@pytest.fixture
def statements(session: Any) -> Iterator[list[str]]:
    """The SQL statements sent since the list was cleared."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            sent.append(statement)

    connection = db.engines[None]
    sa.event.listen(connection, "before_cursor_execute", note)
    yield sent
    sa.event.remove(connection, "before_cursor_execute", note)


@pytest.fixture(scope="session")
def racing_app(server_url: str, folder: Path) -> Iterator[Flask]:
    """A second application on a database whose commits are real; every other test keeps the first."""
    before = list(config._current)
    app = create_app(make_settings(folder, make_database(server_url, "races"), **CAPS))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context():
        upgrade()
        db.engine.dispose()
    config._current[:] = before
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def race(racing_app: Flask) -> Iterator[Flask]:
    """An application context of that application; at the end the books are in order."""
    before = list(config._current)
    config.use(make_settings(Path(racing_app.instance_path), "", **CAPS))
    with racing_app.app_context():
        sealed.use_keys(list(config.current().secret_keys))
        yield racing_app
        db.session.rollback()
        assert {name: found for name, found in broken().items() if found} == {}
        db.session.remove()
    config._current[:] = before
