"""Sentences of history: curators write them, another person signs them."""

from typing import Final

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from marketplace.accounts.presence import actor
from marketplace.db import transaction
from marketplace.errors import NotFound, Refusal
from marketplace.pages.curating_rooms import page
from marketplace.shown import either
from marketplace.tours import queries
from marketplace.tours.forms.around import BackForm, ClaimForm
from marketplace.tours.models import Claim
from marketplace.tours.queries.read_marks import claim_mark
from marketplace.tours.services import claims as services
from marketplace.tours.services import signing
from marketplace.tours.services.claims import ClaimTold
from marketplace.tours.states import CLAIM_WORDS, ClaimKind
from marketplace.tours.views.telling import host
from marketplace.web import open_to, say

bp = Blueprint("curating_claims", __name__, url_prefix="/di-san")


@bp.get("/di-tich/<slug>/cau-moi")
@open_to("curators")
def of_site(slug: str) -> ResponseReturnValue:
    site = queries.site_to_write(slug)
    return _form_page(
        ClaimForm(formdata=None), either(site.name, site.name_en), url_for("curating_sites.site", slug=slug)
    )


def _form_page(
    form: ClaimForm, about: str, back: str, *, claim: Claim | None = None, status: int = 200
) -> ResponseReturnValue:
    return page("claim", status, form=form, about=about, back=back, claim=claim)


@bp.post("/di-tich/<slug>/cau-moi")
@open_to("curators")
def add_to_site(slug: str) -> ResponseReturnValue:
    site, back = queries.site_to_write(slug), url_for("curating_sites.site", slug=slug, _anchor="cau")
    return _add(either(site.name, site.name_en), back, site_id=site.id)


@bp.get("/tuyen/<slug>/chang/<stop>/cau-moi")
@open_to("curators")
def of_stop(slug: str, stop: str) -> ResponseReturnValue:
    found = queries.stop_of(queries.route_to_write(slug), stop)
    return _form_page(ClaimForm(formdata=None), either(found.name, found.name_en), _route(slug))


@bp.post("/tuyen/<slug>/chang/<stop>/cau-moi")
@open_to("curators")
def add_to_stop(slug: str, stop: str) -> ResponseReturnValue:
    found = queries.stop_of(queries.route_to_write(slug), stop)
    return _add(either(found.name, found.name_en), _route(slug), stop_id=found.id)


def _route(slug: str) -> str:
    return url_for("curating_routes.route", slug=slug)


def _add(about: str, back: str, *, site_id: int | None = None, stop_id: int | None = None) -> ResponseReturnValue:
    form = ClaimForm()
    if not form.validate_on_submit():
        return _form_page(form, about, back, status=422)
    told = _told(form)
    try:
        with transaction():
            services.add_claim(
                site_id, stop_id=stop_id, text=told.text, text_en=told.text_en, kind=told.kind,
                source_title=told.source_title, source_title_en=told.source_title_en, source_url=told.source_url,
                needs_review=told.needs_review, by=actor(),
            )  # fmt: skip
    except Refusal as refusal:
        form.refuse(form.source_url, refusal)
        return _form_page(form, about, back, status=refusal.status)
    flash(gettext("Đã ghi. Câu này chờ người duyệt ký rồi khách mới đọc được."), "ok")
    return redirect(back, code=303)


_TOLD: Final = ("text", "text_en", "kind", "source_title", "source_title_en", "source_url", "needs_review")


def _told(form: ClaimForm) -> ClaimTold:
    return ClaimTold(
        text=form.value("text"), text_en=form.value("text_en") or "", kind=ClaimKind(form.value("kind")),
        source_title=form.value("source_title") or "", source_title_en=form.value("source_title_en") or "",
        source_url=form.value("source_url") or "", needs_review=form.value("needs_review"),
    )  # fmt: skip


