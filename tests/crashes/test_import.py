"""A statement of three hundred rows, and the worker dies in the middle of it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace import jobs
from marketplace.clock import now, vietnam
from marketplace.db import db, transaction
from marketplace.orders.models import Order
from marketplace.payments import handlers
from marketplace.payments.models import BankLine, StatementImport
from marketplace.payments.services import importing
from marketplace.payments.services.checking import broken
from marketplace.payments.statements.rows import Statement, StatementRow
from marketplace.payments.states import Direction, ImportState, Teller
from marketplace.shops.models import BankAccount, Shop
from tests.factories import SELLER, make_order
from tests.money import request_of
from tests.racing import saved_product, saved_shop
from tests.serving import KILLED, Market, look_anew

ROWS = 300
ORDERS = 24


# J10 E14: between two batches, and in the middle of one.
@pytest.mark.parametrize(("point", "saved"), [("importing:3", 150), ("allocation-booked:20", 50)])
def test_an_import_goes_on_where_its_worker_died(here: Market, point: str, saved: int) -> None:
    crashed, calm = orders_of(saved_shop()), orders_of(saved_shop())
    import_id = brought(crashed)
    with transaction():
        jobs.later("payments.import_rows", import_id=import_id)

    assert here.run_worker(crash_at=point) == KILLED
    look_anew()
    state, done = progress(import_id)
    # Whole batches only. On an even minute the worker's own round may pass the point too, and it dies a batch sooner.
    assert state is ImportState.RUNNING
    assert done in {saved, max(50, saved - 50)}
    assert not any(broken().values())

    handlers.go_on_importing(timestamp=0)
    handlers.go_on_importing(timestamp=0)

    assert progress(import_id) == (ImportState.DONE, ROWS)
    handlers.import_rows(import_id=brought(calm))
    assert end_of(crashed) == end_of(calm)
    # E01: nothing of it is new to the market.
    again = brought(crashed)
    handlers.import_rows(import_id=again)
    look_anew()
    assert db.session.get_one(StatementImport, again).counts.get("known", 0) >= ROWS * 2 // 3
    assert end_of(crashed) == end_of(calm)


def orders_of(shop: Shop) -> list[Order]:
    """Orders of this shop that wait for money."""
    product = saved_product(shop=shop, price_vnd=50_000, stock=ORDERS)
    with transaction():
        return [make_order(product) for _ in range(ORDERS)]


def statement_of(orders: list[Order]) -> Statement:
    """Every order is paid, exactly, short or too much; between them strangers' money, and the seller's own bills."""
    at = now() - timedelta(minutes=5)
    codes = [request_of(order).code for order in orders]
    rows = []
    for place in range(ROWS):
        order, kind = place // 3 % ORDERS, place % 3
        amount = 50_000 + order % 3 * 10_000 - 10_000 if place < ORDERS * 3 else 20_000 + place
        memo = f"chuyen tien {codes[order]}" if kind == 0 and place < ORDERS * 3 else f"gui {place % 7}"
        rows.append(
            StatementRow(
                row=place + 2,
                date=vietnam(at).date(),
                at=at,
                direction=Direction.OUT if kind == 1 else Direction.IN,
                amount_vnd=amount,
                memo=memo,
                reference=f"FT{place:010d}" if kind != 2 else "",
            )
        )
    return Statement(bank="DEMO", account="", rows=rows)


def brought(orders: list[Order]) -> int:
    """The statement was brought and is being imported; the import's row id."""
    statement = statement_of(orders)
    account_id = request_of(orders[0]).account_id
    with transaction():
        account = db.session.get_one(BankAccount, account_id)
        found = importing.bring(account, statement, teller=Teller.STATEMENT, name="sao-ke.xlsx", by=SELLER)
        importing.begin(found.id, by=SELLER)
        return found.id


def progress(import_id: int) -> tuple[ImportState, int]:
    """The import's state, and how many of its rows are done."""
    look_anew()
    found = db.session.get_one(StatementImport, import_id)
    return found.state, found.done_rows


def end_of(orders: list[Order]) -> list[object]:
    """What became of each row and each order, in words that are the same for two shops."""
    look_anew()
    requests = [request_of(order) for order in orders]
    lines = db.session.execute(
        sa.select(BankLine.direction, BankLine.amount_vnd, BankLine.parked_vnd, BankLine.state, BankLine.reference)
        .where(BankLine.account_id == requests[0].account_id)
        .order_by(BankLine.id)
    )
    return [*(tuple(line) for line in lines), *((request.state, request.paid_vnd) for request in requests)]
