"""payOS's calls: signatures checked, notices read, whatever is added or missing."""

import ast
import hmac
import json
import math
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.payments.errors import BadNotice
from marketplace.payments.feeds import payos
from marketplace.payments.feeds.notice import Checked, Direction
from marketplace.payments.feeds.payos import check_signature, read_notice, sign_data

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "webhook-vectors.json").read_text(encoding="utf-8"))
KEY = VECTORS["keys"]["payos"]
SAMPLES = [sample["body"] for sample in VECTORS["payos_webhook"]]
CREATE = VECTORS["payos_create"]["request"]

# The sample that payOS documents, with its key.
PUBLISHED_KEY = "1a54716c8f0efb2744fb28b6e38b25da7f67a925d98bc1c18bd8faaecadd7675"
PUBLISHED_HEX = "412e915d2871504ed31be63c8f62a149a4410d34c4c42affc9006ef9917eaa03"
PUBLISHED = {
    "orderCode": 123,
    "amount": 3000,
    "description": "VQRIO123",
    "accountNumber": "12345678",
    "reference": "TF230204212323",
    "transactionDateTime": "2023-02-04 18:25:00",
    "currency": "VND",
    "paymentLinkId": "124c33293c43417ab7879e14c8d9eb18",
    "code": "00",
    "desc": "Thành công",
    "counterAccountBankId": "",
    "counterAccountBankName": "",
    "counterAccountName": "",
    "counterAccountNumber": "",
    "virtualAccountName": "",
    "virtualAccountNumber": "",
}


def checked(told: object, *, keys: tuple[str, ...] = (KEY,)) -> Checked:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return check_signature(body=body, keys=keys)


def data_with(**changes: Any) -> dict[str, Any]:
    """The data of an ordinary notice with some fields changed; `...` leaves a field out."""
    data = SAMPLES[0]["data"] | changes
    return {name: told for name, told in data.items() if told is not ...}


def body_with(**changes: Any) -> bytes:
    return json.dumps(SAMPLES[0] | {"data": data_with(**changes)}).encode()


def signed(data: dict[str, Any]) -> dict[str, Any]:
    return {"code": "00", "desc": "success", "success": True, "data": data, "signature": sign_data(data, key=KEY)}


def test_the_published_sample_is_good() -> None:
    assert sign_data(PUBLISHED, key=PUBLISHED_KEY) == PUBLISHED_HEX
    assert checked({"data": PUBLISHED, "signature": PUBLISHED_HEX}, keys=(PUBLISHED_KEY,)) is Checked.GOOD


@pytest.mark.parametrize("body", SAMPLES, ids=["plain", "nulls", "accents"])
def test_calls_signed_by_both_official_libraries_are_good(body: dict[str, Any]) -> None:
    assert sign_data(body["data"], key=KEY) == body["signature"]
    for ensure_ascii in (True, False):
        assert checked(json.dumps(body, ensure_ascii=ensure_ascii).encode()) is Checked.GOOD


def test_a_request_signed_by_both_official_libraries_is_signed_alike() -> None:
    wanted = {name: told for name, told in CREATE.items() if name != "signature"}

    assert sign_data(wanted, key=KEY) == CREATE["signature"]


def test_what_is_signed_is_written_as_javascript_writes_it() -> None:
    data = {
        "a": None,
        "b": "null",
        "c": "undefined",
        "d": True,
        "e": 3000.0,
        "f": [{"z": 1, "a": "gạo / nếp"}, {}],
        "g": [],
        "h": {"x": 1},
        "ä": "&=",
    }
    written = 'a=&b=&c=&d=true&e=3000&f=[{"a":"gạo / nếp","z":1},{}]&g=[]&h=[object Object]&ä=&='

    assert sign_data(data, key=KEY) == hmac.new(KEY.encode(), written.encode(), "sha256").hexdigest()


# The official Python library refuses all of these (fact sheet, section 3).
@pytest.mark.parametrize(
    "changes",
    [
        {"somethingNew": "x"},
        {"list": [{"b": 1, "a": None}]},
        {"counterAccountName": ...},
        {"virtualAccountName": ..., "virtualAccountNumber": ..., "currency": ..., "paymentLinkId": ...},
        {"amount": 150000.0},
    ],
)
def test_fields_added_or_missing_are_good_when_signed_and_are_read_past(changes: dict[str, Any]) -> None:
    body = json.dumps(signed(data_with(**changes))).encode()

    assert checked(body) is Checked.GOOD
    assert read_notice(body).amount_vnd == 150_000


# D01
@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        SAMPLES[0]["signature"][:-1],
        SAMPLES[0]["signature"] + "0",
        SAMPLES[0]["signature"].upper(),
        "sha256=" + SAMPLES[0]["signature"],
        "０" * 64,
        "0" * 64,
        [SAMPLES[0]["signature"]],
        {"signature": SAMPLES[0]["signature"]},
        1,
        True,
        SAMPLES[1]["signature"],
        ...,
    ],
)
def test_a_missing_cut_or_foreign_signature_is_bad(signature: object) -> None:
    body = {name: told for name, told in (SAMPLES[0] | {"signature": signature}).items() if told is not ...}

    assert checked(body) is Checked.BAD


# D02
def test_every_single_changed_byte_of_what_is_signed_and_of_the_key_shows() -> None:
    start = len('{"data":')
    raw = json.dumps({name: SAMPLES[0][name] for name in ("data", "signature")}, separators=(",", ":")).encode()
    assert checked(raw) is Checked.GOOD

    for place in range(start, len(raw)):
        other = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        assert checked(other) is Checked.BAD, other
    assert checked(raw, keys=(KEY + "x",)) is Checked.BAD


