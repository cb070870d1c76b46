"""The catalogue and its search: narrow rows, two statements a page, one for a search.

Search (docs/decisions/0004): every word of the folded query must begin a folded word of the
product; names with the very marks that were typed come first, then names without, then the
rest. Only when nothing is found do trigrams look for misspelt words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple

import sqlalchemy as sa

from marketplace.db import db
from marketplace.media.models import Picture
from marketplace.money import Dong, price_per_kg
from marketplace.places.models import Place
from marketplace.shops.models import Category, Offer, Product, ProductPicture, Shop
from marketplace.shops.states import ProductState, ShopState
from marketplace.text import exact, fold

PAGE: Final = 24
LAST_PAGE: Final = 500

SORTS: Final = ("moi", "gia-tang", "gia-giam", "ten")

# How goods answer to the words asked for: there are none, each word begins one of theirs, or they are much like them.
Match = Literal["all", "words", "alike"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the buyer asked for. Prices in đồng; empty means any."""

    words: str = ""
    category: str = ""
    place: str = ""
    least_vnd: int | None = None
    most_vnd: int | None = None
    sort: str = ""


class CardPicture(NamedTuple):
    """What a card shows of a picture."""

    key: str
    width: int
    height: int
    widths: list[int]
    alt: str
    alt_en: str

    def src(self, wanted: int) -> str:
        """The address of the smallest file at least `wanted` pixels wide (or the widest)."""
        width = next((w for w in sorted(self.widths) if w >= wanted), max(self.widths))
        return f"/media/{self.key}-{width}.webp"

    @property
    def srcset(self) -> str:
        """All sizes, for the browser to choose."""
        return ", ".join(f"/media/{self.key}-{w}.webp {w}w" for w in sorted(self.widths))


class ProductCard(NamedTuple):
    """One product on a list. Money in đồng, quantities in the offer's smallest unit."""

    slug: str
    name: str
    name_en: str
    shop_name: str
    shop_name_en: str
    shop_slug: str
    place_name: str
    price_vnd: Dong
    unit: str
    unit_en: str
    sold_by: str
    base_unit: str
    base_qty: int
    free_qty: int
    made_to_order: bool
    state: str
    picture: CardPicture | None

    @property
    def per_kg_vnd(self) -> Dong | None:
        """The price of a kilogram or litre, where a pack's own size makes that a help."""
        if self.sold_by == "piece" and self.base_unit in ("g", "ml") and self.base_qty != 1000:
            return price_per_kg(price_vnd=self.price_vnd, grams=self.base_qty)
        return None

    @property
    def sold_out(self) -> bool:
        """Whether nothing of it is free now."""
        return not self.made_to_order and self.free_qty <= 0


class Found(NamedTuple):
    """One page of the catalogue."""

    cards: Sequence[ProductCard]
    total: int
    number: int
    pages: int
    is_guess: bool


_COLUMNS: Final[tuple[Any, ...]] = (
    Product.slug,
    Product.name,
    Product.name_en,
    Shop.name.label("shop_name"),
    Shop.name_en.label("shop_name_en"),
    Shop.slug.label("shop_slug"),
    Place.name.label("place_name"),
    Offer.price_vnd,
    Offer.unit,
    Offer.unit_en,
    Offer.sold_by,
    Offer.base_unit,
    Offer.base_qty,
    Offer.free_qty,
    Offer.made_to_order,
    Product.state,
    Picture.key,
    Picture.width,
    Picture.height,
    Picture.widths,
    Picture.alt,
    Picture.alt_en,
)
# The picture, the last of them, is put together of the columns that follow.
_CARD_FIELDS: Final = len(ProductCard._fields) - 1
_ROW_FIELDS: Final = len(_COLUMNS)


