"""Drawing the picture that a shared link shows: 1200×630, a photo or drawing with the page's title under it.

Only our own renditions are opened here, never what somebody uploaded. For jobs: a picture takes a tenth of a second.
"""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont, ImageOps

from marketplace.config import ROOT

RECIPE: Final = "3"  # Change it with anything that makes another picture of the same words.
SIZE: Final = (1200, 630)
FONTS: Final = ROOT / "frontend" / "gen"
_EDGE: Final = 56
_GROUND, _PAPER, _QUIET, _HOE, _SEAL = "#12253a", "#fbf6ea", "#cdd6df", "#f0b429", "#a5301d"
_BASE_PIXELS: Final = 4_000_000


def share_key(*, title: str, line: str, base: str) -> str:
    """16 hexadecimal digits of all that makes the picture."""
    return hashlib.sha256("\n".join((RECIPE, title, line, base)).encode()).hexdigest()[:16]


def draw_share(target: Path, *, title: str, line: str, brand: str, base: Path | None) -> None:
    """The picture is there, whole, as a JPEG. Without `base` (a WebP of ours) it is words on indigo."""
    canvas = Image.new("RGB", SIZE, _GROUND)
    lines, font = _fitted(title, large=base is None)
    step = round(font.size * 1.25)
    block = len(lines) * step + (52 if line else 0) + 96
    top = SIZE[1] - block if base is not None else max(124, (SIZE[1] - block) // 2)
    if base is not None:
        with Image.open(base, formats=("WEBP",)) as picture:
            if picture.width * picture.height <= _BASE_PIXELS:
                canvas.paste(ImageOps.fit(picture.convert("RGB"), (SIZE[0], top), Image.Resampling.LANCZOS))
    draw = ImageDraw.Draw(canvas)
    for offset in (0, 10):
        draw.rectangle((0, top + offset, SIZE[0], top + offset + 3), fill=_HOE)
    y = top + 40
    for words in lines:
        draw.text((_EDGE, y), words, font=font, fill=_PAPER)
        y += step
    if line:
        quiet = fitting("BeVietnamPro-400", line, width=SIZE[0] - 2 * _EDGE)
        draw.text((_EDGE, y + 8), cut(line, quiet, SIZE[0] - 2 * _EDGE), font=quiet, fill=_QUIET)
    _seal(draw, brand)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix="making-", suffix=".jpg", delete=False) as unfinished:
        canvas.save(unfinished, "JPEG", quality=82, optimize=True, progressive=True)
    Path(unfinished.name).chmod(0o644)
    os.replace(unfinished.name, target)


def fitting(name: str, text: str, *, width: int) -> ImageFont.FreeTypeFont:
    """The largest letters, of 30 pixels at most and 20 at least, in which the text is no wider than this."""
    return next(
        (font for size in range(30, 20, -2) if (font := _font(name, size)).getlength(text) <= width), _font(name, 20)
    )


def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"{name}.ttf", size)


def _fitted(title: str, *, large: bool) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """The title in the largest letters in which it takes two lines (three without a picture)."""
    most = 3 if large else 2
    for size in (84, 72, 62, 54, 46, 40) if large else (62, 54, 46, 40):
        font = _font("Bitter-750", size)
        lines = _wrapped(title, font, SIZE[0] - 2 * _EDGE)
        if len(lines) <= most:
            return lines, font
    rest = " ".join(lines[most - 1 :])
    return [*lines[: most - 1], cut(rest, font, SIZE[0] - 2 * _EDGE)], font


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


def cut(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """The text, or as much of it as fits, with a sign that there is more."""
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + "…") > width:
        text = text[:-1]
    return text.rstrip() + "…"


def _seal(draw: ImageDraw.ImageDraw, brand: str) -> None:
    """The market's name on its red square, in the upper right corner."""
    font = _font("Bitter-750", 30)
    width = round(font.getlength(brand)) + 40
    left, top = SIZE[0] - width - 32, 28
    draw.rectangle((left, top, left + width, top + 62), fill=_SEAL)
    draw.rectangle((left + 5, top + 5, left + width - 5, top + 57), outline=_PAPER, width=2)
    draw.text((left + width / 2, top + 31), brand, font=font, fill=_PAPER, anchor="mm")
