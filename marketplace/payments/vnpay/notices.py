"""What VNPay tells of a payment: by the buyer's browser (return) and by itself (IPN), with the same parameters.

The return only shows; the IPN decides.

Source: VNPAY's page on PAY 2.1.0 and its sample code, as gathered in the team's fact sheet on VNPay (2026-11-23),
sections 3 and 5.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from marketplace.money import Dong
from marketplace.payments.vnpay.errors import BadVNPayNotice, BadVNPaySignature, OtherTerminal
from marketplace.payments.vnpay.signing import PREFIX, is_signed_query
from marketplace.payments.vnpay.tables import RESPONSES, Outcome, Said, outcome_of_notice, said
from marketplace.payments.vnpay.terminal import VNPay
from marketplace.payments.vnpay.values import read_amount, read_time

_LONGEST: Final = 255
# PostgreSQL keeps no NUL, and half a surrogate pair has no bytes.
_NO_TEXT: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One rightly signed call about one attempt to pay. `transaction_no` is VNPay's; "0" when it made none.

    `paid_at` is None when VNPay tells no time that can be read.
    """

    tmn_code: str
    txn_ref: str
    amount_vnd: Dong
    response_code: str
    transaction_status: str
    transaction_no: str
    bank_code: str = ""
    bank_tran_no: str = field(repr=False, default="")
    card_type: str = ""
    paid_at: datetime | None = None
    order_info: str = field(repr=False, default="")

    @property
    def outcome(self) -> Outcome:
        return outcome_of_notice(response_code=self.response_code, transaction_status=self.transaction_status)

    @property
    def said(self) -> Said:
        """What the response code says to people."""
        return said(RESPONSES, self.response_code)


class IPNAnswer(StrEnum):
    """What an IPN is answered. Recorded and already recorded end it; the others are told again, ten times in all."""

    # Also a failed payment, once it is written down.
    RECORDED = "recorded"
    ALREADY_RECORDED = "already_recorded"
    UNKNOWN_REFERENCE = "unknown_reference"
    WRONG_AMOUNT = "wrong_amount"
    BAD_SIGNATURE = "bad_signature"
    TROUBLE = "trouble"


# (RspCode, Message), letter for letter as VNPAY's samples answer; "Unknow" is theirs.
IPN_ANSWERS: Final[Mapping[IPNAnswer, tuple[str, str]]] = MappingProxyType(
    {
        IPNAnswer.RECORDED: ("00", "Confirm Success"),
        IPNAnswer.ALREADY_RECORDED: ("02", "Order already confirmed"),
        IPNAnswer.UNKNOWN_REFERENCE: ("01", "Order not found"),
        IPNAnswer.WRONG_AMOUNT: ("04", "Invalid amount"),
        IPNAnswer.BAD_SIGNATURE: ("97", "Invalid signature"),
        IPNAnswer.TROUBLE: ("99", "Unknow error"),
    }
)


def ipn_body(answer: IPNAnswer) -> dict[str, str]:
    """The JSON object an IPN is answered with; always with HTTP 200."""
    code, message = IPN_ANSWERS[answer]
    return {"RspCode": code, "Message": message}


def read_notice(vnpay: VNPay, query: Sequence[tuple[str, str]]) -> Notice:
    """Read the decoded query of a return or an IPN.

    Raises BadVNPaySignature (OtherTerminal among it) for a call that may change nothing, and BadVNPayNotice for one
    that VNPay signed and nobody can read: keep it for a person.
    """
    if not is_signed_query(query, secret=vnpay.secret):
        raise BadVNPaySignature
    told = {name: value for name, value in query if name.startswith(PREFIX)}
    if told.get("vnp_TmnCode") != vnpay.tmn_code:
        raise OtherTerminal
    return Notice(
        tmn_code=vnpay.tmn_code,
        txn_ref=_some(told, "vnp_TxnRef"),
        amount_vnd=read_amount(_some(told, "vnp_Amount")),
        response_code=_some(told, "vnp_ResponseCode"),
        transaction_status=_some(told, "vnp_TransactionStatus"),
        transaction_no=_text(told, "vnp_TransactionNo"),
        bank_code=_text(told, "vnp_BankCode"),
        bank_tran_no=_text(told, "vnp_BankTranNo"),
        card_type=_text(told, "vnp_CardType"),
        paid_at=read_time(_text(told, "vnp_PayDate")),
        order_info=_text(told, "vnp_OrderInfo"),
    )


def _text(told: Mapping[str, str], name: str) -> str:
    value = told.get(name, "")
    if len(value) > _LONGEST or _NO_TEXT.search(value):
        raise BadVNPayNotice(why=f"{name} is no text of at most {_LONGEST} characters")
    return value


def _some(told: Mapping[str, str], name: str) -> str:
    value = _text(told, name)
    if not value:
        raise BadVNPayNotice(why=f"{name} is missing")
    return value
