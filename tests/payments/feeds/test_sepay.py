"""SePay's calls: signatures checked, notices read strictly."""

import ast
import json
import math
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from marketplace.payments.errors import BadNotice
from marketplace.payments.feeds import sepay
from marketplace.payments.feeds.notice import Checked, Direction, write_instant
from marketplace.payments.feeds.sepay import check_api_key, check_signature, read_notice, sign

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "webhook-vectors.json").read_text(encoding="utf-8"))
SECRET = VECTORS["keys"]["sepay"]
SAMPLES = VECTORS["sepay_hmac"]
SENT = datetime.fromtimestamp(int(SAMPLES[0]["timestamp"]), UTC)


def checked(
    *,
    timestamp: str | None = SAMPLES[0]["timestamp"],
    signature: str | None = SAMPLES[0]["header_signature"],
    body: bytes = SAMPLES[0]["raw_body"].encode(),
    secrets: tuple[str, ...] = (SECRET,),
    at: datetime = SENT,
) -> Checked:
    return check_signature(timestamp=timestamp, signature=signature, body=body, secrets=secrets, at=at)


def body_with(**changes: Any) -> bytes:
    """An ordinary notice with some fields changed; `...` leaves a field out."""
    told = json.loads(SAMPLES[0]["raw_body"]) | changes
    return json.dumps({name: value for name, value in told.items() if value is not ...}).encode()


@pytest.mark.parametrize("sample", SAMPLES, ids=["vcb", "mb"])
def test_calls_signed_by_node_php_and_python_are_good(sample: dict[str, Any]) -> None:
    body = sample["raw_body"].encode()
    at = datetime.fromtimestamp(int(sample["timestamp"]), UTC)

    assert sign(body, secret=SECRET, timestamp=sample["timestamp"]) == sample["header_signature"]
    assert (
        checked(timestamp=sample["timestamp"], signature=sample["header_signature"], body=body, at=at) is Checked.GOOD
    )


# D01
@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        "sha256=",
        SAMPLES[0]["header_signature"][:-1],
        SAMPLES[0]["header_signature"] + "0",
        SAMPLES[0]["header_signature"].removeprefix("sha256="),
        "sha256=" + "0" * 64,
        "sha512=" + SAMPLES[0]["header_signature"].removeprefix("sha256="),
        SAMPLES[0]["header_signature"].upper(),
        "sha256=" + "０" * 64,
        f"{SAMPLES[0]['header_signature']},{SAMPLES[0]['header_signature']}",
        SAMPLES[1]["header_signature"],
    ],
)
def test_a_missing_cut_or_foreign_signature_is_bad(signature: str | None) -> None:
    assert checked(signature=signature) is Checked.BAD


# D01
@pytest.mark.parametrize(
    "timestamp", [None, "", "soon", "-1", "1795400000.0", " 1795400000", "１７９５４０００００", "9" * 400]
)
def test_a_time_that_is_no_number_is_bad(timestamp: str | None) -> None:
    assert checked(timestamp=timestamp) is Checked.BAD


# D02
def test_every_single_changed_byte_of_body_time_and_secret_shows() -> None:
    body = SAMPLES[0]["raw_body"].encode()

    for place in range(len(body)):
        other = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
        assert checked(body=other) is Checked.BAD
    assert checked(timestamp="1795400001") is Checked.BAD
    assert checked(secrets=(SECRET + "x",)) is Checked.BAD


# D02
def test_signatures_are_compared_in_constant_time() -> None:
    tree = ast.parse(Path(sepay.__file__).read_text(encoding="utf-8"))
    function = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "check_signature")
    calls = {ast.unparse(n.func) for n in ast.walk(function) if isinstance(n, ast.Call)}
    compared = [
        ast.unparse(n)
        for n in ast.walk(function)
        if isinstance(n, ast.Compare) and any(isinstance(op, ast.Eq | ast.NotEq | ast.In) for op in n.ops)
    ]

    assert "hmac.compare_digest" in calls
    assert not compared


