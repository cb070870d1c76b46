"""Loading the demo village: all of it or nothing, once."""

from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa

from marketplace import config
from marketplace.clock import now
from marketplace.config import BadSettings
from marketplace.db import db, transaction
from marketplace.demo import around, heritage, pictures, stories, village
from marketplace.demo.decoding import Decoded
from marketplace.demo.moments import live_through
from marketplace.demo.village import FOLDER, Village
from marketplace.media.sounds import SoundFiles
from marketplace.places.models import Place


def load_village(folder: Path = FOLDER) -> bool:
    """The demo village is there. True when it was loaded now, False when it was there already.

    One transaction: what is interrupted leaves nothing behind but picture files that nobody asks for. Two at once
    wait for each other. Raises BadSettings in production and wherever the demo is switched off.
    """
    settings = config.current()
    if settings.production or not settings.demo:
        raise BadSettings("the demo village has public passwords: it needs MARKETPLACE_DEMO=1 and no production")
    told = village.read_village(folder)
    first = told["places"][0]["slug"]
    with transaction():
        if _is_there(first):
            return False
    sounds = heritage.make_sounds(told, folder)
    with pictures.decoded_pictures(told, folder) as decoded, transaction():
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended("demo village", 0))))
        if _is_there(first):
            return False
        _load(Village(told=told, at=now()), folder, decoded, sounds)
    return True


def _is_there(place: str) -> bool:
    return db.session.scalar(sa.select(Place.id).where(Place.slug == place)) is not None


def _load(told: Village, folder: Path, decoded: Mapping[str, Decoded], sounds: Mapping[str, SoundFiles]) -> None:
    credits_ = pictures.read_credits(folder)
    pictures.add_pictures(told, decoded, credits_)
    village.add_places(told)
    live_through(village.moments_of_people(told), until=told.at)
    live_through([*village.moments_of_shops(told), *stories.moments_of_stories(told)], until=told.at)
    site_ids = heritage.add_sites(told)
    heritage.add_tours(told, site_ids, folder, credits_, sounds)
    around.add_around(told, site_ids)
