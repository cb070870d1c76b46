"""What VNPay's codes mean for money, and what they say to people."""

import pytest

from marketplace.payments.vnpay import QUERY_CODES, REFUND_CODES, RESPONSES, STATUSES, Outcome, RefundOutcome, said
from marketplace.payments.vnpay.tables import outcome_of_notice, outcome_of_refund, outcome_of_status


# F09, F10, F13
@pytest.mark.parametrize(
    ("code", "status", "outcome"),
    [
        ("00", "00", Outcome.PAID),
        ("00", "01", Outcome.PENDING),
        ("99", "01", Outcome.PENDING),
        ("07", "07", Outcome.SUSPICIOUS),
        ("07", "00", Outcome.SUSPICIOUS),
        ("00", "07", Outcome.SUSPICIOUS),
        ("24", "02", Outcome.FAILED),
        ("11", "02", Outcome.FAILED),
        ("11", "08", Outcome.FAILED),
        ("24", "11", Outcome.FAILED),
        ("51", "02", Outcome.FAILED),
        # They contradict each other: ask.
        ("00", "02", Outcome.UNKNOWN),
        ("24", "00", Outcome.UNKNOWN),
        # The bank took the money: no failure that a buyer may be told to pay again after.
        ("99", "04", Outcome.UNKNOWN),
        ("00", "05", Outcome.UNKNOWN),
        ("42", "02", Outcome.UNKNOWN),
        ("24", "42", Outcome.UNKNOWN),
    ],
)
def test_two_codes_together_say_what_became_of_the_money(code: str, status: str, outcome: Outcome) -> None:
    assert outcome_of_notice(response_code=code, transaction_status=status) is outcome


@pytest.mark.parametrize("code", sorted(set(RESPONSES) - {"00", "07"}))
def test_every_failure_of_the_table_is_one(code: str) -> None:
    assert outcome_of_notice(response_code=code, transaction_status="02") is Outcome.FAILED


@pytest.mark.parametrize(
    ("status", "payment", "refund"),
    [
        ("00", Outcome.PAID, RefundOutcome.ACCEPTED),
        ("01", Outcome.PENDING, RefundOutcome.UNKNOWN),
        ("02", Outcome.FAILED, RefundOutcome.UNKNOWN),
        ("04", Outcome.UNKNOWN, RefundOutcome.UNKNOWN),
        ("05", Outcome.UNKNOWN, RefundOutcome.ACCEPTED),
        ("06", Outcome.UNKNOWN, RefundOutcome.ACCEPTED),
        ("07", Outcome.SUSPICIOUS, RefundOutcome.UNKNOWN),
        ("08", Outcome.FAILED, RefundOutcome.UNKNOWN),
        ("09", Outcome.UNKNOWN, RefundOutcome.REFUSED),
        ("11", Outcome.FAILED, RefundOutcome.UNKNOWN),
        ("", Outcome.UNKNOWN, RefundOutcome.UNKNOWN),
        ("42", Outcome.UNKNOWN, RefundOutcome.UNKNOWN),
    ],
)
def test_a_status_says_what_became_of_the_money(status: str, payment: Outcome, refund: RefundOutcome) -> None:
    assert outcome_of_status(status) is payment
    assert outcome_of_refund(status) is refund


def test_people_read_a_sentence_and_for_a_strange_code_the_code() -> None:
    assert str(said(RESPONSES, "51")) == "Tài khoản không đủ tiền."
    assert str(said(STATUSES, "08")) == "Giao dịch đã hết hạn."
    assert str(said(QUERY_CODES, "42")) == "VNPAY trả lời mã lạ: 42."
    assert str(said(REFUND_CODES, "<script>alert</script>%(x)s")) == "VNPAY trả lời mã lạ: ?."
