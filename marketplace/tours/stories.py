"""What a story holds: paragraphs, each a sourced claim or the village's own words, with photos.

Pure: read from and written to the JSON of a version. A paragraph without a `kind` is the village's own words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from marketplace.tours.states import ClaimKind

MOST_PARTS: Final = 60


@dataclass(frozen=True, kw_only=True)
class StoryPart:
    """One paragraph. A claim names its kind and source; `picture` is the key of a photo that stands above it."""

    text: str
    text_en: str = ""
    kind: ClaimKind | None = None
    source_title: str = ""
    source_title_en: str = ""
    source_url: str = ""
    needs_review: bool = False
    picture: str = ""


@dataclass(frozen=True, kw_only=True)
class StoryContent:
    """A whole story."""

    title: str
    title_en: str = ""
    lead: str = ""
    lead_en: str = ""
    parts: Sequence[StoryPart] = field(default_factory=tuple)


def read_story(told: Mapping[str, Any]) -> StoryContent:
    """The story a version keeps."""
    parts = tuple(
        StoryPart(**{**part, "kind": ClaimKind(part["kind"]) if part["kind"] else None}) for part in told["parts"]
    )
    return StoryContent(**{**told, "parts": parts})


def write_story(content: StoryContent) -> dict[str, Any]:
    """The story as a version keeps it."""
    told = asdict(content)
    told["parts"] = [asdict(part) for part in content.parts]
    return told
