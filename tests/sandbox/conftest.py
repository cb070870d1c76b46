"""A sandbox on a real port, and a market that hears its calls."""

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from werkzeug.serving import make_server

from marketplace import clock, config
from marketplace.config import DEMO_BIN, Settings
from marketplace.payments.feeds import sepay
from marketplace.payments.feeds.notice import Checked, FeedNotice
from marketplace.payments.vietqr import VietQR, encode
from marketplace.sandbox.app import create_sandbox
from marketplace.sandbox.views import Machine

SECRET = "a-secret-between-panel-and-market"
ACCOUNT = "0900000001"


@dataclass(frozen=True)
class Call:
    """One call the market heard."""

    checked: Checked
    notice: FeedNotice
    body: bytes


@dataclass
class Market:
    """Stands for the market's webhook: checks each call and answers what it is told to; 200 in the end."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def hear(self, handler: BaseHTTPRequestHandler) -> int:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        checked = sepay.check_signature(
            timestamp=handler.headers[sepay.TIMESTAMP_HEADER],
            signature=handler.headers[sepay.SIGNATURE_HEADER],
            body=body,
            secrets=[SECRET],
            at=clock.now(),
        )
        self.calls.append(Call(checked, sepay.read_notice(body), body))
        if self.answers:
            return self.answers.pop(0)
        return 200 if checked is Checked.GOOD else 401


@dataclass
class Running:
    """A sandbox that answers on a port of its own, and a person's browser without script."""

    url: str
    app: Flask
    browser: requests.Session

    @property
    def machine(self) -> Machine:
        found: Machine = self.app.extensions["sandbox"]
        return found

    def page(self, path: str) -> requests.Response:
        return self.browser.get(self.url + path, timeout=10)

    def send(self, path: str, *, from_page: str = "/", **rest: Any) -> requests.Response:
        """Post a form with the token that stands on a page."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.page(from_page).text)
        assert token is not None
        data = {"csrf_token": token[1], **rest.pop("data", {})}
        return self.browser.post(self.url + path, data=data, timeout=20, allow_redirects=False, **rest)


def wait_until(is_so: Callable[[], object], *, seconds: float = 8) -> None:
    """Wait for what happens in another thread."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def payload(*, account: str = ACCOUNT, amount: str | None = "45000", purpose: str | None = "HQX7K2MQ4XD") -> str:
    """A code as the market draws it."""
    return encode(VietQR(bank_bin=DEMO_BIN, account=account, amount=amount, purpose=purpose))


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    before = list(config._current)
    yield Settings(
        secret_keys=("0123456789abcdef0123456789abcdef",), instance_dir=tmp_path, site_url="http://cho.example:5000"
    )
    # Making a sandbox changes the settings of this process, which other tests' market shares.
    config._current[:] = before


@pytest.fixture
def sandbox(settings: Settings) -> Iterator[Running]:
    app = create_sandbox(settings)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    with requests.Session() as browser:
        running = Running(f"http://127.0.0.1:{server.port}", app, browser)
        yield running
    server.shutdown()
    thread.join()
    server.server_close()
    running.machine.courier.stop()


@pytest.fixture
def market() -> Iterator[Market]:
    heard = Market()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status = heard.hear(self)
            answer = b'{"success": true}'
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            if status == 302:
                self.send_header("Location", heard.url)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    heard.url = f"http://127.0.0.1:{server.server_port}/ngan-hang/bao-tin"
    yield heard
    server.shutdown()
    thread.join()
    server.server_close()
