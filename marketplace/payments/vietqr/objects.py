"""The outer shape of a payload: objects of identifier, length and value, closed by a checksum.

Lengths count characters; the checksum runs over UTF-8 bytes.
"""

import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from marketplace.payments.vietqr.errors import ErrorKind, VietQRError

CRC_ID: Final = "63"
CRC_HEAD: Final = "6304"
LONGEST_VALUE: Final = 99

# Never \d or str.isdigit(): they also take Arabic and full-width digits.
_TWO_DIGITS: Final = re.compile(r"[0-9]{2}")
_FOUR_HEX: Final = re.compile(r"[0-9A-Fa-f]{4}")


@dataclass(frozen=True)
class DataObject:
    """One object of a payload or template; `start` counts characters from its beginning."""

    identifier: str
    value: str
    start: int

    @property
    def end(self) -> int:
        """Where the next object begins."""
        return self.start + 4 + len(self.value)


def crc(text: str) -> str:
    """Work out the four upper-case hex digits that close a payload; `text` ends in "6304".

    CRC-16/CCITT-FALSE. Raises UnicodeEncodeError for half a surrogate pair.
    """
    return f"{binascii.crc_hqx(text.encode('utf-8'), 0xFFFF):04X}"


def read_root(text: str) -> tuple[DataObject, ...]:
    """Take a whole payload apart and check its closing sum; gives the objects before the sum.

    Raises VietQRError: truncated, bad_id, bad_length, trailing_data, missing_crc, crc_mismatch,
    duplicate_id.
    """
    objects: list[DataObject] = []
    position = 0
    while position < len(text):
        found = _object_at(text, position, path="root")
        position = found.end
        if found.identifier == CRC_ID:
            if position < len(text):
                raise VietQRError(ErrorKind.TRAILING_DATA, f"root@{position}")
            _check_crc(text, found)
            _refuse_repeats(objects, path="")
            return tuple(objects)
        objects.append(found)
    raise VietQRError(ErrorKind.MISSING_CRC, f"root@{position}")


def read_template(text: str, *, path: str) -> tuple[DataObject, ...]:
    """Take the value of one template apart; its objects must fill it to the last character.

    A reader that forgives a wrong length in here sends money to another account: the official
    sample 6.1.1 is misprinted so that four libraries read an account one digit short.

    Raises VietQRError: nested_length, duplicate_id.
    """
    objects: list[DataObject] = []
    position = 0
    while position < len(text):
        try:
            found = _object_at(text, position, path=path)
        except VietQRError as fault:
            raise VietQRError(ErrorKind.NESTED_LENGTH, fault.where) from fault
        position = found.end
        objects.append(found)
    _refuse_repeats(objects, path=f"{path}.")
    return tuple(objects)


def write_objects(values: Mapping[str, str]) -> str:
    """Write values by path ("54", "38.01.00") as objects in ascending order, without the checksum.

    Raises VietQRError: field_too_long when a value or a template passes 99 characters.
    """
    text = ""
    for identifier in sorted({path[:2] for path in values}):
        value = values.get(identifier)
        if value is None:
            inner = f"{identifier}."
            value = write_objects({path[3:]: leaf for path, leaf in values.items() if path.startswith(inner)})
        if len(value) > LONGEST_VALUE:
            raise VietQRError(ErrorKind.FIELD_TOO_LONG, identifier)
        text += f"{identifier}{len(value):02d}{value}"
    return text


def _object_at(text: str, start: int, *, path: str) -> DataObject:
    where = f"{path}@{start}"
    identifier, length = text[start : start + 2], text[start + 2 : start + 4]
    if len(identifier) + len(length) < len(CRC_HEAD):
        raise VietQRError(ErrorKind.TRUNCATED, where)
    if not _TWO_DIGITS.fullmatch(identifier):
        raise VietQRError(ErrorKind.BAD_ID, where)
    if not _TWO_DIGITS.fullmatch(length) or length == "00":
        raise VietQRError(ErrorKind.BAD_LENGTH, where)
    value = text[start + 4 : start + 4 + int(length)]
    if len(value) < int(length):
        raise VietQRError(ErrorKind.TRUNCATED, where)
    return DataObject(identifier, value, start)


def _check_crc(text: str, told: DataObject) -> None:
    mismatch = VietQRError(ErrorKind.CRC_MISMATCH, CRC_ID)
    if not _FOUR_HEX.fullmatch(told.value):
        raise mismatch
    try:
        right = crc(text[: told.start + 4])
    except UnicodeEncodeError as not_text:
        # Half a surrogate pair has no bytes, so no sum over it can be right.
        raise mismatch from not_text
    # A large bank's app writes the sum in lower case.
    if told.value.upper() != right:
        raise mismatch


def _refuse_repeats(objects: Sequence[DataObject], *, path: str) -> None:
    # Libraries keep the first or the last of two without a word, so two readers see two payees.
    seen: set[str] = set()
    for found in objects:
        if found.identifier in seen:
            raise VietQRError(ErrorKind.DUPLICATE_ID, f"{path}{found.identifier}")
        seen.add(found.identifier)
