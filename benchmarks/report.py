"""What was found, as a table for people and as JSON for machines."""

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from benchmarks.buying import Burst
from benchmarks.data import Market
from benchmarks.measuring import Measured
from benchmarks.servers import DIFFERENCES
from benchmarks.weight import FirstVisit

COLUMNS: Final = (
    "page",
    "SQL",
    "CPU ms = server + database",
    "× bare",
    "req/s",
    "p50",
    "p95",
    "p99 ms",
    "alone p50",
    "p95",
    "steady p50",
    "p95 ms",
)

_CALM: Final = ("alone_p50_ms", "alone_p95_ms", "steady_p50_ms", "steady_p95_ms")


@dataclass(frozen=True)
class Aim:
    """One thing the market promised itself."""

    words: str
    found: str
    is_met: bool


@dataclass
class Report:
    """Everything of one run."""

    market: Market
    bare: Measured
    pages: Sequence[Measured]
    megabytes: list[float]
    bare_megabytes: list[float]
    weight: FirstVisit
    burst: Burst
    settled: int
    aims: Sequence[Aim]
    errors: dict[str, dict[str, int]]
    # How busy others kept the machine just before, as its load average of one minute.
    load_before: float
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """All figures; lists of latencies are left out."""
        return {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": {**machine(), "load_before": self.load_before},
            "settings_that_differ": list(DIFFERENCES),
            "products": self.market.products,
            "shops": self.market.shops,
            "pages": [_figures(page) for page in (self.bare, *self.pages)],
            "worker_megabytes": self.megabytes,
            "bare_worker_megabytes": self.bare_megabytes,
            "first_visit": {**asdict(self.weight), "total": self.weight.total},
            "burst": {**asdict(self.burst), "is_exact": self.burst.is_exact},
            "settled_by_webhook": self.settled,
            "aims": [asdict(aim) for aim in self.aims],
            "errors": self.errors,
            "seconds": round(self.seconds, 1),
        }

    def as_text(self) -> str:
        """The same to read, as Markdown."""
        burst = self.burst
        lines = [
            f"{self.market.products:,} products of {self.market.shops} shops. {machine_line()} Load of others before: {self.load_before}.",
            "",
            *_table(COLUMNS, [_row(page) for page in (self.bare, *self.pages)]),
            "",
            f"Memory of each worker: {_megabytes(self.megabytes)} (bare {_megabytes(self.bare_megabytes)}).",
            _weight_line(self.weight),
            f"{burst.buyers} buyers at once for {burst.pieces} pieces: {burst.held} sold, {burst.free} left; "
            f"answers {burst.answers}.",
            "Not as in production: " + "; ".join(DIFFERENCES) + ".",
            "",
            *_table(
                ("aim", "found", "met?"),
                [(aim.words, aim.found, "met" if aim.is_met else "not met") for aim in self.aims],
            ),
            "",
            f"Errors: {self.errors or 'none'}. The whole run took {self.seconds:.0f} s.",
        ]
        return "\n".join(lines)


def _figures(page: Measured) -> dict[str, Any]:
    all_ = page.latencies
    calm = {"alone": page.alone, "steady": page.steady}
    return {
        "page": page.name,
        "statements": page.statements,
        "server_cpu_ms": round(page.median("server_ms"), 2),
        "database_cpu_ms": round(page.median("database_ms"), 2),
        "cpu_ms": round(page.median("cpu_ms"), 2),
        "times_bare": round(page.times_bare, 2),
        "requests": all_.count,
        "requests_per_second": round(all_.count / all_.seconds, 1),
        "body_bytes": round(all_.body_bytes / max(all_.count, 1)),
        **{f"p{share}_ms": round(all_.percentile(share / 100), 1) for share in (50, 95, 99)},
        **{
            f"{name}_p{share}_ms": round(seen.percentile(share / 100), 1)
            for name, seen in calm.items()
            if seen
            for share in (50, 95, 99)
        },
        "statuses": all_.statuses,
    }


def _row(page: Measured) -> tuple[str, ...]:
    f = _figures(page)
    return (
        page.name,
        str(f["statements"]),
        f"{f['cpu_ms']:.1f} = {f['server_cpu_ms']:.1f} + {f['database_cpu_ms']:.1f}",
        f"{f['times_bare']:.2f}",
        f"{f['requests_per_second']:.0f}",
        *(f"{f[name]:.0f}" for name in ("p50_ms", "p95_ms", "p99_ms")),
        *(f"{f[name]:.0f}" if name in f else "–" for name in _CALM),
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[n]) for row in (head, *rows)) for n in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"

    return [line(head), "|" + "|".join("-" * (width + 2) for width in widths) + "|", *map(line, rows)]


def _weight_line(weight: FirstVisit) -> str:
    parts = [f"{word} {getattr(weight, word.lower()) / 1000:.1f}" for word in ("HTML", "CSS", "JS", "fonts")]
    return (
        f"First visit to home: {weight.total / 1000:.1f} KB = {' + '.join(parts)}; icons {weight.icons / 1000:.1f} KB "
        f"beside it. {weight.pictures} pictures: {weight.lazy} lazy, {weight.sized} sized."
    )


def _megabytes(sizes: Sequence[float]) -> str:
    return " and ".join(f"{size:.0f}" for size in sizes) + " MB"


def machine() -> dict[str, Any]:
    """What it ran on."""
    return {
        "cpu": _cpu_model(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "flask": version("flask"),
        "sqlalchemy": version("sqlalchemy"),
        "gunicorn": version("gunicorn"),
    }


def machine_line() -> str:
    """The same in one line."""
    told = machine()
    return (
        f"{told['cores']} cores ({told['cpu']}), Python {told['python']}, "
        f"Flask {told['flask']}, SQLAlchemy {told['sqlalchemy']}, gunicorn {told['gunicorn']}."
    )


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")
