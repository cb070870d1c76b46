"""The pixels of a stranger's 360° picture, read so that the largest fit into a small memory.

A large JPEG is kept as it was written: light at its full size, colour at half of it. That is half of what the same
pixels take as red, green and blue (Pillow keeps four bytes of each), and the tiles are written so again anyway.
Sizes are pixels. Used only inside the limited child (marketplace.media.pano_child).
"""

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, cast

from PIL import Image, ImageCms

from marketplace.errors import BadInput
from marketplace.media import large_webp
from marketplace.money import write_number
from marketplace.text import N_

WIDEST: Final = 16384
# Measured: with a tenth more Pillow's decoder runs into the child's limit of memory. Wider ones are ffmpeg's.
WIDEST_WEBP: Final = 10_000
MOST_BYTES: Final = 60_000_000
FORMATS: Final = ("JPEG", "PNG", "WEBP")
# From so many pixels on the planes are worth being read one after the other: it takes a third more of the processor.
LARGE: Final = 20_000_000
LANCZOS: Final = Image.Resampling.LANCZOS
Size = tuple[int, int]
Edges = tuple[int, int, int, int]
# All that a torn or made-up file brings out of a decoder.
BROKEN: Final = (
    OSError, ValueError, SyntaxError, EOFError, MemoryError, LookupError, TypeError, RuntimeError, ArithmeticError,
    struct.error, zlib.error,
)  # fmt: skip


class PanoramaRefused(BadInput):
    """The file is no 360° picture we can cut."""

    status = 415
    sentence = N_("Ảnh 360° này không đọc được. Xin xuất lại từ máy ảnh 360° dạng JPEG, PNG hoặc WebP.")


class NotTwoToOne(PanoramaRefused):
    """A full turn is exactly twice as wide as high; this is not."""

    sentence = N_(
        "Ảnh %(width)s × %(height)s điểm không phải ảnh 360° trọn vòng: chiều ngang phải gấp đôi chiều cao. "
        "Xin xuất lại từ máy ảnh 360° ở dạng “equirectangular”."
    )


class PanoramaTooWide(PanoramaRefused):
    """More pixels than are ever shown."""

    sentence = N_("Ảnh 360° lớn quá. Xin thu nhỏ còn ngang nhiều nhất 16.384 điểm, nặng nhất 60 MB, rồi gửi lại.")


class WebpTooLarge(PanoramaRefused):
    """A WebP is only ever decoded whole: for so many pixels there is no memory where there is no ffmpeg."""

    sentence = N_(
        "Ảnh WebP %(width)s × %(height)s điểm lớn quá: dạng WebP ngang nhiều nhất %(most)s điểm. Xin xuất lại dạng JPEG."
    )


class PanoramaTooSmall(PanoramaRefused):
    """Too few pixels: it would have to be enlarged."""

    sentence = N_("Ảnh 360° chỉ rộng %(width)s điểm, phóng lên sẽ mờ. Xin dùng ảnh rộng từ 2.048 điểm.")


@contextmanager
def opened(source: Path) -> Iterator[Image.Image]:
    """The picture, its header read and nothing decoded. What cannot be read is refused, now or later."""
    if source.stat().st_size > MOST_BYTES:
        raise PanoramaTooWide(width=0)
    try:
        with warnings.catch_warnings():
            # Our own limit of pixels is lower than the one at which Pillow gives up, and higher than where it warns. It
            # warns of torn notes too.
            warnings.simplefilter("ignore")
            picture = Image.open(source, formats=FORMATS)
    except Image.DecompressionBombError:
        raise PanoramaTooWide(width=0) from None
    except BROKEN:
        raise PanoramaRefused from None
    with picture:
        if _is_large_webp(picture) and large_webp.tool() is None:
            width, height = picture.size
            raise WebpTooLarge(width=width, height=height, most=write_number(WIDEST_WEBP))
        yield picture


def _is_large_webp(picture: Image.Image) -> bool:
    return picture.format == "WEBP" and picture.width * picture.height > WIDEST_WEBP * WIDEST_WEBP // 2


