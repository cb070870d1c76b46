"""A market whose processes are killed, and a healthy gunicorn of it that takes over."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.servers import Server
from tests.serving import Market, inside, own_market


@pytest.fixture(scope="package")
def market(server_url: str, folder: Path) -> Iterator[Market]:
    with own_market(server_url, folder, "crashes") as market:
        yield market


@pytest.fixture(scope="package")
def healthy(market: Market) -> Iterator[Server]:
    """The same market, started again without a crash point."""
    with market.serving() as server:
        yield server


@pytest.fixture
def here(market: Market) -> Iterator[Market]:
    """The test is inside the market; at the end the books are in order."""
    with inside(market):
        yield market
