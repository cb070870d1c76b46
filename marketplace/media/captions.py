"""Captions: words with the moments they are shown, in a plain part of WebVTT. Times are milliseconds.

What people bring may be WebVTT or SubRip. Of WebVTT the cues are read and everything else is left out: styles, regions,
notes, where on the picture a cue stands, who speaks, tags. Source: https://www.w3.org/TR/webvtt1/ (read 2026-11-23)
"""

import html
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from marketplace.errors import BadInput
from marketplace.text import N_, clean_lines, fold

MOST_CUES: Final = 500
MOST_BYTES: Final = 60_000
MOST_LETTERS: Final = 300
# A cue made of a text is no longer than this: two lines on a phone.
LETTERS_AT_ONCE: Final = 84

_TIME: Final = r"(?:(\d{1,2}):)?([0-5]?\d):([0-5]\d)[.,](\d{3})"
_TIMES: Final = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?", re.ASCII)
_TAG: Final = re.compile(r"<[^<>]{0,200}>")
# Up to a full stop with a space behind it: 3.5 km is one thing.
_SENTENCE: Final = re.compile(r"\S.*?(?:[.!?…]+[”\"')\]]*(?=\s|$)|$)", re.MULTILINE)
_LEFT_OUT: Final = ("NOTE", "STYLE", "REGION")


class Cue(NamedTuple):
    """Words, and from when to when they are shown."""

    start_ms: int
    end_ms: int
    text: str


class BadCaptions(BadInput):
    """These captions cannot be read; `line` says where."""

    sentence = N_(
        "Phụ đề: dòng %(line)s không đọc được. Mỗi câu cần một dòng giờ như “00:01.000 --> 00:04.000”, "
        "và giữa hai câu một dòng trống."
    )


class CaptionsTooLong(BadCaptions):
    """More than anybody reads."""

    sentence = N_("Phụ đề dài quá: nhiều nhất %(cues)s câu và %(kilobytes)s kB. Dòng %(line)s đã vượt.")


class CaptionBackwards(BadCaptions):
    """A cue ends before it begins, or begins before the one before it."""

    sentence = N_(
        "Phụ đề: giờ ở dòng %(line)s đi lùi. Câu sau phải bắt đầu sau câu trước, và kết thúc sau khi bắt đầu."
    )


class CaptionWithoutWords(BadCaptions):
    """A time with nothing to say."""

    sentence = N_("Phụ đề: dòng %(line)s có giờ mà không có chữ.")


class CaptionTooWordy(BadCaptions):
    """One cue holds more than can be read at once."""

    sentence = N_("Phụ đề: câu ở dòng %(line)s dài quá %(most)s chữ. Xin tách làm nhiều câu.")


