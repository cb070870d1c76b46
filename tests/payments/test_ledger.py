"""The database keeps the ledger by itself, and every check finds the fault it is for."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.accounts.actor import HOLDER
from marketplace.db import db
from marketplace.money import Dong
from marketplace.orders.models import Order
from marketplace.payments.services import by_hand, calling_off, returning
from marketplace.payments.services.checking import INVARIANTS, broken
from tests.factories import make_order, make_product, make_user
from tests.money import credit, part_of, request_of

pytestmark = pytest.mark.usefixtures("session")

GUARDED = (
    *("journal", "entry", "allocation", "stock_move", "audit_event"),
    *("sub_order_change", "payment_request_change", "shop_change", "telling", "refund_change"),
)


def found() -> dict[str, Any]:
    return {name: rows for name, rows in broken().items() if rows}


def run(statement: str) -> Any:
    return db.session.execute(sa.text(statement))


@pytest.fixture
def paid() -> Order:
    """A member's order, paid, with every kind of guarded row in the house."""
    seller = make_user()
    order = make_order(make_product(price_vnd=150_000), buyer_id=seller.id)
    returned = credit(request_of(make_order()), 7, "không có mã")
    returning.ask_refund(returned.id, amount_vnd=Dong(7), reason="chuyển nhầm", by=seller.as_actor())
    by_hand.set_aside(credit(request_of(order), 150_001).id, reason="đã hoàn 1 đồng", by=seller.as_actor())
    part = part_of(order)
    run(
        "INSERT INTO shop_change (shop_id, before, after, at, because, actor) "  # noqa: S608
        f"VALUES ({part.shop_id}, 'paused', 'live', now(), 'thử', 'thử')"
    )
    db.session.flush()
    assert found() == {}
    return order


# --- INV-01 and INV-02: what the database refuses ---


# INV-02 I02
@pytest.mark.parametrize("table", GUARDED)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {0} SET id = id",
        "DELETE FROM {0}",
        "TRUNCATE {0} CASCADE",
        "DELETE FROM {0} WHERE id = (SELECT max(id) FROM {0})",
    ],
)
def test_raw_sql_cannot_change_what_only_grows(table: str, statement: str, paid: Order) -> None:
    before = run(f"SELECT count(*) FROM {table}").scalar_one()  # noqa: S608
    assert before > 0

    with pytest.raises(sa.exc.IntegrityError, match="only grows"), db.session.begin_nested():
        run(statement.format(table))

    assert run(f"SELECT count(*) FROM {table}").scalar_one() == before  # noqa: S608


# INV-01 I01
@pytest.mark.parametrize("amounts", [(), (5,), (5, -4), (10**12, -(10**12) + 1)])
def test_a_journal_that_does_not_sum_to_zero_is_refused_at_the_end(amounts: tuple[int, ...], paid: Order) -> None:
    line_id = run("SELECT max(id) FROM bank_line").scalar_one()
    trial = db.session.begin_nested()
    journal = run(f"INSERT INTO journal (at, what, line_id) VALUES (now(), 'thử', {line_id}) RETURNING id").scalar_one()  # noqa: S608
    for amount in amounts:
        run(f"INSERT INTO entry (journal_id, account, amount_vnd) VALUES ({journal}, 'parked:1', {amount})")  # noqa: S608

    # What a commit does to triggers that wait for it.
    with pytest.raises(sa.exc.IntegrityError, match="does not sum to zero"):
        run("SET CONSTRAINTS ALL IMMEDIATE")

    trial.rollback()
    assert found() == {}


# INV-01
def test_an_entry_cannot_be_added_to_an_old_journal(paid: Order) -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE")
    journal = run("SELECT max(id) FROM journal").scalar_one()

    with pytest.raises(sa.exc.IntegrityError, match="does not sum to zero"), db.session.begin_nested():
        run(f"INSERT INTO entry (journal_id, account, amount_vnd) VALUES ({journal}, 'parked:1', 5)")  # noqa: S608


