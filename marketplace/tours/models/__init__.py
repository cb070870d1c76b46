"""What the tours room keeps."""

from marketplace.tours.models.counts import VisitCount
from marketplace.tours.models.plaques import Plaque
from marketplace.tours.models.sites import Claim, Site, SiteShop
from marketplace.tours.models.versions import TourVersion
from marketplace.tours.models.walks import Hotspot, Scene, Tour

__all__ = ["Claim", "Hotspot", "Plaque", "Scene", "Site", "SiteShop", "Tour", "TourVersion", "VisitCount"]
