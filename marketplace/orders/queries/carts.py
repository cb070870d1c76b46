"""A cart as its page shows it: by shop, with today's prices and what changed since."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from marketplace.db import db
from marketplace.media.models import Picture
from marketplace.money import Dong, line_amount
from marketplace.orders.models import Cart, CartLine
from marketplace.sealed import token_hash
from marketplace.shops.models import BankAccount, Offer, Product, ProductPicture, Shop
from marketplace.shops.queries.catalogue import CardPicture
from marketplace.shops.states import AccountState, ProductState, ShopState


@dataclass(frozen=True)
class ShownLine:
    """One line of a cart. `trouble` is "", "gone" (not on sale) or "short" (less is free than wanted)."""

    line_id: int
    offer_id: int
    slug: str
    name: str
    name_en: str
    unit: str
    sold_by: str
    step: int
    price_vnd: Dong
    price_per: int
    seen_price_vnd: Dong
    qty: int
    free_qty: int
    made_to_order: bool
    trouble: str
    came_from: str
    picture: CardPicture | None

    @property
    def amount_vnd(self) -> Dong:
        """What the line costs now."""
        return line_amount(price_vnd=self.price_vnd, quantity=self.qty, per=self.price_per)

    @property
    def price_changed(self) -> bool:
        """Whether the price is another than the buyer saw when choosing."""
        return self.price_vnd != self.seen_price_vnd


@dataclass
class CartShop:
    """One shop's share of a cart."""

    shop_id: int
    slug: str
    name: str
    takes_transfer: bool
    lines: list[ShownLine] = field(default_factory=list)

    @property
    def amount_vnd(self) -> Dong:
        """The sub-total of what can be bought."""
        return Dong(sum(line.amount_vnd for line in self.lines if not line.trouble))


@dataclass(frozen=True)
class CartView:
    """A whole cart."""

    shops: Sequence[CartShop]

    @property
    def total_vnd(self) -> Dong:
        """What all of it costs."""
        return Dong(sum(shop.amount_vnd for shop in self.shops))

    @property
    def lines(self) -> list[ShownLine]:
        """All lines, shop by shop."""
        return [line for shop in self.shops for line in shop.lines]

    @property
    def trouble(self) -> list[ShownLine]:
        """The lines that cannot be bought as they are."""
        return [line for line in self.lines if line.trouble]

    @property
    def changed(self) -> list[ShownLine]:
        """The lines whose price changed since they were chosen."""
        return [line for line in self.lines if line.price_changed]

    @property
    def seen(self) -> str:
        """Prices and quantities as shown, to be sent back with the order: "offer:qty:price;…"."""
        return ";".join(
            f"{line.offer_id}:{line.qty}:{line.price_vnd}" for line in sorted(self.lines, key=lambda li: li.offer_id)
        )


def find_cart(token: str | None) -> Cart | None:
    """The cart of this browser's token, or None."""
    if not token:
        return None
    return db.session.scalar(sa.select(Cart).where(Cart.token_hash == token_hash(token)))


def lock_cart(token: str | None) -> Cart | None:
    """The same, locked: nothing goes in or out, and it is not placed twice, until the transaction ends."""
    if not token:
        return None
    return db.session.scalar(sa.select(Cart).where(Cart.token_hash == token_hash(token)).with_for_update())


def show_cart(token: str | None) -> CartView:
    """What is in the cart, with today's prices and stock; an unknown token is an empty cart."""
    if not token:
        return CartView([])
    takes_transfer = (
        sa.exists()
        .where(BankAccount.shop_id == Shop.id, BankAccount.state == AccountState.VERIFIED)
        .label("takes_transfer")
    )
    rows = db.session.execute(
        sa.select(
            CartLine.id, Offer.id.label("offer_id"), Product.slug, Product.name, Product.name_en, Offer.unit,
            Offer.sold_by, Offer.step, Offer.price_vnd, Offer.price_per, CartLine.seen_price_vnd, CartLine.qty,
            CartLine.came_from, Offer.free_qty, Offer.made_to_order, Product.state.label("product_state"), Shop.state.label("shop_state"), Shop.id.label("shop_id"),
            Shop.slug.label("shop_slug"), Shop.name.label("shop_name"), takes_transfer,
            Picture.key, Picture.width, Picture.height, Picture.widths, Picture.alt, Picture.alt_en,
        )
        .join(Cart, Cart.id == CartLine.cart_id)
        .join(Offer, Offer.id == CartLine.offer_id)
        .join(Product, Product.id == Offer.product_id)
        .join(Shop, Shop.id == Product.shop_id)
        .outerjoin(ProductPicture, sa.and_(ProductPicture.product_id == Product.id, ProductPicture.position == 0))
        .outerjoin(Picture, Picture.id == ProductPicture.picture_id)
        .where(Cart.token_hash == token_hash(token))
        .order_by(Shop.name, Shop.id, CartLine.id)
    )  # fmt: skip
    shops: dict[int, CartShop] = {}
    for row in rows:
        shop = shops.setdefault(row.shop_id, CartShop(row.shop_id, row.shop_slug, row.shop_name, row.takes_transfer))
        trouble = ""
        if row.product_state is not ProductState.LIVE or row.shop_state is not ShopState.LIVE:
            trouble = "gone"
        elif row.free_qty < row.qty and not row.made_to_order:
            trouble = "short"
        picture = CardPicture(row.key, row.width, row.height, row.widths, row.alt, row.alt_en) if row.key else None
        shop.lines.append(
            ShownLine(
                row.id, row.offer_id, row.slug, row.name, row.name_en, row.unit, row.sold_by, row.step, row.price_vnd,
                row.price_per, row.seen_price_vnd, row.qty, row.free_qty, row.made_to_order, trouble,
                row.came_from, picture,
            )
        )  # fmt: skip
    return CartView(list(shops.values()))
