"""The demo village as it is after loading."""

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.accounts import services as accounts
from marketplace.accounts.models import User
from marketplace.clock import now
from marketplace.config import DEMO_BIN
from marketplace.db import db
from marketplace.demo.people import sign_ins
from marketplace.demo.village import PASSWORD
from marketplace.forms import read_phone
from marketplace.media.models import Panorama, Picture
from marketplace.media.queries import credited, credited_panoramas
from marketplace.orders.models import Order, SubOrder
from marketplace.payments.models import PaymentRequest
from marketplace.payments.queries import parked_lines
from marketplace.places.models import PickupPoint, Place
from marketplace.shops.banks import ALL_BANKS
from marketplace.shops.models import BankAccount, Category, Offer, Product, Shop, ShopChange
from marketplace.shops.queries import Filters, find_goods, newest_goods
from marketplace.shops.states import ProductState, ShopState
from marketplace.tours.models import Claim, Festival, Route, Scene, Site, Story
from marketplace.tours.queries import site_cards, tour_on_show
from marketplace.tours.states import ClaimState, SiteNature
from tests.demo.loaded.told import PARTS, SHOPS, TOLD, count, shop_of

pytestmark = pytest.mark.usefixtures("village")


# What is there


def test_everything_that_is_told_is_there() -> None:
    assert count(Place) == len(TOLD["places"])
    assert count(PickupPoint) == len(TOLD["pickup_points"])
    assert count(Category) == len(TOLD["categories"])
    assert count(User) == len(TOLD["people"])
    assert count(Shop) == len(TOLD["shops"])
    assert count(Product) == sum(len(shop["products"]) for shop in TOLD["shops"])
    assert count(Site) == len(TOLD["sites"])
    of_stops = sum(len(stop.get("claims", ())) for route in TOLD["routes"] for stop in route["stops"])
    assert count(Claim) == sum(len(site["claims"]) for site in TOLD["sites"]) + of_stops
    assert count(Festival) == sum(bool(feast["source"]) for feast in TOLD["feasts"])
    assert count(Route) == len(TOLD["routes"])
    assert count(Story) == len(TOLD["articles"])
    assert count(Scene) == sum(len(tour["scenes"]) for tour in TOLD["tours"])
    assert count(Order) == len(TOLD["stories"])
    assert count(SubOrder) == len(PARTS)


@pytest.mark.parametrize("told", SHOPS)
def test_shop_is_as_told_in_both_languages(told: Mapping[str, Any]) -> None:
    shop = shop_of(told["slug"])

    assert (shop.name, shop.name_en, shop.story, shop.story_en) == (
        told["name"],
        told["name_en"],
        told["story_vi"],
        told["story_en"],
    )
    assert (shop.state, shop.kind, shop.since_year) == (told["state"], told["kind"], told["since"])
    assert (shop.map_x, shop.map_y) == (told["x"], told["y"])
    assert shop.seller_name == told["identity"]["run_by"]
    assert told["identity"]["registration_vi"] in shop.registration
    assert shop.fact_source.startswith("http") == bool(told["fact_source"])
    assert shop.is_demo
    assert shop.picture_id


@pytest.mark.parametrize("told", SHOPS)
def test_shop_came_to_its_state_step_by_step(told: Mapping[str, Any]) -> None:
    shop = shop_of(told["slug"])
    moderator = db.session.execute(sa.select(User).where(User.name == "Lương Thị Duyệt")).scalar_one()

    steps = db.session.scalars(sa.select(ShopChange).where(ShopChange.shop_id == shop.id).order_by(ShopChange.id)).all()

    states = {
        "live": [ShopState.PENDING, ShopState.LIVE],
        "pending": [ShopState.PENDING],
        "paused": [ShopState.PENDING, ShopState.LIVE, ShopState.PAUSED],
    }
    assert [step.after for step in steps] == states[told["state"]]
    assert [step.actor_id for step in steps if step.after is ShopState.LIVE] == [moderator.id] * (
        told["state"] != "pending"
    )
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert shop.created_at < steps[0].at < now() - timedelta(days=5)


