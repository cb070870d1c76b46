"""What a curator types into the form of a site is kept as it is typed, and is there again after a closed page."""

from typing import Any, Final, NamedTuple

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from marketplace import limits
from marketplace.accounts.presence import actor
from marketplace.clock import now
from marketplace.db import transaction
from marketplace.errors import BadInput, Conflict
from marketplace.pages.site_forms import filled, offered
from marketplace.shown import hour
from marketplace.text import N_
from marketplace.tours import queries
from marketplace.tours.forms.around import SiteForm
from marketplace.tours.models import Site, SiteUnsaved, SiteVersion
from marketplace.tours.queries import site_versions as kept
from marketplace.tours.services import unsaved as services
from marketplace.web import open_to

bp = Blueprint("unsaved", __name__, url_prefix="/di-san/di-tich")

# More letters than all fields of the form may have.
MOST_LETTERS: Final = 30_000
# The pauses of somebody who types for an hour without rest.
HOURLY: Final = 3_000


class TooMuchTyped(BadInput):
    """The form holds more than can be kept."""

    sentence = N_("Dài quá, chợ chưa giữ được chữ đang viết. Xin bấm Lưu.")


class SavedMeanwhile(Conflict):
    """Another curator saved the site after this form was drawn."""

    sentence = N_(
        "%(name)s đã lưu bản số %(number)s sau khi bạn mở mẫu này. Xin so lại ở “Các bản đã ghi”; bấm Lưu lần nữa thì bản của "
        "bạn thay bản ấy."
    )


class Typed(NamedTuple):
    """A form with what was typed and not saved; `since` is the version that another saved meanwhile."""

    form: SiteForm
    unsaved: SiteUnsaved
    since: SiteVersion | None


def typed(site: Site | None, form: SiteForm) -> Typed | None:
    """What this curator typed into that form, if it is not what the form says already. No site: a new one."""
    unsaved = kept.unsaved_of(current_user.id, site.slug if site is not None else "")
    if unsaved is None:
        return None
    found = SiteForm(formdata=MultiDict(unsaved.fields))
    if _said(found) == _said(form):
        return None
    since = kept.newest_by_others(site.id, current_user.id, after=unsaved.number) if site is not None else None
    return Typed(offered(found), unsaved, since)


def want_nothing_newer(site: Site) -> None:
    """Nobody else saved the site since the form that is sent was drawn. Raises SavedMeanwhile."""
    if "base" not in request.form:
        return
    since = kept.newest_by_others(site.id, current_user.id, after=_base())
    if since is not None:
        assert since.written_by is not None
        raise SavedMeanwhile(name=since.written_by.name, number=since.number)


def _base() -> int:
    """The version that the form was drawn of."""
    told = request.form.get("base", "")
    return int(told) if told.isdecimal() and len(told) < 9 else 0


def _said(form: SiteForm) -> dict[str, Any]:
    """What the form says; whatever is empty says nothing."""
    return {name: value for name, value in form.data.items() if value and name != "csrf_token"}


@bp.post("/moi/dang-viet")
@bp.post("/<slug>/dang-viet")
@open_to("curators")
def keep(slug: str = "") -> ResponseReturnValue:
    """What stands in the form now is kept; the answer says since when, for the line under it."""
    limits.count_try("unsaved", str(current_user.id), limit=HOURLY, seconds=3600)
    blank = SiteForm(formdata=None)
    fields = {field.name: request.form[field.name] for field in blank if field.name in request.form}
    fields.pop("csrf_token", None)
    if sum(map(len, fields.values())) > MOST_LETTERS:
        raise TooMuchTyped
    stands = filled(queries.site_to_write(slug)) if slug else blank
    with transaction():
        if _said(SiteForm(formdata=MultiDict(fields))) == _said(stands):
            # Written back to what it was: nothing is left to be found again.
            services.drop_unsaved(slug, by=actor())
        else:
            services.keep_unsaved(slug, fields, number=_base(), by=actor())
    return {"at": hour(now())}


@bp.post("/moi/dang-viet/bo")
@bp.post("/<slug>/dang-viet/bo")
@open_to("curators")
def drop(slug: str = "") -> ResponseReturnValue:
    """What was typed is not wanted; the form says again what is saved."""
    if slug:
        queries.site_to_write(slug)
    with transaction():
        services.drop_unsaved(slug, by=actor())
    flash(gettext("Đã bỏ chữ viết dở."), "ok")
    return redirect(url_for("curating_sites.site", slug=slug) if slug else url_for("curating_sites.new_site"), code=303)
