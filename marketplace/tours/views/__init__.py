"""The village's sites, and walks through them: as pages to read and as JSON for the 360° viewer."""

from marketplace.tours.views import embedding, offline, sharing, sites, viewing, walking
from marketplace.tours.views.blueprint import bp

__all__ = ["bp", "embedding", "offline", "sharing", "sites", "viewing", "walking"]
