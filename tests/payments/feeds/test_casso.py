"""Casso's calls, version 2: signatures checked in both forms, notices read strictly."""

import ast
import hashlib
import hmac
import json
import math
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.payments.errors import BadNotice
from marketplace.payments.feeds import casso
from marketplace.payments.feeds.casso import check_signature, is_test_call, php_form, read_notice, sign
from marketplace.payments.feeds.notice import Checked, Direction

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "webhook-vectors.json").read_text(encoding="utf-8"))
SECRET = VECTORS["keys"]["casso"]
SAMPLES = VECTORS["casso_v2"]
SENT = datetime.fromtimestamp(int(SAMPLES[0]["timestamp_ms"]) / 1000, UTC)
BODY = json.dumps(SAMPLES[0]["body"], ensure_ascii=False).encode()

# The sample that Casso publishes, with its key.
PUBLISHED_KEY = "mgExMrjj4i7a1p8Cs6LmFbpCd8lbw4sSX4LZXPag7TKazeIogtR90tvWYTkwQbvs"
PUBLISHED_MS = "1727948258788"
PUBLISHED_HEX = (
    "ed0a4bd2e826d5cb69988cdb141e6c1a080e21f3b57eb72cd78192220042b9e7"
    "dde0868fc667faea8e224900fa7904e7c88dfa098032fb2d6b6996856e8b7ff3"
)
PUBLISHED = {
    "error": 0,
    "data": {
        "id": 0,
        "reference": "MA_GIAO_DICH_THU_NGHIEM",
        "description": "giao dich thu nghiem",
        "amount": 599000,
        "runningBalance": 25000000,
        "transactionDateTime": "2024-10-03 15:06:37",
        "accountNumber": "88888888",
        "bankName": "VPBank",
        "bankAbbreviation": "VPB",
        "virtualAccountNumber": "",
        "virtualAccountName": "",
        "counterAccountName": "NGUYEN VAN A",
        "counterAccountNumber": "8888888888",
        "counterAccountBankId": "970415",
        "counterAccountBankName": "VietinBank",
    },
}


def checked(
    *,
    header: str | None = SAMPLES[0]["header"],
    body: bytes = BODY,
    secrets: tuple[str, ...] = (SECRET,),
    at: datetime = SENT,
) -> Checked:
    return check_signature(header=header, body=body, secrets=secrets, at=at)


def body_with(**changes: Any) -> bytes:
    """An ordinary notice with some fields of its data changed; `...` leaves a field out."""
    data = SAMPLES[0]["body"]["data"] | changes
    return json.dumps({"error": 0, "data": {name: told for name, told in data.items() if told is not ...}}).encode()


def test_the_published_sample_is_good() -> None:
    at = datetime.fromtimestamp(int(PUBLISHED_MS) / 1000, UTC)
    header = f"t={PUBLISHED_MS},v1={PUBLISHED_HEX}"

    assert sign(PUBLISHED, secret=PUBLISHED_KEY, timestamp_ms=PUBLISHED_MS) == header
    assert checked(header=header, body=json.dumps(PUBLISHED).encode(), secrets=(PUBLISHED_KEY,), at=at) is Checked.GOOD


@pytest.mark.parametrize("sample", SAMPLES, ids=["plain", "accents-and-slash"])
@pytest.mark.parametrize("form", ["header", "php_json_encode_default_hex"])
def test_calls_signed_by_node_and_php_are_good(sample: dict[str, Any], form: str) -> None:
    hex_of_php = sample["php_json_encode_default_hex"]
    if form == "header" or hex_of_php is None:  # plain text is the same in both forms
        header = sample["header"]
    else:
        header = f"t={sample['timestamp_ms']},v1={hex_of_php}"

    assert sign(sample["body"], secret=SECRET, timestamp_ms=sample["timestamp_ms"]) == sample["header"]
    for ensure_ascii in (True, False):
        body = json.dumps(sample["body"], ensure_ascii=ensure_ascii, indent=ensure_ascii).encode()
        assert checked(header=header, body=body) is Checked.GOOD


def test_the_php_form_escapes_slash_and_accents_as_php_does() -> None:
    assert php_form({"a": "gạo / 😀\x7f"}) == '{"a":"g\\u1ea1o \\/ \\ud83d\\ude00\x7f"}'


def test_order_spacing_and_the_form_of_a_number_do_not_matter() -> None:
    data = dict(reversed(SAMPLES[0]["body"]["data"].items())) | {"amount": 150000.0, "runningBalance": 2.515e7}

    assert checked(body=json.dumps({"data": data, "error": 0}, indent=1).encode()) is Checked.GOOD


