"""Curators look at what was written of a site before, take it back, and see its page as visitors will."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from flask import Blueprint, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from marketplace.accounts.presence import actor
from marketplace.db import transaction
from marketplace.errors import NotFound, Refusal
from marketplace.jobs import later
from marketplace.pages.curating_rooms import page
from marketplace.places.models import Place
from marketplace.places.queries import places_named
from marketplace.shown import either
from marketplace.tours import queries
from marketplace.tours.forms.around import SiteForm
from marketplace.tours.models import SiteVersion
from marketplace.tours.queries import site_versions as kept
from marketplace.tours.services import site_versions as services
from marketplace.tours.services import unsaved
from marketplace.tours.services.sites import FACTS
from marketplace.tours.states import NATURE_WORDS, THEME_WORDS, SiteNature, SiteTheme
from marketplace.tours.views.sites import site_page
from marketplace.web import open_to, say

bp = Blueprint("site_versions", __name__, url_prefix="/di-san/di-tich")


class Change(NamedTuple):
    """One field: what it is called, what stood there, what was written instead."""

    label: str
    before: str
    after: str


class VersionTold(NamedTuple):
    """A version, and how it differs from the one before it."""

    version: SiteVersion
    changes: Sequence[Change]


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """How the facts of a site differ, field by field, in the reader's words."""
    form = SiteForm(formdata=None)
    # In the order of the form: what the database keeps has none.
    names = [name for name in FACTS if name in after and before.get(name) != after[name]]
    places = places_named({told for one in (before, after) for told in [one.get("place_id")] if told is not None})
    return [
        Change(
            str(form["place" if name == "place_id" else name].label.text),
            _in_words(name, before.get(name), places), _in_words(name, after[name], places),
        )
        for name in names
    ]  # fmt: skip


def _in_words(name: str, value: Any, places: Mapping[int, Place]) -> str:
    match name:
        case "nature":
            return gettext(NATURE_WORDS[SiteNature(value)]) if value else ""
        case "theme":
            return gettext(THEME_WORDS[SiteTheme(value)]) if value else ""
        case "place_id":
            return either(places[value].name, places[value].name_en) if value in places else ""
        case _ if isinstance(value, bool):
            return gettext("có") if value else gettext("không")
        case _:
            return "" if value is None else str(value)


@bp.get("/<slug>/cac-ban")
@open_to("curators")
def versions(slug: str) -> ResponseReturnValue:
    """What was written, newest first."""
    site = queries.site_to_write(slug)
    found = kept.site_versions(site.id)
    told = [
        VersionTold(version, changes(before.facts, version.facts) if before else [])
        for version, before in zip_longest(found, found[1:])
    ]
    is_typing = kept.unsaved_of(current_user.id, slug) is not None
    return page("site_versions", site=site, told=told, is_typing=is_typing)


@bp.post("/<slug>/cac-ban/<int:number>/lay-lai")
@open_to("curators")
def take_back(slug: str, number: int) -> ResponseReturnValue:
    """The site is written as it was then; what visitors read of it, a reviewer signs again."""
    try:
        with transaction():
            services.take_back(queries.lock_site(slug), number, by=actor())
            unsaved.drop_unsaved(slug, by=actor())
            later("tours.draw_shares")
    except NotFound:
        raise
    except Refusal as refusal:
        flash(say(refusal), "warning")
        return redirect(url_for(".versions", slug=slug), code=303)
    flash(gettext("Đã lấy lại bản số %(number)s. Phần kể về di tích chờ người duyệt.", number=number), "ok")
    return redirect(url_for("curating_sites.site", slug=slug), code=303)


@bp.get("/<slug>/xem-thu")
@open_to("curators")
def preview(slug: str) -> ResponseReturnValue:
    """The site's page as visitors will read it once all that waits is signed."""
    shown = kept.site_as_written(slug)
    response = make_response(
        site_page(shown, preview=gettext("Bản xem thử: điều chưa ký thì khách chưa thấy, hoặc còn đọc như trước."))
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
