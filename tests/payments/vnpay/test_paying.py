"""The address a buyer is sent to."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.clock import VIETNAM
from marketplace.money import Dong
from marketplace.payments.vnpay import LARGEST_VND, Method, VNPay, clean_order_info, payment_url, query_request
from marketplace.payments.vnpay.values import read_time, write_time

VNPAY: Final = VNPay(tmn_code="CHOQUE01", secret="s" * 32, pay_url="https://v.example/p", api_url="https://v.example/a")
NOW: Final = datetime(2026, 11, 23, 3, 15, tzinfo=UTC)


def told(**changes: Any) -> dict[str, str]:
    values: dict[str, Any] = {
        "txn_ref": "HQX7K2MQ4XD-1",
        "amount_vnd": Dong(150_000),
        "order_info": "Đơn HQX7K2MQ4XD",
        "return_url": "https://cho.example/ve",
        "ip": "203.0.113.7",
        "created_at": NOW,
        "expires_at": NOW + timedelta(minutes=15),
    }
    url = payment_url(VNPAY, **(values | changes))
    return {name: value for name, [value] in parse_qs(urlsplit(url).query).items()}


@pytest.fixture(params=["UTC", "Asia/Ho_Chi_Minh", "America/Los_Angeles", "Etc/GMT+7"])
def server_clock(request: pytest.FixtureRequest) -> Iterator[str]:
    """The server's own clock is set to another place."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


# F22
@pytest.mark.usefixtures("server_clock")
@pytest.mark.parametrize("zone", [UTC, VIETNAM])
def test_times_are_on_vietnams_clock_wherever_the_server_stands(zone: Any) -> None:
    here = NOW.astimezone(zone)
    params = told(created_at=here, expires_at=here + timedelta(minutes=15))
    asked = query_request(
        VNPAY, request_id="q1", txn_ref="A", transaction_date=here, created_at=here, ip="127.0.0.1", order_info="x"
    )

    assert (params["vnp_CreateDate"], params["vnp_ExpireDate"]) == ("20261123101500", "20261123103000")
    assert (asked["vnp_TransactionDate"], asked["vnp_CreateDate"]) == ("20261123101500", "20261123101500")
    assert read_time("20261123101500") == NOW


# F22
@given(at=st.datetimes(datetime(2001, 1, 1), datetime(2099, 12, 30), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_time_written_is_read_back_to_the_second(at: datetime) -> None:
    assert read_time(write_time(at)) == at.replace(microsecond=0)


def test_a_time_without_a_zone_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        write_time(NOW.replace(tzinfo=None))
    with pytest.raises(AssertionError):
        told(expires_at=NOW)


def test_amounts_are_sent_in_hundredths() -> None:
    assert told(amount_vnd=Dong(10_000))["vnp_Amount"] == "1000000"
    assert told(amount_vnd=LARGEST_VND)["vnp_Amount"] == "999999999900"
    for wrong in (0, -1, LARGEST_VND + 1):
        with pytest.raises(AssertionError):
            told(amount_vnd=Dong(wrong))


def test_the_buyer_chooses_unless_a_method_is_named() -> None:
    assert "vnp_BankCode" not in told()
    assert [told(method=method)["vnp_BankCode"] for method in Method] == ["VNPAYQR", "VNBANK", "INTCARD"]


def test_no_personal_data_is_sent_beside_the_address() -> None:
    assert set(told()) == {
        *("vnp_Version", "vnp_Command", "vnp_TmnCode", "vnp_Amount", "vnp_CreateDate", "vnp_CurrCode"),
        *("vnp_ExpireDate", "vnp_IpAddr", "vnp_Locale", "vnp_OrderInfo", "vnp_OrderType", "vnp_ReturnUrl"),
        *("vnp_TxnRef", "vnp_SecureHash"),
    }


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Đơn HQX7K2MQ4XD, gian 12/3", "Don HQX7K2MQ4XD, gian 12 3"),
        ("Rau  &  củ = 100% <b>", "Rau cu 100 b"),
        ("a~b*c'd(e)!f", "a b c d e f"),
        ("漢字 \x00\n", ""),
        ("x" * 300, "x" * 255),
    ],
)
def test_a_text_is_cleaned_for_every_encoder(text: str, clean: str) -> None:
    assert clean_order_info(text) == clean
    assert told(order_info=text)["vnp_OrderInfo"] == (clean or "HQX7K2MQ4XD-1")


@given(text=st.text(max_size=600))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    clean = clean_order_info(text)

    assert clean_order_info(clean) == clean
    assert len(clean) <= 255
    assert clean.isascii()


def test_an_address_is_one_and_long_enough() -> None:
    assert told(ip="2001:db8::1")["vnp_IpAddr"] == "2001:db8::1"
    assert told(ip="::1")["vnp_IpAddr"] == "0000:0000:0000:0000:0000:0000:0000:0001"
    with pytest.raises(ValueError, match="unknown"):
        told(ip="unknown")


@pytest.mark.parametrize("wrong", ["", "a b", "đơn", "a&b", "x" * 101, "a\n"])
def test_a_reference_that_could_be_spelled_twice_is_a_bug(wrong: str) -> None:
    with pytest.raises(AssertionError):
        told(txn_ref=wrong)