def test_the_recipe_of_the_wrong_guides_is_bad() -> None:
    raw = hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest()

    assert checked(header="sha256=" + raw) is Checked.BAD
    assert checked(header=f"t=1795400000000,v1={raw}") is Checked.BAD


# D01
@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "t=1795400000000",
        SAMPLES[0]["header"][:-1],
        SAMPLES[0]["header"] + "0",
        SAMPLES[0]["header"].upper(),
        SAMPLES[0]["header"].replace("v1", "v2"),
        SAMPLES[0]["header"].replace(",", ", "),
        SAMPLES[0]["header"].split(",")[1],
        ",".join(reversed(SAMPLES[0]["header"].split(","))),
        "t=1795400000000," + SAMPLES[0]["header"],
        "t=-1,v1=" + "0" * 128,
        "t=soon,v1=" + "0" * 128,
        "t=" + "9" * 400 + ",v1=" + "0" * 128,
        "t=１７９５４０００００,v1=" + "0" * 128,
        "t=1795400000000,v1=" + "０" * 128,
        SAMPLES[1]["header"],
    ],
)
def test_a_missing_cut_or_foreign_header_is_bad(header: str | None) -> None:
    assert checked(header=header) is Checked.BAD


# D02
def test_every_single_changed_byte_of_body_header_and_secret_shows() -> None:
    compact = json.dumps(SAMPLES[0]["body"], separators=(",", ":")).encode()
    header = SAMPLES[0]["header"]
    assert checked(body=compact) is Checked.GOOD

    for place in range(len(compact)):
        other = compact[:place] + bytes([compact[place] ^ 1]) + compact[place + 1 :]
        assert checked(body=other) is Checked.BAD, other
    for place in range(len(header)):
        assert checked(header=header[:place] + chr(ord(header[place]) ^ 1) + header[place + 1 :]) is Checked.BAD
    assert checked(secrets=(SECRET + "x",)) is Checked.BAD


# D02
def test_signatures_are_compared_in_constant_time_and_every_one_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = ast.parse(Path(casso.__file__).read_text(encoding="utf-8"))
    function = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "check_signature")
    calls = {ast.unparse(n.func) for n in ast.walk(function) if isinstance(n, ast.Call)}
    compared = [
        ast.unparse(n)
        for n in ast.walk(function)
        if isinstance(n, ast.Compare) and any(isinstance(op, ast.Eq | ast.NotEq | ast.In) for op in n.ops)
    ]
    compare = hmac.compare_digest
    tried: list[bytes] = []

    def compare_and_note(told: bytes, ours: bytes) -> bool:
        tried.append(ours)
        return compare(told, ours)

    monkeypatch.setattr(hmac, "compare_digest", compare_and_note)

    assert checked(secrets=(SECRET, "older-secret")) is Checked.GOOD

    assert "hmac.compare_digest" in calls
    assert not compared
    assert len(tried) == 4


# D02
@given(
    data=st.dictionaries(
        st.text(max_size=6),
        st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(max_size=12),
        max_size=6,
    ),
    other=st.text(min_size=1, max_size=3),
)  # fmt: skip
def test_what_is_signed_is_good_and_anything_added_to_it_is_bad(data: dict[str, Any], other: str) -> None:
    told = {"error": 0, "data": data}
    header = sign(told, secret=SECRET, timestamp_ms="1795400000000")

    assert checked(header=header, body=json.dumps(told).encode()) is Checked.GOOD
    assert checked(header=header, body=json.dumps(told | {"more": other}).encode()) is Checked.BAD


# D03
@pytest.mark.parametrize(
    ("late_seconds", "worth"),
    [(0, "good"), (300, "good"), (-300, "good"), (300.001, "stale"), (-301, "stale"), (86400, "stale")],
)
def test_a_right_signature_is_stale_after_five_minutes(late_seconds: float, worth: str) -> None:
    assert checked(at=SENT + timedelta(seconds=late_seconds)) == worth


# D03
def test_an_old_call_with_a_wrong_signature_is_bad_and_not_stale() -> None:
    assert checked(body=b"{}", at=SENT + timedelta(days=1)) is Checked.BAD


# D09
def test_a_wrongly_signed_call_does_not_spoil_the_right_one() -> None:
    assert checked(body=body_with(amount=1)) is Checked.BAD
    assert checked() is Checked.GOOD


