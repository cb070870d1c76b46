"""Shops with their bank accounts; products with their offers; stock as moves and holds."""

from marketplace.shops.models.goods import Category, Hold, Offer, Product, ProductPicture, StockMove
from marketplace.shops.models.shop import BankAccount, Shop, ShopChange

__all__ = ["BankAccount", "Category", "Hold", "Offer", "Product", "ProductPicture", "Shop", "ShopChange", "StockMove"]
