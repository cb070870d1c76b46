"""Adding sites, claims and tours; what is refused."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from marketplace import config
from marketplace.accounts.actor import SYSTEM
from marketplace.db import db
from marketplace.media.models import Panorama
from marketplace.media.panoramas import View
from marketplace.tours import services
from marketplace.tours.errors import (
    AngleOutOfRange,
    BadAddress,
    ClaimWithoutSource,
    IncompletePin,
    NoSuchScene,
    SceneOutOfReach,
    SceneTwice,
    TourNotFound,
    WrongTourMoment,
)
from marketplace.tours.models import Claim, Hotspot, Scene
from marketplace.tours.services import NewPin, NewScene, NewTour
from marketplace.tours.states import ClaimKind, HotspotKind, TourState
from tests.tours.making import SOURCE, door, info, make_site, make_tour, new_tour, scene

pytestmark = pytest.mark.usefixtures("session")


def test_a_site_is_added_as_it_was_told() -> None:
    site = make_site(
        name="  Đình   Thu Quế ", opening_hours="", map_url="https://www.openstreetmap.org/search?query=%C4%90"
    )

    db.session.refresh(site)
    assert site.name == "Đình Thu Quế"
    assert site.opening_hours == ""
    assert site.is_ours


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/here",
        "https://",
        "ftp://a.example",
        "https://a b",
        "http://[",
        "x",
    ],
)
def test_a_link_that_is_no_web_address_is_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        make_site(map_url=address)
    with pytest.raises(BadAddress):
        make_site(rank_source=address)
    with pytest.raises(BadAddress):
        services.add_claim(make_site().id, text="Một câu.", kind=ClaimKind.STELE, source_url=address)


@pytest.mark.parametrize("source", ["", "  ", "\u200b"])
def test_a_claim_without_source_is_refused(source: str) -> None:
    site = make_site()

    with pytest.raises(ClaimWithoutSource) as refused:
        services.add_claim(site.id, text="Đình có từ lâu.", kind=ClaimKind.ORAL, source_title=source)

    assert "Đình có từ lâu." in str(refused.value)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Claim).where(Claim.site_id == site.id)) == 0


def test_a_source_may_be_a_title_alone() -> None:
    claim = services.add_claim(
        make_site().id, text="Dựng năm 1683.", kind=ClaimKind.STELE, source_title="Bia đình, mặt trước"
    )

    assert (claim.source_title, claim.source_url) == ("Bia đình, mặt trước", "")


def test_the_database_itself_wants_a_source() -> None:
    db.session.add(Claim(public_id="x", site_id=make_site().id, text="Không nguồn", kind=ClaimKind.ORAL))

    with pytest.raises(sa.exc.IntegrityError, match="claim_has_source"):
        db.session.flush()


def test_a_tour_is_added_as_a_draft_with_its_scenes_linked() -> None:
    tour = services.add_tour(
        make_site().id,
        new_tour(scene("san", info(), door("hau-cung", 60, arrive_yaw=-120)), scene("hau-cung", door("san"))),
    )

    scenes = db.session.scalars(sa.select(Scene).where(Scene.tour_id == tour.id).order_by(Scene.position)).all()
    pins = db.session.scalars(sa.select(Hotspot).where(Hotspot.scene_id == scenes[0].id).order_by(Hotspot.number)).all()
    assert tour.state is TourState.DRAFT
    assert [s.slug for s in scenes] == ["san", "hau-cung"]
    assert [(p.number, p.kind, p.to_scene_id, p.arrive_yaw) for p in pins] == [
        (1, HotspotKind.INFO, None, None),
        (2, HotspotKind.DOOR, scenes[1].id, -120),
    ]


def test_a_door_to_nowhere_is_refused() -> None:
    with pytest.raises(NoSuchScene) as refused:
        services.add_tour(make_site().id, new_tour(scene("san", door("gieng"))))

    assert refused.value.facts == {"scene": "gieng"}


def test_a_start_that_is_not_in_the_tour_is_refused() -> None:
    with pytest.raises(NoSuchScene):
        services.add_tour(make_site().id, new_tour(scene("san"), start="cong"))


def test_a_tour_without_scenes_is_refused() -> None:
    with pytest.raises(NoSuchScene):
        services.add_tour(
            make_site().id, NewTour(slug="trong", title="Trống", start="san", author="A", licence="CC0", scenes=())
        )


def test_a_scene_nobody_can_walk_to_is_refused() -> None:
    with pytest.raises(SceneOutOfReach) as refused:
        services.add_tour(
            make_site().id, new_tour(scene("san", door("hien")), scene("hien"), scene("kho", door("san")))
        )

    assert refused.value.facts == {"scene": "kho"}


def test_a_scene_may_be_reached_over_others() -> None:
    chain = [scene(f"c{n}", door(f"c{n + 1}")) for n in range(5)]

    tour = services.add_tour(make_site().id, new_tour(*chain, scene("c5")))

    assert tour.id


def test_two_scenes_of_one_name_are_refused() -> None:
    with pytest.raises(SceneTwice):
        services.add_tour(make_site().id, new_tour(scene("san", door("san")), scene("san")))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: scene("san", info(yaw=180.5)),
        lambda: scene("san", info(pitch=-90.5)),
        lambda: scene("san", info(yaw=math.nan)),
        lambda: scene("san", info(pitch=math.inf)),
        lambda: scene("san", door("san", arrive_yaw=-181)),
        lambda: scene("san", yaw=200),
        lambda: scene("san", view=View(0, 0, 10)),
        lambda: scene("san", view=View(0, 0, math.nan)),
        lambda: scene("san", north=360.0),
    ],
)
def test_angles_that_are_nowhere_are_refused(wrong: Callable[[], NewScene]) -> None:
    with pytest.raises(AngleOutOfRange):
        services.add_tour(make_site().id, new_tour(wrong()))


@pytest.mark.parametrize(
    "pin",
    [
        NewPin(kind=HotspotKind.DOOR, yaw=0, pitch=0),
        NewPin(kind=HotspotKind.PRODUCT, yaw=0, pitch=0),
        NewPin(kind=HotspotKind.SHOP, yaw=0, pitch=0),
        NewPin(kind=HotspotKind.SHOP, yaw=0, pitch=0, shop_id=1, product_id=1),
        NewPin(kind=HotspotKind.SHOP, yaw=0, pitch=0, shop_id=1, arrive_yaw=5),
        NewPin(kind=HotspotKind.INFO, yaw=0, pitch=0, text="Không nói biết từ đâu", source_url=SOURCE),
        info(text=" "),
        info(product_id=1),
        info(to="san"),
        NewPin(kind=HotspotKind.SOUND, yaw=0, pitch=0, text="Trống"),
        info(kind=HotspotKind.PHOTO),
        info(kind=HotspotKind.AREA, more={"corners": [{"yaw": 0, "pitch": 0}] * 2}),
        info(kind=HotspotKind.THEN, more={"pictures": ["x"], "corners": [{"yaw": 0, "pitch": 0}] * 4}),
    ],
)
def test_a_pin_has_what_its_kind_needs_and_nothing_else(pin: NewPin) -> None:
    with pytest.raises(IncompletePin):
        services.add_tour(make_site().id, new_tour(scene("san", pin)))


def test_a_pin_that_tells_without_source_is_refused() -> None:
    with pytest.raises(ClaimWithoutSource):
        services.add_tour(make_site().id, new_tour(scene("san", info(source_url=""))))


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"yaw": 181.0}, "on_sphere"),
        ({"pitch": math.nan}, "on_sphere"),
        ({"kind": HotspotKind.DOOR}, "door_leads_somewhere"),
        ({"kind": HotspotKind.PRODUCT}, "product_is_named"),
        ({"kind": HotspotKind.SHOP}, "shop_is_named"),
        ({"kind": HotspotKind.INFO, "text": "x", "source_title": "x"}, "telling_says_how_known"),
        ({"kind": HotspotKind.THEN, "text": "x", "source_title": "x"}, "telling_says_how_known"),
        ({"kind": HotspotKind.INFO, "claim_kind": ClaimKind.ORAL, "text": "x"}, "claim_has_source"),
    ],
)
def test_the_database_itself_refuses_a_broken_pin(changed: dict[str, Any], constraint: str) -> None:
    tour = make_tour()
    scene_id = db.session.scalars(sa.select(Scene.id).where(Scene.tour_id == tour.id)).all()[0]
    values: dict[str, Any] = {"kind": HotspotKind.INFO, "number": 90, "yaw": 0.0, "pitch": 0.0}
    if "kind" not in changed:
        values |= {"claim_kind": ClaimKind.ORAL, "text": "x", "source_title": "x"}
    db.session.add(Hotspot(scene_id=scene_id, **{**values, **changed}))

    with pytest.raises(sa.exc.IntegrityError, match=constraint):
        db.session.flush()


def test_a_published_tour_is_put_away_once() -> None:
    tour = make_tour()

    assert services.archive_tour(tour.id, by=SYSTEM).state is TourState.ARCHIVED
    with pytest.raises(WrongTourMoment):
        services.archive_tour(tour.id, by=SYSTEM)


def test_a_tour_that_is_not_there_cannot_be_put_away() -> None:
    with pytest.raises(TourNotFound):
        services.archive_tour(0, by=SYSTEM)


def test_the_same_picture_is_one_panorama(tmp_path: Path) -> None:
    source = tmp_path / "vong.png"
    Image.radial_gradient("L").resize((2048, 1024)).save(source)

    first = services.keep_panorama(source, views=[View(0, 0, 90)], credit={"author": "A", "licence": "CC0"})
    again = services.keep_panorama(source, views=[View(40, 0, 90)], credit={"author": "A", "licence": "CC0"})

    home = config.current().media_dir / "pano" / first.key
    assert again is first
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Panorama).where(Panorama.key == first.key)) == 1
    assert (first.width, first.levels) == (2048, [2048])
    assert len(list(home.glob("poster-*.webp"))) == 6
