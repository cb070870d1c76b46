"""What kind of picture is this: a whole turn, a part of one, an ordinary photo? With reasons a person understands.

The camera's own word comes first. Without it the picture must look like a sphere: its left edge goes on at its right
edge, and its lowest row, which is one point of the sphere, hardly changes. Both rules were measured on 50 pictures;
nothing is refused by them, the curator is asked.
"""

import statistics
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, cast

from PIL import Image, ImageChops, ImageStat

from marketplace.media.gpano import GPano, Placing, place, turned_by
from marketplace.media.uprights import Lean, lean_of
from marketplace.text import N_

# A small copy tells enough.
LOOKED_AT: Final = (1024, 512)
MOST_SEAM: Final = 2.2
MOST_POLE: Final = 0.45
TWO_TO_ONE: Final = (1.99, 2.01)
# Of 255, on average: a picture taken in a cellar without light.
TOO_DARK: Final = 36.0
# Outside a lens's round picture there is nothing: at most so light, of 255, and hardly any change.
OUTSIDE_LENS: Final = (20.0, 10.0)
# Degrees of tilt that one sees.
TILTED: Final = 1.0


class Kind(StrEnum):
    """What a picture is taken for."""

    FULL = "full"
    PARTIAL = "partial"
    ORDINARY = "ordinary"
    # It may be a whole turn: the curator looks at the seam and says.
    UNSURE = "unsure"


@dataclass(frozen=True, kw_only=True)
class Look:
    """What was seen. `reasons` and `warnings` are Vietnamese sentences, translated where they are shown.

    `north` is the compass bearing of the middle, `view` the camera's start view (yaw, pitch, hfov); angles in degrees. `light` is the mean luminance, of 255.
    `pitch` and `roll` are what the camera wrote of its pose; where it wrote nothing, `leans` is what upright things tell of it.
    """

    kind: Kind
    reasons: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    placing: Placing | None = None
    north: float | None = None
    pitch: float = 0.0
    roll: float = 0.0
    leans: Lean | None = None
    view: tuple[float, float, float | None] | None = None
    seam: float = field(default=0.0)
    pole: float = field(default=0.0)
    light: float = field(default=128.0)


def look_at(picture: Image.Image, *, width: int, height: int, gpano: GPano | None) -> Look:
    """What this picture of `width` × `height` pixels is. `picture` may be a smaller copy of it."""
    small = picture.convert("RGB").resize(LOOKED_AT, Image.Resampling.BOX)
    seam, pole = seam_of(small), pole_of(small)
    light = ImageStat.Stat(small.convert("L")).mean[0]
    warnings = [_DARK] if light < TOO_DARK else []
    placing = place(gpano, width, height) if gpano and gpano.is_equirectangular else None
    if gpano and gpano.is_equirectangular and placing is None and gpano.cropped_width:
        warnings.append(_STALE)
    tilt = (gpano.pitch or 0.0, gpano.roll or 0.0) if gpano else (0.0, 0.0)
    if max(abs(angle) for angle in tilt) >= TILTED:
        warnings.append(_TILTED)
    turned = turned_by(gpano, placing, width) if gpano and placing else 0.0
    if turned:
        # Tilted about other axes than the camera's: it is levelled by hand.
        tilt = (0.0, 0.0)
    kind, reason = _kind(width / height, seam=seam, pole=pole, placing=placing, size=(width, height))
    if placing is None and kind is not Kind.ORDINARY and is_two_circles(small):
        # Dark all around, such a picture has neither a seam nor a pole that one could see.
        kind, reason = Kind.ORDINARY, _TWO_CIRCLES
    # A phone writes a pose of nothing, however it was held: the picture is asked then too.
    is_whole = kind in (Kind.FULL, Kind.UNSURE) and TWO_TO_ONE[0] <= width / height <= TWO_TO_ONE[1]
    leans = lean_of(small) if is_whole and tilt == (0.0, 0.0) and not turned else None
    if leans is not None:
        warnings.append(LEANS)
    return Look(
        kind=kind,
        reasons=(reason,),
        warnings=tuple(warnings),
        placing=placing,
        north=round((gpano.heading + turned) % 360, 1) if gpano and gpano.heading is not None else None,
        pitch=tilt[0],
        roll=tilt[1],
        leans=leans,
        view=_start_view(gpano, turned) or (_middle(placing, width, height) if kind is Kind.PARTIAL else None),
        seam=seam,
        pole=pole,
        light=round(light, 1),
    )


