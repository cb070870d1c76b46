"""Whole and ordinary things for tests. A test names only what matters to it."""

import itertools
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from marketplace import sealed
from marketplace.accounts.actor import SYSTEM, Actor
from marketplace.accounts.models import Role, RoleGrant, User
from marketplace.accounts.passwords import hash_password
from marketplace.clock import now, vietnam
from marketplace.db import db, transaction
from marketplace.media.models import Picture
from marketplace.money import Dong
from marketplace.orders.models import Order
from marketplace.orders.queries import order_by_code, show_cart
from marketplace.orders.services import carts
from marketplace.orders.services.placing import Checkout, place_order
from marketplace.orders.states import Fulfilment, Method
from marketplace.payments.services.asking import open_requests
from marketplace.places.models import PickupPoint, Place, PlaceKind
from marketplace.shops.models import BankAccount, BankFeed, Category, Product, ProductPicture, Shop
from marketplace.shops.models.feeds import FEED_SECRET
from marketplace.shops.services.goods import Listing, list_product
from marketplace.shops.states import AccountState, FeedProvider, ProductState, ShopKind, ShopState, SoldBy

PASSWORD = "con trâu đi cày 27"
SEPAY_SECRET = "a sepay secret for tests"
_numbers = itertools.count(1)
_hash: list[str] = []


def _password_hash() -> str:
    """The same password for everybody, hashed once a run."""
    if not _hash:
        _hash.append(hash_password(PASSWORD))
    return _hash[0]


def make_place(*, name: str = "", kind: PlaceKind = PlaceKind.HAMLET) -> Place:
    """A hamlet."""
    number = next(_numbers)
    place = Place(slug=f"thon-{number}", kind=kind, name=name or f"Thôn Thử {number}")
    db.session.add(place)
    db.session.flush()
    return place


def make_pickup_point(*, place: Place | None = None) -> PickupPoint:
    """A culture house to fetch goods at."""
    number = next(_numbers)
    point = PickupPoint(
        slug=f"nha-van-hoa-{number}",
        place_id=(place or make_place()).id,
        name=f"Nhà văn hóa thôn Thử {number}",
        hours="16:30–19:00 Thứ Ba, Thứ Sáu",
        capacity_per_slot=20,
    )
    db.session.add(point)
    db.session.flush()
    return point


def make_user(*, name: str = "Người Thử", phone: str = "", role: Role | None = None, **changed: Any) -> User:
    """A person with the usual PASSWORD; `role` without a shop is a role in the commune."""
    number = next(_numbers)
    user = User(
        public_id=secrets.token_urlsafe(12),
        phone=phone or f"+849000{number:05d}",
        name=name,
        password_hash=_password_hash(),
        created_at=now(),
        **changed,
    )
    db.session.add(user)
    db.session.flush()
    if role is not None:
        db.session.add(RoleGrant(user_id=user.id, role=role, granted_at=now()))
        db.session.flush()
    return user


def make_category(*, name: str = "Rau củ") -> Category:
    """A kind of goods."""
    number = next(_numbers)
    category = Category(slug=f"loai-{number}", name=name, name_en="Vegetables", position=number)
    db.session.add(category)
    db.session.flush()
    return category


def make_shop(
    *,
    name: str = "",
    state: ShopState = ShopState.LIVE,
    owner: User | None = None,
    account: bool = True,
    place: Place | None = None,
) -> Shop:
    """A shop that sells, with its owner, a verified demo account and a feed secret."""
    number = next(_numbers)
    owner = owner or make_user(name=f"Chủ {number}")
    shop = Shop(
        slug=f"gian-hang-{number}",
        name=name or f"Gian hàng {number}",
        kind=ShopKind.HOUSEHOLD,
        place_id=(place or make_place()).id,
        owner_id=owner.id,
        created_at=now(),
        state=state,
        seller_name=owner.name,
        story="Nhà làm từ đời ông bà.",
    )
    db.session.add(shop)
    db.session.flush()
    db.session.add(RoleGrant(user_id=owner.id, role=Role.SELLER, scope_kind="shop", scope_id=shop.id, granted_at=now()))
    if account:
        make_account(shop, number=f"DEMO{number:06d}")
    db.session.flush()
    return shop


