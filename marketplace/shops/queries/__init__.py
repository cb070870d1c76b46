"""Reading shops, goods and the catalogue."""

from marketplace.shops.queries.catalogue import Filters, Found, ProductCard, find_goods, goods_of_shop, newest_goods
from marketplace.shops.queries.goods import (
    categories,
    category_by_slug,
    lock_offer,
    offers_by_id,
    product_for_seller,
    product_on_sale,
    products_of_shop,
    stock_moves,
)
from marketplace.shops.queries.shops import (
    account_by_hook,
    accounts_of,
    current_account,
    get_account,
    live_shops,
    lock_shop,
    shop_for_seller,
    shop_on_show,
    shops_in_state,
    shops_of,
)

__all__ = [
    "Filters",
    "Found",
    "ProductCard",
    "account_by_hook",
    "accounts_of",
    "categories",
    "category_by_slug",
    "current_account",
    "find_goods",
    "get_account",
    "goods_of_shop",
    "live_shops",
    "lock_offer",
    "lock_shop",
    "newest_goods",
    "offers_by_id",
    "product_for_seller",
    "product_on_sale",
    "products_of_shop",
    "shop_for_seller",
    "shop_on_show",
    "shops_in_state",
    "shops_of",
    "stock_moves",
]
