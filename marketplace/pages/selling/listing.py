"""The form of one product: drawn, read and carried out alike on the walk and at the desk."""

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from marketplace.accounts.presence import actor
from marketplace.errors import Conflict
from marketplace.media.models import Picture
from marketplace.orders.services.counting import change_counting
from marketplace.pages.selling.photos import take_photos
from marketplace.pages.selling.stall import is_english, my_product
from marketplace.pages.words import PRODUCT_WORDS
from marketplace.shops import queries
from marketplace.shops.forms import COUNTED, NewProductForm, ProductForm, shown_in_form
from marketplace.shops.models import Product, Shop
from marketplace.shops.services import goods as services
from marketplace.shops.services.stock import count_stock
from marketplace.shops.states import ProductState


@dataclass
class Filled:
    """A product's form as it stands now. `status` is 0 while nothing was sent, 200 when it can be carried out."""

    form: ProductForm
    photos: list[Picture]
    status: int = 0

    @property
    def is_good(self) -> bool:
        """Whether it can be carried out."""
        return self.status == 200


def read_form(product: Product | None) -> Filled:
    """The form of this product, or of a new one, with what was sent. Photos that were good are kept."""
    if product is None:
        form: ProductForm = NewProductForm()
    elif product.state is ProductState.DRAFT:
        form = NewProductForm(of=product, data=shown_in_form(product))
    else:
        form = ProductForm(of=product, data=shown_in_form(product))
    form.offer_choices(queries.categories(), english=is_english())
    if request.method != "POST":
        return Filled(form, [])
    is_valid = form.validate_on_submit()
    room = services.MOST_PICTURES - (len(product.pictures) if product else 0)
    photos = take_photos(form, form.photos, room=room)
    return Filled(form, photos.kept, photos.status or 200 if is_valid else 422)


def carry_out(filled: Filled, *, shop: Shop, slug: str | None) -> Product:
    """The product is there, or is changed to what was typed, with its new photos. Inside a transaction.

    Raises ProductNotFound, CountingFixed, StockTooLow, Conflict.
    """
    form = filled.form
    listing = form.listing(category_id=queries.category_by_slug(form.value("category")).id)
    if slug is None:
        opening_qty = 0 if form.made_to_order else form.value("stock")
        product = services.list_product(
            shop, listing, opening_qty=opening_qty, by=actor(), made_to_order=form.made_to_order
        )
    else:
        product = my_product(shop, slug, lock=True)
        if isinstance(form, NewProductForm) and product.state is not ProductState.DRAFT:
            # It went on sale meanwhile: how it is sold stands now.
            raise Conflict
        services.change_product(product, listing, by=actor())
        if form.made_to_order != product.offer.made_to_order:
            change_counting(product.offer, made_to_order=form.made_to_order, by=actor())
        if isinstance(form, NewProductForm) and not form.made_to_order:
            count_stock(product.offer.id, counted=form.value("stock"), seen=product.offer.on_hand_qty, by=actor())
    for picture in filled.photos:
        services.add_picture(product, picture)
    return product


def product_page(page: str, filled: Filled, *, shop: Shop, product: Product | None) -> ResponseReturnValue:
    """The page with this form."""
    drawn = render_template(
        page,
        form=filled.form,
        photos=filled.photos,
        shop=shop,
        product=product,
        units=COUNTED,
        most=services.MOST_PICTURES,
        product_words=PRODUCT_WORDS,
    )
    return drawn, filled.status or 200
