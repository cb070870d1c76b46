"""Changing sites and tours."""

from marketplace.tours.services.claims import add_claim, sign_claim
from marketplace.tours.services.putting_away import archive_tour, bring_back_tour
from marketplace.tours.services.sites import add_festival, add_site, put_shops_near
from marketplace.tours.services.walks import (
    NewPin,
    NewScene,
    NewTour,
    add_tour,
    keep_panorama,
)

__all__ = [
    "NewPin",
    "NewScene",
    "NewTour",
    "add_claim",
    "add_festival",
    "add_site",
    "add_tour",
    "archive_tour",
    "bring_back_tour",
    "keep_panorama",
    "put_shops_near",
    "sign_claim",
]