_BY_CAMERA: Final = N_("Máy ảnh ghi trong tệp: đây là ảnh 360° trọn vòng.")
_PART_BY_CAMERA: Final = N_("Máy ảnh ghi trong tệp: đây là một phần của vòng 360°.")
_BY_LOOKS: Final = N_("Hai mép trái phải nối liền nhau, chân ảnh tụ về một điểm: đây là ảnh 360° trọn vòng.")
_NO_SEAM: Final = N_(
    "Khổ ảnh là khổ 360°, nhưng hai mép không nối liền hoặc chân ảnh không tụ về một điểm. Xin xem mép nối rồi cho biết."
)
_WIDE: Final = N_("Ảnh rất rộng: có thể là ảnh 360° đã cắt bớt trên dưới. Xin cho biết ảnh có trọn một vòng không.")
_PLAIN: Final = N_("Khổ ảnh là khổ ảnh thường, không phải 360°. Dùng làm ảnh minh họa hay ảnh xưa thì được.")
_DARK: Final = N_("Ảnh tối. Xin chụp lại khi đủ sáng, hoặc chỉnh sáng trước khi đăng.")
_TWO_CIRCLES: Final = N_(
    "Ảnh còn ở dạng thô của máy 360°: hai vòng tròn chưa ghép. Xin xuất lại từ ứng dụng của máy ở dạng “equirectangular”."
)
_STALE: Final = N_("Kích thước máy ảnh ghi trong tệp không khớp với ảnh, nên chợ không theo.")
_TILTED: Final = N_("Máy ảnh đặt nghiêng: xin kéo cho đường chân trời nằm ngang.")
LEANS: Final = N_("Cột, tường trong ảnh trông nghiêng, có lẽ máy ảnh đặt nghiêng: xin xem lại và kéo cho thẳng.")


def _kind(
    ratio: float, *, seam: float, pole: float, placing: Placing | None, size: tuple[int, int]
) -> tuple[Kind, str]:
    if placing is not None:
        return (Kind.FULL, _BY_CAMERA) if placing.is_full(*size) else (Kind.PARTIAL, _PART_BY_CAMERA)
    if TWO_TO_ONE[0] <= ratio <= TWO_TO_ONE[1]:
        return (Kind.FULL, _BY_LOOKS) if seam <= MOST_SEAM and pole <= MOST_POLE else (Kind.UNSURE, _NO_SEAM)
    return (Kind.UNSURE, _WIDE) if ratio > TWO_TO_ONE[1] else (Kind.ORDINARY, _PLAIN)


def _start_view(gpano: GPano | None, turned: float) -> tuple[float, float, float | None] | None:
    if gpano is None or gpano.view_heading is None:
        return None
    # Clockwise from north, as is the picture's own middle; where that is not known, from the middle itself.
    yaw = (gpano.view_heading - (gpano.heading or 0.0) - turned + 180) % 360 - 180
    pitch = max(-90.0, min(90.0, gpano.view_pitch or 0.0))
    hfov = gpano.view_hfov if gpano.view_hfov is not None and 30 <= gpano.view_hfov <= 120 else None
    return yaw, pitch, hfov


def _middle(placing: Placing | None, width: int, height: int) -> tuple[float, float, None] | None:
    """The middle of a part: elsewhere there may be nothing to see."""
    if placing is None:
        return None
    yaw = 360 * (placing.left + width / 2) / placing.full_width - 180
    pitch = 90 - 180 * (placing.top + height / 2) / placing.full_height
    return round(yaw, 1), round(pitch, 1), None


def seam_of(small: Image.Image) -> float:
    """How much left and right edge differ, against the median difference of neighbouring columns; 1 is no seam.

    Poles are left out: the sphere is drawn wide there.
    """
    across, down = small.size
    middle = small.crop((0, down // 10, across, down - down // 10))
    # Column n of the difference holds |column n - column n-1|; column 0 is the seam.
    steps = _means(ImageChops.difference(middle, ImageChops.offset(middle, 1, 0)), (across, 1))
    usual = statistics.median(steps[1:])
    return steps[0] / max(usual, 0.05)


def pole_of(small: Image.Image) -> float:
    """How much the lowest row changes along its way, against the middle row; near 0 on a sphere."""
    across, down = small.size
    steps = ImageChops.difference(small, ImageChops.offset(small, 1, 0)).crop((1, 0, across, down))
    rows = _means(steps, (1, down))
    return rows[-1] / max(rows[down // 2], 0.05)


def is_two_circles(small: Image.Image) -> bool:
    """Whether it is what two lenses see, side by side and not yet joined: dark corners around two round pictures."""
    grey = small.convert("L")
    across, down = grey.size
    lens, corner = across // 2, down // 14
    corners = [
        grey.crop((x, y, x + corner, y + corner))
        for half in (0, lens)
        for x in (half, half + lens - corner)
        for y in (0, down - corner)
    ]
    inside = [grey.crop((half + lens // 4, down // 4, half + lens * 3 // 4, down * 3 // 4)) for half in (0, lens)]
    dark, flat = OUTSIDE_LENS
    return (
        all(ImageStat.Stat(part).mean[0] <= dark and ImageStat.Stat(part).stddev[0] <= flat for part in corners)
        and min(ImageStat.Stat(part).mean[0] for part in inside) > 2 * dark
    )


def _means(picture: Image.Image, size: tuple[int, int]) -> list[float]:
    """The mean of the three colours, averaged to this size with fractions kept."""
    bands = (band.convert("F").resize(size, Image.Resampling.BOX) for band in picture.split())
    colours = [cast("tuple[float, ...]", band.get_flattened_data()) for band in bands]
    return [sum(triple) / 3 for triple in zip(*colours, strict=True)]
