"""The books held against the world outside: what one side has and the other has not, and what was counted."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from marketplace.accounts.presence import actor
from marketplace.clock import now, vietnam
from marketplace.db import transaction
from marketplace.errors import Refusal
from marketplace.pages.reconciling_words import COUNTED_WORDS, advice_on, words_on
from marketplace.payments.errors import WrongMoneyMoment
from marketplace.payments.forms import CashForm, ExplainForm, VNPayReportForm
from marketplace.payments.models import Count
from marketplace.payments.queries import reconciling as queries
from marketplace.payments.queries import terminal_of_shop
from marketplace.payments.services.reconciling import breaks, counts
from marketplace.payments.states import CountOf, CountSource, CountState
from marketplace.shops.models import Shop
from marketplace.shops.queries import shop_for_seller
from marketplace.shops.states import AccountState
from marketplace.web import open_to, say

bp = Blueprint("reconciling", __name__, url_prefix="/ban-hang")

SHOWN: Final = 50
SHOWN_CLOSED: Final = 20


class Hand(NamedTuple):
    """A place where the shop's money is, and what was last counted of it."""

    name: str
    source: CountSource
    last: Count | None


def _shop(slug: str) -> Shop:
    return shop_for_seller(slug, shop_ids=current_user.shop_ids)


@bp.get("/<shop>/doi-soat")
@open_to("sellers")
def show(shop: str) -> ResponseReturnValue:
    return _page(_shop(shop))


def _page(
    own: Shop,
    *,
    cash: CashForm | None = None,
    vnpay: VNPayReportForm | None = None,
    wrong: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    last = queries.last_counts(own.id)
    found = queries.open_breaks(own.id)
    hands = _hands(own, last)
    page = render_template(
        "desk/reconciling.html",
        shop=own,
        breaks=found,
        same=breaks.likely_same(found),
        closed=queries.closed_breaks(own.id, limit=SHOWN_CLOSED),
        open_counts=queries.counts_of(own.id, [CountState.OPEN], limit=SHOWN),
        agreeing=queries.counts_of(own.id, [CountState.AGREES], limit=SHOWN_CLOSED),
        closed_counts=queries.counts_of(own.id, [CountState.EXPLAINED, CountState.MATCHED], limit=SHOWN_CLOSED),
        hands=hands,
        names=_names(own),
        cash=cash or _empty_cash(last.get((f"cash:{own.id}", CountOf.HELD))),
        vnpay=vnpay or VNPayReportForm(formdata=None),
        has_vnpay=any(hand.source is CountSource.VNPAY for hand in hands),
        words_on=words_on,
        advice_on=advice_on,
        counted_words=COUNTED_WORDS,
        most=SHOWN,
        wrong=wrong,
    )
    return page, status


def _names(own: Shop) -> dict[str, str]:
    """What people call each ledger account of the shop."""
    banks = {f"bank:{account.id}": f"{account.bank_name} •••• {account.last_four}" for account in own.accounts}
    return {**banks, f"cash:{own.id}": gettext("Tiền mặt"), f"vnpay:{own.id}": "VNPay"}


def _hands(own: Shop, last: dict[tuple[str, CountOf], Count]) -> Sequence[Hand]:
    """Every place the shop's money may be: each has an outside number, or none yet."""
    used = [
        (f"bank:{account.id}", CountOf.CAME, CountSource.STATEMENT)
        for account in own.accounts
        if account.state is not AccountState.RETIRED or queries.is_in_ledger(f"bank:{account.id}")
    ]
    used.append((f"cash:{own.id}", CountOf.HELD, CountSource.CASH))
    if terminal_of_shop(own.id) is not None or queries.is_in_ledger(f"vnpay:{own.id}"):
        used.append((f"vnpay:{own.id}", CountOf.CAME, CountSource.VNPAY))
    names = _names(own)
    return [Hand(names[account], source, last.get((account, what))) for account, what, source in used]


def _empty_cash(last: Count | None) -> CashForm:
    """From the day after the last count on; from that very day when it was not over then."""
    form = CashForm(formdata=None)
    today = vietnam(now()).date()
    form.cash_last.data = form.cash_first.data = today
    if last is not None:
        was_over = vietnam(last.counted_at).date() > last.to_day
        form.cash_first.data = min(today, last.to_day + timedelta(days=1) if was_over else last.to_day)
    return form


@bp.post("/<shop>/doi-soat/khoan/<public_id>/giai-thich")
@open_to("sellers")
def explain_break(shop: str, public_id: str) -> ResponseReturnValue:
    """The seller knows why one side lacks this money."""
    return _explain(_shop(shop), public_id, breaks.explain_break)


@bp.post("/<shop>/doi-soat/lan-dem/<public_id>/giai-thich")
@open_to("sellers")
def explain_count(shop: str, public_id: str) -> ResponseReturnValue:
    """The seller knows where the difference comes from."""
    return _explain(_shop(shop), public_id, counts.explain_count)


def _explain(own: Shop, public_id: str, explain: Callable[..., None]) -> ResponseReturnValue:
    form = ExplainForm()
    if not form.validate_on_submit():
        return _page(own, wrong=" ".join(form.reason.errors), status=422)
    try:
        with transaction():
            explain(public_id, shop_id=own.id, reason=form.value("reason"), by=actor())
    except WrongMoneyMoment as refusal:
        flash(say(refusal), "warning")
    else:
        flash(gettext("Đã ghi lời giải thích."), "ok")
    return redirect(url_for(".show", shop=own.slug), code=303)


@bp.post("/<shop>/doi-soat/tien-mat")
@open_to("sellers")
def count_cash(shop: str) -> ResponseReturnValue:
    """The cash box was counted."""
    own = _shop(shop)
    form = CashForm()
    if not form.validate_on_submit():
        return _page(own, cash=form, status=422)
    try:
        with transaction():
            count = counts.count_cash(
                own.id,
                first=form.value("cash_first"),
                last=form.value("cash_last"),
                held_vnd=form.value("cash_held"),
                by=actor(),
            )
    except Refusal as refusal:
        form.refuse(form.cash_first, refusal)
        return _page(own, cash=form, status=422)
    _flash(count)
    return redirect(url_for(".show", shop=shop), code=303)


@bp.post("/<shop>/doi-soat/vnpay")
@open_to("sellers")
def count_vnpay(shop: str) -> ResponseReturnValue:
    """VNPay's settlement report was read."""
    own = _shop(shop)
    form = VNPayReportForm()
    if not form.validate_on_submit():
        return _page(own, vnpay=form, status=422)
    try:
        with transaction():
            both = counts.count_vnpay(
                own.id,
                first=form.value("vnpay_first"),
                last=form.value("vnpay_last"),
                paid_vnd=form.value("vnpay_paid"),
                returned_vnd=form.value("vnpay_returned"),
                by=actor(),
            )
    except Refusal as refusal:
        form.refuse(form.vnpay_first, refusal)
        return _page(own, vnpay=form, status=422)
    _flash(*both)
    return redirect(url_for(".show", shop=shop), code=303)


def _flash(*done: Count) -> None:
    if all(count.difference_vnd == 0 for count in done):
        flash(gettext("Đã ghi: khớp với sổ, đến từng đồng."), "ok")
    else:
        flash(gettext("Đã ghi: chưa khớp với sổ. Xin xem phần lệch ở dưới."), "warning")
