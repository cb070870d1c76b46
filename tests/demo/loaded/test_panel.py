"""The sandbox is told of every demo account."""

from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace import config
from marketplace.db import db, transaction
from marketplace.demo.handlers import connect_demo_account
from marketplace.demo.panel import PanelEntry, panel_entries, register_all
from marketplace.payments import sandbox_panel
from marketplace.shops.models import BankAccount
from marketplace.shops.states import AccountState

pytestmark = pytest.mark.usefixtures("village")


# The sandbox's panel


class Panel:
    """Stands for the sandbox: busy at first, then keeps what it is told when the signature is good."""

    def __init__(self, *, busy: int) -> None:
        self.busy = busy
        self.told: list[bytes] = []

    def hear(self, handler: BaseHTTPRequestHandler) -> int:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        signature = handler.headers[sandbox_panel.SIGNATURE_HEADER]
        if self.busy:
            self.busy -= 1
            return 503
        assert sandbox_panel.is_signed(body, signature=signature, secret_key=config.current().secret_key)
        self.told.append(body)
        return 200


@pytest.fixture
def panel() -> Iterator[tuple[Panel, str]]:
    panel = Panel(busy=2)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(panel.hear(self))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield panel, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def entries() -> list[PanelEntry]:
    with transaction():
        return panel_entries(site_url="http://localhost/")


def test_every_account_that_can_be_paid_into_has_an_entry_with_its_own_secret() -> None:
    found = entries()

    verified = db.session.scalars(sa.select(BankAccount).where(BankAccount.state == AccountState.VERIFIED)).all()
    assert [entry.account for entry in found] == [account.number for account in verified]
    assert len({entry.secret for entry in found}) == len(found) == 15
    assert [entry.hook_url for entry in found] == [f"http://localhost/bao-tien/sepay/{a.hook}" for a in verified]
    assert found == entries()
    assert not any(entry.secret in repr(entry) or entry.hook_url in repr(entry) for entry in found)


def test_a_sandbox_that_starts_slowly_is_told_of_every_account(panel: tuple[Panel, str]) -> None:
    heard, url = panel

    assert register_all(replace(config.current(), sandbox_url=url))

    # Fifteen accounts, and the one terminal of VNPay.
    assert len(heard.told) == 16


def test_a_sandbox_that_never_answers_does_not_stop_the_market() -> None:
    assert not register_all(replace(config.current(), sandbox_url="http://127.0.0.1:1"), patience=0)


def test_nothing_is_registered_in_production(panel: tuple[Panel, str]) -> None:
    heard, url = panel

    assert not register_all(replace(config.current(), sandbox_url=url, production=True))

    assert heard.told == []


def test_an_account_that_was_just_verified_is_registered(
    panel: tuple[Panel, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard, url = panel
    heard.busy = 0
    account_id = db.session.scalar(sa.select(BankAccount.id).where(BankAccount.state == AccountState.VERIFIED).limit(1))
    waiting_id = db.session.scalar(sa.select(BankAccount.id).where(BankAccount.state == AccountState.NEW).limit(1))
    settings = replace(config.current(), sandbox_url=url)
    monkeypatch.setattr(config, "current", lambda: settings)

    class Verified:
        account_id: int

    for told_id in (account_id, account_id, waiting_id):
        assert told_id is not None
        told = Verified()
        told.account_id = told_id
        connect_demo_account(told)

    assert len(heard.told) == 2
    assert heard.told[0] == heard.told[1]
