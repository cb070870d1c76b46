"""What a tour may become, and the kinds of things in it.

tour     draft ⇄ in_review → published → archived;  anything unpublished → archived
version  draft ⇄ in_review → published → replaced;  draft → kept
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from marketplace.text import N_


class TourState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class VersionState(StrEnum):
    """What became of one version of a tour. Kept: a later draft went on from it."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    REPLACED = "replaced"
    KEPT = "kept"


class PlaqueAim(StrEnum):
    """What a plaque leads to: a scene's start view, a pin, or a view of its own."""

    START = "start"
    PIN = "pin"
    VIEW = "view"


class Counted(StrEnum):
    """What of a visit is counted: tours opened, scenes entered and stayed in, pins opened, plaques scanned."""

    VIEW = "view"
    SCENE = "scene"
    DWELL_SECONDS = "dwell_seconds"
    PIN = "pin"
    SCAN = "scan"


class SiteNature(StrEnum):
    """Whether a site is the village's own, a sample that lies elsewhere, or a place that was only modelled."""

    OURS = "ours"
    ELSEWHERE = "elsewhere"
    MODELLED = "modelled"


class HotspotKind(StrEnum):
    """What a pin in a scene is: a story, a way to the next scene, something to hear, or living goods."""

    INFO = "info"
    # A document, an inscription, an old photo, to be read large.
    PHOTO = "photo"
    # A surface of several corners that tells something: a carving, a field.
    AREA = "area"
    # An old picture laid on the same view, with a slider.
    THEN = "then"
    SOUND = "sound"
    DOOR = "door"
    PRODUCT = "product"
    SHOP = "shop"


class ClaimKind(StrEnum):
    """How we know a sentence of history."""

    DOCUMENT = "document"
    STELE = "stele"
    DECREE = "decree"
    ORAL = "oral"
    LEGEND = "legend"


class SiteTheme(StrEnum):
    """What a site is remembered for."""

    HISTORY = "history"
    CULTURE = "culture"
    REVOLUTION = "revolution"


NEXT: Final[Mapping[TourState, frozenset[TourState]]] = MappingProxyType(
    {
        TourState.DRAFT: frozenset({TourState.IN_REVIEW, TourState.ARCHIVED}),
        TourState.IN_REVIEW: frozenset({TourState.PUBLISHED, TourState.DRAFT, TourState.ARCHIVED}),
        TourState.PUBLISHED: frozenset({TourState.ARCHIVED}),
        TourState.ARCHIVED: frozenset(),
    }
)

NEXT_VERSION: Final[Mapping[VersionState, frozenset[VersionState]]] = MappingProxyType(
    {
        VersionState.DRAFT: frozenset({VersionState.IN_REVIEW, VersionState.KEPT}),
        VersionState.IN_REVIEW: frozenset({VersionState.PUBLISHED, VersionState.DRAFT}),
        VersionState.PUBLISHED: frozenset({VersionState.REPLACED}),
        VersionState.REPLACED: frozenset(),
        VersionState.KEPT: frozenset(),
    }
)

HOTSPOT_WORDS: Final[Mapping[HotspotKind, str]] = MappingProxyType(
    {
        HotspotKind.INFO: N_("Kể chuyện"),
        HotspotKind.PHOTO: N_("Ảnh tư liệu"),
        HotspotKind.AREA: N_("Vùng"),
        HotspotKind.THEN: N_("Xưa và nay"),
        HotspotKind.SOUND: N_("Âm thanh"),
        HotspotKind.DOOR: N_("Lối đi"),
        HotspotKind.PRODUCT: N_("Món hàng"),
        HotspotKind.SHOP: N_("Gian hàng"),
    }
)

CLAIM_WORDS: Final[Mapping[ClaimKind, str]] = MappingProxyType(
    {
        ClaimKind.DOCUMENT: N_("Tài liệu"),
        ClaimKind.STELE: N_("Bia"),
        ClaimKind.DECREE: N_("Sắc phong"),
        ClaimKind.ORAL: N_("Lời kể"),
        ClaimKind.LEGEND: N_("Truyền thuyết"),
    }
)

THEME_WORDS: Final[Mapping[SiteTheme, str]] = MappingProxyType(
    {
        SiteTheme.HISTORY: N_("Lịch sử"),
        SiteTheme.CULTURE: N_("Văn hóa"),
        SiteTheme.REVOLUTION: N_("Cách mạng"),
    }
)


# What says something of history: its sentence is a claim, with kind and source.
TELLING: Final = frozenset({HotspotKind.INFO, HotspotKind.PHOTO, HotspotKind.AREA, HotspotKind.THEN})

# What is nothing without a picture of its own.
SHOWING: Final = frozenset({HotspotKind.PHOTO, HotspotKind.THEN})


def is_written(kind: ClaimKind) -> bool:
    """Whether a claim of this kind rests on something written, rather than on what is told."""
    return kind in (ClaimKind.DOCUMENT, ClaimKind.STELE, ClaimKind.DECREE)
