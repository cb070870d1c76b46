"""An answer is believed when it is signed, and about what was asked; nothing else moves money."""

import json
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from marketplace.money import Dong
from marketplace.payments.vnpay import (
    Outcome,
    QueryAnswer,
    RefundAnswer,
    RefundKind,
    RefundOutcome,
    VNPay,
    query_request,
    read_query_answer,
    read_refund_answer,
    read_refund_query_answer,
    refund_request,
)
from marketplace.payments.vnpay.signing import (
    HASH,
    QUERY_ANSWERED,
    REFUND_ANSWERED,
    bar_joined,
    is_signed_body,
    sign,
    signed_body,
)

VNPAY: Final = VNPay(tmn_code="CHOQUE01", secret="s" * 32, pay_url="https://v.example/p", api_url="https://v.example/a")
NOW: Final = datetime(2026, 11, 23, 3, 15, tzinfo=UTC)
FOUND: Final = {
    "vnp_ResponseId": "r1",
    "vnp_Command": "querydr",
    "vnp_ResponseCode": "00",
    "vnp_Message": "QueryDR Success",
    "vnp_TmnCode": "CHOQUE01",
    "vnp_TxnRef": "HQX7K2MQ4XD-1",
    "vnp_Amount": "15000000",
    "vnp_BankCode": "NCB",
    "vnp_PayDate": "20261123101823",
    "vnp_TransactionNo": "14422574",
    "vnp_TransactionType": "01",
    "vnp_TransactionStatus": "00",
    "vnp_OrderInfo": "Thanh toan",
}
RETURNED: Final = FOUND | {"vnp_Command": "refund", "vnp_TransactionType": "02", "vnp_TransactionStatus": "05"}


def read(told: dict[str, Any] | bytes) -> QueryAnswer:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return read_query_answer(VNPAY, body, txn_ref="HQX7K2MQ4XD-1", amount_vnd=Dong(150_000))


def read_refund(told: dict[str, Any] | bytes, *, kind: RefundKind = RefundKind.FULL) -> RefundAnswer:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return read_refund_answer(VNPAY, body, txn_ref="HQX7K2MQ4XD-1", amount_vnd=Dong(150_000), kind=kind)


def found(**changes: str) -> dict[str, str]:
    return signed_body(FOUND | changes, names=QUERY_ANSWERED, secret=VNPAY.secret)


def returned(**changes: str) -> dict[str, str]:
    return signed_body(RETURNED | changes, names=REFUND_ANSWERED, secret=VNPAY.secret)


# F14, F15
@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("00", Outcome.PAID),
        ("01", Outcome.PENDING),
        ("02", Outcome.FAILED),
        ("07", Outcome.SUSPICIOUS),
        ("08", Outcome.FAILED),
        ("04", Outcome.UNKNOWN),
        ("77", Outcome.UNKNOWN),
    ],
)
def test_a_verified_answer_says_how_the_payment_stands(status: str, outcome: Outcome) -> None:
    answer = read(found(vnp_TransactionStatus=status))

    assert (answer.verified, answer.outcome, answer.status) == (True, outcome, status)
    assert (answer.amount_vnd, answer.transaction_no, answer.bank_code) == (150_000, "14422574", "NCB")
    assert answer.paid_at == datetime(2026, 11, 23, 3, 18, 23, tzinfo=UTC)


# F14
@pytest.mark.parametrize("spoil", [{HASH: ""}, {HASH: None}, {HASH: "0" * 128}, {HASH: 1}, {HASH: ["x"]}])
@pytest.mark.parametrize("code", ["00", "91", "94", "97", "99"])
def test_an_answer_without_its_right_hash_is_none(spoil: dict[str, Any], code: str) -> None:
    missing = {name: value for name, value in found(vnp_ResponseCode=code).items() if name != HASH}

    for told in (missing, missing | spoil):
        answer = read(told)
        assert (answer.verified, answer.outcome, answer.not_found) == (False, Outcome.UNKNOWN, False)
        assert answer.too_soon == (code == "94")
        assert code in answer.why
        assert str(answer.said).startswith("VNPAY chưa trả lời điều gì chắc chắn")


