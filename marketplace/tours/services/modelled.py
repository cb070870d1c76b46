"""Pictures that no camera took say so themselves: the site that says it stays behind when they are shown elsewhere."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa

from marketplace.db import db
from marketplace.media.models import Panorama, Video
from marketplace.media.natures import as_modelled, is_modelled
from marketplace.tours.exchange.brought import Brought, FromKey
from marketplace.tours.models import Scene, Site, Tour
from marketplace.tours.states import SiteNature


def mark_pictures_of(site: Site) -> None:
    """All 360° pictures and films of a modelled site's tours are modelled ones, wherever else they are shown."""
    if site.nature is not SiteNature.MODELLED:
        return
    scenes = db.session.execute(
        sa.select(Panorama.key, Scene.video)
        .join(Scene, Scene.panorama_id == Panorama.id)
        .join(Tour, Tour.id == Scene.tour_id)
        .where(Tour.site_id == site.id)
    ).all()
    mark({key for key, _ in scenes}, {video for _, video in scenes if video})


def mark(panoramas: Collection[str], films: Collection[str]) -> None:
    """These, by their keys, are modelled. The mark is only ever added here; a curator may take it away."""
    things: list[Panorama | Video] = [
        *db.session.scalars(sa.select(Panorama).where(Panorama.key.in_(panoramas))),
        *db.session.scalars(sa.select(Video).where(Video.key.in_(films))),
    ]
    for thing in things:
        if not is_modelled(thing.credit):
            thing.credit = as_modelled(thing.credit)
    db.session.flush()


def mark_brought(brought: Brought, keys: Mapping[str, str]) -> None:
    """The 360° pictures that an archive calls modelled are so here, also those that were here before; `keys` by scene."""
    named = {
        keys[scene]
        for scene, source in brought.sources.items()
        if isinstance(source, FromKey) and is_modelled(source.credit) and scene in keys
    }
    mark(named, ())