@pytest.mark.parametrize("told", SHOPS)
def test_goods_are_as_told(told: Mapping[str, Any]) -> None:
    for goods in told["products"]:
        product, offer = db.session.execute(
            sa.select(Product, Offer).join(Offer, Offer.product_id == Product.id).where(Product.slug == goods["slug"])
        ).one()

        assert (product.name, product.name_en) == (goods["name"], goods["name_en"])
        assert (product.season, product.note) == (goods["season_vi"] or "", goods["note_vi"] or "")
        assert (product.season_en, product.note_en) == (goods["season_en"] or "", goods["note_en"] or "")
        assert (product.story, product.story_en) == (goods["story_vi"] or "", goods["story_en"] or "")
        assert (offer.price_vnd, offer.unit, offer.unit_en) == (goods["price_vnd"], goods["unit"], goods["unit_en"])
        assert (offer.sold_by, offer.step, offer.base_qty) == (goods["sold_by"], goods["step"], goods["base_qty"])
        # What a moderator has not seen yet is a draft, and goes live together with its shop.
        assert product.state is (ProductState.DRAFT if told["state"] == "pending" else ProductState.LIVE)
        assert (product.published_at is None) == (told["state"] == "pending")


def test_newest_goods_are_of_many_shops() -> None:
    cards = newest_goods(limit=8)

    assert len({card.shop_slug for card in cards}) >= 6


def test_every_card_has_its_picture() -> None:
    found = find_goods(Filters(), page=1)

    assert found.total == sum(len(shop["products"]) for shop in TOLD["shops"] if shop["state"] == "live")
    assert all(card.picture for card in found.cards)


def test_pictures_and_their_files_are_kept_with_author_and_licence(folder: Path) -> None:
    pictures = db.session.scalars(sa.select(Picture)).all()

    assert {picture.id for picture in credited()} == {picture.id for picture in pictures}
    for picture in pictures:
        credit = picture.credit or {}
        assert credit["author"]
        assert credit["licence"]
        assert credit["licence_url"].startswith("https://")
        assert credit["credit_line"]
        assert picture.alt
        assert picture.alt_en
        assert all((folder / "media" / f"{picture.key}-{width}.webp").stat().st_size for width in picture.widths)
    assert not list((folder / "media" / "tmp").iterdir())


def test_panoramas_are_cut_and_credited(folder: Path) -> None:
    panoramas = db.session.scalars(sa.select(Panorama)).all()

    assert {panorama.id for panorama in credited_panoramas()} == {panorama.id for panorama in panoramas}
    assert len(panoramas) == sum(len(tour["scenes"]) for tour in TOLD["tours"])
    for panorama in panoramas:
        # The photographs are CC BY-SA; the modelled village was given away.
        assert panorama.credit["share_alike"] == (panorama.credit["author"] == "Matthew Petroff")
        assert (folder / "media" / "pano" / panorama.key / "base.webp").exists()


@pytest.mark.parametrize("told", TOLD["tours"], ids=lambda tour: str(tour["slug"]))
def test_tours_can_be_walked_with_their_goods(told: Mapping[str, Any]) -> None:
    tour = tour_on_show(told["slug"])

    assert [len(shown.pins) for shown in tour.scenes] == [len(scene["hotspots"]) for scene in told["scenes"]]
    assert not tour.site.is_ours  # No free 360° picture of the village is known: none is passed off as one.


def test_modelled_village_is_the_first_tour_a_newcomer_sees() -> None:
    cards = [card for card in site_cards() if card.tour_slug]

    assert [(card.site.slug, card.site.nature) for card in cards] == [
        ("lang-dung", SiteNature.MODELLED),
        ("thu-vien-peabody", SiteNature.ELSEWHERE),
        ("nha-suoi-baltimore", SiteNature.ELSEWHERE),
    ]


