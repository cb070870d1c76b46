"""Reading statements that were brought."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.payments.errors import StatementNotFound
from marketplace.payments.models import StatementImport
from marketplace.payments.states import ImportState
from marketplace.shops.models import BankAccount


def lock_import(import_id: int) -> StatementImport:
    """The import, locked and fresh."""
    return db.session.execute(
        sa.select(StatementImport)
        .where(StatementImport.id == import_id)
        .with_for_update(of=StatementImport)
        .execution_options(populate_existing=True)
    ).scalar_one()


def import_for_seller(public_id: str, *, shop_ids: Collection[int]) -> StatementImport:
    """The import with its account, if it is of one of these shops. Raises StatementNotFound."""
    found = db.session.scalar(
        sa.select(StatementImport)
        .join(BankAccount, BankAccount.id == StatementImport.account_id)
        .where(StatementImport.public_id == public_id, BankAccount.shop_id.in_(shop_ids))
        .options(joinedload(StatementImport.account))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise StatementNotFound
    return found


def imports_of_accounts(account_ids: Collection[int], *, limit: int = 20) -> Sequence[StatementImport]:
    """What was brought for these accounts, newest first; what was dropped is left out."""
    return db.session.scalars(
        sa.select(StatementImport)
        .where(StatementImport.account_id.in_(account_ids), StatementImport.state != ImportState.DROPPED)
        .options(joinedload(StatementImport.account))
        .order_by(StatementImport.id.desc())
        .limit(limit)
    ).all()


def running_imports() -> Sequence[int]:
    """The row ids of imports that are not through, oldest first."""
    return db.session.scalars(
        sa.select(StatementImport.id).where(StatementImport.state == ImportState.RUNNING).order_by(StatementImport.id)
    ).all()
