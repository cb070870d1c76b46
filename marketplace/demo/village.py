"""Places, people, shops and goods of the demo village."""

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from marketplace.accounts import services as accounts
from marketplace.accounts.actor import SYSTEM, Actor
from marketplace.accounts.models import Role, User
from marketplace.accounts.passwords import hash_password
from marketplace.clock import now, start_of_vietnam_day
from marketplace.config import ROOT
from marketplace.db import db
from marketplace.demo.moments import Moment
from marketplace.demo.panel import give_secret
from marketplace.media.models import Picture
from marketplace.money import Dong
from marketplace.places.models import PickupPoint, Place, PlaceKind
from marketplace.shops.models import Category, Product, Shop
from marketplace.shops.services import goods, shops
from marketplace.shops.services.goods import Listing
from marketplace.shops.states import ShopKind, ShopState, SoldBy

FOLDER: Final = ROOT / "demo"
# Public on purpose: it opens nothing but invented people, and only where the demo may run.
PASSWORD: Final = "lang-mau-2026"  # noqa: S105

# Days before the loading. All of it lies before the first story.
_FIRST_SHOP_OPENED: Final = 60
_PEOPLE_CAME: Final = 61
_LAST_GOODS_LISTED: Final = 8
_PENDING_SHOP_OPENED: Final = 6
_PAUSED_SHOP_RESTED: Final = 6


@dataclass
class Village:
    """What was told of the village, and what is there of it so far, by the demo's own names.

    `at` is the moment of loading, from which all its times count back.
    """

    told: Mapping[str, Any]
    at: datetime
    places: dict[str, Place] = field(default_factory=dict)
    points: dict[str, PickupPoint] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    shops: dict[str, Shop] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)
    # Keys of sounds, by file name.
    sounds: dict[str, str] = field(default_factory=dict)

    def source(self, word: str | None) -> str:
        """The address of a source, by its short name or as it is; "" for none."""
        return self.told["sources"].get(word, word) if word else ""

    def person(self, slug: str) -> Actor:
        """This person as the name under a change."""
        return self.people[slug].as_actor()

    def owner(self, shop: str) -> Actor:
        """The owner of this shop as the name under a change."""
        return self.person(next(told["owner"] for told in self.told["shops"] if told["slug"] == shop))

    @property
    def moderator(self) -> Actor:
        """The one who approves shops."""
        return self.person(next(told["slug"] for told in self.told["people"] if told["role"] == "moderator"))

    def day(self, ago: int, *, hour: int, minute: int = 0) -> datetime:
        """This time on Vietnam's clock, that many days before the loading."""
        return start_of_vietnam_day(self.at) - timedelta(days=ago) + timedelta(hours=hour, minutes=minute)


def read_village(folder: Path) -> dict[str, Any]:
    """What the folder's village.json tells, with every tour's scenes."""
    told: dict[str, Any] = json.loads((folder / "village.json").read_text(encoding="utf-8"))
    for tour in told["tours"]:
        if "scenes_from" in tour:
            # A modelled tour's angles are computed with its pictures and lie beside them.
            drawn = json.loads((folder / tour["scenes_from"]).read_text(encoding="utf-8"))
            tour |= {"start": drawn["start"], "scenes": drawn["scenes"]}
        if "walk_from" in tour:
            walk = json.loads((folder / tour["walk_from"]).read_text(encoding="utf-8"))
            tour["walk"] = [_stop(stop, tour["scenes"]) for stop in walk["stops"]]
    return told


