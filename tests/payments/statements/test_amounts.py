import datetime

import pytest

from marketplace.payments.statements import errors
from marketplace.payments.statements.amounts import amount_of, balance_of
from marketplace.payments.statements.dates import check_date, moment_of, time_of
from marketplace.payments.statements.errors import BadRow, UnreadableStatement
from marketplace.payments.statements.rows import Cell
from tests.payments.statements.files import MEMO, TODAY, read, xlsx

DAY = datetime.date(2026, 11, 23)


# E07
@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1.234.567", 1_234_567),
        ("1,234,567", 1_234_567),
        ("1 234 567,00", 1_234_567),
        ("1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567", 1_234_567),
        ("1,234,567.00", 1_234_567),
        ("1.234.567,0", 1_234_567),
        ("1234567", 1_234_567),
        ("+50000", 50_000),
        ("+ 50,000 VND", 50_000),
        ("(50,000)", -50_000),
        ("-50.000", -50_000),
        ("\N{MINUS SIGN}50.000", -50_000),
        ("50,000-", -50_000),
        ("50000 VND", 50_000),
        ("50.000 ₫", 50_000),
        ("50.000đ", 50_000),
        ("50.000 VNĐ", 50_000),
        ("₫50.000", 50_000),
        ("50.000 đồng", 50_000),
        ("1.000", 1_000),
        (150000.0, 150_000),
        (-2000, -2_000),
        ("", None),
        (" ", None),
        ("-", None),
        ("0", None),
        ("0,00", None),
        (0.0, None),
    ],
)
def test_amounts_are_read_with_their_sign(cell: Cell, amount: int | None) -> None:
    assert amount_of(cell) == amount


# E07, E08
@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("1.5", errors.HAS_DECIMALS),
        ("1,234.50", errors.HAS_DECIMALS),
        (0.5, errors.HAS_DECIMALS),
        (float("inf"), errors.HAS_DECIMALS),
        ("1.234,567", errors.HAS_DECIMALS),
        ("1.234.00", errors.BAD_AMOUNT),
        ("12.34.567", errors.BAD_AMOUNT),
        ("0.500.000", errors.BAD_AMOUNT),
        ("1e6", errors.BAD_AMOUNT),
        ("١٢٣", errors.BAD_AMOUNT),
        ("--5", errors.BAD_AMOUNT),
        ("năm mươi nghìn", errors.BAD_AMOUNT),
        ("9" * 5_000, errors.BAD_AMOUNT),
        (True, errors.BAD_AMOUNT),
        (DAY, errors.BAD_AMOUNT),
        ("1.000.000.000.001", errors.LARGER_THAN_ANY),
        (1e20, errors.LARGER_THAN_ANY),
    ],
)
def test_unclear_amounts_are_refused_and_never_become_zero(cell: Cell, reason: str) -> None:
    with pytest.raises(BadRow) as bad:
        amount_of(cell)

    assert bad.value.reason == reason


def test_a_balance_may_be_zero() -> None:
    assert balance_of("0") == 0
    assert balance_of("") is None


def signed(*rows: tuple[object, ...], side: bool = False) -> bytes:
    header = ("Ngày", "Nội dung", "Số tiền", *(["Nợ/Có"] if side else []))
    return xlsx([header, *rows])


# E07
@pytest.mark.parametrize(
    ("debit", "credit", "moved"),
    [("", "50,000", 50_000), ("50,000", "", -50_000), ("-50,000", "0", -50_000), ("(50,000)", "", -50_000)],
)
def test_two_columns_say_the_direction(debit: str, credit: str, moved: int) -> None:
    statement = read(xlsx([("Ngày", "Nội dung", "Ghi nợ", "Ghi có"), ("23/11/2026", MEMO, debit, credit)]))

    assert [row.signed_vnd for row in statement.rows] == [moved]


# E07, E08
@pytest.mark.parametrize(
    ("debit", "credit", "reason"),
    [
        ("1,000", "2,000", errors.TWO_AMOUNTS),
        ("", "-2,000", errors.WRONG_SIGN),
        ("", "(2,000)", errors.WRONG_SIGN),
        ("+2,000", "", errors.WRONG_SIGN),
        ("", "", errors.NO_AMOUNT),
        ("0", "0", errors.NO_AMOUNT),
        ("", "2,5", errors.HAS_DECIMALS),
    ],
)
def test_what_contradicts_its_column_is_refused(debit: str, credit: str, reason: str) -> None:
    statement = read(xlsx([("Ngày", "Nội dung", "Ghi nợ", "Ghi có"), ("23/11/2026", MEMO, debit, credit)]))

    assert not statement.rows
    assert [(refused.row, refused.reason) for refused in statement.refused] == [(2, reason)]


