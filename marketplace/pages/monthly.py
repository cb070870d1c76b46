"""A shop's month on paper: what came, what went back, what stands where; to print, and as an Excel file."""

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.clock import now
from marketplace.errors import BadInput, NotFound
from marketplace.pages.monthly_sheet import write_workbook
from marketplace.pages.monthly_words import KIND_WORDS, WAY_WORDS
from marketplace.payments.queries.monthly import (
    HANDS,
    PURPOSES,
    Month,
    differences,
    first_month,
    month_of,
    read_month,
    statement_of,
)
from marketplace.shops.models import Shop
from marketplace.shops.queries import shop_for_seller
from marketplace.text import N_
from marketplace.web import open_to

bp = Blueprint("monthly", __name__, url_prefix="/ban-hang")

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The page shows so many rows of each list; the file has all.
SHOWN_ROWS = 1_000


class NoSuchMonth(NotFound):
    """Not a month as addresses write them."""

    sentence = N_("Không có tháng này. Tháng ghi như 2026-11.")


class MonthNotBegun(BadInput):
    """Nobody knows what a month to come will bring."""

    sentence = N_("Tháng %(month)s chưa bắt đầu, nên chưa có sổ.")


def _shop(slug: str) -> Shop:
    return shop_for_seller(slug, shop_ids=current_user.shop_ids)


def _month(word: str) -> Month:
    month = read_month(word)
    if month is None:
        raise NoSuchMonth
    if month > month_of(now()):
        raise MonthNotBegun(month=f"{month.number:02}/{month.year}")
    return month


@bp.get("/<shop>/so-thang")
@open_to("sellers")
def show(shop: str) -> ResponseReturnValue:
    own = _shop(shop)
    this = month_of(now())
    month = _month(request.args.get("thang", str(this)))
    statement = statement_of(own.id, month)
    return render_template(
        "desk/monthly.html",
        shop=own,
        statement=statement,
        months=_months(first_month(own.id) or this, this),
        wrong=differences(statement),
        hands=HANDS,
        purposes=PURPOSES,
        kind_words=KIND_WORDS,
        way_words=WAY_WORDS,
        most=SHOWN_ROWS,
    )


@bp.get("/<shop>/so-thang/<month>.xlsx")
@open_to("sellers")
def workbook(shop: str, month: str) -> ResponseReturnValue:
    own = _shop(shop)
    wanted = _month(month)
    statement = statement_of(own.id, wanted)
    response = make_response(write_workbook(own, statement, is_whole=not differences(statement)))
    response.headers["Content-Type"] = EXCEL
    response.headers["Content-Disposition"] = f'attachment; filename="so-thang-{own.slug}-{wanted}.xlsx"'
    return response


def _months(first: Month, last: Month) -> list[Month]:
    """From the newest back to the first."""
    months = [last]
    while months[-1] > first:
        months.append(months[-1].before)
    return months
