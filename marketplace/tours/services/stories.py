"""Writing stories: one draft at a time, and nothing is shown before a reviewer has signed that very version."""

from dataclasses import replace

from marketplace.accounts import services as accounts
from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import db
from marketplace.text import clean_line, clean_lines
from marketplace.text import slug as as_slug
from marketplace.tours import queries
from marketplace.tours.errors import (
    ClaimNotFound,
    ClaimWithoutSource,
    MayNotSign,
    SlugTaken,
    StoryNotReady,
    VersionNotFound,
    WaitsForReview,
    WrongTourMoment,
)
from marketplace.tours.models import Story, StoryVersion
from marketplace.tours.services.sites import want_no_history, want_source, web_address
from marketplace.tours.states import VersionState
from marketplace.tours.stories import MOST_PARTS, StoryContent, StoryPart, read_story, write_story


def begin_story(content: StoryContent, *, site_id: int | None = None, slug: str = "", by: Actor) -> Story:
    """A story is there to be written, as a draft. Raises SlugTaken (the title names nothing new), what save_story raises."""
    slug = slug or as_slug(content.title)
    if not slug or queries.is_story_slug_taken(slug):
        raise SlugTaken(title=content.title)
    story = Story(slug=slug, title=clean_line(content.title), title_en=clean_line(content.title_en), site_id=site_id)
    db.session.add(story)
    db.session.flush()
    save_story(story, content, by=by)
    return story


def content_of(story: Story) -> StoryContent:
    """What a writer opens: the draft, else what visitors read."""
    version = queries.open_story_version(story.id) or queries.shown_story_version(story.id)
    return read_story(version.content) if version else StoryContent(title=story.title, title_en=story.title_en)


def save_story(story: Story, content: StoryContent, *, by: Actor) -> StoryVersion:
    """The draft holds this. The story must be locked. Raises WaitsForReview, ClaimWithoutSource, HistoryHere, BadAddress."""
    content = _cleaned(content)
    version = queries.open_story_version(story.id)
    if version is not None and version.state is VersionState.IN_REVIEW:
        raise WaitsForReview
    if version is None:
        version = StoryVersion(
            story_id=story.id, number=queries.last_story_number(story.id) + 1, content={}, written_by_id=by.user_id,
            saved_at=now(),
        )  # fmt: skip
        db.session.add(version)
    version.content, version.written_by_id, version.saved_at = write_story(content), by.user_id, now()
    if by.user_id is not None and by.user_id not in version.writers:
        version.writers = [*version.writers, by.user_id]
    if queries.shown_story_version(story.id) is None:
        story.title, story.title_en = content.title, content.title_en
    db.session.flush()
    return version


def put_part(story: Story, part: StoryPart, *, at: int | None, by: Actor) -> None:
    """The paragraph stands at this place, or at the end. The story must be locked. Raises what save_story raises."""
    content = content_of(story)
    parts = list(content.parts)
    if at is None:
        if len(parts) >= MOST_PARTS:
            raise WrongTourMoment(before="", after="")
        parts.append(part)
    else:
        if not 0 <= at < len(parts):
            raise ClaimNotFound
        parts[at] = part
    save_story(story, replace(content, parts=parts), by=by)


def move_part(story: Story, at: int, *, to: int | None, by: Actor) -> None:
    """The paragraph changes places with that at `to`; None: it is taken out. The story must be locked."""
    content = content_of(story)
    parts = list(content.parts)
    if not 0 <= at < len(parts):
        raise ClaimNotFound
    if to is None:
        parts.pop(at)
    elif 0 <= to < len(parts):
        parts[at], parts[to] = parts[to], parts[at]
    save_story(story, replace(content, parts=parts), by=by)


def _cleaned(content: StoryContent) -> StoryContent:
    want_no_history(content.lead, content.lead_en)
    parts = []
    for part in content.parts:
        if part.kind is not None:
            want_source(part.text, part.source_title, part.source_url)
        else:
            want_no_history(part.text, part.text_en)
        if not clean_line(part.text):
            raise ClaimWithoutSource(text="")
        parts.append(
            replace(
                part, text=clean_lines(part.text), text_en=clean_lines(part.text_en),
                source_title=clean_line(part.source_title), source_title_en=clean_line(part.source_title_en),
                source_url=web_address(part.source_url),
            )
        )  # fmt: skip
    return StoryContent(
        title=clean_line(content.title), title_en=clean_line(content.title_en), lead=clean_lines(content.lead),
        lead_en=clean_lines(content.lead_en), parts=tuple(parts),
    )  # fmt: skip


def send_story_for_review(story: Story) -> StoryVersion:
    """The draft lies with the reviewers. The story must be locked. Raises VersionNotFound, StoryNotReady, WrongTourMoment."""
    version = _open(story)
    if not read_story(version.content).parts:
        raise StoryNotReady
    version.become(VersionState.IN_REVIEW)
    version.answer = ""
    db.session.flush()
    return version


def take_story_back(story: Story, *, answer: str = "") -> StoryVersion:
    """The version is a draft again, with the reviewer's answer if there is one. Raises VersionNotFound, WrongTourMoment."""
    version = _open(story)
    version.become(VersionState.DRAFT)
    version.answer = clean_lines(answer)
    db.session.flush()
    return version


def may_sign_story(version: StoryVersion, *, by: Actor, is_reviewer: bool) -> bool:
    """Whether this person is a reviewer and wrote nothing of it since the version on show, or ever when none is."""
    return is_reviewer and by.user_id is not None and by.user_id not in version.writers


def sign_story(story: Story, *, number: int, by: Actor, is_reviewer: bool) -> StoryVersion:
    """Visitors read this version from now on, and who signed it. The story must be locked.

    Raises MayNotSign (no reviewer, or who wrote a part of it), WrongTourMoment (another version, or none, waits).
    """
    version = queries.open_story_version(story.id)
    if version is None or version.number != number or version.state is not VersionState.IN_REVIEW:
        raise WrongTourMoment(before="", after="published")
    if not may_sign_story(version, by=by, is_reviewer=is_reviewer):
        raise MayNotSign
    shown = queries.shown_story_version(story.id)
    if shown is not None:
        shown.become(VersionState.REPLACED)
        db.session.flush()
    version.signed_by_id, version.signed_at = by.user_id, now()
    version.become(VersionState.PUBLISHED)
    content = read_story(version.content)
    story.title, story.title_en = content.title, content.title_en
    accounts.record("story.signed", thing=f"story:{story.slug}", by=by, after={"version": number})
    db.session.flush()
    return version


def take_story_down(story: Story, *, by: Actor) -> None:
    """Visitors no longer read the story; what they read is its draft, unless one is being written. Raises VersionNotFound.

    The story must be locked.
    """
    shown = queries.shown_story_version(story.id)
    if shown is None:
        raise VersionNotFound
    shown.become(VersionState.REPLACED)
    db.session.flush()
    draft = queries.open_story_version(story.id)
    if draft is None:
        draft = StoryVersion(
            story_id=story.id, number=queries.last_story_number(story.id) + 1, content=shown.content,
            written_by_id=shown.written_by_id, saved_at=now(),
        )  # fmt: skip
        db.session.add(draft)
    # Nothing is on show now: who ever wrote a part of it may not sign it the next time either.
    draft.writers = sorted(queries.story_writers(story.id) | set(draft.writers))
    accounts.record("story.taken_down", thing=f"story:{story.slug}", by=by, before={"version": shown.number})
    db.session.flush()


def _open(story: Story) -> StoryVersion:
    version = queries.open_story_version(story.id)
    if version is None:
        raise VersionNotFound
    return version
