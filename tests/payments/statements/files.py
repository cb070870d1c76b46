"""Statement files as banks give them (facts/statements.md), built here. Names, numbers and amounts are invented."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import openpyxl
import xlwt

from marketplace.payments.statements.files import read_statement
from marketplace.payments.statements.rows import Statement

TODAY: Final = date(2026, 11, 26)
CODE: Final = "HQX7K2MQ4XD"
MEMO: Final = f"MBVCB.7000000001.{CODE}.CT tu 1234500099 NGUYEN VAN AN"
RICE: Final = "Nguyễn Thị Tư trả tiền gạo nếp"

Row = Sequence[object]


def xlsx(rows: Sequence[Row], *, sheet: str = "Sheet1", more: Sequence[tuple[str, Sequence[Row]]] = ()) -> bytes:
    """A workbook with the rows on its first sheet."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, lines in ((sheet, rows), *more):
        page = workbook.create_sheet(name)
        for number, row in enumerate(lines, start=1):
            for column, value in enumerate(row, start=1):
                if value is None or value == "":
                    continue
                cell = page.cell(number, column)
                cell.value = value
                if isinstance(value, str):
                    # What begins with = is text here, as banks write it, and no formula.
                    cell.data_type = "s"
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def xls(rows: Sequence[Row]) -> bytes:
    """A workbook in the format of 1997."""
    workbook = xlwt.Workbook()
    page = workbook.add_sheet("Statement")
    days = xlwt.easyxf(num_format_str="DD/MM/YYYY HH:MM")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                page.write(number, column, value, days)
            elif value not in (None, ""):
                page.write(number, column, value)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def text(rows: Sequence[Row], *, separator: str = ",", ends: str = "\r\n") -> str:
    """The rows as a text file."""
    file = io.StringIO()
    csv.writer(file, delimiter=separator, lineterminator=ends).writerows(rows)
    return file.getvalue()


def html(rows: Sequence[Row]) -> bytes:
    """A page with a table, which some banks call .xls."""
    cells = "".join("<tr>" + "".join(f"<td>{_escaped(value)}</td>" for value in row) + "</tr>\n" for row in rows)
    return f"<html><head><meta charset=utf-8></head><body><table>{cells}</table></body></html>".encode()


def _escaped(value: object) -> str:
    return str("" if value is None else value).replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")


def read(data: bytes, **how: object) -> Statement:
    """Read with the tests' day as today."""
    return read_statement(data, **{"today": TODAY, **how})  # type: ignore[arg-type]


def told(statement: Statement) -> list[tuple[date, int, str, str]]:
    """What a test compares: day, what the balance changed by, memo, reference."""
    return [(row.date, row.signed_vnd, row.memo, row.reference) for row in statement.rows]


SIMPLE_HEADER: Final = ("Ngày giao dịch", "Số tham chiếu", "Số tiền ghi nợ", "Số tiền ghi có", "Mô tả")


def simple(*rows: Row) -> list[Row]:
    """Vietcombank's simple table: title, account, header and the rows given."""
    return [
        ("SAO KÊ TÀI KHOẢN",),
        ("Số tài khoản/Account number: 0123456789",),
        (),
        SIMPLE_HEADER,
        *rows,
    ]


def credit_row(day: str = "23/11/2026", amount: object = "150,000", memo: object = MEMO) -> Row:
    """One row of the simple table."""
    return (day, "5243.65937", "", amount, memo)


def vcb_digibank() -> bytes:
    return xlsx(
        [
            ("NGÂN HÀNG TMCP NGOẠI THƯƠNG VIỆT NAM",),
            ("SAO KÊ TÀI KHOẢN/ ACCOUNT STATEMENT",),
            ("Từ/ From: 01/11/2026 Đến/ To: 26/11/2026",),
            ("Số tài khoản/Account number:", "", "0123456789"),
            ("Số dư đầu kỳ/ Opening balance:", "", "1.000.000"),
            (
                "STT No.",
                "Ngày1/ TNX Date\nSố CT/ Doc No",
                "Ngày hiệu lực2/ Effective date",
                "Số tiền ghi nợ/ Debit",
                "Số tiền ghi có/ Credit",
                "Số dư/ Balance",
                "Nội dung chi tiết/ Transactions in detail",
            ),
            (1, "23/11/2026\n5243.65937", "23/11/2026", "", "150.000", "1.150.000", MEMO),
            (2, "24/11/2026\n5243.65937", "24/11/2026", "11.000", "", "1.139.000", "PHI SMS"),
            ("Tổng số/Total", "", "", "11.000", "150.000"),
            ("Số dư cuối kỳ/ Closing balance", "", "", "", "", "1.139.000"),
        ]
    )


