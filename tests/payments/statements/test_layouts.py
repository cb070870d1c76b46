"""Every layout of facts/statements.md, section 1."""

from datetime import UTC, date, datetime

import pytest

from marketplace.payments.statements import errors
from marketplace.payments.statements.errors import UnreadableStatement
from marketplace.payments.statements.headers import find_header
from tests.payments.statements import files
from tests.payments.statements.files import CODE, MEMO, credit_row, html, read, simple, told, xls, xlsx

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def test_vietcombank_simple() -> None:
    statement = read(xlsx(simple(credit_row(), ("24/11/2026", "5243.65937", "11,000", "", "PHI SMS"))))

    assert (statement.bank, statement.account, statement.header_row) == ("VCB", "0123456789", 4)
    assert told(statement) == [
        (MONDAY, 150_000, MEMO, "5243.65937"),
        (TUESDAY, -11_000, "PHI SMS", "5243.65937"),
    ]
    assert [row.row for row in statement.rows] == [5, 6]
    assert statement.mapping == {"date": 0, "reference": 1, "debit": 2, "credit": 3, "memo": 4}


def test_vietcombank_with_the_document_number_in_the_date_cell() -> None:
    statement = read(files.vcb_digibank())

    assert (statement.bank, statement.account) == ("VCB", "0123456789")
    assert told(statement) == [
        (MONDAY, 150_000, MEMO, "5243.65937"),
        (TUESDAY, -11_000, "PHI SMS", "5243.65937"),
    ]
    assert (statement.opening_vnd, statement.closing_vnd) == (1_000_000, 1_139_000)
    assert not statement.refused and not statement.gaps


def test_techcombank_with_merged_cells_far_apart() -> None:
    statement = read(files.tcb())

    assert (statement.bank, statement.account, statement.header_row) == ("TCB", "19031234567890", 34)
    assert told(statement) == [(MONDAY, 52_000, MEMO, "FT26327000000001"), (TUESDAY, -2_000, "Phi", "FT26328000000002")]
    assert statement.opening_vnd == 1_000_000
    assert statement.rows[0].payer == "NGUYEN VAN AN"
    assert not statement.refused and not statement.gaps


def test_mb_with_a_header_in_two_languages() -> None:
    statement = read(files.mb())

    assert (statement.bank, statement.account, statement.header_row) == ("MB", "0900000001", 19)
    assert told(statement) == [(MONDAY, 150_000, MEMO, "FT26327"), (TUESDAY, -50_000, "Rut tien", "FT26328")]
    assert [row.at for row in statement.rows] == [datetime(2026, 11, 23, 3, 18, tzinfo=UTC), None]
    assert not statement.refused and not statement.gaps


def test_bidv_whose_old_account_number_is_not_taken() -> None:
    statement = read(files.bidv())

    assert (statement.bank, statement.account) == ("BIDV", "2151000123456")
    assert told(statement) == [(MONDAY, 150_000, MEMO, ""), (TUESDAY, -1_000, "Phi", "")]
    assert (statement.opening_vnd, statement.closing_vnd) == (1_000_000, 1_149_000)


def test_bidv_in_its_other_form() -> None:
    statement = read(files.bidv(other_form=True))

    assert (statement.bank, statement.account) == ("BIDV", "2151000123456")
    assert told(statement) == [(MONDAY, 150_000, MEMO, "R1"), (TUESDAY, -1_000, "Phi", "R2")]


def test_vietinbank_leaves_repeated_dates_out() -> None:
    statement = read(files.vietinbank())

    assert (statement.bank, statement.account) == ("CTG", "108012345678")
    assert told(statement) == [
        (MONDAY, 150_000, f"CT DEN:519800000001 SEVQR {CODE}", "T1"),
        (MONDAY, 20_000, "cong tien dau", "T2"),
        (TUESDAY, -1_000, "Phi", "T3"),
    ]
    assert [row.at is not None for row in statement.rows] == [True, False, True]
    assert not statement.refused


def test_a_date_that_cannot_be_read_is_not_filled_down_from_further_above() -> None:
    statement = read(files.vietinbank(("31/11/2026", "a", "", "5,000", "", "T4"), ("", "b", "", "6,000", "", "T5")))

    assert len(statement.rows) == 3
    assert [(refused.row, refused.reason) for refused in statement.refused] == [
        (7, errors.BAD_DATE),
        (8, errors.NO_DATE),
    ]


def test_other_banks_must_write_every_date() -> None:
    statement = read(xlsx(simple(credit_row(), credit_row(day=""))))

    assert [(refused.row, refused.reason) for refused in statement.refused] == [(6, errors.NO_DATE)]


@pytest.mark.parametrize("made", [xlsx, xls, html])
def test_acb_in_every_kind_of_excel_file(made: object) -> None:
    assert callable(made)
    statement = read(made(files.acb()))

    assert (statement.bank, statement.account) == ("ACB", "12345678")
    assert told(statement) == [
        (MONDAY, 150_000, f"{CODE} GD 174242-090826 15:45:46", "4001"),
        (TUESDAY, -1_000, "Phi", "4002"),
    ]
    assert (statement.opening_vnd, statement.closing_vnd) == (1_000_000, 1_149_000)
    assert [row.row for row in statement.rows] == [4, 5]


