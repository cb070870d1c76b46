"""Drafts that save themselves, versions to go back to, and the reviewer's signature."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from PIL import Image

from marketplace import config
from marketplace.accounts.actor import Actor
from marketplace.accounts.models import AuditEvent, User
from marketplace.clock import now
from marketplace.db import db
from marketplace.media.models import Panorama
from marketplace.media.panoramas import View, posters_missing
from marketplace.tours import queries, services
from marketplace.tours.content import (
    ClaimContent,
    PinContent,
    PlanContent,
    PlanPoint,
    SceneContent,
    StopContent,
    TourContent,
    Words,
    read_content,
)
from marketplace.tours.errors import (
    ChangedSinceRead,
    MayNotSign,
    NotReadyForReview,
    PicturesNotDrawn,
    SavedMeanwhile,
    SlugTaken,
    WaitsForReview,
    WrongTourMoment,
)
from marketplace.tours.models import Scene, Tour
from marketplace.tours.queries.writing import content_shown, names_ever_used, open_version, shown_version, versions_of
from marketplace.tours.services import signing, writing
from marketplace.tours.states import HotspotKind, TourState, VersionState
from tests.factories import make_picture, make_user
from tests.tours.making import make_site, make_sound, make_tour

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def curator() -> User:
    return make_user(name="Đặng Văn Sử")


@pytest.fixture
def reviewer() -> User:
    return make_user(name="Bùi Thị Bia")


@pytest.fixture
def panorama(tmp_path_factory: pytest.TempPathFactory) -> Panorama:
    """A real picture, really cut."""
    source = tmp_path_factory.mktemp("anh") / "vong.png"
    Image.radial_gradient("L").resize((2048, 1024)).save(source)
    return services.keep_panorama(source, views=[], credit={"author": "A", "licence": "CC0"})


def content(panorama: Panorama, *, title: str = "Dạo đình", text: str = "Cột bằng gỗ lim.") -> TourContent:
    """A tour that may be signed: one scene with one sourced sentence."""
    pin = PinContent(
        number=5,
        kind=HotspotKind.INFO,
        yaw=10.0,
        pitch=0.0,
        text=Words(text),
        claim=ClaimContent(source_title="Sách cũ", source_title_en="An old book"),
    )
    sound, plan_picture = make_sound(), make_picture()
    drum = PinContent(number=6, kind=HotspotKind.SOUND, yaw=90.0, pitch=0.0, text=Words("Trống."), sound=sound.key)
    scene = SceneContent(
        slug="san", panorama=panorama.key, title=Words("Sân"), level_roll=1.5, turn=-30.5, pins=(pin, drum)
    )
    stop = StopContent(scene="san", text=Words("Đứng giữa sân."), claim=ClaimContent(source_title="Sách cũ"))
    plan = PlanContent(picture=plan_picture.key, points=(PlanPoint("san", 0.25, 0.75),))
    return TourContent(
        title=Words(title), author="A", licence="CC0", start="san", scenes=(scene,), walk=(stop,), plan=plan
    )


def begun(curator: User, title: str = "Dạo đình") -> Tour:
    """A tour with an empty draft."""
    return writing.begin_tour(make_site().id, title=title, by=curator.as_actor())


def test_a_new_tour_opens_empty_and_is_seen_by_no_visitor(curator: User) -> None:
    tour = begun(curator, "Dạo đình Thu Quế")

    told, version = writing.content_to_write(tour)

    assert (tour.slug, tour.state, told.title.vi) == ("dao-dinh-thu-que", TourState.DRAFT, "Dạo đình Thu Quế")
    assert version is not None
    assert (version.number, version.revision) == (1, 1)
    with pytest.raises(SlugTaken):
        begun(curator, "Dạo Đình  Thu Quế")


def test_saving_again_grows_the_same_version(curator: User, panorama: Panorama) -> None:
    tour = begun(curator)

    first = writing.save_draft(tour, content(panorama), revision=1, by=curator.as_actor())
    again = writing.save_draft(tour, content(panorama, text="Câu khác."), revision=2, by=curator.as_actor())

    assert (first.number, again.number, again.revision) == (1, 1, 3)
    assert read_content(again.content).scenes[0].pins[0].text.vi == "Câu khác."


def test_who_saves_over_an_unseen_version_is_told_and_nothing_is_lost(curator: User, panorama: Panorama) -> None:
    tour = begun(curator)
    writing.save_draft(tour, content(panorama), revision=1, by=curator.as_actor())

    with pytest.raises(SavedMeanwhile) as refused:
        writing.save_draft(tour, content(panorama, text="Đè lên."), revision=1, by=curator.as_actor())

    assert "Đặng Văn Sử" in str(refused.value)
    assert read_content(versions_of(tour.id)[0].content).scenes[0].pins[0].text.vi == "Cột bằng gỗ lim."


def test_another_hand_or_another_sitting_leaves_the_version_before_to_go_back_to(
    curator: User, reviewer: User, panorama: Panorama
) -> None:
    tour = begun(curator)
    writing.save_draft(tour, content(panorama, text="Một."), revision=1, by=curator.as_actor())
    second = writing.save_draft(tour, content(panorama, text="Hai."), revision=2, by=reviewer.as_actor())
    second.begun_at = now() - timedelta(minutes=31)
    db.session.flush()
    writing.save_draft(tour, content(panorama, text="Ba."), revision=3, by=reviewer.as_actor())

    assert [(v.number, v.state) for v in versions_of(tour.id)] == [
        (3, VersionState.DRAFT),
        (2, VersionState.KEPT),
        (1, VersionState.KEPT),
    ]
    back = writing.take_up_version(tour, 1, by=curator.as_actor())
    assert read_content(back.content).scenes[0].pins[0].text.vi == "Một."
    assert (back.number, back.revision) == (4, 5)


def read_now(tour: Tour) -> int:
    """The revision that whoever opens the desk now reads."""
    version = open_version(tour.id)
    return version.revision if version is not None else 0


def sign(tour: Tour, by: User, *, number: int = 1) -> None:
    """The reviewer signs, the pictures being drawn."""
    signing.send_for_review(tour)
    version = open_version(tour.id)
    assert version is not None
    signing.draw_views(read_content(version.content))
    signing.sign_version(tour, number=number, revision=read_now(tour), by=by.as_actor(), is_reviewer=True)


def test_what_is_signed_is_what_visitors_walk_through(curator: User, reviewer: User, panorama: Panorama) -> None:
    tour = begun(curator)
    told = content(panorama)
    writing.save_draft(tour, told, revision=1, by=curator.as_actor())

    sign(tour, reviewer)

    assert content_shown(tour) == told
    shown = queries.tour_on_show(tour.slug)
    assert [(s.scene.slug, [p.number for p in s.pins]) for s in shown.scenes] == [("san", [5, 6])]
    version = shown_version(tour.id)
    assert version is not None and version.signed_by is not None
    assert version.signed_by.name == "Bùi Thị Bia"
    assert not posters_missing(config.current().media_dir / "pano" / panorama.key, View(0, 0, 100, 0.0, 1.5, -30.5))
    audit = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.what == "tour.signed")).one()
    assert (audit.thing, audit.actor) == (f"tour:{tour.slug}", "Bùi Thị Bia")


def test_visitors_see_the_signed_version_while_the_next_is_written(
    curator: User, reviewer: User, panorama: Panorama
) -> None:
    tour = begun(curator)
    told = content(panorama)
    writing.save_draft(tour, told, revision=1, by=curator.as_actor())
    sign(tour, reviewer)
    scene_id = db.session.scalar(sa.select(Scene.id).where(Scene.tour_id == tour.id))

    again, version = writing.content_to_write(tour)
    assert version is not None and version.state is VersionState.PUBLISHED
    changed = replace(again, scenes=(replace(again.scenes[0], title=Words("Sân đình")),))
    writing.save_draft(tour, changed, revision=0, by=curator.as_actor())
    assert content_shown(tour) == told
    signing.send_for_review(tour)
    assert (tour.state, content_shown(tour)) == (TourState.PUBLISHED, told)

    signing.sign_version(tour, number=2, revision=read_now(tour), by=reviewer.as_actor(), is_reviewer=True)

    assert content_shown(tour).scenes[0].title.vi == "Sân đình"
    # The scene keeps its row: what points at it survives renaming.
    assert db.session.scalar(sa.select(Scene.id).where(Scene.tour_id == tour.id)) == scene_id
    assert [v.state for v in versions_of(tour.id)] == [VersionState.PUBLISHED, VersionState.REPLACED]


def test_publishing_refuses_a_claim_without_source(curator: User, panorama: Panorama) -> None:
    tour = begun(curator)
    told = content(panorama)
    pin = replace(told.scenes[0].pins[0], claim=ClaimContent())
    wrong = replace(told, scenes=(replace(told.scenes[0], pins=(pin,)),))
    writing.save_draft(tour, wrong, revision=1, by=curator.as_actor())

    with pytest.raises(NotReadyForReview) as refused:
        signing.send_for_review(tour)

    assert refused.value.facts["count"] == 1


def test_only_a_reviewer_who_did_not_write_it_signs(curator: User, reviewer: User, panorama: Panorama) -> None:
    tour = begun(curator)
    told = content(panorama)
    # A view of its own: files outlive a test's rollback.
    told = replace(told, scenes=(replace(told.scenes[0], yaw=33.0),))
    writing.save_draft(tour, told, revision=1, by=curator.as_actor())
    with pytest.raises(WrongTourMoment):
        signing.sign_version(tour, number=1, revision=read_now(tour), by=reviewer.as_actor(), is_reviewer=True)
    signing.send_for_review(tour)

    nobody = Actor(label="system")
    for who, is_reviewer in ((reviewer.as_actor(), False), (curator.as_actor(), True), (nobody, True)):
        with pytest.raises(MayNotSign):
            signing.sign_version(tour, number=1, revision=read_now(tour), by=who, is_reviewer=is_reviewer)
    with pytest.raises(PicturesNotDrawn):
        signing.sign_version(tour, number=1, revision=read_now(tour), by=reviewer.as_actor(), is_reviewer=True)
    assert tour.state is TourState.IN_REVIEW


def test_what_was_changed_after_it_was_read_is_not_signed(curator: User, reviewer: User, panorama: Panorama) -> None:
    tour = begun(curator)
    writing.save_draft(tour, content(panorama), revision=1, by=curator.as_actor())
    signing.send_for_review(tour)
    read = read_now(tour)
    signing.take_back(tour)
    writing.save_draft(tour, content(panorama, text="Câu chưa ai đọc."), revision=read, by=curator.as_actor())
    signing.send_for_review(tour)

    with pytest.raises(ChangedSinceRead):
        signing.sign_version(tour, number=1, revision=read, by=reviewer.as_actor(), is_reviewer=True)


def test_a_reviewer_who_wrote_any_part_since_the_last_signature_does_not_sign(
    curator: User, reviewer: User, panorama: Panorama
) -> None:
    tour = begun(curator)
    writing.save_draft(tour, content(panorama), revision=1, by=curator.as_actor())
    sign(tour, reviewer)
    writing.save_draft(tour, content(panorama, text="Của người duyệt."), revision=0, by=reviewer.as_actor())
    writing.save_draft(tour, content(panorama, text="Thêm một chữ."), revision=1, by=curator.as_actor())
    signing.send_for_review(tour)

    assert not signing.may_sign(tour, by=reviewer.as_actor(), is_reviewer=True)
    with pytest.raises(MayNotSign):
        signing.sign_version(tour, number=3, revision=2, by=reviewer.as_actor(), is_reviewer=True)


def test_who_takes_back_what_this_machine_kept_leaves_the_other_writing_to_go_back_to(
    curator: User, panorama: Panorama
) -> None:
    tour = begun(curator)
    writing.save_draft(tour, content(panorama, text="Thẻ kia."), revision=1, by=curator.as_actor())
    writing.save_draft(tour, content(panorama, text="Máy này."), revision=2, by=curator.as_actor(), keeps_before=True)

    newer, older = versions_of(tour.id)
    assert [read_content(one.content).scenes[0].pins[0].text.vi for one in (newer, older)] == ["Máy này.", "Thẻ kia."]


def test_names_of_scenes_and_numbers_of_pins_are_known_though_no_version_shows_them_now(
    curator: User, panorama: Panorama
) -> None:
    tour = begun(curator)
    writing.save_draft(tour, content(panorama), revision=1, by=curator.as_actor())
    writing.save_draft(
        tour, replace(content(panorama), scenes=()), revision=2, by=curator.as_actor(), keeps_before=True
    )

    assert names_ever_used(tour.id) == {"san": 6}


def test_what_lies_with_the_reviewer_is_not_changed_until_it_comes_back(curator: User, panorama: Panorama) -> None:
    tour = begun(curator)
    writing.save_draft(tour, content(panorama), revision=1, by=curator.as_actor())
    signing.send_for_review(tour)
    with pytest.raises(WaitsForReview):
        writing.save_draft(tour, content(panorama), revision=2, by=curator.as_actor())

    version = signing.take_back(tour, answer="Xin ghi rõ trang sách.")

    assert (version.state, version.answer, tour.state) == (
        VersionState.DRAFT,
        "Xin ghi rõ trang sách.",
        TourState.DRAFT,
    )
    assert writing.save_draft(tour, content(panorama), revision=2, by=curator.as_actor()).revision == 3


def test_a_tour_without_versions_is_opened_as_visitors_see_it(curator: User) -> None:
    tour = make_tour()

    told, version = writing.content_to_write(tour)

    assert version is None
    assert [scene.slug for scene in told.scenes] == ["san", "hau-cung"]
    assert told.scenes[0].pins[0].to == "hau-cung"


def test_the_database_keeps_one_draft_and_one_signed_version(curator: User) -> None:
    tour = begun(curator)
    for values in ({"state": "draft"}, {"state": "published"}):
        with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
            db.session.execute(
                sa.text(
                    "INSERT INTO tour_version (tour_id, number, content, begun_at, saved_at, state, revision, answer)"
                    " VALUES (:tour, 9, '{}', now(), now(), :state, 1, '')"
                ),
                {"tour": tour.id, **values},
            )
