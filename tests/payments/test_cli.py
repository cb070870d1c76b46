import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from click.testing import CliRunner, Result
from PIL import Image

from marketplace.payments.cli import payments, vietqr
from marketplace.payments.codes import check_symbol
from marketplace.payments.vietqr import ErrorKind, order_payload

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parent.parent / "data" / "vietqr-vectors.json").read_text(encoding="utf-8")
)
ONE = "HQX7K2MQ4X" + check_symbol("7K2MQ4X")
PAYLOAD = order_payload("970436", "0123456789", 150_000, ONE)
BANK_AND_ACCOUNT = {"bank_bin": "970436", "account": "0123456789"}


def run(*words: str, lines: bytes = b"") -> Result:
    group = payments if words[0] == "match" else vietqr
    return CliRunner().invoke(group, words, input=lines)


def answers(*words: str, values: list[Any]) -> list[Any]:
    lines = "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)
    result = run(*words, "--json-lines", lines=lines.encode())
    assert result.exit_code == 0, result.output
    told = result.stdout_bytes.decode().splitlines()
    assert len(told) == len(values)
    return [json.loads(line) for line in told]


def case(memo: Any = ONE, amount_vnd: Any = 150_000, **changed: Any) -> dict[str, Any]:
    return {
        "requests": [{"code": ONE, "account": "0123456789", "amount_vnd": 150_000}],
        "credit": {"account": "0123456789", "amount_vnd": amount_vnd, "memo": memo},
    } | changed


def test_encode_answers_every_vector() -> None:
    told = answers("encode", values=[vector["input"] for vector in VECTORS["encode"]])

    assert told == [{"payload": vector["payload"]} for vector in VECTORS["encode"]]


def test_decode_answers_every_vector() -> None:
    vectors = VECTORS["decode"] + VECTORS["reject"]

    told = answers("decode", values=[vector["payload"] for vector in vectors])

    assert told == [vector.get("expect") or {"error": vector["error"]} for vector in vectors]


def test_clean_memo_answers_every_vector() -> None:
    told = answers("clean-memo", values=[vector["raw"] for vector in VECTORS["memo_clean"]])

    assert told == [vector["clean"] for vector in VECTORS["memo_clean"]]


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ([], "bad_input"),
        ("970436", "bad_input"),
        (None, "bad_input"),
        (BANK_AND_ACCOUNT | {"amount": 50_000}, "bad_input"),
        (BANK_AND_ACCOUNT | {"amonut": "50000"}, "bad_input"),
        (BANK_AND_ACCOUNT | {"kind": "momo"}, "bad_input"),
        (BANK_AND_ACCOUNT | {"kind": ["vnpay"]}, "bad_input"),
        (BANK_AND_ACCOUNT | {"merchant_id": "0171472110"}, "bad_input"),
        ({"account": "0123456789"}, "missing_field"),
        ({"bank_bin": "970436", "account": None}, "missing_field"),
        ({"kind": "vnpay"}, "missing_field"),
        ({}, "missing_field"),
        (BANK_AND_ACCOUNT | {"bank_bin": "1"}, "bad_value"),
        (BANK_AND_ACCOUNT | {"amount": "1.5"}, "amount_invalid"),
        (BANK_AND_ACCOUNT | {"purpose": "A" * 26}, "field_too_long"),
        (BANK_AND_ACCOUNT | {"purpose": "\ud800"}, "bad_value"),
    ],
)
def test_encode_says_what_is_wrong(value: Any, error: str) -> None:
    result = run("encode", "--json-lines", lines=json.dumps(value).encode())

    assert json.loads(result.stdout_bytes) == {"error": error}


def test_encode_takes_nothing_for_what_is_null_and_passes_over_what_a_person_typed() -> None:
    told = answers(
        "encode", values=[BANK_AND_ACCOUNT | {"kind": "vietqr", "amount": None, "memo_before_cleaning": "gạo"}]
    )

    assert told == answers("encode", values=[BANK_AND_ACCOUNT])


@pytest.mark.parametrize("words", ["encode", "decode", "clean-memo", "match"])
def test_a_bad_line_is_answered_and_the_next_one_read(words: str) -> None:
    bad = [b"{", b"", b"\xff\xfe", b"NaN", b'{"a": Infinity}', b"1" * 5_000, b"[" * 100_000, b"'a'", b'"a" "b"']
    good = {
        "encode": BANK_AND_ACCOUNT,
        "decode": PAYLOAD,
        "clean-memo": "gạo nếp",
        "match": case(),
    }[words]

    result = run(words, "--json-lines", lines=b"\n".join([*bad, b"7", json.dumps(good).encode()]))

    told = [json.loads(line) for line in result.stdout_bytes.splitlines()]
    assert result.exit_code == 0
    assert told[: len(bad)] == [{"error": "bad_json"}] * len(bad)
    assert told[len(bad)] == {"error": "bad_input"}
    assert "error" not in told[-1]
    assert len(told) == len(bad) + 2


