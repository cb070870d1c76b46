"""The village's sites, routes and stories, and walks through sites: as pages to read and as JSON for the 360° viewer."""

from marketplace.tours.views import (
    correcting,
    counting,
    embedding,
    goods,
    offline,
    plaques,
    routes,
    sharing,
    sites,
    stories,
    viewing,
    walking,
)
from marketplace.tours.views.blueprint import bp

__all__ = [
    "bp", "correcting", "counting", "embedding", "goods", "offline", "plaques", "routes", "sharing", "sites", "stories",
    "viewing", "walking",
]  # fmt: skip
