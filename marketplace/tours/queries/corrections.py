"""Reading corrections, and what one can be about."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from marketplace.db import db
from marketplace.tours.errors import CorrectionNotFound, NothingToCorrect
from marketplace.tours.models import Correction, Route, Scene, Site, Story, StoryVersion, Tour
from marketplace.tours.states import CorrectionState, RouteState, SiteState, TourState, VersionState


class Subject(NamedTuple):
    """What a correction is about, as visitors see it. `scene` is empty but for a scene of a tour."""

    kind: str
    slug: str
    scene: str
    name: str
    name_en: str

    @property
    def path(self) -> str:
        """site/dinh-thu-que, tour/lang-dung/san."""
        return "/".join(word for word in (self.kind, self.slug, self.scene) if word)


def subject_of(path: str) -> Subject:
    """What stands behind "site/…", "tour/…[/scene]", "route/…" or "story/…". Raises NothingToCorrect."""
    kind, _, rest = path.partition("/")
    slug, _, scene = rest.partition("/")
    if kind == "tour":
        return _tour(slug, scene)
    row = db.session.execute(_shown(kind, slug)).one_or_none() if kind in ("site", "route", "story") else None
    if row is None or scene:
        raise NothingToCorrect
    name, name_en = row
    return Subject(kind, slug, "", name, name_en)


def _shown(kind: str, slug: str) -> sa.Select[str, str]:
    match kind:
        case "site":
            return sa.select(Site.name, Site.name_en).where(Site.slug == slug, Site.state == SiteState.SHOWN)
        case "route":
            return sa.select(Route.title, Route.title_en).where(Route.slug == slug, Route.state == RouteState.PUBLISHED)
        case _:
            return (
                sa.select(Story.title, Story.title_en)
                .join(StoryVersion, StoryVersion.story_id == Story.id)
                .where(Story.slug == slug, StoryVersion.state == VersionState.PUBLISHED)
            )


def _tour(slug: str, scene: str) -> Subject:
    rows = db.session.execute(
        sa.select(Tour.title, Tour.title_en, Scene.slug, Scene.title, Scene.title_en)
        .join(Scene, Scene.tour_id == Tour.id)
        .where(Tour.slug == slug, Tour.state == TourState.PUBLISHED)
    ).all()
    for title, title_en, of_scene, name, name_en in rows:
        if not scene:
            return Subject("tour", slug, "", title, title_en)
        if of_scene == scene:
            english = f"{title_en} – {name_en}" if title_en and name_en else ""
            return Subject("tour", slug, scene, f"{title} – {name}", english)
    raise NothingToCorrect


def corrections() -> Sequence[Correction]:
    """What waits first, oldest on top; then what was closed, newest on top."""
    is_open = Correction.state.in_([CorrectionState.NEW, CorrectionState.ACCEPTED])
    waiting = db.session.scalars(sa.select(Correction).where(is_open).order_by(Correction.sent_at)).all()
    closed = db.session.scalars(
        sa.select(Correction).where(~is_open).order_by(Correction.closed_at.desc()).limit(100)
    ).all()
    return [*waiting, *closed]


def count_new_corrections() -> int:
    """How many nobody has looked at."""
    new = sa.select(sa.func.count()).select_from(Correction).where(Correction.state == CorrectionState.NEW)
    return db.session.scalar(new) or 0


def correction_named(public_id: str) -> Correction:
    """The correction with its history. Raises CorrectionNotFound."""
    correction = db.session.scalar(
        sa.select(Correction)
        .where(Correction.public_id == public_id)
        .options(selectinload(Correction.history))
        .execution_options(populate_existing=True)
    )
    if correction is None:
        raise CorrectionNotFound
    return correction


def lock_correction(public_id: str) -> Correction:
    """The correction, locked and fresh. Raises CorrectionNotFound."""
    correction = db.session.scalar(
        sa.select(Correction)
        .where(Correction.public_id == public_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if correction is None:
        raise CorrectionNotFound
    return correction


def lock_corrections(public_ids: Collection[str], *, new_until: datetime | None = None) -> Sequence[Correction]:
    """These corrections, and every new one sent up to that instant, locked and fresh, each by id."""
    wanted: sa.ColumnElement[bool] = Correction.public_id.in_(public_ids)
    if new_until is not None:
        wanted = sa.or_(wanted, sa.and_(Correction.state == CorrectionState.NEW, Correction.sent_at <= new_until))
    return db.session.scalars(
        sa.select(Correction)
        .where(wanted)
        .order_by(Correction.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
