"""Looks into an .xlsx, which is a zip, before any parser opens it: a small zip can hold a mountain."""

import io
import zipfile
import zlib
from typing import Final

from marketplace.payments.statements import errors
from marketplace.payments.statements.errors import UnreadableStatement

MOST_INFLATED: Final = 60 * 1024 * 1024
MOST_ENTRIES: Final = 200
# Rows that repeat themselves shrink fifty times; a hundred times and more is made to.
MOST_RATIO: Final = 150
_SMALL: Final = 1024 * 1024
_CHUNK: Final = 64 * 1024
_ENCRYPTED: Final = 0x1
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# Spreadsheet programs declare no entities. Our parser expands none, and the next one must not have to be asked.
_DECLARATIONS: Final = (b"<!doctype", b"<!entity")
_LONGEST_DECLARATION: Final = 16


def check_xlsx(data: bytes) -> None:
    """Raises UnreadableStatement for a zip that is no workbook, broken, encrypted, or larger inside than allowed.

    What the zip declares is checked first, then what really comes out of it: the two need not agree.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_declared(entries, len(data))
            if not any(entry.filename.replace("\\", "/").startswith("xl/") for entry in entries):
                raise UnreadableStatement(errors.NO_TABLE)
            left = MOST_INFLATED
            for entry in entries:
                left = _inflate(archive, entry, left)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError, zlib.error):
        raise UnreadableStatement(errors.BROKEN) from None


def _check_declared(entries: list[zipfile.ZipInfo], size: int) -> None:
    if len(entries) > MOST_ENTRIES:
        raise UnreadableStatement(errors.TOO_MUCH)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise UnreadableStatement(errors.HAS_PASSWORD)
    # Two entries of one name: which one is read depends on the reader.
    if len({entry.filename for entry in entries}) < len(entries):
        raise UnreadableStatement(errors.BROKEN)
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise UnreadableStatement(errors.BROKEN)
    total = sum(entry.file_size for entry in entries)
    if total > MOST_INFLATED or (total > _SMALL and total > size * MOST_RATIO):
        raise UnreadableStatement(errors.TOO_MUCH)


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> int:
    tail = b""
    with archive.open(entry) as inside:
        while chunk := inside.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise UnreadableStatement(errors.TOO_MUCH)
            seen = (tail + chunk).lower()
            if any(word in seen for word in _DECLARATIONS) and entry.filename.lower().endswith((".xml", ".rels")):
                raise UnreadableStatement(errors.BROKEN)
            tail = chunk[-_LONGEST_DECLARATION:]
    return left
