"""What a tour may become, and the kinds of things in it.

tour    draft ⇄ in_review → published → archived;  anything unpublished → archived
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


class HotspotKind(StrEnum):
    """What a pin in a scene is: a story, a way to the next scene, or living goods."""

    INFO = "info"
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


def is_written(kind: ClaimKind) -> bool:
    """Whether a claim of this kind rests on something written, rather than on what is told."""
    return kind in (ClaimKind.DOCUMENT, ClaimKind.STELE, ClaimKind.DECREE)
