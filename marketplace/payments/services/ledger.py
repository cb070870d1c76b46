"""The ledger: every move has two sides that sum to zero, and nothing is ever changed.

Money in a shop's hands stands above zero (bank:…, cash:…), what it is for below (order:…,
parked:…, set_aside:…). A credit first waits as parked; everything else is a move from there.
"""

from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import db
from marketplace.money import Dong
from marketplace.payments.models import Allocation, BankLine, Entry, Journal, PaymentRequest


def book_receipt(line: BankLine) -> None:
    """The money is in the shop's hands and waits for its purpose."""
    _write(line, "receipt", {hands(line): line.amount_vnd, f"parked:{line.shop_id}": -line.amount_vnd})
    line.parked_vnd = line.amount_vnd


def book_allocation(
    line: BankLine, *, sub_order_id: int, request: PaymentRequest | None, amount_vnd: Dong, because: str, by: Actor
) -> None:
    """This much of the parked money pays that part; below zero it is taken back and parked again."""
    assert amount_vnd != 0 and line.parked_vnd - amount_vnd >= 0
    db.session.add(
        Allocation(
            line_id=line.id,
            request_id=request.id if request else None,
            sub_order_id=sub_order_id,
            amount_vnd=amount_vnd,
            at=now(),
            because=because,
            actor=by.label,
            actor_id=by.user_id,
        )
    )
    what = "allocation" if amount_vnd > 0 else "allocation taken back"
    _write(line, what, {f"parked:{line.shop_id}": amount_vnd, f"order:{sub_order_id}": -amount_vnd})
    line.parked_vnd = Dong(line.parked_vnd - amount_vnd)


def book_set_aside(line: BankLine) -> None:
    """What was parked of this line is set aside: it concerns no order."""
    _write(
        line, "set aside", {f"parked:{line.shop_id}": line.parked_vnd, f"set_aside:{line.shop_id}": -line.parked_vnd}
    )
    line.parked_vnd = Dong(0)


def book_replacement(line: BankLine) -> None:
    """The same money is told of by another line: this one was never more than a word about it."""
    _write(line, "replaced", {f"parked:{line.shop_id}": line.amount_vnd, hands(line): -line.amount_vnd})
    line.parked_vnd = Dong(0)


def hands(line: BankLine) -> str:
    """The ledger account of the hands this money is in."""
    return f"bank:{line.account_id}" if line.account_id is not None else f"cash:{line.shop_id}"


def _write(line: BankLine, what: str, entries: dict[str, int]) -> None:
    assert sum(entries.values()) == 0
    journal = Journal(at=now(), what=what, line_id=line.id)
    db.session.add(journal)
    db.session.flush()
    db.session.add_all(
        Entry(journal_id=journal.id, account=account, amount_vnd=Dong(amount)) for account, amount in entries.items()
    )
    db.session.flush()
