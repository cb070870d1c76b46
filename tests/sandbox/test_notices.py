"""Notices are written in SePay's shape: our own reader of real calls reads them."""

import json
from datetime import UTC, datetime
from pathlib import Path

from marketplace.money import Dong
from marketplace.payments.feeds.notice import Direction
from marketplace.payments.feeds.sepay import read_notice
from marketplace.sandbox.notices import another_account, bank_reference, notice_text

AT = datetime(2026, 11, 23, 18, 30, 5, tzinfo=UTC)
VECTORS = json.loads((Path(__file__).parent.parent / "data" / "webhook-vectors.json").read_text(encoding="utf-8"))


def text() -> str:
    return notice_text(
        number=92001,
        gateway="Ngân hàng DEMO",
        at=AT,
        account="0900000001",
        content="tien gạo HQX7K2MQ4XD",
        amount_vnd=Dong(45_000),
        reference="FT26328000092001",
    )


def test_our_own_reader_reads_what_is_written() -> None:
    notice = read_notice(text().encode())

    assert notice.outside_id == "92001"
    assert notice.account == "0900000001"
    assert notice.amount_vnd == 45_000
    assert notice.direction is Direction.IN
    assert notice.at == AT
    assert notice.memo == "tien gạo HQX7K2MQ4XD"
    assert notice.description == "BankAPINotify tien gạo HQX7K2MQ4XD"
    assert notice.reference == "FT26328000092001"


def test_a_notice_has_the_fields_of_a_real_one() -> None:
    for sample in VECTORS["sepay_hmac"]:
        assert set(json.loads(text())) == set(json.loads(sample["raw_body"]))


def test_times_are_vietnam_s() -> None:
    assert json.loads(text())["transactionDate"] == "2026-11-24 01:30:05"
    assert bank_reference(number=1795400007, at=AT) == "FT26328795400007"


def test_a_wrong_account_is_another_one_of_the_same_length() -> None:
    for account in ("0900000001", "0900000000", "9", "VA123A"):
        assert another_account(account) != account
        assert len(another_account(account)) == len(account)
