"""A visitor says that something is wrong: /gop-y?ve=site/dinh-thu-que."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace import limits
from marketplace.db import transaction
from marketplace.errors import TooMany
from marketplace.tours import queries
from marketplace.tours.errors import TooManyFromHouse, TooManyToday
from marketplace.tours.forms.around import CorrectionForm
from marketplace.tours.queries.corrections import Subject
from marketplace.tours.services import corrections
from marketplace.tours.views.blueprint import bp
from marketplace.web import open_to, say

# One house may send so many an hour, all houses together so many a day: a curator reads each.
PER_HOUR, PER_DAY = 5, 200


def _subject() -> Subject:
    return queries.subject_of(request.args.get("ve", "")[:200])


@bp.get("/gop-y")
@open_to("anyone")
def correct() -> ResponseReturnValue:
    return _page(_subject(), CorrectionForm(formdata=None), 200)


def _page(subject: Subject, form: CorrectionForm, status: int) -> ResponseReturnValue:
    page = render_template("tours/correct.html", subject=subject, back=address_of(subject), form=form)
    response = make_response(page, status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/gop-y")
@open_to("anyone")
def send_correction() -> ResponseReturnValue:
    """The curators have it; the visitor goes back to where he or she was."""
    subject, form = _subject(), CorrectionForm()
    if not form.validate_on_submit():
        return _page(subject, form, 422)
    try:
        _count()
    except TooMany as refusal:
        form.form_errors = [say(refusal)]
        return _page(subject, form, refusal.status)
    with transaction():
        corrections.send_correction(
            subject, wrong=form.value("wrong"), right=form.value("right"), how_known=form.value("how_known") or "",
            contact=form.value("contact") or "",
        )  # fmt: skip
    flash(gettext("Cảm ơn bạn. Cán bộ văn hóa xã sẽ xem lại và sửa nếu đúng."), "ok")
    return redirect(address_of(subject), code=303)


def _count() -> None:
    """One more is on its way. Raises TooManyFromHouse, TooManyToday: what was typed stays on the page."""
    try:
        limits.count_try("correction", limits.house_of(request.remote_addr), limit=PER_HOUR, seconds=3600)
    except TooMany:
        raise TooManyFromHouse from None
    try:
        limits.count_try("corrections", "all", limit=PER_DAY, seconds=86_400)
    except TooMany:
        raise TooManyToday from None


def address_of(subject: Subject) -> str:
    """The page the correction is about."""
    scene = subject.scene or None
    return url_for(f"tours.{subject.kind}", slug=subject.slug, _anchor=scene)
