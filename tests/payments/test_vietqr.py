import json
import re
import string
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from marketplace.payments.vietqr import (
    MEMO_LIMIT,
    Decoded,
    ErrorKind,
    VietQR,
    VietQRError,
    VNPayQR,
    clean_memo,
    decode,
    encode,
    order_payload,
    without_marks,
)
from marketplace.payments.vietqr.objects import crc

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parent.parent / "data" / "vietqr-vectors.json").read_text(encoding="utf-8")
)
PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
GOOD_PAYLOADS = [vector["payload"] for vector in VECTORS["encode"] + VECTORS["decode"]]
ORDER = order_payload("970436", "0123456789", 150_000, "HQX7K2MQ4XK")


def named(group: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("vector", VECTORS[group], ids=[vector["id"] for vector in VECTORS[group]])


def made_from(fields: dict[str, str]) -> VietQR | VNPayQR:
    plain = {name: value for name, value in fields.items() if name != "kind"}
    return VNPayQR(**plain) if fields.get("kind") == "vnpay" else VietQR(**plain)


def closed(text: str) -> str:
    """The text as a payload with a right closing sum."""
    return f"{text}6304{crc(text + '6304')}"


def refusal(text: str) -> VietQRError:
    with pytest.raises(VietQRError) as caught:
        decode(text)
    return caught.value


def answer(text: str) -> Decoded | ErrorKind:
    try:
        return decode(text)
    except VietQRError as fault:
        return fault.kind


# The vectors


def test_all_vectors_are_here() -> None:
    assert {name: len(VECTORS[name]) for name in VECTORS["meta"]["counts"]} == VECTORS["meta"]["counts"]
    assert {str(kind) for kind in ErrorKind} == set(VECTORS["meta"]["error_kinds"])


@named("encode")
def test_writes_what_independent_libraries_write(vector: dict[str, Any]) -> None:
    assert encode(made_from(vector["input"])) == vector["payload"]


@named("encode")
def test_reads_back_what_was_written(vector: dict[str, Any]) -> None:
    told = decode(vector["payload"]).as_fields()

    assert vector["input"].items() <= (told | {"kind": told["kind"]}).items()


@named("decode")
def test_reads_what_independent_libraries_read(vector: dict[str, Any]) -> None:
    assert decode(vector["payload"]).as_fields() == vector["expect"]


@named("reject")
def test_refuses_with_the_kind_of_the_vector(vector: dict[str, Any]) -> None:
    fault = refusal(vector["payload"])

    assert fault.kind == vector["error"]
    assert fault.where.removeprefix("root").startswith(vector["where"].removeprefix("root"))


@named("memo_clean")
def test_cleans_memos_as_the_vectors_do(vector: dict[str, Any]) -> None:
    assert clean_memo(vector["raw"]) == vector["clean"]


# NAPAS, VietQR format 1.0, chapter 6: four samples, two of them misprinted

STATIC_SAMPLE = "00020101021138570010A00000072701270006970403011{}00110123456780208QRIBFTTA53037045802VN6304{}"
CARD_SAMPLE = "00020101021238600010A00000072701300006970403011697040311012345670208QRIBFTTC{}"


def test_the_misprinted_static_sample_is_refused_and_the_repaired_one_read() -> None:
    misprinted = refusal(STATIC_SAMPLE.format("2", "F4E5"))
    repaired = decode(STATIC_SAMPLE.format("3", "9E6F"))

    assert (misprinted.kind, misprinted.where) == (ErrorKind.NESTED_LENGTH, "38.01@26")
    assert repaired.account == "0011012345678"


def test_the_misprinted_headline_of_the_card_sample_is_refused() -> None:
    headline = CARD_SAMPLE.format("53037045802VN6304A203").replace("010212", "010211")
    step_table = CARD_SAMPLE.format("530370454061800005802VN62340107NPS68690819thanh toan don hang6304A203")

    assert refusal(headline).kind is ErrorKind.CRC_MISMATCH
    assert decode(step_table).amount_vnd == 180_000


# Reading


@pytest.mark.parametrize("around", ["\n{}", "  {}\r\n", "\t{}\x0b", "\N{NO-BREAK SPACE}{} "])
def test_white_space_from_a_scanner_is_ignored(around: str) -> None:
    assert decode(around.format(ORDER)) == decode(ORDER)


@pytest.mark.parametrize("nothing", ["", " ", "\r\n\t"])
def test_nothing_is_empty(nothing: str) -> None:
    assert refusal(nothing).kind is ErrorKind.EMPTY


def test_sum_may_be_written_in_lower_case() -> None:
    assert decode(ORDER[:-4] + ORDER[-4:].lower()) == decode(ORDER)


@pytest.mark.parametrize(
    ("written", "amount_vnd"),
    [("50000", 50_000), ("50000.", 50_000), ("0050000", 50_000), ("9999999999999", 10**13 - 1)],
)
def test_amounts_that_must_be_read(written: str, amount_vnd: int) -> None:
    decoded = decode(closed(ORDER[:-8].replace("5406150000", f"54{len(written):02d}{written}")))

    assert (decoded.amount, decoded.amount_vnd) == (written, amount_vnd)


@pytest.mark.parametrize(
    "written",
    [
        "0",
        "000",
        "0.",
        ".",
        "50.000",
        "50,000",
        "50 000",
        "50000.5",
        "50000.0",
        "-5",
        "+5",
        "5e4",
        "٥٠٠٠٠",
        "５００００",
        "5_0",
        "²",
    ],
)
def test_amounts_that_are_no_amounts(written: str) -> None:
    fault = refusal(closed(ORDER[:-8].replace("5406150000", f"54{len(written):02d}{written}")))

    assert (fault.kind, fault.where) == (ErrorKind.AMOUNT_INVALID, "54")


def test_an_amount_of_fourteen_digits_is_too_long() -> None:
    fault = refusal(closed(ORDER[:-8].replace("5406150000", "541410000000000000")))

    assert (fault.kind, fault.where) == (ErrorKind.FIELD_TOO_LONG, "54")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (closed(ORDER[:-8] + "5802VN"), ErrorKind.DUPLICATE_ID),
        (closed(ORDER[:-8].replace("62150811HQX7K2MQ4XK", "62100801A0801A")), ErrorKind.DUPLICATE_ID),
        (closed(ORDER[:-8].replace("62150811", "62150X11")), ErrorKind.NESTED_LENGTH),
        (closed(ORDER[:-8].replace("62150811", "62150800")), ErrorKind.NESTED_LENGTH),
        (closed(ORDER[:-8].replace("62150811", "621508１１")), ErrorKind.NESTED_LENGTH),
        (closed(ORDER[:-8] + "7900"), ErrorKind.BAD_LENGTH),
        (closed(ORDER[:-8] + "79０２AB"), ErrorKind.BAD_LENGTH),
        (closed(ORDER[:-8] + "７902AB"), ErrorKind.BAD_ID),
        (closed(ORDER[:-8].replace("010212", "")), ErrorKind.MISSING_FIELD),
        (closed(ORDER[:-8].replace("010212", "010210")), ErrorKind.BAD_VALUE),
        (closed(ORDER[:-8].replace("5802VN", "5802vn")), ErrorKind.BAD_VALUE),
        (closed(ORDER[:-8].replace("QRIBFTTA", "QRIBFTTX")), ErrorKind.BAD_VALUE),
        (closed(ORDER[:-8].replace("A000000727", "a000000727")), ErrorKind.UNKNOWN_GUID),
        (closed(ORDER[:-8].replace("0123456789", "01234567８9")), ErrorKind.BAD_VALUE),
        (closed(ORDER[:-8].replace("970436", "97043６")), ErrorKind.BAD_VALUE),
        (closed(ORDER[:-8].replace("HQX7K2MQ4XK", "HQX7K2\nQ4XK")), ErrorKind.BAD_VALUE),
        (closed(ORDER[:-8] + "5502025602-5"), ErrorKind.AMOUNT_INVALID),
        (closed(ORDER[:-8] + "55020157015"), ErrorKind.BAD_VALUE),
        (closed(ORDER[:-8] + "55020356035005702.5"), ErrorKind.BAD_VALUE),
        (closed(ORDER[:-8] + "550203570200"), ErrorKind.BAD_VALUE),
        (closed("00020101021153037045802VN"), ErrorKind.MISSING_FIELD),
        (closed("00020101021126170013vn.airpay.www53037045802VN"), ErrorKind.MISSING_FIELD),
        (closed("00020101021126230014vn.airpay.www0102AB53037045802VN"), ErrorKind.NESTED_LENGTH),
        (closed("00020101021126230013vn.airpay.www0102AB53037045802VN"), ErrorKind.UNKNOWN_GUID),
        (ORDER[:-8] + "6303ABC", ErrorKind.CRC_MISMATCH),
        (ORDER[:-4] + "0x1F", ErrorKind.CRC_MISMATCH),
        (ORDER[:-4] + "ＡＢＣＤ", ErrorKind.CRC_MISMATCH),
        (ORDER + "A", ErrorKind.TRAILING_DATA),
        (ORDER[:-8], ErrorKind.MISSING_CRC),
        ("\N{BYTE ORDER MARK}" + ORDER, ErrorKind.NOT_EMV),
    ],
)
def test_other_faults_have_their_kind(text: str, kind: ErrorKind) -> None:
    assert refusal(text).kind is kind


