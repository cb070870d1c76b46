"""What the demo village does when it is told of something."""

from typing import Protocol

from marketplace import config
from marketplace.config import DEMO_BIN
from marketplace.db import transaction
from marketplace.demo.panel import entry_of, give_secret, register
from marketplace.shops.queries import get_account
from marketplace.shops.states import AccountState


class NamesAnAccount(Protocol):
    """A message about one bank account."""

    @property
    def account_id(self) -> int:
        """Its row id."""


def connect_demo_account(told: NamesAnAccount) -> None:
    """The sandbox tells of payments to this account, which a moderator has just verified; again changes nothing.

    Outside the demo, and for an account that is not of the demo bank, nothing happens. Raises GatewayUnreachable:
    the job is tried again.
    """
    settings = config.current()
    if settings.production or not settings.demo or not settings.sandbox_url:
        return
    with transaction():
        account = get_account(told.account_id)
        if account.bin != DEMO_BIN or account.state is not AccountState.VERIFIED:
            return
        entry = entry_of(account, give_secret(account), site_url=settings.site_url)
    register(entry, settings)
