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
from marketplace.errors import BadInput
from marketplace.shown import hour
from marketplace.text import N_
from marketplace.tours import queries
from marketplace.tours.forms.around import SiteForm
from marketplace.tours.models import SiteUnsaved, SiteVersion
from marketplace.tours.queries import site_versions as kept
from marketplace.tours.services import site_versions as services
from marketplace.web import open_to

bp = Blueprint("unsaved", __name__, url_prefix="/di-san/di-tich")

# More letters than all fields of the form may have; a page that is left keeps no more than 64 KB.
MOST_LETTERS: Final = 30_000
# The pauses of somebody who types for an hour without rest.
HOURLY: Final = 3_000


class TooMuchTyped(BadInput):
    """The form holds more than can be kept."""

    sentence = N_("Dài quá, chợ chưa giữ được chữ đang viết. Xin bấm Lưu.")


class Typed(NamedTuple):
    """A form with what was typed and not saved; `since` is the version that another saved meanwhile."""

    form: SiteForm
    unsaved: SiteUnsaved
    since: SiteVersion | None


def typed(slug: str, form: SiteForm) -> Typed | None:
    """What this curator typed into that form, if it is not what the form says already. "" for a new site."""
    unsaved = kept.unsaved_of(current_user.id, slug)
    if unsaved is None:
        return None
    found = SiteForm(formdata=MultiDict(unsaved.fields))
    found.place.choices = form.place.choices
    if _said(found) == _said(form):
        return None
    newest = kept.newest_version(queries.site_to_write(slug).id) if slug else None
    is_other = newest is not None and newest.number > unsaved.number and newest.written_by_id != current_user.id
    return Typed(found, unsaved, newest if is_other else None)


def _said(form: SiteForm) -> dict[str, Any]:
    """What the form says; whatever is empty says nothing."""
    return {name: value for name, value in form.data.items() if value and name != "csrf_token"}


@bp.post("/dang-viet")
@bp.post("/<slug>/dang-viet")
@open_to("curators")
def keep(slug: str = "") -> ResponseReturnValue:
    """What stands in the form now is kept; the answer says since when, for the line under it."""
    limits.count_try("unsaved", str(current_user.id), limit=HOURLY, seconds=3600)
    fields: dict[str, Any] = {field.name: request.form[field.name] for field in _blank() if field.name in request.form}
    if sum(map(len, fields.values())) > MOST_LETTERS:
        raise TooMuchTyped
    newest = kept.newest_version(queries.site_to_write(slug).id) if slug else None
    with transaction():
        services.keep_unsaved(slug, fields, number=newest.number if newest is not None else 0, by=actor())
    return {"at": hour(now())}


def _blank() -> list[Any]:
    return [field for field in SiteForm(formdata=None) if field.name != "csrf_token"]


@bp.post("/dang-viet/bo")
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