def test_of_two_faults_the_earlier_kind_is_told() -> None:
    wrong_bank_and_amount = ORDER[:-8].replace("970436", "9704X6").replace("5406150000", "540615.000")

    assert refusal(wrong_bank_and_amount + "63040000").kind is ErrorKind.CRC_MISMATCH
    assert refusal(closed(wrong_bank_and_amount)).kind is ErrorKind.BAD_VALUE


def test_half_a_surrogate_pair_is_refused() -> None:
    assert refusal(ORDER[:-8].replace("HQX7K", "HQX7\ud800") + ORDER[-8:]).kind is ErrorKind.CRC_MISMATCH


def test_a_bank_account_goes_before_a_vnpay_merchant_in_the_same_code() -> None:
    both = closed(ORDER[:-8] + "26280010A00000077501100171472110")

    assert decode(both) == decode(ORDER)


def test_a_fault_says_where() -> None:
    fault = VietQRError(ErrorKind.BAD_VALUE, "38.01.00")

    assert str(fault) == "bad_value at 38.01.00"
    assert str(VietQRError(ErrorKind.EMPTY)) == "empty"


# True of every code

ASCII_TEXT = st.text(PRINTABLE, min_size=1, max_size=25)
ALNUM = st.text(string.ascii_letters + string.digits, min_size=1, max_size=19)
SUMS = st.integers(1, 10**13 - 1).map(str)
EXTRAS: dict[str, st.SearchStrategy[str]] = {
    "initiation": st.sampled_from(["11", "12"]),
    "amount": SUMS,
    "mcc": st.from_regex(r"[0-9]{4}", fullmatch=True),
    "merchant_name": ASCII_TEXT,
    "merchant_city": st.text(PRINTABLE, min_size=1, max_size=15),
    "postal_code": st.text(PRINTABLE, min_size=1, max_size=10),
    "bill_number": ASCII_TEXT,
    "purpose": ASCII_TEXT,
    "reference_label": st.text(PRINTABLE, min_size=1, max_size=20),
    "consumer_data_request": st.sampled_from(["A", "M", "E", "AM", "AME"]),
}
CODES = st.one_of(
    st.fixed_dictionaries(
        {
            "bank_bin": st.from_regex(r"[0-9]{6}", fullmatch=True),
            "account": ALNUM,
            "service": st.sampled_from(["QRIBFTTA", "QRIBFTTC"]),
        },
        optional=EXTRAS,
    ),
    st.fixed_dictionaries({"kind": st.just("vnpay"), "merchant_id": ALNUM}, optional=EXTRAS),
).map(made_from)