# D10
def test_old_and_new_secret_are_both_good_while_both_are_given() -> None:
    assert checked(secrets=("new-secret", SECRET)) is Checked.GOOD
    assert checked(secrets=("new-secret",)) is Checked.BAD


def test_no_secret_or_an_empty_one_lets_nobody_in() -> None:
    forged = sign(SAMPLES[0]["body"], secret="", timestamp_ms="1795400000000")

    assert checked(header=forged, secrets=("",)) is Checked.BAD
    assert checked(secrets=()) is Checked.BAD


def test_a_notice_is_read_with_vietnam_s_clock() -> None:
    notice = read_notice(json.dumps(SAMPLES[1]["body"]).encode())

    assert notice.outside_id == "9002"
    assert notice.account == "0900000001"
    assert notice.amount_vnd == 150_000
    assert notice.direction is Direction.IN
    assert notice.at == datetime(2026, 11, 23, 3, 18, 23, tzinfo=UTC)
    assert notice.memo == "CHO8N4PW2RT mua gạo / nếp"
    assert notice.reference == "FT26327000000001"
    assert notice.gateway == "VPBank"
    assert notice.payer == "Trần Thị Bình"


def test_an_amount_below_zero_went_out() -> None:
    notice = read_notice(body_with(amount=-150000, virtualAccountNumber="VA1"))

    assert (notice.direction, notice.amount_vnd, notice.sub_account) == (Direction.OUT, 150_000, "VA1")


def test_fields_we_do_not_know_are_read_past() -> None:
    assert read_notice(body_with(newField={"a": [1]}, bankName=..., counterAccountName=None)).payer == ""


# C24
@pytest.mark.parametrize(
    "amount", [0, -0.0, 0.5, -1.5, "150000", "", None, True, [1], {}, ..., 10**12 + 1, -(10**12) - 1, 1e300, math.inf]
)
def test_an_amount_that_is_no_whole_number_of_dong_is_refused(amount: object) -> None:
    with pytest.raises(BadNotice):
        read_notice(body_with(amount=amount))


# C24
@pytest.mark.parametrize(("told", "read"), [(1, 1), (10**12, 10**12), (599000.0, 599_000), (1e6, 1_000_000)])
def test_an_amount_in_javascript_s_own_form_is_read(told: float, read: int) -> None:
    assert read_notice(body_with(amount=told)).amount_vnd == read


@pytest.mark.parametrize(
    "changes",
    [
        {"id": None},
        {"id": True},
        {"id": -1},
        {"id": 9001.5},
        {"id": 2**64},
        {"id": ...},
        {"accountNumber": ...},
        {"accountNumber": 900000001},
        {"description": ...},
        {"description": "a\x00b"},
        {"description": "a\ud800b"},
        {"transactionDateTime": "23/11/2026 10:18:23"},
        {"transactionDateTime": "2026-02-30 10:18:23"},
        {"transactionDateTime": ...},
        {"counterAccountName": 7},
    ],
)
def test_missing_and_mistyped_fields_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadNotice):
        read_notice(body_with(**changes))


@pytest.mark.parametrize("told", [{"error": 1}, {"error": "0"}, {"error": ...}, {"data": []}, {"data": ...}])
def test_a_body_with_an_error_or_in_the_older_version_is_refused(told: dict[str, Any]) -> None:
    body = {name: value for name, value in (SAMPLES[0]["body"] | told).items() if value is not ...}

    with pytest.raises(BadNotice):
        read_notice(json.dumps(body).encode())


def test_the_panel_s_test_call_is_known_and_is_never_money() -> None:
    body = json.dumps(PUBLISHED).encode()

    assert is_test_call(body)
    with pytest.raises(BadNotice, match="test call"):
        read_notice(body)
    for other in (BODY, b"", b"{}", b'{"data": {"id": null}}', b'{"data": {"id": false}}', b'{"data": [{"id": 0}]}'):
        assert not is_test_call(other)


# D06
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"id=1&amount=1",
        b"\xef\xbb\xbf{}",
        b'{"description": "\xff"}',
        b'{"a":' * 10_000,
        b" " * (64 * 1024 + 1),
        b'{"error": 0, "error": 1}',
        b'{"data": {"amount": 1, "amount": 9}}',
        b'{"amount": NaN}',
        b'{"amount": ' + b"9" * 5000 + b"}",
        b'{"amount": 1e999}',
    ],
)
def test_a_body_that_is_no_plain_json_object_is_neither_good_nor_read(body: bytes) -> None:
    assert checked(body=body) is Checked.BAD
    assert not is_test_call(body)
    with pytest.raises(BadNotice):
        read_notice(body)
