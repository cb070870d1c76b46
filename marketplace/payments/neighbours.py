"""Machines outside that may hang: a few calls at a time, and a rest for one that does not answer.

A page that asks VNPay holds one of this process's few threads while it waits. So at most two calls to one machine
wait at a time, and after three in a row without an answer it is let alone for a minute; then one call tries it again.
Catalogue and VietQR go on meanwhile (T02). Each process has its own memory of this.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

import structlog

log = structlog.get_logger()

AT_ONCE: Final = 2
SILENCES: Final = 3
REST_SECONDS: Final = 60.0


class Resting(Exception):
    """This machine is let alone just now: the call was not made."""


class Neighbour:
    """One machine, by its address. Safe to use from several threads."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = threading.Lock()
        self._waiting = 0
        self._silences = 0
        self._rests_until = float("-inf")

    @contextmanager
    def called(self) -> Iterator[None]:
        """One call. OSError and its kin (requests' own among them) that leave the block are silences.

        Raises Resting, without the block, when too many calls wait already or the machine did not answer lately.
        """
        self._begin()
        try:
            yield
        except OSError:
            self._note(answered=False)
            raise
        else:
            self._note(answered=True)
        finally:
            with self._lock:
                self._waiting -= 1

    def _begin(self) -> None:
        with self._lock:
            # After its rest one call goes ahead; the others see what becomes of it.
            most = AT_ONCE if self._silences < SILENCES else 1
            if self._waiting >= most or _seconds() < self._rests_until:
                raise Resting
            self._waiting += 1

    def _note(self, *, answered: bool) -> None:
        with self._lock:
            self._silences = 0 if answered else self._silences + 1
            if self._silences >= SILENCES:
                self._rests_until = _seconds() + REST_SECONDS
                log.warning("neighbour does not answer", host=self.name, silences=self._silences)


def _seconds() -> float:
    return time.monotonic()


_all: Final[dict[str, Neighbour]] = {}
_guard = threading.Lock()


def neighbour(url: str) -> Neighbour:
    """The machine behind this address."""
    name = urlsplit(url).netloc
    with _guard:
        return _all.setdefault(name, Neighbour(name))


def forget_all() -> None:
    """Every machine is believed to answer again."""
    with _guard:
        _all.clear()
