"""Tells the market of transfers, as SePay, Casso and payOS do: signed, and again when it does not answer with 2xx.

Real pauses are minutes (seven tries in about half an hour); here they are seconds, so that a person can watch.
"""

import threading
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import timedelta
from typing import Final

import requests

from marketplace import clock
from marketplace.sandbox.book import Account, Attempt, Book, Parcel, Transfer
from marketplace.sandbox.errors import TransferNotFound
from marketplace.sandbox.notices import call_of
from marketplace.sandbox.states import Mischief

PAUSES_SECONDS: Final[Sequence[float]] = (1, 5, 15)
# Seconds to connect, seconds to wait for an answer: the shorter of what SePay's pages say.
TIME_LIMITS: Final = (3, 8)
ANSWER_SHOWN: Final = 200
_OLD: Final = timedelta(minutes=10)


class Courier:
    """Carries the parcels of a book, each in a thread of its own when it is due."""

    def __init__(self, book: Book, *, pauses_seconds: Sequence[float] = PAUSES_SECONDS) -> None:
        self._book = book
        self._pauses = [timedelta(seconds=seconds) for seconds in pauses_seconds]
        self._lock = threading.Lock()
        self._timers: set[threading.Timer] = set()
        self._is_open = True

    def resume(self) -> None:
        """Parcels that waited when the sandbox was stopped are on their way again."""
        self.carry_all(self._book.transfers())

    def carry_all(self, transfers: Iterable[Transfer]) -> None:
        """Everything that waits in these transfers is on its way."""
        for transfer in transfers:
            for parcel in transfer.waiting:
                self.carry(transfer.id, parcel)

    def carry(self, number: int, parcel: Parcel) -> None:
        """This parcel of the transfer with this number is on its way, unless the courier has stopped."""
        wait = max((parcel.due - clock.now()).total_seconds(), 0)
        timer = threading.Timer(wait, self._deliver, args=(number, parcel))
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

    def _deliver(self, number: int, parcel: Parcel) -> None:
        try:
            transfer = self._book.get_transfer(number)
            account = self._book.find_account(transfer.account)
            attempt = _call(transfer, account, honest=parcel.honest) if account else _nobody()
            again = None if account is None or attempt.is_good else self._next(parcel)
            self._book.note(number, parcel, attempt, again=again)
        except TransferNotFound:
            return  # it made room for newer ones
        if again:
            self.carry(number, again)

    def _next(self, parcel: Parcel) -> Parcel | None:
        if parcel.tries >= len(self._pauses):
            return None
        due = clock.now() + self._pauses[parcel.tries]
        return Parcel(number=parcel.number, due=due, tries=parcel.tries + 1, honest=parcel.honest)


def _nobody() -> Attempt:
    return Attempt(at=clock.now(), status=None, answer="no hook")


def _call(transfer: Transfer, account: Account, *, honest: bool) -> Attempt:
    mischief = Mischief.NONE if honest else transfer.mischief
    at = clock.now()
    signed_at = at - _OLD if mischief is Mischief.OLD_SIGNATURE else at
    secret = account.secret + "?" if mischief is Mischief.BAD_SIGNATURE else account.secret
    call = call_of(transfer.notice, provider=account.provider, secret=secret, at=signed_at)
    try:
        with requests.Session() as session:
            # The market is on this machine or its own host: never by a proxy.
            session.trust_env = False
            answer = session.post(
                account.hook_url,
                data=call.body,
                headers=call.headers,
                timeout=TIME_LIMITS,
                allow_redirects=False,
                stream=True,
            )
            with closing(answer):
                start = next(answer.iter_content(4 * ANSWER_SHOWN), b"")
    except requests.RequestException as trouble:
        return Attempt(at=at, status=None, answer=type(trouble).__name__)
    return Attempt(at=at, status=answer.status_code, answer=start.decode("utf-8", "replace")[:ANSWER_SHOWN])