def tcb() -> bytes:
    places = (1, 7, 16, 24, 32, 45, 53, 59)
    names = (
        "Ngày giao dịch / Transaction Date",
        "Đối tác / Remitter",
        "NH Đối tác / Remitter Bank",
        "Diễn giải / Details",
        "Số bút toán / Transaction No",
        "Nợ TKTT / Debit",
        "Có TKTT / Credit",
        "Số dư / Balance",
    )
    rows = (
        ("", "", "", "Số dư đầu kỳ / Opening balance", "", "", "", "1,000,000"),
        ("23/11/2026", "NGUYEN VAN AN", "VCB", MEMO, "FT26327000000001", "", "52,000", "1,052,000"),
        ("24/11/2026", "", "", "Phi", "FT26328000000002", "2,000", "", "1,050,000"),
    )
    workbook = openpyxl.Workbook()
    page = workbook.worksheets[0]
    page.title = "AccountStatement_A4_Landscape"
    page.cell(20, 1).value = "Số tài khoản / Account No."
    page.cell(20, 16).value = "19031234567890"
    for number, row in enumerate((names, *rows), start=34):
        for place, following, value in zip(places, (*places[1:], 61), row, strict=True):
            page.cell(number, place).value = value
            page.merge_cells(start_row=number, end_row=number, start_column=place, end_column=following - 1)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def mb() -> bytes:
    titles: list[Row] = [()] * 18
    titles[3] = ("", "SAO KÊ CHI TIẾT TÀI KHOẢN/ACCOUNT STATEMENT")
    titles[6] = ("", "Số tài khoản/Account No:", "0900000001")
    return xlsx(
        [
            *titles,
            (
                "STT",
                "Ngày giao dịch",
                "Ngày hạch toán",
                "Số bút toán",
                "Phát sinh nợ",
                "Phát sinh có",
                "Số dư lũy kế",
                "Nội dung",
                "Đơn vị thụ hưởng",
                "Tài khoản",
                "Ngân hàng đối tác",
            ),
            (
                "No.",
                "Transaction date",
                "Posting date",
                "Transaction No",
                "Debit",
                "Credit",
                "Balance",
                "Details",
                "Beneficiary",
                "Account",
                "Bank",
            ),
            (
                "1",
                "23/11/2026 10:18",
                "23/11/2026",
                "FT26327",
                "",
                "150,000",
                "1,150,000",
                MEMO,
                "AN",
                "1234500099",
                "VCB",
            ),
            ("2", "24/11/2026", "24/11/2026", "FT26328", "50,000", "", "1,100,000", "Rut tien", "", "", ""),
            ("", "Tổng phát sinh trong kỳ", "", "", "50,000", "150,000"),
        ],
        sheet="Sao ke tai khoan",
    )


def bidv(*, other_form: bool = False) -> bytes:
    titles: list[Row] = [
        ("BÁO CÁO CHI TIẾT SỐ DƯ TÀI KHOẢN",),
        ("Số tài khoản cũ: 21510009999999",),
        ("Số tài khoản: 2151000123456",),
    ]
    if other_form:
        header: Row = ("STT", "Ngày GD", "Số tham chiếu", "Mô tả", "Phát sinh Nợ", "Phát sinh Có", "Số dư")
        rows: list[Row] = [
            (1, "23/11/2026", "R1", MEMO, "", "150.000", "1.150.000"),
            (2, "24/11/2026", "R2", "Phi", "1.000", "", "1.149.000"),
        ]
    else:
        header = ("Ngày hiệu lực", "Ghi nợ", "Ghi có", "Số dư", "Mô tả")
        rows = [
            ("Dư đầu", "", "", "1,000,000"),
            ("23/11/2026", "", "150,000", "1,150,000", MEMO),
            ("24/11/2026", "1,000", "", "1,149,000", "Phi"),
            ("Dư cuối", "", "", "1,149,000"),
        ]
    return xlsx([*titles, header, *rows])


