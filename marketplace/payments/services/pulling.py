"""Asking a feed for what it could not deliver."""

from datetime import datetime, timedelta
from typing import Final

from marketplace import config
from marketplace.clock import now
from marketplace.payments.doors import DOORS
from marketplace.payments.feeds.payos import PayOS
from marketplace.payments.feeds.pulling import Pulled, pull_casso, pull_sepay
from marketplace.payments.services.notices import told_by
from marketplace.payments.services.settling import settle
from marketplace.payments.states import Teller
from marketplace.shops.models import BankAccount, BankFeed
from marketplace.shops.states import FeedProvider

# A feed that was not asked for long is asked this far back; each time some of what is known is asked for again.
FARTHEST: Final = timedelta(days=3)
OVERLAP: Final = timedelta(hours=2)


def since(feed: BankFeed) -> datetime:
    """From when on the feed is asked."""
    return max(now() - FARTHEST, feed.pulled_at - OVERLAP if feed.pulled_at is not None else now() - FARTHEST)


def fetch(feed: BankFeed, *, account_number: str, from_: datetime) -> Pulled:
    """What the feed's service knows since then. No transaction may be open: this goes over the network.

    Raises GatewayUnreachable, BadAnswer.
    """
    settings = config.current()
    token = feed.key("pull_token")
    if feed.provider is FeedProvider.CASSO:
        found = pull_casso(settings.casso_url, token, since=from_)
        mine = tuple(notice for notice in found.notices if notice.account == account_number)
        return Pulled(notices=mine, unread=found.unread, is_whole=found.is_whole, has_call_ids=found.has_call_ids)
    return pull_sepay(settings.sepay_url, token, account_number=account_number, since=from_)


def settle_pulled(account: BankAccount, provider: FeedProvider, pulled: Pulled, place: int) -> bool:
    """One of the fetched movements is settled as if it had been told. False when it was known."""
    notice = pulled.notices[place]
    # Ids that are not those of the feed's calls make it another teller: what both tell is known by what it says.
    teller = DOORS[provider].teller if pulled.has_call_ids else Teller.SEPAY_LIST
    return settle(told_by(notice, account=account, teller=teller)) is not None


def payos_of(feed: BankFeed) -> PayOS:
    """The shop's payOS channel, for calling it."""
    return PayOS(
        client_id=feed.key("client_id"),
        api_key=feed.key("api_key"),
        checksum_key=feed.secrets(at=now())[0],
        base_url=config.current().payos_url,
    )