# Written once: putting so many columns and joins together takes longer than asking PostgreSQL.
_CARDS: Final = (
    sa.select(*_COLUMNS)
    .select_from(Product)
    .join(Shop, Shop.id == Product.shop_id)
    .join(Place, Place.id == Shop.place_id)
    .join(Offer, Offer.product_id == Product.id)
    .outerjoin(ProductPicture, sa.and_(ProductPicture.product_id == Product.id, ProductPicture.position == 0))
    .outerjoin(Picture, Picture.id == ProductPicture.picture_id)
)
_ON_SALE: Final = (Product.state == ProductState.LIVE, Shop.state == ShopState.LIVE)
_NEWEST: Final = (Product.published_at.desc(), Product.id.desc())


def _cards(rows: Iterable[Any]) -> list[ProductCard]:
    return [
        ProductCard._make(
            (*row[:_CARD_FIELDS], CardPicture._make(row[_CARD_FIELDS:_ROW_FIELDS]) if row[_CARD_FIELDS] else None)
        )
        for row in rows
    ]


def find_goods(filters: Filters, *, page: int) -> Found:
    """One page of the goods on sale that fit the filters, best first."""
    if not filters.words:
        return _browsed(filters, page=page)
    if not fold(filters.words):
        return Found([], 0, 1, 1, is_guess=False)
    found = _searched(filters, "words", page=page)
    if found.total:
        return found
    guessed = _searched(filters, "alike", page=page)
    return guessed._replace(is_guess=guessed.total > 0)


def _browsed(filters: Filters, *, page: int) -> Found:
    """Without words an index has the goods in their order: to count them apart is cheaper than to see them all."""
    total = db.session.scalar(_count(filters, "all")) or 0
    number = min(page, _pages(total))
    cards = _cards(db.session.execute(_page(filters, "all", number))) if total else []
    return Found(cards, total, number, _pages(total), is_guess=False)


def _searched(filters: Filters, match: Match, *, page: int) -> Found:
    """A search weighs all that it finds to put the best first, so one statement does both: find and count."""
    number = min(page, LAST_PAGE)
    rows = db.session.execute(_page(filters, match, number)).all()
    if not rows and number > 1:
        # Past the end: the last page is shown instead.
        number = _pages(db.session.scalar(_count(filters, match)) or 0)
        rows = db.session.execute(_page(filters, match, number)).all()
    total = rows[0].total if rows else 0
    return Found(_cards(rows), total, number if rows else 1, _pages(total), is_guess=False)


