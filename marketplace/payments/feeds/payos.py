"""payOS: makes a QR for one order, then tells of each credit that paid it.

Signature: hex HMAC-SHA256 with the checksum key over `data` as name=value, joined by "&", names in order; null, and
the words "null" and "undefined", are empty; lists are compact JSON; nothing is URL-encoded. Calls bear no time, so
none is ever stale. Our own call to make a link signs five fields only, in the same form.

A code is a number up to 2^53 - 1, never our own letters: keep a map. A link is paid when its own status says so, which
is asked for: one link can get several credits. When an address is confirmed, payOS at once calls it with a sample
(order code 123): an order code that nobody knows is answered with success.

Source: payos.vn/docs and the official libraries, as gathered in the team's fact sheet on bank webhooks (2026-11-23);
checked against the published vector and calls signed by both libraries in tests/data/webhook-vectors.json.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from marketplace.money import Dong
from marketplace.payments.errors import BadNotice
from marketplace.payments.feeds.asking import TIME_LIMITS, BadAnswer, ask
from marketplace.payments.feeds.javascript import number_text, sorted_items, stringify
from marketplace.payments.feeds.notice import (
    LARGEST_VND,
    Checked,
    Direction,
    FeedNotice,
    dong_of,
    instant_of,
    object_of,
    part_of,
    some_text_of,
    text_of,
    whole_number_of,
)
from marketplace.payments.vietqr import VietQRError, decode

BASE_URL: Final = "https://api-merchant.payos.vn"
LARGEST_ORDER_CODE: Final = 2**53 - 1
LONGEST_DESCRIPTION: Final = 25
GOOD_CODE: Final = "00"
# What the confirmation of an address sends, as documented; it is no order.
SAMPLE_ORDER_CODE: Final = 123
SAMPLE_LINK_ID: Final = "124c33293c43417ab7879e14c8d9eb18"

# Never \d: it also takes digits of other scripts.
_SIGNATURE: Final = re.compile(r"[0-9a-f]{64}")
_LINK_ID: Final = re.compile(r"[0-9A-Za-z_-]{1,64}")
_CODE: Final = re.compile(r"[0-9A-Za-z_-]{1,20}")
_ZONED: Final = re.compile(
    r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{3,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
_LONGEST_REFERENCE: Final = 200


class LinkStatus(StrEnum):
    """What became of a payment link, in payOS's own words."""

    PENDING = "PENDING"
    PROCESSING = "PROCESSING"
    UNDERPAID = "UNDERPAID"
    PAID = "PAID"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"
    FAILED = "FAILED"


@dataclass(frozen=True, kw_only=True)
class PayOSNotice(FeedNotice):
    """One credit on a payment link. `is_paid` says the credit came; whether the link is paid in full, its status says."""

    order_code: int
    payment_link_id: str
    is_paid: bool


@dataclass(frozen=True, kw_only=True)
class PaymentLink:
    """A link and its QR. Asked for later, payOS no longer tells `bin` to `memo`, `qr` and `checkout_url`: they are ""."""

    order_code: int
    link_id: str
    amount_vnd: Dong
    amount_paid_vnd: Dong
    status: LinkStatus
    bin: str = ""
    account: str = field(repr=False, default="")
    holder: str = field(repr=False, default="")
    memo: str = field(repr=False, default="")
    qr: str = field(repr=False, default="")
    checkout_url: str = field(repr=False, default="")
    expires_at: datetime | None = None
    # What was paid by it, told with the same ids as payOS's calls; `unread` rows could not be read.
    credits: tuple["PayOSNotice", ...] = ()
    unread: int = 0


class OtherLink(BadAnswer):
    """payOS made the link, but its words or its QR ask for something else than we did. Nobody may pay by it."""


@dataclass(frozen=True, kw_only=True)
class ConfirmedHook:
    """The address payOS tells from now on, and of which account."""

    url: str = field(repr=False)
    account: str = field(repr=False)
    holder: str = field(repr=False)
    bank: str


