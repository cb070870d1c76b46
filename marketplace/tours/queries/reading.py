"""What the pages that can be read need beside the tour itself."""

import sqlalchemy as sa

from marketplace.db import db
from marketplace.tours.models import TourVersion
from marketplace.tours.states import VersionState


def shown_number(tour_id: int) -> int:
    """The number of the version that visitors see; 0 for a tour that was laid out without one."""
    shown = sa.select(TourVersion.number).where(
        TourVersion.tour_id == tour_id, TourVersion.state == VersionState.PUBLISHED
    )
    return db.session.scalar(shown) or 0