def _stop(told: Mapping[str, Any], scenes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A stop of a narrated walk with the angles, the sentence and the source of the point it looks at."""
    scene = next(scene for scene in scenes if scene["slug"] == told["scene"])
    point = next(point for point in scene["hotspots"] if point.get("about") == told["at"])
    sentences = {
        language: " ".join(
            part
            for part in (told[f"before_{language}"], point[f"text_{language}"], told.get(f"after_{language}", ""))
            if part
        )
        for language in ("vi", "en")
    }
    pitch = told.get("pitch", point["pitch"])
    return {**point, "scene": told["scene"], "pitch": pitch, "hfov": told["hfov"], "text": sentences}


def add_places(village: Village) -> None:
    """The communes, hamlets, groups and pick-up points are there, and the kinds of goods."""
    for told in village.told["places"]:
        place = Place(
            slug=told["slug"],
            kind=PlaceKind(told["kind"]),
            name=told["name"],
            name_en=told["name_en"],
            old_names="; ".join(told["old_names"]),
            parent_id=village.places[told["parent"]].id if "parent" in told else None,
            valid_from=_day_of(told.get("valid_from")),
            valid_to=_day_of(told.get("valid_to")),
            map_x=round(told["x"]),
            map_y=round(told["y"]),
        )
        db.session.add(place)
        db.session.flush()
        village.places[told["slug"]] = place
    for told in village.told["pickup_points"]:
        village.points[told["slug"]] = PickupPoint(
            slug=told["slug"],
            place_id=village.places[told["place"]].id,
            name=told["name"],
            name_en=told["name_en"],
            hours=told["hours"],
            hours_en=told["hours_en"],
            capacity_per_slot=told["capacity_per_slot"],
            map_x=told["x"],
            map_y=told["y"],
        )
    for position, told in enumerate(village.told["categories"]):
        village.categories[told["slug"]] = Category(
            slug=told["slug"], name=told["name_vi"], name_en=told["name_en"], position=position
        )
    db.session.add_all([*village.points.values(), *village.categories.values()])
    db.session.flush()


def _day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def moments_of_people(village: Village) -> Iterator[Moment]:
    """Everybody has an account with the demo's public password, which the sign-up itself would refuse."""
    # Hashed once for all of them: a hash takes as long as it should.
    kept = hash_password(PASSWORD)
    for number, told in enumerate(village.told["people"]):
        yield Moment(village.day(_PEOPLE_CAME, hour=8, minute=number), partial(_add_person, village, told, kept))


def _add_person(village: Village, told: Mapping[str, Any], password_hash: str) -> None:
    person = User(
        public_id=secrets.token_urlsafe(12),
        phone=told["phone"],
        name=told["name"],
        password_hash=password_hash,
        created_at=now(),
    )
    db.session.add(person)
    db.session.flush()
    village.people[told["slug"]] = person
    if told["role"] == "moderator":
        accounts.grant(person.id, Role.MODERATOR, scope_kind="commune", scope_id=None, by=SYSTEM)
    if told["role"] in ("curator", "reviewer"):
        accounts.grant(person.id, Role(told["role"]), scope_kind="commune", scope_id=None, by=SYSTEM)


def moments_of_shops(village: Village) -> Iterator[Moment]:
    """Every shop opens, is looked at by the moderator and goes on listing, each on days of its own."""
    for number, told in enumerate(village.told["shops"]):
        state = ShopState(told["state"])
        days = _PENDING_SHOP_OPENED if state is ShopState.PENDING else _FIRST_SHOP_OPENED - 2 * number
        first, *rest = told["products"]
        yield Moment(village.day(days, hour=9), partial(_open, village, told))
        yield Moment(village.day(days, hour=10), partial(_list, village, told, first))
        yield Moment(village.day(days, hour=11), partial(_hand_in, village, told))
        if state is ShopState.PENDING:
            continue
        yield Moment(village.day(days - 1, hour=9), partial(_verify, village, told))
        for before_last, goods_told in enumerate(reversed(rest)):
            # The last goods of every shop are its newest, so that the newest goods of the market are of many shops.
            listed = village.day(_LAST_GOODS_LISTED + 2 * before_last, hour=7, minute=number)
            yield Moment(listed, partial(_list_and_sell, village, told, goods_told))
        if state is ShopState.PAUSED:
            yield Moment(village.day(_PAUSED_SHOP_RESTED, hour=18), partial(_rest, village, told))


def _open(village: Village, told: Mapping[str, Any]) -> None:
    owner = village.people[told["owner"]]
    place_id, kind, by = village.places[told["place"]].id, ShopKind(told["kind"]), owner.as_actor()
    shop = shops.open_shop(owner, name=told["name"], kind=kind, place_id=place_id, by=by, word=told["slug"])
    identity = told["identity"]
    assert not identity["phone_public"]
    shops.describe_shop(
        shop,
        name=told["name"],
        kind=kind,
        place_id=place_id,
        story=told["story_vi"],
        seller_name=identity["run_by"],
        registration=f"{identity['form_vi']} · {identity['registration_vi']}",
        public_phone="",
        by=by,
    )
    shop.name_en, shop.story_en = told["name_en"], told["story_en"]
    shop.fact, shop.fact_source = told["fact"], village.source(told["fact_source"])
    shop.since_year = told["since"]
    shop.map_x, shop.map_y = round(told["x"]), round(told["y"])
    shops.show_picture(shop, village.pictures[told["photo"]["file"]])
    bank = told["bank"]
    account = shops.give_account(shop, bank_bin=bank["bin"], number=bank["number"], holder=bank["holder"], by=by)
    give_secret(account)
    village.shops[told["slug"]] = shop


def _list(village: Village, shop: Mapping[str, Any], told: Mapping[str, Any]) -> Product:
    listing = Listing(
        name=told["name"],
        name_en=told["name_en"],
        category_id=village.categories[told["category"]].id,
        sold_by=SoldBy(told["sold_by"]),
        unit=told["unit"],
        unit_en=told["unit_en"],
        price_vnd=Dong(told["price_vnd"]),
        step=told["step"],
        base_qty=told["base_qty"],
        base_unit=told["base_unit"],
        story=told["story_vi"] or "",
        story_en=told["story_en"] or "",
        season=told["season_vi"] or "",
        season_en=told["season_en"] or "",
        note=told["note_vi"] or "",
        note_en=told["note_en"] or "",
    )
    own, by = village.shops[shop["slug"]], village.owner(shop["slug"])
    product = goods.list_product(own, listing, opening_qty=told["stock"], by=by, word=told["slug"])
    for photo in told["photos"]:
        goods.add_picture(product, village.pictures[photo["file"]])
    village.products[told["slug"]] = product
    return product


def _list_and_sell(village: Village, shop: Mapping[str, Any], told: Mapping[str, Any]) -> None:
    goods.put_on_sale(_list(village, shop, told), shop=village.shops[shop["slug"]])


def _hand_in(village: Village, told: Mapping[str, Any]) -> None:
    shops.hand_in(village.shops[told["slug"]], by=village.owner(told["slug"]))


def _verify(village: Village, told: Mapping[str, Any]) -> None:
    seen = "Đã xem VNeID và giấy đăng ký tại nhà văn hóa (giả lập)"
    shops.verify_shop(village.shops[told["slug"]], seen=seen, by=village.moderator)


def _rest(village: Village, told: Mapping[str, Any]) -> None:
    shops.rest(village.shops[told["slug"]], by=village.owner(told["slug"]))