# F14
def test_only_a_signed_91_says_that_there_is_no_such_payment() -> None:
    assert read(found(vnp_ResponseCode="91")).not_found
    assert read(found(vnp_ResponseCode="91")).outcome is Outcome.UNKNOWN
    assert read(found(vnp_ResponseCode="94")).too_soon
    assert not read(found(vnp_ResponseCode="99")).not_found


# F14
@given(data=st.data())
def test_a_changed_answer_is_none(data: st.DataObject) -> None:
    told = found(vnp_PromotionCode="TET", vnp_PromotionAmount="1000")
    name = data.draw(st.sampled_from(sorted(QUERY_ANSWERED)))
    other = data.draw(st.one_of(st.text(max_size=20), st.just(told[name] + "|"), st.just("|" + told[name])))
    assume(other != told[name])

    assert not read(told | {name: other}).verified


# F14
def test_a_bar_cannot_move_what_one_field_says_into_the_next() -> None:
    told = FOUND | {"vnp_ResponseCode": "00", "vnp_Message": "91|x"}
    shifted = FOUND | {"vnp_ResponseCode": "00|91", "vnp_Message": "x"}
    text = bar_joined(told, QUERY_ANSWERED)
    assert text == bar_joined(shifted, QUERY_ANSWERED)

    for body in (told, shifted):
        right = body | {HASH: sign(text, secret=VNPAY.secret)}
        assert not is_signed_body(right, names=QUERY_ANSWERED, secret=VNPAY.secret)
    with pytest.raises(AssertionError):
        found(vnp_Message="a|b")


# F16
@pytest.mark.parametrize(
    "changes",
    [
        {"vnp_Amount": "15000100"},
        {"vnp_Amount": "1500000"},
        {"vnp_Amount": "15000001"},
        {"vnp_Amount": ""},
        {"vnp_TxnRef": "HQX7K2MQ4XD-2"},
        {"vnp_TxnRef": "hqx7k2mq4xd-1"},
        {"vnp_TmnCode": "CHOQUE02"},
        {"vnp_Command": "refund"},
        {"vnp_TransactionType": "02"},
        {"vnp_TransactionType": ""},
    ],
)
def test_an_answer_about_something_else_is_none(changes: dict[str, str]) -> None:
    answer = read(found(**changes))

    assert (answer.verified, answer.outcome, answer.amount_vnd) == (False, Outcome.UNKNOWN, None)


# F14
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"<html>502</html>",
        b"\xff",
        b'{"vnp_ResponseCode":"00"}',
        b'{"vnp_ResponseCode":"00","vnp_ResponseCode":"00"}',
        b'{"vnp_ResponseCode":{"a":1}}',
        b'{"vnp_ResponseCode":"\\ud800\\u0000"}',
        b"[" * 50_000,
        b" " * 70_000 + b"{}",
    ],
)
def test_what_is_no_answer_at_all_never_raises(body: bytes) -> None:
    assert (read(body).verified, read(body).outcome) == (False, Outcome.UNKNOWN)
    assert (read_refund(body).verified, read_refund(body).outcome) == (False, RefundOutcome.UNKNOWN)


