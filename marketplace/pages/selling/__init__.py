"""What sellers do about shop and goods: opening a shop step by step, the goods, the shop's own page."""

from marketplace.pages.selling import counting, feeds, goods, shop, walk
from marketplace.pages.selling.stall import bp

__all__ = ["bp", "counting", "feeds", "goods", "shop", "walk"]
