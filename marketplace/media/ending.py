"""How a limited child ended: by itself, by our limit of its processor time, or because the machine stopped it.

Only in the first two cases anything is known of the file that it worked on. In the third (a worker that is stopped, a
machine without memory, a wall clock that ran out) the work is begun anew, and the file is kept.
"""

import os
import signal
import subprocess
from dataclasses import dataclass
from typing import Any, Final

# The kernel counts in ticks, and ends a child a moment before or after its limit.
_SLACK: Final = 1.0


@dataclass(frozen=True)
class Ending:
    """A child's exit code (below zero a signal), and how many seconds of the processor it used."""

    code: int
    cpu_seconds: float

    def is_by_limit(self, seconds: float) -> bool:
        """Whether it used up the seconds of the processor that it had."""
        return self.code != 0 and self.cpu_seconds >= seconds - _SLACK


def wait_for(child: "subprocess.Popen[Any]") -> Ending:
    """The child has ended; how it did."""
    try:
        _, status, used = os.wait4(child.pid, 0)
    except ChildProcessError:
        # Whoever ended it has seen it end already, and nobody knows what it used.
        return Ending(child.wait(), 0.0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return Ending(child.returncode, used.ru_utime + used.ru_stime)


def interrupted(what: str, ending: Ending) -> InterruptedError:
    """The error of a job that is to be tried again."""
    how = signal.Signals(-ending.code).name if ending.code < 0 else str(ending.code)
    return InterruptedError(f"{what} was ended ({how}) and said nothing of the file")
