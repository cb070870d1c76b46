"""The limited child that decodes what strangers upload. Web workers never do.

`python -m marketplace.media.child FOLDER` reads one picture from standard input, writes
<width>.webp files to FOLDER and one JSON line to standard output: sizes, or why not. It gives
itself limits of memory and processor time before it looks at the first byte. What it writes is
made from pixels alone: no EXIF, GPS, XMP, IPTC, comment, profile, thumbnail or trailing data.
"""

import io
import json
import resource
import sys
from pathlib import Path
from typing import Final

from PIL import AvifImagePlugin, Image, ImageCms, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

# A WebP of 80 million pixels needs 1.3 GB of addresses, everything else less.
MEMORY_BYTES: Final = 1_500_000_000
FILE_BYTES: Final = 20_000_000
CPU_SECONDS: Final = 20
MOST_PIXELS: Final = 80_000_000
LEAST_SIDE: Final = 200
WIDTHS: Final = (320, 640, 1280)
FORMATS: Final = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")


def main() -> None:
    """Read, make, answer."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    # One thread each: a thread reserves 70 MB of addresses, and a machine of 32 cores would spend the limit on them.
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)
    # Our own limit is checked on the header, before anything is decoded.
    Image.MAX_IMAGE_PIXELS = None
    answer = renditions(sys.stdin.buffer.read(), Path(sys.argv[1]))
    sys.stdout.write(json.dumps(answer))


def renditions(data: bytes, folder: Path) -> dict[str, object]:
    """The picture's WebP files are in the folder. Answers their sizes, or why not: {"refused": …}."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                return {"refused": "too_large", "width": width, "height": height}
            if min(width, height) < LEAST_SIDE:
                return {"refused": "too_small"}
            # A JPEG is decoded at half or a quarter of its size when that is enough: it saves two thirds of the memory.
            picture.draft("RGB", (2 * WIDTHS[-1], 2 * WIDTHS[-1]))
            plain = _plain_rgb(picture)
    except UnidentifiedImageError:
        return {"refused": "not_a_picture"}
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, IndexError, KeyError, TypeError, RuntimeError):
        return {"refused": "broken"}
    made: list[int] = []
    for wanted in WIDTHS:
        width = min(wanted, plain.width)
        if width in made:
            continue
        small = plain.resize((width, max(1, round(plain.height * width / plain.width))), Image.Resampling.LANCZOS)
        small.save(folder / f"{width}.webp", "WEBP", quality=80, method=4, exif=b"", icc_profile=None, xmp=b"")
        made.append(width)
    return {"width": plain.width, "height": plain.height, "widths": made}


def _plain_rgb(picture: Image.Image) -> Image.Image:
    """The pixels in sRGB, upright, on white ground, and nothing else of the file; large ones made smaller.

    Smaller first: each later step copies the picture, and four copies of 80 million pixels break the limit.
    """
    picture = _smaller(picture)
    ImageOps.exif_transpose(picture, in_place=True)
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        try:
            converted = ImageCms.profileToProfile(
                picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            picture = converted or picture
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # A profile that cannot be read only costs a shade of colour.
    if picture.mode in ("RGBA", "LA"):
        rgba = picture.convert("RGBA")
        ground = Image.new("RGB", rgba.size, "white")
        ground.paste(rgba, mask=rgba.getchannel("A"))
        return ground
    rgb = picture.convert("RGB")
    rgb.info = {}
    return rgb


def _smaller(picture: Image.Image) -> Image.Image:
    """The picture with its shorter side still at least the widest we keep, in a mode that can be averaged."""
    picture.load()
    known = dict(picture.info)
    if picture.mode.startswith("I"):
        # 16 bits of grey: convert() would not scale them but cut them off, and nearly all is white.
        picture = picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")
        known.pop("transparency", None)
    elif picture.mode in ("1", "P", "PA") or "transparency" in known:
        picture = picture.convert("RGBA" if picture.mode == "PA" or "transparency" in known else "RGB")
        known.pop("transparency", None)
    smaller = picture.reduce(max(1, min(picture.size) // WIDTHS[-1]))
    smaller.info = known
    return smaller


if __name__ == "__main__":
    main()
