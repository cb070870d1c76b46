"""Reading sentences of history, as their writers and their reviewers do."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.tours.errors import ClaimNotFound
from marketplace.tours.models import Claim, Route, RouteStop, Site
from marketplace.tours.states import ClaimState

OPEN = (ClaimState.SHOWN, ClaimState.WAITING, ClaimState.SENT_BACK)
UNSIGNED = (ClaimState.WAITING, ClaimState.SENT_BACK)


def next_claim_position(*, site_id: int | None, stop_id: int | None) -> int:
    """After all others of this site or stop."""
    own = Claim.site_id == site_id if site_id is not None else Claim.stop_id == stop_id
    return (db.session.scalar(sa.select(sa.func.max(Claim.position)).where(own)) or 0) + 1


def find_change_of(claim_id: int) -> Claim | None:
    """The change of this sentence that is on its way, or None."""
    return db.session.scalar(sa.select(Claim).where(Claim.replaces_id == claim_id, Claim.state.in_(UNSIGNED)))


def lock_claim(claim_id: int) -> Claim:
    """The sentence, locked and fresh. Raises ClaimNotFound."""
    return _locked(Claim.id == claim_id)


def lock_claim_named(public_id: str) -> Claim:
    """The sentence of this public id, locked and fresh. Raises ClaimNotFound."""
    return _locked(Claim.public_id == public_id)


def _locked(which: sa.ColumnElement[bool]) -> Claim:
    claim = db.session.scalar(sa.select(Claim).where(which).with_for_update().execution_options(populate_existing=True))
    if claim is None:
        raise ClaimNotFound
    return claim


def claim_named(public_id: str) -> Claim:
    """The sentence of this public id. Raises ClaimNotFound."""
    claim = db.session.scalar(sa.select(Claim).where(Claim.public_id == public_id))
    if claim is None:
        raise ClaimNotFound
    return claim


def claims_to_write(*, site_id: int | None = None, stop_ids: Sequence[int] = ()) -> Sequence[Claim]:
    """What visitors read of a site or of stops, and what is on its way, each change after what it changes."""
    own = Claim.site_id == site_id if site_id is not None else Claim.stop_id.in_(stop_ids)
    return db.session.scalars(
        sa.select(Claim)
        .where(own, Claim.state.in_(OPEN))
        .options(joinedload(Claim.written_by), joinedload(Claim.reviewed_by))
        .order_by(Claim.position, Claim.id)
    ).all()


def claims_waiting() -> Sequence[Claim]:
    """What waits for a reviewer, oldest first, with what it changes."""
    return db.session.scalars(
        sa.select(Claim)
        .where(Claim.state == ClaimState.WAITING)
        .options(joinedload(Claim.site), joinedload(Claim.written_by), joinedload(Claim.replaces))
        .order_by(Claim.written_at, Claim.id)
    ).all()


def count_claims_waiting() -> int:
    """How many wait."""
    waiting = sa.select(sa.func.count()).select_from(Claim).where(Claim.state == ClaimState.WAITING)
    return db.session.scalar(waiting) or 0


def signed_claims(*, site_ids: Sequence[int], stop_ids: Sequence[int]) -> Sequence[Claim]:
    """What visitors read of these sites and stops, in order."""
    return db.session.scalars(
        sa.select(Claim)
        .where(sa.or_(Claim.site_id.in_(site_ids), Claim.stop_id.in_(stop_ids)), Claim.state == ClaimState.SHOWN)
        .order_by(Claim.position, Claim.id)
    ).all()


def home_of(claim: Claim) -> str:
    """The slug of the site or of the route that a sentence belongs to."""
    if claim.site_id is not None:
        slug = db.session.scalar(sa.select(Site.slug).where(Site.id == claim.site_id))
    else:
        slug = db.session.scalar(
            sa.select(Route.slug).join(RouteStop, RouteStop.route_id == Route.id).where(RouteStop.id == claim.stop_id)
        )
    assert slug is not None
    return slug
