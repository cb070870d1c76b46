"""A sandbox with a quick VNPay on a real port, a market that hears its IPN, and the gateway that asks it."""

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from flask import Flask
from werkzeug.serving import make_server

from marketplace import clock, config
from marketplace.config import Settings
from marketplace.money import Dong
from marketplace.payments.vnpay import (
    BadVNPaySignature,
    IPNAnswer,
    Method,
    Notice,
    QueryAnswer,
    RefundAnswer,
    RefundKind,
    VNPay,
    ipn_body,
    payment_url,
    query,
    query_refund,
    read_notice,
    refund,
)
from marketplace.payments.vnpay.sandbox_terminal import API_PATH, PAY_PATH
from marketplace.sandbox.app import create_sandbox
from marketplace.sandbox.vnpay.machine import Machine, machine_of
from marketplace.sandbox.vnpay.paper import Payment, Terminal
from marketplace.sandbox.vnpay.states import Pace

TMN_CODE = "CHOQUE01"
SECRET = "MADEUPSECRETFORTESTSONLY00000001"
# Quick, but with room for a slow machine between two steps.
PACE = Pace(
    pauses_seconds=(0.05,) * 9,
    late_seconds=1,
    step_seconds=0.4,
    turn_seconds=1.5,
    refund_step_seconds=600,
    query_pause_seconds=0,
    silent_seconds=5,
)
_requests = count(1)


@dataclass
class Shop:
    """Stands for the market's IPN: reads each call as the market does, and answers what it is told to."""

    port: int = 0
    heard: list[Notice | None] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    ways_back: list[list[tuple[str, str]]] = field(default_factory=list)

    @property
    def ipn_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/vnpay/ipn"

    @property
    def return_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/don/A?ve=1"

    def hear(self, path: str) -> Any:
        """A status to answer with, or an object."""
        told = parse_qsl(urlsplit(path).query, keep_blank_values=True)
        if not path.startswith("/vnpay/ipn"):
            self.ways_back.append(told)
            return {}
        try:
            self.heard.append(read_notice(gateway(""), told))
        except BadVNPaySignature:
            self.heard.append(None)
            return ipn_body(IPNAnswer.BAD_SIGNATURE)
        return self.answers.pop(0) if self.answers else ipn_body(IPNAnswer.RECORDED)

    @property
    def codes(self) -> list[str]:
        """What was told, in the order it was told."""
        return [f"{n.response_code}/{n.transaction_status}" if n else "97" for n in self.heard]


@dataclass
class Running:
    """A sandbox that answers on a port of its own, a buyer's browser without script, and the market's gateway."""

    url: str
    app: Flask
    browser: requests.Session
    shop: Shop
    created_at: datetime = field(default_factory=clock.now)

    @property
    def machine(self) -> Machine:
        return machine_of(self.app)

    @property
    def vnpay(self) -> VNPay:
        return gateway(self.url)

    def link(self, txn_ref: str = "HQX7K2MQ4XD-1", amount_vnd: int = 150_000, **changes: Any) -> str:
        """The market's link to pay."""
        values: dict[str, Any] = {
            "txn_ref": txn_ref,
            "amount_vnd": Dong(amount_vnd),
            "order_info": "Thanh toán đơn " + txn_ref,
            "return_url": self.shop.return_url,
            "ip": "127.0.0.1",
            "created_at": self.created_at,
            "expires_at": self.created_at + timedelta(minutes=15),
        }
        return payment_url(self.vnpay, **(values | changes))

    def page(self, path: str) -> requests.Response:
        return self.browser.get(self.url + path, timeout=10)

    def send(self, path: str, page: str, **data: str) -> requests.Response:
        """Post a form with the token that stands on a page."""
        data = {"csrf_token": value_of("csrf_token", page), **data}
        return self.browser.post(self.url + path, data=data, timeout=20, allow_redirects=False)

    def pay(self, link: str, **changes: str) -> requests.Response:
        """Open the link and send its form as it stands, with some fields changed."""
        page = self.browser.get(link, timeout=10).text
        data = {"key": value_of("key", page), "act": "pay", "way": "ncb"}
        data |= {name: selected(name, page) for name in ("telling", "answering")}
        return self.send("/paymentv2/tra-tien", page, **(data | changes))

    def payment(self) -> Payment:
        """The newest one."""
        return self.machine.book.payments()[0]

    def ask(self, txn_ref: str = "HQX7K2MQ4XD-1", amount_vnd: int = 150_000, **changes: Any) -> QueryAnswer:
        return query(
            changes.pop("vnpay", self.vnpay),
            txn_ref=txn_ref,
            amount_vnd=Dong(amount_vnd),
            **(self._asking() | changes),
        )

    def send_back(self, kind: RefundKind = RefundKind.FULL, amount_vnd: int = 150_000, **changes: Any) -> RefundAnswer:
        values: dict[str, Any] = {
            "txn_ref": "HQX7K2MQ4XD-1",
            "transaction_no": str(self.payment().number),
            "created_by": "chị Bình",
        }
        return refund(
            changes.pop("vnpay", self.vnpay),
            kind=kind,
            amount_vnd=Dong(amount_vnd),
            **(values | self._asking() | changes),
        )

    def ask_refund(self, kind: RefundKind = RefundKind.FULL, amount_vnd: int = 150_000, **changes: Any) -> RefundAnswer:
        return query_refund(
            changes.pop("vnpay", self.vnpay),
            txn_ref="HQX7K2MQ4XD-1",
            kind=kind,
            amount_vnd=Dong(amount_vnd),
            **(self._asking() | changes),
        )

    def _asking(self) -> dict[str, Any]:
        return {
            "request_id": f"q{next(_requests):031d}",
            "transaction_date": self.created_at,
            "created_at": clock.now(),
            "ip": "127.0.0.1",
            "order_info": "Truy vấn",
        }


