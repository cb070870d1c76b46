"""VietQR payloads, written and read strictly, with nothing but the standard library.

`encode` writes a code, `decode` reads one, `clean_memo` makes a memo fit into one. Every refusal
is a `VietQRError` with one of fifteen kinds. `order_payload` and `stall_payload` are what the site
itself shows.

Source: NAPAS, VietQR format document, version 1.0 (September 2021), and EMVCo merchant-presented
QR, as gathered in the team's fact sheet on VietQR (2026-11-23).
"""

from marketplace.payments.vietqr.errors import ErrorKind, VietQRError
from marketplace.payments.vietqr.memo import MEMO_LIMIT, clean_memo, without_marks
from marketplace.payments.vietqr.reading import Decoded, decode
from marketplace.payments.vietqr.rules import PayloadKind
from marketplace.payments.vietqr.writing import (
    VietQR,
    VNPayQR,
    encode,
    order_payload,
    stall_payload,
)

__all__ = [
    "MEMO_LIMIT",
    "Decoded",
    "ErrorKind",
    "PayloadKind",
    "VNPayQR",
    "VietQR",
    "VietQRError",
    "clean_memo",
    "decode",
    "encode",
    "order_payload",
    "stall_payload",
    "without_marks",
]
