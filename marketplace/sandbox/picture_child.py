"""Reads the QR codes in one picture. Runs as a program of its own, so that a hostile picture harms nobody.

Picture on standard input; on standard output {"codes": […]} or {"trouble": "not_a_picture" | "too_large"}.
It imports nothing of the market, and starts in a quarter of a second.
"""

import io
import json
import resource
import sys
from typing import Final

import pillow_heif
import zxingcpp
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS: Final = ("JPEG", "PNG", "WEBP", "HEIF")
MOST_PIXELS: Final = 50_000_000
# Larger pictures are made smaller first: finer than this no camera draws a code.
LONGEST_SIDE: Final = 3_000
MEMORY_BYTES: Final = 2 * 1024**3
CPU_SECONDS: Final = 8


def main() -> None:
    """Answer for the picture on standard input."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    sys.stdout.write(json.dumps(answer(sys.stdin.buffer.read())))


def answer(data: bytes) -> dict[str, object]:
    """What the picture holds, or what is the trouble with it."""
    pillow_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None  # counted below, before anything is unpacked
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return {"trouble": "too_large"}
            picture.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
            grey = on_white(ImageOps.exif_transpose(picture))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        return {"trouble": "not_a_picture"}
    grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return {"codes": [code.text for code in found]}


def on_white(picture: Image.Image) -> Image.Image:
    """The picture in grey; what one can see through is white paper, as on a screen."""
    if not picture.has_transparency_data:
        return picture.convert("L")
    seen = picture.convert("RGBA")
    paper = Image.new("RGBA", seen.size, "white")
    return Image.alpha_composite(paper, seen).convert("L")


if __name__ == "__main__":
    main()
