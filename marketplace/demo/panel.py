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
from marketplace.shops.models import BankAccount
from marketplace.shops.services.shops import set_feed_secret
from marketplace.shops.states import AccountState

# How long a sandbox may take to start, in seconds.
PATIENCE: Final = 30.0
PAUSE: Final = 0.25

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class PanelEntry:
    """One registration at the panel; `key` names it, so that it can be sent again."""

    account: str = field(repr=False)
    holder: str
    hook_url: str = field(repr=False)
    secret: str = field(repr=False)
    key: str


def give_secret(account: BankAccount) -> None:
    """Calls to this account's feed are signed from now on; an account that has a secret keeps it."""
    if account.sepay_secret_sealed is None:
        set_feed_secret(account, secret=secrets.token_urlsafe(24), by=SYSTEM)


def panel_entries(*, site_url: str) -> list[PanelEntry]:
    """What the panel has to know of every demo account that can be paid into; those without a secret get one."""
    found = db.session.scalars(
        sa.select(BankAccount)
        .where(BankAccount.bin == DEMO_BIN, BankAccount.state == AccountState.VERIFIED)
        .order_by(BankAccount.id)
    ).all()
    for account in found:
        give_secret(account)
    return [entry_of(account, site_url=site_url) for account in found]


def entry_of(account: BankAccount, *, site_url: str) -> PanelEntry:
    """What the panel has to know of this account. It must have a secret."""
    # Without a request there is no address of our own to begin with, so the path is built and the site put before it.
    path = current_app.url_map.bind("").build("payments.sepay_hook", {"hook": account.hook})
    return PanelEntry(
        account=account.number,
        holder=account.holder,
        hook_url=site_url.rstrip("/") + path,
        secret=account.sepay_secrets(at=now())[0],
        key=f"demo-account-{account.id}",
    )


def register_all(settings: Settings, *, patience: float = PATIENCE) -> bool:
    """The sandbox tells the market of payments to every demo account. Waits that many seconds for it to start.

    False, with a line in the log, when it did not answer: the market then runs without it.
    """
    if settings.production or not settings.demo or not settings.sandbox_url:
        return False
    with transaction():
        entries = panel_entries(site_url=settings.site_url)
    try:
        _register_patiently(entries, settings, patience=patience)
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