# E07
def test_one_signed_column_says_the_direction() -> None:
    statement = read(signed(("23/11/2026", MEMO, "+50,000"), ("23/11/2026", "x", "-20,000"), ("23/11/2026", "y", -5.0)))

    assert [row.signed_vnd for row in statement.rows] == [50_000, -20_000, -5]


# E07
def test_one_column_without_any_sign_is_refused_as_a_whole() -> None:
    with pytest.raises(UnreadableStatement) as refusal:
        read(signed(("23/11/2026", MEMO, "50,000"), ("23/11/2026", "x", "20,000")))

    assert refusal.value.sentence == errors.NO_SIGN


# E07
def test_a_column_of_debit_and_credit_letters_says_the_direction() -> None:
    statement = read(
        signed(
            ("23/11/2026", "a", "50,000", "C"),
            ("23/11/2026", "b", "50,000", "Nợ"),
            ("23/11/2026", "c", "-50,000", "D"),
            ("23/11/2026", "d", "50,000", "?"),
            ("23/11/2026", "e", "-50,000", "Có"),
            side=True,
        )
    )

    assert [row.signed_vnd for row in statement.rows] == [50_000, -50_000, -50_000]
    assert [(refused.row, refused.reason) for refused in statement.refused] == [
        (5, errors.BAD_SIDE),
        (6, errors.WRONG_SIGN),
    ]


@pytest.mark.parametrize(
    ("cell", "date", "time", "rest"),
    [
        ("23/11/2026", DAY, None, ""),
        ("23-11-2026 10:18:23", DAY, (10, 18, 23), ""),
        ("3/1/2026", datetime.date(2026, 1, 3), None, ""),
        ("2026-11-23T10:18", DAY, (10, 18, 0), ""),
        ("23/11/2026\n5243.65937", DAY, None, "5243.65937"),
        ("23/11/2026 10:18 5243.65937", DAY, (10, 18, 0), "5243.65937"),
        ("23/11/2026 2:05:00 PM", DAY, (14, 5, 0), ""),
        ("23/11/2026 00:00:00", DAY, None, ""),
        (46349.0, DAY, None, ""),
        (46349.429456, DAY, (10, 18, 25), ""),
        (datetime.datetime(2026, 11, 23, 10, 18), DAY, (10, 18, 0), ""),  # noqa: DTZ001
        (DAY, DAY, None, ""),
    ],
)
def test_dates_are_read_day_first(
    cell: Cell, date: datetime.date, time: tuple[int, int, int] | None, rest: str
) -> None:
    moment = moment_of(cell)

    assert moment is not None
    assert (moment.date, moment.time, moment.rest) == (date, datetime.time(*time) if time else None, rest)


# E16
@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("23/11/26", errors.SHORT_YEAR),
        ("11/23/2026", errors.BAD_DATE),
        ("30/02/2026", errors.BAD_DATE),
        ("23/11", errors.BAD_DATE),
        ("Tổng", errors.BAD_DATE),
        (150000.0, errors.BAD_DATE),
        (5, errors.BAD_DATE),
    ],
)
def test_what_is_no_clear_date_is_refused(cell: Cell, reason: str) -> None:
    with pytest.raises(BadRow) as bad:
        moment_of(cell)

    assert bad.value.reason == reason


# E16
def test_future_and_far_past_are_parked() -> None:
    check_date(TODAY, today=TODAY)
    for date, reason in (
        (TODAY + datetime.timedelta(days=1), errors.FUTURE),
        (datetime.date(2014, 12, 31), errors.TOO_EARLY),
    ):
        with pytest.raises(BadRow) as bad:
            check_date(date, today=TODAY)
        assert bad.value.reason == reason
    with pytest.raises(BadRow) as bad:
        check_date(DAY, today=TODAY, not_before=TODAY)
    assert bad.value.facts == {"found": "23/11/2026", "first": "26/11/2026"}


@pytest.mark.parametrize(
    "cell", ["10:18:23", datetime.time(10, 18, 23), 0.42943287, datetime.timedelta(seconds=37_103)]
)
def test_the_time_may_have_a_column_of_its_own(cell: Cell) -> None:
    assert time_of(cell) == datetime.time(10, 18, 23)