def test_weak_sources_are_marked_for_review() -> None:
    weak = db.session.scalars(sa.select(Claim).where(Claim.needs_review)).all()

    assert {claim.text for claim in weak} == {
        "Đình Vạn Xuân là di tích quốc gia năm 1991.",
        "Tượng đài Phụ nữ Ba đảm đang đứng ở Phùng.",
    }
    assert all(claim.source_url for claim in db.session.scalars(sa.select(Claim)))


def test_every_sentence_visitors_read_was_signed_by_somebody_else() -> None:
    shown = db.session.scalars(sa.select(Claim).where(Claim.state == ClaimState.SHOWN)).all()

    assert len(shown) == count(Claim) - 1
    for claim in shown:
        assert claim.reviewed_by_id
        assert claim.written_by_id
        assert claim.reviewed_by_id != claim.written_by_id


@pytest.mark.parametrize(("words", "slug"), TOLD["search_tests"])
def test_search_finds_it_among_the_first_three(words: str, slug: str) -> None:
    found = find_goods(Filters(words=words), page=1)

    assert slug in [card.slug for card in found.cards[:3]]


# Nobody real


def test_no_bank_can_pay_a_demo_code() -> None:
    accounts_there = db.session.scalars(sa.select(BankAccount)).all()

    assert {account.bin for account in accounts_there} == {DEMO_BIN} == {"000000"}
    assert DEMO_BIN not in {bank.bin for bank in ALL_BANKS}
    assert set(db.session.scalars(sa.select(PaymentRequest.bin))) == {DEMO_BIN}
    assert sorted(account.number for account in accounts_there) == [f"DEMO{n:04d}" for n in range(1, 17)]
    assert all(account.holder.startswith("DEMO ") for account in accounts_there)


def test_no_phone_is_anybodys_and_none_is_public() -> None:
    phones = [*db.session.scalars(sa.select(User.phone)), *db.session.scalars(sa.select(Order.buyer_phone))]
    public = [
        *db.session.scalars(sa.select(sa.func.concat_ws(" ", Shop.story, Shop.story_en, Shop.registration, Shop.fact))),
        *db.session.scalars(sa.select(sa.func.concat_ws(" ", Product.story, Product.story_en, Product.note))),
    ]

    assert all(re.fullmatch(r"\+8490000\d{4}", phone) for phone in phones)
    assert set(db.session.scalars(sa.select(Shop.public_phone))) == {""}
    assert not [text for text in public if re.search(r"(?:\d[ .]?){9}", text)]


def test_the_printed_people_can_sign_in() -> None:
    told = sign_ins()

    assert [role for role, *_ in told] == [
        "Producer",
        "Producer with parked money",
        "Moderator",
        "Curator",
        "Relic reviewer",
        "Buyer",
    ]
    users = []
    for _, name, phone, password in told:
        e164 = read_phone(phone)
        assert e164
        assert password == PASSWORD
        user, _ = accounts.sign_in(phone=e164, password=password, device="test")
        assert user.name == name
        users.append(user)
    db.session.expire_all()
    assert [user.is_staff for user in users] == [False, False, True, False, False, False]
    assert [user.is_curator for user in users] == [False, False, False, True, True, False]
    assert [user.is_seller for user in users] == [True, True, False, False, False, False]
    assert parked_lines(users[1].shop_ids[0])


def test_the_modelled_village_is_walked_with_words_and_a_drum() -> None:
    shown = tour_on_show("lang-dung")

    assert [stop["scene"] for stop in shown.tour.walk] == [
        *["cong-lang"] * 3,
        *["san-dinh"] * 2,
        *["trong-dinh"] * 2,
        "san-dinh-hoi",
        *["san-nha-keo"] * 2,
    ]
    assert all(stop["text"]["vi"] and stop["text"]["en"] and stop["claim"]["source_title"] for stop in shown.tour.walk)
    drum = next(pin for scene in shown.scenes for pin in scene.pins if pin.kind == "sound")
    assert (drum.more["is_from_there"], len(drum.more["sound"])) == (True, 16)
    assert all(scene.scene.alt for scene in shown.scenes)
