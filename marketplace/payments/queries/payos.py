"""Reading payment links of payOS, and who may be sent there."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.payments.models import PaymentRequest, PayOSLink
from marketplace.payments.states import LINK_LIVE
from marketplace.shops.models import BankFeed
from marketplace.shops.states import FeedProvider


def payos_channels(account_ids: Collection[int]) -> dict[int, BankFeed]:
    """The payOS feeds that buyers of these accounts may be sent to, by account: payOS can be called, and has called us.

    A feed that was never heard would leave its buyers' money to be found out by asking.
    """
    found = db.session.scalars(
        sa.select(BankFeed).where(
            BankFeed.account_id.in_(account_ids),
            BankFeed.provider == FeedProvider.PAYOS,
            BankFeed.client_id_sealed.is_not(None),
            BankFeed.api_key_sealed.is_not(None),
            BankFeed.told_at.is_not(None),
        )
    )
    return {feed.account_id: feed for feed in found}


def link_by_order_code(order_code: int, *, account_id: int | None = None) -> PayOSLink | None:
    """The link of this number with its request, or None; of this account only, if one is named."""
    wanted = sa.select(PayOSLink).where(PayOSLink.order_code == order_code)
    if account_id is not None:
        wanted = wanted.where(PayOSLink.account_id == account_id)
    return db.session.scalar(
        wanted.options(joinedload(PayOSLink.request).joinedload(PaymentRequest.sub_order)).execution_options(
            populate_existing=True
        )
    )


def link_with_request(link_id: int) -> PayOSLink:
    """The link with its account and request."""
    return db.session.execute(
        sa.select(PayOSLink)
        .where(PayOSLink.id == link_id)
        .options(joinedload(PayOSLink.account), joinedload(PayOSLink.request))
        .execution_options(populate_existing=True)
    ).scalar_one()


def live_link(request_id: int) -> PayOSLink | None:
    """The newest link that a buyer may pay this request by, as far as we know, locked; or None.

    Its sub-order and request must be locked before.
    """
    return db.session.scalar(
        sa.select(PayOSLink)
        .where(PayOSLink.request_id == request_id, PayOSLink.state.in_(LINK_LIVE), PayOSLink.unwanted_at.is_(None))
        .order_by(PayOSLink.id.desc())
        .limit(1)
        .with_for_update(of=PayOSLink)
        .execution_options(populate_existing=True)
    )


def lock_link(link_id: int) -> PayOSLink:
    """The link, locked and fresh. Its sub-order and request must be locked before, if they are locked at all."""
    return db.session.execute(
        sa.select(PayOSLink)
        .where(PayOSLink.id == link_id)
        .with_for_update(of=PayOSLink)
        .execution_options(populate_existing=True)
    ).scalar_one()


def links_to_ask(*, at: datetime) -> Sequence[int]:
    """The links whose turn to be asked has come, the longest waiting first."""
    return db.session.scalars(
        sa.select(PayOSLink.id).where(PayOSLink.ask_at <= at).order_by(PayOSLink.ask_at).limit(200)
    ).all()
