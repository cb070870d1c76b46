"""What states and kinds are called on a tour's desk."""

from typing import Any

from flask_babel import gettext

from marketplace.tours.states import CLAIM_WORDS, HOTSPOT_WORDS, TourState, VersionState


def desk_words() -> dict[str, Any]:
    """Words and tones by state, words by kind."""
    return {
        "tour_words": {
            TourState.DRAFT: gettext("đang soạn"),
            TourState.IN_REVIEW: gettext("chờ duyệt"),
            TourState.PUBLISHED: gettext("khách đang xem"),
            TourState.ARCHIVED: gettext("đã cất"),
        },
        "version_words": {
            VersionState.DRAFT: gettext("đang soạn"),
            VersionState.IN_REVIEW: gettext("chờ duyệt"),
            VersionState.PUBLISHED: gettext("khách đang xem"),
            VersionState.REPLACED: gettext("bản trước đây"),
            VersionState.KEPT: gettext("bản lưu"),
        },
        "version_tones": {
            VersionState.DRAFT: "new",
            VersionState.IN_REVIEW: "waiting",
            VersionState.PUBLISHED: "good",
            VersionState.REPLACED: "",
            VersionState.KEPT: "",
        },
        "claim_words": CLAIM_WORDS,
        "hotspot_words": HOTSPOT_WORDS,
    }