@given(CODES)
def test_what_is_encoded_decodes_to_the_same(code: VietQR | VNPayQR) -> None:
    told = decode(encode(code)).as_fields()

    del told["kind"], told["guid"], told["currency"], told["country"]
    if code.initiation is None:
        del told["initiation"]
    assert made_from(told | ({"kind": "vnpay"} if isinstance(code, VNPayQR) else {})) == code


@given(CODES)
@settings(max_examples=20, deadline=None)
def test_no_single_wrong_character_gets_through(code: VietQR | VNPayQR) -> None:
    payload = encode(code)

    for place, right in enumerate(payload):
        in_sum = place >= len(payload) - 4
        # A sum of the same value in the other case is no change.
        for wrong in set(PRINTABLE) - {right} - ({right.lower()} if in_sum else set()):
            with pytest.raises(VietQRError):
                decode(payload[:place] + wrong + payload[place + 1 :])


@given(st.one_of(st.text(), st.text(st.characters(codec=None)), st.text("0123456789").map("000201".__add__)))
@example("000201\ud800")
@example("0002010102111")
def test_any_text_is_read_or_refused_with_a_kind(text: str) -> None:
    assert isinstance(answer(text), Decoded | ErrorKind)


@given(st.sampled_from(GOOD_PAYLOADS), st.data())
@settings(max_examples=300)
def test_a_damaged_payload_is_read_or_refused_with_a_kind(payload: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(payload)))
    end = data.draw(st.integers(start, min(len(payload), start + 6)))
    damaged = payload[:start] + data.draw(st.text(max_size=6)) + payload[end:]
    if data.draw(st.booleans()):
        assume(all(not 0xD800 <= ord(character) <= 0xDFFF for character in damaged))
        damaged = closed(damaged[:-8])

    assert isinstance(answer(damaged), Decoded | ErrorKind)


@given(ALNUM)
def test_a_wrong_length_inside_never_gives_another_account(account: str) -> None:
    payload = encode(VietQR(bank_bin="970436", account=account))
    head, tail = "000697043601", payload[payload.index("0006970436") + 14 :]

    for wrong in {len(account) - 1, len(account) + 1, len(account) + 2} - {0}:
        before = payload[: payload.index(head)]
        refusal(closed(f"{before}{head}{wrong:02d}{tail[:-8]}"))


@given(st.text(max_size=60))
@example("đ" * 30)
@example(" a" * 30)
def test_a_cleaned_memo_fits_and_stays_as_it_is(text: str) -> None:
    cleaned = clean_memo(text)

    assert re.fullmatch(r"[A-Za-z0-9 .,\-_:/]*", cleaned)
    assert len(cleaned) <= MEMO_LIMIT
    assert clean_memo(cleaned) == cleaned


def test_a_memo_cut_between_two_words_ends_in_no_space() -> None:
    assert clean_memo("A" * 24 + " BC") == "A" * 24


@given(st.text(st.characters(max_codepoint=0x1EF9)))
@example("Đặng Thị Ổi")
def test_taking_marks_off_does_not_care_how_they_were_typed(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)

    assert without_marks(composed) == without_marks(decomposed)


def test_a_hostile_run_of_marks_does_not_take_long() -> None:
    # Normalised as a whole, half a million marks out of order are sorted for minutes.
    assert without_marks("a" + "\u0301\u0323" * 250_000) == "a"
