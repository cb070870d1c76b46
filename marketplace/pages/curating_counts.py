"""The curator's figures: how often tours are opened, what is looked at, and what was ordered from a pin."""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.clock import now, start_of_vietnam_day, vietnam
from marketplace.orders.queries import CameFrom, orders_from_pins
from marketplace.pages.visit_sums import add_up
from marketplace.shown import either
from marketplace.text import N_
from marketplace.tours.models import Tour
from marketplace.tours.queries import counts as queries
from marketplace.tours.queries import plaques as plaque_queries
from marketplace.tours.queries import writing
from marketplace.tours.queries.plaques import Spot
from marketplace.tours.states import Counted
from marketplace.web import open_to

bp = Blueprint("curating_counts", __name__, url_prefix="/di-san/so-lieu")

LENGTHS: Final = (30, 90)
COUNTED_WORDS: Final = {
    Counted.VIEW: N_("mở chuyến dạo"),
    Counted.SCENE: N_("vào cảnh"),
    Counted.DWELL_SECONDS: N_("giây ở trong cảnh"),
    Counted.PIN: N_("mở ghim"),
    Counted.SCAN: N_("quét biển"),
}
ORDERED: Final = N_("đơn đặt từ ghim")


@bp.get("")
@open_to("curators")
def tours() -> ResponseReturnValue:
    """All tours, with what happened in the last month."""
    first, _last = days_shown(LENGTHS[0])
    orders: Counter[str] = Counter()
    for order in _orders(first):
        orders[order.tour] += order.n
    return render_template(
        "curating/count_tours.html", lines=plaque_queries.plaque_tours(), sums=queries.sums_by_tour(since=first),
        orders=orders, nothing=Counter(), counted=Counted, days=LENGTHS[0],
    )  # fmt: skip


def days_shown(length: int) -> tuple[date, date]:
    """The first and the last of so many days, the last being today in Vietnam."""
    last = vietnam(now()).date()
    return last - timedelta(days=length - 1), last


def _orders(first: date) -> Sequence[CameFrom]:
    midnight = start_of_vietnam_day(now()) - (vietnam(now()).date() - first)
    return orders_from_pins(since=midnight)


@bp.get("/<slug>")
@open_to("curators")
def tour(slug: str) -> ResponseReturnValue:
    shown = writing.tour_to_write(slug)
    length = _length()
    first, last = days_shown(length)
    sums = add_up(queries.counts_of(shown.id, since=first), _orders_of(shown, first), first=first, last=last)
    spots = plaque_queries.spots_of(shown.id)
    names = {(spot.scene, spot.pin): either(spot.name, spot.name_en) for spot in spots}
    return render_template(
        "curating/counts.html", tour=shown, sums=sums, lengths=LENGTHS, length=length,
        names=names, order_of_scenes=_in_order(sums.scenes, spots),
        plaques=[line.plaque for line in plaque_queries.plaques_of(shown.id) if line.plaque.number in sums.plaques],
        long=long,
    )  # fmt: skip


def _length() -> int:
    asked = request.args.get("ngay", "")
    return next((length for length in LENGTHS if asked == str(length)), LENGTHS[0])


def _orders_of(shown: Tour, first: date) -> list[CameFrom]:
    return [order for order in _orders(first) if order.tour == shown.slug]


def _in_order(scenes: Mapping[str, object], spots: Sequence[Spot]) -> list[str]:
    """The scenes that were counted in the tour's own order; those that are no more come last."""
    known = [spot.scene for spot in spots if spot.pin == 0 and spot.scene in scenes]
    return [*known, *sorted(scenes.keys() - set(known))]


def long(seconds: int) -> str:
    """ "34 giây", "2 phút 5 giây"."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return gettext("%(seconds)s giây", seconds=rest)
    return gettext("%(minutes)s phút %(seconds)s giây", minutes=minutes, seconds=rest)


@bp.get("/<slug>/so-lieu.csv")
@open_to("curators")
def sheet(slug: str) -> ResponseReturnValue:
    """Every sum of every day, for a spreadsheet."""
    shown = writing.tour_to_write(slug)
    first, _last = days_shown(_length())
    rows = [
        (row.day, gettext(COUNTED_WORDS[row.what]), row.scene, row.pin, row.plaque, row.n)
        for row in queries.counts_of(shown.id, since=first)
    ]
    rows += [(order.day, gettext(ORDERED), order.scene, order.pin, "", order.n) for order in _orders_of(shown, first)]
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(
        [gettext("Ngày"), gettext("Việc"), gettext("Cảnh"), gettext("Ghim"), gettext("Biển"), gettext("Số lượt")]
    )
    for day, what, scene, pin, plaque, n in sorted(rows, key=lambda row: row[0]):
        writer.writerow((day.isoformat(), what, scene, pin or "", plaque, n))
    # Excel takes a file without this mark for one of its own old letters.
    response = make_response(("\ufeff" + file.getvalue()).encode())
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="so-lieu-{slug}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
