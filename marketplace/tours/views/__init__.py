"""The village's sites, routes and stories, and walks through sites: as pages to read and as JSON for the 360° viewer."""

from marketplace.tours.views import (
    correcting,
    counting,
    goods,
    plaques,
    routes,
    sites,
    stories,
    viewing,
    walking,
)  # fmt: skip
from marketplace.tours.views.blueprint import bp

__all__ = [
    "bp", "correcting", "counting", "goods", "plaques", "routes", "sites", "stories", "viewing", "walking",
]  # fmt: skip
