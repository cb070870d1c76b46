"""Words as people type them, and as we look for them."""

import re
import unicodedata
from typing import Final, NamedTuple

_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")
_DIGITS: Final = re.compile(r"[0-9]{1,12}")
_SPACES: Final = re.compile(r"[^\S\n]+")
_BLANK_LINES: Final = re.compile(r"\n{3,}")
# Letters and signs that show nothing, so that a name made of them looks empty. What turns text around or joins it
# without showing (zero width, right to left, tags) is of Unicode's category Cf and goes with it.
_BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_HIDDEN: Final = frozenset(("Cc", "Cf", "Cs", "Cn", "Co"))
# Vietnamese needs two marks on a letter; no script needs more than four.
_MOST_MARKS: Final = 4


class Named(NamedTuple):
    """Something to choose from a list: its place in addresses, and what it is called. No English name is ""."""

    slug: str
    name: str
    name_en: str


def N_(message: str) -> str:
    """Mark a Vietnamese sentence for translation where it is written; translated where it is shown."""
    return message


def fold(text: str) -> str:
    """The words of a text without case, tone or hat: "Đậu Phụ" → "dau phu".

    NFC → lower case → đ→d → combining marks dropped, so hòa and hoà fold alike.
    Everything that is neither letter nor digit becomes one space.
    """
    lowered = unicodedata.normalize("NFC", text).lower().replace("đ", "d")
    bare = "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare).strip()


def read_whole(text: str) -> int | None:
    """A whole number in plain digits, or None: no sign, no dots, no digits of other scripts (S02)."""
    return int(text) if _DIGITS.fullmatch(text.strip()) else None


def exact(text: str) -> str:
    """The words of a text in lower case with their marks, tones moved to one place: hoà → hòa."""
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).lower())
    moved = re.sub(
        r"(o)(a|e)([\u0300\u0301\u0303\u0309\u0323])(?![a-z])|(u)(y)([\u0300\u0301\u0303\u0309\u0323])(?![a-z])",
        lambda m: (m[1] + m[3] + m[2]) if m[1] else (m[4] + m[6] + m[5]),
        decomposed,
    )
    composed = unicodedata.normalize("NFC", moved)
    return " ".join(re.findall(r"\w+", composed))


def slug(text: str, *, limit: int = 60) -> str:
    """An address word: "Cà chua bi" → "ca-chua-bi"; "" when nothing can be kept."""
    words = fold(text).replace(" ", "-")
    return words[:limit].strip("-")


def graphemes(text: str) -> int:
    """How many letters a person sees: combining marks and joiners are not counted."""
    return sum(1 for c in text if unicodedata.category(c)[0] != "M" and not _is_hidden(c))


def clean_line(text: str) -> str:
    """One line of a person's text: NFC, no control or invisible characters, single spaces."""
    return " ".join(clean_lines(text).split())


def clean_lines(text: str) -> str:
    """A person's text as stored: NFC, no control or invisible characters, no run of blank lines.

    Lone surrogates and floods of combining marks (more than 4 on a letter) are dropped too, before NFC:
    sorting a long run of marks takes it the square of their number, and what stood between a letter
    and its mark must not keep them apart.
    """
    kept: list[str] = []
    marks = 0
    for c in text.replace("\r\n", "\n").replace("\r", "\n"):
        if c == "\n" or c == "\t":
            kept.append("\n" if c == "\n" else " ")
            marks = 0
        elif _is_hidden(c):
            continue
        elif unicodedata.category(c)[0] == "M":
            marks += 1
            if marks <= _MOST_MARKS:
                kept.append(c)
        else:
            kept.append(c)
            marks = 0
    joined = _SPACES.sub(" ", unicodedata.normalize("NFC", "".join(kept)))
    lines = "\n".join(line.strip() for line in joined.split("\n"))
    return _BLANK_LINES.sub("\n\n", lines).strip()


def _is_hidden(c: str) -> bool:
    return unicodedata.category(c) in _HIDDEN or c in _BLANK


def masked(number: str) -> str:
    """A bank account number of which only the last four symbols can be read."""
    return "•••• " + number[-4:] if len(number) > 4 else "••••"
