"""What a mistake is, and what is known of pictures beside the tour's document."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from marketplace.tours.content import SceneContent, Words


@dataclass(frozen=True)
class PictureFacts:
    """What was measured of a picture: mean luminance of 255, and how the camera leaned (degrees).

    `pitch` and `roll` are the camera's word; `leans` (pitch, roll) is what pillars and walls in the picture make one think.
    """

    light: float | None = None
    pitch: float = 0.0
    roll: float = 0.0
    leans: tuple[float, float] | None = None


@dataclass(frozen=True)
class DocumentWords:
    """What is said of a document picture: what it shows, and whether its author and licence are known."""

    alt: Words
    is_credited: bool = True


@dataclass(frozen=True)
class Mistake:
    """One mistake: which kind, where (scene's slug, pin's number, the walk's stop from 1, or the editor's tab), the sentence and its facts."""

    kind: str
    sentence: str
    stops: bool
    scene: str = ""
    pin: int = 0
    tab: str = ""
    stop: int = 0
    facts: Mapping[str, str] = field(default_factory=dict)
    mend: Mapping[str, Any] | None = None


def write(*names: str) -> dict[str, Any]:
    """The fields of the thing itself are offered, to be written in."""
    return {"do": "write", "names": list(names)}


def name(scene: SceneContent) -> str:
    return scene.title.vi or scene.slug


def named(scene: SceneContent) -> dict[str, str]:
    return {"scene": name(scene)}
