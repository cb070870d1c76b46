"""The limited child that decodes the pictures of strangers' tours. Web workers and jobs never do.

    python -m marketplace.tours.exchange.child cube TARGET      six faces, told as JSON on standard input, to a JPEG
    python -m marketplace.tours.exchange.child stood            where cameras stood: paths on standard input

It gives itself limits before it opens a file, and answers one JSON line.
"""

import json
import resource
import sys
import warnings
from pathlib import Path
from typing import Any, Final

from PIL import Image

from marketplace.media.panoramas import PanoramaRefused
from marketplace.tours.exchange import joining

MEMORY_BYTES: Final = 1_500_000_000
FILE_BYTES: Final = 60_000_000
CPU_SECONDS: Final = 120
LARGEST_FACE: Final = 8192
FORMATS: Final = ("JPEG", "PNG", "WEBP")
_GPS: Final = 0x8825
_UNREADABLE: Final = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    KeyError,
    ZeroDivisionError,
    RuntimeError,
    IndexError,
)


def main() -> None:
    """Limits, then the work, then one answer."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    # Our own limits are checked on the header, before anything is decoded.
    Image.MAX_IMAGE_PIXELS = None
    asked = json.loads(sys.stdin.read())
    answer: Any
    if sys.argv[1] == "cube":
        try:
            answer = cube(asked, Path(sys.argv[2]))
        except PanoramaRefused as refusal:
            answer = {"refused": type(refusal).__name__, "facts": refusal.facts}
        except (*_UNREADABLE, MemoryError):
            answer = {"refused": PanoramaRefused.__name__, "facts": {}}
    else:
        answer = [position_of(Path(path)) for path in asked]
    sys.stdout.write(json.dumps(answer))


def cube(asked: dict[str, Any], target: Path) -> dict[str, Any]:
    """The joined picture is at the target. `asked`: the size of a face, and tiles [face, path, left, top, width, height]."""
    size = int(asked["size"])
    faces: dict[str, Image.Image] = {}
    for face, path, left, top, width, height in asked["tiles"]:
        with _opened(path) as tile:
            # A face in one piece says its size itself.
            wanted = (width, height) if size else tile.size
            pixels = tile.convert("RGB")
        if max(wanted) > LARGEST_FACE:
            raise PanoramaRefused
        if face not in faces:
            faces[face] = Image.new("RGB", (size or wanted[0], size or wanted[1]))
        faces[face].paste(pixels if pixels.size == wanted else pixels.resize(wanted), (left, top))
    sides = [face.width for face in faces.values()]
    if len(set(sides)) > 1:
        faces = {name: face.resize((min(sides), min(sides))) for name, face in faces.items()}
    joined = joining.join_cube(faces)
    joined.save(target, "JPEG", quality=joining.QUALITY, subsampling=0)
    return {"width": joined.width}


def _opened(path: str) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        picture = Image.open(path, formats=FORMATS)
    if max(picture.size) > LARGEST_FACE:
        picture.close()
        raise PanoramaRefused
    return picture


def position_of(path: Path) -> list[float] | None:
    """Latitude and longitude in degrees, as the camera wrote them; None when it did not, or not on this earth."""
    try:
        with Image.open(path, formats=FORMATS) as picture:
            told = picture.getexif().get_ifd(_GPS)
        latitude, longitude = _degrees(told[2]), _degrees(told[4])
        south, west = str(told[1]).upper().startswith("S"), str(told[3]).upper().startswith("W")
    except (*_UNREADABLE, MemoryError):
        return None
    found = [-latitude if south else latitude, -longitude if west else longitude]
    is_somewhere = abs(found[0]) <= 90 and abs(found[1]) <= 180 and found != [0.0, 0.0]
    return found if is_somewhere else None


def _degrees(told: Any) -> float:
    degrees, minutes, seconds = (float(number) for number in told)
    return degrees + minutes / 60 + seconds / 3600


if __name__ == "__main__":
    main()
