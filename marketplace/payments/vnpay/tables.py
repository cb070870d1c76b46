"""VNPay's codes: what they mean for money, and what they say to people.

Source: VNPAY's pages and technical specification 2.1.0, as gathered in the team's fact sheet on VNPay (2026-11-23),
section 8.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from marketplace.text import N_

_CODE: Final = re.compile(r"[0-9A-Za-z]{1,4}")


class Outcome(StrEnum):
    """What became of an attempt to pay, as far as VNPay has said it. Only PAID is money that may be counted on."""

    PAID = "paid"
    # For certain: no money was taken, and this attempt will never be paid.
    FAILED = "failed"
    # Money was taken, but VNPay suspects fraud: a person decides.
    SUSPICIOUS = "suspicious"
    # VNPay knows of it and has not finished.
    PENDING = "pending"
    # Nothing that can be relied on: not paid, not failed; ask again.
    UNKNOWN = "unknown"


class RefundOutcome(StrEnum):
    """What became of a refund, as far as VNPay has said it."""

    ACCEPTED = "accepted"
    # VNPay has this refund already and works on it.
    IN_PROGRESS = "in_progress"
    # For certain: nothing is sent back.
    REFUSED = "refused"
    # It may or may not have been done: ask, and do not send it again as a new one.
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Said:
    """A Vietnamese sentence for people, translated where it is shown, with `facts` filled in."""

    sentence: str
    facts: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence % self.facts


RESPONSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "00": N_("Đã trả tiền xong."),
        "07": N_("Đã trừ tiền, nhưng VNPAY nghi có gian lận và đang xem lại."),
        "09": N_("Thẻ hoặc tài khoản chưa đăng ký thanh toán trực tuyến ở ngân hàng."),
        "10": N_("Thông tin thẻ hoặc tài khoản bị nhập sai quá ba lần."),
        "11": N_("Đã hết thời gian chờ trả tiền."),
        "12": N_("Thẻ hoặc tài khoản đang bị khoá."),
        "13": N_("Mã xác nhận (OTP) không đúng."),
        "24": N_("Người mua đã huỷ việc trả tiền."),
        "51": N_("Tài khoản không đủ tiền."),
        "65": N_("Tài khoản đã vượt hạn mức trả tiền trong ngày."),
        "75": N_("Ngân hàng đang bảo trì."),
        "79": N_("Mật khẩu thanh toán bị nhập sai quá nhiều lần."),
        "99": N_("Việc trả tiền không thành vì lỗi khác ở VNPAY hoặc ngân hàng."),
    }
)

STATUSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "00": N_("Giao dịch thành công."),
        "01": N_("Giao dịch chưa hoàn tất."),
        "02": N_("Giao dịch bị lỗi."),
        "04": N_("Giao dịch bị đảo: ngân hàng đã trừ tiền nhưng VNPAY chưa ghi nhận thành công."),
        "05": N_("VNPAY đang xử lý việc hoàn tiền."),
        "06": N_("VNPAY đã gửi yêu cầu hoàn tiền sang ngân hàng."),
        "07": N_("Giao dịch bị nghi gian lận."),
        "08": N_("Giao dịch đã hết hạn."),
        "09": N_("Yêu cầu hoàn tiền bị từ chối."),
        "11": N_("Giao dịch đã bị huỷ."),
    }
)

QUERY_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "00": N_("VNPAY đã trả lời."),
        "02": N_("VNPAY không nhận mã điểm bán này."),
        "03": N_("VNPAY không đọc được câu hỏi."),
        "91": N_("VNPAY không có giao dịch này."),
        "94": N_("Vừa hỏi xong: VNPAY chỉ trả lời lại sau vài phút."),
        "97": N_("VNPAY thấy chữ ký không đúng."),
        "98": N_("VNPAY trả lời quá chậm."),
        "99": N_("VNPAY đang có lỗi khác."),
    }
)

REFUND_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "00": N_("VNPAY đã nhận yêu cầu hoàn tiền."),
        # The two lists in use differ: a bad terminal, or refunds that together exceed the payment.
        "02": N_("VNPAY không nhận mã điểm bán, hoặc tổng tiền hoàn vượt số đã trả."),
        "03": N_("VNPAY không đọc được yêu cầu hoàn tiền."),
        "04": N_("Không hoàn toàn bộ được nữa vì đã hoàn một phần."),
        "13": N_("VNPAY chỉ cho hoàn một phần giao dịch này."),
        "91": N_("VNPAY không có giao dịch cần hoàn."),
        "93": N_("Số tiền hoàn lớn hơn số đã trả."),
        "94": N_("Yêu cầu hoàn này đã gửi trước đó và VNPAY đang xử lý."),
        "95": N_("Giao dịch này không thành công ở VNPAY nên không có tiền để hoàn."),
        "97": N_("VNPAY thấy chữ ký không đúng."),
        "98": N_("VNPAY trả lời quá chậm."),
        "99": N_("VNPAY đang có lỗi khác."),
    }
)

_UNKNOWN: Final = N_("VNPAY trả lời mã lạ: %(code)s.")

_PAID: Final = "00"
_SUSPICIOUS: Final = "07"
_UNFINISHED: Final = "01"
# Reversed (04) is not among them: the bank took the money, and only a person sees where it went.
_DEAD_STATUSES: Final = frozenset({"02", "08", "11"})
_FAILED_RESPONSES: Final = frozenset(RESPONSES) - {_PAID, _SUSPICIOUS}

REFUND_UNDER_WAY: Final = frozenset({"05", "06"})
REFUND_REFUSED: Final = "09"
# With one of these, signed, VNPay did nothing. 98 and 99 are no such answers: it may have begun.
REFUND_REFUSALS: Final = frozenset({"02", "03", "04", "13", "91", "93", "95", "97"})


def said(table: Mapping[str, str], code: str) -> Said:
    """What a code of one of these tables says to people; one that is not there is shown as it came."""
    if code in table:
        return Said(table[code])
    return Said(_UNKNOWN, {"code": shown_code(code)})


def shown_code(code: str) -> str:
    """A code as it may stand in a sentence or a log: "?" when it is none."""
    return code if _CODE.fullmatch(code) else "?"


def outcome_of_notice(*, response_code: str, transaction_status: str) -> Outcome:
    """What a notice's two codes say together. What contradicts itself, and codes nobody knows, are UNKNOWN."""
    if _SUSPICIOUS in (response_code, transaction_status):
        return Outcome.SUSPICIOUS
    if transaction_status == _UNFINISHED:
        return Outcome.PENDING
    if response_code == _PAID and transaction_status == _PAID:
        return Outcome.PAID
    if response_code in _FAILED_RESPONSES and transaction_status in _DEAD_STATUSES:
        return Outcome.FAILED
    return Outcome.UNKNOWN


def outcome_of_status(transaction_status: str) -> Outcome:
    """What the status of a payment says, when VNPay was asked (a query's own code says only that it was answered)."""
    if transaction_status == _PAID:
        return Outcome.PAID
    if transaction_status == _UNFINISHED:
        return Outcome.PENDING
    if transaction_status == _SUSPICIOUS:
        return Outcome.SUSPICIOUS
    return Outcome.FAILED if transaction_status in _DEAD_STATUSES else Outcome.UNKNOWN


def outcome_of_refund(transaction_status: str) -> RefundOutcome:
    """What the status of a refund says."""
    if transaction_status == _PAID or transaction_status in REFUND_UNDER_WAY:
        return RefundOutcome.ACCEPTED
    return RefundOutcome.REFUSED if transaction_status == REFUND_REFUSED else RefundOutcome.UNKNOWN
