"""Text files: one record a line, with the separator that makes a header appear."""

import csv
import io
from contextlib import suppress
from typing import Final

from marketplace.payments.statements import errors
from marketplace.payments.statements.errors import UnreadableStatement
from marketplace.payments.statements.headers import find_header
from marketplace.payments.statements.limits import MOST_ROWS, check_size, trimmed
from marketplace.payments.statements.rows import Line, Sheet

_SEPARATORS: Final = (",", ";", "\t", "|")
_BEGINNING: Final = 64 * 1024


def sheet_of_text(text: str) -> Sheet:
    """The records of a text file; row numbers as a spreadsheet counts them, a quoted line break makes no new row."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == len("sep=;"):
        # What Excel is told on the first line, it counts as no row.
        return Sheet(name="", lines=_records(rest, first.strip()[-1]))
    return Sheet(name="", lines=_records(text, _separator_of(text)))


def _separator_of(text: str) -> str:
    """The separator under which most columns of a header are found; the most frequent one when there is no header."""

    def columns(separator: str) -> tuple[int, int]:
        header = find_header(_beginning_of(text[:_BEGINNING], separator))
        return len(header.columns) if header else 0, text.count(separator, 0, _BEGINNING)

    return max(_SEPARATORS, key=columns)


def _beginning_of(text: str, separator: str) -> list[Line]:
    records: list[Line] = []
    # Only a look: reading the whole says what is wrong.
    with suppress(csv.Error):
        records.extend(csv.reader(io.StringIO(text, newline="\n"), delimiter=separator))
    return records


def _records(text: str, separator: str) -> list[Line]:
    # Strict: a quote that is never closed would otherwise swallow every row below it in silence.
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=separator, strict=True)
    lines: list[Line] = []
    try:
        for record in reader:
            lines.append(trimmed(record))
            if len(lines) > MOST_ROWS:
                break
    except csv.Error:
        raise UnreadableStatement(errors.OPEN_QUOTES, row=len(lines) + 1) from None
    check_size(lines)
    return lines