def test_tpbank_tells_the_same_on_an_english_sheet() -> None:
    statement = read(files.tpbank())

    assert (statement.bank, statement.account, statement.sheet) == ("TPB", "01234567001", "VN")
    assert told(statement) == [(MONDAY, 52_000, MEMO, "M1")]
    assert statement.rows[0].at == datetime(2026, 11, 23, 3, 18, 23, tzinfo=UTC)
    assert statement.rows[0].payer == "NGUYEN VAN AN"


def test_sheets_that_tell_different_things_are_refused() -> None:
    data = xlsx(simple(credit_row()), more=[("Thang 10", simple(credit_row(day="23/10/2026")))])

    with pytest.raises(UnreadableStatement) as refusal:
        read(data)

    assert refusal.value.sentence == errors.SEVERAL_SHEETS


def test_msb() -> None:
    statement = read(files.msb())

    assert (statement.bank, statement.account) == ("MSB", "03101012345678")
    assert told(statement) == [(MONDAY, 150_000, MEMO, "B1"), (TUESDAY, -1_000, "Phi", "B2")]


def test_vib_with_numbers_and_dates_of_the_spreadsheet() -> None:
    statement = read(files.vib())

    assert statement.bank == "VIB"
    assert told(statement) == [(MONDAY, 150_000, MEMO, "C1"), (TUESDAY, -1_000, "Phi", "C2")]
    assert [row.at for row in statement.rows] == [datetime(2026, 11, 23, 3, 18, tzinfo=UTC), None]


def test_agribank_repeats_its_header_and_footer_on_every_page() -> None:
    statement = read(files.agribank())

    assert (statement.bank, statement.account) == ("AGRIBANK", "1500200123456")
    assert told(statement) == [(MONDAY, 100_000, MEMO, "10000067"), (TUESDAY, -1_000, "Phi", "10000068")]
    assert not statement.refused


def test_a_header_may_stand_in_two_rows() -> None:
    header = find_header([("Ngày", "Nội dung", "Số tiền", ""), ("", "", "Ghi nợ", "Ghi có")])

    assert header is not None
    assert (header.row, header.last_row) == (1, 2)
    assert (header.columns["debit"], header.columns["credit"]) == (2, 3)


def test_footnotes_of_a_header_are_no_part_of_its_words() -> None:
    header = find_header([("Ngày1", "Mô tả2", "Ghi có (VND)3")])

    assert header is not None
    assert header.columns == {"date": 0, "memo": 1, "credit": 2}


@pytest.mark.parametrize(
    "title",
    [
        "Số tài khoản cũ/ Old account No: 21510009999999",
        "Tên tài khoản: HTX 2151000",
        "Số tài khoản thụ hưởng: 987654321",
    ],
)
def test_other_numbers_of_the_title_are_not_the_account(title: str) -> None:
    rows = simple(credit_row())

    assert read(xlsx([(title,), *rows])).account == "0123456789"
    assert read(xlsx([(title,), *rows[2:]])).account == ""


def test_a_number_column_is_no_debit_column() -> None:
    header = find_header([("No.", "Ngày", "Nội dung", "Ghi có")])

    assert header is not None
    assert "debit" not in header.columns


def test_a_remembered_mapping_reads_a_file_without_header() -> None:
    data = xlsx([("23/11/2026", "", "150,000", MEMO)])
    mapping = {"date": 0, "debit": 1, "credit": 2, "memo": 3}

    assert told(read(data, mapping=mapping)) == [(MONDAY, 150_000, MEMO, "")]
    with pytest.raises(UnreadableStatement) as refusal:
        read(data, mapping={"date": 0, "memo": 3})
    assert refusal.value.sentence == errors.BAD_MAPPING


def two_accounts() -> bytes:
    return xlsx(
        [*simple(credit_row()), ("Số tài khoản/Account number: 9876543210",), *simple(credit_row(amount="1,000"))[3:]]
    )


def test_a_file_of_two_accounts_asks_which() -> None:
    with pytest.raises(UnreadableStatement) as refusal:
        read(two_accounts())

    assert refusal.value.sentence == errors.SEVERAL_ACCOUNTS
    assert refusal.value.facts == {"accounts": "0123456789, 9876543210"}
    assert [row.amount_vnd for row in read(two_accounts(), account="9876543210").rows] == [1_000]


# E10
def test_a_file_of_another_account_is_refused() -> None:
    with pytest.raises(UnreadableStatement) as refusal:
        read(xlsx(simple(credit_row())), account="999999")

    assert refusal.value.sentence == errors.OTHER_ACCOUNT
    assert refusal.value.facts == {"found": "0123456789", "wanted": "999999"}
