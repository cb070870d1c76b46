"""Reads a statement file in a child process with limits: a hostile file can break that, and nothing else."""

import datetime
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

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
    check_file_size(data)
    told = {
        "today": today.isoformat(),
        "account": account,
        "not_before": not_before.isoformat() if not_before else None,
        "mapping": dict(mapping) if mapping is not None else None,
    }
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
    answer = json.loads(child.stdout)
    if "refused" in answer:
        raise UnreadableStatement(answer["refused"], **answer["facts"])
    return unpacked(answer["statement"])
