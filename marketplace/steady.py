"""Whether this machine's clock can be believed: one that jumps must not close a village's orders.

The wall clock is compared with the seconds since the machine started, which nobody sets. After a jump of either kind
the clock is not believed for some minutes: time to set it right, and for whoever watches the log.
"""

import threading
import time
from datetime import UTC, datetime
from typing import Final

import structlog

log = structlog.get_logger()

JUMP_SECONDS: Final = 120
# So long nothing is done that only the clock asks for; then the new time is taken as true.
GRACE_SECONDS: Final = 15 * 60


class Steady:
    """Remembers how wall clock and seconds since start belong together. Safe to use from several threads."""

    def __init__(self) -> None:
        self._offset: float | None = None
        self._believed_from = float("-inf")
        self._lock = threading.Lock()

    def is_believed(self) -> bool:
        """Whether the wall clock has gone on evenly. Says so in the log when it has jumped."""
        running = _seconds_since_start()
        offset = _wall_seconds() - running
        with self._lock:
            jumped = offset - (self._offset if self._offset is not None else offset)
            self._offset = offset
            if abs(jumped) > JUMP_SECONDS:
                self._believed_from = running + GRACE_SECONDS
                log.error("the clock jumped", seconds=round(jumped), believed_again_in=GRACE_SECONDS)
            return running >= self._believed_from


def _wall_seconds() -> float:
    return datetime.now(UTC).timestamp()


def _seconds_since_start() -> float:
    # BOOTTIME goes on while a laptop sleeps; where there is none, MONOTONIC sees waking up as a jump.
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


clock: Final = Steady()
