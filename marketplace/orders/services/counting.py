"""Goods that are counted from now on, or made to order: a change for new orders only."""

from marketplace.accounts.actor import Actor
from marketplace.orders import queries
from marketplace.shops.models import Offer
from marketplace.shops.services import stock


def change_counting(offer: Offer, *, made_to_order: bool, by: Actor) -> None:
    """The offer's goods are made to order from now on, or counted again. Raises CountingFixed while any are awaited."""
    # Whoever buys them just now either is seen here, or waits and finds them sold the other way.
    stock.lock_goods([offer.id])
    stock.change_counting(offer, made_to_order=made_to_order, open_orders=queries.open_parts_with(offer.id), by=by)
