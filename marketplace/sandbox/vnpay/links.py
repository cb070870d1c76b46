"""A payment link as VNPay's page reads it: signed by the terminal, and as documented."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from marketplace.errors import Refusal
from marketplace.payments.errors import BadNotice
from marketplace.payments.vnpay.signing import is_signed_query
from marketplace.payments.vnpay.terminal import VERSION
from marketplace.payments.vnpay.values import read_amount, read_time
from marketplace.sandbox.hooks import check_hook
from marketplace.sandbox.vnpay.book import Book
from marketplace.sandbox.vnpay.errors import BadLink, UnknownTerminal, UnsignedLink
from marketplace.sandbox.vnpay.paper import Link

_SAYS: Final[Mapping[str, re.Pattern[str]]] = {
    "vnp_Version": re.compile(re.escape(VERSION)),
    "vnp_Command": re.compile("pay"),
    "vnp_CurrCode": re.compile("VND"),
    "vnp_Locale": re.compile("vn|en"),
    "vnp_IpAddr": re.compile(r"[0-9A-Fa-f.:]{7,45}"),
    "vnp_OrderInfo": re.compile(r"[\x20-\x7e]{1,255}"),
    "vnp_OrderType": re.compile(r"[A-Za-z0-9]{1,100}"),
    "vnp_TxnRef": re.compile(r"[A-Za-z0-9 .\-_:,]{1,100}"),
    "vnp_ReturnUrl": re.compile(r"[\x21-\x7e]{10,255}"),
}
_BANK_CODE: Final = re.compile(r"([A-Za-z0-9]{3,20})?")


def read_link(query: Sequence[tuple[str, str]], *, book: Book, site_url: str) -> Link:
    """What the decoded query of a payment link asks for.

    Raises UnknownTerminal, UnsignedLink and BadLink, in VNPay's own order of looking.
    """
    told = dict(query)
    tmn_code = told.get("vnp_TmnCode", "")
    terminal = book.find_terminal(tmn_code)
    if terminal is None:
        raise UnknownTerminal(tmn_code=tmn_code[:20])
    if not is_signed_query(query, secret=terminal.secret):
        raise UnsignedLink
    for name, says in _SAYS.items():
        if not says.fullmatch(told.get(name, "")):
            raise BadLink(name=name)
    bank_code = told.get("vnp_BankCode", "")
    if not _BANK_CODE.fullmatch(bank_code):
        raise BadLink(name="vnp_BankCode")
    created_at, expires_at = (read_time(told.get(name, "")) for name in ("vnp_CreateDate", "vnp_ExpireDate"))
    if created_at is None:
        raise BadLink(name="vnp_CreateDate")
    if expires_at is None or expires_at <= created_at:
        raise BadLink(name="vnp_ExpireDate")
    try:
        amount_vnd = read_amount(told.get("vnp_Amount", ""))
    except BadNotice:
        raise BadLink(name="vnp_Amount") from None
    try:
        return_url = check_hook(told["vnp_ReturnUrl"], site_url=site_url)
    except Refusal:
        # The sandbox sends nobody to strangers.
        raise BadLink(name="vnp_ReturnUrl") from None
    return Link(
        tmn_code=tmn_code,
        txn_ref=told["vnp_TxnRef"],
        amount_vnd=amount_vnd,
        order_info=told["vnp_OrderInfo"],
        bank_code=bank_code,
        return_url=return_url,
        create_date=told["vnp_CreateDate"],
        expires_at=expires_at,
    )
