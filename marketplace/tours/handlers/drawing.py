"""Jobs that draw flat pictures: of first views, and for links that are shared."""

import time
from collections.abc import Collection
from contextlib import suppress
from typing import Final

from marketplace import config
from marketplace.db import db, transaction
from marketplace.jobs import queue
from marketplace.media import storage
from marketplace.media.sharing import draw_share
from marketplace.tours.content import read_content
from marketplace.tours.models import Tour
from marketplace.tours.queries.shares import shares_wanted
from marketplace.tours.queries.writing import open_version
from marketplace.tours.services.signing import draw_views
from marketplace.tours.share_pictures import drawn_at
from marketplace.tours.shares import FOLDER

# A picture that no page names any more may still be shown where its link was shared.
SHARES_KEPT_SECONDS: Final = 90 * 86_400


@queue.task(name="tours.draw_views")
def draw_views_of(*, tour_id: int) -> None:
    """The flat pictures of a version that waits for its reviewer. Done twice it draws nothing new."""
    with transaction():
        tour = db.session.get(Tour, tour_id)
        version = open_version(tour.id) if tour is not None else None
        content = read_content(version.content) if version is not None else None
    if content is not None:
        draw_views(content)


@queue.task(name="tours.draw_shares", lock="draw_shares")
def draw_shares() -> None:
    """The pictures that shared links show are there; long unwanted ones are gone. Done twice it draws nothing new."""
    with transaction():
        wanted = shares_wanted()
    market = "Chợ Thôn"
    of_village = f"{market} · {config.current().village}"
    for share in wanted:
        if not share.file.exists():
            brand = of_village if share.is_ours else market
            draw_share(share.file, title=share.title, line=share.line, brand=brand, base=share.base_file)
    _forget_old(kept={share.file.name for share in wanted})


def _forget_old(*, kept: Collection[str]) -> None:
    """What no page names is gone after its time; a view that somebody sent on is drawn again when it is asked for."""
    oldest = time.time() - SHARES_KEPT_SECONDS
    folder = storage.folder() / FOLDER
    for entry in list(folder.iterdir()) if folder.is_dir() else ():
        # A panorama's views have a folder of their own, see share_pictures.py.
        for file in list(entry.iterdir()) if entry.is_dir() else [entry]:
            if file.name not in kept and drawn_at(file) < oldest:
                file.unlink(missing_ok=True)
        # An empty one may be new: a picture is about to be moved into it.
        if entry.is_dir() and entry.stat().st_mtime < oldest:
            with suppress(OSError):
                entry.rmdir()


@queue.periodic(cron="*/10 * * * *")
@queue.task(name="tours.draw_missing_shares", queueing_lock="draw_missing_shares", lock="draw_shares")
def draw_missing_shares(timestamp: int) -> None:
    """Every ten minutes: what was signed or changed meanwhile has its picture."""
    draw_shares()