@bp.get("/cau/<public_id>")
@open_to("curators")
def claim(public_id: str) -> ResponseReturnValue:
    found = queries.claim_named(public_id)
    known = {name: getattr(found, name) for name in _TOLD}
    return _form_page(ClaimForm(formdata=None, data=known), "", _back(found), claim=found)


def _back(claim: Claim) -> str:
    """The page a sentence is edited from."""
    path = queries.home_of(claim)
    endpoint = "curating_sites.site" if claim.site_id is not None else "curating_routes.route"
    return url_for(endpoint, slug=path, _anchor="cau")


@bp.post("/cau/<public_id>")
@open_to("curators")
def change(public_id: str) -> ResponseReturnValue:
    """The sentence reads so, once it is signed."""
    form, found = ClaimForm(), queries.claim_named(public_id)
    if not form.validate_on_submit():
        return _form_page(form, "", _back(found), claim=found, status=422)
    try:
        with transaction():
            services.change_claim(queries.lock_claim_named(public_id), _told(form), by=actor())
    except Refusal as refusal:
        form.refuse(form.source_url, refusal)
        return _form_page(form, "", _back(found), claim=queries.claim_named(public_id), status=refusal.status)
    flash(gettext("Đã ghi. Câu này chờ người duyệt ký; khách vẫn đọc câu đã ký trước đó."), "ok")
    return redirect(_back(found), code=303)


@bp.post("/cau/<public_id>/<any('len', 'xuong', 'rut', 'ky'):step>")
@open_to("curators")
def move(public_id: str, step: str) -> ResponseReturnValue:
    """One step up or down, out, or signed."""
    found = queries.claim_named(public_id)
    try:
        with transaction():
            locked = queries.lock_claim_named(public_id)
            match step:
                case "rut":
                    services.withdraw_claim(locked, by=actor())
                case "ky":
                    stood = claim_mark(locked)
                    services.sign_claim(locked, by=actor(), is_reviewer=current_user.is_reviewer)
                    signing.want_read(request.form.get("doc", ""), stood)
                case _:
                    _move(locked, up=step == "len")
    except NotFound:
        raise
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(
            {"rut": gettext("Đã rút câu ấy."), "ky": gettext("Đã ký. Khách đọc được câu này.")}.get(
                step, gettext("Đã lưu.")
            ),
            "ok",
        )
    return redirect(url_for(".waiting") if step == "ky" else _back(found), code=303)


def _move(claim: Claim, *, up: bool) -> None:
    """Among those that stand beside it: a change moves with what it changes."""
    beside = [
        one
        for one in queries.claims_to_write(
            site_id=claim.site_id, stop_ids=[claim.stop_id] if claim.stop_id is not None else ()
        )
        if one.replaces_id is None or one is claim
    ]
    if claim in beside:
        services.move_claim(beside, claim, up=up)


@bp.get("/cau-cho-duyet")
@open_to("curators")
def waiting() -> ResponseReturnValue:
    return _waiting_page()


def _waiting_page(*, back_form: BackForm | None = None, about: str = "", status: int = 200) -> ResponseReturnValue:
    return page(
        "claims_waiting", status, claims=queries.claims_waiting(), claim_words=CLAIM_WORDS, host=host,
        back_form=back_form or BackForm(formdata=None), wrong=about, me=current_user, mark_of=claim_mark,
    )  # fmt: skip


@bp.post("/cau/<public_id>/tra-lai")
@open_to("curators")
def send_back(public_id: str) -> ResponseReturnValue:
    """The writer reads why."""
    form = BackForm()
    if not form.validate_on_submit():
        return _waiting_page(back_form=form, about=public_id, status=422)
    try:
        with transaction():
            services.send_claim_back(
                queries.lock_claim_named(public_id), because=form.value("because"), by=actor(),
                is_reviewer=current_user.is_reviewer,
            )  # fmt: skip
    except NotFound:
        raise
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(gettext("Đã trả lại cho người viết."), "ok")
    return redirect(url_for(".waiting"), code=303)
