"""What curators type into the form of a site is kept before it is saved."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import db
from marketplace.tours.models import SiteUnsaved


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
