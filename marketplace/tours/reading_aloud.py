"""How long a stop of the narrated walk lasts, and what is shown of its words when. Pure."""

from typing import Final

from marketplace.media.captions import BadCaptions, Cue, captions_from_text, read_captions

# Vietnamese read quietly: letters, marks and spaces a second (three to four syllables).
LETTERS_A_SECOND: Final = 15.0
# Time to look before the next stop, in seconds.
PAUSE: Final = 1.5
SHORTEST: Final = 3.0


def seconds_to_read(text: str) -> float:
    """How long a text without a sound stays."""
    return max(SHORTEST, len(text) / LETTERS_A_SECOND + PAUSE)


def cues_of(captions: str, text: str, *, seconds: float) -> list[Cue]:
    """Captions of their own (WebVTT), else the sentences of the text over the whole length.

    What was written before it was checked and cannot be read counts as none.
    """
    try:
        own = read_captions(captions) if captions else ()
    except BadCaptions:
        own = ()
    return list(own or captions_from_text(text, seconds))
