"""What a version of a tour holds: its parts, and the one JSON document they are read from and written to."""

from marketplace.tours.content.addresses import is_web_address
from marketplace.tours.content.document import (
    FORMAT,
    FORMAT_VERSION,
    MOST_BYTES,
    NO_SCENE,
    UNKNOWN_YEAR,
    read_claim,
    read_content,
    read_more,
    read_plan,
    read_text,
    read_walk,
    write_claim,
    write_content,
    write_more,
)  # fmt: skip
from marketplace.tours.content.keys import keys_of
from marketplace.tours.content.leaving_out import keeping_scenes
from marketplace.tours.content.parts import (
    MOST_LEVEL,
    ClaimContent,
    Corner,
    PinContent,
    PlanContent,
    PlanPoint,
    SceneContent,
    StopContent,
    TourContent,
    Words,
)  # fmt: skip

__all__ = [
    "FORMAT",
    "FORMAT_VERSION",
    "MOST_BYTES",
    "MOST_LEVEL",
    "NO_SCENE",
    "UNKNOWN_YEAR",
    "ClaimContent",
    "Corner",
    "PinContent",
    "PlanContent",
    "PlanPoint",
    "SceneContent",
    "StopContent",
    "TourContent",
    "Words",
    "is_web_address",
    "keeping_scenes",
    "keys_of",
    "read_claim",
    "read_content",
    "read_more",
    "read_plan",
    "read_text",
    "read_walk",
    "write_claim",
    "write_content",
    "write_more",
]  # fmt: skip
