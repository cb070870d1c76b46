"""Reading stories: as visitors do, and as their writers and reviewers do."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import User
from marketplace.db import db
from marketplace.media.models import Picture
from marketplace.tours.errors import StoryNotFound
from marketplace.tours.models import Site, Story, StoryVersion
from marketplace.tours.states import VersionState
from marketplace.tours.stories import StoryContent, read_story

OPEN = (VersionState.DRAFT, VersionState.IN_REVIEW)


@dataclass(frozen=True)
class StoryOnShow:
    """All that the page of a story shows."""

    story: Story
    version: StoryVersion
    content: StoryContent
    pictures: Mapping[str, Picture]


class StoryLine(NamedTuple):
    """A story on the list of those who write them, with its newest version."""

    story: Story
    site: Site | None
    version: StoryVersion


def stories_shown() -> Sequence[tuple[Story, StoryContent]]:
    """What visitors may read, newest first."""
    rows = db.session.execute(
        sa.select(Story, StoryVersion)
        .join(StoryVersion, StoryVersion.story_id == Story.id)
        .where(StoryVersion.state == VersionState.PUBLISHED)
        .order_by(StoryVersion.signed_at.desc(), Story.id.desc())
    )
    return [(story, read_story(version.content)) for story, version in rows]


def story_on_show(slug: str) -> StoryOnShow:
    """The story as it was signed, with its pictures. Raises StoryNotFound."""
    found = db.session.execute(
        sa.select(Story, StoryVersion)
        .join(StoryVersion, StoryVersion.story_id == Story.id)
        .where(Story.slug == slug, StoryVersion.state == VersionState.PUBLISHED)
        .options(joinedload(Story.site), joinedload(StoryVersion.signed_by), joinedload(StoryVersion.written_by))
    ).one_or_none()
    if found is None:
        raise StoryNotFound
    story, version = found
    content = read_story(version.content)
    return StoryOnShow(story, version, content, pictures_of(content))


def pictures_of(content: StoryContent) -> Mapping[str, Picture]:
    """The photos of a story, by key; one that is gone is left out."""
    return pictures_by_key({part.picture for part in content.parts if part.picture})


def pictures_by_key(keys: Collection[str]) -> Mapping[str, Picture]:
    """The pictures of these keys."""
    if not keys:
        return {}
    return {picture.key: picture for picture in db.session.scalars(sa.select(Picture).where(Picture.key.in_(keys)))}


def stories_to_write() -> Sequence[StoryLine]:
    """All stories with their newest version, those waiting for review first."""
    newest = (
        sa.select(sa.func.max(StoryVersion.number))
        .where(StoryVersion.story_id == Story.id)
        .correlate(Story)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(Story, Site, StoryVersion)
        .join(StoryVersion, sa.and_(StoryVersion.story_id == Story.id, StoryVersion.number == newest))
        .outerjoin(Site, Site.id == Story.site_id)
        .options(joinedload(StoryVersion.written_by))
        .order_by(sa.case((StoryVersion.state == VersionState.IN_REVIEW, 0), else_=1), StoryVersion.saved_at.desc())
    )
    return [StoryLine(*row) for row in rows]


def story_to_write(slug: str) -> Story:
    """The story whatever was made of it. Raises StoryNotFound."""
    story = db.session.scalar(sa.select(Story).where(Story.slug == slug).options(joinedload(Story.site)))
    if story is None:
        raise StoryNotFound
    return story


def lock_story(slug: str) -> Story:
    """The story, locked and fresh. Raises StoryNotFound."""
    story = db.session.scalar(
        sa.select(Story).where(Story.slug == slug).with_for_update().execution_options(populate_existing=True)
    )
    if story is None:
        raise StoryNotFound
    return story


def open_story_version(story_id: int) -> StoryVersion | None:
    """The draft, or what lies with the reviewer; None when nobody is writing."""
    return _version(StoryVersion.story_id == story_id, StoryVersion.state.in_(OPEN))


def shown_story_version(story_id: int) -> StoryVersion | None:
    """The version that visitors read; None before the first signature."""
    return _version(StoryVersion.story_id == story_id, StoryVersion.state == VersionState.PUBLISHED)


def _version(*which: sa.ColumnElement[bool]) -> StoryVersion | None:
    # Fresh, and without its people: reading them anew would take from whoever is signed in what was loaded of them.
    return db.session.scalar(sa.select(StoryVersion).where(*which).execution_options(populate_existing=True))


def who_signed(version: StoryVersion) -> str:
    """The name under what visitors read."""
    return db.session.scalar(sa.select(User.name).where(User.id == version.signed_by_id)) or ""


def last_story_number(story_id: int) -> int:
    """The number of the newest version; 0 when there is none."""
    return db.session.scalar(sa.select(sa.func.max(StoryVersion.number)).where(StoryVersion.story_id == story_id)) or 0


def story_writers(story_id: int) -> set[int]:
    """Row ids of all who ever wrote a part of the story."""
    told = db.session.scalars(sa.select(StoryVersion.writers).where(StoryVersion.story_id == story_id))
    return {writer for writers in told for writer in writers}


def is_story_slug_taken(slug: str) -> bool:
    """Whether a story has this slug."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Story.slug == slug))))


def count_stories_waiting() -> int:
    """How many lie with the reviewers."""
    waiting = sa.select(sa.func.count()).select_from(StoryVersion).where(StoryVersion.state == VersionState.IN_REVIEW)
    return db.session.scalar(waiting) or 0