# D02
def test_signatures_are_compared_in_constant_time() -> None:
    tree = ast.parse(Path(payos.__file__).read_text(encoding="utf-8"))
    checking = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name in ("check_signature", "_check")]
    nodes = [node for function in checking for node in ast.walk(function)]
    compared = [
        ast.unparse(n)
        for n in nodes
        if isinstance(n, ast.Compare) and any(isinstance(op, ast.Eq | ast.NotEq | ast.In) for op in n.ops)
    ]

    assert len(checking) == 2
    assert "hmac.compare_digest" in {ast.unparse(n.func) for n in nodes if isinstance(n, ast.Call)}
    assert not compared


# HMAC fills a short key up with zero bytes, so those at its end are no other key.
more_key = st.text(st.characters(min_codepoint=1, exclude_categories=["Cs"]), max_size=8)
values = st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(max_size=8)


# D02
@given(data=st.dictionaries(st.text(max_size=5), values | st.lists(values, max_size=3), max_size=5), key=more_key)
def test_what_is_signed_is_good_with_this_key_only(data: dict[str, Any], key: str) -> None:
    body = json.dumps(signed(data)).encode()

    assert checked(body) is Checked.GOOD
    assert checked(body, keys=(KEY + key,)) is (Checked.BAD if key else Checked.GOOD)
    assert checked(signed(data) | {"data": data | {"one more": 1}}) is Checked.BAD


# D09
def test_a_wrongly_signed_call_does_not_spoil_the_right_one() -> None:
    assert checked(body_with(amount=1)) is Checked.BAD
    assert checked(SAMPLES[0]) is Checked.GOOD


# D10
def test_old_and_new_key_are_both_good_while_both_are_given() -> None:
    assert checked(SAMPLES[0], keys=("new-key", KEY)) is Checked.GOOD
    assert checked(SAMPLES[0], keys=("new-key",)) is Checked.BAD


def test_no_key_or_an_empty_one_lets_nobody_in() -> None:
    data = SAMPLES[0]["data"]

    assert checked({"data": data, "signature": sign_data(data, key="")}, keys=("",)) is Checked.BAD
    assert checked(SAMPLES[0], keys=()) is Checked.BAD


def test_a_notice_is_read_with_its_order_code_and_vietnam_s_clock() -> None:
    notice = read_notice(json.dumps(SAMPLES[0]).encode())

    assert notice.outside_id == "FT26327000000001:1042"
    assert notice.order_code == 1042
    assert notice.payment_link_id == "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
    assert notice.is_paid
    assert notice.account == "0900000001"
    assert notice.sub_account == "V3CAS0000001"
    assert notice.amount_vnd == 150_000
    assert notice.direction is Direction.IN
    assert notice.at == datetime(2026, 11, 23, 3, 18, 23, tzinfo=UTC)
    assert notice.memo == "CHO7K2MQ4XD"
    assert notice.reference == "FT26327000000001"
    assert notice.payer == "NGUYEN VAN AN"


def test_two_credits_of_one_order_code_and_two_orders_of_one_reference_are_four_things() -> None:
    told = [(code, reference) for code in (1, 2) for reference in ("FT1", "FT2")]

    assert len({read_notice(body_with(orderCode=c, reference=r)).outside_id for c, r in told}) == 4


def test_the_sample_of_a_confirmation_is_an_ordinary_notice_of_an_order_nobody_knows() -> None:
    notice = read_notice(json.dumps({"data": PUBLISHED}).encode())

    assert notice.order_code == payos.SAMPLE_ORDER_CODE


def test_only_code_00_is_paid() -> None:
    assert not read_notice(body_with(code="01")).is_paid


# C24
@pytest.mark.parametrize("amount", [0, -1, 0.5, "150000", None, True, [1], {}, ..., 10**12 + 1, math.nan, math.inf])
def test_an_amount_that_is_no_whole_number_of_dong_is_refused(amount: object) -> None:
    with pytest.raises(BadNotice):
        read_notice(body_with(amount=amount))


@pytest.mark.parametrize("code", [0, -1, 2**53, "1042", 1.5, None, True, ...])
def test_an_order_code_that_payos_could_not_have_been_given_is_refused(code: object) -> None:
    with pytest.raises(BadNotice):
        read_notice(body_with(orderCode=code))


@pytest.mark.parametrize(
    "changes",
    [
        {"reference": ...},
        {"reference": " "},
        {"reference": None},
        {"reference": "F" * 201},
        {"accountNumber": ...},
        {"accountNumber": 900000001},
        {"description": ...},
        {"description": "a\ud800b"},
        {"currency": "USD"},
        {"code": ...},
        {"code": 0},
        {"transactionDateTime": "2026-11-23T10:18:23"},
        {"transactionDateTime": ...},
        {"paymentLinkId": 7},
    ],
)
def test_missing_and_mistyped_fields_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadNotice):
        read_notice(body_with(**changes))


# D06
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'{"data": []}',
        b'{"data": null, "signature": "' + b"0" * 64 + b'"}',
        b"orderCode=1&amount=1",
        b'{"description": "\xff"}',
        b'{"a":' * 10_000,
        b" " * (64 * 1024 + 1),
        b'{"data": {}, "data": {}}',
        b'{"data": {"amount": 1, "amount": 9}}',
        b'{"data": {"amount": 1e999}, "signature": "' + b"0" * 64 + b'"}',
    ],
)
def test_a_body_that_is_no_plain_json_object_is_neither_good_nor_read(body: bytes) -> None:
    assert checked(body) is Checked.BAD
    with pytest.raises(BadNotice):
        read_notice(body)
