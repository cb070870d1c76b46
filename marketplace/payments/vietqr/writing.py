"""Writing payloads: what the site shows, and every shape the test vectors know."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from marketplace.money import TRANSFER_LIMIT_VND
from marketplace.payments.vietqr.errors import ErrorKind, VietQRError, raise_first
from marketplace.payments.vietqr.objects import CRC_HEAD, crc, write_objects
from marketplace.payments.vietqr.reading import decode
from marketplace.payments.vietqr.rules import (
    COMMON_PATHS,
    DYNAMIC,
    GUID,
    OWN_PATHS,
    STATIC,
    TO_ACCOUNT,
    TO_CARD,
    VIETNAM,
    VND,
    PayloadKind,
)

_PRINTABLE_ASCII: Final = re.compile(r"[ -~]+")
# Readers must accept leading zeros and a dot behind; nobody should write them.
_WRITTEN_AMOUNT: Final = re.compile(r"[1-9][0-9]*")
_AMOUNT_PATHS: Final = frozenset({COMMON_PATHS["amount"], COMMON_PATHS["fee_fixed"]})


@dataclass(frozen=True, kw_only=True)
class _Extras:
    """What both kinds of code may say besides whom to pay. Sums are digits, in đồng."""

    initiation: str | None = None
    amount: str | None = None
    mcc: str | None = None
    tip_indicator: str | None = None
    fee_fixed: str | None = None
    fee_percent: str | None = None
    merchant_name: str | None = None
    merchant_city: str | None = None
    postal_code: str | None = None
    bill_number: str | None = None
    mobile_number: str | None = None
    store_label: str | None = None
    loyalty_number: str | None = None
    reference_label: str | None = None
    customer_label: str | None = None
    terminal_label: str | None = None
    purpose: str | None = None
    consumer_data_request: str | None = None


@dataclass(frozen=True, kw_only=True)
class VietQR(_Extras):
    """A code that pays a bank account (or, with QRIBFTTC, a card) over NAPAS.

    Without `initiation` it is made for one payment (12) when it names a sum, else for many (11).
    """

    bank_bin: str
    account: str
    service: str = TO_ACCOUNT


@dataclass(frozen=True, kw_only=True)
class VNPayQR(_Extras):
    """A code that pays a merchant connected to VNPAY. Without `initiation` it is static (11)."""

    merchant_id: str


def encode(code: VietQR | VNPayQR) -> str:
    """Write the payload of a code. Letter case is kept; `decode` reads back the same facts.

    Raises VietQRError: missing_field, bad_value (also for anything but printable ASCII),
    amount_invalid, field_too_long. A sum may have 13 digits here; `order_payload` is stricter.
    """
    kind = PayloadKind.VIETQR if isinstance(code, VietQR) else PayloadKind.VNPAY
    paths = {**COMMON_PATHS, **OWN_PATHS[kind]}
    fields = asdict(code) | {"guid": GUID[kind], "currency": VND, "country": VIETNAM}
    if code.initiation is None:
        for_one_payment = kind is PayloadKind.VIETQR and code.amount is not None
        fields["initiation"] = DYNAMIC if for_one_payment else STATIC
    values = {paths[name]: value for name, value in fields.items() if value is not None}
    raise_first(_faults_to_write(values))
    head = "000201" + write_objects(values) + CRC_HEAD
    payload = head + crc(head)
    # What we write must pass our own strict reader; it also refuses what is wrong in meaning.
    decode(payload)
    return payload


def order_payload(bank_bin: str, account: str, amount_vnd: int, code: str) -> str:
    """Write the code that pays one order: its sum in đồng, and its payment code as the memo.

    All in upper case, for which a QR code needs fewer modules.

    Raises VietQRError: bad_value, field_too_long, and amount_invalid for what is no whole number,
    not above zero, or 500,000,000 and more.
    """
    # True would be written as one đồng, and 1.0 as no number at all. Half a billion and more can be
    # written, but no bank carries it in one transfer.
    if type(amount_vnd) is not int or not 0 < amount_vnd < TRANSFER_LIMIT_VND:
        raise VietQRError(ErrorKind.AMOUNT_INVALID, COMMON_PATHS["amount"])
    return encode(
        VietQR(
            bank_bin=bank_bin,
            account=_upper_ascii(account),
            amount=str(amount_vnd),
            purpose=_upper_ascii(code),
            initiation=DYNAMIC,
        )
    )


def stall_payload(bank_bin: str, account: str) -> str:
    """Write the code of an account alone: for a poster, or to check an account with a bank app.

    Raises VietQRError: bad_value, field_too_long.
    """
    return encode(VietQR(bank_bin=bank_bin, account=_upper_ascii(account), initiation=STATIC))


def _upper_ascii(text: str) -> str:
    # str.upper() turns "ß" into "SS": a wrong character must be refused, not become two right ones.
    return text.upper() if text.isascii() else text


def _faults_to_write(values: Mapping[str, str]) -> Iterator[VietQRError]:
    for path, value in values.items():
        if path in _AMOUNT_PATHS:
            if not _WRITTEN_AMOUNT.fullmatch(value):
                yield VietQRError(ErrorKind.AMOUNT_INVALID, path)
        elif not _PRINTABLE_ASCII.fullmatch(value):
            yield VietQRError(ErrorKind.BAD_VALUE, path)
    service_path = OWN_PATHS[PayloadKind.VIETQR]["service"]
    if values.get(service_path, TO_ACCOUNT) not in {TO_ACCOUNT, TO_CARD}:
        yield VietQRError(ErrorKind.BAD_VALUE, service_path)
