"""The ledger: every move has two sides that sum to zero, and nothing is ever changed.

Money in a shop's hands stands above zero (bank:…, cash:…, vnpay:…), what it is for below (order:…,
parked:…, set_aside:…). Money in first waits as parked, money out as out:…; everything else is a move from there.
"""

from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import db
from marketplace.money import Dong
from marketplace.payments.models import Allocation, BankLine, Entry, Journal, PaymentRequest
from marketplace.payments.states import Direction, Teller


def book_receipt(line: BankLine) -> None:
    """The money is in the shop's hands (or has left them) and waits for its purpose."""
    sign = 1 if line.direction is Direction.IN else -1
    what = "receipt" if sign == 1 else "money out"
    _write(line, what, {hands(line): sign * line.amount_vnd, _waiting(line): -sign * line.amount_vnd})
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
    sign = 1 if line.direction is Direction.IN else -1
    amount = sign * line.parked_vnd
    _write(line, "set aside", {_waiting(line): amount, f"set_aside:{line.shop_id}": -amount})
    line.parked_vnd = Dong(0)


def book_replacement(line: BankLine) -> None:
    """The same money is told of by another line: this one was never more than a word about it."""
    _write(line, "replaced", {f"parked:{line.shop_id}": line.amount_vnd, hands(line): -line.amount_vnd})
    line.parked_vnd = Dong(0)


def book_return(line: BankLine, amount_vnd: Dong, *, paid_from: str) -> None:
    """This much of the parked money has left these hands of the shop's (`bank:…`, `cash:…`, `vnpay:…`), back to the
    buyer, by the seller's word or VNPay's."""
    assert 0 < amount_vnd <= line.parked_vnd
    _write(line, "returned", {f"parked:{line.shop_id}": amount_vnd, paid_from: -amount_vnd})
    line.parked_vnd, line.returned_vnd = Dong(line.parked_vnd - amount_vnd), Dong(line.returned_vnd + amount_vnd)


def book_return_undone(line: BankLine, amount_vnd: Dong, *, paid_from: str) -> None:
    """The money that was sent back came back to the hands it left: it is parked again."""
    assert 0 < amount_vnd <= line.returned_vnd
    _write(line, "return undone", {f"parked:{line.shop_id}": -amount_vnd, paid_from: amount_vnd})
    line.parked_vnd, line.returned_vnd = Dong(line.parked_vnd + amount_vnd), Dong(line.returned_vnd - amount_vnd)


def book_debit_returns(debit: BankLine, line: BankLine, *, was_paid_from: str = "") -> None:
    """The bank's own debit is what returned the credit's money. With `was_paid_from` the seller's word had booked it
    from those hands already: then only that word gives way to the bank's."""
    assert debit.direction is Direction.OUT and debit.parked_vnd == debit.amount_vnd
    if was_paid_from:
        _write(debit, "return seen", {was_paid_from: debit.amount_vnd, f"out:{debit.shop_id}": -debit.amount_vnd})
    else:
        _write(
            debit, "returned", {f"parked:{line.shop_id}": debit.amount_vnd, f"out:{debit.shop_id}": -debit.amount_vnd}
        )
        line.parked_vnd = Dong(line.parked_vnd - debit.amount_vnd)
        line.returned_vnd = Dong(line.returned_vnd + debit.amount_vnd)
    debit.parked_vnd = Dong(0)


def book_reversal(line: BankLine, debit: BankLine) -> None:
    """The bank took the credit back: credit and debit, both whole and waiting, come to nothing."""
    assert line.parked_vnd == line.amount_vnd == debit.amount_vnd == debit.parked_vnd
    _write(debit, "reversed", {f"parked:{line.shop_id}": line.amount_vnd, f"out:{line.shop_id}": -line.amount_vnd})
    line.parked_vnd = debit.parked_vnd = Dong(0)


def hands(line: BankLine) -> str:
    """The ledger account of the hands this money is in."""
    if line.account_id is not None:
        return f"bank:{line.account_id}"
    return f"vnpay:{line.shop_id}" if line.teller is Teller.VNPAY else f"cash:{line.shop_id}"


def _waiting(line: BankLine) -> str:
    return f"parked:{line.shop_id}" if line.direction is Direction.IN else f"out:{line.shop_id}"


def _write(line: BankLine, what: str, entries: dict[str, int]) -> None:
    assert sum(entries.values()) == 0
    journal = Journal(at=now(), what=what, line_id=line.id)
    db.session.add(journal)
    db.session.flush()
    db.session.add_all(
        Entry(journal_id=journal.id, account=account, amount_vnd=Dong(amount)) for account, amount in entries.items()
    )
    db.session.flush()
