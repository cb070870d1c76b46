"""How VNPay signs: sorted queries for the browser's way and the IPN, values joined by bars for its API.

Both are HMAC-SHA512 with the terminal's secret, in hex. A query is signed as it is sent: names sorted by byte, values
form-encoded, a space as "+". Encoders part ways at "~" and "*" alone, so ours sends neither; what comes in is right
when any of the three spellings in use is signed. All three spell the same values, so this lets nothing else in.

Source: VNPAY's page on PAY 2.1.0 and its sample code, as gathered in the team's fact sheet on VNPay (2026-11-23),
sections 4, 6 and 7; checked against tests/data/vnpay-vectors.json.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Final
from urllib.parse import quote_plus

PREFIX: Final = "vnp_"
HASH: Final = "vnp_SecureHash"
HASH_TYPE: Final = "vnp_SecureHashType"
_NOT_SIGNED: Final = frozenset({HASH, HASH_TYPE})
_BAR: Final = "|"

_HEX: Final = re.compile(r"[0-9A-Fa-f]{128}")

QUERY_ASKED: Final = (
    "vnp_RequestId",
    "vnp_Version",
    "vnp_Command",
    "vnp_TmnCode",
    "vnp_TxnRef",
    "vnp_TransactionDate",
    "vnp_CreateDate",
    "vnp_IpAddr",
    "vnp_OrderInfo",
)
REFUND_ASKED: Final = (
    "vnp_RequestId",
    "vnp_Version",
    "vnp_Command",
    "vnp_TmnCode",
    "vnp_TransactionType",
    "vnp_TxnRef",
    "vnp_Amount",
    "vnp_TransactionNo",
    "vnp_TransactionDate",
    "vnp_CreateBy",
    "vnp_CreateDate",
    "vnp_IpAddr",
    "vnp_OrderInfo",
)
REFUND_ANSWERED: Final = (
    "vnp_ResponseId",
    "vnp_Command",
    "vnp_ResponseCode",
    "vnp_Message",
    "vnp_TmnCode",
    "vnp_TxnRef",
    "vnp_Amount",
    "vnp_BankCode",
    "vnp_PayDate",
    "vnp_TransactionNo",
    "vnp_TransactionType",
    "vnp_TransactionStatus",
    "vnp_OrderInfo",
)
QUERY_ANSWERED: Final = (*REFUND_ANSWERED, "vnp_PromotionCode", "vnp_PromotionAmount")


class Encoder(Enum):
    """Who spells "~" and "*" how, as measured: (characters kept as they are)."""

    PHP = ""
    NODE_AND_JAVA = "*"
    PYTHON = "~"


def sign(text: str, *, secret: str) -> str:
    """Work out the hash of a text: 128 hex digits in lower case."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha512).hexdigest()


def is_same_hash(told: str, *, expected: str) -> bool:
    """Say whether a hash is the expected one, in capitals or not, taking the same time whatever differs."""
    return _HEX.fullmatch(told) is not None and hmac.compare_digest(told.lower().encode(), expected.encode())


def query_to_sign(params: Iterable[tuple[str, str]], *, encoder: Encoder = Encoder.PHP) -> str:
    """The query of these parameters as it is signed: without hashes, sorted, encoded."""
    # Names are encoded too: otherwise one name with "&" inside could stand for two parameters.
    kept = sorted((name, value) for name, value in params if name not in _NOT_SIGNED)
    return "&".join(f"{_encode(name, encoder)}={_encode(value, encoder)}" for name, value in kept)


def signed_query(params: Iterable[tuple[str, str]], *, secret: str) -> str:
    """Write the query of these parameters with its hash at the end."""
    query = query_to_sign(params)
    return f"{query}&{HASH}={sign(query, secret=secret)}"


def is_signed_query(params: Sequence[tuple[str, str]], *, secret: str) -> bool:
    """Say whether these decoded parameters carry their right hash, once, and none of them stands twice.

    Parameters whose name does not begin with vnp_ are not VNPay's and are read past. A parameter that stands twice
    makes the whole wrong, because two readers could take different ones.
    """
    ours = [(name, value) for name, value in params if name.startswith(PREFIX)]
    told = dict(ours)
    if len(told) < len(ours):
        return False
    # Every spelling is tried, so that time tells nothing.
    matches = [
        is_same_hash(told.get(HASH, ""), expected=sign(query_to_sign(ours, encoder=encoder), secret=secret))
        for encoder in Encoder
    ]
    return any(matches)


def bar_joined(body: Mapping[str, str], names: Sequence[str]) -> str:
    """The values with these names, in this order, with bars between; a missing one is empty."""
    return _BAR.join(body.get(name, "") for name in names)


def signed_body(body: Mapping[str, str], *, names: Sequence[str], secret: str) -> dict[str, str]:
    """The body of an API call or answer with its hash."""
    assert not any(_BAR in body.get(name, "") for name in names)
    return {**body, HASH: sign(bar_joined(body, names), secret=secret)}


def is_signed_body(body: Mapping[str, str], *, names: Sequence[str], secret: str) -> bool:
    """Say whether an API call or answer carries its right hash. One without a hash does not."""
    if any(_BAR in body.get(name, "") for name in names):
        # With a bar inside a value, the end of one could be read as the beginning of the next.
        return False
    return is_same_hash(body.get(HASH, ""), expected=sign(bar_joined(body, names), secret=secret))


def _encode(text: str, encoder: Encoder) -> str:
    # Half a surrogate pair has no bytes in UTF-8; it is spelled all the same, so that it matches nothing VNPay signs.
    spelled = quote_plus(text, safe=encoder.value, errors="surrogatepass")
    return spelled if "~" in encoder.value else spelled.replace("~", "%7E")