# D03
@pytest.mark.parametrize(
    ("late_seconds", "worth"),
    [(0, "good"), (300, "good"), (-300, "good"), (301, "stale"), (-301, "stale"), (86400, "stale")],
)
def test_a_right_signature_is_stale_after_five_minutes(late_seconds: int, worth: str) -> None:
    assert checked(at=SENT + timedelta(seconds=late_seconds)) == worth


# D03
def test_an_old_call_with_a_wrong_signature_is_bad_and_not_stale() -> None:
    assert checked(body=b"{}", at=SENT + timedelta(days=1)) is Checked.BAD


# D10
def test_old_and_new_secret_are_both_good_while_both_are_given() -> None:
    assert checked(secrets=("new-secret", SECRET)) is Checked.GOOD
    assert checked(secrets=("new-secret",)) is Checked.BAD


def test_no_secret_or_an_empty_one_lets_nobody_in() -> None:
    body = b"{}"
    forged = sign(body, secret="", timestamp=SAMPLES[0]["timestamp"])

    assert checked(body=body, signature=forged, secrets=("",)) is Checked.BAD
    assert checked(secrets=()) is Checked.BAD


def test_a_notice_is_read_with_vietnam_s_clock() -> None:
    notice = read_notice(SAMPLES[0]["raw_body"].encode())

    assert notice.outside_id == "92001"
    assert notice.account == "0900000001"
    assert notice.sub_account == ""
    assert notice.amount_vnd == 150_000
    assert notice.direction is Direction.IN
    assert notice.at == datetime(2026, 11, 23, 3, 18, 23, tzinfo=UTC)
    assert "CHO7K2MQ4XD" in notice.memo
    assert notice.reference == "MBVCB.7000000001"
    assert notice.gateway == "Vietcombank"
    assert write_instant(notice.at) == "2026-11-23 10:18:23"


def test_a_memo_with_vietnamese_letters_is_kept_as_told() -> None:
    assert read_notice(SAMPLES[1]["raw_body"].encode()).memo == "tien gạo"


@pytest.mark.parametrize(("told", "kept"), [(92001, "92001"), ("92001", "92001"), ("092001", "92001"), (0, "0")])
def test_an_id_as_number_or_as_digits_is_the_same_id(told: object, kept: str) -> None:
    assert read_notice(body_with(id=told)).outside_id == kept


def test_money_out_is_told_as_out() -> None:
    assert read_notice(body_with(transferType="out")).direction is Direction.OUT


def test_fields_we_do_not_know_are_read_past() -> None:
    assert read_notice(body_with(newField={"a": [1]})).amount_vnd == 150_000


def test_a_null_or_missing_text_beside_the_memo_is_empty() -> None:
    notice = read_notice(body_with(content=None, description=None, referenceCode=..., gateway=..., subAccount="VA1"))

    assert (notice.memo, notice.description, notice.reference, notice.gateway) == ("", "", "", "")
    assert notice.sub_account == "VA1"


# C24
@pytest.mark.parametrize(
    "amount",
    [0, -1, -150000, 150000.0, 0.5, 1e5, "150000", "", None, True, [150000], {}, ..., 10**12 + 1, math.nan, math.inf],
)
def test_an_amount_that_is_no_whole_number_of_dong_is_refused(amount: object) -> None:
    with pytest.raises(BadNotice):
        read_notice(body_with(transferAmount=amount))


# C24
def test_amounts_at_both_ends_are_read() -> None:
    assert read_notice(body_with(transferAmount=1)).amount_vnd == 1
    assert read_notice(body_with(transferAmount=10**12)).amount_vnd == 10**12


@pytest.mark.parametrize("told", [None, True, -1, 1.0, "", "x1", "１２", "1 ", "-1", [1], 2**64, "9" * 21, ...])
def test_an_id_that_is_no_whole_number_is_refused(told: object) -> None:
    with pytest.raises(BadNotice, match="bad notice"):
        read_notice(body_with(id=told))


