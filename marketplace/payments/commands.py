"""Commands about money that need the database. Loaded only when they are asked for."""

from pathlib import Path

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from marketplace import sealed
from marketplace.accounts.actor import SYSTEM
from marketplace.clock import now, vietnam
from marketplace.db import db, transaction
from marketplace.payments import handlers
from marketplace.payments.models import StatementImport
from marketplace.payments.services import importing
from marketplace.payments.statements.errors import UnreadableStatement
from marketplace.payments.statements.limited import read_in_child
from marketplace.payments.states import Teller
from marketplace.shops.models import BankAccount

WORDS = ("matched", "suggested", "parked", "known", "private")


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--account", required=True, help="The account's number, as its shop gave it.")
@with_appcontext
def import_command(file: Path, account: str) -> None:
    """Import the statement FILE of a shop's ACCOUNT; the same file again brings nothing.

    Says how many rows were new (matched, suggested, parked), known, or the shop's own spending (not kept).
    """
    mark = sealed.fingerprint("".join(account.split()).upper(), purpose="bank-account")
    with transaction():
        found = db.session.scalars(sa.select(BankAccount).where(BankAccount.number_fingerprint == mark)).all()
    if len(found) != 1:
        raise click.BadParameter("no shop of this market has just this account", param_hint="--account")
    try:
        statement = read_in_child(file.read_bytes(), today=vietnam(now()).date(), account=found[0].number)
    except UnreadableStatement as refusal:
        raise click.ClickException(str(refusal)) from None
    with transaction():
        brought = importing.bring(found[0], statement, teller=Teller.STATEMENT, name=file.name, by=SYSTEM)
        importing.begin(brought.id, by=SYSTEM)
    handlers.import_rows(import_id=brought.id)
    with transaction():
        done = db.session.get_one(StatementImport, brought.id, populate_existing=True)
    counts = done.counts
    new = sum(counts.get(word, 0) for word in WORDS[:3])
    click.echo(f"rows: {done.row_count}, new: {new}, " + ", ".join(f"{word}: {counts.get(word, 0)}" for word in WORDS))
    for refused in statement.refused:
        click.echo(f"row {refused.row} not read: {refused.sentence}", err=True)
