"""What visitors say is wrong, before those who can mend it."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from marketplace.accounts.presence import actor
from marketplace.clock import now
from marketplace.db import transaction
from marketplace.errors import NotFound, Refusal
from marketplace.pages.curating_rooms import page
from marketplace.tours import queries
from marketplace.tours.errors import NothingToCorrect
from marketplace.tours.forms.around import AnswerForm
from marketplace.tours.models import Correction
from marketplace.tours.services import corrections as services
from marketplace.tours.states import CORRECTION_WORDS, CorrectionState
from marketplace.tours.views.correcting import address_of
from marketplace.web import open_to, say

bp = Blueprint("curating_corrections", __name__, url_prefix="/di-san")


@bp.get("/gop-y")
@open_to("curators")
def corrections() -> ResponseReturnValue:
    return _list(AnswerForm(formdata=None))


def _list(form: AnswerForm, status: int = 200) -> ResponseReturnValue:
    chosen = set(request.form.getlist("gop_y"))
    return page(
        "corrections", status, corrections=queries.corrections(), words=CORRECTION_WORDS, form=form, chosen=chosen,
        read_at=now().isoformat(),
    )  # fmt: skip


@bp.post("/gop-y/dong")
@open_to("curators")
def close_many() -> ResponseReturnValue:
    """The chosen ones are closed with one answer: those that nobody took up are declined, the others are mended."""
    form = AnswerForm()
    if not form.validate_on_submit():
        return _list(form, 422)
    target = CorrectionState.DONE if request.form.get("buoc") == "da-sua" else CorrectionState.DECLINED
    with transaction():
        chosen = queries.lock_corrections(request.form.getlist("gop_y"), new_until=_moment(request.form.get("moi")))
        closed = services.close_corrections(chosen, target, answer=form.value("answer"), by=actor())
    if closed:
        flash(ngettext("Đã đóng %(num)d góp ý.", "Đã đóng %(num)d góp ý.", closed), "ok")
    if closed < len(chosen) or not chosen:
        flash(
            gettext("Góp ý mới thì chọn “Không nhận”; góp ý đã nhận thì chọn “Đã sửa xong”. Xin đánh dấu lại."),
            "warning",
        )
    return redirect(url_for(".corrections"), code=303)


def _moment(told: str | None) -> datetime | None:
    """The instant at which the list was drawn: what came later was not read, and stays open."""
    try:
        moment = datetime.fromisoformat(told or "")
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


@bp.get("/gop-y/<public_id>")
@open_to("curators")
def correction(public_id: str) -> ResponseReturnValue:
    return _page(queries.correction_named(public_id), AnswerForm(formdata=None))


def _page(correction: Correction, form: AnswerForm, *, status: int = 200) -> ResponseReturnValue:
    try:
        there = address_of(queries.subject_of(correction.about))
    except NothingToCorrect:
        # What it was about is not shown any more.
        there = ""
    return page("correction", status, correction=correction, there=there, form=form, words=CORRECTION_WORDS)


@bp.post("/gop-y/<public_id>/nhan")
@open_to("curators")
def accept(public_id: str) -> ResponseReturnValue:
    """It is right; somebody mends it now."""
    return _change(public_id, lambda one: services.accept_correction(one, by=actor()))


def _change(public_id: str, change: Callable[[Correction], object]) -> ResponseReturnValue:
    try:
        with transaction():
            change(queries.lock_correction(public_id))
    except NotFound:
        raise
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(gettext("Đã ghi."), "ok")
    return redirect(url_for(".correction", public_id=public_id), code=303)


@bp.post("/gop-y/<public_id>/<any('tu-choi', 'da-sua'):step>")
@open_to("curators")
def close(public_id: str, step: str) -> ResponseReturnValue:
    """Declined with a reason, or mended with what was done."""
    form = AnswerForm()
    if not form.validate_on_submit():
        return _page(queries.correction_named(public_id), form, status=422)
    answer = form.value("answer")
    if step == "tu-choi":
        return _change(public_id, lambda one: services.decline_correction(one, answer=answer, by=actor()))
    return _change(public_id, lambda one: services.finish_correction(one, answer=answer, by=actor()))
