"""Starting and stopping what is measured: PostgreSQL and gunicorn, as production runs them."""

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from marketplace.config import ROOT
from marketplace.embedded import for_psycopg

SECRET: Final = "a secret for the benchmark only: 32 letters or more"  # noqa: S105
DATABASE: Final = "chothon_benchmark"

# Where these settings are not production's own, and why. The report says so too.
DIFFERENCES: Final = (
    "plain HTTP on loopback, no TLS proxy in front (MARKETPLACE_PROXIES=0)",
    "orders per address are not limited: all buyers come from one address",
    "one PostgreSQL with its default settings on the same two cores",
    "no background worker runs",
)


def settings(folder: Path, database_url: str) -> dict[str, str]:
    """The environment of a production site on this database."""
    return {
        "DATABASE_URL": database_url,
        "MARKETPLACE_PRODUCTION": "1",
        "MARKETPLACE_DEMO": "0",
        "MARKETPLACE_SECRET_KEYS": SECRET,
        "MARKETPLACE_TRUSTED_HOSTS": "127.0.0.1",
        "MARKETPLACE_SITE_URL": "https://127.0.0.1",
        "MARKETPLACE_SANDBOX_URL": "",
        "MARKETPLACE_INSTANCE_DIR": str(folder),
        "MARKETPLACE_OPEN_ORDERS_PER_ADDRESS": "1000000",
    }


def scratch_folder() -> Path:
    """A folder for PostgreSQL and files, gone when this process ends; short, because sockets have short names."""
    path = Path(tempfile.mkdtemp(prefix="chothon-bench-"))
    path.chmod(0o755)
    # What is registered first is done last: PostgreSQL, started later, stops before its folder goes away.
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


def fresh_database(server_url: str) -> str:
    """An empty database of our own on the server; returns its URL."""
    engine = sa.create_engine(for_psycopg(server_url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)'))
        connection.execute(sa.text(f'CREATE DATABASE "{DATABASE}"'))
    engine.dispose()
    return make_url(for_psycopg(server_url)).set(database=DATABASE).render_as_string(hide_password=False)


@dataclass(frozen=True)
class Server:
    """A gunicorn that runs."""

    process: "subprocess.Popen[bytes]"
    port: int


@contextmanager
def gunicorn(app: str, environment: dict[str, str], *, log: Path, workers: int = 2) -> Iterator[Server]:
    """This application is served with the market's own gunicorn settings, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "python:marketplace.serving", app],
            cwd=ROOT,
            stdout=out,
            stderr=out,
            env={
                **os.environ,
                **environment,
                "MARKETPLACE_BIND": f"127.0.0.1:{port}",
                "MARKETPLACE_WORKERS": str(workers),
            },
        )
    try:
        _wait_for(port, process, log)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit(f"A server did not start:\n{log.read_text()[-3000:]}")
