"""Statements as JSON, from the limited child to the process that asked it."""

import datetime
from collections.abc import Mapping
from typing import Any

from marketplace.payments.feeds.notice import Direction
from marketplace.payments.statements.rows import Refused, Statement, StatementRow


def packed(statement: Statement) -> dict[str, Any]:
    """The statement in values that JSON has."""
    return {
        "bank": statement.bank,
        "account": statement.account,
        "rows": [_packed_row(row) for row in statement.rows],
        "refused": [_packed_refusal(refused) for refused in statement.refused],
        "gaps": [_packed_refusal(gap) for gap in statement.gaps],
        "opening_vnd": statement.opening_vnd,
        "closing_vnd": statement.closing_vnd,
        "period": [day.isoformat() for day in statement.period] if statement.period else None,
        "mapping": dict(statement.mapping),
        "header_row": statement.header_row,
        "sheet": statement.sheet,
    }


def unpacked(told: Mapping[str, Any]) -> Statement:
    """The statement that `packed` wrote."""
    first, last = told.get("period") or ("", "")
    period = (datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)) if first else None
    return Statement(
        **{
            **told,
            "period": period,
            "rows": [_unpacked_row(row) for row in told["rows"]],
            "refused": [Refused(**refused) for refused in told["refused"]],
            "gaps": [Refused(**gap) for gap in told["gaps"]],
        }
    )


def _packed_row(row: StatementRow) -> list[object]:
    at = row.at.timestamp() if row.at else None
    return [
        row.row,
        row.date.isoformat(),
        at,
        row.direction,
        row.amount_vnd,
        row.memo,
        row.reference,
        row.balance_vnd,
        row.payer,
    ]


def _unpacked_row(told: list[Any]) -> StatementRow:
    row, date, at, direction, amount_vnd, memo, reference, balance_vnd, payer = told
    return StatementRow(
        row=row,
        date=datetime.date.fromisoformat(date),
        at=datetime.datetime.fromtimestamp(at, datetime.UTC) if at is not None else None,
        direction=Direction(direction),
        amount_vnd=amount_vnd,
        memo=memo,
        reference=reference,
        balance_vnd=balance_vnd,
        payer=payer,
    )


def _packed_refusal(refused: Refused) -> dict[str, object]:
    return {"row": refused.row, "reason": refused.reason, "facts": dict(refused.facts)}
