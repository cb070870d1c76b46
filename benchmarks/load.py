"""Buyers: in a closed loop each sends its next request when the last one is answered; paced, at a fixed rate.

Runs as a process of its own (`python -m benchmarks.load`), with its orders as JSON on standard input and what it
saw as JSON on standard output, so that its work is not counted as the server's.
"""

import http.client
import itertools
import json
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Asked:
    """One request."""

    path: str
    method: str = "GET"
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Loop:
    """What to do: go round these requests for `seconds`, or without a time send each of them once.

    With `per_second` a request is due at its own moment, whether the ones before it were answered or not, and its
    latency counts from that moment: a slow answer can't hide the waiting of the next buyer.
    """

    port: int
    requests: Sequence[Asked]
    connections: int = 8
    seconds: float | None = None
    per_second: float | None = None


@dataclass(frozen=True)
class Seen:
    """What came of it. Latencies in ms, sorted; `statuses` by number as text, "lost" for a broken connection."""

    latencies_ms: list[float]
    statuses: dict[str, int]
    seconds: float
    body_bytes: int

    @property
    def count(self) -> int:
        """How many requests were answered."""
        return len(self.latencies_ms)

    def percentile(self, share: float) -> float:
        """The latency in ms that this share of the requests did not exceed."""
        return self.latencies_ms[min(int(self.count * share), self.count - 1)] if self.count else float("nan")

    def errors(self, *, also_fine: Sequence[str] = ()) -> dict[str, int]:
        """Answers that were neither 2xx nor 3xx nor among those expected."""
        return {s: n for s, n in self.statuses.items() if s[0] not in "23" and s not in also_fine}


def run(loop: Loop) -> Seen:
    """Carry the loop out in another process."""
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=json.dumps(asdict(loop)),
        capture_output=True,
        text=True,
        check=True,
    )
    return Seen(**json.loads(answer.stdout))


class _Crowd:
    """The connections of one loop."""

    def __init__(self, loop: Loop) -> None:
        self.loop = loop
        self.lock = threading.Lock()
        self.start = threading.Barrier(loop.connections + 1)
        self.began = self.until = float("inf")
        self.due = itertools.count()
        self.next: Iterator[Asked] = iter(loop.requests) if loop.seconds is None else itertools.cycle(loop.requests)
        self.latencies: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.body_bytes = 0

    def go(self) -> Seen:
        threads = [threading.Thread(target=self.one) for _ in range(self.loop.connections)]
        for thread in threads:
            thread.start()
        began = self.began = time.perf_counter()
        self.until = began + self.loop.seconds if self.loop.seconds is not None else float("inf")
        self.start.wait()
        for thread in threads:
            thread.join()
        spent = time.perf_counter() - began
        return Seen(sorted(self.latencies), dict(self.statuses), spent, self.body_bytes)

    def wait_for(self, turn: int) -> float:
        """Wait until this request is due, if it has a moment of its own. The moment from which its latency counts."""
        if self.loop.per_second is None:
            return time.perf_counter()
        due = self.began + turn / self.loop.per_second
        time.sleep(max(0.0, due - time.perf_counter()))
        return due

    def one(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.loop.port, timeout=60)
        connection.connect()
        self.start.wait()
        while time.perf_counter() < self.until:
            with self.lock:
                asked = next(self.next, None)
                turn = next(self.due)
            if asked is None:
                break
            began = self.wait_for(turn)
            try:
                connection.request(asked.method, asked.path, asked.body.encode() or None, asked.headers)
                answer = connection.getresponse()
                size = len(answer.read())
                status = str(answer.status)
            except (OSError, http.client.HTTPException):
                connection.close()
                size, status = 0, "lost"
            took = (time.perf_counter() - began) * 1000
            with self.lock:
                self.statuses[status] += 1
                self.body_bytes += size
                if status != "lost":
                    self.latencies.append(round(took, 3))
        connection.close()


def main() -> None:
    """Read the orders, carry them out, write what was seen."""
    told = json.load(sys.stdin)
    told["requests"] = [Asked(**asked) for asked in told["requests"]]
    json.dump(asdict(_Crowd(Loop(**told)).go()), sys.stdout)


if __name__ == "__main__":
    main()
