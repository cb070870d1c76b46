"""Sheets that are no statements: read in the same limited child, as texts."""

import datetime
import io

import pytest
from openpyxl import Workbook

from marketplace.payments.statements import errors
from marketplace.payments.statements.errors import UnreadableStatement
from marketplace.payments.statements.limited import read_lines_in_child


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


# B16
def test_cells_are_read_as_a_person_sees_them() -> None:
    data = workbook([], ["rau", 12, 12.5, True, datetime.date(2026, 11, 23)], ["đậu"])

    assert read_lines_in_child(data, most_rows=9, most_columns=9) == [
        [],
        ["rau", "12", "12.5", "True", "23/11/2026"],
        ["đậu"],
    ]


# B16
def test_no_more_is_taken_than_was_asked_for() -> None:
    data = workbook(["x" * 500] * 50, ["y"])

    lines = read_lines_in_child(data, most_rows=2, most_columns=3)
    with pytest.raises(UnreadableStatement) as refusal:
        read_lines_in_child(data, most_rows=1, most_columns=3)

    assert lines == [["x" * 200] * 3, ["y"]]
    assert (refusal.value.sentence, refusal.value.facts) == (errors.TOO_MANY_ROWS, {"most": 1})


# B16
@pytest.mark.parametrize(("data", "sentence"), [(b" ", errors.EMPTY), (b"PK\x03\x04x", errors.BROKEN)])
def test_a_file_that_cannot_be_opened_says_so(data: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableStatement) as refusal:
        read_lines_in_child(data, most_rows=9, most_columns=9)

    assert refusal.value.sentence == sentence
