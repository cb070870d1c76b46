"""Which service watches a bank account, and the keys it was given."""

from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from marketplace import sealed
from marketplace.accounts import services as accounts
from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import db
from marketplace.shops.models import BankAccount, BankFeed
from marketplace.shops.models.feeds import FEED_SECRET
from marketplace.shops.services.shops import audit_name
from marketplace.shops.states import FeedProvider

# How long the old secret of a bank feed is still good after a new one was set (CASES D10).
SECRET_OVERLAP: Final = timedelta(hours=24)

_SEPAY_KINDS = (FeedProvider.SEPAY, FeedProvider.SEPAY_KEY)
# SePay sees a VietinBank credit only with this word in its memo (fact sheet on bank webhooks, 2026-11-23).
_KNOWN_PREFIXES: Final = {(kind, "970415"): "SEVQR" for kind in _SEPAY_KINDS}


def set_feed(
    account: BankAccount,
    provider: FeedProvider,
    *,
    secret: str,
    by: Actor,
    client_id: str = "",
    api_key: str = "",
    pull_token: str = "",
    memo_prefix: str | None = None,
) -> BankFeed:
    """This service's calls for the account are believed when this secret proves them; the old one for another day.

    Keys left empty stay as they were. Without a word on `memo_prefix` it is what the bank is known to need.
    """
    box = sealed.seal(secret, purpose=FEED_SECRET)
    feed = lock_feed(account.id, provider)
    if feed is None:
        feed = BankFeed(account_id=account.id, provider=provider, set_at=now(), secret_sealed=box)
        db.session.add(feed)
    else:
        feed.old_secret_sealed, feed.old_secret_until = feed.secret_sealed, now() + SECRET_OVERLAP
        feed.secret_sealed, feed.set_at = box, now()
    for name, value in (("client_id", client_id), ("api_key", api_key), ("pull_token", pull_token)):
        if value:
            setattr(feed, f"{name}_sealed", sealed.seal(value, purpose=f"feed-{name}"))
    feed.memo_prefix = _KNOWN_PREFIXES.get((provider, account.bin), "") if memo_prefix is None else memo_prefix.upper()
    feed.trouble, feed.trouble_at, feed.unread = "", None, 0
    db.session.flush()
    accounts.record("bank feed secret set", thing=audit_name(account), by=by, after={"provider": provider.value})
    return feed


def drop_feed(account: BankAccount, provider: FeedProvider, *, by: Actor) -> None:
    """This service is not believed any more, and its keys are gone. Nothing happens when it was never set."""
    feed = lock_feed(account.id, provider)
    if feed is not None:
        db.session.delete(feed)
        accounts.record("bank feed dropped", thing=audit_name(account), by=by, before={"provider": provider.value})


def note_good_call(feed_id: int) -> None:
    """The service was heard, and told something that could be read."""
    db.session.execute(
        sa.update(BankFeed).where(BankFeed.id == feed_id).values(told_at=now(), trouble="", trouble_at=None, unread=0)
    )


def note_trouble(feed_id: int, *, trouble: str) -> None:
    """Somebody called in the service's name, and it came to nothing: `trouble` is a plain Vietnamese sentence."""
    db.session.execute(
        sa.update(BankFeed)
        .where(BankFeed.id == feed_id)
        .values(trouble=trouble, trouble_at=now(), unread=BankFeed.unread + 1)
    )


def note_pulled(feed_id: int, *, trouble: str = "") -> None:
    """What the service could not deliver was asked for, with or without trouble."""
    values: dict[str, object] = {"pulled_at": now()}
    if trouble:
        values |= {"trouble": trouble, "trouble_at": now()}
    db.session.execute(sa.update(BankFeed).where(BankFeed.id == feed_id).values(values))


def lock_feed(account_id: int, provider: FeedProvider) -> BankFeed | None:
    """The feed, locked, or None."""
    return db.session.scalar(
        sa.select(BankFeed)
        .where(BankFeed.account_id == account_id, BankFeed.provider == provider)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
