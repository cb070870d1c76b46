"""Listing goods and changing them."""

import secrets
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from marketplace.accounts import services as accounts
from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import db
from marketplace.errors import NotFound
from marketplace.media import services as media
from marketplace.media.models import Picture
from marketplace.money import Dong
from marketplace.places.models import Place
from marketplace.shops.models import Category, Offer, Product, ProductPicture, Shop
from marketplace.shops.services.stock import move_stock
from marketplace.shops.states import MoveReason, ProductState, ShopState, SoldBy
from marketplace.text import exact, fold, slug

MOST_PICTURES = 6
# What a price of weighed goods is for, in grams.
GRAMS_OF: Final = {"kg": 1000, "lạng": 100}


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What a seller says of a product. `step` and `base_qty` in grams for goods sold by weight."""

    name: str
    category_id: int
    sold_by: SoldBy
    unit: str
    price_vnd: Dong
    step: int
    base_qty: int = 1
    base_unit: str = "piece"
    story: str = ""
    season: str = ""
    note: str = ""
    name_en: str = ""
    story_en: str = ""
    season_en: str = ""
    note_en: str = ""
    unit_en: str = ""

    @property
    def price_per(self) -> int:
        """The price is for a kilogram or a lạng (100 g) of what is weighed, for one of what is counted."""
        return GRAMS_OF.get(self.unit, 1000) if self.sold_by is SoldBy.WEIGHT else 1


def list_product(
    shop: Shop, listing: Listing, *, opening_qty: int, by: Actor, word: str = "", made_to_order: bool = False
) -> Product:
    """The shop has a new product in draft, with this much on hand (grams or pieces): none when made to order."""
    address = word or slug(listing.name) or "hang"
    if db.session.scalar(sa.select(Product.id).where(Product.slug == address)) is not None:
        address = f"{address}-{secrets.token_hex(3)}"
    product = Product(
        slug=address, shop_id=shop.id, category_id=listing.category_id, name=listing.name, created_at=now()
    )
    db.session.add(product)
    db.session.flush()
    offer = Offer(
        product_id=product.id,
        sold_by=listing.sold_by,
        unit=listing.unit,
        price_vnd=listing.price_vnd,
        made_to_order=made_to_order,
    )
    db.session.add(offer)
    _write_listing(product, offer, listing)
    db.session.flush()
    move_stock(offer.id, qty=opening_qty, reason=MoveReason.OPENING, by=by)
    write_search_words(product.id)
    return product


def change_product(product: Product, listing: Listing, *, by: Actor) -> None:
    """The product is sold as this from now on. What was ordered before keeps its old name and price."""
    before = {"name": product.name, "price_vnd": product.offer.price_vnd}
    _write_listing(product, product.offer, listing)
    db.session.flush()
    write_search_words(product.id)
    after = {"name": product.name, "price_vnd": product.offer.price_vnd}
    if before != after:
        accounts.record("product changed", thing=f"product:{product.slug}", by=by, before=before, after=after)


def _write_listing(product: Product, offer: Offer, listing: Listing) -> None:
    for name in ("name", "category_id", "story", "season", "note", "name_en", "story_en", "season_en", "note_en"):
        setattr(product, name, getattr(listing, name))
    for name in ("sold_by", "unit", "unit_en", "price_vnd", "price_per", "step", "base_qty", "base_unit"):
        setattr(offer, name, getattr(listing, name))


def put_on_sale(product: Product, *, shop: Shop) -> None:
    """The product is live; it can be bought when its shop sells. Raises Conflict."""
    product.become(ProductState.LIVE)
    if product.published_at is None or shop.state is ShopState.LIVE:
        product.published_at = now()


def take_off_sale(product: Product) -> None:
    """The product is paused: hidden from buyers, open orders stay. Raises Conflict."""
    product.become(ProductState.PAUSED)


def remove_product(product: Product, *, by: Actor) -> None:
    """The product is gone from the desk too; orders keep what they had. Raises Conflict."""
    product.become(ProductState.REMOVED)
    accounts.record("product removed", thing=f"product:{product.slug}", by=by)


def add_picture(product: Product, picture: Picture) -> None:
    """The picture is the product's last one. A seventh is refused by the form."""
    picture.alt = picture.alt or product.name
    position = db.session.scalar(
        sa.select(sa.func.coalesce(sa.func.max(ProductPicture.position) + 1, 0)).where(
            ProductPicture.product_id == product.id
        )
    )
    db.session.add(ProductPicture(product_id=product.id, picture_id=picture.id, position=position or 0))
    db.session.flush()


def drop_picture(product: Product, key: str) -> None:
    """The picture is gone; those behind it move up. Raises NotFound."""
    kept = [shown for shown in product.pictures if shown.picture.key != key]
    gone = [shown for shown in product.pictures if shown.picture.key == key]
    if not gone:
        raise NotFound
    picture = gone[0].picture
    product.pictures.remove(gone[0])
    for position, shown in enumerate(kept):
        shown.position = position
    db.session.flush()
    # A picture of the credits page (the demo village's) may be shown elsewhere too.
    if picture.credit is None:
        media.forget_picture(picture)


def write_search_words(product_id: int) -> None:
    """The product is found by its name, kind, shop and place, old place names too."""
    product, category, shop, place = db.session.execute(
        sa.select(Product, Category, Shop, Place)
        .join(Category, Category.id == Product.category_id)
        .join(Shop, Shop.id == Product.shop_id)
        .join(Place, Place.id == Shop.place_id)
        .where(Product.id == product_id)
    ).one()
    product.search_name = exact(product.name)
    product.search_name_folded = fold(product.name)
    words = (product.name, product.name_en, category.name, shop.name, shop.fact, place.name, place.old_names)
    product.search_folded = " ".join(fold(text) for text in words if text)
