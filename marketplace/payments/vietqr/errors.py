"""The one refusal of the VietQR codec, and its fifteen kinds."""

from collections.abc import Iterable
from enum import StrEnum


class ErrorKind(StrEnum):
    """What is wrong with a payload.

    They stand in the order in which they are looked for: of two faults, the earlier kind is told.
    """

    EMPTY = "empty"
    NOT_EMV = "not_emv"
    TRUNCATED = "truncated"
    BAD_ID = "bad_id"
    BAD_LENGTH = "bad_length"
    TRAILING_DATA = "trailing_data"
    MISSING_CRC = "missing_crc"
    CRC_MISMATCH = "crc_mismatch"
    DUPLICATE_ID = "duplicate_id"
    NESTED_LENGTH = "nested_length"
    MISSING_FIELD = "missing_field"
    BAD_VALUE = "bad_value"
    UNKNOWN_GUID = "unknown_guid"
    AMOUNT_INVALID = "amount_invalid"
    FIELD_TOO_LONG = "field_too_long"


class VietQRError(ValueError):
    """A payload, or the facts to write one from, cannot be accepted.

    `kind` says what is wrong. `where` says at which object ("62.08"), or at which character of the
    payload ("root@91") or of a template ("38.01@10"); it is empty when the whole text is meant.
    """

    def __init__(self, kind: ErrorKind, where: str = "") -> None:
        super().__init__(kind, where)
        self.kind = kind
        self.where = where

    def __str__(self) -> str:
        return f"{self.kind} at {self.where}" if self.where else str(self.kind)


def raise_first(faults: Iterable[VietQRError]) -> None:
    """Raise the fault whose kind is looked for first; of equals the first given. None: return."""
    order = list(ErrorKind)
    first = min(faults, key=lambda fault: order.index(fault.kind), default=None)
    if first is not None:
        raise first
