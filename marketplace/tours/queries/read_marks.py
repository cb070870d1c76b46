"""What a reviewer has read, as a short mark that the form carries: whoever signs says with it what he or she read."""

import hashlib
import json
from typing import Any, Final

import sqlalchemy as sa

from marketplace.db import db
from marketplace.tours.models import Claim, Route, RouteStop, Site, StoryVersion

LETTERS: Final = 16


def site_mark(site: Site) -> str:
    """All that is told of the site, and what is proposed."""
    return _mark(_columns(site))


def route_mark(route: Route) -> str:
    """The route and its stops."""
    stops = db.session.scalars(
        sa.select(RouteStop).where(RouteStop.route_id == route.id).order_by(RouteStop.position, RouteStop.id)
    )
    return _mark([_columns(route), *(_columns(stop) for stop in stops)])


def claim_mark(claim: Claim) -> str:
    """What the sentence says, how it is known, and from where."""
    return _mark(_columns(claim))


def story_mark(version: StoryVersion) -> str:
    """What this version of a story says."""
    return _mark([version.number, version.content])


def _columns(row: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in sa.inspect(type(row)).column_attrs}


def _mark(told: Any) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:LETTERS]
