"""What a camera wrote about its 360° picture: Google's GPano, read out of the file's XMP with the standard library.

Sizes are pixels, angles degrees. Source: https://developers.google.com/streetview/spherical-metadata
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from xml.etree import ElementTree

NAMESPACE: Final = "{http://ns.google.com/photos/1.0/panorama/}"
LARGEST_XMP: Final = 256 * 1024
# A picture that was scaled after it was stitched keeps the old sizes; both sides must say the same scale.
SAME_SCALE: Final = 0.01
_NUMBER: Final = re.compile(r"[+-]?\d{1,7}(\.\d{1,12})?")
_BAD_XML: Final = re.compile(r"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class GPano:
    """The fields as they were written. What is missing or no number is None."""

    projection: str
    full_width: float | None = None
    full_height: float | None = None
    cropped_width: float | None = None
    cropped_height: float | None = None
    left: float | None = None
    top: float | None = None
    # Compass bearing of the picture's middle; how far the camera was tilted and turned.
    heading: float | None = None
    pitch: float | None = None
    roll: float | None = None
    # Where to look first: a compass bearing too, above the horizon, and how wide.
    view_heading: float | None = None
    view_pitch: float | None = None
    view_hfov: float | None = None

    @property
    def is_equirectangular(self) -> bool:
        """Whether the picture is laid out as longitude and latitude."""
        return self.projection.strip().lower() == "equirectangular"


@dataclass(frozen=True)
class Placing:
    """Where the picture lies on the whole sphere, in pixels of the picture as it is."""

    full_width: int
    full_height: int
    left: int
    top: int

    def is_full(self, width: int, height: int) -> bool:
        """Whether a picture of this size is the whole sphere."""
        return abs(self.full_width - width) <= 2 and abs(self.full_height - height) <= 2


def read_gpano(xmp: bytes) -> GPano | None:
    """The panorama fields of an XMP packet; None when there are none, or it is no XML that we read.

    They are found as attributes and as elements. Entities and document types are refused, and so is a packet of more
    than 256 KB.
    """
    if not xmp or len(xmp) > LARGEST_XMP:
        return None
    try:
        text = xmp.decode("utf-16" if xmp[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig").strip("\x00 \r\n\t")
    except UnicodeDecodeError:
        return None
    if _BAD_XML.search(text):
        return None
    try:
        # Not "xml.etree.fromstring" of bytes: an encoding that is declared must not be believed again.
        root = ElementTree.fromstring(re.sub(r"^<\?xml[^>]*\?>", "", text))  # noqa: S314  # no DTD, no entity: see above
    except (ElementTree.ParseError, ValueError, RecursionError):
        return None
    told = _fields(root)
    if not told:
        return None
    return GPano(
        projection=told.get("ProjectionType", ""),
        full_width=_number(told, "FullPanoWidthPixels"),
        full_height=_number(told, "FullPanoHeightPixels"),
        cropped_width=_number(told, "CroppedAreaImageWidthPixels"),
        cropped_height=_number(told, "CroppedAreaImageHeightPixels"),
        left=_number(told, "CroppedAreaLeftPixels"),
        top=_number(told, "CroppedAreaTopPixels"),
        heading=_number(told, "PoseHeadingDegrees"),
        pitch=_number(told, "PosePitchDegrees"),
        roll=_number(told, "PoseRollDegrees"),
        view_heading=_number(told, "InitialViewHeadingDegrees"),
        view_pitch=_number(told, "InitialViewPitchDegrees"),
        view_hfov=_number(told, "InitialHorizontalFOVDegrees"),
    )


def _fields(root: ElementTree.Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter():
        for name, value in element.attrib.items():
            if name.startswith(NAMESPACE):
                found.setdefault(name.removeprefix(NAMESPACE), value)
        if element.tag.startswith(NAMESPACE) and element.text:
            found.setdefault(element.tag.removeprefix(NAMESPACE), element.text)
    return found


def _number(told: Mapping[str, str], name: str) -> float | None:
    value = told.get(name, "").strip()
    if not _NUMBER.fullmatch(value):
        return None
    number = float(value)
    return number if math.isfinite(number) else None


def place(told: GPano, width: int, height: int) -> Placing | None:
    """Where a picture of this size lies on the sphere. None when the fields do not fit it.

    Sizes of a picture that was scaled later are scaled with it: width / CroppedAreaImageWidthPixels, when the height
    says the same.
    """
    sizes = (told.full_width, told.full_height, told.cropped_width, told.cropped_height)
    if any(size is None or size < 1 for size in sizes):
        return None
    full_width, full_height, cropped_width, cropped_height = (float(size or 0) for size in sizes)
    scale, down = width / cropped_width, height / cropped_height
    if abs(scale / down - 1) > SAME_SCALE:
        return None
    placing = Placing(
        full_width=round(full_width * scale),
        full_height=round(full_height * scale),
        left=round((told.left or 0) * scale),
        top=round((told.top or 0) * scale),
    )
    is_sphere = 1.98 <= placing.full_width / max(1, placing.full_height) <= 2.02
    slack = 2 + placing.full_width // 500
    if 0 <= placing.left < placing.full_width < placing.left + width - slack and width < placing.full_width - slack:
        # It lies over the sphere's own seam, which may be anywhere: the sphere is turned until it does not (turned_by).
        placing = replace(placing, left=(placing.full_width - width) // 2)
    is_inside = (
        placing.left >= 0
        and placing.top >= 0
        and placing.left + width <= placing.full_width + slack
        and placing.top + height <= placing.full_height + slack
    )
    return placing if is_sphere and is_inside else None


def turned_by(told: GPano, placing: Placing, width: int) -> float:
    """How far to the right of the camera's own middle, in degrees, the middle of the sphere is where it was placed."""
    written = (told.left or 0) * width / (told.cropped_width or width)
    degrees = 360 * (written - placing.left) / placing.full_width
    # Less than a pixel or two is rounding.
    return round(degrees, 1) if abs(written - placing.left) > 2 else 0.0
