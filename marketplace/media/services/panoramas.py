"""Keeping what was cut of 360° pictures, and of pictures out of films."""

from collections.abc import Mapping
from typing import Any

from marketplace.clock import now
from marketplace.db import db
from marketplace.media import queries
from marketplace.media.models import Panorama
from marketplace.media.panoramas import PanoramaFiles


def note_panorama(files: PanoramaFiles, *, credit: Mapping[str, Any], facts: Mapping[str, Any]) -> Panorama:
    """The panorama of these tiles is known; the same picture twice is one panorama, and the first credit stays."""
    known = queries.find_panorama(files.key)
    if known is not None:
        return known
    panorama = Panorama(
        key=files.key, width=files.width, levels=list(files.levels), made_at=now(), credit=dict(credit),
        part=list(files.part), facts=dict(facts),
    )  # fmt: skip
    db.session.add(panorama)
    db.session.flush()
    return panorama
