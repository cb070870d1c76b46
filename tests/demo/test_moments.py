"""The village's past is lived through in order, each thing at its own time."""

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from marketplace.clock import VIETNAM, now, pretend
from marketplace.demo.moments import Moment, live_through

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("session")


def test_pretended_time_is_utc_and_ends() -> None:
    with pretend(NOON.astimezone(VIETNAM)):
        assert now() == NOON
        assert now().tzinfo is UTC
        with pretend(NOON - timedelta(days=1)):
            assert now() == NOON - timedelta(days=1)
        assert now() == NOON

    assert abs(now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_pretended_time_ends_with_an_error_too() -> None:
    with pytest.raises(RuntimeError), pretend(NOON):
        raise RuntimeError

    assert abs(now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_another_thread_knows_nothing_of_it() -> None:
    seen: list[datetime] = []

    with pretend(NOON):
        thread = Thread(target=lambda: seen.append(now()))
        thread.start()
        thread.join()

    assert seen[0] != NOON


def test_moments_happen_in_order_and_what_is_to_come_is_left() -> None:
    done: list[tuple[str, datetime]] = []

    def note(name: str) -> Moment:
        at = NOON + timedelta(minutes=int(name[1:]))
        return Moment(at, lambda: done.append((name, now())))

    live_through([note("b2"), note("a1"), note("c2"), note("d9")], until=NOON + timedelta(minutes=5))

    assert [name for name, _ in done] == ["a1", "b2", "c2"]
    assert [at - NOON for _, at in done] == [timedelta(minutes=m) for m in (1, 2, 2)]
