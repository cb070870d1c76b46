"""Casso, webhook version 2: one signed call for each movement on a bank account that its owner linked there.

Signature: `X-Casso-Signature: t=<milliseconds>,v1=<hex>`, the HMAC-SHA512 of t + "." + the body written anew: names
in order at every depth, compact, numbers as JavaScript writes them. Their Node sample leaves "/" and accents as they
are, their PHP sample escapes both; which of them the sender uses is nowhere said, so either is good. How old a call
may be is not said either: we take five minutes. `id` knows a movement again, and is 0 in the panel's test call.
An amount below zero went out.

Version 1 sends its key in clear and signs nothing: it is not spoken here.

Source: Casso's pages on webhook version 2 and their samples, as gathered in the team's fact sheet on bank webhooks
(2026-11-23); checked against the published sample and calls signed by Node, PHP and Python in
tests/data/webhook-vectors.json.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from marketplace.payments.errors import BadNotice
from marketplace.payments.feeds.javascript import in_order, stringify
from marketplace.payments.feeds.notice import (
    WINDOW,
    Checked,
    Direction,
    FeedNotice,
    dong_of,
    instant_of,
    object_of,
    part_of,
    some_text_of,
    text_of,
    whole_id_of,
    whole_number_of,
)

SIGNATURE_HEADER: Final = "X-Casso-Signature"

# Never \d: it also takes digits of other scripts.
_SIGNATURE: Final = re.compile(r"t=([0-9]{1,15}),v1=([0-9a-f]{128})")
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")


def sign(told: Mapping[str, Any], *, secret: str, timestamp_ms: str) -> str:
    """Work out the signature header of a call sent at this time (unix milliseconds), in the form of their Node sample."""
    return f"t={timestamp_ms},v1={_hash(node_form(told), secret=secret, timestamp_ms=timestamp_ms)}"


def check_signature(*, header: str | None, body: bytes, secrets: Sequence[str], at: datetime) -> Checked:
    """Say what the signature of a call is worth at this moment. Any of the secrets may have signed it, in either form.

    A body that cannot be read cannot be signed either. A clock that is five minutes ahead is as stale as one that is
    five minutes behind.
    """
    parts = _SIGNATURE.fullmatch(header or "")
    if not parts:
        return Checked.BAD
    timestamp_ms, told = parts[1], parts[2].encode()
    try:
        forms = _forms(object_of(body))
    except BadNotice:
        return Checked.BAD
    # An empty secret would let anyone sign. Every form is tried with every other one, so that time tells nothing.
    matches = [
        hmac.compare_digest(told, _hash(form, secret=secret, timestamp_ms=timestamp_ms).encode())
        for secret in secrets
        if secret
        for form in forms
    ]
    if not any(matches):
        return Checked.BAD
    age_seconds = at.timestamp() - int(timestamp_ms) / 1000
    return Checked.GOOD if abs(age_seconds) <= WINDOW.total_seconds() else Checked.STALE


def is_test_call(body: bytes) -> bool:
    """Say whether this is the panel's test, signed or not: answered with 200, and kept nowhere."""
    try:
        return whole_id_of(part_of(object_of(body), "data"), "id") == "0"
    except BadNotice:
        return False


def read_notice(body: bytes) -> FeedNotice:
    """Read the body of a call whose signature was checked.

    Raises BadNotice, with `why`, for anything but one movement in Casso's documented shape, and for the panel's test
    call: its money is not there. Fields that we do not know are read past.
    """
    told = object_of(body)
    if whole_number_of(told, "error") != 0:
        raise BadNotice(why="error is not 0")
    data = part_of(told, "data")
    outside_id = whole_id_of(data, "id")
    if outside_id == "0":
        raise BadNotice(why="id is 0: a test call")
    amount = whole_number_of(data, "amount")
    return FeedNotice(
        outside_id=outside_id,
        account=some_text_of(data, "accountNumber"),
        sub_account=text_of(data, "virtualAccountNumber"),
        amount_vnd=dong_of(abs(amount), name="amount"),
        direction=Direction.IN if amount > 0 else Direction.OUT,
        at=instant_of(data, "transactionDateTime"),
        memo=text_of(data, "description", needed=True),
        reference=text_of(data, "reference"),
        gateway=text_of(data, "bankName"),
        payer=text_of(data, "counterAccountName"),
    )


def node_form(told: Mapping[str, Any]) -> str:
    """What is signed, as Casso's Node sample writes it: "/" and accents as they are."""
    return stringify(in_order(told))


def php_form(told: Mapping[str, Any]) -> str:
    """What is signed, as Casso's PHP sample writes it: "/" and everything beyond ASCII escaped."""
    return _NOT_ASCII.sub(lambda found: _escaped(found[0]), node_form(told).replace("/", "\\/"))


def _forms(told: Mapping[str, Any]) -> tuple[str, str]:
    return node_form(told), php_form(told)


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))


def _hash(form: str, *, secret: str, timestamp_ms: str) -> str:
    # Half a surrogate pair has no bytes: JavaScript writes it as \udxxx, and so does "backslashreplace".
    signed = f"{timestamp_ms}.{form}".encode("utf-8", "backslashreplace")
    return hmac.new(secret.encode(), signed, hashlib.sha512).hexdigest()
