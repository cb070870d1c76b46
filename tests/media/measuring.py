"""What a limited child costs, by the kernel's own marks of that very process: getrusage knows its parent's too."""

import subprocess
import sys
from typing import Any, Final, NamedTuple

from marketplace.config import ROOT

_MEASURED: Final = """
import os, runpy, sys
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__")
peak = next(line.split()[1] for line in open("/proc/self/status") if "VmHWM" in line)
times = open("/proc/self/stat").read().rpartition(")")[2].split()
print(f"\\n{peak} {(int(times[11]) + int(times[12])) / os.sysconf('SC_CLK_TCK')}")
"""


class Cost(NamedTuple):
    """The child's last answer, the most memory it had (KB), and the processor's seconds it took, its start included."""

    answer: str
    kilobytes: int
    seconds: float


def cost_of(module: str, *words: Any, data: bytes = b"") -> Cost:
    """Run the module as a program with these words, and this on its standard input."""
    ran = subprocess.run(
        [sys.executable, "-c", _MEASURED, module, *map(str, words)],
        input=data,
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    *_, answer, cost = [line for line in ran.stdout.decode().splitlines() if line]
    kilobytes, seconds = cost.split()
    return Cost(answer, int(kilobytes), float(seconds))
