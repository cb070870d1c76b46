"""How large a table may be."""

from collections.abc import Sequence
from typing import Final

from marketplace.payments.statements import errors
from marketplace.payments.statements.errors import UnreadableStatement
from marketplace.payments.statements.rows import Line

MOST_ROWS: Final = 100_000
MOST_COLUMNS: Final = 60


def trimmed(line: Line) -> Line:
    """The row without the empty cells at its end: their number says nothing."""
    end = len(line)
    while end and (line[end - 1] == ""):
        end -= 1
    return line[:end]


def check_size(lines: Sequence[Line]) -> None:
    """Raises UnreadableStatement when the table is larger than any statement."""
    if len(lines) > MOST_ROWS:
        raise UnreadableStatement(errors.TOO_MANY_ROWS, most=MOST_ROWS)
    if any(len(line) > MOST_COLUMNS for line in lines):
        raise UnreadableStatement(errors.TOO_MANY_COLUMNS, most=MOST_COLUMNS)
