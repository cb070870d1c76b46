"""What buyers are asked to pay, what banks told us, which belongs to which, what goes back, and the ledger."""

from marketplace.payments.models.ledger import Entry, Journal
from marketplace.payments.models.lines import Allocation, BankLine, KeptNotice, Telling
from marketplace.payments.models.payos import PayOSLink, PayOSLinkChange
from marketplace.payments.models.proofs import Proof
from marketplace.payments.models.reconciling import Break, BreakChange, Count, CountChange, CoveredDay
from marketplace.payments.models.refunds import Refund, RefundChange
from marketplace.payments.models.requests import PaymentRequest, RequestChange
from marketplace.payments.models.seals import LedgerSeal
from marketplace.payments.models.statements import StatementImport, StatementLayout
from marketplace.payments.models.vnpay import VNPayAttempt, VNPayNotice, VNPayTerminal

__all__ = [
    "Allocation",
    "BankLine",
    "Break",
    "BreakChange",
    "Count",
    "CountChange",
    "CoveredDay",
    "Entry",
    "Journal",
    "KeptNotice",
    "LedgerSeal",
    "PayOSLink",
    "PayOSLinkChange",
    "PaymentRequest",
    "Proof",
    "Refund",
    "RefundChange",
    "RequestChange",
    "StatementImport",
    "StatementLayout",
    "Telling",
    "VNPayAttempt",
    "VNPayNotice",
    "VNPayTerminal",
]
