"""Reading sites and tours."""

from marketplace.tours.queries.showing import (
    SceneOnShow,
    SiteCard,
    SiteOnShow,
    TourCard,
    TourLink,
    TourOnShow,
    goods_on_show,
    site_cards,
    site_on_show,
    sites_near_shop,
    tour_on_show,
    tours_showing_product,
)
from marketplace.tours.queries.writing import lock_tour, scenes_of

__all__ = [
    "SceneOnShow",
    "SiteCard",
    "SiteOnShow",
    "TourCard",
    "TourLink",
    "TourOnShow",
    "goods_on_show",
    "lock_tour",
    "scenes_of",
    "site_cards",
    "site_on_show",
    "sites_near_shop",
    "tour_on_show",
    "tours_showing_product",
]
