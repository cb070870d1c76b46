"""A tour with a bit of everything."""

from dataclasses import replace
from typing import Any

import pytest

from marketplace.accounts.models import Role
from marketplace.db import db, transaction
from marketplace.media.services import keep_picture
from marketplace.tours.content import ClaimContent, Corner, PinContent, PlanContent, PlanPoint, StopContent, Words
from marketplace.tours.models import Tour
from marketplace.tours.queries.writing import lock_tour
from marketplace.tours.services import add_claim, writing
from marketplace.tours.states import ClaimKind, HotspotKind
from tests.factories import make_user
from tests.tours.exchange.hostile import packed
from tests.tours.exchange.making import bring, draft, photo
from tests.tours.exchange.test_importing import gpano
from tests.tours.making import make_site


@pytest.fixture
def curator() -> Any:
    return make_user(role=Role.CURATOR, name="Đặng Văn Sử").as_actor()


@pytest.fixture
def tour(curator: Any) -> Tour:
    """Two photographed scenes, with a pin of every kind that a stranger's market can hold."""
    site = make_site(name="Đình Thử")
    add_claim(site.id, text="Dựng năm 1700.", kind=ClaimKind.STELE, source_title="Bia đình")
    brought = bring(
        site.id, packed({"1.jpg": gpano(90, 21.15, 105.65, 20), "2.jpg": gpano(0, 21.3, 105.65, 90)}), by=curator
    )
    tour = db.session.get_one(Tour, brought.tour_id)
    with transaction():
        picture = keep_picture(photo(), name="bia.jpg", by=curator, alt="Bia đá")
    told = draft(tour.id)
    claim = ClaimContent(
        kind=ClaimKind.STELE,
        source_title="Bia đình",
        source_title_en="The stele",
        source_url="https://bia.example/1",
        needs_review=True,
    )
    yard, hall = told.scenes
    pins = (
        PinContent(number=3, kind=HotspotKind.DOOR, yaw=20, pitch=-5, to="2", arrive_yaw=10.5),
        PinContent(number=7, kind=HotspotKind.INFO, yaw=1, pitch=2, text=Words("Cột lim.", "Ironwood."), claim=claim),
        PinContent(number=8, kind=HotspotKind.PHOTO, yaw=50, pitch=2, text=Words("Bia."), claim=claim, pictures=(picture.key,)),
        PinContent(number=9, kind=HotspotKind.AREA, yaw=90, pitch=0, text=Words("Chạm rồng."), claim=claim,
                   corners=(Corner(80, 0), Corner(100, 0), Corner(90, 10))),
    )  # fmt: skip
    whole = replace(
        told, title=Words("Dạo đình", "The yard"), scenes=(replace(yard, pins=pins, level_roll=1.5, turn=-30.5), hall),
        walk=(StopContent(scene="1", text=Words("Đứng đây."), claim=claim, seconds=4.5),),
        plan=PlanContent(picture=picture.key, points=(PlanPoint("1", 0.25, 0.5),)),
    )  # fmt: skip
    with transaction():
        writing.save_draft(lock_tour(tour.id), whole, revision=2, by=curator)
    return tour
