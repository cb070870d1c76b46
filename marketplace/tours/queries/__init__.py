"""Reading sites and tours."""

from marketplace.tours.queries.reading import goods_on_sale, shown_number
from marketplace.tours.queries.showing import (
    SceneOnShow,
    SiteCard,
    SiteOnShow,
    TourCard,
    TourLink,
    TourOnShow,
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
    "goods_on_sale",
    "lock_tour",
    "scenes_of",
    "shown_number",
    "site_cards",
    "site_on_show",
    "sites_near_shop",
    "tour_on_show",
    "tours_showing_product",
]