def sign_data(data: Mapping[str, Any], *, key: str) -> str:
    """Work out the signature of `data` as read from JSON (64 hex digits). Fields that nobody knows are signed too.

    Raises BadNotice for a number that JavaScript has no number for.
    """
    signed = "&".join(f"{name}={_written(value)}" for name, value in sorted_items(data))
    return hmac.new(key.encode(), signed.encode("utf-8", "backslashreplace"), hashlib.sha256).hexdigest()


def _written(value: object) -> str:
    if value is None or (isinstance(value, str) and value in ("null", "undefined")):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return stringify(value)
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, list):
        # Their library puts the names of a list's own objects in order, and goes no deeper.
        return stringify([dict(sorted_items(each)) if isinstance(each, dict) else each for each in value])
    # What their library makes of an object by itself. Nothing in one is ever read here.
    return "[object Object]"


def check_signature(*, body: bytes, keys: Sequence[str]) -> Checked:
    """Say what the signature inside a call's body is worth: GOOD or BAD. Any of the keys may have signed it."""
    try:
        return _check(object_of(body), keys=keys)
    except BadNotice:
        return Checked.BAD


def _check(told: Mapping[str, Any], *, keys: Sequence[str]) -> Checked:
    """Raises BadNotice when there is nothing signed."""
    data = part_of(told, "data")
    signature = text_of(told, "signature")
    if not _SIGNATURE.fullmatch(signature):
        return Checked.BAD
    # An empty key would let anyone sign. Every other one is tried, so that time tells nothing.
    matches = [hmac.compare_digest(signature.encode(), sign_data(data, key=key).encode()) for key in keys if key]
    return Checked.GOOD if any(matches) else Checked.BAD


def is_sample(body: bytes) -> bool:
    """Say whether this is what payOS sends to an address that is to be confirmed: answered with 200, and kept nowhere,
    because its money is not there."""
    try:
        data = part_of(object_of(body), "data")
    except BadNotice:
        return False
    return data.get("orderCode") == SAMPLE_ORDER_CODE and data.get("paymentLinkId") == SAMPLE_LINK_ID


def read_notice(body: bytes) -> PayOSNotice:
    """Read the body of a call whose signature was checked.

    Raises BadNotice, with `why`, for anything but one credit in payOS's documented shape. Fields that we do not know
    are read past, and so are missing ones that we can do without.
    """
    data = part_of(object_of(body), "data")
    if text_of(data, "currency") not in ("", "VND"):
        raise BadNotice(why="currency is not VND")
    link_id, code = text_of(data, "paymentLinkId"), some_text_of(data, "code")
    at = instant_of(data, "transactionDateTime")
    return _credit(data, order_code=_order_code(data), link_id=link_id, code=code, at=at)


def _credit(data: Mapping[str, Any], *, order_code: int, link_id: str, code: str, at: datetime) -> PayOSNotice:
    """One credit on a link, told by a call or in the link's own list. Raises BadNotice."""
    reference = some_text_of(data, "reference")
    if len(reference) > _LONGEST_REFERENCE:
        raise BadNotice(why="reference is too long")
    is_paid = code == GOOD_CODE
    # One order code can get several credits, and a bank's reference need not be unique among banks.
    outside_id = f"{reference}:{order_code}"
    return PayOSNotice(
        # What is not paid must not take the name of the payment that may follow.
        outside_id=outside_id if is_paid else f"{outside_id}:{code[:20]}",
        account=some_text_of(data, "accountNumber"),
        sub_account=text_of(data, "virtualAccountNumber"),
        amount_vnd=dong_of(whole_number_of(data, "amount"), name="amount"),
        direction=Direction.IN,
        at=at,
        memo=text_of(data, "description", needed=True),
        reference=reference,
        payer=text_of(data, "counterAccountName"),
        order_code=order_code,
        payment_link_id=link_id,
        is_paid=is_paid,
    )