def _pages(total: int) -> int:
    return max(1, min(LAST_PAGE, -(-total // PAGE)))


# Statements are kept for the filters asked last: putting one together costs as much as half of running it.


@lru_cache(maxsize=512)
def _page(filters: Filters, match: Match, number: int) -> sa.Select[Any]:
    """The rows of the cards of one page; of a search also how many it found in all.

    Which goods they are is found first, by as few tables as that takes; only those are joined to the rest.
    """
    order = _order(filters)
    chosen = sa.select(Product.id).join(Shop, Shop.id == Product.shop_id).join(Offer, Offer.product_id == Product.id)
    # A number that PostgreSQL reads, not a parameter: it then knows that few rows are wanted, and keeps its plan.
    chosen = chosen.where(*_ON_SALE, *_conditions(filters, match)).order_by(*order).limit(sa.literal_column(str(PAGE)))
    if number > 1:
        chosen = chosen.offset((number - 1) * PAGE)
    if match == "all":
        ids = chosen.subquery("chosen")
        return _CARDS.join(ids, ids.c.id == Product.id).order_by(*order)
    counted = chosen.add_columns(sa.func.count().over().label("total")).subquery("chosen")
    return _CARDS.join(counted, counted.c.id == Product.id).add_columns(counted.c.total).order_by(*order)


@lru_cache(maxsize=512)
def _count(filters: Filters, match: Match) -> sa.Select[Any]:
    """How many goods on sale fit. Where only products are asked about, all live ones are counted in an index without
    a look at their rows; then those of shops that do not sell, which are few, are taken off."""
    conditions = _conditions(filters, match)
    live = sa.select(sa.func.count()).select_from(Product).where(Product.state == ProductState.LIVE, *conditions)
    of_shops = live.join(Shop, Shop.id == Product.shop_id)
    if match != "all" or filters.place or filters.least_vnd is not None or filters.most_vnd is not None:
        return of_shops.join(Offer, Offer.product_id == Product.id).where(Shop.state == ShopState.LIVE)
    hidden = of_shops.where(Shop.state != ShopState.LIVE)
    return sa.select(live.scalar_subquery() - hidden.scalar_subquery())


def _conditions(filters: Filters, match: Match) -> list[Any]:
    conditions: list[Any] = []
    if filters.category:
        asked = sa.select(Category.id).where(Category.slug == filters.category).scalar_subquery()
        conditions.append(Product.category_id == asked)
    if filters.place:
        conditions.append(Shop.place_id == sa.select(Place.id).where(Place.slug == filters.place).scalar_subquery())
    if filters.least_vnd is not None:
        conditions.append(Offer.price_vnd >= filters.least_vnd)
    if filters.most_vnd is not None:
        conditions.append(Offer.price_vnd <= filters.most_vnd)
    if match == "words":
        beginnings = " & ".join(f"{word}:*" for word in _folded(filters).split()[:8])
        conditions.append(Product.search_words.bool_op("@@")(sa.func.to_tsquery("simple", beginnings)))
    if match == "alike":
        conditions.append(sa.literal(_folded(filters)).bool_op("<%")(Product.search_folded))
    return conditions


def _folded(filters: Filters) -> str:
    return fold(filters.words)[:80]


def _order(filters: Filters) -> list[Any]:
    # Only sorts from this list are ever used: the address cannot put its own into the statement.
    match filters.sort:
        case "gia-tang":
            return [Offer.price_vnd, Product.id]
        case "gia-giam":
            return [Offer.price_vnd.desc(), Product.id]
        case "ten":
            return [Product.search_name, Product.id]
    folded = _folded(filters)
    if not folded or filters.sort == "moi":
        return [*_NEWEST]
    with_marks = exact(filters.words)
    best: list[Any] = []
    if with_marks != folded:
        best.append(Product.search_name.contains(with_marks, autoescape=True).desc())
    best += [
        Product.search_name_folded.startswith(folded, autoescape=True).desc(),
        Product.search_name_folded.contains(folded, autoescape=True).desc(),
        sa.func.word_similarity(folded, Product.search_name_folded).desc(),
    ]
    return [*best, *_NEWEST]


def newest_goods(*, limit: int) -> Sequence[ProductCard]:
    """The goods put on sale last, those in stock first."""
    in_stock = sa.or_(Offer.free_qty > 0, Offer.made_to_order)
    newest = _CARDS.where(*_ON_SALE, in_stock).order_by(*_NEWEST).limit(sa.literal_column(str(limit)))
    return _cards(db.session.execute(newest))


def goods_of_shop(shop_id: int) -> Sequence[ProductCard]:
    """What one shop has on sale."""
    theirs = _CARDS.where(Product.shop_id == shop_id, Product.state == ProductState.LIVE).order_by(*_NEWEST)
    return _cards(db.session.execute(theirs))


def goods_of_shops(shop_ids: Sequence[int], *, limit: int) -> Sequence[ProductCard]:
    """What these shops have on sale and in stock now, of every shop its newest first, one shop after the other."""
    turn = sa.func.row_number().over(partition_by=Product.shop_id, order_by=_NEWEST)
    in_stock = sa.or_(Offer.free_qty > 0, Offer.made_to_order)
    theirs = _CARDS.where(Product.shop_id.in_(shop_ids), *_ON_SALE, in_stock).order_by(turn, *_NEWEST).limit(limit)
    return _cards(db.session.execute(theirs))
