"""Reading shops and their bank accounts."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.shops.errors import ShopNotFound
from marketplace.shops.models import BankAccount, BankFeed, Shop
from marketplace.shops.states import AccountState, FeedProvider, ShopState

_SHOWN = (joinedload(Shop.place), joinedload(Shop.picture))


def shop_on_show(slug: str) -> Shop:
    """The shop as its public page shows it: live or resting. Raises ShopNotFound."""
    shop = db.session.scalar(
        sa.select(Shop).where(Shop.slug == slug, Shop.state.in_([ShopState.LIVE, ShopState.PAUSED])).options(*_SHOWN)
    )
    if shop is None:
        raise ShopNotFound
    return shop


def live_shops() -> Sequence[Shop]:
    """The shops that sell now, by name."""
    return db.session.scalars(
        sa.select(Shop).where(Shop.state == ShopState.LIVE).options(*_SHOWN).order_by(Shop.name)
    ).all()


def shops_of(shop_ids: Collection[int]) -> Sequence[Shop]:
    """These shops with account, for their own people."""
    return db.session.scalars(
        sa.select(Shop).where(Shop.id.in_(shop_ids)).options(*_SHOWN, selectinload(Shop.accounts)).order_by(Shop.id)
    ).all()


def shop_for_seller(slug: str, *, shop_ids: Collection[int]) -> Shop:
    """The shop if it is one of these. Raises ShopNotFound: another's shop is as good as none."""
    shop = db.session.scalar(
        sa.select(Shop).where(Shop.slug == slug, Shop.id.in_(shop_ids)).options(*_SHOWN, selectinload(Shop.accounts))
    )
    if shop is None:
        raise ShopNotFound
    return shop


def lock_shop(slug: str) -> Shop:
    """The shop, locked and fresh, with accounts. Raises ShopNotFound."""
    shop = db.session.scalar(
        sa.select(Shop)
        .where(Shop.slug == slug)
        .options(*_SHOWN, selectinload(Shop.accounts))
        .with_for_update(of=Shop)
        .execution_options(populate_existing=True)
    )
    if shop is None:
        raise ShopNotFound
    return shop


def shops_in_state(states: Collection[ShopState]) -> Sequence[Shop]:
    """Shops for the moderator's queue, the longest waiting first."""
    return db.session.scalars(
        sa.select(Shop).where(Shop.state.in_(states)).options(*_SHOWN, selectinload(Shop.accounts)).order_by(Shop.id)
    ).all()


def accounts_of(shop_id: int) -> Sequence[BankAccount]:
    """The accounts of a shop that are not retired: the current one, and one that waits."""
    return db.session.scalars(
        sa.select(BankAccount)
        .where(BankAccount.shop_id == shop_id, BankAccount.state != AccountState.RETIRED)
        .order_by(BankAccount.id)
    ).all()


def current_account(shop_id: int) -> BankAccount | None:
    """The verified account buyers of this shop pay into now, or None."""
    return db.session.scalar(
        sa.select(BankAccount).where(BankAccount.shop_id == shop_id, BankAccount.state == AccountState.VERIFIED)
    )


def feed_by_hook(hook: str, provider: FeedProvider) -> BankFeed | None:
    """The feed of this provider for the account of this random address, or None. Retired accounts still hear of late
    money."""
    return db.session.scalar(
        sa.select(BankFeed)
        .join(BankAccount, BankAccount.id == BankFeed.account_id)
        .where(BankAccount.hook == hook, BankFeed.provider == provider)
        .options(joinedload(BankFeed.account).joinedload(BankAccount.shop))
    )


def feeds_of(account_ids: Collection[int]) -> Sequence[BankFeed]:
    """The feeds of these accounts, in the order they were set up."""
    return db.session.scalars(
        sa.select(BankFeed).where(BankFeed.account_id.in_(account_ids)).order_by(BankFeed.id)
    ).all()


def feeds_to_pull() -> Sequence[BankFeed]:
    """The feeds that can be asked for what they could not deliver, the longest waiting first; with their accounts."""
    return db.session.scalars(
        sa.select(BankFeed)
        .where(BankFeed.pull_token_sealed.is_not(None))
        .options(joinedload(BankFeed.account))
        .order_by(BankFeed.pulled_at.nulls_first(), BankFeed.id)
    ).all()


def get_account(account_id: int) -> BankAccount:
    """The account of this row id."""
    return db.session.execute(sa.select(BankAccount).where(BankAccount.id == account_id)).scalar_one()