def _order_code(data: Mapping[str, Any]) -> int:
    code = whole_number_of(data, "orderCode")
    if not 0 < code <= LARGEST_ORDER_CODE:
        raise BadNotice(why="orderCode is not between 1 and 2^53 - 1")
    return code


@dataclass(frozen=True, kw_only=True)
class PayOS:
    """One seller's payment channel. Every method raises GatewayUnreachable (ask again later) or BadAnswer.

    When the making of a link was not answered, the link may be there all the same: ask for it by its order code.
    """

    client_id: str
    api_key: str = field(repr=False)
    checksum_key: str = field(repr=False)
    base_url: str = BASE_URL
    time_limits: tuple[float, float] = TIME_LIMITS

    def create_link(
        self,
        *,
        order_code: int,
        amount_vnd: Dong,
        description: str,
        cancel_url: str,
        return_url: str,
        expires_at: datetime | None = None,
    ) -> PaymentLink:
        """A new link asks for this amount. The QR's own amount and account were read and are those of the link.

        Raises OtherLink, beside the faults of every method, when the link is there and asks for something else.
        """
        assert 0 < order_code <= LARGEST_ORDER_CODE
        assert 0 < amount_vnd <= LARGEST_VND
        assert 0 < len(description) <= LONGEST_DESCRIPTION
        wanted: dict[str, Any] = {
            "amount": amount_vnd,
            "cancelUrl": cancel_url,
            "description": description,
            "orderCode": order_code,
            "returnUrl": return_url,
        }
        wanted["signature"] = sign_data(wanted, key=self.checksum_key)
        if expires_at is not None:
            wanted["expiredAt"] = int(expires_at.timestamp())
        link = self._link("POST", "/v2/payment-requests", told=wanted)
        if link.order_code != order_code:
            raise BadAnswer("payOS answered with another order")
        if link.amount_vnd != amount_vnd:
            raise OtherLink("payOS's link asks for another amount")
        _check_qr(link)
        return link

    def get_link(self, which: int | str) -> PaymentLink:
        """The link with this order code (a number) or link id (a text), as it stands now."""
        return self._asked_for(which, self._link("GET", f"/v2/payment-requests/{_path_part(which)}"))

    def cancel_link(self, which: int | str, *, because: str) -> PaymentLink:
        """Nobody can pay by this link any more. `because` is shown in payOS's own pages."""
        told = {"cancellationReason": because}
        link = self._link("POST", f"/v2/payment-requests/{_path_part(which)}/cancel", told=told)
        return self._asked_for(which, link)

    def confirm_webhook(self, url: str) -> ConfirmedHook:
        """payOS tells this address of credits from now on. It calls it with a sample before it answers."""
        answer = self._ask("POST", "/confirm-webhook", told={"webhookUrl": url})
        try:
            data = part_of(answer, "data") if "data" in answer else answer
            return ConfirmedHook(
                url=some_text_of(data, "webhookUrl"),
                account=text_of(data, "accountNumber"),
                holder=text_of(data, "accountName"),
                bank=text_of(data, "shortName"),
            )
        except BadNotice as wrong:
            raise BadAnswer(f"payOS answered with no address: {wrong.facts['why']}") from None

    def _link(self, method: str, path: str, *, told: Mapping[str, Any] | None = None) -> PaymentLink:
        answer = self._ask(method, path, told=told)
        try:
            if _check(answer, keys=[self.checksum_key]) is not Checked.GOOD:
                raise BadAnswer("payOS's answer is not signed with our checksum key")
            return _link_of(part_of(answer, "data"))
        except BadNotice as wrong:
            raise BadAnswer(f"payOS answered with no link: {wrong.facts['why']}") from None

    def _ask(self, method: str, path: str, *, told: Mapping[str, Any] | None) -> Mapping[str, Any]:
        answer = ask(
            method,
            self.base_url.rstrip("/") + path,
            headers={"x-client-id": self.client_id, "x-api-key": self.api_key},
            told=told,
            time_limits=self.time_limits,
        )
        code = answer.get("code", GOOD_CODE)
        if code != GOOD_CODE:
            # Their sentence beside it is for a person at their desk, and might quote what we sent: it is left there.
            word = code if isinstance(code, str) and _CODE.fullmatch(code) else "?"
            raise BadAnswer(f"payOS refused with code {word}", code=word)
        return answer

    def _asked_for(self, which: int | str, link: PaymentLink) -> PaymentLink:
        if which not in (link.order_code, link.link_id):
            raise BadAnswer("payOS answered with another link")
        return link


