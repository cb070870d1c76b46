"""A strip under a picture that is sent on, with words that must not be parted from it.

Only our own JPEGs of 1200×630 are opened here. A strip takes a twentieth of a second, once for each picture.
"""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

from marketplace.media.sharing import cut, fitting

_LINE: Final = 36
_EDGE: Final = 20
_GROUND, _PAPER = "#a5301d", "#fbf6ea"


def with_strip(picture: Path, folder: Path, said: str) -> Path:
    """A copy of the picture that says so along its lower edge, line under line; drawn when it is not there yet."""
    # A picture that is drawn again under the same name gets another strip.
    changed = picture.stat().st_mtime_ns
    name = hashlib.sha256(f"{picture.name}\n{changed}\n{said}".encode()).hexdigest()[:16]
    target = folder / f"{name}.jpg"
    if not target.exists():
        _draw(picture, target, said)
    return target


def _draw(picture: Path, target: Path, said: str) -> None:
    with Image.open(picture, formats=("JPEG",)) as opened:
        canvas = opened.convert("RGB")
    draw = ImageDraw.Draw(canvas)
    lines = said.split("\n")
    top = canvas.height - _LINE * len(lines) - _EDGE
    draw.rectangle((0, top, canvas.width, canvas.height), fill=_GROUND)
    for number, words in enumerate(lines):
        font = fitting("Bitter-750", words, width=canvas.width - 2 * _EDGE)
        middle = top + _EDGE / 2 + _LINE * (number + 0.5)
        shown = cut(words, font, canvas.width - 2 * _EDGE)
        draw.text((canvas.width / 2, middle), shown, font=font, fill=_PAPER, anchor="mm")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix="making-", suffix=".part", delete=False) as unfinished:
        canvas.save(unfinished, "JPEG", quality=86, optimize=True, progressive=True)
    Path(unfinished.name).chmod(0o644)
    os.replace(unfinished.name, target)
