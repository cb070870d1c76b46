"""Cut the three fonts of the site to what Vietnamese and English need.

Afterwards `frontend/gen/` holds, for each face, a `.woff2` for the pages (11 to 15 KB) and a `.ttf` for pictures
and PDFs. The same input gives the same bytes, so hashed names only change with the fonts.

Why not take Fontsource's files as they are: they come in pieces (latin, latin-ext, vietnamese) whose ranges overlap, so
a page would fetch nine files instead of three (docs/look.md).
"""

from __future__ import annotations

import io
import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.misc.transform import Transform
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
TARGET = ROOT / "frontend" / "gen"

# Pieces in the order in which they are asked for a letter.
PIECES = ("latin", "vietnamese", "latin-ext")

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")  # ngang, huyền, hỏi, ngã, sắc, nặng
PUNCTUATION = "\u00a0₫…–—“”‘’«»·•×°−±²³½§©®†€"
MARKS = "\u0300\u0301\u0303\u0309\u0323"  # for text that arrives decomposed
# In neither family; drawn below.
DRAWN = "≤≥→"

FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum"]

# The seconds of 2020-01-01 since 1904, as fonts count. fontTools would write the time of the run.
FIXED_TIME = 3_660_681_600


@dataclass(frozen=True)
class Face:
    """One weight of one family: where its pieces lie and what the result is called."""

    name: str
    package: str
    pattern: str
    weight: int


FACES = (
    Face("BeVietnamPro-400", "@fontsource/be-vietnam-pro", "be-vietnam-pro-{piece}-400-normal.woff2", 400),
    Face("BeVietnamPro-600", "@fontsource/be-vietnam-pro", "be-vietnam-pro-{piece}-600-normal.woff2", 600),
    Face("Bitter-750", "@fontsource-variable/bitter", "bitter-{piece}-wght-normal.woff2", 750),
)


def vietnamese_letters() -> set[str]:
    """Give every letter a Vietnamese text can hold, both cases, as single code points."""
    small = {unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES} | {"đ"}
    return small | {letter.upper() for letter in small}


def wanted() -> set[int]:
    """Give the code points every face must hold."""
    ascii_letters = {chr(code) for code in range(0x20, 0x7F)}
    return {ord(letter) for letter in ascii_letters | vietnamese_letters() | set(PUNCTUATION)}


def cut(font: TTFont, codes: Iterable[int]) -> TTFont:
    """Keep only these code points and what they need; drop hinting."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = FEATURES
    options.name_IDs = [1, 2, 3, 4, 6, 13, 14]
    options.notdef_outline = True
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    return font


def pieces_of(face: Face) -> list[TTFont]:
    """Read the face's pieces, each cut to the letters no earlier piece has."""
    still_wanted = wanted() | {ord(mark) for mark in MARKS}
    pieces = []
    for piece in PIECES:
        path = PACKAGES / face.package / "files" / face.pattern.format(piece=piece)
        font = TTFont(path, recalcTimestamp=False)
        if "fvar" in font:
            instantiateVariableFont(font, {"wght": face.weight}, inplace=True)
        found = still_wanted & set(font.getBestCmap())
        if found:
            pieces.append(cut(font, found))
        still_wanted -= found
    return pieces


def joined(pieces: list[TTFont]) -> TTFont:
    """Make one font of the pieces."""
    files = []
    for piece in pieces:
        piece.flavor = None
        file = io.BytesIO()
        piece.save(file)
        file.seek(0)
        files.append(file)
    font: TTFont = Merger().merge(files)
    return font


def draw_missing(font: TTFont) -> None:
    """Add ≤ ≥ and → in the face's own strokes: the hyphen gives the weight, < and > the shape."""
    glyphs = font.getGlyphSet()
    names = font.getBestCmap()
    hyphen = font["glyf"][names[ord("-")]]
    stroke = hyphen.yMax - hyphen.yMin
    for sign, shape in (("≤", "<"), ("≥", ">")):
        source = font["glyf"][names[ord(shape)]]
        advance = font["hmtx"][names[ord(shape)]][0]
        pen = TTGlyphPen(glyphs)
        lift = Transform().translate(0, stroke * 2 - source.yMin).scale(1, 0.85)
        glyphs[names[ord(shape)]].draw(TransformPen(pen, lift))
        draw_polygon(pen, [(source.xMin, 0), (source.xMin, stroke), (source.xMax, stroke), (source.xMax, 0)])
        add_glyph(font, sign, pen, advance)

    middle = (hyphen.yMin + hyphen.yMax) // 2
    left, right, head, half = 60, 840, 230, stroke // 2
    pen = TTGlyphPen(glyphs)
    draw_polygon(
        pen,
        [
            (left, middle - half),
            (left, middle + half),
            (right - head, middle + half),
            (right - head, middle + head),
            (right, middle),
            (right - head, middle - head),
            (right - head, middle - half),
        ],
    )
    add_glyph(font, "→", pen, right + left)


def draw_polygon(pen: TTGlyphPen, points: list[tuple[int, int]]) -> None:
    """Draw one closed shape of straight lines, clockwise."""
    pen.moveTo(points[0])
    for point in points[1:]:
        pen.lineTo(point)
    pen.closePath()


def add_glyph(font: TTFont, letter: str, pen: TTGlyphPen, advance: int) -> None:
    """Put a drawn glyph into the font and its table of letters."""
    name = f"uni{ord(letter):04X}"
    glyph = pen.glyph(round=round)
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"].glyphOrder = font.getGlyphOrder()
    font["glyf"][name] = glyph
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (advance, glyph.xMin)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord(letter)] = name


def check(face: Face, font: TTFont) -> None:
    """Stop the set-up if a letter is missing: a page with one letter in another font looks broken."""
    missing = (wanted() | {ord(letter) for letter in DRAWN}) - set(font.getBestCmap())
    if missing:
        letters = " ".join(f"{chr(code)} (U+{code:04X})" for code in sorted(missing))
        message = f"{face.name}: the font packages hold no {letters}"
        raise SystemExit(message)


def save(face: Face, font: TTFont) -> list[Path]:
    """Write the .ttf and the .woff2."""
    font["head"].modified = FIXED_TIME
    font["head"].created = FIXED_TIME
    font.recalcTimestamp = False
    ttf = TARGET / f"{face.name}.ttf"
    woff2 = TARGET / f"{face.name}.woff2"
    font.flavor = None
    font.save(ttf)
    font.flavor = "woff2"
    font.save(woff2)
    return [ttf, woff2]


def main() -> None:
    """Cut every face."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        font = joined(pieces_of(face))
        draw_missing(font)
        check(face, font)
        for path in save(face, font):
            sys.stdout.write(f"{path.relative_to(ROOT)} {path.stat().st_size}\n")


if __name__ == "__main__":
    main()
