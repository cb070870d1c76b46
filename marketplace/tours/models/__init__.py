"""What the tours room keeps."""

from marketplace.tours.models.files import TourFile
from marketplace.tours.models.sites import Claim, Site, SiteShop
from marketplace.tours.models.versions import TourVersion
from marketplace.tours.models.walks import Hotspot, Scene, Tour

__all__ = ["Claim", "Hotspot", "Scene", "Site", "SiteShop", "Tour", "TourFile", "TourVersion"]
