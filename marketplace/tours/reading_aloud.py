"""How long a text takes to read, and which sentence is read when: for a narrated walk without a sound. Pure."""

import re
from typing import Final

# Vietnamese read quietly: letters, marks and spaces a second (three to four syllables).
LETTERS_A_SECOND: Final = 15.0
# Time to look before the next stop.
PAUSE_MS: Final = 1500
SHORTEST_MS: Final = 3000
# "3.000 người" is no end of a sentence.
_BETWEEN_SENTENCES: Final = re.compile(r"(?<=[.!?…:;])\s+|(?<=[.!?…][”\"’)])\s+|\n+")
# A caption longer than this is broken at a comma, or between words.
LONGEST_CAPTION: Final = 84

Cue = tuple[int, int, str]


def length_ms(text: str) -> int:
    """How long a stop with this text lasts, in milliseconds."""
    return max(SHORTEST_MS, round(len(text) / LETTERS_A_SECOND * 1000) + PAUSE_MS)


def cues_from_text(text: str, *, length: int) -> list[Cue]:
    """The text in captions over the length, each for its share of the letters: start, end (milliseconds), words."""
    parts = [part for sentence in _BETWEEN_SENTENCES.split(text) for part in _short(sentence.strip()) if part]
    letters = sum(len(part) for part in parts)
    cues: list[Cue] = []
    before = 0
    for part in parts:
        start, before = before, before + len(part)
        cues.append((start * length // letters, before * length // letters, part))
    return cues


def _short(sentence: str) -> list[str]:
    if len(sentence) <= LONGEST_CAPTION:
        return [sentence]
    middle = len(sentence) // 2
    breaks = [found.end() for found in re.finditer(r"[,–—] |\) ", sentence)] or [
        found.end() for found in re.finditer(" ", sentence)
    ]
    if not breaks:
        return [sentence]
    at = min(breaks, key=lambda place: abs(place - middle))
    return [*_short(sentence[:at].strip()), *_short(sentence[at:].strip())] if at < len(sentence) else [sentence]
