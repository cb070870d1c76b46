"""Bytes into tables. What a file is, its content says; its name says nothing.

Read files of strangers with limited.read_in_child: what happens here happens there, within limits.
"""

import datetime
import io
import re
from collections.abc import Mapping, Sequence
from typing import Final

import python_calamine

from marketplace.payments.statements import errors
from marketplace.payments.statements.csvs import sheet_of_text
from marketplace.payments.statements.encodings import decode, remade
from marketplace.payments.statements.errors import UnreadableStatement
from marketplace.payments.statements.htmls import sheet_of_html
from marketplace.payments.statements.limits import MOST_ROWS, check_size, trimmed
from marketplace.payments.statements.reading import statement_from
from marketplace.payments.statements.rows import Sheet, Statement
from marketplace.payments.statements.zips import check_xlsx

LARGEST_FILE_MB: Final = 5
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_BEGINNING: Final = 4096
_IS_HTML: Final = re.compile(r"<(?:!doctype html|html|table|meta|head|body)\b", re.IGNORECASE)
# Some cells for the guess at the letters; the header is among them.
_SAMPLED_LINES: Final = 2_000


def check_file_size(data: bytes) -> None:
    """Raises UnreadableStatement for a file that is empty or larger than any statement."""
    if len(data) > LARGEST_FILE_MB * 1024 * 1024:
        raise UnreadableStatement(errors.TOO_LARGE, most=LARGEST_FILE_MB)
    if not data.strip():
        raise UnreadableStatement(errors.EMPTY)


def read_statement(
    data: bytes,
    *,
    today: datetime.date,
    account: str = "",
    not_before: datetime.date | None = None,
    mapping: Mapping[str, int] | None = None,
) -> Statement:
    """The statement in a file, read in this process. See statement_from. Raises UnreadableStatement."""
    return statement_from(tables_of(data), today=today, account=account, not_before=not_before, mapping=mapping)


def tables_of(data: bytes) -> Sequence[Sheet]:
    """The tables of a file: every sheet of a workbook, or the one of a text. Raises UnreadableStatement."""
    check_file_size(data)
    if b"%PDF-" in data[:1024]:
        raise UnreadableStatement(errors.IS_PDF)
    if data.startswith(_ZIP):
        check_xlsx(data)
        sheets = _sheets_of_workbook(data)
    elif data.startswith(_OLE):
        # Excel wraps an .xlsx that has a password into the container of the old .xls.
        if _ENCRYPTED in data:
            raise UnreadableStatement(errors.HAS_PASSWORD)
        sheets = _sheets_of_workbook(data)
    else:
        sheets = [_sheet_of_characters(decode(data))]
    return [_in_right_letters(sheet) for sheet in sheets]


def _sheets_of_workbook(data: bytes) -> list[Sheet]:
    try:
        # Formulas keep the value their program last saved, macros stay text, links are not followed.
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            names = [
                sheet.name for sheet in workbook.sheets_metadata if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
            ]
            return [_sheet_of(workbook.get_sheet_by_name(name)) for name in names]
    except python_calamine.PasswordError:
        raise UnreadableStatement(errors.HAS_PASSWORD) from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise UnreadableStatement(errors.BROKEN) from None


def _sheet_of(found: python_calamine.CalamineSheet) -> Sheet:
    if found.end is not None and found.end[0] >= MOST_ROWS:
        raise UnreadableStatement(errors.TOO_MANY_ROWS, most=MOST_ROWS)
    # Empty rows above and columns to the left stay: the numbers of rows and columns must be those a person sees.
    lines = [trimmed(line) for line in found.to_python(skip_empty_area=False)]
    check_size(lines)
    return Sheet(name=found.name, lines=lines)


def _sheet_of_characters(text: str) -> Sheet:
    beginning = text[:_BEGINNING].lstrip()
    if _IS_HTML.search(beginning) and "<tr" in text.lower():
        return sheet_of_html(text)
    if beginning.startswith("<"):
        raise UnreadableStatement(errors.OTHER_XML)
    return sheet_of_text(text)


def _in_right_letters(sheet: Sheet) -> Sheet:
    mend = remade(cell for line in sheet.lines[:_SAMPLED_LINES] for cell in line if isinstance(cell, str))
    lines = [[mend(cell) if isinstance(cell, str) else cell for cell in line] for line in sheet.lines]
    return Sheet(name=sheet.name, lines=lines)
