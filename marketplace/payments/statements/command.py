"""The command that shows how a statement file is read. It saves nothing and needs no database and no settings."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from marketplace.clock import now, vietnam
from marketplace.money import write_number
from marketplace.payments.feeds.notice import Direction
from marketplace.payments.statements.errors import UnreadableStatement
from marketplace.payments.statements.limited import read_in_child
from marketplace.payments.statements.rows import Statement


@click.command("statement")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--account", default="", help="Take this account only: needed when the file has several.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def statement_command(*, file: Path, account: str, as_json: bool) -> None:
    """Show the transactions of a bank statement FILE (xlsx, xls, csv); saves nothing."""
    try:
        statement = read_in_child(file.read_bytes(), today=vietnam(now()).date(), account=account)
    except UnreadableStatement as refusal:
        _say(json.dumps({"error": str(refusal)}, ensure_ascii=False) if as_json else str(refusal))
        sys.exit(1)
    _say(json.dumps(_told(statement), ensure_ascii=False) if as_json else _table(statement))


def _told(statement: Statement) -> dict[str, Any]:
    return {
        "bank": statement.bank,
        "account": statement.account,
        "rows": [
            {
                "row": row.row,
                "date": row.date.isoformat(),
                "direction": row.direction,
                "amount_vnd": row.amount_vnd,
                "memo": row.memo,
                "reference": row.reference,
            }
            for row in statement.rows
        ],
        "refused": [{"row": refused.row, "reason": refused.sentence} for refused in statement.refused],
    }


def _table(statement: Statement) -> str:
    lines = [f"{statement.bank or '?'} {statement.account or '?'}"]
    for row in statement.rows:
        sign = "+" if row.direction is Direction.IN else "-"
        memo = " ".join(row.memo.split())
        lines.append(f"{row.row:>6}  {row.date:%d/%m/%Y}  {sign + write_number(row.amount_vnd):>16}  {memo}")
    lines += [f"{refused.row:>6}  ✗ {refused.sentence}" for refused in statement.refused]
    lines += [f"{gap.row:>6}  ≠ {gap.sentence}" for gap in statement.gaps]
    return "\n".join(lines)


def _say(text: str) -> None:
    # UTF-8 whatever the terminal's language is; half a surrogate pair has no bytes.
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.flush()
