"""The sandbox's panel takes accounts in every provider's manner, by itself and by hand."""

from typing import Any

import pytest

from marketplace.config import Settings
from marketplace.errors import GatewayUnreachable
from marketplace.payments import sandbox_panel
from marketplace.sandbox.notices import Provider

from .conftest import ACCOUNT, SECRET, Running


def test_the_market_registers_a_payos_channel_by_itself(sandbox: Running, settings: Settings) -> None:
    sandbox_panel.register(
        sandbox.url,
        secret_key=settings.secret_key,
        account=ACCOUNT,
        holder="HTX RAU SẠCH",
        hook_url="http://cho.example:5000/hook/1",
        secret=SECRET,
        key="shop-1",
        provider="payos",
        settings={"client_id": "our-id", "api_key": "our-key"},
    )

    [account] = sandbox.machine.book.accounts()
    assert (account.provider, account.settings) == (Provider.PAYOS, {"client_id": "our-id", "api_key": "our-key"})


def test_a_payos_channel_is_registered_by_hand(sandbox: Running) -> None:
    typed = {"account": "0123", "holder": "Bà Tư", "hook_url": "http://127.0.0.1:5000/h", "secret": "s3cret-word"}
    keys = {"client_id": "our-id", "api_key": "our-key"}

    assert sandbox.send("/sepay", from_page="/sepay", data={**typed, **keys, "provider": "payos"}).status_code == 303

    [account] = sandbox.machine.book.accounts()
    assert (account.provider, account.settings) == (Provider.PAYOS, keys)
    assert "our-key" not in sandbox.page("/sepay").text


@pytest.mark.parametrize(
    "changes",
    [
        {"provider": "nobody"},
        {"provider": ["payos"]},
        {"settings": {"other": "x"}},
        {"settings": {"api_key": 1}},
        {"settings": {"api_key": ""}},
    ],
)
def test_a_channel_that_makes_no_sense_is_refused(
    sandbox: Running, settings: Settings, changes: dict[str, Any]
) -> None:
    told: dict[str, Any] = {
        "account": ACCOUNT,
        "holder": "HTX",
        "hook_url": "http://127.0.0.1/h",
        "secret": SECRET,
        "key": "k",
    }

    with pytest.raises(GatewayUnreachable, match="422"):
        sandbox_panel.register(sandbox.url, secret_key=settings.secret_key, **told, **changes)
    assert not sandbox.machine.book.accounts()
