"""Tells the market of payments, as VNPay's IPN does: again until it is answered 00 or 02, ten times in all."""

import json
import threading
from collections.abc import Iterable
from contextlib import closing
from datetime import timedelta
from typing import Final
from urllib.parse import parse_qs

import requests

from marketplace import clock
from marketplace.sandbox.vnpay.book import Book
from marketplace.sandbox.vnpay.errors import PaymentNotFound
from marketplace.sandbox.vnpay.paper import Attempt, Parcel, Payment, Terminal
from marketplace.sandbox.vnpay.states import Pace
from marketplace.sandbox.vnpay.telling import with_query

# Seconds to connect, seconds to wait for an answer.
TIME_LIMITS: Final = (3, 8)
ANSWER_SHOWN: Final = 200


class Courier:
    """Carries the calls of a book, each in a thread of its own when it is due."""

    def __init__(self, book: Book, *, pace: Pace) -> None:
        self._book = book
        self._pauses = [timedelta(seconds=seconds) for seconds in pace.pauses_seconds]
        self._lock = threading.Lock()
        self._timers: set[threading.Timer] = set()
        self._is_open = True

    def resume(self) -> None:
        """Calls that waited when the sandbox was stopped are on their way again."""
        for payment in self._book.payments():
            self.carry_all(payment.key, payment.waiting)

    def carry_all(self, key: str, parcels: Iterable[Parcel]) -> None:
        """These calls of the payment with this key are on their way, unless the courier has stopped."""
        for parcel in parcels:
            wait = max((parcel.due - clock.now()).total_seconds(), 0)
            timer = threading.Timer(wait, self._deliver, args=(key, parcel))
            timer.daemon = True
            with self._lock:
                if self._is_open:
                    self._timers = {other for other in self._timers if other.is_alive()} | {timer}
                    timer.start()

    def stop(self) -> None:
        """No call is made any more; those under way have ended. What waits stays in the book."""
        with self._lock:
            self._is_open = False
            timers = list(self._timers)
        for timer in timers:
            timer.cancel()
        for timer in timers:
            timer.join()

    def _deliver(self, key: str, parcel: Parcel) -> None:
        try:
            payment = self._book.get_payment(key)
            terminal = self._book.find_terminal(payment.link.tmn_code)
            attempt = _call(terminal, parcel) if terminal else _nobody(parcel)
            again = None if terminal is None or attempt.is_final else self._next(parcel)
            self._book.note(key, parcel, attempt, again=again)
        except PaymentNotFound:
            return  # it made room for newer ones
        if again:
            self.carry_all(key, [again])

    def _next(self, parcel: Parcel) -> Parcel | None:
        if parcel.tries >= len(self._pauses):
            return None
        due = clock.now() + self._pauses[parcel.tries]
        return Parcel(number=parcel.number, due=due, query=parcel.query, tries=parcel.tries + 1)


def is_told(payment: Payment) -> bool:
    """Whether some call about it was answered with 00 or 02."""
    return any(attempt.is_final for attempt in payment.attempts)


def _told(parcel: Parcel) -> str:
    told = parse_qs(parcel.query)
    return f"{told['vnp_ResponseCode'][0]}/{told['vnp_TransactionStatus'][0]}"


def _nobody(parcel: Parcel) -> Attempt:
    return Attempt(at=clock.now(), told=_told(parcel), status=None, code="", answer="no terminal")


def _call(terminal: Terminal, parcel: Parcel) -> Attempt:
    at = clock.now()
    try:
        with requests.Session() as session:
            # The market is on this machine or its own host: never by a proxy.
            session.trust_env = False
            answer = session.get(
                with_query(terminal.ipn_url, parcel.query),
                headers={"User-Agent": "VNPAY-sandbox"},
                timeout=TIME_LIMITS,
                allow_redirects=False,
                stream=True,
            )
            with closing(answer):
                start = next(answer.iter_content(4 * ANSWER_SHOWN), b"")
    except requests.RequestException as trouble:
        return Attempt(at=at, told=_told(parcel), status=None, code="", answer=type(trouble).__name__)
    shown = start.decode("utf-8", "replace")[:ANSWER_SHOWN]
    return Attempt(at=at, told=_told(parcel), status=answer.status_code, code=_code(start), answer=shown)


def _code(start: bytes) -> str:
    """The RspCode of an answer; "" when it is not as VNPay wants it."""
    try:
        told = json.loads(start)
    except ValueError:
        return ""
    code = told.get("RspCode") if isinstance(told, dict) else None
    return code[:4] if isinstance(code, str) else ""
