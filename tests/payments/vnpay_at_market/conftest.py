"""An order of a shop with a terminal; and a VNPay that answers on a port."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from marketplace import config
from marketplace.db import db
from marketplace.orders.secrets import order_secret
from marketplace.payments.services import by_vnpay
from tests.factories import SELLER, make_order, make_product, make_shop, make_user
from tests.payments.vnpay_at_market.way import Way
from tests.people import open_browser
from tests.sandbox.vnpay.making import SECRET, TMN_CODE, Running, pace, running, sandbox_settings, shop

__all__ = ["asked", "pace", "running", "sandbox_settings", "shop", "way"]


@pytest.fixture
def way(app: Flask, session: Any) -> Way:
    owner = make_user()
    stall = make_shop(owner=owner)
    by_vnpay.set_terminal(stall, tmn_code=TMN_CODE, secret=SECRET, by=SELLER)
    order = make_order(make_product(shop=stall, price_vnd=150_000))
    db.session.commit()
    browser = open_browser(app)
    browser.get(f"/don/{order.code}?khoa={order_secret(order.code, order.link_nonce)}")
    return Way(app, browser, order, config.current())


@pytest.fixture
def asked(way: Way, running: Running) -> Iterator[tuple[Way, Running]]:
    """The same, with a VNPay that answers on a port; its calls of us are lost."""
    before = list(config._current)
    config.use(
        config.Settings(
            **{
                **way.ours.__dict__, "vnpay_pay_url": running.vnpay.pay_url, "vnpay_api_url": running.vnpay.api_url,
                "site_url": "http://localhost",
            }
        )
    )  # fmt: skip
    yield way, running
    config._current[:] = before
