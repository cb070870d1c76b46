"""What the tours room keeps."""

from marketplace.tours.models.corrections import Correction, CorrectionChange
from marketplace.tours.models.counts import VisitCount
from marketplace.tours.models.files import TourFile
from marketplace.tours.models.plaques import Plaque
from marketplace.tours.models.routes import Route, RouteStop
from marketplace.tours.models.site_versions import SiteUnsaved, SiteVersion
from marketplace.tours.models.sites import Claim, Festival, Site, SiteShop
from marketplace.tours.models.stories import Story, StoryVersion
from marketplace.tours.models.versions import TourVersion
from marketplace.tours.models.walks import Hotspot, Scene, Tour

__all__ = [
    "Claim",
    "Correction",
    "CorrectionChange",
    "Festival",
    "Hotspot",
    "Plaque",
    "Route",
    "RouteStop",
    "Scene",
    "Site",
    "SiteShop",
    "SiteUnsaved",
    "SiteVersion",
    "Story",
    "StoryVersion",
    "Tour",
    "TourFile",
    "TourVersion",
    "VisitCount",
]
