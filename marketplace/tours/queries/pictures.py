"""Who shows a flat picture."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from marketplace.db import db
from marketplace.media.models import Picture
from marketplace.shops.models import ProductPicture, Shop
from marketplace.tours.models import Site, StoryVersion, Tour, TourVersion
from marketplace.tours.queries.writing import tour_naming
from marketplace.tours.states import VersionState


def is_picture_shown(picture: Picture) -> bool:
    """Whether a site, a shop, a product, or any version of a story or tour names this picture."""
    in_story, in_plan = (
        sa.cast(told, sa.Text).contains(f'"{picture.key}"', autoescape=True)
        for told in (StoryVersion.content, Tour.plan)
    )
    shown = sa.or_(
        sa.exists().where(Site.picture_id == picture.id),
        sa.exists().where(Shop.picture_id == picture.id),
        sa.exists().where(ProductPicture.picture_id == picture.id),
        sa.exists().where(in_story),
        sa.exists().where(in_plan),
    )
    return bool(db.session.scalar(sa.select(shown))) or bool(tour_naming([picture.key]))


def is_picture_signed(picture: Picture) -> bool:
    """Whether visitors see it in a tour or a story that a reviewer has signed."""
    name = f'"{picture.key}"'
    in_tour, in_story = (
        sa.cast(version.content, sa.Text).contains(name, autoescape=True) for version in (TourVersion, StoryVersion)
    )
    signed = sa.or_(
        sa.exists().where(TourVersion.state == VersionState.PUBLISHED, in_tour),
        sa.exists().where(StoryVersion.state == VersionState.PUBLISHED, in_story),
    )
    return bool(db.session.scalar(sa.select(signed)))


def is_picture_of_a_site(picture: Picture) -> bool:
    """Whether a site's page begins with it."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Site.picture_id == picture.id))))


def document_pictures(*, before: datetime, after_id: int = 0, limit: int = 500) -> Sequence[Picture]:
    """Pictures that somebody brought with their credit before this instant, by id. The demo village's are nobody's."""
    return db.session.scalars(
        sa.select(Picture)
        .where(
            Picture.made_by_id.is_not(None),
            Picture.credit.is_not(None),
            Picture.made_at < before,
            Picture.id > after_id,
        )
        .order_by(Picture.id)
        .limit(limit)
    ).all()
