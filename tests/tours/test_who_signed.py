"""Visitors of a tour read who wrote it and who signed it, and when."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

from flask.testing import FlaskClient

from marketplace.clock import now
from marketplace.db import db
from marketplace.tours.models import TourVersion
from marketplace.tours.states import VersionState
from tests.factories import make_user
from tests.tours.making import info, make_tour


def test_visitors_read_who_signed_the_tour(client: FlaskClient, session: Any) -> None:
    tour = make_tour(info())
    address = f"/tham-quan/{tour.slug}"
    assert "đã đọc và ký" not in client.get(address).text
    writer, reviewer = make_user(name="Cán Bộ Viết"), make_user(name="Người Ký")
    version = TourVersion(
        tour_id=tour.id, number=1, content={}, written_by_id=writer.id, begun_at=now(), saved_at=now(),
        state=VersionState.PUBLISHED, signed_by_id=reviewer.id, signed_at=datetime(2026, 3, 4, 5, 0, tzinfo=UTC),
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()

    told = re.sub(r"\s+", " ", unescape(client.get(address).text))

    assert re.search(r"Cán Bộ Viết soạn\. Người Ký đã đọc và ký ngày 12:00, 04/03/2026", told)
