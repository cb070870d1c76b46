"""The parts of a tour's document. Angles are degrees, fractions go from 0 to 1, times are seconds."""

from dataclasses import dataclass
from typing import Final

from marketplace.tours.states import ClaimKind, HotspotKind

# Degrees by which a scene's horizon is turned at most: a camera that says more was held to the ground or the sky.
MOST_LEVEL: Final = 45.0


@dataclass(frozen=True)
class Words:
    """A text in both languages; an empty one is missing."""

    vi: str = ""
    en: str = ""


@dataclass(frozen=True, kw_only=True)
class ClaimContent:
    """How a sentence is known, and from where."""

    kind: ClaimKind = ClaimKind.DOCUMENT
    source_title: str = ""
    source_title_en: str = ""
    source_url: str = ""
    needs_review: bool = False


@dataclass(frozen=True)
class Corner:
    """One corner of an area, or of a picture laid on the view."""

    yaw: float
    pitch: float


@dataclass(frozen=True, kw_only=True)
class PinContent:
    """A pin. `to` is a scene's slug; `arrive_yaw` None: the next scene's own start view.

    `pictures` and `sound` are keys of the media room. `corners` go round an area; a picture of then has four, from its
    upper left clockwise. `year` is when a picture of then was taken, as people write it, or UNKNOWN_YEAR.
    `is_from_there`: the sound is heard from where the pin stands. `captions` are WebVTT of what is spoken.
    """

    number: int
    kind: HotspotKind
    yaw: float
    pitch: float
    label: Words = Words()
    text: Words = Words()
    to: str = ""
    arrive_yaw: float | None = None
    product: str = ""
    shop: str = ""
    is_demo: bool = False
    claim: ClaimContent | None = None
    pictures: tuple[str, ...] = ()
    sound: str = ""
    is_from_there: bool = False
    captions: Words = Words()
    corners: tuple[Corner, ...] = ()
    year: str = ""


@dataclass(frozen=True, kw_only=True)
class SceneContent:
    """A standpoint: its picture, how one first looks, what stands in it. `alt` says what the picture shows.

    `level_pitch` and `level_roll` turn the sphere until its horizon is level, `turn` then about its upright axis to the right:
    a retaken picture stands as the one before it, and no pin, link or plaque has to move. A scene of a film has `video`, the film's
    key; its panorama is then a still of it, `captions` are WebVTT, and `claim` says how what it tells is known, if it tells history. `north` is the compass bearing of yaw 0; None:
    nobody knows.
    """

    slug: str
    panorama: str
    title: Words = Words()
    alt: Words = Words()
    yaw: float = 0.0
    pitch: float = 0.0
    hfov: float = 100.0
    north: float | None = None
    level_pitch: float = 0.0
    level_roll: float = 0.0
    turn: float = 0.0
    video: str = ""
    captions: Words = Words()
    claim: ClaimContent | None = None
    pins: tuple[PinContent, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StopContent:
    """One stop of the narrated walk: where one looks, what is told, and the key of its sound in each language.

    Without a sound the stop stays for `seconds`, or for as long as its text takes to read when that is 0.
    `captions` are WebVTT; without them the text's own sentences are shown.
    """

    scene: str
    yaw: float = 0.0
    pitch: float = 0.0
    hfov: float = 100.0
    text: Words = Words()
    sound: Words = Words()
    captions: Words = Words()
    seconds: float = 0.0
    claim: ClaimContent | None = None


@dataclass(frozen=True)
class PlanPoint:
    """Where a scene lies on the drawing, from its upper left."""

    scene: str
    x: float
    y: float


@dataclass(frozen=True, kw_only=True)
class PlanContent:
    """A drawing of the place, by the key of its picture, with scenes pinned to it."""

    picture: str
    points: tuple[PlanPoint, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TourContent:
    """A whole tour. `walk` is the narrated way through it."""

    title: Words = Words()
    note: Words = Words()
    credit: Words = Words()
    author: str = ""
    licence: str = ""
    licence_url: str = ""
    graph_licence: str = ""
    graph_licence_url: str = ""
    start: str = ""
    scenes: tuple[SceneContent, ...] = ()
    walk: tuple[StopContent, ...] = ()
    plan: PlanContent | None = None

    def scene(self, slug: str) -> SceneContent | None:
        """The scene of this name."""
        return next((scene for scene in self.scenes if scene.slug == slug), None)
