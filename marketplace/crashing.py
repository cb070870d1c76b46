"""Dying on purpose, so that a test can see what is left when the power goes.

CRASH_AT=webhook-kept kills this process at its first passing of that point, CRASH_AT=webhook-kept:3 at the third.
Nothing is tidied up: SIGKILL is the nearest thing to a power cut. Production refuses to start with it (config.py).
"""

import itertools
import os
import signal
from typing import Final

_POINT, _, _TIMES = os.environ.get("CRASH_AT", "").partition(":")
_PASSING: Final = int(_TIMES or 1)
# next() of a count is one step for all threads.
_passings = itertools.count(1)


def crash_point(name: str) -> None:
    """The process dies here when CRASH_AT says so; otherwise nothing happens."""
    if name == _POINT and next(_passings) == _PASSING:
        os.kill(os.getpid(), signal.SIGKILL)
