"""The same two applications, telling in a header how many SQL statements each answer took.

Used in a pass of its own, never in the timed ones. Every statement a psycopg cursor sends is counted: SQLAlchemy's,
the job queue's, and the pool's "SELECT 1" before a connection is used. BEGIN and COMMIT are not.
"""

import os
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import psycopg
import sqlalchemy as sa

from benchmarks.bare import create_bare_app
from marketplace.app import create_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER = "X-Statements"
_seen = threading.local()


class CountingCursor(psycopg.Cursor[Any]):
    """A cursor that counts what it sends."""

    def execute(self, *args: Any, **kwargs: Any) -> Any:
        _seen.count = getattr(_seen, "count", 0) + 1
        return super().execute(*args, **kwargs)

    def executemany(self, *args: Any, **kwargs: Any) -> Any:
        _seen.count = getattr(_seen, "count", 0) + 1
        return super().executemany(*args, **kwargs)


class Counting:
    """WSGI: the answer says how many statements it took."""

    def __init__(self, app: "WSGIApplication") -> None:
        self.app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        _seen.count = 0

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            return start_response(status, [*headers, (HEADER, str(_seen.count))], exc_info)

        return self.app(environ, start)


def create_counting_app() -> "WSGIApplication":
    """The market, or with BENCHMARK_APP=bare the baseline, counting."""
    make: Callable[[], Any] = create_bare_app if os.environ.get("BENCHMARK_APP") == "bare" else create_app
    sa.event.listen(sa.Pool, "connect", _count_on)
    return Counting(make())


def _count_on(connection: "psycopg.Connection[Any]", record: object) -> None:
    connection.cursor_factory = CountingCursor