# C25
@pytest.mark.parametrize(
    "when",
    [
        "23/11/2026 10:18:23",
        "2026-11-23T10:18:23",
        "2026-11-23 10:18",
        "2026-11-23 10:18:23Z",
        "2026-11-23 10:18:23+07:00",
        "2026-13-01 10:18:23",
        "2026-02-30 10:18:23",
        "2026-11-23 24:00:00",
        "0001-01-01 00:00:00",
        "２０２６-11-23 10:18:23",
        1795400000,
        "",
        None,
        ...,
    ],
)
def test_a_time_in_another_form_is_refused_and_never_read_as_now(when: object) -> None:
    with pytest.raises(BadNotice):
        read_notice(body_with(transactionDate=when))


@pytest.mark.parametrize(
    "changes",
    [
        {"accountNumber": ...},
        {"accountNumber": None},
        {"accountNumber": " "},
        {"accountNumber": 900000001},
        {"content": ...},
        {"content": 7},
        {"content": "a\x00b"},
        {"content": "a\ud800b"},
        {"transferType": ...},
        {"transferType": "IN"},
        {"transferType": ["in"]},
        {"subAccount": 1},
    ],
)
def test_missing_and_mistyped_fields_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadNotice):
        read_notice(body_with(**changes))


# D06
@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"null", "not an object"),
        (b"[]", "not an object"),
        (b'"text"', "not an object"),
        (b"id=1&transferAmount=1", "not JSON"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        (b'{"content": "\xff"}', "not UTF-8"),
        ('{"id": 1}'.encode("utf-16"), "not UTF-8"),
        (b"[" * 60_000, "nested too deep"),
        (b'{"a":' * 10_000, "nested too deep"),
        (b" " * (64 * 1024 + 1), "larger than 64 KB"),
        (b'{"id": 1, "id": 2}', "a field stands twice"),
        (b'{"x": {"a": 1, "a": 2}}', "a field stands twice"),
        (b'{"transferAmount": NaN}', "NaN is no JSON number"),
        (b'{"transferAmount": -Infinity}', "-Infinity is no JSON number"),
        (b'{"transferAmount": ' + b"9" * 5000 + b"}", "not JSON"),
    ],
)
def test_a_body_that_is_no_plain_json_object_is_refused_in_words(body: bytes, why: str) -> None:
    with pytest.raises(BadNotice) as refused:
        read_notice(body)

    assert refused.value.why == why
    assert refused.value.status == 400


def test_brackets_inside_a_memo_are_not_nesting() -> None:
    assert read_notice(body_with(content='[[[[[[[[[[{{{{ \\" ]')).memo.startswith("[[[[")


def test_the_right_api_key_is_good() -> None:
    assert check_api_key(header="Apikey our-key", keys=["our-key"]) is Checked.GOOD


# D01
@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Apikey",
        "Apikey ",
        "our-key",
        "apikey our-key",
        "APIKEY our-key",
        "Bearer our-key",
        "Apikey  our-key",
        " Apikey our-key",
        "Apikey our-ke",
        "Apikey our-keyy",
        "Apikey Our-key",
        "Apikey our-key,Apikey our-key",
        "Apikey our-k\udce9y",
    ],
)
def test_another_word_or_another_key_is_bad(header: str | None) -> None:
    assert check_api_key(header=header, keys=["our-key"]) is Checked.BAD


# D10
def test_old_and_new_api_key_are_both_good_while_both_are_given() -> None:
    assert check_api_key(header="Apikey old", keys=["new", "old"]) is Checked.GOOD
    assert check_api_key(header="Apikey old", keys=["new"]) is Checked.BAD


@pytest.mark.parametrize("key", ["", " "])
def test_no_api_key_or_an_empty_one_lets_nobody_in(key: str) -> None:
    assert check_api_key(header=f"Apikey {key}", keys=[key]) is Checked.BAD
    assert check_api_key(header="Apikey our-key", keys=[]) is Checked.BAD


# D02
def test_api_keys_are_compared_in_constant_time() -> None:
    tree = ast.parse(Path(sepay.__file__).read_text(encoding="utf-8"))
    function = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "check_api_key")

    assert "hmac.compare_digest" in {ast.unparse(n.func) for n in ast.walk(function) if isinstance(n, ast.Call)}
    assert not [n for n in ast.walk(function) if isinstance(n, ast.Compare)]
