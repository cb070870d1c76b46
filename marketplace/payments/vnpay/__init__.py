"""VNPay's PAY API 2.1.0: one terminal's settings in, addresses, questions, notices and answers out.

It knows no web framework and no database. `payment_url` sends a buyer to pay; `read_notice` reads what comes back by
browser or IPN; `query`, `refund` and `query_refund` ask over HTTP, and answer with values whose third is "unknown".

Source: VNPAY's documentation, as gathered in the team's fact sheet on VNPay (2026-11-23).
"""

from marketplace.payments.vnpay.answers import QueryAnswer, RefundAnswer
from marketplace.payments.vnpay.asking import (
    RefundKind,
    query_request,
    read_query_answer,
    read_refund_answer,
    read_refund_query_answer,
    refund_request,
)
from marketplace.payments.vnpay.calling import query, query_refund, refund
from marketplace.payments.vnpay.errors import BadVNPayNotice, BadVNPaySignature, OtherTerminal
from marketplace.payments.vnpay.notices import IPN_ANSWERS, IPNAnswer, Notice, ipn_body, read_notice
from marketplace.payments.vnpay.paying import payment_url
from marketplace.payments.vnpay.tables import (
    QUERY_CODES,
    REFUND_CODES,
    RESPONSES,
    STATUSES,
    Outcome,
    RefundOutcome,
    Said,
    said,
)
from marketplace.payments.vnpay.terminal import Method, VNPay
from marketplace.payments.vnpay.values import LARGEST_VND, clean_order_info

__all__ = [
    "IPN_ANSWERS",
    "LARGEST_VND",
    "QUERY_CODES",
    "REFUND_CODES",
    "RESPONSES",
    "STATUSES",
    "BadVNPayNotice",
    "BadVNPaySignature",
    "IPNAnswer",
    "Method",
    "Notice",
    "OtherTerminal",
    "Outcome",
    "QueryAnswer",
    "RefundAnswer",
    "RefundKind",
    "RefundOutcome",
    "Said",
    "VNPay",
    "clean_order_info",
    "ipn_body",
    "payment_url",
    "query",
    "query_refund",
    "query_request",
    "read_notice",
    "read_query_answer",
    "read_refund_answer",
    "read_refund_query_answer",
    "refund",
    "refund_request",
    "said",
]
