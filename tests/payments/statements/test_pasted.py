import time
from datetime import UTC, date, datetime

import pytest

from marketplace.payments.feeds.notice import Direction
from marketplace.payments.statements import errors
from marketplace.payments.statements.errors import UnreadableStatement
from marketplace.payments.statements.pasted import read_pasted, shows_account
from tests.payments.statements.files import CODE, TODAY

MONDAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 3, 18, tzinfo=UTC)

VCB = f"SD TK 0123456789 +150,000VND luc 23-11-2026 10:18:00. SD 1,234,567VND. Ref MBVCB.7000000001.{CODE}.CT tu 1234500099"
MB = f"TK 09xxx123 GD: +150,000VND 23/11/26 10:18 SD:1,234,567VND ND: {CODE}"


@pytest.mark.parametrize(
    ("message", "bank", "account", "memo"),
    [
        (VCB, "VCB", "0123456789", f"MBVCB.7000000001.{CODE}.CT tu 1234500099"),
        (
            f"Số dư TK VCB 0123456789 +150,000 VND lúc 23-11-2026 10:18:00. Số dư 1,234,567 VND. Ref {CODE} Đậu",
            "VCB",
            "0123456789",
            f"{CODE} Đậu",
        ),
        (MB, "", "123", CODE),
        (f"TK 1903xxx | GD: +150,000VND 23/11/26 10:18 | SD: 1,234,567VND | ND: {CODE}", "", "1903", CODE),
        (
            f"TK 09xxx123|GD: +150,000VND 23/11/26 10:18 |SD:1,234,567VND|TU: NGUYEN VAN AN|ND: {CODE} ND: +9VND",
            "",
            "123",
            f"{CODE} ND: +9VND",
        ),
        (
            f"TK xxx123 tai BIDV +150,000VND vao 10:18 23/11/2026. So du:1,234,567VND. ND: {CODE}",
            "BIDV",
            "123",
            CODE,
        ),
        (
            f"Agribank: 10h18p 23/11 TK 1500200123456: +150,000VND ({CODE} (gao) SD: 5). SD: 1,234,567VND.",
            "AGRIBANK",
            "1500200123456",
            f"{CODE} (gao) SD: 5",
        ),
        (
            f"ACB: TK 12345678(VND) + 150,000 luc 10:18 23/11/2026. So du 1,234,567. GD: {CODE} GD 174242-090826",
            "ACB",
            "12345678",
            f"{CODE} GD 174242-090826",
        ),
        (
            f"(TPBank): 23/11/26;10:18 TK: xx1234  PS:+150.000VND SD: 1.234.567VND ND: {CODE}",
            "TPB",
            "1234",
            CODE,
        ),
        (f"(TPBank): 23-11-2026;10:18 TK: xx1234 PS:+150.000VND SD: 1.234.567VND ND: {CODE}", "TPB", "1234", CODE),
        (
            f"VietinBank:23/11/2026 10:18|TK:108012345678|GD:+150,000VND|SDC:1,234,567VND|ND:CT DEN:519800000001 SEVQR {CODE}",
            "CTG",
            "108012345678",
            f"CT DEN:519800000001 SEVQR {CODE}",
        ),
        (
            f"Sacombank: 23/11/2026 10:18 TK: 060012345678 PS: +150,000 VND So du kha dung: 1,234,567 VND {CODE}",
            "STB",
            "060012345678",
            CODE,
        ),
    ],
)
def test_each_banks_message_is_read(message: str, bank: str, account: str, memo: str) -> None:
    statement = read_pasted(message, today=TODAY)

    assert (statement.bank, statement.account, statement.refused) == (bank, account, [])
    (row,) = statement.rows
    assert (row.row, row.date, row.at, row.direction) == (1, MONDAY, AT, Direction.IN)
    assert (row.amount_vnd, row.balance_vnd, row.memo) == (150_000, 1_234_567, memo)


def test_techcombank_writes_no_date_so_a_line_above_it_does() -> None:
    message = f"TK 19031234567890\nSo tien GD:+150,000\nSo du:1,234,567\n{CODE} ND: gao"

    (undated,) = read_pasted(message, today=TODAY).refused
    (row,) = read_pasted(f"23/11/2026 10:20\n{message}", today=TODAY).rows
    (received,) = read_pasted(message, today=TODAY, received_on=MONDAY).rows

    assert undated.reason == errors.ALERT_WITHOUT_DATE
    assert (row.row, row.date, row.amount_vnd, row.memo) == (2, MONDAY, 150_000, f"{CODE} ND: gao")
    assert received.date == MONDAY


