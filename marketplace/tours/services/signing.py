"""Nothing is shown to visitors before a named reviewer has signed that very version."""

from pathlib import Path

from marketplace.accounts import services as accounts
from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import db
from marketplace.jobs import later
from marketplace.media import panoramas, storage
from marketplace.media.cutting import draw_posters_in_child
from marketplace.media.panoramas import View
from marketplace.text import clean_lines
from marketplace.tours.content import (
    PinContent,
    SceneContent,
    TourContent,
    read_content,
    write_claim,
    write_content,
    write_more,
)  # fmt: skip
from marketplace.tours.errors import (
    ChangedSinceRead,
    MayNotSign,
    NotReadyForReview,
    PicturesNotDrawn,
    SiteIsHidden,
    VersionNotFound,
    WrongTourMoment,
)
from marketplace.tours.models import Site, Tour, TourVersion
from marketplace.tours.queries import writing as queries
from marketplace.tours.services import modelled
from marketplace.tours.services.walks import NewPin, NewScene, NewTour, lay_out
from marketplace.tours.services.writing import mistakes_of
from marketplace.tours.states import TELLING, HotspotKind, TourState, VersionState


def send_for_review(tour: Tour) -> TourVersion:
    """The draft lies with the reviewers and is not changed meanwhile. The tour must be locked.

    Raises VersionNotFound (there is no draft), NotReadyForReview, WrongTourMoment.
    """
    version = queries.open_version(tour.id)
    if version is None:
        raise VersionNotFound
    if tour.state is TourState.ARCHIVED:
        raise WrongTourMoment(before=tour.state.value, after=TourState.IN_REVIEW.value)
    stopping = [mistake for mistake in mistakes_of(read_content(version.content)) if mistake.stops]
    if stopping:
        raise NotReadyForReview(count=len(stopping))
    version.become(VersionState.IN_REVIEW)
    version.answer = ""
    if tour.state is TourState.DRAFT:
        tour.become(TourState.IN_REVIEW)
    later("tours.draw_views", tour_id=tour.id)
    db.session.flush()
    return version


def send_back(tour: Tour, *, answer: str, is_reviewer: bool) -> TourVersion:
    """The version is a draft again, with the reviewer's answer. The tour must be locked.

    Raises MayNotSign, VersionNotFound, WrongTourMoment.
    """
    if not is_reviewer:
        raise MayNotSign
    return take_back(tour, answer=answer)


def take_back(tour: Tour, *, answer: str = "") -> TourVersion:
    """The version is a draft again: its writer goes on. The tour must be locked.

    Raises VersionNotFound, WrongTourMoment.
    """
    version = queries.open_version(tour.id)
    if version is None:
        raise VersionNotFound
    version.become(VersionState.DRAFT)
    version.answer = clean_lines(answer)
    if tour.state is TourState.IN_REVIEW:
        tour.become(TourState.DRAFT)
    db.session.flush()
    return version


def want_read(sent: str, now: str) -> None:
    """What the form was drawn of is what stands there now, by their marks. Raises ChangedSinceRead."""
    if sent != now:
        raise ChangedSinceRead


def may_sign(tour: Tour, *, by: Actor, is_reviewer: bool) -> bool:
    """Whether this person is a reviewer and has written nothing since the version that visitors see."""
    return is_reviewer and by.user_id is not None and by.user_id not in queries.writers_since_shown(tour.id)


def sign_version(tour: Tour, *, number: int, revision: int, by: Actor, is_reviewer: bool) -> TourVersion:
    """Visitors walk through this version from now on, and read who signed it. The tour must be locked.

    `number` and `revision` are of what was read. Raises MayNotSign, WrongTourMoment (another version, or none, waits),
    ChangedSinceRead, SiteIsHidden, PicturesNotDrawn (try again soon), and what lay_out raises.
    """
    version = queries.open_version(tour.id)
    if version is None or version.number != number or version.state is not VersionState.IN_REVIEW:
        raise WrongTourMoment(before="", after="published")
    if not may_sign(tour, by=by, is_reviewer=is_reviewer):
        raise MayNotSign
    if version.revision != revision:
        raise ChangedSinceRead
    site = db.session.get_one(Site, tour.site_id)
    if not site.is_shown:
        raise SiteIsHidden
    content = read_content(version.content)
    if any(panoramas.posters_missing(_home(scene), _view(scene)) for scene in content.scenes):
        later("tours.draw_views", tour_id=tour.id)
        raise PicturesNotDrawn
    shown = queries.shown_version(tour.id)
    if shown is not None:
        shown.become(VersionState.REPLACED)
        db.session.flush()
    version.signed_by_id, version.signed_at = by.user_id, now()
    version.become(VersionState.PUBLISHED)
    lay_out(tour, new_tour(tour, content))
    modelled.mark_pictures_of(site)
    if tour.state is not TourState.PUBLISHED:
        tour.become(TourState.PUBLISHED)
    later("tours.draw_shares")
    accounts.record("tour.signed", thing=f"tour:{tour.slug}", by=by, after={"version": number})
    db.session.flush()
    return version


