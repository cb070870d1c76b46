"""The demo shops' accounts are linked to the sandbox's SePay panel, so that it can tell them of payments.

In a real market each shop does this itself, once, in SePay's own panel.
"""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa
import structlog
from flask import current_app

from marketplace.accounts.actor import SYSTEM
from marketplace.clock import now
from marketplace.config import DEMO_BIN, Settings
from marketplace.db import db, transaction
from marketplace.errors import GatewayUnreachable
from marketplace.payments import sandbox_panel
from marketplace.payments.doors import WORD_OF
from marketplace.payments.queries import terminal_of_shop
from marketplace.payments.services.by_vnpay import set_terminal
from marketplace.payments.vnpay.sandbox_terminal import register_terminal
from marketplace.shops.models import BankAccount, BankFeed, Shop
from marketplace.shops.services.feeds import lock_feed, set_feed
from marketplace.shops.states import AccountState, FeedProvider

# How long a sandbox may take to start, in seconds.
PATIENCE: Final = 30.0
PAUSE: Final = 0.25
# The one shop of the village that has a contract with VNPay.
VNPAY_SHOP: Final = "to-hoa-dong-tien"
VNPAY_TERMINAL: Final = "LANGMAU1"

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class PanelEntry:
    """One registration at the panel; `key` names it, so that it can be sent again."""

    account: str = field(repr=False)
    holder: str
    hook_url: str = field(repr=False)
    secret: str = field(repr=False)
    key: str


def give_secret(account: BankAccount) -> BankFeed:
    """Calls to this account's feed are signed from now on; an account that has a secret keeps it."""
    feed = lock_feed(account.id, FeedProvider.SEPAY)
    return feed or set_feed(account, FeedProvider.SEPAY, secret=secrets.token_urlsafe(24), by=SYSTEM)


def panel_entries(*, site_url: str) -> list[PanelEntry]:
    """What the panel has to know of every demo account that can be paid into; those without a secret get one."""
    found = db.session.scalars(
        sa.select(BankAccount)
        .where(BankAccount.bin == DEMO_BIN, BankAccount.state == AccountState.VERIFIED)
        .order_by(BankAccount.id)
    ).all()
    return [entry_of(account, give_secret(account), site_url=site_url) for account in found]


def entry_of(account: BankAccount, feed: BankFeed, *, site_url: str) -> PanelEntry:
    """What the panel has to know of this account."""
    # Without a request there is no address of our own to begin with, so the path is built and the site put before it.
    path = current_app.url_map.bind("").build(
        "payments.hook", {"provider": WORD_OF[feed.provider], "hook": account.hook}
    )
    return PanelEntry(
        account=account.number,
        holder=account.holder,
        hook_url=site_url.rstrip("/") + path,
        secret=feed.secrets(at=now())[0],
        key=f"demo-account-{account.id}",
    )


@dataclass(frozen=True, kw_only=True)
class TerminalEntry:
    """The demo's one VNPay terminal, as the sandbox's VNPay has to know it."""

    tmn_code: str
    secret: str = field(repr=False)
    ipn_url: str = field(repr=False)
    name: str


def give_terminal(*, site_url: str) -> TerminalEntry | None:
    """One demo shop is a merchant of the make-believe VNPay too; a terminal that is there stays. None without the shop."""
    shop = db.session.scalar(sa.select(Shop).where(Shop.slug == VNPAY_SHOP))
    if shop is None:
        return None
    terminal = terminal_of_shop(shop.id) or set_terminal(
        shop, tmn_code=VNPAY_TERMINAL, secret=secrets.token_hex(16).upper(), by=SYSTEM
    )
    path = current_app.url_map.bind("").build("payments.vnpay_ipn", {"hook": terminal.hook})
    return TerminalEntry(
        tmn_code=terminal.tmn_code, secret=terminal.secret, ipn_url=site_url.rstrip("/") + path, name=shop.name
    )


def register_all(settings: Settings, *, patience: float = PATIENCE) -> bool:
    """The sandbox tells the market of payments to every demo account. Waits that many seconds for it to start.

    False, with a line in the log, when it did not answer: the market then runs without it.
    """
    if settings.production or not settings.demo or not settings.sandbox_url:
        return False
    with transaction():
        entries = panel_entries(site_url=settings.site_url)
        terminal = give_terminal(site_url=settings.site_url)
    try:
        _register_patiently(entries, settings, patience=patience)
        if terminal is not None:
            register_terminal(
                settings.sandbox_url,
                secret_key=settings.secret_key,
                tmn_code=terminal.tmn_code,
                secret=terminal.secret,
                ipn_url=terminal.ipn_url,
                name=terminal.name,
            )
    except GatewayUnreachable as trouble:
        log.warning("the sandbox does not know the demo accounts", trouble=str(trouble))
        return False
    return True


def _register_patiently(entries: Sequence[PanelEntry], settings: Settings, *, patience: float) -> None:
    end = time.monotonic() + patience
    for entry in entries:
        while True:
            try:
                register(entry, settings)
                break
            except GatewayUnreachable:
                if time.monotonic() >= end:
                    raise
                time.sleep(PAUSE)


def register(entry: PanelEntry, settings: Settings) -> None:
    """The sandbox tells of payments to this account. Raises GatewayUnreachable."""
    sandbox_panel.register(
        settings.sandbox_url,
        secret_key=settings.secret_key,
        account=entry.account,
        holder=entry.holder,
        hook_url=entry.hook_url,
        secret=entry.secret,
        key=entry.key,
    )
