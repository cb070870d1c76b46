"""WebVTT captions as plain text: what is spoken, for whoever reads it instead of hearing it."""

import re
from html import unescape
from typing import Final

_TAG: Final = re.compile(r"<[^>]*>")
_SPEAKER: Final = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_NOT_SPOKEN: Final = ("WEBVTT", "NOTE", "STYLE", "REGION")


def spoken(captions: str) -> list[str]:
    """The sentences of the cues, one text for each cue; of a file that is no WebVTT its lines."""
    told = []
    for block in re.split(r"\n\s*\n", captions.replace("\r\n", "\n").strip()):
        lines = block.split("\n")
        if lines[0].startswith(_NOT_SPOKEN):
            continue
        timed = next((number for number, line in enumerate(lines) if "-->" in line), -1)
        words = " ".join(line.strip() for line in lines[timed + 1 :])
        words = unescape(_TAG.sub("", _SPEAKER.sub(r"\1: ", words))).strip()
        if words:
            told.append(words)
    return told
