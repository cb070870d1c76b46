"""An order of a shop with a payOS channel; the sandbox's payOS answers on a port."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from marketplace import config
from marketplace.db import db
from marketplace.orders.secrets import order_secret
from marketplace.sandbox.book import Account
from marketplace.sandbox.notices import Provider
from marketplace.shops.queries import get_account
from marketplace.shops.services import feeds
from marketplace.shops.states import FeedProvider
from tests.factories import SELLER, make_order, make_product, make_shop, make_user
from tests.money import request_of
from tests.payments.feeds.conftest import Machine, running
from tests.payments.payos_at_market.way import KEYS, Way
from tests.people import open_browser
from tests.sandbox.conftest import Running, sandbox, settings

__all__ = ["calls", "sandbox", "settings", "way"]


@pytest.fixture
def calls() -> Iterator[Machine]:
    """Stands for the market's address: remembers every call, so that a test tells it when it wants."""
    with running() as heard:
        heard.will_say({"success": True})
        yield heard


@pytest.fixture
def way(app: Flask, session: Any, calls: Machine, request: pytest.FixtureRequest) -> Iterator[Way]:
    ours = config.current()
    payos: Running = request.getfixturevalue("sandbox")
    config.use(replace(ours, payos_url=payos.url + "/payos", payos_pay_url=payos.url, site_url="http://localhost"))
    stall = make_shop(owner=make_user())
    order = make_order(make_product(shop=stall, price_vnd=150_000))
    account = get_account(request_of(order).account_id)
    feed = feeds.set_feed(account, FeedProvider.PAYOS, by=SELLER, **KEYS)
    feeds.note_good_call(feed.id)
    payos.machine.book.register(
        Account(
            account=account.number,
            holder=account.holder,
            hook_url=f"{calls.url}/bao-tien/payos/{account.hook}",
            secret=KEYS["secret"],
            provider=Provider.PAYOS,
            settings={name: KEYS[name] for name in ("client_id", "api_key")},
        )
    )
    db.session.commit()
    browser = open_browser(app)
    browser.get(f"/don/{order.code}?khoa={order_secret(order.code, order.link_nonce)}")
    yield Way(app, browser, order, payos, calls)
    config.use(ours)
