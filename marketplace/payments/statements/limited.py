"""Reads files of strangers in a child process with limits: a hostile file can break that, and nothing else."""

import datetime
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from marketplace.payments.statements import errors
from marketplace.payments.statements.carrying import unpacked
from marketplace.payments.statements.errors import UnreadableStatement
from marketplace.payments.statements.files import check_file_size
from marketplace.payments.statements.rows import Statement

# Longer than the processor time the child gives itself: a busy machine is no fault of the file.
CHILD_SECONDS: Final = 60
_ROOT: Final = Path(__file__).resolve().parents[3]


def read_in_child(
    data: bytes,
    *,
    today: datetime.date,
    account: str = "",
    not_before: datetime.date | None = None,
    mapping: Mapping[str, int] | None = None,
) -> Statement:
    """The statement in a file, as read_statement reads it, but in a process of its own. Nothing is left on disk.

    A file name is not asked for: what a file is, its content says. Raises UnreadableStatement.
    """
    told = {
        "today": today.isoformat(),
        "account": account,
        "not_before": not_before.isoformat() if not_before else None,
        "mapping": dict(mapping) if mapping is not None else None,
    }
    return unpacked(_asked(told, data)["statement"])


def read_lines_in_child(data: bytes, *, most_rows: int, most_columns: int) -> Sequence[Sequence[str]]:
    """The first table of a sheet that is no statement, as texts; line 0 is its row 1. Raises UnreadableStatement.

    No more rows and columns than these are taken, and no cell longer than a line: who fills millions of cells with a
    long text fills nobody's memory with it.
    """
    lines: Sequence[Sequence[str]] = _asked({"most_rows": most_rows, "most_columns": most_columns}, data)["lines"]
    return lines


def _asked(told: Mapping[str, object], data: bytes) -> Mapping[str, Any]:
    """What the child answers about this file. Raises UnreadableStatement."""
    check_file_size(data)
    try:
        child = subprocess.run(
            [sys.executable, "-m", "marketplace.payments.statements.child"],
            input=json.dumps(told).encode() + b"\n" + data,
            # Nothing of our environment: whoever breaks out of a parser finds no secret there.
            env={"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2", "PYTHONDONTWRITEBYTECODE": "1"},
            cwd=_ROOT,
            capture_output=True,
            timeout=CHILD_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableStatement(errors.TOO_MUCH) from None
    if child.returncode < 0:
        # Stopped by its own limits: of processor time, or of memory, on which the parser gives itself up.
        raise UnreadableStatement(errors.TOO_MUCH)
    if child.returncode != 0 or not child.stdout:
        raise UnreadableStatement(errors.BROKEN)
    answer: Mapping[str, Any] = json.loads(child.stdout)
    if "refused" in answer:
        raise UnreadableStatement(answer["refused"], **answer["facts"])
    return answer
