"""The limited child that opens the sheets strangers bring. Web workers and jobs never do.

`python -m marketplace.payments.statements.child` reads one line of JSON (how to read) and then the file from standard
input, and answers with one JSON value: {"statement": …}, {"lines": …} or {"refused": sentence, "facts": …}. It gives
itself limits of memory and processor time before it looks at the first byte, and can write no file.
"""

import datetime
import json
import resource
import sys
from typing import Any, Final

from marketplace.payments.statements import errors
from marketplace.payments.statements.carrying import packed
from marketplace.payments.statements.errors import UnreadableStatement
from marketplace.payments.statements.files import read_statement, tables_of
from marketplace.payments.statements.texts import text_of

MEMORY_BYTES: Final = 512 * 1024 * 1024
CPU_SECONDS: Final = 20
LONGEST_CELL: Final = 200


def main() -> None:
    """Read, answer."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    # A child that breaks must not leave somebody's bank statement behind in a core file.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    told = json.loads(sys.stdin.buffer.readline())
    json.dump(_answer(sys.stdin.buffer.read(), told), sys.stdout)


def _answer(data: bytes, told: dict[str, Any]) -> dict[str, object]:
    try:
        if "most_rows" in told:
            return {"lines": _lines_of(data, told)}
        not_before = told["not_before"]
        statement = read_statement(
            data,
            today=datetime.date.fromisoformat(told["today"]),
            account=told["account"],
            not_before=datetime.date.fromisoformat(not_before) if not_before else None,
            mapping=told["mapping"],
        )
    except UnreadableStatement as refusal:
        return {"refused": refusal.sentence, "facts": refusal.facts}
    except MemoryError:
        return {"refused": errors.TOO_MUCH, "facts": {}}
    return {"statement": packed(statement)}


def _lines_of(data: bytes, told: dict[str, Any]) -> list[list[str]]:
    lines = tables_of(data)[0].lines
    if len(lines) > told["most_rows"]:
        raise UnreadableStatement(errors.TOO_MANY_ROWS, most=told["most_rows"])
    return [[text_of(cell)[:LONGEST_CELL] for cell in line[: told["most_columns"]]] for line in lines]


if __name__ == "__main__":
    main()
