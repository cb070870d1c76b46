from typing import Any

import pytest

from marketplace.payments.vietqr import (
    Decoded,
    ErrorKind,
    PayloadKind,
    VietQR,
    VietQRError,
    decode,
    encode,
    order_payload,
    stall_payload,
)


def refused_facts(**changed: str) -> VietQRError:
    facts = {"bank_bin": "970436", "account": "0123456789"} | changed
    with pytest.raises(VietQRError) as caught:
        encode(VietQR(**facts))
    return caught.value


@pytest.mark.parametrize(
    ("changed", "kind", "where"),
    [
        ({"bank_bin": "97043"}, ErrorKind.BAD_VALUE, "38.01.00"),
        ({"bank_bin": "97043A"}, ErrorKind.BAD_VALUE, "38.01.00"),
        ({"bank_bin": "97043６"}, ErrorKind.BAD_VALUE, "38.01.00"),
        ({"account": ""}, ErrorKind.BAD_VALUE, "38.01.01"),
        ({"account": "0123 456"}, ErrorKind.BAD_VALUE, "38.01.01"),
        ({"account": "0123\n"}, ErrorKind.BAD_VALUE, "38.01.01"),
        ({"account": "tàikhoản"}, ErrorKind.BAD_VALUE, "38.01.01"),
        ({"account": "1" * 20}, ErrorKind.FIELD_TOO_LONG, "38.01.01"),
        ({"account": "1" * 100}, ErrorKind.FIELD_TOO_LONG, "01"),
        ({"service": "QRPUSH"}, ErrorKind.BAD_VALUE, "38.02"),
        ({"initiation": "10"}, ErrorKind.BAD_VALUE, "01"),
        *[
            ({"amount": amount}, ErrorKind.AMOUNT_INVALID, "54")
            for amount in ("", "0", "-1", "1.5", "50000.", "50.000", "05", "٥", "1e3", " 5", "5\n", "\ud800")
        ],
        ({"amount": "1" * 14}, ErrorKind.FIELD_TOO_LONG, "54"),
        ({"purpose": ""}, ErrorKind.BAD_VALUE, "62.08"),
        ({"purpose": "A" * 26}, ErrorKind.FIELD_TOO_LONG, "62.08"),
        ({"purpose": "gạo nếp"}, ErrorKind.BAD_VALUE, "62.08"),
        ({"purpose": "A\tB"}, ErrorKind.BAD_VALUE, "62.08"),
        ({"purpose": "\ud800"}, ErrorKind.BAD_VALUE, "62.08"),
        ({"mcc": "541"}, ErrorKind.BAD_VALUE, "52"),
        ({"tip_indicator": "03"}, ErrorKind.MISSING_FIELD, "57"),
        ({"fee_percent": "5"}, ErrorKind.BAD_VALUE, "57"),
        ({"tip_indicator": "03", "fee_percent": "00.00"}, ErrorKind.BAD_VALUE, "57"),
        ({"consumer_data_request": "AA"}, ErrorKind.BAD_VALUE, "62.09"),
        ({"merchant_city": "A" * 16}, ErrorKind.FIELD_TOO_LONG, "60"),
        (
            dict.fromkeys(("bill_number", "store_label", "customer_label", "purpose"), "A" * 25),
            ErrorKind.FIELD_TOO_LONG,
            "62",
        ),
    ],
)
def test_facts_that_cannot_be_written(changed: dict[str, str], kind: ErrorKind, where: str) -> None:
    fault = refused_facts(**changed)

    assert fault.kind is kind
    assert fault.where == where or kind is ErrorKind.FIELD_TOO_LONG


def test_a_card_of_a_fixed_tip_is_written() -> None:
    payload = encode(VietQR(bank_bin="970436", account="1", tip_indicator="02", fee_fixed="5000"))

    assert "5502025604" + "5000" in payload
    assert decode(payload).fee_fixed == "5000"


def test_an_orders_code_is_upper_case_for_one_payment_and_names_sum_and_code() -> None:
    payload = order_payload("970418", "locphat68", 150_000, "hqx7k2mq4xk")

    assert payload == payload.upper()
    assert decode(payload) == Decoded(
        kind=PayloadKind.VIETQR,
        initiation="12",
        guid="A000000727",
        currency="704",
        country="VN",
        bank_bin="970418",
        account="LOCPHAT68",
        service="QRIBFTTA",
        amount="150000",
        purpose="HQX7K2MQ4XK",
    )


@pytest.mark.parametrize("amount", [0, -1, 500_000_000, 10**15, True, 150_000.0, "150000", None])
def test_an_order_asks_for_no_sum_that_no_bank_carries(amount: Any) -> None:
    with pytest.raises(VietQRError) as caught:
        order_payload("970436", "0123456789", amount, "HQX7K2MQ4XK")

    assert caught.value.kind is ErrorKind.AMOUNT_INVALID


def test_the_largest_sum_one_transfer_carries() -> None:
    assert decode(order_payload("970436", "1", 499_999_999, "HQX7K2MQ4XK")).amount_vnd == 499_999_999


def test_an_order_without_its_code_is_refused() -> None:
    with pytest.raises(VietQRError):
        order_payload("970436", "0123456789", 150_000, "")


def test_letters_that_only_look_like_ascii_in_upper_case_are_refused() -> None:
    # "ß".upper() is "SS", "ı".upper() is "I": both would name somebody else's account.
    for account in ("straße", "ı23"):
        with pytest.raises(VietQRError):
            stall_payload("970436", account)


def test_a_stalls_code_names_the_account_alone() -> None:
    decoded = decode(stall_payload("970436", "0011012345678"))

    assert decoded.as_fields() == {
        "kind": "vietqr",
        "initiation": "11",
        "guid": "A000000727",
        "bank_bin": "970436",
        "account": "0011012345678",
        "service": "QRIBFTTA",
        "currency": "704",
        "country": "VN",
    }
