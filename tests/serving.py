"""A market in processes of its own: gunicorn and worker on a database with real commits, and the world outside."""

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from flask import Flask
from flask_migrate import upgrade

from benchmarks.load import Asked
from benchmarks.servers import Server, gunicorn
from benchmarks.visiting import Answer, Visitor
from marketplace import config, sealed
from marketplace.app import create_app
from marketplace.clock import now
from marketplace.config import ROOT
from marketplace.db import db
from marketplace.payments.feeds import sepay
from marketplace.payments.feeds.notice import write_instant
from marketplace.payments.models import PaymentRequest
from marketplace.payments.services.checking import broken
from marketplace.shops.queries import get_account
from tests.conftest import SECRET as SECRET_OF_OTHERS
from tests.conftest import make_database, make_settings
from tests.factories import SEPAY_SECRET

# Processes are told it in the environment, where a comma would make it two.
SECRET: Final = "a secret for tests with processes 32 letters or more"
KILLED: Final = -9
# All buyers of these tests sit at one machine.
MANY: Final = 1_000_000


@dataclass(frozen=True)
class Market:
    """A market whose commits are real. `app` is the tests' own way into its database."""

    app: Flask
    folder: Path
    database_url: str

    @property
    def log(self) -> Path:
        """What its processes say."""
        return self.folder / "log.txt"

    @contextmanager
    def serving(
        self, *, workers: int = 1, threads: int = 8, crash_at: str = "", **environment: str
    ) -> Iterator[Server]:
        """A gunicorn of this market runs until the block ends."""
        told = self._told(MARKETPLACE_THREADS=str(threads), CRASH_AT=crash_at, **environment)
        with gunicorn("marketplace.app:create_app()", told, log=self.log, workers=workers) as server:
            yield server

    def run_worker(self, *, crash_at: str, smtp_url: str = "", seconds: float = 30) -> int:
        """The market's worker runs until it dies; its exit code. Raises TimeoutExpired when it lives on."""
        marketplace = Path(sys.executable).with_name("marketplace")
        told = {**os.environ, **self._told(CRASH_AT=crash_at, MARKETPLACE_SMTP_URL=smtp_url)}
        with self.log.open("ab") as log:
            worker = subprocess.Popen([marketplace, "worker"], cwd=ROOT, stdout=log, stderr=log, env=told)
        try:
            return worker.wait(seconds)
        finally:
            worker.kill()
            worker.wait()

    def kills(self) -> int:
        """How many of gunicorn's workers died by SIGKILL until now, as gunicorn itself saw it."""
        return self.log.read_text().count("was sent SIGKILL") if self.log.exists() else 0

    def _told(self, **more: str) -> dict[str, str]:
        return {
            "DATABASE_URL": self.database_url,
            "MARKETPLACE_SECRET_KEYS": SECRET,
            "MARKETPLACE_INSTANCE_DIR": str(self.folder),
            "MARKETPLACE_SITE_URL": "http://localhost",
            "MARKETPLACE_SANDBOX_URL": "",
            "MARKETPLACE_OPEN_ORDERS_PER_ADDRESS": str(MANY),
            "MARKETPLACE_OPEN_ORDERS_PER_PHONE": str(MANY),
            **more,
        }


@contextmanager
def own_market(server_url: str, folder: Path, name: str) -> Iterator[Market]:
    """A market on a fresh database of this name, for the tests that ask for it."""
    home = folder / name
    home.mkdir()
    with _as_before():
        database_url = make_database(server_url, name)
        app = create_app(_settings(home, database_url))
        with app.app_context():
            upgrade()
            db.engine.dispose()
    yield Market(app, home, database_url)
    with app.app_context():
        db.engine.dispose()


@contextmanager
def inside(market: Market, **changed: Any) -> Iterator[None]:
    """The test is inside the market, with its settings and its database; at the end the books are in order."""
    with _as_before():
        config.use(_settings(market.folder, market.database_url, **changed))
        sealed.use_keys([SECRET])
        with market.app.app_context():
            yield
            look_anew()
            assert {name: found for name, found in broken().items() if found} == {}
            db.session.remove()


@contextmanager
def _as_before() -> Iterator[None]:
    """What a market of our own sets for this process is as before when the block ends."""
    settings = list(config._current)
    try:
        yield
    finally:
        config._current[:] = settings
        sealed.use_keys([SECRET_OF_OTHERS])


def _settings(home: Path, database_url: str, **changed: Any) -> config.Settings:
    values = {"secret_keys": (SECRET,), "open_orders_per_phone": MANY, "open_orders_per_address": MANY, **changed}
    return make_settings(home, database_url, **values)


def look_anew() -> None:
    """What other processes have done since is seen from now on."""
    db.session.rollback()
    db.session.expire_all()


# --- the world outside ---


def ask(server: Server, asked: Asked) -> Answer | None:
    """What was answered; None when the connection broke before an answer came."""
    try:
        return Visitor(server.port).send(asked)
    except (OSError, http.client.HTTPException):
        return None


def notice_of(request: PaymentRequest, number: int, *, amount: int | None = None) -> Asked:
    """SePay tells, rightly signed, that money came with this request's code: all of it unless said otherwise."""
    account = get_account(request.account_id)
    body = json.dumps(
        {
            "id": number,
            "accountNumber": account.number,
            "transferType": "in",
            "transferAmount": request.amount_vnd if amount is None else amount,
            "transactionDate": write_instant(now()),
            "content": f"chuyen tien {request.code}",
            "referenceCode": f"FT{number:012d}",
        }
    )
    stamp = str(int(now().timestamp()))
    return Asked(
        f"/bao-tien/sepay/{account.hook}",
        "POST",
        body,
        {
            "Content-Type": "application/json",
            sepay.TIMESTAMP_HEADER: stamp,
            sepay.SIGNATURE_HEADER: sepay.sign(body.encode(), secret=SEPAY_SECRET, timestamp=stamp),
        },
    )