def read_captions(text: str) -> tuple[Cue, ...]:
    """The cues of a WebVTT or SubRip text, in order. No text is no cues.

    Raises BadCaptions and its kinds, with the line it is about.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise _too_long(_line_of_byte(lines, MOST_BYTES))
    cues: list[Cue] = []
    for first, block in _blocks(_without_head(lines)):
        if block[0].split()[0] in _LEFT_OUT:
            continue
        # A cue may have a name or a number above its times.
        at = 0 if "-->" in block[0] else 1
        times = _TIMES.fullmatch(block[at]) if at < len(block) else None
        if times is None:
            raise BadCaptions(line=first + min(at, len(block) - 1))
        for number, words in enumerate(block[at + 1 :], start=first + at + 1):
            if "-->" in words:
                raise BadCaptions(line=number)
        cue = Cue(_milliseconds(times.groups()[:4]), _milliseconds(times.groups()[4:]), _words(block[at + 1 :]))
        line = first + at
        if cue.end_ms <= cue.start_ms or (cues and cue.start_ms < cues[-1].start_ms):
            raise CaptionBackwards(line=line)
        if not cue.text:
            raise CaptionWithoutWords(line=line)
        if len(cue.text) > MOST_LETTERS:
            raise CaptionTooWordy(line=line, most=MOST_LETTERS)
        if len(cues) == MOST_CUES:
            raise _too_long(line)
        cues.append(cue)
    return tuple(cues)


def write_captions(cues: Sequence[Cue]) -> str:
    """The cues as WebVTT; read again they are the same."""
    return "\n".join(["WEBVTT\n", *(_written(cue) for cue in cues)])


def _written(cue: Cue) -> str:
    # An empty line would end the cue, and an arrow begin another: neither can stand in what is shown.
    shown = "\n".join(line for line in cue.text.split("\n") if line.strip())
    return f"{_clock(cue.start_ms)} --> {_clock(cue.end_ms)}\n{html.escape(shown, quote=False)}\n"


def captions_from_text(text: str, seconds: float) -> tuple[Cue, ...]:
    """The sentences of a text spread over so many seconds, each as long as it takes to say: by its syllables.

    Vietnamese writes every syllable as a word. For a narration that has no captions of its own: near the truth, and
    no more. A text of nothing is no cues.
    """
    parts = [part for sentence in _SENTENCE.findall(clean_lines(text)) for part in _short(sentence.strip())]
    whole = round(seconds * 1000)
    if whole < len(parts) or not parts:
        parts = [" ".join(parts)[:MOST_LETTERS].strip()] if parts and whole > 0 else []
    if len(parts) > MOST_CUES:
        parts = parts[:MOST_CUES]
    # A breath after each sentence takes about as long as a syllable.
    weights = [1 + max(1, len(fold(part).split())) for part in parts]
    cues: list[Cue] = []
    said = 0
    for part, weight in zip(parts, weights, strict=True):
        start, said = whole * said // sum(weights), said + weight
        cues.append(Cue(start, whole * said // sum(weights), part))
    return tuple(cue for cue in cues if cue.end_ms > cue.start_ms)


def _without_head(lines: Sequence[str]) -> list[str]:
    """The lines with nothing in place of WEBVTT and what is said of the file behind it."""
    kept = list(lines)
    at = next((number for number, line in enumerate(kept) if line.strip()), 0)
    if kept[at].startswith("WEBVTT"):
        while at < len(kept) and kept[at].strip() and "-->" not in kept[at]:
            kept[at] = ""
            at += 1
    return kept


def _blocks(lines: Sequence[str]) -> list[tuple[int, list[str]]]:
    """Runs of lines without an empty one between them, each with the number of its first line."""
    blocks: list[tuple[int, list[str]]] = []
    is_inside = False
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            is_inside = False
        elif is_inside:
            blocks[-1][1].append(line)
        else:
            blocks.append((number, [line]))
            is_inside = True
    return blocks


def _words(lines: Sequence[str]) -> str:
    """What is shown: without tags, without entities, without what shows nothing."""
    joined = html.unescape(_TAG.sub("", "\n".join(lines)))
    return "\n".join(line for line in clean_lines(joined).split("\n") if line)


def _milliseconds(told: Sequence[str | None]) -> int:
    hours, minutes, seconds, rest = (int(number or 0) for number in told)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _clock(ms: int) -> str:
    seconds, rest = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{rest:03}"


def _too_long(line: int) -> CaptionsTooLong:
    return CaptionsTooLong(line=line, cues=MOST_CUES, kilobytes=MOST_BYTES // 1000)


def _line_of_byte(lines: Sequence[str], most: int) -> int:
    seen = 0
    for number, line in enumerate(lines, start=1):
        seen += len(line.encode("utf-8", "replace")) + 1
        if seen > most:
            return number
    return len(lines)


def _short(sentence: str) -> list[str]:
    """A long sentence in parts that fit on two lines, broken between words, at a comma if there is one."""
    parts: list[str] = []
    words: list[str] = []
    for word in sentence.split():
        length = len(" ".join((*words, word)))
        if words and (
            length > LETTERS_AT_ONCE or (length > LETTERS_AT_ONCE * 2 // 3 and words[-1].endswith((",", ";", ":")))
        ):
            parts.append(" ".join(words))
            words = []
        # No word is so long; what has no spaces is cut.
        words.append(word[:MOST_LETTERS])
    return [*parts, " ".join(words)] if words else parts
