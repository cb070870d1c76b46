"""What became of a question to VNPay: values, never exceptions, with "unknown" as one of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from marketplace.money import Dong
from marketplace.payments.vnpay.tables import QUERY_CODES, REFUND_CODES, STATUSES, Outcome, RefundOutcome, Said, said
from marketplace.text import N_

_DONE: Final = "00"
_NOTHING_SURE: Final = N_("VNPAY chưa trả lời điều gì chắc chắn. Chợ sẽ hỏi lại.")


@dataclass(frozen=True, kw_only=True)
class QueryAnswer:
    """What VNPay says of one attempt to pay. Without `verified` it said nothing, and nothing may move.

    `why` is for the log, in English; it holds neither addresses nor secrets nor what came.
    `not_found`: VNPay, signed, has no such attempt. `too_soon`: ask again after five minutes or more.
    """

    outcome: Outcome = Outcome.UNKNOWN
    verified: bool = False
    code: str = ""
    status: str = ""
    amount_vnd: Dong | None = None
    transaction_no: str = ""
    bank_code: str = ""
    paid_at: datetime | None = None
    not_found: bool = False
    too_soon: bool = False
    why: str = ""

    @property
    def said(self) -> Said:
        """What the answer says to people."""
        if not self.verified:
            return Said(_NOTHING_SURE)
        return said(STATUSES, self.status) if self.code == _DONE else said(QUERY_CODES, self.code)


@dataclass(frozen=True, kw_only=True)
class RefundAnswer:
    """What VNPay says of one refund. Without `verified` it said nothing: the refund may have been done.

    `transaction_no` is the refund's own. `why` as in QueryAnswer. `not_there`: asked, VNPay knows the payment and no
    refund of it.
    """

    outcome: RefundOutcome = RefundOutcome.UNKNOWN
    verified: bool = False
    code: str = ""
    status: str = ""
    amount_vnd: Dong | None = None
    transaction_no: str = ""
    answered_at: datetime | None = None
    not_there: bool = False
    too_soon: bool = False
    why: str = ""

    @property
    def is_done(self) -> bool:
        """Whether the bank has sent the money back; accepted alone can still be refused later."""
        return self.outcome is RefundOutcome.ACCEPTED and self.status == _DONE

    @property
    def said(self) -> Said:
        """What the answer says to people."""
        if not self.verified:
            return Said(_NOTHING_SURE)
        return said(STATUSES, self.status) if self.code == _DONE else said(REFUND_CODES, self.code)
