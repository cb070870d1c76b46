"""Jobs of the tours room."""

from marketplace.db import db, transaction
from marketplace.jobs import queue
from marketplace.tours.content import read_content
from marketplace.tours.models import Tour
from marketplace.tours.queries.writing import open_version
from marketplace.tours.services.signing import draw_views


@queue.task(name="tours.draw_views")
def draw_views_of(*, tour_id: int) -> None:
    """The flat pictures of a version that waits for its reviewer. Done twice it draws nothing new."""
    with transaction():
        tour = db.session.get(Tour, tour_id)
        version = open_version(tour.id) if tour is not None else None
        content = read_content(version.content) if version is not None else None
    if content is not None:
        draw_views(content)