def ask_for_views(tour: Tour, content: TourContent) -> None:
    """The flat pictures of first views that are missing will be drawn, so that a preview begins with one."""
    if any(_home(scene).is_dir() and panoramas.posters_missing(_home(scene), _view(scene)) for scene in content.scenes):
        later("tours.draw_views", tour_id=tour.id)


def draw_views(content: TourContent) -> None:
    """The flat picture of every scene's first view is there. Takes half a second a picture: for jobs."""
    for scene in content.scenes:
        if _home(scene).is_dir() and panoramas.posters_missing(_home(scene), _view(scene)):
            draw_posters_in_child(_home(scene), view=_view(scene))


def new_tour(tour: Tour, content: TourContent) -> NewTour:
    """The version as a walk to be laid out. What it names and is not there is left out, to be refused there."""
    pins = [pin for scene in content.scenes for pin in scene.pins]
    products = queries.product_ids({pin.product for pin in pins if pin.product})
    shops = queries.shop_ids({pin.shop for pin in pins if pin.shop})
    found = queries.panoramas_by_key({scene.panorama for scene in content.scenes})

    def as_pin(pin: PinContent) -> NewPin:
        claim = pin.claim if pin.kind in TELLING or (pin.kind is HotspotKind.SOUND and pin.text.vi) else None
        return NewPin(
            number=pin.number, kind=pin.kind, yaw=pin.yaw, pitch=pin.pitch, label=pin.label.vi, label_en=pin.label.en,
            text=pin.text.vi, text_en=pin.text.en, to=pin.to if pin.kind is HotspotKind.DOOR else "",
            arrive_yaw=pin.arrive_yaw if pin.kind is HotspotKind.DOOR else None,
            product_id=products.get(pin.product) if pin.kind is HotspotKind.PRODUCT else None,
            shop_id=shops.get(pin.shop) if pin.kind is HotspotKind.SHOP else None, is_demo=pin.is_demo,
            claim_kind=claim.kind if claim else None, source_title=claim.source_title if claim else "",
            source_title_en=claim.source_title_en if claim else "", source_url=claim.source_url if claim else "", needs_review=claim.needs_review if claim else False,
            more=write_more(pin),
        )  # fmt: skip

    return NewTour(
        slug=tour.slug, title=content.title.vi, title_en=content.title.en, start=content.start, author=content.author,
        licence=content.licence, licence_url=content.licence_url, credit=content.credit.vi,
        credit_en=content.credit.en, graph_licence=content.graph_licence,
        graph_licence_url=content.graph_licence_url, note=content.note.vi, note_en=content.note.en,
        walk=write_content(content)["walk"], plan=write_content(content)["plan"],
        scenes=[
            NewScene(
                slug=scene.slug, title=scene.title.vi, title_en=scene.title.en, alt=scene.alt.vi, alt_en=scene.alt.en,
                panorama_id=found[scene.panorama].id, view=_view(scene), north=scene.north,
                level_pitch=scene.level_pitch, level_roll=scene.level_roll, turn=scene.turn, video=scene.video,
                captions=scene.captions.vi, captions_en=scene.captions.en, claim=write_claim(scene.claim),
                pins=[as_pin(pin) for pin in scene.pins],
            )
            for scene in content.scenes
        ],
    )  # fmt: skip


def _view(scene: SceneContent) -> View:
    return View(scene.yaw, scene.pitch, scene.hfov, scene.level_pitch, scene.level_roll, scene.turn)


def _home(scene: SceneContent) -> Path:
    return storage.folder() / "pano" / scene.panorama
