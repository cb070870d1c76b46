"""The neighbours hang, and the market goes on."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from marketplace.errors import GatewayUnreachable
from marketplace.payments import neighbours
from marketplace.payments.feeds.asking import ask
from marketplace.payments.neighbours import Neighbour, Resting


class BlackHole:
    """Takes every connection and never says a word."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.taken: list[socket.socket] = []
        self._thread = threading.Thread(target=self._take, daemon=True)
        self._thread.start()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                self.taken.append(self._socket.accept()[0])

    def close(self) -> None:
        self._socket.close()
        for one in self.taken:
            one.close()


@pytest.fixture
def hole() -> Iterator[BlackHole]:
    hole = BlackHole()
    yield hole
    hole.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    at = [1_000.0]
    monkeypatch.setattr(neighbours, "_seconds", lambda: at[0])
    return at


def call(machine: Neighbour, *, fails: bool) -> bool:
    """Whether the call was made."""
    made = False
    with suppress(OSError, Resting), machine.called():
        made = True
        if fails:
            raise TimeoutError
    return made


# T02
def test_after_three_silences_a_machine_is_let_alone_and_then_tried_once(clock: list[float]) -> None:
    machine = Neighbour("x")
    assert [call(machine, fails=True) for _ in range(5)] == [True, True, True, False, False]

    clock[0] += neighbours.REST_SECONDS - 1
    assert not call(machine, fails=False)
    clock[0] += 2
    assert [call(machine, fails=True) for _ in range(2)] == [True, False]
    clock[0] += neighbours.REST_SECONDS + 1
    assert [call(machine, fails=False) for _ in range(4)] == [True] * 4


# T02: an answer in between, whatever it says, is no silence.
def test_an_answer_ends_the_counting(clock: list[float]) -> None:
    machine = Neighbour("x")

    made = [call(machine, fails=n % 3 != 2) for n in range(12)]

    assert made == [True] * 12


# T02
def test_only_two_wait_for_one_machine_at_a_time() -> None:
    machine = Neighbour("x")
    with machine.called(), machine.called(), pytest.raises(Resting), machine.called():
        pass
    assert call(machine, fails=False)


# T02
def test_a_feed_that_hangs_is_asked_three_times(hole: BlackHole) -> None:
    for _ in range(5):
        with pytest.raises(GatewayUnreachable):
            ask("GET", hole.url + "/x", headers={}, time_limits=(0.2, 0.2))

    assert len(hole.taken) == 3
