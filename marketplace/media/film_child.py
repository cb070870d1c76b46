"""The limited child that becomes ffprobe or ffmpeg. Nothing else opens a stranger's film or sound.

    python -m marketplace.media.film_child LIMITS TOOL WORD…

LIMITS is JSON: seconds of processor time, bytes of memory and of any file it writes. They are set, the process steps
back behind everybody who is buying something, and then it is the tool, with an environment that holds nothing of ours.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from contextlib import suppress
from typing import Final

NICE: Final = 15
# Of <sys/prctl.h>: the signal that comes when the parent dies.
PR_SET_PDEATHSIG: Final = 1


def main() -> None:
    """Limits first, then the tool in our place."""
    limits, tool, *words = sys.argv[1:]
    told = json.loads(limits)
    for what, most in (
        (resource.RLIMIT_CPU, told["seconds"]),
        (resource.RLIMIT_AS, told["memory_bytes"]),
        (resource.RLIMIT_FSIZE, told["file_bytes"]),
        (resource.RLIMIT_CORE, 0),
    ):
        # macOS knows no limit of addresses.
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))
    # A worker that is killed must not leave an encoder behind that runs for minutes. Linux only.
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    os.nice(NICE)
    os.execve(tool, [tool, *words], {"LC_ALL": "C"})  # noqa: S606  # no shell is wanted


if __name__ == "__main__":
    main()
