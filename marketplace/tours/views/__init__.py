"""The village's sites, routes and stories, and walks through sites: as pages to read and as JSON for the 360° viewer."""

from marketplace.tours.views import correcting, goods, routes, sites, stories, viewing, walking
from marketplace.tours.views.blueprint import bp

__all__ = ["bp", "correcting", "goods", "routes", "sites", "stories", "viewing", "walking"]