def _path_part(which: int | str) -> str:
    assert isinstance(which, int) or _LINK_ID.fullmatch(which)
    return str(which)


def _link_of(data: Mapping[str, Any]) -> PaymentLink:
    """Raises BadNotice."""
    paid = whole_number_of(data, "amountPaid") if data.get("amountPaid") is not None else 0
    if not 0 <= paid <= LARGEST_VND:
        raise BadNotice(why="amountPaid is not between 0 and 10^12")
    try:
        status = LinkStatus(some_text_of(data, "status"))
    except ValueError as wrong:
        raise BadNotice(why="status is unknown") from wrong
    order_code, link_id = _order_code(data), text_of(data, "paymentLinkId") or some_text_of(data, "id")
    credits, unread = _credits(data, order_code=order_code, link_id=link_id)
    return PaymentLink(
        order_code=order_code,
        link_id=link_id,
        amount_vnd=dong_of(whole_number_of(data, "amount"), name="amount"),
        status=status,
        bin=text_of(data, "bin"),
        account=text_of(data, "accountNumber"),
        holder=text_of(data, "accountName"),
        memo=text_of(data, "description"),
        qr=text_of(data, "qrCode"),
        checkout_url=text_of(data, "checkoutUrl"),
        amount_paid_vnd=Dong(paid),
        expires_at=_expiry(data),
        credits=credits,
        unread=unread,
    )


def _credits(data: Mapping[str, Any], *, order_code: int, link_id: str) -> tuple[tuple[PayOSNotice, ...], int]:
    """What was paid by the link, and how many rows of it cannot be read: one bad row hides no other."""
    rows = data.get("transactions")
    read: list[PayOSNotice] = []
    unread = 0
    for row in rows if isinstance(rows, list) else ():
        try:
            if not isinstance(row, dict):
                raise BadNotice(why="a transaction is no object")
            read.append(_credit(row, order_code=order_code, link_id=link_id, code=GOOD_CODE, at=_moment(row)))
        except BadNotice:
            unread += 1
    return tuple(read), unread


def _moment(row: Mapping[str, Any]) -> datetime:
    """When the credit came: as in payOS's calls, or, as its lists may write it, with a zone. Raises BadNotice."""
    try:
        return instant_of(row, "transactionDateTime")
    except BadNotice:
        if not _ZONED.fullmatch(text_of(row, "transactionDateTime")):
            raise
    try:
        return datetime.fromisoformat(text_of(row, "transactionDateTime")).astimezone(UTC)
    except ValueError as wrong:
        raise BadNotice(why="transactionDateTime is no date") from wrong


def _expiry(data: Mapping[str, Any]) -> datetime | None:
    if data.get("expiredAt") is None:
        return None
    try:
        return datetime.fromtimestamp(whole_number_of(data, "expiredAt"), UTC)
    except (ValueError, OverflowError, OSError) as wrong:
        raise BadNotice(why="expiredAt is no time") from wrong


def _check_qr(link: PaymentLink) -> None:
    """Raises BadAnswer unless the QR asks for the link's amount on the link's account."""
    try:
        code = decode(link.qr)
    except VietQRError:
        raise OtherLink("payOS's QR cannot be read") from None
    if (code.amount_vnd, code.bank_bin, code.account) != (link.amount_vnd, link.bin, link.account):
        raise OtherLink("payOS's QR asks for something else than its link")
