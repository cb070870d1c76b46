"""The stock sheet as an Excel file: what the shop has, with a column to write the counted numbers in."""

import io
from collections.abc import Sequence
from typing import Final

import xlsxwriter
from flask_babel import gettext

from marketplace.shops.models import Shop
from marketplace.shops.queries.stock import Stocked
from marketplace.shops.states import SoldBy

_WIDTHS: Final = (28, 32, 18, 16, 16)
_COUNTED, _MARK = 3, 4


def write_stock(shop: Shop, stock: Sequence[Stocked]) -> bytes:
    """The bytes of an .xlsx file with one row for each product that is counted."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file,
        # Whatever a name begins with, it is text (O08, E12); and nothing is written to the disk of the server.
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"title": shop.name})
    head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
    text = book.add_format({"num_format": "@"})
    number = book.add_format({"num_format": "0", "bg_color": "#fff3c4"})
    quiet = book.add_format({"num_format": "0", "font_color": "#777777"})
    page = book.add_worksheet(gettext("Kho"))
    page.freeze_panes(1, 2)
    titles = (
        gettext("Mã hàng"),
        gettext("Tên hàng"),
        gettext("Đơn vị"),
        gettext("Số đếm được"),
        gettext("Dấu của chợ"),
    )
    for place, (title, width) in enumerate(zip(titles, _WIDTHS, strict=True)):
        page.write_string(0, place, title, head)
        page.set_column(place, place, width)
    for row, stocked in enumerate((one for one in stock if not one.made_to_order), 1):
        unit = gettext("gam") if stocked.sold_by == SoldBy.WEIGHT else stocked.unit
        for place, word in enumerate((stocked.slug, stocked.name, unit)):
            page.write_string(row, place, word, text)
        page.write_number(row, _COUNTED, stocked.on_hand_qty, number)
        page.write_number(row, _MARK, stocked.mark, quiet)
    book.close()
    return file.getvalue()
