"""What a server costs: CPU of its processes and of its database, statements, memory."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

import psutil  # type: ignore[import-untyped]

from benchmarks.load import Asked, Loop, Seen, run
from benchmarks.servers import Server
from benchmarks.visiting import Unexpected, Visitor


def cpu_seconds(root: int) -> float:
    """User and system time of a process and all below it that live now."""
    top = psutil.Process(root)
    total = 0.0
    for process in (top, *top.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


def worker_megabytes(server: Server) -> list[float]:
    """Resident memory of each worker."""
    return [round(child.memory_info().rss / 1e6, 1) for child in psutil.Process(server.process.pid).children()]


@dataclass(frozen=True)
class Pass:
    """One timed pass. CPU in ms per request."""

    seen: Seen
    server_ms: float
    database_ms: float

    @property
    def cpu_ms(self) -> float:
        """Server and database together."""
        return self.server_ms + self.database_ms


def timed(server: Server, postgres: int, loop: Loop) -> Pass:
    """Carry the loop out and see what it cost."""
    before = cpu_seconds(server.process.pid), cpu_seconds(postgres)
    seen = run(loop)
    after = cpu_seconds(server.process.pid), cpu_seconds(postgres)
    each = 1000 / max(seen.count, 1)
    return Pass(seen, (after[0] - before[0]) * each, (after[1] - before[1]) * each)


def statements(server: Server, requests: Sequence[Asked]) -> int:
    """The most SQL statements that one of these requests took. The first only warms the counting server."""
    answers = [Visitor(server.port).send(asked) for asked in requests]
    wrong = [answer.status for answer in answers if answer.status >= 400]
    if wrong:
        raise Unexpected(f"{requests[0].path}: {wrong}")
    return max(answer.statements for answer in answers[1:])


@dataclass
class Measured:
    """One page over all its passes."""

    name: str
    statements: int = 0
    passes: list[Pass] = field(default_factory=list)
    # This pass against the bare one just before it.
    ratios: list[float] = field(default_factory=list)
    alone: Seen | None = None
    steady: Seen | None = None

    def median(self, of: str) -> float:
        """The median over the passes of one of their figures."""
        return statistics.median(getattr(one, of) for one in self.passes)

    @property
    def times_bare(self) -> float:
        """How many bare pages one of these costs."""
        return statistics.median(self.ratios) if self.ratios else 1.0

    @property
    def latencies(self) -> Seen:
        """All passes' latencies as one."""
        return together([one.seen for one in self.passes])


def together(seen: Sequence[Seen]) -> Seen:
    """Several loops as one."""
    statuses: dict[str, int] = {}
    for one in seen:
        for status, count in one.statuses.items():
            statuses[status] = statuses.get(status, 0) + count
    return Seen(
        sorted(ms for one in seen for ms in one.latencies_ms),
        statuses,
        sum(one.seconds for one in seen),
        sum(one.body_bytes for one in seen),
    )