def gateway(url: str, **changes: Any) -> VNPay:
    values: dict[str, Any] = {
        "tmn_code": TMN_CODE,
        "secret": SECRET,
        "pay_url": url + PAY_PATH,
        "api_url": url + API_PATH,
        "time_limits": (2, 5),
    }
    return VNPay(**(values | changes))


def terminal(shop: Shop) -> Terminal:
    return Terminal(tmn_code=TMN_CODE, secret=SECRET, ipn_url=shop.ipn_url, name="HTX Rau Sạch")


def value_of(name: str, page: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, name
    return found[1]


def selected(name: str, page: str) -> str:
    """The chosen value of a select on the page."""
    options = re.search(rf'<select[^>]*name="{name}"[^>]*>(.*?)</select>', page, re.S)
    assert options, name
    chosen = re.search(r'<option[^>]*selected[^>]*value="([^"]*)"', options[1])
    assert chosen, name
    return chosen[1]


def wait_until(is_so: Any, *, seconds: float = 8) -> None:
    """Wait for what happens in another thread."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)


@pytest.fixture
def shop() -> Iterator[Shop]:
    heard = Shop()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told = heard.hear(self.path)
            status, answer = (told, b"") if isinstance(told, int) else (200, str(told).replace("'", '"').encode())
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            if status == 302:
                self.send_header("Location", heard.ipn_url)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        # Ten calls come at the same moment.
        request_queue_size = 32

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    heard.port = server.server_port
    yield heard
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def sandbox_settings(tmp_path: Path) -> Iterator[Settings]:
    before = list(config._current)
    yield Settings(
        secret_keys=("0123456789abcdef0123456789abcdef",), instance_dir=tmp_path, site_url="http://cho.example:5000"
    )
    # Making a sandbox changes the settings of this process, which other tests' market shares.
    config._current[:] = before


@pytest.fixture
def pace() -> Pace:
    return PACE


@pytest.fixture
def running(sandbox_settings: Settings, shop: Shop, pace: Pace) -> Iterator[Running]:
    app = create_sandbox(sandbox_settings, vnpay_pace=pace)
    machine_of(app).book.register(terminal(shop))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    with requests.Session() as browser:
        browser.trust_env = False
        yield Running(f"http://127.0.0.1:{server.port}", app, browser, shop)
    machine_of(app).stop()
    server.shutdown()
    thread.join()
    server.server_close()


__all__ = [
    "Method",
    "Running",
    "Shop",
    "gateway",
    "pace",
    "running",
    "sandbox_settings",
    "shop",
    "terminal",
    "wait_until",
]