# I01
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE offer SET free_qty = -1",
        "UPDATE offer SET on_hand_qty = free_qty - 1",
        "UPDATE offer SET made_to_order = true",
        "UPDATE payment_request SET paid_vnd = amount_vnd + 1",
        "UPDATE payment_request SET paid_vnd = -1",
        "UPDATE bank_line SET parked_vnd = amount_vnd + 1",
        "UPDATE bank_line SET amount_vnd = 0",
        "INSERT INTO entry (journal_id, account, amount_vnd) SELECT max(id), 'parked:1', 0 FROM journal",
    ],
)
def test_impossible_sums_are_refused_by_the_table_itself(statement: str, paid: Order) -> None:
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        run(statement)


# --- each check finds its fault ---


@pytest.fixture
def unguarded(paid: Order) -> Iterator[Order]:
    """The same order with all triggers asleep: faults can be planted as a broken disk or hand would."""
    run("SET LOCAL session_replication_role = replica")
    yield paid
    run("SET LOCAL session_replication_role = origin")


FAULTS: list[tuple[str, str]] = [
    ("INV-01", "UPDATE entry SET amount_vnd = amount_vnd + 5 WHERE id = (SELECT max(id) FROM entry)"),
    ("INV-01", "INSERT INTO journal (at, what, line_id) SELECT now(), 'trống', max(id) FROM bank_line"),
    *(("INV-02", f"ALTER TABLE {table} DISABLE TRIGGER {table}_only_grows") for table in GUARDED),
    ("INV-02", "ALTER TABLE entry DISABLE TRIGGER entry_never_emptied"),
    ("INV-02", "ALTER TABLE entry ENABLE REPLICA TRIGGER entry_only_grows"),
    ("INV-02", "ALTER TABLE journal DISABLE TRIGGER journal_sums_to_zero"),
    ("INV-02", "DROP TRIGGER allocation_only_grows ON allocation"),
    ("INV-03 each", "UPDATE bank_line SET amount_vnd = amount_vnd + 1"),
    ("INV-03 each", "DELETE FROM allocation"),
    ("INV-03 each", "UPDATE bank_line SET state = 'replaced'"),
    ("INV-03 the ledger", "UPDATE bank_line SET parked_vnd = parked_vnd + 1 WHERE parked_vnd < amount_vnd"),
    ("INV-03 the ledger", "UPDATE entry SET account = 'parked:999' WHERE account LIKE 'parked:%' AND amount_vnd > 1"),
    ("INV-05 a part", "UPDATE sub_order SET paid_at = NULL"),
    ("INV-05 a part", "UPDATE allocation SET amount_vnd = amount_vnd - 1"),
    ("INV-05 a request", "UPDATE payment_request SET paid_vnd = paid_vnd - 1 WHERE paid_vnd > 0"),
    ("INV-05 a request", "UPDATE payment_request SET state = 'open'"),
    ("INV-05 a request", "UPDATE payment_request SET state = 'part_paid'"),
    ("INV-05 a request", "UPDATE payment_request SET state = 'over_paid'"),
    ("INV-06", "UPDATE offer SET on_hand_qty = on_hand_qty + 1, free_qty = free_qty + 1"),
    ("INV-06", "UPDATE offer SET free_qty = free_qty - 1"),
    ("INV-06", "UPDATE stock_move SET qty = qty - 1 WHERE reason = 'sold'"),
    ("INV-07 each hold", "UPDATE hold SET state = 'active', ended_at = NULL; UPDATE sub_order SET state = 'expired'"),
    ("INV-07 the goods", "DELETE FROM stock_move WHERE reason = 'sold'"),
    ("INV-07 the goods", "UPDATE hold SET state = 'active', ended_at = NULL"),
    ("INV-07 the goods", "UPDATE sub_order SET state = 'cancelled_by_buyer'"),
    ("INV-07 the goods", "UPDATE order_line SET made_to_order = true"),
    ("INV-07 goods made to order", "UPDATE order_line SET made_to_order = true"),
    (
        "INV-06",
        "ALTER TABLE offer DROP CONSTRAINT offer_made_to_order_is_not_counted; UPDATE offer SET made_to_order = true",
    ),
    ("INV-03 the ledger", "UPDATE bank_line SET direction = 'out' WHERE parked_vnd > 0"),
    ("INV-04", "DELETE FROM telling"),
    ("INV-04", "INSERT INTO journal (at, what, line_id) SELECT now(), 'receipt', max(id) FROM bank_line"),
    ("INV-08", "UPDATE refund SET state = 'asked', amount_vnd = 999999"),
    ("INV-08", "UPDATE refund SET state = 'sent', sent_at = now()"),
    ("INV-08", "UPDATE refund SET state = 'sent'"),
    ("INV-08", "UPDATE refund SET debit_line_id = line_id"),
    ("INV-10 refunds", "UPDATE refund SET state = 'agreed'"),
    ("INV-10 refunds", "UPDATE refund_change SET before = 'sent'"),
    (
        "INV-12 no refund",
        "INSERT INTO refund_change (refund_id, before, after, at, because, actor) "
        "SELECT id, state, 'sending', now() - interval '25 hours', 'thử', 'thử' FROM refund; UPDATE refund SET state = 'sending'",
    ),
    ("INV-14", "UPDATE refund SET state = 'sent', sent_at = now()"),
    ("INV-10", "UPDATE sub_order SET state = 'accepted'"),
    ("INV-10", "UPDATE payment_request SET state = 'void'"),
    ("INV-10", "DELETE FROM sub_order_change"),
    ("INV-10", "UPDATE payment_request_change SET before = 'lapsed' WHERE after = 'over_paid'"),
    (
        "INV-10",
        "INSERT INTO sub_order_change (sub_order_id, before, after, at, because, actor) "
        "SELECT id, state, 'completed', now(), 'nhảy', 'thử' FROM sub_order; UPDATE sub_order SET state = 'completed'",
    ),
    (
        "INV-10",
        "INSERT INTO payment_request_change (request_id, before, after, at, because, actor) "
        "SELECT id, state, 'lapsed', now(), 'lùi', 'thử' FROM payment_request; UPDATE payment_request SET state = 'lapsed'",
    ),
    ("INV-11", "UPDATE order_line SET amount_vnd = amount_vnd + 1"),
    ("INV-11", 'UPDATE "order" SET total_vnd = total_vnd - 1'),
    ("INV-11", "UPDATE payment_request SET amount_vnd = amount_vnd + 1"),
    ("INV-12", "{notice}"),
    ("INV-13", "DELETE FROM notice WHERE cause LIKE '%:paid:%'"),
    ("INV-14", "DELETE FROM audit_event WHERE what = 'parked money set aside'"),
    ("INV-14", "UPDATE audit_event SET reason = ''"),
    ("INV-14", 'UPDATE allocation SET actor_id = (SELECT max(id) FROM "user")'),
]
NOTICE = (
    "INSERT INTO kept_notice (account_id, teller, outside_id, body_sealed, body_hash, received_at, state, told_otherwise) "
    "SELECT max(id), 'sepay', '1', '', '', now() - interval '61 minutes', 'failed', 0 FROM bank_account"
)


@pytest.mark.parametrize(("invariant", "fault"), FAULTS, ids=lambda word: word[:50])
def test_each_check_finds_its_fault(invariant: str, fault: str, unguarded: Order) -> None:
    for statement in fault.format(notice=NOTICE).split("; "):
        run(statement)

    assert any(name.startswith(invariant) for name in found()), found()


# INV-04
def test_two_credits_of_one_notice_are_found(unguarded: Order) -> None:
    run(NOTICE.format().replace("'failed'", "'done'"))
    credit(request_of(unguarded), 5)
    run("UPDATE telling SET notice_id = (SELECT max(id) FROM kept_notice)")

    assert [name for name in found() if name.startswith("INV-04")] != []


def test_every_check_is_tested() -> None:
    told = {fault for fault, _ in FAULTS} | {"INV-04"}

    assert [name for name in INVARIANTS if not any(name.startswith(word) for word in told)] == []


@pytest.mark.parametrize("end", [calling_off.call_off_by_buyer, calling_off.decline])
def test_correct_books_break_nothing(end: Callable[..., None], paid: Order) -> None:
    end(part_of(paid).id, because="thôi", by=HOLDER)

    assert found() == {}