def make_account(shop: Shop, *, number: str, state: AccountState = AccountState.VERIFIED) -> BankAccount:
    """A demo account of the shop."""
    account = BankAccount(
        shop_id=shop.id,
        bin="000000",
        bank_name="Ngân hàng DEMO",
        number_sealed=sealed.seal(number, purpose="bank-account"),
        number_fingerprint=sealed.fingerprint(number, purpose="bank-account"),
        last_four=number[-4:],
        holder="TAI KHOAN DEMO",
        hook=secrets.token_urlsafe(24),
        created_at=now(),
        state=state,
    )
    db.session.add(account)
    db.session.flush()
    db.session.add(
        BankFeed(
            account_id=account.id,
            provider=FeedProvider.SEPAY,
            set_at=now(),
            secret_sealed=sealed.seal(SEPAY_SECRET, purpose=FEED_SECRET),
        )
    )
    db.session.flush()
    return account


def make_product(
    *,
    shop: Shop | None = None,
    name: str = "",
    price_vnd: int = 50_000,
    stock: int = 100,
    sold_by: SoldBy = SoldBy.PIECE,
    step: int = 0,
    state: ProductState = ProductState.LIVE,
    category: Category | None = None,
    made_to_order: bool = False,
) -> Product:
    """A product on sale; by weight the price is per kilogram and the stock in grams; made to order it has none."""
    number = next(_numbers)
    weighed = sold_by is SoldBy.WEIGHT
    listing = Listing(
        name=name or f"Hàng thử {number}",
        category_id=(category or make_category()).id,
        sold_by=sold_by,
        unit="kg" if weighed else "gói",
        price_vnd=Dong(price_vnd),
        step=step or (500 if weighed else 1),
        base_qty=1000 if weighed else 1,
        base_unit="g" if weighed else "piece",
    )
    opening_qty = 0 if made_to_order else stock
    product = list_product(
        shop or make_shop(), listing, opening_qty=opening_qty, by=SYSTEM, made_to_order=made_to_order
    )
    product.state = state
    product.published_at = now() if state is ProductState.LIVE else None
    db.session.flush()
    return product


def make_picture(*, folder: Path | None = None, product: Product | None = None) -> Picture:
    """A picture row (no files) on a product."""
    picture = Picture(
        key=secrets.token_urlsafe(12), width=1280, height=960, widths=[320, 640, 1280], made_at=now(), alt="Ảnh thử"
    )
    db.session.add(picture)
    db.session.flush()
    if product is not None:
        db.session.add(ProductPicture(product_id=product.id, picture_id=picture.id, position=0))
        db.session.flush()
    return picture


def make_checkout(cart_token: str, **changed: Any) -> Checkout:
    """What an ordinary guest fills in for this cart."""
    view = show_cart(cart_token)
    method = changed.pop("method", Method.TRANSFER)
    values: dict[str, Any] = {
        "key": secrets.token_urlsafe(16),
        "seen": view.seen,
        "name": "Khách Thử",
        "phone": f"+849011{next(_numbers):05d}",
        "email": "",
        "fulfilment": Fulfilment.ADDRESS,
        "pickup_point": None,
        "address": "Số 1 ngõ Đình",
        "wanted_on": vietnam(now()).date() + timedelta(days=1),
        "note": "",
        "methods": {shop.slug: method for shop in view.shops},
    }
    return Checkout(**{**values, **changed})


def make_order(
    *products: Product, qty: int = 1, method: Method = Method.TRANSFER, came_from: str = "", **changed: Any
) -> Order:
    """A guest's order of these products (or one of 150.000 ₫), placed as checkout does it, with its requests.

    `came_from` is the pin all of them were met at.
    """
    goods = products or (make_product(price_vnd=150_000),)
    if came_from:
        changed["met_at"] = {product.slug: came_from for product in goods}
    token: str | None = None
    for product in goods:
        token = carts.put_in_cart(token, product_slug=product.slug, qty=qty)
    assert token is not None
    order, _ = place_order(token, make_checkout(token, method=method, **changed))
    db.session.flush()
    order = order_by_code(order.code)
    open_requests(order)
    db.session.flush()
    return order_by_code(order.code)


def saved(thing: Any) -> Any:
    """The thing after a commit of what was done so far, as a view's own transaction would find it."""
    with transaction():
        db.session.flush()
    return thing


SELLER = Actor(label="Chủ gian hàng")
