"""Counting the whole stock at a table: a sheet taken home, brought back, looked at, written."""

from collections.abc import Sequence
from typing import Final

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from marketplace import limits
from marketplace.accounts.presence import actor
from marketplace.db import transaction
from marketplace.errors import Refusal
from marketplace.pages.selling.stall import LARGEST_SHEET, bp, my_shop, was_sent_before
from marketplace.pages.selling.stock_workbook import write_stock
from marketplace.payments.statements import errors as unreadable
from marketplace.payments.statements.errors import UnreadableStatement
from marketplace.payments.statements.limited import read_lines_in_child
from marketplace.shops.errors import NotASheet, SheetOvertaken
from marketplace.shops.models import Shop
from marketplace.shops.queries.stock import stock_of_shop
from marketplace.shops.services import counting as services
from marketplace.shops.services.counting import Count, RefusedCount
from marketplace.web import open_to, say

EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_COLUMNS: Final = 20
# What is wrong with these files is the same for every sheet; other sentences of the reader speak of statements.
_SAID_OF_ANY: Final = (unreadable.EMPTY, unreadable.HAS_PASSWORD, unreadable.BROKEN)


@bp.get("/<shop>/bang-kho.xlsx")
@open_to("sellers")
def stock_sheet(shop: str) -> ResponseReturnValue:
    own = my_shop(shop)
    response = make_response(write_stock(own, stock_of_shop(own.id)))
    response.headers["Content-Type"] = EXCEL
    response.headers["Content-Disposition"] = f'attachment; filename="bang-kho-{own.slug}.xlsx"'
    return response


@bp.route("/<shop>/kiem-kho", methods=["GET", "POST"])
@open_to("sellers")
def count_goods(shop: str) -> ResponseReturnValue:
    """The sheet to take, and the sheet brought back: shown before anything is written."""
    own = my_shop(shop)
    if request.method != "POST":
        return _page(own)
    limits.count_try("stock-sheet", str(own.id), limit=60, seconds=3600)
    file = request.files.get("file")
    data = file.read(LARGEST_SHEET + 1) if file else b""
    try:
        counts, refused = services.read_counts(_lines_of(data))
    except Refusal as refusal:
        return _page(own, wrong=_said(refusal), status=422)
    return _preview(own, counts, refused)


def _lines_of(data: bytes) -> Sequence[Sequence[str]]:
    # The file of a stranger is read in a process of its own, and long before anybody's goods are locked.
    return read_lines_in_child(data, most_rows=services.MOST_ROWS, most_columns=_MOST_COLUMNS)


def _said(refusal: Refusal) -> str:
    if isinstance(refusal, UnreadableStatement) and refusal.sentence == unreadable.TOO_MANY_ROWS:
        return gettext("Bảng có hơn %(most)s dòng. Xin chia làm nhiều bảng.", most=services.MOST_ROWS)
    if isinstance(refusal, UnreadableStatement) and refusal.sentence not in _SAID_OF_ANY:
        return say(NotASheet())
    return say(refusal)


def _page(own: Shop, *, wrong: str = "", status: int = 200) -> ResponseReturnValue:
    return render_template("selling/counting.html", shop=own, wrong=wrong), status


def _preview(
    own: Shop, counts: Sequence[Count], refused: Sequence[RefusedCount], *, wrong: str = "", status: int = 200
) -> ResponseReturnValue:
    compared = services.compare_counts(own.id, counts)
    page = render_template(
        "selling/counted.html",
        shop=own,
        compared=compared,
        refused=sorted([*refused, *compared.refused], key=lambda no: no.row),
        carried=services.carried([change.count for change in compared.changes]),
        wrong=wrong,
    )
    return page, status


@bp.post("/<shop>/kiem-kho/ghi")
@open_to("sellers")
def write_counts(shop: str) -> ResponseReturnValue:
    """The counted differences are written, all of them; when something happened meanwhile, none, and it is shown."""
    own = my_shop(shop)
    counts = services.read_carried(request.form.get("counts", ""))
    try:
        with transaction():
            if was_sent_before():
                return redirect(url_for(".goods", shop=shop), code=303)
            written = services.write_counts(own.id, counts, by=actor())
    except SheetOvertaken as refusal:
        return _preview(my_shop(shop), counts, [], wrong=say(refusal), status=refusal.status)
    flash(ngettext("Đã ghi kho %(num)d món.", "Đã ghi kho %(num)d món.", written), "ok")
    return redirect(url_for(".goods", shop=shop), code=303)
