"""A tour that nobody shall walk through any more is put away, and can be brought back."""

from marketplace.accounts import services as accounts
from marketplace.accounts.actor import Actor
from marketplace.db import db
from marketplace.tours.errors import MayNotSign
from marketplace.tours.models import Tour
from marketplace.tours.queries import writing as queries
from marketplace.tours.states import TourState, VersionState


def archive_tour(tour_id: int, *, by: Actor) -> Tour:
    """The tour is kept and no longer shown; a version that waited is a draft again. Raises TourNotFound, WrongTourMoment."""
    tour = queries.lock_tour(tour_id)
    version = queries.open_version(tour.id)
    if version is not None and version.state is VersionState.IN_REVIEW:
        version.become(VersionState.DRAFT)
    tour.become(TourState.ARCHIVED)
    accounts.record("tour.put_away", thing=f"tour:{tour.slug}", by=by)
    db.session.flush()
    return tour


def bring_back_tour(tour_id: int, *, by: Actor, is_reviewer: bool) -> Tour:
    """The tour is where it was: visitors see its signed version again, or it is a draft.

    Raises TourNotFound, WrongTourMoment, MayNotSign (what visitors would see again is for a reviewer to say).
    """
    tour = queries.lock_tour(tour_id)
    is_signed = queries.shown_version(tour.id) is not None
    if is_signed and not is_reviewer:
        raise MayNotSign
    tour.become(TourState.PUBLISHED if is_signed else TourState.DRAFT)
    accounts.record("tour.brought_back", thing=f"tour:{tour.slug}", by=by)
    db.session.flush()
    return tour
