"""A large market in a fresh database, the same one at every run."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.names import CATEGORIES, OF_WHOM, PLACES, STORY, name_of_goods, name_of_person
from marketplace import sealed
from marketplace.accounts.actor import SYSTEM
from marketplace.accounts.models import Role, RoleGrant, User
from marketplace.clock import now
from marketplace.db import db, transaction
from marketplace.media.models import Picture
from marketplace.money import Dong
from marketplace.places.models import PickupPoint, Place, PlaceKind
from marketplace.shops.models import BankAccount, Category, Offer, Product, ProductPicture, Shop, StockMove
from marketplace.shops.services.feeds import set_feed
from marketplace.shops.states import AccountState, FeedProvider, MoveReason, ProductState, ShopKind, ShopState, SoldBy
from marketplace.text import exact, fold, slug

SEPAY_SECRET: Final = "a sepay secret for the benchmark only"  # noqa: S105
BATCH: Final = 2_000
STOCK: Final = 5_000
BURST_PIECES: Final = 10


@dataclass(frozen=True)
class Market:
    """What the measuring needs to know of the data."""

    products: int
    shops: int
    slugs: Sequence[str]
    # The category with the most goods, and a product of which ten pieces are left.
    category: str
    burst_slug: str


def fill(*, products: int, shops: int) -> Market:
    """The database holds this many live products of this many live shops, with pictures, stock and search words."""
    chance = random.Random(20261123)
    with transaction() as session:
        places = _places(session)
        categories = [
            Category(slug=slug(name), name=name, name_en=fold(name), position=number)
            for number, name in enumerate(CATEGORIES)
        ]
        session.add_all(categories)
        session.flush()
        stalls = _shops(session, places, shops, chance)
    slugs: list[str] = []
    of_place = {place.id: place for place in places}
    for start in range(0, products, BATCH):
        numbers = range(start, min(start + BATCH, products))
        with transaction() as session:
            slugs += _goods(session, numbers, categories, stalls, of_place, chance)
        db.session.remove()
    with transaction() as session:
        burst = session.execute(sa.select(Offer).join(Product).where(Product.slug == slugs[-1])).scalar_one()
        spare = burst.free_qty - BURST_PIECES
        session.add(_move(burst.id, -spare, MoveReason.SOLD_ELSEWHERE))
        burst.on_hand_qty = burst.free_qty = BURST_PIECES
    with transaction() as session:
        biggest = session.scalar(
            sa.select(Category.slug).join(Product).group_by(Category.slug).order_by(sa.func.count().desc()).limit(1)
        )
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM ANALYZE"))
        connection.execute(sa.text("CHECKPOINT"))
    return Market(products, shops, slugs[:-1], str(biggest), slugs[-1])


def _places(session: Session) -> list[Place]:
    places = [Place(slug=slug(name), kind=PlaceKind.HAMLET, name=name, old_names="Song Phượng") for name in PLACES]
    session.add_all(places)
    session.flush()
    session.add(
        PickupPoint(
            slug="nha-van-hoa", place_id=places[0].id, name="Nhà văn hóa", hours="16:30–19:00", capacity_per_slot=50
        )
    )
    return places


def _shops(session: Session, places: Sequence[Place], count: int, chance: random.Random) -> list[Shop]:
    owners = [
        User(
            public_id=f"owner-{n}",
            phone=f"+849000{n:05d}",
            name=name_of_person(chance),
            password_hash="nobody signs in with this",  # noqa: S106
            created_at=now(),
        )
        for n in range(count)
    ]
    session.add_all(owners)
    session.flush()
    stalls = [
        Shop(
            slug=f"gian-hang-{n}",
            name=f"Nhà {chance.choice(OF_WHOM)} {n}",
            kind=chance.choice(list(ShopKind)),
            place_id=chance.choice(places).id,
            owner_id=owner.id,
            created_at=now(),
            state=ShopState.LIVE,
            seller_name=owner.name,
            story=STORY,
            verified_at=now(),
        )
        for n, owner in enumerate(owners)
    ]
    session.add_all(stalls)
    session.flush()
    for n, stall in enumerate(stalls):
        number = f"19{n:010d}"
        account = BankAccount(
            shop_id=stall.id,
            bin="970436",
            bank_name="Vietcombank",
            number_sealed=sealed.seal(number, purpose="bank-account"),
            number_fingerprint=sealed.fingerprint(number, purpose="bank-account"),
            last_four=number[-4:],
            holder="NGUYEN THI THU",
            hook=f"benchmark-hook-{n}",
            created_at=now(),
            state=AccountState.VERIFIED,
        )
        session.add(account)
        session.flush()
        set_feed(account, FeedProvider.SEPAY, secret=SEPAY_SECRET, by=SYSTEM)
        session.add(
            RoleGrant(user_id=stall.owner_id, role=Role.SELLER, scope_kind="shop", scope_id=stall.id, granted_at=now())
        )
    return stalls


def _goods(
    session: Session,
    numbers: range,
    categories: Sequence[Category],
    stalls: Sequence[Shop],
    places: dict[int, Place],
    chance: random.Random,
) -> list[str]:
    products = []
    for n in numbers:
        category, stall = chance.choice(categories), chance.choice(stalls)
        name = name_of_goods(chance.choice(CATEGORIES[category.name]), chance)
        place = places[stall.place_id]
        products.append(
            Product(
                slug=f"{slug(name)}-{n}",
                shop_id=stall.id,
                category_id=category.id,
                name=name,
                created_at=now(),
                state=ProductState.LIVE,
                story=STORY,
                season="Quanh năm",
                # As write_search_words() does it for one product.
                search_name=exact(name),
                search_name_folded=fold(name),
                search_folded=" ".join(fold(t) for t in (name, category.name, stall.name, place.name, place.old_names)),
                published_at=now() - timedelta(minutes=20_000 * 10 - n * 10),
            )
        )
    pictures = [
        Picture(key=f"hang-{n}", width=1280, height=960, widths=[320, 640, 1280], made_at=now(), alt=product.name)
        for n, product in zip(numbers, products, strict=True)
    ]
    session.add_all(products)
    session.add_all(pictures)
    session.flush()
    offers = [_offer(product, n, chance) for n, product in zip(numbers, products, strict=True)]
    session.add_all(offers)
    session.add_all(
        ProductPicture(product_id=product.id, picture_id=picture.id, position=0)
        for product, picture in zip(products, pictures, strict=True)
    )
    session.flush()
    session.add_all(_move(offer.id, offer.on_hand_qty, MoveReason.OPENING) for offer in offers)
    return [product.slug for product in products]


def _offer(product: Product, number: int, chance: random.Random) -> Offer:
    """Two of five by weight, the others by the piece; some packs say how many grams they are."""
    price = Dong(chance.randrange(5, 300) * 1000)
    if number % 5 < 2:
        return Offer(
            product_id=product.id,
            sold_by=SoldBy.WEIGHT,
            unit="kg",
            price_vnd=price,
            price_per=1000,
            step=500,
            base_qty=1000,
            base_unit="g",
            on_hand_qty=STOCK * 1000,
            free_qty=STOCK * 1000,
        )
    is_pack = number % 5 == 2
    return Offer(
        product_id=product.id,
        sold_by=SoldBy.PIECE,
        unit="gói 500 g" if is_pack else "bó",
        price_vnd=price,
        base_qty=500 if is_pack else 1,
        base_unit="g" if is_pack else "piece",
        on_hand_qty=STOCK,
        free_qty=STOCK,
    )


def _move(offer_id: int, qty: int, reason: MoveReason) -> StockMove:
    return StockMove(offer_id=offer_id, qty=qty, reason=reason, at=now(), actor="benchmark")
