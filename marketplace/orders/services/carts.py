"""Filling a cart."""

import secrets

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from marketplace.clock import now
from marketplace.db import db
from marketplace.orders import queries
from marketplace.orders.errors import BadQuantity, TooManyLines
from marketplace.orders.models import Cart, CartLine
from marketplace.sealed import token_hash
from marketplace.shops.errors import NotForSale, OutOfStock, ProductNotFound
from marketplace.shops.models import Offer, Product, Shop
from marketplace.shops.states import ProductState, ShopState, SoldBy

MOST_LINES = 50
MOST_PIECES = 9_999
MOST_GRAMS = 1_000_000


def put_in_cart(token: str | None, *, product_slug: str, qty: int, came_from: str = "") -> str:
    """This much more of the product is in the cart (grams or pieces); returns the cart's token.

    `came_from` is the pin it was met at; met at several, the last one counts.
    Raises ProductNotFound, NotForSale, BadQuantity, OutOfStock, TooManyLines; the cart is then as before.
    """
    offer, name = _offer_on_sale(product_slug)
    cart, token = _own_cart(token)
    line = db.session.scalar(sa.select(CartLine).where(CartLine.cart_id == cart.id, CartLine.offer_id == offer.id))
    wanted = qty + (line.qty if line else 0)
    _refuse_quantity(offer, qty)
    _refuse_quantity(offer, wanted)
    _refuse_short(offer, wanted, name)
    if line is None:
        lines = db.session.scalar(sa.select(sa.func.count()).select_from(CartLine).where(CartLine.cart_id == cart.id))
        if (lines or 0) >= MOST_LINES:
            raise TooManyLines(most=MOST_LINES)
    now_told = {"qty": wanted, "seen_price_vnd": offer.price_vnd, **({"came_from": came_from} if came_from else {})}
    db.session.execute(
        insert(CartLine)
        .values(cart_id=cart.id, offer_id=offer.id, **now_told)
        .on_conflict_do_update(index_elements=["cart_id", "offer_id"], set_=now_told)
    )
    cart.changed_at = now()
    return token


def change_quantity(token: str | None, *, product_slug: str, qty: int) -> None:
    """There is exactly this much of the product in the cart; 0 takes it out. A changed price stays marked.

    Raises BadQuantity, OutOfStock, NotForSale; the cart is then as before.
    """
    cart = queries.lock_cart(token)
    if cart is None:
        raise ProductNotFound
    if qty == 0:
        take_out(token, product_slug=product_slug)
        return
    offer, name = _offer_on_sale(product_slug)
    _refuse_quantity(offer, qty)
    _refuse_short(offer, qty, name)
    db.session.execute(
        sa.update(CartLine).where(CartLine.cart_id == cart.id, CartLine.offer_id == offer.id).values(qty=qty)
    )
    cart.changed_at = now()


def take_out(token: str | None, *, product_slug: str) -> None:
    """The product is not in the cart; it need not have been."""
    cart = queries.lock_cart(token)
    if cart is not None:
        offers = sa.select(Offer.id).join(Product, Product.id == Offer.product_id).where(Product.slug == product_slug)
        db.session.execute(sa.delete(CartLine).where(CartLine.cart_id == cart.id, CartLine.offer_id.in_(offers)))


def take_out_shop(token: str | None, *, shop_slug: str) -> None:
    """Nothing of this shop is in the cart; the other shops' goods stay."""
    cart = queries.lock_cart(token)
    if cart is not None:
        offers = (
            sa.select(Offer.id)
            .join(Product, Product.id == Offer.product_id)
            .join(Shop, Shop.id == Product.shop_id)
            .where(Shop.slug == shop_slug)
        )
        db.session.execute(sa.delete(CartLine).where(CartLine.cart_id == cart.id, CartLine.offer_id.in_(offers)))


def agree_to_prices(token: str | None) -> None:
    """The buyer has seen today's prices: they are the ones of the cart now."""
    cart = queries.lock_cart(token)
    if cart is not None:
        price = sa.select(Offer.price_vnd).where(Offer.id == CartLine.offer_id).scalar_subquery()
        db.session.execute(
            sa.update(CartLine).where(CartLine.cart_id == cart.id).values(seen_price_vnd=price),
            execution_options={"synchronize_session": False},
        )


def count_lines(token: str | None) -> int:
    """How many kinds of goods are in the cart: the number in the header."""
    cart = queries.find_cart(token)
    if cart is None:
        return 0
    return db.session.scalar(sa.select(sa.func.count()).select_from(CartLine).where(CartLine.cart_id == cart.id)) or 0


def _own_cart(token: str | None) -> tuple[Cart, str]:
    cart = queries.lock_cart(token)
    if cart is not None and token is not None:
        return cart, token
    token = secrets.token_urlsafe(24)
    cart = Cart(token_hash=token_hash(token), changed_at=now())
    db.session.add(cart)
    db.session.flush()
    return cart, token


def _offer_on_sale(product_slug: str) -> tuple[Offer, str]:
    found = db.session.execute(
        sa.select(Offer, Product.name, Product.state, Shop.state)
        .join(Product, Product.id == Offer.product_id)
        .join(Shop, Shop.id == Product.shop_id)
        .where(Product.slug == product_slug)
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise ProductNotFound
    offer, name, product_state, shop_state = found
    if product_state is not ProductState.LIVE or shop_state is not ShopState.LIVE:
        raise NotForSale(product=name)
    return offer, name


def _refuse_quantity(offer: Offer, qty: int) -> None:
    most = MOST_GRAMS if offer.sold_by is SoldBy.WEIGHT else MOST_PIECES
    if qty <= 0 or qty > most or qty % offer.step:
        raise BadQuantity(step=offer.step, most=most)


def _refuse_short(offer: Offer, qty: int, name: str) -> None:
    if not offer.has(qty):
        left = f"{offer.free_qty} g" if offer.sold_by is SoldBy.WEIGHT else str(offer.free_qty)
        raise OutOfStock(product=name, wanted=qty, left=left)