# What a camera that was held otherwise writes into EXIF, and how its picture is turned upright (as Pillow's ImageOps).
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip
_ORIENTATION: Final = 0x0112


def turn_of(picture: Image.Image) -> Image.Transpose | None:
    """How the pixels are to be turned until the picture is upright; None when they are."""
    written = picture.info.get("exif")
    return _UPRIGHT.get(orientation_in(written) or 1) if isinstance(written, bytes) else None


def orientation_in(written: bytes) -> int | None:
    """How the camera was held (2 to 8, EXIF 2.3 tag 0x0112); None when upright, or when these notes cannot be read."""
    exif = Image.Exif()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exif.load(written)
            told = exif.get(_ORIENTATION)
    except BROKEN:
        return None
    return told if isinstance(told, int) and told in _UPRIGHT else None


def size_of(picture: Image.Image) -> Size:
    """Width and height of the picture when it is upright."""
    return _turned(picture.size, turn_of(picture))


def _turned(size: Size, turn: Image.Transpose | None) -> Size:
    """The size after that turn, or before it: both are the same exchange of sides."""
    lying = (
        Image.Transpose.TRANSPOSE,
        Image.Transpose.TRANSVERSE,
        Image.Transpose.ROTATE_90,
        Image.Transpose.ROTATE_270,
    )
    return (size[1], size[0]) if turn in lying else size


class Pixels(Protocol):
    """A decoded picture that gives its parts as sRGB."""

    @property
    def size(self) -> Size: ...

    def crop(self, edges: Edges) -> Image.Image: ...

    def mean_colour(self) -> tuple[int, int, int]: ...


def pixels_of(source: Path, size: Size) -> Image.Image:
    """The pixels at this size as one sRGB picture, and nothing else of the file."""
    pixels = _whole(source, size)
    return _converted(pixels.picture, pixels.to_srgb)


def parts_of(source: Path, size: Size) -> Pixels:
    """The pixels at this size, to be taken part by part. Raises PanoramaRefused."""
    return _planes(source, size) or _whole(source, size)


@dataclass(frozen=True)
class _Whole:
    """Red, green and blue of everything."""

    picture: Image.Image
    to_srgb: ImageCms.ImageCmsTransform | None

    @property
    def size(self) -> Size:
        return self.picture.size

    def crop(self, edges: Edges) -> Image.Image:
        return _converted(self.picture.crop(edges), self.to_srgb)

    def mean_colour(self) -> tuple[int, int, int]:
        return _mean_colour(_converted(_one_pixel(self.picture), self.to_srgb))


@dataclass(frozen=True)
class _Planes:
    """Light, and colour (with a light of its own that is not used) at half the size."""

    light: Image.Image
    colour: Image.Image
    to_srgb: ImageCms.ImageCmsTransform | None

    @property
    def size(self) -> Size:
        return self.light.size

    def crop(self, edges: Edges) -> Image.Image:
        left, top, right, bottom = edges
        # Pixels beyond the part take part in its edges, so that tiles fit together without a seam.
        half = (left / 2, top / 2, right / 2, bottom / 2)
        coloured = self.colour.resize((right - left, bottom - top), Image.Resampling.BICUBIC, box=half)
        _, blue, red = coloured.split()
        together = Image.merge("YCbCr", (self.light.crop(edges), blue, red)).convert("RGB")
        return _converted(together, self.to_srgb)

    def mean_colour(self) -> tuple[int, int, int]:
        return _mean_colour(_converted(_one_pixel(self.colour).convert("RGB"), self.to_srgb))


def _whole(source: Path, size: Size) -> _Whole:
    with opened(source) as picture:
        turn = turn_of(picture)
        try:
            if _is_large_webp(picture):
                return _large_webp(source, size, turn, picture.info.get("icc_profile"))
            # A JPEG halves itself while it is decoded: two thirds of time and memory saved.
            lying = _turned(size, turn)
            picture.draft("RGB", lying)
            picture.load()
            plain = _plain(picture)
            to_srgb = _srgb_transform(picture.info.get("icc_profile")) if picture.mode not in _DEEP else None
            plain.info = {}
            fitting = _fitted(plain, lying)
            if turn is not None:
                fitting = fitting.transpose(turn)
        except InterruptedError:
            raise  # The machine's doing, and not the picture's.
        except BROKEN:
            raise PanoramaRefused from None
    return _Whole(fitting, to_srgb)