# F14
@given(body=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_nothing_that_comes_raises(body: bytes) -> None:
    assert read(body).outcome is Outcome.UNKNOWN
    assert read_refund(body).outcome is RefundOutcome.UNKNOWN


def test_numbers_in_an_answer_are_read_as_they_are_signed() -> None:
    told: dict[str, Any] = found()
    assert read(told | {"vnp_Amount": 15000000}).outcome is Outcome.PAID
    assert not read(told | {"vnp_Amount": 15000000.0}).verified


# F18, F19, F20
@pytest.mark.parametrize(
    ("code", "status", "outcome"),
    [
        ("00", "05", RefundOutcome.ACCEPTED),
        ("00", "06", RefundOutcome.ACCEPTED),
        ("00", "00", RefundOutcome.ACCEPTED),
        ("00", "09", RefundOutcome.REFUSED),
        ("00", "77", RefundOutcome.UNKNOWN),
        ("94", "", RefundOutcome.IN_PROGRESS),
        ("95", "", RefundOutcome.REFUSED),
        ("93", "", RefundOutcome.REFUSED),
        ("04", "", RefundOutcome.REFUSED),
        ("97", "", RefundOutcome.REFUSED),
        ("98", "", RefundOutcome.UNKNOWN),
        ("99", "", RefundOutcome.UNKNOWN),
        ("42", "", RefundOutcome.UNKNOWN),
    ],
)
def test_a_verified_refund_answer(code: str, status: str, outcome: RefundOutcome) -> None:
    answer = read_refund(returned(vnp_ResponseCode=code, vnp_TransactionStatus=status))

    assert (answer.verified, answer.outcome) == (True, outcome)
    assert answer.is_done == ((code, status) == ("00", "00"))


# F18
@pytest.mark.parametrize("code", ["00", "02", "94", "95", "97", "99"])
def test_a_refund_answer_without_hash_is_none_whatever_it_says(code: str) -> None:
    told = returned(vnp_ResponseCode=code)
    del told[HASH]

    assert (read_refund(told).verified, read_refund(told).outcome) == (False, RefundOutcome.UNKNOWN)


# F16, F18
@pytest.mark.parametrize(
    "changes",
    [
        {"vnp_Amount": "14000000"},
        {"vnp_TxnRef": "HQX7K2MQ4XD-2"},
        {"vnp_TmnCode": "CHOQUE02"},
        {"vnp_TransactionType": "03"},
        {"vnp_Command": "querydr"},
    ],
)
def test_a_refund_answer_about_something_else_is_none(changes: dict[str, str]) -> None:
    assert not read_refund(returned(**changes)).verified


# F18, F20
@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"vnp_TransactionType": "02", "vnp_TransactionStatus": "05"}, RefundOutcome.ACCEPTED),
        ({"vnp_TransactionType": "02", "vnp_TransactionStatus": "09"}, RefundOutcome.REFUSED),
        # It tells of the payment: nothing is known of the refund.
        ({"vnp_TransactionType": "01"}, RefundOutcome.UNKNOWN),
        ({"vnp_TransactionType": "03", "vnp_TransactionStatus": "05"}, RefundOutcome.UNKNOWN),
        ({"vnp_TransactionType": "02", "vnp_Amount": "100"}, RefundOutcome.UNKNOWN),
        ({"vnp_ResponseCode": "91"}, RefundOutcome.UNKNOWN),
        ({"vnp_ResponseCode": "94"}, RefundOutcome.UNKNOWN),
    ],
)
def test_a_query_can_tell_of_a_refund(changes: dict[str, str], outcome: RefundOutcome) -> None:
    answer = read_refund_query_answer(
        VNPAY,
        json.dumps(found(**changes)).encode(),
        txn_ref="HQX7K2MQ4XD-1",
        amount_vnd=Dong(150_000),
        kind=RefundKind.FULL,
    )

    assert answer.outcome is outcome
    assert answer.too_soon == (changes.get("vnp_ResponseCode") == "94")


def test_a_refund_of_a_payment_without_number_sends_and_signs_a_zero() -> None:
    request = refund_request(
        VNPAY,
        request_id="f1",
        kind=RefundKind.PARTIAL,
        txn_ref="A",
        amount_vnd=Dong(1),
        transaction_no="",
        transaction_date=NOW,
        created_by="chị Bình | kế toán",
        created_at=NOW,
        ip="127.0.0.1",
        order_info="Hoàn | tiền",
    )

    assert (request["vnp_TransactionNo"], request["vnp_Amount"], request["vnp_TransactionType"]) == ("0", "100", "03")
    assert (request["vnp_CreateBy"], request["vnp_OrderInfo"]) == ("chi Binh ke toan", "Hoan tien")


# F17
@pytest.mark.parametrize("wrong", ["", "a" * 33, "a-b", "đ", "a|b"])
def test_a_request_id_is_at_most_32_letters_and_digits(wrong: str) -> None:
    with pytest.raises(AssertionError):
        query_request(
            VNPAY, request_id=wrong, txn_ref="A", transaction_date=NOW, created_at=NOW, ip="127.0.0.1", order_info="x"
        )
