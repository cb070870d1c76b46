"""A shop's month as an Excel file. Words that other people wrote are never formulas in it."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import xlsxwriter
from flask_babel import gettext

from marketplace.clock import vietnam
from marketplace.money import write_dong
from marketplace.pages.monthly_words import KIND_WORDS, WAY_WORDS
from marketplace.payments.queries.monthly import HANDS, PURPOSES, Came, Left, Returned, Statement
from marketplace.shops.models import Shop
from marketplace.shown import teller

# What Excel lets a cell hold is 32,767; nobody reads a memo of a thousand.
_LONGEST: Final = 1_000
_WIDTHS: Final = {"when": 18, "money": 16, "text": 24}

Cell = datetime | int | str


def write_workbook(shop: Shop, statement: Statement, *, is_whole: bool) -> bytes:
    """The month as the bytes of an .xlsx file: what came, what went back, what left, and the balances."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file,
        # Whatever a memo begins with, it is text (O08, E12); and nothing is written to the disk of the server.
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"title": f"{shop.name}, {statement.month}"})
    sheet = _Sheets(book)
    sheet.add(
        gettext("Tiền vào"),
        [
            (gettext("Giờ ngân hàng"), "when"),
            (gettext("Giờ vào sổ"), "when"),
            (gettext("Người báo"), "text"),
            (gettext("Nhận trong tháng"), "money"),
            (gettext("Vào đơn"), "money"),
            (gettext("Đơn nào"), "text"),
            (gettext("Chờ xem"), "money"),
            (gettext("Để riêng"), "money"),
            (gettext("Đã hoàn"), "money"),
            (gettext("Không tính"), "money"),
            (gettext("Nội dung"), "text"),
        ],
        [_came(row) for row in statement.came],
    )
    sheet.add(
        gettext("Hoàn cho khách"),
        [
            (gettext("Giờ vào sổ"), "when"),
            (gettext("Cách hoàn"), "text"),
            (gettext("Số tiền"), "money"),
            (gettext("Đơn"), "text"),
            (gettext("Mã hoàn tiền"), "text"),
            (gettext("Mã giao dịch"), "text"),
        ],
        [_returned(row) for row in statement.returned],
    )
    sheet.add(
        gettext("Tiền ra"),
        [
            (gettext("Giờ ngân hàng"), "when"),
            (gettext("Người báo"), "text"),
            (gettext("Ra trong tháng"), "money"),
            (gettext("Đã rõ"), "money"),
            (gettext("Để riêng"), "money"),
            (gettext("Chờ rõ"), "money"),
            (gettext("Nội dung"), "text"),
        ],
        [_left(row) for row in statement.left],
    )
    sheet.add(
        gettext("Số dư"),
        [
            (gettext("Khoản mục"), "text"),
            (gettext("Đầu tháng"), "money"),
            (gettext("Trong tháng"), "money"),
            (gettext("Cuối tháng"), "money"),
        ],
        [_balance(kind, statement) for kind in (*HANDS, *PURPOSES)],
        has_total=False,
        # What it is for mirrors where it is: added up they are always nothing.
        note=gettext("Khớp với sổ.") if is_whole else gettext("Chưa khớp với sổ: xin báo người giữ chợ."),
    )
    book.close()
    return file.getvalue()


class _Sheets:
    """The workbook's sheets, all made in one way: a frozen head, columns wide enough, values, a total as a value."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
        self.formats = {
            "when": book.add_format({"num_format": "hh:mm dd/mm/yyyy", "align": "left"}),
            "money": book.add_format({"num_format": "#,##0"}),
            "text": book.add_format({"num_format": "@"}),
        }
        self.total = book.add_format({"num_format": "#,##0", "bold": True, "top": 6})

    def add(
        self,
        name: str,
        columns: Sequence[tuple[str, str]],
        rows: Sequence[Sequence[Cell]],
        *,
        has_total: bool = True,
        note: str = "",
    ) -> None:
        """One more sheet. A row's cells are of the kinds its columns say."""
        page = self.book.add_worksheet(name)
        page.freeze_panes(1, 0)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        for place, (title, kind) in enumerate(columns):
            page.write_string(0, place, title, self.head)
            page.set_column(place, place, _WIDTHS[kind])
        for number, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                self._write(page, number, place, cell)
        end = len(rows) + 1
        if has_total:
            page.write_string(end, 0, gettext("Tổng"), self.head)
            for place, (_, kind) in enumerate(columns):
                if kind == "money":
                    page.write_number(end, place, sum(int(str(row[place])) for row in rows), self.total)
        if note:
            page.write_string(end + 1, 0, note)

    def _write(self, page: Any, number: int, place: int, cell: Cell) -> None:
        if isinstance(cell, datetime):
            # Excel knows no zones: what stands there is Vietnam's clock.
            page.write_datetime(number, place, vietnam(cell).replace(tzinfo=None), self.formats["when"])
        elif isinstance(cell, int):
            page.write_number(number, place, cell, self.formats["money"])
        else:
            page.write_string(number, place, cell[:_LONGEST], self.formats["text"])


def _came(row: Came) -> list[Cell]:
    return [
        row.line.at,
        row.booked_at,
        teller(row.line.teller),
        row.received_vnd,
        row.allocated_vnd,
        "; ".join(f"{part.order.code}: {write_dong(amount)}" for part, amount in row.orders),
        row.parked_vnd,
        row.set_aside_vnd,
        row.returned_vnd,
        row.withdrawn_vnd,
        row.line.memo,
    ]


def _returned(row: Returned) -> list[Cell]:
    refund = row.refund
    return [
        row.at,
        str(WAY_WORDS[row.way]),
        row.amount_vnd,
        refund.sub_order.order.code if refund and refund.sub_order else "",
        refund.code if refund else "",
        refund.reference if refund else "",
    ]


def _left(row: Left) -> list[Cell]:
    return [
        row.line.at,
        teller(row.line.teller),
        row.left_vnd,
        row.known_vnd,
        row.set_aside_vnd,
        row.waiting_vnd,
        row.line.memo,
    ]


def _balance(kind: str, statement: Statement) -> list[Cell]:
    moved, sign = statement.kinds[kind], 1 if kind in HANDS else -1
    return [str(KIND_WORDS[kind]), sign * moved.opening_vnd, sign * moved.change_vnd, sign * moved.closing_vnd]
