"""Shops with their bank accounts and feeds; products with their offers; stock as moves and holds."""

from marketplace.shops.models.feeds import BankFeed
from marketplace.shops.models.goods import Category, Hold, Offer, Product, ProductPicture, StockMove
from marketplace.shops.models.shop import BankAccount, Shop, ShopChange

__all__ = [
    "BankAccount",
    "BankFeed",
    "Category",
    "Hold",
    "Offer",
    "Product",
    "ProductPicture",
    "Shop",
    "ShopChange",
    "StockMove",
]
