"""The link that opens one order, and no other."""

import base64
import dataclasses

import pytest
from flask import Flask
from flask import session as browser

from marketplace import config
from marketplace.orders import holding
from marketplace.orders.errors import OrderNotFound
from marketplace.orders.secrets import is_order_secret, order_secret
from tests.conftest import SECRET
from tests.factories import make_order

pytestmark = pytest.mark.usefixtures("session")


def _is_own(told: str, code: str, nonce: str) -> bool:
    return is_order_secret(told, code=code, nonce=nonce)


# A15
def test_the_secret_has_160_bits_and_is_not_the_code() -> None:
    order = make_order()

    secret = order_secret(order.code, order.link_nonce)

    assert len(base64.urlsafe_b64decode(secret + "=")) * 8 == 160
    assert order.code not in secret
    assert secret not in (order.link_nonce, order.key)
    assert _is_own(secret, order.code, order.link_nonce)


# A15
def test_no_other_word_opens_an_order() -> None:
    one, two = make_order(), make_order()
    secret = order_secret(one.code, one.link_nonce)

    for told in (
        "",
        secret[:-1],
        secret + "A",
        secret.swapcase(),
        one.code,
        order_secret(two.code, two.link_nonce),
        "đơn",
    ):
        assert not _is_own(told, one.code, one.link_nonce), told


# A15
def test_a_link_opens_its_order_and_an_unknown_code_none() -> None:
    one, two = make_order(), make_order()
    secret = order_secret(one.code, one.link_nonce)

    assert holding.order_of_link(one.code, secret).id == one.id
    for code, told in ((two.code, secret), ("ABCDEFGH", secret), (one.code, "")):
        with pytest.raises(OrderNotFound):
            holding.order_of_link(code, told)


def test_links_of_an_older_key_still_open(monkeypatch: pytest.MonkeyPatch) -> None:
    order = make_order()
    old = order_secret(order.code, order.link_nonce)
    rotated = dataclasses.replace(config.current(), secret_keys=("a newer secret of at least 32 letters", SECRET))
    monkeypatch.setattr(config, "_current", [rotated])

    new = order_secret(order.code, order.link_nonce)

    assert new != old
    assert _is_own(old, order.code, order.link_nonce)
    assert _is_own(new, order.code, order.link_nonce)


# A15
def test_a_browser_holds_the_orders_it_opened(app: Flask) -> None:
    orders = [make_order() for _ in range(3)]
    stranger = make_order()

    with app.test_request_context("/"):
        for order in orders:
            holding.remember(order)

        assert [holding.held_order(order.code).id for order in orders] == [order.id for order in orders]
        with pytest.raises(OrderNotFound):
            holding.held_order(stranger.code)
        browser["orders"] = {stranger.code: order_secret(orders[0].code, orders[0].link_nonce)}
        with pytest.raises(OrderNotFound):
            holding.held_order(stranger.code)
