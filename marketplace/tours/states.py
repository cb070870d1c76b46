"""What a tour may become, and the kinds of things in it.

tour     draft ⇄ in_review → published ⇄ archived;  draft ⇄ archived;  in_review → archived
version  draft ⇄ in_review → published → replaced;  draft → kept       (of a tour or of a story)
claim    waiting ⇄ sent_back;  waiting → shown → replaced;  anything that is open → withdrawn
site     draft ⇄ shown
route    draft ⇄ published
correction  new → accepted → done;  new → declined
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
    """How we know a sentence of history. UNSAID: nobody has chosen yet, which stops a tour from being signed."""

    UNSAID = "unsaid"
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


class ClaimState(StrEnum):
    """Where a sentence of history is. Only what is shown is seen by visitors, and only a reviewer makes it so."""

    WAITING = "waiting"
    SENT_BACK = "sent_back"
    SHOWN = "shown"
    # A signed sentence has taken its place.
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class SiteState(StrEnum):
    """Whether visitors see a site. Only a reviewer shows one, and never his or her own."""

    DRAFT = "draft"
    SHOWN = "shown"


class RouteState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"


class CorrectionState(StrEnum):
    """What became of a visitor's word that something is wrong."""

    NEW = "new"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"


class Calendar(StrEnum):
    """By which calendar a festival is kept. Unknown: its source does not say."""

    LUNAR = "lunar"
    SOLAR = "solar"
    UNKNOWN = "unknown"


NEXT: Final[Mapping[TourState, frozenset[TourState]]] = MappingProxyType(
    {
        TourState.DRAFT: frozenset({TourState.IN_REVIEW, TourState.ARCHIVED}),
        TourState.IN_REVIEW: frozenset({TourState.PUBLISHED, TourState.DRAFT, TourState.ARCHIVED}),
        TourState.PUBLISHED: frozenset({TourState.ARCHIVED}),
        TourState.ARCHIVED: frozenset({TourState.DRAFT, TourState.PUBLISHED}),
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

NEXT_CLAIM: Final[Mapping[ClaimState, frozenset[ClaimState]]] = MappingProxyType(
    {
        ClaimState.WAITING: frozenset({ClaimState.SHOWN, ClaimState.SENT_BACK, ClaimState.WITHDRAWN}),
        ClaimState.SENT_BACK: frozenset({ClaimState.WAITING, ClaimState.WITHDRAWN}),
        ClaimState.SHOWN: frozenset({ClaimState.REPLACED, ClaimState.WITHDRAWN}),
        ClaimState.REPLACED: frozenset(),
        ClaimState.WITHDRAWN: frozenset(),
    }
)

NEXT_SITE: Final[Mapping[SiteState, frozenset[SiteState]]] = MappingProxyType(
    {SiteState.DRAFT: frozenset({SiteState.SHOWN}), SiteState.SHOWN: frozenset({SiteState.DRAFT})}
)

NEXT_ROUTE: Final[Mapping[RouteState, frozenset[RouteState]]] = MappingProxyType(
    {
        RouteState.DRAFT: frozenset({RouteState.PUBLISHED}),
        RouteState.PUBLISHED: frozenset({RouteState.DRAFT}),
    }
)

NEXT_CORRECTION: Final[Mapping[CorrectionState, frozenset[CorrectionState]]] = MappingProxyType(
    {
        CorrectionState.NEW: frozenset({CorrectionState.ACCEPTED, CorrectionState.DECLINED}),
        CorrectionState.ACCEPTED: frozenset({CorrectionState.DONE}),
        CorrectionState.DECLINED: frozenset(),
        CorrectionState.DONE: frozenset(),
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
        ClaimKind.UNSAID: N_("Chưa chọn"),
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

NATURE_WORDS: Final[Mapping[SiteNature, str]] = MappingProxyType(
    {
        SiteNature.OURS: N_("Nơi có thật, trong làng hoặc quanh làng"),
        SiteNature.ELSEWHERE: N_("Mẫu ở nơi khác – không phải di tích của làng"),
        SiteNature.MODELLED: N_("Hình dựng, không phải ảnh thật"),
    }
)

CLAIM_STATE_WORDS: Final[Mapping[ClaimState, str]] = MappingProxyType(
    {
        ClaimState.WAITING: N_("Chờ duyệt"),
        ClaimState.SENT_BACK: N_("Cần sửa"),
        ClaimState.SHOWN: N_("Khách đang đọc"),
        ClaimState.REPLACED: N_("Đã thay"),
        ClaimState.WITHDRAWN: N_("Đã rút"),
    }
)

CORRECTION_WORDS: Final[Mapping[CorrectionState, str]] = MappingProxyType(
    {
        CorrectionState.NEW: N_("Mới"),
        CorrectionState.ACCEPTED: N_("Nhận, đang sửa"),
        CorrectionState.DECLINED: N_("Không nhận"),
        CorrectionState.DONE: N_("Đã sửa"),
    }
)


# What says something of history: its sentence is a claim, with kind and source.
TELLING: Final = frozenset({HotspotKind.INFO, HotspotKind.PHOTO, HotspotKind.AREA, HotspotKind.THEN})

# What is nothing without a picture of its own.
SHOWING: Final = frozenset({HotspotKind.PHOTO, HotspotKind.THEN})


def is_written(kind: ClaimKind) -> bool:
    """Whether a claim of this kind rests on something written, rather than on what is told."""
    return kind in (ClaimKind.DOCUMENT, ClaimKind.STELE, ClaimKind.DECREE)


class TourFileKind(StrEnum):
    """A file with a tour in it: brought by a curator, or made for one."""

    IMPORT = "import"
    # Our own archive: originals without the camera's notes, or as they are.
    ARCHIVE = "archive"
    WHOLE_ARCHIVE = "whole_archive"
    # Pages, viewer and pictures that run on any web server.
    COPY = "copy"


class TourFileState(StrEnum):
    """coming → waiting → done → dropped;  coming | waiting → refused | dropped. Waiting: a job is at it, or will be."""

    COMING = "coming"
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    DROPPED = "dropped"


NEXT_OF_FILE: Final[Mapping[TourFileState, frozenset[TourFileState]]] = MappingProxyType(
    {
        TourFileState.COMING: frozenset({TourFileState.WAITING, TourFileState.REFUSED, TourFileState.DROPPED}),
        TourFileState.WAITING: frozenset({TourFileState.DONE, TourFileState.REFUSED, TourFileState.DROPPED}),
        TourFileState.DONE: frozenset({TourFileState.DROPPED}),
        TourFileState.REFUSED: frozenset({TourFileState.DROPPED}),
        TourFileState.DROPPED: frozenset(),
    }
)