def vietinbank(*more: Row) -> bytes:
    return xlsx(
        [
            ("LỊCH SỬ GIAO DỊCH - TRANSACTION HISTORY",),
            ("Số tài khoản/Account number", "", "108012345678"),
            (
                "Ngày hạch toán/Accounting date",
                "Mô tả giao dịch/Transaction description",
                "Nợ/ Debit",
                "Có / Credit",
                "Số dư TK/Account balance",
                "Số giao dịch/Transaction number",
            ),
            ("23/11/2026 10:30:45", f"CT DEN:519800000001 SEVQR {CODE}", "", "150,000", "1,150,000", "T1"),
            ("", "cong tien dau", "", "20,000", "1,170,000", "T2"),
            ("24/11/2026 08:00:00", "Phi", "1,000", "", "1,169,000", "T3"),
            *more,
            ("Tổng cộng", "", "1,000", "170,000"),
        ]
    )


def acb() -> list[Row]:
    return [
        ("BẢNG SAO KÊ GIAO DỊCH - Số tài khoản (VND): 12345678",),
        (
            "Số dư đầu",
            "1,000,000",
            "(-) Tổng tiền rút ra",
            "1,000",
            "(+) Tổng tiền gửi vào",
            "150,000",
            "Số dư cuối",
            "1,149,000",
        ),
        (
            "Ngày hiệu lực",
            "Ngày giao dịch",
            "Số GD",
            "Nội dung giao dịch",
            "Số tiền rút ra",
            "Số tiền gửi vào",
            "Số dư",
        ),
        ("24/11/2026", "23/11/2026 15:45:46", "4001", f"{CODE} GD 174242-090826 15:45:46", "", "150,000", "1,150,000"),
        ("24/11/2026", "24/11/2026 15:45:46", "4002", "Phi", "1,000", "", "1,149,000"),
    ]


def tpbank() -> bytes:
    def page(names: Row) -> list[Row]:
        return [
            ("NGÂN HÀNG TMCP TIÊN PHONG",),
            ("Số tài khoản: 01234567001",),
            *([()] * 6),
            names,
            ("23-11-2026 10:18:23", "23-11-2026", MEMO, "", "52,000", "1,052,000", "1234500099", "NGUYEN VAN AN", "M1"),
        ]

    vietnamese = (
        "Ngày thực hiện",
        "Ngày hiệu lực",
        "Mô tả giao dịch",
        "Ghi nợ",
        "Ghi có",
        "Số dư",
        "Tài khoản đối ứng",
        "Tên tài khoản",
        "Mã giao dịch",
    )
    english = (
        "Transaction date",
        "Effective date",
        "Description",
        "Debit",
        "Credit",
        "Balance",
        "",
        "",
        "Transaction No",
    )
    return xlsx(page(vietnamese), sheet="VN", more=[("EN", page(english))])


def msb() -> bytes:
    return xlsx(
        [
            ("SỐ TÀI KHOẢN/ACCOUNT NUMBER: 03101012345678",),
            (
                "NGÀY GIAO DỊCH/TRANSACTION DATE",
                "SỐ BÚT TOÁN/REFERENCE NO",
                "NGƯỜI HƯỞNG-NGƯỜI CHUYỂN/PAYEE-PAYER",
                "DIỄN GIẢI",
                "NỢ/DEBIT",
                "CÓ/CREDIT",
            ),
            ("23/11/2026", "B1", "NGUYEN VAN AN", MEMO, "", "150,000"),
            ("24/11/2026", "B2", "", "Phi", "1,000", ""),
        ]
    )


def vib() -> bytes:
    return xlsx(
        [
            ("Sao kê theo ngày giao dịch",),
            ("Ngày", "Số chứng từ", "Nội dung", "Ghi nợ", "Ghi có"),
            (datetime(2026, 11, 23, 10, 18), "C1", MEMO, None, 150000.0),  # noqa: DTZ001 - a sheet's clock has no zone
            (datetime(2026, 11, 24), "C2", "Phi", 1000, None),  # noqa: DTZ001
        ],
        sheet="CURRENTACCOUNTSTATEMENT",
    )


def agribank() -> bytes:
    header = (
        "Ngày GD/ Transaction Date",
        "Diễn giải/ Details",
        "Ghi nợ/ Debit",
        "Ghi có/ Credit",
        "Số dư/ Balance",
        "Số tham chiếu/ Ref. no",
    )
    return text(
        [
            ("NGÂN HÀNG NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN VIỆT NAM",),
            ("Số tài khoản: 1500200123456",),
            header,
            ("23/11/2026", MEMO, "", "100,000", "1,100,000", "10000067"),
            ("Website: www.agribank.com.vn", "Trang 1", "", "", "", "In bởi X 10:18"),
            header,
            ("24/11/2026", "Phi", "1,000", "", "1,099,000", "10000068"),
            ("Website: www.agribank.com.vn", "Trang 2", "", "", "", "In bởi X 10:18"),
        ]
    ).encode()
