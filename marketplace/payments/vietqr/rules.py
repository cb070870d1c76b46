"""What the values of a payload mean: where each one stands, which must be there, which are right.

A value's path is its identifiers from the outside in: "54" is the amount, "38.01.01" the account.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from marketplace.payments.vietqr.errors import ErrorKind, VietQRError


class PayloadKind(StrEnum):
    """Whom a payload pays: a bank account over NAPAS, or a merchant connected to VNPAY."""

    VIETQR = "vietqr"
    VNPAY = "vnpay"


NAPAS_GUID: Final = "A000000727"
VNPAY_GUID: Final = "A000000775"
TO_ACCOUNT: Final = "QRIBFTTA"
TO_CARD: Final = "QRIBFTTC"
STATIC: Final = "11"
DYNAMIC: Final = "12"
VND: Final = "704"
VIETNAM: Final = "VN"

GUID: Final[Mapping[PayloadKind, str]] = MappingProxyType(
    {PayloadKind.VIETQR: NAPAS_GUID, PayloadKind.VNPAY: VNPAY_GUID}
)

# Where a field stands in every payload.
COMMON_PATHS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "initiation": "01",
        "mcc": "52",
        "currency": "53",
        "amount": "54",
        "tip_indicator": "55",
        "fee_fixed": "56",
        "fee_percent": "57",
        "country": "58",
        "merchant_name": "59",
        "merchant_city": "60",
        "postal_code": "61",
        "bill_number": "62.01",
        "mobile_number": "62.02",
        "store_label": "62.03",
        "loyalty_number": "62.04",
        "reference_label": "62.05",
        "customer_label": "62.06",
        "terminal_label": "62.07",
        "purpose": "62.08",
        "consumer_data_request": "62.09",
    }
)

# Where a field stands in payloads of one kind.
OWN_PATHS: Final[Mapping[PayloadKind, Mapping[str, str]]] = MappingProxyType(
    {
        PayloadKind.VIETQR: MappingProxyType(
            {
                "guid": "38.00",
                "bank_bin": "38.01.00",
                "account": "38.01.01",
                "service": "38.02",
            }
        ),
        PayloadKind.VNPAY: MappingProxyType({"guid": "26.00", "merchant_id": "26.01"}),
    }
)

_REQUIRED: Final[Mapping[PayloadKind, tuple[str, ...]]] = MappingProxyType(
    {
        PayloadKind.VIETQR: (
            *("01", "38", "38.00", "38.01", "38.01.00", "38.01.01", "38.02"),
            *("53", "58"),
        ),
        PayloadKind.VNPAY: ("01", "26.00", "26.01", "53", "58"),
    }
)


def _like(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda value: compiled.fullmatch(value) is not None


def is_amount(value: str) -> bool:
    """Say whether a value is a sum in đồng: digits, at most one dot behind them, and not zero.

    "50.000" is no sum: it must never be read as fifty thousand, nor as fifty.
    """
    return re.fullmatch(r"[0-9]+\.?", value) is not None and value.strip("0.") != ""


def _is_percent(value: str) -> bool:
    return re.fullmatch(r"[0-9]{1,2}(\.[0-9]{1,2})?", value) is not None and (value.strip("0.") != "")


def _asks_each_once(value: str) -> bool:
    return set(value) <= set("AME") and len(set(value)) == len(value)


@dataclass(frozen=True)
class _Rule:
    """A right value passes `is_right` and has at most `limit` characters."""

    is_right: Callable[[str], bool]
    limit: int = 99
    fault: ErrorKind = ErrorKind.BAD_VALUE


_TEXT_25: Final = _Rule(str.isprintable, limit=25)
_AMOUNT: Final = _Rule(is_amount, limit=13, fault=ErrorKind.AMOUNT_INVALID)

_RULES: Final[Mapping[str, _Rule]] = MappingProxyType(
    {
        "01": _Rule(_like(f"{STATIC}|{DYNAMIC}")),
        "26.01": _Rule(_like(r"[A-Za-z0-9]+")),
        "38.01.00": _Rule(_like(r"[0-9]{6}")),
        "38.01.01": _Rule(_like(r"[A-Za-z0-9]+"), limit=19),
        # Older NAPAS documents know two more services: a merchant, and a cash machine.
        "38.02": _Rule(_like(f"{TO_ACCOUNT}|{TO_CARD}|QRPUSH|QRCASH")),
        "52": _Rule(_like(r"[0-9]{4}")),
        "53": _Rule(_like(VND)),
        "54": _AMOUNT,
        "55": _Rule(_like(r"0[123]")),
        "56": _AMOUNT,
        "57": _Rule(_is_percent),
        "58": _Rule(_like(VIETNAM)),
        "59": _TEXT_25,
        "60": _Rule(str.isprintable, limit=15),
        "61": _Rule(str.isprintable, limit=10),
        **{f"62.0{number}": _TEXT_25 for number in range(1, 9)},
        "62.09": _Rule(_asks_each_once),
    }
)

# A tip is fixed (02, with its sum in 56) or a share (03, with its percent in 57).
_TIPS: Final = (("02", "56"), ("03", "57"))


def faults_of(values: Mapping[str, str], *, kind: PayloadKind) -> Iterator[VietQRError]:
    """Tell everything that is wrong with the meaning of a payload's values, by path."""
    for path in _REQUIRED[kind]:
        if path not in values:
            yield VietQRError(ErrorKind.MISSING_FIELD, path)
    for mode, path in _TIPS:
        if values.get("55") == mode and path not in values:
            yield VietQRError(ErrorKind.MISSING_FIELD, path)
        if values.get("55") != mode and path in values:
            yield VietQRError(ErrorKind.BAD_VALUE, path)
    guid_path = OWN_PATHS[kind]["guid"]
    if values.get(guid_path, GUID[kind]) != GUID[kind]:
        yield VietQRError(ErrorKind.UNKNOWN_GUID, guid_path)
    for path, rule in _RULES.items():
        value = values.get(path)
        if value is None:
            continue
        if not rule.is_right(value):
            yield VietQRError(rule.fault, path)
        if len(value) > rule.limit:
            yield VietQRError(ErrorKind.FIELD_TOO_LONG, path)
