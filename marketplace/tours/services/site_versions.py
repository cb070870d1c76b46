"""Each saving of a site is kept, and any of it can be taken back; what is only typed is kept too."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import db
from marketplace.tours.models import Site, SiteUnsaved, SiteVersion
from marketplace.tours.queries import site_versions as queries
from marketplace.tours.services.sites import FACTS, begin_site, describe_site
from marketplace.tours.states import SiteNature, SiteTheme


def written_facts(site: Site) -> dict[str, Any]:
    """All facts of the site as its curators wrote them last, signed or not, ready for JSON."""
    told = {name: getattr(site, name) for name in FACTS} | site.proposed
    return {name: str(value) if isinstance(value, SiteNature | SiteTheme) else value for name, value in told.items()}


def write_new_site(*, by: Actor, **facts: Any) -> Site:
    """As begin_site, and what was written is the site's first version."""
    site = begin_site(by=by, **facts)
    _note(site, by=by.user_id)
    return site


def write_site(site: Site, *, by: Actor, **facts: Any) -> None:
    """As describe_site, and what is written is a version of its own, unless nothing changed. The site must be locked."""
    if queries.newest_version(site.id) is None:
        # It was there before versions were kept: how it stood can be taken back too.
        _note(site, by=site.proposed_by_id or site.written_by_id)
    describe_site(site, by=by, **facts)
    _note(site, by=by.user_id)


def take_back(site: Site, number: int, *, by: Actor) -> None:
    """The site is written as it was in this version, signed by nobody yet where that is needed. The site must be locked.

    Raises VersionNotFound, and what describe_site raises.
    """
    facts = queries.site_version(site.id, number).facts
    known = {name: value for name, value in facts.items() if name in FACTS}
    told = {"theme": SiteTheme(known.pop("theme", site.theme)), "nature": SiteNature(known.pop("nature", site.nature))}
    write_site(site, by=by, **known, **told)


def _note(site: Site, *, by: int | None) -> None:
    newest, facts = queries.newest_version(site.id), written_facts(site)
    if newest is not None and newest.facts == facts:
        return
    number = newest.number + 1 if newest is not None else 1
    db.session.add(SiteVersion(site_id=site.id, number=number, facts=facts, written_by_id=by, written_at=now()))
    db.session.flush()


def keep_unsaved(slug: str, fields: Mapping[str, str], *, number: int, by: Actor) -> None:
    """What this curator typed into the site's form is kept, and nothing of the site changed. Typed before: this instead."""
    told = {"number": number, "fields": dict(fields), "written_at": now()}
    db.session.execute(
        insert(SiteUnsaved)
        .values(user_id=by.user_id, slug=slug, **told)
        .on_conflict_do_update(index_elements=["user_id", "slug"], set_=told)
    )


def drop_unsaved(slug: str, *, by: Actor) -> None:
    """What this curator typed is saved, or not wanted."""
    db.session.execute(sa.delete(SiteUnsaved).where(SiteUnsaved.user_id == by.user_id, SiteUnsaved.slug == slug))


def forget_unsaved(*, before: datetime) -> None:
    """What was typed before this instant, and never saved, is gone."""
    db.session.execute(sa.delete(SiteUnsaved).where(SiteUnsaved.written_at < before))
