"""Does the running balance add up? A row that is missing, doubled or misread shows here."""

from collections.abc import Sequence
from itertools import pairwise

from marketplace.money import write_number
from marketplace.payments.statements import errors
from marketplace.payments.statements.rows import Refused, StatementRow


def gaps_in(
    rows: Sequence[StatementRow], *, opening_vnd: int | None = None, closing_vnd: int | None = None
) -> list[Refused]:
    """The rows whose balance is not the one before plus what they moved; then the sum of all, once.

    Statements run from old to new or from new to old: the direction with fewer gaps is taken. Rows that were refused
    leave a gap behind, as they should: what was read does not add up without them.
    """
    onward = _gaps(rows, opening_vnd)
    backward = _gaps(rows[::-1], opening_vnd)
    gaps = sorted(onward if len(onward) <= len(backward) else backward, key=lambda gap: gap.row)
    if opening_vnd is not None and closing_vnd is not None and rows:
        expected = opening_vnd + sum(row.signed_vnd for row in rows)
        if expected != closing_vnd:
            gaps.append(_gap(max(row.row for row in rows), errors.CLOSING_GAP, found=closing_vnd, expected=expected))
    return gaps


def _gaps(rows: Sequence[StatementRow], opening_vnd: int | None) -> list[Refused]:
    gaps = []
    if rows and opening_vnd is not None and rows[0].balance_vnd is not None:
        expected = opening_vnd + rows[0].signed_vnd
        if rows[0].balance_vnd != expected:
            gaps.append(_gap(rows[0].row, errors.BALANCE_GAP, found=rows[0].balance_vnd, expected=expected))
    for before, row in pairwise(rows):
        if before.balance_vnd is None or row.balance_vnd is None:
            continue
        expected = before.balance_vnd + row.signed_vnd
        if row.balance_vnd != expected:
            gaps.append(_gap(row.row, errors.BALANCE_GAP, found=row.balance_vnd, expected=expected))
    return gaps


def _gap(row: int, reason: str, *, found: int, expected: int) -> Refused:
    return Refused(row, reason, {"found": write_number(found), "expected": write_number(expected)})