def test_a_mark_before_the_first_line_and_windows_line_ends_are_passed_over() -> None:
    result = run("clean-memo", "--json-lines", lines=b'\xef\xbb\xbf"a"\r\n"b"\r\n')

    assert result.stdout_bytes == b'"a"\n"b"\n'


def test_half_a_surrogate_pair_is_answered_in_json() -> None:
    lines = b'"\\ud800"\n'

    assert json.loads(run("decode", "--json-lines", lines=lines).stdout_bytes) == {"error": ErrorKind.NOT_EMV}
    assert json.loads(run("clean-memo", "--json-lines", lines=lines).stdout_bytes) == ""
    odd = case("", requests=[{"code": "HQX\ud800", "account": "0123456789", "amount_vnd": 150_000}])
    told = json.loads(run("match", "--json-lines", lines=json.dumps(odd).encode()).stdout_bytes)
    assert told["decision"] == "suggest"


@pytest.mark.parametrize("words", ["encode", "decode", "clean-memo", "match"])
def test_without_its_flag_a_command_says_what_it_wants(words: str) -> None:
    result = run(words)

    assert result.exit_code == 2
    assert "--json-lines" in result.stderr


def test_no_lines_have_no_answers() -> None:
    assert run("decode", "--json-lines").stdout_bytes == b""


def test_match_answers_with_decision_allocations_and_reason() -> None:
    told = answers("match", values=[case(), case(amount_vnd=200_000), case("chuyen tien"), case("", 1)])

    assert [each["decision"] for each in told] == ["settle", "settle", "suggest", "park"]
    assert told[1]["allocations"] == [{"code": ONE, "amount_vnd": 150_000}]
    assert told[2]["allocations"] == told[3]["allocations"] == []
    assert all(each.keys() == {"decision", "allocations", "reason"} for each in told)
    assert "Đã ghi 150.000" in told[0]["reason"]


@pytest.mark.parametrize(
    "value",
    [
        {},
        case(requests={}),
        case(requests=[1]),
        case(requests=[{"code": ONE, "account": "1"}]),
        case(requests=[{"code": 1, "account": "1", "amount_vnd": 1}]),
        case(requests=[{"code": ONE, "account": "1", "amount_vnd": 0}]),
        case(credit=None),
        case(credit={"account": "1", "amount_vnd": 1}),
        case(memo=None),
        *(case(amount_vnd=amount) for amount in (0, -1, 1.5, True, "150000", None, 10**13)),
    ],
)
def test_match_refuses_what_is_no_case(value: Any) -> None:
    assert answers("match", values=[value, case()])[0] == {"error": "bad_input"}


@pytest.mark.parametrize("ending", [".png", ".svg", ".PNG"])
def test_image_draws_by_the_ending(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"code{ending}"

    result = run("image", f" {PAYLOAD}\n", str(file))

    assert result.exit_code == 0, result.output
    if ending == ".svg":
        assert file.read_text(encoding="utf-8").startswith("<svg ")
    else:
        with Image.open(file) as picture:
            assert [found.text for found in zxingcpp.read_barcodes(picture)] == [PAYLOAD]


def test_image_refuses_what_is_no_payload_and_other_endings(tmp_path: Path) -> None:
    wrong_payload = run("image", PAYLOAD[:-1] + "!", str(tmp_path / "code.png"))
    wrong_ending = run("image", PAYLOAD, str(tmp_path / "code.jpg"))

    assert wrong_payload.exit_code == wrong_ending.exit_code == 2
    assert "crc_mismatch" in wrong_payload.stderr
    assert ".svg" in wrong_ending.stderr
    assert not list(tmp_path.iterdir())


def test_answers_come_line_by_line_in_utf8_whatever_the_terminals_language() -> None:
    program = "from marketplace.payments.cli import payments; payments()"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    asked = json.dumps(case("gạo " + ONE), ensure_ascii=False).encode() + b"\n"
    with subprocess.Popen(
        [sys.executable, "-c", program, "match", "--json-lines"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parent.parent.parent,
        env=environment | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ) as asking:
        # Without an answer the reading below would wait for ever.
        watch = threading.Timer(20, asking.kill)
        watch.start()
        assert asking.stdin is not None
        assert asking.stdout is not None
        for _ in range(2):
            # The answer must come while the input is still open.
            asking.stdin.write(asked)
            asking.stdin.flush()
            assert "Đã ghi" in asking.stdout.readline().decode("utf-8")
        asking.stdin.close()
        assert asking.wait(timeout=20) == 0
        watch.cancel()
