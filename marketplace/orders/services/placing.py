"""Placing an order: everything or nothing, once per key."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

import sqlalchemy as sa

from marketplace import config
from marketplace.accounts.actor import HOLDER, Actor
from marketplace.clock import VIETNAM, now
from marketplace.codes import draw_body
from marketplace.db import db
from marketplace.money import TRANSFER_LIMIT_VND, Dong, write_dong
from marketplace.orders import queries
from marketplace.orders.errors import (
    CartEmpty,
    CashTooLarge,
    KeyUsedOtherwise,
    MustPrepay,
    NothingToPay,
    PricesChanged,
    TooManyOpenOrders,
    TransferTooLarge,
)
from marketplace.orders.models import CartLine, Order, OrderLine, SubOrder, SubOrderChange
from marketplace.orders.queries.carts import CartShop, CartView
from marketplace.orders.states import Fulfilment, Method, SubOrderState
from marketplace.places.models import PickupPoint
from marketplace.shops.errors import NotForSale, OutOfStock
from marketplace.shops.services.stock import take_hold
from marketplace.text import N_


@dataclass(frozen=True, kw_only=True)
class Checkout:
    """What the buyer filled in. `seen` is CartView.seen as the page showed it; `methods` by shop slug.

    `met_at` is the pin of a 360° tour where a product, by its slug, was met: tour/scene/number.
    """

    key: str
    seen: str
    name: str
    phone: str
    email: str
    fulfilment: Fulfilment
    pickup_point: PickupPoint | None
    address: str
    wanted_on: date
    note: str
    methods: Mapping[str, Method]
    buyer_id: int | None = None
    language: str = "vi"
    met_at: Mapping[str, str] = field(default_factory=dict)

    def method_for(self, shop: CartShop) -> Method:
        """How this shop is paid: as chosen, else by transfer where the shop can take one."""
        return self.methods.get(shop.slug, Method.TRANSFER if shop.takes_transfer else Method.CASH)

    @property
    def body_hash(self) -> str:
        """What the key was used for: the same key with other words is refused (A13)."""
        place = self.pickup_point.slug if self.pickup_point else self.address
        methods = ",".join(f"{slug}={method}" for slug, method in sorted(self.methods.items()))
        words = (
            self.seen,
            self.name,
            self.phone,
            self.email,
            self.fulfilment,
            place,
            str(self.wanted_on),
            self.note,
            methods,
        )
        return hashlib.sha256("\x1f".join(words).encode()).hexdigest()


def place_order(cart_token: str | None, checkout: Checkout, *, by: Actor = HOLDER) -> tuple[Order, bool]:
    """The cart is an order with one part per shop, goods held; the cart is empty. True when it is new.

    The same key again gives the first order and False. Raises KeyUsedOtherwise, CartEmpty, PricesChanged,
    OutOfStock, NotForSale, NothingToPay, TransferTooLarge, CashTooLarge, MustPrepay, TooManyOpenOrders; then nothing at all has changed.
    """
    # Twenty presses of one button wait here for each other; the first makes the order, the rest find it.
    _wait_for_others(checkout.key)
    first = queries.order_of_key(checkout.key)
    if first is not None:
        if first.body_hash != checkout.body_hash:
            raise KeyUsedOtherwise
        return first, False
    # Two pages of one cart wait for each other too: the second finds it empty.
    own = queries.lock_cart(cart_token)
    cart = queries.show_cart(cart_token)
    if own is None or not cart.lines:
        raise CartEmpty
    _wait_for_others(f"phone:{checkout.phone}")
    _refuse_what_cannot_be_placed(cart, checkout)
    order = _write_order(cart, checkout)
    lines = [
        line for number, shop in enumerate(cart.shops, 1) for line in _write_part(order, shop, number, checkout, by)
    ]
    # In one order everywhere, so that two carts with the same goods cannot deadlock.
    for line, part in sorted(lines, key=lambda pair: pair[0].offer_id):
        hold = take_hold(
            line.offer_id, order_line_id=line.id, qty=line.qty, until=part.hold_until, product_name=line.product_name
        )
        line.made_to_order = hold is None
    db.session.execute(sa.delete(CartLine).where(CartLine.cart_id == own.id))
    return order, True


def _wait_for_others(word: str) -> None:
    """Whoever does something with the same word waits until this transaction ends."""
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(word, 0))))


def _refuse_what_cannot_be_placed(cart: CartView, checkout: Checkout) -> None:
    for line in cart.trouble:
        if line.trouble == "gone":
            raise NotForSale(product=line.name)
        left = f"{line.free_qty} g" if line.sold_by == "weight" else str(line.free_qty)
        raise OutOfStock(product=line.name, wanted=line.qty, left=left)
    if cart.seen != checkout.seen:
        raise PricesChanged(changes=price_changes(cart, checkout.seen))
    waiting = queries.open_parts_of_phone(checkout.phone)
    if waiting + len(cart.shops) > config.current().open_orders_per_phone:
        raise TooManyOpenOrders(count=waiting)
    for shop in cart.shops:
        if shop.amount_vnd == 0:
            raise NothingToPay(shop=shop.name)
        if checkout.method_for(shop) is Method.TRANSFER and shop.amount_vnd >= TRANSFER_LIMIT_VND:
            raise TransferTooLarge
    _refuse_cash_on_trust([shop for shop in cart.shops if checkout.method_for(shop) is Method.CASH], checkout.phone)


# How long it is remembered that nobody fetched what was kept for cash.
_REMEMBERED: Final = timedelta(days=365)


def _refuse_cash_on_trust(shops: Sequence[CartShop], phone: str) -> None:
    """Goods kept for cash are kept on trust: up to a limit, and for those who fetched them before (G04)."""
    if not shops:
        return
    settings = config.current()
    if (most := settings.cash_not_fetched) and (queries.not_fetched_by_phone(phone, since=now() - _REMEMBERED) >= most):
        raise MustPrepay
    total = queries.open_cash_of_phone(phone)
    for shop in shops:
        total = Dong(total + shop.amount_vnd)
        if settings.cash_limit_vnd and shop.amount_vnd > settings.cash_limit_vnd:
            raise CashTooLarge(most=write_dong(Dong(settings.cash_limit_vnd)), shop=shop.name)
        if settings.cash_limit_of_phone_vnd and total > settings.cash_limit_of_phone_vnd:
            raise CashTooLarge(most=write_dong(Dong(settings.cash_limit_of_phone_vnd)), shop=shop.name)


def price_changes(cart: CartView, seen: str) -> Sequence[tuple[str, Dong | None, Dong]]:
    """The goods whose price is not what was shown: name, old price (None when it was not shown), new price."""
    shown: dict[int, int] = {}
    for part in seen.split(";"):
        words = part.split(":")
        if len(words) == 3 and all(word.isascii() and word.isdigit() for word in words):
            shown[int(words[0])] = int(words[2])
    return [
        (line.name, Dong(shown[line.offer_id]) if line.offer_id in shown else None, line.price_vnd)
        for line in cart.lines
        if shown.get(line.offer_id) != line.price_vnd
    ]


def _write_order(cart: CartView, checkout: Checkout) -> Order:
    order = Order(
        code=_free_code(),
        key=checkout.key,
        body_hash=checkout.body_hash,
        link_nonce=secrets.token_urlsafe(12),
        placed_at=now(),
        buyer_name=checkout.name,
        buyer_phone=checkout.phone,
        buyer_email=checkout.email,
        buyer_id=checkout.buyer_id,
        total_vnd=cart.total_vnd,
        language=checkout.language,
    )
    db.session.add(order)
    db.session.flush()
    return order


def _free_code() -> str:
    while True:
        code = draw_body()
        if db.session.scalar(sa.select(Order.id).where(Order.code == code)) is None:
            return code


def _write_part(
    order: Order, shop: CartShop, number: int, checkout: Checkout, by: Actor
) -> list[tuple[OrderLine, SubOrder]]:
    method = checkout.method_for(shop)
    pay_by, hold_until = deadlines(method, placed_at=order.placed_at, wanted_on=checkout.wanted_on)
    part = SubOrder(
        public_id=secrets.token_urlsafe(12),
        order_id=order.id,
        shop_id=shop.shop_id,
        number=number,
        method=method,
        fulfilment=checkout.fulfilment,
        placed_at=order.placed_at,
        amount_vnd=shop.amount_vnd,
        pay_by=pay_by,
        hold_until=hold_until,
        wanted_on=checkout.wanted_on,
        pickup_point_id=checkout.pickup_point.id if checkout.pickup_point else None,
        address=checkout.address,
        note=checkout.note,
    )
    db.session.add(part)
    db.session.flush()
    db.session.add(
        SubOrderChange(
            sub_order_id=part.id,
            after=SubOrderState.PLACED,
            at=order.placed_at,
            because=N_("Khách đặt"),
            actor=by.label,
            actor_id=by.user_id,
        )
    )
    lines = [
        OrderLine(
            sub_order_id=part.id,
            offer_id=line.offer_id,
            product_name=line.name,
            product_slug=line.slug,
            unit=line.unit,
            sold_by=str(line.sold_by),
            price_vnd=line.price_vnd,
            price_per=line.price_per,
            qty=line.qty,
            amount_vnd=line.amount_vnd,
            came_from=checkout.met_at.get(line.slug, ""),
        )
        for line in shop.lines
    ]
    db.session.add_all(lines)
    db.session.flush()
    return [(line, part) for line in lines]


def deadlines(method: Method, *, placed_at: datetime, wanted_on: date) -> tuple[datetime, datetime]:
    """Until when the buyer is shown a QR, and until when the goods are held.

    A transfer shows 30 minutes and holds 45, so that slow banks are no trouble; cash holds to the
    end of the pick-up day on Vietnam's clock (settings).
    """
    settings = config.current()
    if method is Method.TRANSFER:
        return placed_at + timedelta(minutes=settings.pay_minutes), placed_at + timedelta(minutes=settings.hold_minutes)
    end_of_day = datetime.combine(wanted_on + timedelta(days=1), time(0), tzinfo=VIETNAM)
    return end_of_day, end_of_day
