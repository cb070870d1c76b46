"""Statements as tests bring them, and nights as they pass."""

import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.accounts.actor import SYSTEM
from marketplace.clock import VIETNAM, now
from marketplace.db import db
from marketplace.orders.models import Order
from marketplace.payments.models import BankLine, Break, Count
from marketplace.payments.queries.reconciling import accounts_with_open_counts, accounts_with_statements
from marketplace.payments.services import importing
from marketplace.payments.services.reconciling import breaks, counts
from marketplace.payments.statements.rows import Statement, StatementRow
from marketplace.payments.states import BreakKind, Direction, Teller
from marketplace.shops.models import BankFeed, Shop
from marketplace.shops.queries import get_account
from tests.money import request_of

MONDAY = date(2026, 11, 16)


def at(day: int, hour: int = 9) -> datetime:
    """This hour on Vietnam's clock, so many days after that Monday."""
    return datetime(2026, 11, 16, hour, tzinfo=VIETNAM).astimezone(UTC) + timedelta(days=day)


def row(day: int, amount: int, memo: str, *, direction: Direction = Direction.IN, reference: str = "") -> StatementRow:
    return StatementRow(
        row=day + 10, date=MONDAY + timedelta(days=day), at=None, direction=direction, amount_vnd=amount, memo=memo,
        reference=reference,
    )  # fmt: skip


def statement(*rows: StatementRow, first: int = 0, last: int = 1, **changed: Any) -> Statement:
    """A statement that says it is of these days."""
    period = (MONDAY + timedelta(days=first), MONDAY + timedelta(days=last))
    return Statement(**{"bank": "", "account": "", "rows": rows, "period": period, **changed})


def bring(order: Order, brought: Statement, *, teller: Teller = Teller.STATEMENT) -> int:
    """The statement is imported for the order's account, whole; returns the import's row id."""
    account = get_account(request_of(order).account_id)
    seen = importing.bring(account, brought, teller=teller, name="sao-ke.xlsx", by=SYSTEM)
    importing.begin(seen.id, by=SYSTEM)
    keys = importing.keys_of(brought, teller=teller, account_id=account.id)
    importing.settle_rows(seen.id, account, brought, keys=keys, upto=len(keys))
    db.session.flush()
    return seen.id


def a_night() -> None:
    """What the nightly job does, inside the test's own transaction."""
    for account_id, shop_id, owner_id in accounts_with_statements():
        breaks.look_over(account_id, shop_id=shop_id, owner_id=owner_id)
    for account, what in accounts_with_open_counts():
        counts.recheck(account, what)
    db.session.flush()


def found() -> list[Break]:
    query = sa.select(Break).order_by(Break.id).execution_options(populate_existing=True)
    return list(db.session.scalars(query))


def counted() -> list[Count]:
    query = sa.select(Count).order_by(Count.id).execution_options(populate_existing=True)
    return list(db.session.scalars(query))


def hear(order: Order, when: datetime) -> None:
    """The feed of the order's account was last heard at this moment."""
    account_id = request_of(order).account_id
    db.session.execute(sa.update(BankFeed).where(BankFeed.account_id == account_id).values(told_at=when))


def make_break(line: BankLine) -> Break:
    """A break of this line, as the nightly job finds it."""
    assert line.account_id is not None
    one = Break(
        public_id=secrets.token_urlsafe(12),
        line_id=line.id,
        shop_id=line.shop_id,
        account_id=line.account_id,
        kind=BreakKind.NOT_IN_STATEMENT,
        owner_id=db.session.get_one(Shop, line.shop_id).owner_id,
        found_at=now(),
    )
    db.session.add(one)
    db.session.flush()
    return one
