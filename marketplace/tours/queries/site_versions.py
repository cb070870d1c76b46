"""What was written of a site before, and what visitors would read once everything of it were signed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.tours.errors import VersionNotFound
from marketplace.tours.models import Claim, SiteUnsaved, SiteVersion
from marketplace.tours.queries.claims import OPEN
from marketplace.tours.queries.sites import SiteOnShow, read_site, site_to_write
from marketplace.tours.states import ClaimState, SiteNature

# So many are told on the page; older ones stay where they are.
SHOWN: Final = 60


def newest_version(site_id: int) -> SiteVersion | None:
    """What was written last; None of a site that nobody has changed since versions are kept."""
    return db.session.scalar(
        sa.select(SiteVersion).where(SiteVersion.site_id == site_id).order_by(SiteVersion.number.desc()).limit(1)
    )


def newest_by_others(site_id: int, user_id: int, *, after: int) -> SiteVersion | None:
    """The newest version that somebody else saved after that number, with its writer."""
    return db.session.scalar(
        sa.select(SiteVersion)
        .where(
            SiteVersion.site_id == site_id, SiteVersion.number > after, SiteVersion.written_by_id.is_not(None),
            SiteVersion.written_by_id != user_id,
        )
        .options(joinedload(SiteVersion.written_by))
        .order_by(SiteVersion.number.desc())
        .limit(1)
    )  # fmt: skip


def site_versions(site_id: int) -> Sequence[SiteVersion]:
    """What was written, newest first, with its writers."""
    return db.session.scalars(
        sa.select(SiteVersion)
        .where(SiteVersion.site_id == site_id)
        .options(joinedload(SiteVersion.written_by))
        .order_by(SiteVersion.number.desc())
        .limit(SHOWN)
    ).all()


def site_version(site_id: int, number: int) -> SiteVersion:
    """The version of this number. Raises VersionNotFound."""
    found = db.session.scalar(
        sa.select(SiteVersion).where(SiteVersion.site_id == site_id, SiteVersion.number == number)
    )
    if found is None:
        raise VersionNotFound
    return found


def unsaved_of(user_id: int, slug: str) -> SiteUnsaved | None:
    """What this person typed into the site's form and has not saved."""
    return db.session.get(SiteUnsaved, (user_id, slug))


def site_as_written(slug: str) -> SiteOnShow:
    """The site's page with what waits for a reviewer, as if it were signed. Nothing is written. Raises SiteNotFound."""
    site = site_to_write(slug)
    # Away from the session: what is put on it now is for this page alone.
    db.session.expunge(site)
    for name, value in site.proposed.items():
        setattr(site, name, SiteNature(value) if name == "nature" else value)
    shown = read_site(site)
    claims = db.session.scalars(
        sa.select(Claim)
        .where(Claim.site_id == site.id, Claim.state.in_(OPEN), Claim.state != ClaimState.SENT_BACK)
        .order_by(Claim.position, Claim.id)
    ).all()
    changed = {claim.replaces_id for claim in claims if claim.state is ClaimState.WAITING}
    return replace(shown, claims=[claim for claim in claims if claim.id not in changed])
