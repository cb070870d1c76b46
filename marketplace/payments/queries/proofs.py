"""Reading runs of the invariants, and whose the broken things are."""

from collections.abc import Collection, Mapping
from typing import Any, Final

import sqlalchemy as sa

from marketplace.db import db
from marketplace.orders.models import OrderLine, SubOrder
from marketplace.payments.models import BankLine, Journal, KeptNotice, PaymentRequest, Refund
from marketplace.payments.models.proofs import Proof
from marketplace.shops.models import BankAccount, Hold, Offer, Product, Shop

# How the checks name things ("line k3J…", "order line 17"), and how the shop of one is found by that name.
_SHOP_OF: Final[Mapping[str, sa.Select[Any, Any]]] = {
    "line": sa.select(BankLine.public_id, BankLine.shop_id),
    "part": sa.select(SubOrder.public_id, SubOrder.shop_id),
    "request": sa.select(PaymentRequest.code, SubOrder.shop_id).join(
        SubOrder, SubOrder.id == PaymentRequest.sub_order_id
    ),
    "refund": sa.select(Refund.code, Refund.shop_id),
    "notice": sa.select(KeptNotice.id, BankAccount.shop_id).join(BankAccount, BankAccount.id == KeptNotice.account_id),
    "offer": sa.select(Offer.id, Product.shop_id).join(Product, Product.id == Offer.product_id),
    "order line": sa.select(OrderLine.id, SubOrder.shop_id).join(SubOrder, SubOrder.id == OrderLine.sub_order_id),
    "hold": sa.select(Hold.id, SubOrder.shop_id)
    .join(OrderLine, OrderLine.id == Hold.order_line_id)
    .join(SubOrder, SubOrder.id == OrderLine.sub_order_id),
    "journal": sa.select(Journal.id, BankLine.shop_id).join(BankLine, BankLine.id == Journal.line_id),
    "shop": sa.select(Shop.id, Shop.id),
}


def last_proof() -> Proof | None:
    """The newest run of the invariants, or None before the first."""
    return db.session.scalars(sa.select(Proof).order_by(Proof.id.desc()).limit(1)).one_or_none()


def shops_of_things(things: Collection[str]) -> dict[str, Shop]:
    """Whose each broken thing is; what belongs to no one shop (an order, a guard) is left out."""
    owners: dict[str, int] = {}
    for kind, found in _SHOP_OF.items():
        key = found.selected_columns[0]
        named = {thing.rpartition(" ")[2]: thing for thing in things if thing.rpartition(" ")[0] == kind}
        # Row ids are numbers; public ids and codes are words.
        keys = [int(name) if isinstance(key.type, sa.BigInteger) else name for name in named]
        if keys:
            owners |= {named[str(name)]: shop_id for name, shop_id in db.session.execute(found.where(key.in_(keys)))}
    shops = {shop.id: shop for shop in db.session.scalars(sa.select(Shop).where(Shop.id.in_(owners.values())))}
    return {thing: shops[shop_id] for thing, shop_id in owners.items() if shop_id in shops}
