"""What stands on which account of the ledger, at any moment."""

from datetime import datetime
from typing import Final, NamedTuple

import sqlalchemy as sa

from marketplace.db import db
from marketplace.orders.models import SubOrder
from marketplace.payments.models.ledger import Entry, Journal
from marketplace.shops.models import BankAccount

# The accounts a shop has one of; it has an order:… for each of its parts and a bank:… for each bank account.
_OF_SHOP: Final = ("cash", "vnpay", "parked", "out", "set_aside")


def balances(at: datetime) -> dict[str, int]:
    """The balance of every account of the ledger just before this instant: the sum of its entries until then (I03).

    All of them together are always zero.
    """
    rows = db.session.execute(
        sa.select(Entry.account, sa.func.sum(Entry.amount_vnd))
        .join(Journal, Journal.id == Entry.journal_id)
        .where(Journal.at < at)
        .group_by(Entry.account)
    )
    return {account: int(amount) for account, amount in rows}


class Moved(NamedTuple):
    """What stood on accounts of one kind when a time began, and what it brought."""

    opening_vnd: int
    change_vnd: int

    @property
    def closing_vnd(self) -> int:
        return self.opening_vnd + self.change_vnd


def moved_in(shop_id: int, *, starts: datetime, ends: datetime) -> dict[str, Moved]:
    """For each kind of account of the shop (bank, cash, vnpay, order, parked, set_aside, out): the ledger's own sums.

    Asked by the names of accounts, not by the lines the journals belong to.
    """
    names = sa.union_all(
        sa.select(sa.func.concat("order:", SubOrder.id).label("account")).where(SubOrder.shop_id == shop_id),
        sa.select(sa.func.concat("bank:", BankAccount.id)).where(BankAccount.shop_id == shop_id),
        *(sa.select(sa.literal(f"{kind}:{shop_id}")) for kind in _OF_SHOP),
    ).subquery()
    kind = sa.func.split_part(Entry.account, ":", 1)
    amount = sa.func.sum(Entry.amount_vnd)
    rows = db.session.execute(
        sa.select(
            kind,
            sa.func.coalesce(amount.filter(Journal.at < starts), 0),
            sa.func.coalesce(amount.filter(Journal.at >= starts), 0),
        )
        .join(names, names.c.account == Entry.account)
        .join(Journal, Journal.id == Entry.journal_id)
        .where(Journal.at < ends)
        .group_by(kind)
    )
    return {name: Moved(int(opening), int(change)) for name, opening, change in rows}
