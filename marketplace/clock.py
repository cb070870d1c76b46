"""The one place that asks what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

# Vietnam has had one zone without summer time since 1975, so a fixed offset is exact.
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")

_pretended: Final[ContextVar[datetime | None]] = ContextVar("pretended", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _pretended.get() or datetime.now(UTC)


@contextmanager
def pretend(instant: datetime) -> Iterator[None]:
    """Inside, it is this instant: for the demo village and for tests.

    Only for this thread. The database's own clock does not hear of it.
    """
    assert instant.tzinfo is not None
    token = _pretended.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _pretended.reset(token)


def vietnam(instant: datetime) -> datetime:
    """The same instant on Vietnam's clock (GMT+7)."""
    return instant.astimezone(VIETNAM)


def start_of_vietnam_day(instant: datetime) -> datetime:
    """Midnight, on Vietnam's clock, of the day that holds this instant; returned in UTC."""
    local = vietnam(instant)
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
