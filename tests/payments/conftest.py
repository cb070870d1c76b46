"""What the money tests share."""

from collections.abc import Iterator
from typing import Any

import pytest

from marketplace.db import db
from marketplace.payments.services.checking import broken


@pytest.fixture
def books(session: Any) -> Iterator[None]:
    """Every money test ends with the books in order: all invariants of CASES.md that are built."""
    yield
    db.session.flush()
    assert {name: found for name, found in broken().items() if found} == {}