def test_several_messages_at_once_keep_the_line_they_begin_on() -> None:
    text = (
        f"Vietcombank\n{VCB}\n\nchao ban 123\n\n{VCB.replace('+', '-')}\nhang thu hai\n{VCB.replace('23-11', '27-11')}"
    )

    statement = read_pasted(text, today=TODAY)

    assert [(row.row, row.signed_vnd) for row in statement.rows] == [(2, 150_000), (6, -150_000)]
    assert statement.rows[1].memo.endswith("hang thu hai")
    assert [(refused.row, refused.reason) for refused in statement.refused] == [
        (4, errors.NOT_AN_ALERT),
        (8, errors.FUTURE),
    ]


@pytest.mark.parametrize(
    ("day", "today", "expected"),
    [
        ("23/11", date(2026, 11, 26), MONDAY),
        ("23/11", date(2026, 11, 23), MONDAY),
        ("31/12", date(2026, 1, 2), date(2025, 12, 31)),
        ("23/11/26", date(2026, 11, 26), MONDAY),
    ],
)
def test_a_day_without_its_year_is_the_newest_that_has_been(day: str, today: date, expected: date) -> None:
    message = f"Agribank: 10h18p {day} TK 1500200: +150,000VND ({CODE}). SD: 1VND."

    assert [row.date for row in read_pasted(message, today=today).rows] == [expected]


# E08
@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("TK 123456 GD: 150,000VND 23/11/26 10:18 SD: 2VND ND: +5,000VND", errors.ALERT_WITHOUT_SIGN),
        ("TK 123456 23/11/26 10:18 SD: +2,000VND ND: x", errors.ALERT_WITHOUT_SIGN),
        ("TK 123456 GD: +1,50VND 23/11/26 10:18 SD: 2VND ND: x", errors.HAS_DECIMALS),
        ("TK 123456 GD: +0VND 23/11/26 10:18 SD: 2VND ND: x", errors.NO_AMOUNT),
        ("TK 123456 GD: +150,000VND 32/11/26 10:18 SD: 2VND ND: x", errors.BAD_DATE),
        ("So du: 5 ND: TK 123456 +150,000VND 23/11/26", errors.ALERT_WITHOUT_SIGN),
        ("ND: TK 123456 +150,000VND 23/11/26", errors.ALERT_WITHOUT_SIGN),
        ("Ma OTP cua ban la 123456", errors.NOT_AN_ALERT),
    ],
)
def test_what_is_unclear_is_refused_and_the_memo_is_never_believed(message: str, reason: str) -> None:
    statement = read_pasted(message, today=TODAY)

    assert not statement.rows
    assert [(refused.row, refused.reason) for refused in statement.refused] == [(1, reason)]


# E10
def test_messages_of_two_accounts_ask_which() -> None:
    text = f"{VCB}\n{MB}"

    with pytest.raises(UnreadableStatement) as several:
        read_pasted(text, today=TODAY)
    with pytest.raises(UnreadableStatement) as other:
        read_pasted(VCB, today=TODAY, account="55555")

    assert several.value.sentence == errors.SEVERAL_ACCOUNTS
    assert other.value.sentence == errors.OTHER_ACCOUNT
    assert len(read_pasted(text, today=TODAY, account="0900000123").rows) == 1
    assert shows_account("123", "0900000123") and not shows_account("", "1")


@pytest.mark.parametrize(("text", "sentence"), [(" \n", errors.NO_MESSAGES), ("ạ" * 40_000, errors.TEXT_TOO_LONG)])
def test_empty_and_endless_texts_are_refused(text: str, sentence: str) -> None:
    with pytest.raises(UnreadableStatement) as refusal:
        read_pasted(text, today=TODAY)

    assert refusal.value.sentence == sentence


# O15
@pytest.mark.parametrize(
    "piece",
    ["TK 1", "TK 123456 +1,", "TK x", "+1 ", "1/1/", "10:18:", "(SD 1", "TK 1: +1VND (SD ", "ND", ") SD:1 ", "SD TK 1\n", "TK 123456 GD: +1VND SD:1VND|ND:x\n", "- ", "so du "],
)  # fmt: skip
def test_reading_takes_time_in_proportion_to_the_text(piece: str) -> None:
    # Twenty times the text in a tenth of a second or in fifty times the time: a square would take four hundred times.
    short, long = (best_time(piece * (size // len(piece))) for size in (5_000, 99_000))

    assert long < 0.1 or long < 60 * short


def best_time(text: str) -> float:
    def once() -> float:
        began = time.process_time()
        _try(text)
        return time.process_time() - began

    return min(once() for _ in range(3))


def _try(text: str) -> None:
    try:
        read_pasted(text, today=TODAY)
    except UnreadableStatement:
        return
