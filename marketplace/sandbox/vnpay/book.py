"""The make-believe VNPay's book: terminals, payments, what is still to be told, and refunds.

It is kept whole in one small file, so that a restart loses nothing. One process writes it.
"""

import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from marketplace import clock
from marketplace.clock import start_of_vietnam_day
from marketplace.sandbox import kept
from marketplace.sandbox.vnpay.errors import PaymentNotFound, PaymentOver, ReferenceUsed
from marketplace.sandbox.vnpay.paper import Attempt, Link, Parcel, Payment, Refund, Terminal, paper_of, row_of
from marketplace.sandbox.vnpay.states import Answering, Stage, Telling, answering_for, telling_for

MOST_PAYMENTS: Final = 300
MOST_ATTEMPTS: Final = 60
# VNPay's numbers have at most 15 digits; counting begins where it cannot be taken for a real one of today.
_FIRST_NUMBER: Final = 14_000_000


class Book:
    """Terminals and payments, in memory and in the file. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._terminals: dict[str, Terminal] = {}
        self._payments: dict[str, Payment] = {}
        self._last_number = _FIRST_NUMBER
        self._next = (Telling.NONE, Answering.NONE)
        try:
            self._read()
        except (ValueError, KeyError, TypeError, AttributeError):
            kept.put_aside(path)

    def terminals(self) -> Sequence[Terminal]:
        """Every registered terminal, by code."""
        with self._lock:
            return sorted(self._terminals.values(), key=lambda terminal: terminal.tmn_code)

    def find_terminal(self, tmn_code: str) -> Terminal | None:
        with self._lock:
            return self._terminals.get(tmn_code)

    def register(self, terminal: Terminal) -> None:
        """Payments of this terminal are taken from now on; it takes the place of the one with the same code."""
        with self._lock:
            self._terminals[terminal.tmn_code] = terminal
            self._write()

    def forget(self, tmn_code: str) -> None:
        """No payment of this terminal is taken or told any more."""
        with self._lock:
            self._terminals.pop(tmn_code, None)
            self._write()

    def next(self) -> tuple[Telling, Answering]:
        """What shall go wrong with payments whose amount chooses nothing."""
        with self._lock:
            return self._next

    def choose_next(self, telling: Telling, answering: Answering) -> None:
        """This shall go wrong with the payments that are opened from now on."""
        with self._lock:
            self._next = (telling, answering)
            self._write()

    def payments(self) -> Sequence[Payment]:
        """Every payment that is still in the book, newest first."""
        with self._lock:
            return sorted(self._payments.values(), key=lambda payment: -payment.number)

    def get_payment(self, key: str) -> Payment:
        """The payment with this key. Raises PaymentNotFound."""
        with self._lock:
            try:
                return self._payments[key]
            except KeyError:
                raise PaymentNotFound from None

    def find_payment(self, tmn_code: str, txn_ref: str, create_date: str) -> Payment | None:
        """The payment of this reference that was created at this time (14 digits, as the link told)."""
        wanted = (tmn_code, txn_ref, create_date)
        for payment in self.payments():
            if (payment.link.tmn_code, payment.link.txn_ref, payment.link.create_date) == wanted:
                return payment
        return None

    def open(self, link: Link, *, at: datetime) -> Payment:
        """The link's payment is in the book; opened again, it is the same. Raises ReferenceUsed."""
        with self._lock:
            for known in self._payments.values():
                if known.link == link:
                    return known
                if (known.link.tmn_code, known.link.txn_ref) == (link.tmn_code, link.txn_ref) and (
                    known.opened_at >= start_of_vietnam_day(at)
                ):
                    raise ReferenceUsed(txn_ref=link.txn_ref)
            telling, answering = self._next
            payment = Payment(
                key=secrets.token_urlsafe(16),
                number=self._number(at),
                link=link,
                told_vnd=link.amount_vnd,
                opened_at=at,
                telling=telling_for(link.amount_vnd, otherwise=telling),
                answering=answering_for(link.amount_vnd, otherwise=answering),
            )
            self._payments[payment.key] = payment
            for old in self.payments()[MOST_PAYMENTS:]:
                del self._payments[old.key]
            self._write()
            return payment

    def finish(self, key: str, *, at: datetime, ended: Callable[[Payment], Payment]) -> Payment | None:
        """The waiting payment has ended as `ended` says, and its calls wait for the courier.

        None when it had ended before. Raises PaymentNotFound, PaymentOver (expired).
        """
        with self._lock:
            payment = self.get_payment(key)
            if payment.done_at is not None:
                return None
            if payment.stage_at(at) is Stage.EXPIRED:
                raise PaymentOver
            return self._keep(ended(payment))

    def answer_as(self, key: str, answering: Answering) -> None:
        """From now on the API answers about this payment in this way. Raises PaymentNotFound."""
        with self._lock:
            self._keep(replace(self.get_payment(key), answering=answering))

    def put(self, key: str, query: str, *, at: datetime) -> Parcel:
        """One more call with this query waits for the courier. Raises PaymentNotFound."""
        with self._lock:
            payment = self.get_payment(key)
            fresh = Parcel(number=1 + max((p.number for p in payment.waiting), default=0), due=at, query=query)
            self._keep(replace(payment, waiting=(*payment.waiting, fresh)))
            return fresh

    def note(self, key: str, parcel: Parcel, attempt: Attempt, *, again: Parcel | None) -> None:
        """The call was made; what came of it is written down. `again` waits in its place.

        Raises PaymentNotFound.
        """
        with self._lock:
            payment = self.get_payment(key)
            others = tuple(waiting for waiting in payment.waiting if waiting.number != parcel.number)
            waiting = (*others, again) if again else others
            attempts = (*payment.attempts, attempt)[-MOST_ATTEMPTS:]
            self._keep(replace(payment, waiting=waiting, attempts=attempts))

    def refund(self, key: str, *, at: datetime, made: Callable[[Payment, int], Refund | str]) -> Refund | str:
        """The refund that `made` gives for the payment and a fresh number is in the book; a code of refusal goes
        through. Under one lock, so that two refunds together never exceed the payment."""
        with self._lock:
            payment = self.get_payment(key)
            refund = made(payment, self._number(at))
            if isinstance(refund, Refund):
                self._keep(replace(payment, refunds=(*payment.refunds, refund)))
            return refund

    def _number(self, at: datetime) -> int:
        # Counting goes on from the clock, so that a book made anew does not repeat numbers the market has seen.
        self._last_number = max(self._last_number + 1, int(at.timestamp()))
        return self._last_number

    def _keep(self, payment: Payment) -> Payment:
        self._payments[payment.key] = payment
        self._write()
        return payment

    def _read(self) -> None:
        told = kept.read_whole(self._path)
        if told is None:
            return
        terminals = [Terminal(**row) for row in told["terminals"]]
        payments = [paper_of(row) for row in told["payments"]]
        telling, answering = told["next"]
        self._next = (Telling(telling), Answering(answering))
        self._last_number = int(told["last_number"])
        self._terminals = {terminal.tmn_code: terminal for terminal in terminals}
        self._payments = {payment.key: payment for payment in payments}

    def _write(self) -> None:
        rows: dict[str, Any] = {
            "written_at": clock.now().isoformat(),
            "last_number": self._last_number,
            "next": list(self._next),
            "terminals": [row_of(terminal) for terminal in self.terminals()],
            "payments": [row_of(payment) for payment in self._payments.values()],
        }
        kept.write_whole(self._path, rows)
