"""How often something may be tried, counted for all processes together."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.config import ROOT
from marketplace.db import db, transaction
from marketplace.errors import TooMany
from marketplace.limits import Tries, count_try, forget_old_tries, house_of, tries_of

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def committed(app: Flask) -> Iterator[Flask]:
    """Real commits; the counts are gone afterwards."""
    yield app
    with app.app_context():
        db.session.execute(sa.delete(Tries))
        db.session.commit()


# M09
def test_connections_share_one_count(committed: Flask) -> None:
    refused: list[int] = []
    together = threading.Barrier(8)

    def try_five_times(process: int) -> None:
        together.wait()
        for _ in range(5):
            with committed.app_context():
                try:
                    count_try("thing", "somebody", limit=10, seconds=3600)
                except TooMany:
                    refused.append(process)

    threads = [threading.Thread(target=try_five_times, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 30
    with committed.app_context():
        assert db.session.scalar(sa.select(sa.func.sum(Tries.count))) == 40


# M09
def test_a_count_outlives_the_process_that_made_it(committed: Flask) -> None:
    with committed.app_context():
        count_try("thing", "somebody", limit=1, seconds=3600)
        db.session.remove()
        db.engine.dispose()

    with committed.app_context(), pytest.raises(TooMany) as refusal:
        count_try("thing", "somebody", limit=1, seconds=3600)

    assert refusal.value.facts == {"minutes": 60}


def test_a_refused_try_counts_too(session: Any) -> None:
    for _ in range(3):
        with pytest.raises(TooMany):
            count_try("thing", "somebody", limit=0, seconds=60)

    assert tries_of("thing", "somebody", seconds=60) in (0, 1, 2, 3)
    assert session.scalar(sa.select(sa.func.sum(Tries.count))) == 3


def test_a_window_begins_and_ends_at_the_same_instant_for_all(session: Any) -> None:
    def counted(after: timedelta) -> int:
        return tries_of("thing", "somebody", seconds=900, at=NOON + after)

    tries_of("thing", "somebody", seconds=900, at=NOON, add=1)
    tries_of("thing", "somebody", seconds=900, at=NOON + timedelta(minutes=14, seconds=59, microseconds=999_999), add=1)

    assert counted(timedelta(minutes=7, microseconds=123_457)) == 2
    assert counted(timedelta(minutes=15)) == counted(timedelta(microseconds=-1)) == 0


def test_one_thing_or_person_does_not_use_up_anothers_tries(session: Any) -> None:
    tries_of("thing", "somebody", seconds=900, at=NOON, add=5)

    assert tries_of("thing", "else", seconds=900, at=NOON) == 0
    assert tries_of("other", "somebody", seconds=900, at=NOON) == 0


def test_a_try_can_be_taken_back(session: Any) -> None:
    tries_of("thing", "somebody", seconds=900, at=NOON, add=1)

    assert tries_of("thing", "somebody", seconds=900, at=NOON, add=-1) == 0


@pytest.mark.parametrize(
    ("address", "house"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("nonsense", "?"),
        ("", "?"),
        (None, "?"),
    ],
)
def test_all_addresses_of_a_house_are_one(address: str | None, house: str) -> None:
    assert house_of(address) == house


def test_no_limit_takes_an_address_as_it_is() -> None:
    # VNPay asks for the buyer's address itself.
    told = [
        path.name
        for path in (ROOT / "marketplace").rglob("*.py")
        for line in path.read_text().splitlines()
        if "remote_addr" in line and "house_of(" not in line
    ]

    assert told == ["by_vnpay.py"]


# P05
def test_no_phone_or_address_is_kept(session: Any) -> None:
    tries_of("sign-in", "+84912345678", seconds=900, add=1)

    key = session.scalar(sa.select(Tries.key))

    assert len(key) == 64
    assert "912345678" not in key


# P04
def test_old_windows_are_forgotten(session: Any) -> None:
    tries_of("thing", "somebody", seconds=900, at=NOON - timedelta(days=2), add=1)
    tries_of("thing", "somebody", seconds=900, at=NOON, add=1)

    with transaction():
        gone = forget_old_tries(before=NOON - timedelta(days=1))

    assert gone == 1
    assert tries_of("thing", "somebody", seconds=900, at=NOON) == 1