def _large_webp(source: Path, size: Size, turn: Image.Transpose | None, profile: bytes | None) -> _Whole:
    picture = large_webp.decoded(source, _turned(size, turn))
    return _Whole(picture if turn is None else picture.transpose(turn), _srgb_transform(profile))


# 16 bits of grey, as Pillow calls them.
_DEEP: Final = ("I", "I;16", "I;16B", "I;16L", "I;16N")
# So many rows are made shallow at once: of the whole picture, four bytes a pixel would be half a gigabyte.
_ROWS: Final = 256


def _plain(picture: Image.Image) -> Image.Image:
    """The picture as red, green and blue. 16 bits of grey are scaled: convert() cuts them off, and all is white."""
    if picture.mode == "RGB":
        return picture
    if picture.mode not in _DEEP:
        return picture.convert("RGB")
    grey = Image.new("L", picture.size)
    for top in range(0, picture.height, _ROWS):
        rows = picture.crop((0, top, picture.width, min(top + _ROWS, picture.height)))
        grey.paste(rows.convert("I").point(lambda value: value * (1 / 257)).convert("L"), (0, top))
    return grey.convert("RGB")


def _planes(source: Path, size: Size) -> _Planes | None:
    """A large JPEG's own planes; None for others: grey, CMYK, plain red, green and blue, an odd size."""
    width, height = size
    if width % 2 or height % 2:
        return None
    with opened(source) as picture:
        if picture.format != "JPEG" or picture.mode != "RGB" or picture.info.get("adobe_transform", 1) != 1:
            return None
        if turn_of(picture) is not None:
            return None
        if _decoded(picture.size, size) < LARGE:
            return None
        to_srgb = _srgb_transform(picture.info.get("icc_profile"))
    light = _plane(source, "L", size)
    colour = light and _plane(source, "YCbCr", (width // 2, height // 2))
    return _Planes(light, colour, to_srgb) if light and colour else None


def _decoded(of: Size, wanted: Size) -> int:
    """How many pixels a JPEG is decoded to: it halves itself, three times at most, while it stays large enough."""
    halved = max(by for by in (1, 2, 4, 8) if by == 1 or (of[0] >= wanted[0] * by and of[1] >= wanted[1] * by))
    return of[0] * of[1] // halved**2


def _plane(source: Path, mode: str, size: Size) -> Image.Image | None:
    with opened(source) as picture:
        try:
            picture.draft(mode, size)
            picture.load()
            if picture.mode != mode:
                return None
            picture.info = {}
            return _fitted(picture, size)
        except BROKEN:
            return None  # Whether the picture can be read at all is seen when it is read whole.


def _fitted(picture: Image.Image, size: Size) -> Image.Image:
    """The picture at this size; no copy where none is needed: at 8192 pixels each one is 134 MB."""
    return picture if picture.size == size else picture.resize(size, LANCZOS, reducing_gap=3.0)


def _srgb_transform(profile: bytes | None) -> ImageCms.ImageCmsTransform | None:
    if not profile:
        return None
    try:
        known = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.buildTransform(known, ImageCms.createProfile("sRGB"), "RGB", "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None  # A profile that cannot be read only costs a shade of colour.


def _converted(picture: Image.Image, to_srgb: ImageCms.ImageCmsTransform | None) -> Image.Image:
    if to_srgb is not None:
        ImageCms.applyTransform(picture, to_srgb, inPlace=True)
    return picture


def _one_pixel(picture: Image.Image) -> Image.Image:
    return picture.resize((1, 1), Image.Resampling.BOX, reducing_gap=2.0)


def _mean_colour(pixel: Image.Image) -> tuple[int, int, int]:
    return cast("tuple[int, int, int]", pixel.getpixel((0, 0)))
