"""Writing a tour: a draft that saves itself, versions to go back to, and handing it to a reviewer."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any, Final

from marketplace.accounts.actor import Actor
from marketplace.clock import now, vietnam
from marketplace.db import db
from marketplace.media import queries as media
from marketplace.text import clean_line, slug
from marketplace.tours.content import TourContent, Words, keeping_scenes, keys_of, read_content, write_content
from marketplace.tours.errors import DraftIsOver, SavedMeanwhile, SlugTaken, WaitsForReview
from marketplace.tours.mistakes import DocumentWords, Mistake, PictureFacts, find_mistakes
from marketplace.tours.models import Tour, TourVersion
from marketplace.tours.queries import writing as queries
from marketplace.tours.states import VersionState

# A draft that was begun longer ago is kept as a version of its own, and writing goes on in the next.
ONE_SITTING: Final = timedelta(minutes=30)


def begin_tour(site_id: int, *, title: str, by: Actor) -> Tour:
    """An empty tour is there to be written, with its first draft. Raises SlugTaken (the title names nothing new)."""
    title = clean_line(title)
    name = slug(title)
    if not name or queries.is_tour_slug_taken(name):
        raise SlugTaken(title=title)
    tour = Tour(slug=name, site_id=site_id, title=title, start="", author="", licence="")
    db.session.add(tour)
    db.session.flush()
    _begin_version(tour, TourContent(title=Words(title)), by=by)
    return tour


def content_to_write(tour: Tour) -> tuple[TourContent, TourVersion | None]:
    """What the editor opens: the open draft, else what visitors see."""
    version = queries.open_version(tour.id) or queries.shown_version(tour.id)
    return (read_content(version.content) if version else queries.content_shown(tour)), version


def save_draft(
    tour: Tour, content: TourContent, *, revision: int, by: Actor, keeps_before: bool = False
) -> TourVersion:
    """The draft holds this. `revision` is the one the writer started from; 0 when there was no draft.

    The tour must be locked. A long sitting, another hand, or `keeps_before` leaves the draft before it as a version to
    go back to. Raises SavedMeanwhile (somebody saved since), DraftIsOver, WaitsForReview.
    """
    version = queries.open_version(tour.id)
    if version is None:
        if revision:
            raise DraftIsOver
        return _begin_version(tour, content, by=by)
    if version.state is VersionState.IN_REVIEW:
        raise WaitsForReview
    if version.revision != revision:
        name = version.written_by.name if version.written_by else ""
        raise SavedMeanwhile(name=name, time=f"{vietnam(version.saved_at):%H:%M}")
    if keeps_before or version.written_by_id != by.user_id or now() - version.begun_at > ONE_SITTING:
        version.become(VersionState.KEPT)
        db.session.flush()
        return _begin_version(tour, content, by=by, revision=revision + 1)
    version.content = write_content(content)
    version.revision += 1
    version.saved_at = now()
    db.session.flush()
    return version


def leave_out_scene(tour: Tour, scene: str, *, panorama: str, by: Actor) -> None:
    """The draft has no scene of this name with this picture any more, nor anything that led to it.

    The draft before it stays as a version to go back to. The tour must be locked. Raises WaitsForReview.
    """
    content, version = content_to_write(tour)
    found = content.scene(scene)
    if found is None or found.panorama != panorama:
        return
    kept = keeping_scenes(content, {one.slug for one in content.scenes} - {scene})
    is_open = version is not None and version.state in queries.OPEN
    revision = version.revision if version is not None and is_open else 0
    save_draft(tour, kept, revision=revision, by=by, keeps_before=is_open)


def _begin_version(tour: Tour, content: TourContent, *, by: Actor, revision: int = 1) -> TourVersion:
    moment = now()
    version = TourVersion(
        tour_id=tour.id, number=queries.last_number(tour.id) + 1, content=write_content(content),
        written_by_id=by.user_id, begun_at=moment, saved_at=moment, revision=revision,
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()
    return version


def take_up_version(tour: Tour, number: int, *, by: Actor) -> TourVersion:
    """Writing goes on from an older version; the draft of now is kept. The tour must be locked.

    Raises VersionNotFound, WaitsForReview.
    """
    old = queries.version_numbered(tour.id, number)
    version = queries.open_version(tour.id)
    if version is not None:
        if version.state is VersionState.IN_REVIEW:
            raise WaitsForReview
        version.become(VersionState.KEPT)
        db.session.flush()
    return _begin_version(tour, read_content(old.content), by=by, revision=(version.revision if version else 0) + 1)


def mistakes_of(content: TourContent) -> list[Mistake]:
    """What is wrong with it, seen with its pictures."""
    found = queries.panoramas_by_key({scene.panorama for scene in content.scenes})
    pictures = {
        key: PictureFacts(
            light=panorama.facts.get("light"),
            pitch=panorama.facts.get("pitch", 0.0),
            roll=panorama.facts.get("roll", 0.0),
            leans=tuple(panorama.facts["leans"]) if panorama.facts.get("leans") else None,
        )
        for key, panorama in found.items()
    }
    documents = {
        key: DocumentWords(Words(shown.alt, shown.alt_en), is_credited=_is_credited(shown.credit))
        for key, shown in media.pictures_by_key(keys_of(content).pictures).items()
    }
    return find_mistakes(content, pictures=pictures, documents=documents, gone=_gone(content, documents))


def _is_credited(credit: Mapping[str, Any] | None) -> bool:
    return bool(credit and credit.get("author") and credit.get("licence"))


def _gone(content: TourContent, documents: Collection[str]) -> set[str]:
    """The keys of pictures, sounds and films that the tour names and that are not there; `documents` are."""
    shown, heard, films = keys_of(content)
    found = {*documents, *media.sounds_by_key(heard), *media.videos_by_key(films)}
    return (shown | heard | films) - found
