"""Each saving of a site is kept, and any of it can be taken back."""

from typing import Any

from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import db
from marketplace.tours.models import Site, SiteVersion
from marketplace.tours.queries import site_versions as queries
from marketplace.tours.services.sites import FACTS, begin_site, describe_site, drop_proposed
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
        # It was there before versions were kept: how it stood can be taken back too. When it came to be so nobody noted.
        _note(site, by=None)
    describe_site(site, by=by, **facts)
    _note(site, by=by.user_id)


def drop_change(site: Site, *, by: Actor) -> None:
    """As drop_proposed, and what stands now is a version again: the words that are dropped can be taken back."""
    drop_proposed(site, by=by)
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
